import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDisruptive, type Pair, pairsOf, planRollout, type RolloutOptions } from '../../src/apply/batches.ts';
import { groupsInOrder } from '../../src/apply/node-order.ts';
import type { Action } from '../../src/diff/plan.ts';

/** `run`: something is started or reloaded. `file`: only a file changes. */
function action(id: string, after: readonly string[] = [], what: 'run' | 'file' = 'run'): Action {
  const [node = '', kind = '', name = ''] = id.split('/');
  return {
    id,
    node,
    kind,
    name,
    after,
    verb: 'update',
    reason: { code: 'differs', sentence: '' },
    fields: [],
    steps: what === 'run' ? [{ do: 'run', script: ':', label: 'go', timeoutMs: 1 }] : [{ do: 'remove', path: '/x' }],
    basedOn: [],
    risksConnection: false,
    intent: 'intended',
    specFingerprint: null,
    specHoldsSecret: false,
    findings: [],
  };
}

const NODES = ['Web-1', 'Sec-1', 'Sec-2', 'Web-Rep-1', 'Sec-Rep-1'] as const;
const PAIRS: readonly Pair[] = [
  { first: 'Web-Rep-1', second: 'Web-1' },
  { first: 'Sec-Rep-1', second: 'Sec-1' },
];

function batches(actions: readonly Action[], batch: RolloutOptions['batch'], pairs = PAIRS): readonly (readonly string[])[] {
  return planRollout({ nodes: NODES, actions }, pairs, { batch, maxFail: { nodes: 0 } }).batches.map(({ begins }) => begins);
}

const each = NODES.map((node) => action(`${node}/service/s`));

describe('which nodes begin when', () => {
  it('takes so many at a time, the members that do not hold before those that do', () => {
    expect(batches(each, { nodes: 1 })).toEqual([['Sec-2'], ['Web-Rep-1'], ['Sec-Rep-1'], ['Web-1'], ['Sec-1']]);
    expect(batches(each, { nodes: 2 })).toEqual([['Sec-2', 'Web-Rep-1'], ['Sec-Rep-1', 'Web-1'], ['Sec-1']]);
  });

  it('never takes both members of a pair, however large a batch may be', () => {
    expect(batches(each, { percent: 100 })).toEqual([
      ['Sec-2', 'Web-Rep-1', 'Sec-Rep-1'],
      ['Web-1', 'Sec-1'],
    ]);
  });

  it('rounds a share down, to one node at least', () => {
    expect(batches(each, { percent: 50 }).map((begins) => begins.length)).toEqual([2, 2, 1]);
    expect(batches(each, { percent: 1 })).toHaveLength(5);
  });

  it('lets a node go first that others wait for', () => {
    const actions = [action('Sec-2/export/x'), ...each.filter(({ node }) => node !== 'Sec-2')];
    const waits = actions.map((one) => (one.node === 'Web-Rep-1' ? { ...one, after: ['Sec-2/export/x'] } : one));
    expect(batches(waits, { nodes: 1 })[0]).toEqual(['Sec-2']);
    const reversed = [action('Web-1/export/x'), action('Sec-2/mount/x', ['Web-1/export/x'])];
    expect(batches(reversed, { nodes: 1 })).toEqual([['Web-1'], ['Sec-2']]);
  });

  it('puts off what waits for a node whose turn comes later, where nodes wait for each other', () => {
    const actions = [
      action('Web-1/export/a'),
      action('Sec-2/export/b'),
      action('Web-1/mount/b', ['Sec-2/export/b']),
      action('Sec-2/mount/a', ['Web-1/export/a']),
    ];
    const { batches: found } = planRollout({ nodes: NODES, actions }, PAIRS, { batch: { nodes: 1 }, maxFail: { nodes: 0 } });
    expect(found).toEqual([
      { begins: ['Web-1'], nodes: ['Web-1'], actions: ['Web-1/export/a'] },
      { begins: ['Sec-2'], nodes: ['Web-1', 'Sec-2'], actions: ['Sec-2/export/b', 'Sec-2/mount/a', 'Web-1/mount/b'] },
    ]);
  });

  it('keeps what is put off on a member of a pair out of the batch of the other member', () => {
    const actions = [
      action('Sec-1/export/b'),
      action('Sec-Rep-1/export/a'),
      action('Sec-Rep-1/mount/b', ['Sec-1/export/b']),
      action('Sec-Rep-1/hosts/h', ['Sec-1/export/b'], 'file'),
    ];
    const { batches: found } = planRollout({ nodes: NODES, actions }, PAIRS, { batch: { nodes: 5 }, maxFail: { nodes: 0 } });
    expect(found.map((batch) => batch.actions)).toEqual([
      ['Sec-Rep-1/export/a'],
      ['Sec-1/export/b', 'Sec-Rep-1/hosts/h'],
      ['Sec-Rep-1/mount/b'],
    ]);
  });

  it('after a failover it is the former active that goes first', () => {
    const nodes = [
      { name: 'Sec-1', standby: 'Sec-Rep-1' },
      { name: 'Sec-Rep-1', standby: null },
      { name: 'Web-1', standby: 'Web-Rep-1' },
      { name: 'Web-Rep-1', standby: null },
    ];
    const holding = { code: '', sentence: '' };
    const pairs = pairsOf(nodes, [
      { active: 'Sec-1', holder: 'Sec-Rep-1', ...holding },
      { active: 'Web-1', holder: null, ...holding },
    ]);
    expect(pairs).toEqual([
      { first: 'Sec-1', second: 'Sec-Rep-1' },
      { first: 'Web-Rep-1', second: 'Web-1' },
    ]);
  });
});

/** A plan as the planner gives it: in an order that keeps every `after`. */
const cluster = fc
  .record({
    nodes: fc.integer({ min: 1, max: 12 }),
    pairs: fc.integer({ min: 0, max: 6 }),
    actions: fc.array(
      fc.record({
        node: fc.nat({ max: 11 }),
        what: fc.constantFrom('run' as const, 'file' as const),
        after: fc.array(fc.nat({ max: 60 }), { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    batch: fc.oneof(
      fc.record({ nodes: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
    ),
  })
  .map(({ nodes, pairs, actions, batch }) => {
    const names = Array.from({ length: nodes }, (_, at) => `n${at}`);
    const ids = actions.map(({ node }, at) => `n${node % nodes}/k/${at}`);
    return {
      names,
      pairs: Array.from({ length: Math.min(pairs, Math.floor(nodes / 2)) }, (_, at) => ({
        first: `n${2 * at + 1}`,
        second: `n${2 * at}`,
      })),
      actions: actions.map(({ what, after }, at) =>
        action(ids[at] ?? '', [...new Set(after.filter((one) => one < at).map((one) => ids[one] ?? ''))], what),
      ),
      batch,
    };
  });

function waitsForHolder(action: Action, actions: readonly Action[], pairs: readonly Pair[]): boolean {
  const holders = new Set(pairs.map(({ second }) => second));
  const before = actions.filter(({ id }) => action.after.includes(id));
  return before.some((one) => holders.has(one.node) || waitsForHolder(one, actions, pairs));
}

describe('whatever the plan', () => {
  it('every action is in one batch, after what it waits for; batches keep their size; pairs are kept apart', () => {
    fc.assert(
      fc.property(cluster, ({ names, pairs, actions, batch }) => {
        const { batches: found, size } = planRollout({ nodes: names, actions }, pairs, { batch, maxFail: { nodes: 0 } });
        const at = new Map(found.flatMap((one, index) => one.actions.map((id) => [id, index] as const)));
        expect(found.flatMap((one) => one.actions).sort()).toEqual(actions.map(({ id }) => id).sort());
        for (const { id, after } of actions) for (const one of after) expect(at.get(one)).toBeLessThanOrEqual(at.get(id) ?? -1);
        const begin = new Map(found.flatMap((one, index) => one.begins.map((node) => [node, index] as const)));
        expect([...begin.keys()].sort()).toEqual([...new Set(actions.map(({ node }) => node))].sort());
        for (const { id, node } of actions) expect(begin.get(node)).toBeLessThanOrEqual(at.get(id) ?? -1);
        for (const one of found) {
          expect(one.begins.length).toBeLessThanOrEqual(size);
          expect(one.actions.length).toBeGreaterThan(0);
          const disrupted = new Set(
            actions.filter((own) => at.get(own.id) === found.indexOf(one) && isDisruptive(own)).map((own) => own.node),
          );
          for (const { first, second } of pairs) expect(disrupted.has(first) && disrupted.has(second)).toBe(false);
        }
        for (const { first, second } of pairs) {
          if (!begin.has(first) || !begin.has(second)) continue;
          expect(begin.get(first)).not.toBe(begin.get(second));
          // The one that holds goes first only where the other could do nothing before a node that holds has begun.
          if ((begin.get(first) ?? 0) > (begin.get(second) ?? 0)) {
            for (const own of actions.filter(({ node }) => node === first))
              expect(waitsForHolder(own, actions, pairs)).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('nodes that wait for each other only one way are in that order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })), { maxLength: 25 }), (edges) => {
        const nodes = Array.from({ length: 10 }, (_, at) => `n${at}`);
        const before = new Map(nodes.map((node) => [node, new Set<string>()]));
        for (const [a, b] of edges) if (a !== b) before.get(`n${a}`)?.add(`n${b}`);
        const reach = (from: string): Set<string> => {
          const seen = new Set<string>();
          const stack = [from];
          for (let next = stack.pop(); next !== undefined; next = stack.pop())
            for (const one of before.get(next) ?? []) {
              if (seen.has(one)) continue;
              seen.add(one);
              stack.push(one);
            }
          return seen;
        };
        const order = groupsInOrder(nodes, before);
        const place = new Map(order.flatMap((group, at) => group.map((node) => [node, at] as const)));
        expect(order.flat().sort()).toEqual([...nodes].sort());
        for (const a of nodes)
          for (const b of reach(a)) {
            if (reach(b).has(a)) expect(place.get(a)).toBe(place.get(b));
            else expect(place.get(b)).toBeLessThan(place.get(a) ?? -1);
          }
      }),
    );
  });
});
