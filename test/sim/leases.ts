/**
 * Leases: the real keeper, taker and rules on each member, against an arbiter beside the central node. What is simulated of a member's
 * dmsa is its loop over the files of /run (lease/member.ts), its dead man, and standing down (ha/stand-down.ts).
 */
import type { LeaseClock } from '../../src/lease/clock.ts';
import { type Keeper, keepLease } from '../../src/lease/keeper.ts';
import { memoryStore } from '../../src/lease/memory.ts';
import type { Deadlines, LeaseProof, LeaseTimes } from '../../src/lease/rules.ts';
import { rhythmOf } from '../../src/lease/rules.ts';
import type { LeaseStore, Unknown } from '../../src/lease/store.ts';
import { type Taker, takerOf } from '../../src/lease/taker.ts';
import { later, pass, type SimNode, works } from './node.ts';
import { call, lives, type Process, sleep } from './process.ts';
import { ACTIVE, CENTRAL, LEASED, STANDBY } from './site.ts';
import type { World } from './world.ts';

const NAME = `pair/${ACTIVE}`;
const TICK_MS = 1_000;
const TIMES: LeaseTimes = { ttlMs: LEASED.lease?.ttlMs ?? 0, marginMs: LEASED.lease?.marginMs ?? 0 };

/** Of /run/dmsa/lease on a node: gone with a boot. */
export interface NodeLease {
  want: boolean;
  /** By the node's boot clock; null: `off`. */
  dueMs: number | null;
  fired: boolean;
  /** The dmsa that keeps it. */
  keeper: Process | null;
}

export interface Leases {
  readonly arbiter: LeaseStore;
  up: boolean;
  /** The taker of the dmsa that runs on the standby; null: none does. */
  taker: { readonly process: Process; readonly taker: Taker; word: LeaseProof } | null;
}

export function createLeases(world: Pick<World, 'clock'>): Leases {
  return { arbiter: memoryStore({ now: () => world.clock.now() }), up: true, taker: null };
}

export function noLease(): NodeLease {
  return { want: false, dueMs: null, fired: false, keeper: null };
}

/** Runs up to half a percent too fast or too slow, and began at another time. */
function bootNow(world: World, node: SimNode): number {
  return (node.name === ACTIVE ? 5_000 : 900_000) + world.clock.now() * rateOf(node);
}

function rateOf({ name }: SimNode): number {
  return name === ACTIVE ? 1.005 : 0.995;
}

/** kinds/lease-files.ts, `leased`. */
export function isLeased(world: World, node: SimNode): boolean {
  const { dueMs, fired } = node.lease;
  return dueMs !== null && !fired && bootNow(world, node) < dueMs;
}

export function isKept({ lease }: SimNode): boolean {
  return lease.keeper !== null && lives(lease.keeper);
}

/** What may be started there: without leases, all. */
export function mayStart(world: World, node: SimNode): boolean {
  return world.leases === null || world.bug === 'lease-not-asked' || isLeased(world, node);
}

/** The step of the kind `lease`; null: it succeeded. */
export async function leaseStep(
  world: World,
  node: SimNode,
  held: 'yes' | 'no' | 'leave',
  waitMs: number,
): Promise<string | null> {
  const endMs = world.clock.now() + waitMs + 7_500;
  node.lease.want = held === 'yes';
  while (isLeased(world, node) !== (held === 'yes')) {
    const gone = held === 'yes' && !isKept(node);
    if (gone || world.clock.now() >= endMs) {
      node.lease.want = false;
      return gone ? 'no dmsa keeps leases here' : 'it could not be had, or let go of, in time';
    }
    await pass(world, node, 250);
  }
  return null;
}

/** `dmsa run --as`, as far as the lease goes. Ends with its process. */
export function keepOn(world: World, leases: Leases, process: Process): void {
  const node = process.host;
  const { lease } = node;
  lease.keeper = process;
  const store = remote(world, leases, process);
  const clock = clockOf(world, process);
  let keeper: Keeper | null = null;
  if (node.name === STANDBY) {
    const taker = takerOf({ store, name: NAME, from: ACTIVE, to: STANDBY, times: TIMES, clock, promises: true });
    leases.taker = { process, taker, word: { proof: 'unknown', detail: 'not asked yet' } };
    void looks(world, process, leases);
  }
  const start = (): Keeper => {
    const kept = keepLease({
      store,
      name: NAME,
      holder: node.name,
      times: TIMES,
      clock,
      guard: deadMan(world, process),
      onLost: async () => {
        world.say(`${node.name} stands down`);
        lease.want = false;
        await standDown(world, node);
      },
      ...(node.name === ACTIVE ? { promise: () => promised(world, leases, process) } : {}),
    });
    void kept.ended.then(() => {
      if (keeper === kept) keeper = null;
    });
    return kept;
  };
  const files = async (): Promise<void> => {
    for (;;) {
      if (lease.want && keeper === null) keeper = start();
      else if (!lease.want && keeper !== null) {
        if (keeper.state().is === 'held' && isUp(node)) await standDown(world, node);
        if (!lease.want) await keeper.stop('released');
      }
      await sleep(world, process, TICK_MS);
    }
  };
  void files();
}

async function looks(world: World, process: Process, leases: Leases): Promise<void> {
  for (;;) {
    const { taker } = leases;
    if (taker?.process !== process) return;
    taker.word = await taker.taker.look();
    await sleep(world, process, TICK_MS);
  }
}

function isUp({ up, services }: SimNode): boolean {
  return up.size > 0 || [...services.values()].some(({ running }) => running);
}

/** Addresses first; services take their time, at the most until a taker may act. */
async function standDown(world: World, node: SimNode): Promise<void> {
  node.up.clear();
  const slow = world.rng.chance(0.3);
  for (const service of node.services.values()) {
    if (!service.running) continue;
    await pass(world, node, slow ? TIMES.marginMs * 0.9 : world.rng.int(50, 800));
    service.running = false;
  }
}

function clockOf(world: World, process: Process): LeaseClock {
  const rate = rateOf(process.host);
  return {
    now: () => Math.floor(bootNow(world, process.host) / 10) * 10,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = (): void => {
          signal?.removeEventListener('abort', done);
          resolve();
        };
        signal?.addEventListener('abort', done);
        void sleep(world, process, ms / rate).then(done);
      }),
  };
}

/** Survives its dmsa, not its node. */
function deadMan(world: World, { host: node }: Process) {
  const { lease } = node;
  const check = (): void => {
    const { dueMs } = lease;
    if (dueMs === null || lease.fired) return;
    const restMs = dueMs - bootNow(world, node);
    if (restMs > 0) {
      later(world, node, restMs + 1, check);
      return;
    }
    world.say(`${node.name}: its dead man stands down`);
    lease.fired = true;
    void standDown(world, node);
  };
  return {
    arm({ standDownMs }: Deadlines): void {
      const first = lease.dueMs === null || lease.fired;
      if (first) lease.fired = false;
      lease.dueMs = standDownMs + TIMES.marginMs / 4;
      if (first) check();
    },
    fired: () => lease.fired,
    disarm(): void {
      lease.dueMs = null;
    },
  };
}

/** lease/promise.ts. */
async function promised(world: World, leases: Leases, process: Process): Promise<boolean> {
  const answer = await call(
    world,
    process,
    STANDBY,
    async (standby) => {
      await pass(world, standby, 150);
      const { taker } = leases;
      if (!isKept(standby) || taker === null || !lives(taker.process)) return true;
      return taker.taker.promise();
    },
    { timeoutMs: 5_000 },
  );
  return answer.status === 'answered' && answer.value;
}

/** On the maintenance network alone, and as long as it runs. */
function remote(world: World, leases: Leases, process: Process): LeaseStore {
  const { arbiter } = leases;
  const { answerMs } = rhythmOf(TIMES);
  async function ask<T>(what: () => Promise<T>): Promise<T | Unknown> {
    const silent: Unknown = { is: 'unknown', why: 'no answer' };
    const central = world.node(CENTRAL);
    if (!leases.up || !works(central) || !world.net.joined(process.host.name, CENTRAL, 'eth0')) {
      await sleep(world, process, answerMs);
      return silent;
    }
    const answer = await call(world, process, CENTRAL, what, { timeoutMs: answerMs, changes: true });
    return answer.status === 'answered' ? answer.value : silent;
  }
  return {
    what: 'the arbiter',
    steady: true,
    acquire: (...of) => ask(() => arbiter.acquire(...of)),
    renew: (...of) => ask(() => arbiter.renew(...of)),
    end: (...of) => ask(() => arbiter.end(...of)),
    look: (...of) => ask(() => arbiter.look(...of)),
    list: () => ask(() => arbiter.list()),
    renewAll: (...of) => ask(() => arbiter.renewAll(...of)),
    close: async () => {},
  };
}
