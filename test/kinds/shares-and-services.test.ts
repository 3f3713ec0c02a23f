/** Which exports, mounts, checks and services a cluster file asks for, and in which order they come. */
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { contract, topological } from '../../src/diff/order.ts';
import { type Placement, type Resource, resourceId } from '../../src/kinds/kind.ts';
import { KINDS } from '../../src/kinds/registry.ts';

const NODES = `
    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24, serviceAddresses: { "eth0:1": 10.0.0.101/24 }, pack: [ubi-ses, jboss] }
    Web-Rep: { type: REPORTING, maintenance: 10.0.0.12/24, equipment: 192.0.2.12/24, backupOf: Web-1, sync: { every: 5m }, failover: { after: 5m } }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, serviceAddresses: { "eth0:1": 10.0.0.111/24 }, pack: [ubi-sms, ubi-poll, cron] }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: 192.0.2.31/24, backupOf: Sec-1, sync: { every: 5m }, failover: { after: 5m } }
    Sec-2: { type: SECENGINE, maintenance: 10.0.4.22/22, equipment: 192.0.2.22/24, serviceAddresses: { "eth0:1": 10.0.4.112/24 }, pack: [ubi-sms] }`;

const SHARES = `
    exports:
      - { type: GUI, path: /opt/fmc_repository }
      - { type: SECENGINE, path: /opt/rrd, options: "ro,sync" }
    mounts:
      - { type: SECENGINE, from: GUI, path: /opt/fmc_repository, mode: boot }
      - { type: GUI, from: SECENGINE, path: /opt/rrd, mountPoint: "/opt/rrd/\${NODE}", mode: demand }
      - { type: SECENGINE, from: SECENGINE, path: /opt/rrd, mountPoint: "/mnt/\${NODE}", mode: boot, options: "ro" }
    nfsCheck: { schedule: "* * * * *", command: "mount -a -t nfs,nfs4" }`;

function clusterOf(more = ''): Cluster {
  const text = `apiVersion: dmsa/v1\nkind: Cluster\nmetadata: { name: test }\nspec:\n${more}  nodes:${NODES}\n  shares:${SHARES}\n`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', home: '/root' });
  if (!cluster) throw new Error(diagnostics.map((one) => `${one.summary} ${one.detail ?? ''}`).join('\n'));
  return cluster;
}

function placementOf(holders: Readonly<Record<string, string | null>>): Placement {
  return new Map(Object.entries(holders).map(([active, holder]) => [active, { holder, code: 'test', sentence: '' }]));
}

const NORMAL = placementOf({ 'Web-1': 'Web-1', 'Sec-1': 'Sec-1', 'Sec-2': 'Sec-2' });
const TAKEN_OVER = placementOf({ 'Web-1': 'Web-1', 'Sec-1': 'Sec-Rep-1', 'Sec-2': 'Sec-2' });
const UNSURE = placementOf({ 'Web-1': 'Web-1', 'Sec-1': null, 'Sec-2': 'Sec-2' });

function desired(kind: string, cluster = clusterOf(), placement = NORMAL): readonly Resource[] {
  return KINDS.find(({ name }) => name === kind)?.desired(cluster, placement) ?? [];
}

function specOf(resources: readonly Resource[], node: string, name: string): Record<string, unknown> | undefined {
  return resources.find((one) => one.node === node && one.name === name)?.spec as Record<string, unknown> | undefined;
}

function brief(resources: readonly Resource[], field: string): readonly string[] {
  return resources.map(({ node, name, spec }) => `${node} ${name} ${String((spec as Record<string, unknown>)[field])}`);
}

describe('exports', () => {
  it('are open to the maintenance networks only, a network inside another one left out', () => {
    expect(specOf(desired('export'), 'Web-1', '/opt/fmc_repository')?.['clients']).toEqual(['10.0.0.0/24', '10.0.4.0/22']);
  });

  it('of a standby are those of the node it backs up', () => {
    expect(brief(desired('export'), 'options')).toEqual([
      'Web-1 /opt/fmc_repository rw,sync,no_subtree_check,no_root_squash',
      'Web-Rep /opt/fmc_repository rw,sync,no_subtree_check,no_root_squash',
      'Sec-1 /opt/rrd ro,sync',
      'Sec-Rep-1 /opt/rrd ro,sync',
      'Sec-2 /opt/rrd ro,sync',
    ]);
  });
});

describe('mounts', () => {
  it("at boot come from the exporter's service address, and never from the node's own pair", () => {
    expect(brief(desired('mount'), 'source')).toEqual([
      'Sec-1 /opt/fmc_repository 10.0.0.101:/opt/fmc_repository',
      'Sec-1 /mnt/Sec-2 10.0.4.112:/opt/rrd',
      'Sec-Rep-1 /opt/fmc_repository 10.0.0.101:/opt/fmc_repository',
      'Sec-Rep-1 /mnt/Sec-2 10.0.4.112:/opt/rrd',
      'Sec-2 /opt/fmc_repository 10.0.0.101:/opt/fmc_repository',
      'Sec-2 /mnt/Sec-1 10.0.0.111:/opt/rrd',
    ]);
  });

  it('at boot wait for the network, whatever options the file gives', () => {
    expect(specOf(desired('mount'), 'Sec-1', '/mnt/Sec-2')?.['options']).toBe('ro,_netdev');
  });

  it('on demand are made on a standby too', () => {
    expect(brief(desired('automount'), 'source')).toEqual([
      'Web-1 /opt/rrd/Sec-1 10.0.0.111:/opt/rrd',
      'Web-1 /opt/rrd/Sec-2 10.0.4.112:/opt/rrd',
      'Web-Rep /opt/rrd/Sec-1 10.0.0.111:/opt/rrd',
      'Web-Rep /opt/rrd/Sec-2 10.0.4.112:/opt/rrd',
    ]);
  });

  it('are checked by cron on every node that has one', () => {
    expect(desired('nfs-check').map(({ node }) => node)).toEqual(['Web-1', 'Web-Rep', 'Sec-1', 'Sec-Rep-1', 'Sec-2']);
  });
});

describe('services', () => {
  const states = (cluster: Cluster, placement: Placement, name: string) =>
    desired('service', cluster, placement)
      .filter((one) => one.name === name)
      .map(({ node, spec }) => `${node} ${(spec as { boot: string }).boot} ${(spec as { running: string }).running}`);

  it('of a pair run on the holder only, and no boot starts them by itself', () => {
    expect(states(clusterOf(), NORMAL, 'ubi-sms')).toEqual(['Sec-1 off yes', 'Sec-Rep-1 off no', 'Sec-2 on yes']);
    expect(states(clusterOf(), TAKEN_OVER, 'ubi-sms')).toEqual(['Sec-1 off no', 'Sec-Rep-1 off yes', 'Sec-2 on yes']);
  });

  it('of a pair whose holder cannot be said are left as they are', () => {
    expect(states(clusterOf(), UNSURE, 'ubi-sms')).toEqual(['Sec-1 off leave', 'Sec-Rep-1 off leave', 'Sec-2 on yes']);
    expect(states(clusterOf('  pairsAtBoot: start\n'), UNSURE, 'ubi-sms')).toEqual([
      'Sec-1 leave leave',
      'Sec-Rep-1 leave leave',
      'Sec-2 on yes',
    ]);
  });

  it('start at boot on the holder where the file says so', () => {
    expect(states(clusterOf('  pairsAtBoot: start\n'), TAKEN_OVER, 'ubi-sms')).toEqual([
      'Sec-1 off no',
      'Sec-Rep-1 on yes',
      'Sec-2 on yes',
    ]);
  });

  it('that dmsa itself needs run on both members, even where a pack names them', () => {
    expect(states(clusterOf(), NORMAL, 'cron').filter((one) => one.startsWith('Sec'))).toEqual([
      'Sec-1 on yes',
      'Sec-Rep-1 on yes',
      'Sec-2 on yes',
    ]);
    expect(states(clusterOf(), NORMAL, 'nfs-server')).toHaveLength(5);
    expect(states(clusterOf(), NORMAL, 'autofs')).toEqual(['Web-1 on yes', 'Web-Rep on yes']);
  });

  it('are the same by name whoever holds a pair', () => {
    const names = (placement: Placement) => desired('service', clusterOf(), placement).map(resourceId);
    expect(names(TAKEN_OVER)).toEqual(names(NORMAL));
    expect(names(UNSURE)).toEqual(names(NORMAL));
  });
});

describe('order', () => {
  /** Every resource of every kind, as if all of them changed, in the order in which they would be done. */
  function orderOf(placement: Placement): readonly string[] {
    const cluster = clusterOf();
    const resources = KINDS.flatMap((kind) => [...kind.desired(cluster, placement)]);
    const after = new Map(resources.map((one) => [resourceId(one), one.after.map(resourceId)]));
    const ids = [...after.keys()];
    const { sorted, cyclic } = topological(
      ids,
      contract(new Set(ids), (id) => after.get(id) ?? []),
    );
    expect(cyclic).toEqual([]);
    return sorted;
  }
  const inOrder = (placement: Placement, ...ids: readonly string[]) => {
    const sorted = orderOf(placement);
    const places = ids.map((id) => sorted.indexOf(id));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  };

  it('has no circle, whoever holds what', () => {
    for (const placement of [NORMAL, TAKEN_OVER, UNSURE]) expect(orderOf(placement).length).toBeGreaterThan(30);
  });

  it('goes from the export over the NFS server and the mount to the pack', () => {
    inOrder(
      NORMAL,
      'Web-1/export//opt/fmc_repository',
      'Web-1/service/nfs-server',
      'Sec-1/mount//opt/fmc_repository',
      'Sec-1/service/ubi-sms',
      'Sec-1/service/ubi-poll',
    );
    inOrder(NORMAL, 'Web-1/service-address/eth0:1', 'Sec-1/mount//opt/fmc_repository');
    inOrder(NORMAL, 'Web-1/service/autofs', 'Web-1/automount//opt/rrd/Sec-1', 'Web-1/service/ubi-ses');
  });

  it('at a takeover stops the pack from its end, then moves the address, then starts it', () => {
    inOrder(
      TAKEN_OVER,
      'Sec-1/service/ubi-poll',
      'Sec-1/service/ubi-sms',
      'Sec-1/service-address/eth0:1',
      'Sec-Rep-1/service-address/eth0:1',
      'Sec-Rep-1/service/ubi-sms',
      'Sec-Rep-1/service/ubi-poll',
    );
  });
});
