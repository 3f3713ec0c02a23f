/** Which network a service address is on, and what its label is on a node whose interface has another name. */
import { contains, networkOf, networkText } from './address.ts';
import type { NetworkName, ServiceAddress } from './cluster.ts';
import type { Draft, DraftLabelled, DraftNode } from './draft.ts';
import { type Report, show } from './report.ts';
import type { ResolvedNode } from './resolve.ts';

const NETWORKS = ['maintenance', 'equipment'] as const;

/** The service addresses of one node as they are on it; reports those that can't be there. */
export function placeServiceAddresses(resolved: ResolvedNode, draft: Draft, report: Report): readonly ServiceAddress[] {
  const { node, active } = resolved;
  const labels = new Map<string, string>();
  const placed: ServiceAddress[] = [];
  for (const item of resolved.addresses) {
    // What a standby inherits was told of on its active.
    const inherited = active !== null && node.serviceAddresses?.use !== 'inPlace';
    const network = networkOfLabel(item, active ?? node, draft, inherited ? null : report);
    if (network === null) continue;
    const { device } = node.interfaces[network];
    const label = `${device}:${item.suffix}`;
    if (label.length > 15) {
      const detail = `${show(item.label)} would be ${show(label)} on ${node.name}, ${label.length} characters; Linux takes 15. Write a shorter label.`;
      report.error(item.labelAt, 'bad-label', 'A label is too long on one of its nodes.', detail, node.name);
    }
    const other = labels.get(label);
    if (other !== undefined && node.interfaces.maintenance.device !== node.interfaces.equipment.device) {
      const detail = `Found ${other} and ${item.label}: both are ${label} on ${node.name}. Write another number after the colon.`;
      report.error(item.labelAt, 'duplicate-label', 'Two service addresses have the same label.', detail, node.name);
    }
    labels.set(label, item.label);
    checkNetwork(item, network, resolved, report);
    placed.push({ network, label, device, address: item.address.text });
  }
  return placed;
}

/** The label's interface is the cluster's name of it, or else the active's own. */
function networkOfLabel(item: DraftLabelled, declarer: DraftNode, draft: Draft, report: Report | null): NetworkName | null {
  const byCluster = NETWORKS.find((name) => draft.devices[name] === item.device) ?? null;
  const byNode = NETWORKS.find((name) => declarer.interfaces[name].device === item.device) ?? null;
  if (byCluster !== null && byNode !== null && byCluster !== byNode) {
    const detail = `Found ${show(item.label)}: ${item.device} is the ${byCluster} network in spec.networks, and the ${byNode} network on ${declarer.name}. Give the interfaces of ${declarer.name} other names, or change spec.networks.`;
    report?.error(
      item.labelAt,
      'ambiguous-label',
      'It is not clear which network a service address is on.',
      detail,
      declarer.name,
    );
    return null;
  }
  const network = byCluster ?? byNode;
  if (network === null) {
    const names = [...new Set(NETWORKS.flatMap((name) => [draft.devices[name], declarer.interfaces[name].device]))];
    const detail = `Found ${show(item.label)}; ${declarer.name} has ${names.join(' and ')}. Write for example ${names[0]}:${item.suffix}.`;
    report?.error(
      item.labelAt,
      'unknown-interface',
      'A service address is on an interface that is not there.',
      detail,
      declarer.name,
    );
  }
  return network;
}

function checkNetwork(item: DraftLabelled, network: NetworkName, { node, active }: ResolvedNode, report: Report): void {
  const own = baseAddress(node, network, item.address.family);
  const what = `service address ${item.address.text} (${item.label})`;
  const kind = item.address.family === 4 ? network : `${network} network's IPv6`;
  // Where the active itself does not fit, its own complaint is enough.
  const activeBase = active === null ? null : baseAddress(active, network, item.address.family);
  const activeFits = activeBase !== null && contains(networkOf(activeBase.value), item.address);
  if (own === null) {
    if (active !== null && !activeFits) return;
    if (node.interfaces[network].hasAddress[item.address.family]) return;
    const at = active === null ? item.at : node.at;
    const detail = `Found ${what}, and ${node.name} has no ${kind} address. Write ${network}: and its address on ${node.name}, or remove the service address.`;
    report.error(
      at,
      'service-address-without-network',
      'A service address is on a network that its node is not on.',
      detail,
      node.name,
    );
    return;
  }
  const net = networkOf(own.value);
  if (!contains(net, item.address)) {
    if (active !== null && !activeFits) return;
    const [at, why] =
      active === null ? [item.at, ''] : [own.at, `, and would be unreachable after a takeover from ${active.name}`];
    const detail = `Found ${what}; ${node.name} is in ${networkText(net)} there (${own.value.text})${why}. Write an address in one network.`;
    report.error(at, 'service-address-outside', 'A service address is outside of its node’s network.', detail, node.name);
  } else if (
    active === null &&
    item.address.prefix !== own.value.prefix &&
    item.address.prefix !== (item.address.family === 4 ? 32 : 128)
  ) {
    const detail = `Found ${what}; ${node.name} has ${own.value.text} on that network. Write ${item.address.host}/${own.value.prefix}.`;
    report.warning(
      item.at,
      'service-address-prefix',
      'A service address has another prefix length than its node.',
      detail,
      node.name,
    );
  }
}

function baseAddress(node: DraftNode, network: NetworkName, family: 4 | 6) {
  return family === 4 ? node.interfaces[network].address : node.interfaces[network].address6;
}
