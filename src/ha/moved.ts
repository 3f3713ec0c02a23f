/**
 * Of a plan, what moves a pair: everything of it and nothing else. What else differs on the two nodes is left for `dmsa apply`;
 * a takeover is no moment for it. Nor for the row of the database: who moves a pair must not wait for a database, which may be down for
 * the same reason (reconcile/rows.ts writes it afterwards).
 */
import type { ClusterNode } from '../desired/cluster.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { FAILOVER_RECORD } from '../kinds/failover-record.ts';
import { LEASE } from '../kinds/lease.ts';
import { OPEN, PAIR } from '../kinds/pair.ts';

export interface Members {
  readonly active: ClusterNode;
  readonly standby: ClusterNode;
}

/** Whether an action is one of those that move that pair. */
export function movesPair({ active, standby }: Members): (action: Pick<Action, 'node' | 'kind' | 'name'>) => boolean {
  const pack = new Set([active, standby].flatMap(({ services }) => services));
  return ({ node, kind, name }) => {
    if (node !== active.name && node !== standby.name) return false;
    return (
      kind === 'service-address' ||
      kind === LEASE ||
      kind === FAILOVER_RECORD ||
      kind === PAIR ||
      (kind === 'service' && pack.has(name))
    );
  };
}

/**
 * @param gains  the member that is to hold; what its addresses and services wait for there (an interface that is down, a mount)
 *               is a part of it. null: the pack is only stopped.
 */
export function movedOnly(plan: Plan, { active, standby }: Members, gains: string | null): Plan {
  const byId = new Map(plan.actions.map((action) => [action.id, action]));
  const isMoved = movesPair({ active, standby });
  const kept = new Set<string>();
  const keep = (action: Action): void => {
    if (kept.has(action.id)) return;
    kept.add(action.id);
    for (const id of action.after) {
      const before = byId.get(id);
      if (before && (isMoved(before) || (action.node === gains && before.node === gains))) keep(before);
    }
  };
  for (const action of plan.actions) if (isMoved(action)) keep(action);
  // What came before something that is left out still comes before what came after it.
  const reach = new Map<string, readonly string[]>();
  const before = (id: string): readonly string[] => {
    const known = reach.get(id);
    if (known) return known;
    reach.set(id, []);
    const found = (byId.get(id)?.after ?? []).flatMap((one) => (kept.has(one) ? [one] : before(one)));
    reach.set(id, found);
    return found;
  };
  const sentence = gains === null ? 'the pack stops for the last copy of its files' : `the pair moves to ${gains}`;
  const actions = plan.actions
    .filter(({ id }) => kept.has(id))
    .map((action) => ({
      ...action,
      after: [...new Set(before(action.id))],
      // Nobody has changed it on the node: it is somebody's will.
      ...(isMoved(action) ? { reason: { code: 'moved', sentence }, intent: 'intended' as const } : {}),
    }));
  return { ...plan, actions };
}

/**
 * Of a plan that moves a pair, only that it is noted on the standby what is begun. Where all but the end of it is done already the plan
 * has the end in it too: that is not noted before it is so.
 */
export function notedOnly(plan: Plan, { standby }: Members): Plan {
  const actions = plan.actions.filter(({ kind, node, name }) => kind === PAIR && name === OPEN && node === standby.name);
  return { ...plan, actions: actions.map((action) => ({ ...action, after: [] })) };
}
