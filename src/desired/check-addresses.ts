/** Addresses against each other: used twice, unusable, nodes of a network that do not see each other, overlapping networks. */
import { type Address, type Network, networkKey, networkOf, networkText, unusable } from './address.ts';
import type { NetworkName } from './cluster.ts';
import type { Draft, DraftLabelled } from './draft.ts';
import { listed, type Report } from './report.ts';
import type { ResolvedNode } from './resolve.ts';

interface Claim {
  readonly what: string;
  readonly at: number;
  /** Members of a pair may write the same service addresses. */
  readonly pair: string;
  readonly holder: string;
}

export function checkAddresses(draft: Draft, nodes: readonly ResolvedNode[], report: Report): void {
  checkDuplicates(draft, nodes, report);
  for (const { node } of nodes) {
    const { maintenance, equipment } = node.interfaces;
    if (!maintenance.written && !equipment.written) {
      const detail = `Found neither maintenance nor equipment on ${node.name}. Write for example maintenance: 10.0.0.21/24`;
      report.error(node.at, 'node-without-address', 'A node has no address.', detail, node.name);
    } else if (!maintenance.written) {
      const detail = `Found only equipment on ${node.name}. Nodes mount and copy over the maintenance network: write maintenance: and its address.`;
      report.warning(node.at, 'node-without-maintenance', 'A node is not on the maintenance network.', detail, node.name);
    }
    if (maintenance.written && equipment.written && maintenance.device === equipment.device) {
      const detail = `Found ${maintenance.device} for both on ${node.name}. Write interface: under one of them.`;
      report.error(node.at, 'same-interface', 'Both networks of a node are on one interface.', detail, node.name);
    }
  }
  checkNetworks(nodes, report);
}

function checkDuplicates(draft: Draft, nodes: readonly ResolvedNode[], report: Report): void {
  const claims = new Map<string, Claim>();
  const claim = (address: Address, mine: Claim) => {
    const key = `${address.family}:${address.host}`;
    const first = claims.get(key);
    if (first === undefined) {
      claims.set(key, mine);
      const why = unusable(address);
      if (why !== null) {
        const detail = `Found ${address.text} (${mine.what}). Write the address of a host in its network.`;
        report.error(mine.at, 'unusable-address', `An address is ${why}.`, detail);
      }
    } else if (first.pair !== mine.pair || first.holder === mine.holder) {
      const detail = `Found ${address.text} as ${mine.what}; line ${report.place(first.at).line} has it as ${first.what}. Write another address.`;
      report.error(mine.at, 'duplicate-address', 'An address is used twice.', detail);
    }
  };
  const owners = new Map<string, string>();
  for (const { node, pair } of nodes) {
    if (node.serviceAddresses?.use === 'named') owners.set(node.serviceAddresses.name, pair);
    for (const network of ['maintenance', 'equipment'] as const) {
      const { address, address6 } = node.interfaces[network];
      for (const own of [address, address6]) {
        if (own !== null) claim(own.value, { what: `${node.name}'s ${network} address`, at: own.at, pair: '', holder: '' });
      }
    }
  }
  const claimAll = (items: readonly DraftLabelled[], pair: string, holder: string, of: string) => {
    for (const item of items) claim(item.address, { what: `service address ${item.label} of ${of}`, at: item.at, pair, holder });
  };
  for (const group of draft.serviceAddresses.values()) {
    claimAll(group.items, owners.get(group.name) ?? `group ${group.name}`, `group ${group.name}`, group.name);
  }
  for (const { node, pair } of nodes) {
    if (node.serviceAddresses?.use === 'inPlace') claimAll(node.serviceAddresses.items, pair, `node ${node.name}`, node.name);
  }
}

interface Seen {
  readonly network: Network;
  readonly at: number;
  readonly nodes: string[];
}

function checkNetworks(nodes: readonly ResolvedNode[], report: Report): void {
  for (const family of [4, 6] as const) {
    const maintenance = seenNetworks(nodes, 'maintenance', family);
    const equipment = seenNetworks(nodes, 'equipment', family);
    checkOneNetwork('maintenance', maintenance, report);
    checkOneNetwork('equipment', equipment, report);
    for (const [a, b] of overlaps(maintenance, equipment)) {
      const later = a.at > b.at ? a : b;
      const detail = `Found ${networkText(a.network)} (maintenance, ${listed(a.nodes, 3)}) and ${networkText(b.network)} (equipment, ${listed(b.nodes, 3)}). A node would not know which way to send: write addresses of two separate networks.`;
      report.error(later.at, 'networks-overlap', 'The maintenance and the equipment network overlap.', detail);
    }
  }
}

function seenNetworks(nodes: readonly ResolvedNode[], name: NetworkName, family: 4 | 6): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const { node } of nodes) {
    const address = family === 4 ? node.interfaces[name].address : node.interfaces[name].address6;
    // A host route has no network to share.
    if (address === null || address.value.prefix === (family === 4 ? 32 : 128)) continue;
    const network = networkOf(address.value);
    const key = networkKey(network);
    const entry = seen.get(key) ?? { network, at: address.at, nodes: [] };
    entry.nodes.push(node.name);
    seen.set(key, entry);
  }
  return seen;
}

/** Against the network that most nodes are in. */
function checkOneNetwork(name: NetworkName, seen: ReadonlyMap<string, Seen>, report: Report): void {
  if (seen.size < 2) return;
  const all = [...seen.values()];
  const main = all.reduce((most, next) => (next.nodes.length > most.nodes.length ? next : most));
  for (const other of all) {
    if (other === main) continue;
    const found = `Found ${networkText(other.network)} (${listed(other.nodes)}); ${listed(main.nodes, 3)} ${main.nodes.length > 1 ? 'are' : 'is'} in ${networkText(main.network)}.`;
    if (overlap(main.network, other.network)) {
      const summary = `Nodes on the ${name} network have different prefix lengths.`;
      report.error(other.at, 'prefix-differs', summary, `${found} Write the same prefix length for all.`, other.nodes[0]);
    } else {
      const summary = `Nodes on the ${name} network are in different networks.`;
      report.warning(
        other.at,
        'network-differs',
        summary,
        `${found} They reach each other over a router only; is it meant so?`,
        other.nodes[0],
      );
    }
  }
}

function overlap(a: Network, b: Network): boolean {
  const shift = BigInt((a.family === 4 ? 32 : 128) - Math.min(a.prefix, b.prefix));
  return a.base >> shift === b.base >> shift;
}

/** Pairs of one network of each side; by looking up enclosing networks, so that it stays linear. */
function* overlaps(left: ReadonlyMap<string, Seen>, right: ReadonlyMap<string, Seen>): Generator<readonly [Seen, Seen]> {
  yield* enclosing(left, right);
  for (const [b, a] of enclosing(right, left)) if (a.network.prefix !== b.network.prefix) yield [a, b];
}

function* enclosing(inner: ReadonlyMap<string, Seen>, outer: ReadonlyMap<string, Seen>): Generator<readonly [Seen, Seen]> {
  const prefixes = new Set([...outer.values()].map((seen) => seen.network.prefix));
  for (const seen of inner.values()) {
    const { family, base } = seen.network;
    for (const prefix of prefixes) {
      if (prefix > seen.network.prefix) continue;
      const shift = BigInt((family === 4 ? 32 : 128) - prefix);
      const around = outer.get(networkKey({ family, prefix, base: (base >> shift) << shift }));
      if (around !== undefined) yield [seen, around];
    }
  }
}
