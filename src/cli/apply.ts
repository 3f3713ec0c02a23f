import { hostname, userInfo } from 'node:os';
import { applyPlan } from '../apply/apply.ts';
import type { ApplyEvent } from '../apply/events.ts';
import type { ApplyResult } from '../apply/request.ts';
import type { Cluster } from '../desired/cluster.ts';
import { loadClusterText } from '../desired/load.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { onlyIntent } from '../diff/filter.ts';
import { fingerprint } from '../diff/fingerprint.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { changedSince, readSavedPlan, type SavedPlan } from '../diff/saved.ts';
import { holdsSecret } from '../diff/secret.ts';
import { resourceId } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { observeNode } from '../observe/nodes.ts';
import type { Verdict } from '../reconcile/decide.ts';
import { targetOf } from '../reconcile/look.ts';
import type { Transport } from '../transport/transport.ts';
import { renderApplySummary } from '../views/apply.ts';
import { applyToJson } from '../views/apply-json.ts';
import { eventLine } from '../views/event-line.ts';
import { renderPlan } from '../views/plan.ts';
import { applyProgress, createApplyProgress, renderApplyProgress } from '../views/progress.ts';
import { EXIT } from './exit.ts';
import { readBytes } from './files.ts';
import type { Io } from './io.ts';
import { hideSecrets, loadOrThrow, selectNodes } from './load.ts';
import { lookAndDecide, outcomeOf } from './look.ts';

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
  readonly lockTimeout: number;
}

export async function applyVerb(options: ApplyOptions, io: Io): Promise<number> {
  if (options.json && !options.yes) throw usage('--json asks nobody: it needs --yes', 'Look first with: dmsa plan');
  const request = await whatToApply(options, io);
  const { cluster, saved } = request;
  const stop = new AbortController();
  const { createTransport } = await import('../transport/create.ts');
  const transport = createTransport();
  const look = { cluster, selected: request.selected, transport, parallel: options.parallel, signal: stop.signal };
  const release = onInterrupt(stop, io);
  try {
    const { verdict } = await lookAndDecide(look, io);
    const plan = filtered(verdict.plan, request.only);
    if (saved) refuseIfChanged(saved, plan, options.planFile ?? '');
    const view = { ...io, file: request.file, verbose: options.verbose };
    if (!options.json) io.out(renderPlan(io.redacted(plan), { ...view, ...(request.only ? { only: request.only } : {}) }));
    if (plan.actions.length === 0) {
      if (options.json) io.out(json(io.redacted({ plan, result: NOTHING_DONE, after: plan })));
      return outcomeOf(plan);
    }
    if (!options.yes && !(await agreed(plan, io))) {
      io.err('Nothing was changed.\n');
      return EXIT.error;
    }
    const result = await carryOut(options, cluster, plan, verdict, transport, stop.signal, io);
    // The proof: look again, decide again. What was applied before an interruption is looked at as well.
    const after =
      result.status === 'locked' || stop.signal.aborted
        ? null
        : filtered((await lookAndDecide(look, io)).verdict.plan, request.only);
    const report = io.redacted({ plan, result, after });
    io.out(options.json ? json(report) : `\n${renderApplySummary(report, view)}`);
    return exitCodeOf(result, after);
  } finally {
    release();
    await transport.close();
  }
}

interface WhatToApply {
  readonly cluster: Cluster;
  readonly selected: ReadonlySet<string> | null;
  readonly only: Action['intent'] | null;
  readonly file: string;
  readonly saved: SavedPlan | null;
}

async function whatToApply(options: ApplyOptions, io: Io): Promise<WhatToApply> {
  if (options.planFile === null) {
    const { cluster } = await loadOrThrow(options.file, io);
    return { cluster, selected: selectNodes(cluster, options.node), only: options.only ?? null, file: options.file, saved: null };
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
  const { cluster, diagnostics, secrets } = await loadClusterText(saved.clusterText, saved.clusterFile, {
    askPassphrase: io.askPassphrase,
  });
  hideSecrets(secrets, cluster, io);
  if (!cluster) throw new DiagnosticError(diagnostics);
  return { cluster, selected: selectNodes(cluster, saved.nodes), only: saved.only, file: saved.clusterFile, saved };
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

async function agreed(plan: Plan, io: Io): Promise<boolean> {
  if (!io.interactive) throw usage('there is nobody to ask: not a terminal', 'Look with dmsa plan, then give --yes.');
  const changes = plan.actions.length === 1 ? 'this change' : `these ${plan.actions.length} changes`;
  const answer = await io.ask(`\nCarry out ${changes}? Only "yes" is a yes: `);
  return answer.trim() === 'yes';
}

async function carryOut(
  options: ApplyOptions,
  cluster: Cluster,
  plan: Plan,
  verdict: Verdict,
  transport: Transport,
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
    targets: new Map(cluster.nodes.map((node) => [node.name, targetOf(node)])),
    look: observeNode,
    found: foundAsWanted(plan, verdict),
    options: {
      holder: `${userInfo().username}@${hostname()} pid ${process.pid}`,
      reason: options.reason ?? (options.planFile === null ? 'dmsa apply' : `dmsa apply ${options.planFile}`),
      parallel: options.parallel,
      lockTimeoutMs: options.lockTimeout * 1000,
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

/** On the nodes that are about to be worked on: everything that the look found as it should be; what `--only` left out is not. */
function foundAsWanted(plan: Plan, { plan: whole, wanted }: Verdict): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const open = new Set([...whole.actions.map((action) => action.id), ...whole.unknown.map(resourceId)]);
  const nodes = new Set(plan.actions.map((action) => action.node));
  return new Map(
    [...nodes].map((node) => {
      const resources = [...(wanted.byNode.get(node)?.values() ?? [])].flat();
      const found = resources.filter((resource) => !open.has(resourceId(resource)) && !holdsSecret(resource.spec));
      return [node, new Map(found.map(({ kind, name, spec }) => [`${kind}/${name}`, fingerprint(spec)]))];
    }),
  );
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
  const allDone = result.actions.every(({ outcome }) => outcome.status === 'done' || outcome.status === 'already');
  if (result.status === 'interrupted' || !allDone || after === null || after.actions.length > 0) {
    return EXIT.error;
  }
  return outcomeOf(after);
}

const NOTHING_DONE: ApplyResult = { status: 'applied', actions: [], conflicts: [], problems: [], ms: 0 };

function json(report: Parameters<typeof applyToJson>[0]): string {
  return `${JSON.stringify(applyToJson(report), null, 2)}\n`;
}

function usage(summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code: 'usage', summary, detail }]);
}
