/**
 * Reaches nodes over SSH. One connection a node, kept open for as long as the transport lives and handed out again; key
 * exchanges, which cost CPU on this side, are bounded in number, while waiting for slow or dead nodes is not.
 */
import { cpus } from 'node:os';
import PQueue from 'p-queue';
import { attempt, type LoggedIn } from './attempt.ts';
import { cancelled, failure } from './errors.ts';
import { type Identities, identities } from './identity.ts';
import { type KnownHostsFile, knownHostsFile } from './known-hosts-file.ts';
import { type AddressFailure, race } from './race.ts';
import { type SshSession, sshSession } from './ssh-session.ts';
import { loadSsh2, type Ssh2 } from './ssh2.ts';
import { type Session, type Target, type Transport, TransportError } from './transport.ts';

export interface SshTransportOptions {
  /** Path of the ssh-agent's socket; null for none. Default: SSH_AUTH_SOCK. */
  readonly agentSocket?: string | null;
  /** How long the agent may take to list its keys before it is done without. Default 3000 ms. */
  readonly agentTimeoutMs?: number;
  /** How long an address may make no progress before the next one is tried beside it. Default 1500 ms. */
  readonly stallMs?: number;
  /** Key exchanges at a time. Default: 16 a core (bench/floor.ts; more gains nothing, far fewer leaves round trips unused). */
  readonly handshakes?: number;
}

interface Opening {
  readonly session: Promise<SshSession>;
  readonly abort: () => void;
  waiters: number;
}

export function createSshTransport(options: SshTransportOptions = {}): Transport {
  const agentSocket = options.agentSocket === undefined ? (process.env['SSH_AUTH_SOCK'] ?? null) : options.agentSocket;
  const stallMs = options.stallMs ?? 1500;
  const handshakes = new PQueue({ concurrency: options.handshakes ?? 16 * cpus().length });
  const open = new Map<string, SshSession>();
  const opening = new Map<string, Opening>();
  const files = new Map<string, KnownHostsFile>();
  let keys: Identities | null = null;
  let closed = false;

  const slot = (): Promise<() => void> =>
    new Promise((granted) => {
      void handshakes.add(() => new Promise<void>((release) => granted(release)));
    });
  const hostsOf = (path: string): KnownHostsFile => {
    const found = files.get(path) ?? knownHostsFile(path);
    files.set(path, found);
    return found;
  };

  const start = async (ssh2: Ssh2, target: Target, key: string, signal: AbortSignal): Promise<SshSession> => {
    keys ??= identities(ssh2, agentSocket, options.agentTimeoutMs ?? 3000);
    const offer = await keys.methods(target);
    const hosts = hostsOf(target.connection.knownHosts);
    const result = await race<LoggedIn>({
      addresses: target.connection.addresses,
      stallMs,
      signal,
      start: (address, progress, abort) => attempt({ ssh2, target, address, hosts, offer, slot, progress, signal: abort }),
      isFinal: (error) => !(error instanceof TransportError && error.retryable),
      discard: (late) => late.client.end(),
    });
    if (!('won' in result)) throw unreachable(target, result.failures);
    const session = sshSession(target.node, result.won, () => {
      if (open.get(key) === session) open.delete(key);
    });
    if (closed) {
      session.close();
      throw cancelled(target.node, 'not-run');
    }
    open.set(key, session);
    return session;
  };

  return {
    async connect(target, signal) {
      if (signal?.aborted || closed) throw cancelled(target.node, 'not-run');
      const key = `${target.node}\0${JSON.stringify(target.connection)}`;
      const ready = open.get(key);
      if (ready?.open) return ready;
      let entry = opening.get(key);
      if (!entry) {
        const abort = new AbortController();
        const session = loadSsh2()
          .then((ssh2) => start(ssh2, target, key, abort.signal))
          .finally(() => {
            if (opening.get(key)?.session === session) opening.delete(key);
          });
        // Every waiter sees the failure; where all of them have gone, nobody does.
        session.catch(() => {});
        const started: Opening = {
          session,
          abort() {
            if (opening.get(key) === started) opening.delete(key);
            abort.abort();
          },
          waiters: 0,
        };
        entry = started;
        opening.set(key, started);
      }
      return waitFor(entry, target.node, signal);
    },
    async close() {
      closed = true;
      const unfinished = [...opening.values()];
      for (const entry of unfinished) entry.abort();
      for (const session of [...open.values()]) session.close();
      await Promise.allSettled(unfinished.map((entry) => entry.session));
    },
  };
}

/** One connection may be waited for by several callers: it is given up when the last of them has gone. */
function waitFor(entry: Opening, node: string, signal: AbortSignal | undefined): Promise<Session> {
  entry.waiters += 1;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      entry.waiters -= 1;
      if (entry.waiters === 0) entry.abort();
      reject(cancelled(node, 'not-run'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    entry.session.then(resolve, reject).finally(() => signal?.removeEventListener('abort', onAbort));
  });
}

/** How much a failure tells: of several addresses, the one where most was reached gives the error its code. */
const TELLING = [
  'no-route',
  'connect-timeout',
  'connect-failed',
  'name-not-found',
  'connect-refused',
  'connection-lost',
  'not-ssh',
];

function unreachable(target: Target, failures: readonly AddressFailure[]): TransportError {
  const { node } = target;
  const said = failures.map(({ address, error }) => {
    if (error instanceof TransportError) return { address, error };
    throw error;
  });
  const final = said.find(({ error }) => !error.retryable);
  const ranked = said.toSorted((a, b) => TELLING.indexOf(b.error.diagnostic.code) - TELLING.indexOf(a.error.diagnostic.code));
  const main = (final ?? said.find(({ error }) => error.diagnostic.code === 'cancelled') ?? ranked[0])?.error;
  if (!main) {
    return failure({
      node,
      code: 'no-address',
      summary: `${node}: there is no address to reach it by`,
      detail: 'Give the node a maintenance or an equipment address in cluster.yaml.',
      retryable: false,
    });
  }
  if (said.length === 1) return main;
  return new TransportError(
    {
      ...main.diagnostic,
      summary: final ? main.diagnostic.summary : `${node}: it could not be reached at any of its addresses`,
      detail: said
        .map(({ error }) => `- ${withoutNode(node, error.diagnostic.summary)}\n  ${indent(error.diagnostic.detail ?? '')}`)
        .join('\n'),
    },
    main.retryable,
    main.outcome,
  );
}

function withoutNode(node: string, summary: string): string {
  return summary.startsWith(`${node}: `) ? summary.slice(node.length + 2) : summary;
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
