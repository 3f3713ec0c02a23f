/** How long to wait: between two looks at a node, and before what failed is tried again. Chance comes in as a value. */

/** A node that can't be looked at is tried at least so often, unless the interval itself is longer. */
const MOST_NODE_MS = 600_000;
/** What failed is tried again at least so often. */
const MOST_ACTION_MS = 3_600_000;
const LEAST_ACTION_MS = 10_000;

/**
 * @param failures looks that failed, one after the other
 * @param chance   from 0 to 1
 */
export function lookAfter(intervalMs: number, failures: number, chance: number): number {
  const grown = intervalMs * 2 ** Math.min(Math.max(0, failures - 1), 20);
  const base = Math.min(grown, Math.max(intervalMs, MOST_NODE_MS));
  return Math.round(base * (0.9 + 0.2 * chance));
}

/** When the nodes are looked at the first time: spread, so that they are not all at once, and none waits for long. */
export function firstLookAfter(intervalMs: number, at: number, nodes: number): number {
  return Math.round(at * Math.min(FIRST_MS, intervalMs / Math.max(1, nodes)));
}

const FIRST_MS = 100;

export type Failure = {
  /** `would-fail`: it was not begun, as it was seen before that it would. */
  readonly code: 'failed' | 'would-fail';
  readonly why: string;
  /** One after the other. */
  readonly times: number;
  readonly sinceMs: number;
  /** It is not tried again before. */
  readonly untilMs: number;
};

/** By id of the resource. */
export type Failures = ReadonlyMap<string, Failure>;

export function failed(
  failures: Failures,
  id: string,
  { code, why }: Pick<Failure, 'code' | 'why'>,
  nowMs: number,
  intervalMs: number,
): Failures {
  const before = failures.get(id);
  const times = (before?.times ?? 0) + 1;
  const pause = Math.min(Math.max(intervalMs, LEAST_ACTION_MS) * 2 ** Math.min(times - 1, 20), MOST_ACTION_MS);
  const failure = { code, why, times, sinceMs: before?.sinceMs ?? nowMs, untilMs: nowMs + pause };
  return new Map(failures).set(id, failure);
}
