/** Carries out a plan: the only place where a step becomes an effect. */
import { randomBytes } from 'node:crypto';
import type { Diagnostic } from '../diagnostic.ts';
import type { Action } from '../diff/plan.ts';
import { shownText } from './bytes.ts';
import { unsaid } from './did.ts';
import type { ApplyEvent } from './events.ts';
import { frameReader } from './frames.ts';
import { takeLocks } from './locks.ts';
import { beginUse, endUseShell } from './plan-use.ts';
import {
  type ActionResult,
  type ApplyRequest,
  type ApplyResult,
  type BatchResult,
  mayNot,
  type Outcome,
  settingsOf,
} from './request.ts';
import { stagesOf } from './stages.ts';
import { walk } from './walk.ts';
import { runWave } from './wave.ts';
import { manifestOnlyShell } from './wave-script.ts';
import { endManifest, manifestUnwritten, type Work } from './work.ts';

/**
 * Locks every node of the plan, walks its graph, and gives the locks back. Never rejects for the fault of a node: what went
 * wrong is in the result. A failed action blocks what depends on it and nothing else. Interrupted at any point, also by
 * kill -9, the next apply of a new plan converges: locks expire, unconfirmed changes are undone by the node, temporary files
 * are cleared.
 */
export async function applyPlan(request: ApplyRequest): Promise<ApplyResult> {
  const started = performance.now();
  const settings = settingsOf(request.options);
  const { plan, transport, targets, signal } = request;
  const problems: Diagnostic[] = [];
  const stopped = (): boolean => mayNot(request);
  const emit = (event: ApplyEvent): void => {
    if ('error' in event && event.type !== 'lock-waiting') problems.push(event.error);
    request.onEvent?.(event);
  };
  const result = (
    status: ApplyResult['status'],
    actions: readonly ActionResult[],
    conflicts: ApplyResult['conflicts'] = [],
    batches: readonly BatchResult[] = [],
  ): ApplyResult => {
    const ms = performance.now() - started;
    emit({ type: 'finished', ms });
    return { status, actions, conflicts, problems, batches, ms };
  };
  const untouched = (): readonly ActionResult[] =>
    plan.actions.map(({ id, node }) => ({ id, node, outcome: { status: 'interrupted' } }));

  if (plan.actions.length === 0) return result('applied', []);
  if (request.mayAct?.() === false) {
    emit({ type: 'interrupted' });
    return result('interrupted', untouched());
  }
  emit({
    type: 'begins',
    reason: settings.reason,
    actions: plan.actions.map(({ id, node, verb, after }) => ({ id, node, verb, after })),
  });
  const token = randomBytes(16).toString('hex');
  const nodes = [...new Set(plan.actions.map((action) => action.node))];
  const taken = await takeLocks({ token, nodes, targets, transport, settings, emit, signal });
  if (taken.status === 'locked') {
    problems.push(...taken.conflicts.map((conflict) => conflict.error));
    return result('locked', untouched(), taken.conflicts);
  }
  if (taken.status === 'interrupted') {
    emit({ type: 'interrupted' });
    return result('interrupted', untouched());
  }
  for (const [node, error] of taken.failed) emit({ type: 'node-failed', node, error });

  const { locks } = taken;
  const refused = await refusedUse(request, token, nodes, taken.failed);
  if (refused) {
    problems.push(refused);
    await locks.release(
      () => '',
      () => {},
    );
    return result('refused', untouched());
  }
  const work: Work = {
    request,
    settings,
    kinds: new Map(request.kinds.map((kind) => [kind.name, kind])),
    token,
    locks,
    emit,
    ownWork: new Map(),
    touched: new Set(),
    manifests: new Map(),
  };
  const given = new Map<string, Outcome>();
  for (const action of plan.actions) {
    const error = taken.failed.get(action.node);
    if (error) given.set(action.id, { status: 'failed', ms: 0, error: { ...error, resource: action.id } });
  }
  const staged = request.rollout ? stagesOf({ rollout: request.rollout, actions: plan.actions, emit, stopped }) : null;
  try {
    const actions = await walk(
      {
        actions: plan.actions,
        parallel: settings.parallel,
        stopped,
        onOutcome: (action, outcome) => emit(eventOf(action, outcome)),
        ...(request.pairs ? { pairs: request.pairs } : {}),
        ...(staged ? { stages: staged.stages } : {}),
        run: async (node, wave) =>
          locks.lost(node)
            ? new Map(wave.map((action) => [action.id, unsaid(node, action, 'lost', '')]))
            : runWave(work, node, wave),
      },
      given,
    );
    const interrupted =
      (stopped() || request.mayAct !== undefined) && actions.some(({ outcome }) => outcome.status === 'interrupted');
    await release(work, endOf(actions));
    if (interrupted) emit({ type: 'interrupted' });
    return result(interrupted ? 'interrupted' : 'applied', actions, [], staged?.results());
  } catch (error) {
    // A fault of our own must not leave the nodes locked.
    await release(work, 'dmsa itself failed');
    throw error;
  }
}

/** A saved plan is marked as used, on all of its nodes, before anything of it is done. null: go on. */
async function refusedUse(
  { once, targets, transport, options }: ApplyRequest,
  token: string,
  nodes: readonly string[],
  failed: ReadonlyMap<string, Diagnostic>,
): Promise<Diagnostic | null> {
  if (once === undefined) return null;
  const [missing] = failed;
  if (missing) {
    const [node, error] = missing;
    return {
      severity: 'error',
      code: 'plan-incomplete',
      summary: `Nothing was done: the saved plan needs ${node}, which could not be locked`,
      detail: `${error.summary}. A saved plan is carried out as it was shown or not at all; it can be used when ${node} is back.`,
      node,
    };
  }
  const own = nodes.flatMap((node) => targets.get(node) ?? []);
  const use = { at: new Date().toISOString(), by: options.holder, reason: options.reason };
  return beginUse({ id: once, targets: own, transport }, token, use);
}

/** How an apply ended, for whoever tries to use its plan again. */
function endOf(actions: readonly ActionResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of actions) counts.set(outcome.status, (counts.get(outcome.status) ?? 0) + 1);
  return [...counts].map(([status, number]) => `${number} ${status}`).join(', ');
}

/** The last script on each node: its list made final, its lock given back. */
async function release(work: Work, ended: string): Promise<void> {
  const changes = new Map(work.locks.nodes.map((node) => [node, endManifest(work, node)]));
  const nonce = randomBytes(8).toString('hex');
  await work.locks.release(
    (node) => {
      const change = changes.get(node);
      const { once } = work.request;
      const use = once === undefined ? '' : endUseShell(once, work.touched.size === 0 ? null : ended);
      return `${use}${change ? manifestOnlyShell(nonce, change) : ''}`;
    },
    (node, stdout) => {
      if (!changes.get(node)) return;
      const reader = frameReader(nonce);
      const why = [...reader.push(stdout), ...reader.end()].find((frame) => frame.type === 'warn');
      const entries = work.manifests.get(node)?.entries?.size ?? 0;
      if (!why && !shownText(stdout).includes(' lost')) work.emit({ type: 'manifest-written', node, entries });
      else if (why?.type === 'warn') work.emit({ type: 'problem', node, error: manifestUnwritten(node, why.output) });
    },
  );
}

function eventOf(action: Action, outcome: Outcome): ApplyEvent {
  const { node, id } = action;
  switch (outcome.status) {
    case 'done':
      return { type: 'action-done', node, id, ms: outcome.ms };
    case 'already':
      return { type: 'action-already', node, id };
    case 'failed':
      return { type: 'action-failed', node, id, ms: outcome.ms, error: outcome.error };
    case 'stale':
      return { type: 'action-stale', node, id, error: outcome.error };
    case 'blocked':
      return { type: 'action-blocked', node, id, by: outcome.by };
    case 'interrupted':
      return { type: 'action-interrupted', node, id };
    case 'skipped':
      return { type: 'action-skipped', node, id, why: outcome.why };
  }
}
