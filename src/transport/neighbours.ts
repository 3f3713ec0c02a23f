/** Through which nodes of the cluster another one may be reached that does not answer the controller itself. */
import type { Cluster } from '../desired/cluster.ts';
import type { Target } from './transport.ts';

export interface Neighbours {
  /** The other member of its pair: nearest to it, and the one that has to know most about it. */
  readonly pair: readonly Target[];
  /** All further nodes, in the order of the file. */
  readonly others: readonly Target[];
}

export const NO_NEIGHBOURS: Neighbours = { pair: [], others: [] };

/** Nodes that are not reached by SSH have no sshd to go through, and need none to be reached. */
export function neighboursOf(cluster: Cluster): (node: string) => Neighbours {
  if (!cluster.throughNeighbours) return () => NO_NEIGHBOURS;
  const nodes = cluster.nodes.filter(({ connection }) => connection.transport === 'ssh');
  const targets = nodes.map(({ name, connection }): Target => ({ node: name, connection }));
  const pairs = new Map(nodes.map(({ name, standby, backupOf }) => [name, backupOf ?? standby]));
  return (node) => {
    if (!pairs.has(node)) return NO_NEIGHBOURS;
    const other = pairs.get(node);
    return {
      pair: targets.filter((one) => one.node === other),
      others: targets.filter((one) => one.node !== node && one.node !== other),
    };
  };
}
