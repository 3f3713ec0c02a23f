/** Carries out a change that could cut the node off: armed, made, reached anew, looked at, and only then confirmed. */
import { randomBytes } from 'node:crypto';
import { checksFailed, checksMs, runChecks } from '../checks/checks.ts';
import type { Check } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { fingerprint } from '../diff/fingerprint.ts';
import type { Action } from '../diff/plan.ts';
import type { Observation } from '../kinds/kind.ts';
import { type Session, TransportError } from '../transport/transport.ts';
import { shownText } from './bytes.ts';
import {
  armScript,
  type ConfirmState,
  cleanScript,
  confirmScript,
  latestRevertS,
  parseState,
  revertNowScript,
  stateScript,
} from './confirm-script.ts';
import {
  type Confirm,
  drop,
  reachAnew,
  runOn,
  SILENCE_MS,
  sessionAnew,
  sessionOf,
  settleRevert,
  type Watch,
  waitForChange,
} from './confirm-watch.ts';
import { type Did, listen, unsaid } from './did.ts';
import { observed, requestsFor } from './look.ts';
import type { Outcome } from './request.ts';
import { revertS, type Undo } from './revert-script.ts';
import { verify } from './verify.ts';
import { afterManifest, connect, epochOf, lookAt, remember, type Work } from './work.ts';

/** Never rejects for a fault of the node. */
export async function confirmWave(work: Work, session: Session, confirm: Confirm): Promise<Outcome> {
  const { action, sent } = confirm;
  const { node, nonce } = sent;
  const id = randomBytes(8).toString('hex');
  // The operator's checks have the time that they need on top.
  const confirmS = work.settings.confirmS + Math.ceil(checksMs(checksOf(work, node)) / 1000);
  const changeS = Math.ceil(confirm.workMs / 1000);
  const latest = latestRevertS({ confirmS, changeS });
  const undos = sent.runs.flatMap(({ step }, index): Undo | readonly never[] =>
    step.undo === undefined
      ? []
      : { index, label: step.label, script: step.undo, seconds: Math.max(1, Math.ceil(step.timeoutMs / 1000)) },
  );
  // A lock that outlasts the revert: whoever comes after us finds the node at rest.
  await work.locks.pause(node, Math.max(latest + revertS(undos) + 30, work.settings.lockExpiryS), id);
  try {
    const paths = [...new Set(action.steps.flatMap((step) => (step.do === 'run' ? (step.touches ?? []) : [step.path])))];
    const script = armScript({
      id,
      token: work.token,
      epoch: epochOf(work, node),
      paths,
      change: confirm.script,
      nonce,
      undos,
      confirmS,
      changeS,
    });
    const refused = await arm(work, session, action, script);
    if (refused) return refused;
    work.emit({ type: 'confirm-armed', node, id: action.id, seconds: confirmS });
    const until = performance.now() + (latest + 5) * 1000;
    const revertMs = (revertS(undos) + 5) * 1000;
    const way = session.through === undefined ? 'direct' : 'any';
    return await seeThrough({ work, confirm, id, node, until, revertMs, session, way, silenceMs: SILENCE_MS });
  } finally {
    work.locks.resume(node);
  }
}

function checksOf(work: Work, node: string): readonly Check[] {
  return work.request.checks?.get(node) ?? [];
}

/** null: it is armed, or may be. */
async function arm(work: Work, session: Session, action: Action, script: string): Promise<Outcome | null> {
  try {
    const result = await runOn(work, session, action.node, script);
    const said = shownText(result.stdout).trim();
    if (said.endsWith('armed')) {
      const unhooked = /^unhooked (.*)$/m.exec(said)?.[1];
      if (unhooked !== undefined) work.emit({ type: 'problem', node: action.node, error: notAtBoot(action, unhooked) });
      return null;
    }
    if (/^lost\b/.test(said)) return unsaid(action.node, action, 'lost', said.slice('lost '.length));
    return failed(action, {
      code: 'arm-failed',
      summary: `${action.id} was not begun: its way back could not be prepared`,
      detail: `It could cut ${action.node} off, so the node first saves what it has. ${said.replace(/^failed /m, '') || shownText(result.stderr).trim() || 'It said nothing.'}`,
    });
  } catch (error) {
    if (!(error instanceof TransportError) || error.outcome === 'not-run') throw error;
    return null;
  }
}

/** From the armed timer to a confirmed or an undone change. */
async function seeThrough(watch: Watch): Promise<Outcome> {
  const { work, confirm, node } = watch;
  const { action } = confirm;
  const made = await waitForChange(watch);
  if (made === null) return reverting(watch, notReached(action));
  if (!made.there) return failed(action, notReached(action));
  const did = heard(watch, made);
  afterManifest(work, node, did, confirm.manifest);
  const broke = did.failed.get(0) ?? (did.ended.has(0) ? null : unsaid(node, action, did.lost ? 'lost' : 'died', did.lostBy));
  if (broke?.status === 'stale') {
    // Nothing was changed, and what was saved is what is there: there is nothing to tell but why.
    if (await settleRevert(watch)) await runOn(work, await sessionOf(watch), node, cleanScript(watch.id));
    return broke;
  }
  if (broke?.status === 'failed') return reverting(watch, broke.error);
  const fresh = await reachAnew(watch);
  if (fresh === null) return reverting(watch, notReached(action, watch.way));
  work.emit({ type: 'confirm-reached', node, id: action.id, via: fresh.via });
  let seen: Observation;
  try {
    const verified = (await verify(work, fresh, [action], confirm.seen)).get(action.id);
    if (!verified?.ok) {
      // What is not as wanted may be so because the node has undone it already.
      const state = parseState((await runOn(work, fresh, node, stateScript(watch.id))).stdout);
      if (!state?.decided) await runOn(work, fresh, node, revertNowScript(watch.id));
      return reverting(watch, state?.decided || !verified ? tooLate(action, work.settings.confirmS) : verified.error);
    }
    seen = verified.seen;
    const failing = await failedChecks(watch);
    if (failing) {
      await runOn(work, await sessionOf(watch), node, revertNowScript(watch.id));
      return reverting(watch, failing);
    }
    const last = await sessionAnew(watch);
    const said = shownText((await runOn(work, last, node, confirmScript(watch.id, work.token))).stdout).trim();
    if (said !== 'confirmed')
      return reverting(watch, said === 'lost' ? lockLost(action) : tooLate(action, work.settings.confirmS));
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    // Whether it was confirmed is not known: the folder on the node says.
    drop(watch);
    return afterSilence(watch, error.diagnostic);
  }
  return confirmedAs(watch, seen);
}

/** What the operator's own checks say, made anew over whatever connection is open. null: all is well, or there are none. */
async function failedChecks(watch: Watch): Promise<Diagnostic | null> {
  const { work, confirm, node } = watch;
  const checks = checksOf(work, node);
  if (checks.length === 0) return null;
  // Several checks at a time ask for the connection; one that has broken is closed, and the next try gets a new one.
  const subject = { node, connect: () => connect(work, node) };
  const results = await runChecks(checks, subject, {
    onResult: ({ name, ms, why }) =>
      work.emit({ type: 'checked', node, id: confirm.action.id, name, ms, why: why?.split('\n', 1)[0] ?? null }),
  });
  watch.session = null;
  return checksFailed(node, results);
}

function confirmedAs({ work, confirm, node }: Watch, seen: Observation): Outcome {
  remember(work, confirm.action, seen);
  work.emit({ type: 'confirmed', node, id: confirm.action.id });
  return { status: 'done', ms: 0 };
}

/** The connection broke while it was being confirmed. A folder that is gone has been confirmed; nobody else removes it. */
async function afterSilence(watch: Watch, error: Diagnostic): Promise<Outcome> {
  const state = await settleRevert(watch);
  if (state === null || (state.there && state.decided !== 'confirm')) return reverting(watch, error, state);
  try {
    const { work, confirm } = watch;
    const session = await sessionOf(watch);
    const verified = (await verify(work, session, [confirm.action], confirm.seen)).get(confirm.action.id);
    return verified?.ok ? confirmedAs(watch, verified.seen) : { status: 'failed', ms: 0, error: verified?.error ?? error };
  } catch (again) {
    if (!(again instanceof TransportError)) throw again;
    return { status: 'failed', ms: 0, error };
  }
}

/** Waits until the node has put everything back, looks, and says so. */
async function reverting(watch: Watch, why: Diagnostic | Problem, known?: ConfirmState | null): Promise<Outcome> {
  const { work, confirm, node } = watch;
  const { action } = confirm;
  const state = known === undefined ? await settleRevert(watch) : known;
  const wrong = await whatIsNotBack(watch, state);
  work.emit({ type: 'reverted', node, id: action.id, verified: wrong === null });
  const reason = `Why: ${why.summary}${why.detail ? `\n${why.detail}` : ''}`;
  if (wrong === null) {
    return {
      ...failed(action, {
        code: 'reverted',
        summary: `${action.id} was undone: ${node} is as it was before`,
        detail: reason,
      }),
      undo: 'reverted',
    };
  }
  return {
    ...failed(action, {
      code: 'revert-failed',
      summary: `${action.id} failed, and ${node} is NOT known to be as it was before`,
      detail: `${wrong}\n${reason}\nLook at ${node} now, over its console if need be. What it saved lies in /var/lib/dmsa/confirm/${watch.id}.`,
    }),
    undo: 'revert-failed',
  };
}

/** null: all is as it was. */
async function whatIsNotBack(watch: Watch, state: ConfirmState | null): Promise<string | null> {
  const { work, confirm, node } = watch;
  const { action, seen } = confirm;
  if (state === null) return `${node} could not be reached again; it should have put everything back by itself.`;
  if (state.there && state.final === null) return `${node} has not finished putting everything back.`;
  try {
    const session = await sessionOf(watch);
    const wants = work.request.resources;
    const facts = await lookAt(work, session, requestsFor([action], work.kinds, wants));
    const now = observed(facts, [action], work.kinds, wants).get(action.id);
    const was = seen.get(action.id);
    const same = now !== undefined && was !== undefined && fingerprint(now) === fingerprint(was);
    const booted = state.rebooted ? `; ${node} was rebooted meanwhile, and is as its boot has made it of the old files` : '';
    const unsaidFault = state.final === 'faulty' && state.left.length === 0 ? ['something that could not be written down'] : [];
    const wrong = [...(same ? [] : [`${action.id} is not as it was before the change${booted}`]), ...state.left, ...unsaidFault];
    if (wrong.length > 0) return `Not put back:\n${wrong.join('\n')}`;
    await runOn(work, session, node, cleanScript(watch.id));
    return null;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return `${node} could not be looked at after it was undone: ${error.diagnostic.summary}`;
  }
}

function heard({ work, confirm }: Watch, state: ConfirmState): Did {
  const listener = listen(confirm.sent, work.emit);
  listener.feed(state.log);
  return listener.finish();
}

interface Problem {
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
}

function failed(action: Action, problem: Problem): Extract<Outcome, { status: 'failed' }> {
  return { status: 'failed', ms: 0, error: { severity: 'error', node: action.node, resource: action.id, ...problem } };
}

function notReached(action: Action, way: Watch['way'] = 'any'): Problem {
  return {
    code: 'not-reached',
    summary: `${action.node} could not be reached anew after ${action.id}`,
    detail: `A connection that was open before the change proves nothing, so a new one is made to all addresses of the node; none was answered in time.${
      way === 'direct' ? ' One through a neighbour does not count, as it was reached directly before.' : ''
    }`,
  };
}

function notAtBoot(action: Action, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'boot-unguarded',
    summary: `${action.node} would not undo ${action.id} by itself if it were rebooted before the change is confirmed`,
    detail: `Its boot could not be made to see to it: ${why}. Without a reboot it is undone all the same.`,
    node: action.node,
  };
}

function tooLate(action: Action, confirmS: number): Problem {
  return {
    code: 'confirmed-too-late',
    summary: `${action.node} had begun to undo ${action.id} before it was confirmed`,
    detail: `It was not reached anew and found to be as wanted within ${confirmS} s of the change.`,
  };
}

function lockLost(action: Action): Problem {
  return {
    code: 'lock-lost',
    summary: `The lock of ${action.node} was lost before ${action.id} was confirmed`,
    detail: 'It was not confirmed.',
  };
}
