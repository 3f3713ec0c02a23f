/**
 * A plan in a file (`dmsa plan --out`). It holds the cluster file as it was, the choice of nodes and a fingerprint of every
 * action; it holds no file contents and no secrets. `dmsa apply PLANFILE` looks again, decides again from the cluster text
 * in the file, and carries the result out only where it is the plan that was shown (docs/decisions, 0004).
 */
import { scryptSync } from 'node:crypto';
import type { Diagnostic } from '../diagnostic.ts';
import type { Json } from '../json.ts';
import type { Finding } from '../kinds/foretell.ts';
import type { Step } from '../kinds/kind.ts';
import { fingerprint } from './fingerprint.ts';
import type { Action, Plan } from './plan.ts';

const FORMAT = 'dmsa-plan/v2';

export interface SavedPlan {
  readonly format: typeof FORMAT;
  /** Hex digits, new for every plan: a plan is used once (docs/decisions, 0031). */
  readonly id: string;
  readonly dmsa: string;
  readonly clusterFile: string;
  readonly clusterText: string;
  /** As given with -n; empty: all. */
  readonly nodes: readonly string[];
  readonly only: 'intended' | 'corrective' | null;
  /** As given with --allow-deletions; null: nothing beyond the budget. */
  readonly allowDeletions: number | null;
  /** By action id: what it would do, as far as that may be guessed at: without secrets, contents and what it was based on. */
  readonly actions: Readonly<Record<string, string>>;
  /** Hex, new for every plan. */
  readonly salt: string;
  /**
   * Over all of the actions, with contents, secrets and what they are based on. Slow on purpose: whoever has the plan must not
   * be able to try out passwords against it.
   */
  readonly whole: string;
  /** By action id, what was foretold when it was saved: for people. `apply` looks again and goes by what it finds then. */
  readonly findings?: Readonly<Record<string, readonly Finding[]>>;
  /** Over everything above: a file that was edited by hand is refused. */
  readonly seal: string;
}

export type Selection = Pick<
  SavedPlan,
  'id' | 'dmsa' | 'clusterFile' | 'clusterText' | 'nodes' | 'only' | 'allowDeletions' | 'salt'
>;

export function savePlan(plan: Plan, selection: Selection): SavedPlan {
  const findings = Object.fromEntries(plan.actions.flatMap((one) => (one.findings.length > 0 ? [[one.id, one.findings]] : [])));
  const body = {
    format: FORMAT,
    ...selection,
    actions: actionFingerprints(plan),
    whole: slowHash(plan, selection.salt),
    findings,
  } as const;
  return { ...body, seal: fingerprint(body as unknown as Json) };
}

/** Reads a plan file's text. Says what is wrong where it is none, or was changed since it was written. */
export function readSavedPlan(text: string, file: string): SavedPlan | Diagnostic {
  const bad = (summary: string, detail: string): Diagnostic => ({
    severity: 'error',
    code: 'bad-plan-file',
    summary,
    detail,
    source: { file, line: 1, column: 1 },
  });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return bad(`${file} is not a saved plan`, 'It is not JSON. Write one with: dmsa plan --out FILE');
  }
  if (!isSaved(data))
    return bad(
      `${file} is not a saved plan of this dmsa`,
      `Wanted is format ${FORMAT}. Write it anew with: dmsa plan --out FILE`,
    );
  const { seal, ...body } = data;
  if (fingerprint(body as unknown as Json) !== seal) {
    return bad(
      `${file} was changed after it was saved`,
      'A plan is applied as it was shown or not at all. Write it anew with: dmsa plan --out FILE',
    );
  }
  return data;
}

/** What is different now; empty where `plan` is exactly what was saved. */
export function changedSince(saved: SavedPlan, plan: Plan): readonly string[] {
  const now = actionFingerprints(plan);
  const lines: string[] = [];
  for (const [id, was] of Object.entries(saved.actions)) {
    if (now[id] === undefined)
      lines.push(`${id}: was to be changed, and is no longer (already as wanted, or it can't be seen now)`);
    else if (now[id] !== was) lines.push(`${id}: is no longer as it was when the plan was made`);
  }
  for (const id of Object.keys(now))
    if (saved.actions[id] === undefined) lines.push(`${id}: would be changed now, and was not in the plan`);
  if (lines.length === 0 && slowHash(plan, saved.salt) !== saved.whole)
    lines.push('What is not shown in a plan is no longer as it was: a secret, or the rest of a file that is changed.');
  return lines;
}

/** 16 MiB of memory and some 60 ms for each guess (RFC 7914). */
function slowHash(plan: Plan, salt: string): string {
  const all = plan.actions.map(({ id, findings: _, specFingerprint, steps, ...action }) => {
    const spec = action.specHoldsSecret ? null : specFingerprint;
    return `${id} ${fingerprint({ ...action, specFingerprint: spec, steps: steps.map(lasting) } as unknown as Json)}`;
  });
  return scryptSync(all.join('\n'), salt, 32, { N: 16_384, r: 8, p: 1 }).toString('hex');
}

/** A password that the file gives in plain text is hashed with a new salt each time: the edit is the same, its text is not. */
function lasting(step: Step): unknown {
  return step.do === 'edit' && step.secret ? { do: step.do, path: step.path } : step;
}

function actionFingerprints(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(plan.actions.map((action) => [action.id, fingerprintOf(action)]));
}

/** Without what was foretold: who makes room on a full disk may then apply the plan that said so. */
function fingerprintOf(action: Action): string {
  const { basedOn: _basis, specFingerprint: _spec, findings: _findings, steps, fields, ...shown } = action;
  return fingerprint({
    ...shown,
    fields: fields.map((change) => (change.secret ? { ...change, from: change.from !== null, to: change.to !== null } : change)),
    steps: steps.map(({ do: what, ...step }) => [what, 'path' in step ? step.path : step.label]),
  } as unknown as Json);
}

function isSaved(data: unknown): data is SavedPlan {
  if (typeof data !== 'object' || data === null) return false;
  const { format, id, clusterFile, clusterText, nodes, only, allowDeletions, actions, salt, whole, seal } = data as Record<
    string,
    unknown
  >;
  return (
    format === FORMAT &&
    typeof id === 'string' &&
    /^[0-9a-f]{32}$/.test(id) &&
    typeof clusterFile === 'string' &&
    typeof clusterText === 'string' &&
    Array.isArray(nodes) &&
    nodes.every((node) => typeof node === 'string') &&
    (only === null || only === 'intended' || only === 'corrective') &&
    (allowDeletions === null || typeof allowDeletions === 'number') &&
    typeof actions === 'object' &&
    actions !== null &&
    typeof salt === 'string' &&
    typeof whole === 'string' &&
    typeof seal === 'string'
  );
}
