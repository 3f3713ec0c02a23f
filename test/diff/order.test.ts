import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contract, findCycle, topological } from '../../src/diff/order.ts';

/** A random graph without cycles: every id depends on ids with smaller numbers only. */
const acyclic = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 }),
    changing: fc.subarray(Array.from({ length: size }, (_, index) => `r${index}`)),
  }),
);

function afterOf(edges: readonly (readonly [number, number])[]): (id: string) => readonly string[] {
  const before = new Map<string, string[]>();
  for (const [a, b] of edges) {
    if (a === b) continue;
    const [low, high] = a < b ? [a, b] : [b, a];
    before.set(`r${high}`, [...(before.get(`r${high}`) ?? []), `r${low}`]);
  }
  return (id) => before.get(id) ?? [];
}

/** All ids that `id` comes after, near or far: the slow, obvious way. */
function reachable(id: string, of: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (one: string): void => {
    for (const next of of(one)) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(id);
  return found;
}

describe('contract', () => {
  it('keeps the order of two actions that only unchanged things connect', () => {
    const before: Record<string, string[]> = { service: ['mount'], mount: ['export'], export: ['address'] };
    const edges = contract(new Set(['service', 'address']), (id) => before[id] ?? []);
    expect(edges.get('service')).toEqual(['address']);
    expect(edges.get('address')).toEqual([]);
  });

  it('orders exactly what the whole graph orders', () => {
    fc.assert(
      fc.property(acyclic, ({ edges, changing }) => {
        const of = afterOf(edges);
        const set = new Set(changing);
        const contracted = contract(set, of);
        for (const id of changing) {
          const wanted = [...reachable(id, of)].filter((one) => set.has(one)).sort();
          const found = [...reachable(id, (one) => contracted.get(one) ?? [])].sort();
          expect(found).toEqual(wanted);
        }
      }),
    );
  });

  it('ends on a circle of unchanged things', () => {
    const before: Record<string, string[]> = { a: ['b'], b: ['c'], c: ['b', 'd'] };
    expect(contract(new Set(['a', 'd']), (id) => before[id] ?? []).get('a')).toEqual(['d']);
  });

  it('takes a chain as long as a fleet without a stack overflow', () => {
    const edges = contract(new Set(['0', '100000']), (id) => (id === '0' ? [] : [String(Number(id) - 1)]));
    expect(edges.get('100000')).toEqual(['0']);
  });
});

describe('topological', () => {
  it('puts everything after what it depends on, and loses nothing', () => {
    fc.assert(
      fc.property(acyclic, ({ size, edges }) => {
        const ids = Array.from({ length: size }, (_, index) => `r${index}`);
        const of = afterOf(edges);
        const before = new Map(ids.map((id) => [id, of(id)]));
        const { sorted, cyclic } = topological(ids, before);
        expect(cyclic).toEqual([]);
        expect([...sorted].sort()).toEqual([...ids].sort());
        for (const id of ids) for (const one of of(id)) expect(sorted.indexOf(one)).toBeLessThan(sorted.indexOf(id));
      }),
    );
  });

  it('keeps the given order where nothing else is said', () => {
    expect(topological(['c', 'a', 'b'], new Map()).sorted).toEqual(['c', 'a', 'b']);
  });

  it('leaves a circle out and names it', () => {
    const before = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
      ['d', []],
    ]);
    const { sorted, cyclic } = topological(['a', 'b', 'c', 'd'], before);
    expect(sorted).toEqual(['d']);
    expect(findCycle(cyclic, before)).toEqual(['a', 'b', 'c', 'a']);
  });
});
