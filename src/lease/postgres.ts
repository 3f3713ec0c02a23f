/**
 * Leases as rows of a table. Every operation is one statement, and the server's own clock decides in it. Runs on the servers that
 * D-MSA has had (PostgreSQL 9.1 and later: no ON CONFLICT).
 */
import type { ConnectionOptions } from 'node:tls';
import { Client, DatabaseError } from 'pg';
import { type Acquired, checkWord, type Ended, type LeaseLook, type LeaseStore, type Renewed, type Unknown } from './store.ts';

export interface PostgresOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  /** null: no TLS. */
  readonly tls: ConnectionOptions | null;
  /** For connecting, and for each operation. */
  readonly answerMs: number;
}

const TABLE = 'dmsa.dmsa_lease';
/** What dmsa makes where it is allowed to; for people otherwise. */
const SETUP = [
  'CREATE SCHEMA dmsa',
  `CREATE TABLE ${TABLE} (name text PRIMARY KEY, holder text NOT NULL, generation bigint NOT NULL, renewals bigint NOT NULL, expires timestamptz NOT NULL, ended text, taken_from text)`,
];

const IN_MS = "$3 * interval '1 millisecond'";
const FREE = 'ended IS NOT NULL OR expires <= clock_timestamp() OR holder = $2';
const MARK = "generation || '.' || renewals || coalesce(ended, '')";
// The insert is refused by the primary key where another was first: asked again, the update finds that one's row.
const ACQUIRE = `WITH changed AS (
  UPDATE ${TABLE} SET holder = $2, generation = generation + 1, renewals = 0, expires = clock_timestamp() + ${IN_MS}, ended = NULL,
    taken_from = CASE WHEN holder = $2 THEN taken_from WHEN $4::text IS NULL THEN NULL ELSE holder END
  WHERE name = $1 AND (${FREE}) AND ($4::text IS NULL OR ${MARK} = $4::text) RETURNING generation
), made AS (
  INSERT INTO ${TABLE} (name, holder, generation, renewals, expires)
  SELECT $1, $2, 1, 0, clock_timestamp() + ${IN_MS} WHERE $4::text IS NULL AND NOT EXISTS (SELECT 1 FROM ${TABLE} WHERE name = $1)
  RETURNING generation
) SELECT generation FROM changed UNION ALL SELECT generation FROM made`;
const MINE = 'name = $1 AND holder = $2 AND generation = $4 AND ended IS NULL';
const RENEW = `UPDATE ${TABLE} SET renewals = renewals + 1, expires = clock_timestamp() + ${IN_MS}
  WHERE ${MINE} AND expires > clock_timestamp() RETURNING generation`;
const END = `UPDATE ${TABLE} SET ended = $3 WHERE ${MINE} RETURNING generation`;
const LOOK = `SELECT name, holder, generation, ${MARK} AS mark, ended, taken_from, pg_postmaster_start_time()::text AS life,
  extract(epoch FROM expires - clock_timestamp()) * 1000 AS left_ms FROM ${TABLE}`;
const LIFE = 'SELECT pg_postmaster_start_time()::text AS life';

/** undefined_table, invalid_schema_name. */
const MISSING = ['42P01', '3F000'];
/** duplicate_schema, duplicate_table, unique_violation (both at the same moment). */
const THERE = ['42P06', '42P07', '23505'];
const UNIQUE_VIOLATION = '23505';

type Row = Readonly<Record<string, unknown>>;

export function postgresStore(options: PostgresOptions): LeaseStore {
  const { host, port, database, answerMs } = options;
  let connection: Promise<Client> | null = null;
  /** The operation before: they go one after the other over the connection. */
  let turn: Promise<unknown> = Promise.resolve();

  async function connect(): Promise<Client> {
    const { user, password, tls } = options;
    const client = new Client({
      host,
      port,
      database,
      user,
      ...(password === null ? {} : { password }),
      ssl: tls ?? false,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
      application_name: 'dmsa lease',
    });
    // Of a connection that breaks while nobody asks anything.
    client.on('error', () => drop(client));
    try {
      await client.connect();
      // An acquisition that a crash of the server undoes would be given out twice.
      await client.query(`SET synchronous_commit = on; SET statement_timeout = ${Math.ceil(answerMs)}`);
      const { rows } = await client.query<Row>('SELECT pg_is_in_recovery() AS copy');
      if (rows[0]?.['copy'] !== false) throw new Error('the server is a copy of another one, which may be behind');
    } catch (error) {
      void client.end().catch(() => {});
      throw error;
    }
    return client;
  }

  function drop(client: Client): void {
    void client.end().catch(() => {});
  }

  /** One connection for all; one that failed is thrown away, as what it still might answer belongs to nobody. */
  async function query(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const current = connection ?? connect();
    connection = current;
    try {
      const client = await current;
      const { rows } = await client.query<Row>(text, [...values]);
      return rows;
    } catch (error) {
      if (error instanceof DatabaseError && error.code !== undefined && !lostBy(error.code)) throw error;
      if (connection === current) connection = null;
      void current.then(drop, () => {});
      throw error;
    }
  }

  async function setUp(): Promise<void> {
    for (const statement of SETUP) {
      try {
        await query(statement, []);
      } catch (error) {
        if (!(error instanceof DatabaseError && THERE.includes(error.code ?? ''))) throw error;
      }
    }
  }

  /** Runs it; makes the table where there is none yet. */
  async function change(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      return await query(text, values);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (MISSING.includes(error.code ?? '')) await setUp();
      else if (error.code !== UNIQUE_VIOLATION) throw error;
      return query(text, values);
    }
  }

  /** Whatever goes wrong is an answer that is not known. */
  async function answered<T>(what: () => Promise<T>): Promise<T | Unknown> {
    let timer: NodeJS.Timeout | undefined;
    let over = false;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${answerMs} ms`)), answerMs);
    });
    // What nobody waits for any more is not even asked.
    const mine = turn.then(() => (over ? late : what()));
    turn = mine.catch(() => {});
    try {
      return await Promise.race([mine, late]);
    } catch (error) {
      if (!(error instanceof DatabaseError)) {
        const current = connection;
        connection = null;
        void current?.then(drop, () => {});
      }
      return { is: 'unknown', why: whyOf(error, options) };
    } finally {
      over = true;
      clearTimeout(timer);
    }
  }

  const life = async (): Promise<string> => String((await query(LIFE, []))[0]?.['life']);
  const rowsOf = async (where: string, values: readonly unknown[]): Promise<readonly Row[]> => {
    try {
      return await query(`${LOOK} ${where}`, values);
    } catch (error) {
      if (error instanceof DatabaseError && MISSING.includes(error.code ?? '')) return [];
      throw error;
    }
  };

  return {
    what: `PostgreSQL at ${host.includes(':') ? `[${host}]` : host}:${port}, database ${database}`,
    // clock_timestamp() is the machine's time of day, which can be set.
    steady: false,
    acquire(name, holder, ttlMs, expected): Promise<Acquired> {
      checkWord('name', name);
      checkWord('holder', holder);
      return answered(async (): Promise<Acquired> => {
        const [row] = await change(ACQUIRE, [name, holder, ttlMs, expected]);
        return row ? { is: 'acquired', generation: Number(row['generation']) } : { is: 'refused' };
      });
    },
    renew: (name, holder, generation, ttlMs): Promise<Renewed> =>
      answered(async (): Promise<Renewed> => {
        const rows = await change(RENEW, [name, holder, ttlMs, generation]);
        return { is: rows.length > 0 ? 'renewed' : 'lost' };
      }),
    end: (name, holder, generation, how): Promise<Ended> =>
      answered(async (): Promise<Ended> => {
        const rows = await change(END, [name, holder, how, generation]);
        return { is: rows.length > 0 ? 'ended' : 'lost' };
      }),
    look: (name) =>
      answered(async () => {
        const [row] = await rowsOf('WHERE name = $1', [name]);
        return row ? lookOf(row) : { is: 'never' as const, life: await life() };
      }),
    list: () =>
      answered(async () => {
        const rows = await rowsOf('ORDER BY name', []);
        return { is: 'list' as const, leases: rows.map((row) => ({ name: String(row['name']), look: lookOf(row) })) };
      }),
    async close() {
      const current = connection;
      connection = null;
      await current?.then(drop, () => {});
    },
  };
}

function lookOf(row: Row): LeaseLook {
  const known = {
    holder: String(row['holder']),
    generation: Number(row['generation']),
    mark: String(row['mark']),
    takenFrom: typeof row['taken_from'] === 'string' ? row['taken_from'] : null,
    life: String(row['life']),
  };
  const ended = row['ended'];
  if (ended === 'released' || ended === 'withdrawn') return { is: ended, ...known };
  const remainingMs = Number(row['left_ms']);
  return remainingMs > 0 ? { is: 'held', remainingMs, ...known } : { is: 'expired', ...known };
}

/** Connection exceptions, and a server that goes down: the connection is of no more use. */
function lostBy(code: string): boolean {
  return code.startsWith('08') || code.startsWith('57P');
}

function whyOf(error: unknown, { database, user }: PostgresOptions): string {
  const said = error instanceof Error ? error.message || error.name : String(error);
  if (!(error instanceof DatabaseError)) return said;
  if (error.code !== '42501') return `${said} (SQLSTATE ${error.code ?? 'none'})`;
  const sql = [...SETUP, `GRANT USAGE ON SCHEMA dmsa TO "${user}"`, `GRANT SELECT, INSERT, UPDATE ON ${TABLE} TO "${user}"`];
  return `${said}. Run once in ${database}, as its owner: ${sql.join('; ')}`;
}
