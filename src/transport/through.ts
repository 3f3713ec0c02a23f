/**
 * The way around: a node that can't be reached directly is spoken to over a connection that another node's sshd makes for us
 * (a `direct-tcpip` channel, RFC 4254, 7.2). That node only carries bytes: the key exchange, the host key and the login are
 * the target's own. One hop, never more.
 */
import type { Duplex } from 'node:stream';
import type { LoggedIn } from './attempt.ts';
import { seconds } from './errors.ts';
import { type Progress, race } from './race.ts';
import { type Session, type Target, TransportError } from './transport.ts';
import type { WayAround } from './unreachable.ts';

/** Neighbours that are tried for one node. */
export const MAX_NEIGHBOURS = 3;
/** A neighbour's own addresses and the next neighbour are tried beside what has kept silent for so long. */
const STALL_MS = 500;
/** How long a neighbour may take to connect to the node, on whose networks it is: a local network gives up after 3 s. */
const DIAL_MS = 4_000;

export interface ThroughOptions {
  readonly target: Target;
  /** Best first, at most MAX_NEIGHBOURS. */
  readonly neighbours: readonly Target[];
  /** Reaches a neighbour, directly. */
  readonly connect: (neighbour: Target, signal: AbortSignal) => Promise<Session>;
  /** Logs in to the target at that address over what `open` gives. */
  readonly login: (address: string, open: () => Promise<Duplex>, progress: Progress, signal: AbortSignal) => Promise<LoggedIn>;
  readonly signal: AbortSignal;
}

export type ThroughResult = { readonly won: LoggedIn; readonly neighbour: Target } | { readonly ways: readonly WayAround[] };

/** Never rejects for a fault of a node or of a network. */
export async function through(options: ThroughOptions): Promise<ThroughResult> {
  const { target, neighbours, signal } = options;
  const byName = new Map(neighbours.map((neighbour) => [neighbour.node, neighbour]));
  const result = await race<{ readonly won: LoggedIn; readonly neighbour: Target }>({
    addresses: [...byName.keys()],
    stallMs: STALL_MS,
    signal,
    async start(name, progress, stop) {
      const neighbour = byName.get(name);
      if (!neighbour) throw new Error(`no neighbour ${name}`);
      return { won: await over(neighbour, options, progress, stop), neighbour };
    },
    isFinal: (error) => !(error instanceof Failed) || error.refusal !== null,
    discard: ({ won }) => won.client.end(),
  });
  if ('won' in result) return result.won;
  return {
    ways: result.failures.map(({ address: neighbour, error }) => {
      if (!(error instanceof Failed)) throw error;
      const said = error.message.startsWith(`${target.node}: `) ? error.message.slice(target.node.length + 2) : error.message;
      return { neighbour, said, refusal: error.refusal };
    }),
  };
}

/** What came of one neighbour, or of one address from there. */
class Failed extends Error {
  readonly refusal: TransportError | null;
  constructor(said: string, refusal: TransportError | null = null) {
    super(said);
    this.refusal = refusal;
  }
}

async function over(
  neighbour: Target,
  { target, connect, login }: ThroughOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<LoggedIn> {
  const session = await connect(neighbour, signal).catch((error: unknown) => {
    if (!(error instanceof TransportError)) throw error;
    throw new Failed(`it can't be reached itself (${error.diagnostic.code})`);
  });
  const result = await race<LoggedIn>({
    addresses: target.connection.addresses,
    stallMs: STALL_MS,
    signal,
    async start(address, inner, stop) {
      const on: Progress = (hold) => {
        inner(hold);
        progress(hold);
      };
      try {
        return await login(address, () => dialled(session, address, target, stop), on, stop);
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        throw new Failed(error.diagnostic.summary, error.retryable ? null : error);
      }
    },
    isFinal: (error) => !(error instanceof Failed) || error.refusal !== null,
    discard: (late) => late.client.end(),
  });
  if ('won' in result) return result.won;
  const failed = result.failures.map(({ error }) => {
    if (!(error instanceof Failed)) throw error;
    return error;
  });
  const refusal = failed.find((one) => one.refusal)?.refusal ?? null;
  if (refusal) throw new Failed(refusal.diagnostic.summary, refusal);
  throw new Failed([...new Set(failed.map(({ message }) => message))].join('; ') || 'it was given up');
}

/** Rejects with `Failed`, and soon after the signal aborts; what comes too late is hung up. */
async function dialled(session: Session, address: string, target: Target, signal: AbortSignal): Promise<Duplex> {
  const { port, connectTimeoutMs } = target.connection;
  const limit = Math.min(connectTimeoutMs, DIAL_MS);
  if (!session.dial) throw new Failed('it makes no connections for others');
  const dialling = session.dial(address, port, limit);
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Failed('it was given up'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([dialling, aborted]);
  } catch (error) {
    dialling.then(
      (late) => late.destroy(),
      () => {},
    );
    if (error instanceof Failed) throw error;
    throw new Failed(explain(error, address, port, limit));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** RFC 4254, 5.1: why a channel was not opened. */
const PROHIBITED = 1;

function explain(error: unknown, address: string, port: number, limit: number): string {
  const said = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'reason' in error && error.reason === PROHIBITED) {
    return 'its sshd makes no connections for others: see AllowTcpForwarding and PermitOpen there, and what stands before the key in authorized_keys';
  }
  if (/^no answer within/.test(said)) return `${address} port ${port} did not answer it within ${seconds(limit)}`;
  return `${address} port ${port}: ${said.replace(/^\(SSH\) Channel open failure: /, '')}`;
}
