/** Signed commits, by the real git, ssh-keygen and gpg. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RevisionSource } from '../../src/git/source-of-revisions.ts';
import { clusterText, type GitSite, gitSite, look, namesIn } from './site.ts';

const SIGNED = { requireSigned: true } as const;

let site: GitSite;
let opened: RevisionSource[];
let ann: string;
beforeEach(() => {
  site = gitSite();
  opened = [];
  ann = site.key('ann');
  site.write('cluster.yaml', clusterText());
});
afterEach(async () => {
  for (const one of opened) await one.close();
  site.close();
});

/** Lines of an allowed_signers file: who, with which key, under which conditions. */
function signers(...lines: readonly (readonly [string, string, string?])[]): string {
  const path = join(site.dir, 'allowed_signers');
  writeFileSync(path, lines.map(([who, key, only = '']) => `${who} ${only} ${readFileSync(`${key}.pub`, 'utf8')}`).join(''));
  return path;
}
async function open(ssh: string | null, gpg: string | null = null, policy = {}): Promise<RevisionSource> {
  const revisions = await site.open({ policy: { ...SIGNED, ...policy }, signers: { ssh, gpg } });
  opened.push(revisions);
  return revisions;
}

test('a commit that is signed by somebody of the list is taken, and says by whom; the list is read at each look', async () => {
  const bob = site.key('bob');
  const list = signers(['ann@example.net', ann]);
  site.signWith(ann);
  site.push('signed');
  const revisions = await open(list);
  expect(await look(revisions)).toEqual(['taken']);
  expect(revisions.inForce()?.good.signer).toBe('ann@example.net');
  site.signWith(bob);
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('by somebody else');
  expect(await look(revisions)).toEqual(['refused git-unknown-signer']);
  expect(await look(revisions)).toEqual([]);
  signers(['ann@example.net', ann], ['bob@example.net', bob]);
  expect(await look(revisions)).toEqual(['taken']);
  expect(revisions.inForce()?.good.signer).toBe('bob@example.net');
});

test('an unsigned commit is refused, and stays so under a signed one; the branch made anew without it is taken', async () => {
  site.signWith(ann);
  const first = site.push('signed');
  const revisions = await open(signers(['ann@example.net', ann]));
  expect(await look(revisions)).toEqual(['taken']);
  site.signWith(null);
  site.write('cluster.yaml', clusterText('Evil'));
  const evil = site.push('smuggled in');
  expect(await look(revisions)).toEqual(['refused git-unsigned']);
  site.signWith(ann);
  site.write('README', 'x');
  site.push('Ann has not seen what she builds upon');
  expect(await look(revisions)).toEqual(['refused git-unsigned']);
  expect(revisions.state().refused?.sentence).toContain(`commit ${evil.slice(0, 12)} of Ann ("smuggled in") is not signed`);
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-2']);
  site.git('reset', '-q', '--hard', first);
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('without it', '-f');
  expect(await look(revisions)).toEqual(['taken']);
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-3']);
});

test('an unsigned commit of a merged branch is refused', async () => {
  site.signWith(ann);
  const first = site.push('signed');
  const revisions = await open(signers(['ann@example.net', ann]));
  expect(await look(revisions)).toEqual(['taken']);
  site.signWith(null);
  site.git('checkout', '-q', '-b', 'side');
  site.write('cluster.yaml', clusterText('Evil'));
  site.git('commit', '-qam', 'on the side');
  site.signWith(ann);
  site.git('checkout', '-q', 'main');
  expect(site.git('rev-parse', 'HEAD')).toBe(first);
  site.git('merge', '-q', '--no-ff', '-m', 'merged', 'side');
  site.push('signed on top');
  expect(await look(revisions)).toEqual(['refused git-unsigned']);
});

test('a key that has expired signs nothing more, also not what is dated back', async () => {
  const list = signers(['ann@example.net', ann, 'valid-before="20260101"']);
  site.signWith(ann);
  site.push('late');
  const revisions = await open(list);
  expect(await look(revisions)).toEqual(['refused git-unknown-signer']);
  const env = { PATH: process.env['PATH'], HOME: site.dir, GIT_CONFIG_NOSYSTEM: '1', GIT_COMMITTER_DATE: '2025-06-01T12:00:00Z' };
  const work = join(site.dir, 'work');
  execFileSync('git', ['-C', work, 'commit', '-q', '--amend', '--allow-empty', '-m', 'dated back'], { env });
  site.git('push', '-qf', 'origin', 'HEAD:main');
  // What git itself says of it, by the date that the commit gives itself.
  expect(site.git('-c', `gpg.ssh.allowedSignersFile=${list}`, 'log', '-1', '--format=%G?')).toBe('G');
  expect(await look(revisions)).toEqual(['refused git-unknown-signer']);
});

test('a commit that was changed after it was signed is refused', async () => {
  site.signWith(ann);
  site.push('signed');
  const changed = site.git('cat-file', 'commit', 'HEAD').replace('\n\nsigned', '\n\nchanged');
  writeFileSync(join(site.dir, 'commit'), `${changed}\n`);
  const id = site.git('hash-object', '-t', 'commit', '-w', join(site.dir, 'commit'));
  site.git('push', '-qf', 'origin', `${id}:main`);
  expect(await look(await open(signers(['ann@example.net', ann])))).toEqual(['refused git-bad-signature']);
});

test('by gpg: of the exported keys, and of nobody else', async () => {
  const home = join(site.dir, 'gpg');
  mkdirSync(home, { mode: 0o700 });
  const gpg = (...args: readonly string[]): Buffer =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', '--passphrase', '', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  try {
    for (const who of ['cleo', 'dan']) gpg('--quick-gen-key', `${who} <${who}@example.net>`, 'ed25519', 'sign', '1d');
    // Not armored: bytes that are no text.
    writeFileSync(join(site.dir, 'keys.gpg'), gpg('--export', 'cleo@example.net'));
    site.git('config', 'gpg.format', 'openpgp');
    site.signWith('cleo@example.net');
    site.push('by cleo');
    const revisions = await open(null, join(site.dir, 'keys.gpg'));
    expect(await look(revisions)).toEqual(['taken']);
    expect(revisions.inForce()?.good.signer).toBe('cleo <cleo@example.net>');
    site.signWith('dan@example.net');
    site.push('by dan');
    expect(await look(revisions)).toEqual(['refused git-unknown-signer']);
    site.git('config', 'gpg.format', 'ssh');
    site.signWith(ann);
    site.push('by ssh');
    expect(await look(revisions)).toEqual(['refused git-unknown-signer']);
  } finally {
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  }
});

test('what was taken unsigned is not gone on with once signatures are asked for', async () => {
  site.push('one');
  const revisions = await site.open();
  expect(await look(revisions)).toEqual(['taken']);
  await revisions.close();
  await expect(open(signers(['ann@example.net', ann]))).rejects.toThrow('is not known to be signed');
});

test('a list of signers that is not there lets nobody in', async () => {
  site.signWith(ann);
  site.push('signed');
  const revisions = await open(join(site.dir, 'nowhere'));
  expect(await look(revisions)).toEqual(['refused git-unknown-signer']);
});
