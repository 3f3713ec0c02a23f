/** Where the database is, and what of it is asked there. */
import type { Cluster, ClusterNode } from '../../desired/cluster.ts';
import type { Database } from '../../desired/data.ts';
import type { Placement } from '../kind.ts';
import { pairsOf } from '../share/topology.ts';
import type { Asked } from './look.ts';

export interface Member {
  readonly node: ClusterNode;
  /** Its rows count: it runs the pair's services, or the database does not follow them. */
  readonly held: boolean;
}

/** The nodes that the database may be on; which of them has it now depends on the placement. */
export function membersOf(cluster: Cluster, { node, follows }: Database, placement: Placement): readonly Member[] {
  const pair = pairsOf(cluster).get(node) ?? [];
  if (follows === 'node') return pair.filter(({ name }) => name === node).map((one) => ({ node: one, held: true }));
  const holder = placement.get(node)?.holder ?? null;
  return pair.map((one) => ({ node: one, held: one.name === holder }));
}

export function askedOf({ access, schema, mapping, vars }: Database): Asked {
  return { access, schema, mapping, vars: vars.map(({ name }) => name).sort() };
}
