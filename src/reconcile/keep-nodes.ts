/**
 * The loop that keeps nodes as the cluster file says. Level-triggered: each node is looked at again and again, what was seen of all of them
 * is put together, and whatever differs is put right or waits (rounds.ts). Nothing is remembered that has to be done: what was not done is
 * seen again.
 *
 * Each node has its own time and its own work. One that hangs is waited for by nobody.
 */
import { firstLookAfter, lookAfter } from './back-off.ts';
import { compile, unseenPlacement, type Wanted } from './compile.ts';
import { lookAtCluster } from './look.ts';
import { networkKinds, withNarrow } from './narrow-look.ts';
import { startWork } from './nodes-act.ts';
import type { NodesRequest } from './nodes-request.ts';
import { decideRound, isElsewhere, isOver, type Round, staleAfter } from './nodes-round.ts';
import { freshNode, type NodeState, type NodesMemory } from './nodes-state.ts';
import { openStreams, type Streams } from './nodes-stream.ts';
import { toldOf } from './nodes-told.ts';
import { outlast } from './outlast.ts';

/** The processor is left to others for so many times as long as a decision took, and at least so long. */
const IDLE = 9;
const GATHER_MS = 200;
/** Orders of the operator and windows count within this time, though no node was looked at. */
const TICK_MS = 1_000;
/** What is known is told again after that, so that a reader sees that it is still so. */
const TELL_MS = 5_000;
/** With `once`: further work on a node that follows from what was done. */
const MAX_ACTS = 5;

export interface NodesOutcome {
  /** Of all nodes, with `once`: everything was seen, and is as wanted. */
  readonly asWanted: boolean;
}

/** Returns when it is told to stop and nothing is at work any more, or at once when it is to leave. Never rejects for a node's fault. */
export async function keepNodes(request: NodesRequest): Promise<NodesOutcome> {
  const { cluster, signal, memory } = request;
  const { run: running, nodes } = cluster;
  const ends = AbortSignal.any(request.leave ? [signal, request.leave] : [signal]);
  const begun = { ...request, signal: outlast(signal) };
  const wanted = compile(cluster, request.kinds, unseenPlacement(cluster));
  const { sleep, wake } = sleeper(ends);
  if (memory.revision !== request.revision) {
    // What failed may do so no longer.
    memory.failures = new Map();
    memory.deleted = 0;
    memory.revision = request.revision;
  }
  const began = performance.now();
  const states = new Map(
    nodes.map(({ name }, at) => {
      const state = freshNode(name, began + firstLookAfter(running.intervalMs, at, nodes.length), memory.nodes.get(name));
      goOn(state, memory, wake);
      return [name, state] as const;
    }),
  );
  const streams = running.stream.enabled && !request.once ? openStreams(request, wanted, states, ends, wake) : null;
  let round: Round | null = null;
  let nextRoundMs = 0;
  let decidedMs = Number.NEGATIVE_INFINITY;
  let toldMs = Number.NEGATIVE_INFINITY;
  let share = -1;
  const others = new Set<string>();
  while (!ends.aborted) {
    const nowMs = performance.now();
    streams?.turn(nowMs);
    for (const state of states.values())
      if (state.dueMs <= nowMs && !state.looking && !state.acting) void look(request, wanted, state, ends).finally(wake);
    giveWay(request, states);
    const version = request.gate?.version() ?? 0;
    if (version !== share) lookAtTaken(request, states, others);
    share = version;
    const news = [...states.values()].some(({ triedMs }) => triedMs !== null && triedMs >= decidedMs);
    const ticks = nowMs - decidedMs >= TICK_MS;
    if (nowMs >= nextRoundMs && (news || (ticks && (round === null || (await isOver(request, round)))))) {
      decidedMs = performance.now();
      const started = await decideAndStart(begun, states, streams, wake, ends);
      round = started?.round ?? round;
      if (started) request.onRound?.(started.round);
      nextRoundMs = performance.now() + Math.max(GATHER_MS, (performance.now() - decidedMs) * IDLE);
      if (started && (started.begun || started.round.changed)) toldMs = Number.NEGATIVE_INFINITY;
    }
    if (round && performance.now() - toldMs >= TELL_MS) {
      request.onTold?.(toldOf(request, states, round));
      toldMs = performance.now();
    }
    if (request.once && round && isDone(states, round)) break;
    const due = [...states.values()].flatMap((one) => (one.looking || one.acting ? [] : [one.dueMs]));
    // A look that has ended waits for the next round only where one was made a moment before.
    await sleep(
      Math.min(...due, streams?.dueMs() ?? Number.POSITIVE_INFINITY, Math.max(nextRoundMs, performance.now() + TICK_MS)) -
        performance.now(),
      nextRoundMs,
    );
  }
  await streams?.close();
  const works = [...states.values()].flatMap(({ acting }) => acting ?? []);
  // Whoever goes on with the memory waits for them.
  if (signal.aborted || request.once) await Promise.all(works);
  if (round) request.onTold?.(toldOf(request, states, round));
  return { asWanted: round !== null && isAsWanted(states, memory.told) };
}

/**
 * What another controller keeps is looked at as seldom as can be: so that what is decided upon is still the whole cluster, and one that
 * takes a node over knows it.
 */
function intervalOf({ cluster, gate }: NodesRequest, name: string): number {
  const { intervalMs } = cluster.run;
  const isOther = gate?.waits(name)?.code === 'other-controller';
  return isOther ? Math.max(intervalMs, staleAfter(intervalMs) * 0.8) : intervalMs;
}

/** What was just taken over is looked at at once, and what differs there is told by its new keeper. */
function lookAtTaken({ gate, memory }: NodesRequest, states: ReadonlyMap<string, NodeState>, before: Set<string>): void {
  for (const [name, state] of states) {
    if (isElsewhere(gate, name)) before.add(name);
    else if (before.delete(name)) {
      state.dueMs = 0;
      memory.told.delete(name);
    }
  }
}

/** A pair that is to be moved or repaired comes first: what is at work on its members holds their locks. */
function giveWay({ cluster, troubled }: NodesRequest, states: ReadonlyMap<string, NodeState>): void {
  const actives = troubled();
  if (actives.size === 0) return;
  for (const { name, backupOf } of cluster.nodes) if (actives.has(backupOf ?? name)) states.get(name)?.giveWay?.abort();
}

/** What a loop before this one was doing on the node when the file changed is waited for. */
function goOn(state: NodeState, { working }: NodesMemory, wake: () => void): void {
  const left = working.get(state.name);
  if (!left) return;
  state.acting = left;
  void left.then(() => {
    state.acting = null;
    state.dueMs = 0;
    wake();
  });
}

interface Sleeper {
  /** At most so long; once woken, not before `earliestMs` (by `performance.now`). */
  readonly sleep: (ms: number, earliestMs: number) => Promise<void>;
  readonly wake: () => void;
}

function sleeper(ends: AbortSignal): Sleeper {
  let woken = false;
  let up = (): void => {};
  ends.addEventListener('abort', () => up(), { once: true });
  return {
    wake() {
      woken = true;
      up();
    },
    async sleep(ms, earliestMs) {
      const nap = (forMs: number): Promise<void> =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, Math.max(1, forMs));
          up = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      if (ends.aborted) return;
      if (!woken) await nap(ms);
      const rest = earliestMs - performance.now();
      if (woken && rest > 0 && !ends.aborted) {
        woken = false;
        await nap(rest);
      }
      woken = false;
    },
  };
}

/** Never rejects. */
async function look(request: NodesRequest, wanted: Wanted, state: NodeState, ends: AbortSignal): Promise<void> {
  const { cluster, transport, memory, onEvent } = request;
  const { name } = state;
  const before = state.narrow ? state.last : null;
  const kinds = before ? networkKinds(request.kinds, wanted.byNode.get(name)) : request.kinds;
  state.narrow = false;
  state.looking = true;
  const beganMs = performance.now();
  try {
    const selected = new Set([name]);
    const input = await lookAtCluster({ cluster, kinds, transport, selected, alone: true, wanted, parallel: 1, signal: ends });
    if (ends.aborted) return;
    const seen = input.seen.get(name);
    request.onLook?.(name, performance.now() - beganMs, seen?.reachable === true);
    if (seen?.reachable) {
      if (state.why !== null) onEvent({ type: 'node', node: name, is: 'back', why: null });
      state.failures = 0;
      state.why = null;
      state.seenMs = Date.now();
      const last = {
        seen,
        observations: input.observations.get(name) ?? new Map(),
        loginKeys: input.loginKeys?.get(name) ?? [],
        atMs: performance.now(),
      };
      state.last = before ? withNarrow(before, last) : last;
    } else {
      const why = seen?.error.summary ?? 'it was not looked at';
      if (state.why === null) onEvent({ type: 'node', node: name, is: 'lost', why });
      state.failures += 1;
      state.why = why;
    }
    memory.nodes.set(name, { failures: state.failures, why: state.why, seenMs: state.seenMs });
  } catch (error) {
    // A fault of our own: the other nodes, and this one's next look, go on.
    state.failures += 1;
    onEvent({ type: 'problem', node: name, why: textOf(error) });
  } finally {
    state.looking = false;
    state.triedMs = performance.now();
    state.dueMs = state.triedMs + lookAfter(intervalOf(request, name), state.failures, Math.random());
  }
}

async function decideAndStart(
  begun: NodesRequest,
  states: ReadonlyMap<string, NodeState>,
  streams: Streams | null,
  wake: () => void,
  ends: AbortSignal,
): Promise<{ readonly round: Round; readonly begun: boolean } | null> {
  try {
    const round = await decideRound(begun, states);
    let any = false;
    const isRestless = (name: string): boolean => streams?.isRestless(name) ?? false;
    for (const name of ends.aborted ? [] : round.ready(performance.now(), isRestless)) {
      const state = states.get(name);
      if (!state || (begun.once && state.acts >= MAX_ACTS)) continue;
      any = startWork(begun, state, round, wake) || any;
    }
    return { round, begun: any };
  } catch (error) {
    const why = textOf(error);
    if (begun.memory.problems.get('') !== why) begun.onEvent({ type: 'problem', node: null, why });
    begun.memory.problems.set('', why);
    return null;
  }
}

/** Every node was tried, nothing is at work, and nothing that may be done is left. */
function isDone(states: ReadonlyMap<string, NodeState>, round: Round): boolean {
  for (const state of states.values()) {
    if (state.triedMs === null || state.acting || state.looking) return false;
    if (state.triedMs > round.atMs) return false;
  }
  const left = [...round.going].filter((name) => (states.get(name)?.acts ?? 0) < MAX_ACTS);
  return left.length === 0;
}

function isAsWanted(states: ReadonlyMap<string, NodeState>, told: ReadonlyMap<string, ReadonlyMap<string, unknown>>): boolean {
  return [...states.values()].every(({ name, why, last }) => why === null && last !== null && (told.get(name)?.size ?? 0) === 0);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
