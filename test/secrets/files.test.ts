import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Encrypter } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoadOptions, loadCluster } from '../../src/desired/load.ts';
import { DiagnosticError } from '../../src/diagnostic.ts';
import { age } from '../../src/secrets/age.ts';
import { rewriteSecrets } from '../../src/secrets/rewrite.ts';
import { createRedactor } from '../../src/views/redact.ts';

const EXAMPLE = readFileSync(new URL('../../cluster.yaml.example', import.meta.url), 'utf8');
const SECRETS = 'variables: { UBI_SES_NCROOT_PASSWORD: "hunter2 $x" } # é\n';
const MINE = 'AGE-SECRET-KEY-1L2N2XYHTEYNLU9E6T7SS5SDCYR9XT9CPUYNXEVVJTSL4F0ZVQC3Q9FRPRM';

let dir: string;
let path: string;
let mine: string;
let other: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'dmsa-secrets-'));
  path = join(dir, 'cluster.yaml');
  mine = await age.newIdentity();
  other = await age.newIdentity();
  cluster();
});
afterEach(() => rmSync(dir, { recursive: true }));

function cluster(more = ''): void {
  const text = EXAMPLE.replace(
    '  # secrets:\n  #   file: cluster.secrets.yaml',
    `  secrets:\n${more}    file: cluster.secrets.yaml`,
  ).replace('# UBI_SES_NCROOT_PASSWORD', 'UBI_SES_NCROOT_PASSWORD');
  expect(text).toContain('\n  secrets:\n');
  writeFileSync(path, text);
}

function put(name: string, content: string | Uint8Array, mode = 0o600): string {
  const file = join(dir, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

async function recipient(identity: string): Promise<string> {
  return (await age.recipientOf(identity)) ?? '';
}

async function sealed(form: 'age' | 'age-armored', ...identities: readonly string[]): Promise<Uint8Array> {
  const recipients = await Promise.all(identities.map(recipient));
  return age.seal(Buffer.from(SECRETS), { to: 'recipients', recipients }, form);
}

/** With little work for the passphrase: the real measure takes seconds. */
function withPassphrase(text: string, passphrase: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(8);
  return encrypter.encrypt(text);
}

function load(options: LoadOptions = {}) {
  return loadCluster(path, { home: join(dir, 'home'), env: {}, ...options });
}

async function problem(
  options: LoadOptions = {},
): Promise<{ readonly code: string; readonly detail: string; readonly line: number | undefined }> {
  const { cluster: found, diagnostics } = await load(options);
  expect(found).toBeNull();
  expect(diagnostics).toHaveLength(1);
  expect(JSON.stringify(diagnostics)).not.toMatch(/hunter2|AGE-SECRET-KEY-1\w/);
  return { code: diagnostics[0]?.code ?? '', detail: diagnostics[0]?.detail ?? '', line: diagnostics[0]?.source?.line };
}

async function rewriteError(change: (text: string) => string): Promise<string> {
  const { secretsPlace } = await load({ env: { DMSA_AGE_IDENTITY: mine } });
  if (!secretsPlace) throw new Error('no place');
  const before = readFileSync(secretsPlace.path);
  const error = await rewriteSecrets(secretsPlace, change).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DiagnosticError)) throw new Error(`it went through: ${String(error)}`);
  expect(readFileSync(secretsPlace.path)).toEqual(before);
  return error.diagnostics[0]?.code ?? '';
}

async function secretSeen(options: LoadOptions): Promise<string | undefined> {
  const { diagnostics, secrets } = await load(options);
  expect(diagnostics).toEqual([]);
  return secrets?.variables.get('UBI_SES_NCROOT_PASSWORD')?.value;
}

describe('an encrypted secrets file is read', () => {
  test.each(['age', 'age-armored'] as const)('in the form %s, also where everyone may read it', async (form) => {
    put('cluster.secrets.yaml', await sealed(form, other, mine), 0o644);
    expect(await secretSeen({ env: { DMSA_AGE_IDENTITY: mine } })).toBe('hunter2 $x');
  });

  test('with CR LF and blank lines around an armored one, as Windows and mail make them', async () => {
    const text = Buffer.from(await sealed('age-armored', mine))
      .toString()
      .replaceAll('\n', '\r\n');
    put('cluster.secrets.yaml', `\r\n\r\n${text}\r\n`);
    expect(await secretSeen({ env: { DMSA_AGE_IDENTITY: mine } })).toBe('hunter2 $x');
  });

  test('with the first of: variable, file of the variable, spec.secrets.identity, ~/.config/dmsa/age.key; and it alone', async () => {
    put('cluster.secrets.yaml', await sealed('age-armored', mine));
    put('home/.config/dmsa/age.key', `# a comment\n\n${mine}\r\n`);
    expect(await secretSeen({})).toBe('hunter2 $x');
    cluster('    identity: ./keys/wrong\n');
    put('keys/wrong', other);
    expect((await problem()).code).toBe('wrong-identity');
    cluster('    identity: [./keys/wrong, ./keys/right]\n');
    put('keys/right', mine);
    expect(await secretSeen({})).toBe('hunter2 $x');
    expect((await problem({ env: { DMSA_AGE_IDENTITY_FILE: join(dir, 'keys/wrong') } })).code).toBe('wrong-identity');
    expect((await problem({ env: { DMSA_AGE_IDENTITY: other } })).code).toBe('wrong-identity');
  });

  test('with a passphrase, which is asked for by the name of the file', async () => {
    put('cluster.secrets.yaml', await withPassphrase(SECRETS, 'open sesame'));
    const asked: string[] = [];
    const askPassphrase = async (what: string) => {
      asked.push(what);
      return 'open sesame';
    };
    expect(await secretSeen({ askPassphrase })).toBe('hunter2 $x');
    expect(asked).toEqual([join(dir, 'cluster.secrets.yaml')]);
    expect((await problem()).code).toBe('passphrase-needed');
    expect((await problem({ askPassphrase: async () => 'x' })).code).toBe('wrong-passphrase');
  });

  test('with a key that is itself encrypted with a passphrase', async () => {
    put('cluster.secrets.yaml', await sealed('age', mine));
    const key = await withPassphrase(`${mine}\n`, 'p');
    put('home/.config/dmsa/age.key', key, 0o644);
    expect(await secretSeen({ askPassphrase: async () => 'p' })).toBe('hunter2 $x');
    expect((await problem()).code).toBe('passphrase-needed');
    expect((await problem({ askPassphrase: async () => 'q' })).code).toBe('wrong-passphrase');
  });
});

describe('an encrypted secrets file that can not be read says what to do', () => {
  test('no key at all: where it was looked for', async () => {
    put('cluster.secrets.yaml', await sealed('age', mine));
    const { code, detail, line } = await problem();
    expect(code).toBe('no-identity');
    expect(detail).toContain(join(dir, 'home/.config/dmsa/age.key'));
    expect(detail).toContain('dmsa secrets keygen');
    expect(line).toBeGreaterThan(1);
  });
  test('a key of somebody else: for how many it is, and which key is ours', async () => {
    put('cluster.secrets.yaml', await sealed('age', mine, mine));
    const { code, detail } = await problem({ env: { DMSA_AGE_IDENTITY: other } });
    expect(code).toBe('wrong-identity');
    expect(detail).toContain('for 2 keys');
    expect(detail).toContain(await recipient(other));
  });
  test('a key that others can read', async () => {
    put('cluster.secrets.yaml', await sealed('age', mine));
    const key = put('home/.config/dmsa/age.key', mine, 0o640);
    const { code, detail } = await problem();
    expect(code).toBe('identity-readable');
    expect(detail).toContain(`chmod 600 ${key}`);
  });
  test.each([
    ['a public key', 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p', 'bad-identity'],
    ['a key with a slip in it', MINE, 'bad-identity'],
    ['nothing', '# nothing yet\n', 'bad-identity'],
    ['an SSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n', 'bad-identity'],
  ])('%s where a key should be', async (_, text, wanted) => {
    put('cluster.secrets.yaml', await sealed('age', mine));
    put('home/.config/dmsa/age.key', text);
    expect((await problem()).code).toBe(wanted);
  });
  test('a named key file that is not there, or a folder', async () => {
    put('cluster.secrets.yaml', await sealed('age', mine));
    cluster('    identity: ./nokey\n');
    expect((await problem()).code).toBe('identity-missing');
    mkdirSync(join(dir, 'nokey'));
    expect((await problem()).code).toBe('identity-unreadable');
  });
  test('damaged anywhere: never taken for right, never a crash', async () => {
    const whole = Buffer.from(await sealed('age', mine));
    const armored = Buffer.from(await sealed('age-armored', mine)).toString();
    const env = { DMSA_AGE_IDENTITY: mine };
    for (let at = 25; at < whole.length; at += 7) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      put('cluster.secrets.yaml', bytes);
      // In the part that a key fits to, a change looks like another key.
      expect(['secrets-damaged', 'wrong-identity']).toContain((await problem({ env })).code);
    }
    for (const length of [30, 60, 150, whole.length - 1]) {
      put('cluster.secrets.yaml', whole.subarray(0, length));
      expect((await problem({ env })).code).toBe('secrets-damaged');
    }
    const conflict = armored.replace(/\n/, '\n<<<<<<< HEAD\n');
    for (const text of [conflict, armored.slice(0, -10), armored.replace('=', '!')]) {
      put('cluster.secrets.yaml', text === armored ? armored.slice(0, 99) : text);
      expect((await problem({ env })).code).toBe('secrets-damaged');
    }
  });
  test('plain text that others can read is still refused', async () => {
    put('cluster.secrets.yaml', SECRETS, 0o644);
    expect((await problem()).detail).toContain('dmsa secrets encrypt');
  });
});

describe('a secrets file is written back in the form it has', () => {
  const env = () => ({ DMSA_AGE_IDENTITY: mine });
  const changed = (text: string) => text.replace('hunter2', 'hunter3');

  async function rewrite(): Promise<string> {
    const { secretsPlace } = await load({ env: env() });
    if (!secretsPlace) throw new Error('no place');
    return rewriteSecrets(secretsPlace, changed);
  }

  test('plain: mode kept, whole, behind a symbolic link, nothing left beside it', async () => {
    put('real/secrets', SECRETS, 0o400);
    symlinkSync('real/secrets', join(dir, 'cluster.secrets.yaml'));
    expect(await rewrite()).toBe('written');
    expect(readFileSync(join(dir, 'real/secrets'), 'utf8')).toBe(changed(SECRETS));
    expect(statSync(join(dir, 'real/secrets')).mode & 0o777).toBe(0o400);
    expect(lstatSync(join(dir, 'cluster.secrets.yaml')).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(dir, 'real'))).toEqual(['secrets']);
  });

  test.each([
    ['age', 'age-encryption.org/v1'],
    ['age-armored', '-----BEGIN AGE ENCRYPTED FILE-----'],
  ] as const)('%s: for all of spec.secrets.recipients', async (form, head) => {
    cluster(`    recipients: [${await recipient(other)}, ${await recipient(mine)}]\n`);
    put('cluster.secrets.yaml', await sealed(form, other, mine), 0o644);
    expect(await rewrite()).toBe('written');
    const file = readFileSync(join(dir, 'cluster.secrets.yaml'));
    expect(file.toString('latin1').split('\n')[0]).toBe(head);
    expect(statSync(join(dir, 'cluster.secrets.yaml')).mode & 0o777).toBe(0o644);
    for (const identity of [mine, other]) {
      const opened = await age.open(file, { by: 'identities', identities: [identity] });
      expect(opened.status === 'open' && Buffer.from(opened.bytes).toString()).toBe(changed(SECRETS));
    }
  });

  test('without recipients: one that only we can open stays so; of any other it is not known for whom', async () => {
    put('cluster.secrets.yaml', await sealed('age', mine));
    expect(await rewrite()).toBe('written');
    expect(await secretSeen({ env: env() })).toBe('hunter3 $x');
    put('cluster.secrets.yaml', await sealed('age', other, mine));
    expect(await rewriteError(changed)).toBe('no-recipients');
  });

  test('never so that we could not read it again', async () => {
    cluster(`    recipients: [${await recipient(other)}]\n`);
    put('cluster.secrets.yaml', await sealed('age', mine));
    expect(await rewriteError(changed)).toBe('cannot-read-back');
  });

  test('with its passphrase', async () => {
    const file = put('cluster.secrets.yaml', await withPassphrase(SECRETS, 'p'));
    const { secretsPlace } = await load({ askPassphrase: async () => 'p' });
    expect(secretsPlace && (await rewriteSecrets(secretsPlace, changed))).toBe('written');
    const opened = await age.open(readFileSync(file), { by: 'passphrase', passphrase: 'p' });
    expect(opened.status === 'open' && Buffer.from(opened.bytes).toString()).toBe(changed(SECRETS));
  }, 60_000);

  test('what somebody else wrote meanwhile is not lost; where nothing changes the file is not touched', async () => {
    const file = put('cluster.secrets.yaml', SECRETS);
    const { secretsPlace } = await load({ env: env() });
    if (!secretsPlace) throw new Error('no place');
    const inode = statSync(file).ino;
    expect(await rewriteSecrets(secretsPlace, (text) => text)).toBe('unchanged');
    expect(statSync(file).ino).toBe(inode);
    const error = await rewriteSecrets(secretsPlace, (text) => {
      writeFileSync(file, 'newer');
      return changed(text);
    }).catch((thrown: unknown) => thrown);
    expect(error instanceof DiagnosticError && error.diagnostics[0]?.code).toBe('secrets-changed');
    expect(readFileSync(file, 'utf8')).toBe('newer');
    expect(existsSync(`${file}~`)).toBe(false);
  });

  test('a recipient that is none is told, a private key given as one is not shown', async () => {
    put('cluster.secrets.yaml', await sealed('age', mine));
    cluster('    recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q]\n');
    expect(await rewriteError(changed)).toBe('bad-recipient');
    cluster(`    recipients: [${mine}]\n`);
    const { diagnostics } = await load({ env: env() });
    expect(diagnostics.map(({ code }) => code)).toEqual(['bad-format']);
    // The last net hides a private key wherever one would be shown.
    expect(createRedactor([])(JSON.stringify(diagnostics))).not.toMatch(/AGE-SECRET-KEY-1\w/);
  });
});
