/** Copies the directories of pairs, each by a script on the node that gets the files: `dmsa sync`, later the loop and the failback. */
import PQueue from 'p-queue';
import type { Cluster } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { type Copy, copiesOf, type Direction, type MayCopy, mayCopy, syncedPairs } from '../ha/sync/copies.ts';
import { type CopyReport, parseCopy } from '../ha/sync/report.ts';
import { type CopyOptions, copyScript } from '../ha/sync/script.ts';
import { closeScript, parseStop, stopCopyScript } from '../ha/sync/stop.ts';
import type { Placement } from '../kinds/kind.ts';
import type { Forcible, SyncCode } from '../kinds/sync-state.ts';
import { type Target, type Transport, TransportError } from '../transport/transport.ts';
import { targetOf } from './look.ts';

export interface SyncRequest {
  readonly cluster: Cluster;
  readonly transport: Transport;
  /** Who holds what; nothing is copied where it does not say that it may be. */
  readonly placement: Placement;
  /** Names of the actives; pairs whose standby wants no files are left out. */
  readonly actives: ReadonlySet<string>;
  readonly direction?: Direction;
  /** `failback` is said by the failback alone. */
  readonly purpose?: 'period' | 'failback';
  readonly options?: Omit<CopyOptions, 'force'>;
  readonly force?: (copy: Copy) => ReadonlySet<Forcible>;
  /** Pairs at the same time. */
  readonly parallel: number;
  readonly onEvent?: (event: SyncEvent) => void;
  /** Aborted: what runs is stopped on its node, and nothing further is begun. */
  readonly signal?: AbortSignal;
  /** Who stops it, for the next reader. */
  readonly by?: string;
}

export type SyncEvent =
  | { readonly type: 'begun'; readonly copy: Copy }
  /** As rsync says it: `1,234,567  45%   12.34MB/s    0:00:10`. */
  | { readonly type: 'progress'; readonly copy: Copy; readonly text: string }
  | { readonly type: 'ended'; readonly copy: Copy; readonly outcome: CopyOutcome };

export type CopyOutcome =
  | { readonly status: 'reported'; readonly report: CopyReport; readonly ms: number }
  /** It is not known how it ended, or it was not begun at all. */
  | { readonly status: 'unknown'; readonly error: Diagnostic };

export interface PairOutcome {
  readonly active: string;
  readonly standby: string;
  readonly direction: Direction;
  readonly may: MayCopy;
  readonly copies: readonly { readonly copy: Copy; readonly outcome: CopyOutcome }[];
}

/** Codes of a placement (ha/placement.ts) with a record that a takeover wrote, or with the standby in its place. */
const STANDBY_TOOK_OVER: readonly string[] = ['failed-over', 'record-unclear'];

/** With one of these the pair's other directories would only be refused for the same reason. */
const OF_THE_PAIR: ReadonlySet<SyncCode> = new Set<SyncCode>([
  'taken-over',
  'transition',
  'standby-holds',
  'addresses-unknown',
  'not-failed-over',
  'running',
  'stopped',
  'unreachable',
  'host-key',
  'auth-failed',
  'no-rsync',
]);

/** A copy that is over its time ends by itself; this is for a node that no longer answers. */
const GRACE_MS = 120_000;
const MAX_OUTPUT_BYTES = 16_000_000;
const STOP_MS = 30_000;

/** One outcome a pair, in file order. Never rejects for a fault of a node. */
export async function syncPairs(request: SyncRequest): Promise<readonly PairOutcome[]> {
  const queue = new PQueue({ concurrency: request.parallel });
  const pairs = syncedPairs(request.cluster).filter(({ active }) => request.actives.has(active.name));
  return queue.addAll(
    pairs.map(
      ({ active, standby }) =>
        () =>
          syncPair(request, active.name, standby.name),
    ),
  );
}

async function syncPair(request: SyncRequest, active: string, standby: string): Promise<PairOutcome> {
  const direction = request.direction ?? 'to-standby';
  const may = mayCopy({ active, standby }, request.placement.get(active), direction, request.purpose);
  const copies: { copy: Copy; outcome: CopyOutcome }[] = [];
  if (!may.open && direction === 'to-standby' && STANDBY_TOOK_OVER.includes(may.code) && !request.options?.dryRun)
    await noteTakeover(request, active, standby);
  if (may.open) {
    let same: CopyOutcome | null = null;
    for (const copy of copiesOf(request.cluster, active, direction)) {
      const outcome: CopyOutcome = request.signal?.aborted
        ? { status: 'unknown', error: notBegun(copy) }
        : (same ?? (await syncOne(request, copy)));
      copies.push({ copy, outcome });
      if (outcome.status === 'unknown') same = outcome;
      else if (outcome.report.status !== 'copied' && OF_THE_PAIR.has(outcome.report.code)) same = outcome;
    }
  }
  return { active, standby, direction, may, copies };
}

/** That the standby's files are the fresh ones must outlast a record that is removed by hand. Where it can't be noted, the next time. */
async function noteTakeover({ cluster, transport, signal }: SyncRequest, active: string, standby: string): Promise<void> {
  const node = cluster.nodes.find(({ name }) => name === standby);
  const paths = copiesOf(cluster, active).map(({ path }) => path);
  if (!node || paths.length === 0) return;
  try {
    const session = await transport.connect(targetOf(node), signal);
    await session.run(closeScript(paths), { timeoutMs: node.connection.commandTimeoutMs, maxOutputBytes: 100_000 });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
  }
}

async function syncOne(request: SyncRequest, copy: Copy): Promise<CopyOutcome> {
  const { cluster, transport, signal, onEvent } = request;
  const node = cluster.nodes.find(({ name }) => name === copy.to);
  if (!node) throw new Error(`${copy.to} is not in the cluster`);
  const target = targetOf(node);
  const script = copyScript(copy, { ...request.options, force: request.force?.(copy) ?? new Set() });
  const started = performance.now();
  onEvent?.({ type: 'begun', copy });
  const hard = new AbortController();
  const stop = (): void => {
    void stopOn(transport, target, request.by ?? 'on request').then((ended) => {
      if (!ended) hard.abort();
    });
  };
  let outcome: CopyOutcome;
  try {
    const session = await transport.connect(target, signal);
    signal?.addEventListener('abort', stop, { once: true });
    const { stdout } = await session.run(script, {
      timeoutMs: copy.limits.timeLimitMs + GRACE_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal: hard.signal,
      ...(onEvent ? { onStdout: progressReader((text) => onEvent({ type: 'progress', copy, text })) } : {}),
    });
    const report = parseCopy(new TextDecoder().decode(stdout));
    outcome = report
      ? { status: 'reported', report, ms: performance.now() - started }
      : { status: 'unknown', error: cutShort(copy) };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    outcome = { status: 'unknown', error: error.diagnostic };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  onEvent?.({ type: 'ended', copy, outcome });
  return outcome;
}

/** False where it may still be running. */
async function stopOn(transport: Transport, target: Target, by: string): Promise<boolean> {
  try {
    const session = await transport.connect(target);
    const { stdout } = await session.run(stopCopyScript(by), { timeoutMs: STOP_MS, maxOutputBytes: 100_000 });
    // A dry run has no lock and is not found; it changes nothing.
    return parseStop(new TextDecoder().decode(stdout)).status === 'stopped';
  } catch (error) {
    if (error instanceof TransportError) return false;
    throw error;
  }
}

/** Lines may come in pieces. Only the last one of a chunk is of interest. */
function progressReader(tell: (text: string) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(0, 10_000);
    const last = lines.findLast((line) => line.startsWith('@dmsa-sync progress '));
    if (last !== undefined) tell(last.slice('@dmsa-sync progress '.length).trim());
  };
}

function notBegun({ to, path }: Copy): Diagnostic {
  return {
    severity: 'error',
    code: 'interrupted',
    summary: `${path} was not copied to ${to}: interrupted before it was begun`,
    node: to,
  };
}

function cutShort({ to, path }: Copy): Diagnostic {
  return {
    severity: 'error',
    code: 'sync-cut-short',
    summary: `How the copy of ${path} to ${to} ended is not known`,
    detail: 'Its shell was ended from outside. What came over stays; the next copy goes on from there.',
    node: to,
  };
}
