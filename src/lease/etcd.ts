/**
 * Leases as keys of etcd (v3). A name has two keys:
 *   …/held/NAME  bound to an etcd lease: etcd itself takes it away when that expires. Its value is the holder.
 *   …/last/NAME  written in the same transaction, and stays: who had it last, and whether that one ended it itself. Without it a name
 *                that expired could not be told from one that nobody ever had.
 * The generation is the revision of the acquisition, which etcd never gives twice. What is to be changed is compared by it in one
 * transaction.
 */
import { rootCertificates } from 'node:tls';
import {
  Etcd3,
  GRPCDeadlineExceededError,
  GRPCUnavailableError,
  type ICompare,
  type IKeyValue,
  type IOptions,
  type IRequestOp,
  type ITxnResponse,
} from 'etcd3';
import { type Acquired, checkWord, type Ended, type LeaseLook, type LeaseStore, type Renewed, type Unknown } from './store.ts';

export interface EtcdOptions {
  /** `host:port`, in any order: one that does not answer is passed over. */
  readonly endpoints: readonly string[];
  readonly user: string | null;
  readonly password: string | null;
  readonly tls: { readonly ca: Buffer | null; readonly certificate: Buffer | null; readonly key: Buffer | null } | null;
  /** Of each operation. */
  readonly answerMs: number;
}

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
  const client = new Etcd3(clientOptions(options));
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

  async function answered<T>(what: () => Promise<T>): Promise<T | Unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${options.answerMs} ms`)), options.answerMs);
    });
    try {
      return await Promise.race([what(), late]);
    } catch (error) {
      return { is: 'unknown', why: error instanceof Error ? error.message : String(error) };
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    what: `etcd at ${options.endpoints.join(', ')}`,
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
    async close() {
      client.close();
    },
  };
}

function range(key: string, prefix = false): IRequestOp {
  const end = `${key.slice(0, -1)}${String.fromCharCode(key.charCodeAt(key.length - 1) + 1)}`;
  return { request_range: { key: Buffer.from(key), ...(prefix ? { range_end: Buffer.from(end) } : {}) } };
}

/** Not there: revision 0. */
function isAt(key: string, revision: string): ICompare {
  return { key: Buffer.from(key), target: 'Mod', result: 'Equal', mod_revision: revision };
}

function put(key: string, value: string, lease?: string): IRequestOp {
  return { request_put: { key: Buffer.from(key), value: Buffer.from(value), ...(lease === undefined ? {} : { lease }) } };
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

type Faults = NonNullable<IOptions['faultHandling']>;

/** The library would refuse to ask a server for 5 s after it failed, and would ask again behind our back. */
function clientOptions({ endpoints, user, password, tls, answerMs }: EtcdOptions): IOptions {
  const once = policy(1);
  return {
    hosts: endpoints.map((one) => `${tls === null ? 'http' : 'https'}://${one}`),
    ...(user === null ? {} : { auth: { username: user, password: password ?? '' } }),
    ...(tls === null ? {} : { credentials: credentialsOf(tls) }),
    defaultCallOptions: () => ({ deadline: Date.now() + answerMs / endpoints.length }),
    grpcOptions: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
      'grpc.use_local_subchannel_pool': 1,
    },
    faultHandling: { host: () => once, global: policy(endpoints.length) },
  };
}

function credentialsOf({ ca, certificate, key }: NonNullable<EtcdOptions['tls']>): NonNullable<IOptions['credentials']> {
  return {
    rootCertificate: ca ?? Buffer.from(rootCertificates.join('\n')),
    ...(key === null ? {} : { privateKey: key }),
    ...(certificate === null ? {} : { certChain: certificate }),
  };
}

/** Another server is asked where one does not answer: what is changed is compared first, so that it happens once. */
function policy(tries: number): NonNullable<Faults['global']> {
  const silent = { dispose: () => {} };
  const made: Omit<NonNullable<Faults['global']>, '_altReturn'> = {
    onSuccess: () => silent,
    onFailure: () => silent,
    async execute(run, signal = new AbortController().signal) {
      for (let left = tries - 1; ; left -= 1) {
        try {
          return await run({ signal });
        } catch (error) {
          const passing = error instanceof GRPCUnavailableError || error instanceof GRPCDeadlineExceededError;
          if (left <= 0 || !passing) throw error;
        }
      }
    },
  };
  return made as NonNullable<Faults['global']>;
}
