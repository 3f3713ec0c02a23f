import type { Plan } from '../diff/plan.ts';
import { KINDS } from '../kinds/registry.ts';
import { type DecideInput, decide, type Verdict } from '../reconcile/decide.ts';
import { type LookRequest, lookAtCluster } from '../reconcile/look.ts';
import { renderLookProgress } from '../views/progress.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';

/** Looks at the cluster, with progress, and decides. */
export async function lookAndDecide(
  request: Omit<LookRequest, 'kinds' | 'onProgress'>,
  io: Io,
): Promise<{ readonly verdict: Verdict; readonly seen: DecideInput }> {
  const seen = await lookAtCluster({
    ...request,
    kinds: KINDS,
    onProgress: (progress) => io.progress(renderLookProgress(progress, io)),
  });
  io.progress([]);
  return { verdict: decide(seen), seen };
}

/** The exit code of a plan as such: whether everything could be seen and decided. */
export function outcomeOf(plan: Plan): number {
  if (plan.problems.some((problem) => problem.severity === 'error')) return EXIT.error;
  const unseen = plan.nodes.some((node) => node.selected && !node.reachable);
  return unseen || plan.unknown.length > 0 ? EXIT.incomplete : EXIT.done;
}
