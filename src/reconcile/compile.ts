import type { Cluster } from '../desired/cluster.ts';
import { type AnyKind, type Holding, type Placement, type Resource, resourceId } from '../kinds/kind.ts';

/** Everything that should be on the nodes, indexed as the look and the comparison need it. */
export interface Wanted {
  /** By node, then by kind; nodes in file order, kinds in registry order. */
  readonly byNode: ReadonlyMap<string, ReadonlyMap<string, readonly Resource[]>>;
  get(id: string): Resource | undefined;
  ofKind(node: string, kind: string): readonly Resource[];
}

/** Asks every kind what the cluster should have. Linear in resources. */
export function compile(cluster: Cluster, kinds: readonly AnyKind[], placement: Placement): Wanted {
  const byNode = new Map<string, Map<string, Resource[]>>(cluster.nodes.map((node) => [node.name, new Map()]));
  for (const kind of kinds) {
    // Kinds go from node to node: what comes next is mostly on the same one.
    let last = '';
    let list: Resource[] = [];
    for (const resource of kind.desired(cluster, placement)) {
      if (last === resource.node) {
        list.push(resource);
        continue;
      }
      const node = byNode.get(resource.node);
      if (!node) throw new Error(`kind ${kind.name} wants something on ${resource.node}, which is no node of the cluster`);
      list = node.get(kind.name) ?? [];
      if (list.length === 0) node.set(kind.name, list);
      list.push(resource);
      last = resource.node;
    }
  }
  const index = new Map<string, ReadonlyMap<string, Resource>>();
  return {
    byNode,
    get(id) {
      const node = id.slice(0, id.indexOf('/'));
      const known = index.get(node);
      if (known) return known.get(id);
      // Built at the first question about a node: on a converged fleet there is none, else mostly about few nodes.
      const built = indexById(byNode.get(node));
      index.set(node, built);
      return built.get(id);
    },
    ofKind: (node, kind) => byNode.get(node)?.get(kind) ?? [],
  };
}

function indexById(kinds: ReadonlyMap<string, readonly Resource[]> | undefined): ReadonlyMap<string, Resource> {
  const index = new Map<string, Resource>();
  for (const list of kinds?.values() ?? []) for (const resource of list) index.set(resourceId(resource), resource);
  return index;
}

/**
 * Where everything is before anything has been seen: each active holds its own. Good for asking kinds WHAT there is (the
 * set of things does not depend on who holds them), never for deciding what to do.
 */
export function unseenPlacement(cluster: Cluster): Placement {
  const placement = new Map<string, Holding>();
  for (const node of cluster.nodes) {
    if (node.role === 'active') {
      placement.set(node.name, { holder: node.name, code: 'unseen', sentence: `${node.name} was not looked at yet` });
    }
  }
  return placement;
}
