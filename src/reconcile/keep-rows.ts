/** Another part of keeping pairs: the database is told who holds, after each move, and again until it has taken it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../desired/cluster.ts';
import { withEither } from '../either-signal.ts';
import type { Transport } from '../transport/transport.ts';
import { pairsIn } from './pairs.ts';
import { type RowOutcome, settleRow } from './rows.ts';

interface RowKeeper {
  /** Something was moved. */
  wake(): void;
  readonly ended: Promise<void>;
}

export const NO_ROWS: RowKeeper = { wake() {}, ended: Promise.resolve() };

interface KeepRowsRequest {
  readonly cluster: Cluster;
  readonly actives: ReadonlySet<string>;
  readonly transport: Transport;
  readonly by: string;
  readonly signal: AbortSignal;
  /** False: another controller keeps the pair of that active just now. */
  readonly may?: (active: string) => boolean;
  readonly onEvent: (event: RowEvent) => void;
}

export interface RowEvent {
  readonly type: 'row';
  readonly active: string;
  readonly standby: string;
  readonly status: string;
  readonly why: string | null;
}

/** Between two looks at rows that are as they should be, and at those that could not be written. */
const CALM_MS = 300_000;
const AGAIN_MS = 30_000;

/** Until it is told to stop. Told are rows that were written, and failures that last. */
export function keepRows(request: KeepRowsRequest): RowKeeper {
  const { cluster, actives, signal } = request;
  const pairs = pairsIn(cluster).filter(({ active }) => actives.has(active.name));
  if (cluster.database === null) return NO_ROWS;
  let woken = new AbortController();
  const failing = new Map<string, { readonly why: string; readonly told: boolean }>();
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      woken = new AbortController();
      const { signal: wake } = woken;
      for (const members of pairs) {
        if (signal.aborted) return;
        const { active, standby } = members;
        if (request.may?.(active.name) === false) continue;
        const outcome = await settled(request, members);
        const why = outcome.is === 'failed' ? outcome.why : null;
        const known = failing.get(active.name);
        if (why === null) failing.delete(active.name);
        else failing.set(active.name, { why, told: known !== undefined });
        const mended = known?.told === true && outcome.is === 'as-wanted';
        // A lock, or a database that is just being started, is gone at the next try.
        const news =
          outcome.is === 'written' || mended || (why !== null && known !== undefined && !(known.told && known.why === why));
        if (outcome.is === 'left' || signal.aborted || !news) continue;
        request.onEvent({ type: 'row', active: active.name, standby: standby.name, status: outcome.status, why });
      }
      const restMs = failing.size > 0 ? AGAIN_MS : CALM_MS;
      await withEither([signal, wake], (ends) => delay(restMs, undefined, { signal: ends })).catch(() => {});
    }
  };
  return { wake: () => woken.abort(), ended: loop() };
}

async function settled(request: KeepRowsRequest, members: Parameters<typeof settleRow>[1]): Promise<RowOutcome> {
  try {
    return await settleRow(request, members);
  } catch (error) {
    // A fault of our own must end nothing.
    return { is: 'failed', status: '', why: error instanceof Error ? error.message : String(error) };
  }
}
