/** How often a node is looked at for what it says, whatever it says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  BURST,
  CALM_MS,
  dueAt,
  FIRST_MS,
  freshPace,
  GATHER_MS,
  heard,
  isRestless,
  looked,
  mayLook,
  type Pace,
  REFILL_MS,
  RESTLESS_MS,
  SETTLE_MS,
  settle,
} from '../../src/reconcile/stream-pace.ts';

/** The loop, as it turns when something was heard and when its time has come: when it looked. */
function looksOf(events: readonly number[], untilMs: number): { readonly looks: readonly number[]; readonly pace: Pace } {
  let pace = freshPace(0);
  const looks: number[] = [];
  const rest = [...events].sort((a, b) => a - b);
  for (let nowMs = 0; nowMs <= untilMs; ) {
    while (rest.length > 0 && (rest[0] ?? 0) <= nowMs) pace = heard(pace, rest.shift() ?? 0);
    pace = settle(pace, nowMs);
    if (mayLook(pace, nowMs)) {
      pace = looked(pace, nowMs, false);
      looks.push(nowMs);
    }
    const next = Math.min(dueAt(pace), rest[0] ?? Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) break;
    nowMs = Math.max(next, nowMs + 1);
  }
  return { looks, pace };
}

it('a change is looked at at once, and again when it has settled; then there is nothing to do', () => {
  const { looks, pace } = looksOf([1_000], 1e6);
  expect(looks).toEqual([1_000 + FIRST_MS, 1_000 + SETTLE_MS + GATHER_MS]);
  expect(dueAt(pace)).toBe(Number.POSITIVE_INFINITY);
});

it('a link that flaps for an hour costs a look each ten seconds, and is looked at when it has ended', () => {
  const flapping = Array.from({ length: 36_000 }, (_, n) => n * 100);
  const { looks } = looksOf(flapping, 1e8);
  expect(looks.length).toBeLessThanOrEqual(BURST + 3_600_000 / REFILL_MS + 2);
  expect(looks.length).toBeGreaterThan(300);
  expect(looks.at(-1)).toBeGreaterThan(3_600_000);
});

it('whatever comes when: never more looks than allowed, and one after the last change', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 400 }), (events) => {
      const { looks } = looksOf(events, 1e8);
      for (const [at, from] of looks.entries()) {
        const within = looks.slice(at).filter((one) => one < from + 60_000).length;
        expect(within).toBeLessThanOrEqual(BURST + 60_000 / REFILL_MS);
      }
      expect(looks.at(-1)).toBeGreaterThan(Math.max(...events));
    }),
  );
});

it('nothing is begun while it changes; where it never settles, nothing waits for that', () => {
  let pace = heard(freshPace(0), 0);
  expect([isRestless(pace, SETTLE_MS - 1), isRestless(pace, SETTLE_MS)]).toEqual([true, false]);
  for (let nowMs = 0; nowMs <= 2 * RESTLESS_MS; nowMs += 1_000) {
    pace = settle(heard(pace, nowMs), nowMs);
    expect([nowMs, isRestless(pace, nowMs)]).toEqual([nowMs, nowMs < RESTLESS_MS]);
  }
  const quietMs = 2 * RESTLESS_MS + CALM_MS;
  expect(isRestless(heard(settle(pace, quietMs), quietMs), quietMs + 1)).toBe(true);
});

it('nor where it settles for a moment again and again: what is to be done there is done', () => {
  let pace = freshPace(0);
  const heldMs: number[] = [];
  for (let nowMs = 0; nowMs <= 10 * RESTLESS_MS; nowMs += 100) {
    if (nowMs % (SETTLE_MS + 1_000) === 0) pace = heard(pace, nowMs);
    pace = settle(pace, nowMs);
    if (isRestless(pace, nowMs)) heldMs.push(nowMs);
  }
  expect(heldMs.length).toBeGreaterThan(0);
  expect(Math.max(...heldMs)).toBeLessThan(RESTLESS_MS);
});

it('a look at the network alone is for a node that was quiet for long: whenever one is made, nothing is begun before the whole one', () => {
  const first = heard(freshPace(0), 0, false, true);
  expect([first.network, isRestless(first, SETTLE_MS - 1)]).toEqual([true, true]);
  // It settles for a moment again and again, and is not waited for any more.
  let pace = freshPace(0);
  let nowMs = 0;
  for (; nowMs <= 2 * RESTLESS_MS; nowMs += SETTLE_MS + 1_000)
    pace = looked(settle(heard(pace, nowMs), nowMs + SETTLE_MS), nowMs + SETTLE_MS, true);
  pace = heard(pace, nowMs, false, true);
  expect([isRestless(pace, nowMs), pace.network]).toEqual([false, false]);
  // Nor on a link that flaps all the time: its first look alone is such a one.
  expect(heard(looked(first, GATHER_MS, false), 2 * GATHER_MS, false, true).network).toBe(false);
  const later = heard(pace, nowMs + CALM_MS, false, true);
  expect([isRestless(later, nowMs + CALM_MS), settle(looked(pace, nowMs, true), nowMs + SETTLE_MS).network]).toEqual([
    true,
    false,
  ]);
});

it('what this loop did itself is looked at, and nothing waits for quiet', () => {
  const pace = heard(freshPace(0), 0, true);
  expect([isRestless(pace, 1), mayLook(pace, GATHER_MS)]).toEqual([false, true]);
});

it('a look that is made anyway costs nothing of what is allowed, and covers what was heard before it', () => {
  const pace = looked(heard(freshPace(0), 0, true), 10, true);
  expect([pace.looks, dueAt(pace)]).toEqual([BURST, Number.POSITIVE_INFINITY]);
});

it('only the first look of a node that was quiet may be at the network alone, and only where nothing else was heard', () => {
  const first = heard(freshPace(0), 0, false, true);
  expect([first.network, mayLook(first, FIRST_MS - 1), mayLook(first, FIRST_MS)]).toEqual([true, false, true]);
  expect(heard(first, 10, false, true).network).toBe(true);
  expect(heard(first, 10, false, false).network).toBe(false);
  expect(heard(heard(freshPace(0), 0), 10, false, true).network).toBe(false);
  // What this loop did itself, and whatever follows before it is quiet again, is looked at as a whole.
  expect(heard(freshPace(0), 0, true, true).network).toBe(false);
  const second = heard(looked(first, FIRST_MS, false), 1_000, false, true);
  expect([second.network, mayLook(second, 1_000 + FIRST_MS), mayLook(second, 1_000 + GATHER_MS)]).toEqual([false, false, true]);
  const settled = settle(second, 1_000 + SETTLE_MS);
  expect(settled.network).toBe(false);
  const again = heard(looked(settled, 1_000 + SETTLE_MS + GATHER_MS, false), 60_000, false, true);
  expect(again.network).toBe(true);
});
