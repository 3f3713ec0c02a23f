import { describe, expect, it } from 'vitest';
import { differences, type NodeInput } from '../../src/diff/build.ts';
import { onlyIntent } from '../../src/diff/filter.ts';
import { fingerprint } from '../../src/diff/fingerprint.ts';
import type { Plan } from '../../src/diff/plan.ts';
import { changedSince, readSavedPlan, savePlan } from '../../src/diff/saved.ts';
import type { Json } from '../../src/json.ts';
import { type AnyKind, defineKind, type Observation, type Resource } from '../../src/kinds/kind.ts';
import { platformOf } from '../kinds/memory-facts.ts';

/** A kind of light switches: enough of one to see what the machinery does with it. */
const light = defineKind<{ on: boolean }, { on: boolean }>({
  name: 'light',
  title: 'light',
  desired: () => [],
  probe: () => [],
  parse: () => new Map(),
  compare: (want, have, context) => {
    if (want !== null && context.look({ node: 'n', kind: 'light', name: 'fuse' }).status === 'unknown')
      return { unknown: 'the fuse box is locked' };
    if (want?.on === have?.on) return [];
    return [{ path: 'on', from: have?.on ?? null, to: want?.on ?? null, where: 'running' }];
  },
  steps: (want) => [{ do: 'run', script: `switch ${want?.on === true ? 'on' : 'off'}`, label: 'switch', timeoutMs: 1000 }],
  reads: () => [{ node: 'n', kind: 'light', name: 'fuse' }],
}) satisfies AnyKind;

const resource = (name: string, on: boolean): Resource => ({ node: 'n', kind: 'light', name, spec: { on }, after: [] });
const present = (on: boolean): Observation => ({ status: 'present', state: { on } });

function node(
  want: readonly Resource[],
  seen: Record<string, Observation>,
  manifest: Record<string, Json> = {},
  fuse = present(true),
): NodeInput {
  return {
    node: 'n',
    context: { node: 'n', platform: platformOf('debian-sysv'), look: () => fuse },
    kinds: [{ kind: light, want, seen: new Map(Object.entries(seen)) }],
    manifest: new Map(Object.entries(manifest).map(([key, spec]) => [key, fingerprint(spec)])),
  };
}

const none = (): readonly string[] => [];
const plan = (input: NodeInput): Plan => ({ cluster: 'c', nodes: [], holdings: [], ...differences([input], none) });

describe('differences', () => {
  it('plans nothing for what is as wanted', () => {
    expect(differences([node([resource('hall', true)], { hall: present(true) })], none)).toEqual({
      actions: [],
      unknown: [],
      left: [],
      problems: [],
    });
  });

  it('holds back what must not be done over something that could not be seen', () => {
    const last = defineKind<{ on: boolean }, { on: boolean }>({
      name: 'last',
      title: 'last',
      desired: () => [],
      probe: () => [],
      parse: () => new Map(),
      steps: () => [],
      compare: (want, have) => (want?.on === have?.on ? [] : [{ path: 'on', from: have?.on ?? null, to: want?.on ?? null }]),
      waitsForUnknown: ['light'],
    });
    const out: Resource = { node: 'n', kind: 'last', name: 'out', spec: { on: true }, after: [] };
    const plan = (cellar: Observation) => {
      const input = node([resource('cellar', true)], { cellar });
      const kinds = [...input.kinds, { kind: last, want: [out], seen: new Map([['out', present(false)]]) }];
      return differences([{ ...input, kinds }], (id) => (id === 'n/last/out' ? ['n/light/cellar'] : []));
    };
    expect(plan(present(true)).actions.map(({ id }) => id)).toEqual(['n/last/out']);
    expect(plan(present(false)).actions.map(({ id }) => id)).toEqual(['n/light/cellar', 'n/last/out']);
    const { actions, unknown } = plan({ status: 'unknown', why: 'dark' });
    expect(actions).toEqual([]);
    expect(unknown.at(-1)).toEqual({ node: 'n', kind: 'last', name: 'out', why: 'it comes after n/light/cellar: dark' });
  });

  it('never plans from what is unknown, whatever the reason it is unknown', () => {
    const want = [resource('hall', true), resource('cellar', true), resource('attic', true)];
    const seen = { hall: { status: 'unknown', why: 'the probe printed garbage' } as const, attic: present(false) };
    expect(differences([node(want, seen, {}, { status: 'unknown', why: '' })], none)).toMatchObject({
      actions: [],
      unknown: [
        { name: 'hall', why: 'the probe printed garbage' },
        { name: 'cellar', why: 'the look said nothing about it' },
        { name: 'attic', why: 'the fuse box is locked' },
      ],
    });
  });

  it('says created, changed, removed and only-to-be-run apart', () => {
    const want = [resource('hall', true), resource('cellar', true)];
    const found = differences([node(want, { hall: { status: 'absent' }, cellar: present(false), shed: present(true) })], none);
    expect(found.actions.map((action) => [action.name, action.verb, action.reason.code])).toEqual([
      ['hall', 'create', 'absent'],
      ['cellar', 'run', 'not-running'],
      ['shed', 'delete', 'no-longer-wanted'],
    ]);
  });

  it('tells drift from a change of the file by what was last applied', () => {
    const want = [resource('hall', true), resource('cellar', true)];
    const input = node(
      want,
      { hall: present(false), cellar: present(false) },
      { 'light/hall': { on: true }, 'light/cellar': { on: false } },
    );
    expect(plan(input).actions.map((action) => action.intent)).toEqual(['corrective', 'intended']);
    expect(onlyIntent(plan(input), 'corrective').actions.map((action) => action.name)).toEqual(['hall']);
  });

  it('bases an action on what it read of other things too', () => {
    const [action] = plan(node([resource('hall', true)], { hall: present(false) })).actions;
    expect(action?.basedOn.map((one) => one.name)).toEqual(['hall', 'fuse']);
    expect(action?.basedOn[0]?.fingerprint).not.toEqual(action?.basedOn[1]?.fingerprint);
  });

  it('leaves a circle out of the plan and names it', () => {
    const want = [resource('hall', true), resource('cellar', true), resource('attic', true)];
    const seen = { hall: present(false), cellar: present(false), attic: present(false) };
    const after = (id: string): readonly string[] =>
      id === 'n/light/hall' ? ['n/light/cellar'] : id === 'n/light/cellar' ? ['n/light/hall'] : [];
    const found = differences([node(want, seen)], after);
    expect(found.actions.map((action) => action.name)).toEqual(['attic']);
    expect(found.problems[0]?.code).toBe('dependency-cycle');
    expect(found.problems[0]?.detail).toContain('n/light/hall → after n/light/cellar → after n/light/hall');
  });
});

describe('a filter by intent', () => {
  it('takes along what depends on an action that is left out', () => {
    const input = node(
      [resource('a', true), resource('b', true)],
      { a: present(false), b: present(false) },
      { 'light/b': { on: true } },
    );
    const found = { ...plan(input), ...differences([input], (id) => (id === 'n/light/b' ? ['n/light/a'] : [])) };
    expect(onlyIntent(found, 'corrective').actions).toEqual([]);
  });
});

describe('a saved plan', () => {
  const selection = {
    id: '0123456789abcdef0123456789abcdef',
    dmsa: '0',
    clusterFile: 'c.yaml',
    clusterText: 'x',
    nodes: [],
    only: null,
    allowDeletions: null,
    salt: '5a17',
  } as const;
  const now = (on: boolean): Plan => plan(node([resource('hall', true)], { hall: on ? present(true) : present(false) }));

  it('is the same plan as long as nothing changed', () => {
    const saved = readSavedPlan(JSON.stringify(savePlan(now(false), selection)), 'p');
    if ('code' in saved) throw new Error(saved.summary);
    expect(changedSince(saved, now(false))).toEqual([]);
  });

  it('names what changed', () => {
    const saved = savePlan(now(false), selection);
    expect(changedSince(saved, now(true)).join()).toContain('n/light/hall: was to be changed, and is no longer');
    const gone = plan(node([resource('hall', true)], { hall: { status: 'absent' } }));
    expect(changedSince(saved, gone).join()).toContain('n/light/hall: is no longer as it was');
  });

  it('tells that a secret or a content changed, and lets nobody try out a password with less than the slow hash', () => {
    const first = now(false);
    const withSecret = (value: string, base = 'b'): Plan => ({
      ...first,
      actions: first.actions.map((action) => ({
        ...action,
        fields: [{ path: 'password', from: null, to: value, secret: true }],
        steps: [{ do: 'write', path: '/x', content: value, mode: '0600', owner: 'root', group: 'root', secret: true }],
        basedOn: action.basedOn.map((basis) => ({ ...basis, fingerprint: base })),
        specFingerprint: fingerprint(value),
      })),
    });
    const saved = savePlan(withSecret('hunter2'), selection);
    expect(changedSince(saved, withSecret('hunter2'))).toEqual([]);
    expect(changedSince(saved, withSecret('hunter3')).join()).toContain('a secret');
    expect(changedSince(saved, withSecret('hunter2', 'c')).join()).toContain('the rest of a file');
    expect(savePlan(withSecret('hunter3'), selection).actions).toEqual(saved.actions);
    expect(savePlan(withSecret('hunter2'), { ...selection, salt: '5a18' }).whole).not.toBe(saved.whole);
    expect(JSON.stringify(saved)).not.toContain(fingerprint('hunter2'));
  });

  it.each([
    ['no JSON', 'plan', 'not a saved plan'],
    ['other JSON', '{"a":1}', 'not a saved plan of this dmsa'],
    ['a plan without an id', JSON.stringify({ ...savePlan(now(false), selection), id: '../x' }), 'not a saved plan of this dmsa'],
    ['an edited plan', JSON.stringify({ ...savePlan(now(false), selection), nodes: ['Web-1'] }), 'changed after it was saved'],
  ])('refuses %s', (_, text, summary) => {
    expect(readSavedPlan(text, 'p')).toMatchObject({ code: 'bad-plan-file', summary: expect.stringContaining(summary) });
  });
});
