/**
 * Orders as keys of etcd, below the prefix of the leases, for which dmsa has the right. One with an end is bound to an etcd lease: etcd
 * takes it away, later where its leader changes meanwhile (the lease begins anew), never earlier.
 */
import type { IKeyValue } from 'etcd3';
import { answeredBy, type EtcdOptions, etcdClient, etcdText, isAt, put, range } from './etcd-client.ts';
import { bytesOf, checkOrder, MOST_BYTES, MOST_RECORDS, type OrderStore, type Stored, tooMuch } from './order-store.ts';
import type { Unknown } from './store.ts';

const PREFIX = '/dmsa/lease/orders/';

export function etcdOrders(options: EtcdOptions): OrderStore {
  const client = etcdClient(options);
  const what = etcdText(options);
  const answered = <T>(ask: () => Promise<T>): Promise<T | Unknown> => answeredBy(options, ask);
  const prefixOf = (cluster: string): string => `${PREFIX}${cluster}/`;

  async function all(cluster: string): Promise<readonly IKeyValue[]> {
    const asked = range(prefixOf(cluster), true);
    const limited = 'request_range' in asked ? { request_range: { ...asked.request_range, limit: MOST_RECORDS + 1 } } : asked;
    const { responses } = await client.kv.txn({ compare: [], success: [limited] });
    return responses[0]?.response_range.kvs ?? [];
  }

  async function one(key: string): Promise<IKeyValue | null> {
    const { responses } = await client.kv.txn({ compare: [], success: [range(key)] });
    return responses[0]?.response_range.kvs[0] ?? null;
  }

  const textOf = ({ value }: IKeyValue): string => value.toString();
  const compared = (found: IKeyValue | null, text: string): Stored => ({
    is: found !== null && textOf(found) === text ? 'stored' : 'refused',
  });

  return {
    what,
    read: (cluster) =>
      answered(async () => {
        const records = (await all(cluster)).map((kv) => ({
          id: kv.key.toString().slice(prefixOf(cluster).length),
          text: textOf(kv),
        }));
        const why = tooMuch(records);
        return why === null ? { is: 'orders' as const, records } : { is: 'unknown' as const, why };
      }),
    make(cluster, { id, text }, lastsMs): Promise<Stored> {
      checkOrder(cluster, id);
      const key = prefixOf(cluster) + id;
      return answered(async (): Promise<Stored> => {
        const there = await all(cluster);
        const same = there.find((kv) => kv.key.toString() === key);
        if (same) return compared(same, text);
        const bytes = there.reduce((sum, kv) => sum + kv.value.length, bytesOf(text));
        if (there.length >= MOST_RECORDS || bytes > MOST_BYTES) {
          const why = `${what} has ${there.length} orders with ${bytes - bytesOf(text)} bytes of this cluster, and ${MOST_RECORDS} with ${MOST_BYTES} may be`;
          return { is: 'full', why };
        }
        const lease =
          lastsMs === null ? null : await client.leaseClient.leaseGrant({ TTL: Math.max(1, Math.ceil(lastsMs / 1000)) });
        const { succeeded } = await client.kv.txn({ compare: [isAt(key, '0')], success: [put(key, text, lease?.ID)] });
        if (succeeded) return { is: 'stored' };
        if (lease) void client.leaseClient.leaseRevoke({ ID: lease.ID }).catch(() => {});
        return compared(await one(key), text);
      });
    },
    change(cluster, { id, text }, from): Promise<Stored> {
      checkOrder(cluster, id);
      const key = prefixOf(cluster) + id;
      return answered(async (): Promise<Stored> => {
        const found = await one(key);
        if (found === null || textOf(found) !== from) return compared(found, text);
        const lease = found.lease === '0' ? undefined : found.lease;
        const { succeeded } = await client.kv.txn({
          compare: [isAt(key, found.mod_revision)],
          success: [put(key, text, lease)],
        });
        return { is: succeeded ? 'stored' : 'refused' };
      });
    },
    drop: (cluster, id) =>
      answered(async () => {
        await client.kv.deleteRange({ key: Buffer.from(prefixOf(cluster) + id) });
        return { is: 'stored' as const };
      }),
    async close() {
      client.close();
    },
  };
}
