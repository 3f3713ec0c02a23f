/** One try to log in at one address: TCP, banner, key exchange, host key, authentication, each bounded and each explained. */
import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { algorithms } from './algorithms.ts';
import { authFailed, explainSocket, type Phase, timedOut, WHILE } from './connect-errors.ts';
import { cancelled, failure, printable, type TransportCode } from './errors.ts';
import { hostKeyChanged, hostKeyRevoked, hostKeyUnknown } from './host-key-errors.ts';
import type { Offer } from './identity.ts';
import type { KnownHosts } from './known-hosts.ts';
import type { KnownHostsFile } from './known-hosts-file.ts';
import type { Progress } from './race.ts';
import type { Ssh2 } from './ssh2.ts';
import { type Target, TransportError } from './transport.ts';

export interface AttemptOptions {
  readonly ssh2: Ssh2;
  readonly target: Target;
  readonly address: string;
  readonly hosts: KnownHostsFile;
  readonly offer: Offer;
  /** Called once the server has spoken; the key exchange begins when it resolves. The wait does not count as the node's. */
  readonly slot: () => Promise<() => void>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /**
   * Gives the connection where it is not made from here; each that it gives is used once. Such a way is for nodes that are
   * known: only a host key that the node has had at this or another of its addresses is accepted.
   */
  readonly open?: () => Promise<Duplex>;
}

export interface LoggedIn {
  readonly client: Client;
  readonly socket: Duplex;
  readonly address: string;
}

/** Rejects with a TransportError within `connectTimeoutMs` (plus the wait for a slot), or with what `open` rejects with. */
export async function attempt(options: AttemptOptions): Promise<LoggedIn> {
  const { target, address, hosts, open } = options;
  const known = hosts.read(target.node).types(address, target.connection.port);
  const first = await login(options, known, open ? await open() : null);
  if ('login' in first) return first.login;
  // Only now is it known that the host has keys of other types: ask for one of those, as OpenSSH does from the start.
  const second = await login(options, first.offerFirst, open ? await open() : null);
  if ('login' in second) return second.login;
  throw second.error;
}

type LoginResult = { readonly login: LoggedIn } | { readonly offerFirst: readonly string[]; readonly error: TransportError };

function login(options: AttemptOptions, knownTypes: readonly string[] | null, made: Duplex | null): Promise<LoginResult> {
  const { ssh2, target, address, hosts, offer, signal } = options;
  const { port, user, connectTimeoutMs } = target.connection;
  const socket = made ?? connectTcp({ host: address, port, noDelay: true });
  const client = new ssh2.Client();
  let phase: Phase = made ? 'banner' : 'connect';
  let release: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  let left = connectTimeoutMs;
  let running = 0;
  let said: Uint8Array = new Uint8Array();
  let refusal: LoginResult | TransportError | null = null;
  let accepted: string | null = null;
  let methodsLeft: readonly string[] = [];
  let tried = 0;
  const notes = [...offer.notes];

  return new Promise((resolve, reject) => {
    let done = false;
    const settle = (): boolean => {
      if (done) return false;
      done = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      release?.();
      return true;
    };
    const fail = (error: TransportError): void => {
      if (!settle()) return;
      socket.destroy();
      reject(error);
    };
    const say = (code: TransportCode, what: string, todo: string, retryable = true): void =>
      fail(failure({ node: target.node, code, summary: `${target.node}: ${what}`, detail: todo, retryable }));
    const notSsh = (why: string): void =>
      say(
        'not-ssh',
        `what answers at ${address} port ${port} is not an SSH server`,
        `It said: ${printable(said)}\nCheck the address and spec.ssh.port. (${why})`,
      );
    const clock = (): void => {
      running = Date.now();
      timer = setTimeout(() => {
        if (phase === 'banner' && said.length > 0) notSsh('it did not go on');
        else say('connect-timeout', ...timedOut(phase, address, port, connectTimeoutMs));
      }, left);
    };
    const onAbort = (): void => fail(cancelled(target.node, 'not-run'));
    const advance = (to: Phase): void => {
      phase = to;
      options.progress();
    };

    const onClosed = (): void => {
      if (refusal instanceof TransportError) fail(refusal);
      else if (refusal !== null) {
        if (!settle()) return;
        socket.destroy();
        resolve(refusal);
      } else {
        say(
          'connection-lost',
          `${address} port ${port} closed the connection ${WHILE[phase]}`,
          'Nothing was run. sshd may be overloaded (MaxStartups), about to stop, or may not accept this controller (see its log).',
        );
      }
    };
    const onError = (error: Error & { readonly level?: string; readonly code?: unknown }): void => {
      if (error.level === 'agent' || error.message.startsWith('Error signing data with key')) {
        notes.push(error.message);
        return;
      }
      if (refusal !== null) onClosed();
      else if (phase === 'connect') say(...explainSocket(error, address, port));
      else if (
        phase === 'authentication' &&
        (error.level === 'client-authentication' || /authentication failures/i.test(error.message))
      ) {
        fail(authFailed(target, address, tried, methodsLeft, notes, error.message));
      } else if (phase === 'banner' && said.length === 0) {
        onClosed();
      } else if (phase === 'banner' || NOT_SSH.test(error.message)) {
        notSsh(error.message);
      } else if (/no matching|no common/i.test(error.message)) {
        say(
          'no-common-algorithm',
          `${address} port ${port} and dmsa have no algorithm in common`,
          `${error.message}. Its sshd is older or stricter than any that dmsa knows how to speak to (OpenSSH 5.3 and newer).`,
          false,
        );
      } else {
        say(
          'connection-lost',
          `the connection to ${address} port ${port} was lost ${WHILE[phase]}`,
          `${error.message}. Nothing was run. If it happens again, see the log of sshd on the node.`,
        );
      }
    };

    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) {
      onAbort();
      return;
    }
    clock();
    socket.once('connect', () => advance('banner'));
    socket.on('error', onError);
    socket.on('close', onClosed);
    // ssh2 is given the socket only when the server has spoken: a server that never does must not hold up a place in the queue.
    socket.once('readable', () => {
      left = Math.max(1, left - (Date.now() - running));
      clearTimeout(timer);
      options.progress('hold');
      void options.slot().then((free) => {
        release = free;
        if (done) {
          free();
          return;
        }
        clock();
        options.progress();
        begin();
      });
    });

    const begin = (): void => {
      socket.off('error', onError);
      client.on('error', onError);
      client.on('handshake', () => {
        advance('authentication');
        try {
          if (accepted !== null) hosts.append(target.node, address, port, keyType(accepted), accepted);
          accepted = null;
        } catch (error) {
          if (error instanceof TransportError) fail(error);
          else throw error;
        }
      });
      client.on('ready', () => {
        if (!settle()) return;
        socket.off('close', onClosed);
        resolve({ login: { client, socket, address } });
      });
      client.connect({
        sock: socket,
        username: user,
        readyTimeout: 0,
        // Whoever waits less for a connection waits less for a dead one.
        keepaliveInterval: Math.min(KEEPALIVE_MS, connectTimeoutMs),
        keepaliveCountMax: KEEPALIVE_COUNT,
        algorithms: algorithms(knownTypes ?? []),
        hostVerifier: (key: Buffer): boolean => {
          const base64 = key.toString('base64');
          const index = hosts.read(target.node);
          const verdict = index.check(address, port, keyType(base64), base64);
          switch (verdict.verdict) {
            case 'known':
              return true;
            case 'unknown':
              if (made && knownElsewhere(index, target, base64)) return true;
              if (target.connection.hostKey === 'accept-new' && !made) {
                // Written once the exchange has proved that the server holds the key.
                accepted = base64;
                return true;
              }
              refusal = hostKeyUnknown(target, address, hosts.path, base64, verdict.authorities);
              return false;
            case 'revoked':
              refusal = hostKeyRevoked(target, address, hosts.path, base64, verdict.by);
              return false;
            case 'changed': {
              const error = hostKeyChanged(target, address, hosts.path, base64, verdict.known, verdict.sameType);
              refusal = !verdict.sameType && knownTypes === null ? { offerFirst: index.allTypes(address, port), error } : error;
              return false;
            }
          }
        },
        authHandler: (authsLeft, _partial, next) => {
          methodsLeft = (authsLeft as readonly string[] | null) ?? methodsLeft;
          const usable = methodsLeft.length === 0 || methodsLeft.includes('publickey');
          const method = usable ? offer.methods[tried] : undefined;
          if (method === undefined) {
            fail(authFailed(target, address, tried, methodsLeft, notes, 'no key is left to offer'));
            return;
          }
          tried += 1;
          next(method);
        },
      });
      // After connect(), which paused the socket: this sees what ssh2 sees, and takes nothing from it.
      socket.on('data', (chunk: Uint8Array) => {
        if (phase !== 'banner') return;
        said = said.length === 0 ? chunk : said;
        if (startsWithSsh(said)) advance('exchange');
      });
    };
  });
}

const KEEPALIVE_MS = 5_000;
const KEEPALIVE_COUNT = 3;
const NOT_SSH = /identification string|Header line too long|Max greeting lines|expected newline|before handshake/i;

/** Whether it is the node's key by another of its addresses. */
function knownElsewhere(index: KnownHosts, { connection: { addresses, port } }: Target, key: string): boolean {
  return addresses.some((address) => index.check(address, port, keyType(key), key).verdict === 'known');
}

/** Text may come before the version line (RFC 4253, 4.2). */
function startsWithSsh(bytes: Uint8Array): boolean {
  return /^SSH-(2\.0|1\.99)-/m.test(Buffer.from(bytes).toString('latin1'));
}

/** The type that a public key blob (base64) names itself; RFC 4253, 6.6. */
function keyType(base64: string): string {
  const blob = Buffer.from(base64, 'base64');
  return blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
}
