/** From things that were found to rules of cluster.yaml, and into its text. Pure. */
import { isMap, type Node, parseDocument } from 'yaml';
import type { Cluster, ClusterNode, NetworkName } from '../desired/cluster.ts';
import { DEFAULT_OPTIONS } from '../kinds/export.ts';
import { maintenanceNetworks } from '../kinds/share/clients.ts';
import { canonicalOptions } from '../kinds/share/export-options.ts';
import { pathIn } from '../kinds/share/mount-table.ts';
import type { Found, FoundAutomount, FoundExport, FoundMount } from './found.ts';

/** As it stands in the file. */
export type Rule =
  | { readonly list: 'exports'; readonly rule: { readonly type: string; readonly path: string; readonly options?: string } }
  | {
      readonly list: 'mounts';
      readonly rule: {
        readonly type: string;
        readonly from: string;
        readonly path: string;
        readonly mountPoint: string;
        readonly mode: 'boot' | 'demand';
        readonly options?: string;
      };
    }
  | {
      readonly list: 'routes';
      readonly node: string;
      readonly network: NetworkName;
      readonly rule: { readonly to: string; readonly via: string; readonly metric?: number };
    }
  | {
      readonly list: 'gateway' | 'gateway6';
      readonly node: string;
      readonly network: NetworkName;
      readonly rule: string;
    };

/** The rule that says what was found; a string says why there can be none. */
export function ruleFor(found: Found, cluster: Cluster): Rule | string {
  const node = cluster.nodes.find((one) => one.name === found.node);
  if (!node) return `${found.node} is no node of the cluster`;
  if (found.obstacle !== null) return found.obstacle;
  switch (found.kind) {
    case 'export':
      return exportRule(found, node, cluster);
    case 'mount':
      return mountRule(found, node, cluster, 'boot');
    case 'automount':
      return mountRule(found, node, cluster, 'demand');
    case 'route': {
      const { network, to, via, metric } = found;
      return { list: 'routes', node: node.name, network, rule: { to, via, ...(metric === null ? {} : { metric }) } };
    }
    case 'gateway':
      return { list: found.key, node: node.name, network: found.network, rule: found.via };
  }
}

function exportRule({ name, clients, options }: FoundExport, node: ClusterNode, cluster: Cluster): Rule | string {
  const networks = maintenanceNetworks(cluster);
  const others = clients.filter((client) => !networks.includes(client));
  if (others.length > 0) {
    return `it is exported to ${others.join(', ')}, and dmsa exports to the maintenance networks only (${networks.join(', ')})`;
  }
  const usual = canonicalOptions(options) === canonicalOptions(DEFAULT_OPTIONS);
  return { list: 'exports', rule: { type: node.effectiveType, path: name, ...(usual ? {} : { options }) } };
}

/** What dmsa's own default says, and what says nothing. */
const USUAL = new Set(['', 'rw', 'hard', 'bg', '_netdev', 'defaults', 'auto']);

function mountRule(
  { name, source, options }: FoundMount | FoundAutomount,
  node: ClusterNode,
  cluster: Cluster,
  mode: 'boot' | 'demand',
): Rule | string {
  const host = source.slice(0, source.lastIndexOf(':/'));
  const exporter = cluster.nodes.find((one) => one.role === 'active' && addressesOf(one).includes(host));
  if (!exporter) return `it comes from ${host}, which is no address of an active node of the cluster`;
  const kept = options.split(',').filter((one) => !USUAL.has(one));
  return {
    list: 'mounts',
    rule: {
      type: node.effectiveType,
      from: exporter.type,
      path: pathIn(source),
      mountPoint: name
        .split('/')
        .map((part) => (part === exporter.name ? '${NODE}' : part))
        .join('/'),
      mode,
      ...(kept.length > 0
        ? {
            options: options
              .split(',')
              .filter((one) => one !== 'defaults' && one !== 'auto')
              .join(','),
          }
        : {}),
    },
  };
}

function addressesOf({ interfaces, serviceAddresses }: ClusterNode): readonly string[] {
  const all = [
    ...serviceAddresses.map(({ address }) => address),
    ...Object.values(interfaces).flatMap(({ address, address6 }) => [address, address6]),
  ];
  return all.flatMap((one) => {
    const host = one?.split('/')[0];
    return host === undefined ? [] : [host.includes(':') ? `[${host}]` : host];
  });
}

/** The cluster file with the rule at the end of its list; comments and order stay. */
export function withRule(text: string, rule: Rule): string {
  const document = parseDocument(text);
  if (rule.list === 'exports' || rule.list === 'mounts') {
    const path = ['spec', 'shares', rule.list];
    if (document.hasIn(path)) document.addIn(path, document.createNode(rule.rule));
    else document.setIn(path, document.createNode([rule.rule]));
    return document.toString({ lineWidth: 0 });
  }
  const path = ['spec', 'nodes', rule.node, rule.network];
  const network = document.getIn(path, true) as Node | undefined;
  // `maintenance: 10.0.0.11/24` is an address and nothing else; what is written elsewhere (`*anchor`) must not change there.
  if (!isMap(network)) {
    const value: unknown = network?.toJS(document);
    document.setIn(path, document.createNode(typeof value === 'object' && value !== null ? value : { address: value }));
  }
  if (rule.list !== 'routes') document.setIn([...path, rule.list], rule.rule);
  else if (document.hasIn([...path, 'routes'])) document.addIn([...path, 'routes'], document.createNode(rule.rule));
  else document.setIn([...path, 'routes'], document.createNode([rule.rule]));
  return document.toString({ lineWidth: 0 });
}
