/**
 * The product's database as a whole. Only looked at: its rows are the kind `db-row`'s. A thing of its own, because the
 * vendor's scripts register a node from that node, where the database can't be asked.
 */
import type { Diagnostic } from '../diagnostic.ts';
import { type Asked, databaseRequest, LOOK, type Rows, readRows } from './database/look.ts';
import { askedOf, membersOf } from './database/members.ts';
import { defineKind, type Observation, type Sighting } from './kind.ts';

type Spec = {
  readonly asked: Asked;
  readonly held: boolean;
  /** All nodes of the cluster. */
  readonly nodes: readonly string[];
};

/** `why`: its rows can't be read or changed here. On the member of a pair that does not run it, that is as it should be. */
export type DatabaseState = { readonly rows: Rows } | { readonly why: string };

export const database = defineKind<Spec, DatabaseState>({
  name: 'database',
  title: 'database',

  desired(cluster, placement) {
    const wanted = cluster.database;
    if (!wanted) return [];
    const nodes = cluster.nodes.map(({ name }) => name);
    return membersOf(cluster, wanted, placement).map(({ node, held }) => ({
      node: node.name,
      kind: 'database',
      name: wanted.access.name,
      spec: { asked: askedOf(wanted), held, nodes },
      after: [],
    }));
  },

  probe: (want) => want.map(({ spec }) => databaseRequest(spec.asked)),

  parse: (facts, want) =>
    new Map(
      want.map(({ name, spec }): [string, Observation<DatabaseState>] => {
        const rows = readRows(facts.command(LOOK), spec.asked);
        return [name, { status: 'present', state: typeof rows === 'string' ? { why: rows } : { rows: lasting(rows) } }];
      }),
    ),

  compare: () => [],
  steps: () => [],
  findings: (seen) => seen.flatMap(strangers),
});

/** Customers come and go, and variables change: what depends on the nodes alone must not go stale by it. */
function lasting({ nodes, standbys }: Rows): Rows {
  return { nodes, standbys, vars: null, customers: null, operators: null };
}

/** Rows of nodes that the file does not have, each table by itself. */
function strangers({ node, kind, name, want, seen }: Sighting<Spec, DatabaseState>): readonly Diagnostic[] {
  if (want === null || !want.held || seen.status !== 'present' || !('rows' in seen.state)) return [];
  const { rows } = seen.state;
  const { mapping } = want.asked;
  const told = (table: string, unknown: readonly string[]): readonly Diagnostic[] => {
    if (unknown.length === 0) return [];
    const list = `${unknown.slice(0, 12).join(', ')}${unknown.length > 12 ? ` and ${unknown.length - 12} more` : ''}`;
    return [
      {
        severity: 'warning',
        code: 'database-row-unknown',
        summary: `${table} has rows of nodes that the file does not have`,
        detail: `Found ${list}. They are not dmsa's, and stay. If such a node is gone for good: move its customers to another node, then delete its row.`,
        node,
        resource: `${node}/${kind}/${name}`,
      },
    ];
  };
  const known = new Set(want.nodes);
  return [
    ...told(
      mapping.nodes.table,
      rows.nodes.filter((row) => !known.has(row.name)).map((row) => row.name),
    ),
    ...told(
      mapping.standbys.table,
      rows.standbys.filter((row) => !known.has(row.name)).map((row) => row.name),
    ),
  ];
}
