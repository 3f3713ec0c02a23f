/** What `git log` says of commits and their signatures. Pure. */
import type { Revision } from './revision.ts';

/**
 * none      it is not signed
 * allowed   by somebody of the list, with a key that is valid now
 * unknown   well signed, by a key that is not on the list (or no longer, or not yet)
 * expired   by a key, or with a signature, that has expired
 * revoked   by a key that was revoked
 * bad       it does not fit the commit
 * unchecked it can't be checked: no such key, no such program
 */
export type SignatureState = 'none' | 'allowed' | 'unknown' | 'expired' | 'revoked' | 'bad' | 'unchecked';

export interface SignedCommit extends Omit<Revision, 'signer'> {
  readonly signature: SignatureState;
  /** Of an allowed signature: who, as the list names them. */
  readonly signer: string | null;
  /** The key's fingerprint or id; null: none is known. */
  readonly key: string | null;
}

export type Commits = readonly SignedCommit[];

/** Letters of `%G?` (git-log(1), PRETTY FORMATS). `U` is a good signature of somebody whom nothing makes trusted. */
const STATES: Readonly<Record<string, SignatureState>> = {
  N: 'none',
  G: 'allowed',
  U: 'unknown',
  X: 'expired',
  Y: 'expired',
  R: 'revoked',
  B: 'bad',
  E: 'unchecked',
};
const FIELDS = 7;

/** Of `%H %an %cI %s %G? %GS %GK`, all apart and ended by NULs. */
export function parseCommits(
  listing: string,
): { readonly ok: true; readonly value: Commits } | { readonly ok: false; readonly why: string } {
  const fields = listing === '' ? [] : listing.replace(/\0$/, '').split('\0');
  const commits: SignedCommit[] = [];
  for (let at = 0; at < fields.length; at += FIELDS) {
    const [commit = '', author = '', date = '', subject = '', letter = '', signer = '', key = ''] = fields.slice(at, at + FIELDS);
    const state = STATES[letter];
    if (!/^[0-9a-f]{40,64}$/.test(commit) || state === undefined)
      return { ok: false, why: 'git log said something that is no list of commits' };
    // Somebody without a name is nobody of the list.
    const signature = state === 'allowed' && signer === '' ? 'unknown' : state;
    const known = { commit, author: cut(author), date, subject: cut(subject), signature };
    commits.push({ ...known, signer: signature === 'allowed' ? cut(signer) : null, key: key === '' ? null : key });
  }
  return { ok: true, value: commits };
}

const SHOWN_CHARS = 200;

/** Whoever can push writes these: no more than a line, and nothing that a terminal acts upon. */
function cut(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
  return clean.length > SHOWN_CHARS ? `${clean.slice(0, SHOWN_CHARS)}…` : clean;
}
