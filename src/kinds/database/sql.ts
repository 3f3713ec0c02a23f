/**
 * SQL for the product's tables, as text. Every name and every value goes through `ident` and `literal`, which hold whatever
 * the server's settings: E'' takes backslashes the same with and without standard_conforming_strings.
 */
import type { DatabaseMapping } from '../../desired/data.ts';

export interface Tables {
  readonly schema: string;
  readonly mapping: DatabaseMapping;
}

/** A name of a schema, table or column. */
export function ident(name: string): string {
  if (name === '' || /\p{Cc}/u.test(name))
    throw new RangeError('a name in the database is not empty and has no control characters');
  return `"${name.replaceAll('"', '""')}"`;
}

/** A value. PostgreSQL has no text with a NUL in it. */
export function literal(value: string): string {
  if (value.includes('\0')) throw new RangeError('a NUL cannot be part of a value in the database');
  const escaped = value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  // The blank keeps it apart from a word before it.
  return ` E'${escaped}'`;
}

function table({ schema }: Tables, name: string): string {
  return `${ident(schema)}.${ident(name)}`;
}

/** In hexadecimal, `-` for NULL: whatever a value holds, a line of output can be cut up. Old servers have no JSON. */
function field(expression: string): string {
  return `coalesce(encode(convert_to((${expression})::text, 'UTF8'), 'hex'), '-')`;
}

function line(word: string, columns: readonly string[]): string {
  return [`'@${word}'`, ...columns.map((column) => `'|' || ${field(column)}`)].join(' || ');
}

const LIMITS = 'SET statement_timeout = 10000;';
/** Rows of one table that are read; more nodes than dmsa is made for. */
const MAX_ROWS = 5000;

/**
 * What there is, in one transaction that writes nothing. Each line is `@WORD|FIELD|…`: `server`, `node` (key, name, address, key of
 * the standby), `standby` (key, name, address, status), `var` (name, value of those asked for), `rows`, then `customers` and
 * `operators` (key of the node, number), `end`. What comes after `rows` is only asked for removals, and may fail by itself.
 */
export function lookSql(tables: Tables, vars: readonly string[]): string {
  const { nodes, standbys, customers, operators, vars: msaVars } = tables.mapping;
  const all = (name: string) => `FROM ${table(tables, name)}`;
  const counted = (word: string, of: { readonly table: string; readonly node: string }) =>
    `SELECT ${line(word, [ident(of.node), 'count(*)'])} ${all(of.table)} WHERE ${ident(of.node)} IS NOT NULL GROUP BY ${ident(of.node)};`;
  // All names, so that a row that nobody wants any more is seen; values only of what is asked for.
  const wanted =
    vars.length === 0
      ? 'NULL'
      : `CASE WHEN ${ident(msaVars.name)} IN (${vars.map(literal).join(',')}) THEN ${ident(msaVars.value)} END`;
  const variables = `SELECT ${line('var', [ident(msaVars.name), wanted])} ${all(msaVars.table)} LIMIT ${MAX_ROWS};`;
  return [
    LIMITS,
    `SELECT ${line('server', ['pg_is_in_recovery()', "current_setting('transaction_read_only')"])};`,
    'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;',
    `SELECT ${line('node', [nodes.id, nodes.name, nodes.ip, nodes.standby].map(ident))} ${all(nodes.table)} LIMIT ${MAX_ROWS};`,
    `SELECT ${line('standby', [standbys.id, standbys.name, standbys.ip, standbys.status].map(ident))} ${all(standbys.table)} LIMIT ${MAX_ROWS};`,
    ...(vars.length === 0 ? [] : [variables]),
    "SELECT '@rows';",
    counted('customers', customers),
    counted('operators', operators),
    ...(vars.length === 0 ? [variables] : []),
    "SELECT '@end';",
    'COMMIT;',
    '',
  ].join('\n');
}

/** Errors are told in one line: what an error's details quote may be a secret value. */
function transaction(...statements: readonly string[]): string {
  return ['\\set VERBOSITY terse', LIMITS, 'BEGIN;', ...statements, 'COMMIT;', ''].join('\n');
}

/** UPDATE, then INSERT where there was nothing: servers before 9.5 have no ON CONFLICT. The lock keeps a second writer out. */
function upsert(name: string, key: string, value: string, set: readonly (readonly [column: string, value: string])[]): string {
  const where = `${key} =${value}`;
  const columns = [key, ...set.map(([column]) => column)].join(', ');
  const values = [value, ...set.map(([, one]) => one)].join(', ');
  const assignments = set.map(([column, one]) => `${column} =${one}`).join(', ');
  return transaction(
    `LOCK TABLE ${name} IN SHARE ROW EXCLUSIVE MODE;`,
    `UPDATE ${name} SET ${assignments} WHERE ${where};`,
    `INSERT INTO ${name} (${columns}) SELECT ${values} WHERE NOT EXISTS (SELECT 1 FROM ${name} WHERE ${where});`,
  );
}

/** Registers an active node. Its status and is_alive are others': the failover's and the watcher's. */
export function setNodeSql(
  tables: Tables,
  row: { readonly name: string; readonly ip: string; readonly standby: string | null },
): string {
  const { nodes, standbys } = tables.mapping;
  const link =
    row.standby === null
      ? ' NULL'
      : ` (SELECT ${ident(standbys.id)} FROM ${table(tables, standbys.table)} WHERE ${ident(standbys.name)} =${literal(row.standby)})`;
  return upsert(table(tables, nodes.table), ident(nodes.name), literal(row.name), [
    [ident(nodes.ip), literal(row.ip)],
    [ident(nodes.standby), link],
  ]);
}

/** Registers a standby; `status` null: it is left as it is. */
export function setStandbySql(
  tables: Tables,
  row: { readonly name: string; readonly ip: string; readonly status: string | null },
): string {
  const { standbys } = tables.mapping;
  return upsert(table(tables, standbys.table), ident(standbys.name), literal(row.name), [
    [ident(standbys.ip), literal(row.ip)],
    ...(row.status === null ? [] : [[ident(standbys.status), literal(row.status)] as const]),
  ]);
}

export function setVarSql(tables: Tables, name: string, value: string): string {
  const { vars } = tables.mapping;
  return upsert(table(tables, vars.table), ident(vars.name), literal(name), [
    [ident(vars.value), literal(value)],
    [ident(vars.updated), ' now()'],
  ]);
}

/** Ends the transaction with a sentence where a query finds something. DO takes its body as a value, so that no name can end it. */
function refuseIf(query: string, sentence: string): string {
  const body = `BEGIN IF EXISTS (${query}) THEN RAISE EXCEPTION '%',${literal(sentence)}; END IF; END`;
  return `DO${literal(body)};`;
}

/** Removes an active node's row, never while customers or operators are on it. */
export function removeNodeSql(tables: Tables, name: string): string {
  const { nodes, customers, operators } = tables.mapping;
  const all = table(tables, nodes.table);
  const used = ({ table: other, node }: { readonly table: string; readonly node: string }) =>
    `SELECT 1 FROM ${all} n, ${table(tables, other)} o WHERE o.${ident(node)} = n.${ident(nodes.id)} AND n.${ident(nodes.name)} =${literal(name)}`;
  return transaction(
    `LOCK TABLE ${all}, ${table(tables, customers.table)}, ${table(tables, operators.table)} IN SHARE ROW EXCLUSIVE MODE;`,
    refuseIf(used(customers), `${name} still has customers: its row stays`),
    refuseIf(used(operators), `${name} still has operators: its row stays`),
    `DELETE FROM ${all} WHERE ${ident(nodes.name)} =${literal(name)};`,
  );
}

/** Removes a standby's row, never while a node's row names it. */
export function removeStandbySql(tables: Tables, name: string): string {
  const { nodes, standbys } = tables.mapping;
  const all = table(tables, standbys.table);
  return transaction(
    `LOCK TABLE ${table(tables, nodes.table)}, ${all} IN SHARE ROW EXCLUSIVE MODE;`,
    refuseIf(
      `SELECT 1 FROM ${all} s, ${table(tables, nodes.table)} n WHERE n.${ident(nodes.standby)} = s.${ident(standbys.id)} AND s.${ident(standbys.name)} =${literal(name)}`,
      `a node still has ${name} as its standby: its row stays`,
    ),
    `DELETE FROM ${all} WHERE ${ident(standbys.name)} =${literal(name)};`,
  );
}

export function removeVarSql(tables: Tables, name: string): string {
  const { vars } = tables.mapping;
  return transaction(`DELETE FROM ${table(tables, vars.table)} WHERE ${ident(vars.name)} =${literal(name)};`);
}
