/**
 * `dmsa run --git` and `dmsa git status` as a user has them. The nodes are this machine, in namespaces of their own: two addresses on a
 * loopback device, one sshd, an empty /var/lib; and the loop only says what it would do.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GitSite, gitSite } from './site.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'dist/dmsa.js');

let site: GitSite;
let running: ChildProcess | null;
beforeEach(() => {
  site = gitSite();
  running = null;
  site.key('id');
  site.key('host');
  writeFileSync(
    join(site.dir, 'sshd_config'),
    [
      'Port 2222',
      'ListenAddress 0.0.0.0',
      `HostKey ${join(site.dir, 'host')}`,
      `AuthorizedKeysFile ${join(site.dir, 'id.pub')}`,
      'PidFile none',
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      'UseDNS no',
      // bash reads ~/.bashrc for a command over SSH only where SHLVL is below 2: what is in it is not the tests' business.
      'SetEnv SHLVL=2',
      '',
    ].join('\n'),
  );
  mkdirSync('/run/sshd', { recursive: true });
});
afterEach(async () => {
  if (running?.pid !== undefined) {
    const ended = running.exitCode === null ? once(running, 'exit') : null;
    // The sshd in it outlives dmsa.
    process.kill(-running.pid, 'SIGKILL');
    await ended;
  }
  site.close();
});

function clusterFile(name: string, standby = '10.99.0.2'): string {
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: net }
spec:
  central: Sec-1
  ssh: { port: 2222, knownHosts: ${join(site.dir, 'known_hosts')}, identityFile: ${join(site.dir, 'id')}, throughNeighbours: false }
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.99.0.1/24, equipment: 192.0.2.21/24 }
    ${name}: { type: REPORTING, maintenance: ${standby}/24, equipment: 192.0.2.31/24, backupOf: Sec-1 }
`;
}

const ENV = { PATH: process.env['PATH'], LANG: 'C.UTF-8', NO_COLOR: '1' };

function dmsa(...args: readonly string[]): { readonly status: number | null; readonly out: string } {
  const env = { ...ENV, HOME: site.dir };
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { cwd: site.dir, env, encoding: 'utf8' });
  return { status, out: stdout + stderr };
}

function status(): Record<string, unknown> {
  const { out } = dmsa('git', 'status', '--git-state', 'state', '--json');
  const data = JSON.parse(out) as { sources: Record<string, unknown>[] };
  const ajv = new Ajv2020({ strict: false, logger: false });
  const validate = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'schema/git.schema.json'), 'utf8')));
  expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
  return data.sources[0] ?? {};
}

/** The loop; what it has said, as lines of JSON. */
function start(...more: readonly string[]): () => readonly Record<string, unknown>[] {
  const script = `set -e; ip link set lo up; ip addr add 10.99.0.1/24 dev lo; ip addr add 10.99.0.2/24 dev lo
    mount -t tmpfs none /var/lib; /usr/sbin/sshd -D -f ${join(site.dir, 'sshd_config')} &
    exec "$@"`;
  const args = ['run', '--ha-only', '--dry-run', '--json', '--git', site.url, '--git-state', 'state', ...more];
  running = spawn('unshare', ['-mn', 'sh', '-c', script, 'sh', process.execPath, PROGRAM, ...args], {
    cwd: site.dir,
    detached: true,
    env: { ...ENV, HOME: site.dir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  running.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  running.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return () => {
    const lines = out.split('\n').slice(0, -1);
    if (running?.exitCode !== null) throw new Error(`it ended: ${out}${err}`);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };
}

test('the loop begins with the branch, goes over to a new revision, and stays with the last good one', async () => {
  site.write('cluster.yaml', clusterFile('Rep-1'));
  const first = site.push('one pair');
  const events = start('--git-every', '1h');
  const git = () => events().filter(({ file }) => typeof file === 'string');
  const pairs = () => events().filter(({ type, standby }) => type === 'verdict' && standby !== undefined);
  await expect.poll(git, { timeout: 30_000 }).toMatchObject([{ type: 'file', is: 'taken', revision: { commit: first } }]);
  await expect.poll(() => pairs().map(({ standby }) => standby), { timeout: 30_000 }).toEqual(['Rep-1']);
  expect(status()).toMatchObject({ inForce: { commit: first, cluster: 'net', subject: 'one pair' }, refused: null });

  site.write('cluster.yaml', clusterFile('Rep-2'));
  const second = site.push('another standby');
  running?.kill('SIGHUP');
  await expect.poll(() => git().at(-1), { timeout: 30_000 }).toMatchObject({ is: 'taken', revision: { commit: second } });
  await expect.poll(() => pairs().at(-1)?.['standby'], { timeout: 30_000 }).toBe('Rep-2');

  site.write('cluster.yaml', clusterFile('Rep-2').replace(', backupOf: Sec-1', ''));
  const third = site.push('no pair left');
  running?.kill('SIGHUP');
  await expect.poll(() => git().at(-1), { timeout: 30_000 }).toMatchObject({ type: 'problem', code: 'git-invalid' });
  site.write('cluster.yaml', clusterFile('Rep-3').replaceAll('10.99.0.', '10.98.0.'));
  site.push('addresses that nobody has');
  running?.kill('SIGHUP');
  await expect.poll(() => git().at(-1), { timeout: 30_000 }).toMatchObject({ type: 'problem', code: 'git-no-plan' });
  expect(third).not.toBe(second);
  expect(status()).toMatchObject({ inForce: { commit: second }, refused: { code: 'git-no-plan' }, pid: expect.any(Number) });
  const shown = dmsa('git', 'status', '--git-state', 'state');
  expect(shown.status).toBe(3);
  expect(shown.out).toContain(`in force  ${second.slice(0, 12)} "another standby" of Ann`);
  expect(shown.out).toContain('refused   [git-no-plan]');

  running?.kill('SIGTERM');
  if (running) expect(await once(running, 'exit')).toEqual([0, null]);
  expect(status()).toMatchObject({ pid: null });
}, 120_000);

test('nothing begins where nothing was ever good; what was asked for wrongly is said', () => {
  site.write('cluster.yaml', 'a: [');
  site.push('broken');
  const run = (...more: readonly string[]) =>
    dmsa('run', '--ha-only', '--once', '--git', site.url, '--git-state', 'state', ...more);
  const broken = run();
  expect(broken.status).toBe(1);
  expect(broken.out).toContain('REFUSED [git-invalid]');
  expect(broken.out).toContain('Nothing was in force before');
  expect(run('--branch', 'nowhere').out).toContain('git-branch-gone');
  expect(run('--require-signed').out).toContain('nobody is allowed to sign');
  expect(run('--allowed-signers', 'x').out).toContain('no signature is asked for');
  expect(run('-f', 'cluster.yaml').status).toBe(1);
  const token = dmsa('run', '--ha-only', '--git', 'https://ann:hunter2@git.example.net/net.git');
  expect(token.out).toContain('git-url-password');
  expect(token.out).not.toContain('hunter2');
  expect(dmsa('git', 'status', '--git-state', 'nothing-here')).toMatchObject({
    status: 1,
    out: expect.stringContaining('git-no-state'),
  });
});
