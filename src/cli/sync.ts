import { hostname, userInfo } from 'node:os';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { place } from '../ha/placement.ts';
import { type Copy, copiesOf, syncedPairs } from '../ha/sync/copies.ts';
import { copyId } from '../ha/sync/report.ts';
import { failoverRecord } from '../kinds/failover-record.ts';
import { heldAddress } from '../kinds/held-address.ts';
import { pair } from '../kinds/pair.ts';
import { serviceKind } from '../kinds/service.ts';
import { FORCIBLE, type Forcible, isForcible } from '../kinds/sync-state.ts';
import { lookIn } from '../reconcile/decide.ts';
import { lookAtCluster } from '../reconcile/look.ts';
import { type PairOutcome, type SyncEvent, syncPairs } from '../reconcile/sync.ts';
import { renderLookProgress } from '../views/progress.ts';
import { renderSync, renderSyncProgress, syncToJson } from '../views/sync.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow, selectNodes } from './load.ts';
import { transportTo } from './transport.ts';

interface SyncOptions {
  readonly file: string;
  readonly nodes: readonly string[];
  readonly node: readonly string[];
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly bwlimit?: number;
  readonly force: readonly string[];
  readonly parallel: number;
}

/** All that tells who holds what; nothing else is looked at. */
const KINDS = [heldAddress, failoverRecord, serviceKind, pair];

export async function syncVerb(options: SyncOptions, io: Io): Promise<number> {
  const { cluster } = await loadOrThrow(options.file, io);
  const actives = chosen(cluster, [...options.nodes, ...options.node]);
  const forces = parseForces(options.force, cluster, actives);
  if (actives.size === 0) {
    if (options.json) io.out(`${JSON.stringify(syncToJson(cluster.name, [], options.dryRun), null, 2)}\n`);
    else io.out('No standby of these nodes gets files: write sync: { every: 5m } on it, and spec.sync.\n');
    return EXIT.done;
  }
  const transport = await transportTo(cluster);
  const stop = new AbortController();
  const release = onInterrupt(stop, io);
  let pairs: readonly PairOutcome[];
  try {
    const selected = new Set(
      cluster.nodes.flatMap((node) => (actives.has(node.name) ? [node.name, node.standby ?? node.name] : [])),
    );
    const seen = await lookAtCluster({
      cluster,
      kinds: KINDS,
      transport,
      selected,
      parallel: options.parallel,
      signal: stop.signal,
      onProgress: (progress) => io.progress(renderLookProgress(progress, io)),
    });
    io.progress([]);
    pairs = await syncPairs({
      cluster,
      transport,
      actives,
      placement: place(cluster, lookIn(seen), seen),
      parallel: options.parallel,
      options: {
        dryRun: options.dryRun,
        progress: io.interactive,
        ...(options.bwlimit === undefined ? {} : { bandwidthKiB: options.bwlimit }),
      },
      force: (copy) => new Set(forces.filter(({ id }) => id === null || id === copyId(copy)).map(({ code }) => code)),
      onEvent: teller(io),
      signal: stop.signal,
      by: `${userInfo().username}@${hostname()}`,
    });
    io.progress([]);
  } finally {
    release();
    await transport.close();
  }
  if (options.json) io.out(`${JSON.stringify(syncToJson(cluster.name, pairs, options.dryRun), null, 2)}\n`);
  else io.out(renderSync(pairs, { ...io, dryRun: options.dryRun, verbose: options.verbose }));
  return exitCodeOf(pairs);
}

/** By the name of the active or of the standby; all pairs where none is named. */
function chosen(cluster: Cluster, names: readonly string[]): ReadonlySet<string> {
  const pairs = syncedPairs(cluster);
  selectNodes(cluster, names);
  return new Set(
    pairs.flatMap(({ active, standby }) =>
      names.length === 0 || names.includes(active.name) || names.includes(standby.name) ? [active.name] : [],
    ),
  );
}

interface Force {
  readonly code: Forcible;
  /** null: for all copies of this run. */
  readonly id: string | null;
}

function parseForces(values: readonly string[], cluster: Cluster, actives: ReadonlySet<string>): readonly Force[] {
  const ids = new Set([...actives].flatMap((active) => copiesOf(cluster, active).map((copy: Copy) => copyId(copy))));
  const problems: Diagnostic[] = [];
  const forces = values.flatMap((value): Force[] => {
    const at = value.lastIndexOf(':');
    const code = value.slice(at + 1);
    const id = at < 0 ? null : value.slice(0, at);
    if (isForcible(code) && (id === null || ids.has(id))) return [{ code, id }];
    problems.push({
      severity: 'error',
      code: isForcible(code) ? 'unknown-copy' : 'unknown-finding',
      summary: isForcible(code) ? `--force ${value}: there is no copy ${id}` : `--force ${value}: "${code}" can't be forced`,
      detail: `It takes CODE, or ID:CODE for one directory. Codes: ${FORCIBLE.join(', ')}. IDs: ${[...ids].slice(0, 20).join(', ')}.`,
    });
    return [];
  });
  if (problems.length > 0) throw new DiagnosticError(problems);
  return forces;
}

/** On a terminal lines that move; a log line at the beginning and the end of each. */
function teller(io: Io): (event: SyncEvent) => void {
  const running = new Map<string, { readonly to: string; readonly path: string; readonly text: string }>();
  return (event) => {
    const { to, path } = event.copy;
    const id = copyId(event.copy);
    switch (event.type) {
      case 'begun':
        io.log('info', `copying ${path}`, { node: to });
        running.set(id, { to, path, text: '' });
        break;
      case 'progress':
        running.set(id, { to, path, text: event.text });
        break;
      case 'ended':
        running.delete(id);
        break;
    }
    io.progress(renderSyncProgress([...running.values()], io));
  };
}

/** The first Ctrl-C stops what runs on the nodes, a second one dmsa. */
function onInterrupt(stop: AbortController, io: Io): () => void {
  const handle = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.error);
    io.err('Interrupted: the copies that run are stopped; the next one goes on from there. Again to stop at once.\n');
    stop.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

/** Worst first: something failed or was refused, another copy is in the way, something is not known. */
function exitCodeOf(pairs: readonly PairOutcome[]): number {
  const codes = pairs.flatMap(({ may, copies }): number[] => {
    if (!may.open) return [/unknown|not-seen/.test(may.code) ? EXIT.incomplete : EXIT.error];
    return copies.map(({ outcome }) => {
      if (outcome.status === 'unknown') return outcome.error.code === 'interrupted' ? EXIT.error : EXIT.incomplete;
      if (outcome.report.status === 'copied') return EXIT.done;
      return outcome.report.code === 'running'
        ? EXIT.locked
        : outcome.report.code === 'unreachable'
          ? EXIT.incomplete
          : EXIT.error;
    });
  });
  return [EXIT.error, EXIT.locked, EXIT.incomplete].find((code) => codes.includes(code)) ?? EXIT.done;
}
