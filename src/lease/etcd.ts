/**
 * Leases as keys of etcd (v3). A name has two keys:
 *   …/held/NAME  bound to an etcd lease: etcd itself takes it away when that expires. Its value is the holder.
 *   …/last/NAME  written in the same transaction, and stays: who had it last, and whether that one ended it itself. Without it a name
 *                that expired could not be told from one that nobody ever had.
 * The generation is the revision of the acquisition, which etcd never gives twice. What is to be changed is compared by it in one
 * transaction.
 */
import type { ICompare, IKeyValue, IRequestOp, ITxnResponse } from 'etcd3';
import { answeredBy, type EtcdOptions, etcdClient, etcdText, isAt, put, range } from './etcd-client.ts';
import {
  type Acquired,
  checkWord,
  type Ended,
  type Glance,
  type LeaseLook,
  type LeaseStore,
  type Renewed,
  type Unknown,
} from './store.ts';

const HELD = '/dmsa/lease/held/';
const LAST = '/dmsa/lease/last/';

interface Last {
  readonly holder: string;
  /** null: the revision that it was written at. */
  readonly generation: number | null;
  readonly ended: 'released' | 'withdrawn' | null;
  readonly takenFrom: string | null;
}

interface Pair {
  readonly held: IKeyValue | null;
  readonly last: IKeyValue | null;
  readonly life: string;
}

export function etcdStore(options: EtcdOptions): LeaseStore {
  const client = etcdClient(options);
  let highest = 0;
  let lives = 0;

  async function txn(compare: ICompare[], success: IRequestOp[]): Promise<ITxnResponse & { readonly life: string }> {
    const answer = await client.kv.txn({ compare, success });
    // Revisions only grow, except where the data were put back from a copy.
    const revision = Number(answer.header.revision);
    if (revision < highest) lives += 1;
    highest = revision;
    return { ...answer, life: `${answer.header.cluster_id}.${lives}` };
  }

  async function read(name: string): Promise<Pair> {
    const { responses, life } = await txn([], [range(HELD + name), range(LAST + name)]);
    const [held, last] = responses.map((one) => one.response_range.kvs[0] ?? null);
    return { held: held ?? null, last: last ?? null, life };
  }

  async function lookOf({ held, last, life }: Pair): Promise<LeaseLook> {
    const known = last === null ? null : lastOf(last);
    if (last === null || known === null) return { is: 'never', life };
    const { holder, ended, takenFrom } = known;
    const generation = known.generation ?? Number(last.mod_revision);
    const about = { holder, generation, mark: last.mod_revision, takenFrom, life };
    if (ended !== null) return { is: ended, ...about };
    if (held === null) return { is: 'expired', ...about };
    const { TTL } = await client.leaseClient.leaseTimeToLive({ ID: held.lease });
    return { is: 'held', remainingMs: Math.max(0, Number(TTL)) * 1000, ...about };
  }

  /** A renewal is a stream of its own of one question and one answer. */
  async function keepAlive(lease: string): Promise<boolean> {
    const stream = await client.leaseClient.leaseKeepAlive();
    try {
      return await new Promise<boolean>((resolve, reject) => {
        stream.on('data', ({ TTL }) => resolve(Number(TTL) > 0));
        stream.on('error', reject);
        stream.on('end', () => reject(new Error('the connection ended before the answer')));
        stream.write({ ID: lease });
      });
    } finally {
      stream.end();
    }
  }

  /** All over one stream; gives those that live on. */
  async function keepAll(leases: readonly string[]): Promise<ReadonlySet<string>> {
    const alive = new Set<string>();
    if (leases.length === 0) return alive;
    const stream = await client.leaseClient.leaseKeepAlive();
    try {
      await new Promise<void>((resolve, reject) => {
        let left = leases.length;
        stream.on('data', ({ ID, TTL }) => {
          if (Number(TTL) > 0) alive.add(ID);
          left -= 1;
          if (left === 0) resolve();
        });
        stream.on('error', reject);
        stream.on('end', () => reject(new Error('the connection ended before the answers')));
        for (const ID of leases) stream.write({ ID });
      });
      return alive;
    } finally {
      stream.end();
    }
  }

  const answered = <T>(what: () => Promise<T>): Promise<T | Unknown> => answeredBy(options, what);

  return {
    what: etcdText(options),
    steady: true,
    acquire(name, holder, ttlMs, expected): Promise<Acquired> {
      checkWord('name', name);
      checkWord('holder', holder);
      return answered(async (): Promise<Acquired> => {
        const { held, last } = await read(name);
        if (held !== null && held.value.toString() !== holder) return { is: 'refused' };
        if (expected !== null && last?.mod_revision !== expected) return { is: 'refused' };
        const { ID } = await client.leaseClient.leaseGrant({ TTL: Math.ceil(ttlMs / 1000) });
        const before = last === null ? null : lastOf(last);
        const from = expected === null ? null : (before?.holder ?? null);
        const takenFrom = before?.holder === holder ? before.takenFrom : from;
        const text: Last = { holder, generation: null, ended: null, takenFrom };
        const answer = await txn(
          [isAt(HELD + name, held?.mod_revision ?? '0'), isAt(LAST + name, last?.mod_revision ?? '0')],
          [put(HELD + name, holder, ID), put(LAST + name, JSON.stringify(text))],
        );
        if (answer.succeeded) {
          if (held !== null) void client.leaseClient.leaseRevoke({ ID: held.lease }).catch(() => {});
          return { is: 'acquired', generation: Number(answer.header.revision) };
        }
        void client.leaseClient.leaseRevoke({ ID }).catch(() => {});
        return { is: 'refused' };
      });
    },
    renew: (name, holder, generation): Promise<Renewed> =>
      answered(async (): Promise<Renewed> => {
        const { held } = await read(name);
        if (held === null || held.value.toString() !== holder || Number(held.mod_revision) !== generation) return { is: 'lost' };
        return { is: (await keepAlive(held.lease)) ? 'renewed' : 'lost' };
      }),
    end: (name, holder, generation, how): Promise<Ended> =>
      answered(async (): Promise<Ended> => {
        const { held, last } = await read(name);
        if (held === null || held.value.toString() !== holder || Number(held.mod_revision) !== generation) return { is: 'lost' };
        const takenFrom = last === null ? null : lastOf(last).takenFrom;
        const text: Last = { holder, generation, ended: how, takenFrom };
        const { succeeded } = await txn(
          [isAt(HELD + name, held.mod_revision)],
          [{ request_delete_range: { key: Buffer.from(HELD + name) } }, put(LAST + name, JSON.stringify(text))],
        );
        if (succeeded) void client.leaseClient.leaseRevoke({ ID: held.lease }).catch(() => {});
        return { is: succeeded ? 'ended' : 'lost' };
      }),
    look: (name) => answered(async () => lookOf(await read(name))),
    list: () =>
      answered(async () => {
        const { responses, life } = await txn([], [range(HELD, true), range(LAST, true)]);
        const [held = [], last = []] = responses.map((one) => one.response_range.kvs);
        const found = new Map(held.map((one) => [one.key.toString().slice(HELD.length), one]));
        const leases = await Promise.all(
          last.map(async (one) => {
            const name = one.key.toString().slice(LAST.length);
            return { name, look: await lookOf({ held: found.get(name) ?? null, last: one, life }) };
          }),
        );
        return { is: 'list' as const, leases };
      }),
    renewAll: (prefix, holder) =>
      answered(async () => {
        const { responses, life } = await txn([], [range(HELD + prefix, true), range(LAST + prefix, true)]);
        const [held = [], last = []] = responses.map((one) => one.response_range.kvs);
        const mine = held.filter((one) => holder !== null && one.value.toString() === holder);
        const kept = await keepAll(mine.map((one) => one.lease));
        const found = new Map(held.map((one) => [one.key.toString().slice(HELD.length), one]));
        const glances = last.map((one): Glance => {
          const name = one.key.toString().slice(LAST.length);
          const known = lastOf(one);
          const own = found.get(name);
          const expired = own === undefined || (mine.includes(own) && !kept.has(own.lease));
          return {
            name,
            is: known.ended ?? (expired ? 'expired' : 'held'),
            holder: known.holder,
            generation: known.generation ?? Number(one.mod_revision),
            mark: one.mod_revision,
            life,
          };
        });
        const renewed = mine
          .filter(({ lease }) => kept.has(lease))
          .map((one) => ({ name: one.key.toString().slice(HELD.length), generation: Number(one.mod_revision) }));
        return { is: 'answered' as const, glances, renewed };
      }),
    async close() {
      client.close();
    },
  };
}

/** Throws where somebody else wrote it: then nothing is known. */
function lastOf({ value }: IKeyValue): Last {
  const data: unknown = JSON.parse(value.toString());
  if (typeof data !== 'object' || data === null) throw new Error('a key of dmsa holds something else');
  const { holder, generation, ended, takenFrom } = data as Readonly<Record<string, unknown>>;
  const known = ended === null || ended === 'released' || ended === 'withdrawn';
  if (typeof holder !== 'string' || (generation !== null && typeof generation !== 'number') || !known) {
    throw new Error('a key of dmsa holds something else');
  }
  return { holder, generation, ended, takenFrom: typeof takenFrom === 'string' ? takenFrom : null };
}
