/** `dmsa run --git`: what is in force comes from a branch (docs/decisions/0067). */
import { resolve } from 'node:path';
import type { Cluster } from '../desired/cluster.ts';
import { loadCluster } from '../desired/load.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { withinBudget } from '../diff/budget.ts';
import { withEither } from '../either-signal.ts';
import type { Hub } from '../events/hub.ts';
import type { Loaded } from '../git/examine.ts';
import { type FollowGitOptions, followGit, type GitFollower } from '../git/follow-git.ts';
import { sourceOf } from '../git/source.ts';
import { type GitEvent, type InForce, openRevisions, type RevisionSource } from '../git/source-of-revisions.ts';
import { gitStateDirectory } from '../git/state.ts';
import { KINDS } from '../kinds/registry.ts';
import { decide } from '../reconcile/decide.ts';
import { lookAtCluster } from '../reconcile/look.ts';
import type { Io } from './io.ts';
import { hideSecrets } from './load.ts';
import type { RunGitOptions } from './run-git-options.ts';
import { transportTo } from './transport.ts';

export interface OpenedGit {
  readonly first: InForce;
  readonly follow: (signal: AbortSignal, onTaken: FollowGitOptions['onTaken']) => GitFollower;
  readonly close: () => Promise<void>;
}

interface OpenGitRequest {
  readonly options: RunGitOptions;
  readonly io: Io;
  /** Throws where the loop could do nothing with this cluster. */
  readonly usable: (cluster: Cluster) => unknown;
  readonly hub: Hub;
  readonly signal: AbortSignal;
}

const LIMITS = { askMs: 30_000, fetchMs: 120_000, fetchBytes: 256 * 1024 * 1024 };
const PLAN_MS = 120_000;
const MOST_MS = 10 * 60_000;
const SHOWN = 3;

/**
 * What is in force now, and whatever comes after it. Where nothing was ever in force, or one round is all there is, the server is
 * asked first; else the last good revision is there at once, whether the server answers or not.
 *
 * @throws DiagnosticError  there is no revision that could be in force
 */
export async function openGit({ options, io, usable, hub, signal }: OpenGitRequest): Promise<OpenedGit> {
  const hiding = hidingMore(io);
  const revisions = await openRevisions({
    source: givenSource(options),
    directory: resolve(options.gitState ?? gitStateDirectory()),
    policy: { requireSigned: options.requireSigned, allowRewind: options.allowRewind },
    signers: signersOf(options),
    ssh: { key: pathOf(options.gitKey), knownHosts: pathOf(options.gitKnownHosts) },
    limits: LIMITS,
    load: (path) => loadRevision(path, hiding, usable),
    plan: planTrouble,
  });
  const onEvent = (event: GitEvent): void => hub.tell({ of: 'git', event });
  try {
    const first = await firstOf(revisions, options.once, signal, onEvent);
    return {
      first,
      follow: (until, onTaken) =>
        followGit({ revisions, first, everyMs: options.gitEvery, mostMs: MOST_MS, signal: until, onEvent, onTaken }),
      close: revisions.close,
    };
  } catch (error) {
    await revisions.close();
    throw error;
  }
}

/** What one revision has as a secret stays hidden when another one, taken or refused, has been read. */
function hidingMore(io: Io): Io {
  const hidden = new Set<string>();
  return {
    ...io,
    hide(secrets) {
      for (const secret of secrets) hidden.add(secret);
      io.hide([...hidden]);
    },
  };
}

async function firstOf(
  revisions: RevisionSource,
  once: boolean,
  signal: AbortSignal,
  onEvent: (event: GitEvent) => void,
): Promise<InForce> {
  if (revisions.inForce() === null || once) for (const event of (await revisions.poll(signal)).events) onEvent(event);
  const first = revisions.inForce();
  if (first) return first;
  const { contact, refused } = revisions.state();
  const why = contact.failing?.why ?? refused?.sentence ?? 'dmsa was told to end';
  const detail = `${why}\nNothing was in force before, so there is nothing to go on with.`;
  throw new DiagnosticError([
    wrong(refused?.code ?? 'git-unreachable', `${revisions.name} gives no revision that could be in force`, detail),
  ]);
}

function givenSource(options: RunGitOptions): Exclude<ReturnType<typeof sourceOf>, Diagnostic> {
  const source = sourceOf(options, process.cwd());
  if ('severity' in source) throw new DiagnosticError([source]);
  return source;
}

function signersOf({ requireSigned, allowedSigners, allowedKeys }: RunGitOptions): { ssh: string | null; gpg: string | null } {
  const given = allowedSigners !== undefined || allowedKeys !== undefined;
  if (requireSigned && !given) {
    const detail =
      'Give --allowed-signers FILE (ssh keys, as ssh-keygen(1) has them), or --allowed-keys FILE (exported public keys of gpg), or both.';
    throw new DiagnosticError([wrong('usage', '--require-signed: nobody is allowed to sign', detail)]);
  }
  if (!requireSigned && given) {
    throw new DiagnosticError([
      wrong('usage', 'signers are named, and no signature is asked for', 'Give --require-signed as well.'),
    ]);
  }
  return { ssh: pathOf(allowedSigners), gpg: pathOf(allowedKeys) };
}

function pathOf(file: string | undefined): string | null {
  return file === undefined ? null : resolve(file);
}

async function loadRevision(path: string, io: Io, usable: (cluster: Cluster) => unknown): Promise<Loaded> {
  try {
    const { cluster, diagnostics, text, secrets } = await loadCluster(path, { askPassphrase: io.askPassphrase });
    hideSecrets(secrets, cluster, io);
    if (!cluster || text === null) return { refused: textOf(diagnostics.filter(({ severity }) => severity === 'error')) };
    usable(cluster);
    return { cluster, text };
  } catch (error) {
    if (error instanceof DiagnosticError) return { refused: textOf(error.diagnostics) };
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

/** A plan is made as `dmsa plan` makes it. A node that is down is no reason against a revision; that none is there may well be one. */
async function planTrouble(cluster: Cluster, signal: AbortSignal): Promise<string | null> {
  const transport = await transportTo(cluster);
  const limit = AbortSignal.timeout(PLAN_MS);
  try {
    const seen = await withEither([signal, limit], (ends) =>
      lookAtCluster({ cluster, kinds: KINDS, transport, selected: null, parallel: 100, signal: ends }),
    );
    if (limit.aborted) return `the nodes could not be looked at within ${PLAN_MS / 1000} s`;
    if (![...seen.seen.values()].some(({ reachable }) => reachable)) return 'none of its nodes can be reached';
    const plan = withinBudget(decide(seen).plan, cluster.maxDeletions, null);
    const errors = plan.problems.filter(({ severity }) => severity === 'error');
    return errors.length === 0 ? null : textOf(errors);
  } catch (error) {
    return error instanceof DiagnosticError ? textOf(error.diagnostics) : error instanceof Error ? error.message : String(error);
  } finally {
    await transport.close();
  }
}

function textOf(errors: readonly Diagnostic[]): string {
  const said = errors.slice(0, SHOWN).map(({ summary, source }) => {
    const at = source ? ` (line ${source.line}, column ${source.column})` : '';
    return `${summary.replace(/\.$/, '')}${at}`;
  });
  const more = errors.length - said.length;
  return [...said, ...(more > 0 ? [`and ${more} more: dmsa validate`] : [])].join('; ');
}

function wrong(code: string, summary: string, detail: string): Diagnostic {
  return { severity: 'error', code, summary, detail };
}
