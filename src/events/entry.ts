/** One line of the journal: what happened, by whom, under which revision. Holds no secret. */
import type { Json } from '../json.ts';
import type { LoopEvent } from './loop-event.ts';

export const SEVERITIES = ['info', 'warning', 'alarm'] as const;
export type EntrySeverity = (typeof SEVERITIES)[number];

/** As it is before the journal gives it its number. */
export type NewEntry = {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who did or said it: `dmsa run root@central pid 4711`, or an operator. */
  readonly by: string;
  /** The revision in force: a commit of git, else the SHA-256 of the cluster file; null: not known. */
  readonly revision: string | null;
  readonly severity: EntrySeverity;
  /** What it is: `verdict`, `drift`, `fight`, `file`, `step`, `operator` …; the `type` of its JSON. */
  readonly kind: string;
  readonly node: string | null;
  /** The active of the pair. */
  readonly pair: string | null;
  readonly code: string | null;
  /** The line of `dmsa run`, in its parts: of what it is, the word, the sentence. */
  readonly head: string | null;
  readonly word: string;
  readonly sentence: string;
  /** As `dmsa run --json` says it; of a step and of an operator's doing, what there is. */
  readonly event: Json;
  /** Of one that `dmsa run` told: as its page has it, so that it is the same there after a restart. */
  readonly shown?: {
    readonly id: number;
    readonly of: LoopEvent['of'];
    readonly tone: Tone;
  };
};

/** How bad it looks: the colour of its word in a terminal. */
export type Tone = 'bad' | 'warn' | 'good' | 'info';

export type Entry = NewEntry & {
  /** Grows by one from entry to entry, over restarts and rotation. */
  readonly seq: number;
};

/**
 * By which it is known, also over restarts: microseconds since 1970, roughly. It grows from event to event of one process; that of an entry
 * which says none follows from its time and number.
 */
export function idOf({ shown, at, seq }: Entry): number {
  if (shown !== undefined) return shown.id;
  const ms = Date.parse(at);
  return Number.isFinite(ms) ? ms * 1000 + 500 + (seq % 500) : seq;
}
