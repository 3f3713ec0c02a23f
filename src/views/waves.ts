import type { Action, Plan } from '../diff/plan.ts';

/** Actions that can be done at the same time on different nodes; on one node they follow each other anyway. */
export interface Wave {
  /** By node, in the plan's order. */
  readonly byNode: ReadonlyMap<string, readonly Action[]>;
}

/** The plan as waves: an action is in a later wave than each action of ANOTHER node that it waits for. Linear in edges. */
export function wavesOf(plan: Plan): readonly Wave[] {
  const level = new Map<string, number>();
  const nodeOf = new Map(plan.actions.map((action) => [action.id, action.node]));
  const waves: Map<string, Action[]>[] = [];
  for (const action of plan.actions) {
    let at = 0;
    for (const id of action.after) {
      const other = level.get(id);
      if (other !== undefined) at = Math.max(at, nodeOf.get(id) === action.node ? other : other + 1);
    }
    level.set(action.id, at);
    while (waves.length <= at) waves.push(new Map());
    const wave = waves[at];
    const list = wave?.get(action.node);
    if (list) list.push(action);
    else wave?.set(action.node, [action]);
  }
  return waves.map((byNode) => ({ byNode }));
}
