/**
 * Does the newest commit of the branch come into force? From what is known of it so far: yes, no and why, or what has to be looked at
 * next. Pure. The order is that of trust: nothing of a commit is read before it is known to be allowed.
 */
import type { Commits, SignedCommit } from './commits.ts';
import { type Revision, shortId } from './revision.ts';

export interface GitPolicy {
  /** Every new commit has to be signed by somebody of the list. */
  readonly requireSigned: boolean;
  /** The branch may be set to a commit that does not come after the one in force. */
  readonly allowRewind: boolean;
}

/** What is in force is the measure of what may come. */
export interface Before {
  readonly commit: string;
  /** Its metadata.name. */
  readonly cluster: string;
}

export type Relation = 'first' | 'after' | 'elsewhere';

export type FileFound =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'missing' | 'symlink' | 'folder' }
  | { readonly is: 'too-large'; readonly bytes: number; readonly maxBytes: number };

export type Other =
  | { readonly path: string; readonly is: 'symlink' }
  | { readonly path: string; readonly is: 'outside' }
  | { readonly path: string; readonly is: 'too-large'; readonly bytes: number; readonly maxBytes: number };

export type Validated = { readonly cluster: string; readonly nodes: number } | { readonly refused: string };

export interface Facts {
  /** `gone`: there is no such branch. */
  readonly tip: string | 'gone';
  readonly relation?: Relation;
  /** The newest one first; all that come after the one in force where signatures are wanted, else at least the newest. */
  readonly commits?: Commits;
  readonly file?: FileFound;
  /** Files that the cluster file names and that can't be taken as they are. */
  readonly others?: readonly Other[];
  readonly validated?: Validated;
  /** Why no plan can be made from it; null: one can. */
  readonly planned?: string | null;
}

export type Stage = 'relation' | 'commits' | 'file' | 'others' | 'validated' | 'planned';

export type Decision =
  | { readonly is: 'look'; readonly at: Stage }
  | { readonly is: 'same' }
  | { readonly is: 'take'; readonly revision: Revision }
  | Refusal;

export interface Refusal {
  readonly is: 'refuse';
  readonly code: string;
  /** What was found and what to do, for people. */
  readonly sentence: string;
}

/** @param path  the cluster file's, for messages */
export function decideTip(before: Before | null, facts: Facts, policy: GitPolicy, path: string): Decision {
  const { tip, relation, commits, file, others, validated, planned } = facts;
  if (tip === 'gone')
    return refuse('git-branch-gone', 'the branch is not there any more: push it again, or name another with --branch');
  if (before?.commit === tip) return { is: 'same' };
  if (relation === undefined) return { is: 'look', at: 'relation' };
  if (relation === 'elsewhere' && !policy.allowRewind) return refuse('git-rewound', rewoundText(tip, before));
  if (commits === undefined) return { is: 'look', at: 'commits' };
  const newest = commits[0];
  if (newest?.commit !== tip) return refuse('git-failed', `git said nothing of commit ${shortId(tip)}`);
  const unsigned = policy.requireSigned ? signatureRefusal(commits) : null;
  if (unsigned) return unsigned;
  if (file === undefined) return { is: 'look', at: 'file' };
  const unread = fileRefusal(file, path);
  if (unread) return unread;
  if (others === undefined) return { is: 'look', at: 'others' };
  const other = others[0];
  if (other) return otherRefusal(other, path);
  if (validated === undefined) return { is: 'look', at: 'validated' };
  const invalid = contentRefusal(validated, before, path);
  if (invalid) return invalid;
  if (planned === undefined) return { is: 'look', at: 'planned' };
  if (planned !== null) return refuse('git-no-plan', `no plan can be made from it: ${planned}`);
  const { commit, author, date, subject, signer } = newest;
  return { is: 'take', revision: { commit, author, date, subject, signer: policy.requireSigned ? signer : null } };
}

function rewoundText(tip: string, before: Before | null): string {
  const old = before ? shortId(before.commit) : 'the one in force';
  return `commit ${shortId(tip)} does not come after ${old}, which is in force: the branch was set back or rewritten. Push a commit that comes after ${old}; if it is right as it is, start dmsa once with --allow-rewind`;
}

/** The oldest of those that are not well signed: it is the one to begin with. */
function signatureRefusal(commits: Commits): Refusal | null {
  const wrong = commits.findLast(({ signature }) => signature !== 'allowed');
  if (!wrong) return null;
  const { code, why } = signatureTrouble(wrong);
  const more =
    commits.length > 1
      ? ` (one of ${commits.length} new commits; each has to be signed, as the next signed one would take it in)`
      : '';
  return refuse(
    code,
    `commit ${shortId(wrong.commit)} of ${wrong.author || 'nobody'} (${JSON.stringify(wrong.subject)}) ${why}${more}`,
  );
}

function signatureTrouble({ signature, key }: SignedCommit): { readonly code: string; readonly why: string } {
  const by = key === null ? '' : ` ${key}`;
  switch (signature) {
    case 'none':
      return { code: 'git-unsigned', why: 'is not signed' };
    case 'unknown':
      return { code: 'git-unknown-signer', why: `is signed by the key${by}, which nobody of the allowed signers has now` };
    case 'unchecked':
      return { code: 'git-unknown-signer', why: `is signed by the key${by}, which is none of the allowed ones` };
    case 'expired':
      return { code: 'git-expired-signature', why: `is signed by the key${by}; key or signature has expired` };
    case 'revoked':
      return { code: 'git-revoked-key', why: `is signed by the key${by}, which was revoked` };
    case 'bad':
    case 'allowed':
      return { code: 'git-bad-signature', why: 'has a signature that does not fit it' };
  }
}

function fileRefusal(file: FileFound, path: string): Refusal | null {
  switch (file.is) {
    case 'text':
      if (file.text.trim() !== '') return null;
      return refuse('git-file-empty', `${path} is empty: a cluster is not given up by that. To end keeping it, stop dmsa`);
    case 'missing':
      return refuse(
        'git-file-missing',
        `it has no ${path}: a cluster is not given up by that. If the file was moved, start dmsa with its --path`,
      );
    case 'symlink':
      return refuse(
        'git-file-not-regular',
        `${path} is a symbolic link: no link is followed. Put the file itself there, or name it with --path`,
      );
    case 'folder':
      return refuse('git-file-not-regular', `${path} is a folder: name the file in it with --path`);
    case 'too-large':
      return refuse('git-file-too-large', `${path} has ${size(file.bytes)}; at most ${size(file.maxBytes)} are read`);
  }
}

function otherRefusal(other: Other, path: string): Refusal {
  const named = `${path} names ${other.path}, which`;
  switch (other.is) {
    case 'symlink':
      return refuse('git-file-not-regular', `${named} is a symbolic link: no link is followed. Put the file itself there`);
    case 'outside':
      return refuse('git-path-outside', `${named} leads out of the repository. Put the file into it, or name it from / on`);
    case 'too-large':
      return refuse('git-file-too-large', `${named} has ${size(other.bytes)}; at most ${size(other.maxBytes)} are read`);
  }
}

function contentRefusal(validated: Validated, before: Before | null, path: string): Refusal | null {
  if ('refused' in validated) return refuse('git-invalid', `${path} is not valid: ${validated.refused}`);
  if (validated.nodes === 0) return refuse('git-no-nodes', `${path} has no nodes left: a cluster is not given up by that`);
  if (before === null || validated.cluster === before.cluster) return null;
  return refuse(
    'git-other-cluster',
    `${path} is the file of the cluster ${validated.cluster} now, not of ${before.cluster}. For another cluster, start another dmsa`,
  );
}

function size(bytes: number): string {
  return bytes < 10_000 ? `${bytes} bytes` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function refuse(code: string, sentence: string): Refusal {
  return { is: 'refuse', code, sentence };
}
