/**
 * When a holder has to have stopped, and from when on another may count on it. Pure; docs/decisions/0058 has the derivation.
 *
 * Nobody compares clocks of two machines: each counts a span on its own monotonic clock. All that is assumed of clocks is that
 * none runs faster or slower than DRIFT; nothing is assumed of networks. In the formulas T is `ttlMs`, M `marginMs`, d DRIFT.
 */
import type { LeaseLook, Unknown } from './store.ts';

/** 1 %: fifty times what a quartz does, and more than NTP's slewing (500 ppm). */
export const DRIFT = 0.01;
/** A clock that is read from /proc/uptime stands still for 10 ms, and is cut off at them. */
const STEP_MS = 20;

export interface LeaseTimes {
  readonly ttlMs: number;
  /** Of it the holder begins to stop before the earliest expiry, and the taker waits after the expiry. */
  readonly marginMs: number;
}

/** By the holder's clock. */
export interface Deadlines {
  /** It begins to stop. */
  readonly standDownMs: number;
  /** Its service addresses are off: no store can have called the lease expired before. */
  readonly addressesOffMs: number;
  /** All of it has stopped, or the machine is reset: no taker acts before. */
  readonly overMs: number;
}

/**
 * @param begunMs  when the last renewal that is known to have succeeded was begun (not answered), by the holder's clock. One whose
 *                 answer was lost does not count.
 */
export function deadlinesOf(begunMs: number, { ttlMs, marginMs }: LeaseTimes): Deadlines {
  const earliestExpiry = begunMs + (ttlMs * (1 - DRIFT)) / (1 + DRIFT) - STEP_MS;
  return {
    standDownMs: earliestExpiry - marginMs,
    addressesOffMs: earliestExpiry,
    overMs: earliestExpiry + marginMs * (1 - DRIFT),
  };
}

/** How often the holder renews, and how long one question to the arbiter may take. */
export function rhythmOf({ ttlMs }: LeaseTimes): { readonly everyMs: number; readonly answerMs: number } {
  return { everyMs: ttlMs / 3, answerMs: Math.min(5_000, ttlMs / 5) };
}

/**
 * Whether a kernel watchdog resets the machine in time where all of dmsa hangs: it was fed last when a renewal was answered.
 * `early`: it would reset a machine that is only slow to renew. `late`: a taker may act before it does.
 */
export function watchdogFits(timeoutMs: number, times: LeaseTimes): 'fits' | 'early' | 'late' {
  const { everyMs, answerMs } = rhythmOf(times);
  if (timeoutMs < everyMs + 2 * answerMs) return 'early';
  return answerMs + timeoutMs * (1 + DRIFT) <= deadlinesOf(0, times).overMs ? 'fits' : 'late';
}

/** What a taker remembers of its looks at one lease. Times by its own monotonic clock. */
export interface Sighting {
  readonly look: LeaseLook;
  /** The answer of the first look that showed this mark. */
  readonly markSinceMs: number;
  /** The answer of the first look that showed this mark, and the lease not held. */
  readonly endedSinceMs: number | null;
}

/** @param answeredMs  when the answer was there. What was not answered changes nothing. */
export function sight(before: Sighting | null, look: LeaseLook | Unknown, answeredMs: number): Sighting | null {
  if (look.is === 'unknown') return before;
  const same = before !== null && markOf(before.look) === markOf(look);
  const ended = look.is !== 'held';
  return {
    look,
    markSinceMs: same ? before.markSinceMs : answeredMs,
    endedSinceMs: ended ? ((same ? before.endedSinceMs : null) ?? answeredMs) : null,
  };
}

function markOf(look: LeaseLook): string {
  return look.is === 'never' ? `${look.life} never` : `${look.life} ${look.mark}`;
}

/**
 * Whether the lease proves that `from` has stood down.
 *   no       what is known says that it does not, or not yet (`waitMs`: by when it may).
 *   unknown  it is not known.
 */
export type LeaseProof =
  | { readonly proof: 'yes'; readonly generation: number; readonly detail: string }
  | { readonly proof: 'no'; readonly code: NoProof; readonly detail: string; readonly waitMs: number | null }
  | { readonly proof: 'unknown'; readonly detail: string };

export type NoProof = 'never-held' | 'withdrawn' | 'held' | 'other-holder' | 'too-early' | 'acquired-first';

interface Question {
  /** The one that must have stood down, and the one that wants to know. */
  readonly from: string;
  readonly to: string;
  readonly times: LeaseTimes;
  /** Of the store. */
  readonly steady: boolean;
  /** When `to` may last have promised `from` not to act, by its own clock (taker.ts); null: it makes no promises. */
  readonly promisedMs: number | null;
}

/** A `yes` is only good for whoever then acquires the lease with the mark that was seen: until then its holder may have it again. */
export function judge(seen: Sighting | null, nowMs: number, question: Question): LeaseProof {
  const { from, to, times, promisedMs } = question;
  if (seen === null) return { proof: 'unknown', detail: 'the arbiter has not answered yet' };
  const { look } = seen;
  const no = (code: NoProof, detail: string, waitMs: number | null = null): LeaseProof => ({ proof: 'no', code, detail, waitMs });
  if (look.is === 'never') return no('never-held', `${from} has never held the lease, so that it is not held proves nothing`);
  const { holder, generation } = look;
  if (holder === to && look.takenFrom === from && look.is !== 'withdrawn') {
    return { proof: 'yes', generation, detail: `${to} has already taken the lease over from ${from} (generation ${generation})` };
  }
  if (holder !== from) return no('other-holder', `${holder} had the lease last, so it proves nothing about ${from}`);
  switch (look.is) {
    case 'held':
      return no('held', `${from} holds the lease for another ${inSeconds(look.remainingMs)}`, look.remainingMs + times.marginMs);
    case 'withdrawn':
      return no('withdrawn', `${from} gave up the lease and goes on without it, so that it is not held proves nothing`);
    case 'released':
      return { proof: 'yes', generation, detail: `${from} stood down and released the lease (generation ${generation})` };
    case 'expired': {
      const promised = promisedMs === null ? 0 : promisedMs + times.ttlMs + patience(times) - nowMs;
      const waitMs = Math.max(promised, waitOf(seen, nowMs, question));
      if (waitMs <= 0) {
        const detail = `${from} did not renew the lease (generation ${generation}): it expired and the margin is over`;
        return { proof: 'yes', generation, detail };
      }
      return no(
        'too-early',
        `the lease of ${from} has expired; another ${inSeconds(waitMs)} until it must have stood down`,
        waitMs,
      );
    }
  }
}

/**
 * Of a steady store: M after the expiry was first seen. A clock that can be set may have leapt over the whole lease; there the mark
 * must not have changed for T and M, by the taker's own clock: the last renewal was begun before it was first seen.
 */
export function waitOf(
  seen: Pick<Sighting, 'markSinceMs' | 'endedSinceMs'>,
  nowMs: number,
  { times, steady }: Pick<Question, 'times' | 'steady'>,
): number {
  const sinceMs = steady ? (seen.endedSinceMs ?? nowMs) : seen.markSinceMs + times.ttlMs;
  return sinceMs + patience(times) - nowMs;
}

function patience({ marginMs }: LeaseTimes): number {
  return marginMs * (1 + DRIFT) + STEP_MS;
}

function inSeconds(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}
