/**
 * One row of the product's database: an active node in dmsa_node, a standby in dmsa_rep_node, a variable in msa_vars (names of
 * tables and columns: `spec.database.mapping`). Guide: SetMsaNodeInDb.sh, SetRepNodeInDb.sh.
 *
 * A node's `status` and `is_alive` are not compared: they belong to the failover and to the watcher. A standby's status follows
 * from who holds the pair: 1 active by failover, 2 passive. A row is removed only where dmsa itself made it (`own-list.ts`),
 * and a node's never while customers or operators are on it: asked in the look, and again by the server as it removes it.
 */
import { quote } from '../quote.ts';
import { type Asked, databaseRequest, LOOK, type NodeRow, type Rows, readRows, type StandbyRow } from './database/look.ts';
import { psqlCommand } from './database/psql.ts';
import { desiredRows, type RowSpec } from './database/rows.ts';
import { removeNodeSql, removeStandbySql, removeVarSql, setNodeSql, setStandbySql, setVarSql } from './database/sql.ts';
import type { DatabaseState } from './database.ts';
import { type Change, defineKind, type NodeContext, type Observation, type Step, type Unknowable } from './kind.ts';
import { listAsMade, OWN_LIST, readOwnList, takeOffList } from './own-list.ts';

type State = {
  readonly name: string;
  readonly asked: Asked;
  readonly made: boolean;
  readonly found: Found;
};

type Found =
  | { readonly is: 'node'; readonly ip: string | null; readonly standby: string | null; readonly used: Used | null }
  | { readonly is: 'standby'; readonly ip: string | null; readonly status: string | null; readonly of: readonly string[] }
  | { readonly is: 'var'; readonly value: string | null }
  | { readonly is: 'absent' }
  /** The database is asked on another node (`RowSpec.script`). */
  | { readonly is: 'elsewhere' }
  | { readonly is: 'unknown'; readonly why: string };

type Used = { readonly customers: number; readonly operators: number };

const BLOCK = 'rows';

export const dbRow = defineKind<RowSpec, State>({
  name: 'db-row',
  title: 'database row',

  desired: desiredRows,

  probe(want) {
    const here = want.find(({ spec }) => spec.script === null);
    return here ? [OWN_LIST, databaseRequest(here.spec.asked)] : [];
  },

  parse(facts, want) {
    const seen = new Map<string, Observation<State>>();
    for (const { name, spec } of want) {
      if (spec.script === null && spec.row.is !== 'list') continue;
      seen.set(name, { status: 'present', state: { name, asked: spec.asked, made: false, found: { is: 'elsewhere' } } });
    }
    const here = want.filter(({ spec }) => spec.script === null);
    const [first] = here;
    if (!first) return seen;
    const { asked } = first.spec;
    const made = readOwnList(facts, BLOCK);
    const rows = typeof made === 'string' ? made : readRows(facts.command(LOOK), asked);
    const rowsHere = here.filter(({ spec }) => spec.row.is !== 'list').map(({ name }) => name);
    const kept = new Set(first.spec.kept);
    const listed = typeof made === 'string' ? [] : [...made].filter((name) => !kept.has(name));
    const names = new Set([...rowsHere, ...listed]);
    for (const name of names) {
      const found: Found =
        typeof rows === 'string'
          ? { is: 'unknown', why: rows }
          : find(
              rows,
              name,
              here.every((one) => one.name !== name),
            );
      const state: State = { name, asked, made: typeof made !== 'string' && made.has(name), found };
      seen.set(name, { status: 'present', state });
    }
    return seen;
  },

  // A vendor's script changes a row of the database on another node.
  changesWhatItReads: true,

  reads: ({ spec }) => (spec.script?.database ?? []).map((node) => ({ node, kind: 'database', name: spec.asked.access.name })),

  exists: ({ found }) => found.is !== 'absent',

  compare(want, have, context) {
    if (!have) return [];
    if (!want) return removal(have);
    if (!want.held || want.row.is === 'list') return [];
    const found = have.found.is === 'elsewhere' ? elsewhere(want, context) : have.found;
    if (found.is === 'unknown') return { unknown: found.why };
    return differences(want, found);
  },

  steps(want, have) {
    if (!have) return [];
    const { asked, name } = have;
    if (!want) {
      const removed = have.found.is === 'absent' ? [] : [sql(asked, removeSql(asked, name), `delete the row ${name}`)];
      return [...removed, takeOffList(name)];
    }
    if (want.script !== null) return [vendorScript(want.script.command)];
    const listed = have.found.is === 'absent' ? listAsMade(BLOCK, name) : [];
    return [...listed, sql(asked, setSql(want), `write the row ${name}`)];
  },
});

function sql(asked: Asked, input: string, label: string): Step {
  return { do: 'run', script: psqlCommand(asked.access), input, label, timeoutMs: 45_000 };
}

function vendorScript([script = '', ...words]: readonly string[]): Step {
  const path = quote(script);
  return {
    do: 'run',
    script: `if [ ! -x ${path} ]; then
  echo ${quote(`${script} is not on this node: say where it is (spec.database.scripts), or take via: sql`)} >&2
  exit 1
fi
cd /
exec ${[path, ...words.map(quote)].join(' ')}`,
    label: `run ${[script, ...words].join(' ')}`,
    timeoutMs: 120_000,
  };
}

function setSql({ asked, row }: RowSpec): string {
  switch (row.is) {
    case 'node':
      return setNodeSql(asked, row);
    case 'standby':
      return setStandbySql(asked, row);
    case 'var':
      return setVarSql(asked, row.name, row.value);
    case 'list':
      return '';
  }
}

function removeSql(asked: Asked, name: string): string {
  const [table, row] = split(name);
  switch (table) {
    case 'dmsa_node':
      return removeNodeSql(asked, row);
    case 'dmsa_rep_node':
      return removeStandbySql(asked, row);
    default:
      return removeVarSql(asked, row);
  }
}

function split(name: string): readonly [table: string, row: string] {
  const at = name.indexOf('/');
  return [name.slice(0, at), name.slice(at + 1)];
}

/** `counted`: who is on a node is only of interest where its row is to go. */
function find(rows: Rows, resource: string, counted = false): Found {
  const [table, name] = split(resource);
  const all = table === 'dmsa_node' ? rows.nodes : table === 'dmsa_rep_node' ? rows.standbys : (rows.vars ?? []);
  const found = all.filter((row) => row.name === name);
  if (found.length > 1)
    return { is: 'unknown', why: `there are ${found.length} rows named ${name}: which of them counts is not dmsa's to say` };
  switch (table) {
    case 'dmsa_node': {
      const row = rows.nodes.find((one) => one.name === name);
      return row ? nodeFound(row, rows, counted) : { is: 'absent' };
    }
    case 'dmsa_rep_node': {
      const row = rows.standbys.find((one) => one.name === name);
      return row ? standbyFound(row, rows) : { is: 'absent' };
    }
    case 'msa_vars': {
      if (rows.vars === null)
        return { is: 'unknown', why: 'the variables in the database could not be read (spec.database.mapping.vars)' };
      const row = rows.vars.find((one) => one.name === name);
      return row ? { is: 'var', value: row.value } : { is: 'absent' };
    }
    default:
      return { is: 'unknown', why: `the list of what dmsa made names a table ${table} that this dmsa does not know` };
  }
}

function nodeFound(row: NodeRow, rows: Rows, counted: boolean): Found {
  const standby =
    row.standby === null ? null : (rows.standbys.find(({ id }) => id === row.standby)?.name ?? `number ${row.standby}`);
  const used =
    !counted || rows.customers === null || rows.operators === null
      ? null
      : { customers: rows.customers[row.id] ?? 0, operators: rows.operators[row.id] ?? 0 };
  return { is: 'node', ip: row.ip, standby, used };
}

function standbyFound(row: StandbyRow, rows: Rows): Found {
  return {
    is: 'standby',
    ip: row.ip,
    status: row.status,
    of: rows.nodes.filter(({ standby }) => standby === row.id).map(({ name }) => name),
  };
}

/** From the look at the database's own node. */
function elsewhere(want: RowSpec, { look }: NodeContext): Found {
  const node = want.script?.at ?? null;
  if (node === null) return { is: 'unknown', why: 'it is not known which node has the database' };
  const seen = look({ node, kind: 'database', name: want.asked.access.name });
  if (seen.status === 'unknown') return { is: 'unknown', why: seen.why };
  if (seen.status === 'absent') return { is: 'unknown', why: `${node} said nothing of the database` };
  // Only the kind `database` makes observations of its name.
  const state = seen.state as DatabaseState;
  return 'why' in state ? { is: 'unknown', why: `${state.why} (asked on ${node})` } : find(state.rows, want.resource);
}

function differences({ row, script }: RowSpec, found: Exclude<Found, { is: 'unknown' }>): readonly Change[] {
  const changes: Change[] = [];
  const compare = (path: string, from: string | null, to: string | null, secret = false) => {
    if (from !== to) changes.push({ path, from, to, ...(secret ? { secret: true } : {}) });
  };
  switch (row.is) {
    case 'node': {
      const have = found.is === 'node' ? found : null;
      if (!have) changes.push({ path: 'name', from: null, to: row.name });
      // The script takes the address from the node itself, and links the standby when that is registered.
      if (script !== null) break;
      compare('ip', have?.ip ?? null, row.ip);
      compare('standby', have?.standby ?? null, row.standby);
      break;
    }
    case 'standby': {
      const have = found.is === 'standby' ? found : null;
      if (!have) changes.push({ path: 'name', from: null, to: row.name });
      if (script === null) compare('ip', have?.ip ?? null, row.ip);
      else if (have && !have.of.includes(row.of))
        changes.push({ path: 'standby of', from: have.of.join(', ') || null, to: row.of });
      if (row.status !== null) compare('status', have?.status ?? null, row.status);
      break;
    }
    case 'var':
      if (found.is !== 'var') changes.push({ path: 'name', from: null, to: row.name });
      compare('value', found.is === 'var' ? found.value : null, row.value, row.secret);
      break;
    case 'list':
      break;
  }
  return changes;
}

function removal({ name, made, found }: State): readonly Change[] | Unknowable {
  if (!made) return [];
  switch (found.is) {
    // On the member of a pair that does not run the database it is as it should be; on the other, every wanted row says it.
    case 'unknown':
    case 'elsewhere':
      return [];
    case 'absent':
      return [{ path: 'listed as made by dmsa', from: true, to: null }];
    case 'node':
      if (found.used === null)
        return {
          unknown: `whether customers are on ${split(name)[1]} can't be counted (spec.database.mapping), so its row stays`,
        };
      if (found.used.customers + found.used.operators > 0) {
        return {
          unknown: `${split(name)[1]} is no longer in the file, and ${found.used.customers} customers and ${found.used.operators} operators are still on it: move them to another node; until then its row stays`,
        };
      }
      return [{ path: 'row', from: `${split(name)[1]}, ${found.ip ?? 'without address'}`, to: null }];
    case 'standby':
      return [{ path: 'row', from: `${split(name)[1]}, ${found.ip ?? 'without address'}`, to: null }];
    case 'var':
      // Its value may be a secret, and whether it is the file no longer says.
      return [{ path: 'row', from: split(name)[1], to: null }];
  }
}
