/** root's password in a real /etc/shadow, with this machine's chage and openssl as the judges. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIo } from '../../src/cli/io.ts';
import { hashPlainPasswords } from '../../src/cli/plain-passwords.ts';
import { fingerprint } from '../../src/diff/fingerprint.ts';
import { savePlan } from '../../src/diff/saved.ts';
import { planToJson } from '../../src/views/plan-json.ts';
import { applyOn, clusterOf, converge, type IdentitySite, identitySite, ids, planOn } from './identity-site.ts';

const NAMES = ['Sec-1'] as const;
const PLAIN = "it's $HOME é: 7";
const SHADOW = `root:$6$oldsalt$zzzz:19000:0:99999:7:::
daemon:*:18000:0:99999:7:::
operator:$6$other$yyyy:18500:0:90:7:::
`;
const openssl = (form: '-5' | '-6', salt: string, plain = PLAIN): string =>
  execFileSync('openssl', ['passwd', form, '-salt', salt, '-stdin'], { input: plain, encoding: 'utf8' }).trim();
const wanting = (value: string) =>
  clusterOf(NAMES, '  ssh: { user: root }', `rootPasswords:\n  Sec-1: ${JSON.stringify(value)}\n`);

let site: IdentitySite;
beforeAll(async () => {
  site = await identitySite(NAMES);
});
afterAll(() => site.close());

function shadow(text = SHADOW): void {
  site.node('Sec-1').sh(`cat >/etc/shadow <<'END'\n${text}END\nchown root:daemon /etc/shadow; chmod 640 /etc/shadow`);
}
const field = (at: number): string => site.node('Sec-1').sh('grep ^root: /etc/shadow').trim().split(':')[at] ?? '';
beforeEach(() => shadow());

describe('a password', () => {
  it('is set so that openssl finds it, in its line only; mode and owner of the file stay', async () => {
    const { plan } = await planOn(site, wanting(PLAIN));
    expect(plan.actions).toMatchObject([{ id: 'Sec-1/root-password/root', verb: 'update', risksConnection: true }]);
    expect(plan.actions[0]?.fields).toEqual([{ path: 'password', from: 'another one, SHA-512', to: 'that of the secrets file' }]);
    await converge(site, wanting(PLAIN));
    const [, , salt = ''] = field(1).split('$');
    expect(field(1)).toBe(openssl('-6', salt));
    expect(field(2)).toBe(String(Math.floor(Date.now() / 86_400_000)));
    const [, ...others] = SHADOW.split('\n');
    expect(site.node('Sec-1').sh('sed 1d /etc/shadow; stat -c "%a %U:%G" /etc/shadow')).toBe(
      `${others.join('\n')}640 root:daemon\n`,
    );
  });

  it('that the node has already, with any salt, is no difference', async () => {
    for (const hash of [openssl('-6', 'salted'), openssl('-5', 'abcdefgh')]) {
      shadow(SHADOW.replace('$6$oldsalt$zzzz', hash));
      expect(ids((await planOn(site, wanting(PLAIN))).plan)).toEqual([]);
      expect(ids((await planOn(site, wanting(`${PLAIN}x`))).plan)).toHaveLength(1);
    }
  });

  it('opens a locked and an expired account, and says so', async () => {
    shadow(SHADOW.replace('$6$oldsalt$zzzz:19000', `!${openssl('-6', 'salted')}:0`));
    const { plan } = await planOn(site, wanting(PLAIN));
    expect(plan.actions[0]?.fields).toEqual([
      { path: 'locked', from: true, to: false },
      { path: 'expired', from: 'to be changed at the next login', to: 'not' },
    ]);
    await converge(site, wanting(PLAIN));
    expect(field(1)).toMatch(/^\$6\$/);
    expect(Number(field(2))).toBeGreaterThan(20_000);
  });
});

describe('a hash', () => {
  it('is set as it is, and put back by hand it is drift', async () => {
    const hash = openssl('-6', 'fromfile');
    await converge(site, wanting(hash));
    expect(field(1)).toBe(hash);
    site.node('Sec-1').sh("sed -i 's/^root:[^:]*/root:*/' /etc/shadow");
    const { plan } = await planOn(site, wanting(hash));
    expect(plan.actions[0]?.fields.map(({ path, from }) => [path, from])).toEqual([
      ['password', 'no password'],
      ['locked', true],
    ]);
    await converge(site, wanting(hash));
    expect(field(1)).toBe(hash);
  });

  it('of yescrypt is set where crypt(3) of the node knows it', async () => {
    const hash = '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7';
    await converge(site, wanting(hash));
    expect(field(1)).toBe(hash);
  });
});

describe('what is told', () => {
  it('holds neither the password nor a hash, nor anything that they could be tried out against', async () => {
    const first = await planOn(site, wanting(PLAIN));
    const other = await planOn(site, wanting(`${PLAIN}, but another one`));
    const selection = {
      id: '0123456789abcdef0123456789abcdef',
      dmsa: '0',
      clusterFile: 'c',
      clusterText: '',
      nodes: [],
      only: null,
      allowDeletions: null,
      salt: '5a17',
    };
    // The saved plan is the same for any password.
    expect(savePlan(first.plan, selection)).toEqual(savePlan(other.plan, selection));
    const said = JSON.stringify([planToJson(first.plan), first.plan.actions[0]?.basedOn]);
    expect(said).not.toContain('zzzz');
    expect(said).not.toContain('HOME');
    await applyOn(site, first);
    const manifest = site.node('Sec-1').sh('cat /var/lib/dmsa/manifest.json');
    expect(manifest).toContain('"root-password/root": {"spec":null,');
    const spec = first.verdict.wanted.get('Sec-1/root-password/root')?.spec ?? null;
    expect(manifest).not.toContain(fingerprint(spec));
    expect(site.node('Sec-1').sh('ls /var/lib/dmsa/confirm 2>/dev/null || :')).toBe('');
  });
});

describe('the secrets file', () => {
  it('keeps the password, with a warning, where it can not be written; nothing is lost', async () => {
    const cluster = wanting(PLAIN);
    await converge(site, cluster);
    const { verdict } = await planOn(site, cluster);
    const said: string[] = [];
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const folder = mkdtempSync(join(tmpdir(), 'dmsa-secrets-'));
    const secretsPath = join(folder, 's.yaml');
    const keys = { recipients: [], identityFiles: null, home: folder, env: {}, askPassphrase: null };
    const secretsPlace = { path: secretsPath, ...keys };
    const text = `rootPasswords:\n  Sec-1: |-\n    ${PLAIN}\n`;
    const request = { cluster, verdict, transport: site.transport, parallel: 1, secretsPlace };
    try {
      await hashPlainPasswords(request, createIo({}));
      writeFileSync(secretsPath, text, { mode: 0o600 });
      await hashPlainPasswords(request, createIo({}));
      expect(readFileSync(secretsPath, 'utf8')).toBe(text);
    } finally {
      stderr.mockRestore();
      rmSync(folder, { recursive: true });
    }
    expect(said.join('').match(/plain-password-stays/g)).toHaveLength(2);
    expect(said.join('')).toMatch(/no such file/i);
    expect(said.join('')).toMatch(/not written as a plain or quoted value/);
    expect(said.join('')).not.toContain(PLAIN);
  });
});

describe('trouble', () => {
  it('an expired account is said, and left to the operator', async () => {
    shadow(SHADOW.replace(':7:::\n', ':7::19999:\n'));
    const { plan } = await planOn(site, wanting(PLAIN));
    expect(ids(plan)).toEqual([]);
    expect(plan.unknown[0]?.why).toMatch(/account root has expired \(day 19999.*chage -E -1 root/);
  });

  it.each([
    ['no line of root', SHADOW.replace('root:', 'toor:'), /has no line of root/],
    ['two lines of root', `${SHADOW}root:x:1:0:99999:7:::\n`, /has 2 lines of root/],
    ['a line that is cut off', SHADOW.replace(':19000:0:99999:7:::', ''), /could not be understood/],
  ])('%s: unknown, never set', async (_, text, why) => {
    shadow(text);
    const { plan } = await planOn(site, wanting(PLAIN));
    expect(ids(plan)).toEqual([]);
    expect(plan.unknown[0]?.why).toMatch(why);
  });

  it('no /etc/shadow: unknown', async () => {
    site.node('Sec-1').sh('rm /etc/shadow');
    expect((await planOn(site, wanting(PLAIN))).plan.unknown[0]?.why).toMatch(/could not be read/);
  });

  it('a change that fails half way is undone by the node', async () => {
    site
      .node('Sec-1')
      .sh('printf "#!/bin/sh\\nexit 7\\n" >/srv/chage; chmod 755 /srv/chage; mount --bind /srv/chage /usr/bin/chage');
    const before = site.node('Sec-1').sh('cat /etc/shadow');
    const result = await applyOn(site, await planOn(site, wanting(PLAIN)));
    expect(result.actions[0]?.outcome).toMatchObject({ status: 'failed', undo: 'reverted' });
    expect(site.node('Sec-1').sh('cat /etc/shadow')).toBe(before);
    site.node('Sec-1').sh('umount /usr/bin/chage');
  });
});
