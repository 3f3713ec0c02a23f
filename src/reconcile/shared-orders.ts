/**
 * What is ordered for all controllers of a cluster (lease/order-store.ts): how an order is written there and read, and how it is put
 * together with the orders of this machine. What is not understood may be a suspension: then none is known.
 */
import type { OrdersSeen } from '../lease/follow-orders.ts';
import type { OrderRecord } from '../lease/order-store.ts';
import type { Approval, Orders, Resumed } from './orders.ts';
import type { Suspension } from './rounds.ts';

/** Another number where a program of another version could misread it. */
const FORMAT = 1;
const MOST_TEXT = 64 * 1024;

export type SharedOrder =
  | { readonly is: 'suspended'; readonly order: Suspension }
  | { readonly is: 'approved'; readonly order: Approval }
  | { readonly is: 'resumed'; readonly order: Resumed };

export function recordOf(one: SharedOrder): OrderRecord {
  const { is, order } = one;
  const id = is === 'approved' ? one.order.digest : one.order.id;
  // The same order gives the same text: what is to be changed is compared with it.
  const fields = Object.entries(order).filter(([key]) => key !== 'shared');
  const sorted = Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { id: `${is}-${id}`, text: JSON.stringify({ format: FORMAT, ...sorted }) };
}

/** null: of another kind. A text: why it is not understood. */
export function orderOf({ id, text }: OrderRecord): SharedOrder | string | null {
  const [is = '', name = ''] = id.split('-');
  if (is === 'salt') return null;
  const strange = `${id} is not what this version of dmsa writes`;
  if (text.length > MOST_TEXT) return strange;
  let data: Readonly<Record<string, unknown>>;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return strange;
    data = parsed as Readonly<Record<string, unknown>>;
  } catch {
    return strange;
  }
  const { by, atMs, reason = '', on } = data;
  if (data['format'] !== FORMAT || typeof by !== 'string' || typeof atMs !== 'number' || typeof reason !== 'string')
    return strange;
  const told = { by, atMs, reason, ...(typeof on === 'string' ? { on } : {}) };
  if (is === 'approved') return data['digest'] === name ? { is, order: { ...told, digest: name } } : strange;
  const { nodes, kinds, untilMs } = data;
  if (data['id'] !== name || !isNames(nodes) || !isNames(kinds)) return strange;
  if (is === 'resumed') return { is, order: { id: name, nodes, kinds, by, atMs } };
  if (is !== 'suspended' || !(untilMs === null || typeof untilMs === 'number')) return strange;
  return { is, order: { ...told, id: name, nodes, kinds, untilMs, shared: true } };
}

function isNames(value: unknown): value is readonly string[] | null {
  return value === null || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

/** @param what  where they are, for people */
export function sharedOrders(what: string, records: readonly OrderRecord[]): Orders {
  const orders = records.map(orderOf);
  const strange = orders.find((one) => typeof one === 'string');
  const found = orders.filter((one) => one !== null && typeof one !== 'string');
  return {
    suspensions:
      typeof strange === 'string'
        ? `${strange} (${what}): take it away there, or see to it that all controllers have the same version`
        : found.flatMap((one) => (one.is === 'suspended' ? [one.order] : [])),
    approvals: found.flatMap((one) => (one.is === 'approved' ? [one.order] : [])),
    resumed: found.flatMap((one) => (one.is === 'resumed' ? [one.order] : [])),
  };
}

/**
 * Both together. What is to be taken up again counts from when this controller first heard of it, by its own clock, as that is what a fight's
 * beginning is known by; what was there at its first reading, by the clock of whoever ordered it.
 */
export function ordersJoiner(now: () => number): (own: Orders, seen: OrdersSeen, what: string) => Orders {
  let heard: ReadonlyMap<string, number> | null = null;
  return (own, seen, what) => {
    if (seen.is === 'unknown') {
      const suspensions = typeof own.suspensions === 'string' ? own.suspensions : seen.why;
      return { ...own, suspensions };
    }
    const shared = sharedOrders(what, seen.records);
    const before = heard;
    heard = new Map(shared.resumed.map(({ id, atMs }) => [id, before === null ? atMs : (before.get(id) ?? now())]));
    const times = heard;
    const { suspensions: here } = own;
    const { suspensions: there } = shared;
    const ids = new Set(typeof there === 'string' ? [] : there.map(({ id }) => id));
    return {
      suspensions:
        typeof here === 'string'
          ? here
          : typeof there === 'string'
            ? there
            : [...here.filter(({ id }) => !ids.has(id)).map((one) => ({ ...one, shared: false })), ...there],
      approvals: [...shared.approvals, ...own.approvals],
      resumed: [...own.resumed, ...shared.resumed.map((one) => ({ ...one, atMs: times.get(one.id) ?? one.atMs }))],
    };
  };
}
