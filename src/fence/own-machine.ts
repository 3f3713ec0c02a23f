/** Whether a node is the machine that dmsa runs on: who switches that off does not live to see what became of it. */
import { networkInterfaces } from 'node:os';
import type { ClusterNode } from '../desired/cluster.ts';

export function isOwnMachine({ connection, interfaces }: Pick<ClusterNode, 'connection' | 'interfaces'>): boolean {
  if (connection.transport === 'local') return true;
  const here = new Set(
    Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).flatMap((one) => (one.internal ? [] : [one.address.toLowerCase()])),
    ),
  );
  const own = [interfaces.maintenance, interfaces.equipment].flatMap(({ address, address6 }) =>
    [address, address6].flatMap((one) => (one === null ? [] : [one.split('/')[0] ?? ''])),
  );
  return [...own, ...connection.addresses].some((address) => here.has(address.toLowerCase()));
}
