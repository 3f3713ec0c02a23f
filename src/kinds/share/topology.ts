/**
 * Who exports what, and who mounts what from whom: share.conf's rules applied to the cluster's nodes (guide: shares,
 * config_shares.sh). A standby exports and mounts what the node it backs up does, so that it is ready to take over.
 */
import type { Cluster, ClusterNode, ExportRule, MountRule } from '../../desired/cluster.ts';
import { once } from '../../memo.ts';
import type { ResourceRef } from '../kind.ts';

export interface Export {
  readonly node: ClusterNode;
  readonly path: string;
  readonly options: string | null;
}

export interface Mount {
  readonly node: ClusterNode;
  readonly mountPoint: string;
  /** The active node that it comes from. */
  readonly exporter: ClusterNode;
  /** `10.0.0.111:/opt/rrd`, `[fd00::111]:/opt/rrd`. */
  readonly source: string;
  readonly options: string | null;
}

/** Every node's exports; of two rules for one path the first counts. */
export const exportsOf = once((cluster: Cluster): readonly Export[] =>
  cluster.nodes.flatMap((node) => {
    const rules = new Map<string, ExportRule>();
    for (const rule of cluster.exports) {
      if (rule.type === node.effectiveType && !rules.has(rule.path)) rules.set(rule.path, rule);
    }
    return [...rules.values()].map(({ path, options }) => ({ node, path, options }));
  }),
);

/**
 * Every node's mounts of one mode. A node never mounts from its own pair: once its standby holds the pair's service
 * address, it would mount from itself. Where several nodes export to one mount point (no `${NODE}` in it), it is the
 * central node's, or else that of the first in the file.
 */
export function mountsOf(cluster: Cluster, mode: MountRule['mode']): readonly Mount[] {
  return mode === 'boot' ? mountsAtBoot(cluster) : mountsOnDemand(cluster);
}

// Asked for by several kinds, in every compile.
const mountsAtBoot = once((cluster: Cluster) => workOutMounts(cluster, 'boot'));
const mountsOnDemand = once((cluster: Cluster) => workOutMounts(cluster, 'demand'));

function workOutMounts(cluster: Cluster, mode: MountRule['mode']): readonly Mount[] {
  const exporters = groupBy(
    cluster.nodes.filter(({ role }) => role === 'active'),
    ({ type }) => type,
  );
  return cluster.nodes.flatMap((node) => {
    const mounts = new Map<string, Mount>();
    for (const rule of cluster.mounts) {
      if (rule.mode !== mode || rule.type !== node.effectiveType) continue;
      for (const exporter of exporters.get(rule.from) ?? []) {
        if (exporter.name === activeOf(node)) continue;
        const server = serverOf(exporter);
        if (server === null) continue;
        const mountPoint = rule.mountPoint.replaceAll('${NODE}', exporter.name);
        const other = mounts.get(mountPoint);
        if (other && (other.exporter.name === cluster.central || exporter.name !== cluster.central)) continue;
        mounts.set(mountPoint, { node, mountPoint, exporter, source: `${server}:${rule.path}`, options: rule.options });
      }
    }
    return [...mounts.values()];
  });
}

/** The name of the active of a node's pair; its own where it is one. */
export function activeOf(node: ClusterNode): string {
  return node.backupOf ?? node.name;
}

/** The members of each pair, by the name of the active; a single node is alone. */
export const pairsOf = once((cluster: Cluster): ReadonlyMap<string, readonly ClusterNode[]> => groupBy(cluster.nodes, activeOf));

/** What must be there for a mount to succeed: on every member of the exporter's pair, whoever holds its address. */
export function servedBy(mount: Mount, exporters: readonly ClusterNode[]): readonly ResourceRef[] {
  const path = mount.source.slice(mount.source.lastIndexOf(':/') + 1);
  return exporters.flatMap((node) => [
    { node: node.name, kind: 'export', name: path },
    { node: node.name, kind: 'service', name: 'nfs-server' },
    ...maintenanceAddresses(node).map(({ label }) => ({ node: node.name, kind: 'service-address', name: label })),
  ]);
}

export function groupBy<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => string): ReadonlyMap<string, readonly Thing[]> {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group) group.push(thing);
    else groups.set(keyOf(thing), [thing]);
  }
  return groups;
}

function maintenanceAddresses(node: ClusterNode): ClusterNode['serviceAddresses'] {
  return node.serviceAddresses.filter(({ network }) => network === 'maintenance');
}

/** The service address, which moves to the standby at a failover; else the node's own. */
function serverOf(exporter: ClusterNode): string | null {
  const { address, address6 } = exporter.interfaces.maintenance;
  const server = maintenanceAddresses(exporter)[0]?.address ?? address ?? address6;
  return server === null ? null : hostIn(server);
}

/** Every address by which the members of a pair may be known as a server, sorted. */
export const addressesOf = once((members: readonly ClusterNode[]): readonly string[] => {
  const all = members.flatMap(({ interfaces, serviceAddresses }) => [
    ...Object.values(interfaces).flatMap(({ address, address6 }) => [address, address6]),
    ...serviceAddresses.map(({ address }) => address),
  ]);
  return [...new Set(all.flatMap((address) => (address === null ? [] : [hostIn(address)])))].sort();
});

/** `10.0.0.1/24` → `10.0.0.1`, `fd00::1/64` → `[fd00::1]`: as NFS sources have it. */
function hostIn(address: string): string {
  const host = address.replace(/\/.*$/, '');
  return host.includes(':') ? `[${host}]` : host;
}
