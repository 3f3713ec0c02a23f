/** Looks at the newest commit of the branch, as far as the decision about it needs (decide.ts), and at nothing else of it. */
import type { Cluster } from '../desired/cluster.ts';
import type { SignedCommit } from './commits.ts';
import { type Decision, decideTip, type Facts, type GitPolicy, type Relation, type Stage } from './decide.ts';
import type { Answer, Repository } from './repository.ts';
import { readClusterFile, type Taken, writeRevision } from './revision-folder.ts';
import type { Good } from './state.ts';

/** A good file, or why it is none, for people: as reconcile/follow-file.ts has it. */
export type Loaded = GoodFile | { readonly refused: string };

interface GoodFile {
  readonly cluster: Cluster;
  readonly text: string;
}

export interface Examining {
  readonly policy: GitPolicy;
  /** Reads and validates the cluster file at this path, and says whether it can be gone on with. Never rejects. */
  readonly load: (path: string) => Promise<Loaded>;
  /** Why no plan can be made from it; null: one can. Never rejects. */
  readonly plan: (cluster: Cluster, signal: AbortSignal) => Promise<string | null>;
}

export interface Examined {
  readonly decision: Exclude<Decision, { readonly is: 'look' }>;
  readonly facts: Facts;
  /** null: it was not come so far. */
  readonly candidate: Candidate | null;
}

export interface Candidate {
  readonly loaded: GoodFile;
  readonly files: Taken;
}

/** So many commits are fetched to find the one in force among them; then so many. */
const DEPTHS = [64, 1024] as const;

/** @returns a function that looks at a commit, or at a branch that is `gone`; what it has fetched once is not fetched again */
export function examiner(
  repository: Repository,
  { policy, load, plan }: Examining,
): (tip: string, good: Good | null, signal: AbortSignal) => Promise<Answer<Examined>> {
  let fetched: Fetched | null = null;
  return async (tip, good, signal) => {
    let facts: Facts = { tip };
    let files: Taken | null = null;
    let loaded: GoodFile | null = null;
    const look = async (at: Stage): Promise<Answer<Partial<Facts>>> => {
      switch (at) {
        case 'relation': {
          if (fetched?.tip !== facts.tip) {
            const related = await relate(repository, good, facts.tip, signal);
            if (!related.ok) return related;
            fetched = related.value;
          }
          return { ok: true, value: fetched };
        }
        case 'commits':
          return as('commits', await newCommits(repository, facts, good, policy));
        case 'file':
          return as('file', await readClusterFile(repository, facts.tip));
        case 'others': {
          const written = await writeRevision(repository, facts.tip);
          if (!written.ok) return written;
          if (written.value.is === 'refused') return { ok: true, value: { others: written.value.others } };
          files = written.value.taken;
          return { ok: true, value: { others: [] } };
        }
        case 'validated': {
          if (files === null) return { ok: false, why: 'its files were not written' };
          const read = await load(files.path);
          if ('refused' in read) return { ok: true, value: { validated: read } };
          loaded = read;
          return { ok: true, value: { validated: { cluster: read.cluster.name, nodes: read.cluster.nodes.length } } };
        }
        case 'planned':
          if (loaded === null) return { ok: false, why: 'it was not loaded' };
          return { ok: true, value: { planned: await plan(loaded.cluster, signal) } };
      }
    };
    for (;;) {
      const decision = decideTip(good, facts, policy, repository.source.path);
      if (decision.is !== 'look') {
        const candidate = loaded === null || files === null ? null : { loaded, files };
        return { ok: true, value: { decision, facts, candidate } };
      }
      const looked = await look(decision.at);
      if (signal.aborted) return { ok: false, why: 'dmsa is told to end' };
      if (!looked.ok) return looked;
      facts = { ...facts, ...looked.value };
    }
  };
}

function as<K extends keyof Facts>(name: K, answer: Answer<NonNullable<Facts[K]>>): Answer<Partial<Facts>> {
  return answer.ok ? { ok: true, value: { [name]: answer.value } } : answer;
}

interface Fetched {
  readonly tip: string;
  readonly relation: Relation;
}

/** Fetches the branch, and how its newest commit stands to the one in force. By then it may be a newer one than `tip`. */
async function relate(repository: Repository, good: Good | null, tip: string, signal: AbortSignal): Promise<Answer<Fetched>> {
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
