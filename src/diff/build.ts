import type { Diagnostic } from '../diagnostic.ts';
import {
  type AnyKind,
  type Change,
  type NodeContext,
  type Observation,
  type Resource,
  type ResourceRef,
  resourceId,
} from '../kinds/kind.ts';
import { fingerprint } from './fingerprint.ts';
import type { Manifest } from './manifest.ts';
import { contract, findCycle, topological } from './order.ts';
import type { Action, Basis, Reason, UnknownResource, Verb } from './plan.ts';
import { holdsSecret } from './secret.ts';

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
}

export interface Differences {
  readonly actions: readonly Action[];
  readonly unknown: readonly UnknownResource[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Compares what is wanted with what was seen and says what is to be done, in order. Linear in resources.
 *
 * @param nodes  the nodes to change, in file order; nodes that were not reached are not among them
 * @param afterOf  what a resource comes after, by id, on any node
 */
export function differences(nodes: readonly NodeInput[], afterOf: (id: string) => readonly string[]): Differences {
  const found = new Map<string, Action>();
  const unknown: UnknownResource[] = [];
  for (const node of nodes) {
    for (const { kind, want, seen } of node.kinds) {
      const wanted = new Map(want.map((resource) => [resource.name, resource]));
      for (const resource of want) compareOne(node, kind, resource, resource, seen.get(resource.name), found, unknown);
      for (const [name, observation] of seen) {
        if (wanted.has(name)) continue;
        compareOne(node, kind, { node: node.node, kind: kind.name, name }, null, observation, found, unknown);
      }
    }
  }
  const edges = contract(new Set(found.keys()), afterOf);
  const { sorted, cyclic } = topological([...found.keys()], edges);
  const actions = sorted.flatMap((id) => {
    const action = found.get(id);
    return action ? [{ ...action, after: edges.get(id) ?? [] }] : [];
  });
  return { actions, unknown, problems: cycleProblems(cyclic, edges) };
}

function compareOne(
  input: NodeInput,
  kind: AnyKind,
  ref: ResourceRef,
  want: Resource | null,
  seen: Observation | undefined,
  found: Map<string, Action>,
  unknown: UnknownResource[],
): void {
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
  const specFingerprint = want === null ? null : fingerprint(want.spec);
  const applied = input.manifest?.get(`${kind.name}/${name}`);
  const intent = want !== null && applied !== undefined && applied === specFingerprint ? 'corrective' : 'intended';
  const verb = verbOf(want !== null, have !== null && (kind.exists?.(have) ?? true), changes);
  const id = resourceId(ref);
  const reads = want ? (kind.basis?.(want.spec, have, input.context) ?? kind.reads?.(want) ?? []) : [];
  const followUp = kind.followUp?.(spec, have, input.context) ?? null;
  found.set(id, {
    id,
    node,
    kind: kind.name,
    name,
    verb,
    reason: reasonOf(verb, intent),
    fields: changes,
    after: [],
    steps: kind.steps(spec, have, input.context),
    basedOn: [basis(ref, seen), ...reads.map((read) => basis(read, input.context.look(read)))],
    risksConnection: kind.risksConnection?.(spec, have, input.context) ?? false,
    intent,
    specFingerprint,
    specHoldsSecret: holdsSecret(spec),
    ...(followUp ? { followUp } : {}),
  });
}

function basis(ref: ResourceRef, seen: Observation): Basis {
  return { node: ref.node, kind: ref.kind, name: ref.name, fingerprint: fingerprint(seen) };
}

function verbOf(wanted: boolean, there: boolean, changes: readonly Change[]): Verb {
  if (!wanted) return 'delete';
  if (!there) return 'create';
  return changes.every((change) => change.where === 'running') ? 'run' : 'update';
}

function reasonOf(verb: Verb, intent: Action['intent']): Reason {
  switch (verb) {
    case 'delete':
      return { code: 'no-longer-wanted', sentence: 'dmsa put it there, and the file no longer has it' };
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
