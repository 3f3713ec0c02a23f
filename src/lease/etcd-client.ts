/** How etcd is spoken to: its client, and what is the same for all that dmsa keeps there. */
import { rootCertificates } from 'node:tls';
import { Etcd3, GRPCDeadlineExceededError, GRPCUnavailableError, type ICompare, type IOptions, type IRequestOp } from 'etcd3';
import type { Unknown } from './store.ts';

export interface EtcdOptions {
  /** `host:port`, in any order: one that does not answer is passed over. */
  readonly endpoints: readonly string[];
  readonly user: string | null;
  readonly password: string | null;
  readonly tls: { readonly ca: Buffer | null; readonly certificate: Buffer | null; readonly key: Buffer | null } | null;
  /** Of each operation. */
  readonly answerMs: number;
}

export function etcdClient(options: EtcdOptions): Etcd3 {
  return new Etcd3(clientOptions(options));
}

export function etcdText({ endpoints }: EtcdOptions): string {
  return `etcd at ${endpoints.join(', ')}`;
}

/** Whatever goes wrong, and what takes longer, is an answer that is not known. */
export async function answeredBy<T>({ answerMs }: EtcdOptions, what: () => Promise<T>): Promise<T | Unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerMs} ms`)), answerMs);
  });
  try {
    return await Promise.race([what(), late]);
  } catch (error) {
    return { is: 'unknown', why: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

export function range(key: string, prefix = false): IRequestOp {
  const end = `${key.slice(0, -1)}${String.fromCharCode(key.charCodeAt(key.length - 1) + 1)}`;
  return { request_range: { key: Buffer.from(key), ...(prefix ? { range_end: Buffer.from(end) } : {}) } };
}

/** Not there: revision 0. */
export function isAt(key: string, revision: string): ICompare {
  return { key: Buffer.from(key), target: 'Mod', result: 'Equal', mod_revision: revision };
}

export function put(key: string, value: string, lease?: string): IRequestOp {
  return { request_put: { key: Buffer.from(key), value: Buffer.from(value), ...(lease === undefined ? {} : { lease }) } };
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
