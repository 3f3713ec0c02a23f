import { randomBytes } from 'node:crypto';
import type { Action } from '../diff/plan.ts';
import type { Facts } from '../kinds/facts.ts';
import { binary } from './bytes.ts';
import type { Sent } from './did.ts';
import { type FileChange, type FileProblem, planFiles } from './files.ts';
import type { Outcome } from './request.ts';
import { sequence } from './runs.ts';
import { MAX_STEP_BYTES, waveScript } from './wave-script.ts';
import { beginManifest, epochOf, type Work } from './work.ts';

export type Settle = (action: Action, outcome: Outcome) => void;

export interface Prepared {
  readonly sent: Sent;
  /** The actions that are done; `sent.actions` may hold others that can't be. */
  readonly doing: readonly Action[];
  readonly script: string;
  readonly manifest: FileChange['change'] | null;
  /** The longest that all of it may take on the node. */
  readonly workMs: number;
}

/** Puts the script together; settles what can't be sent at all. */
export function prepare(work: Work, node: string, go: readonly Action[], facts: Facts, settle: Settle): Prepared | null {
  const nonce = randomBytes(8).toString('hex');
  const { files, failed } = planFiles(go, facts);
  const problems = new Map<number, FileProblem>(failed);
  const runs = sequence(go);
  for (const { step, actions } of runs) {
    const bytes = binary(step.script).length;
    const bad = bytes > MAX_STEP_BYTES || step.script.includes('\0') || step.input?.includes('\0');
    if (bad) for (const place of actions) problems.set(place, badStep(step.label, bytes));
  }
  for (const [place, { code, summary, detail }] of problems) {
    const action = go[place];
    if (action)
      settle(action, { status: 'failed', ms: 0, error: { severity: 'error', code, summary, detail, node, resource: action.id } });
  }
  const doing = go.filter((_, place) => !problems.has(place));
  if (doing.length === 0) return null;
  const hasTimeout = facts.platform.tools.has('timeout');
  const manifest = beginManifest(work, node, doing);
  const script = waveScript({
    nonce,
    token: work.token,
    epoch: epochOf(work, node),
    actions: go,
    skip: new Set(problems.keys()),
    files,
    runs,
    manifest,
    hasTimeout,
  });
  const workMs = runs.reduce((sum, { step }) => sum + step.timeoutMs, 0) + (files.length + 1) * 5_000;
  return { sent: { node, nonce, actions: go, files, runs, hasTimeout }, doing, script, manifest, workMs };
}

function badStep(label: string, bytes: number): FileProblem {
  return {
    code: 'step-unsendable',
    summary: `The step "${label}" can't be sent to a node`,
    detail: `It has ${bytes} bytes (at most ${MAX_STEP_BYTES} can be run), or a NUL byte. Nothing was sent.`,
  };
}
