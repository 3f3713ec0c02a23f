/** `dmsa run --ha-only`: keeps pairs until it is told to stop. */
import { once } from 'node:events';
import { hostname, userInfo } from 'node:os';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Verdict } from '../ha/judge.ts';
import { type KeepEvent, keepPairs } from '../reconcile/keep-pairs.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import { thisMachine } from '../reconcile/vitals.ts';
import { eventLine } from '../views/event-line.ts';
import { keepEventJson, keepEventLine } from '../views/keep.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';
import type { RunGitOptions } from './run-git.ts';
import type { OwnLease } from './run-lease.ts';
import { transportTo } from './transport.ts';

interface RunOptions extends Partial<RunGitOptions> {
  readonly file: string;
  readonly haOnly: boolean;
  /** The node that this machine is; its own pair alone is kept. */
  readonly as?: string;
  readonly dryRun: boolean;
  readonly once: boolean;
  readonly json: boolean;
}

export async function runVerb(options: RunOptions, io: Io): Promise<number> {
  if (!options.haOnly)
    throw new DiagnosticError([usage('dmsa run keeps pairs only', 'Give --ha-only. Everything else is kept by dmsa apply.')]);
  if (!isFromGit(options)) return keep((await loadOrThrow(options.file, io)).cluster, options, io);
  const { runFromGit } = await import('./run-git.ts');
  const usable = (cluster: Cluster): void => usableFromGit(cluster, options);
  return runFromGit(options, io, usable, (cluster, leave) => keep(cluster, options, io, leave));
}

function isFromGit(options: RunOptions): options is RunOptions & RunGitOptions {
  return options.git !== undefined;
}

/** Throws where there is nothing to keep. */
function usableFromGit(written: Cluster, { as }: RunOptions): void {
  keptBy(as === undefined ? written : onNode(written, as), as ?? null);
  if (as === undefined || written.lease === null) return;
  // Another revision begins the loop anew; a lease that is closed has the node stand down.
  throw new DiagnosticError([
    usage('--git does not go with --as where the file has spec.lease', 'Give the node its file with -f.'),
  ]);
}

/** Until it is told to stop, or to leave. */
async function keep(written: Cluster, options: RunOptions, io: Io, leave?: AbortSignal): Promise<number> {
  const self = options.as ?? thisMachine(written);
  const cluster = options.as === undefined ? written : onNode(written, options.as);
  const actives = keptBy(cluster, options.as ?? null);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  leave?.addEventListener('abort', onSignal);
  if (leave?.aborted) stop.abort();
  const transport = await transportTo(cluster);
  const pair = pairsIn(cluster).find(({ active, standby }) => [active.name, standby.name].includes(options.as ?? ''));
  const onEvent = (event: KeepEvent): void => {
    const safe = io.redacted(event);
    if (safe.type === 'apply') {
      const line = eventLine(safe.event);
      if (line) io.log('info', line, { pair: safe.active });
      return;
    }
    io.out(options.json ? `${JSON.stringify(keepEventJson(safe, new Date()))}\n` : keepEventLine(safe, new Date(), io));
  };
  let lease: OwnLease | null = null;
  try {
    if (pair && !options.once && !options.dryRun) {
      const { ownLease } = await import('./run-lease.ts');
      const member = pair.active.name === options.as ? pair.active : pair.standby;
      const onNote = (text: string): void => onEvent({ type: 'lease', active: pair.active.name, text });
      lease = await ownLease(cluster, pair, member, transport, onNote);
    }
    // On an active there is nothing else to do.
    if (actives.size === 0 && !stop.signal.aborted) await once(stop.signal, 'abort');
    const verdicts = await keepPairs({
      cluster,
      transport,
      self,
      actives,
      lease: lease?.taker ?? null,
      by: `dmsa run ${userInfo().username}@${hostname()} pid ${process.pid}`,
      dryRun: options.dryRun,
      once: options.once,
      signal: stop.signal,
      onEvent,
    });
    return options.once ? exitCodeOf([...verdicts.values()], actives.size) : EXIT.done;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    leave?.removeEventListener('abort', onSignal);
    await lease?.close();
    await transport.close();
  }
}

/** A pair about which nothing could be said counts as well. */
function exitCodeOf(verdicts: readonly Verdict[], pairs: number): number {
  return verdicts.length < pairs || verdicts.some(({ act }) => act === 'alarm') ? EXIT.incomplete : EXIT.done;
}

/** The node that dmsa itself runs on is reached without SSH. */
function onNode(cluster: Cluster, name: string): Cluster {
  if (!cluster.nodes.some((node) => node.name === name)) {
    const names = cluster.nodes.map((node) => node.name).join(', ');
    throw new DiagnosticError([usage(`the cluster has no node ${name}`, `Its nodes are ${names}.`)]);
  }
  return {
    ...cluster,
    nodes: cluster.nodes.map((node) =>
      node.name === name ? { ...node, connection: { ...node.connection, transport: 'local' } } : node,
    ),
  };
}

function keptBy(cluster: Cluster, as: string | null): ReadonlySet<string> {
  const pairs = pairsIn(cluster);
  if (as === null) {
    if (pairs.length > 0) return new Set(pairs.map(({ active }) => active.name));
    throw new DiagnosticError([usage('the cluster has no pair', 'A standby says backupOf.')]);
  }
  const own = pairs.filter(({ standby }) => standby.name === as);
  if (own.length > 0) return new Set(own.map(({ active }) => active.name));
  const pair = pairs.find(({ active }) => active.name === as);
  // Its own dmsa keeps the lease, so that it stands down in time; who holds is decided elsewhere.
  if (pair && cluster.lease !== null) return new Set();
  const detail = pair
    ? `It is the active of its pair, and the file names no arbiter (spec.lease) whose lease it could keep: run it on ${pair.standby.name}, which takes over from it.`
    : 'It has no standby and is none.';
  throw new DiagnosticError([usage(`${as} keeps no pair`, detail)]);
}

function usage(summary: string, detail: string): Diagnostic {
  return { severity: 'error', code: 'usage', summary, detail };
}
