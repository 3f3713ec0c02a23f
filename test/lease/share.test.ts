/** One controller's share, in time of a world of its own (many, with faults: test/sim/shares.test.ts). */
import { expect, it } from 'vitest';
import { memoryStore } from '../../src/lease/memory.ts';
import { keepShare } from '../../src/lease/share.ts';
import type { ShareEvent } from '../../src/lease/share-port.ts';
import type { LeaseStore } from '../../src/lease/store.ts';
import { createWorld, type Freeze, processIn } from './world.ts';

const TIMES = { ttlMs: 15_000, marginMs: 5_000 };
const UNITS = ['Sec-1', 'Sec-2', 'Sec-3', 'Sec-4'];

function site(names: readonly string[], freezes: readonly Freeze[] = [], asOf: (() => number | null) | null = null) {
  const world = createWorld();
  const core = memoryStore({ now: () => world.now() });
  let up = true;
  const silent = { is: 'unknown', why: 'it is off' } as const;
  const store: LeaseStore = {
    ...core,
    acquire: async (...of) => (up ? core.acquire(...of) : silent),
    end: async (...of) => (up ? core.end(...of) : silent),
    renewAll: async (...of) => (up ? core.renewAll(...of) : silent),
  };
  const events: ShareEvent[] = [];
  let again = 0;
  const orders = {
    asOfMs: asOf ?? (() => world.now() + 1_000_000),
    silent: () => null,
    again() {
      again += 1;
    },
    version: () => 0,
  };
  const shares = names.map((controller, at) =>
    keepShare({
      store,
      cluster: 'c',
      controller,
      instance: String(at),
      units: UNITS,
      times: TIMES,
      clock: processIn(world, 1_000 * at, 1, at === 0 ? freezes : []).clock,
      orders,
      onEvent: (event) => at === 0 && events.push(event),
    }),
  );
  const [share] = shares;
  if (!share) throw new Error('no share');
  return {
    ...{ world, share, shares, events },
    asked: () => again,
    switched(on: boolean) {
      up = on;
    },
  };
}

it('alone it keeps all; without the arbiter it ends changes in time, and goes on with pairs', async () => {
  const { world, share, events, switched } = site(['a']);
  expect(share.waits('Sec-1')).toMatchObject({ code: 'no-arbiter' });
  expect(share.begin('Sec-1', 'pair')).toBeNull();
  await world.run(5_000);
  expect(UNITS.map((unit) => share.waits(unit))).toEqual([null, null, null, null]);
  const change = share.begin('Sec-1', 'change');
  switched(false);
  await world.run(7_000);
  expect([change?.may(), share.waits('Sec-1')]).toEqual([true, null]);
  await world.run(20_000);
  expect([change?.may(), share.begin('Sec-2', 'change')]).toEqual([false, null]);
  expect(share.waits('Sec-1')).toMatchObject({ code: 'no-arbiter' });
  expect(share.begin('Sec-1', 'pair')?.may()).toBe(true);
  expect(events.filter(({ is }) => is === 'silent')).toHaveLength(1);
  switched(true);
  await world.run(30_000);
  expect(share.begin('Sec-2', 'change')?.may()).toBe(true);
  // It was lost, and had anew: somebody could have acted in between.
  expect(change?.may()).toBe(false);
  world.stop();
});

it('frozen for longer than its lease it may do nothing when it wakes, not even for a pair, before it has asked', async () => {
  const { world, share } = site(['a'], [{ fromMs: 8_000, toMs: 60_000 }]);
  await world.run(7_000);
  const [change, pair] = [share.begin('Sec-1', 'change'), share.begin('Sec-1', 'pair')];
  expect([change?.may(), pair?.may()]).toEqual([true, true]);
  // What runs first in a process that wakes need not be what renews its leases.
  await world.run(59_999);
  expect([change?.may(), pair?.may()]).toEqual([false, false]);
  expect([share.begin('Sec-1', 'change'), share.begin('Sec-1', 'pair')]).toEqual([null, null]);
  world.stop();
});

it('what is done is waited for before a unit is handed over; one that leaves says so first', async () => {
  const { world, share, shares } = site(['a', 'b']);
  await world.run(6_000);
  const mine = UNITS.filter((unit) => share.waits(unit) === null);
  expect([mine.length > 0, mine.length < UNITS.length]).toEqual([true, true]);
  const [busy = '', idle] = mine;
  const work = share.begin(busy, 'change');
  share.leave();
  await world.run(12_000);
  const [, other] = shares;
  expect([work?.may(), share.begin(busy, 'change')]).toEqual([true, null]);
  expect(other?.waits(busy)).toMatchObject({ code: 'other-controller', controller: 'a' });
  if (idle !== undefined) expect(other?.waits(idle)).toBeNull();
  await world.run(60_000);
  expect(work?.may()).toBe(true);
  work?.done();
  await world.run(64_000);
  expect(other?.waits(busy)).toBeNull();
  world.stop();
});

it('a second one with the same name takes no part, and says so, as long as the first lives', async () => {
  const { world, share, shares, events } = site(['a', 'a']);
  await world.run(10_000);
  const kept = shares.map((one) => UNITS.filter((unit) => one.waits(unit) === null).length);
  expect(kept.sort()).toEqual([0, UNITS.length]);
  expect(events.some(({ is }) => is === 'name-taken')).toBe(share.waits('Sec-1') !== null);
  world.stop();
});

it('what it takes it acts upon only when it has read since what is suspended, and only while that is no older than 5 s', async () => {
  let asOfMs: number | null = 1_000;
  const { world, share, asked } = site(['a'], [], () => asOfMs);
  await world.run(4_500);
  // Its leases are there, and what it knows of suspensions is from before: another one may have known more.
  expect(share.told().units.get('Sec-1')).toBe('a');
  expect(asked()).toBeGreaterThan(0);
  expect(share.waits('Sec-1')).toMatchObject({ code: 'not-leased', why: 'what is suspended is read first' });
  expect(share.begin('Sec-1', 'change')).toBeNull();
  // A pair is kept by epochs and pauses of its own.
  const pair = share.begin('Sec-1', 'pair');
  expect(pair?.may()).toBe(true);
  asOfMs = 4_500;
  expect(share.waits('Sec-1')).toBeNull();
  const change = share.begin('Sec-1', 'change');
  expect(change?.may()).toBe(true);
  await world.run(9_600);
  expect(share.begin('Sec-2', 'change')).toBeNull();
  // What was begun is finished.
  expect(change?.may()).toBe(true);
  world.stop();
});
