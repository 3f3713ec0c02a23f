/** Root passwords of the secrets file: which form each has, and what can't be one. Nothing here ever shows a value. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Secrets } from './secrets.ts';

/**
 * `hash`: as in /etc/shadow, made by somebody else. `plain`: the password itself, and the salt that it is hashed with where a
 * node has another one.
 */
export type RootPassword =
  | { readonly form: 'hash'; readonly hash: string }
  | { readonly form: 'plain'; readonly plain: string; readonly salt: string };

/** crypt(5): SHA-256 and SHA-512 with up to 16 characters of salt, and yescrypt. */
const HASHES = [
  /^\$5\$(rounds=\d{4,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{43}$/,
  /^\$6\$(rounds=\d{4,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{86}$/,
  /^\$y\$[./0-9A-Za-z]+\$[./0-9A-Za-z]{1,86}\$[./0-9A-Za-z]{43}$/,
];

export function isPasswordHash(value: string): boolean {
  return HASHES.some((form) => form.test(value));
}

export interface RootPasswords {
  /** By node; an empty password is none, as in servers.conf. */
  readonly passwords: ReadonlyMap<string, RootPassword>;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param salt gives a fresh random salt, 16 of `./0-9A-Za-z`; null: passwords that are no hashes are left out */
export function rootPasswordsOf(secrets: Secrets, isNode: (name: string) => boolean, salt: (() => string) | null): RootPasswords {
  const passwords = new Map<string, RootPassword>();
  const diagnostics: Diagnostic[] = [];
  for (const [node, { value, source }] of secrets.rootPasswords) {
    if (!isNode(node) || value === '') continue;
    const wrong = whatIsWrong(value);
    if (wrong !== null) {
      const summary = 'A root password can not be set as it is written.';
      diagnostics.push({
        severity: 'error',
        code: 'bad-root-password',
        summary,
        detail: `${wrong} It is that of ${node}.`,
        source,
      });
    } else if (isPasswordHash(value)) {
      passwords.set(node, { form: 'hash', hash: value });
    } else if (salt !== null) {
      passwords.set(node, { form: 'plain', plain: value, salt: salt() });
    }
  }
  return { passwords, diagnostics };
}

function whatIsWrong(value: string): string | null {
  if (/^[!*x]+$/.test(value)) return 'Found a mark of /etc/shadow for a locked account. Wanted is a password, or its hash.';
  if (/^\$(?:\d\w?|y|gy|7|md5|sha1)\$/.test(value) && !isPasswordHash(value)) {
    return 'Found what begins as a hash and is none that dmsa sets: wanted is $6$ (SHA-512), $5$ (SHA-256) or $y$ (yescrypt), whole. Make one with: openssl passwd -6';
  }
  return null;
}
