/**
 * Leases as rows of a table. Every operation is one statement, and the server's own clock decides in it. Runs on the servers that
 * D-MSA has had (PostgreSQL 9.1 and later: no ON CONFLICT).
 */
import { isMissing, type PostgresOptions, postgresSession, type Row } from './postgres-session.ts';
import { type Acquired, checkWord, type Ended, type Glance, type LeaseLook, type LeaseStore, type Renewed } from './store.ts';

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
// One statement: what it selects is as it was before it renews, but what it renewed is held.
const RENEW_ALL = `WITH renewed AS (
  UPDATE ${TABLE} SET renewals = renewals + 1, expires = clock_timestamp() + ${IN_MS}
  WHERE left(name, length($1)) = $1 AND holder = $2 AND ended IS NULL AND expires > clock_timestamp() RETURNING name, generation
) SELECT one.name, one.holder, one.generation, one.renewals, ${MARK.replaceAll(/\b(generation|renewals|ended)\b/g, 'one.$1')} AS mark, one.ended, NULL AS taken_from,
  pg_postmaster_start_time()::text AS life, extract(epoch FROM one.expires - clock_timestamp()) * 1000 AS left_ms,
  renewed.generation AS renewed FROM ${TABLE} AS one LEFT JOIN renewed ON renewed.name = one.name
  WHERE left(one.name, length($1)) = $1 ORDER BY one.name`;
const LOOK_BELOW = 'WHERE left(name, length($1)) = $1 ORDER BY name';
const LIFE = 'SELECT pg_postmaster_start_time()::text AS life';

export function postgresStore(options: PostgresOptions): LeaseStore {
  const { what, query, change, answered, close } = postgresSession(options, {
    application: 'dmsa lease',
    setup: SETUP,
    grants: [`SELECT, INSERT, UPDATE ON ${TABLE}`],
  });

  const life = async (): Promise<string> => String((await query(LIFE, []))[0]?.['life']);
  const rowsOf = async (where: string, values: readonly unknown[]): Promise<readonly Row[]> => {
    try {
      return await query(`${LOOK} ${where}`, values);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  };

  return {
    what,
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
    renewAll: (prefix, holder, ttlMs) =>
      answered(async () => {
        const rows = holder === null ? await rowsOf(LOOK_BELOW, [prefix]) : await change(RENEW_ALL, [prefix, holder, ttlMs]);
        const mine = (row: Row): boolean => typeof row['renewed'] === 'string' || typeof row['renewed'] === 'number';
        return {
          is: 'answered' as const,
          glances: rows.flatMap((row): readonly Glance[] => {
            const { is, ...look } = lookOf(row);
            if (is === 'never' || !('holder' in look)) return [];
            return [{ name: String(row['name']), is: mine(row) ? 'held' : is, ...look }];
          }),
          renewed: rows.filter(mine).map((row) => ({ name: String(row['name']), generation: Number(row['renewed']) })),
        };
      }),
    close,
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
