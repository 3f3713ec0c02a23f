/** With real arbiters: `dmsa lease status`, as it is shipped; the keeper and the taker while they are killed, started again, and stand still. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bootClock, uptimeMs } from '../../src/lease/clock.ts';
import { keepLease } from '../../src/lease/keeper.ts';
import { openLeases } from '../../src/lease/open.ts';
import { deadlinesOf, rhythmOf } from '../../src/lease/rules.ts';
import { takerOf } from '../../src/lease/taker.ts';
import { type Server, startEtcd, startPostgres } from './servers.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'dmsa-lease-'));
let postgres: Server;
let etcd: Server;

beforeAll(async () => {
  [postgres, etcd] = await Promise.all([startPostgres(), startEtcd()]);
});
afterAll(async () => {
  await Promise.all([postgres?.close(), etcd?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

function dmsa(
  lease: string,
  args: readonly string[] = [],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const file = join(folder, 'cluster.yaml');
  writeFileSync(join(folder, 'secrets.yaml'), 'variables: { ARBITER: "geheim" }\n', { mode: 0o600 });
  writeFileSync(
    file,
    `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
${lease.includes('secret') ? '  secrets: { file: secrets.yaml }\n' : ''}${lease === '' ? '' : `  lease: ${lease}\n`}  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24 }
    Sec-2: { type: SECENGINE, maintenance: 10.0.0.22/24 }
    Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, backupOf: Sec-1 }
    Rep-2: { type: REPORTING, maintenance: 10.0.0.32/24, backupOf: Sec-2 }
`,
  );
  return new Promise((resolve) => {
    const all = [join(root, 'dist/dmsa.js'), 'lease', 'status', '-f', file, ...args];
    execFile(process.execPath, all, { env: { ...process.env, NO_COLOR: '1' } }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

it('shows who may act, of PostgreSQL and of etcd, as text and as JSON', async () => {
  const servers = { postgresql: postgres.port, etcd: etcd.port };
  for (const type of ['postgresql', 'etcd'] as const) {
    const port = servers[type];
    const access = type === 'etcd' ? '' : ', user: dmsa, password: { secret: ARBITER }';
    const lease = `{ type: ${type}, hosts: ["127.0.0.1:${port}"]${access} }`;
    const login = type === 'etcd' ? { user: null, password: null } : { user: 'dmsa', password: 'geheim' };
    const arbiter = { type, servers: [{ host: '127.0.0.1', port }], database: 'postgres', ...login, tls: null };

    // Before anybody had one: looking makes nothing.
    const before = await dmsa(lease, ['--json']);
    expect(before).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(before.out).leases.map(({ state }: { readonly state: string }) => state)).toEqual(['never', 'never']);

    const store = await openLeases({ ...arbiter, ttlMs: 60_000, marginMs: 5_000, watchdog: null, sysrq: false });
    expect((await store.acquire('pair/Sec-1', 'Sec-1', 60_000, null)).is).toBe('acquired');
    const other = await store.acquire('controller/7', 'central:4711', 60_000, null);
    if (other.is === 'acquired') await store.end('controller/7', 'central:4711', other.generation, 'released');
    await store.close();

    const text = await dmsa(lease);
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out.replaceAll(/\d+ s\b|\d+ min \d+ s/g, 'N').replaceAll(/ +/g, ' ')).toMatch(
      /^arbiter \S+ at 127\.0\.0\.1:\d+.* answers leases last N, margin 5\.N\nLEASE STATE HOLDER GENERATION REMAINING\npair\/Sec-1 held Sec-1 \d+ N may act\npair\/Sec-2 - - - - nobody ever had it\ncontroller\/7 released central:4711 \d+ - stood down and gave it back\n$/,
    );
    const json = await dmsa(lease, ['--json']);
    const data = JSON.parse(json.out);
    const ajv = new Ajv2020({ strict: false });
    const schema = (name: string) => JSON.parse(readFileSync(join(root, 'schema', name), 'utf8'));
    ajv.addSchema(schema('plan.schema.json'));
    const validate = ajv.compile(schema('lease.schema.json'));
    expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
    expect(data.leases[0]).toMatchObject({ name: 'pair/Sec-1', pair: 'Sec-1', state: 'held', holder: 'Sec-1' });
  }
});

it('says that the arbiter does not answer, and that there is none', async () => {
  const wrong = `{ type: postgresql, hosts: ["127.0.0.1:${postgres.port}"], user: nobody, password: { secret: ARBITER } }`;
  const refused = await dmsa(wrong);
  expect(refused.code).toBe(3);
  expect(refused.out).toContain('password authentication failed for user "nobody"');
  expect(refused.out + refused.err).not.toContain('geheim');
  const silent = await dmsa('{ type: etcd, hosts: ["127.0.0.1:1"] }', ['--json']);
  expect(silent.code).toBe(3);
  expect(JSON.parse(silent.out)).toMatchObject({ answers: false, error: { code: 'arbiter-silent' }, leases: [] });
  const none = await dmsa('');
  expect(none.code).toBe(1);
  expect(none.err).toContain('names no arbiter');
});

// An arbiter that is started again beside other work takes its seconds.
const TIMES = { ttlMs: 12_000, marginMs: 3_000 };

it.concurrent.for(['postgresql', 'etcd'] as const)(
  'with %s: a restart of it stops nobody; standing still it stops the holder in time',
  async (type, { expect }) => {
    const server = type === 'etcd' ? etcd : postgres;
    const login = type === 'etcd' ? { user: null, password: null } : { user: 'dmsa', password: 'geheim' };
    const arbiter = { type, servers: [{ host: '127.0.0.1', port: server.port }], database: 'postgres', ...login, tls: null };
    const open = () => openLeases({ ...arbiter, ...TIMES, watchdog: null, sysrq: false });
    const [store, other] = await Promise.all([open(), open()]);
    const name = 'pair/Kept-1';
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
    await expect.poll(() => keeper.state().is, { timeout: 20_000 }).toBe('held');

    await server.kill();
    const killedMs = uptimeMs();
    await server.start();
    // Renewed after it: begun later than the kill.
    await expect.poll(standDownMs, { timeout: 20_000 }).toBeGreaterThan(killedMs + deadlinesOf(0, TIMES).standDownMs);
    expect(lostMs).toBe(0);

    const taker = takerOf({ store: other, name, from: 'Sec-1', to: 'Rep-1', times: TIMES, clock: bootClock, promises: false });
    await expect.poll(() => taker.take(), { timeout: 20_000 }).toMatchObject({ proof: 'no', code: 'held' });
    await server.freeze();
    const began = uptimeMs();
    expect((await taker.take()).proof).toBe('unknown');
    expect(uptimeMs() - began).toBeLessThan(rhythmOf(TIMES).answerMs + 1_000);
    await keeper.ended;
    expect(lostMs - began).toBeLessThan(deadlinesOf(0, TIMES).addressesOffMs);
    server.thaw();
    // Whatever it says now: the standby has not seen it for long enough.
    await expect.poll(async () => (await taker.take()).proof, { timeout: 20_000 }).toBe('no');
    await Promise.all([store.close(), other.close()]);
  },
);
