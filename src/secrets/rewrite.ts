/** Writing a secrets file: whole or not at all, and never so that its writer could not read it again. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { fileTrouble } from '../file-trouble.ts';
import { type Cipher, loadCipher, type OpenWith, type SealFor } from './cipher.ts';
import type { SecretsForm } from './form.ts';
import { findIdentities, type KeyPlaces } from './identities.ts';
import { type OpenedSecrets, openSecrets } from './open.ts';

/** What `desired/load.ts` reads, encrypted or not. */
const MAX_SECRETS_BYTES = 4 * 1024 * 1024;

/** Which secrets file a cluster has, and with which keys; what `desired/load.ts` gives beside the secrets. */
export interface SecretsPlace extends KeyPlaces {
  /** Absolute. */
  readonly path: string;
  /** `spec.secrets.recipients`; empty where the file has none. */
  readonly recipients: readonly string[];
}

export type Rewritten = 'written' | 'unchanged';

/**
 * Changes the text of a secrets file and writes it back in the form that it has: plain text of mode 0600, or encrypted for the
 * recipients of `spec.secrets.recipients` (those of the file itself can't be read back from it; a file that only one key
 * opens, ours, needs none), or with the passphrase that opened it.
 *
 * @param change  gets the text and gives the new one; may take its time (an editor)
 * @throws DiagnosticError  where it can't be read or written; the file is then as it was
 */
export async function rewriteSecrets(
  place: SecretsPlace,
  change: (text: string) => string | Promise<string>,
): Promise<Rewritten> {
  const before = await readSecretsBytes(place.path);
  const opened = await openSecrets(before.bytes, place.path, place);
  if ('code' in opened) throw new DiagnosticError([opened]);
  const text = Buffer.from(opened.plain).toString('utf8');
  const seal = await sealLike(opened, place);
  const now = await change(text);
  if (now === text) return 'unchanged';
  const bytes = await sealed(Buffer.from(now, 'utf8'), opened.form, seal, opened.key, place.path);
  const there = await readSecretsBytes(place.path);
  if (!Buffer.from(there.bytes).equals(before.bytes)) {
    throw failed(
      'secrets-changed',
      `${place.path} was changed by someone else meanwhile, and was left as it is`,
      'Do it again on what is there now.',
    );
  }
  await replaceFile(place.path, bytes, before);
  return 'written';
}

/** Encrypts a file anew for other keys, or for the first time. `target`: another file, or the same. */
export async function sealSecrets(place: SecretsPlace, seal: SealFor, target: string): Promise<void> {
  const before = await readSecretsBytes(place.path);
  const opened = await openSecrets(before.bytes, place.path, place);
  if ('code' in opened) throw new DiagnosticError([opened]);
  const readable = await readableBy(seal, place);
  if (readable === null && target === place.path) {
    throw failed(
      'cannot-read-back',
      `${place.path} would be encrypted for keys of which you have none, so it was left as it is`,
      'Add your own public key (dmsa secrets keygen shows it), or write to another file with -o.',
    );
  }
  const form = opened.form === 'plain' ? 'age-armored' : opened.form;
  const bytes = await sealed(opened.plain, form, seal, readable, target);
  await replaceFile(target, bytes, target === place.path ? before : { mode: 0o600, owner: null });
}

/** What opens a file that is sealed so, of what we have; null: nothing. */
async function readableBy(seal: SealFor, place: SecretsPlace): Promise<OpenWith | null> {
  if (seal.to === 'passphrase') return { by: 'passphrase', passphrase: seal.passphrase };
  const found = await findIdentities(place);
  if ('code' in found) return null;
  const cipher = await loadCipher();
  const own = await Promise.all(found.keys.map((key) => cipher.recipientOf(key)));
  return own.some((one) => one !== null && seal.recipients.includes(one)) ? { by: 'identities', identities: found.keys } : null;
}

/** How a file that was opened is to be sealed again; null: not at all. */
async function sealLike(opened: OpenedSecrets, place: SecretsPlace): Promise<SealFor | null> {
  const { key } = opened;
  if (key === null) return null;
  if (key.by === 'passphrase') return { to: 'passphrase', passphrase: key.passphrase };
  if (place.recipients.length > 0) {
    const cipher = await loadCipher();
    requireRecipients(cipher, place.recipients);
    return { to: 'recipients', recipients: place.recipients };
  }
  if (opened.recipients === 1) {
    const own = await ownRecipients(key.identities);
    const [only] = own;
    if (own.length === 1 && only !== undefined) return { to: 'recipients', recipients: [only] };
  }
  throw failed(
    'no-recipients',
    `It is not known for whom ${place.path} has to be encrypted again, so it was left as it is`,
    `It is encrypted for ${opened.recipients === 1 ? 'one of your keys' : `${opened.recipients} keys`}, and a file does not tell for which. Write their public keys into cluster.yaml, under spec.secrets.recipients.`,
  );
}

export async function ownRecipients(identities: readonly string[]): Promise<readonly string[]> {
  const cipher = await loadCipher();
  const found = await Promise.all(identities.map((identity) => cipher.recipientOf(identity)));
  return [...new Set(found)].filter((one) => one !== null);
}

/** @throws DiagnosticError `bad-recipient` */
export function requireRecipients(cipher: Cipher, recipients: readonly string[]): void {
  const bad = recipients.filter((one) => !cipher.isRecipient(one));
  if (bad.length === 0) return;
  // A private key given by mistake must not be shown.
  const shown = bad.map((one) => (/^age1[0-9a-z]+$/.test(one) ? one : 'a text that does not begin with age1'));
  throw failed(
    'bad-recipient',
    'An age recipient is damaged or of an unknown sort',
    `Found ${shown.join(', ')}. Wanted is a public key of age (age1…), as dmsa secrets keygen and age-keygen print it.`,
  );
}

/** Seals and, where we have a key, opens again: what can't be read back is never written. */
async function sealed(
  plain: Uint8Array,
  form: SecretsForm,
  seal: SealFor | null,
  key: OpenWith | null,
  path: string,
): Promise<Uint8Array> {
  if (form === 'plain' || seal === null) return plain;
  const cipher = await loadCipher();
  const bytes = await cipher.seal(plain, seal, form);
  if (bytes.length > MAX_SECRETS_BYTES) {
    throw failed(
      'file-too-large',
      `${path} would be too large, so it was left as it is`,
      `Encrypted it has ${bytes.length} bytes; at most ${MAX_SECRETS_BYTES} are read.`,
    );
  }
  // With the passphrase that it has just been sealed with it opens; trying that would take seconds.
  if (key === null || key.by === 'passphrase') return bytes;
  const again = await cipher.open(bytes, key);
  if (again.status === 'open' && Buffer.from(again.bytes).equals(plain)) return bytes;
  throw failed(
    'cannot-read-back',
    `${path} would be encrypted so that you can't read it any more, so it was left as it is`,
    'None of the recipients in spec.secrets.recipients is your own public key. Add it: dmsa secrets keygen shows it.',
  );
}

interface SecretsBytes {
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly owner: { readonly uid: number; readonly gid: number };
}

async function readSecretsBytes(path: string): Promise<SecretsBytes> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new Error('it is not a regular file');
      if (stat.size > MAX_SECRETS_BYTES) throw new Error(`it has ${stat.size} bytes; at most ${MAX_SECRETS_BYTES} are read`);
      const { uid, gid } = stat;
      return { bytes: await handle.readFile(), mode: stat.mode & 0o777, owner: { uid, gid } };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw failed('cannot-read', `${path} can't be read`, fileTrouble(error, 'file'));
  }
}

/** A new file beside it, forced to the disk, renamed over it, and the folder forced to the disk too. */
async function replaceFile(
  path: string,
  bytes: Uint8Array,
  { mode, owner }: { readonly mode: number; readonly owner: SecretsBytes['owner'] | null },
): Promise<void> {
  // Behind a symbolic link lies the file itself.
  const target = await realpath(path).catch(() => path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      // root must not take the file from the one whose it is; anybody else can't give files away.
      if (owner !== null && process.getuid?.() === 0) await handle.chown(owner.uid, owner.gid);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, mode);
    await rename(temporary, target);
    const folder = await open(dirname(target), constants.O_RDONLY);
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    await rm(temporary, { force: true });
    throw failed('cannot-write', `${path} can't be written`, error instanceof Error ? error.message : String(error));
  }
}

function failed(code: string, summary: string, detail: string): DiagnosticError {
  const diagnostic: Diagnostic = { severity: 'error', code, summary, detail };
  return new DiagnosticError([diagnostic]);
}
