import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCluster, loadClusterText } from '../../src/desired/load.ts';

const EXAMPLE = readFileSync(new URL('../../cluster.yaml.example', import.meta.url), 'utf8');
const WITH_SECRETS = EXAMPLE.replace(
  '  # secrets:\n  #   file: cluster.secrets.yaml',
  '  secrets:\n    file: cluster.secrets.yaml',
).replace('# UBI_SES_NCROOT_PASSWORD', 'UBI_SES_NCROOT_PASSWORD');

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dmsa-load-'));
  path = join(dir, 'cluster.yaml');
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(name: string, content: string | Uint8Array, mode = 0o600): void {
  writeFileSync(join(dir, name), content);
  chmodSync(join(dir, name), mode);
}

async function codes(): Promise<readonly string[]> {
  const { cluster, diagnostics } = await loadCluster(path);
  expect(cluster).toBeNull();
  return diagnostics.map((d) => d.code);
}

describe('the cluster file', () => {
  test('is read, with what it names beside it', async () => {
    write('cluster.yaml', WITH_SECRETS.replace('fromNode: Web-1', 'file: ./license'), 0o644);
    write('cluster.secrets.yaml', 'rootPasswords: { Sec-1: "r" }\nvariables: { UBI_SES_NCROOT_PASSWORD: "p" }\n');
    write('license', 'the license\n', 0o644);
    const { cluster, diagnostics, text, secrets } = await loadCluster(path);
    expect(diagnostics).toEqual([]);
    expect(cluster?.license?.content).toEqual({ text: 'the license\n' });
    expect(cluster?.nodes[0]?.variables.at(-1)).toEqual({ name: 'UBI_SES_NCROOT_PASSWORD', value: 'p', secret: true });
    expect(secrets?.rootPasswords.get('Sec-1')?.value).toBe('r');
    const again = await loadClusterText(text ?? '', path);
    // But for the salts: they are fresh for every look at the file.
    expect({ ...again.cluster, rootPasswords: null }).toEqual({ ...cluster, rootPasswords: null });
    const salts = [cluster, again.cluster].map((one) => one?.rootPasswords.get('Sec-1'));
    expect(salts).toEqual([1, 2].map(() => ({ form: 'plain', plain: 'r', salt: expect.stringMatching(/^[./0-9A-Za-z]{16}$/) })));
    expect(salts[0]).not.toEqual(salts[1]);
  });

  test('is missing', async () => expect(await codes()).toEqual(['file-missing']));
  test('is a directory', async () => {
    mkdirSync(path);
    expect(await codes()).toEqual(['file-is-directory']);
  });
  test('is not UTF-8: told with the line', async () => {
    write('cluster.yaml', Buffer.from('a: b\nc: \u00e9\n', 'latin1'));
    const { diagnostics } = await loadCluster(path);
    expect(diagnostics).toMatchObject([{ code: 'file-not-utf8', source: { file: path, line: 2, column: 4 } }]);
  });
  test('is a device', async () => {
    const { diagnostics } = await loadCluster('/dev/zero');
    expect(diagnostics.map((d) => d.code)).toEqual(['file-not-regular']);
  });
  test('is too large', async () => {
    write('cluster.yaml', 'x'.repeat(5 * 1024 * 1024));
    expect(await codes()).toEqual(['file-too-large']);
  });
});

describe('the secrets file', () => {
  beforeEach(() => write('cluster.yaml', WITH_SECRETS));

  test('is missing: told where it is named, and once', async () => {
    const { diagnostics } = await loadCluster(path);
    const line = WITH_SECRETS.split('\n').indexOf('    file: cluster.secrets.yaml # mode 0600: rootPasswords, variables') + 1;
    expect(diagnostics).toMatchObject([{ code: 'file-missing', source: { file: path, line, column: 11 } }]);
  });
  test('can be read by others: refused, with what to type', async () => {
    write('cluster.secrets.yaml', 'variables: { UBI_SES_NCROOT_PASSWORD: "p" }\n', 0o640);
    const { cluster, diagnostics } = await loadCluster(path);
    expect(cluster).toBeNull();
    expect(diagnostics).toMatchObject([{ code: 'secrets-readable' }]);
    expect(diagnostics[0]?.detail).toContain(`mode 0640`);
    expect(diagnostics[0]?.detail).toContain(`chmod 600 ${join(dir, 'cluster.secrets.yaml')}`);
  });
  test.each([
    ['variables: { UBI_SES_NCROOT_PASSWORD: 12345678 }', ['not-quoted']],
    ['variables: { UBI_SES_NCROOT_PASSWORD: "hunter2" }\nvariable: {}', ['unknown-key']],
    ['variables: { UBI_SES_NCROOT_PASSWORD: "hunter2 }', ['yaml-missing-character']],
    ['variables: { UBI_SES_NCROOT_PASSWORD: "hun\\nter2" }', ['control-character']],
    ['variables: { UBI_SES_NCROOT_PASSWORD: [hunter2] }', ['wrong-type']],
    ['variables: { UBI_SES_NCROOT_PASSWORD: !x hunter2 }', ['yaml-tag']],
    ['hunter2', ['wrong-type']],
    ['variables: { UBI_SES_NCROOT_PASWORD: "hunter2" }', ['unknown-secret', 'unused-secret']],
    ['# nothing yet\n', ['unknown-secret']],
  ])('%s: an error that shows no value', async (content, wanted) => {
    write('cluster.secrets.yaml', content);
    const { cluster, diagnostics } = await loadCluster(path);
    expect(cluster).toBeNull();
    expect(diagnostics.map((d) => d.code)).toEqual(wanted);
    expect(JSON.stringify(diagnostics)).not.toMatch(/hunter2|hun.?nter2|12345678/);
  });
});

test('a license file that is missing is told where it is named', async () => {
  write('cluster.yaml', EXAMPLE.replace('fromNode: Web-1', 'file: ./nolicense'));
  const { cluster, diagnostics } = await loadCluster(path);
  expect(cluster).toBeNull();
  expect(diagnostics).toMatchObject([{ code: 'file-missing', source: { file: path } }]);
  expect(diagnostics[0]?.detail).toContain(join(dir, 'nolicense'));
});
