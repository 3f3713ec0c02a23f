/** What a look tells of root's key pair on a node. The private key itself is never read: only that it is there, and its mode. */
import { quote } from '../../quote.ts';
import type { FactRequest, Facts } from '../facts.ts';
import type { Observation } from '../kind.ts';
import { HOST_KEYS, type PublicKey, parsePublicKey } from './keys.ts';

export type KeyState = {
  /** The private key; null where there is none, or an empty file. */
  readonly key: Meta | null;
  /** Its public half; null where there is none that can be read. */
  readonly pub: PublicKey | null;
  /** The pair beside it that a rotation brings in. */
  readonly next: { readonly key: boolean; readonly pub: PublicKey | null };
  /** Home of root, and the folder of the key; null where it is not there. */
  readonly home: Meta | null;
  readonly folder: Meta | null;
  readonly hostKeys: readonly { readonly type: string; readonly blob: string }[];
  /** Where there is no key yet: what could make one. `openssh` as in `ssh -V`, `5.3`; null where that is not known. */
  readonly maker: { readonly keygen: boolean; readonly openssh: string | null } | null;
};
/** Mode in four octal digits, owner as a number. */
export type Meta = { readonly mode: string; readonly uid: string };

export function nextPath(path: string): string {
  return `${path}.dmsa-new`;
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function keyRequests(path: string): readonly FactRequest[] {
  const places = ['/root', folderOf(path), path, nextPath(path)].map(quote).join(' ');
  return [
    { type: 'file', path: `${path}.pub` },
    { type: 'file', path: `${nextPath(path)}.pub` },
    { type: 'glob', pattern: HOST_KEYS },
    {
      type: 'command',
      id: `ssh-key ${path}`,
      script: `set --; for f in ${places}; do [ ! -e "$f" ] || set -- "$@" "$f"; done
[ $# -eq 0 ] || stat -L -c '%a %u %s %n' -- "$@" || exit
[ -s ${quote(path)} ] || { ! command -v ssh-keygen >/dev/null 2>&1 || echo 'tool ssh-keygen'; ssh -V 2>&1 || :; }`,
      watch: { paths: ['/root', folderOf(path), path, nextPath(path)] },
    },
  ];
}

export function keyState(facts: Facts, path: string): Observation<KeyState> {
  const seen = facts.command(`ssh-key ${path}`);
  if (seen.status === 'unknown') return { status: 'unknown', why: seen.why };
  if (seen.code !== 0)
    return { status: 'unknown', why: `stat failed: ${seen.stderr.trim().slice(0, 200) || `exit code ${seen.code}`}` };
  const found = new Map<string, Meta & { readonly size: number }>();
  let keygen = false;
  let openssh: string | null = null;
  for (const line of seen.stdout.split('\n')) {
    const match = /^([0-7]{1,4}) (\d+) (\d+) (\/.*)$/.exec(line);
    if (match) {
      const [, mode = '', uid = '', size = '', name = ''] = match;
      found.set(name, { mode: mode.padStart(4, '0'), uid, size: Number(size) });
    } else if (line === 'tool ssh-keygen') keygen = true;
    else openssh = /^OpenSSH_(\d+\.\d+)/.exec(line)?.[1] ?? openssh;
  }
  const meta = (name: string): Meta | null => {
    const one = found.get(name);
    return one ? { mode: one.mode, uid: one.uid } : null;
  };
  // An empty file is what a power cut leaves of a file that was just made.
  const isKey = (name: string): boolean => (found.get(name)?.size ?? 0) > 0;
  const pub = publicHalf(facts, `${path}.pub`);
  const next = publicHalf(facts, `${nextPath(path)}.pub`);
  if (typeof pub === 'string') return { status: 'unknown', why: pub };
  if (typeof next === 'string') return { status: 'unknown', why: next };
  const hostKeys = [...facts.glob(HOST_KEYS).values()].flatMap((fact) => {
    const key = fact.status === 'present' ? parsePublicKey(fact.text) : null;
    // No OpenSSH of today takes DSA.
    return key && key.type !== 'ssh-dss' ? [{ type: key.type, blob: key.blob }] : [];
  });
  return {
    status: 'present',
    state: {
      key: isKey(path) ? meta(path) : null,
      pub,
      next: { key: isKey(nextPath(path)), pub: next },
      home: meta('/root'),
      folder: meta(folderOf(path)),
      maker: isKey(path) ? null : { keygen, openssh },
      hostKeys: hostKeys.sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0)),
    },
  };
}

/** A string says why it can't be read; what is no public key is as good as none, as the private key can give it anew. */
function publicHalf(facts: Facts, path: string): PublicKey | null | string {
  const fact = facts.file(path);
  if (fact.status === 'unknown') return `${path}: ${fact.why}`;
  return fact.status === 'present' ? parsePublicKey(fact.text) : null;
}
