/**
 * Follows a branch for a loop that runs for long: asks at intervals that differ by chance (many dmsa, one server), less often while the
 * server does not answer, and at once when told to.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../desired/cluster.ts';
import { withEither } from '../either-signal.ts';
import type { Revision } from './revision.ts';
import type { GitEvent, InForce, RevisionSource } from './source-of-revisions.ts';

export interface FollowGitOptions {
  readonly revisions: RevisionSource;
  /** What is in force to begin with. */
  readonly first: InForce;
  readonly everyMs: number;
  /** The longest wait between two tries while the server does not answer. */
  readonly mostMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: GitEvent) => void;
  /** `path`: the cluster file on the disk. Not told of a revision whose files are those before. */
  readonly onTaken: (cluster: Cluster, path: string) => void;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

/** What is in force: as the loop's own records have a file, and the revision that it is from. */
export type RevisionInForce = {
  /** For people: the repository, the branch and the path. */
  readonly path: string;
  readonly digest: string;
  readonly sinceMs: number;
  /** Why what the branch has by now is not in force; null: it is. */
  readonly refused: string | null;
  readonly revision: Revision;
};

/** As reconcile/follow-file.ts has it. */
export interface GitFollower {
  readonly inForce: () => RevisionInForce;
  /** Asks the server at once (SIGHUP, a webhook). */
  readonly again: () => void;
  /** Resolves once `signal` is aborted and nothing is being done any more. */
  readonly ended: Promise<void>;
}

/** A fifth less or more. */
const JITTER = 0.2;

export function followGit(options: FollowGitOptions): GitFollower {
  const { revisions, signal, onEvent, onTaken } = options;
  let hurry = new AbortController();
  const follow = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      // Told to ask again while asking: once more.
      if (hurry.signal.aborted) hurry = new AbortController();
      const { events, taken, reached } = await revisions.poll(signal);
      if (signal.aborted) return;
      for (const event of events) onEvent(event);
      const changed = events.some((event) => event.type === 'taken' && event.changed);
      if (taken && changed) onTaken(taken.cluster, taken.path);
      failures = reached ? 0 : failures + 1;
      const restMs = waitMs(options, failures);
      await withEither([signal, hurry.signal], (ends) => delay(restMs, undefined, { signal: ends })).catch(() => {});
    }
  };
  return {
    inForce() {
      const { good } = revisions.inForce() ?? options.first;
      const { commit, author, date, subject, signer, digest, sinceMs } = good;
      const refused = revisions.state().refused?.sentence ?? null;
      return { path: revisions.name, digest, sinceMs, refused, revision: { commit, author, date, subject, signer } };
    },
    again: () => hurry.abort(),
    ended: follow(),
  };
}

/** Until the next try after so many failures in a row. */
export function waitMs(
  { everyMs, mostMs, random = Math.random }: Pick<FollowGitOptions, 'everyMs' | 'mostMs' | 'random'>,
  failures: number,
): number {
  const wait = Math.min(Math.max(mostMs, everyMs), everyMs * 2 ** Math.min(failures, 20));
  return Math.round(wait * (1 - JITTER + 2 * JITTER * random()));
}
