/** dmsa secrets keygen, encrypt, decrypt. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { loadSecretsPlace } from '../desired/load.ts';
import { parseSecrets } from '../desired/secrets.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { loadCipher, type SealFor } from '../secrets/cipher.ts';
import { defaultIdentityFile, findIdentities } from '../secrets/identities.ts';
import { openSecrets } from '../secrets/open.ts';
import { ownRecipients, requireRecipients, type SecretsPlace, sealSecrets } from '../secrets/rewrite.ts';
import { EXIT } from './exit.ts';
import { readBytes, writeWhole } from './files.ts';
import type { Io } from './io.ts';

interface KeygenOptions {
  readonly output?: string;
}

/** The public key goes to standard output, alone, for scripts. */
export async function keygenVerb(options: KeygenOptions, io: Io): Promise<number> {
  const path = options.output ?? defaultIdentityFile(homedir());
  const cipher = await loadCipher();
  if (!existsSync(path)) {
    const identity = await cipher.newIdentity();
    const recipient = await cipher.recipientOf(identity);
    await mkdir(dirname(resolve(path)), { recursive: true, mode: 0o700 });
    const text = `# age identity, made by dmsa secrets keygen\n# public key: ${recipient}\n${identity}\n`;
    await writeWhole(path, text, { mode: 0o600, replace: false });
    io.err(`Wrote the private key to ${path} (mode 0600). Keep a copy in a safe place: without it the secrets are lost.\n`);
  }
  const found = await findIdentities({
    identityFiles: [path],
    home: homedir(),
    env: {},
    askPassphrase: io.askPassphrase,
  });
  if ('code' in found) throw new DiagnosticError([found]);
  const recipients = await ownRecipients(found.keys);
  io.err(`The public key, for spec.secrets.recipients in cluster.yaml:\n`);
  io.out(`${recipients.join('\n')}\n`);
  return EXIT.done;
}

interface FileOptions {
  readonly file: string;
  readonly secretsFile: string | null;
}

/** The secrets file that is meant, with the keys that the cluster file has for it. */
export async function whichSecrets(options: FileOptions, io: Io): Promise<SecretsPlace> {
  const place = await loadSecretsPlace(options.file, { askPassphrase: io.askPassphrase });
  if (options.secretsFile !== null) {
    const keys = place ?? {
      recipients: [],
      identityFiles: null,
      home: homedir(),
      env: process.env,
      askPassphrase: io.askPassphrase,
    };
    return { ...keys, path: resolve(options.secretsFile) };
  }
  if (place) return place;
  throw usage(
    'no secrets file is named',
    `Found no spec.secrets.file in ${options.file}. Write it there, or name the file: dmsa secrets … FILE`,
  );
}

interface EncryptOptions extends FileOptions {
  readonly recipient: readonly string[];
  readonly passphrase: boolean;
  readonly output?: string;
  readonly force: boolean;
}

export async function encryptVerb(options: EncryptOptions, io: Io): Promise<number> {
  const place = await whichSecrets(options, io);
  const text = await plainText(place);
  refuseOther(text, place.path, io);
  const seal = await sealFor(options, place, io);
  const target = options.output === undefined ? place.path : resolve(options.output);
  if (target !== place.path && existsSync(target) && !options.force) {
    throw wrong(
      'file-exists',
      `${target} is there already, and was left as it is`,
      'Give another name, or --force to replace it.',
    );
  }
  await sealSecrets(place, seal, target);
  const whom = seal.to === 'passphrase' ? 'with a passphrase' : `for ${seal.recipients.join(', ')}`;
  io.err(`Encrypted ${target} ${whom}.\n`);
  if (target !== place.path) {
    io.err(`${place.path} is still there in plain text: name ${target} as spec.secrets.file, then remove it.\n`);
  }
  if (seal.to === 'recipients' && seal.recipients.some((one) => !place.recipients.includes(one))) {
    const keys = seal.recipients.map((one) => `      - ${one}\n`).join('');
    io.err(`So that dmsa can write the file again, put into cluster.yaml, under spec:\n  secrets:\n    recipients:\n${keys}`);
  }
  return EXIT.done;
}

async function sealFor(options: EncryptOptions, place: SecretsPlace, io: Io): Promise<SealFor> {
  if (options.passphrase) {
    if (options.recipient.length > 0)
      throw usage('-p and -r exclude each other', 'A file is encrypted with a passphrase or for keys.');
    const [first, second] = [
      await io.askPassphrase(`the new form of ${place.path}`),
      await io.askPassphrase(`the new form of ${place.path}, again`),
    ];
    if (first === null) throw usage('there is nobody to ask for a passphrase: not a terminal', 'Encrypt for a key: -r age1…');
    if (first === '' || first !== second) throw usage('the two passphrases are not the same, or empty', 'Nothing was changed.');
    return { to: 'passphrase', passphrase: first };
  }
  const named = options.recipient.length > 0 ? options.recipient : place.recipients;
  if (named.length > 0) {
    requireRecipients(await loadCipher(), named);
    return { to: 'recipients', recipients: [...new Set(named)] };
  }
  const found = await findIdentities(place);
  if ('code' in found) {
    if (found.code !== 'no-identity') throw new DiagnosticError([found]);
    throw wrong(
      'no-recipients',
      'It is not said for whom to encrypt',
      'Give -r age1…, or make a key of your own with: dmsa secrets keygen',
    );
  }
  return { to: 'recipients', recipients: await ownRecipients(found.keys) };
}

interface DecryptOptions extends FileOptions {
  readonly force: boolean;
}

export async function decryptVerb(options: DecryptOptions, io: Io): Promise<number> {
  if (process.stdout.isTTY === true && !options.force) {
    throw usage('the secrets would be shown on the terminal', 'Send them elsewhere (dmsa secrets decrypt | …), or give --force.');
  }
  const place = await whichSecrets(options, io);
  io.out(await plainText(place));
  return EXIT.done;
}

async function plainText(place: SecretsPlace): Promise<string> {
  const opened = await openSecrets(await readBytes(place.path), place.path, place);
  if ('code' in opened) throw new DiagnosticError([opened]);
  return Buffer.from(opened.plain).toString('utf8');
}

/** A wrong file, once encrypted, would be hard to tell from the right one. */
function refuseOther(text: string, path: string, io: Io): void {
  const { secrets, diagnostics } = parseSecrets(text, path);
  io.problems(diagnostics);
  if (!secrets) throw new DiagnosticError([]);
}

function wrong(code: string, summary: string, detail: string): DiagnosticError {
  const diagnostic: Diagnostic = { severity: 'error', code, summary, detail };
  return new DiagnosticError([diagnostic]);
}

function usage(summary: string, detail: string): DiagnosticError {
  return wrong('usage', summary, detail);
}
