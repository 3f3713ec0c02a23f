import type { Plan } from './plan.ts';

/**
 * What follows from actions that were done and had said so (`FollowUp`): of the plan that was made after them, the actions of
 * the kinds that they named. Nothing that was not announced before the operator agreed.
 *
 * @param done  the ids of the actions of `plan` that were done
 */
export function followUps(plan: Plan, done: ReadonlySet<string>, after: Plan): Plan {
  const kinds = new Set(plan.actions.flatMap(({ id, followUp }) => (followUp && done.has(id) ? followUp.kinds : [])));
  const kept = new Set<string>();
  const actions = after.actions.filter((action) => {
    if (!kinds.has(action.kind) || action.after.some((id) => !kept.has(id))) return false;
    kept.add(action.id);
    return true;
  });
  return { ...after, actions };
}
