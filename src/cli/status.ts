/** `dmsa status`: what the loop that runs on this machine knows of the whole cluster. Looks at no node. */
import { DiagnosticError } from '../diagnostic.ts';
import { ageMs, evidencePath, lives, now, readEvidence } from '../reconcile/evidence-file.ts';
import { nodesPath, readNodes } from '../reconcile/nodes-file.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import { renderStatus, type StatusSeen, statusJson } from '../views/status.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';

interface StatusOptions {
  readonly file: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

export async function statusVerb(options: StatusOptions, io: Io): Promise<number> {
  const { cluster } = await loadOrThrow(options.file, io);
  const read = await readNodes(nodesPath(cluster.name));
  if (read.status !== 'read') {
    const detail =
      read.status === 'none' ? 'Start it (dmsa run), or ask where it runs. dmsa plan looks at the nodes itself.' : read.why;
    const summary =
      read.status === 'none' ? `no dmsa run keeps ${cluster.name} on this machine` : 'what the loop knows can not be read';
    throw new DiagnosticError([{ severity: 'error', code: 'no-loop', summary, detail }]);
  }
  const { written } = read;
  const seen: StatusSeen = {
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
  io.out(
    options.json
      ? `${JSON.stringify(statusJson(io.redacted(seen)), null, 2)}\n`
      : renderStatus(io.redacted(seen), { ...io, verbose: options.verbose }),
  );
  const { nodes, suspensions } = written.told;
  const good = seen.lives !== 'no' && nodes.every(({ reachable, differences }) => reachable === true && differences.length === 0);
  return good && typeof suspensions !== 'string' ? EXIT.done : EXIT.incomplete;
}
