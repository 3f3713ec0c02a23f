/** Orders for all controllers, in a real PostgreSQL and a real etcd. */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootClock } from '../../src/lease/clock.ts';
import { etcdOrders } from '../../src/lease/etcd-orders.ts';
import { FRESH_MS, followOrders } from '../../src/lease/follow-orders.ts';
import { MOST_RECORDS, type OrderStore } from '../../src/lease/order-store.ts';
import { postgresOrders } from '../../src/lease/postgres-orders.ts';
import { type Server, startEtcd, startPostgres } from './servers.ts';

let postgres: Server;
let etcd: Server;
beforeAll(async () => {
  [postgres, etcd] = await Promise.all([startPostgres(), startEtcd()]);
});
afterAll(async () => {
  await Promise.all([postgres?.close(), etcd?.close()]);
});

const ANSWER_MS = 3_000;
const access = { host: '127.0.0.1', database: 'postgres', user: 'dmsa', password: 'geheim', tls: null, answerMs: ANSWER_MS };
const overPostgres = (): OrderStore => postgresOrders({ ...access, port: postgres.port });
const overEtcd = (): OrderStore =>
  etcdOrders({ endpoints: [`127.0.0.1:${etcd.port}`], user: null, password: null, tls: null, answerMs: ANSWER_MS });

async function using<T>(store: OrderStore, what: (store: OrderStore) => Promise<T>): Promise<T> {
  try {
    return await what(store);
  } finally {
    await store.close();
  }
}

async function idsIn(store: OrderStore, cluster: string): Promise<readonly string[]> {
  const answer = await store.read(cluster);
  if (answer.is === 'unknown') throw new Error(answer.why);
  return answer.records.map(({ id, text }) => `${id} ${text}`);
}

describe.each([
  ['PostgreSQL', overPostgres, () => postgres],
  ['etcd', overEtcd, () => etcd],
] as const)('%s', (_name, open, server) => {
  it('what one stores others read, until it is dropped or its time is over; another cluster has its own', async () => {
    await using(open(), (store) =>
      using(open(), async (other) => {
        const cluster = `c-${randomUUID()}`;
        expect(await idsIn(other, cluster)).toEqual([]);
        const [long, short] = ['suspended-aabbccddeeff', 'suspended-112233445566'];
        expect(await store.make(cluster, { id: long, text: 'one' }, 3_600_000)).toEqual({ is: 'stored' });
        expect(await store.make(cluster, { id: short, text: 'two' }, 3_000)).toEqual({ is: 'stored' });
        expect(await idsIn(other, cluster)).toEqual([`${short} two`, `${long} one`]);
        expect(await idsIn(other, `${cluster}-2`)).toEqual([]);
        // Asked again, as its answer was lost; and one that is another.
        expect(await other.make(cluster, { id: long, text: 'one' }, 3_600_000)).toEqual({ is: 'stored' });
        expect(await other.make(cluster, { id: long, text: 'ONE' }, null)).toEqual({ is: 'refused' });
        expect(await other.change(cluster, { id: short, text: 'rest' }, 'two')).toEqual({ is: 'stored' });
        expect(await other.change(cluster, { id: short, text: 'other' }, 'two')).toEqual({ is: 'refused' });
        expect(await idsIn(store, cluster)).toEqual([`${short} rest`, `${long} one`]);
        // What was changed ends when it would have ended.
        await expect.poll(() => idsIn(store, cluster), { timeout: 20_000, interval: 200 }).toEqual([`${long} one`]);
        expect(await other.change(cluster, { id: short, text: 'again' }, 'rest')).toEqual({ is: 'refused' });
        expect(await store.drop(cluster, long)).toEqual({ is: 'stored' });
        expect(await store.drop(cluster, long)).toEqual({ is: 'stored' });
        expect(await idsIn(other, cluster)).toEqual([]);
      }),
    );
  });

  it('of twenty that store the same name at once one wins, and all others read that', async () => {
    const stores = Array.from({ length: 20 }, open);
    const cluster = `c-${randomUUID()}`;
    const answers = await Promise.all(stores.map((store, at) => store.make(cluster, { id: 'salt', text: `of ${at}` }, null)));
    const won = answers.flatMap(({ is }, at) => (is === 'stored' ? [at] : []));
    expect(answers.filter(({ is }) => is === 'refused')).toHaveLength(19);
    for (const store of stores.slice(0, 3)) expect(await idsIn(store, cluster)).toEqual([`salt of ${won[0]}`]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('is full at a bound, says so, and what is there stays', async () => {
    await using(open(), async (store) => {
      const cluster = `c-${randomUUID()}`;
      const idOf = (at: number): string => `suspended-${at.toString(16).padStart(12, '0')}`;
      for (let at = 0; at < MOST_RECORDS; at += 1)
        expect((await store.make(cluster, { id: idOf(at), text: 'x' }, null)).is).toBe('stored');
      expect(await store.make(cluster, { id: idOf(MOST_RECORDS), text: 'x' }, null)).toMatchObject({ is: 'full' });
      expect(await idsIn(store, cluster)).toHaveLength(MOST_RECORDS);
      expect((await store.make(cluster, { id: idOf(1), text: 'x' }, null)).is).toBe('stored');
      const large = `c-${randomUUID()}`;
      for (let at = 0; at < 4; at += 1)
        expect((await store.make(large, { id: idOf(at), text: 'x'.repeat(60_000) }, null)).is).toBe('stored');
      const more = await store.make(large, { id: idOf(9), text: 'x'.repeat(60_000) }, null);
      expect(more).toMatchObject({ is: 'full', why: expect.stringContaining('of this cluster') });
    });
  }, 120_000);

  it('what was read counts for 5 s: after that nobody knows; and it goes on when the server does', async () => {
    const store = open();
    const cluster = `c-${randomUUID()}`;
    const follower = followOrders({ store: open(), cluster, clock: bootClock });
    try {
      await store.make(cluster, { id: 'suspended-aabbccddeeff', text: 'one' }, null);
      const ids = () => {
        const seen = follower.seen();
        return seen.is === 'read' ? seen.records.map(({ id }) => id) : seen.why;
      };
      await expect.poll(ids, { timeout: 20_000 }).toEqual(['salt', 'suspended-aabbccddeeff']);
      await expect.poll(() => follower.salt(), { timeout: 20_000 }).toMatch(/^[0-9a-f]{64}$/);
      await server().freeze();
      const asOf = follower.asOfMs() ?? 0;
      await expect.poll(ids, { timeout: 20_000, interval: 20 }).toMatch(/does not answer/);
      // No reading that ended just then was begun much later.
      expect(bootClock.now() - asOf).toBeGreaterThanOrEqual(FRESH_MS);
      server().thaw();
      await expect.poll(ids, { timeout: 20_000 }).toEqual(['salt', 'suspended-aabbccddeeff']);
    } finally {
      server().thaw();
      await Promise.all([store.close(), follower.close()]);
    }
  }, 90_000);
});

it('a role that may not make the table is told what to run, and an unread table is not an empty one', async () => {
  const owner = new Client({ ...access, port: postgres.port });
  await owner.connect();
  await owner.query("CREATE ROLE poor LOGIN PASSWORD 'arm'");
  await using(postgresOrders({ ...access, user: 'poor', password: 'arm', port: postgres.port }), async (store) => {
    const refused = await store.read('c');
    expect(refused).toMatchObject({ is: 'unknown' });
    const why = refused.is === 'unknown' ? refused.why : '';
    expect(why).toContain('GRANT SELECT, INSERT, UPDATE, DELETE ON dmsa.dmsa_order TO "poor"');
    // As it says, without what is there already.
    for (const statement of why.slice(why.indexOf('CREATE SCHEMA')).split('; ')) await owner.query(statement).catch(() => {});
    expect(await store.read('c')).toEqual({ is: 'orders', records: [] });
    expect(await store.make('c', { id: 'salt', text: 'x' }, null)).toEqual({ is: 'stored' });
    expect(await store.drop('c', 'salt')).toEqual({ is: 'stored' });
  });
  await owner.end();
});
