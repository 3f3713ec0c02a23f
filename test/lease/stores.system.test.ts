/** The port, with each of the arbiters behind it: in this process, a real PostgreSQL, a real etcd. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { etcdStore } from '../../src/lease/etcd.ts';
import { memoryStore } from '../../src/lease/memory.ts';
import { postgresStore } from '../../src/lease/postgres.ts';
import type { LeaseStore } from '../../src/lease/store.ts';
import { type Server, startEtcd, startPostgres } from './servers.ts';

const ANSWER_MS = 3_000;

let postgres: Server;
let etcd: Server;

beforeAll(async () => {
  [postgres, etcd] = await Promise.all([startPostgres(), startEtcd()]);
});
afterAll(async () => {
  await Promise.all([postgres?.close(), etcd?.close()]);
});

const access = { host: '127.0.0.1', database: 'postgres', user: 'dmsa', password: 'geheim', tls: null };
const overPostgres = (answerMs = ANSWER_MS): LeaseStore => postgresStore({ ...access, port: postgres.port, answerMs });
const overEtcd = (answerMs = ANSWER_MS): LeaseStore =>
  etcdStore({ endpoints: [`127.0.0.1:${etcd.port}`], user: null, password: null, tls: null, answerMs });
const memory = memoryStore({ now: () => performance.now() });

async function using<T>(store: LeaseStore, what: (store: LeaseStore) => Promise<T>): Promise<T> {
  try {
    return await what(store);
  } finally {
    await store.close();
  }
}

const generation = (answer: { readonly is: string; readonly generation?: number }): number => {
  expect(answer.is).toBe('acquired');
  return answer.generation ?? Number.NaN;
};

describe.concurrent.each([
  ['in-process', () => memory],
  ['PostgreSQL', overPostgres],
  ['etcd', overEtcd],
] as const)('%s', (_name, open) => {
  it('renews all that one has below a prefix by one question, and tells of all others there', async ({ expect }) => {
    await using(open(), async (store) => {
      const prefix = `run/${randomUUID()}/`;
      const ttlMs = 4_000;
      const [one, two] = [
        generation(await store.acquire(`${prefix}slot/01`, 'a@1', ttlMs, null)),
        generation(await store.acquire(`${prefix}slot/02`, 'a@1', ttlMs, null)),
      ];
      generation(await store.acquire(`${prefix}slot/03`, 'b@1', ttlMs, null));
      const ended = generation(await store.acquire(`${prefix}slot/04`, 'a@1', ttlMs, null));
      await store.end(`${prefix}slot/04`, 'a@1', ended, 'released');
      await store.acquire(`other/${randomUUID()}`, 'a@1', ttlMs, null);
      const only = await store.renewAll(prefix, null, ttlMs);
      expect(only).toMatchObject({ is: 'answered', renewed: [] });
      for (let turn = 0; turn < 4; turn += 1) {
        await delay(1_200);
        const all = await store.renewAll(prefix, 'a@1', ttlMs);
        if (all.is === 'unknown') throw new Error(all.why);
        expect([...all.renewed].sort((x, y) => (x.name < y.name ? -1 : 1))).toEqual([
          { name: `${prefix}slot/01`, generation: one },
          { name: `${prefix}slot/02`, generation: two },
        ]);
      }
      // Longer than its time: renewed again and again, or not.
      const last = await store.renewAll(prefix, null, ttlMs);
      const states =
        last.is === 'answered' ? last.glances.map(({ name, is, holder }) => [name.slice(prefix.length), is, holder]) : [];
      expect(states.sort()).toEqual([
        ['slot/01', 'held', 'a@1'],
        ['slot/02', 'held', 'a@1'],
        ['slot/03', 'expired', 'b@1'],
        ['slot/04', 'released', 'a@1'],
      ]);
      const three = last.is === 'answered' ? last.glances.find(({ is }) => is === 'expired') : undefined;
      expect((await store.acquire(`${prefix}slot/03`, 'a@1', ttlMs, three?.mark ?? 'none')).is).toBe('acquired');
    });
  });

  it('tells a name that nobody had from one that is held, released, withdrawn, expired', async ({ expect }) => {
    await using(open(), async (store) => {
      const name = `pair/${randomUUID()}`;
      expect((await store.look(name)).is).toBe('never');
      const first = generation(await store.acquire(name, 'Sec-1', 30_000, null));
      const held = await store.look(name);
      expect(held).toMatchObject({ is: 'held', holder: 'Sec-1', generation: first, takenFrom: null });
      expect(held.is === 'held' && held.remainingMs).toBeGreaterThan(25_000);
      expect(held.is === 'held' && held.remainingMs).toBeLessThanOrEqual(30_000);

      expect(await store.acquire(name, 'Rep-1', 30_000, null)).toEqual({ is: 'refused' });
      expect(await store.renew(name, 'Rep-1', first, 30_000)).toEqual({ is: 'lost' });
      expect(await store.renew(name, 'Sec-1', first + 1, 30_000)).toEqual({ is: 'lost' });
      expect(await store.renew(name, 'Sec-1', first, 30_000)).toEqual({ is: 'renewed' });

      // The same holder, started anew: the one before it is cut off.
      const second = generation(await store.acquire(name, 'Sec-1', 30_000, null));
      expect(second).toBeGreaterThan(first);
      expect(await store.renew(name, 'Sec-1', first, 30_000)).toEqual({ is: 'lost' });
      expect(await store.end(name, 'Sec-1', first, 'released')).toEqual({ is: 'lost' });
      expect(await store.renew(name, 'Sec-1', second, 30_000)).toEqual({ is: 'renewed' });

      expect(await store.end(name, 'Sec-1', second, 'withdrawn')).toEqual({ is: 'ended' });
      expect(await store.look(name)).toMatchObject({ is: 'withdrawn', holder: 'Sec-1', generation: second });
      expect(await store.renew(name, 'Sec-1', second, 30_000)).toEqual({ is: 'lost' });

      const third = generation(await store.acquire(name, 'Rep-1', 30_000, null));
      expect(third).toBeGreaterThan(second);
      expect(await store.end(name, 'Rep-1', third, 'released')).toEqual({ is: 'ended' });
      expect(await store.look(name)).toMatchObject({ is: 'released', holder: 'Rep-1', generation: third, takenFrom: null });
    });
  });

  it('an expired one can not be renewed, and is taken only as it was seen', async ({ expect }) => {
    await using(open(), async (store) => {
      const name = `pair/${randomUUID()}`;
      const first = generation(await store.acquire(name, 'Sec-1', 1_000, null));
      const held = await store.look(name);
      await expect.poll(async () => (await store.look(name)).is, { timeout: 20_000, interval: 100 }).toBe('expired');
      expect(await store.look(name)).toMatchObject({ holder: 'Sec-1', generation: first, mark: 'mark' in held && held.mark });
      expect(await store.renew(name, 'Sec-1', first, 1_000)).toEqual({ is: 'lost' });
      const seen = await store.look(name);
      const mark = 'mark' in seen ? seen.mark : 'none';
      expect(await store.acquire(name, 'Rep-1', 30_000, 'other')).toEqual({ is: 'refused' });
      const second = generation(await store.acquire(name, 'Rep-1', 30_000, mark));
      expect(second).toBeGreaterThan(first);
      expect(await store.acquire(name, 'Sec-1', 30_000, mark)).toEqual({ is: 'refused' });
      // That it was taken on a proof is kept, until another has it without one.
      const third = generation(await store.acquire(name, 'Rep-1', 30_000, null));
      expect(await store.renew(name, 'Rep-1', third, 30_000)).toEqual({ is: 'renewed' });
      expect(await store.look(name)).toMatchObject({ is: 'held', holder: 'Rep-1', takenFrom: 'Sec-1' });
      expect(await store.list()).toMatchObject({
        is: 'list',
        leases: expect.arrayContaining([{ name, look: expect.objectContaining({ is: 'held', holder: 'Rep-1' }) }]),
      });
    });
  });
});

describe.each([
  ['PostgreSQL', overPostgres, () => postgres, false],
  ['etcd', overEtcd, () => etcd, true],
] as const)('%s', (_name, open, server, steady) => {
  it('gives a name to one of twenty that want it at once, whether it is new or expired', async () => {
    const stores = Array.from({ length: 20 }, () => open(5_000));
    const name = `pair/${randomUUID()}`;
    for (const ttl of [1_000, 30_000]) {
      const answers = await Promise.all(stores.map((store, at) => store.acquire(name, `node-${at}-${ttl}`, ttl, null)));
      const won = answers.flatMap((answer, at) => (answer.is === 'acquired' ? [`node-${at}-${ttl}`] : []));
      expect(won).toHaveLength(1);
      expect(answers.filter(({ is }) => is === 'refused')).toHaveLength(19);
      const look = await stores[0]?.look(name);
      expect(look).toMatchObject({ holder: won[0] });
      if (ttl === 1_000) await expect.poll(async () => (await stores[0]?.look(name))?.is, { timeout: 20_000 }).toBe('expired');
    }
    await Promise.all(stores.map((store) => store.close()));
  });

  it('is unknown within the time limit while it stands still, and goes on', async () => {
    await using(open(), async (store) => {
      expect(store.steady).toBe(steady);
      const name = `pair/${randomUUID()}`;
      const held = generation(await store.acquire(name, 'Sec-1', 30_000, null));
      await server().freeze();
      const began = performance.now();
      const answers = await Promise.all([
        store.renew(name, 'Sec-1', held, 30_000),
        store.look(name),
        store.acquire(name, 'Rep-1', 30_000, null),
        store.end(name, 'Sec-1', held + 1, 'released'),
        store.list(),
      ]).finally(() => server().thaw());
      expect(answers.map(({ is }) => is)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown']);
      expect(performance.now() - began).toBeLessThan(ANSWER_MS + 2_000);
      // What was asked while it stood still may be done now; it is the same holder's all the same.
      await expect.poll(async () => (await store.renew(name, 'Sec-1', held, 30_000)).is, { timeout: 20_000 }).toBe('renewed');
    });
  });

  it('keeps what it was told over a crash', async () => {
    await using(open(), async (store) => {
      const name = `pair/${randomUUID()}`;
      const held = generation(await store.acquire(name, 'Sec-1', 30_000, null));
      const before = await store.look(name);
      await server().kill();
      const gone = await store.renew(name, 'Sec-1', held, 30_000);
      expect(gone).toMatchObject({ is: 'unknown', why: expect.stringMatching(/./) });
      await server().start();
      await expect.poll(async () => (await store.renew(name, 'Sec-1', held, 30_000)).is, { timeout: 20_000 }).toBe('renewed');
      const after = await store.look(name);
      expect(after).toMatchObject({ is: 'held', holder: 'Sec-1', generation: held });
      // Where the clock may have been set meanwhile, it counts as another life.
      if (!steady) expect(after).not.toMatchObject({ life: 'life' in before && before.life });
      expect(await store.acquire(name, 'Rep-1', 30_000, null)).toEqual({ is: 'refused' });
    });
  });
});

it('says why there is no answer, without the password', async () => {
  const why = async (store: LeaseStore): Promise<string> =>
    using(store, async (one) => {
      const answer = await one.look('x');
      return answer.is === 'unknown' ? answer.why : `not unknown: ${answer.is}`;
    });
  const port = postgres.port;
  expect(await why(postgresStore({ ...access, port, password: 'falsch-geheim', answerMs: ANSWER_MS }))).toMatch(
    /^password authentication failed for user "dmsa" \(SQLSTATE 28P01\)$/,
  );
  expect(await why(postgresStore({ ...access, port: 1, answerMs: ANSWER_MS }))).toMatch(/ECONNREFUSED/);
  expect(await why(postgresStore({ ...access, port, tls: {}, answerMs: ANSWER_MS }))).toMatch(/SSL/);
  expect(
    await why(etcdStore({ endpoints: ['127.0.0.1:1'], user: null, password: null, tls: null, answerMs: ANSWER_MS })),
  ).toMatch(/UNAVAILABLE|no answer|connect|DEADLINE/i);
});

it('passes over an etcd that does not answer', async () => {
  const endpoints = ['127.0.0.1:1', `127.0.0.1:${etcd.port}`];
  await using(etcdStore({ endpoints, user: null, password: null, tls: null, answerMs: 2 * ANSWER_MS }), async (store) => {
    for (let turn = 0; turn < 4; turn += 1) expect((await store.look('nobody-had-this')).is).toBe('never');
  });
});

it('the first twenty of all, at the same moment, each get what they ask for: one of them makes the table', async () => {
  const { Client } = await import('pg');
  const owner = new Client({ ...access, port: postgres.port, ssl: false });
  await owner.connect();
  for (let turn = 0; turn < 10; turn += 1) {
    await owner.query('DROP SCHEMA dmsa CASCADE');
    const stores = Array.from({ length: 20 }, () => overPostgres(20_000));
    await Promise.all(stores.map((store) => store.look('none')));
    const answers = await Promise.all(stores.map((store, at) => store.acquire(`pair/${at}`, 'x', 30_000, null)));
    expect(answers).toEqual(stores.map(() => ({ is: 'acquired', generation: 1 })));
    await Promise.all(stores.map((store) => store.close()));
  }
  await owner.end();
});

it('a role that may not make the table is told what to run', async () => {
  await using(overPostgres(), async (store) => {
    expect((await store.acquire('setup', 'x', 1_000, null)).is).toBe('acquired');
  });
  const { Client } = await import('pg');
  const owner = new Client({ ...access, port: postgres.port });
  await owner.connect();
  await owner.query("CREATE ROLE poor LOGIN PASSWORD 'arm'");
  await owner.end();
  await using(
    postgresStore({ ...access, user: 'poor', password: 'arm', port: postgres.port, answerMs: ANSWER_MS }),
    async (store) => {
      expect(await store.acquire('setup', 'y', 1_000, null)).toMatchObject({
        is: 'unknown',
        why: expect.stringContaining('GRANT USAGE ON SCHEMA dmsa TO "poor"'),
      });
    },
  );
});
