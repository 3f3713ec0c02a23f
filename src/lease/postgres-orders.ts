/** Orders as rows of a table, beside that of the leases. Their ends are by the server's own clock. PostgreSQL 9.1 and later. */
import {
  bytesOf,
  checkOrder,
  MOST_BYTES,
  MOST_RECORDS,
  type OrderRecord,
  type OrderStore,
  type Stored,
  tooMuch,
} from './order-store.ts';
import { type PostgresOptions, postgresSession, type Row } from './postgres-session.ts';

const TABLE = 'dmsa.dmsa_order';
const SETUP = [
  'CREATE SCHEMA dmsa',
  `CREATE TABLE ${TABLE} (cluster text NOT NULL, id text NOT NULL, body text NOT NULL, expires timestamptz, PRIMARY KEY (cluster, id))`,
];

const VALID = '(expires IS NULL OR expires > clock_timestamp())';
// A text that is too long for what dmsa writes is not read as a whole: one more character tells.
const READ = `SELECT id, left(body, ${MOST_BYTES + 1}) AS body FROM ${TABLE} WHERE cluster = $1 AND ${VALID} ORDER BY id LIMIT ${MOST_RECORDS + 1}`;
const SIZE = `SELECT count(*) AS number, coalesce(sum(octet_length(body)), 0) AS bytes FROM ${TABLE} WHERE cluster = $1 AND ${VALID}`;
const MAKE = `INSERT INTO ${TABLE} (cluster, id, body, expires)
  SELECT $1, $2, $3, CASE WHEN $4::float8 IS NULL THEN NULL ELSE clock_timestamp() + $4::float8 * interval '1 millisecond' END
  WHERE NOT EXISTS (SELECT 1 FROM ${TABLE} WHERE cluster = $1 AND id = $2) RETURNING id`;
const ONE = `SELECT body FROM ${TABLE} WHERE cluster = $1 AND id = $2 AND ${VALID}`;
const CHANGE = `UPDATE ${TABLE} SET body = $3 WHERE cluster = $1 AND id = $2 AND body = $4 AND ${VALID} RETURNING id`;
const DROP = `DELETE FROM ${TABLE} WHERE cluster = $1 AND id = $2`;
const OVER = `DELETE FROM ${TABLE} WHERE cluster = $1 AND expires < clock_timestamp() - interval '1 day'`;

export function postgresOrders(options: PostgresOptions): OrderStore {
  const { what, change, answered, close } = postgresSession(options, {
    application: 'dmsa orders',
    setup: SETUP,
    grants: [`SELECT, INSERT, UPDATE, DELETE ON ${TABLE}`],
  });
  const isThere = async (cluster: string, { id, text }: OrderRecord): Promise<Stored> => {
    const [row] = await change(ONE, [cluster, id]);
    return { is: row?.['body'] === text ? 'stored' : 'refused' };
  };
  return {
    what,
    read: (cluster) =>
      answered(async () => {
        // Also makes the table: one that nobody may make, or read, is no empty one.
        const rows = await change(READ, [cluster]);
        const records = rows.map((row: Row) => ({ id: String(row['id']), text: String(row['body']) }));
        const why = tooMuch(records);
        return why === null ? { is: 'orders' as const, records } : { is: 'unknown' as const, why };
      }),
    make(cluster, record, lastsMs): Promise<Stored> {
      checkOrder(cluster, record.id);
      return answered(async (): Promise<Stored> => {
        await change(OVER, [cluster]);
        const [size] = await change(SIZE, [cluster]);
        const bytes = Number(size?.['bytes']) + bytesOf(record.text);
        if (Number(size?.['number']) >= MOST_RECORDS || bytes > MOST_BYTES) {
          const there = await isThere(cluster, record);
          const why = `${what} has ${size?.['number']} orders with ${size?.['bytes']} bytes of this cluster, and ${MOST_RECORDS} with ${MOST_BYTES} may be`;
          return there.is === 'stored' ? there : { is: 'full', why };
        }
        const [row] = await change(MAKE, [cluster, record.id, record.text, lastsMs]);
        return row ? { is: 'stored' } : isThere(cluster, record);
      });
    },
    change(cluster, record, from): Promise<Stored> {
      checkOrder(cluster, record.id);
      return answered(async (): Promise<Stored> => {
        const [row] = await change(CHANGE, [cluster, record.id, record.text, from]);
        return row ? { is: 'stored' } : isThere(cluster, record);
      });
    },
    drop: (cluster, id) =>
      answered(async () => {
        await change(DROP, [cluster, id]);
        return { is: 'stored' as const };
      }),
    close,
  };
}
