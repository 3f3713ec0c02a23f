/** Several controllers, whatever happens to them (docs/simulation.md); many more runs with `npm run sim -- --shares`. */
import { describe, expect, it } from 'vitest';
import { runShares, SHARE_BUGS, type ShareBug, type ShareEvent, shareEventsOf } from './shares.ts';

/** A controller whose leases are not renewed any more, and work for it just before its leases run out. */
function cutOff(who: number, atMs: number, workMs: number, leapMs: number | null): readonly ShareEvent[] {
  const work = Array.from({ length: 9 }, (_, at): ShareEvent => ({ atMs: workMs + 577 * at, do: 'drift', node: (at + 7) % 9 }));
  const leap: readonly ShareEvent[] = leapMs === null ? [] : [{ atMs: atMs + 1_000, do: 'leap', byMs: leapMs }];
  return [{ atMs, do: 'leaseless', who, ms: 40_000 }, ...leap, ...work];
}

/** All are started anew and hear of no orders for a while; a node is suspended meanwhile, and then there is something to do on it. */
const STARTED_BLIND: readonly ShareEvent[] = [
  ...[0, 1, 2].map((who): ShareEvent => ({ atMs: 18_500 + who, do: 'blind', who, ms: 40_000 })),
  ...[0, 1, 2].map((who): ShareEvent => ({ atMs: 19_000 + who, do: 'kill', who, backMs: 200 })),
  { atMs: 20_000, do: 'suspend', unit: 3, who: 1, ms: 50_000, ends: 'by-hand' },
  { atMs: 45_000, do: 'drift', node: 3 },
];

/** What finds each: pinned, so that the test is quick. `npm run sim -- --shares --bug NAME` looks for others. */
const FOUND_BY: Readonly<Record<ShareBug, { readonly seed: string; readonly events?: readonly ShareEvent[] }>> = {
  'lease-not-checked': { seed: 'k/0' },
  'margin-zero': { seed: 'm/8', events: cutOff(2, 20_296, 26_383, null) },
  'stale-members': { seed: 's/1' },
  'asked-once': { seed: 'k/0' },
  'clock-trusted': { seed: 'm/6', events: cutOff(0, 20_222, 26_931, 30_000) },
  'lock-not-checked': { seed: 'k/23' },
  'orders-not-read': { seed: 'o/1', events: STARTED_BLIND },
  'orders-stale': { seed: 'o/0' },
};

describe('several controllers: one alone acts on a node at a time', () => {
  it('and on none that is suspended, whoever is killed, frozen, stopped or cut off, and whatever the arbiter does; and all is put right in the end', async () => {
    let healed = 0;
    let suspended = 0;
    for (let at = 0; at < 6; at += 1) {
      const { seed, finding, healed: one, suspended: some } = await runShares({ seed: `s/${at}` });
      expect(finding, `npm run sim -- --shares --seed ${seed}`).toBeNull();
      healed += one;
      suspended += some;
    }
    expect(healed).toBeGreaterThan(40);
    expect(suspended).toBeGreaterThan(6);
  });

  it('a seed gives the same run every time', async () => {
    const [one, two] = [await runShares({ seed: 's/3' }), await runShares({ seed: 's/3' })];
    expect(one.log.length).toBeGreaterThan(30);
    expect(two.log).toEqual(one.log);
  });

  it.each(Object.entries(SHARE_BUGS) as [ShareBug, string][])('a planted fault is found, %s: %s', async (bug) => {
    const { seed, events = shareEventsOf(seed) } = FOUND_BY[bug];
    expect((await runShares({ seed, bug, events })).finding).not.toBeNull();
    expect((await runShares({ seed, events })).finding).toBeNull();
  });
});
