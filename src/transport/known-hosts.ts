/**
 * known_hosts, as sshd(8) describes it under SSH_KNOWN_HOSTS FILE FORMAT: parsed once into an index, so that a file of
 * thousands of lines costs a look-up and not a scan for every node. Hashed names (`|1|salt|hash`) can only be compared one
 * by one; that is put off until a plain name, or the offered key itself, has not settled the question.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface KnownKey {
  /** `ssh-ed25519`, `ssh-rsa` … */
  readonly type: string;
  /** The key as in the file, base64. */
  readonly key: string;
  /** Counted from 1. */
  readonly line: number;
}

type HostKeyVerdict =
  | { readonly verdict: 'known' }
  | { readonly verdict: 'unknown'; readonly authorities: readonly KnownKey[] }
  /** The host is known by other keys. `sameType` false: by keys of other types only. */
  | { readonly verdict: 'changed'; readonly known: readonly KnownKey[]; readonly sameType: boolean }
  | { readonly verdict: 'revoked'; readonly by: KnownKey };

export interface KnownHosts {
  /** Types of the keys known for a host, or null where finding out would mean comparing very many hashed names. */
  types(host: string, port: number): readonly string[] | null;
  /** As `types`, whatever it costs. */
  allTypes(host: string, port: number): readonly string[];
  check(host: string, port: number, type: string, key: string): HostKeyVerdict;
  /** Takes up a line that was appended to the file. */
  add(line: string): void;
}

interface Hashed extends KnownKey {
  readonly salt: Buffer;
  readonly hash: Buffer;
}
interface Patterned extends KnownKey {
  readonly patterns: readonly string[];
}

/** Up to so many hashed names are compared for every host; beyond, only when the offered key has not settled it. */
const CHEAP_HASHED = 256;

/** `[host]:port`, or the bare host for port 22: the name under which OpenSSH keeps a host. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** `SHA256:…` as `ssh-keygen -l` prints it. */
export function fingerprint(key: Uint8Array | string): string {
  const blob = typeof key === 'string' ? Buffer.from(key, 'base64') : key;
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

export function parseKnownHosts(text: string): KnownHosts {
  const plain = new Map<string, KnownKey[]>();
  const patterned: Patterned[] = [];
  const hashed: Hashed[] = [];
  const hashedByKey = new Map<string, Hashed[]>();
  const revoked: Patterned[] = [];
  const authorities: Patterned[] = [];
  const hashedFor = new Map<string, readonly KnownKey[]>();
  let lines = 0;

  const take = (raw: string): void => {
    lines += 1;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const words = line.split(/[ \t]+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [names, type, key] = words;
    if (names === undefined || type === undefined || key === undefined) return;
    const known: KnownKey = { type, key, line: lines };
    if (marker === '@revoked' || marker === '@cert-authority') {
      (marker === '@revoked' ? revoked : authorities).push({ ...known, patterns: names.toLowerCase().split(',') });
      return;
    }
    if (marker !== undefined) return;
    if (names.startsWith('|1|')) {
      const [, , salt, hash] = names.split('|');
      if (salt === undefined || hash === undefined) return;
      const entry: Hashed = { ...known, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
      hashed.push(entry);
      push(hashedByKey, key, entry);
      return;
    }
    const patterns = names.toLowerCase().split(',');
    // A negated pattern makes the whole line depend on all of its patterns together.
    if (patterns.some((pattern) => /[*?!]/.test(pattern))) patterned.push({ ...known, patterns });
    else for (const name of patterns) push(plain, name, known);
  };
  const given = text.split('\n');
  if (given.at(-1) === '') given.pop();
  for (const line of given) take(line);

  const unhashed = (name: string): readonly KnownKey[] => [
    ...(plain.get(name) ?? []),
    ...patterned.filter((line) => matchPatterns(name, line.patterns)),
  ];
  const scanHashed = (name: string): readonly KnownKey[] => {
    const found = hashedFor.get(name) ?? hashed.filter((entry) => matchHashed(name, entry));
    hashedFor.set(name, found);
    return found;
  };
  const holds = (name: string, key: string): boolean =>
    unhashed(name).some((entry) => entry.key === key) || (hashedByKey.get(key) ?? []).some((entry) => matchHashed(name, entry));
  const typesOf = (entries: readonly KnownKey[]): readonly string[] => [...new Set(entries.map((entry) => entry.type))];

  return {
    types(host, port) {
      const name = knownHostName(host, port);
      const cheap = hashed.length <= CHEAP_HASHED || hashedFor.has(name);
      const found = cheap ? [...unhashed(name), ...scanHashed(name)] : unhashed(name);
      return found.length > 0 || cheap ? typesOf(found) : null;
    },
    allTypes(host, port) {
      const name = knownHostName(host, port);
      return typesOf([...unhashed(name), ...scanHashed(name)]);
    },
    check(host, port, type, key) {
      const name = knownHostName(host, port);
      const by = revoked.find((line) => line.key === key && matchPatterns(name, line.patterns));
      if (by) return { verdict: 'revoked', by };
      // OpenSSH accepts a key that is known for the host without its port, but does not call another one changed for it.
      if (holds(name, key) || (port !== 22 && holds(host.toLowerCase(), key))) return { verdict: 'known' };
      const known = [...unhashed(name), ...scanHashed(name)];
      if (known.length === 0)
        return { verdict: 'unknown', authorities: authorities.filter((line) => matchPatterns(name, line.patterns)) };
      return { verdict: 'changed', known, sameType: known.some((entry) => entry.type === type) };
    },
    add(line) {
      hashedFor.clear();
      take(line);
    },
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const found = map.get(key);
  if (found) found.push(value);
  else map.set(key, [value]);
}

function matchHashed(name: string, entry: Hashed): boolean {
  const hash = createHmac('sha1', entry.salt).update(name).digest();
  return hash.length === entry.hash.length && timingSafeEqual(hash, entry.hash);
}

/** A list matches where one of its patterns does and none of its negated ones (`!pattern`) does. */
function matchPatterns(name: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (matchPattern(name, pattern.slice(1))) return false;
    } else if (matchPattern(name, pattern)) matched = true;
  }
  return matched;
}

/** `*` and `?` only; iterative, because a regular expression made of many `*` could take for ever. */
function matchPattern(name: string, pattern: string): boolean {
  let n = 0;
  let p = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = n;
    } else if (pattern[p] === '?' || pattern[p] === name[n]) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
