/** Where the private keys are that open an encrypted secrets file. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Diagnostic } from '../diagnostic.ts';
import { quote } from '../quote.ts';
import { loadCipher } from './cipher.ts';
import { formOf } from './form.ts';

/** The key itself, for a CI that has secrets as variables; and the name of a file with it. */
export const IDENTITY_VARIABLE = 'DMSA_AGE_IDENTITY';
export const IDENTITY_FILE_VARIABLE = 'DMSA_AGE_IDENTITY_FILE';

const MAX_IDENTITY_BYTES = 64 * 1024;

/** Asks a person for a passphrase; null where there is nobody to ask. */
export type AskPassphrase = (what: string) => Promise<string | null>;

export interface KeyPlaces {
  /** `spec.secrets.identity`, absolute; null where the file names none. */
  readonly identityFiles: readonly string[] | null;
  /** Absolute. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly askPassphrase: AskPassphrase | null;
}

export interface Identities {
  /** `AGE-SECRET-KEY-1…` */
  readonly keys: readonly string[];
  /** For people: `~/.config/dmsa/age.key`. */
  readonly from: string;
}

export function defaultIdentityFile(home: string): string {
  return `${home}/.config/dmsa/age.key`;
}

/**
 * The first of these that there is, and it alone, so that it is always clear which key was used: DMSA_AGE_IDENTITY,
 * DMSA_AGE_IDENTITY_FILE, `spec.secrets.identity`, ~/.config/dmsa/age.key.
 */
export async function findIdentities(places: KeyPlaces): Promise<Identities | Diagnostic> {
  const { env, home, identityFiles } = places;
  const text = env[IDENTITY_VARIABLE] ?? '';
  if (text !== '') return parseIdentities(text, IDENTITY_VARIABLE);
  const file = env[IDENTITY_FILE_VARIABLE] ?? '';
  const standard = defaultIdentityFile(home);
  const files = file !== '' ? [file] : (identityFiles ?? [standard]);
  const found: Identities[] = [];
  for (const path of files) {
    const read = await readIdentityFile(path, places);
    if (read === 'missing' && path === standard) return noIdentity(standard);
    if (read === 'missing') {
      const named = file !== '' ? IDENTITY_FILE_VARIABLE : 'spec.secrets.identity';
      return wrong(
        'identity-missing',
        'The age identity file is not there.',
        `Found no ${path}, which ${named} names. Correct the name, or make a key with: dmsa secrets keygen -o ${quote(path)}`,
      );
    }
    if ('code' in read) return read;
    found.push(read);
  }
  return { keys: found.flatMap(({ keys }) => keys), from: found.map(({ from }) => from).join(', ') };
}

function noIdentity(standard: string): Diagnostic {
  return wrong(
    'no-identity',
    'The secrets file is encrypted, and there is no key to open it.',
    `Found neither ${IDENTITY_VARIABLE}, ${IDENTITY_FILE_VARIABLE}, spec.secrets.identity nor ${standard}. Put the private key that the file is encrypted for into one of them. For a new key type: dmsa secrets keygen; then someone who has a key encrypts the file for it too.`,
  );
}

async function readIdentityFile(path: string, places: KeyPlaces): Promise<Identities | Diagnostic | 'missing'> {
  let bytes: Uint8Array;
  let mode: number;
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new Error('it is not a regular file');
      if (stat.size > MAX_IDENTITY_BYTES) throw new Error(`it has ${stat.size} bytes; at most ${MAX_IDENTITY_BYTES} are read`);
      mode = stat.mode & 0o777;
      bytes = await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return 'missing';
    const why = error instanceof Error ? error.message : String(error);
    return wrong('identity-unreadable', "The age identity file can't be read.", `Found ${path}: ${why}.`);
  }
  const encrypted = formOf(bytes) !== 'plain';
  if (!encrypted && (mode & 0o077) !== 0) {
    const shown = mode.toString(8).padStart(4, '0');
    return wrong(
      'identity-readable',
      'Others than its owner can use the age identity file.',
      `Found mode ${shown} on ${path}; wanted is 0600. Type: chmod 600 ${quote(path)}. If others could read it for long, make a new key.`,
    );
  }
  const plain = encrypted ? await openIdentity(bytes, path, places.askPassphrase) : bytes;
  return 'code' in plain ? plain : parseIdentities(Buffer.from(plain).toString('utf8'), path);
}

/** An identity file may itself be encrypted with a passphrase (`age-keygen | age -p`). */
async function openIdentity(bytes: Uint8Array, path: string, ask: AskPassphrase | null): Promise<Uint8Array | Diagnostic> {
  const passphrase = await ask?.(path);
  if (passphrase === undefined || passphrase === null) {
    const detail = `Found ${path} encrypted with a passphrase, and no terminal to ask for it. Give the key in ${IDENTITY_VARIABLE}, or use an identity file of mode 0600.`;
    return wrong('passphrase-needed', 'The age identity file needs a passphrase.', detail);
  }
  const cipher = await loadCipher();
  const opened = await cipher.open(bytes, { by: 'passphrase', passphrase });
  if (opened.status === 'open') return opened.bytes;
  return opened.status === 'no-match'
    ? wrong('wrong-passphrase', 'The passphrase of the age identity file is wrong.', `It does not open ${path}. Try again.`)
    : wrong('identity-unreadable', "The age identity file can't be read.", `Found ${path} damaged: ${opened.why}.`);
}

/** One private key a line; comments and blank lines are ignored, as age does. */
async function parseIdentities(text: string, from: string): Promise<Identities | Diagnostic> {
  const cipher = await loadCipher();
  const keys: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const key = line.trim();
    if (key === '' || key.startsWith('#')) continue;
    // The line itself is never shown: it may be a key with a slip in it.
    if ((await cipher.recipientOf(key)) === null) {
      const wanted = 'Wanted are lines AGE-SECRET-KEY-1…, as dmsa secrets keygen and age-keygen write them';
      const other = 'SSH keys and plugins of age are not supported';
      return wrong(
        'bad-identity',
        'An age identity is damaged or of an unknown sort.',
        `Line ${index + 1} of ${from} is no private key of age. ${wanted}; ${other}.`,
      );
    }
    keys.push(key);
  }
  if (keys.length > 0) return { keys, from };
  return wrong(
    'bad-identity',
    'There is no age identity where one should be.',
    `Found no line AGE-SECRET-KEY-1… in ${from}. Make a key with: dmsa secrets keygen`,
  );
}

function wrong(code: string, summary: string, detail: string): Diagnostic {
  return { severity: 'error', code, summary, detail };
}
