/** What an operator tells the loop, on a real disk. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import { dropOrder, ordersDirectory, readOrders, readSalt, revisionOf, writeOrder } from '../../src/reconcile/orders.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dmsa-orders-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ONE = { id: 'aabbccddeeff', nodes: ['Sec-1'], kinds: null, untilMs: null, by: 'me', atMs: 1, reason: 'work' };

it('what is written is read by another process, for this user alone, until it is taken away', async () => {
  const folder = join(dir, 'new');
  expect(await readOrders(folder)).toEqual({ suspensions: [], approvals: [], resumed: [] });
  await writeOrder(folder, 'suspended', ONE.id, ONE);
  await writeOrder(folder, 'approved', 'abcdef012345', { digest: 'abcdef012345', by: 'me', atMs: 2, reason: '' });
  expect(await readOrders(folder)).toMatchObject({ suspensions: [ONE], approvals: [{ digest: 'abcdef012345' }] });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
  await dropOrder(folder, 'suspended', ONE.id);
  await dropOrder(folder, 'suspended', ONE.id);
  expect((await readOrders(folder)).suspensions).toEqual([]);
});

it('an order that can not be read may be a suspension: why is said, and none is taken for there', async () => {
  await writeOrder(dir, 'suspended', ONE.id, ONE);
  writeFileSync(join(dir, 'suspended-001122334455.json'), '{ "by"');
  expect((await readOrders(dir)).suspensions).toMatch(/suspended-001122334455\.json is not what dmsa writes$/);
  rmSync(join(dir, 'suspended-001122334455.json'));
  writeFileSync(join(dir, 'notes.txt'), 'of somebody else');
  expect((await readOrders(dir)).suspensions).toEqual([ONE]);
  writeFileSync(join(dir, 'file'), '');
  expect((await readOrders(join(dir, 'file'))).suspensions).toMatch(/can't be read \(ENOTDIR\)$/);
});

it('is kept where it outlasts a boot', () => {
  expect(ordersDirectory('a/b', {}, 0, '/root')).toBe('/var/lib/dmsa/loop/orders-a%2Fb');
  expect(ordersDirectory('x', {}, 1000, '/home/op')).toBe('/home/op/.local/state/dmsa/orders-x');
  expect(ordersDirectory('x', { DMSA_STATE_DIR: '/s' }, 0, '/root')).toBe('/s/orders-x');
});

it('a revision is what the file says: not its comments, nor how the loop is to work, but every value of it', async () => {
  const salt = await readSalt(dir);
  expect(await readSalt(dir)).toBe(salt);
  const digest = (head: string, spec: string): string => {
    const text = `${head}apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Web-1
  nodes: { Web-1: { type: GUI, maintenance: 10.0.0.11/24 } }
${spec}`;
    const { cluster } = parseCluster(text, { file: 'cluster.yaml' });
    if (!cluster) throw new Error('not valid');
    return revisionOf(cluster, salt);
  };
  const first = digest('', '  directories: [{ path: /srv/a }]\n');
  expect(digest('# a comment\n\n', '  directories:\n  - path: /srv/a\n')).toBe(first);
  expect(digest('', '  directories: [{ path: /srv/a }]\n  run: { mode: heal }\n')).toBe(first);
  expect(digest('', '  directories: [{ path: /srv/b }]\n')).not.toBe(first);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
});
