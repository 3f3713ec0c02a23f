/** From the bytes of a secrets file, in whatever form it is, to its text. */
import type { Diagnostic } from '../diagnostic.ts';
import { type Cipher, type Locks, loadCipher, type OpenWith } from './cipher.ts';
import { formOf, type SecretsForm } from './form.ts';
import { findIdentities, type KeyPlaces } from './identities.ts';

export interface OpenedSecrets {
  readonly form: SecretsForm;
  readonly plain: Uint8Array;
  /** null where the file was not encrypted. */
  readonly key: OpenWith | null;
  /** How many can open it; 0 where it is not encrypted, or with a passphrase. */
  readonly recipients: number;
}

/**
 * @param path  as named in messages
 * @returns what was in it, or what is wrong and what to do about it; nothing of the content is ever in a message
 */
export async function openSecrets(file: Uint8Array, path: string, places: KeyPlaces): Promise<OpenedSecrets | Diagnostic> {
  const form = formOf(file);
  if (form === 'plain') return { form, plain: file, key: null, recipients: 0 };
  const cipher = await loadCipher();
  const locks = cipher.locksOf(file);
  if (locks.status === 'damaged') return damaged(path, locks.why);
  return locks.passphrase
    ? openByPassphrase(cipher, file, form, path, places)
    : openByIdentity(cipher, file, form, path, places, locks);
}

async function openByPassphrase(
  cipher: Cipher,
  file: Uint8Array,
  form: SecretsForm,
  path: string,
  places: KeyPlaces,
): Promise<OpenedSecrets | Diagnostic> {
  const passphrase = (await places.askPassphrase?.(path)) ?? null;
  if (passphrase === null) {
    const detail = `Found ${path} encrypted with a passphrase, and no terminal to ask for it. Encrypt it for a key instead, which works without a person: dmsa secrets keygen, then dmsa secrets encrypt`;
    return wrong('passphrase-needed', 'The secrets file needs a passphrase.', detail);
  }
  const key: OpenWith = { by: 'passphrase', passphrase };
  const opened = await cipher.open(file, key);
  switch (opened.status) {
    case 'open':
      return { form, plain: opened.bytes, key, recipients: 0 };
    case 'no-match':
      return wrong('wrong-passphrase', 'The passphrase of the secrets file is wrong.', `It does not open ${path}. Try again.`);
    case 'damaged':
      return damaged(path, opened.why);
  }
}

async function openByIdentity(
  cipher: Cipher,
  file: Uint8Array,
  form: SecretsForm,
  path: string,
  places: KeyPlaces,
  { types }: Extract<Locks, { status: 'known' }>,
): Promise<OpenedSecrets | Diagnostic> {
  const found = await findIdentities(places);
  if ('code' in found) return found;
  const key: OpenWith = { by: 'identities', identities: found.keys };
  const opened = await cipher.open(file, key);
  switch (opened.status) {
    case 'open':
      return { form, plain: opened.bytes, key, recipients: types.length };
    case 'no-match':
      return noMatch(await Promise.all(found.keys.map((one) => cipher.recipientOf(one))), found.from, path, types);
    case 'damaged':
      return damaged(path, opened.why);
  }
}

function noMatch(mine: readonly (string | null)[], from: string, path: string, types: readonly string[]): Diagnostic {
  const others = [...new Set(types)].filter((type) => type !== 'X25519' && type !== 'mlkem768x25519');
  const unknown = others.length === 0 ? '' : ` Some of it is of a sort that dmsa does not open (${others.join(', ')}).`;
  const many = types.length === 1 ? 'one key' : `${types.length} keys`;
  return wrong(
    'wrong-identity',
    'The secrets file is encrypted for other keys than yours.',
    `Found ${path} encrypted for ${many}, none of them of ${from} (its public key: ${mine.join(', ')}).${unknown} Ask someone who has a key to add yours to spec.secrets.recipients and type: dmsa secrets encrypt. Or name the right key: spec.secrets.identity.`,
  );
}

function damaged(path: string, why: string): Diagnostic {
  return wrong(
    'secrets-damaged',
    'The encrypted secrets file is damaged.',
    `Found ${path} not as it was written: ${why}. Take it from git or from a backup again. If it has conflict marks of git in it, take one side whole; if it is not armored, git must not change its line ends (.gitattributes: *.age binary).`,
  );
}

function wrong(code: string, summary: string, detail: string): Diagnostic {
  return { severity: 'error', code, summary, detail };
}
