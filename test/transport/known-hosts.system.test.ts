import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fingerprint, parseKnownHosts } from '../../src/transport/known-hosts.ts';
import { keygen } from './sshd.ts';

const dir = mkdtempSync(join(tmpdir(), 'dmsa-known-hosts-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function keyOf(name: string): { readonly type: string; readonly key: string; readonly path: string } {
  keygen(join(dir, name), 'ed25519');
  const [type = '', key = ''] = readFileSync(join(dir, `${name}.pub`), 'utf8').split(' ');
  return { type, key, path: join(dir, `${name}.pub`) };
}
const a = keyOf('a');
const b = keyOf('b');
const ed = 'ssh-ed25519';

describe('known_hosts', () => {
  it('knows a key by name and port', () => {
    const hosts = parseKnownHosts(`# comment\n\n10.0.0.1,Sec-1 ${ed} ${a.key} a comment\n[10.0.0.2]:2222 ${ed} ${b.key}\n`);
    expect(hosts.check('10.0.0.1', 22, ed, a.key).verdict).toBe('known');
    expect(hosts.check('SEC-1', 22, ed, a.key).verdict).toBe('known');
    expect(hosts.check('10.0.0.2', 2222, ed, b.key).verdict).toBe('known');
    expect(hosts.check('10.0.0.2', 22, ed, b.key).verdict).toBe('unknown');
    expect(hosts.check('10.0.0.3', 22, ed, b.key).verdict).toBe('unknown');
  });

  it('says which line a changed key is in', () => {
    const hosts = parseKnownHosts(`# one\n10.0.0.1 ${ed} ${a.key}\n`);
    expect(hosts.check('10.0.0.1', 22, ed, b.key)).toEqual({
      verdict: 'changed',
      known: [{ type: ed, key: a.key, line: 2 }],
      sameType: true,
    });
  });

  it('does not take a key of a type that is not known for a new host', () => {
    const hosts = parseKnownHosts(`10.0.0.1 ssh-rsa AAAA\n`);
    expect(hosts.check('10.0.0.1', 22, ed, a.key)).toMatchObject({ verdict: 'changed', sameType: false });
    expect(hosts.types('10.0.0.1', 22)).toEqual(['ssh-rsa']);
  });

  it('accepts a key that is known for the host without its port, as OpenSSH does', () => {
    const hosts = parseKnownHosts(`10.0.0.1 ${ed} ${a.key}\n`);
    expect(hosts.check('10.0.0.1', 2222, ed, a.key).verdict).toBe('known');
    expect(hosts.check('10.0.0.1', 2222, ed, b.key).verdict).toBe('unknown');
  });

  it('understands wildcards and negation', () => {
    const hosts = parseKnownHosts(`10.0.0.*,!10.0.0.9,sec-? ${ed} ${a.key}\n`);
    expect(hosts.check('10.0.0.7', 22, ed, a.key).verdict).toBe('known');
    expect(hosts.check('sec-1', 22, ed, a.key).verdict).toBe('known');
    expect(hosts.check('sec-10', 22, ed, a.key).verdict).toBe('unknown');
    expect(hosts.check('10.0.0.9', 22, ed, a.key).verdict).toBe('unknown');
  });

  it('refuses revoked keys and tells of certificate authorities', () => {
    const hosts = parseKnownHosts(
      `@revoked * ${ed} ${b.key}\n10.0.0.1 ${ed} ${b.key}\n@cert-authority *.example ${ed} ${a.key}\n`,
    );
    expect(hosts.check('10.0.0.1', 22, ed, b.key)).toMatchObject({ verdict: 'revoked', by: { line: 1 } });
    expect(hosts.check('x.example', 22, ed, a.key)).toMatchObject({ verdict: 'unknown', authorities: [{ line: 3 }] });
  });

  it('reads names that ssh-keygen -H has hashed', () => {
    const file = join(dir, 'hashed');
    writeFileSync(file, `10.0.0.1 ${ed} ${a.key}\n[10.0.0.2]:2222 ${ed} ${b.key}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('10.0.0');
    const hosts = parseKnownHosts(text);
    expect(hosts.check('10.0.0.1', 22, ed, a.key).verdict).toBe('known');
    expect(hosts.check('10.0.0.2', 2222, ed, b.key).verdict).toBe('known');
    expect(hosts.check('10.0.0.2', 2222, ed, a.key)).toMatchObject({ verdict: 'changed', known: [{ line: 2 }] });
    expect(hosts.check('10.0.0.3', 22, ed, a.key).verdict).toBe('unknown');
  });

  it('looks up hundreds of hosts among 10,000 hashed lines without comparing them all for each', () => {
    // The lines of 10,000 strangers: what they hash does not matter, only that they are hashed.
    const lines = Array.from(
      { length: 10_000 },
      (_, i) => `|1|${Buffer.from(`salt${i}`).toString('base64')}|c3RyYW5nZXI= ${ed} key${i}`,
    );
    const hosts = parseKnownHosts([...lines, `10.0.0.1 ${ed} ${a.key}`].join('\n'));
    const started = performance.now();
    for (let i = 0; i < 2_000; i += 1) {
      hosts.types(`10.0.${i >> 8}.${i & 255}`, 22);
      expect(hosts.check('10.0.0.1', 22, ed, a.key).verdict).toBe('known');
    }
    // 2,000 full comparisons of 10,000 lines would take a minute.
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(hosts.types('10.9.9.9', 22)).toBeNull();
  });

  it('passes over lines that make no sense', () => {
    const hosts = parseKnownHosts(`nonsense\n|1|x ${ed} y\n@what 10.0.0.1 ${ed} ${b.key}\n10.0.0.1 ${ed} ${a.key}`);
    expect(hosts.check('10.0.0.1', 22, ed, a.key).verdict).toBe('known');
  });

  it('prints fingerprints as ssh-keygen does', () => {
    expect(execFileSync('ssh-keygen', ['-lf', a.path], { encoding: 'utf8' })).toContain(` ${fingerprint(a.key)} `);
  });
});
