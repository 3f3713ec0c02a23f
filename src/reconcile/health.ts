import { setTimeout as delay } from 'node:timers/promises';
import type { HealthCheck } from '../apply/request.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Plan } from '../diff/plan.ts';
import { resourceId } from '../kinds/kind.ts';

/** Some things take a moment to show: what is not as it should be is looked at once more after this time. */
const SETTLE_MS = 2_000;
const MAX_LINES = 10;

export interface Convergence {
  /** Looks at these nodes and decides anew. */
  readonly look: (nodes: ReadonlySet<string>) => Promise<Plan>;
  /** The first look: what was to be done or could not be seen then, and was left out of the apply, is no sign of ill health. */
  readonly before: Plan;
  /** What is applied of it. */
  readonly applied: Plan;
}

/**
 * The health of a node as dmsa itself sees it: it answers, all that was done on it is still as wanted, and nothing else has
 * gone wrong on it meanwhile: the services of its pack run where they should.
 */
export function convergence({ look, before, applied }: Convergence): HealthCheck {
  const ours = new Set(applied.actions.map((action) => action.id));
  const known = new Set([...before.actions.map(({ id }) => id).filter((id) => !ours.has(id)), ...before.unknown.map(resourceId)]);
  const once = async (nodes: readonly string[], open: ReadonlySet<string>): Promise<ReadonlyMap<string, Diagnostic>> => {
    const plan = await look(new Set(nodes));
    const ill = new Map<string, Diagnostic>();
    for (const node of nodes) {
      const seen = plan.nodes.find(({ name }) => name === node);
      const lines = [
        ...plan.actions
          .filter((action) => action.node === node && !open.has(action.id) && !known.has(action.id))
          .map(({ kind, name, reason }) => `${kind} ${name}: ${reason.sentence}`),
        ...plan.unknown
          .filter((one) => one.node === node && !known.has(resourceId(one)) && !open.has(resourceId(one)))
          .map(({ kind, name, why }) => `${kind} ${name}: ${why}`),
      ];
      if (!seen?.reachable) ill.set(node, unhealthy(node, [seen?.error?.summary ?? 'it was not looked at']));
      else if (lines.length > 0) ill.set(node, unhealthy(node, lines));
    }
    return ill;
  };
  return async (nodes, open) => {
    const first = await once(nodes, open);
    if (first.size === 0) return first;
    await delay(SETTLE_MS);
    return once([...first.keys()], open);
  };
}

function unhealthy(node: string, lines: readonly string[]): Diagnostic {
  return {
    severity: 'error',
    code: 'unhealthy',
    summary: `${node} is not as it should be after its batch`,
    detail: [
      ...lines.slice(0, MAX_LINES),
      ...(lines.length > MAX_LINES ? [`… and ${lines.length - MAX_LINES} more`] : []),
      'What was done there stays; it counts as failed for --max-fail.',
    ].join('\n'),
    node,
  };
}
