/** The faults, one after the other for both contestants, and what the client saw of each. */
import { setTimeout as delay } from 'node:timers/promises';
import { type LightLab, lightCable, lightOff, lightOn } from '../../lab/light.ts';
import { type Client, type Gap, pingOf, serviceOf } from './client.ts';
import type { Dmsa, Loop, Said } from './dmsa.ts';
import type { Keepalived } from './keepalived.ts';
import {
  CLIENT_A,
  CLIENT_B,
  DMSA,
  furnish,
  holders,
  inNode,
  KEEPALIVED,
  monotonicMs,
  type PairOf,
  setWire,
  whoAnswers,
} from './site.ts';

export interface Bench {
  readonly lab: LightLab;
  readonly client: Client;
  readonly dmsa: Dmsa;
  readonly keepalived: Keepalived;
}

export type By = 'dmsa' | 'keepalived';
export type Fault = 'dead' | 'cable' | 'service' | 'switchover';

export interface Outage {
  /** Milliseconds from the fault, or where nothing was broken from the last reply, to the first reply. */
  readonly addressMs: number;
  readonly serviceMs: number;
  /** Of dmsa's: from its decision to the equipment address answering; and from there to the service. */
  readonly decisionMs?: number;
  /** From the fault to the decision. */
  readonly detectionMs?: number;
}

/** A takeover that takes longer is none. */
const LIMIT_MS = 60_000;

/** @param randomMs  the fault comes at another moment of the second each time */
export async function outageOf(bench: Bench, by: By, fault: Fault, randomMs: number): Promise<Outage> {
  const pair = by === 'dmsa' ? DMSA : KEEPALIVED;
  const { client } = bench;
  const loop = by === 'dmsa' && fault !== 'switchover' ? await bench.dmsa.keep(fault === 'dead') : null;
  if (by === 'keepalived') await bench.keepalived.start();
  try {
    await delay(500 + randomMs);
    const atMs = monotonicMs();
    const breaking = breakIt(bench, by, pair, fault);
    await client.longest(serviceOf(pair), atMs, LIMIT_MS);
    await breaking;
    // To its end: a loop that is stopped in the middle would leave the pair half moved.
    await loop?.hears('it has acted', LIMIT_MS, ({ type }) => type === 'acted');
    const service = await client.longest(serviceOf(pair), atMs, LIMIT_MS);
    const address = await client.longest(pingOf(pair, 'eth1'), atMs, LIMIT_MS);
    const sinceFault = (gap: Gap): number => gap.nextMs - (fault === 'switchover' ? gap.lastMs : atMs);
    const decided = loop ? decision(loop) : null;
    return {
      // Of a failed service the address answers on until it is moved.
      addressMs: fault === 'service' || fault === 'switchover' ? address.nextMs - address.lastMs : sinceFault(address),
      serviceMs: sinceFault(service),
      ...(decided === null ? {} : { decisionMs: address.nextMs - decided.atMs, detectionMs: decided.atMs - atMs }),
    };
  } finally {
    await loop?.stop();
    await mend(bench, by, pair, fault);
  }
}

function decision(loop: Loop): Said | null {
  return loop.said.find(({ type, act }) => type === 'verdict' && act === 'takeover') ?? null;
}

async function breakIt({ lab, dmsa, keepalived }: Bench, by: By, pair: PairOf, fault: Fault): Promise<void> {
  switch (fault) {
    case 'dead':
      return lightOff(lab, pair.active);
    case 'cable':
      return lightCable(lab, pair.active, 'eth1', false);
    case 'service':
      await inNode(lab, pair.active, 'touch /etc/lab/fail-ubi-sms; read -r p </var/run/ubi-sms.pid; kill -9 "$p"');
      return;
    case 'switchover': {
      if (by === 'keepalived') return keepalived.stop(pair.active);
      const { code, stdout, stderr } = await dmsa.run(['ha', 'failover', pair.active, '--yes']);
      if (code !== 0) throw new Error(`dmsa ha failover: exit ${code}\n${stdout}\n${stderr}`);
    }
  }
}

async function mend(bench: Bench, by: By, pair: PairOf, fault: Fault): Promise<void> {
  const { lab, keepalived, dmsa } = bench;
  if (by === 'keepalived') await keepalived.stopAll();
  if (fault === 'cable') await lightCable(lab, pair.active, 'eth1', true);
  if (fault === 'service') await inNode(lab, pair.active, 'rm -f /etc/lab/fail-ubi-sms');
  await revive(bench, by, pair);
  if (by === 'dmsa') await dmsa.settle();
  // Both addresses are there again before anything else is broken.
  if (by === 'keepalived') await keepalived.start();
}

/** A member that was switched off comes back with a new disk. */
async function revive({ lab, keepalived }: Bench, by: By, pair: PairOf): Promise<void> {
  for (const name of [pair.active, pair.standby]) {
    if (await lightOn(lab, name)) {
      await furnish(lab, name);
      if (by === 'keepalived') await keepalived.install(name);
    }
  }
}

export interface Partition {
  /** Members that had the equipment address at the end of the partition, and those that a client on each side hears. */
  readonly holders: readonly string[];
  readonly sideA: readonly string[];
  readonly sideB: readonly string[];
  /** For how long more than one had it while it was cut, and, once it was mended. */
  readonly bothMs: number;
  readonly afterMs: number;
}

const CUT_MS = 15_000;

/** Both members live; the wire between them, over both networks, is cut for 15 s. */
export async function partition(bench: Bench, by: By, fenced: boolean): Promise<Partition> {
  const pair = by === 'dmsa' ? DMSA : KEEPALIVED;
  const { lab } = bench;
  const loop = by === 'dmsa' ? await bench.dmsa.keep(fenced) : null;
  if (by === 'keepalived') await bench.keepalived.start();
  try {
    const both = { cut: 0, mended: 0 };
    let now: 'cut' | 'mended' = 'cut';
    let going = true;
    await setWire(lab, false);
    const watching = (async () => {
      let before = monotonicMs();
      while (going) {
        const list = await holders(lab, pair, 'eth1');
        const at = monotonicMs();
        if (list.length > 1) both[now] += at - before;
        before = at;
        await delay(20);
      }
    })();
    await delay(CUT_MS);
    const [held, sideA, sideB] = await Promise.all([
      holders(lab, pair, 'eth1'),
      whoAnswers(lab, CLIENT_A, pair, 'eth1'),
      whoAnswers(lab, CLIENT_B, pair, 'eth1'),
    ]);
    now = 'mended';
    await setWire(lab, true);
    await delay(5_000);
    going = false;
    await watching;
    return { holders: held, sideA, sideB, bothMs: both.cut, afterMs: both.mended };
  } finally {
    await setWire(lab, true);
    await loop?.stop();
    await mend(bench, by, pair, 'dead');
  }
}
