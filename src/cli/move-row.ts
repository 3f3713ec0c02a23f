/** After a pair was moved by hand: the database is told, and the operator is told how that went. */
import type { Cluster } from '../desired/cluster.ts';
import type { Members } from '../ha/moved.ts';
import type { Transport } from '../transport/transport.ts';
import { who } from './ha-pair.ts';
import type { Io } from './io.ts';
import type { Tell } from './notifying.ts';

/** A database that hangs must not keep the operator. */
const AT_MOST_MS = 20_000;

export interface MovedRow {
  readonly cluster: Cluster;
  readonly members: Members;
  readonly transport: Transport;
  readonly signal: AbortSignal;
  readonly tell: Tell;
  readonly json: boolean;
}

/** Changes no exit code: the pair is where it should be. */
export async function tellDatabase({ cluster, members, transport, signal, tell, json }: MovedRow, io: Io): Promise<void> {
  if (cluster.database === null) return;
  const { settleRow } = await import('../reconcile/rows.ts');
  const both = AbortSignal.any([signal, AbortSignal.timeout(AT_MOST_MS)]);
  const outcome = await settleRow({ cluster, transport, by: `${who()} pid ${process.pid}`, signal: both }, members);
  if (outcome.is === 'left' || outcome.is === 'as-wanted') return;
  const { tellingsOf } = await import('../notify/of-loop.ts');
  const [active, standby] = [members.active.name, members.standby.name];
  const why = outcome.is === 'failed' ? outcome.why : null;
  for (const telling of tellingsOf({ type: 'row', active, standby, status: outcome.status, why }, {}).tellings) {
    tell(telling);
    if (why !== null) io.err(`${telling.sentence} by dmsa run, or do it now: dmsa apply\n`);
    else if (!json) io.out(`${telling.sentence.charAt(0).toUpperCase()}${telling.sentence.slice(1)}.\n`);
  }
}
