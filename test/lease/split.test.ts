/** Who should have what: shares are even, all agree, and little moves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayTake, memberName, membersIn, slotName, targetsOf } from '../../src/lease/share-rules.ts';
import { digestOf, EVEN, SLOTS, slotOf, split, unitOf, unitsIn, weightsOf } from '../../src/lease/split.ts';
import type { Glance } from '../../src/lease/store.ts';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
const units = fc.uniqueArray(name, { minLength: 1, maxLength: 120 });
const controllers = fc.uniqueArray(name, { minLength: 1, maxLength: 6 });

function loadsOf(list: readonly string[], shares: ReadonlyMap<number, string>): ReadonlyMap<string, number> {
  const loads = new Map<string, number>();
  for (const unit of list) {
    const by = shares.get(slotOf(unit)) ?? '';
    loads.set(by, (loads.get(by) ?? 0) + 1);
  }
  return loads;
}

describe('split', () => {
  it('gives each slot to one that is there, the same whatever the order in which they are named', () => {
    fc.assert(
      fc.property(units, controllers, (list, names) => {
        const weights = weightsOf(list);
        const shares = split(weights, names);
        expect([...shares.keys()].sort()).toEqual([...weights.keys()].sort());
        for (const by of shares.values()) expect(names).toContain(by);
        expect(split(weightsOf(list.toReversed()), names.toReversed())).toEqual(shares);
      }),
    );
  });

  it('nobody has more than a tenth and one slot beyond an even share', () => {
    fc.assert(
      fc.property(units, controllers, (list, names) => {
        const weights = weightsOf(list);
        const heaviest = Math.max(...weights.values());
        const most = Math.max(...loadsOf(list, split(weights, names)).values());
        expect(most).toBeLessThanOrEqual(Math.ceil((list.length / names.length) * 1.1) + heaviest);
      }),
    );
  });

  it('where somebody comes or goes, what others keep moves little', () => {
    fc.assert(
      fc.property(units, controllers, name, (list, names, newcomer) => {
        fc.pre(!names.includes(newcomer));
        const weights = weightsOf(list);
        const [before, after] = [split(weights, names), split(weights, [...names, newcomer])];
        // Both ways: the newcomer comes, and goes again.
        const moved = list.filter((unit) => before.get(slotOf(unit)) !== after.get(slotOf(unit)));
        const needless = moved.filter((unit) => after.get(slotOf(unit)) !== newcomer);
        expect(needless.length).toBeLessThanOrEqual(Math.ceil(list.length / 4) + 2 * Math.max(...weights.values()));
      }),
      { numRuns: 300 },
    );
    const list = Array.from({ length: 1_000 }, (_, at) => `Sec-${at + 1}`);
    const [three, four] = [
      ['a', 'b', 'c'],
      ['a', 'b', 'c', 'd'],
    ].map((names) => split(weightsOf(list), names));
    const moved = list.filter((unit) => three?.get(slotOf(unit)) !== four?.get(slotOf(unit)));
    // An even share of the fourth is 250.
    expect(moved.length).toBeLessThan(330);
    expect([...loadsOf(list, three ?? new Map()).values()].every((load) => load > 260 && load < 370)).toBe(true);
  });

  it('a pair is one unit, kept by the same one on both its members', () => {
    const nodes = [
      { name: 'Sec-1', backupOf: null },
      { name: 'Sec-Rep-1', backupOf: 'Sec-1' },
      { name: 'Web-1', backupOf: null },
    ] as const;
    expect(unitsIn({ nodes })).toEqual(['Sec-1', 'Web-1']);
    expect(nodes.map((node) => unitOf(node))).toEqual(['Sec-1', 'Sec-1', 'Web-1']);
  });
});

const glance = (of: string, is: Glance['is'], holder: string): Glance => ({
  name: of,
  is,
  holder,
  generation: 1,
  mark: '1',
  life: 'x',
});

describe('who is there, and what may be taken', () => {
  it('controllers that see other units than this one: each slot counts the same, so that all agree', () => {
    const [mine, other] = [
      ['Sec-1', 'Sec-2'],
      ['Sec-1', 'Sec-2', 'Sec-3'],
    ];
    const glances = [glance(memberName('c', 'a', mine), 'held', 'a@1'), glance(memberName('c', 'b', other), 'held', 'b@1')];
    const members = membersIn({ cluster: 'c', glances });
    expect([...members.keys()]).toEqual(['a', 'b']);
    expect(targetsOf(members, mine)).toEqual(split(EVEN, ['a', 'b']));
    expect(targetsOf(members, other)).toEqual(targetsOf(members, mine));
    expect(targetsOf(members, mine).size).toBe(SLOTS);
    const same = new Map([
      ['a', [digestOf(mine)]],
      ['b', [digestOf(mine)]],
    ]);
    expect(targetsOf(same, mine)).toEqual(split(weightsOf(mine), ['a', 'b']));
  });

  it('of one that is dead nothing is taken before it must have stopped', () => {
    const times = { ttlMs: 15_000, marginMs: 5_000 };
    const of = slotName('c', 7);
    const at = (is: Glance['is'], nowMs: number, steady: boolean, endedSinceMs: number | null) => {
      const sights = new Map([[of, { mark: 'x 1', markSinceMs: 0, endedSinceMs }]]);
      return mayTake(glance(of, is, 'b@1'), 'a@1', { cluster: 'c', glances: [], sights, nowMs, times, steady }).is;
    };
    expect(at('held', 1_000_000, true, null)).toBe('wait');
    expect(at('released', 10, true, 10)).toBe('take');
    expect([at('expired', 19_000, true, 15_000), at('expired', 20_100, true, 15_000)]).toEqual(['wait', 'take']);
    // Its clock may have leapt: what counts is since when the holder has not renewed it.
    expect([at('expired', 15_000, false, 1_000), at('expired', 20_100, false, 1_000)]).toEqual(['wait', 'take']);
    expect(mayTake(undefined, 'a@1', { cluster: 'c', glances: [], sights: new Map(), nowMs: 0, times, steady: true }).is).toBe(
      'take',
    );
  });
});
