/**
 * Seven light nodes, two pairs among them, kept by `dmsa run --git` from a repository behind an sshd of its own, and whatever the
 * soak breaks of that.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { must, poll, type Result, run } from '../../lab/command.ts';
import { type LightLab, lightDown, lightExecArgv, lightInsideArgv, lightUp } from '../../lab/light.ts';
import { bundle } from '../measure.ts';

export const NAME = 'soak';
export const PAIRS = [
  { active: 'light-001', standby: 'light-002' },
  { active: 'light-003', standby: 'light-004' },
] as const;
export const SINGLES = ['light-005', 'light-006', 'light-007'] as const;
export const NODES: readonly string[] = [...PAIRS.flatMap(({ active, standby }) => [active, standby]), ...SINGLES];
export const SERVICES = ['ubi-sms', 'ubi-poll'] as const;
/** What `dmsa run` may keep on its state disk. */
const STATE_MIB = 24;
const GIT_PORT = 2222;
const PAGE = '127.0.0.1:8470';
const HOOK_SECRET = 'f'.repeat(48);

export interface Said {
  readonly atMs: number;
  readonly type: string;
  readonly node?: string | null;
  readonly pair?: string | null;
  readonly code?: string;
  readonly is?: string;
}

export interface Soak {
  readonly lab: LightLab;
  readonly dir: string;
  /** In a node, whatever its network is like. */
  sh(node: string, script: string): Promise<Result>;
  dmsa(args: readonly string[]): Promise<Result>;
  /** The dmsa run that is at work; 0: none. */
  pid(): number;
  start(): void;
  /** Resolves with its exit code, or the signal, once it has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<string>;
  hup(): void;
  /** What it has told since it was started the first time. */
  readonly said: readonly Said[];
  /** Ends of dmsa run that nobody asked for. */
  readonly crashes: string[];
  /** What a life of it held after each full collection of its garbage, MiB. */
  held(pid: number): readonly number[];
  /** Commits the text as the cluster file; null: takes the file away. */
  push(text: string | null, subject: string): string;
  text(change: Revision): string;
  /** The server of the repository stands still, or goes on. */
  gitStands(stands: boolean): void;
  stateFull(full: boolean): Promise<void>;
  /** So many posts to its webhook, signed, one after the other; how many were taken. */
  hooks(count: number): Promise<number>;
  /** How the receiver of notifications behaves from now on. */
  receives(how: 'takes' | 'hangs' | 'refuses'): void;
  /** How many it took. */
  readonly got: { readonly count: number };
  close(): Promise<void>;
}

/** What revisions change. */
export interface Revision {
  readonly mode: string;
  readonly minDown: number;
}

export async function soakUp(program: string, folder: string, more: readonly string[]): Promise<Soak> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dir = resolve(folder);
  const lab = await lightUp({ name: NAME, count: NODES.length, second: true });
  const env = { PATH: process.env['PATH'], HOME: dir, LANG: 'C.UTF-8', DMSA_STATE_DIR: join(dir, 'state') };
  const heap = join(dir, 'heap');
  writeFileSync(join(dir, 'hook-secret'), `${HOOK_SECRET}\n`, { mode: 0o600 });
  mkdirSync(env.DMSA_STATE_DIR);
  await must(['mount', '-t', 'tmpfs', '-o', `size=${STATE_MIB}m,mode=700`, 'soak', env.DMSA_STATE_DIR]);
  const got = { count: 0 };
  const receiver = startReceiver(lab, await bundle('bench/soak/receiver.ts', join(dir, 'receiver')), got);
  const repository = repositoryIn(dir, lab);
  const gitServer = startGitServer(lab, dir);
  const said: Said[] = [];
  const crashes: string[] = [];
  let loop: { readonly child: ChildProcess; readonly ended: Promise<string>; asked: boolean } | null = null;
  const argv = [
    ...[process.execPath, '--import', resolve('bench/soak/heap.mjs'), program, 'run', '--json'],
    ...['--git', `ssh://root@127.0.0.1:${GIT_PORT}${repository.url}`],
    ...['--git-key', lab.privateKey, '--git-known-hosts', join(dir, 'git_known_hosts'), '--git-every', '10s'],
    ...['--git-state', join(dir, 'git-state'), '--listen', PAGE, '--hook-secret-file', join(dir, 'hook-secret'), ...more],
  ];
  const soak: Soak = {
    lab,
    dir,
    said,
    crashes,
    got,
    receives(how) {
      receiver.stdin?.write(`${how}\n`);
    },
    async sh(node, script) {
      const found = lab.nodes.find(({ name }) => name === node);
      if (!found) throw new Error(`no light node ${node}`);
      return run(lightInsideArgv(found, ['sh', '-c', script]), { timeout: 30_000 });
    },
    dmsa: (args) => run(lightExecArgv(lab, [process.execPath, program, ...args]), { cwd: dir, env, timeout: 240_000 }),
    pid: () => (loop?.child.exitCode === null ? (loop.child.pid ?? 0) : 0),
    start() {
      const [command = '', ...args] = lightExecArgv(lab, argv);
      const child = spawn(command, args, { cwd: dir, env: { ...env, SOAK_HEAP: heap }, stdio: ['ignore', 'pipe', 'pipe'] });
      const ended = new Promise<string>((resolveEnd) => child.on('close', (code, signal) => resolveEnd(signal ?? String(code))));
      const mine = { child, ended, asked: false };
      loop = mine;
      createInterface({ input: child.stdout }).on('line', (line) => {
        appendFileSync(join(dir, 'said.jsonl'), `${line}\n`);
        if (line.startsWith('{')) said.push({ ...(JSON.parse(line) as Omit<Said, 'atMs'>), atMs: performance.now() });
      });
      createInterface({ input: child.stderr }).on('line', (line) => appendFileSync(join(dir, 'log'), `${line}\n`));
      void ended.then((how) => {
        if (!mine.asked) crashes.push(`${new Date().toISOString()}: dmsa run ended by itself (${how})`);
      });
    },
    async end(signal) {
      if (!loop) return 'none';
      loop.asked = true;
      loop.child.kill(signal);
      return loop.ended;
    },
    hup() {
      loop?.child.kill('SIGHUP');
    },
    held(pid) {
      const lines = existsSync(heap) ? readFileSync(heap, 'utf8').split('\n') : [];
      return lines.map((line) => line.split(' ')).flatMap(([by, mib]) => (Number(by) === pid ? [Number(mib)] : []));
    },
    push: repository.push,
    text: (revision) => clusterYaml(lab, revision),
    gitStands(stands) {
      gitServer.kill(stands ? 'SIGSTOP' : 'SIGCONT');
    },
    async stateFull(full) {
      const filler = join(env.DMSA_STATE_DIR, 'filler');
      if (full) await run(['dd', 'if=/dev/zero', `of=${filler}`, 'bs=1M'], { timeout: 30_000 });
      else rmSync(filler, { force: true });
    },
    async hooks(count) {
      const sign = createHmac('sha256', HOOK_SECRET).update('{}').digest('hex');
      const curl = `curl -s -o /dev/null -w '%{http_code}\\n' -H 'Content-Type: application/json' -H 'X-Hub-Signature-256: sha256=${sign}' -d '{}' 'http://${PAGE}/hooks/git?[1-${count}]'`;
      const { stdout } = await run(lightExecArgv(lab, ['sh', '-c', curl]), { timeout: 120_000 });
      return stdout.split('\n').filter((code) => code === '202' || code === '200' || code === '204').length;
    },
    async close() {
      if (soak.pid() > 0) await soak.end('SIGTERM');
      gitServer.kill('SIGCONT');
      gitServer.kill('SIGTERM');
      receiver.kill('SIGTERM');
      await run(['umount', env.DMSA_STATE_DIR]);
      await lightDown(NAME);
    },
  };
  soak.push(soak.text({ mode: '0750', minDown: 6 }), 'first');
  writeFileSync(join(dir, 'cluster.yaml'), soak.text({ mode: '0750', minDown: 6 }));
  // Light nodes have no init that a change could be undone by after a reboot; nobody reboots them.
  const applied = await soak.dmsa(['apply', '--yes', '--force', 'boot-unguarded']);
  if (applied.code !== 0)
    throw new Error(`dmsa apply: exit ${applied.code}\n${applied.stdout.slice(-3000)}\n${applied.stderr.slice(-3000)}`);
  const answers = await poll(15_000, 100, async () =>
    (await run(lightExecArgv(lab, ['bash', '--norc', '-c', `exec 3<>/dev/tcp/127.0.0.1/${GIT_PORT}`]))).code === 0
      ? true
      : undefined,
  );
  if (!answers) throw new Error(`no git server: ${readFileSync(join(dir, 'git-sshd.log'), 'utf8')}`);
  return soak;
}

/** A webhook's receiver, in dmsa's own network. */
function startReceiver(lab: LightLab, program: string, got: { count: number }): ChildProcess {
  const [command = '', ...args] = lightExecArgv(lab, [process.execPath, program]);
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', () => {
    got.count += 1;
  });
  return child;
}

function repositoryIn(dir: string, { privateKey }: LightLab): { readonly url: string; readonly push: Soak['push'] } {
  const [work, url] = [join(dir, 'work'), join(dir, 'net.git')];
  const env = { PATH: process.env['PATH'], HOME: dir, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', work, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  mkdirSync(work);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', url], { env });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ann');
  git('config', 'user.email', 'ann@example.net');
  git('remote', 'add', 'origin', url);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'git_host')]);
  const host = readFileSync(join(dir, 'git_host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  writeFileSync(join(dir, 'git_known_hosts'), `[127.0.0.1]:${GIT_PORT} ${host}\n`);
  writeFileSync(join(dir, 'git_keys'), readFileSync(`${privateKey}.pub`));
  return {
    url,
    push(text, subject) {
      const path = join(work, 'cluster.yaml');
      if (text === null) rmSync(path, { force: true });
      else writeFileSync(path, text);
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', subject);
      git('push', '-q', 'origin', 'HEAD:main');
      return git('rev-parse', 'HEAD');
    },
  };
}

function startGitServer(lab: LightLab, dir: string): ChildProcess {
  const config = [
    `Port ${GIT_PORT}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(dir, 'git_host')}`,
    `AuthorizedKeysFile ${join(dir, 'git_keys')}`,
    `PidFile ${join(dir, 'git-sshd.pid')}`,
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'UseDNS no',
    'PasswordAuthentication no',
    // bash reads ~/.bashrc for a command over SSH only where SHLVL is below 2.
    'SetEnv SHLVL=2',
    '',
  ];
  writeFileSync(join(dir, 'git-sshd.conf'), config.join('\n'));
  mkdirSync('/run/sshd', { recursive: true });
  const [command = '', ...args] = lightExecArgv(lab, [
    '/usr/sbin/sshd',
    ...['-D', '-E', join(dir, 'git-sshd.log'), '-f', join(dir, 'git-sshd.conf')],
  ]);
  return spawn(command, args, { stdio: 'ignore' });
}

function clusterYaml({ privateKey, knownHosts }: LightLab, { mode, minDown }: Revision): string {
  const lines = NODES.flatMap((name, at) => {
    const pair = PAIRS.findIndex(({ active }) => active === name);
    const backed = PAIRS.find(({ standby }) => standby === name);
    const own = backed
      ? ['type: REPORTING', `backupOf: ${backed.active}`, 'sync: { every: 1m }', 'failover: { after: 3s }']
      : pair >= 0
        ? ['type: SECENGINE', `serviceAddresses: svc_${pair + 1}`, 'pack: pack_sec', 'variables: var_sec']
        : ['type: SECENGINE', 'variables: var_sec'];
    return [
      `    ${name}:`,
      ...[`maintenance: 10.77.1.${at + 1}/24`, `equipment: 10.78.1.${at + 1}/24`, ...own].map((l) => `      ${l}`),
    ];
  });
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: soak }
spec:
  ssh: { identityFile: ${privateKey}, knownHosts: ${knownHosts}, hostKey: strict }
  central: ${SINGLES[0]}
  run: { mode: apply, interval: 5s, fights: { rounds: 100, within: 10m } }
  # What is killed by chance comes again and again within an hour.
  watch: { interval: 1s, takeoversPerHour: 100, repair: { tries: 2, pause: 5s, expires: 40s } }
  notify:
    webhooks: [{ name: noc, url: "http://127.0.0.1:8099/" }]
  serviceAddresses:
${PAIRS.map((_, at) => `    svc_${at + 1}: { "eth0:1": 10.77.1.${101 + at}/24, "eth1:1": 10.78.1.${101 + at}/24 }`).join('\n')}
  packs:
    pack_sec: [${SERVICES.join(', ')}]
  variables:
    groups:
      var_sec: { UBI_SMS_POLLD_MIN_TO_DOWN: "${minDown}" }
  nodes:
${lines.join('\n')}
  directories:
    - { path: /srv/soak, mode: "${mode}", owner: root, group: root }
  sync:
    - { type: SECENGINE, path: /opt/sms/spool }
  sshKeys: {}
  legacyFiles: { directory: /opt/ubisysconf/ha }
`;
}
