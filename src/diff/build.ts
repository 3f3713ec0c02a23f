import type { Diagnostic } from '../diagnostic.ts';
import type { Json } from '../json.ts';
import {
  type AnyKind,
  type Change,
  type NodeContext,
  type Observation,
  type Resource,
  type ResourceRef,
  resourceId,
} from '../kinds/kind.ts';
import { once } from '../memo.ts';
import { fingerprint } from './fingerprint.ts';
import { keepOf } from './keep.ts';
import type { Manifest, ManifestEntries } from './manifest.ts';
import { findCycle } from './order.ts';
import type { SeenOrphan } from './orphans.ts';
import type { Action, Basis, Reason, UnknownResource, Verb } from './plan.ts';
import { noLongerWanted, orderOf, removalEdges } from './removals.ts';
import { holdsSecret } from './secret.ts';
import { wayIn } from './way-in.ts';

/** What is wanted and what was seen of one kind on one node. */
export interface NodeKind {
  readonly kind: AnyKind;
  readonly want: readonly Resource[];
  /** By name: every wanted thing, and dmsa's own things that nobody wants. */
  readonly seen: ReadonlyMap<string, Observation>;
}

export interface NodeInput {
  readonly node: string;
  readonly context: NodeContext;
  readonly kinds: readonly NodeKind[];
  /** null: the list on the node could not be read; what differs then counts as intended. */
  readonly manifest: Manifest | null;
  /** All that the list says; empty where it could not be read. */
  readonly list?: ManifestEntries;
  /** Things that only the list knows for dmsa's, and that nobody wants any more, as they were seen. */
  readonly orphans?: readonly SeenOrphan[];
}

export interface Differences {
  readonly actions: readonly Action[];
  readonly unknown: readonly UnknownResource[];
  readonly problems: readonly Diagnostic[];
  readonly left: readonly UnknownResource[];
}

/**
 * Compares what is wanted with what was seen and says what is to be done, in order. Linear in resources.
 *
 * @param nodes  the nodes to change, in file order; nodes that were not reached are not among them
 * @param afterOf  what a resource comes after, by id, on any node
 * @param isNode  whether the cluster still has a node of that name
 */
export function differences(
  nodes: readonly NodeInput[],
  afterOf: (id: string) => readonly string[],
  isNode: (name: string) => boolean = () => true,
): Differences {
  const found = new Map<string, Action>();
  const unknown: UnknownResource[] = [];
  const left: UnknownResource[] = [];
  const into: Into = { found, unknown, left, isNode };
  for (const node of nodes) {
    const orphans = new Set((node.orphans ?? []).map(resourceId));
    for (const { kind, want, seen } of node.kinds) {
      let wanted: ReadonlySet<string> | null = null;
      let at = 0;
      for (const resource of want) compareOne(node, kind, resource, resource, seen.get(resource.name), into);
      for (const [name, observation] of seen) {
        // What was seen mostly stands in the order in which it is wanted.
        if (want[at]?.name === name) {
          at += 1;
          continue;
        }
        wanted ??= new Set(want.map((resource) => resource.name));
        const ref = { node: node.node, kind: kind.name, name };
        if (wanted.has(name) || orphans.has(resourceId(ref))) continue;
        compareOne(node, kind, ref, null, observation, into);
      }
      for (const orphan of node.orphans ?? []) {
        if (orphan.kind === kind.name) compareOrphan(node, kind, orphan, into);
      }
    }
  }
  holdBack(nodes, afterOf, into);
  const { edges, sorted, cyclic } = orderOf(found, afterOf, removalEdges(found, nodes));
  const actions = sorted.flatMap((id) => {
    const action = found.get(id);
    return action ? [{ ...action, after: edges.get(id) ?? [] }] : [];
  });
  return { actions, unknown, left, problems: cycleProblems(cyclic, edges) };
}

/** What must not be done before all that it comes after is known to be as wanted. */
function holdBack(nodes: readonly NodeInput[], afterOf: (id: string) => readonly string[], { found, unknown }: Into): void {
  const waits = new Map(nodes.flatMap(({ kinds }) => kinds.map(({ kind }) => [kind.name, kind.waitsForUnknown ?? []] as const)));
  const doubts = new Map(unknown.map((one) => [resourceId(one), one]));
  if (doubts.size === 0) return;
  for (const [id, { node, kind, name }] of found) {
    const kinds = waits.get(kind) ?? [];
    if (kinds.length === 0) continue;
    const doubt = afterOf(id)
      .flatMap((one) => doubts.get(one) ?? [])
      .find((one) => kinds.includes(one.kind));
    if (!doubt) continue;
    found.delete(id);
    unknown.push({ node, kind, name, why: `it comes after ${resourceId(doubt)}: ${doubt.why}` });
  }
}

interface Into {
  readonly found: Map<string, Action>;
  readonly unknown: UnknownResource[];
  readonly left: UnknownResource[];
  readonly isNode: (name: string) => boolean;
}

function compareOrphan(input: NodeInput, kind: AnyKind, orphan: SeenOrphan, into: Into): void {
  const { node, name, observation, former } = orphan;
  const ref = { node, kind: kind.name, name };
  if (observation.status === 'unknown') {
    into.unknown.push({ ...ref, why: observation.why });
    return;
  }
  if (observation.status === 'absent' || !kind.prune) return;
  const wanted = (of: string) => input.kinds.find((one) => one.kind.name === of)?.want ?? [];
  const removal = kind.prune.removal(former, observation.state, wanted, input.context);
  if ('left' in removal) {
    into.left.push({ ...ref, why: removal.left });
    return;
  }
  if (removal.changes.length === 0) return;
  const id = resourceId(ref);
  into.found.set(id, {
    ...removalOf(input, kind, ref, observation.state, removal.changes, basis(ref, observation), into),
    steps: removal.steps,
  });
}

function removalOf(
  input: NodeInput,
  kind: AnyKind,
  ref: ResourceRef,
  have: Json | null,
  fields: readonly Change[],
  seen: Basis,
  { isNode }: Into,
): Omit<Action, 'steps'> {
  const way = wayIn(kind, null, have, input.context);
  const entry = input.list?.get(`${ref.kind}/${ref.name}`);
  return {
    id: resourceId(ref),
    ...ref,
    verb: 'delete',
    reason: noLongerWanted(entry, isNode),
    fields,
    after: [],
    basedOn: [seen],
    intent: 'intended',
    specFingerprint: null,
    specHoldsSecret: false,
    deletions: 1,
    risksConnection: way.risks || (kind.risksConnection?.(null, have, input.context) ?? false),
    findings: way.findings,
  };
}

function compareOne(
  input: NodeInput,
  kind: AnyKind,
  ref: ResourceRef,
  want: Resource | null,
  seen: Observation | undefined,
  into: Into,
): void {
  const { found, unknown } = into;
  const { node, name } = ref;
  if (seen === undefined || seen.status === 'unknown') {
    unknown.push({ node, kind: kind.name, name, why: seen?.why ?? 'the look said nothing about it' });
    return;
  }
  const have = seen.status === 'present' ? seen.state : null;
  if (want === null && have === null) return;
  const spec = want?.spec ?? null;
  const changes = kind.compare(spec, have, input.context);
  if ('unknown' in changes) {
    unknown.push({ node, kind: kind.name, name, why: changes.unknown });
    return;
  }
  if (changes.length === 0) return;
  if (want === null) {
    found.set(resourceId(ref), {
      ...removalOf(input, kind, ref, have, changes, basis(ref, seen), into),
      steps: kind.steps(null, have, input.context),
    });
    return;
  }
  const verb = verbOf(have !== null && (kind.exists?.(have) ?? true), changes);
  const { fingerprint: specFingerprint, secret: specHoldsSecret } = specOf(want.spec);
  const applied = input.manifest?.get(`${kind.name}/${name}`);
  const intent = applied !== undefined && applied === specFingerprint ? 'corrective' : 'intended';
  const id = resourceId(ref);
  const reads = kind.basis?.(want.spec, have, input.context) ?? kind.reads?.(want) ?? [];
  // What a hand put into dmsa's list goes as drift.
  const losses = intent === 'intended' ? (kind.losses?.(changes) ?? null) : null;
  const way = wayIn(kind, spec, have, input.context);
  const followUp = kind.followUp?.(spec, have, input.context) ?? null;
  found.set(id, {
    id,
    node,
    kind: kind.name,
    name,
    verb,
    reason: losses ? { code: 'no-longer-wanted', sentence: losses.because } : reasonOf(verb, intent),
    fields: changes,
    after: [],
    steps: kind.steps(spec, have, input.context),
    basedOn: [basis(ref, seen), ...reads.map((read) => basis(read, input.context.look(read)))],
    risksConnection: way.risks || (kind.risksConnection?.(spec, have, input.context) ?? false),
    intent,
    specFingerprint,
    specHoldsSecret,
    keep: keepOf({ kind, want, have, entry: input.list?.get(`${kind.name}/${name}`), verb, context: input.context }),
    ...(losses ? { deletions: losses.count } : {}),
    findings: way.findings,
    ...(followUp ? { followUp } : {}),
  });
}

interface SpecFacts {
  readonly fingerprint: string;
  readonly secret: boolean;
}

const factsOf = (spec: Json): SpecFacts => ({ fingerprint: fingerprint(spec), secret: holdsSecret(spec) });
/** Nodes share specs (the hosts of a fleet), and a spec does not change. */
const factsOnce = once<object & Json, SpecFacts>(factsOf);
const specOf = (spec: Json): SpecFacts => (typeof spec === 'object' && spec !== null ? factsOnce(spec) : factsOf(spec));

function basis(ref: ResourceRef, seen: Observation): Basis {
  return { node: ref.node, kind: ref.kind, name: ref.name, fingerprint: fingerprint(seen) };
}

function verbOf(there: boolean, changes: readonly Change[]): Exclude<Verb, 'delete'> {
  if (!there) return 'create';
  return changes.every((change) => change.where === 'running') ? 'run' : 'update';
}

function reasonOf(verb: Exclude<Verb, 'delete'>, intent: Action['intent']): Reason {
  switch (verb) {
    case 'create':
      return intent === 'corrective'
        ? { code: 'gone', sentence: 'dmsa had put it there, and it is gone' }
        : { code: 'absent', sentence: 'it is not there yet' };
    case 'update':
      return intent === 'corrective'
        ? { code: 'drifted', sentence: 'it was changed on the node since dmsa applied it' }
        : { code: 'differs', sentence: 'it is not as the file says' };
    case 'run':
      return intent === 'corrective'
        ? { code: 'drifted-running', sentence: 'its files are right, its running state was changed' }
        : { code: 'not-running', sentence: 'its files are right, its running state is not' };
  }
}

function cycleProblems(cyclic: readonly string[], edges: ReadonlyMap<string, readonly string[]>): readonly Diagnostic[] {
  if (cyclic.length === 0) return [];
  const cycle = findCycle(cyclic, edges);
  return [
    {
      severity: 'error',
      code: 'dependency-cycle',
      summary: `${cyclic.length} changes wait for each other in a circle and can't be ordered`,
      detail: `The circle: ${cycle.join(' → after ')}. Nothing of it is planned. Please report it with the cluster.yaml.`,
    },
  ];
}
