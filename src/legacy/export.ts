/**
 * A cluster → the four legacy files. Pure, and the same text for the same cluster: these files are also kept on every
 * node. What they can't carry is told in warnings (`not-in-legacy-files`), once for all nodes it concerns.
 */
import type { Cluster, ClusterNode, LabelledAddress, NetworkName, Variable } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { formatAssignmentLine, formatAssignmentList } from './assignments.ts';
import { lostInExport } from './export-losses.ts';
import { isReadAsGroup } from './sections.ts';
import { type RowToWrite, type SectionToWrite, writeServersConf } from './servers-writer.ts';
import { writeShareConf } from './share-conf.ts';
import { writeSyncConf } from './sync-conf.ts';
import { leftOutComment } from './template.ts';
import { isKeptOut, type SecretValues, writeVariables, writeVariablesConf } from './variables-conf.ts';

export interface ExportOptions {
  /** `blank` (the default): a comment stands where a secret variable would. `include`: its value, in clear text. */
  readonly secretValues?: SecretValues;
}

export interface ExportResult {
  readonly 'servers.conf': string;
  readonly 'share.conf': string;
  readonly 'sync.conf': string;
  readonly 'variables2adapt.conf': string;
  /** Warnings only. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Writes the legacy files. The field Root Password is always blank. */
export function exportLegacy(cluster: Cluster, options: ExportOptions = {}): ExportResult {
  const secretValues = options.secretValues ?? 'blank';
  const diagnostics: Diagnostic[] = [...lostInExport(cluster)];
  tellKeptOut(cluster, secretValues, diagnostics);
  const sections = new SectionList(diagnostics);
  const labels = labelWriter(cluster, diagnostics);
  for (const [name, addresses] of cluster.groups.serviceAddresses) sections.add('serviceAddresses', name, labels(addresses));
  for (const [name, services] of cluster.groups.packs) sections.add('packs', name, services);
  for (const [name, variables] of cluster.groups.variables) {
    sections.add('variables', name, writeVariables(variables, `[${name}]`, secretValues, diagnostics));
  }
  const rows = cluster.nodes.map((node) => writeRow(node, { sections, labels, secretValues, diagnostics }));
  const share = writeShareConf(cluster);
  const sync = writeSyncConf(cluster.sync);
  const vars = writeVariablesConf(cluster.adapt, secretValues);
  return {
    'servers.conf': writeServersConf(rows, sections.list),
    'share.conf': share.text,
    'sync.conf': sync.text,
    'variables2adapt.conf': vars.text,
    diagnostics: [...diagnostics, ...share.diagnostics, ...sync.diagnostics, ...vars.diagnostics],
  };
}

function tellKeptOut(cluster: Cluster, secretValues: SecretValues, diagnostics: Diagnostic[]): void {
  const own = cluster.nodes.flatMap(({ declared }) =>
    declared.variables === null || typeof declared.variables === 'string' ? [] : declared.variables,
  );
  const all = [...cluster.adapt, ...[...cluster.groups.variables.values()].flat(), ...own];
  const names = [...new Set(all.filter((variable) => isKeptOut(variable, secretValues)).map((variable) => variable.name))];
  if (names.length === 0) return;
  diagnostics.push({
    severity: 'warning',
    code: 'secret-left-out',
    summary: 'Secret variables were kept out of the legacy files',
    detail: `A comment stands in the place of each: ${names.join(', ')}.`,
  });
}

type GroupKind = keyof Cluster['groups'];

/** cluster.yaml keeps the names of the three kinds of groups apart, servers.conf has one kind of section. */
class SectionList {
  readonly list: SectionToWrite[] = [];
  readonly names = new Set<string>();
  readonly #written = new Map<string, string>();
  readonly #diagnostics: Diagnostic[];

  constructor(diagnostics: Diagnostic[]) {
    this.#diagnostics = diagnostics;
  }

  add(kind: GroupKind, wanted: string, lines: readonly string[]): string {
    let name = wanted;
    for (let number = 2; this.names.has(name); number += 1) name = `${wanted}_${number}`;
    if (name !== wanted) {
      this.#diagnostics.push({
        severity: 'warning',
        code: 'not-in-legacy-files',
        summary: `The name ${wanted} is used for two kinds of groups`,
        detail: `servers.conf has one section of a name: the second is written as [${name}].`,
      });
    }
    this.names.add(name);
    this.#written.set(`${kind} ${wanted}`, name);
    this.list.push({ name, lines });
    return name;
  }

  nameOf(kind: GroupKind, group: string): string {
    return this.#written.get(`${kind} ${group}`) ?? group;
  }
}

interface RowContext {
  readonly sections: SectionList;
  readonly labels: (addresses: readonly LabelledAddress[]) => string[];
  readonly secretValues: SecretValues;
  readonly diagnostics: Diagnostic[];
}

function writeRow(node: ClusterNode, context: RowContext): RowToWrite {
  const { sections, labels } = context;
  const { declared } = node;
  const addresses =
    typeof declared.serviceAddresses === 'string'
      ? sections.nameOf('serviceAddresses', declared.serviceAddresses)
      : labels(declared.serviceAddresses ?? []).join(', ');
  const services =
    typeof declared.pack === 'string'
      ? sections.nameOf('packs', declared.pack)
      : servicesInPlace(node, declared.pack ?? [], sections);
  const comments: string[] = [];
  const cells = [
    node.name,
    node.type,
    node.interfaces.equipment.address ?? '',
    node.interfaces.maintenance.address ?? '',
    '',
    node.backupOf ?? '',
    minutes(node.syncEveryMs),
    minutes(node.failoverAfterMs),
    addresses,
    services,
    variablesCell(node, context, comments),
  ];
  return { cells, comments };
}

/** Up to the next whole minute: too early is worse than too late. */
function minutes(ms: number | null): string {
  return ms === null ? '' : String(Math.ceil(ms / 60_000));
}

function servicesInPlace(node: ClusterNode, services: readonly string[], sections: SectionList): string {
  const [first] = services;
  if (first === undefined) return '';
  if (services.length === 1) return isReadAsGroup(first, sections.names) ? `${first},` : first;
  // A service named like a section would be taken for it.
  if (services.some((service) => sections.names.has(service))) return sections.add('packs', `pack_${node.name}`, services);
  return services.join(', ');
}

/** The group's name or the node's own, then the IPv6 of its eth1. */
function variablesCell(node: ClusterNode, context: RowContext, comments: string[]): string {
  const { variables } = node.declared;
  const ipv6 = ipv6Variables(node);
  if (variables === null) return formatAssignmentList(ipv6) ?? '';
  if (typeof variables === 'string')
    return joinCells(context.sections.nameOf('variables', variables), formatAssignmentList(ipv6));
  const own = variables.filter((variable) => {
    const out = isKeptOut(variable, context.secretValues);
    if (out) comments.push(leftOutComment(variable.name, node.name));
    return !out;
  });
  const writable = own.filter((variable) => formatAssignmentLine(variable.name, variable.value) !== null);
  const list = writable.length === own.length ? formatAssignmentList([...own, ...ipv6]) : null;
  if (list !== null) return list;
  // Quotes of both kinds, or a value that fits nowhere: a section takes the first, and the writer tells of the second.
  const lines = writeVariables(own, node.name, context.secretValues, context.diagnostics);
  return joinCells(context.sections.add('variables', `var_${node.name}`, lines), formatAssignmentList(ipv6));
}

function joinCells(group: string, list: string | null): string {
  return list === null || list === '' ? group : `${group} ${list}`;
}

function ipv6Variables(node: ClusterNode): Omit<Variable, 'secret'>[] {
  const { address6, gateway6 } = node.interfaces.equipment;
  const [host = '', prefix = ''] = address6?.split('/') ?? [];
  return [
    ...(address6 === null
      ? []
      : [
          { name: 'PUBIPV6', value: host },
          { name: 'MASKV6', value: prefix },
        ]),
    ...(gateway6 === null ? [] : [{ name: 'GWV6', value: gateway6 }]),
  ];
}

const LEGACY_DEVICE: Readonly<Record<NetworkName, string>> = { maintenance: 'eth0', equipment: 'eth1' };

/** Writes `eth0:1=10.0.0.101/24`, whatever the interface of that network is called in cluster.yaml. */
function labelWriter(cluster: Cluster, diagnostics: Diagnostic[]): (addresses: readonly LabelledAddress[]) => string[] {
  const byAddress = new Map<string, NetworkName>();
  const byDevice = new Map<string, NetworkName>([
    ['eth1', 'equipment'],
    ['eth0', 'maintenance'],
  ]);
  for (const node of cluster.nodes) {
    byDevice.set(node.interfaces.equipment.device, 'equipment');
    byDevice.set(node.interfaces.maintenance.device, 'maintenance');
    for (const one of node.serviceAddresses) byAddress.set(one.address, one.network);
  }
  return (addresses) =>
    addresses.flatMap(({ label, address }) => {
      const colon = label.lastIndexOf(':');
      const network = byAddress.get(address) ?? byDevice.get(label.slice(0, colon));
      if (network !== undefined) return [`${LEGACY_DEVICE[network]}${label.slice(colon)}=${address}`];
      diagnostics.push({
        severity: 'warning',
        code: 'not-in-legacy-files',
        summary: `The service address ${label} ${address} is on neither network and was left out`,
        detail: 'servers.conf knows eth0 (maintenance) and eth1 (equipment), and no node has an interface of that name.',
      });
      return [];
    });
}
