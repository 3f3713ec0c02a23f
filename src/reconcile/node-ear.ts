/** One node's stream from its opening to its end: it is asked, tick by tick, what changed, and must answer in time. */
import { watchLines } from '../observe/watch-lines.ts';
import type { Watch } from '../observe/watch-script.ts';
import type { Stream } from '../transport/stream.ts';
import { type Target, type Transport, TransportError } from '../transport/transport.ts';

export type Heard =
  | { readonly is: 'open' }
  /** `what`: a few words, for people. `network`: it came from the kernel by itself; the rest is the answer to a question. */
  | { readonly is: 'change'; readonly what: string; readonly network: boolean }
  /** Addresses and routes are not heard of. */
  | { readonly is: 'partial'; readonly why: string };

interface EarRequest {
  readonly target: Target;
  readonly transport: Transport;
  readonly watch: Watch;
  readonly tickMs: number;
  /** One that hears not all of it ends after that, so that it is tried again. */
  readonly partialMs: number;
  readonly signal: AbortSignal;
  /** Whether the node is to see anew which processes run: after a look. */
  readonly scan: () => boolean;
  readonly onHeard: (what: Heard) => void;
}

/** Nothing that works takes so long to answer; a node that is busy may take some seconds. */
const SILENT_MS = 15_000;
/**
 * From one question for modes and owners to the next: each costs the node a process (decision 0077). What comes between is a tick, which
 * it is asked together with where that is near.
 */
const MODES_MS = 2_500;
const TOGETHER_MS = 500;
/** A node that took long to answer is left alone for that long at least. */
const BREATH_MS = 1_000;
/** A node may say so much in each of these times: a thousand routes that change, and then it is cut off. */
const MOST_BYTES = 256 * 1024;
const PER_MS = 10_000;
const MOST_NAMED = 3;

/** Resolves with why it ended; rejects for a fault of our own alone. What it leaves on the node ends with it. */
export async function hearNode(request: EarRequest): Promise<string> {
  const { target, transport, watch, signal } = request;
  const end = new AbortController();
  let why = 'it was told to end';
  const give = (reason: string): void => {
    if (end.signal.aborted) return;
    why = reason;
    end.abort();
  };
  const onAbort = (): void => give('it was told to end');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, what: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      what();
    }, ms);
    timers.add(timer);
    return timer;
  };
  let stream: Stream | null = null;
  try {
    const session = await transport.connect(target, signal);
    if (!session.stream) return 'there is no way to it that a stream could take';
    const cut = watchLines();
    let silent = later(SILENT_MS, () => give('it did not begin within 15 s'));
    const modesMs = Math.max(MODES_MS, request.tickMs);
    let tickAt = 0;
    let modesAt = 0;
    let asked = 'tm';
    const ask = (): void => {
      if (end.signal.aborted) return;
      const nowMs = performance.now();
      const isTick = tickAt <= nowMs || tickAt <= modesAt;
      const isModes = modesAt <= nowMs + (isTick ? TOGETHER_MS : 0) || !isTick;
      if (isModes) modesAt = nowMs + modesMs;
      asked = `${isTick ? (request.scan() ? 's' : 't') : ''}${isModes ? 'm' : ''}`;
      stream?.write(`${asked}\n`);
      silent = later(SILENT_MS, () => give('it did not answer within 15 s'));
    };
    const answered = (): void => {
      clearTimeout(silent);
      timers.delete(silent);
      const nowMs = performance.now();
      // From answer to question: the node's own time between two ticks is never shorter.
      if (asked !== 'm') tickAt = nowMs + request.tickMs;
      modesAt = Math.max(modesAt, nowMs + BREATH_MS);
      later(Math.min(tickAt, modesAt) - nowMs, ask);
    };
    let bytes = 0;
    let sinceMs = performance.now();
    const onStdout = (chunk: Uint8Array): void => {
      if (end.signal.aborted) return;
      if (performance.now() - sinceMs > PER_MS) {
        bytes = 0;
        sinceMs = performance.now();
      }
      bytes += chunk.length;
      if (bytes > MOST_BYTES) {
        request.onHeard({ is: 'change', what: 'more than can be followed', network: false });
        give(`it said more than ${MOST_BYTES / 1024} KiB within ${PER_MS / 1000} s`);
        return;
      }
      for (const said of cut(chunk)) {
        switch (said.is) {
          case 'ready':
            request.onHeard({ is: 'open' });
            answered();
            break;
          case 'tick':
            if (said.ids.length > 0) request.onHeard({ is: 'change', what: named(said.ids, watch), network: false });
            answered();
            break;
          case 'network':
            request.onHeard({ is: 'change', what: 'the network', network: true });
            break;
          case 'no-monitor': {
            const words = stream?.said().trim().split('\n')[0] ?? '';
            request.onHeard({
              is: 'partial',
              why: `ip monitor does not run there${words === '' ? '' : ` (${words.slice(0, 200)})`}`,
            });
            later(request.partialMs, () => give('it is tried again with ip monitor'));
            break;
          }
        }
      }
    };
    const opened = await session.stream(watch.script, { openTimeoutMs: target.connection.connectTimeoutMs, onStdout, signal });
    stream = opened;
    void opened.ended.then(({ code, stderr }) => {
      const words = stderr.trim().split('\n').at(-1) ?? '';
      give(`its shell ended${code === null ? '' : ` with status ${code}`}${words === '' ? '' : ` (${words.slice(0, 200)})`}`);
    });
    if (!end.signal.aborted) await new Promise((resolve) => end.signal.addEventListener('abort', resolve, { once: true }));
    await opened.close();
    return why;
  } catch (error) {
    if (error instanceof TransportError) return error.diagnostic.summary;
    if (signal.aborted) return why;
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    for (const timer of timers) clearTimeout(timer);
  }
}

function named(ids: readonly string[], watch: Watch): string {
  const names = ids.slice(0, MOST_NAMED).map(watch.nameOf).join(', ');
  return ids.length > MOST_NAMED ? `${names} and ${ids.length - MOST_NAMED} more` : names;
}
