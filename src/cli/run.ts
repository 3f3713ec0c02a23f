/** `dmsa run --ha-only`: keeps pairs until it is told to stop. */
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
import { transportTo } from './transport.ts';

interface RunOptions {
  readonly file: string;
  readonly haOnly: boolean;
  /** The node that this machine is; its own pair alone is kept. */
  readonly as?: string;
  readonly dryRun: boolean;
  readonly once: boolean;
  readonly json: boolean;
}

export async function runVerb(options: RunOptions, io: Io): Promise<number> {
  const { cluster: written } = await loadOrThrow(options.file, io);
  if (!options.haOnly)
    throw new DiagnosticError([usage('dmsa run keeps pairs only', 'Give --ha-only. Everything else is kept by dmsa apply.')]);
  const self = options.as ?? thisMachine(written);
  const cluster = options.as === undefined ? written : onNode(written, options.as);
  const actives = keptBy(cluster, options.as ?? null);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  // A node that is gone is found out within the time that the file gives a check, or soon after.
  const transport = await transportTo(cluster, Math.min(1_500, Math.max(250, cluster.watch.timeoutMs / 2)));
  const onEvent = (event: KeepEvent): void => {
    const safe = io.redacted(event);
    if (safe.type === 'apply') {
      const line = eventLine(safe.event);
      if (line) io.log('info', line, { pair: safe.active });
      return;
    }
    io.out(options.json ? `${JSON.stringify(keepEventJson(safe, new Date()))}\n` : keepEventLine(safe, new Date(), io));
  };
  try {
    const verdicts = await keepPairs({
      cluster,
      transport,
      self,
      actives,
      by: `dmsa run ${userInfo().username}@${hostname()} pid ${process.pid}`,
      dryRun: options.dryRun,
      once: options.once,
      signal: stop.signal,
      onEvent,
    });
    return options.once ? exitCodeOf([...verdicts.values()], actives.size) : EXIT.done;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
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
  const detail = pair
    ? `It is the active of its pair: run it on ${pair.standby.name}, which takes over from it.`
    : 'It has no standby and is none.';
  throw new DiagnosticError([usage(`${as} keeps no pair`, detail)]);
}

function usage(summary: string, detail: string): Diagnostic {
  return { severity: 'error', code: 'usage', summary, detail };
}
