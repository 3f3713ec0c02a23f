/**
 * The order of removals, and why they are made. A thing goes before what it was built on: an NFS mount before the export on
 * the other node, services before their addresses. What a thing was built on is in the node's list, as nobody declares it any
 * more. And what only one thing may have (an address) is let go of before another one takes it (DESIGN, I1).
 */
import { resourceId } from '../kinds/kind.ts';
import type { NodeInput } from './build.ts';
import type { ManifestEntry } from './manifest.ts';
import { contract, topological } from './order.ts';
import type { Action, Reason } from './plan.ts';

type Edges = ReadonlyMap<string, readonly string[]>;

export interface RemovalEdges {
  /** Releases before claims: never given up. */
  readonly hard: Edges;
  /** Given up where they would make a circle. */
  readonly soft: Edges;
}

export function removalEdges(found: ReadonlyMap<string, Action>, nodes: readonly NodeInput[]): RemovalEdges {
  const hard = new Map<string, string[]>();
  const soft = new Map<string, string[]>();
  const add = (edges: Map<string, string[]>, id: string, first: string): void => {
    const list = edges.get(id);
    if (list) list.push(first);
    else edges.set(id, [first]);
  };
  const removals = new Map([...found].filter(([, action]) => action.verb === 'delete'));
  if (removals.size === 0) return { hard, soft };
  const released = releases(removals, nodes);
  for (const { list, kinds, node } of nodes) {
    for (const { kind, want } of kinds) {
      for (const resource of kind.claims && released.size > 0 ? want : []) {
        const id = resourceId(resource);
        if (!found.has(id)) continue;
        for (const claim of kind.claims?.(resource.spec) ?? [])
          for (const first of released.get(claim) ?? []) add(hard, id, first);
      }
      if (!kind.goesAfter) continue;
      const own = [...removals.values()].filter((action) => action.node === node);
      for (const action of own) {
        if (action.kind !== kind.name) continue;
        for (const first of own) if (kind.goesAfter.includes(first.kind)) add(soft, action.id, first.id);
      }
    }
    for (const [key, entry] of list ?? []) {
      const id = `${node}/${key}`;
      if (!found.has(id)) continue;
      for (const base of entry.after ?? []) if (removals.has(base) && base !== id) add(soft, base, id);
    }
  }
  return { hard, soft };
}

/** By what is let go of: the removals that do. */
function releases(removals: ReadonlyMap<string, Action>, nodes: readonly NodeInput[]): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  for (const { node, kinds, orphans } of nodes) {
    for (const { kind, seen } of kinds) {
      if (!kind.releases) continue;
      const all = [
        ...seen,
        ...(orphans ?? []).filter((one) => one.kind === kind.name).map((one) => [one.name, one.observation] as const),
      ];
      for (const [name, observation] of all) {
        const id = resourceId({ node, kind: kind.name, name });
        if (observation.status !== 'present' || !removals.has(id)) continue;
        for (const one of kind.releases(observation.state)) result.set(one, [...(result.get(one) ?? []), id]);
      }
    }
  }
  return result;
}

interface Order {
  readonly edges: Edges;
  readonly sorted: readonly string[];
  readonly cyclic: readonly string[];
}

export function orderOf(
  found: ReadonlyMap<string, Action>,
  afterOf: (id: string) => readonly string[],
  { hard, soft }: RemovalEdges,
): Order {
  if (found.size === 0) return { edges: new Map(), sorted: [], cyclic: [] };
  const base = contract(new Set(found.keys()), afterOf);
  const ids = [...found.keys()];
  const tried = [[hard, soft], [hard]].map((more) => {
    const edges = joined(base, more);
    return { edges, ...topological(ids, edges) };
  });
  const [all, firm] = tried;
  return all && firm ? (all.cyclic.length === 0 ? all : firm) : { edges: base, ...topological(ids, base) };
}

function joined(base: Edges, more: readonly Edges[]): Edges {
  const used = more.filter((edges) => edges.size > 0);
  if (used.length === 0) return base;
  return new Map(
    [...base].map(([id, before]) => [id, [...new Set([...before, ...used.flatMap((edges) => edges.get(id) ?? [])])].sort()]),
  );
}

/** `entry`: what the node's list says of the thing; things that bear dmsa's mark may have none. */
export function noLongerWanted(entry: ManifestEntry | undefined, isNode: (name: string) => boolean): Reason {
  const when = entry && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(entry.at)?.[0].replace('T', ' ');
  const who = entry?.origin === 'adopted' ? 'it was given to dmsa' : 'dmsa put it there';
  const gone = [...new Set((entry?.after ?? []).map((id) => id.slice(0, id.indexOf('/'))))].filter((node) => !isNode(node));
  const what =
    gone.length === 0 ? 'the file no longer has it' : `the file no longer has ${gone.join(' and ')}, which it was built on`;
  return { code: 'no-longer-wanted', sentence: `${who}${when ? ` (${when} UTC)` : ''}, and ${what}` };
}
