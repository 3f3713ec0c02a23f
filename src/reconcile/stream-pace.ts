/**
 * When a node is looked at because it said that something changed there: at once, and once more when it has been quiet for a while; but
 * never more often than a bucket of looks allows, whatever it says. Values in, values out; times in milliseconds of any one clock.
 */

/** So many looks in a row at once; then one in each of these times. */
export const BURST = 6;
export const REFILL_MS = 10_000;
/** What comes together is looked at together. */
export const GATHER_MS = 150;
/** The first news from a node that was quiet: what a kernel tells of one command comes within that. */
export const FIRST_MS = 50;
/** After the last change it counts as settled: a service that somebody restarts is up again, as a rule. */
export const SETTLE_MS = 3_000;
/** Where it does not settle, nothing waits for it any more after that, until it was quiet for long. */
export const RESTLESS_MS = 30_000;
/** What comes after less than this belongs to what came before: a daemon that dies again and again, a job of each few seconds. */
export const CALM_MS = 15_000;

export interface Pace {
  /** Looks that may be made at once, as of `atMs`. */
  readonly looks: number;
  readonly atMs: number;
  /** The first change that no look has begun after. */
  readonly sinceMs: number | null;
  /** For how long what follows that is waited for. */
  readonly gatherMs: number;
  /** All that is to be looked at is what the kernel told of the network, and before that it was quiet for long. */
  readonly network: boolean;
  /** Since when it changes, when that was last heard, and whether it has settled since; null: it was quiet for long. */
  readonly restless: { readonly fromMs: number; readonly lastMs: number; readonly settled: boolean } | null;
}

export function freshPace(nowMs: number): Pace {
  return { looks: BURST, atMs: nowMs, sinceMs: null, gatherMs: GATHER_MS, network: false, restless: null };
}

/**
 * Something changed. @param own it may be what this loop did: it is looked at, and nothing waits for quiet
 * @param network it is what the kernel told of links, addresses and routes, and nothing else
 */
export function heard(pace: Pace, nowMs: number, own = false, network = false): Pace {
  const before = pace.restless;
  const quiet = pace.sinceMs === null && (before === null || before.settled) && !own;
  const isSame = before !== null && nowMs < before.lastMs + CALM_MS;
  const fromMs = isSame ? before.fromMs : nowMs;
  return {
    ...pace,
    sinceMs: pace.sinceMs ?? nowMs,
    gatherMs: pace.sinceMs === null ? (quiet ? FIRST_MS : GATHER_MS) : pace.gatherMs,
    // What is not waited for any more may be acted upon at once: that takes a whole look.
    network: network && !own && ((quiet && !isSame) || pace.network),
    restless: own ? before : { fromMs, lastMs: nowMs, settled: false },
  };
}

/** Nothing is begun on a node that is just changing. */
export function isRestless(pace: Pace, nowMs: number): boolean {
  return nowMs < quietAt(pace);
}

/** When it may be begun there, if nothing more is heard; -Infinity: at any time. */
export function quietAt({ restless }: Pace): number {
  return restless === null ? Number.NEGATIVE_INFINITY : Math.min(restless.lastMs + SETTLE_MS, restless.fromMs + RESTLESS_MS);
}

/** Where its quiet has come, what it settled to is to be seen. */
export function settle(pace: Pace, nowMs: number): Pace {
  const { restless } = pace;
  if (restless === null || restless.settled || nowMs < restless.lastMs + SETTLE_MS) return pace;
  const seen = { sinceMs: pace.sinceMs ?? nowMs, gatherMs: GATHER_MS, network: false };
  return { ...pace, ...seen, restless: { ...restless, settled: true } };
}

/** When it is to be looked at, or asked again, for what was heard; Infinity: there is nothing. */
export function dueAt(pace: Pace): number {
  const settled = pace.restless === null || pace.restless.settled ? Number.POSITIVE_INFINITY : pace.restless.lastMs + SETTLE_MS;
  if (pace.sinceMs === null) return settled;
  const missing = 1 - pace.looks;
  const allowed = missing <= 0 ? pace.atMs : pace.atMs + missing * REFILL_MS;
  return Math.min(settled, Math.max(pace.sinceMs + pace.gatherMs, allowed));
}

/** @param free a look that is made anyway */
export function looked(pace: Pace, nowMs: number, free: boolean): Pace {
  const filled = Math.min(BURST, pace.looks + Math.max(0, nowMs - pace.atMs) / REFILL_MS);
  return { ...pace, looks: free ? filled : filled - 1, atMs: nowMs, sinceMs: null, network: false };
}

/** Whether a look may be made now for what was heard. */
export function mayLook(pace: Pace, nowMs: number): boolean {
  if (pace.sinceMs === null || nowMs < pace.sinceMs + pace.gatherMs) return false;
  return pace.looks + Math.max(0, nowMs - pace.atMs) / REFILL_MS >= 1 - 1e-9;
}
