import type { Cluster } from '../desired/cluster.ts';
import type { Transport } from '../transport/transport.ts';

/** The transport of a verb: loaded only when there are nodes to be reached. */
export async function transportTo(cluster: Cluster): Promise<Transport> {
  const [{ createTransport }, { neighboursOf }] = await Promise.all([
    import('../transport/create.ts'),
    import('../transport/neighbours.ts'),
  ]);
  return createTransport({ neighbours: neighboursOf(cluster) });
}
