/** The keeper and the taker with real arbiters that are killed, started again, and stand still. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bootClock, uptimeMs } from '../../src/lease/clock.ts';
import { keepLease } from '../../src/lease/keeper.ts';
import { openLeases } from '../../src/lease/open.ts';
import { deadlinesOf, rhythmOf } from '../../src/lease/rules.ts';
import { takerOf } from '../../src/lease/taker.ts';
import { type Server, startEtcd, startPostgres } from './servers.ts';

const TIMES = { ttlMs: 6_000, marginMs: 2_000 };
let postgres: Server;
let etcd: Server;

beforeAll(async () => {
  [postgres, etcd] = await Promise.all([startPostgres(), startEtcd()]);
});
afterAll(async () => {
  await Promise.all([postgres?.close(), etcd?.close()]);
});

it.concurrent.each(['postgresql', 'etcd'] as const)(
  'with %s: a restart of it stops nobody; standing still it stops the holder in time',
  async (type) => {
    const server = type === 'etcd' ? etcd : postgres;
    const login = type === 'etcd' ? { user: null, password: null } : { user: 'dmsa', password: 'geheim' };
    const arbiter = { type, servers: [{ host: '127.0.0.1', port: server.port }], database: 'postgres', ...login, tls: null };
    const open = () => openLeases({ ...arbiter, ...TIMES, watchdog: null, sysrq: false });
    const [store, other] = await Promise.all([open(), open()]);
    const name = 'pair/Sec-1';
    let lostMs = 0;
    const keeper = keepLease({
      store,
      name,
      holder: 'Sec-1',
      times: TIMES,
      clock: bootClock,
      onLost: async () => {
        lostMs = uptimeMs();
      },
    });
    const standDownMs = (): number => {
      const state = keeper.state();
      return state.is === 'held' ? state.deadlines.standDownMs : 0;
    };
    await expect.poll(() => keeper.state().is, { timeout: 5_000 }).toBe('held');

    await server.kill();
    const killedMs = uptimeMs();
    await server.start();
    // Renewed after it: begun later than the kill.
    await expect.poll(standDownMs, { timeout: 8_000 }).toBeGreaterThan(killedMs + deadlinesOf(0, TIMES).standDownMs);
    expect(lostMs).toBe(0);

    const taker = takerOf({ store: other, name, from: 'Sec-1', to: 'Rep-1', times: TIMES, clock: bootClock, promises: false });
    expect(await taker.take()).toMatchObject({ proof: 'no', code: 'held' });
    server.freeze();
    const began = uptimeMs();
    expect((await taker.take()).proof).toBe('unknown');
    expect(uptimeMs() - began).toBeLessThan(rhythmOf(TIMES).answerMs + 1_000);
    await keeper.ended;
    expect(lostMs - began).toBeLessThan(deadlinesOf(0, TIMES).addressesOffMs);
    server.thaw();
    // Whatever it says now: the standby has not seen it for long enough.
    await expect.poll(async () => (await taker.take()).proof, { timeout: 5_000 }).toBe('no');
    await Promise.all([store.close(), other.close()]);
  },
);
