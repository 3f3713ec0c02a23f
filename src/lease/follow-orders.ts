/**
 * What operators have ordered for all controllers of a cluster, as one of them knows it: read again and again from the arbiter, with the
 * time by this machine's clock at which the question was put (docs/decisions, 0078). Whoever acts asks how old that is at the moment at
 * which it acts.
 */
import { randomBytes } from 'node:crypto';
import type { LeaseClock } from './clock.ts';
import type { OrderRecord, OrderStore } from './order-store.ts';

/** What was read counts for so long. So long after an order was stored everybody who acts knows it. */
export const FRESH_MS = 5_000;
const EVERY_MS = 1_000;
/** Of each question: two of them, and a pause, fit in the time that a reading counts. */
export const ORDERS_ANSWER_MS = 1_900;

export type OrdersSeen =
  | { readonly is: 'read'; readonly records: readonly OrderRecord[] }
  | { readonly is: 'unknown'; readonly why: string };

export interface OrdersFollower {
  /** Of the arbiter, for people. */
  readonly what: string;
  /** At this moment; what is too old is unknown. */
  seen(): OrdersSeen;
  /** When the last reading that was answered was begun, by the clock; null: there was none. */
  asOfMs(): number | null;
  /** Why the last question was not answered; null: it was, or none was put yet. */
  silent(): string | null;
  /** Reads at once, whatever is under way. */
  again(): void;
  /** Grows whenever what is known, or whether it is known, has changed, and with each reading that `again` has asked for. */
  version(): number;
  /** What approvals are keyed with, the same for all controllers; null: not known yet. */
  salt(): string | null;
  /** Resolves when it is known. */
  readonly salted: Promise<void>;
  close(): Promise<void>;
}

interface FollowOptions {
  readonly store: OrderStore;
  readonly cluster: string;
  readonly clock: LeaseClock;
}

const SALT = 'salt';

export function followOrders({ store, cluster, clock }: FollowOptions): OrdersFollower {
  let records: readonly OrderRecord[] = [];
  let text = '';
  let asOfMs: number | null = null;
  let silent: string | null = null;
  let version = 0;
  let salt: string | null = null;
  let onSalt = (): void => {};
  const salted = new Promise<void>((resolve) => {
    onSalt = resolve;
  });
  let owed = true;
  let closing = false;
  let waking = new AbortController();

  async function read(): Promise<void> {
    const begunMs = clock.now();
    const isOwed = owed;
    owed = false;
    const answer = await store.read(cluster);
    if (answer.is === 'unknown') {
      if (silent === null) version += 1;
      silent = answer.why;
      owed ||= isOwed;
      return;
    }
    const now = JSON.stringify(answer.records);
    if (now !== text || silent !== null || isOwed) version += 1;
    records = answer.records;
    text = now;
    asOfMs = begunMs;
    silent = null;
    if (salt !== null) return;
    const found = records.find(({ id }) => id === SALT)?.text;
    // The next reading knows whose was first.
    if (found === undefined) await makeSalt(store, cluster);
    else if (isSalt(found)) {
      salt = found;
      version += 1;
      onSalt();
    }
  }

  async function run(): Promise<void> {
    while (!closing) {
      waking = new AbortController();
      const { signal } = waking;
      try {
        await read();
      } catch (error) {
        silent = error instanceof Error ? error.message : String(error);
        version += 1;
      }
      if (!closing) await clock.wait(EVERY_MS, signal);
    }
    await store.close();
  }
  const ended = run();

  return {
    what: store.what,
    seen() {
      if (asOfMs !== null && clock.now() - asOfMs < FRESH_MS) return { is: 'read', records };
      return { is: 'unknown', why: `${store.what} does not answer${silent === null ? '' : ` (${silent})`}` };
    },
    asOfMs: () => asOfMs,
    silent: () => silent,
    again() {
      owed = true;
      waking.abort();
    },
    version: () => version,
    salt: () => salt,
    salted,
    async close() {
      closing = true;
      waking.abort();
      await ended;
    },
  };
}

export function isSalt(text: string): boolean {
  return /^[0-9a-f]{32,128}$/.test(text);
}

/** Where there is none: of two that make one at once the first one's counts. */
export async function makeSalt(store: OrderStore, cluster: string): Promise<void> {
  await store.make(cluster, { id: SALT, text: randomBytes(32).toString('hex') }, null);
}

/** Of what was read. null: there is none, or it is not what dmsa writes. */
export function saltIn(records: readonly OrderRecord[]): string | null {
  const text = records.find(({ id }) => id === SALT)?.text ?? '';
  return isSalt(text) ? text : null;
}
