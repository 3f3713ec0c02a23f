/** `dmsa run --ha-only`: keeps pairs until it is told to stop. */
import { once } from 'node:events';
import { hostname, userInfo } from 'node:os';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Verdict } from '../ha/judge.ts';
import { type KeepEvent, keepPairs } from '../reconcile/keep-pairs.ts';
import { FINISH_MS } from '../reconcile/outlast.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import { thisMachine } from '../reconcile/vitals.ts';
import { eventLine } from '../views/event-line.ts';
import { keepEventJson, keepEventLine } from '../views/keep.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { createLineWriter } from './line-writer.ts';
import { loadOrThrow } from './load.ts';
import { asNode } from './own-node.ts';
import type { OwnLease } from './run-lease.ts';
import { stopOnSignals } from './stop.ts';
import { transportTo } from './transport.ts';

interface RunOptions {
  readonly file: string;
  readonly haOnly: boolean;
  /** The node that this machine is; its own pair alone is kept. */
  readonly as?: string;
  readonly dryRun: boolean;
  readonly once: boolean;
  readonly json: boolean;
}

export async function runVerb(options: RunOptions, io: Io): Promise<number> {
  const { cluster: written } = await loadOrThrow(options.file, io);
  if (!options.haOnly)
    throw new DiagnosticError([usage('dmsa run keeps pairs only', 'Give --ha-only. Everything else is kept by dmsa apply.')]);
  const self = options.as ?? thisMachine(written);
  const cluster = options.as === undefined ? written : asNode(written, options.as);
  const actives = keptBy(cluster, options.as ?? null);
  const { say, tell, flush } = output(io);
  const stop = stopOnSignals((signal) =>
    tell(
      `${signal}: dmsa run stops. What is begun is finished, or left to the next start after ${FINISH_MS / 1000} s; a second signal ends it at once.\n`,
    ),
  );
  let cutShort = false;
  const transport = await transportTo(cluster);
  const pair = pairsIn(cluster).find(({ active, standby }) => [active.name, standby.name].includes(options.as ?? ''));
  const onEvent = (event: KeepEvent): void => {
    const safe = io.redacted(event);
    if (safe.type === 'apply') {
      const line = eventLine(safe.event);
      if (line) io.log('info', line, { pair: safe.active });
      return;
    }
    if (safe.type === 'acted' && safe.result === 'interrupted') cutShort = true;
    say(options.json ? `${JSON.stringify(keepEventJson(safe, new Date()))}\n` : keepEventLine(safe, new Date(), io));
  };
  let lease: OwnLease | null = null;
  try {
    if (pair && !options.once && !options.dryRun) {
      const { ownLease } = await import('./run-lease.ts');
      const member = pair.active.name === options.as ? pair.active : pair.standby;
      const onNote = (text: string): void => onEvent({ type: 'lease', active: pair.active.name, text });
      lease = await ownLease(cluster, pair, member, transport, onNote);
    }
    // On an active there is nothing else to do.
    if (actives.size === 0 && !stop.signal.aborted) await once(stop.signal, 'abort');
    const verdicts = await keepPairs({
      cluster,
      transport,
      self,
      actives,
      lease: lease?.taker ?? null,
      by: `dmsa run ${userInfo().username}@${hostname()} pid ${process.pid}`,
      dryRun: options.dryRun,
      once: options.once,
      signal: stop.signal,
      onEvent,
    });
    if (cutShort) tell('dmsa run was stopped in the middle of something: the next dmsa run goes on with it.\n');
    if (cutShort) return EXIT.incomplete;
    return options.once ? exitCodeOf([...verdicts.values()], actives.size) : EXIT.done;
  } finally {
    await lease?.close();
    await transport.close();
    await flush();
    stop.end();
    // A look that was given up may have sockets and processes left that nobody waits for any more.
    setTimeout(() => process.exit(), 500).unref();
  }
}

/** Its lines on standard output, and what it has to say beside them on standard error: whoever reads may be gone, or stand still. */
function output(io: Io): {
  readonly say: (text: string) => void;
  readonly tell: (text: string) => void;
  readonly flush: () => Promise<void>;
} {
  const beside = createLineWriter(2, () => {});
  // Of what others write there (the log).
  process.stderr.on('error', () => {});
  let lines = createLineWriter(1, (why, unwritten) => {
    beside.write(`dmsa run: nobody reads its standard output any more (${why}); it goes on, and says the rest here\n`);
    lines = beside;
    for (const text of unwritten) beside.write(text);
  });
  return {
    say: (text) => lines.write(io.redacted(text)),
    tell: (text) => beside.write(io.redacted(text)),
    async flush() {
      await Promise.all([lines.flush(FLUSH_MS), beside.flush(FLUSH_MS)]);
    },
  };
}

/** At the end the last lines are waited for so long. */
const FLUSH_MS = 1_000;

/** A pair about which nothing could be said counts as well. */
function exitCodeOf(verdicts: readonly Verdict[], pairs: number): number {
  return verdicts.length < pairs || verdicts.some(({ act }) => act === 'alarm') ? EXIT.incomplete : EXIT.done;
}

function keptBy(cluster: Cluster, as: string | null): ReadonlySet<string> {
  const pairs = pairsIn(cluster);
  if (as === null) {
    if (pairs.length > 0) return new Set(pairs.map(({ active }) => active.name));
    throw new DiagnosticError([usage('the cluster has no pair', 'A standby says backupOf.')]);
  }
  const own = pairs.filter(({ standby }) => standby.name === as);
  if (own.length > 0) return new Set(own.map(({ active }) => active.name));
  const pair = pairs.find(({ active }) => active.name === as);
  // Its own dmsa keeps the lease, so that it stands down in time; who holds is decided elsewhere.
  if (pair && cluster.lease !== null) return new Set();
  const detail = pair
    ? `It is the active of its pair, and the file names no arbiter (spec.lease) whose lease it could keep: run it on ${pair.standby.name}, which takes over from it.`
    : 'It has no standby and is none.';
  throw new DiagnosticError([usage(`${as} keeps no pair`, detail)]);
}

function usage(summary: string, detail: string): Diagnostic {
  return { severity: 'error', code: 'usage', summary, detail };
}
