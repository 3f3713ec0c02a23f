/** What the loop that keeps nodes knows between two rounds, and what a loop after it takes over. */
import type { Failures } from './back-off.ts';
import type { DecideInput, Seen } from './decide.ts';
import type { Trails } from './fights.ts';
import type { Difference, NodesTold, StreamTold } from './nodes-file.ts';

export interface NodeState {
  readonly name: string;
  /** By `performance.now`. */
  dueMs: number;
  /** The next look is at the network alone: nothing else was heard of, and a whole one follows (narrow-look.ts). */
  narrow: boolean;
  looking: boolean;
  /** What is done on it just now. */
  acting: Promise<void> | null;
  doing: string | null;
  /** Has what is at work end before its time: what is begun is finished, nothing new is. */
  giveWay: AbortController | null;
  /** Looks that failed, one after the other. */
  failures: number;
  why: string | null;
  /** What was seen of it the last time that it could be looked at. */
  last: {
    readonly seen: Extract<Seen, { readonly reachable: true }>;
    readonly observations: ReadonlyMap<string, ReadonlyMap<string, DecideInputObservation>>;
    readonly loginKeys: readonly string[];
    /** Of the last whole look: nothing is begun upon less. */
    readonly atMs: number;
  } | null;
  /** When this loop looked at it the last time, or tried to; by `performance.now`. */
  triedMs: number | null;
  /** When it was last seen, milliseconds since 1970. */
  seenMs: number | null;
  /** How often something was begun on it; of one round (`--once`). */
  acts: number;
  stream: StreamTold | null;
}

type DecideInputObservation =
  DecideInput['observations'] extends ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, infer O>>> ? O : never;

/** What outlasts a change of the cluster file. */
export interface NodesMemory {
  revision: string;
  trails: Trails;
  failures: Failures;
  /** Things that were taken away since this revision is in force. */
  deleted: number;
  /** By node: what is known to differ, by id. */
  readonly told: Map<string, ReadonlyMap<string, Difference>>;
  /** What a loop before this one was still doing when the file changed. */
  readonly working: Map<string, Promise<void>>;
  readonly nodes: Map<string, Pick<NodeState, 'failures' | 'why' | 'seenMs'>>;
  open: boolean | null;
  /** The last troubles that were told, by node: the same one is told once. */
  readonly problems: Map<string, string>;
  /** By node: why its changes are not heard, or not all, as it was told. */
  readonly unheard: Map<string, string>;
}

export function freshMemory(): NodesMemory {
  return {
    revision: '',
    trails: new Map(),
    failures: new Map(),
    deleted: 0,
    told: new Map(),
    working: new Map(),
    nodes: new Map(),
    open: null,
    problems: new Map(),
    unheard: new Map(),
  };
}

/** From what a loop wrote down that was killed perhaps: a fight goes on to be one, and what failed is not tried at once. */
export function memoryFrom({ revision, trails, failures, deleted }: NodesTold): NodesMemory {
  return {
    ...freshMemory(),
    revision: revision.digest,
    trails: new Map(trails),
    failures: new Map(failures),
    deleted,
  };
}

export function freshNode(name: string, dueMs: number, before: ReturnType<NodesMemory['nodes']['get']>): NodeState {
  return {
    name,
    dueMs,
    narrow: false,
    looking: false,
    acting: null,
    doing: null,
    giveWay: null,
    failures: before?.failures ?? 0,
    why: before?.why ?? null,
    last: null,
    triedMs: null,
    seenMs: before?.seenMs ?? null,
    acts: 0,
    stream: null,
  };
}
