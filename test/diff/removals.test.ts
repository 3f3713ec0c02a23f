/** What goes because nobody wants it any more: whose it is, why, in which order, and how much of it one run may take away. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetOf, withinBudget } from '../../src/diff/budget.ts';
import { differences, type NodeInput } from '../../src/diff/build.ts';
import { keepOf } from '../../src/diff/keep.ts';
import type { ManifestEntry } from '../../src/diff/manifest.ts';
import { orphansOn } from '../../src/diff/orphans.ts';
import type { Plan } from '../../src/diff/plan.ts';
import type { Json } from '../../src/json.ts';
import { type AnyKind, defineKind, type Observation, type Resource } from '../../src/kinds/kind.ts';
import { platformOf } from '../kinds/memory-facts.ts';

/** A kind without a mark: lamps, known by the list alone. Each has a socket that only one lamp may be in. */
const lamp: AnyKind = defineKind<{ socket: string }, { socket: string }>({
  name: 'lamp',
  title: 'lamp',
  desired: () => [],
  probe: () => [],
  parse: () => new Map(),
  compare: (want, have) =>
    want?.socket === have?.socket ? [] : [{ path: 'socket', from: have?.socket ?? null, to: want?.socket ?? null }],
  steps: () => [],
  claims: ({ socket }) => [socket],
  releases: ({ socket }) => [socket],
  prune: {
    record: ({ socket }, have, before) => (have === null || before !== null ? { socket } : null),
    former: (_, made) => made as { socket: string },
    removal: ({ made }, have) =>
      have.socket === (made as { socket: string }).socket
        ? { changes: [{ path: 'socket', from: have.socket, to: null }], steps: [] }
        : { left: 'somebody moved it' },
  },
});
/** A kind whose things bear a mark: what is seen and not wanted is dmsa's. */
const marked: AnyKind = defineKind<{ on: boolean }, { on: boolean }>({
  name: 'marked',
  title: 'marked',
  desired: () => [],
  probe: () => [],
  parse: () => new Map(),
  compare: (want, have) => (want ? [] : have ? [{ path: 'on', from: true, to: null }] : []),
  steps: () => [],
  goesAfter: ['lamp'],
});
const KINDS = [lamp, marked];

const entry = (more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  spec: 'f',
  at: '2026-11-20T10:11:12Z',
  files: [],
  ...more,
});
const madeIn = (socket: string, more: Partial<ManifestEntry> = {}): ManifestEntry =>
  entry({ origin: 'created', made: { socket }, ...more });
const present = (state: Json): Observation => ({ status: 'present', state });

interface Given {
  readonly node?: string;
  readonly want?: readonly Resource[];
  readonly seen?: Readonly<Record<string, Observation>>;
  readonly list?: Readonly<Record<string, ManifestEntry>>;
  /** What the second look says of lamps. */
  readonly lamps?: Readonly<Record<string, Observation>>;
}

function node({ node: name = 'n', want = [], seen = {}, list = {}, lamps = {} }: Given): NodeInput {
  const entries = new Map(Object.entries(list));
  const isWanted = (kind: string, of: string): boolean => want.some((one) => one.kind === kind && one.name === of);
  return {
    node: name,
    context: { node: name, platform: platformOf('debian-sysv'), look: () => ({ status: 'absent' }) },
    manifest: null,
    list: entries,
    orphans: orphansOn(name, entries, KINDS, isWanted).map((orphan) => ({
      ...orphan,
      observation: lamps[orphan.name] ?? { status: 'absent' },
    })),
    kinds: KINDS.map((kind) => ({
      kind,
      want: want.filter((one) => one.kind === kind.name),
      seen: new Map(
        Object.entries(seen).flatMap(([key, observation]) =>
          key.startsWith(`${kind.name}/`) ? [[key.slice(kind.name.length + 1), observation] as const] : [],
        ),
      ),
    })),
  };
}

const none = (): readonly string[] => [];
const lampOn = (on: string, name: string, socket: string): Resource => ({
  node: on,
  kind: 'lamp',
  name,
  spec: { socket },
  after: [],
});
const ids = (inputs: readonly NodeInput[]): readonly string[] => differences(inputs, none).actions.map(({ id }) => id);

describe('what is no longer wanted', () => {
  it('goes where dmsa made it, and the plan says when that was', () => {
    const { actions } = differences(
      [node({ list: { 'lamp/hall': madeIn('a') }, lamps: { hall: present({ socket: 'a' }) } })],
      none,
    );
    expect(actions).toMatchObject([
      {
        id: 'n/lamp/hall',
        verb: 'delete',
        reason: {
          code: 'no-longer-wanted',
          sentence: 'dmsa put it there (2026-11-20 10:11 UTC), and the file no longer has it',
        },
        deletions: 1,
      },
    ]);
  });

  it('stays, and is told of, where somebody changed it', () => {
    const found = differences([node({ list: { 'lamp/hall': madeIn('a') }, lamps: { hall: present({ socket: 'b' }) } })], none);
    expect(found).toMatchObject({ actions: [], left: [{ kind: 'lamp', name: 'hall', why: 'somebody moved it' }] });
  });

  it('is unknown, and nothing is planned, where it could not be seen', () => {
    const found = differences(
      [node({ list: { 'lamp/hall': madeIn('a') }, lamps: { hall: { status: 'unknown', why: 'no answer' } } })],
      none,
    );
    expect(found).toMatchObject({ actions: [], unknown: [{ name: 'hall', why: 'no answer' }] });
  });

  it('names the node that it came from where the file lost that one', () => {
    const list = { 'lamp/hall': madeIn('a', { after: ['gone-1/lamp/x', 'n/lamp/y'] }) };
    const inputs = [node({ list, lamps: { hall: present({ socket: 'a' }) } })];
    const { actions } = differences(inputs, none, (name) => name === 'n');
    expect(actions[0]?.reason.sentence).toMatch(/the file no longer has gone-1, which it was built on$/);
  });

  it('stays whoever put it there, if not dmsa: for any list, old ones too', () => {
    const anyEntry = fc.record(
      {
        spec: fc.option(fc.string()),
        at: fc.constant('2026-11-20T10:11:12Z'),
        files: fc.subarray(['/etc/x', '/etc/y']),
        pending: fc.constant(true as const),
        origin: fc.constantFrom('created' as const, 'found' as const, 'adopted' as const),
        made: fc.constantFrom<Json>(null, { socket: 'a' }, { socket: 'b' }),
        after: fc.subarray(['n/lamp/x', 'm/lamp/y']),
      },
      { requiredKeys: ['spec', 'at', 'files'] },
    );
    const name = fc.constantFrom('hall', 'cellar', 'attic', 'shed');
    fc.assert(
      fc.property(fc.dictionary(name, anyEntry), fc.subarray(['hall', 'cellar', 'attic', 'shed']), (entries, wanted) => {
        const list = Object.fromEntries(Object.entries(entries).map(([key, one]) => [`lamp/${key}`, one]));
        const all = ['hall', 'cellar', 'attic', 'shed'];
        const { actions } = differences(
          [
            node({
              want: wanted.map((one) => lampOn('n', one, 'a')),
              seen: Object.fromEntries(wanted.map((one) => [`lamp/${one}`, present({ socket: 'a' })])),
              list,
              lamps: Object.fromEntries(all.map((one) => [one, present({ socket: 'a' })])),
            }),
          ],
          none,
        );
        const made = Object.entries(entries).filter(
          ([, one]) => (one.made as { socket?: string } | null | undefined)?.socket === 'a',
        );
        expect(actions.map((action) => action.name).sort()).toEqual(
          made
            .map(([key]) => key)
            .filter((key) => !wanted.includes(key))
            .sort(),
        );
      }),
    );
  });
});

describe('the order of removals', () => {
  it('lets go of what only one may have before another takes it, on whichever node', () => {
    const inputs = [
      node({ node: 'a', want: [lampOn('a', 'new', 's')], seen: { 'lamp/new': { status: 'absent' } } }),
      node({ node: 'b', list: { 'lamp/old': madeIn('s') }, lamps: { old: present({ socket: 's' }) } }),
    ];
    expect(ids(inputs)).toEqual(['b/lamp/old', 'a/lamp/new']);
    expect(differences(inputs, none).actions[1]?.after).toEqual(['b/lamp/old']);
  });

  it('takes a thing away before what it was built on, by what the lists say', () => {
    const inputs = [
      node({ node: 'a', list: { 'lamp/base': madeIn('1') }, lamps: { base: present({ socket: '1' }) } }),
      node({
        node: 'b',
        list: { 'lamp/top': madeIn('2', { after: ['a/lamp/base'] }) },
        lamps: { top: present({ socket: '2' }) },
      }),
    ];
    expect(ids(inputs)).toEqual(['b/lamp/top', 'a/lamp/base']);
  });

  it('keeps to the order of kinds on a node', () => {
    const input = node({
      list: { 'lamp/hall': madeIn('a') },
      lamps: { hall: present({ socket: 'a' }) },
      seen: { 'marked/x': present({ on: true }) },
    });
    expect(ids([input])).toEqual(['n/lamp/hall', 'n/marked/x']);
  });

  it('gives up the order of lists where it makes a circle, and never that of release and claim', () => {
    const inputs = [
      node({
        node: 'a',
        want: [lampOn('a', 'new', 's')],
        seen: { 'lamp/new': { status: 'absent' } },
        list: { 'lamp/new': entry({ after: ['b/lamp/old'] }) },
      }),
      node({ node: 'b', list: { 'lamp/old': madeIn('s') }, lamps: { old: present({ socket: 's' }) } }),
    ];
    const found = differences(inputs, none);
    expect(found.problems).toEqual([]);
    expect(found.actions.map(({ id }) => id)).toEqual(['b/lamp/old', 'a/lamp/new']);
  });
});

describe('what the list is told', () => {
  const context = node({}).context;
  const keep = (have: Json | null, before: ManifestEntry | undefined, verb: 'create' | 'update' | null) =>
    keepOf({ kind: lamp, want: lampOn('n', 'hall', 'a'), have, entry: before, verb, context });

  it.each([
    ['a thing that dmsa makes is its own', null, undefined, 'create', 'created', { socket: 'a' }],
    ['one that was there is not, however dmsa changes it', { socket: 'x' }, undefined, 'update', 'found', null],
    ['nor one that is as wanted', { socket: 'a' }, undefined, null, 'found', null],
    ['nor one of an old list that does not say', { socket: 'x' }, entry(), 'update', 'found', null],
    ['one that went and is made anew is its own', null, entry({ origin: 'found' }), 'create', 'created', { socket: 'a' }],
    ['one of its own stays its own', { socket: 'x' }, madeIn('x'), 'update', 'created', { socket: 'a' }],
    [
      'also where it was begun and not ended',
      { socket: 'x' },
      madeIn('x', { pending: true }),
      'update',
      'created',
      { socket: 'a' },
    ],
    ['one that was adopted stays adopted', null, madeIn('x', { origin: 'adopted' }), 'create', 'adopted', { socket: 'a' }],
  ] as const)('%s', (_, have, before, verb, origin, made) => {
    expect(keep(have, before, verb)).toMatchObject({ origin, made });
  });
});

describe('the deletion budget', () => {
  const plan = (deletions: number, resources: number): Plan => {
    const list = Object.fromEntries(Array.from({ length: deletions }, (_, at) => [`lamp/${at}`, madeIn('a')]));
    const lamps = Object.fromEntries(Array.from({ length: deletions }, (_, at) => [`${at}`, present({ socket: 'a' })]));
    const nodes = [{ name: 'n', reachable: true, via: null, selected: true, error: null, resources }];
    return { cluster: 'c', nodes, holdings: [], ...differences([node({ list, lamps })], none) };
  };
  const refused = (
    deletions: number,
    resources: number,
    ...rest: readonly [Parameters<typeof withinBudget>[1], number | null]
  ): boolean => withinBudget(plan(deletions, resources), ...rest).problems.some(({ code }) => code === 'too-many-deletions');

  it.each([
    [5, 0, null, null, false],
    [6, 10, null, null, true],
    [10, 90, null, null, false],
    [11, 90, null, null, true],
    [1, 1000, { things: 0 }, null, true],
    [1, 1000, { things: 0 }, 1, false],
    [3, 1000, { things: 2 }, 2, true],
    [3, 1000, { things: 2 }, 3, false],
    [3, 57, { percent: 5 }, null, false],
    [4, 56, { percent: 5 }, null, true],
    [0, 0, { things: 0 }, null, false],
  ] as const)('%i of %i more, with %j and --allow-deletions %j: refused %s', (deletions, resources, max, allow, expected) => {
    expect(refused(deletions, resources, max, allow)).toBe(expected);
  });

  it('counts what leaves a list, names what goes and says what to do', () => {
    const one = plan(1, 10);
    const inList = { ...one, actions: one.actions.map((action) => ({ ...action, verb: 'update' as const, deletions: 7 })) };
    expect(budgetOf(inList, null)).toEqual({ deletions: 7, compared: 10, allowed: 5 });
    const [problem] = withinBudget(inList, null, null).problems;
    expect(problem?.summary).toContain('7 things');
    expect(problem?.detail).toContain('n/lamp/0: dmsa put it there');
    expect(problem?.detail).toContain('--allow-deletions 7');
  });
});
