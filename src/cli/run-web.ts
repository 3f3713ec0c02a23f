/** `dmsa run --listen`: the page, the API and the metrics (src/web), with what they need of the command line. */
import { hostname, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Hub } from '../events/hub.ts';
import { journalDirectory } from '../events/journal.ts';
import { notifyStatus } from '../notify/status.ts';
import type { SourceInForce } from '../web/board.ts';
import { olderIn } from '../web/older.ts';
import { openWeb, type Web } from '../web/open.ts';
import type { Io } from './io.ts';
import type { Scope } from './run-file.ts';
import type { LoopJournal } from './run-journal.ts';
import { doerOf } from './run-web-jobs.ts';
import type { RunWebOptions } from './run-web-options.ts';
import { version } from './version.ts';

interface RunWebRequest {
  readonly options: RunWebOptions & { readonly haOnly: boolean };
  readonly io: Io;
  readonly hub: Hub;
  readonly scope: () => Scope;
  readonly file: (() => SourceInForce) | null;
  /** The cluster file in force, on the disk. */
  readonly path: () => string;
  readonly lookAtBranch: (() => void) | null;
  /** null: nothing is written; what is there is read all the same. */
  readonly journal: LoopJournal | null;
}

const JOURNAL_MS = 2_000;

export async function openRunWeb({ options, io, hub, scope, file, path, lookAtBranch, journal }: RunWebRequest): Promise<Web> {
  const { cluster, actives } = scope();
  // What was told before anybody could look is read from there.
  await journal?.written(JOURNAL_MS);
  return openWeb({
    options,
    board: {
      version: version(),
      by: { user: userInfo().username, host: hostname(), pid: process.pid, startedMs: Math.round(performance.timeOrigin) },
      haOnly: options.haOnly,
      file,
    },
    cluster,
    kept: actives,
    hub,
    redacted: io.redacted,
    log: (level, text) => io.log(level, text),
    doer: doerOf({ io, hub, path }),
    lookAtBranch,
    older: olderIn(journalDirectory(cluster.name)),
    async notices() {
      const now = scope().cluster;
      if (now.notify === null) return null;
      const { channels } = await notifyStatus(now, now.notify);
      return new Map(channels.map(({ id, waiting }) => [id, waiting]));
    },
    assets: fileURLToPath(new URL('./page/', import.meta.url)),
  });
}
