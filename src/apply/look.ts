/** Reading resources again: which node is asked for what, and what its answer says of each resource. */
import { asResource, parseOrphans, type WantsAndOrphans } from '../diff/orphans.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import { type AnyKind, type NodeContext, type Observation, type Resource, type ResourceRef, resourceId } from '../kinds/kind.ts';

export type Wants = WantsAndOrphans;

/** Resources of one node, by kind. */
type ByKind = ReadonlyMap<AnyKind, readonly ResourceRef[]>;

function byKind(refs: readonly ResourceRef[], kinds: ReadonlyMap<string, AnyKind>): ByKind {
  const groups = new Map<AnyKind, ResourceRef[]>();
  for (const ref of refs) {
    const kind = kinds.get(ref.kind);
    if (!kind) throw new Error(`the plan names a kind ${ref.kind} that dmsa does not have`);
    const list = groups.get(kind);
    if (list) list.push(ref);
    else groups.set(kind, [ref]);
  }
  return groups;
}

/**
 * What to ask one node so that `observed` can tell of these resources, all of that node. A kind is asked and parsed with all
 * that is wanted of it on the node, as when the plan was made: what it sees of one thing may depend on what else is wanted
 * (whether an entry is the last of its file). Then the same node gives the same answer.
 */
export function requestsFor(
  refs: readonly ResourceRef[],
  kinds: ReadonlyMap<string, AnyKind>,
  wants: Wants,
): readonly FactRequest[] {
  return [...byKind(refs, kinds)].flatMap(([kind, list]) =>
    kind.probe([...wanted(list, wants), ...orphans(list, wants).map(asResource)]),
  );
}

/** What the node's answer says of these resources, by id. */
export function observed(
  facts: Facts,
  refs: readonly ResourceRef[],
  kinds: ReadonlyMap<string, AnyKind>,
  wants: Wants,
): ReadonlyMap<string, Observation> {
  const result = new Map<string, Observation>();
  for (const [kind, list] of byKind(refs, kinds)) {
    const seen = parseAll(kind, facts, wanted(list, wants));
    // As when the plan was made: apart from what is wanted.
    const former = parseOrphans(kind, facts, orphans(list, wants));
    for (const ref of list) {
      const gone = wants.orphan?.(resourceId(ref)) && former.get(ref.name);
      if (gone) {
        result.set(resourceId(ref), gone);
        continue;
      }
      if (typeof seen === 'string') {
        result.set(resourceId(ref), { status: 'unknown', why: seen });
        continue;
      }
      // dmsa's own thing that nobody wants is told of only while it is there.
      const absent: Observation = wants.get(resourceId(ref))
        ? { status: 'unknown', why: 'the look said nothing about it' }
        : { status: 'absent' };
      result.set(resourceId(ref), seen.get(ref.name) ?? absent);
    }
  }
  return result;
}

/** What the kind understands; a sentence where it fails over what it reads. */
function parseAll(kind: AnyKind, facts: Facts, want: readonly Resource[]): ReadonlyMap<string, Observation> | string {
  try {
    return kind.parse(facts, want);
  } catch (error) {
    return `what the node said of its ${kind.title}s could not be understood: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function wanted(refs: readonly ResourceRef[], wants: Wants): readonly Resource[] {
  const [first] = refs;
  return first ? wants.ofKind(first.node, first.kind) : [];
}

function orphans(refs: readonly ResourceRef[], wants: Wants) {
  const [first] = refs;
  return (first && wants.orphansOf?.(first.node, first.kind)) ?? [];
}

/** Every resource once, by node. */
export function byNode(refs: readonly ResourceRef[]): ReadonlyMap<string, readonly ResourceRef[]> {
  const nodes = new Map<string, Map<string, ResourceRef>>();
  for (const ref of refs) {
    const known = nodes.get(ref.node) ?? new Map<string, ResourceRef>();
    known.set(resourceId(ref), { node: ref.node, kind: ref.kind, name: ref.name });
    nodes.set(ref.node, known);
  }
  return new Map([...nodes].map(([node, known]) => [node, [...known.values()]]));
}

export function contextOf(node: string, facts: Facts, seen: ReadonlyMap<string, Observation>): NodeContext {
  return {
    node,
    platform: facts.platform,
    look: (ref) => seen.get(resourceId(ref)) ?? { status: 'unknown', why: `${resourceId(ref)} was not read again` },
  };
}
