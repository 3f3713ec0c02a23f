/** The cipher port over the npm package age-encryption (typage, by the author of age). */
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Cipher, Locks, Opened } from './cipher.ts';
import { formOf } from './form.ts';

/** A head is some hundred bytes for each recipient. */
const MAX_HEAD_BYTES = 256 * 1024;

export const age: Cipher = {
  locksOf(file) {
    const raw = binaryOf(file);
    return typeof raw === 'string' ? { status: 'damaged', why: raw } : headOf(raw);
  },

  async open(file, key) {
    const raw = binaryOf(file);
    if (typeof raw === 'string') return { status: 'damaged', why: raw };
    const decrypter = new Decrypter();
    if (key.by === 'passphrase') decrypter.addPassphrase(key.passphrase);
    else for (const identity of key.identities) decrypter.addIdentity(identity);
    try {
      return { status: 'open', bytes: await decrypter.decrypt(raw) };
    } catch (error) {
      return notOpened(error);
    }
  },

  async seal(plain, key, form) {
    const encrypter = new Encrypter();
    if (key.to === 'passphrase') encrypter.setPassphrase(key.passphrase);
    else for (const recipient of key.recipients) encrypter.addRecipient(recipient);
    const raw = await encrypter.encrypt(plain);
    return form === 'age' ? raw : Buffer.from(armor.encode(raw), 'latin1');
  },

  newIdentity: generateX25519Identity,

  async recipientOf(identity) {
    try {
      return await identityToRecipient(identity);
    } catch {
      return null;
    }
  },

  isRecipient(text) {
    try {
      new Encrypter().addRecipient(text);
      return true;
    } catch {
      return false;
    }
  },
};

/** The file without its armor; a sentence where that is damaged. */
function binaryOf(file: Uint8Array): Uint8Array | string {
  if (formOf(file) !== 'age-armored') return file;
  try {
    return armor.decode(Buffer.from(file).toString('latin1'));
  } catch (error) {
    return `its armor: ${messageOf(error)}`;
  }
}

/** The lines `-> TYPE …` between the first line and `---` (https://age-encryption.org/v1, "Header"). */
function headOf(raw: Uint8Array): Locks {
  const lines = Buffer.from(raw.subarray(0, MAX_HEAD_BYTES)).toString('latin1').split('\n');
  const end = lines.findIndex((line) => line.startsWith('--- '));
  if (end < 0) return { status: 'damaged', why: 'its head does not end' };
  const types = lines.slice(0, end).flatMap((line) => (line.startsWith('-> ') ? [line.split(' ')[1] ?? ''] : []));
  if (types.length === 0) return { status: 'damaged', why: 'its head names nobody who could open it' };
  return { status: 'known', passphrase: types.includes('scrypt'), types };
}

function notOpened(error: unknown): Opened {
  const why = messageOf(error);
  // The library's only word for it; a test holds it to that.
  return why.includes('no identity matched') ? { status: 'no-match' } : { status: 'damaged', why };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
