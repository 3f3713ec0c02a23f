import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loginKeys } from '../../src/transport/login-keys.ts';
import { CONNECTION } from '../apply/node.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dmsa-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const nodeWith = (name: string, ...files: readonly string[]) => ({
  name,
  connection: { ...CONNECTION, transport: 'ssh' as const, identityFiles: files.map((file) => join(folder, file)) },
});
function make(file: string, passphrase?: string): string {
  const made = ssh2.utils.generateKeyPairSync('ed25519', passphrase ? { passphrase, cipher: 'aes256-cbc', rounds: 1 } : {});
  writeFileSync(join(folder, file), made.private, { mode: 0o600 });
  writeFileSync(join(folder, `${file}.pub`), `${made.public} somebody\n`);
  return made.public.split(' ')[1] ?? '';
}

it('are told by the private key itself, also where the public half beside it is gone', async () => {
  const blob = make('id');
  rmSync(join(folder, 'id.pub'));
  expect(await loginKeys([nodeWith('Sec-1', 'id', 'missing')])).toEqual(new Map([['Sec-1', [blob]]]));
});

it('are told by the public half of a key with a passphrase', async () => {
  const blob = make('id', 'word');
  expect(await loginKeys([nodeWith('Sec-1', 'id')])).toEqual(new Map([['Sec-1', [blob]]]));
});

it('are both where the halves do not belong together, and none for a node that is not reached over SSH', async () => {
  const other = make('other');
  const blob = make('id');
  writeFileSync(join(folder, 'id.pub'), `ssh-ed25519 ${other}\n`);
  expect(
    await loginKeys([nodeWith('Sec-1', 'id'), { name: 'Web-1', connection: { ...CONNECTION, transport: 'local' } }]),
  ).toEqual(
    new Map([
      ['Sec-1', [blob, other]],
      ['Web-1', []],
    ]),
  );
});
