/** `dmsa run --ha-only`: keeps pairs until it is told to stop. */
import { hostname, userInfo } from 'node:os';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Verdict } from '../ha/judge.ts';
import type { Remembered } from '../ha/recall.ts';
import { evidencePath, lives, readEvidence, rememberedIn, thisProcess } from '../reconcile/evidence-file.ts';
import { type EvidenceWriter, evidenceWriter } from '../reconcile/evidence-writer.ts';
import { type Follower, followFile, type Loaded } from '../reconcile/follow-file.ts';
import { type KeepEvent, keepPairs } from '../reconcile/keep-pairs.ts';
import type { KeepMemory } from '../reconcile/keep-state.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import { thisMachine } from '../reconcile/vitals.ts';
import { eventLine } from '../views/event-line.ts';
import { fileEventJson, fileEventLine, keepEventJson, keepEventLine } from '../views/keep.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';
import { reload } from './reload.ts';
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

/** What is kept, as one state of the file has it. */
interface Scope {
  readonly cluster: Cluster;
  /** The node that this machine is; null: none of them. */
  readonly self: string | null;
  readonly actives: ReadonlySet<string>;
}

export async function runVerb(options: RunOptions, io: Io): Promise<number> {
  const loaded = await loadOrThrow(options.file, io);
  if (!options.haOnly)
    throw new DiagnosticError([usage('dmsa run keeps pairs only', 'Give --ha-only. Everything else is kept by dmsa apply.')]);
  let scope = scopeOf(loaded.cluster, options);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const onEvent = (event: KeepEvent): void => {
    const safe = io.redacted(event);
    if (safe.type === 'apply') {
      const line = eventLine(safe.event);
      if (line) io.log('info', line, { pair: safe.active });
      return;
    }
    io.out(options.json ? `${JSON.stringify(keepEventJson(safe, new Date()))}\n` : keepEventLine(safe, new Date(), io));
  };
  const { follower, changed } = followed(loaded, options, io, stop.signal);
  const onHangup = (): void => follower?.again();
  process.on('SIGHUP', onHangup);
  const remembered = await rememberedOf(scope, onEvent);
  const writer = follower && !options.dryRun && (await writerFor(scope, follower, onEvent));
  const memory: KeepMemory = new Map();
  const closing: Promise<void>[] = [];
  try {
    for (;;) {
      const next = changed();
      const { cluster, self, actives } = scope;
      const transport = await transportTo(cluster);
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
        remembered: async (active) => remembered.get(active) ?? null,
        ...(writer ? { onEvidence: (evidence) => writer.note(io.redacted(evidence)) } : {}),
        leave: next.signal,
        memory,
      });
      // Copies that it began go on, over its connections.
      const copying = Promise.all([...memory.values()].map((kept) => kept.copying));
      closing.push(copying.then(() => transport.close()));
      if (options.once) return exitCodeOf([...verdicts.values()], actives.size);
      const taken = next.take();
      if (stop.signal.aborted || !taken) return EXIT.done;
      scope = scopeOf(taken, options);
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    process.off('SIGHUP', onHangup);
    stop.abort();
    await Promise.all([...closing, writer ? writer.done() : null, follower?.ended]);
  }
}

function scopeOf(written: Cluster, { as }: RunOptions): Scope {
  const cluster = as === undefined ? written : onNode(written, as);
  return { cluster, self: as ?? thisMachine(written), actives: keptBy(cluster, as ?? null) };
}

/** Until the next change of the file that is taken up. */
interface Next {
  readonly signal: AbortSignal;
  /** What was taken up last, once; null: it was not changed. */
  readonly take: () => Cluster | null;
}

interface Followed {
  /** null: the loop does not last so long. */
  readonly follower: Follower | null;
  /** Begins to wait for the next change. */
  readonly changed: () => Next;
}

const LEAST_FILE_MS = 1_000;
const MOST_FILE_MS = 30_000;

function followed(loaded: Awaited<ReturnType<typeof loadOrThrow>>, options: RunOptions, io: Io, signal: AbortSignal): Followed {
  let leave = new AbortController();
  let taken: Cluster | null = null;
  let secrets = loaded.secretsPlace?.path ?? null;
  const changed = (): Next => {
    const last = new AbortController();
    leave = last;
    // One that came while the last loop was still ending.
    if (taken) last.abort();
    return {
      signal: last.signal,
      take() {
        const cluster = taken;
        taken = null;
        return cluster;
      },
    };
  };
  if (options.once) return { follower: null, changed };
  const load = async (): Promise<Loaded> => {
    const read = await reload(options.file, loaded.cluster.name, io, (cluster) => scopeOf(cluster, options));
    if (!('refused' in read)) secrets = read.secrets;
    return read;
  };
  const follower = followFile({
    path: options.file,
    others: () => (secrets === null ? [] : [secrets]),
    load,
    first: loaded,
    everyMs: Math.min(MOST_FILE_MS, Math.max(LEAST_FILE_MS, loaded.cluster.watch.intervalMs)),
    signal,
    onEvent: (event) => {
      const safe = io.redacted(event);
      io.out(options.json ? `${JSON.stringify(fileEventJson(safe, new Date()))}\n` : fileEventLine(safe, new Date(), io));
    },
    onTaken: (cluster) => {
      taken = cluster;
      leave.abort();
    },
  });
  return { follower, changed };
}

/** What a loop before this one wrote down here. One that is still at work is told of: two of them count and act each for itself. */
async function rememberedOf(
  { cluster, actives }: Scope,
  onEvent: (event: KeepEvent) => void,
): Promise<ReadonlyMap<string, Remembered>> {
  const found = new Map<string, Remembered>();
  for (const active of actives) {
    const read = await readEvidence(evidencePath(cluster.name, active));
    const remembered = rememberedIn(read);
    if (remembered) found.set(active, remembered);
    if (read.status !== 'read' || (await lives(read.written)) !== 'yes') continue;
    const why = `another dmsa run on this machine keeps the pair as well (pid ${read.written.by.pid})`;
    onEvent({ type: 'problem', active, why });
  }
  return found;
}

async function writerFor(
  { cluster, self }: Scope,
  follower: Follower,
  onEvent: (event: KeepEvent) => void,
): Promise<EvidenceWriter> {
  const onProblem = (active: string, why: string): void => onEvent({ type: 'problem', active, why });
  return evidenceWriter({ cluster: cluster.name, by: await thisProcess(self), file: follower.inForce, onProblem });
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
