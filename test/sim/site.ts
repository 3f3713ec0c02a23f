/** The cluster of the simulation: a web node that is the central one, and one pair. */
import type { Cluster, ClusterNode } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { failoverRecord } from '../../src/kinds/failover-record.ts';
import { heldAddress } from '../../src/kinds/held-address.ts';
import type { AnyKind } from '../../src/kinds/kind.ts';
import { leaseKind } from '../../src/kinds/lease.ts';
import { pair } from '../../src/kinds/pair.ts';
import { serviceKind } from '../../src/kinds/service.ts';
import { serviceAddress } from '../../src/kinds/service-address.ts';
import { platformOf } from '../kinds/memory-facts.ts';

export const CENTRAL = 'Web-1';
export const ACTIVE = 'Sec-1';
export const STANDBY = 'Sec-Rep-1';
export const NODES = [CENTRAL, ACTIVE, STANDBY] as const;
export const MEMBERS = [ACTIVE, STANDBY] as const;
/** By device, as labels and links are. */
export const NETWORKS = ['eth0', 'eth1'] as const;
export type Network = (typeof NETWORKS)[number];
export const LABELS = ['eth0:1', 'eth1:1'] as const;
export const PACK = ['ubi-sms', 'ubi-poll'] as const;
export const SYNCED = '/opt/sms/spool';
export const PLATFORM = platformOf('rhel-like');

/** Those that a pair is moved by. */
export const KINDS: readonly AnyKind[] = [serviceAddress, heldAddress, failoverRecord, serviceKind, pair];
export const LEASED_KINDS: readonly AnyKind[] = [leaseKind, ...KINDS];
export const KIND_BY_NAME: ReadonlyMap<string, AnyKind> = new Map(LEASED_KINDS.map((kind) => [kind.name, kind]));

const TEXT = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: simulated }
spec:
  nodes:
    ${CENTRAL}: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24 }
    ${ACTIVE}:
      type: SECENGINE
      maintenance: 10.0.0.21/24
      equipment: 192.0.2.21/24
      serviceAddresses: { eth0:1: 10.0.0.111/24, eth1:1: 192.0.2.111/24 }
      pack: [${PACK.join(', ')}]
    ${STANDBY}:
      type: REPORTING
      maintenance: 10.0.0.31/24
      equipment: 192.0.2.31/24
      backupOf: ${ACTIVE}
      sync: { every: 1m }
      failover: { after: 30s }
  sync:
    - { type: SECENGINE, path: ${SYNCED} }
`;

function parsed(text: string): Cluster {
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', home: '/root' });
  if (!cluster) throw new Error(JSON.stringify(diagnostics, null, 1));
  return cluster;
}

export const CLUSTER = parsed(TEXT);
/** The same with an arbiter. */
export const LEASED = parsed(TEXT.replace('spec:\n', 'spec:\n  lease: { type: etcd, hosts: [10.0.0.11] }\n'));

export function nodeNamed(name: string): ClusterNode {
  const node = CLUSTER.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`the simulated cluster has no node ${name}`);
  return node;
}

export const PAIR_MEMBERS = { active: nodeNamed(ACTIVE), standby: nodeNamed(STANDBY) };
