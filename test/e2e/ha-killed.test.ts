/**
 * `dmsa ha failover` and `dmsa ha failback` are killed (-9) after each of their steps in turn, and another start ends what was begun.
 * The wire is captured over the whole series: never do two answer for a service address. No file is lost, and none that the holder
 * wrote is overwritten.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startClient } from '../../lab/client.ts';
import { lightDown } from '../../lab/light.ts';
import { nics } from '../../lab/network.ts';
import { captureWire, type Wire } from '../../lab/wire.ts';
import { type Frame, turnsOf } from '../../lab/wire-log.ts';
import { eventually, ROOT } from './cluster.ts';
import { KILLED_STEPS, killedRow, recordRow } from './ha-proof-table.ts';
import { LAB } from './lab-name.ts';
import { A, CLIENT, type LightPair, lightPair, MARKS, S, SERVICE, SERVICES, SPOOL } from './light-pair.ts';

const NAME = `${LAB}-killed`;
/** `Sec-1/service/ubi-sms: done in 0.3 s` */
const DONE = /: done in /;

let pair: LightPair;
let wire: Wire;
let client: Client;
/** Of their MACs. */
let names: ReadonlyMap<string, string>;
/** Who has held since the capture began, in turn. */
const held: string[] = [A];
const files: string[] = [];

beforeAll(async () => {
  pair = await lightPair(NAME, process.env['DMSA_PROGRAM'] ?? join(ROOT, 'dist/dmsa.js'));
  const macs = [A, S].flatMap((node) => nics.map(async (nic) => [await pair.macOf(node, nic), node] as const));
  names = new Map(await Promise.all(macs));
  wire = await captureWire(pair.network, Object.values(SERVICE), MARKS);
  client = await startClient(
    pair.network,
    nics.map((nic) => `${SERVICE[nic]}:5200`),
    CLIENT,
  );
});
afterAll(async () => {
  await client?.stop();
  await wire?.stop().catch(() => []);
  if (process.env['DMSA_LAB_KEEP'] !== '1') await lightDown(NAME);
});

interface Ended {
  readonly killed: boolean;
  readonly code: number | null;
  readonly said: string;
}

function stepsIn(said: string): number {
  return said.split('\n').filter((line) => DONE.test(line)).length;
}

/** Ends it by SIGKILL as soon as it has told of its n-th step; null: never. */
function dmsa(args: readonly string[], killAfter: number | null = null): Promise<Ended> {
  const [program = '', ...rest] = pair.argv(args);
  const child = spawn(program, rest, { cwd: pair.dir, env: pair.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let killed = false;
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    if (killAfter === null || stepsIn(said) < killAfter || killed) return;
    killed = child.kill('SIGKILL');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ killed: signal === 'SIGKILL', code, said }));
  });
}

/** @param step  null: it comes to its end */
async function begun(verb: 'failover' | 'failback', step: number | null): Promise<Ended> {
  const ended = await dmsa(['ha', verb, A, '--yes', '--log-level', 'info'], step);
  if (!ended.killed) expect(ended, ended.said).toMatchObject({ code: 0 });
  // A dead run's locks are brought to their end here instead of waited for.
  const end = `[ ! -e /var/lib/dmsa/lock ] || sed -i 's/"expiresAt":[0-9]*/"expiresAt":5/' /var/lib/dmsa/lock/holder`;
  await Promise.all([A, S].map((node) => pair.sh(node, end)));
  return ended;
}

/** All of it is on one member, nothing on the other; the client is served; and every file that was ever written is there. */
async function expectHolder(holder: string): Promise<void> {
  const look = `ip -o -4 addr show; for s in ${SERVICES.join(' ')}; do service $s status >/dev/null && echo "runs $s"; done; :`;
  const copies = `cd ${SPOOL}; cat ${files.join(' ')} latest | sed 's/^/file /'`;
  for (const node of [A, S]) {
    const holds = node === holder;
    const text = await pair.sh(node, holds ? `${look}; ${copies}` : look);
    const has = [
      ...Object.values(SERVICE).filter((one) => text.includes(` ${one}/`)),
      ...SERVICES.filter((one) => text.includes(`runs ${one}\n`)),
    ];
    expect({ node, has }).toEqual({ node, has: holds ? [...Object.values(SERVICE), ...SERVICES] : [] });
    if (holds) expect(text.match(/^file .*$/gm)).toEqual([...files, files.at(-1)].map((name) => `file ${name}`));
  }
  const before = client.tries().length;
  await eventually(
    'the client is served on both addresses',
    20,
    () =>
      Object.values(SERVICE).every((host) =>
        client
          .tries()
          .slice(before)
          .some((one) => one.host === host && one.why === null),
      ) || undefined,
  );
  if (held.at(-1) !== holder) held.push(holder);
  expectTurns(wire.frames());
}

/** On the wire each has answered in its turn, and nobody in between. */
function expectTurns(frames: readonly Frame[]): void {
  for (const nic of nics) {
    expect(turnsOf(frames, SERVICE[nic]).map(({ mac }) => names.get(mac) ?? mac)).toEqual(held);
  }
}

/** The holder writes one more file; those that were there before are. */
async function write(holder: string, name: string): Promise<void> {
  await pair.sh(holder, `cd ${SPOOL}; echo ${name} >${name}; echo ${name} >latest`);
  files.push(name);
}
/** A takeover and a failback that are both killed after that step (null: neither is), and ended. */
async function cycle(step: number | null): Promise<{ readonly out: Ended; readonly back: Ended }> {
  await write(A, `active-${step}`);
  expect(await dmsa(['sync'])).toMatchObject({ code: 0 });
  const out = await begun('failover', step);
  await dmsa(['run', '--ha-only', '--once']);
  await expectHolder(S);

  await write(S, `standby-${step}`);
  const back = await begun('failback', step);
  // Before the point of no return the loop leaves it to the operator, after it the loop ends it.
  await dmsa(['run', '--ha-only', '--once']);
  expect(await dmsa(['ha', 'failback', A, '--yes'])).toMatchObject({ code: 0 });
  await expectHolder(A);
  return { out, back };
}

describe('a takeover and a failback, killed', { timeout: 300_000 }, () => {
  it.each(KILLED_STEPS)('after step %i: the next loop ends the one, the same command the other', async (step) => {
    const { back } = await cycle(step);
    expect(back.killed).toBe(true);
    recordRow(killedRow(step));
  });

  it('have no more steps than that, and leave nothing to do', async () => {
    const { out, back } = await cycle(null);
    expect(Math.max(stepsIn(out.said), stepsIn(back.said))).toBe(KILLED_STEPS.length);
    expect((await dmsa(['plan', '--detailed-exitcode'])).code).toBe(0);
    expectTurns(await wire.stop());
  });
});
