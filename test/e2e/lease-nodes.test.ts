/**
 * A takeover by the lease on nodes with kernels of their own: dmsa on both members, a real etcd beside the lab, the active cut off from
 * everything and left alone. What it does then is seen at its console, who answers for the addresses on the wire.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startClient } from '../../lab/client.ts';
import { onConsole } from '../../lab/console.ts';
import { insideArgv, macOf, nics } from '../../lab/network.ts';
import { controller } from '../../lab/topology.ts';
import { captureWire } from '../../lab/wire.ts';
import { turnsOf } from '../../lab/wire-log.ts';
import { LEASE_DIR, leaseFile, pairLease } from '../../src/kinds/lease-files.ts';
import { converge, converged, dmsa, eventually, type Site, setIn, sshOf, variant } from './cluster.ts';
import { dmsaOn, keepOnNode, type NodeLoop } from './on-standby.ts';
import { ALL, held, mayCopy, NONE, status } from './pair.ts';

const LONG_MS = 600_000;
const [ACTIVE, STANDBY] = ['Sec-1', 'Sec-Rep-1'];
const LEASE = { type: 'etcd', hosts: [`${controller.eth0}:2379`], ttl: '20s', margin: '6s' };

let site: Site;
let etcd: ChildProcess;
let data: string;
const loops: NodeLoop[] = [];
let client: Client | null = null;

beforeAll(async () => {
  site = await converged();
  data = mkdtempSync(join(tmpdir(), 'dmsa-etcd-'));
  etcd = await startEtcd();
  setIn(site, ['spec', 'ssh'], sshOf(site, { connectTimeout: '8s' }));
  setIn(site, ['spec', 'watch'], { interval: '1s', timeout: '4s', failures: 3, takeoversPerHour: 50 });
  setIn(site, ['spec', 'lease'], LEASE);
  const there = { identityFile: './id_ed25519', knownHosts: './known_hosts', hostKey: 'strict', connectTimeout: '8s' };
  variant(site, 'there.yaml', [
    [['spec', 'nodes', STANDBY, 'failover'], { after: '5s' }],
    [['spec', 'ssh'], there],
  ]);
  await mayCopy(site, ACTIVE, STANDBY, '10.77.0.31,10.78.0.31');
  await mayCopy(site, STANDBY, ACTIVE, '10.77.0.21,10.78.0.21');
  for (const node of [ACTIVE, STANDBY]) {
    await dmsaOn(site, node, 'there.yaml');
    loops.push(await keepOnNode(site, node));
  }
  const keeper = `test -s '${LEASE_DIR}/${leaseFile(pairLease(ACTIVE))}.keeper'`;
  for (const node of [ACTIVE, STANDBY])
    await eventually(`dmsa keeps leases on ${node}`, 90, async () =>
      (await site.lab.ssh(node, keeper)).code === 0 ? true : undefined,
    );
}, LONG_MS);
afterAll(async () => {
  await client?.stop();
  await site.lab.heal();
  await site.lab.waitForSsh(ACTIVE);
  for (const loop of loops) await loop.stop();
  etcd?.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
}, LONG_MS);

async function startEtcd(): Promise<ChildProcess> {
  const [client, peers] = [`http://${controller.eth0}:2379`, `http://${controller.eth0}:2380`];
  const args = ['--data-dir', data, '--listen-client-urls', client, '--advertise-client-urls', client];
  args.push('--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`);
  const [command = '', ...rest] = insideArgv(site.lab.name, ['etcd', ...args, '--unsafe-no-fsync']);
  const child = spawn(command, rest, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually('etcd answers', 30, () => (/serving insecure client|ready to serve client/.test(said) ? true : undefined));
  return child;
}

/** As a person at the node itself sees it. */
async function atConsole(node: string): Promise<string> {
  const services = ALL.services.map((name) => `service ${name} status >/dev/null && echo runs ${name};`).join(' ');
  return (await onConsole(site.lab.name, node, `ip -o -4 addr show; ${services} :`)).stdout;
}

const hasAll = (node: string): Promise<boolean> =>
  eventually(`${node} holds everything`, 240, async () => {
    const { addresses, services } = await held(site, node);
    return addresses.length === ALL.addresses.length && services.length === ALL.services.length ? true : undefined;
  });

describe('a pair with leases', { timeout: LONG_MS }, () => {
  it('that runs gets its lease by an apply that touches nothing else', async () => {
    const { outcomes } = await converge(site);
    expect(outcomes.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([`${ACTIVE}/lease/pair/${ACTIVE} done`]);
    expect((await dmsa(site, ['lease', 'status'])).stdout).toMatch(/pair\/Sec-1 +held +Sec-1/);
    expect(await held(site, ACTIVE)).toEqual(ALL);
  });

  it('is taken over where the active is cut off from all: it stands down by itself before, and gets all back by a failback', async () => {
    const wire = await captureWire(site.lab.name, ALL.addresses);
    client = await startClient(
      site.lab.name,
      ALL.addresses.map((address) => `${address}:5200`),
    );
    await eventually('the standby watches', 120, async () =>
      (await loops[1]?.events())?.some(({ code }) => code === 'fine') ? true : undefined,
    );
    for (const nic of nics) await site.lab.cut(ACTIVE, nic);
    await eventually('the active has stood down', 60, async () => {
      const text = await atConsole(ACTIVE);
      return ALL.addresses.some((address) => text.includes(` ${address}/`)) || text.includes('runs ') ? undefined : true;
    });
    await loops[1]?.verdict('takeover-lease', 240);
    await hasAll(STANDBY);
    // Its end is noted a little later.
    await loops[1]?.verdict('failed-over', 120);
    expect((await dmsa(site, ['lease', 'status'])).stdout).toMatch(/held +Sec-Rep-1 .*taken over from Sec-1/);
    for (const nic of nics) await site.lab.uncut(ACTIVE, nic);
    await site.lab.waitForSsh(ACTIVE);
    expect(await held(site, ACTIVE)).toEqual(NONE);
    const { code, stderr } = await dmsa(site, ['ha', 'failback', ACTIVE, '--yes']);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect([await held(site, ACTIVE), await held(site, STANDBY)]).toEqual([ALL, NONE]);
    expect((await status(site)).code).toBe('active-holds');
    await client.stop();
    client = null;
    const frames = await wire.stop();
    for (const [at, address] of ALL.addresses.entries()) {
      const nic = nics[at] ?? 'eth0';
      const name = (mac: string): string => site.lab.nodes.find((node) => macOf(node, nic) === mac)?.name ?? mac;
      expect(turnsOf(frames, address).map(({ mac }) => name(mac))).toEqual([ACTIVE, STANDBY, ACTIVE]);
    }
  });
});
