/** Carrying out a plan, and what follows from it: a pass is one plan, walked once. */
import { applyPlan } from '../apply/apply.ts';
import { type Amount, pairsOf, planRollout, type Rollout } from '../apply/batches.ts';
import type { ApplyEvent } from '../apply/events.ts';
import { waitUnconfirmed } from '../apply/lock-admin.ts';
import { type ApplyResult, type HealthCheck, succeeded } from '../apply/request.ts';
import { type Cluster, checksOf } from '../desired/cluster.ts';
import { followUps } from '../diff/follow-ups.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { KINDS } from '../kinds/registry.ts';
import { observeNode } from '../observe/nodes.ts';
import type { DecideInput, Verdict } from '../reconcile/decide.ts';
import { epochsOf } from '../reconcile/epochs.ts';
import { targetOf } from '../reconcile/look.ts';
import { remember } from '../reconcile/remember.ts';
import type { Target, Transport } from '../transport/transport.ts';
import { eventLine } from '../views/event-line.ts';
import { applyProgress, createApplyProgress, renderApplyProgress } from '../views/progress.ts';
import { type ApplyOptions, filtered } from './apply-request.ts';
import { who } from './ha-pair.ts';
import type { Io } from './io.ts';

export interface Pass {
  /** What is done in it. */
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly seen: DecideInput;
}

/** The pass that follows from the one that was done: what its actions have brought to light, and nothing else. */
export function followingPass(
  done: Plan,
  result: ApplyResult,
  last: Omit<Pass, 'plan'>,
  only: Action['intent'] | null,
): Pass | null {
  const went = new Set(result.actions.filter(({ outcome }) => succeeded(outcome)).map(({ id }) => id));
  const plan = followUps(done, went, filtered(last.verdict.plan, only));
  return plan.actions.length > 0 ? { plan, ...last } : null;
}

export function joined(first: ApplyResult, second: ApplyResult): ApplyResult {
  return {
    // Where only the second found a node locked, something was done all the same.
    status: second.status === 'locked' || second.status === 'refused' ? first.status : second.status,
    actions: [...first.actions, ...second.actions],
    conflicts: [...first.conflicts, ...second.conflicts],
    problems: [...first.problems, ...second.problems],
    ms: first.ms + second.ms,
  };
}

/** Waits for changes that a run which is gone has left unconfirmed; true where there were any. */
export async function waited(cluster: Cluster, plan: Plan, transport: Transport, signal: AbortSignal, io: Io): Promise<boolean> {
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

export function rolloutOf(cluster: Cluster, plan: Plan, batch: Amount, maxFail: Amount = { nodes: 0 }): Rollout {
  const nodes = cluster.nodes.map(({ name }) => name);
  return planRollout({ nodes, actions: plan.actions }, pairsOf(cluster.nodes, plan.holdings), { batch, maxFail });
}

export interface How {
  readonly rollout?: Rollout & { readonly health: HealthCheck };
  readonly once?: string;
}

export function targetsOf(cluster: Cluster): ReadonlyMap<string, Target> {
  return new Map(cluster.nodes.map((node) => [node.name, targetOf(node)]));
}

export async function carryOut(
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
    epochs: epochsOf(seen),
    ...how,
    checks: new Map(cluster.nodes.map(({ name }) => [name, checksOf(cluster, name)])),
    options: {
      holder: `${who()} pid ${process.pid}`,
      reason: (options.reason ?? (options.planFile === null ? 'dmsa apply' : `dmsa apply ${options.planFile}`)) + forced,
      parallel: options.parallel,
      lockTimeoutMs: options.lockTimeout,
    },
    signal,
    onEvent(event) {
      const line = eventLine(io.redacted(event));
      if (line) io.log(levelOf(event), line, 'node' in event ? { node: event.node } : {});
      io.onApply?.(event);
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
