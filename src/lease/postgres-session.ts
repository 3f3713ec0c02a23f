/**
 * A connection to PostgreSQL for what dmsa keeps there: one statement after the other, each with a time limit; whatever goes wrong is an
 * answer that is not known. Makes its tables where it may.
 */
import type { ConnectionOptions } from 'node:tls';
import { Client, DatabaseError } from 'pg';
import type { Unknown } from './store.ts';

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

interface Tables {
  /** For whoever looks at the server's sessions. */
  readonly application: string;
  /** What dmsa makes where it is allowed to; for people otherwise. */
  readonly setup: readonly string[];
  /** What the role needs, `GRANT … TO`. */
  readonly grants: readonly string[];
}

export interface PostgresSession {
  readonly what: string;
  query(text: string, values: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs it; makes the table where there is none yet. */
  change(text: string, values: readonly unknown[]): Promise<readonly Row[]>;
  /** Whatever goes wrong is an answer that is not known. */
  answered<T>(what: () => Promise<T>): Promise<T | Unknown>;
  close(): Promise<void>;
}

/** undefined_table, invalid_schema_name. */
const MISSING = ['42P01', '3F000'];
/** duplicate_schema, duplicate_table, unique_violation (both at the same moment). */
const THERE = ['42P06', '42P07', '23505'];
export const UNIQUE_VIOLATION = '23505';

export type Row = Readonly<Record<string, unknown>>;

export function postgresSession(options: PostgresOptions, tables: Tables): PostgresSession {
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
      application_name: tables.application,
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

  /** A role that may make no schema may make tables in one that is there. */
  async function setUp(): Promise<void> {
    let first: DatabaseError | null = null;
    for (const [at, statement] of tables.setup.entries()) {
      try {
        await query(statement, []);
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error;
        if (THERE.includes(error.code ?? '')) continue;
        first ??= error;
        if (at === tables.setup.length - 1) throw first;
      }
    }
  }

  async function change(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    let unmade: unknown = null;
    // Once without a table, once more where another one's row came first; and then it is there.
    for (let left = 2; ; left -= 1) {
      try {
        return await query(text, values);
      } catch (error) {
        // Two that make it at the same moment fail in ways that no list of codes has: whether it is there is asked, not how it failed.
        if (unmade !== null && isMissing(error)) throw unmade;
        if (left === 0 || !(error instanceof DatabaseError)) throw error;
        if (isMissing(error))
          await setUp().catch((failed: unknown) => {
            unmade = failed;
          });
        else if (error.code !== UNIQUE_VIOLATION) throw error;
      }
    }
  }

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
      return { is: 'unknown', why: whyOf(error, options, tables) };
    } finally {
      over = true;
      clearTimeout(timer);
    }
  }

  return {
    what: `PostgreSQL at ${host.includes(':') ? `[${host}]` : host}:${port}, database ${database}`,
    query,
    change,
    answered,
    async close() {
      const current = connection;
      connection = null;
      await current?.then(drop, () => {});
    },
  };
}

/** The table is not there: nobody has made it yet. */
export function isMissing(error: unknown): boolean {
  return error instanceof DatabaseError && MISSING.includes(error.code ?? '');
}

/** Connection exceptions, and a server that goes down: the connection is of no more use. */
function lostBy(code: string): boolean {
  return code.startsWith('08') || code.startsWith('57P');
}

function whyOf(error: unknown, { database, user }: PostgresOptions, { setup, grants }: Tables): string {
  const said = error instanceof Error ? error.message || error.name : String(error);
  if (!(error instanceof DatabaseError)) return said;
  if (error.code !== '42501') return `${said} (SQLSTATE ${error.code ?? 'none'})`;
  const sql = [...setup, ...['USAGE ON SCHEMA dmsa', ...grants].map((grant) => `GRANT ${grant} TO "${user}"`)];
  return `${said}. Run once in ${database}, as its owner: ${sql.join('; ')}`;
}
