import type { Cluster } from '../desired/cluster.ts';
import type { Transport } from '../transport/transport.ts';

/**
 * The transport of a verb: loaded only when there are nodes to be reached.
 *
 * @param stallMs  how long an address may keep silent before another way is tried beside it; for a loop that has to be quick
 */
export async function transportTo(cluster: Cluster, stallMs?: number): Promise<Transport> {
  const [{ createTransport }, { neighboursOf }] = await Promise.all([
    import('../transport/create.ts'),
    import('../transport/neighbours.ts'),
  ]);
  return createTransport({ neighbours: neighboursOf(cluster), ...(stallMs === undefined ? {} : { stallMs }) });
}
