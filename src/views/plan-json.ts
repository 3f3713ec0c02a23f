import type { Diagnostic } from '../diagnostic.ts';
import type { Plan } from '../diff/plan.ts';
import type { Json } from '../json.ts';
import { resourceId } from '../kinds/kind.ts';
import { stepLabel } from './action.ts';
import { summaryOf } from './plan-summary.ts';
import { shownValue } from './value.ts';

/** Raised when a key goes or changes its meaning; new keys may come without. */
const PLAN_SCHEMA_VERSION = 1;

/** A plan as data (schema/plan.schema.json). Secrets are `(secret)`, and what a step writes is not in it. */
export function planToJson(plan: Plan): { readonly [key: string]: Json } {
  return {
    schemaVersion: PLAN_SCHEMA_VERSION,
    cluster: plan.cluster,
    nodes: plan.nodes.map(({ name, reachable, via, selected, resources, error }) => ({
      name,
      reachable,
      selected,
      via,
      resources,
      ...(error ? { error: diagnosticToJson(error) } : {}),
    })),
    actions: plan.actions.map((action) => ({
      id: action.id,
      node: action.node,
      kind: action.kind,
      name: action.name,
      verb: action.verb,
      reason: action.reason.sentence,
      reasonCode: action.reason.code,
      intent: action.intent,
      risksConnection: action.risksConnection,
      deletions: action.deletions ?? 0,
      fields: action.fields.map((change) => ({
        path: change.path,
        from: shownValue(change, 'from'),
        to: shownValue(change, 'to'),
        ...(change.where ? { where: change.where } : {}),
        ...(change.secret ? { secret: true } : {}),
      })),
      after: action.after,
      steps: action.steps.map(stepLabel),
      ...(action.findings.length > 0
        ? {
            findings: action.findings.map(({ code, sentence, detail, severity }) => ({
              code,
              sentence,
              ...(detail === undefined ? {} : { detail }),
              severity,
            })),
          }
        : {}),
      ...(action.followUp ? { followUp: action.followUp.sentence } : {}),
    })),
    unknown: plan.unknown.map((one) => ({ id: resourceId(one), node: one.node, kind: one.kind, name: one.name, why: one.why })),
    left: (plan.left ?? []).map((one) => ({ id: resourceId(one), node: one.node, kind: one.kind, name: one.name, why: one.why })),
    problems: plan.problems.map(diagnosticToJson),
    holdings: plan.holdings.map(({ active, holder, code, sentence }) => ({ active, holder, code, sentence })),
    summary: { ...summaryOf(plan) },
  };
}

export function diagnosticToJson(one: Diagnostic): { readonly [key: string]: Json } {
  return {
    severity: one.severity,
    code: one.code,
    summary: one.summary,
    ...(one.detail === undefined ? {} : { detail: one.detail }),
    ...(one.source ? { source: { file: one.source.file, line: one.source.line, column: one.source.column } } : {}),
    ...(one.node === undefined ? {} : { node: one.node }),
    ...(one.resource === undefined ? {} : { resource: one.resource }),
  };
}
