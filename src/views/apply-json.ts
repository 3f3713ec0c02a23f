import type { Outcome } from '../apply/request.ts';
import type { Json } from '../json.ts';
import { type ApplyReport, outcomeCounts } from './apply.ts';
import { diagnosticToJson, planToJson } from './plan-json.ts';
import { isComplete, summaryOf } from './plan-summary.ts';

/** Raised when a key goes or changes its meaning; new keys may come without. */
const APPLY_SCHEMA_VERSION = 1;

/** What became of a plan, as data (schema/apply.schema.json). Holds no secret. */
export function applyToJson({ plan, result, after }: ApplyReport): { readonly [key: string]: Json } {
  const last = summaryOf(after ?? plan);
  return {
    schemaVersion: APPLY_SCHEMA_VERSION,
    cluster: plan.cluster,
    status: result.status,
    ms: result.ms,
    plan: planToJson(plan),
    outcomes: result.actions.map(({ id, outcome }) => ({ id, ...outcomeToJson(outcome) })),
    conflicts: result.conflicts.map(({ error }) => diagnosticToJson(error)),
    problems: result.problems.map(diagnosticToJson),
    batches: (result.batches ?? []).map(({ nodes, status, failed }) => ({ nodes, status, failed })),
    after: after ? { converged: after.actions.length === 0 && isComplete(after), summary: { ...summaryOf(after) } } : null,
    summary: { ...outcomeCounts(result), unreachable: last.unreachable, unknown: last.unknown },
  };
}

function outcomeToJson(outcome: Outcome): { readonly [key: string]: Json } {
  switch (outcome.status) {
    case 'done':
      return { outcome: 'done', ms: outcome.ms };
    case 'already':
      return { outcome: 'already' };
    case 'failed':
      return {
        outcome: 'failed',
        ms: outcome.ms,
        error: diagnosticToJson(outcome.error),
        ...(outcome.undo ? { undo: outcome.undo } : {}),
      };
    case 'stale':
      return { outcome: 'stale', error: diagnosticToJson(outcome.error) };
    case 'blocked':
      return { outcome: 'blocked', by: outcome.by };
    case 'interrupted':
      return { outcome: 'interrupted' };
    case 'skipped':
      return { outcome: 'skipped', why: outcome.why };
  }
}
