/**
 * What is watched of the active of a pair, and how long it has been in trouble: consecutive failures that one success clears.
 * Pure: the samples are taken elsewhere (reconcile/vitals.ts), the time is theirs.
 */

/**
 * `network maintenance`, `network equipment`: whether it is there on that network.
 * `lease ACTIVE`: whether it stands down for want of its lease, and can't be reached. `service NAME`: by its own status. `disk PATH`: whether it can be written to. `check NAME`: an operator's own check.
 */
export type Subject =
  | `network ${'maintenance' | 'equipment'}`
  | `lease ${string}`
  | `service ${string}`
  | `disk ${string}`
  | `check ${string}`;

/** What one sample says of a subject. `unknown` is no evidence: neither a failure nor a success. */
export type Finding =
  | { readonly status: 'good' }
  | { readonly status: 'bad'; readonly why: string }
  | { readonly status: 'unknown'; readonly why: string };

export interface Sample {
  /** Milliseconds by a clock that never goes back: when the check was begun, and when it had ended. */
  readonly beganMs: number;
  readonly atMs: number;
  readonly findings: ReadonlyMap<Subject, Finding>;
}

/** Failures of one subject, one after the other. */
export interface Trouble {
  /** Of the first failure. */
  readonly sinceMs: number;
  /** Of the last one. */
  readonly lastMs: number;
  readonly times: number;
  /** Why the last one failed. */
  readonly why: string;
}

export interface Watched {
  /** Of the last sample; null before the first. */
  readonly atMs: number | null;
  readonly troubles: ReadonlyMap<Subject, Trouble>;
  /** What nothing could be said of when it was last looked at. */
  readonly unknown: ReadonlyMap<Subject, string>;
}

export const UNWATCHED: Watched = { atMs: null, troubles: new Map(), unknown: new Map() };

export interface Patience {
  /** How long it must have failed without a success in between. */
  readonly afterMs: number;
  /** The least number of failures. */
  readonly failures: number;
  /** Between two samples, as it is meant to be. After a much longer silence of the watcher itself nobody knows what was between. */
  readonly intervalMs: number;
}

/** A watcher that slept for longer than so many intervals begins to count anew. */
const SLEPT = 5;
const SLEPT_MS = 10_000;

/** Takes a sample in. Subjects that it says nothing of stay as they were: not everything is looked at each time. */
export function watch(before: Watched, { beganMs, atMs, findings }: Sample, { intervalMs }: Patience): Watched {
  const slept = before.atMs !== null && beganMs - before.atMs > Math.max(SLEPT * intervalMs, SLEPT_MS);
  const troubles = new Map<Subject, Trouble>(slept ? [] : before.troubles);
  const unknown = new Map<Subject, string>(slept ? [] : before.unknown);
  for (const [subject, finding] of findings) {
    const known = troubles.get(subject);
    unknown.delete(subject);
    switch (finding.status) {
      case 'good':
        troubles.delete(subject);
        break;
      case 'bad':
        troubles.set(subject, {
          sinceMs: known?.sinceMs ?? atMs,
          lastMs: atMs,
          times: (known?.times ?? 0) + 1,
          why: finding.why,
        });
        break;
      case 'unknown':
        unknown.set(subject, finding.why);
    }
  }
  return { atMs, troubles, unknown };
}

/** Long enough, and often enough. What was seen last must have been a failure: an unknown since then ripens nothing. */
export function isRipe({ sinceMs, lastMs, times }: Trouble, { afterMs, failures }: Patience): boolean {
  return times >= failures && lastMs - sinceMs >= afterMs;
}

/** One that is not ripe, and would be if the check that begins now failed as well. */
export function isNearlyRipe(trouble: Trouble, patience: Patience, nowMs: number): boolean {
  const next: Trouble = { ...trouble, times: trouble.times + 1, lastMs: nowMs + patience.intervalMs };
  return !isRipe(trouble, patience) && isRipe(next, patience);
}

/** `2 of 5 failed checks, 20 s of 60 s`. */
export function progressText({ sinceMs, lastMs, times }: Trouble, { afterMs, failures }: Patience): string {
  const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;
  const counted = times < failures ? `${times} of ${failures} failed checks, ` : '';
  return `${counted}${seconds(lastMs - sinceMs)} of ${seconds(afterMs)}`;
}
