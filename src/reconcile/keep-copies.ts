/** The other half of keeping a pair: its standby's copies are made anew at the standby's period (`sync.every`; guide: ha-sync.sh). */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../desired/cluster.ts';
import type { Members } from '../ha/moved.ts';
import { place } from '../ha/placement.ts';
import { KINDS } from '../kinds/registry.ts';
import { SYNCED_DIRECTORY, type SyncedState } from '../kinds/synced-directory.ts';
import type { Transport } from '../transport/transport.ts';
import { type DecideInput, lookIn } from './decide.ts';
import { lookAtCluster } from './look.ts';
import { namesOf } from './pairs.ts';
import { type PairOutcome, syncPairs } from './sync.ts';

export interface CopiesRequest {
  readonly cluster: Cluster;
  readonly transport: Transport;
  /** Who copies, for whoever finds a copy running. */
  readonly by: string;
  readonly signal: AbortSignal;
  /** Ends once the copies that are under way are done. */
  readonly leave: AbortSignal;
  /** False: another controller keeps the pair just now. */
  readonly may?: () => boolean;
  /** Once for each round in which something was copied or refused. */
  readonly onCopied: (outcome: PairOutcome) => void;
  /** What kept a round from being made; the next one is made all the same. */
  readonly onProblem: (why: string) => void;
}

/** Between two looks at how old the copies are, at the least. */
const LEAST_MS = 5_000;

/** Until it is told to stop. Another loop that keeps the same pair is told by the age of the copies that nothing is due. */
export async function keepCopies(request: CopiesRequest, members: Members): Promise<void> {
  const { cluster, signal } = request;
  const ends = AbortSignal.any([signal, request.leave]);
  const { active, standby } = members;
  const everyMs = standby.syncEveryMs;
  if (everyMs === null || !cluster.sync.some(({ type }) => type === active.effectiveType)) return;
  while (!ends.aborted) {
    if (request.may?.() === false) {
      await delay(LEAST_MS, undefined, { signal: ends }).catch(() => {});
      continue;
    }
    const ageMs = await copyDue(request, members, everyMs).catch((error: unknown) => {
      // Whatever it is, a fault of our own included: the next round goes on.
      if (!signal.aborted) request.onProblem(error instanceof Error ? error.message : String(error));
      return null;
    });
    const restMs = ageMs === null || ageMs >= everyMs ? everyMs : everyMs - ageMs;
    await delay(Math.max(restMs, LEAST_MS), undefined, { signal: ends }).catch(() => {});
  }
}

/** Copies where it is time. Gives the age of the copies that there were, null where it is not known. */
async function copyDue(request: CopiesRequest, members: Members, everyMs: number): Promise<number | null> {
  const { cluster, transport, by, signal } = request;
  const { active, standby } = members;
  const seen = await lookAtCluster({ cluster, kinds: KINDS, transport, selected: namesOf(members), parallel: 100, signal });
  const ageMs = oldestMs(seen, standby.name);
  if (ageMs !== null && ageMs >= everyMs) {
    const [outcome] = await syncPairs({
      cluster,
      transport,
      placement: place(cluster, lookIn(seen), seen),
      actives: new Set([active.name]),
      parallel: 1,
      signal,
      by,
    });
    // That the standby holds is said elsewhere, and no news each time.
    if (outcome?.may.open) request.onCopied(outcome);
  }
  return ageMs;
}

/** The age of the oldest good copy, or try; null where that can't be said. A directory that was never copied is as old as can be. */
function oldestMs(seen: DecideInput, standby: string): number | null {
  const states = [...(seen.observations.get(standby)?.get(SYNCED_DIRECTORY)?.values() ?? [])].flatMap((one) =>
    one.status === 'present' ? [one.state as SyncedState] : [],
  );
  if (states.length === 0) return null;
  return Math.max(...states.map(({ now, good, last }) => (now - Math.max(good?.begunAt ?? 0, last?.at ?? 0)) * 1000));
}
