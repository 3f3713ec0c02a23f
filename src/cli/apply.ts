import type { ApplyResult } from '../apply/request.ts';
import { allHealthy } from '../apply/stages.ts';
import { operatorHealth } from '../checks/health.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { TOO_MANY_DELETIONS, withinBudget } from '../diff/budget.ts';
import { findingId } from '../diff/foretell.ts';
import type { Plan } from '../diff/plan.ts';
import { foresee } from '../reconcile/foresee.ts';
import { convergence } from '../reconcile/health.ts';
import { renderApplySummary } from '../views/apply.ts';
import { applyToJson } from '../views/apply-json.ts';
import { renderPlan } from '../views/plan.ts';
import { renderRollout } from '../views/rollout.ts';
import { appliedDoings } from './apply-doing.ts';
import { carryOut, followingPass, type How, joined, type Pass, rolloutOf, targetsOf, waited } from './apply-passes.ts';
import { type ApplyOptions, filtered, refuseIfChanged, refuseIfUsed, usage, whatToApply } from './apply-request.ts';
import { noteDoing } from './doing.ts';
import { EXIT } from './exit.ts';
import { forcedText, parseForces, refusal, weigh } from './force.ts';
import type { Io } from './io.ts';
import { lookAndDecide, outcomeOf } from './look.ts';
import { hashPlainPasswords } from './plain-passwords.ts';
import { transportTo } from './transport.ts';

/** A rotation of keys takes four: made, given to all, taken into use, the old ones taken out. */
const MAX_PASSES = 5;

export async function applyVerb(options: ApplyOptions, io: Io): Promise<number> {
  if (options.json && !options.yes) throw usage('--json asks nobody: it needs --yes', 'Look first with: dmsa plan');
  if (options.maxFail && !options.batch)
    throw usage('--max-fail says when to start no further batch: it needs --batch', 'For example: --batch 25% --max-fail 1');
  const forces = parseForces(options.force);
  const request = await whatToApply(options, io);
  const { cluster, saved } = request;
  const stop = new AbortController();
  const transport = await transportTo(cluster);
  const look = { cluster, selected: request.selected, transport, parallel: options.parallel, signal: stop.signal };
  const release = onInterrupt(stop, io);
  try {
    let { verdict, seen } = await lookAndDecide(look, io);
    // Nothing to do may be so only for a moment: a run that was killed can have left a change that the node is about to undo.
    if (verdict.plan.actions.length === 0 && (await waited(cluster, verdict.plan, transport, stop.signal, io))) {
      ({ verdict, seen } = await lookAndDecide(look, io));
    }
    const decided = withinBudget(filtered(verdict.plan, request.only), cluster.maxDeletions, request.allowDeletions);
    if (saved) {
      await refuseIfUsed(saved, cluster, transport);
      refuseIfChanged(saved, decided, options.planFile ?? '');
    }
    const plan = await foresee({ ...look, plan: decided, wanted: verdict.wanted, seen });
    const rollout = options.batch ? rolloutOf(cluster, plan, options.batch, options.maxFail) : null;
    const view = { ...io, file: request.file, verbose: options.verbose };
    if (!options.json) io.out(renderPlan(io.redacted(plan), { ...view, ...(request.only ? { only: request.only } : {}) }));
    if (rollout && plan.actions.length > 0 && !options.json) io.out(renderRollout(rollout, view));
    const passwords = { cluster, secretsPlace: request.secretsPlace, transport, parallel: options.parallel };
    if (plan.actions.length === 0) {
      await hashPlainPasswords({ ...passwords, verdict }, io);
      if (options.json) io.out(json(io.redacted({ plan, result: NOTHING_DONE, after: plan })));
      return outcomeOf(plan);
    }
    if (plan.problems.some((problem) => problem.code === TOO_MANY_DELETIONS)) {
      if (options.json) io.out(json({ plan, result: NOTHING_DONE, after: plan }));
      else io.err('Nothing was changed.\n');
      return EXIT.error;
    }
    const { forced, refused, idle } = weigh(plan, forces);
    for (const text of idle) io.log('warn', `--force ${text}: nothing of this plan would fail by it`);
    if (refused.length > 0) {
      const error = refusal(plan, refused);
      if (!options.json) throw new DiagnosticError([error]);
      io.out(json({ plan, result: { ...notStarted(plan), problems: [error] }, after: null }));
      return EXIT.error;
    }
    for (const { action, finding } of forced) io.log('warn', `forced: ${findingId(action, finding)}: ${finding.sentence}`);
    if (!options.yes && !(await agreed(plan, io))) {
      io.err('Nothing was changed.\n');
      return EXIT.error;
    }
    const report = { plan, result: NOTHING_DONE, after: null as Plan | null };
    let next: Pass | null = { plan, verdict, seen };
    for (let pass = 0; pass < MAX_PASSES && next; pass += 1) {
      const now: Pass = next;
      const first = pass === 0;
      if (!first && !options.json) io.out(`\nWhat follows from that:\n\n${renderPlan(io.redacted(now.plan), view)}`);
      // Every check that a node has to pass before the next batch begins.
      const health = allHealthy([
        convergence({
          look: async (nodes) => (await lookAndDecide({ ...look, selected: nodes }, io)).verdict.plan,
          before: now.verdict.plan,
          applied: now.plan,
        }),
        operatorHealth(cluster, targetsOf(cluster), transport, stop.signal),
      ]);
      const how: How = {
        ...(rollout && first ? { rollout: { ...rollout, health } } : {}),
        ...(saved && first ? { once: saved.id } : {}),
      };
      const result = await carryOut(options, cluster, now, forcedText(forced), transport, how, stop.signal, io);
      if (!first) report.plan = { ...report.plan, actions: [...report.plan.actions, ...now.plan.actions] };
      report.result = first ? result : joined(report.result, result);
      // The proof: look again, decide again. What was applied before an interruption is looked at as well.
      const last =
        result.status === 'locked' || result.status === 'refused' || stop.signal.aborted ? null : await lookAndDecide(look, io);
      report.after = last && filtered(last.verdict.plan, request.only);
      next = last && followingPass(now.plan, result, last, request.only);
      if (last) await hashPlainPasswords({ ...passwords, verdict: last.verdict }, io);
    }
    io.out(options.json ? json(report) : `\n${renderApplySummary(report, view)}`);
    await noteDoing(cluster.name, appliedDoings(report.result, options.reason), io);
    return exitCodeOf(report.result, report.after);
  } finally {
    release();
    await transport.close();
  }
}

async function agreed(plan: Plan, io: Io): Promise<boolean> {
  if (!io.interactive) throw usage('there is nobody to ask: not a terminal', 'Look with dmsa plan, then give --yes.');
  const changes = plan.actions.length === 1 ? 'this change' : `these ${plan.actions.length} changes`;
  const answer = await io.ask(`\nCarry out ${changes}? Only "yes" is a yes: `);
  return answer.trim() === 'yes';
}

/**
 * The first Ctrl-C stops in order: what is at work is finished and looked at, locks are given back. The second does not wait. Whoever stands
 * in for the terminal has the first one alone: nothing may end the process that serves others.
 */
export function onInterrupt(stop: AbortController, io: Io): () => void {
  const handle = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) {
      if (io.stopped) return;
      io.err(`\n${signal} again: stopped at once. The next apply takes it up from here.\n`);
      process.exit(EXIT.error);
    }
    io.err(`\n${signal}: finishing what is at work; once more to stop at once.\n`);
    stop.abort();
  };
  const onStopped = (): void => {
    if (stop.signal.aborted) return;
    io.err(`\nStopped by ${String(io.stopped?.reason)}: finishing what is at work.\n`);
    stop.abort();
  };
  if (io.stopped?.aborted) onStopped();
  io.stopped?.addEventListener('abort', onStopped);
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    io.stopped?.removeEventListener('abort', onStopped);
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

export function exitCodeOf(result: ApplyResult, after: Plan | null): number {
  if (result.status === 'locked') return EXIT.locked;
  const ill = (result.batches ?? []).some((batch) => batch.status !== 'done');
  const allDone = !ill && result.actions.every(({ outcome }) => outcome.status === 'done' || outcome.status === 'already');
  if (result.status === 'interrupted' || !allDone || after === null || after.actions.length > 0) {
    return EXIT.error;
  }
  return outcomeOf(after);
}

const NOTHING_DONE: ApplyResult = { status: 'applied', actions: [], conflicts: [], problems: [], ms: 0 };

function notStarted(plan: Plan): ApplyResult {
  const actions = plan.actions.map(({ id, node }) => ({ id, node, outcome: { status: 'interrupted' as const } }));
  return { ...NOTHING_DONE, status: 'refused', actions };
}

function json(report: Parameters<typeof applyToJson>[0]): string {
  return `${JSON.stringify(applyToJson(report), null, 2)}\n`;
}
