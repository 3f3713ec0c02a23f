/** The networks that exports are open to: those of the cluster's maintenance addresses, as NFS clients in /etc/exports. */
import ipaddr from 'ipaddr.js';
import type { Cluster } from '../../desired/cluster.ts';
import { memo, once } from '../../memo.ts';

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** CIDRs, IPv4 first, sorted by address; a network inside another one is left out. */
export const maintenanceNetworks = once((cluster: Cluster): readonly string[] => {
  const found = new Map<string, Network>();
  for (const node of cluster.nodes) {
    const { address, address6 } = node.interfaces.maintenance;
    const services = node.serviceAddresses.filter(({ network }) => network === 'maintenance').map((one) => one.address);
    for (const one of [address, address6, ...services]) {
      const network = one === null ? null : networkOf(one);
      if (network) found.set(network[0].toString() + network[1], network);
    }
  }
  const all = [...found.values()];
  return all
    .filter((one) => !all.some((other) => other !== one && contains(other, one)))
    .sort(compareNetworks)
    .map(([address, prefix]) => `${address.toString()}/${prefix}`);
});

/**
 * One spelling for one client: `10.0.0.0/255.255.255.0` and `10.0.0.0/24` are the same network, `<world>` and `*` the same
 * world. Host names, netgroups and wildcards stay as they are.
 */
export const canonicalClient = memo(spellClient);

function spellClient(client: string): string {
  if (client === '<world>' || client === '') return '*';
  const [host = '', mask] = client.split('/');
  if (!ipaddr.isValid(host)) return client;
  const address = ipaddr.parse(host);
  if (mask === undefined) return address.toString();
  const prefix = /^\d+$/.test(mask)
    ? Number(mask)
    : ipaddr.IPv4.isValid(mask)
      ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask()
      : null;
  return prefix === null ? client : `${address.toString()}/${prefix}`;
}

/** True for an address or a network: the table of exports has it under the same name as the file. */
export function isNumericClient(client: string): boolean {
  return ipaddr.isValid(client.replace(/\/.*$/, ''));
}

function networkOf(cidr: string): Network | null {
  const [host = '', length] = cidr.split('/');
  if (!ipaddr.isValid(host)) return null;
  const address = ipaddr.parse(host);
  const prefix = length === undefined ? address.toByteArray().length * 8 : Number(length);
  const bytes = address.toByteArray().map((byte, at) => byte & (0xff << (8 - Math.min(8, Math.max(0, prefix - 8 * at)))) & 0xff);
  return [ipaddr.fromByteArray(bytes), prefix];
}

function contains([outer, prefix]: Network, [inner, innerPrefix]: Network): boolean {
  return (
    outer.kind() === inner.kind() &&
    prefix <= innerPrefix &&
    `${networkOf(`${inner.toString()}/${prefix}`)?.[0]}` === outer.toString()
  );
}

function compareNetworks([a, aPrefix]: Network, [b, bPrefix]: Network): number {
  const left = [a.kind() === 'ipv4' ? 0 : 1, ...a.toByteArray(), aPrefix];
  const right = [b.kind() === 'ipv4' ? 0 : 1, ...b.toByteArray(), bPrefix];
  const at = left.findIndex((value, index) => value !== right[index]);
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
