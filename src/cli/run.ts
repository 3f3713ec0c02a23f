/** `dmsa run`: keeps nodes and pairs until it is told to stop; with --ha-only pairs alone. */
import { once } from 'node:events';
import { hostname, userInfo } from 'node:os';
import equal from 'fast-deep-equal';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Hub } from '../events/hub.ts';
import type { Verdict } from '../ha/judge.ts';
import { createNotifier, type Notifier } from '../notify/notifier.ts';
import { digestOf, type Follower } from '../reconcile/follow-file.ts';
import { keepPairs } from '../reconcile/keep-pairs.ts';
import type { KeepEvent } from '../reconcile/keep-request.ts';
import type { KeepMemory } from '../reconcile/keep-state.ts';
import { FINISH_MS } from '../reconcile/outlast.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import { thisMachine } from '../reconcile/vitals.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';
import { asNode } from './own-node.ts';
import { followed, rememberedOf, type Scope, writerFor } from './run-file.ts';
import { isFromGit, type RunGitOptions } from './run-git-options.ts';
import { journalOf } from './run-journal.ts';
import type { NodesLoop } from './run-nodes.ts';
import { openHub, output } from './run-output.ts';
import type { RunWebOptions } from './run-web-options.ts';
import { serviceManager } from './service.ts';
import { stopOnSignals } from './stop.ts';
import { transportTo } from './transport.ts';

/** At the end, for what is not in the journal yet. */
const JOURNAL_MS = 2_000;
/** At the end, for what waits to be delivered; the rest stays in the outbox. */
const NOTIFY_MS = 4_000;

interface RunOptions extends Partial<RunGitOptions>, Partial<RunWebOptions> {
  readonly file: string;
  readonly haOnly: boolean;
  /** The node that this machine is; its own pair alone is kept. */
  readonly as?: string;
  /** Its name among several. */
  readonly controller?: string;
  readonly dryRun: boolean;
  readonly once: boolean;
  readonly json: boolean;
  /** Where what is decided of nodes and pairs is recorded. */
  readonly record?: string;
}

export async function runVerb(options: RunOptions, io: Io): Promise<number> {
  if (!options.haOnly && options.as !== undefined)
    throw new DiagnosticError([
      usage('--as keeps one pair', 'Give --ha-only with it; the nodes are kept by dmsa run on one machine.'),
    ]);
  if (options.once && options.listen !== undefined)
    throw new DiagnosticError([usage('--once is over at once, and serves no page', 'Leave out --listen, or --once.')]);
  const usable = (cluster: Cluster): Scope => scopeOf(cluster, options);
  const fromFile = isFromGit(options) ? null : await loadOrThrow(options.file, io);
  const { say, tell, flush } = output(io);
  const hub = openHub({ io, json: options.json, say });
  const by = `dmsa run ${userInfo().username}@${hostname()} pid ${process.pid}`;
  const journal = options.dryRun ? null : journalOf(hub, by);
  const service = serviceManager();
  const stop = stopOnSignals((signal) => {
    service?.stopping();
    tell(
      `${signal}: dmsa run stops. What is begun is finished, or left to the next start after ${FINISH_MS / 1000} s; a second signal ends it at once.\n`,
    );
  });
  const git = isFromGit(options)
    ? await (await import('./run-git.ts')).openGit({ options, io, usable, hub, signal: stop.signal })
    : null;
  const loaded = git?.first ?? fromFile;
  if (loaded === null) throw new Error('nothing was loaded');
  let scope = usable(loaded.cluster);
  journal?.begin(scope.cluster.name, git ? git.first.good.commit : digestOf(loaded.text));
  let cutShort = false;
  const onTrouble = (sentence: string): void => io.log('warn', sentence);
  const notifierOf = ({ cluster }: Scope): Notifier | null =>
    options.dryRun ? null : createNotifier({ cluster, by, sends: true, onTrouble });
  let notifier = notifierOf(scope);
  hub.listen(({ event: told }) => {
    if (told.of === 'pair') notifier?.hear(told.event);
    else if (told.of !== 'step') notifier?.hearOther(told);
  });
  let nodes: NodesLoop | null = null;
  const onEvent = (event: KeepEvent): void => {
    nodes?.onPair(event);
    if (event.type === 'acted' && event.result === 'interrupted') cutShort = true;
    if (event.type === 'apply') hub.tell({ of: 'step', pair: event.active, node: null, event: event.event });
    else hub.tell({ of: 'pair', event });
  };
  const { follower, changed, path } = followed({ loaded, git, options, io, usable, hub, signal: stop.signal });
  // Nothing is at work yet that would have to end in order.
  const unopened = async (error: unknown): Promise<never> => {
    stop.abort();
    await follower?.ended;
    await git?.close();
    stop.end();
    throw error;
  };
  const web =
    options.listen === undefined
      ? null
      : await openPage({
          options: { ...options, listen: options.listen, listenName: options.listenName ?? [] },
          io,
          hub,
          scope: () => scope,
          file: follower?.inForce ?? null,
          path,
          lookAtBranch: git && follower ? follower.again : null,
          journal,
        }).catch(unopened);
  for (const address of web?.addresses ?? []) tell(`dmsa run serves its page on ${address}\n`);
  stop.onHangup(() => {
    follower?.again();
    void web?.again();
  });
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
      hub,
      signal: stop.signal,
      file,
      ...(web ? { onTold: web.noteNodes, onLook: web.noteLook } : {}),
      onCutShort,
    });
  const sharing = options.as === undefined && !options.once && !options.dryRun ? await sharesOf(options, hub) : null;
  stop.signal.addEventListener('abort', () => sharing?.leave(), { once: true });
  const memory: KeepMemory = new Map();
  const recorder = options.record === undefined ? null : await recorderOf(options.record, io);
  const closing: Promise<void>[] = [];
  const leases = options.as === undefined || options.once || options.dryRun ? null : await ownLeases(options.as, onEvent);
  service?.ready(() => io.redacted(statusText(scope, follower)));
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
      const gate = (await sharing?.of(cluster)) ?? null;
      const kept = nodes?.keep(cluster, transport, actives, next.signal, gate) ?? null;
      const verdicts = await keepPairs({
        cluster,
        transport,
        self,
        actives,
        lease,
        gate,
        by,
        dryRun: options.dryRun,
        once: options.once,
        signal: stop.signal,
        onEvent,
        remembered: async (active) => remembered.get(active) ?? null,
        onEvidence: (evidence) => {
          if (writer) writer.note(io.redacted(evidence));
          web?.noteEvidence(evidence);
        },
        ...(recorder ? { onRound: recorder.note } : {}),
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
      web?.noteCluster(scope.cluster, scope.actives);
      if (equal(notify, scope.cluster.notify)) continue;
      if (notifier) closing.push(notifier.close(NOTIFY_MS).then(() => {}));
      notifier = notifierOf(scope);
    }
  } finally {
    await leases?.close();
    stop.abort();
    await web?.close();
    await Promise.all([...closing, nodes?.idle()]);
    await sharing?.close();
    await Promise.all([writer ? writer.done() : null, nodes?.done(), recorder?.close(), follower?.ended]);
    await git?.close();
    const unwritten = (await journal?.close(JOURNAL_MS)) ?? 0;
    if (unwritten > 0) io.log('warn', `${unwritten} events could not be written to the journal`);
    const left = (await notifier?.close(NOTIFY_MS)) ?? 0;
    if (left > 0) io.log('info', `${left} notifications wait in the outbox: dmsa notify status`);
    await flush();
    service?.close();
    stop.end();
    // A look that was given up may have sockets and processes left that nobody waits for any more.
    setTimeout(() => process.exit(), 500).unref();
  }
}

/** For `systemctl status`. */
function statusText({ cluster }: Scope, follower: Follower | null): string {
  const file = follower?.inForce();
  const refused = file?.refused ? `; REFUSED is what it says by now: ${file.refused}` : '';
  return `keeps ${cluster.name} by ${file ? `${file.path} (${file.digest.slice(0, 12)})${refused}` : 'its file'}`;
}

/** Loaded only where there may be leases. */
async function ownLeases(as: string, onEvent: (event: KeepEvent) => void) {
  const { ownLeases: make } = await import('./run-lease.ts');
  return make(as, (active, text, is) => onEvent({ type: 'lease', active, text, is: is ?? null }));
}

/** Loaded only where there may be several controllers. */
async function sharesOf({ controller }: RunOptions, hub: Hub) {
  const { controllerName, shares } = await import('./run-share.ts');
  return shares(controllerName(controller ?? null), (event) => hub.tell({ of: 'share', event }));
}

/** Loaded only where decisions are recorded. */
async function recorderOf(directory: string, io: Io) {
  const { pairRecorderOf } = await import('./run-record.ts');
  return pairRecorderOf(directory, io, (why) => io.log('warn', why));
}

/** Loaded only where something is served. */
async function openPage(request: Parameters<typeof import('./run-web.ts').openRunWeb>[0]) {
  const { openRunWeb } = await import('./run-web.ts');
  return openRunWeb(request);
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
