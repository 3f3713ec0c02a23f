import { topological } from '../diff/order.ts';

/**
 * Nodes in an order that keeps what they wait for, as far as that can be: nodes that wait for each other in a circle are one
 * group, and the groups are in order. Linear in nodes and edges. Pure.
 *
 * @param nodes  in the order that is kept where nothing else decides, also inside a group
 * @param before by node: which nodes should come before it
 */
export function groupsInOrder(
  nodes: readonly string[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (readonly string[])[] {
  const groupOf = groups(nodes, before);
  const members = new Map<number, string[]>();
  for (const node of nodes) {
    const group = groupOf.get(node) ?? 0;
    const list = members.get(group);
    if (list) list.push(node);
    else members.set(group, [node]);
  }
  const edges = new Map<string, string[]>();
  for (const node of nodes) {
    const group = groupOf.get(node);
    const own = edges.get(String(group)) ?? [];
    edges.set(String(group), own);
    for (const other of before.get(node) ?? []) if (groupOf.get(other) !== group) own.push(String(groupOf.get(other)));
  }
  const ids = [...members.keys()].map(String);
  const { sorted } = topological(ids, new Map([...edges].map(([id, list]) => [id, [...new Set(list)]])));
  return sorted.map((id) => members.get(Number(id)) ?? []);
}

/** Strongly connected components (R. Tarjan 1972), with a stack of its own: chains may be as long as a fleet. */
function groups(nodes: readonly string[], before: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> {
  const known = new Set(nodes);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const group = new Map<string, number>();
  const path: string[] = [];
  let groupsFound = 0;
  const lower = (node: string, to: number): void => {
    low.set(node, Math.min(low.get(node) ?? to, to));
  };
  for (const start of nodes) {
    if (index.has(start)) continue;
    const work: { readonly node: string; readonly next: Iterator<string> }[] = [];
    const enter = (node: string): void => {
      index.set(node, index.size);
      lower(node, index.size - 1);
      path.push(node);
      work.push({ node, next: (before.get(node) ?? new Set<string>()).values() });
    };
    enter(start);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const { node } = top;
      const step = top.next.next();
      if (!step.done) {
        const other = step.value;
        if (!known.has(other) || group.has(other)) continue;
        const seen = index.get(other);
        if (seen === undefined) enter(other);
        else lower(node, seen);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) lower(parent.node, low.get(node) ?? 0);
      if (low.get(node) !== index.get(node)) continue;
      for (let member = path.pop(); member !== undefined; member = path.pop()) {
        group.set(member, groupsFound);
        if (member === node) break;
      }
      groupsFound += 1;
    }
  }
  return group;
}
