/** The locks of one apply on all of its nodes: taken together, renewed while it works, given back at its end. */
import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Diagnostic } from '../diagnostic.ts';
import type { Target, Transport } from '../transport/transport.ts';
import { TransportError } from '../transport/transport.ts';
import { bytesOf, shownText } from './bytes.ts';
import type { OnEvent } from './events.ts';
import {
  conflictOf,
  type LockConflict,
  type LockReport,
  parseLockReport,
  releaseLockScript,
  renewLockScript,
  STATE_DIR,
  takeLockScript,
} from './lock.ts';
import type { Settings } from './request.ts';
import { again } from './retry.ts';

export interface Locks {
  /** Nodes that are ours. */
  readonly nodes: readonly string[];
  /** Now, by the node's clock. */
  nodeTime(node: string): string;
  lost(node: string): boolean;
  markLost(node: string): void;
  /** Makes the lock last for so long, or until that change is undone, and renews it no more: the connection is about to go. */
  pause(node: string, seconds: number, confirm: string): Promise<void>;
  resume(node: string): void;
  /** Gives all locks back. `before`: binary string of shell text that is run first on a node, while the lock still holds. */
  release(before: (node: string) => string, after: (node: string, stdout: Uint8Array) => void): Promise<void>;
}

export type TakenLocks =
  | { readonly status: 'taken'; readonly locks: Locks; readonly failed: ReadonlyMap<string, Diagnostic> }
  | { readonly status: 'locked'; readonly conflicts: readonly LockConflict[] }
  | { readonly status: 'interrupted' };

export interface LockRequest {
  readonly token: string;
  readonly nodes: readonly string[];
  readonly targets: ReadonlyMap<string, Target>;
  readonly transport: Transport;
  readonly settings: Settings;
  readonly emit: OnEvent;
  readonly signal: AbortSignal | undefined;
}

/** How many nodes are talked to at the same time about locks; a dead one among them must not keep the others waiting. */
const LOCK_PARALLEL = 64;
const RETRY_MS = 2_000;
const TELL_AGAIN_MS = 30_000;

/**
 * Takes the locks of all nodes, or none. The first node in order of names is tried alone: two runs over the same nodes meet
 * there, and exactly one of them goes on. A node that can't be reached is left out; a node that someone else holds ends it.
 */
export async function takeLocks(request: LockRequest): Promise<TakenLocks> {
  const { settings, signal, emit } = request;
  const from = performance.now();
  const until = from + settings.lockTimeoutMs;
  const told = new Map<string, { readonly holder: string; readonly at: number }>();
  const sorted = [...request.nodes].sort();
  emit({ type: 'locking', nodes: sorted });
  for (;;) {
    const attempt = await takeOnce(request, sorted);
    if (signal?.aborted) {
      await releaseAll(request, [...attempt.offsets.keys()]);
      return { status: 'interrupted' };
    }
    if (attempt.conflicts.length === 0) {
      return { status: 'taken', locks: heldLocks(request, attempt.offsets), failed: attempt.failed };
    }
    await releaseAll(request, [...attempt.offsets.keys()]);
    const now = performance.now();
    const left = until - now;
    if (left <= 0) return { status: 'locked', conflicts: attempt.conflicts };
    for (const { node, error, report } of attempt.conflicts) {
      const holder = report.status === 'held' ? report.lock.holder : `nobody known (${report.status})`;
      const before = told.get(node);
      const news = before?.holder !== holder || now - before.at >= TELL_AGAIN_MS;
      if (news) told.set(node, { holder, at: now });
      emit({ type: 'lock-waiting', node, error, holder, waitedMs: now - from, leftMs: left, news });
    }
    await delay(Math.min(left, RETRY_MS), undefined, signal ? { signal } : {}).catch(() => {});
    // Nothing is held while we wait, so there is nothing to give back.
    if (signal?.aborted) return { status: 'interrupted' };
  }
}

interface Attempt {
  /** By node that was locked: how far its clock is ahead of ours, ms. */
  readonly offsets: Map<string, number>;
  readonly failed: Map<string, Diagnostic>;
  readonly conflicts: LockConflict[];
}

async function takeOnce(request: LockRequest, sorted: readonly string[]): Promise<Attempt> {
  const attempt: Attempt = { offsets: new Map(), failed: new Map(), conflicts: [] };
  let index = 0;
  // The first that answers at all decides whether the others are asked.
  while (index < sorted.length && attempt.offsets.size === 0 && attempt.conflicts.length === 0) {
    await takeOne(request, sorted[index] ?? '', attempt);
    index += 1;
  }
  if (attempt.conflicts.length > 0) return attempt;
  const queue = new PQueue({ concurrency: LOCK_PARALLEL });
  await queue.addAll(sorted.slice(index).map((node) => () => takeOne(request, node, attempt)));
  return attempt;
}

async function takeOne(request: LockRequest, node: string, attempt: Attempt): Promise<void> {
  const { token, settings, emit } = request;
  const started = performance.now();
  try {
    const script = takeLockScript({
      token,
      holder: settings.holder,
      reason: settings.reason,
      expiryS: settings.lockExpiryS,
      renewS: Math.ceil(settings.lockRenewMs / 1000),
    });
    const { report, via, nowS } = await runLock(request, node, script);
    switch (report.status) {
      case 'taken':
        attempt.offsets.set(node, nowS * 1000 - Date.now());
        emit({ type: 'node-locked', node, via, ms: performance.now() - started });
        return;
      case 'held':
      case 'confirming':
      case 'unreadable':
        attempt.conflicts.push({ node, report, error: conflictOf(node, report) });
        return;
      default:
        attempt.failed.set(node, lockFailed(node, report));
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    attempt.failed.set(node, error.diagnostic);
  }
}

function lockFailed(node: string, report: LockReport): Diagnostic {
  return {
    severity: 'error',
    code: 'lock-failed',
    summary: `${node} could not be locked, so nothing is changed on it`,
    detail: `${report.status === 'failed' ? report.why : report.status}\nThe lock is the folder ${STATE_DIR}/lock; the user that dmsa logs in as must be able to write there.`,
    node,
  };
}

async function runLock(
  { transport, targets }: LockRequest,
  node: string,
  script: string,
): Promise<{ readonly report: LockReport; readonly via: string; readonly nowS: number; readonly stdout: Uint8Array }> {
  const target = targets.get(node);
  if (!target) throw new Error(`no target for node ${node}`);
  // All of these scripts may be repeated: taking a lock that is ours already gives it to us again.
  const { session, result } = await again(async () => {
    const open = await transport.connect(target);
    const options = { timeoutMs: target.connection.commandTimeoutMs, maxOutputBytes: 1_000_000 };
    return { session: open, result: await open.run(bytesOf(script), options) };
  });
  const text = shownText(result.stdout);
  return {
    report: parseLockReport(text),
    via: session.via,
    nowS: Number(/^dmsa-lock (\d+)/m.exec(text)?.[1] ?? 0),
    stdout: result.stdout,
  };
}

/** Best effort: what can't be given back expires. */
async function releaseAll(
  request: LockRequest,
  nodes: readonly string[],
  before: (node: string) => string = () => '',
  after: (node: string, stdout: Uint8Array) => void = () => {},
): Promise<void> {
  const queue = new PQueue({ concurrency: LOCK_PARALLEL });
  await queue.addAll(
    nodes.map((node) => async () => {
      try {
        const { stdout } = await runLock(request, node, releaseLockScript(request.token, before(node)));
        after(node, stdout);
        request.emit({ type: 'node-unlocked', node });
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        request.emit({
          type: 'problem',
          node,
          error: {
            severity: 'warning',
            code: 'unlock-failed',
            summary: `The lock of ${node} could not be given back; it ends by itself within ${request.settings.lockExpiryS} s`,
            detail: error.diagnostic.summary,
            node,
          },
        });
      }
    }),
  );
}

function heldLocks(request: LockRequest, offsets: ReadonlyMap<string, number>): Locks {
  const { settings, token } = request;
  const lost = new Set<string>();
  const paused = new Set<string>();
  const resumed: Promise<void>[] = [];
  const stop = new AbortController();

  const renew = async (node: string, expiryS: number, confirm: string | null = null): Promise<void> => {
    try {
      const { report } = await runLock(request, node, renewLockScript(token, expiryS, confirm));
      if (report.status === 'lost') lost.add(node);
    } catch (error) {
      // Every script checks the lock itself; a node that can't be reached now may be back before the lock ends.
      if (!(error instanceof TransportError)) throw error;
    }
  };
  const beat = async (): Promise<void> => {
    const queue = new PQueue({ concurrency: LOCK_PARALLEL });
    while (!stop.signal.aborted) {
      await delay(settings.lockRenewMs, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      const due = [...offsets.keys()].filter((node) => !lost.has(node) && !paused.has(node));
      await queue.addAll(due.map((node) => () => renew(node, settings.lockExpiryS)));
    }
  };
  const beating = beat();
  // Seen by `release`, which waits for it; until then a failure must not end the process.
  beating.catch(() => {});

  return {
    nodes: [...offsets.keys()],
    nodeTime: (node) => new Date(Date.now() + (offsets.get(node) ?? 0)).toISOString(),
    lost: (node) => lost.has(node),
    markLost: (node) => lost.add(node),
    async pause(node, seconds, confirm) {
      paused.add(node);
      await renew(node, seconds, confirm);
    },
    resume(node) {
      paused.delete(node);
      // At once: after a revert the lock ends soon.
      const renewal = renew(node, settings.lockExpiryS);
      renewal.catch(() => {});
      resumed.push(renewal);
    },
    async release(before, after) {
      stop.abort();
      await beating;
      await Promise.all(resumed);
      await releaseAll(
        request,
        [...offsets.keys()].filter((node) => !lost.has(node)),
        before,
        after,
      );
    },
  };
}
