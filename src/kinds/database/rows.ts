/** Which rows the database is to have: the nodes of the registered types, their standbys, and the variables of the file. */
import type { Cluster, ClusterNode } from '../../desired/cluster.ts';
import type { Database } from '../../desired/data.ts';
import type { Placement, Resource, ResourceRef } from '../kind.ts';
import type { Asked } from './look.ts';
import { askedOf, membersOf } from './members.ts';

export type RowSpec = {
  /** The resource's own name, `dmsa_node/Sec-1`: by it the row is found in what the database's node tells. */
  readonly resource: string;
  readonly asked: Asked;
  /** False on the member of a pair that does not run the database now: its rows are left alone. */
  readonly held: boolean;
  readonly row: Row;
  /** Rows that the vendor's scripts write: where dmsa had made one by SQL before, it stays. Not there where none do. */
  readonly kept?: readonly string[];
  /** null: by SQL, on the database's node. */
  readonly script: {
    readonly command: readonly string[];
    /** The nodes that the database may be on, and the one that has it now. */
    readonly database: readonly string[];
    readonly at: string | null;
  } | null;
};

export type Row =
  | { readonly is: 'node'; readonly name: string; readonly ip: string; readonly standby: string | null }
  /** `status` null: it can't be said who holds the pair. */
  | { readonly is: 'standby'; readonly name: string; readonly ip: string; readonly of: string; readonly status: string | null }
  | { readonly is: 'var'; readonly name: string; readonly value: string; readonly secret: boolean }
  /** Nothing is wanted: it has the node looked at for rows that dmsa made there and that the file no longer has. */
  | { readonly is: 'list' };

const ACTIVE_BY_FAILOVER = '1';
const PASSIVE = '2';
const LIST: Row = { is: 'list' };

export function desiredRows(cluster: Cluster, placement: Placement): readonly Resource<RowSpec>[] {
  const { database } = cluster;
  if (!database) return [];
  const asked = askedOf(database);
  const members = membersOf(cluster, database, placement);
  const rows = cluster.nodes.flatMap((node) => rowOf(node, database, placement) ?? []);
  const vars = database.vars.map(({ name, value, secret }): Row => ({ is: 'var', name, value, secret }));
  const own: readonly Row[] = [...(database.scripts === null ? rows : []), ...vars];
  const bySql = members.flatMap(({ node, held }) =>
    (own.length > 0 ? own : [LIST]).map((row) => ({
      node: node.name,
      kind: 'db-row',
      name: nameOf(row),
      spec: {
        ...{ resource: nameOf(row), asked, held, row, script: null },
        ...(database.scripts === null ? {} : { kept: rows.map(nameOf) }),
      },
      after: [
        ...serviceOf(node.name, database),
        ...(row.is === 'node' && row.standby !== null ? [ref(node.name, `dmsa_rep_node/${row.standby}`)] : []),
      ],
    })),
  );
  if (database.scripts === null) return bySql;
  const { setNode, setRepNode } = database.scripts;
  const at = members.find(({ held }) => held)?.node.name ?? null;
  const byScript = rows.flatMap((row): readonly Resource<RowSpec>[] => {
    if (row.is === 'var' || row.is === 'list') return [];
    // Without knowing who holds the pair there is no status that the script could be given.
    const command = row.is === 'node' ? [setNode] : [setRepNode, row.of, row.name, row.status ?? PASSIVE];
    return [
      {
        node: row.name,
        kind: 'db-row',
        name: nameOf(row),
        spec: {
          resource: nameOf(row),
          asked,
          held: at !== null && (row.is === 'node' || row.status !== null),
          row,
          script: { command, database: members.map(({ node }) => node.name), at },
        },
        after: [
          ...members.flatMap(({ node }) => serviceOf(node.name, database)),
          ...(row.is === 'standby' ? [ref(row.of, `dmsa_node/${row.of}`)] : []),
        ],
      },
    ];
  });
  return [...byScript, ...bySql];
}

function rowOf(node: ClusterNode, database: Database, placement: Placement): Row | null {
  if (!database.types.includes(node.effectiveType)) return null;
  const { address, address6 } = node.interfaces[database.address];
  const ip = (address ?? address6)?.replace(/\/.*$/, '');
  // A node without an address on that network can't be registered with one.
  if (ip === undefined) return null;
  const { name, backupOf, standby } = node;
  if (backupOf === null) return { is: 'node', name, ip, standby };
  const holder = placement.get(backupOf)?.holder ?? null;
  const status = holder === null ? null : holder === name ? ACTIVE_BY_FAILOVER : PASSIVE;
  return { is: 'standby', name, ip, of: backupOf, status };
}

function nameOf(row: Row): string {
  switch (row.is) {
    case 'node':
      return `dmsa_node/${row.name}`;
    case 'standby':
      return `dmsa_rep_node/${row.name}`;
    case 'var':
      return `msa_vars/${row.name}`;
    case 'list':
      return row.is;
  }
}

function ref(node: string, name: string): ResourceRef {
  return { node, kind: 'db-row', name };
}

function serviceOf(node: string, { service }: Database): readonly ResourceRef[] {
  return service === null ? [] : [{ node, kind: 'service', name: service }];
}
