/** The pairs of a cluster, and what was seen of one. */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import type { Members } from '../ha/moved.ts';
import type { Holding } from '../kinds/kind.ts';
import { OPEN, PAIR, type PairState } from '../kinds/pair.ts';
import { type DecideInput, lookIn, type Verdict } from './decide.ts';

export function pairsIn(cluster: Cluster): readonly Members[] {
  const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
  return cluster.nodes.flatMap((active) => {
    const standby = active.standby === null ? undefined : byName.get(active.standby);
    return standby ? [{ active, standby }] : [];
  });
}

export function namesOf({ active, standby }: Members): ReadonlySet<string> {
  return new Set([active.name, standby.name]);
}

export interface PairSeen {
  readonly holding: Holding;
  readonly activeReached: boolean;
  readonly standbyReached: boolean;
  readonly state: PairState | null;
  /** The highest that one of the members knows. */
  readonly epoch: number;
}

export function seenOf({ active, standby }: Members, seen: DecideInput, { plan }: Verdict): PairSeen {
  const holding = plan.holdings.find((one) => one.active === active.name);
  if (!holding) throw new Error(`nothing was decided about the pair of ${active.name}`);
  const look = lookIn(seen);
  const state = (node: ClusterNode): PairState | null => {
    const found = look({ node: node.name, kind: PAIR, name: OPEN });
    return found.status === 'present' ? (found.state as PairState) : null;
  };
  const own = state(standby);
  return {
    holding,
    activeReached: seen.seen.get(active.name)?.reachable === true,
    standbyReached: seen.seen.get(standby.name)?.reachable === true,
    state: own,
    epoch: Math.max(own?.epoch ?? 0, state(active)?.epoch ?? 0),
  };
}
