/** `dmsa run`: keeps nodes and pairs until it is told to stop; with --ha-only pairs alone. */
import { once } from 'node:events';
import { hostname, userInfo } from 'node:os';
import equal from 'fast-deep-equal';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Verdict } from '../ha/judge.ts';
import { createNotifier, type Notifier } from '../notify/notifier.ts';
import { keepPairs } from '../reconcile/keep-pairs.ts';
import type { KeepEvent } from '../reconcile/keep-request.ts';
import type { KeepMemory } from '../reconcile/keep-state.ts';
import { FINISH_MS } from '../reconcile/outlast.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import { thisMachine } from '../reconcile/vitals.ts';
import { eventLine } from '../views/event-line.ts';
import { keepEventJson, keepEventLine } from '../views/keep.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';
import { asNode } from './own-node.ts';
import { followed, rememberedOf, type Scope, writerFor } from './run-file.ts';
import { isFromGit, type RunGitOptions } from './run-git-options.ts';
import type { NodesLoop } from './run-nodes.ts';
import { output } from './run-output.ts';
import { stopOnSignals } from './stop.ts';
import { transportTo } from './transport.ts';

/** At the end, for what waits to be delivered; the rest stays in the outbox. */
const NOTIFY_MS = 4_000;

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
  if (!options.haOnly && options.as !== undefined)
    throw new DiagnosticError([
      usage('--as keeps one pair', 'Give --ha-only with it; the nodes are kept by dmsa run on one machine.'),
    ]);
  const usable = (cluster: Cluster): Scope => scopeOf(cluster, options);
  const fromFile = isFromGit(options) ? null : await loadOrThrow(options.file, io);
  const { say, tell, flush } = output(io);
  const stop = stopOnSignals((signal) =>
    tell(
      `${signal}: dmsa run stops. What is begun is finished, or left to the next start after ${FINISH_MS / 1000} s; a second signal ends it at once.\n`,
    ),
  );
  const git = isFromGit(options)
    ? await (await import('./run-git.ts')).openGit({ options, io, usable, say, signal: stop.signal })
    : null;
  const loaded = git?.first ?? fromFile;
  if (loaded === null) throw new Error('nothing was loaded');
  let scope = usable(loaded.cluster);
  let cutShort = false;
  const by = `dmsa run ${userInfo().username}@${hostname()} pid ${process.pid}`;
  const onTrouble = (sentence: string): void => io.log('warn', sentence);
  const notifierOf = ({ cluster }: Scope): Notifier | null =>
    options.dryRun ? null : createNotifier({ cluster, by, sends: true, onTrouble });
  let notifier = notifierOf(scope);
  let nodes: NodesLoop | null = null;
  const onEvent = (event: KeepEvent): void => {
    nodes?.onPair(event);
    const safe = io.redacted(event);
    notifier?.hear(safe);
    if (safe.type === 'apply') {
      const line = eventLine(safe.event);
      if (line) io.log('info', line, { pair: safe.active });
      return;
    }
    if (safe.type === 'acted' && safe.result === 'interrupted') cutShort = true;
    say(options.json ? `${JSON.stringify(keepEventJson(safe, new Date()))}\n` : keepEventLine(safe, new Date(), io));
  };
  const { follower, changed } = followed({ loaded, git, options, io, usable, say, signal: stop.signal });
  stop.onHangup(() => follower?.again());
  const remembered = await rememberedOf(scope, onEvent);
  const writer = follower && !options.dryRun && (await writerFor(scope, follower, onEvent));
  const file = follower?.inForce ?? null;
  const onCutShort = (): void => {
    cutShort = true;
  };
  if (!options.haOnly)
    nodes = await (await import('./run-nodes.ts')).nodesLoop({
      cluster: scope.cluster,
      options,
      io,
      say,
      signal: stop.signal,
      file,
      onCutShort,
    });
  const memory: KeepMemory = new Map();
  const closing: Promise<void>[] = [];
  const leases = options.as === undefined || options.once || options.dryRun ? null : await ownLeases(options.as, onEvent);
  try {
    for (;;) {
      const next = changed();
      const { cluster, self, actives } = scope;
      // A node that is gone is found out within the time that the file gives a check, or soon after.
      const transport = await transportTo(cluster, Math.min(1_500, Math.max(250, cluster.watch.timeoutMs / 2)));
      const lease = (await leases?.of(cluster, transport)) ?? null;
      // On an active there is nothing else to do than to keep its lease.
      const ends = AbortSignal.any([stop.signal, next.signal]);
      if (options.haOnly && actives.size === 0 && !ends.aborted) await once(ends, 'abort');
      const kept = nodes?.keep(cluster, transport, actives, next.signal) ?? null;
      const verdicts = await keepPairs({
        cluster,
        transport,
        self,
        actives,
        lease,
        by,
        dryRun: options.dryRun,
        once: options.once,
        signal: stop.signal,
        onEvent,
        remembered: async (active) => remembered.get(active) ?? null,
        ...(writer ? { onEvidence: (evidence) => writer.note(io.redacted(evidence)) } : {}),
        leave: next.signal,
        memory,
      });
      const outcome = await kept;
      // A lease may still need a connection, to be left in peace without an arbiter.
      if (stop.signal.aborted) await leases?.close();
      // Copies and changes that it began go on, over its connections.
      const copying = Promise.all([...memory.values()].map((kept) => kept.copying));
      closing.push(Promise.all([copying, nodes?.idle()]).then(() => transport.close()));
      if (options.once && outcome?.asWanted === false) return EXIT.incomplete;
      if (options.once) return exitCodeOf([...verdicts.values()], actives.size);
      const taken = next.take();
      if (cutShort) tell('dmsa run was stopped in the middle of something: the next dmsa run goes on with it.\n');
      if (stop.signal.aborted || !taken) return cutShort ? EXIT.incomplete : EXIT.done;
      const { notify } = scope.cluster;
      scope = scopeOf(taken, options);
      if (equal(notify, scope.cluster.notify)) continue;
      if (notifier) closing.push(notifier.close(NOTIFY_MS).then(() => {}));
      notifier = notifierOf(scope);
    }
  } finally {
    await leases?.close();
    stop.abort();
    await Promise.all([...closing, writer ? writer.done() : null, nodes?.done(), follower?.ended]);
    await git?.close();
    const left = (await notifier?.close(NOTIFY_MS)) ?? 0;
    if (left > 0) io.log('info', `${left} notifications wait in the outbox: dmsa notify status`);
    await flush();
    stop.end();
    // A look that was given up may have sockets and processes left that nobody waits for any more.
    setTimeout(() => process.exit(), 500).unref();
  }
}

/** Loaded only where there may be leases. */
async function ownLeases(as: string, onEvent: (event: KeepEvent) => void) {
  const { ownLeases: make } = await import('./run-lease.ts');
  return make(as, (active, text) => onEvent({ type: 'lease', active, text }));
}

function scopeOf(written: Cluster, { as, haOnly }: RunOptions): Scope {
  const cluster = as === undefined ? written : asNode(written, as);
  return { cluster, self: as ?? thisMachine(written), actives: keptBy(cluster, as ?? null, haOnly) };
}

/** A pair about which nothing could be said counts as well. */
function exitCodeOf(verdicts: readonly Verdict[], pairs: number): number {
  return verdicts.length < pairs || verdicts.some(({ act }) => act === 'alarm') ? EXIT.incomplete : EXIT.done;
}

function keptBy(cluster: Cluster, as: string | null, haOnly: boolean): ReadonlySet<string> {
  const pairs = pairsIn(cluster);
  if (as === null) {
    if (pairs.length > 0 || !haOnly) return new Set(pairs.map(({ active }) => active.name));
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
