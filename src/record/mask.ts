/**
 * Takes every secret out of what is recorded, so that equal ones stay equal: each becomes a keyed digest of itself, by a key that is thrown
 * away. What is a secret is known by its value (the secrets file), by a mark beside it, by the name of a key or of a line, or by its form. Pure.
 */
import { createHmac } from 'node:crypto';
import { looksSecret, maskLine, SECRET_SHOWN } from '../kinds/mask.ts';

export interface MaskOptions {
  readonly key: string;
  /** Takes known secrets out of a text; SECRET_SHOWN stands for each then. */
  readonly redact: (text: string) => string;
}

/** Hashes of crypt(3), private keys: wherever they stand. */
const FORMS = /^\$[0-9a-z]{1,8}\$|-----BEGIN [A-Z ]*PRIVATE KEY|^SCRAM-SHA|^md5[0-9a-f]{32}$/;
/** Of something that is marked as secret these say what it is, and are no secrets. */
const PLAIN_KEYS = new Set(['name', 'path', 'kind', 'node', 'status', 'file', 'where', 'owner', 'mode', 'group', 'source']);

export function masked(value: unknown, options: MaskOptions): unknown {
  const digest = (text: string): string =>
    `(secret ${createHmac('sha256', options.key).update(text).digest('hex').slice(0, 24)})`;
  const line = (text: string): string => {
    const hidden = maskLine(text);
    return hidden === text
      ? text
      : hidden.slice(0, -SECRET_SHOWN.length) + digest(text.slice(hidden.length - SECRET_SHOWN.length));
  };
  const text = (one: string): string => {
    if (FORMS.test(one)) return digest(one);
    const lines = one.split('\n').map((part) => {
      const shown = line(part);
      return options.redact(shown) === shown ? shown : digest(part);
    });
    const all = lines.join('\n');
    // One that goes over several lines.
    return options.redact(all) === all ? all : digest(one);
  };
  const walk = (one: unknown, secret: boolean): unknown => {
    if (typeof one === 'string') return secret && one !== '' ? digest(one) : text(one);
    if (Array.isArray(one)) return one.map((inner) => walk(inner, secret));
    if (one instanceof Set) return new Set([...one].map((inner) => walk(inner, secret)));
    if (one instanceof Map) {
      return new Map([...one].map(([key, inner]) => [walk(key, false), walk(inner, secret || isSecretKey(key))] as const));
    }
    if (typeof one !== 'object' || one === null) return one;
    const marked = secret || ('secret' in one && one.secret === true);
    return Object.fromEntries(
      Object.entries(one).map(([key, inner]) => [text(key), walk(inner, (marked && !PLAIN_KEYS.has(key)) || isSecretKey(key))]),
    );
  };
  return walk(value, false);
}

function isSecretKey(key: unknown): boolean {
  return typeof key === 'string' && /^[A-Za-z_][\w.-]*$/.test(key) && looksSecret(key);
}
