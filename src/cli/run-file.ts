/** The cluster file of a loop that runs for long, what a loop before it wrote down, and what this one does. */
import type { Cluster } from '../desired/cluster.ts';
import type { Hub } from '../events/hub.ts';
import type { Remembered } from '../ha/recall.ts';
import { evidencePath, lives, readEvidence, rememberedIn, thisProcess } from '../reconcile/evidence-file.ts';
import { type EvidenceWriter, evidenceWriter } from '../reconcile/evidence-writer.ts';
import { type Follower, followFile, type Loaded } from '../reconcile/follow-file.ts';
import type { KeepEvent } from '../reconcile/keep-request.ts';
import type { SecretsPlace } from '../secrets/rewrite.ts';
import type { Io } from './io.ts';
import type { loadOrThrow } from './load.ts';
import { reload } from './reload.ts';
import type { OpenedGit } from './run-git.ts';

/** What is kept, as one state of the file has it. */
export interface Scope {
  readonly cluster: Cluster;
  /** The node that this machine is; null: none of them. */
  readonly self: string | null;
  readonly actives: ReadonlySet<string>;
}

/** Until the next change of the file that is taken up. */
interface Next {
  readonly signal: AbortSignal;
  /** What was taken up last, once; null: it was not changed. */
  readonly take: () => Cluster | null;
}

interface Followed {
  /** null: the loop does not last so long. */
  readonly follower: Follower | null;
  /** Begins to wait for the next change. */
  readonly changed: () => Next;
  /** The cluster file in force, on the disk. */
  readonly path: () => string;
}

interface FollowRequest {
  readonly loaded: Pick<Awaited<ReturnType<typeof loadOrThrow>>, 'cluster' | 'text'> & {
    readonly secretsPlace?: SecretsPlace | null;
  };
  /** Where the file comes from a branch. */
  readonly git: OpenedGit | null;
  readonly options: { readonly file: string; readonly once: boolean };
  readonly io: Io;
  /** Throws where there is nothing left for the loop to do. */
  readonly usable: (cluster: Cluster) => unknown;
  readonly hub: Hub;
  readonly signal: AbortSignal;
}

const LEAST_FILE_MS = 1_000;
const MOST_FILE_MS = 30_000;

export function followed({ loaded, git, options, io, usable, hub, signal }: FollowRequest): Followed {
  let leave = new AbortController();
  let taken: Cluster | null = null;
  let secrets = loaded.secretsPlace?.path ?? null;
  let path = git?.first.path ?? options.file;
  const changed = (): Next => {
    const last = new AbortController();
    leave = last;
    // One that came while the last loop was still ending.
    if (taken) last.abort();
    return {
      signal: last.signal,
      take() {
        const cluster = taken;
        taken = null;
        return cluster;
      },
    };
  };
  if (options.once) return { follower: null, changed, path: () => path };
  const onTaken = (cluster: Cluster, of = path): void => {
    path = of;
    taken = cluster;
    leave.abort();
  };
  if (git) return { follower: git.follow(signal, onTaken), changed, path: () => path };
  const load = async (): Promise<Loaded> => {
    const read = await reload(options.file, loaded.cluster.name, io, usable);
    if (!('refused' in read)) secrets = read.secrets;
    return read;
  };
  const follower = followFile({
    path: options.file,
    others: () => (secrets === null ? [] : [secrets]),
    load,
    first: loaded,
    everyMs: Math.min(MOST_FILE_MS, Math.max(LEAST_FILE_MS, loaded.cluster.watch.intervalMs)),
    signal,
    onEvent: (event) => hub.tell({ of: 'file', event }),
    onTaken,
  });
  return { follower, changed, path: () => path };
}

/** What a loop before this one wrote down here. One that is still at work is told of: two of them count and act each for itself. */
export async function rememberedOf(
  { cluster, actives }: Scope,
  onEvent: (event: KeepEvent) => void,
): Promise<ReadonlyMap<string, Remembered>> {
  const found = new Map<string, Remembered>();
  for (const active of actives) {
    const read = await readEvidence(evidencePath(cluster.name, active));
    const remembered = rememberedIn(read);
    if (remembered) found.set(active, remembered);
    if (read.status !== 'read' || (await lives(read.written)) !== 'yes') continue;
    const why = `another dmsa run on this machine keeps the pair as well (pid ${read.written.by.pid})`;
    onEvent({ type: 'problem', active, why });
  }
  return found;
}

export async function writerFor(
  { cluster, self }: Scope,
  follower: Follower,
  onEvent: (event: KeepEvent) => void,
): Promise<EvidenceWriter> {
  const onProblem = (active: string, why: string): void => onEvent({ type: 'problem', active, why });
  return evidenceWriter({ cluster: cluster.name, by: await thisProcess(self), file: follower.inForce, onProblem });
}
