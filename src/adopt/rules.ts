/** From things that were found to rules of cluster.yaml (`spec.shares`), and into its text. Pure. */
import { parseDocument } from 'yaml';
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { DEFAULT_OPTIONS } from '../kinds/export.ts';
import { maintenanceNetworks } from '../kinds/share/clients.ts';
import { canonicalOptions } from '../kinds/share/export-options.ts';
import { pathIn } from '../kinds/share/mount-table.ts';
import type { Found, FoundExport, FoundMount } from './find.ts';

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
        readonly mode: 'boot';
        readonly options?: string;
      };
    };

/** The rule that says what was found; a string says why there can be none. */
export function ruleFor(found: Found, cluster: Cluster): Rule | string {
  const node = cluster.nodes.find((one) => one.name === found.node);
  if (!node) return `${found.node} is no node of the cluster`;
  if (found.obstacle !== null) return found.obstacle;
  return found.kind === 'export' ? exportRule(found, node, cluster) : mountRule(found, node, cluster);
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
const USUAL = new Set(['rw', 'hard', 'bg', '_netdev', 'defaults', 'auto']);

function mountRule({ name, source, options }: FoundMount, node: ClusterNode, cluster: Cluster): Rule | string {
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
      mode: 'boot',
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
export function withRule(text: string, { list, rule }: Rule): string {
  const document = parseDocument(text);
  const path = ['spec', 'shares', list];
  const node = document.createNode(rule);
  if (document.hasIn(path)) document.addIn(path, node);
  else document.setIn(path, document.createNode([rule]));
  return document.toString({ lineWidth: 0 });
}
