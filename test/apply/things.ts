/** Kinds for tests, and plans made of them by the real planner. */

import { observed, requestsFor, type Wants } from '../../src/apply/look.ts';
import { differences, type NodeInput } from '../../src/diff/build.ts';
import type { Plan } from '../../src/diff/plan.ts';
import type { Json } from '../../src/json.ts';
import type { FactRequest } from '../../src/kinds/facts.ts';
import {
  type AnyKind,
  type Change,
  defineKind,
  type Observation,
  type Resource,
  resourceId,
  type Step,
} from '../../src/kinds/kind.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import type { Target, Transport } from '../../src/transport/transport.ts';
import { targetsOf } from './node.ts';

type FileSpec = {
  readonly path: string;
  readonly text: string;
  readonly mode?: string;
  readonly owner?: string;
  /** Run after the file is written. */
  readonly run?: readonly {
    readonly script: string;
    readonly label?: string;
    readonly once?: string;
    readonly timeoutMs?: number;
    readonly touches?: readonly string[];
    readonly undo?: string;
    readonly secret?: boolean;
    readonly beside?: boolean;
  }[];
  readonly reads?: readonly { readonly node: string; readonly kind: string; readonly name: string }[];
  readonly secret?: boolean;
  readonly risky?: boolean;
  readonly remove?: readonly string[];
};
type FileState = { readonly text: string; readonly mode: string; readonly owner: string };

/** A whole file, and what is to be run after it. */
export const file = defineKind<FileSpec, FileState>({
  name: 'file',
  title: 'file',
  desired: () => [],
  probe: (want) => want.map(({ spec }) => ({ type: 'file', path: spec.path })),
  parse: (facts, want) =>
    new Map(
      want.map(({ name, spec }): [string, Observation<FileState>] => {
        const fact = facts.file(spec.path);
        if (fact.status !== 'present') return [name, fact];
        return [name, { status: 'present', state: { text: fact.text, mode: fact.mode, owner: `${fact.owner}:${fact.group}` } }];
      }),
    ),
  compare(want, have) {
    if (!want) return [{ path: 'there', from: true, to: null }];
    const changes: Change[] = [];
    const secret = want.secret ? { secret: true } : {};
    if (have?.text !== want.text) changes.push({ path: 'text', from: have?.text ?? null, to: want.text, ...secret });
    if (have && have.mode !== (want.mode ?? '0644')) changes.push({ path: 'mode', from: have.mode, to: want.mode ?? '0644' });
    if (have && have.owner !== (want.owner ?? 'root:root'))
      changes.push({ path: 'owner', from: have.owner, to: want.owner ?? 'root:root' });
    return changes;
  },
  steps(want) {
    if (!want) return [];
    const [owner = 'root', group = 'root'] = (want.owner ?? 'root:root').split(':');
    const steps: Step[] = [
      {
        do: 'write',
        path: want.path,
        content: want.text,
        mode: want.mode ?? '0644',
        owner,
        group,
        ...(want.secret ? { secret: true } : {}),
      },
    ];
    for (const path of want.remove ?? []) steps.push({ do: 'remove', path });
    for (const { label = 'do it', timeoutMs = 5_000, ...rest } of want.run ?? []) {
      steps.push({ do: 'run', label, timeoutMs, ...rest });
    }
    return steps;
  },
  reads: ({ spec }) => spec.reads ?? [],
  risksConnection: (want) => want?.risky ?? false,
});

type StartedSpec = { readonly path: string; readonly fails?: boolean };

/** Something that is only run, as a service is started: it is up where its file is. */
export const started = defineKind<StartedSpec, { readonly up: true }>({
  name: 'started',
  title: 'started',
  desired: () => [],
  probe: (want) => want.map(({ spec }) => ({ type: 'file', path: spec.path })),
  parse: (facts, want) =>
    new Map(
      want.map(({ name, spec }): [string, Observation<{ up: true }>] => {
        const fact = facts.file(spec.path);
        return [name, fact.status === 'present' ? { status: 'present', state: { up: true } } : fact];
      }),
    ),
  compare: (want, have) => (want && !have ? [{ path: 'running', from: 'no', to: 'yes', where: 'running' }] : []),
  steps: (want) =>
    want
      ? [
          {
            do: 'run',
            label: 'start',
            timeoutMs: 5_000,
            script: want.fails ? 'echo no >&2; exit 1' : `echo up >${want.path}; echo ${want.path} >>/srv/order`,
          },
        ]
      : [],
});

type LineSpec = { readonly path: string; readonly line: string };

/** A line in dmsa's block of a file that others write too. */
export const line = defineKind<LineSpec, { readonly there: true }>({
  name: 'line',
  title: 'line',
  desired: () => [],
  probe: (want) => want.map(({ spec }) => ({ type: 'file', path: spec.path })),
  parse: (facts, want) =>
    new Map(
      want.map(({ name, spec }): [string, Observation<{ there: true }>] => {
        const fact = facts.file(spec.path);
        if (fact.status === 'unknown') return [name, fact];
        // In a file that is not UTF-8 each character is a byte, and what dmsa adds is UTF-8 all the same.
        const shown =
          fact.status === 'present' && fact.encoding === 'latin1' ? Buffer.from(spec.line).toString('latin1') : spec.line;
        const there = fact.status === 'present' && fact.text.split('\n').includes(shown);
        return [name, there ? { status: 'present', state: { there: true } } : { status: 'absent' }];
      }),
    ),
  compare: (want, have) => (want && !have ? [{ path: 'line', from: null, to: want.line }] : []),
  steps: (want) =>
    want
      ? [{ do: 'edit', path: want.path, edit: { type: 'block', block: 'test', remove: [], add: [want.line] }, mode: '0644' }]
      : [],
});

type GoneSpec = { readonly path: string };

/** A file that should not be there. */
const gone = defineKind<GoneSpec, { readonly there: boolean }>({
  name: 'gone',
  title: 'gone',
  desired: () => [],
  probe: (want) => want.map(({ spec }) => ({ type: 'file', path: spec.path })),
  parse: (facts, want) =>
    new Map(
      want.map(({ name, spec }): [string, Observation<{ there: boolean }>] => {
        const fact = facts.file(spec.path);
        return [name, fact.status === 'unknown' ? fact : { status: 'present', state: { there: fact.status === 'present' } }];
      }),
    ),
  compare: (_, have) => (have?.there ? [{ path: 'there', from: true, to: null }] : []),
  steps: (want) => (want ? [{ do: 'remove', path: want.path }] : []),
});

export const TEST_KINDS: readonly AnyKind[] = [file, line, started, gone];

export interface Wish {
  readonly node: string;
  readonly kind: string;
  readonly name: string;
  readonly spec: Json;
  /** Ids. */
  readonly after?: readonly string[];
}

export interface Planned {
  readonly plan: Plan;
  readonly resources: Wants;
}

/** Looks at the nodes and plans what differs, as the program does. */
export async function planFor(
  transport: Transport,
  wishes: readonly Wish[],
  kinds: readonly AnyKind[] = TEST_KINDS,
  targets: ReadonlyMap<string, Target> = targetsOf([...new Set(wishes.map((wish) => wish.node))]),
): Promise<Planned> {
  const byKindName = new Map(kinds.map((kind) => [kind.name, kind]));
  const wanted = new Map<string, Resource>();
  for (const { after, ...wish } of wishes) {
    const refs = (after ?? []).map((id) => wishes.find((one) => resourceId(one) === id)).filter((one) => one !== undefined);
    wanted.set(resourceId(wish), { ...wish, after: refs });
  }
  const resources: Wants = {
    get: (id) => wanted.get(id),
    ofKind: (node, kind) => [...wanted.values()].filter((one) => one.node === node && one.kind === kind),
  };
  const nodes = [...new Set(wishes.map((wish) => wish.node))];
  const seen = new Map<string, Observation>();
  const platforms = new Map<string, NodeInput['context']['platform']>();
  for (const node of nodes) {
    const refs = wishes.filter((wish) => wish.node === node);
    const target = targets.get(node);
    if (!target) throw new Error(node);
    const requests: readonly FactRequest[] = requestsFor(refs, byKindName, resources);
    const facts = await observeNode(await transport.connect(target), requests);
    platforms.set(node, facts.platform);
    for (const [id, observation] of observed(facts, refs, byKindName, resources)) seen.set(id, observation);
  }
  const inputs = nodes.map((node): NodeInput => {
    const platform = platforms.get(node);
    if (!platform) throw new Error(node);
    return {
      node,
      context: { node, platform, look: (ref) => seen.get(resourceId(ref)) ?? { status: 'unknown', why: 'not looked at' } },
      manifest: null,
      kinds: kinds.map((kind) => {
        const want = resources.ofKind(node, kind.name);
        const found = want.map((one): [string, Observation] => [
          one.name,
          seen.get(resourceId(one)) ?? { status: 'unknown', why: '' },
        ]);
        return { kind, want, seen: new Map(found) };
      }),
    };
  });
  const { actions, unknown, problems } = differences(inputs, (id) => (resources.get(id)?.after ?? []).map(resourceId));
  return { plan: { cluster: 'test', nodes: [], actions, unknown, problems, holdings: [] }, resources };
}
