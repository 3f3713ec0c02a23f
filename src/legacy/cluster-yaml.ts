/** cluster.yaml as import writes it: the example's order, only what differs from the defaults, with comments. */
import { Document, type Pair, type Scalar } from 'yaml';
import type { Assignment } from './assignments.ts';
import { nodesEntry, type VariablesOf } from './import-nodes.ts';
import { type NodeIpv6, withoutIpv6 } from './ipv6.ts';
import type { Secrets } from './secrets.ts';
import type { ServerRow, ServersConf } from './servers-model.ts';
import type { ShareConf } from './share-conf.ts';
import type { SyncConf } from './sync-conf.ts';
import type { VariablesConf } from './variables-conf.ts';
import { decorate, entry, fitsOneLine, map, seq, text, type YamlValue } from './yaml.ts';

export interface Parts {
  readonly servers: ServersConf;
  readonly share: ShareConf | null;
  readonly sync: SyncConf | null;
  readonly vars: VariablesConf | null;
}

export interface Context {
  readonly ipv6: ReadonlyMap<string, NodeIpv6>;
  readonly variablesOf: (row: ServerRow) => VariablesOf;
  readonly secrets: Secrets;
  readonly clusterName: string;
  readonly secretsFileName: string;
  readonly noSecrets: boolean;
  readonly extraTypes: readonly string[];
  /** What the editor's line at the top names. */
  readonly schema: string;
  /** The names of the files that were read. */
  readonly files: readonly string[];
}

/** The text of cluster.yaml. */
export function writeCluster(parts: Parts, context: Context): string {
  const { servers, share, sync, vars } = parts;
  const { secrets, noSecrets } = context;
  const variables = (scope: string, assignments: readonly Assignment[]): YamlValue =>
    variablesMap(scope, assignments, secrets, noSecrets);
  const spec: Pair<Scalar, YamlValue>[] = [];
  const add = (key: string, value: YamlValue, comments: readonly string[]): void => {
    spec.push(entry(key, value, { comments, space: spec.length > 0 }));
  };
  const actives = servers.rows.filter((row) => row.backupOf === null);
  const firstGui = actives.find((row) => row.type === 'GUI');
  const first = actives[0];
  if (!firstGui && first)
    add('central', text(first.name), [' Without a node of type GUI, the node that acts for the whole cluster.']);
  const used = usedTypes(parts);
  const types = context.extraTypes.filter((type) => used.has(type));
  if (types.length > 0) add('nodeTypes', seq(types.map(text), 'flow'), [' Node types beside the known ones.']);
  const groups = servers.sections;
  if (groups.serviceAddresses.length > 0) {
    const entries = groups.serviceAddresses.map((group) =>
      entry(group.name, map(group.entries.map((one) => entry(one.label, one.address, { comments: one.comments }))), {
        comments: group.comments,
      }),
    );
    add('serviceAddresses', map(entries), [' Addresses that move to the standby at a failover (guide: Svc IP).']);
  }
  if (groups.packs.length > 0) {
    const entries = groups.packs.map((group) => entry(group.name, packSeq(group.entries), { comments: group.comments }));
    add('packs', map(entries), [" Services that run where a pair's service addresses are, in start order."]);
  }
  const variableParts: Pair<Scalar, YamlValue>[] = [];
  if (vars && vars.variables.length > 0) {
    const comments = [
      " For all nodes (variables2adapt.conf). A group's and a node's own variables come before these.",
      ...headerOf(vars.comments.header),
    ];
    variableParts.push(entry('adapt', variables('adapt', vars.variables), { comments }));
  }
  if (groups.variables.length > 0) {
    const entries = groups.variables.map((group) =>
      entry(group.name, variables(`group ${group.name}`, withoutIpv6(group.entries)), { comments: group.comments }),
    );
    variableParts.push(entry('groups', map(entries), { comments: [' For the nodes that name the group.'] }));
  }
  if (variableParts.length > 0) add('variables', map(variableParts), [' What is adapted in the vars file of every node.']);
  if (!noSecrets && (secrets.rootPasswords.size > 0 || secrets.variables.size > 0)) {
    add('secrets', map([entry('file', context.secretsFileName)]), [
      ' Root passwords and secret variables: mode 0600, never into git unless encrypted.',
    ]);
  }
  add('nodes', nodesEntry(servers.rows, context.ipv6, context.variablesOf, variables, packSeq), [
    " maintenance is the guide's PRIVIP (eth0), equipment its PUBIP (eth1).",
  ]);
  if (share && share.exports.length + share.mounts.length > 0) {
    add('shares', sharesMap(share), [' Directories that nodes share over NFS (share.conf).', ...headerOf(share.comments.header)]);
  }
  if (sync && sync.rules.length > 0) {
    const items = sync.rules.map((rule) =>
      decorate(
        map(
          [
            entry('type', rule.type),
            entry('path', rule.path),
            ...(rule.exclude.length > 0 ? [entry('exclude', seq(rule.exclude.map(text), 'flow'))] : []),
          ],
          'flow',
        ),
        { comments: rule.comments },
      ),
    );
    add('sync', seq(items), [
      ' Directories with dynamic data, copied from the active of that type to its standby (sync.conf).',
      ...headerOf(sync.comments.header),
    ]);
  }
  if (firstGui) {
    add('license', map([entry('path', '/opt/ubiqube/license'), entry('fromNode', firstGui.name)], 'flow'), [
      ' Copied to every node from the one that has it.',
    ]);
  }
  const document = new Document(
    map([
      entry('apiVersion', 'dmsa/v1'),
      entry('kind', 'Cluster'),
      entry('metadata', map([entry('name', context.clusterName)])),
      entry('spec', map(spec), { space: true }),
    ]),
  );
  const top = [
    ` yaml-language-server: $schema=${context.schema}`,
    '',
    ` A D-MSActivator cluster, imported from ${context.files.join(', ')}.`,
    ' `dmsa validate` checks this file, `dmsa plan` shows what it would change, `dmsa export` writes the legacy files back.',
    ...headerOf(servers.comments.header),
  ];
  const ends = [
    ...endOf('servers.conf', servers.comments.trailing),
    ...endOf('share.conf', share?.comments.trailing ?? []),
    ...endOf('sync.conf', sync?.comments.trailing ?? []),
    ...endOf('variables2adapt.conf', vars?.comments.trailing ?? []),
  ];
  const asComments = (lines: readonly string[]): string => lines.map((line) => `#${line}\n`).join('');
  const body = document.toString({ lineWidth: 0, flowCollectionPadding: true, commentString: commentLines });
  return `${asComments(top)}${body}${ends.length > 0 ? `\n${asComments(ends)}` : ''}`;
}

/** An empty comment line is a `#` as well: else the comment would fall into two. */
function commentLines(comment: string): string {
  return comment.replaceAll(/^/gm, '#');
}

function headerOf(comments: readonly string[]): string[] {
  return comments.length === 0 ? [] : ['', ...comments];
}

function endOf(file: string, comments: readonly string[]): string[] {
  return comments.length === 0 ? [] : [` From the end of ${file}:`, ...comments];
}

function usedTypes(parts: Parts): ReadonlySet<string> {
  return new Set([
    ...parts.servers.rows.map((row) => row.type),
    ...(parts.share?.exports ?? []).map((rule) => rule.type),
    ...(parts.share?.mounts ?? []).flatMap((rule) => [rule.type, rule.from]),
    ...(parts.sync?.rules ?? []).map((rule) => rule.type),
  ]);
}

function packSeq(services: readonly { readonly name: string; readonly comments: readonly string[] }[]): YamlValue {
  const plain =
    services.every((service) => service.comments.length === 0) && fitsOneLine(services.map((service) => text(service.name)));
  return seq(
    services.map((service) => decorate(text(service.name), { comments: service.comments })),
    plain ? 'flow' : 'block',
  );
}

function variablesMap(scope: string, assignments: readonly Assignment[], secrets: Secrets, noSecrets: boolean): YamlValue {
  const entries = assignments.flatMap((one) => {
    const secret = secrets.nameOf(scope, one);
    if (secret === null) return [entry(one.name, one.value, { comments: one.comments })];
    return noSecrets ? [] : [entry(one.name, map([entry('secret', secret)], 'flow'), { comments: one.comments })];
  });
  return map(entries);
}

function sharesMap(share: ShareConf): YamlValue {
  const options = (value: string | null): Pair<Scalar, YamlValue>[] => (value === null ? [] : [entry('options', value)]);
  const exports = share.exports.map((rule) =>
    decorate(map([entry('type', rule.type), entry('path', rule.path), ...options(rule.options)], 'flow'), {
      comments: rule.comments,
    }),
  );
  const mounts = share.mounts.map((rule) =>
    decorate(
      map(
        [
          entry('type', rule.type),
          entry('from', rule.from),
          entry('path', rule.path),
          ...(rule.mountPoint === null ? [] : [entry('mountPoint', rule.mountPoint)]),
          ...options(rule.options),
          ...(rule.mode === null ? [] : [entry('mode', rule.mode)]),
        ],
        'flow',
      ),
      { comments: rule.comments },
    ),
  );
  return map([
    ...(exports.length > 0 ? [entry('exports', seq(exports))] : []),
    ...(mounts.length > 0
      ? [
          entry('mounts', seq(mounts), {
            comments: [" ${NODE} is the exporter's name. Such mounts are made on demand (autofs), the others at boot (fstab)."],
          }),
        ]
      : []),
  ]);
}
