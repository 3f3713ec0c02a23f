import { createHash } from 'node:crypto';
import type { Action, Plan } from '../diff/plan.ts';

/** On so many nodes, one change is told once and not node by node. */
const SHARED_FROM = 11;

export interface SharedChanges {
  readonly nodes: readonly string[];
  readonly changes: readonly SharedChange[];
}

interface SharedChange {
  /** That of the first of the nodes, standing for all. */
  readonly action: Action;
  /** Ids of what any of them waits for on a node other than its own. */
  readonly after: readonly string[];
}

/**
 * Changes that are the very same on more than ten nodes, by the set of nodes they are on.
 *
 * @returns the groups in plan order, and the ids of all actions in them
 */
export function sharedChanges(plan: Plan): { readonly groups: readonly SharedChanges[]; readonly ids: ReadonlySet<string> } {
  if (plan.nodes.length < SHARED_FROM) return { groups: [], ids: new Set() };
  // Only where a thing of that name changes on many nodes can its changes be the same: the others need no fingerprint.
  const alike = new Map<string, Action[]>();
  for (const action of plan.actions) add(alike, `${action.verb} ${action.kind} ${action.name}`, action);
  const same = new Map<string, Action[]>();
  for (const actions of alike.values()) {
    if (actions.length >= SHARED_FROM) for (const action of actions) add(same, lookOf(action), action);
  }
  const groups = new Map<string, { readonly nodes: readonly string[]; readonly changes: SharedChange[] }>();
  const ids = new Set<string>();
  const nodeOf = new Map(plan.actions.map((action) => [action.id, action.node]));
  for (const actions of same.values()) {
    const [first] = actions;
    if (!first || actions.length < SHARED_FROM) continue;
    for (const action of actions) ids.add(action.id);
    const nodes = [...new Set(actions.map((action) => action.node))].sort();
    const key = nodes.join('\n');
    const group = groups.get(key);
    const after = new Set(actions.flatMap((action) => action.after.filter((id) => nodeOf.get(id) !== action.node)));
    const change = { action: first, after: [...after] };
    if (group) group.changes.push(change);
    else groups.set(key, { nodes: inPlanOrder(plan, nodes), changes: [change] });
  }
  return { groups: [...groups.values()], ids };
}

function add(lists: Map<string, Action[]>, key: string, action: Action): void {
  const list = lists.get(key);
  if (list) list.push(action);
  else lists.set(key, [action]);
}

/** Equal for actions that would be told in the same words. */
export function lookOf({ kind, name, verb, reason, intent, risksConnection, fields, findings }: Action): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, name, verb, reason, intent, risksConnection, fields, findings]))
    .digest('base64');
}

function inPlanOrder(plan: Plan, nodes: readonly string[]): readonly string[] {
  const wanted = new Set(nodes);
  return plan.nodes.map((node) => node.name).filter((name) => wanted.has(name));
}
