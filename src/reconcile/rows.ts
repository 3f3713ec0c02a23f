/**
 * The row of a standby in the product's database: active by failover, or passive (guide, failover step 8, failback step 7). It follows
 * who holds the pair, and is written when that is done: a database that does not answer holds up no takeover.
 */
import { succeeded } from '../apply/request.ts';
import type { Cluster } from '../desired/cluster.ts';
import type { Action } from '../diff/plan.ts';
import type { Members } from '../ha/moved.ts';
import { membersOf } from '../kinds/database/members.ts';
import type { Placement } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import type { Transport } from '../transport/transport.ts';
import { decide, type Verdict } from './decide.ts';
import { lookAtCluster } from './look.ts';
import { carryMove } from './move.ts';
import { namesOf } from './pairs.ts';

export interface RowRequest {
  readonly cluster: Cluster;
  readonly transport: Transport;
  readonly by: string;
  readonly signal: AbortSignal;
}

export type RowOutcome =
  /** There is none, or nobody can say who holds: it is left as it is. */
  | { readonly is: 'left' }
  | { readonly is: 'as-wanted'; readonly status: string }
  | { readonly is: 'written'; readonly status: string }
  | { readonly is: 'failed'; readonly status: string; readonly why: string };

/** What tells who holds, and the rows. */
const KINDS_OF_ROWS: ReadonlySet<string> = new Set(['held-address', 'failover-record', 'service', 'pair', 'database', 'db-row']);
const LOCK_MS = 5_000;

/** Looks at the pair and at the database's node, and writes the status where it is another one. Never rejects for the fault of a node. */
export async function settleRow({ cluster, transport, by, signal }: RowRequest, members: Members): Promise<RowOutcome> {
  const { database } = cluster;
  const { active, standby } = members;
  if (!database?.types.includes(standby.effectiveType)) return { is: 'left' };
  const hosts = membersOf(cluster, database, new Map()).map(({ node }) => node.name);
  const kinds = KINDS.filter(({ name }) => KINDS_OF_ROWS.has(name));
  const selected = new Set([...namesOf(members), ...hosts]);
  const seen = await lookAtCluster({ cluster, kinds, transport, selected, parallel: 100, signal });
  const verdict = decide(seen);
  const placement: Placement = new Map(verdict.plan.holdings.map((holding) => [holding.active, holding]));
  const holder = placement.get(active.name)?.holder ?? null;
  // While it is being moved, whoever moves it is not done.
  if (holder === null || placement.get(active.name)?.moving) return { is: 'left' };
  const status = holder === standby.name ? '1' : '2';
  const failed = (why: string): RowOutcome => ({ is: 'failed', status, why });
  const at =
    database.scripts === null ? membersOf(cluster, database, placement).find(({ held }) => held)?.node.name : standby.name;
  if (at === undefined) return failed('it is not known which node has the database');
  const name = `dmsa_rep_node/${standby.name}`;
  const doubt = doubtOf(verdict, at, name);
  if (doubt !== null) return failed(doubt);
  const action = verdict.plan.actions.find((one) => one.node === at && one.kind === 'db-row' && one.name === name);
  if (!action || !isStatus(action)) return { is: 'as-wanted', status };
  const plan = { ...verdict.plan, actions: [{ ...action, after: [] }] };
  const carry = { holder: by, reason: `the database is told that ${holder} holds`, lockTimeoutMs: LOCK_MS, transport, signal };
  const result = await carryMove({ plan, verdict, seen }, carry);
  const [done] = result.actions;
  if (done && succeeded(done.outcome)) return { is: 'written', status };
  const error = done?.outcome.status === 'failed' ? done.outcome.error.summary : result.problems[0]?.summary;
  return failed(error ?? result.status);
}

/** A row that is not there, or has another address, is for `dmsa apply`. */
function isStatus({ fields }: Action): boolean {
  return fields.some(({ path }) => path === 'status') && !fields.some(({ path }) => path === 'name');
}

function doubtOf({ plan }: Verdict, at: string, row: string): string | null {
  const node = plan.nodes.find(({ name }) => name === at);
  if (!node?.reachable) return node?.error?.summary ?? `${at} could not be looked at`;
  return plan.unknown.find(({ node: of, kind, name }) => of === at && kind === 'db-row' && name === row)?.why ?? null;
}
