/** What a keeper does of its own, in time of a world of its own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Guard, type KeepOptions, keepLease, type Loss } from '../../src/lease/keeper.ts';
import { memoryStore } from '../../src/lease/memory.ts';
import { deadlinesOf, judge, sight, watchdogFits } from '../../src/lease/rules.ts';
import type { LeaseStore } from '../../src/lease/store.ts';
import { takerOf } from '../../src/lease/taker.ts';
import { openWatchdog } from '../../src/lease/watchdog.ts';
import { createWorld, processIn } from './world.ts';

const TIMES = { ttlMs: 15_000, marginMs: 5_000 };
const folder = mkdtempSync(join(tmpdir(), 'dmsa-keeper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function site(more: (store: LeaseStore) => Partial<KeepOptions> = () => ({})) {
  const world = createWorld();
  let leapt = 0;
  const store = memoryStore({ now: () => world.now() + leapt, steady: false });
  const { clock } = processIn(world, 5_000_000, 1, []);
  const losses: Loss[] = [];
  const notes: string[] = [];
  const keeper = keepLease({
    store,
    name: 'pair/Sec-1',
    holder: 'Sec-1',
    times: TIMES,
    clock,
    onLost: async (loss) => {
      losses.push(loss);
    },
    onNote: (text) => notes.push(text),
    ...more(store),
  });
  const leap = (ms: number): void => {
    leapt += ms;
  };
  return { world, store, keeper, losses, notes, leap, clock };
}

describe('a keeper', () => {
  it('waits while another holds the lease, and has it after that one', async () => {
    const { world, store, keeper } = site((one) => {
      void one.acquire('pair/Sec-1', 'Rep-1', 20_000, null);
      return {};
    });
    await world.run(19_000);
    expect(keeper.state().is).toBe('waiting');
    await world.run(26_000);
    expect(keeper.state()).toMatchObject({ is: 'held', generation: 2 });
    expect(await store.look('pair/Sec-1')).toMatchObject({ holder: 'Sec-1' });
  });

  it('stands down at once, and once, where another has the lease', async () => {
    const { world, store, keeper, losses, leap } = site();
    await world.run(1_000);
    leap(60_000);
    expect((await store.acquire('pair/Sec-1', 'Rep-1', 15_000, null)).is).toBe('acquired');
    await world.run(5_100);
    expect(losses.map(({ code }) => code)).toEqual(['taken']);
    await world.run(60_000);
    expect(losses).toHaveLength(1);
    expect(keeper.state()).toEqual({ is: 'ended', how: 'lost' });
  });

  it('goes on where the arbiter only had its clock set', async () => {
    const { world, keeper, losses, leap } = site();
    await world.run(1_000);
    leap(60_000);
    await world.run(30_000);
    expect(losses).toEqual([]);
    expect(keeper.state()).toMatchObject({ is: 'held', generation: 2 });
  });

  it('says once that the arbiter is silent, and that it answers again', async () => {
    let cut = false;
    const { world, losses, notes } = site((one) => ({
      store: { ...one, renew: async (...args) => (cut ? { is: 'unknown', why: 'cut' } : one.renew(...args)) },
    }));
    await world.run(4_000);
    cut = true;
    await world.run(8_000);
    cut = false;
    await world.run(20_000);
    expect(losses).toEqual([]);
    expect(notes).toEqual([
      'this process does not answer for the lease pair/Sec-1: cut',
      'this process answers for the lease pair/Sec-1 again',
    ]);
  });

  it('does not act before its guard is armed, and stands down when the guard has', async () => {
    let broken = true;
    let fired = false;
    const armed: number[] = [];
    const guard: Guard = {
      arm({ standDownMs }) {
        if (broken) throw new Error('no space');
        armed.push(standDownMs);
      },
      fired: () => fired,
      disarm() {
        armed.push(0);
      },
    };
    const held: number[] = [];
    const { world, losses } = site(() => ({ guard, onHeld: (generation) => held.push(generation) }));
    await world.run(12_000);
    expect(held).toEqual([]);
    broken = false;
    await world.run(20_000);
    expect(held).toHaveLength(1);
    expect(armed.length).toBeGreaterThan(1);
    fired = true;
    await world.run(21_000);
    expect(losses.map(({ code }) => code)).toEqual(['guard-fired']);
    expect(armed.at(-1)).toBe(0);
  });

  it('feeds the watchdog while it holds the lease, and calls it off only when nothing acts any more', async () => {
    const path = join(folder, 'watchdog');
    const fed = (): string => readFileSync(path, 'utf8');
    writeFileSync(path, '');
    const clean = site(() => ({ watchdog: openWatchdog(path) }));
    await clean.world.run(11_000);
    expect(fed()).toBe('...');
    expect(await clean.keeper.stop('released')).toEqual({ is: 'ended' });
    expect(fed()).toBe('...V');
    await clean.world.run(60_000);
    expect(fed()).toBe('...V');
    expect(await clean.store.look('pair/Sec-1')).toMatchObject({ is: 'released' });

    writeFileSync(path, '');
    const stuck = site((one) => ({
      store: { ...one, renew: async () => ({ is: 'unknown', why: 'cut' }) },
      watchdog: openWatchdog(path),
      onLost: async () => {
        throw new Error('a service does not stop');
      },
    }));
    await stuck.world.run(60_000);
    expect(stuck.keeper.state()).toEqual({ is: 'ended', how: 'failed' });
    expect(fed()).toBe('.');
    expect(stuck.notes.at(-1)).toContain('a service does not stop');
  });

  it('says once that there is no watchdog, goes on without, and says that it is fed again', async () => {
    let there = false;
    const feed = (): void => {
      if (!there) throw new Error('ENODEV');
    };
    const { world, notes, keeper } = site(() => ({ watchdog: { feed, release: () => {} } }));
    await world.run(30_000);
    expect(keeper.state().is).toBe('held');
    expect(notes.filter((text) => text.includes('ENODEV'))).toHaveLength(1);
    there = true;
    await world.run(60_000);
    expect(notes.filter((text) => text.includes('watchdog'))).toEqual([
      expect.stringContaining('not there behind the lease'),
      'the watchdog is fed again',
    ]);
  });

  it('reads from the kernel how long the watchdog waits', () => {
    const sys = mkdtempSync(join(folder, 'sys-'));
    const path = join(folder, 'watchdog1');
    writeFileSync(path, '');
    expect(openWatchdog(path, sys)).toMatchObject({ timeoutMs: null, noWayOut: false });
    mkdirSync(join(sys, 'watchdog1'));
    writeFileSync(join(sys, 'watchdog1/timeout'), '30\n');
    writeFileSync(join(sys, 'watchdog1/nowayout'), '1\n');
    expect(openWatchdog(path, sys)).toMatchObject({ timeoutMs: 30_000, noWayOut: true });
    expect(() => openWatchdog(join(folder, 'none'), sys)).toThrow(/ENOENT/);
  });

  it('goes on where it is not known whether the lease could be withdrawn', async () => {
    let cut = true;
    const { world, keeper, store } = site((one) => ({
      store: { ...one, end: async (...args) => (cut ? { is: 'unknown', why: 'cut' } : one.end(...args)) },
    }));
    await world.run(1_000);
    expect((await keeper.stop('withdrawn')).is).toBe('unknown');
    await world.run(20_000);
    expect(keeper.state().is).toBe('held');
    cut = false;
    expect((await keeper.stop('withdrawn')).is).toBe('ended');
    expect(keeper.state()).toEqual({ is: 'ended', how: 'withdrawn' });
    // It acts on: that nobody renews it proves nothing, however long ago.
    const taker = takerOf({ store, name: 'pair/Sec-1', from: 'Sec-1', to: 'Rep-1', times: TIMES, clock: world, promises: false });
    await world.run(200_000);
    expect(await taker.take()).toMatchObject({ proof: 'no', code: 'withdrawn' });
  });
});

describe('a taker', () => {
  const taken = (store: LeaseStore, clock: { now(): number }) =>
    takerOf({ store, name: 'pair/Sec-1', from: 'Sec-1', to: 'Rep-1', times: TIMES, clock, promises: true });

  it('has no proof of one who never had a lease, of a silent arbiter, of a lease that another has', async () => {
    const { world, store, keeper } = site((one) => {
      void one.acquire('pair/Sec-1', 'Web-1', 5_000, null);
      return { name: 'other' };
    });
    expect(await taken(store, world).look()).toMatchObject({ proof: 'no', code: 'other-holder' });
    const unheard = takerOf({ store, name: 'new', from: 'Sec-1', to: 'Rep-1', times: TIMES, clock: world, promises: false });
    expect(await unheard.look()).toMatchObject({ proof: 'no', code: 'never-held' });
    const silent: LeaseStore = { ...store, look: async () => ({ is: 'unknown', why: 'cut' }) };
    expect(await taken(silent, world).take()).toEqual({ proof: 'unknown', detail: 'this process does not answer: cut' });
    await keeper.stop('released');
  });

  it('takes a released lease without waiting, and keeps its proof over a restart of its own', async () => {
    const { world, store, keeper } = site();
    await world.run(1_000);
    expect(await taken(store, world).take()).toMatchObject({ proof: 'no', code: 'held' });
    await keeper.stop('released');
    const first = taken(store, world);
    expect(await first.take()).toMatchObject({ proof: 'yes', generation: 2 });
    expect(first.promise()).toBe(false);
    // dmsa on the standby was killed here, before it did anything.
    const second = taken(store, world);
    expect(await second.take()).toMatchObject({ proof: 'yes', generation: 3 });
    // Another has it since, without a proof: it is over.
    const back = await store.acquire('pair/Sec-1', 'Sec-1', 15_000, null);
    expect(back.is).toBe('refused');
  });

  it('waits as long as it promised, and promises nothing once it reaches for the lease', async () => {
    const { world, store, keeper, clock } = site((one) => ({
      store: { ...one, renew: async () => ({ is: 'unknown', why: 'cut' }) },
    }));
    const taker = taken(store, clock);
    for (let ms = 1_000; ms <= 20_000; ms += 1_000) {
      await world.run(ms);
      expect((await taker.take()).proof).toBe('no');
    }
    expect(keeper.state().is).toBe('ended');
    expect(taker.promise()).toBe(true);
    await world.run(39_500);
    expect(await taker.take()).toMatchObject({ proof: 'no', code: 'too-early' });
    await world.run(41_000);
    expect((await taker.take()).proof).toBe('yes');
    expect(taker.promise()).toBe(false);
  });

  it('begins to wait anew where the arbiter has had another life meanwhile', () => {
    const look = { is: 'expired', holder: 'Sec-1', generation: 4, mark: '4.7', takenFrom: null, life: 'a' } as const;
    const question = { from: 'Sec-1', to: 'Rep-1', times: TIMES, steady: false, promisedMs: null };
    const before = sight(null, look, 1_000);
    expect(judge(sight(before, look, 30_000), 30_000, question).proof).toBe('yes');
    expect(judge(sight(before, { is: 'unknown', why: '' }, 30_000), 30_000, question).proof).toBe('yes');
    expect(judge(sight(before, { ...look, life: 'b' }, 30_000), 30_000, question)).toMatchObject({ code: 'too-early' });
    expect(judge(sight(before, { ...look, mark: '4.8' }, 30_000), 30_000, question)).toMatchObject({ code: 'too-early' });
  });
});

it.each([
  [5_000, 'early'],
  [12_000, 'fits'],
  [16_000, 'fits'],
  [17_000, 'late'],
  [60_000, 'late'],
] as const)('a watchdog of %i ms is %s for a lease of 15 s', (timeoutMs, fits) => {
  expect(watchdogFits(timeoutMs, TIMES)).toBe(fits);
  expect(deadlinesOf(0, TIMES).overMs).toBeGreaterThan(19_000);
});
