/**
 * The deletion budget: how many things one run may take away because the file no longer has them. A file that lost half of
 * its lines is far more often a mistake than a wish.
 */
import type { MaxDeletions } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Plan } from './plan.ts';

/** Where the file says nothing, what is not above both is allowed: small clusters lose a share of their things at a time. */
const DEFAULT_THINGS = 5;
const DEFAULT_PERCENT = 10;

const SHOWN = 20;

export interface Budget {
  readonly deletions: number;
  /** Things that were compared, those that go among them. */
  readonly compared: number;
  readonly allowed: number;
}

export function budgetOf(plan: Plan, max: MaxDeletions | null): Budget {
  const deletions = plan.actions.reduce((sum, action) => sum + (action.deletions ?? 0), 0);
  const removals = plan.actions.filter((action) => action.verb === 'delete').length;
  const compared = plan.nodes.reduce((sum, node) => sum + (node.reachable ? node.resources : 0), removals);
  const share = (percent: number): number => Math.floor((compared * percent) / 100);
  const allowed =
    max === null ? Math.max(DEFAULT_THINGS, share(DEFAULT_PERCENT)) : 'things' in max ? max.things : share(max.percent);
  return { deletions, compared, allowed };
}

/**
 * The plan, with a problem in it where it would take away more than it may: such a plan is not carried out.
 *
 * @param allow  `--allow-deletions N`: as many may go, whatever the file says
 */
export function withinBudget(plan: Plan, max: MaxDeletions | null, allow: number | null): Plan {
  const { deletions, compared, allowed } = budgetOf(plan, max);
  if (deletions <= Math.max(allowed, allow ?? 0)) return plan;
  const going = plan.actions.filter((action) => action.deletions).map((action) => `${action.id}: ${action.reason.sentence}`);
  const why =
    max === null
      ? `at most ${allowed} are allowed where spec.safety.maxDeletions says nothing (${DEFAULT_THINGS}, or ${DEFAULT_PERCENT} % of the ${compared} things compared)`
      : 'things' in max
        ? `spec.safety.maxDeletions allows ${allowed}`
        : `spec.safety.maxDeletions allows ${max.percent} % of the ${compared} things compared, which is ${allowed}`;
  const problem: Diagnostic = {
    severity: 'error',
    code: TOO_MANY_DELETIONS,
    summary: `This would take away ${deletions} ${deletions === 1 ? 'thing' : 'things'}, which is more than one run may`,
    detail: [
      `${allow === null ? '' : `--allow-deletions gives ${allow}, and `}${why}. Nothing of the plan is carried out.`,
      ...going.slice(0, SHOWN),
      ...(going.length > SHOWN ? [`… and ${going.length - SHOWN} more`] : []),
      `If the file is right: --allow-deletions ${deletions}`,
    ].join('\n'),
  };
  return { ...plan, problems: [...plan.problems, problem] };
}

export const TOO_MANY_DELETIONS = 'too-many-deletions';
