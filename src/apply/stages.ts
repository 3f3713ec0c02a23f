/** An apply in batches: what each came to, and whether the next one may begin. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Action } from '../diff/plan.ts';
import type { Rollout } from './batches.ts';
import type { OnEvent } from './events.ts';
import { type BatchResult, type HealthCheck, type Outcome, succeeded } from './request.ts';
import type { Stages } from './walk.ts';

export interface StagesRequest {
  readonly rollout: Rollout & { readonly health: HealthCheck };
  readonly actions: readonly Action[];
  readonly emit: OnEvent;
  readonly stopped: () => boolean;
}

export interface Staged {
  readonly stages: Stages;
  /** To be called at the end. */
  results(): readonly BatchResult[];
}

/**
 * A node has failed where an action on it failed or was stale, or where it was found ill after a batch. What merely waited for
 * something that failed elsewhere does not count: its cause does.
 */
export function stagesOf({ rollout, actions, emit, stopped }: StagesRequest): Staged {
  const { batches, maxFail } = rollout;
  const nodeOf = new Map(actions.map((action) => [action.id, action.node]));
  const ill = new Set<string>();
  const results: BatchResult[] = [];
  const failedIn = (ids: Iterable<string>, outcomes: ReadonlyMap<string, Outcome>): Set<string> => {
    const nodes = new Set<string>();
    for (const id of ids) {
      const status = outcomes.get(id)?.status;
      const node = nodeOf.get(id);
      if (node !== undefined && (status === 'failed' || status === 'stale')) nodes.add(node);
    }
    return nodes;
  };
  const stages: Stages = {
    actions: batches.map((batch) => batch.actions),
    async before(stage, outcomes) {
      const failed = new Set([...failedIn(outcomes.keys(), outcomes), ...ill]);
      if (failed.size > maxFail) {
        const names = [...failed].slice(0, 5).join(', ');
        const why = `${failed.size} ${failed.size === 1 ? 'node' : 'nodes'} had failed before (${names}${failed.size > 5 ? ', …' : ''}), and --max-fail is ${maxFail}`;
        emit({ type: 'rollout-stopped', why });
        return why;
      }
      emit({ type: 'batch-started', batch: stage + 1, of: batches.length, nodes: batches[stage]?.nodes ?? [] });
      return null;
    },
    async after(stage, outcomes) {
      const batch = batches[stage];
      if (!batch) return;
      const failed = failedIn(batch.actions, outcomes);
      const sound = batch.nodes.filter((node) => !failed.has(node) && touched(batch.actions, node, nodeOf, outcomes));
      if (!stopped() && sound.length > 0) {
        emit({ type: 'batch-checking', batch: stage + 1, of: batches.length, nodes: sound });
        const open = new Set(actions.filter(({ id }) => !isDone(outcomes.get(id))).map(({ id }) => id));
        const found = await rollout.health(sound, open);
        // A look that was stopped says nothing about the nodes.
        for (const [node, error] of stopped() ? [] : found) {
          ill.add(node);
          failed.add(node);
          emit({ type: 'unhealthy', node, error });
        }
      }
      results.push({ nodes: batch.nodes, status: failed.size > 0 ? 'failed' : 'done', failed: [...failed] });
      emit({ type: 'batch-ended', batch: stage + 1, of: batches.length, failed: [...failed] });
    },
  };
  return {
    stages,
    results: () => [
      ...results,
      ...batches.slice(results.length).map((batch): BatchResult => ({ nodes: batch.nodes, status: 'skipped', failed: [] })),
    ],
  };
}

function isDone(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && succeeded(outcome);
}

function touched(
  ids: readonly string[],
  node: string,
  nodeOf: ReadonlyMap<string, string>,
  outcomes: ReadonlyMap<string, Outcome>,
): boolean {
  return ids.some((id) => nodeOf.get(id) === node && isDone(outcomes.get(id)));
}

/** Several checks as one: each is asked about the nodes that those before it found sound. */
export function allHealthy(checks: readonly HealthCheck[]): HealthCheck {
  return async (nodes, open) => {
    const ill = new Map<string, Diagnostic>();
    for (const check of checks) {
      const left = nodes.filter((node) => !ill.has(node));
      if (left.length === 0) break;
      for (const [node, error] of await check(left, open)) ill.set(node, error);
    }
    return ill;
  };
}
