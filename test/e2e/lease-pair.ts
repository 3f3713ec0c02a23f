/**
 * A pair of light nodes with dmsa on both, and a real etcd beside them: for leases, where it counts what really happens on the nodes
 * and when. Each node is on one network, with sshd, addresses, init scripts and a process table of its own.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type LightLab, lightDown, lightExecArgv, lightUp } from '../../lab/light.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Of the lab's controller, on which the arbiter runs. */
const ARBITER = '10.77.1.254';
export const SERVICE_ADDRESS = '10.77.1.111';
const SERVICES = ['ubi-sms', 'ubi-poll'] as const;
export const [ACTIVE, STANDBY] = ['light-001', 'light-002'] as const;

export interface Member {
  readonly name: string;
  /** Runs in the node whatever its network is like; throws where it fails. */
  sh(script: string): string;
  /** What it has of the pack now. */
  has(): { readonly address: boolean; readonly services: readonly string[] };
  /** dmsa run --as, on the node itself. */
  start(): void;
  /** What it has printed since it was started. */
  said(): string;
  signal(name: NodeJS.Signals): void;
  ended(): Promise<number | null>;
  /** All of its cables. */
  cable(plugged: boolean): void;
}

export interface LightPair {
  readonly active: Member;
  readonly standby: Member;
  readonly dir: string;
  /** dmsa on the controller. */
  dmsa(...args: string[]): { readonly code: number | null; readonly out: string };
  arbiter(runs: boolean): Promise<void>;
  /** Moments, 50 ms apart, at which both members had the address, or a service ran on both. */
  readonly both: readonly string[];
  close(): Promise<void>;
}

export async function lightPair(name: string, lease: string): Promise<LightPair> {
  const lab = await lightUp({ name, count: 2 });
  const dir = mkdtempSync(join(tmpdir(), 'dmsa-lease-'));
  writeFileSync(join(dir, 'cluster.yaml'), clusterYaml(lab.privateKey, lab.knownHosts, lease));
  writeFileSync(
    join(dir, 'node.yaml'),
    clusterYaml(`/opt/host/lab/${basename(lab.privateKey)}`, `/opt/host/lab/${basename(lab.knownHosts)}`, lease),
  );
  const members = [ACTIVE, STANDBY].map((node, at) => member(lab, node, at, dir));
  const [active, standby] = members;
  if (!active || !standby) throw new Error('no pair');
  let etcd: ChildProcess | null = null;
  const both: string[] = [];
  const watch = setInterval(() => {
    const [a, s] = [active.has(), standby.has()];
    if (a.address && s.address) both.push(`${new Date().toISOString()} ${SERVICE_ADDRESS}`);
    for (const one of a.services) if (s.services.includes(one)) both.push(`${new Date().toISOString()} ${one}`);
  }, 50);
  return {
    active,
    standby,
    dir,
    both,
    dmsa(...args) {
      const [command = '', ...rest] = lightExecArgv(lab, [process.execPath, join(ROOT, 'dist/dmsa.js'), ...args]);
      const env = { PATH: process.env['PATH'], HOME: dir, LANG: 'C.UTF-8', NO_COLOR: '1' };
      const { status, stdout, stderr } = spawnSync(command, rest, { cwd: dir, env, encoding: 'utf8', timeout: 120_000 });
      return { code: status, out: stdout + stderr };
    },
    async arbiter(runs) {
      etcd?.kill('SIGKILL');
      etcd = runs ? await startEtcd(lab, join(dir, 'etcd')) : null;
    },
    async close() {
      clearInterval(watch);
      etcd?.kill('SIGKILL');
      await lightDown(name);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function member(lab: LightLab, name: string, at: number, dir: string): Member {
  const node = lab.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  // `unshare` forks process 1 of the node.
  const first = execFileSync('cat', [`/proc/${node.process.pid}/task/${node.process.pid}/children`], { encoding: 'utf8' }).trim();
  const spaces = ['--target', first, '--mount', '--uts', '--ipc', '--net', '--pid'];
  const root = join(node.dir, 'root');
  const enter = (...argv: string[]): string[] => [...spaces, 'chroot', root, ...argv];
  const host = `set -e
mkdir -p ${root}/opt/host/lib ${root}/opt/host/dist ${root}/opt/host/lab
mount --bind ${ROOT}/dist ${root}/opt/host/dist
cp ${process.execPath} ${root}/opt/host/node
for f in $(ldd ${process.execPath} | sed -n 's/.*=> \\(.*\\) (.*/\\1/p'); do cp "$f" ${root}/opt/host/lib/; done
cp /lib64/ld-linux-x86-64.so.2 ${root}/opt/host/ld.so
cp ${lab.privateKey} ${lab.knownHosts} ${root}/opt/host/lab/
cp ${dir}/node.yaml ${root}/opt/host/cluster.yaml`;
  execFileSync('nsenter', [...spaces, 'sh', '-c', host]);
  const sh = (script: string): string => {
    const { status, stdout, stderr } = spawnSync('nsenter', enter('/bin/sh', '-ec', script), { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name}: ${script}\n${stdout}${stderr}`);
    return stdout;
  };
  let child: ChildProcess | null = null;
  let said = '';
  return {
    name,
    sh,
    has() {
      const text = sh(
        `ip -o addr show to ${SERVICE_ADDRESS}; for s in ${SERVICES.join(' ')}; do if /etc/init.d/$s status >/dev/null 2>&1; then echo "runs $s"; fi; done`,
      );
      return { address: text.includes(SERVICE_ADDRESS), services: SERVICES.filter((one) => text.includes(`runs ${one}`)) };
    },
    start() {
      said = '';
      const program = ['/opt/host/ld.so', '--library-path', '/opt/host/lib', '/opt/host/node', '/opt/host/dist/dmsa.js'];
      const args = ['run', '--ha-only', '--as', name, '-f', '/opt/host/cluster.yaml'];
      child = spawn('nsenter', enter(...program, ...args), {
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
    },
    said: () => said,
    signal(signal) {
      // Process 1 of the node's own processes: nsenter forks for the process table.
      const pid = execFileSync('cat', [`/proc/${child?.pid}/task/${child?.pid}/children`], { encoding: 'utf8' }).trim();
      process.kill(Number(pid), signal);
    },
    ended: () =>
      new Promise((resolve) => (child?.exitCode === null ? child.once('exit', resolve) : resolve(child?.exitCode ?? null))),
    cable(plugged) {
      execFileSync('ip', ['-n', lab.namespace, 'link', 'set', `v${at}`, plugged ? 'up' : 'down']);
    },
  };
}

async function startEtcd(lab: LightLab, folder: string): Promise<ChildProcess> {
  const [client, peers] = [`http://${ARBITER}:2379`, `http://${ARBITER}:2380`];
  const args = ['--data-dir', folder, '--listen-client-urls', client, '--advertise-client-urls', client];
  args.push('--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`);
  args.push('--heartbeat-interval', '50', '--election-timeout', '500', '--unsafe-no-fsync');
  const [command = '', ...rest] = lightExecArgv(lab, ['etcd', ...args]);
  const child = spawn(command, rest, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (/serving insecure client requests|ready to serve client requests/.test(said)) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('exit', () => reject(new Error(`etcd did not start:\n${said}`)));
  });
  return child;
}

function clusterYaml(key: string, knownHosts: string, lease: string): string {
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: leases }
spec:
  ssh: { identityFile: ${key}, knownHosts: ${knownHosts}, hostKey: strict }
  networks: { maintenance: { interface: eth0 } }
  lease: { type: etcd, hosts: ["${ARBITER}:2379"], ${lease} }
  watch: { interval: 500ms, timeout: 2s, failures: 2, repair: { tries: 1, pause: 1s }, takeoversPerHour: 60 }
  central: ${ACTIVE}
  serviceAddresses: { svc: { "eth0:1": ${SERVICE_ADDRESS}/24 } }
  packs: { pack: [${SERVICES.join(', ')}] }
  nodes:
    ${ACTIVE}: { type: SECENGINE, maintenance: 10.77.1.1/24, serviceAddresses: svc, pack: pack }
    ${STANDBY}: { type: REPORTING, maintenance: 10.77.1.2/24, backupOf: ${ACTIVE}, failover: { after: 1s } }
`;
}
