/**
 * One of several controllers of a cluster: says that it is alive, keeps the leases of its share of the slots, gives up what another
 * should have and takes what nobody has any more (docs/decisions, 0072). What may be done is asked at the moment at which it is done,
 * by the clock: a process that was frozen finds out before it does anything.
 */
import type { LeaseClock } from './clock.ts';
import { FRESH_MS, type OrdersFollower } from './follow-orders.ts';
import { deadlinesOf, type LeaseTimes, rhythmOf } from './rules.ts';
import type { Purpose, Share, ShareEvent } from './share-port.ts';
import {
  givenTo,
  keeperOf,
  lapsed,
  mayTake,
  memberName,
  membersIn,
  notHeld,
  prefixOf,
  type Seen,
  type Sights,
  sightAll,
  slotName,
  slotsIn,
  targetsOf,
  UNREAD,
} from './share-rules.ts';
import { slotOf } from './split.ts';
import type { Glance, LeaseStore, Renewal } from './store.ts';

export interface ShareOptions {
  readonly store: LeaseStore;
  /** Its name. */
  readonly cluster: string;
  /** Its own name, the same one after a restart; and what this process alone has. */
  readonly controller: string;
  readonly instance: string;
  readonly units: readonly string[];
  readonly times: LeaseTimes;
  readonly clock: LeaseClock;
  readonly onEvent: (event: ShareEvent) => void;
  /** What operators have ordered: a change is begun upon it alone. */
  readonly orders: Pick<OrdersFollower, 'asOfMs' | 'silent' | 'again' | 'version'>;
}

interface Held {
  readonly generation: number;
  readonly standDownMs: number;
  /** Of this generation. */
  readonly sinceMs: number;
}

export function keepShare(options: ShareOptions): Share {
  const { store, cluster, controller, times, clock, onEvent, orders } = options;
  const holder = `${controller}@${options.instance}`;
  const { everyMs, answerMs } = rhythmOf(times);
  const tickMs = Math.min(1_000, everyMs / 2);
  const known = new Map<string, number>();
  let units = options.units;
  let member = memberName(cluster, controller, units);
  const formerMembers = new Map<string, number>();
  const held = new Map<number, Held>();
  const works = new Map<number, number>();
  let glances: readonly Glance[] = [];
  let slots: ReadonlyMap<number, Glance> = new Map();
  let sights: Sights = new Map();
  let targets: ReadonlyMap<number, string> = new Map();
  let alive: readonly string[] = [];
  let announced: number | null = null;
  let told = 'nothing';
  let targeted = '';
  let nameTold = false;
  let renewedMs = Number.NEGATIVE_INFINITY;
  let answeredMs: number | null = null;
  let silent: { readonly why: string; readonly sinceMs: number; askedMs: number } | null = null;
  let silentTold = false;
  let version = 0;
  let leaving = false;
  let closing = false;
  let waking = new AbortController();

  const wake = (): void => waking.abort();
  const placeOf = (unit: string): number => {
    const slot = known.get(unit) ?? slotOf(unit);
    known.set(unit, slot);
    return slot;
  };
  const unitsOf = (slots: Iterable<number>): readonly string[] => {
    const of = new Set(slots);
    return units.filter((unit) => of.has(placeOf(unit)));
  };
  const shift = (is: 'takes' | 'gives' | 'lost', slots: readonly number[]): void => {
    version += 1;
    const of = unitsOf(slots);
    if (of.length > 0) onEvent({ is, units: of, kept: unitsOf(held.keys()).length });
  };
  const isGiven = (slot: number): boolean => leaving || targets.get(slot) !== controller;

  function hear(answer: Renewal, begunMs: number, renews: boolean): void {
    answeredMs = clock.now();
    if (silentTold) onEvent({ is: 'back' });
    silentTold = false;
    silent = null;
    glances = answer.glances;
    sights = sightAll(sights, glances, answeredMs);
    slots = slotsIn({ cluster, glances });
    const renewed = new Map(answer.renewed.map(({ name, generation }) => [name, generation]));
    const { standDownMs } = deadlinesOf(begunMs, times);
    const lost: number[] = [];
    for (const slot of renews ? slots.keys() : []) {
      const generation = renewed.get(slotName(cluster, slot));
      if (generation === undefined) continue;
      const before = held.get(slot);
      // An acquisition whose answer was lost is known from here on.
      const sinceMs = before?.generation === generation ? before.sinceMs : answeredMs;
      held.set(slot, { generation, standDownMs, sinceMs });
      if (before?.generation !== generation) orders.again();
    }
    for (const [slot, { generation }] of held) {
      const glance = slots.get(slot);
      const mine = glance?.holder === holder && glance.generation === generation && glance.is !== 'released';
      if (mine && (!renews || renewed.has(slotName(cluster, slot)))) continue;
      held.delete(slot);
      lost.push(slot);
    }
    if (renews) {
      renewedMs = begunMs;
      announced = renewed.get(member) ?? null;
    }
    if (lost.length > 0) shift('lost', lost);
  }

  function unheard(why: string, begunMs: number): void {
    // One question that is lost is no news.
    if (silent !== null && !silentTold) onEvent({ is: 'silent', why });
    silentTold = silent !== null;
    silent = { why, sinceMs: silent?.sinceMs ?? begunMs, askedMs: begunMs };
    version += 1;
  }

  async function announce(): Promise<void> {
    if (leaving || announced !== null) return;
    const other = glances.find(({ name, is, holder: of }) => isMemberOf(name) && is === 'held' && of !== holder);
    if (other !== undefined) {
      if (!nameTold) onEvent({ is: 'name-taken', controller });
      nameTold = true;
      return;
    }
    nameTold = false;
    const answer = await store.acquire(member, holder, times.ttlMs, null);
    if (answer.is === 'acquired') announced = answer.generation;
    for (const [name, generation] of formerMembers) {
      if (announced !== null && (await store.end(name, holder, generation, 'released')).is !== 'unknown')
        formerMembers.delete(name);
    }
  }

  function isMemberOf(name: string): boolean {
    return name.startsWith(`${prefixOf(cluster)}member/${controller}/`);
  }

  /** Only what two looks agree on moves slots: somebody who starts is not alone, and one answer may be of a moment. */
  function decide(): boolean {
    const members = membersIn({ cluster, glances });
    const names = [...members.keys()].sort();
    const before = alive;
    if (announced !== null) {
      const others = (of: readonly string[], not: readonly string[]): readonly string[] =>
        of.filter((one) => one !== controller && !not.includes(one));
      for (const name of others(names, before)) onEvent({ is: 'joined', controller: name, alive: names });
      for (const name of others(before, names)) onEvent({ is: 'left', controller: name, alive: names });
    }
    alive = announced !== null ? names : before;
    const said = JSON.stringify([...members].sort());
    const settled = said === told;
    told = said;
    if (announced === null || !members.has(controller) || !settled) return false;
    if (targeted !== `${said} ${member}`) targets = targetsOf(members, units);
    targeted = `${said} ${member}`;
    return true;
  }

  async function give(): Promise<void> {
    const given: number[] = [];
    for (const [slot, { generation }] of [...held]) {
      // What is still done there when it ends is not over: that lease runs out.
      if (!isGiven(slot) || (works.get(slot) ?? 0) > 0) continue;
      // From here on it is not acted upon, whatever the answer is.
      held.delete(slot);
      given.push(slot);
      const answer = await store.end(slotName(cluster, slot), holder, generation, 'released');
      if (answer.is === 'unknown') break;
    }
    if (given.length > 0) shift('gives', given);
  }

  async function take(): Promise<void> {
    const taken: number[] = [];
    const startMs = clock.now();
    for (const [slot, name] of targets) {
      // The rest at the next tick: what is held has to be renewed meanwhile.
      if (leaving || clock.now() - startMs > everyMs / 2) break;
      // After a freeze it is looked anew.
      if (answeredMs === null || clock.now() - answeredMs > everyMs) break;
      if (name !== controller || held.has(slot)) continue;
      const seen: Seen = { cluster, glances, sights, nowMs: clock.now(), times, steady: store.steady };
      const may = mayTake(slots.get(slot), holder, seen);
      if (may.is === 'wait') continue;
      const begunMs = clock.now();
      const answer = await store.acquire(slotName(cluster, slot), holder, times.ttlMs, may.expected);
      if (answer.is === 'unknown') break;
      if (answer.is !== 'acquired') continue;
      const { standDownMs } = deadlinesOf(begunMs, times);
      held.set(slot, { generation: answer.generation, standDownMs, sinceMs: clock.now() });
      taken.push(slot);
    }
    if (taken.length === 0) return;
    orders.again();
    shift('takes', taken);
  }

  async function tick(): Promise<void> {
    const begunMs = clock.now();
    const renews = begunMs - renewedMs >= everyMs - tickMs / 2;
    const answer = await store.renewAll(prefixOf(cluster), renews ? holder : null, times.ttlMs);
    if (answer.is === 'unknown') return unheard(answer.why, begunMs);
    hear(answer, begunMs, renews);
    await announce();
    if (!decide()) return;
    await give();
    await take();
  }

  async function depart(): Promise<void> {
    if (announced !== null) {
      const answer = await store.end(member, holder, announced, 'released');
      if (answer.is !== 'unknown') announced = null;
    }
    await give();
  }

  async function run(): Promise<void> {
    while (!closing) {
      waking = new AbortController();
      const { signal } = waking;
      try {
        // What is left to be done in some slots still needs its lease.
        if (!leaving || works.size > 0) await tick();
        if (leaving) await depart();
      } catch (error) {
        // A fault of our own: what is held runs out unless a next tick renews it.
        unheard(error instanceof Error ? error.message : String(error), clock.now());
      }
      if (!closing) await clock.wait(silent === null ? tickMs : answerMs / 4, signal);
    }
    await depart().catch(() => {});
    await store.close();
  }
  const ended = run();

  /** By the clock, at this moment. */
  function holds(slot: number, purpose: Purpose): boolean {
    const own = held.get(slot);
    if (own === undefined) return false;
    const nowMs = clock.now();
    if (nowMs < own.standDownMs) return true;
    // It was asked after that, and did not answer: nobody else can know more. After a freeze it is asked first.
    return purpose === 'pair' && silent !== null && silent.askedMs >= own.standDownMs && nowMs - silent.askedMs < times.ttlMs;
  }

  /** What was ordered has been asked for since it was taken: its last keeper may have known of something that is in force. */
  function isOrdered(slot: number): boolean {
    const asOfMs = orders.asOfMs();
    const own = held.get(slot);
    return own !== undefined && asOfMs !== null && asOfMs >= own.sinceMs;
  }

  /** Of what is older nobody knows whether it still is so (follow-orders.ts). */
  const isFresh = (): boolean => clock.now() - (orders.asOfMs() ?? Number.NEGATIVE_INFINITY) < FRESH_MS;

  return {
    setUnits(next) {
      const name = memberName(cluster, controller, next);
      units = next;
      version += 1;
      if (name === member) return;
      if (announced !== null) formerMembers.set(member, announced);
      member = name;
      announced = null;
      wake();
    },
    waits(unit) {
      const slot = placeOf(unit);
      if (held.has(slot) && isGiven(slot)) return givenTo(leaving ? null : (targets.get(slot) ?? null));
      if (held.has(slot) && !holds(slot, 'change')) return lapsed(silent?.why ?? null);
      // Where it can't be read there is more to tell than that: whoever judges has it (orders-unreadable).
      if (held.has(slot)) return isOrdered(slot) || orders.silent() !== null ? null : UNREAD;
      return notHeld(slots.get(slot), holder, answeredMs === null ? 'it has not answered yet' : (silent?.why ?? null));
    },
    begin(unit, purpose) {
      const slot = placeOf(unit);
      if (isGiven(slot) || !holds(slot, purpose)) return null;
      if (purpose === 'change' && !(isOrdered(slot) && isFresh())) return null;
      works.set(slot, (works.get(slot) ?? 0) + 1);
      const generation = held.get(slot)?.generation;
      let over = false;
      return {
        // One that was had anew is another one: somebody may have acted in between.
        may: () => !over && held.get(slot)?.generation === generation && holds(slot, purpose),
        done() {
          if (over) return;
          over = true;
          const left = (works.get(slot) ?? 1) - 1;
          if (left > 0) works.set(slot, left);
          else works.delete(slot);
          if (left === 0 && isGiven(slot)) wake();
        },
      };
    },
    told() {
      const of = (unit: string): string | null =>
        held.has(placeOf(unit)) ? controller : keeperOf(slots.get(placeOf(unit)), holder);
      return {
        controller,
        alive,
        silent: silent === null ? null : { why: silent.why, sinceMs: clock.now() - silent.sinceMs },
        units: new Map(units.map((unit) => [unit, of(unit)])),
      };
    },
    version: () => version + orders.version(),
    leave() {
      if (leaving) return;
      leaving = true;
      version += 1;
      wake();
    },
    async close() {
      leaving = true;
      closing = true;
      wake();
      await ended;
    },
  };
}
