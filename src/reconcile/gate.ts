/** What the loops ask before they begin something, where several controllers share a cluster (lease/share.ts). By the name of a node. */
import type { OrdersFollower } from '../lease/follow-orders.ts';
import type { Grant, Purpose, ShareTold, WaitShare } from '../lease/share-port.ts';
import { isSuspended } from './rounds.ts';
import { sharedOrders } from './shared-orders.ts';

export interface Gate {
  /** null: this controller keeps the node, and may begin something on it. */
  waits(node: string): WaitShare | null;
  /** null: nothing may be begun just now. */
  begin(node: string, purpose: Purpose): Grant | null;
  told(): ShareTold;
  /** Another number where an answer of `waits` may be another one. */
  version(): number;
  /** What is ordered for all controllers. */
  readonly orders: CommonOrders;
}

export type CommonOrders = Pick<OrdersFollower, 'what' | 'seen' | 'salt' | 'salted'>;

/** Where there is one controller. */
const ALWAYS: Grant = { may: () => true, done() {} };

/** Asked at the moment, as the lease is: what was decided rests on orders that may have become others meanwhile. */
export function isHeldOff(orders: CommonOrders | null, node: string, kinds: readonly string[], nowMs: number): boolean {
  if (orders === null) return false;
  const seen = orders.seen();
  if (seen.is === 'unknown') return true;
  const { suspensions } = sharedOrders(orders.what, seen.records);
  return typeof suspensions === 'string' || kinds.some((kind) => isSuspended(suspensions, { node, kind }, nowMs) !== null);
}

export function granted(gate: Gate | null, node: string, purpose: Purpose): Grant | null {
  return gate === null ? ALWAYS : gate.begin(node, purpose);
}
