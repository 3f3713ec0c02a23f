/** `dmsa status`: what the loop that runs on this machine knows of the whole cluster. Looks at no node. */
import type { Cluster } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { ageMs, evidencePath, lives, now, readEvidence } from '../reconcile/evidence-file.ts';
import { nodesPath, type ReadNodes, readNodes } from '../reconcile/nodes-file.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import { renderStatus, type StatusSeen, statusJson } from '../views/status.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';

interface StatusOptions {
  readonly file: string;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly watch: boolean;
  readonly every: number;
}

export async function statusVerb(options: StatusOptions, io: Io): Promise<number> {
  if (options.watch && options.json)
    throw failure('usage', '--watch is for people', 'As JSON there is dmsa status --json, and dmsa events --follow --json.');
  const { cluster } = await loadOrThrow(options.file, io, 'count');
  if (options.watch) {
    const { watchStatus } = await import('./status-watch.ts');
    const see = async (): Promise<StatusSeen | string> => {
      const seen = await seenNow(cluster);
      return 'written' in seen ? seen : `${summaryOf(cluster, seen)}. ${detailOf(seen)}`;
    };
    const snapshot = (seen: StatusSeen | string): string =>
      typeof seen === 'string' ? `${seen}\n` : renderStatus(io.redacted(seen), { ...io, verbose: options.verbose });
    return watchStatus({ cluster: cluster.name, everyMs: options.every, see, snapshot }, io);
  }
  const seen = await seenNow(cluster);
  if (!('written' in seen)) throw failure('no-loop', summaryOf(cluster, seen), detailOf(seen));
  io.out(
    options.json
      ? `${JSON.stringify(statusJson(io.redacted(seen)), null, 2)}\n`
      : renderStatus(io.redacted(seen), { ...io, verbose: options.verbose }),
  );
  const { nodes, suspensions } = seen.written.told;
  const good = seen.lives !== 'no' && nodes.every(({ reachable, differences }) => reachable === true && differences.length === 0);
  return good && typeof suspensions !== 'string' ? EXIT.done : EXIT.incomplete;
}

type NotSeen = Exclude<ReadNodes, { readonly status: 'read' }>;

async function seenNow(cluster: Cluster): Promise<StatusSeen | NotSeen> {
  const read = await readNodes(nodesPath(cluster.name));
  if (read.status !== 'read') return read;
  const { written } = read;
  return {
    written,
    lives: await lives(written),
    ageMs: ageMs(written, await now()),
    pairs: await Promise.all(
      pairsIn(cluster).map(async ({ active, standby }) => ({
        active: active.name,
        standby: standby.name,
        read: await readEvidence(evidencePath(cluster.name, active.name)),
      })),
    ),
  };
}

function summaryOf(cluster: Cluster, { status }: NotSeen): string {
  return status === 'none' ? `no dmsa run keeps ${cluster.name} on this machine` : 'what the loop knows can not be read';
}

function detailOf(read: NotSeen): string {
  return read.status === 'none' ? 'Start it (dmsa run), or ask where it runs. dmsa plan looks at the nodes itself.' : read.why;
}

function failure(code: string, summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code, summary, detail }]);
}
