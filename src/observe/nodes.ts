/** Looks at nodes: all of them at once up to a limit, each within its own time, none holding up another. */
import { randomBytes } from 'node:crypto';
import PQueue from 'p-queue';
import type { Diagnostic } from '../diagnostic.ts';
import { withEither } from '../either-signal.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import { seconds } from '../transport/errors.ts';
import { type Session, type Target, type Transport, TransportError } from '../transport/transport.ts';
import { buildProbe, type Probe } from './probe.ts';
import { MAX_LOOK_BYTES } from './requests.ts';

export type NodeLook =
  | {
      readonly reachable: true;
      /** The address that answered. */
      readonly via: string;
      readonly facts: Facts;
      readonly ms: number;
    }
  | { readonly reachable: false; readonly diagnostic: Diagnostic };

interface LookOrder {
  readonly target: Target;
  readonly requests: readonly FactRequest[];
}

export interface LookProgress {
  readonly node: string;
  readonly look: NodeLook;
  readonly total: number;
  /** Nodes that are not done with, in the order of `targets`. */
  readonly waiting: readonly string[];
}

export interface ObserveOptions {
  readonly targets: readonly LookOrder[];
  readonly transport: Transport;
  /** Nodes at a time. Default 128: waiting costs nothing, and the transport bounds what does. */
  readonly concurrency?: number;
  /** Called as each node is done with, in the order in which they are. */
  readonly onProgress?: (progress: LookProgress) => void;
  readonly signal?: AbortSignal;
}

/** By node name, in the order of `targets`. Never rejects: what went wrong with a node is its `diagnostic`. */
export async function observeNodes(options: ObserveOptions): Promise<ReadonlyMap<string, NodeLook>> {
  const { targets, transport, signal } = options;
  const queue = new PQueue({ concurrency: options.concurrency ?? 128 });
  const probeFor = probes();
  const waiting = new Set(targets.map(({ target }) => target.node));
  const looks = await Promise.all(
    targets.map(({ target, requests }) =>
      queue.add(async (): Promise<[string, NodeLook]> => {
        const look = await lookAt(target, () => probeFor(requests), transport, signal);
        waiting.delete(target.node);
        options.onProgress?.({ node: target.node, look, total: targets.length, waiting: [...waiting] });
        return [target.node, look];
      }),
    ),
  );
  return new Map(looks);
}

/**
 * Reads a few facts over a session that is open: what `apply` does just before an action. Throws a TransportError where they
 * can't be had.
 */
export async function observeNode(
  session: Session,
  requests: readonly FactRequest[],
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<Facts> {
  return runProbe(session, buildProbe(requests, nonce()), options.timeoutMs ?? READ_AGAIN_MS, options.signal);
}

async function lookAt(
  target: Target,
  build: () => Probe,
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<NodeLook> {
  const { addresses, connectTimeoutMs, commandTimeoutMs } = target.connection;
  const started = performance.now();
  // The sum of what the parts may take, so that it ends a look only where they fail to end it themselves.
  const limitMs = 2 * Math.max(1, addresses.length) * connectTimeoutMs + commandTimeoutMs + SLACK_MS;
  const limit = AbortSignal.timeout(limitMs);
  const once = async (stop: AbortSignal): Promise<NodeLook> => {
    const probe = build();
    const session = await transport.connect(target, stop);
    const facts = await runProbe(session, probe, commandTimeoutMs, stop);
    return { reachable: true, via: session.via, facts, ms: performance.now() - started };
  };
  const twice = async (stop: AbortSignal): Promise<NodeLook> => {
    try {
      return await once(stop);
    } catch (error) {
      // A look changes nothing, so it may be repeated: the open connection of an earlier round may have died unseen.
      if (error instanceof TransportError && error.diagnostic.code === 'connection-lost' && !stop.aborted)
        return await once(stop);
      throw error;
    }
  };
  try {
    return await withEither(signal ? [signal, limit] : [limit], twice);
  } catch (error) {
    const late = limit.aborted && !signal?.aborted;
    return { reachable: false, diagnostic: late ? tooLong(target.node, limitMs) : diagnosticOf(target.node, error) };
  }
}

const SLACK_MS = 10_000;

/** Default limit of `observeNode`. */
const READ_AGAIN_MS = 60_000;

async function runProbe(session: Session, probe: Probe, timeoutMs: number, signal: AbortSignal | undefined): Promise<Facts> {
  const { code, stdout, stderr } = await session.run(probe.script, {
    timeoutMs,
    maxOutputBytes: MAX_LOOK_BYTES,
    ...(signal ? { signal } : {}),
  });
  const cut = probe.cut(stdout, stderr);
  if (cut.status === 'facts') return cut.facts;
  const summary =
    cut.code === 'probe-cut-off'
      ? `${session.node}: the look at the node was cut off halfway`
      : `${session.node}: the node did not answer the look with anything that makes sense`;
  const ended = code === null ? 'The shell was ended by a signal.' : `The shell ended with status ${code}.`;
  throw new TransportError(
    {
      severity: 'error',
      code: cut.code,
      summary,
      detail: `${cut.why}.\n${ended} Nothing is assumed about the node. See that root's login shell runs /bin/sh and that ~/.bashrc or a ForceCommand does not end it.`,
      node: session.node,
    },
    true,
  );
}

/** Nodes of a kind are asked for the same things: their probe is built once. */
function probes(): (requests: readonly FactRequest[]) => Probe {
  const mark = nonce();
  const built = new Map<string, Probe>();
  return (requests) => {
    const key = JSON.stringify(requests);
    const found = built.get(key) ?? buildProbe(requests, mark);
    built.set(key, found);
    return found;
  };
}

function nonce(): string {
  return randomBytes(12).toString('hex');
}

function tooLong(node: string, limitMs: number): Diagnostic {
  return {
    severity: 'error',
    code: 'look-timeout',
    summary: `${node}: the look was not finished within ${seconds(limitMs)}`,
    detail:
      'It was given up, and nothing is assumed about the node. Either it is very slow, or too many nodes are looked at at a time.',
    node,
  };
}

function diagnosticOf(node: string, error: unknown): Diagnostic {
  if (error instanceof TransportError) return error.diagnostic;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    severity: 'error',
    code: 'look-failed',
    summary: `${node}: the look failed for a reason within dmsa`,
    detail: said,
    node,
  };
}
