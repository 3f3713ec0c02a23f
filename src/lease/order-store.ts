/**
 * The port behind which an arbiter keeps what operators have ordered (suspensions, approvals, what is to be taken up again), for all
 * controllers of a cluster (docs/decisions, 0078). A text by its id; what the texts say is for others to know. As with leases: an arbiter
 * answers, or the answer is `unknown`, and nothing is ever concluded from that.
 */
import type { Unknown } from './store.ts';

export interface OrderRecord {
  /** `suspended-0af3…`, `approved-…`, `resumed-…`, `salt`. */
  readonly id: string;
  readonly text: string;
}

/** `refused`: there is another text by that id, or none. `full`: the bounds below. */
export type Stored =
  | { readonly is: 'stored' }
  | { readonly is: 'refused' }
  | { readonly is: 'full'; readonly why: string }
  | Unknown;

export interface OrderStore {
  /** For people: `PostgreSQL at 10.0.0.11:5432`. */
  readonly what: string;
  /** All that is in force of that cluster, by id. More than the bounds allow is unknown. */
  read(cluster: string): Promise<{ readonly is: 'orders'; readonly records: readonly OrderRecord[] } | Unknown>;
  /**
   * Stores what is not there yet; asked again, the same one is stored as well.
   * @param lastsMs  it is gone by itself after so long, by the arbiter's clock; null: it stays
   */
  make(cluster: string, record: OrderRecord, lastsMs: number | null): Promise<Stored>;
  /** Only where it is still `from`; its end stays. */
  change(cluster: string, record: OrderRecord, from: string): Promise<Stored>;
  /** One that is gone already is no error. */
  drop(cluster: string, id: string): Promise<{ readonly is: 'stored' } | Unknown>;
  close(): Promise<void>;
}

/** Read each second by each controller: what is kept is small. */
export const MOST_RECORDS = 300;
export const MOST_BYTES = 256 * 1024;

export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** Why these can't be all; null: they are. */
export function tooMuch(records: readonly OrderRecord[]): string | null {
  const bytes = records.reduce((sum, { text }) => sum + bytesOf(text), 0);
  if (records.length > MOST_RECORDS) return `there are more than ${MOST_RECORDS} orders in it`;
  return bytes > MOST_BYTES ? `the orders in it are larger than ${MOST_BYTES / 1024} KiB` : null;
}

export function checkOrder(cluster: string, id: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/.test(cluster))
    throw new RangeError(`cluster of an order: ${JSON.stringify(cluster)}`);
  if (!/^[a-z]+(-[0-9a-f]{8,64})?$/.test(id)) throw new RangeError(`id of an order: ${JSON.stringify(id)}`);
}
