/**
 * The order of actions. Resources say what they come after; between two actions there may be resources that need no
 * action, so the edges of the plan are those of the resource graph with everything unchanged contracted away.
 */

/**
 * For every id of `changing`, the ids of `changing` that must come first.
 *
 * @param changing ids that have an action
 * @param afterOf  direct predecessors of any id; ids that nobody declares may be among them and are ignored by giving []
 */
export function contract(
  changing: ReadonlySet<string>,
  afterOf: (id: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  // What stands before an unchanged id, as far as the nearest changing ones. `null` while it is being worked out: a cycle
  // through unchanged resources adds nothing that its other members do not.
  const frontiers = new Map<string, readonly string[] | null>();
  const frontier = (start: string): readonly string[] => {
    // An explicit stack: chains may be as long as a fleet.
    const stack = [start];
    while (stack.length > 0) {
      const id = stack[stack.length - 1] as string;
      const known = frontiers.get(id);
      if (known !== undefined && known !== null) {
        stack.pop();
        continue;
      }
      const before = afterOf(id);
      if (known === undefined) {
        frontiers.set(id, null);
        const open = before.filter((one) => !changing.has(one) && !frontiers.has(one));
        if (open.length > 0) {
          stack.push(...open);
          continue;
        }
      }
      const found = new Set<string>();
      for (const one of before) {
        if (changing.has(one)) found.add(one);
        else for (const far of frontiers.get(one) ?? []) found.add(far);
      }
      frontiers.set(id, [...found]);
      stack.pop();
    }
    return frontiers.get(start) ?? [];
  };
  const edges = new Map<string, readonly string[]>();
  for (const id of changing) {
    const found = new Set<string>();
    for (const one of afterOf(id)) {
      if (one === id) continue;
      if (changing.has(one)) found.add(one);
      else for (const far of frontier(one)) if (far !== id) found.add(far);
    }
    edges.set(id, [...found].sort());
  }
  return edges;
}

/**
 * Sorts ids so that each comes after what it depends on; ties keep the order given (stable).
 *
 * @returns the sorted ids, and those that are part of a cycle or stand behind one (they are not in `sorted`)
 */
export function topological(
  ids: readonly string[],
  before: ReadonlyMap<string, readonly string[]>,
): { readonly sorted: readonly string[]; readonly cyclic: readonly string[] } {
  const rank = new Map(ids.map((id, index) => [id, index]));
  const waiting = new Map<string, number>();
  const followers = new Map<string, string[]>();
  for (const id of ids) {
    const needs = (before.get(id) ?? []).filter((one) => rank.has(one));
    waiting.set(id, needs.length);
    for (const one of needs) {
      const list = followers.get(one);
      if (list) list.push(id);
      else followers.set(one, [id]);
    }
  }
  // Layer by layer, each layer in the given order: near enough to the given order to read well, and linear.
  const sorted: string[] = [];
  let layer = ids.filter((id) => waiting.get(id) === 0);
  while (layer.length > 0) {
    const next: string[] = [];
    for (const id of layer) {
      sorted.push(id);
      for (const follower of followers.get(id) ?? []) {
        const left = (waiting.get(follower) ?? 0) - 1;
        waiting.set(follower, left);
        if (left === 0) next.push(follower);
      }
    }
    layer = next.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  }
  const done = new Set(sorted);
  return { sorted, cyclic: ids.filter((id) => !done.has(id)) };
}

/** One cycle among `ids`, for the message: the ids in turn, the first again at the end. Empty where there is none. */
export function findCycle(ids: readonly string[], before: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const inside = new Set(ids);
  const done = new Set<string>();
  for (const start of ids) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let id: string | undefined = start;
    while (id !== undefined && !done.has(id)) {
      if (onPath.has(id)) return [...path.slice(path.indexOf(id)), id];
      path.push(id);
      onPath.add(id);
      id = (before.get(id) ?? []).find((one) => inside.has(one) && !done.has(one));
    }
    for (const one of path) done.add(one);
  }
  return [];
}
