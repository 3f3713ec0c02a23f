/**
 * A takeover by the lease on nodes with kernels of their own: dmsa on both members, a real etcd, then a real PostgreSQL, beside the lab;
 * the active cut off from everything and left alone. What it does then is seen at its console, who answers for the addresses on the wire.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startClient } from '../../lab/client.ts';
import { macOf, nics } from '../../lab/network.ts';
import { captureWire } from '../../lab/wire.ts';
import { turnsOf } from '../../lab/wire-log.ts';
import { pairLease } from '../../src/kinds/lease-files.ts';
import { converge, converged, dmsa, eventually, type Site } from './cluster.ts';
import { recordRow } from './ha-proof-table.ts';
import { ACTIVE, type ArbiterType, atConsole, hasAll, type LeaseSite, leaseOf, leaseSite, STANDBY } from './lease-site.ts';
import { ALL, held, NONE, status } from './pair.ts';

const LONG_MS = 600_000;

describe.each<ArbiterType>(['etcd', 'postgresql'])('a pair with leases in %s', { timeout: LONG_MS }, (type) => {
  let site: Site;
  let leases: LeaseSite;
  let client: Client | null = null;
  beforeAll(async () => {
    site = await converged();
    leases = await leaseSite(site, type);
  }, LONG_MS);
  afterAll(async () => {
    await client?.stop();
    await leases?.close();
  }, LONG_MS);

  it('that runs gets its lease by an apply that touches nothing else', async () => {
    const { outcomes } = await converge(site);
    expect(outcomes.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([`${ACTIVE}/lease/${pairLease(ACTIVE)} done`]);
    expect(await leaseOf(site)).toMatch(/pair\/Sec-1 +held +Sec-1/);
    expect(await held(site, ACTIVE)).toEqual(ALL);
  });

  it('is taken over where the active is cut off from all: it stands down by itself before, and gets all back by a failback', async () => {
    const wire = await captureWire(site.lab.name, ALL.addresses);
    client = await startClient(
      site.lab.name,
      ALL.addresses.map((address) => `${address}:5200`),
    );
    await leases.standby.hears('the standby watches', 120, ({ code }) => code === 'fine');
    await eventually('the client is served by the active', 60, () =>
      ALL.addresses.every((host) => client?.tries().some((one) => one.host === host && one.why === null)) ? true : undefined,
    );
    for (const nic of nics) await site.lab.cut(ACTIVE, nic);
    await eventually('the active has stood down', 60, async () => {
      const text = await atConsole(site, ACTIVE);
      return ALL.addresses.some((address) => text.includes(` ${address}/`)) || text.includes('runs ') ? undefined : true;
    });
    await leases.standby.verdict('takeover-lease', 240);
    await hasAll(site, STANDBY);
    // Its end is noted a little later.
    await leases.standby.verdict('failed-over', 120);
    expect(await leaseOf(site)).toMatch(/held +Sec-Rep-1 .*taken over from Sec-1/);
    for (const nic of nics) await site.lab.uncut(ACTIVE, nic);
    await site.lab.waitForSsh(ACTIVE);
    expect(await held(site, ACTIVE)).toEqual(NONE);
    const { code, stdout, stderr } = await dmsa(site, ['ha', 'failback', ACTIVE, '--yes']);
    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
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
    recordRow(`lease in ${type === 'etcd' ? 'etcd' : 'PostgreSQL'}`);
  });
});
