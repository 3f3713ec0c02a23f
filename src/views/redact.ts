import { SECRET_SHOWN } from '../kinds/mask.ts';
import { quote } from '../quote.ts';

/** A private key of age: its form alone says that it is a secret. */
const PRIVATE_KEY = 'AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+';

/**
 * Makes a function that takes known secrets out of any text: the last net under logs, errors and outputs of nodes. A secret
 * is also found as it is written in JSON, in a shell word, in a regular expression, in a URL, one of these in another, in
 * base64 (also as a part of something longer), and where a line was broken at one of its blanks.
 *
 * A secret that is a plain word (the vendor's default password is a part of `/opt/ubiqube/license`), a short number or only
 * three characters is taken out where it stands alone, not inside a name or a path: else it would garble every output.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  // The longest first: of two that begin alike, the shorter must not leave the rest of the longer behind.
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const alternatives = [...known.flatMap(written), ...known.flatMap(base64Parts).map(literal), PRIVATE_KEY];
  const found = new RegExp(alternatives.join('|'), 'g');
  return (text) => text.replace(found, SECRET_SHOWN);
}

/** All that is in a value of plain data, with the secrets taken out: before a view cuts and wraps what it shows. */
export function redactDeep<T>(value: T, redact: (text: string) => string): T {
  return walk(value, redact) as T;
}

function walk(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((one) => walk(one, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, redact)]));
}

function isPlain(secret: string): boolean {
  return /^(?:[A-Za-z]{1,15}|\d{1,5}|.{1,3})$/s.test(secret);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** How a text is written inside another language. */
const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => (text.includes('\0') ? text : quote(text).replace(/^'(.*)'$/s, '$1')),
  (text) => (/\p{Cs}/u.test(text) ? text : encodeURIComponent(text)),
  (text) => (/\p{Cs}/u.test(text) ? text : encodeURIComponent(text).toLowerCase()),
  (text) => new URLSearchParams({ a: text }).toString().slice(2),
  (text) => text.replace(/[^A-Za-z0-9\s_]/g, '\\$&'),
];

/** The secret in any of these languages, and in one of them inside another: a finite set, so that no text makes the search slow. */
function written(secret: string): readonly string[] {
  if (isPlain(secret)) return [...new Set([secret, ...WRITINGS.map((write) => write(secret))])].map(alone);
  const once = [secret, ...WRITINGS.map((write) => write(secret))];
  const twice = once.flatMap((text) => WRITINGS.map((write) => write(text)));
  return [...new Set([...once, ...twice])].sort((a, b) => b.length - a.length).map(brokenAnywhere);
}

function alone(text: string): string {
  return `(?<![\\w/.-])${literal(text)}(?![\\w/-])`;
}

/** A blank may have become a line break with an indentation. */
function brokenAnywhere(text: string): string {
  return text.split(/\s+/).map(literal).join('\\s{1,200}');
}

/**
 * What base64 makes of the secret wherever it stands in something longer: three alignments, without the characters at its
 * ends that others share. Short ones are left alone: what would be looked for could be any word.
 */
function base64Parts(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  if (isPlain(secret) || bytes.length < 6) return [];
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = offset === 0 ? 0 : offset + 1;
    const shared = (offset + bytes.length) % 3 === 0 ? 0 : 1;
    const part = whole.slice(from, whole.length - shared);
    return [part, part.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
