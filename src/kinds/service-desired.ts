/** Which services the cluster wants where: packs by placement, and the daemons that exports, automounts and the NFS check need. */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { once } from '../memo.ts';
import type { Placement, Resource, ResourceRef } from './kind.ts';
import { leaseOf } from './lease.ts';
import { opening } from './pair.ts';
import { activeOf, type Export, exportsOf, groupBy, type Mount, mountsOf, pairsOf } from './share/topology.ts';

export type ServiceSpec = {
  /** Names that the service may have; of those that a node has, the first counts. */
  readonly candidates: readonly string[];
  readonly boot: 'on' | 'off' | 'leave';
  readonly running: 'yes' | 'no' | 'leave';
  /** Init scripts that must run before it is started; on systemd nodes the units themselves say so. */
  readonly needs: readonly string[];
  /** Names of processes without which it does not count as running, whatever its manager says. */
  readonly processes: readonly string[];
  /**
   * While the pair is moved: what must be seen stopped on the other member before this is started, as the pack must never run on
   * both (invariant I1). Not there where that member was fenced.
   */
  readonly apartFrom?: readonly { readonly node: string; readonly name: string }[];
  /** The lease without which it is not started: of a pack of a pair whose file names an arbiter. */
  readonly lease?: string;
};

interface Daemon {
  readonly name: string;
  readonly candidates: readonly string[];
  readonly needs: readonly string[];
  readonly processes: readonly string[];
}

/** By the names that Debian, RHEL 6 and RHEL 7 have for them. */
const NFS_SERVER: Daemon = {
  name: 'nfs-server',
  candidates: ['nfs-server', 'nfs-kernel-server', 'nfs'],
  needs: ['rpcbind', 'portmap'],
  // Both Debian's init script and systemd say "running" while only the kernel's half is.
  processes: ['nfsd', 'rpc.mountd'],
};
const AUTOFS: Daemon = { name: 'autofs', candidates: ['autofs'], needs: [], processes: [] };
const CRON: Daemon = { name: 'cron', candidates: ['cron', 'crond'], needs: [], processes: [] };

/** Every name of a daemon that things of dmsa's need. */
export const DAEMONS: ReadonlySet<string> = new Set(
  [NFS_SERVER, AUTOFS, CRON].flatMap(({ name, candidates }) => [name, ...candidates]),
);

/** Who has what, worked out once: a fleet may have a thousand nodes. */
interface Things {
  readonly exports: ReadonlyMap<string, readonly Export[]>;
  readonly atBoot: ReadonlyMap<string, readonly Mount[]>;
  readonly onDemand: ReadonlyMap<string, readonly Mount[]>;
  readonly pairs: ReadonlyMap<string, readonly ClusterNode[]>;
  readonly daemons: ReadonlyMap<string, readonly Daemon[]>;
  /** Of each node's pack what is the pack's own, in start order. */
  readonly packs: ReadonlyMap<string, readonly string[]>;
}

const thingsOf = once((cluster: Cluster): Things => {
  const byNode = <Thing extends { readonly node: ClusterNode }>(things: readonly Thing[]) =>
    groupBy(things, ({ node }) => node.name);
  const shares = {
    exports: byNode(exportsOf(cluster)),
    atBoot: byNode(mountsOf(cluster, 'boot')),
    onDemand: byNode(mountsOf(cluster, 'demand')),
  };
  const daemons = new Map(cluster.nodes.map((node) => [node.name, daemonsOf(cluster, node, shares)]));
  const packs = new Map(cluster.nodes.map((node) => [node.name, withoutDaemons(node, daemons.get(node.name) ?? [])]));
  return { ...shares, pairs: pairsOf(cluster), daemons, packs };
});

function daemonsOf(
  cluster: Cluster,
  node: ClusterNode,
  things: Pick<Things, 'exports' | 'atBoot' | 'onDemand'>,
): readonly Daemon[] {
  const checks = cluster.nfsCheck !== null && (things.atBoot.has(node.name) || things.onDemand.has(node.name));
  return [
    ...(things.exports.has(node.name) ? [NFS_SERVER] : []),
    ...(things.onDemand.has(node.name) ? [AUTOFS] : []),
    ...(checks ? [CRON] : []),
  ];
}

/** The services of a node's pack that are the pack's own, in start order. */
export function packNames(cluster: Cluster, node: ClusterNode): readonly string[] {
  return thingsOf(cluster).packs.get(node.name) ?? [];
}

export function desiredServices(cluster: Cluster, placement: Placement): readonly Resource<ServiceSpec>[] {
  const things = thingsOf(cluster);
  return cluster.nodes.flatMap((node) => {
    const daemons = things.daemons.get(node.name) ?? [];
    return [...daemons.map((daemon) => daemonOn(node, daemon, things)), ...packOf(cluster, node, things, placement)];
  });
}

/** Running on both members of a pair: a standby is ready to take over. */
function daemonOn(node: ClusterNode, { name, candidates, needs, processes }: Daemon, { exports }: Things): Resource<ServiceSpec> {
  // Debian's NFS server does not start before there is something to export.
  const first = name === NFS_SERVER.name ? (exports.get(node.name) ?? []) : [];
  return {
    node: node.name,
    kind: 'service',
    name,
    spec: { candidates, boot: 'on', running: 'yes', needs, processes },
    after: first.map(({ path }) => ref(node, 'export', path)),
  };
}

/**
 * The pack's services, in start order. A daemon that dmsa itself needs is left out of the pack: it runs on both members.
 *
 * Started: each after the one before it, after what it works with, and after the other member has stopped its own.
 * Stopped: in reverse order.
 */
function packOf(cluster: Cluster, node: ClusterNode, things: Things, placement: Placement): readonly Resource<ServiceSpec>[] {
  const names = things.packs.get(node.name) ?? [];
  const pair = things.pairs.get(activeOf(node)) ?? [];
  const holding = placement.get(activeOf(node));
  const holder = holding?.holder ?? null;
  const running = holder === null ? 'leave' : holder === node.name && holding?.moving?.quiet !== true ? 'yes' : 'no';
  const boot = bootOf(cluster, pair.length > 1, running);
  const lease = leaseOf(cluster, node);
  const [under] = lease;
  const worksWith =
    running === 'yes'
      ? [
          ...lease,
          ref(node, 'vars-file', cluster.vars.target),
          ...(node.configure === null ? [] : [ref(node, 'configure', 'pack')]),
          ...Object.values(node.interfaces).map(({ device }) => ref(node, 'interface', device)),
          ...node.serviceAddresses.map(({ label }) => ref(node, 'service-address', label)),
          ...(things.atBoot.get(node.name) ?? []).map(({ mountPoint }) => ref(node, 'mount', mountPoint)),
          ...(things.onDemand.get(node.name) ?? []).map(({ mountPoint }) => ref(node, 'automount', mountPoint)),
          ...pair.filter((other) => other !== node).flatMap((other) => other.services.map((name) => ref(other, 'service', name))),
        ]
      : [];
  const apartFrom =
    running === 'yes' && holding?.moving
      ? pair
          .filter((other) => other !== node && other.name !== holding.moving?.fenced)
          .flatMap((other) => (things.packs.get(other.name) ?? []).map((service) => ({ node: other.name, name: service })))
      : [];
  return names.map((name, at) => {
    const before = running === 'no' ? names[at + 1] : names[at - 1];
    return {
      node: node.name,
      kind: 'service',
      name,
      spec: {
        candidates: [name],
        boot,
        running,
        needs: [],
        processes: [],
        ...(apartFrom.length > 0 ? { apartFrom } : {}),
        ...(under ? { lease: under.name } : {}),
      },
      // The rest of the pack comes after its first service anyway.
      after:
        before === undefined
          ? [...opening(node, holding), ...worksWith]
          : [ref(node, 'service', before), ...(running === 'yes' ? lease : [])],
    };
  });
}

function withoutDaemons({ services }: ClusterNode, daemons: readonly Daemon[]): readonly string[] {
  if (daemons.length === 0) return [...new Set(services)];
  const taken = new Set(daemons.flatMap(({ name, candidates }) => [name, ...candidates]));
  return [...new Set(services)].filter((name) => !taken.has(name));
}

function bootOf(cluster: Cluster, paired: boolean, running: ServiceSpec['running']): ServiceSpec['boot'] {
  if (!paired) return 'on';
  if (cluster.pairsAtBoot === 'hold') return 'off';
  return running === 'yes' ? 'on' : running === 'no' ? 'off' : 'leave';
}

function ref(node: ClusterNode, kind: string, name: string): ResourceRef {
  return { node: node.name, kind, name };
}
