/**
 * A branch as the source of what is in force: each poll asks the server, looks at what is new in the order of trust (decide.ts), and
 * takes it or says why not. The last good revision is kept on the disk, and needs no server.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { SshFiles } from './command.ts';
import type { SignedCommit } from './commits.ts';
import type { Facts, GitPolicy, Refusal } from './decide.ts';
import { type Candidate, type Examining, examiner } from './examine.ts';
import { type GitLimits, openRepository, type Repository, type Signers } from './repository.ts';
import { type Revision, shortId } from './revision.ts';
import { clearRevisions, pointAt, writeRevision } from './revision-folder.ts';
import type { GitSource } from './source.ts';
import { type Claim, claim, freshState, type GitState, type Good, readState, writeState } from './state.ts';

export interface GitOptions extends Examining {
  readonly source: GitSource;
  /** The folder of all sources. */
  readonly directory: string;
  readonly signers: Signers;
  readonly ssh: SshFiles;
  readonly limits: GitLimits;
}

export type GitEvent =
  /** It is in force from now on. `changed`: its files are others than those before. */
  | {
      readonly type: 'taken';
      readonly file: string;
      readonly digest: string;
      readonly revision: Revision;
      readonly changed: boolean;
      readonly warnings: readonly string[];
    }
  /** The branch was refused, and is again at the revision that has been in force all the while. */
  | { readonly type: 'same'; readonly file: string; readonly digest: string; readonly revision: Revision }
  | {
      readonly type: 'refused';
      readonly file: string;
      readonly why: string;
      readonly code: string;
      readonly revision: Revision | null;
    }
  /** The server does not answer, or git fails here: told once, until it does. */
  | { readonly type: 'unreachable'; readonly file: string; readonly why: string }
  | { readonly type: 'reached'; readonly file: string };

export interface InForce {
  readonly cluster: Cluster;
  readonly text: string;
  /** The cluster file on the disk. */
  readonly path: string;
  readonly good: Good;
}

export interface Polled {
  readonly events: readonly GitEvent[];
  /** Set where another revision is in force from now on. */
  readonly taken: InForce | null;
  /** The server answered. */
  readonly reached: boolean;
}

export interface RevisionSource {
  readonly name: string;
  readonly inForce: () => InForce | null;
  readonly state: () => GitState;
  /** Never rejects. One at a time. */
  readonly poll: (signal: AbortSignal) => Promise<Polled>;
  readonly close: () => Promise<void>;
}

/** Revisions before the one in force whose files are kept: a connection may still use a key of theirs. */
const KEPT_BEFORE = 2;

/**
 * Takes up the last good revision of the state folder where there is one, without asking the server.
 *
 * @throws DiagnosticError  git or the folder can't be used; or the last good revision can't be loaded any more
 */
export async function openRevisions(options: GitOptions): Promise<RevisionSource> {
  const { source, policy } = options;
  const folder = join(options.directory, source.key);
  const held = await inFolder(folder, () => claim(folder));
  try {
    const home = { folder, protocol: source.protocol, ssh: options.ssh, maxFileBytes: options.limits.fetchBytes };
    const repository = await inFolder(folder, () => openRepository(source, home, options.signers, options.limits));
    await mkdir(join(folder, 'revisions'), { recursive: true, mode: 0o700 });
    const read = await readState(folder);
    // Nothing is lost by it but the word of what was in force, and that must not be lost without a word.
    if (read.status === 'unreadable')
      throw new DiagnosticError([
        trouble('git-state-unreadable', read.why, `To begin anew with what the branch has now, take it away: rm -r ${folder}`),
      ]);
    const state = read.status === 'read' ? read.state : freshState(source);
    const first = state.good === null ? null : await takeUp(repository, state.good, policy, options.load);
    return revisions(options, repository, held, state, first);
  } catch (error) {
    await held.release();
    throw error;
  }
}

async function inFolder<T extends object>(folder: string, work: () => Promise<T | Diagnostic>): Promise<T> {
  let done: T | Diagnostic;
  try {
    done = await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    done = trouble('git-state-unusable', `${folder} can't be used`, `${why}\nName another folder: --git-state DIR`);
  }
  if ('severity' in done) throw new DiagnosticError([done]);
  return done;
}

/** The last good revision, from what was fetched before. */
async function takeUp(repository: Repository, good: Good, policy: GitPolicy, load: GitOptions['load']): Promise<InForce> {
  const what = `the revision in force (${shortId(good.commit)})`;
  if (policy.requireSigned && good.signer === null) {
    const detail =
      'It was taken before --require-signed was given. Start without it until a signed commit is in force, or begin anew: ';
    throw new DiagnosticError([
      trouble('git-unsigned', `${what} is not known to be signed`, `${detail}rm -r ${repository.home.folder}`),
    ]);
  }
  const written = await writeRevision(repository, good.commit).catch(failed);
  const taken = written.ok && written.value.is === 'written' ? written.value.taken : null;
  const loaded =
    taken === null ? { refused: written.ok ? 'its files are not what they were' : written.why } : await load(taken.path);
  if (taken !== null && !('refused' in loaded)) {
    // Whatever the last process had not come to any more.
    await repository.keep(good.commit);
    await pointAt(repository.home.folder, good.commit, []).catch(() => {});
    return { ...loaded, path: taken.path, good };
  }
  const why = 'refused' in loaded ? loaded.refused : '';
  const detail = `${why}\nSee to that; or, to begin anew with what the branch has now: rm -r ${repository.home.folder}`;
  throw new DiagnosticError([trouble('git-good-lost', `${what} can't be loaded any more`, detail)]);
}

function revisions(
  options: GitOptions,
  repository: Repository,
  held: Claim,
  initial: GitState,
  first: InForce | null,
): RevisionSource {
  const { source } = options;
  const { folder } = repository.home;
  const before: string[] = [];
  let state = initial;
  let inForce = first;
  /** Whether the state that is written down can't be: told once. */
  let unwritten: string | null = null;
  const examine = examiner(repository, options);

  const save = async (next: GitState): Promise<string | null> => {
    try {
      await writeState(folder, next);
      state = next;
      unwritten = null;
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  /** What may be lost: it is told again after a restart. */
  const note = async (next: GitState): Promise<readonly GitEvent[]> => {
    const why = await save(next);
    state = next;
    if (why === null || why === unwritten) return [];
    unwritten = why;
    return [{ type: 'unreachable', file: source.name, why: `${folder} can't be written: ${why}` }];
  };
  const failing = async (why: string): Promise<Polled> => {
    const { failing: already, okMs } = state.contact;
    const since = { sinceMs: already?.sinceMs ?? Date.now(), why, times: (already?.times ?? 0) + 1 };
    const events = await note({ ...state, contact: { okMs, failing: since } });
    return {
      events: already === null ? [...events, { type: 'unreachable', file: source.name, why }] : events,
      taken: null,
      reached: false,
    };
  };
  const poll = async (signal: AbortSignal): Promise<Polled> => {
    const answer = await repository.tip(signal);
    if (signal.aborted) return { events: [], taken: null, reached: true };
    if (!answer.ok) return failing(answer.why);
    const looked = await examine(answer.value, state.good, signal);
    if (signal.aborted) return { events: [], taken: null, reached: true };
    if (!looked.ok) return failing(looked.why);
    const { facts, decision, candidate } = looked.value;
    const reached: readonly GitEvent[] = state.contact.failing === null ? [] : [{ type: 'reached', file: source.name }];
    const next: GitState = {
      ...state,
      tip: facts.tip === 'gone' ? null : facts.tip,
      contact: { okMs: Date.now(), failing: null },
    };
    switch (decision.is) {
      case 'same':
        return { events: [...reached, ...(await same(next))], taken: null, reached: true };
      case 'refuse':
        // Nor are its files kept: whoever pushes must not fill the disk.
        await clearRevisions(folder, state.good === null ? [] : [state.good.commit, ...before]);
        return { events: [...reached, ...(await refused(next, facts, decision))], taken: null, reached: true };
      case 'take':
        return candidate === null ? failing('it was not loaded') : take(next, decision.revision, candidate, reached);
    }
  };
  const same = async (next: GitState): Promise<readonly GitEvent[]> => {
    const told: readonly GitEvent[] =
      state.refused !== null && state.good !== null
        ? [{ type: 'same', file: source.name, digest: state.good.digest, revision: revisionOf(state.good) }]
        : [];
    return [...told, ...(await note({ ...next, refused: null }))];
  };
  const refused = async (next: GitState, facts: Facts, { code, sentence }: Refusal): Promise<readonly GitEvent[]> => {
    const old = state.refused;
    const again = old !== null && old.commit === next.tip && old.code === code && old.sentence === sentence;
    const revision = facts.commits?.[0] ? signedRevision(facts.commits[0]) : null;
    const kept = again ? old : { commit: next.tip, revision, code, sentence, sinceMs: Date.now() };
    const told: readonly GitEvent[] = again ? [] : [{ type: 'refused', file: source.name, why: sentence, code, revision }];
    return [...told, ...(await note({ ...next, refused: kept }))];
  };
  const take = async (
    next: GitState,
    revision: Revision,
    { loaded, files }: Candidate,
    reached: readonly GitEvent[],
  ): Promise<Polled> => {
    const good: Good = { ...revision, cluster: loaded.cluster.name, digest: files.digest, sinceMs: Date.now() };
    const unkept = await repository.keep(good.commit);
    // Else a restart would go back to an older one, without a word.
    const why = unkept ?? (await save({ ...next, good, refused: null }));
    if (why !== null) return failing(`${folder} can't be written: ${why}`);
    const changed = inForce?.good.digest !== good.digest;
    if (inForce) before.unshift(inForce.good.commit);
    before.splice(KEPT_BEFORE);
    inForce = { ...loaded, path: files.path, good };
    await pointAt(folder, good.commit, before).catch(() => {});
    const event: GitEvent = {
      type: 'taken',
      file: source.name,
      digest: good.digest,
      revision,
      changed,
      warnings: files.warnings,
    };
    return { events: [...reached, event], taken: inForce, reached: true };
  };
  return {
    name: source.name,
    inForce: () => inForce,
    state: () => state,
    async poll(signal) {
      try {
        return await poll(signal);
      } catch (error) {
        return failing(error instanceof Error ? error.message : String(error));
      }
    },
    close: () => held.release(),
  };
}

function signedRevision({ commit, author, date, subject, signer }: SignedCommit): Revision {
  return { commit, author, date, subject, signer };
}

function revisionOf({ commit, author, date, subject, signer }: Good): Revision {
  return { commit, author, date, subject, signer };
}

function failed(error: unknown): { readonly ok: false; readonly why: string } {
  return { ok: false, why: error instanceof Error ? error.message : String(error) };
}

function trouble(code: string, summary: string, detail: string): Diagnostic {
  return { severity: 'error', code, summary, detail };
}
