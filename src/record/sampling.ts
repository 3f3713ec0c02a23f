/**
 * Which of a pair's judgements are recorded, and whether with the look at its members: there is one every second, and nearly all are like the
 * one before. Pure.
 */
import type { JudgedRound, PlannedRound } from '../reconcile/keep-record.ts';

/** One in so many is recorded though it is like the others. */
export const EACH = 60;
/** Of those that are no act's: so many at once, and one more each so many ms. */
const BURST = 30;
const REFILL_MS = 10_000;

export interface Sampling {
  readonly said: string;
  readonly rests: string;
  /** Of the last one by which something was done, or not. */
  readonly final: string;
  /** Of the last plan that was not begun. */
  readonly stop: string;
  /** Left out since the last one. */
  readonly like: number;
  readonly room: number;
  readonly atMs: number;
}

export const NONE_SAMPLED: Sampling = { said: '', rests: '', final: '', stop: '', like: 0, room: BURST, atMs: 0 };

export interface Sample {
  /** `short`: without the look. */
  readonly record: 'no' | 'short' | 'whole';
  /** It comes before others that wait to be written, and is not dropped for them. */
  readonly first: boolean;
  readonly sampling: Sampling;
}

/** Something is to be done by it, unless it is judged otherwise once more before that. */
export function isAct({ verdict: { act } }: Pick<JudgedRound, 'verdict'>): boolean {
  return act !== 'none' && act !== 'alarm';
}

/** @param atMs  by a clock that never goes back */
export function sampleJudged(before: Sampling, round: JudgedRound, atMs: number): Sample {
  const filled = refilled(before, atMs);
  const { act, code } = round.verdict;
  const said = `${act} ${code}`;
  const rests = restsOf(round);
  const acts = isAct(round);
  const news = round.final && said !== before.final;
  const final = round.final ? said : before.final;
  const changed = said !== before.said || rests !== before.rests;
  const record = ((): Sample['record'] => {
    if (round.final && acts) return news || filled.room >= 1 ? 'whole' : 'short';
    if (news && act === 'alarm') return filled.room >= 1 ? 'whole' : 'short';
    if (changed && filled.room >= 1) return 'short';
    return before.like >= EACH - 1 ? 'short' : 'no';
  })();
  const first = round.final && (acts || (news && act === 'alarm'));
  if (record === 'no') return { record, first, sampling: { ...filled, final, like: before.like + 1 } };
  return { record, first, sampling: { ...filled, said, rests, final, like: 0, room: Math.max(0, filled.room - 1) } };
}

/** A plan that is not begun is made again in each round: the same one is not recorded each time. */
export function samplePlanned(before: Sampling, { stop, planned, answer }: PlannedRound, atMs: number): Sample {
  const filled = refilled(before, atMs);
  const why = stop ?? (planned === null ? (answer?.status ?? '') : '');
  const same = why !== '' && why === before.stop;
  if (same && filled.room < 1) return { record: 'no', first: true, sampling: filled };
  return { record: 'whole', first: true, sampling: { ...filled, stop: why, room: Math.max(0, filled.room - 1) } };
}

function refilled(before: Sampling, atMs: number): Sampling {
  const more = before.atMs === 0 ? BURST : (atMs - before.atMs) / REFILL_MS;
  return { ...before, room: Math.min(BURST, before.room + more), atMs };
}

/** What it rests on, without what only grows: times, counts, the wording of a node. */
function restsOf({ input, watching, history }: JudgedRound): string {
  const { watched, holding, lease, limits } = input;
  return JSON.stringify([
    watching,
    [...watched.troubles.keys()].sort(),
    [...watched.unknown.keys()].sort(),
    [holding.code, holding.holder, holding.paused ?? false],
    [...(input.standbyDeaf ?? [])].sort(),
    [input.missing, input.withheld ?? []],
    [input.activeReached, input.standbyUnfit !== null, input.hasFenceAgent, lease.proof, history !== null],
    [...input.tries].map(([service, tries]) => [service, tries.length]),
    limits && [[...limits.reasons], limits.patience, limits.takeoversPerHour],
  ]);
}
