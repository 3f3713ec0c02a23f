/**
 * The operator's own checks (`spec.checks`): after a change that could have cut a node off, before it is confirmed; and wherever
 * else it must be known that a node does its work.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Check } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Session } from '../transport/transport.ts';
import { runProbe } from './probe.ts';

/** The node that is checked. */
export interface CheckSubject {
  readonly node: string;
  /** An open session, or a new one where that has broken. Called for each try. */
  readonly connect: () => Promise<Session>;
}

export interface CheckResult {
  readonly name: string;
  /** null: it succeeded. Else why its last try failed, with what it said: several lines. */
  readonly why: string | null;
  readonly tries: number;
  readonly ms: number;
}

/** Between two tries. */
const PAUSE_MS = 1_000;

/**
 * Makes all checks at the same time, each with its own time limit and tries.
 *
 * @param onResult  called for each as it ends
 * @param signal    aborted: no further tries are made, and the checks that have not succeeded count as failed
 * @returns in the order of `checks`. Never rejects for a fault of the node, of the network or of a check.
 */
export async function runChecks(
  checks: readonly Check[],
  subject: CheckSubject,
  { onResult, signal }: { readonly onResult?: (result: CheckResult) => void; readonly signal?: AbortSignal } = {},
): Promise<readonly CheckResult[]> {
  return Promise.all(
    checks.map(async (check) => {
      const result = await runCheck(check, subject, signal);
      onResult?.(result);
      return result;
    }),
  );
}

async function runCheck(check: Check, subject: CheckSubject, signal: AbortSignal | undefined): Promise<CheckResult> {
  const started = performance.now();
  let tries = 0;
  let why: string | null = 'it was not made: interrupted';
  while (tries <= check.retries && !signal?.aborted) {
    if (tries > 0) await delay(PAUSE_MS, undefined, signal ? { signal } : {}).catch(() => {});
    tries += 1;
    why = await runProbe(check, subject);
    if (why === null) break;
  }
  return { name: check.name, why, tries, ms: performance.now() - started };
}

/** The longest that `runChecks` takes for these. */
export function checksMs(checks: readonly Check[]): number {
  return Math.max(0, ...checks.map(({ timeoutMs, retries }) => (retries + 1) * timeoutMs + retries * PAUSE_MS));
}

/** null: all of them succeeded. */
export function checksFailed(node: string, results: readonly CheckResult[]): Diagnostic | null {
  const failed = results.filter(({ why }) => why !== null);
  const [first] = failed;
  if (!first) return null;
  const names = failed.map(({ name }) => `"${name}"`).join(', ');
  return {
    severity: 'error',
    code: 'check-failed',
    summary: failed.length === 1 ? `Check ${names} failed on ${node}` : `Checks ${names} failed on ${node}`,
    detail: failed
      .map(({ name, why, tries }) => `${name}, ${tries === 1 ? 'tried once' : `tried ${tries} times`}: ${why}`)
      .join('\n'),
    node,
  };
}
