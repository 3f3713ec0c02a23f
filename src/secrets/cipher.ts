/**
 * The port behind which files are encrypted. Its one implementation is age.ts; another library, or the `age` program itself,
 * would be another file with the same functions.
 */
import type { SecretsForm } from './form.ts';

/** What opens a file: private keys (`AGE-SECRET-KEY-1…`), or a passphrase. */
export type OpenWith =
  | { readonly by: 'identities'; readonly identities: readonly string[] }
  | { readonly by: 'passphrase'; readonly passphrase: string };

/** For whom a file is encrypted. */
export type SealFor =
  | { readonly to: 'recipients'; readonly recipients: readonly string[] }
  | { readonly to: 'passphrase'; readonly passphrase: string };

export type Opened =
  | { readonly status: 'open'; readonly bytes: Uint8Array }
  /** None of the keys fits, or the passphrase is wrong. */
  | { readonly status: 'no-match' }
  | { readonly status: 'damaged'; readonly why: string };

/** Who can open a file, as far as its head tells: not who they are, but how many and of which sort. */
export type Locks =
  | { readonly status: 'known'; readonly passphrase: boolean; readonly types: readonly string[] }
  | { readonly status: 'damaged'; readonly why: string };

export interface Cipher {
  locksOf(file: Uint8Array): Locks;
  open(file: Uint8Array, key: OpenWith): Promise<Opened>;
  /** Rejects where a recipient is none: check them with `isRecipient` before. */
  seal(plain: Uint8Array, key: SealFor, form: Exclude<SecretsForm, 'plain'>): Promise<Uint8Array>;
  newIdentity(): Promise<string>;
  /** The public key of a private one; null where it is none. */
  recipientOf(identity: string): Promise<string | null>;
  isRecipient(text: string): boolean;
}

/** Loaded only where a file is encrypted: most runs have none, and the library is not small. */
export async function loadCipher(): Promise<Cipher> {
  return (await import('./age.ts')).age;
}
