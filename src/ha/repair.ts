/** Repair on the spot: a service that failed is started again a bounded number of times, each later than the one before. Pure. */

export interface RepairLimits {
  /** Of one service within `expiresMs`. 0: none. */
  readonly tries: number;
  /** After the first try; doubled with each further one. */
  readonly pauseMs: number;
  /** A try is forgotten after that. */
  readonly expiresMs: number;
}

/** When a service was tried to be repaired, by the clock of the samples. */
export type Tries = readonly number[];

export type RepairAdvice =
  | { readonly do: 'repair'; readonly attempt: number }
  /** The last try has not had its time yet. */
  | { readonly do: 'wait'; readonly untilMs: number; readonly attempt: number }
  | { readonly do: 'give-up'; readonly tries: number };

export function recent(tries: Tries, atMs: number, { expiresMs }: RepairLimits): Tries {
  return tries.filter((one) => atMs - one < expiresMs);
}

export function advise(tries: Tries, atMs: number, limits: RepairLimits): RepairAdvice {
  const counted = recent(tries, atMs, limits);
  const last = counted.at(-1);
  const untilMs = last === undefined ? atMs : last + limits.pauseMs * 2 ** (counted.length - 1);
  if (atMs < untilMs) return { do: 'wait', untilMs, attempt: counted.length };
  return counted.length < limits.tries ? { do: 'repair', attempt: counted.length + 1 } : { do: 'give-up', tries: counted.length };
}
