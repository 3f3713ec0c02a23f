import type { Action, Plan } from './plan.ts';

/**
 * Keeps the actions of one intent (`--only`). What is left out takes what depends on it along: a corrective start of a
 * service must not run before the intended change that it comes after.
 */
export function onlyIntent(plan: Plan, intent: Action['intent']): Plan {
  const kept = new Set<string>();
  const actions = plan.actions.filter((action) => {
    if (action.intent !== intent || action.after.some((id) => !kept.has(id))) return false;
    kept.add(action.id);
    return true;
  });
  return { ...plan, actions };
}
