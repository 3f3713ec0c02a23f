/**
 * Several controllers that share a cluster: the real keeper of a share (lease/share.ts), split and rules, in processes that are killed,
 * frozen and stopped, with clocks that drift, before an arbiter that comes and goes and whose clock leaps. What is simulated of `dmsa
 * run` is that it takes the lock of a node that drifted and is not suspended (share-orders.ts), sends scripts there in two waves and gives the
 * lock back; of a node, its lock and scripts that take their time. One seed gives one run, every time.
 */
import { memoryStore } from '../../src/lease/memory.ts';
import type { OrderStore } from '../../src/lease/order-store.ts';
import { type LeaseTimes, rhythmOf } from '../../src/lease/rules.ts';
import { keepShare } from '../../src/lease/share.ts';
import type { Grant } from '../../src/lease/share-port.ts';
import { slotName } from '../../src/lease/share-rules.ts';
import { slotOf, split, weightsOf } from '../../src/lease/split.ts';
import { isHeldOff } from '../../src/reconcile/gate.ts';
import { memoryOrders } from '../lease/orders-memory.ts';
import { createWorld, type Delivery, type Freeze, type Process, processIn, remote, type World } from '../lease/world.ts';
import { type Rng, rngOf } from './rng.ts';
import {
  deliveryOf,
  knownOrders,
  ORDER_BUGS,
  type OrderEvent,
  orderEventsOf,
  type SimulatedOrders,
  simulateOrders,
} from './share-orders.ts';

export const SHARE_BUGS = {
  'lease-not-checked': 'what a controller once had it goes on to act upon',
  'margin-zero': 'nobody stops, or waits, a margin before and after a lease can expire',
  'stale-members': 'who acts is split among those that were alive when the controller started, without a lease',
  'asked-once': 'whether a controller may act is asked before its first script alone',
  'clock-trusted': 'an arbiter whose clock can be set is taken for one whose clock can not',
  'lock-not-checked': 'a node carries out a script whose lock is no longer its own',
  ...ORDER_BUGS,
} as const;
export type ShareBug = keyof typeof SHARE_BUGS;

export type ShareEvent =
  | OrderEvent
  | ({ readonly atMs: number } & (
      | { readonly do: 'kill' | 'stop'; readonly who: number; readonly backMs: number | null }
      | { readonly do: 'freeze' | 'cut'; readonly who: number; readonly ms: number }
      | { readonly do: 'arbiter'; readonly ms: number }
      | { readonly do: 'leap'; readonly byMs: number }
      | { readonly do: 'drift'; readonly node: number }
    ));

export interface ShareRun {
  readonly seed: string;
  readonly events: readonly ShareEvent[];
  readonly finding: string | null;
  /** Drifts that were put right. */
  readonly healed: number;
  /** The longest time from a drift to its end while nothing else was wrong, milliseconds. */
  readonly handedOver: number;
  /** Steps that were begun while one of a dead run still went on after its lock had run out. */
  readonly outlasted: number;
  /** Suspensions that were in force. */
  readonly suspended: number;
  readonly log: readonly string[];
}

const TIMES: LeaseTimes = { ttlMs: 15_000, marginMs: 5_000 };
const CLUSTER = 'sim';
const KINDS = ['directory'];
const NAMES = ['ctl-a', 'ctl-b', 'ctl-c'];
const UNITS = Array.from({ length: 9 }, (_, at) => `Sec-${at + 1}`);
const LOCK_MS = 40_000;
const LASTS_MS = 100_000;
/** For locks of the dead to expire, and everything to be put right. */
const REST_MS = 90_000;
/** What a script takes to its node, at the most, unless it is one of those that take longer than any lease. */
const WAY_MS = 4_500;

interface Node {
  readonly unit: string;
  drifted: number | null;
  lock: { readonly token: string; expiresMs: number } | null;
  /** The script whose step runs on it, and whether it had the lock when that began. */
  running: { readonly by: string; readonly locked: boolean } | null;
}

export function shareEventsOf(seed: string): readonly ShareEvent[] {
  const rng = rngOf(seed).stream('events');
  const events: ShareEvent[] = [];
  for (let at = 0; at < 14; at += 1)
    events.push({ atMs: rng.int(8_000, LASTS_MS), do: 'drift', node: rng.int(0, UNITS.length - 1) });
  for (let at = rng.int(2, 6); at > 0; at -= 1) {
    const atMs = rng.int(10_000, LASTS_MS);
    const who = rng.int(0, NAMES.length - 1);
    const ms = rng.int(1_000, 40_000);
    const backMs = rng.chance(0.7) ? rng.int(200, 40_000) : null;
    events.push(
      rng.pick<ShareEvent>([
        { atMs, do: 'kill', who, backMs },
        { atMs, do: 'stop', who, backMs },
        { atMs, do: 'freeze', who, ms },
        { atMs, do: 'freeze', who, ms },
        { atMs, do: 'cut', who, ms },
        { atMs, do: 'arbiter', ms },
        { atMs, do: 'leap', byMs: rng.int(-40_000, 40_000) },
      ]),
    );
  }
  events.push(...orderEventsOf(rngOf(seed).stream('orders'), NAMES.length, UNITS.length));
  return events.sort((a, b) => a.atMs - b.atMs);
}

interface Site {
  readonly world: World;
  readonly rng: Rng;
  readonly bug: ShareBug | null;
  readonly nodes: readonly Node[];
  readonly store: ReturnType<typeof memoryStore>;
  readonly orders: OrderStore;
  readonly operators: SimulatedOrders;
  silent(who: number): boolean;
  readonly events: readonly ShareEvent[];
  readonly log: string[];
  say(text: string): void;
  find(text: string): void;
  heal(node: Node): void;
  outlasted(): void;
}

export async function runShares(options: {
  readonly seed: string;
  readonly bug?: ShareBug | null;
  readonly events?: readonly ShareEvent[];
}): Promise<ShareRun> {
  const { seed, bug = null, events = shareEventsOf(seed) } = options;
  const rng = rngOf(seed);
  const world = createWorld();
  const steady = rng.chance(0.5);
  const leapt = (): number =>
    events.reduce((sum, one) => (!steady && one.do === 'leap' && one.atMs <= world.now() ? sum + one.byMs : sum), 0);
  const log: string[] = [];
  let finding: string | null = null;
  let healed = 0;
  let handedOver = 0;
  let outlasted = 0;
  const arbiterNow = (): number => 1_000_000 + world.now() * 1.003 + leapt();
  const say = (text: string): void => {
    log.push(`${(world.now() / 1000).toFixed(3)} ${text}`);
  };
  const silent = (who: number): boolean =>
    events.some(
      (one) =>
        (one.do === 'arbiter' || (one.do === 'cut' && one.who === who)) &&
        one.atMs <= world.now() &&
        world.now() < one.atMs + one.ms,
    );
  const orders = memoryOrders(arbiterNow);
  const given = { world, store: orders, cluster: CLUSTER, units: UNITS, events, rng: rng.stream('operators'), silent, say };
  const site: Site = {
    orders,
    silent,
    say,
    operators: simulateOrders(given),
    world,
    rng: rng.stream('world'),
    bug,
    events,
    log,
    store: memoryStore({ now: arbiterNow, steady }),
    nodes: UNITS.map((unit) => ({ unit, drifted: null, lock: null, running: null })),
    find(text) {
      finding ??= text;
      log.push(`${(world.now() / 1000).toFixed(3)} FOUND ${text}`);
      world.stop();
    },
    outlasted() {
      outlasted += 1;
    },
    heal(node) {
      if (node.drifted === null) return;
      healed += 1;
      handedOver = Math.max(handedOver, world.now() - node.drifted);
      node.drifted = null;
    },
  };
  for (const event of events) {
    if (event.do !== 'drift') continue;
    world.at(event.atMs, () => {
      const node = site.nodes[event.node];
      if (node && node.drifted === null) node.drifted = world.now();
    });
  }
  for (const who of NAMES.keys()) life(site, who, 0, 0);
  await world.run(LASTS_MS + REST_MS);
  const left = site.nodes.filter(({ drifted }) => drifted !== null);
  if (left.length > 0) site.find(`rest: ${left.map(({ unit }) => unit).join(', ')} drifted and nobody sees to it`);
  world.stop();
  const suspended = site.operators.counts.stored;
  return { seed, events, finding, healed, handedOver, outlasted, suspended, log };
}

/** One process after the other, of the controller with that number. */
function life(site: Site, who: number, number: number, fromMs: number): void {
  const { world, events } = site;
  const ends = events.find((one) => (one.do === 'kill' || one.do === 'stop') && one.who === who && one.atMs > fromMs);
  const freezes: Freeze[] = events.flatMap((one) =>
    one.do === 'freeze' && one.who === who ? [{ fromMs: one.atMs, toMs: one.atMs + one.ms }] : [],
  );
  if (ends?.do === 'kill') freezes.push({ fromMs: ends.atMs, toMs: Number.POSITIVE_INFINITY });
  const process = processIn(world, 7_000 * (who + 1), 1 + (who - 1) * 0.008, freezes);
  world.at(fromMs, () => start(site, who, number, process, ends?.do === 'stop' ? ends.atMs : null));
  if (ends && 'backMs' in ends && ends.backMs !== null) life(site, who, number + 1, ends.atMs + ends.backMs);
  // Somebody starts it again before the end: or nobody might be left.
  else if (ends) life(site, who, number + 1, LASTS_MS + 5_000);
}

function start(site: Site, who: number, number: number, process: Process, stopMs: number | null): void {
  const { world, events, store, rng, bug } = site;
  const controller = NAMES[who] ?? '';
  const draws = rng.stream(`${controller}${number}`);
  const silent = (what: 'blind' | 'leaseless'): boolean =>
    site.silent(who) ||
    events.some((one) => one.do === what && one.who === who && one.atMs <= world.now() && world.now() < one.atMs + one.ms);
  const reading = rng.stream(`${controller}${number} orders`);
  const orders = knownOrders(bug, process, {
    store: site.orders,
    cluster: CLUSTER,
    world,
    next: () => deliveryOf(reading, silent('blind')),
  });
  const next = (): Delivery => ({
    thereMs: draws.int(1, 300),
    backMs: draws.int(1, 300),
    lost: silent('leaseless') ? 'question' : draws.chance(0.01) ? 'answer' : 'no',
  });
  const far = remote(store, world, process, rhythmOf(TIMES).answerMs, next);
  const share = keepShare({
    store: bug === 'clock-trusted' ? { ...far, steady: true } : far,
    cluster: CLUSTER,
    controller,
    instance: String(number),
    units: UNITS,
    times: bug === 'margin-zero' ? { ...TIMES, marginMs: 0 } : TIMES,
    clock: process.clock,
    orders,
    onEvent: (event) => site.say(`${controller}.${number} ${JSON.stringify(event)}`),
  });
  let over = false;
  const working = new Set<string>();
  const had = new Set<string>();
  let first: readonly string[] | null = null;
  const asked = (unit: string): Grant | null => {
    const grant = share.begin(unit, 'change');
    const always: Grant = { may: () => true, done: () => grant?.done() };
    if (bug === 'stale-members') {
      const { alive } = share.told();
      if (alive.length > 1) first ??= alive;
      return first !== null && split(weightsOf(UNITS), first).get(slotOf(unit)) === controller ? always : null;
    }
    if (grant) had.add(unit);
    if (bug === 'lease-not-checked' && had.has(unit)) return always;
    return bug === 'asked-once' && grant ? always : grant;
  };
  const loop = async (): Promise<void> => {
    while (!over && !world.stopped()) {
      for (const node of site.nodes) {
        if (over || node.drifted === null || working.has(node.unit) || isHeldOff(orders, node.unit, KINDS, 0)) continue;
        const grant = asked(node.unit);
        if (!grant) continue;
        working.add(node.unit);
        const mayBegin = (): boolean => grant.may() && !isHeldOff(orders, node.unit, KINDS, 0);
        void work(site, process, `${controller}.${number}`, node, { grant, mayBegin }, draws).then(() => {
          grant.done();
          working.delete(node.unit);
        });
      }
      await process.clock.wait(1_000);
    }
  };
  void loop();
  const close = async (): Promise<void> => {
    await share.close();
    await orders.close();
  };
  if (stopMs === null) return;
  world.at(stopMs, () =>
    process.awake(() => {
      share.leave();
      void leave(process, close, working).then(() => {
        over = true;
      });
    }),
  );
}

async function leave(process: Process, close: () => Promise<void>, working: ReadonlySet<string>): Promise<void> {
  for (let turn = 0; turn < 40 && working.size > 0; turn += 1) await process.clock.wait(500);
  await close();
}

/** Of one plan on a node: its lock, two scripts, and the lock given back. */
async function work(
  site: Site,
  process: Process,
  by: string,
  node: Node,
  { grant, mayBegin }: { readonly grant: Grant; readonly mayBegin: () => boolean },
  draws: Rng,
): Promise<void> {
  const token = `${by} ${draws.int(0, 1_000_000_000)}`;
  if ((await send(site, process, draws, 'no', () => take(site, node, token))) !== true) return;
  for (let wave = 0; wave < 2 && (wave === 0 ? mayBegin() : grant.may()); wave += 1) {
    const overdue = wave === 0 ? await site.operators.overdue(node.unit) : [];
    if (overdue.length > 0) site.find(`suspended: ${by} begins on ${node.unit} in spite of ${overdue.join(', ')}`);
    const other = await holderOf(site, node.unit);
    if (other !== null && other !== by) site.find(`lease: ${by} begins on ${node.unit}, whose lease ${other} has`);
    site.say(`${by} sends to ${node.unit}`);
    const long = site.world.now() < LASTS_MS && draws.chance(0.03) ? 'long' : 'way';
    await send(site, process, draws, long, () => script(site, node, { token, by, long, last: wave === 1 }, draws));
    // It looks at what came of it.
    await process.clock.wait(draws.int(20, 3_000));
  }
  await send(site, process, draws, 'no', () => {
    if (node.lock?.token === token) node.lock = null;
    return true;
  });
}

/** The process that has its lease by the arbiter's word, whatever any controller knows of it. */
async function holderOf({ store }: Site, unit: string): Promise<string | null> {
  const look = await store.look(slotName(CLUSTER, slotOf(unit)));
  return look.is === 'held' ? look.holder.replace('@', '.') : null;
}

function take({ world }: Site, node: Node, token: string): boolean {
  if (node.lock !== null && node.lock.expiresMs > world.now()) return false;
  node.lock = { token, expiresMs: world.now() + LOCK_MS };
  return true;
}

/** Gives null where the connection ends with the process. */
function send<T>(
  { world }: Site,
  process: Process,
  draws: Rng,
  how: 'no' | 'way' | 'long',
  what: () => T | Promise<T>,
): Promise<T> {
  const wayMs = how === 'long' ? draws.int(10_000, 50_000) : draws.int(5, how === 'way' ? WAY_MS : 200);
  return new Promise((resolve) => {
    world.at(world.now() + wayMs, () => {
      void Promise.resolve(what()).then((answer) => world.at(world.now() + 20, () => process.awake(() => resolve(answer))));
    });
  });
}

async function script(
  site: Site,
  node: Node,
  {
    token,
    by,
    long,
    last,
  }: { readonly token: string; readonly by: string; readonly long: 'way' | 'long'; readonly last: boolean },
  draws: Rng,
): Promise<void> {
  const { world, bug } = site;
  const locked = (): boolean => node.lock?.token === token && world.now() < node.lock.expiresMs;
  const own = (): boolean => bug === 'lock-not-checked' || locked();
  const other = await holderOf(site, node.unit);
  if (!own()) return;
  // One that is late by more than any lease is held back by the lock alone.
  if (long === 'way' && other !== null && other !== by)
    site.find(`late: a script of ${by} begins on ${node.unit}, whose lease ${other} has`);
  for (let step = 0; step < 2; step += 1) {
    if (!own()) return;
    const before = node.running;
    // A step that goes on when its lock has run out, and its run with it, is the one thing that a lock can't hold back: it is counted.
    if (before?.locked && locked()) site.outlasted();
    else if (before) site.find(`two: ${by} begins a step on ${node.unit} while one of ${before.by} runs there`);
    node.running = { by, locked: locked() };
    await new Promise<void>((resolve) => world.at(world.now() + draws.int(100, 6_000), resolve));
    node.running = null;
  }
  if (last) site.heal(node);
}
