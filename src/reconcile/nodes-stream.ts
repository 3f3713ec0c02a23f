/**
 * What changes on nodes, heard of between two looks (docs/decisions/0071). A stream decides nothing: all that comes of it is that the
 * node's next look is due now, as often as its pace allows (stream-pace.ts). A node without one is looked at as ever.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../desired/cluster.ts';
import { withEither } from '../either-signal.ts';
import { watchListOf } from '../observe/watch-list.ts';
import { buildWatch } from '../observe/watch-script.ts';
import type { Wanted } from './compile.ts';
import { requestsOfKinds, targetOf } from './look.ts';
import { type Heard, hearNode } from './node-ear.ts';
import type { StreamTold } from './nodes-file.ts';
import type { NodesRequest } from './nodes-request.ts';
import type { NodeState } from './nodes-state.ts';
import { dueAt, freshPace, heard, isRestless, looked, mayLook, type Pace, quietAt, settle } from './stream-pace.ts';

export interface Streams {
  /** Of the loop, just before it begins the looks that are due. */
  readonly turn: (nowMs: number) => void;
  /** When it has to turn again at the latest, by `performance.now`. */
  readonly dueMs: () => number;
  /** It is changing just now, by somebody else's doing. */
  readonly isRestless: (node: string) => boolean;
  /** Resolves when nothing of it is left on the nodes, as far as they can be reached. */
  readonly close: () => Promise<void>;
}

const FIRST_AGAIN_MS = 3_000;
const LAST_AGAIN_MS = 600_000;
/** One that lasted so long had nothing wrong with it. */
const SOUND_MS = 60_000;
/** Its first failure may be the connection's; that is told where a look fails as well. */
const TELL_AFTER = 2;
/** What is told to end has so long before it is left to the end of its connection. */
const CLOSE_MS = 2_500;
/** A node without `ip monitor` may get one. */
const PARTIAL_MS = 600_000;

interface Ear {
  readonly state: NodeState;
  readonly node: Cluster['nodes'][number];
  pace: Pace;
  /** What hears it; null: nothing does. */
  going: { readonly stop: AbortController; readonly over: Promise<void> } | null;
  /** When it is opened again. */
  openMs: number;
  failures: number;
  /** When this loop was last at work on it. */
  actedMs: number;
  /** The look after which it was last asked which processes run. */
  scannedMs: number | null;
}

export function openStreams(
  request: NodesRequest,
  wanted: Wanted,
  states: ReadonlyMap<string, NodeState>,
  ends: AbortSignal,
  wake: () => void,
): Streams {
  const { cluster, kinds, transport, memory, gate, onEvent } = request;
  const { tickMs } = cluster.run.stream;
  const ears = cluster.nodes.flatMap((node): readonly Ear[] => {
    const state = states.get(node.name);
    const pace = freshPace(performance.now());
    return state
      ? [{ state, node, pace, going: null, openMs: 0, failures: 0, actedMs: Number.NEGATIVE_INFINITY, scannedMs: null }]
      : [];
  });
  const byName = new Map(ears.map((ear) => [ear.state.name, ear]));
  let closed = false;

  const change = ({ state }: Ear, told: Partial<StreamTold>): void => {
    const before = state.stream ?? { is: 'opening', why: null, sinceMs: Date.now(), changes: 0, last: null };
    state.stream = { ...before, ...told, ...(told.is && told.is !== before.is ? { sinceMs: Date.now() } : {}) };
  };
  const tell = ({ state }: Ear, is: 'lost' | 'partial', why: string): void => {
    if (memory.unheard.get(state.name) === `${is} ${why}`) return;
    memory.unheard.set(state.name, `${is} ${why}`);
    onEvent({ type: 'stream', node: state.name, is, why });
  };
  const onHeard = (ear: Ear, what: Heard): void => {
    const nowMs = performance.now();
    switch (what.is) {
      case 'open':
        change(ear, { is: 'open', why: null, changes: 0 });
        if (memory.unheard.delete(ear.state.name)) onEvent({ type: 'stream', node: ear.state.name, is: 'back', why: null });
        // What changed since the last look and before it was heard.
        ear.pace = heard(ear.pace, nowMs, true);
        break;
      case 'change': {
        const own = ear.state.acting !== null || nowMs - ear.actedMs < 2 * tickMs + 1_000;
        ear.pace = heard(ear.pace, nowMs, own, what.network);
        change(ear, {
          changes: (ear.state.stream?.changes ?? 0) + 1,
          last: { atMs: Date.now(), what: what.what },
          quietMs: isRestless(ear.pace, nowMs) ? Math.round(Date.now() + quietAt(ear.pace) - nowMs) : null,
        });
        break;
      }
      case 'partial':
        change(ear, { is: 'partial', why: what.why });
        tell(ear, 'partial', what.why);
        break;
    }
    wake();
  };

  const hear = async (ear: Ear, stop: AbortSignal): Promise<void> => {
    const began = performance.now();
    const list = watchListOf(requestsOfKinds(kinds, wanted.byNode.get(ear.node.name) ?? new Map()));
    change(ear, { is: 'opening' });
    const end = await hearNode({
      target: targetOf(ear.node),
      transport,
      watch: buildWatch(list),
      tickMs,
      partialMs: PARTIAL_MS,
      signal: stop,
      scan() {
        const { triedMs, looking } = ear.state;
        if (looking || triedMs === ear.scannedMs) return false;
        ear.scannedMs = triedMs;
        return true;
      },
      onHeard: (what) => onHeard(ear, what),
    });
    if (stop.aborted) return;
    const nowMs = performance.now();
    const sound = nowMs - began > SOUND_MS;
    ear.failures = sound ? 1 : ear.failures + 1;
    ear.openMs = nowMs + Math.min(LAST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** (ear.failures - 1)) * (0.9 + Math.random() / 5);
    change(ear, { is: 'lost', why: end });
    if (ear.failures >= TELL_AFTER && ear.state.why === null) tell(ear, 'lost', end);
  };
  const open = (ear: Ear): void => {
    const stop = new AbortController();
    const over = withEither([ends, stop.signal], (both) => hear(ear, both))
      .catch((error: unknown) => {
        ear.openMs = performance.now() + LAST_AGAIN_MS;
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        onEvent({ type: 'problem', node: ear.state.name, why });
      })
      .finally(() => {
        ear.going = null;
        wake();
      });
    ear.going = { stop, over };
  };
  const elsewhere = ({ state }: Ear): boolean => gate?.waits(state.name)?.code === 'other-controller';
  /** It is opened over the connection of a look that went well, by whoever keeps the node. */
  const wants = (ear: Ear): boolean =>
    ear.going === null && ear.state.triedMs !== null && ear.state.why === null && !elsewhere(ear);

  return {
    turn(nowMs) {
      for (const ear of ears) {
        const { state } = ear;
        if (state.acting) ear.actedMs = nowMs;
        if (!closed && wants(ear) && nowMs >= ear.openMs) open(ear);
        if (ear.going && elsewhere(ear)) {
          ear.going.stop.abort();
          state.stream = null;
        }
        ear.pace = settle(ear.pace, nowMs);
        if (state.looking || state.acting) continue;
        if (state.dueMs <= nowMs) ear.pace = looked(ear.pace, nowMs, true);
        else if (mayLook(ear.pace, nowMs)) {
          state.narrow = ear.pace.network;
          ear.pace = looked(ear.pace, nowMs, false);
          state.dueMs = nowMs;
        }
      }
    },
    dueMs: () =>
      Math.min(
        ...ears.map((ear) => {
          const look = ear.state.looking || ear.state.acting ? Number.POSITIVE_INFINITY : dueAt(ear.pace);
          return wants(ear) ? Math.min(look, ear.openMs) : look;
        }),
      ),
    isRestless(node) {
      const ear = byName.get(node);
      return ear !== undefined && isRestless(ear.pace, performance.now());
    },
    async close() {
      closed = true;
      for (const { going } of ears) going?.stop.abort();
      // A node that is frozen says nothing to that; its stream ends with the connection.
      const all = Promise.all(ears.map(({ going }) => going?.over));
      await Promise.race([all, delay(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}
