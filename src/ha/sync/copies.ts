/**
 * Which directories are copied between the members of a pair (sync.conf), and in which direction that is allowed. A direction
 * is a question of who has the fresh files: never from a stale side over a fresh one (DESIGN, invariant I6).
 */
import type { Cluster, ClusterNode } from '../../desired/cluster.ts';
import { recordPath } from '../../kinds/failover-record.ts';
import type { Holding } from '../../kinds/kind.ts';
import { hostOf } from '../../kinds/net/address.ts';

/** `to-active` only as a part of a failback. */
export type Direction = 'to-standby' | 'to-active';

/** One directory on its way. The node that gets the files pulls them. */
export interface Copy {
  readonly active: string;
  readonly standby: string;
  readonly direction: Direction;
  /** Has the files. */
  readonly from: string;
  /** Gets them; the script runs there. */
  readonly to: string;
  readonly path: string;
  /** All directories of the pair: what closes one closes them all. */
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  /** Of `from`, in the order in which they are tried: maintenance network first. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** root's private key on `to`; null: whatever root's own ssh configuration says. */
  readonly keyPath: string | null;
  readonly connectTimeoutMs: number;
  /** The pair's service addresses, without prefix: whoever has one of them has the fresh files. */
  readonly serviceAddresses: readonly string[];
  readonly recordPath: string;
  readonly logPath: string;
  readonly limits: Cluster['syncLimits'];
}

const LEGACY_DIR = '/opt/ubisysconf/ha';

/** The pairs whose standby wants files, by the name of the active, in file order. */
export function syncedPairs(cluster: Cluster): readonly { readonly active: ClusterNode; readonly standby: ClusterNode }[] {
  const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
  return cluster.nodes.flatMap((active) => {
    const standby = active.standby === null ? undefined : byName.get(active.standby);
    return standby && standby.syncEveryMs !== null ? [{ active, standby }] : [];
  });
}

/** The copies of one pair, in file order; none where the pair has no standby or its standby wants none. */
export function copiesOf(cluster: Cluster, activeName: string, direction: Direction = 'to-standby'): readonly Copy[] {
  const pair = syncedPairs(cluster).find(({ active }) => active.name === activeName);
  if (!pair) return [];
  const { active, standby } = pair;
  const [from, to] = direction === 'to-standby' ? [active, standby] : [standby, active];
  const rules = cluster.sync.filter(({ type }) => type === active.effectiveType);
  return rules.map(({ path, exclude }) => ({
    active: active.name,
    standby: standby.name,
    direction,
    from: from.name,
    to: to.name,
    path,
    paths: rules.map((rule) => rule.path),
    exclude,
    addresses: addressesOf(from),
    port: from.connection.port,
    keyPath: cluster.sshKeys?.nodeToNode ? cluster.sshKeys.path : null,
    connectTimeoutMs: from.connection.connectTimeoutMs,
    serviceAddresses: [...new Set(to.serviceAddresses.map(({ address }) => hostOf(address)))],
    recordPath: recordPath(cluster),
    logPath: `${cluster.legacyDir ?? LEGACY_DIR}/logs/ha_sync.log`,
    limits: cluster.syncLimits,
  }));
}

/** Its own ones, as the other nodes know them; what dmsa itself reaches it by only where the file gives none. */
function addressesOf({ interfaces, connection }: ClusterNode): readonly string[] {
  const { maintenance, equipment } = interfaces;
  const own = [maintenance.address, equipment.address, maintenance.address6, equipment.address6].flatMap((address) =>
    address === null ? [] : [hostOf(address)],
  );
  return own.length > 0 ? own : connection.addresses;
}

export type MayCopy = { readonly open: true } | { readonly open: false; readonly code: string; readonly sentence: string };

/** The standby has the files: it goes on, or has stopped its pack for the last copy of a failback. */
const STANDBY_HAS: readonly string[] = ['failed-over', 'failing-back-settling'];

/** The active has the files, and nobody has taken over. */
const ACTIVE_HAS: readonly string[] = ['active-holds', 'nobody-holds', 'paused'];

/**
 * Whether files may be copied in a direction, from what was read off the nodes (ha/placement.ts). The script looks once more on
 * the node itself.
 *
 * @param holding    of the pair; undefined: it was not looked at
 * @param purpose    `failback` is said by the failback alone; without it nothing is ever copied to the active
 */
export function mayCopy(
  pair: { readonly active: string; readonly standby: string },
  holding: Holding | undefined,
  direction: Direction,
  purpose: 'period' | 'failback' = 'period',
): MayCopy {
  const { active, standby } = pair;
  const closed = (code: string, sentence: string): MayCopy => ({ open: false, code, sentence });
  if (!holding) return closed('not-seen', `who holds of ${active} and ${standby} is not known: nothing is copied`);
  switch (direction) {
    case 'to-standby':
      if (holding.holder === active && ACTIVE_HAS.includes(holding.code)) return { open: true };
      return closed(holding.code, `nothing is copied to ${standby}: ${holding.sentence}`);
    case 'to-active':
      if (purpose !== 'failback') return closed('no-failback', `files are copied back to ${active} only as part of a failback`);
      if (holding.holder === standby && STANDBY_HAS.includes(holding.code)) return { open: true };
      return closed(holding.code, `nothing is copied back to ${active}: ${holding.sentence}`);
  }
}
