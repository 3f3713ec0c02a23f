/**
 * Where orders are kept: on this machine, for its controller; and in the arbiter, for all controllers of a cluster that share its nodes
 * (docs/decisions, 0078). Where nothing could be stored, or nobody knows whether it was, that is said: `why`.
 */
import type { Cluster } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { makeSalt, saltIn } from '../lease/follow-orders.ts';
import { openOrders } from '../lease/open.ts';
import type { OrderRecord, OrderStore, Stored } from '../lease/order-store.ts';
import { dropOrder, type Orders, ordersDirectory, readOrders, writeOrder } from '../reconcile/orders.ts';
import type { Suspension } from '../reconcile/rounds.ts';
import { orderOf, recordOf, type SharedOrder, sharedOrders } from '../reconcile/shared-orders.ts';

/** Each gives why it is not stored; null: it is. */
export interface OrderPlace {
  readonly what: string;
  read(): Promise<Orders>;
  make(order: SharedOrder): Promise<string | null>;
  end(one: Suspension): Promise<string | null>;
  /** The rest of its nodes stay suspended. */
  narrow(one: Suspension, nodes: readonly string[]): Promise<string | null>;
}

/** Rejects where it can't be written. */
export function ownPlace(cluster: string): OrderPlace {
  const directory = ordersDirectory(cluster);
  return {
    what: 'this machine',
    read: () => readOrders(directory),
    async make({ is, order }) {
      await write(() => writeOrder(directory, is, 'digest' in order ? order.digest : order.id, order));
      return null;
    },
    async end({ id }) {
      await write(() => dropOrder(directory, 'suspended', id));
      return null;
    },
    async narrow(one, nodes) {
      await write(() => writeOrder(directory, 'suspended', one.id, { ...one, nodes }));
      return null;
    },
  };
}

const KEPT_MS = 24 * 3_600_000;

/** What was for a while, and is of no use any more. */
export async function tidyOwn(cluster: string, { suspensions, resumed }: Orders, nowMs: number): Promise<void> {
  const directory = ordersDirectory(cluster);
  const old = (atMs: number): boolean => nowMs - atMs > KEPT_MS;
  for (const { id, atMs } of resumed) if (old(atMs)) await write(() => dropOrder(directory, 'resumed', id));
  for (const { id, atMs, untilMs } of typeof suspensions === 'string' ? [] : suspensions)
    if (untilMs !== null && untilMs <= nowMs && old(atMs)) await write(() => dropOrder(directory, 'suspended', id));
}

/** Of approvals, and of what is to be taken up again: the oldest go where there are more. */
const MOST_KEPT = 40;
const ANSWER_MS = 3_000;
/** Whether it was stored is asked anew where an answer was lost: the same order is stored once. */
const TRIES = 3;

export interface CommonPlace extends OrderPlace {
  /** What approvals are keyed with; makes it where there is none. */
  salt(): Promise<{ readonly salt: string } | { readonly why: string }>;
  close(): Promise<void>;
}

/** null: the cluster has one controller. */
export async function commonPlace({ name, lease, run: { controllers } }: Cluster): Promise<CommonPlace | null> {
  if (controllers !== 'shared' || lease === null) return null;
  return placeIn(await openOrders(lease, ANSWER_MS), name);
}

export function placeIn(store: OrderStore, cluster: string): CommonPlace {
  const { what } = store;

  async function records(): Promise<readonly OrderRecord[] | string> {
    const answer = await tried(() => store.read(cluster));
    return answer.is === 'orders' ? answer.records : `${what} does not answer (${answer.why})`;
  }

  async function tidy(): Promise<void> {
    const found = await records();
    if (typeof found === 'string') return;
    const kept = found.map(orderOf).filter((one) => one !== null && typeof one !== 'string');
    for (const is of ['approved', 'resumed'] as const) {
      const old = kept.filter((one) => one.is === is).sort((a, b) => b.order.atMs - a.order.atMs);
      for (const one of old.slice(MOST_KEPT)) await store.drop(cluster, recordOf(one).id);
    }
  }

  return {
    what,
    async read() {
      const found = await records();
      return typeof found === 'string' ? { suspensions: found, approvals: [], resumed: [] } : sharedOrders(what, found);
    },
    async make(order) {
      if (order.is !== 'suspended') await tidy();
      return whyNot(what, await tried(() => store.make(cluster, recordOf(order), lastsOf(order))));
    },
    async end(one) {
      return whyNot(what, await tried(() => store.drop(cluster, recordOf({ is: 'suspended', order: one }).id)));
    },
    async narrow(one, nodes) {
      const before = recordOf({ is: 'suspended', order: one });
      const after = recordOf({ is: 'suspended', order: { ...one, nodes } });
      return whyNot(what, await tried(() => store.change(cluster, after, before.text)));
    },
    async salt() {
      for (let turn = 0; turn < 2; turn += 1) {
        const found = await records();
        if (typeof found === 'string') return { why: found };
        const salt = saltIn(found);
        if (salt !== null) return { salt };
        await makeSalt(store, cluster);
      }
      return { why: `what is keyed with "salt" in ${what} is not what dmsa writes` };
    },
    close: () => store.close(),
  };
}

function lastsOf(one: SharedOrder): number | null {
  switch (one.is) {
    case 'approved':
      return null;
    case 'resumed':
      return KEPT_MS;
    case 'suspended':
      return one.order.untilMs === null ? null : one.order.untilMs - one.order.atMs;
  }
}

async function tried<T extends { readonly is: string }>(ask: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    const answer = await ask();
    if (answer.is !== 'unknown' || turn === TRIES) return answer;
  }
}

function whyNot(what: string, answer: Stored): string | null {
  switch (answer.is) {
    case 'stored':
      return null;
    case 'refused':
      return `somebody has changed it in ${what} meanwhile`;
    case 'full':
      return `${answer.why}: end what is not needed any more (dmsa resume)`;
    case 'unknown':
      return `${what} does not answer (${answer.why})`;
  }
}

async function write(what: () => Promise<void>): Promise<void> {
  try {
    await what();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const detail = `${why}. It has to be the user that dmsa run works as.`;
    throw new DiagnosticError([
      { severity: 'error', code: 'not-written', summary: 'it could not be written down for the loop', detail },
    ]);
  }
}
