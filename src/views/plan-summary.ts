import type { Plan, Verb } from '../diff/plan.ts';

export type PlanSummary = Readonly<Record<Verb, number>> & {
  readonly unknown: number;
  readonly unreachable: number;
  /** Changes, not findings. */
  readonly wouldFail: number;
  readonly warnings: number;
};

export function summaryOf(plan: Plan): PlanSummary {
  const number = (verb: Verb): number => plan.actions.filter((action) => action.verb === verb).length;
  return {
    create: number('create'),
    update: number('update'),
    delete: number('delete'),
    run: number('run'),
    unknown: plan.unknown.length,
    unreachable: plan.nodes.filter((node) => !node.reachable).length,
    wouldFail: plan.actions.filter(({ findings }) => findings.some(({ severity }) => severity === 'would-fail')).length,
    warnings: plan.actions.reduce(
      (sum, { findings }) => sum + findings.filter(({ severity }) => severity === 'warning').length,
      0,
    ),
  };
}

/** Whether all that was asked for could be seen and said, so that "no actions" means "as wanted". */
export function isComplete(plan: Plan): boolean {
  return (
    plan.unknown.length === 0 &&
    plan.nodes.every((node) => node.reachable) &&
    plan.problems.every((problem) => problem.severity !== 'error') &&
    plan.holdings.every((holding) => holding.holder !== null)
  );
}
