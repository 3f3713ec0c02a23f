/** Tree → draft: directories, packages, the database, and what packs say beside their services. */
import type { ClusterFile, FileDatabase, FilePack } from './cluster-file.gen.ts';
import type { Configure, DatabaseMapping, Folder } from './data.ts';
import { type Decoding, parsed, path, time, variables } from './decode-parts.ts';
import type { DraftData, DraftDatabase } from './draft-data.ts';
import { parseServiceName, parseTypeName, parseVariableName } from './syntax.ts';
import { type At, entries, field, integer, items, keyPlace, type Placed, text } from './tree.ts';

/** What holds where the file says nothing; a test keeps them equal to the schema's. */
export const DATA_DEFAULTS = {
  configureMs: 600_000,
  follows: 'pair',
  name: 'POSTGRESQL',
  schema: 'redone',
  user: 'postgres',
  runAs: 'postgres',
  via: 'sql',
  setNode: '/opt/base/tools/SetMsaNodeInDb.sh',
  setRepNode: '/opt/base/tools/SetRepNodeInDb.sh',
  types: ['SECENGINE'],
  address: 'maintenance',
  mapping: {
    nodes: { table: 'dmsa_node', id: 'node_id', name: 'name', ip: 'ip', standby: 'repnode_id' },
    standbys: { table: 'dmsa_rep_node', id: 'repnode_id', name: 'name', ip: 'ip', status: 'status' },
    customers: { table: 'customer', node: 'node_id' },
    operators: { table: 'operator', node: 'node_id' },
    vars: { table: 'msa_vars', name: 'var_name', value: 'var_value', updated: 'var_lastupdated' },
  },
} as const;

const CONFIGURE_TIME = {
  what: 'The time to configure',
  minMs: 1_000,
  maxMs: 3_600_000,
  hastyMs: 10_000,
  hastyWhy: 'the vendor’s commands take longer, and would be stopped halfway',
};

type Spec = ClusterFile['spec'];

export function decodeData(spec: At<Spec> | null, decoding: Decoding): DraftData {
  return {
    directories: items(field(spec, 'directories'))
      .slice(0, 1000)
      .map((rule) => ({
        at: rule.tree.at,
        path: path(field(rule, 'path'), decoding),
        type: parsed(field(rule, 'type'), decoding, parseTypeName),
        nodes: field(rule, 'nodes') === null ? null : items(field(rule, 'nodes')).flatMap((node) => text(node) ?? []),
        ...folder(rule),
      })),
    packages: items(field(spec, 'packages')).flatMap((item) => {
      const plain = text(item as At<string>);
      if (plain !== null) return [{ at: plain.at, name: plain.value, version: null, type: null }];
      const name = text(field(item, 'name'));
      if (name === null) return [];
      const type = parsed(field(item, 'type'), decoding, parseTypeName);
      return [{ at: name.at, name: name.value, version: text(field(item, 'version'))?.value ?? null, type }];
    }),
    database: decodeDatabase(field(spec, 'database'), keyPlace(spec, 'database'), decoding),
    configures: new Map(
      entries(field(spec, 'packs')).flatMap(({ name, value }): [string, Configure][] => {
        const command = text(field(value, 'configure'));
        if (command === null) return [];
        const timeout = time(field(value, 'timeout'), CONFIGURE_TIME, decoding);
        return [[name, { command: command.value, timeoutMs: timeout?.value ?? DATA_DEFAULTS.configureMs }]];
      }),
    ),
  };
}

/** The services of a pack, however it is written. */
export function servicesOf(pack: At<FilePack>): At<string[]> {
  if (pack.tree.kind !== 'map') return pack as At<string[]>;
  return field(pack, 'services') ?? { tree: { kind: 'list', at: pack.tree.at, items: [], data: [], size: 1 } };
}

/** `owner`, `group` and `mode` of a rule; the mode in four digits. */
export function folder(rule: At<{ readonly owner?: string; readonly group?: string; readonly mode?: string }>): Folder {
  return {
    owner: text(field(rule, 'owner'))?.value ?? null,
    group: text(field(rule, 'group'))?.value ?? null,
    mode: text(field(rule, 'mode'))?.value.padStart(4, '0') ?? null,
  };
}

function decodeDatabase(at: At<FileDatabase> | null, keyAt: number | null, decoding: Decoding): DraftDatabase | null {
  if (at === null || at.tree.kind !== 'map') return null;
  const word = <K extends 'name' | 'schema' | 'user' | 'runAs' | 'host'>(key: K) => text(field(at, key))?.value ?? null;
  const scripts = field(at, 'scripts');
  return {
    at: keyAt ?? at.tree.at,
    node: text(field(at, 'node')),
    follows: text(field(at, 'follows'))?.value ?? DATA_DEFAULTS.follows,
    access: {
      name: word('name') ?? DATA_DEFAULTS.name,
      user: word('user') ?? DATA_DEFAULTS.user,
      runAs: word('runAs') ?? DATA_DEFAULTS.runAs,
      host: word('host'),
      port: integer(field(at, 'port'))?.value ?? null,
      psql: path(field(at, 'psql'), decoding)?.value ?? null,
    },
    schema: word('schema') ?? DATA_DEFAULTS.schema,
    mapping: decodeMapping(field(at, 'mapping')),
    service: parsed(field(at, 'service'), decoding, parseServiceName),
    scripts:
      (text(field(at, 'via'))?.value ?? DATA_DEFAULTS.via) === 'sql'
        ? null
        : {
            setNode: path(field(scripts, 'setNode'), decoding)?.value ?? DATA_DEFAULTS.setNode,
            setRepNode: path(field(scripts, 'setRepNode'), decoding)?.value ?? DATA_DEFAULTS.setRepNode,
          },
    types: typesOf(at, decoding),
    address: text(field(at, 'address'))?.value ?? DATA_DEFAULTS.address,
    vars: variables(field(at, 'vars'), decoding),
    varsFrom: items(field(at, 'varsFrom')).flatMap((name) => parsed(name, decoding, parseVariableName) ?? []),
  };
}

function typesOf(at: At<FileDatabase>, decoding: Decoding): readonly Placed<string>[] {
  const types = field(at, 'types');
  if (types === null) return DATA_DEFAULTS.types.map((value) => ({ value, at: at.tree.at }));
  return items(types).flatMap((type) => parsed(type, decoding, parseTypeName) ?? []);
}

function decodeMapping(at: At<NonNullable<FileDatabase['mapping']>> | null): DatabaseMapping {
  const names = <T extends Readonly<Record<string, string>>>(table: At<unknown> | null, defaults: T): Record<keyof T, string> => {
    const written = new Map(
      entries(table as At<Record<string, string>> | null).map(({ name, value }) => [name, text(value)?.value]),
    );
    const filled = Object.entries(defaults).map(([key, standard]) => [key, written.get(key) ?? standard]);
    return Object.fromEntries(filled) as Record<keyof T, string>;
  };
  const { nodes, standbys, customers, operators, vars } = DATA_DEFAULTS.mapping;
  return {
    nodes: names(field(at, 'nodes'), nodes),
    standbys: names(field(at, 'standbys'), standbys),
    customers: names(field(at, 'customers'), customers),
    operators: names(field(at, 'operators'), operators),
    vars: names(field(at, 'vars'), vars),
  };
}
