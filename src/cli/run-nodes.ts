/** The loop that keeps nodes, beside the one that keeps pairs, in one `dmsa run`. */
import { hostname, userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { KINDS } from '../kinds/registry.ts';
import type { FileInForce } from '../reconcile/evidence-file.ts';
import { ageMs, lives, now, thisProcess } from '../reconcile/evidence-file.ts';
import { keepNodes, type NodesOutcome } from '../reconcile/keep-nodes.ts';
import type { KeepEvent } from '../reconcile/keep-request.ts';
import { type NodesTold, nodesPath, nodesWriter, readNodes } from '../reconcile/nodes-file.ts';
import type { NodesEvent } from '../reconcile/nodes-request.ts';
import { freshMemory, memoryFrom } from '../reconcile/nodes-state.ts';
import { ordersDirectory, readOrders, readSalt, revisionOf } from '../reconcile/orders.ts';
import { thisMachine } from '../reconcile/vitals.ts';
import type { Transport } from '../transport/transport.ts';
import { eventLine } from '../views/event-line.ts';
import { nodesEventJson, nodesEventLine } from '../views/nodes.ts';
import type { Io } from './io.ts';

interface NodesLoopRequest {
  readonly cluster: Cluster;
  readonly options: { readonly dryRun: boolean; readonly once: boolean; readonly json: boolean };
  readonly io: Io;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  /** null: the loop does not last so long. */
  readonly file: (() => FileInForce) | null;
  /** Something was stopped in the middle. */
  readonly onCutShort: () => void;
}

export interface NodesLoop {
  /** Until it is told to stop, or `leave` is. */
  keep(cluster: Cluster, transport: Transport, kept: ReadonlySet<string>, leave: AbortSignal): Promise<NodesOutcome>;
  /** What the loop beside it tells. */
  onPair(event: KeepEvent): void;
  /** Resolves when nothing is at work any more of what was when it was asked. */
  idle(): Promise<unknown>;
  /** Resolves when all is written down. */
  done(): Promise<void>;
}

const AGAIN_MS = 10_000;
/** What a loop wrote down that ended longer ago says nothing of what goes on now. */
const REMEMBERED_MS = 24 * 3_600_000;

export async function nodesLoop({ cluster, options, io, say, signal, file, onCutShort }: NodesLoopRequest): Promise<NodesLoop> {
  const troubled = new Map<string, string>();
  const directory = ordersDirectory(cluster.name);
  const salt = await readSalt(directory).catch((error: unknown) => {
    const detail = `${error instanceof Error ? error.message : String(error)}. It is where approvals and suspensions are kept (DMSA_STATE_DIR names another place).`;
    throw new DiagnosticError([{ severity: 'error', code: 'no-state', summary: `${directory} can not be used`, detail }]);
  });
  const onEvent = (event: NodesEvent): void => {
    const safe = io.redacted(event);
    if (safe.type === 'apply') {
      const line = eventLine(safe.event);
      if (line) io.log('info', line, { node: safe.node });
      return;
    }
    if (safe.type === 'acted' && safe.result === 'interrupted' && signal.aborted) onCutShort();
    say(options.json ? `${JSON.stringify(nodesEventJson(safe, new Date()))}\n` : nodesEventLine(safe, new Date(), io));
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
  const told = new Set<string>();
  return {
    async keep(of, transport, kept, leave) {
      const revision = revisionOf(of, salt);
      const orders = () => readOrders(directory);
      if (!told.has(revision)) {
        const { approvals } = await orders();
        onEvent({ type: 'revision', digest: revision, approved: approvals.some(({ digest }) => digest === revision) });
      }
      told.add(revision);
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
        leave,
        memory,
        revision,
        orders,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        onEvent,
        ...(writer ? { onTold: (what: NodesTold) => writer.note(io.redacted(what)) } : {}),
      };
      for (;;) {
        try {
          return await keepNodes(request);
        } catch (error) {
          // A fault of our own: the pairs go on to be kept, and the nodes are taken up again.
          onEvent({ type: 'problem', node: null, why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
          const ends = AbortSignal.any([signal, leave]);
          await delay(AGAIN_MS, undefined, { signal: ends }).catch(() => {});
          if (ends.aborted || options.once) return { asWanted: false };
        }
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
      await writer?.done();
    },
  };
}
