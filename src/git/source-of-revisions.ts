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
import { type Decision, decideTip, type Facts, type GitPolicy, type Refusal, type Relation, type Stage } from './decide.ts';
import { type Answer, type GitLimits, openRepository, type Repository, type Signers } from './repository.ts';
import { type Revision, shortId } from './revision.ts';
import { clearRevisions, pointAt, readClusterFile, type Taken, writeRevision } from './revision-folder.ts';
import type { GitSource } from './source.ts';
import { type Claim, claim, freshState, type GitState, type Good, readState, writeState } from './state.ts';

/** A good file, or why it is none, for people: as reconcile/follow-file.ts has it. */
export type Loaded = { readonly cluster: Cluster; readonly text: string } | { readonly refused: string };

export interface GitOptions {
  readonly source: GitSource;
  /** The folder of all sources. */
  readonly directory: string;
  readonly policy: GitPolicy;
  readonly signers: Signers;
  readonly ssh: SshFiles;
  readonly limits: GitLimits;
  /** Reads and validates the cluster file at this path, and says whether it can be gone on with. Never rejects. */
  readonly load: (path: string) => Promise<Loaded>;
  /** Why no plan can be made from it; null: one can. Never rejects. */
  readonly plan: (cluster: Cluster, signal: AbortSignal) => Promise<string | null>;
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

/** So many commits are fetched to find the one in force among them; then so many. */
const DEPTHS = [64, 1024] as const;
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
    await clearRevisions(folder, state.good === null ? [] : [state.good.commit]);
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
  if (taken !== null && !('refused' in loaded)) return { ...loaded, path: taken.path, good };
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
  let fetched: { readonly tip: string; readonly relation: Relation } | null = null;

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
    const told = already === null || state.contact.failing?.why !== why;
    const since = { sinceMs: already?.sinceMs ?? Date.now(), why, times: (already?.times ?? 0) + 1 };
    const events = await note({ ...state, contact: { okMs, failing: since } });
    return { events: told ? [...events, { type: 'unreachable', file: source.name, why }] : events, taken: null, reached: false };
  };
  const relate = async (signal: AbortSignal, tip: string): Promise<Answer<{ tip: string; relation: Relation }>> => {
    const good = state.good;
    if (good === null) {
      const newest = await repository.fetch(1, signal);
      return newest.ok ? { ok: true, value: { tip: newest.value, relation: 'first' } } : newest;
    }
    let newest = tip;
    for (const depth of DEPTHS) {
      const answer = await repository.fetch(depth, signal);
      if (!answer.ok) return answer;
      newest = answer.value;
      const after = await repository.isAncestor(good.commit, newest);
      if (!after.ok) return after;
      if (after.value) return { ok: true, value: { tip: newest, relation: 'after' } };
    }
    return { ok: true, value: { tip: newest, relation: 'elsewhere' } };
  };
  const poll = async (signal: AbortSignal): Promise<Polled> => {
    const answer = await repository.tip(signal);
    if (!answer.ok) return failing(answer.why);
    const good = state.good;
    let facts: Facts = { tip: answer.value };
    let written: Taken | null = null;
    let loaded: InForce | null = null;
    let decision: Decision = decideTip(good, facts, options.policy, source.path);
    const look = async (at: Stage): Promise<Answer<Facts>> => {
      switch (at) {
        case 'relation': {
          // What was refused is looked at again at each poll, and fetched once.
          if (fetched?.tip !== facts.tip) {
            const related = await relate(signal, facts.tip);
            if (!related.ok) return related;
            fetched = related.value;
          }
          return { ok: true, value: { ...facts, ...fetched } };
        }
        case 'commits': {
          const commits = await newCommits(repository, facts, good, options.policy);
          return commits.ok ? { ok: true, value: { ...facts, commits: commits.value } } : commits;
        }
        case 'file': {
          const file = await readClusterFile(repository, facts.tip);
          return file.ok ? { ok: true, value: { ...facts, file: file.value } } : file;
        }
        case 'others': {
          const files = await writeRevision(repository, facts.tip).catch(failed);
          if (!files.ok) return files;
          written = files.value.is === 'written' ? files.value.taken : null;
          return { ok: true, value: { ...facts, others: files.value.is === 'refused' ? files.value.others : [] } };
        }
        case 'validated': {
          if (written === null) return { ok: false, why: 'its files were not written' };
          const read = await options.load(written.path);
          if ('refused' in read) return { ok: true, value: { ...facts, validated: read } };
          const { cluster, text } = read;
          const known = { commit: facts.tip, author: '', date: '', subject: '', signer: null };
          loaded = {
            cluster,
            text,
            path: written.path,
            good: { ...known, cluster: cluster.name, digest: written.digest, sinceMs: Date.now() },
          };
          return { ok: true, value: { ...facts, validated: { cluster: cluster.name, nodes: cluster.nodes.length } } };
        }
        case 'planned': {
          if (loaded === null) return { ok: false, why: 'it was not loaded' };
          return { ok: true, value: { ...facts, planned: await options.plan(loaded.cluster, signal) } };
        }
      }
    };
    while (decision.is === 'look') {
      const looked = await look(decision.at);
      if (signal.aborted) return { events: [], taken: null, reached: true };
      if (!looked.ok) return failing(looked.why);
      facts = looked.value;
      decision = decideTip(good, facts, options.policy, source.path);
    }
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
        return { events: [...reached, ...(await refused(next, facts, decision))], taken: null, reached: true };
      case 'take':
        return take(next, decision.revision, written, loaded, reached);
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
    written: Taken | null,
    loaded: InForce | null,
    reached: readonly GitEvent[],
  ): Promise<Polled> => {
    if (loaded === null || written === null) return failing('it was not loaded');
    const good: Good = { ...loaded.good, ...revision };
    // Else a restart would go back to an older one, without a word.
    const why = await save({ ...next, good, refused: null });
    if (why !== null) return failing(`${folder} can't be written: ${why}`);
    const changed = inForce?.good.digest !== good.digest;
    if (inForce) before.unshift(inForce.good.commit);
    before.splice(KEPT_BEFORE);
    inForce = { ...loaded, good };
    await repository.keep(good.commit);
    await pointAt(folder, good.commit, before).catch(() => {});
    const event: GitEvent = {
      type: 'taken',
      file: source.name,
      digest: good.digest,
      revision,
      changed,
      warnings: written.warnings,
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

/** All that the policy wants to know of: the newest commit alone, or each that comes after the one in force. */
async function newCommits(
  repository: Repository,
  { tip, relation }: Facts,
  good: Good | null,
  { requireSigned }: GitPolicy,
): Promise<Answer<readonly SignedCommit[]>> {
  const newest = await repository.commits(tip, null, requireSigned);
  if (!newest.ok || !requireSigned || good === null || relation === 'first') return newest;
  const all = await repository.commits(tip, good.commit, true);
  if (!all.ok) return all;
  return { ok: true, value: [...newest.value, ...all.value.filter(({ commit }) => commit !== tip)] };
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
