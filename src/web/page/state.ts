/** What the page knows, as it was told. */
import type { Brief } from '../brief.ts';
import type { Job } from '../jobs.ts';
import type { Run, RunAction } from '../runs.ts';
import type { Head, NodeView, PairView } from '../shown.ts';
import { nowMs } from './time.ts';

export interface Snapshot {
  readonly head: Head;
  readonly nodes: readonly NodeView[];
  readonly pairs: readonly PairView[];
  readonly runs: readonly Run[];
  readonly jobs: readonly Job[];
  readonly events: readonly Brief[];
  /** Of the oldest of them, where there may be older ones. */
  readonly before: number | null;
}

export interface State {
  head: Head | null;
  nodes: Map<string, NodeView>;
  pairs: Map<string, PairView>;
  runs: readonly Run[];
  jobs: readonly Job[];
  /** Newest first, without a gap. */
  events: readonly Brief[];
  /** For what is older than these; null: there is nothing. */
  before: number | null;
  /** When something last came from dmsa, by the clock of this browser. */
  heardMs: number;
  link: 'begins' | 'live' | 'lost' | 'locked';
  /** The name of the token; null: there is none. */
  me: string | null;
}

export const state: State = {
  head: null,
  nodes: new Map(),
  pairs: new Map(),
  runs: [],
  jobs: [],
  events: [],
  before: null,
  heardMs: 0,
  link: 'begins',
  me: null,
};

export function mayAct(): boolean {
  return state.me !== null && state.head?.acts === true;
}

/** Whoever reads far back keeps what was read; a page that is left open for weeks stays small all the same. */
const MOST_EVENTS = 2_000;

export type Part = 'head' | 'nodes' | 'pairs' | 'runs' | 'jobs' | 'events';

/** Takes in what came; gives which parts are to be drawn again. */
export function take(type: string, data: unknown): readonly Part[] {
  switch (type) {
    case 'snapshot': {
      const all = data as Snapshot;
      state.head = all.head;
      state.nodes = new Map(all.nodes.map((one) => [one.name, one]));
      state.pairs = new Map(all.pairs.map((one) => [one.active, one]));
      state.runs = all.runs;
      state.jobs = all.jobs;
      // What was read of the past stays where it joins. Where more was missed than came now it would leave a gap.
      const seen = new Set(all.events.map(({ id }) => id));
      if (state.events.some(({ id }) => seen.has(id)))
        state.events = [...all.events, ...state.events.filter(({ id }) => !seen.has(id))];
      else [state.events, state.before] = [all.events, all.before];
      return ['head', 'nodes', 'pairs', 'runs', 'jobs', 'events'];
    }
    case 'head':
      state.head = data as Head;
      return ['head'];
    case 'beat': {
      const beat = data as {
        nowMs: number;
        toldMs: number | null;
        pairs: Record<string, { atMs: number; checkedMs: number | null; lookedMs: number | null }>;
      };
      if (state.head) state.head = { ...state.head, nowMs: beat.nowMs, toldMs: beat.toldMs };
      for (const [active, { atMs, checkedMs, lookedMs }] of Object.entries(beat.pairs)) {
        const pair = state.pairs.get(active);
        if (pair?.evidence) state.pairs.set(active, { ...pair, atMs, evidence: { ...pair.evidence, checkedMs, lookedMs } });
      }
      return ['head', 'pairs'];
    }
    case 'nodes': {
      for (const node of data as readonly NodeView[]) state.nodes.set(node.name, node);
      return ['nodes'];
    }
    case 'pairs': {
      for (const pair of data as readonly PairView[]) state.pairs.set(pair.active, pair);
      return ['pairs'];
    }
    case 'event': {
      const event = data as Brief;
      if (!state.events.some(({ id }) => id === event.id)) state.events = [event, ...state.events];
      if (state.events.length > MOST_EVENTS) {
        state.events = state.events.slice(0, MOST_EVENTS / 2);
        state.before = state.events.at(-1)?.id ?? null;
      }
      return ['events'];
    }
    case 'run': {
      const run = data as Run;
      const others = state.runs.filter(({ id }) => id !== run.id);
      state.runs = [run, ...others].sort((a, b) => b.id - a.id).slice(0, 24);
      return ['runs'];
    }
    case 'action': {
      const { run, action } = data as { readonly run: number; readonly action: RunAction };
      state.runs = state.runs.map((one) =>
        one.id === run ? { ...one, actions: one.actions.map((old) => (old.id === action.id ? action : old)) } : one,
      );
      return ['runs'];
    }
    case 'job': {
      const job = data as Job;
      const known = state.jobs.some(({ id }) => id === job.id);
      state.jobs = known ? state.jobs.map((one) => (one.id === job.id ? job : one)) : [job, ...state.jobs].slice(0, 20);
      return ['jobs'];
    }
    default:
      return [];
  }
}

export type NodeIs = 'lost' | 'differs' | 'unknown' | 'unseen' | 'stale' | 'fine';

/** What is not known is never fine. */
export function nodeIs(node: NodeView): NodeIs {
  if (node.reachable === false) return 'lost';
  if (node.differences.length + node.more > 0) return 'differs';
  if (node.reachable === null) return 'unseen';
  if (isOld(node.seenMs)) return 'stale';
  return node.unknown.length > 0 ? 'unknown' : 'fine';
}

export function isOld(seenMs: number | null): boolean {
  return seenMs === null || nowMs() - seenMs > Math.max(60_000, 3 * (state.head?.intervalMs ?? 0));
}

export type PairIs = 'alarm' | 'acts' | 'moved' | 'unknown' | 'notes' | 'fine';

export function pairIs({ evidence, kept, atMs }: PairView): PairIs {
  if (!evidence) return kept ? 'unknown' : 'notes';
  const { act, code } = evidence.verdict;
  if (act === 'alarm') return 'alarm';
  if (atMs !== null && nowMs() - atMs > Math.max(90_000, 20 * evidence.intervalMs)) return 'unknown';
  if (act !== 'none' || evidence.doing !== null || evidence.subjects.some(({ is, times }) => is === 'bad' || times > 0))
    return 'acts';
  if (evidence.holding.holder === null || evidence.subjects.some(({ is }) => is === 'unknown')) return 'unknown';
  if (evidence.holding.holder !== evidence.active) return 'moved';
  return code === 'fine' ? 'fine' : 'notes';
}
