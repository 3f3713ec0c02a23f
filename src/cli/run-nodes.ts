/** The loop that keeps nodes, beside the one that keeps pairs, in one `dmsa run`. */
import { hostname, userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import type { Hub } from '../events/hub.ts';
import { KINDS } from '../kinds/registry.ts';
import type { FileInForce } from '../reconcile/evidence-file.ts';
import { ageMs, lives, now, thisProcess } from '../reconcile/evidence-file.ts';
import type { Gate } from '../reconcile/gate.ts';
import { keepNodes, type NodesOutcome } from '../reconcile/keep-nodes.ts';
import type { KeepEvent } from '../reconcile/keep-request.ts';
import { type NodesTold, nodesPath, nodesWriter, readNodes } from '../reconcile/nodes-file.ts';
import type { NodesEvent } from '../reconcile/nodes-request.ts';
import { freshMemory, memoryFrom } from '../reconcile/nodes-state.ts';
import { type Orders, ordersDirectory, readOrders, readSalt, revisionOf } from '../reconcile/orders.ts';
import { ordersJoiner } from '../reconcile/shared-orders.ts';
import { thisMachine } from '../reconcile/vitals.ts';
import type { Transport } from '../transport/transport.ts';
import type { Io } from './io.ts';
import { tellSuspensions } from './told-suspensions.ts';

interface NodesLoopRequest {
  readonly cluster: Cluster;
  readonly options: { readonly dryRun: boolean; readonly once: boolean; readonly record?: string };
  readonly io: Io;
  readonly hub: Hub;
  readonly signal: AbortSignal;
  /** null: the loop does not last so long. */
  readonly file: (() => FileInForce) | null;
  readonly onTold?: (told: NodesTold) => void;
  readonly onLook?: (node: string, ms: number, reached: boolean) => void;
  /** Something was stopped in the middle. */
  readonly onCutShort: () => void;
}

export interface NodesLoop {
  /** Until it is told to stop, or `leave` is. */
  keep(
    cluster: Cluster,
    transport: Transport,
    kept: ReadonlySet<string>,
    leave: AbortSignal,
    gate: Gate | null,
  ): Promise<NodesOutcome>;
  /** What the loop beside it tells. */
  onPair(event: KeepEvent): void;
  /** Resolves when nothing is at work any more of what was when it was asked. */
  idle(): Promise<unknown>;
  /** Resolves when all is written down. */
  done(): Promise<void>;
}

const AGAIN_MS = 10_000;
/** The arbiter is waited for so long before the nodes are looked at without it. */
const SALT_MS = 3_000;
/** What a loop wrote down that ended longer ago says nothing of what goes on now. */
const REMEMBERED_MS = 24 * 3_600_000;

export async function nodesLoop(asked: NodesLoopRequest): Promise<NodesLoop> {
  const { cluster, options, io, hub, signal, file, onTold, onLook, onCutShort } = asked;
  const troubled = new Map<string, string>();
  const directory = ordersDirectory(cluster.name);
  const salt = await readSalt(directory).catch((error: unknown) => {
    const detail = `${error instanceof Error ? error.message : String(error)}. It is where approvals and suspensions are kept (DMSA_STATE_DIR names another place).`;
    throw new DiagnosticError([{ severity: 'error', code: 'no-state', summary: `${directory} can not be used`, detail }]);
  });
  const onEvent = (event: NodesEvent): void => {
    if (event.type === 'acted' && event.result === 'interrupted' && signal.aborted) onCutShort();
    if (event.type === 'apply') hub.tell({ of: 'step', pair: null, node: event.node, event: event.event });
    else hub.tell({ of: 'node', event });
  };
  const read = await readNodes(nodesPath(cluster.name));
  if (read.status === 'read' && (await lives(read.written)) === 'yes')
    onEvent({
      type: 'problem',
      node: null,
      why: `another dmsa run on this machine keeps the nodes as well (pid ${read.written.by.pid})`,
    });
  const recent = read.status === 'read' && ageMs(read.written, await now()) < REMEMBERED_MS;
  const memory = recent ? memoryFrom(read.written.told) : freshMemory();
  const writer =
    file && !options.dryRun
      ? nodesWriter({
          cluster: cluster.name,
          by: await thisProcess(thisMachine(cluster)),
          file,
          onProblem: (why) => onEvent({ type: 'problem', node: null, why }),
        })
      : null;
  const recorder =
    options.record === undefined
      ? null
      : (await import('./run-record.ts')).recorderOf(options.record, io, (why) => onEvent({ type: 'problem', node: null, why }));
  const told = new Set<string>();
  const suspended = tellSuspensions((is, nodes, text) => onEvent({ type: 'suspension', is, nodes, text }));
  const join = ordersJoiner(Date.now);
  return {
    async keep(of, transport, kept, leave, gate) {
      const own = gate === null ? await (await import('./run-share.ts')).commonOrders(of) : null;
      const common = gate?.orders ?? own;
      const orders = async (): Promise<Orders> => {
        const here = await readOrders(directory);
        return common === null ? here : join(here, common.seen(), common.what);
      };
      const ends = AbortSignal.any([signal, leave]);
      // What names a revision is to be the same on all machines, for an approval on any of them.
      if (common) await Promise.race([common.salted, delay(SALT_MS, undefined, { signal: ends }).catch(() => {})]);
      const revisionNow = (): string => revisionOf(of, common?.salt() ?? salt);
      const request = {
        cluster: of,
        kinds: KINDS,
        transport,
        kept,
        troubled: () => troubled,
        by: `dmsa run ${userInfo().username}@${hostname()} pid ${process.pid}`,
        dryRun: options.dryRun,
        once: options.once,
        signal,
        gate,
        common,
        memory,
        orders,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        onEvent,
        // A tick of many nodes is work: none while a pair is repaired or moved.
        ...(recorder
          ? { onRound: (round: Parameters<typeof recorder.note>[0]) => troubled.size === 0 && recorder.note(round) }
          : {}),
        ...(onLook ? { onLook } : {}),
        onTold: (what: NodesTold) => {
          suspended(what.suspensions);
          writer?.note(io.redacted(what));
          onTold?.(what);
        },
      };
      try {
        for (;;) {
          const late = new AbortController();
          if (common && common.salt() === null) void common.salted.then(() => late.abort());
          const revision = revisionNow();
          if (!told.has(revision)) {
            const { approvals } = await orders();
            onEvent({ type: 'revision', digest: revision, approved: approvals.some(({ digest }) => digest === revision) });
          }
          told.add(revision);
          try {
            const outcome = await keepNodes({ ...request, revision, leave: AbortSignal.any([leave, late.signal]) });
            // Until now it had a name that only this machine knows it by.
            if (ends.aborted || !late.signal.aborted) return outcome;
          } catch (error) {
            // A fault of our own: the pairs go on to be kept, and the nodes are taken up again.
            onEvent({
              type: 'problem',
              node: null,
              why: error instanceof Error ? (error.stack ?? error.message) : String(error),
            });
            await delay(AGAIN_MS, undefined, { signal: ends }).catch(() => {});
            if (ends.aborted || options.once) return { asWanted: false };
          }
        }
      } finally {
        await own?.close();
      }
    },
    onPair(event) {
      if (event.type !== 'verdict') return;
      const { act, sentence } = event.verdict;
      if (act === 'none' || act === 'alarm') troubled.delete(event.active);
      else troubled.set(event.active, sentence);
    },
    idle: () => Promise.all(memory.working.values()),
    async done() {
      await Promise.all([writer?.done(), recorder?.close()]);
    },
  };
}
