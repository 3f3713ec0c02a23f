/** Orders in this process, as an arbiter keeps them: for worlds with time of their own. */
import type { OrderStore, Stored } from '../../src/lease/order-store.ts';
import type { Unknown } from '../../src/lease/store.ts';
import type { Delivery, Process, World } from './world.ts';

/** @param now  the arbiter's clock, milliseconds */
export function memoryOrders(now: () => number): OrderStore {
  const rows = new Map<string, { readonly text: string; readonly untilMs: number }>();
  const at = (cluster: string, id: string): string => `${cluster}/${id}`;
  const textAt = (key: string): string | null => {
    const row = rows.get(key);
    if (row && row.untilMs > now()) return row.text;
    rows.delete(key);
    return null;
  };
  return {
    what: 'this process',
    read: async (cluster) => ({
      is: 'orders',
      records: [...rows.keys()].sort().flatMap((key) => {
        const text = textAt(key);
        return text !== null && key.startsWith(`${cluster}/`) ? [{ id: key.slice(cluster.length + 1), text }] : [];
      }),
    }),
    async make(cluster, { id, text }, lastsMs): Promise<Stored> {
      const there = textAt(at(cluster, id));
      if (there !== null) return { is: there === text ? 'stored' : 'refused' };
      rows.set(at(cluster, id), { text, untilMs: lastsMs === null ? Number.POSITIVE_INFINITY : now() + lastsMs });
      return { is: 'stored' };
    },
    async change(cluster, { id, text }, from): Promise<Stored> {
      const row = rows.get(at(cluster, id));
      if (!row || row.text !== from) return { is: row?.text === text ? 'stored' : 'refused' };
      rows.set(at(cluster, id), { ...row, text });
      return { is: 'stored' };
    },
    async drop(cluster, id) {
      rows.delete(at(cluster, id));
      return { is: 'stored' };
    },
    async close() {},
  };
}

/** As seen over a network: it answers late, or not, and what was asked may happen all the same. */
export function remoteOrders(
  store: OrderStore,
  world: World,
  process: Process,
  answerMs: number,
  next: () => Delivery,
): OrderStore {
  function ask<T>(what: () => Promise<T>): Promise<T | Unknown> {
    const { thereMs, backMs, lost } = next();
    return new Promise((resolve) => {
      void process.clock.wait(answerMs).then(() => resolve({ is: 'unknown', why: 'no answer' }));
      if (lost === 'question') return;
      world.at(world.now() + thereMs, () => {
        void what().then((answer) => {
          if (lost === 'no') world.at(world.now() + backMs, () => process.awake(() => resolve(answer)));
        });
      });
    });
  }
  return {
    what: 'the arbiter',
    read: (...args) => ask(() => store.read(...args)),
    make: (...args) => ask(() => store.make(...args)),
    change: (...args) => ask(() => store.change(...args)),
    drop: (...args) => ask(() => store.drop(...args)),
    close: async () => {},
  };
}
