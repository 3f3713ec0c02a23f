import { hostname, userInfo } from 'node:os';
import { applyPlan } from '../apply/apply.ts';
import { type Amount, pairsOf, planRollout, type Rollout } from '../apply/batches.ts';
import type { ApplyEvent } from '../apply/events.ts';
import { waitUnconfirmed } from '../apply/lock-admin.ts';
import { askUse } from '../apply/plan-use.ts';
import { type ApplyResult, type HealthCheck, succeeded } from '../apply/request.ts';
import { allHealthy } from '../apply/stages.ts';
import { operatorHealth } from '../checks/health.ts';
import { type Cluster, checksOf } from '../desired/cluster.ts';
import { loadClusterText } from '../desired/load.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { TOO_MANY_DELETIONS, withinBudget } from '../diff/budget.ts';
import { onlyIntent } from '../diff/filter.ts';
import { followUps } from '../diff/follow-ups.ts';
import { findingId } from '../diff/foretell.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { changedSince, readSavedPlan, type SavedPlan } from '../diff/saved.ts';
import { KINDS } from '../kinds/registry.ts';
import { observeNode } from '../observe/nodes.ts';
import type { DecideInput, Verdict } from '../reconcile/decide.ts';
import { foresee } from '../reconcile/foresee.ts';
import { convergence } from '../reconcile/health.ts';
import { targetOf } from '../reconcile/look.ts';
import { remember } from '../reconcile/remember.ts';
import type { SecretsPlace } from '../secrets/rewrite.ts';
import type { Target, Transport } from '../transport/transport.ts';
import { renderApplySummary } from '../views/apply.ts';
import { applyToJson } from '../views/apply-json.ts';
import { eventLine } from '../views/event-line.ts';
import { renderPlan } from '../views/plan.ts';
import { applyProgress, createApplyProgress, renderApplyProgress } from '../views/progress.ts';
import { renderRollout } from '../views/rollout.ts';
import { EXIT } from './exit.ts';
import { readBytes } from './files.ts';
import { forcedText, parseForces, refusal, weigh } from './force.ts';
import type { Io } from './io.ts';
import { hideSecrets, loadOrThrow, selectNodes } from './load.ts';
import { lookAndDecide, outcomeOf } from './look.ts';
import { hashPlainPasswords } from './plain-passwords.ts';

interface ApplyOptions {
  readonly planFile: string | null;
  readonly file: string;
  readonly node: readonly string[];
  readonly yes: boolean;
  readonly json: boolean;
  readonly only?: Action['intent'];
  readonly verbose: boolean;
  readonly reason?: string;
  readonly parallel: number;
  /** Milliseconds. */
  readonly lockTimeout: number;
  readonly allowDeletions?: number;
  readonly batch?: Amount;
  readonly maxFail?: Amount;
  readonly force: readonly string[];
}

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
  const { createTransport } = await import('../transport/create.ts');
  const transport = createTransport();
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
    return exitCodeOf(report.result, report.after);
  } finally {
    release();
    await transport.close();
  }
}

async function waited(cluster: Cluster, plan: Plan, transport: Transport, signal: AbortSignal, io: Io): Promise<boolean> {
  const seen = new Set(plan.nodes.filter((node) => node.selected && node.reachable).map((node) => node.name));
  const targets = cluster.nodes.filter(({ name }) => seen.has(name)).map(targetOf);
  let told = false;
  return waitUnconfirmed({ transport, targets, parallel: 64 }, signal, (nodes, atMostS) => {
    if (told) return;
    told = true;
    io.err(
      `${nodes.join(', ')}: waits for the confirmation of a change that a run which is gone has made. Waiting until it is undone, at most ${atMostS} s.\n`,
    );
  });
}

interface Pass {
  /** What is done in it. */
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly seen: DecideInput;
}

/** The pass that follows from the one that was done: what its actions have brought to light, and nothing else. */
function followingPass(done: Plan, result: ApplyResult, last: Omit<Pass, 'plan'>, only: Action['intent'] | null): Pass | null {
  const went = new Set(result.actions.filter(({ outcome }) => succeeded(outcome)).map(({ id }) => id));
  const plan = followUps(done, went, filtered(last.verdict.plan, only));
  return plan.actions.length > 0 ? { plan, ...last } : null;
}

function joined(first: ApplyResult, second: ApplyResult): ApplyResult {
  return {
    // Where only the second found a node locked, something was done all the same.
    status: second.status === 'locked' || second.status === 'refused' ? first.status : second.status,
    actions: [...first.actions, ...second.actions],
    conflicts: [...first.conflicts, ...second.conflicts],
    problems: [...first.problems, ...second.problems],
    ms: first.ms + second.ms,
  };
}

interface WhatToApply {
  readonly cluster: Cluster;
  readonly selected: ReadonlySet<string> | null;
  readonly only: Action['intent'] | null;
  readonly file: string;
  readonly secretsPlace: SecretsPlace | null;
  readonly saved: SavedPlan | null;
  readonly allowDeletions: number | null;
}

async function whatToApply(options: ApplyOptions, io: Io): Promise<WhatToApply> {
  const allowDeletions = options.allowDeletions ?? null;
  if (options.planFile === null) {
    const { cluster, secretsPlace } = await loadOrThrow(options.file, io);
    const selected = selectNodes(cluster, options.node);
    return { cluster, selected, only: options.only ?? null, file: options.file, secretsPlace, saved: null, allowDeletions };
  }
  if (options.node.length > 0 || options.only) {
    throw usage('a saved plan is applied as it was shown', '-n and --only are given when it is made: dmsa plan -n … --out FILE');
  }
  const saved = readSavedPlan(
    Buffer.from(await readBytes(options.planFile, 64 * 1024 * 1024)).toString('utf8'),
    options.planFile,
  );
  if ('code' in saved) throw new DiagnosticError([saved]);
  // The cluster file may have gone on since: what was shown is what was in it then.
  const { cluster, diagnostics, secrets, secretsPlace } = await loadClusterText(saved.clusterText, saved.clusterFile, {
    askPassphrase: io.askPassphrase,
  });
  hideSecrets(secrets, cluster, io);
  if (!cluster) throw new DiagnosticError(diagnostics);
  return {
    cluster,
    selected: selectNodes(cluster, saved.nodes),
    only: saved.only,
    file: saved.clusterFile,
    secretsPlace,
    saved,
    allowDeletions: allowDeletions ?? saved.allowDeletions,
  };
}

function filtered(plan: Plan, only: Action['intent'] | null): Plan {
  return only === null ? plan : onlyIntent(plan, only);
}

function refuseIfChanged(saved: SavedPlan, plan: Plan, file: string): void {
  const changed = changedSince(saved, plan);
  if (changed.length === 0) return;
  const unreachable = plan.nodes.filter((node) => !node.reachable).map((node) => `${node.name} can't be reached now.`);
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'plan-stale',
      summary: `${file} is no longer what would be done: nothing was changed`,
      detail: [
        ...unreachable,
        ...changed.slice(0, 20),
        ...(changed.length > 20 ? [`… and ${changed.length - 20} more`] : []),
        'Make a new plan: dmsa plan --out FILE',
      ].join('\n'),
    },
  ]);
}

/** Asked before the comparison, as a plan that was carried out fits no longer, and that would say less. */
async function refuseIfUsed(saved: SavedPlan, cluster: Cluster, transport: Transport): Promise<void> {
  const nodes = new Set(Object.keys(saved.actions).map((id) => id.slice(0, id.indexOf('/'))));
  const targets = cluster.nodes.filter(({ name }) => nodes.has(name)).map(targetOf);
  const used = await askUse({ id: saved.id, targets, transport });
  if (used) throw new DiagnosticError([used]);
}

function rolloutOf(cluster: Cluster, plan: Plan, batch: Amount, maxFail: Amount = { nodes: 0 }): Rollout {
  const nodes = cluster.nodes.map(({ name }) => name);
  return planRollout({ nodes, actions: plan.actions }, pairsOf(cluster.nodes, plan.holdings), { batch, maxFail });
}

async function agreed(plan: Plan, io: Io): Promise<boolean> {
  if (!io.interactive) throw usage('there is nobody to ask: not a terminal', 'Look with dmsa plan, then give --yes.');
  const changes = plan.actions.length === 1 ? 'this change' : `these ${plan.actions.length} changes`;
  const answer = await io.ask(`\nCarry out ${changes}? Only "yes" is a yes: `);
  return answer.trim() === 'yes';
}

interface How {
  readonly rollout?: Rollout & { readonly health: HealthCheck };
  readonly once?: string;
}

function targetsOf(cluster: Cluster): ReadonlyMap<string, Target> {
  return new Map(cluster.nodes.map((node) => [node.name, targetOf(node)]));
}

async function carryOut(
  options: ApplyOptions,
  cluster: Cluster,
  { plan, verdict, seen }: Pass,
  forced: string,
  transport: Transport,
  how: How,
  signal: AbortSignal,
  io: Io,
): Promise<ApplyResult> {
  let progress = createApplyProgress(plan);
  const draw = (): void => io.progress(renderApplyProgress(progress, { ...io, maxLines: io.rows }));
  draw();
  const result = await applyPlan({
    plan,
    resources: verdict.wanted,
    kinds: KINDS,
    transport,
    targets: targetsOf(cluster),
    look: observeNode,
    ...remember(plan, verdict, seen),
    pairs: pairsOf(cluster.nodes, plan.holdings),
    ...how,
    checks: new Map(cluster.nodes.map(({ name }) => [name, checksOf(cluster, name)])),
    options: {
      holder: `${userInfo().username}@${hostname()} pid ${process.pid}`,
      reason: (options.reason ?? (options.planFile === null ? 'dmsa apply' : `dmsa apply ${options.planFile}`)) + forced,
      parallel: options.parallel,
      lockTimeoutMs: options.lockTimeout,
    },
    signal,
    onEvent(event) {
      const line = eventLine(io.redacted(event));
      if (line) io.log(levelOf(event), line, 'node' in event ? { node: event.node } : {});
      progress = applyProgress(progress, event);
      draw();
    },
  });
  io.progress([]);
  return result;
}

/** Failures are told in the summary as well; in the log they must stand out. */
function levelOf(event: ApplyEvent): 'warn' | 'info' {
  switch (event.type) {
    case 'node-failed':
    case 'lock-waiting':
    case 'action-failed':
    case 'action-stale':
    case 'action-blocked':
    case 'reverted':
    case 'problem':
    case 'interrupted':
    case 'unhealthy':
    case 'rollout-stopped':
      return 'warn';
    default:
      return 'info';
  }
}

/** The first Ctrl-C stops in order: what is at work is finished and looked at, locks are given back. The second does not wait. */
function onInterrupt(stop: AbortController, io: Io): () => void {
  const handle = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) {
      io.err(`\n${signal} again: stopped at once. The next apply takes it up from here.\n`);
      process.exit(EXIT.error);
    }
    io.err(`\n${signal}: finishing what is at work; once more to stop at once.\n`);
    stop.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

function exitCodeOf(result: ApplyResult, after: Plan | null): number {
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

function usage(summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code: 'usage', summary, detail }]);
}
