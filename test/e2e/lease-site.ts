/** A pair of nodes with kernels of their own, dmsa on both, and a real arbiter on the lab's controller. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onConsole } from '../../lab/console.ts';
import { insideArgv } from '../../lab/network.ts';
import { controller } from '../../lab/topology.ts';
import { LEASE_DIR, leaseFile, pairLease } from '../../src/kinds/lease-files.ts';
import { dmsa, eventually, type Site, setIn, sshOf, variant } from './cluster.ts';
import { dmsaOn, keepOnNode, type NodeLoop } from './on-standby.ts';
import { ALL, held, mayCopy } from './pair.ts';

export const [ACTIVE, STANDBY] = ['Sec-1', 'Sec-Rep-1'];
const MEMBERS = [ACTIVE, STANDBY] as const;

export type ArbiterType = 'etcd' | 'postgresql';

/** What counts: how slow a busy machine may be. */
const TIMES = { ttl: '20s', margin: '6s' };
/** Of what that lease needs, softdog(4) is set to the middle. */
export const SOFTDOG_S = 18;
const PASSWORD = 'geheim';
const PORT = 5433;

export interface LeaseSite {
  readonly site: Site;
  readonly active: NodeLoop;
  readonly standby: NodeLoop;
  /** dmsa on a member, which keeps its lease there; its init starts it again whenever it ends. */
  keep(node: string): Promise<NodeLoop>;
  close(): Promise<void>;
}

/** @param more  of spec.lease */
export async function leaseSite(site: Site, type: ArbiterType, more: Readonly<Record<string, unknown>> = {}): Promise<LeaseSite> {
  const arbiter = type === 'etcd' ? await startEtcd(site) : await startPostgres(site);
  setIn(site, ['spec', 'ssh'], sshOf(site, { connectTimeout: '8s' }));
  setIn(site, ['spec', 'watch'], { interval: '1s', timeout: '4s', failures: 3, takeoversPerHour: 50 });
  setIn(site, ['spec', 'lease'], { ...arbiter.lease, ...TIMES, ...more });
  if (type === 'postgresql') setIn(site, ['spec', 'secrets'], { file: 'arbiter.yaml' });
  writeFileSync(join(site.dir, 'arbiter.yaml'), SECRETS, { mode: 0o600 });
  const there = { identityFile: './id_ed25519', knownHosts: './known_hosts', hostKey: 'strict', connectTimeout: '8s' };
  variant(site, 'there.yaml', [
    [['spec', 'nodes', STANDBY, 'failover'], { after: '5s' }],
    [['spec', 'ssh'], there],
  ]);
  await mayCopy(site, ACTIVE, STANDBY, '10.77.0.31,10.78.0.31');
  await mayCopy(site, STANDBY, ACTIVE, '10.77.0.21,10.78.0.21');
  const loops: NodeLoop[] = [];
  const keep = async (node: string): Promise<NodeLoop> => {
    const loop = await keepOnNode(site, node);
    loops.push(loop);
    await keeps(site, node);
    return loop;
  };
  for (const node of MEMBERS) {
    await dmsaOn(site, node, 'there.yaml');
    await site.lab.must(node, `umask 077; cat >/etc/dmsa/arbiter.yaml <<'X'\n${SECRETS}X`);
  }
  const [active, standby] = [await keep(ACTIVE), await keep(STANDBY)];
  return {
    site,
    active,
    standby,
    keep,
    async close() {
      await site.lab.heal();
      for (const node of MEMBERS) await site.lab.waitForBoot(node);
      for (const loop of loops) await loop.stop();
      // As a boot would: the next arbiter knows nothing of what this one was asked for.
      for (const node of MEMBERS) await site.lab.must(node, `rm -rf ${LEASE_DIR}`);
      arbiter.stop();
    },
  };
}

const SECRETS = `variables: { ARBITER: ${PASSWORD} }\n`;

async function keeps({ lab }: Site, node: string): Promise<void> {
  const keeper = `test -s '${LEASE_DIR}/${leaseFile(pairLease(ACTIVE))}.keeper'`;
  await eventually(`dmsa keeps leases on ${node}`, 90, async () => ((await lab.ssh(node, keeper)).code === 0 ? true : undefined));
}

interface Arbiter {
  readonly lease: Readonly<Record<string, unknown>>;
  stop(): void;
}

async function startEtcd({ lab }: Site): Promise<Arbiter> {
  const data = mkdtempSync(join(tmpdir(), 'dmsa-etcd-'));
  const [client, peers] = [`http://${controller.eth0}:2379`, `http://${controller.eth0}:2380`];
  const args = ['--data-dir', data, '--listen-client-urls', client, '--advertise-client-urls', client];
  args.push('--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`);
  const child = await running(
    insideArgv(lab.name, ['etcd', ...args, '--unsafe-no-fsync']),
    /serving insecure client|ready to serve client/,
  );
  return { lease: { type: 'etcd', hosts: [`${controller.eth0}:2379`] }, stop: () => end(child, data) };
}

/** The server of Debian's package, with a superuser `dmsa`, reached over TCP with a password. */
async function startPostgres({ lab }: Site): Promise<Arbiter> {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  const bin = join('/usr/lib/postgresql', versions[0] ?? '', 'bin');
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const as = { uid: id('-u'), gid: id('-g'), cwd: '/' };
  const folder = mkdtempSync(join(tmpdir(), 'dmsa-pg-'));
  chownSync(folder, as.uid, as.gid);
  writeFileSync(join(folder, 'pw'), `${PASSWORD}\n`);
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', 'dmsa', '-A', 'scram-sha-256', `--pwfile=${folder}/pw`, '--no-sync', '-E', 'UTF8'];
  execFileSync(join(bin, 'initdb'), init, { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
  appendFileSync(join(data, 'pg_hba.conf'), `host all dmsa ${controller.eth0}/24 scram-sha-256\n`);
  const settings = [`listen_addresses=${controller.eth0}`, `unix_socket_directories=${folder}`, 'fsync=off'];
  const args = ['-D', data, '-p', String(PORT), ...settings.flatMap((one) => ['-c', one])];
  const own = ['setpriv', '--reuid', String(as.uid), '--regid', String(as.gid), '--clear-groups', '--pdeathsig', 'KILL'];
  const child = await running(insideArgv(lab.name, [...own, join(bin, 'postgres'), ...args]), /ready to accept connections/);
  const lease = { type: 'postgresql', hosts: [`${controller.eth0}:${PORT}`], database: 'postgres', user: 'dmsa' };
  return { lease: { ...lease, password: { secret: 'ARBITER' } }, stop: () => end(child, folder) };
}

async function running([command = '', ...args]: readonly string[], ready: RegExp): Promise<ChildProcess> {
  const child = spawn(command, args, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually('the arbiter answers', 30, () => {
    if (child.exitCode !== null) throw new Error(`the arbiter did not start:\n${said}`);
    return ready.test(said) ? true : undefined;
  });
  return child;
}

function end(child: ChildProcess, folder: string): void {
  // Of PostgreSQL the children see that it is gone, and end.
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

/** As a person at the node itself sees it. */
export async function atConsole({ lab }: Site, node: string): Promise<string> {
  const services = ALL.services.map((name) => `service ${name} status >/dev/null && echo runs ${name};`).join(' ');
  return (await onConsole(lab.name, node, `ip -o -4 addr show; ${services} :`)).stdout;
}

export function hasAll(site: Site, node: string, limitS = 240): Promise<boolean> {
  return eventually(`${node} holds everything`, limitS, async () => {
    const { addresses, services } = await held(site, node);
    return addresses.length === ALL.addresses.length && services.length === ALL.services.length ? true : undefined;
  });
}

/** What the arbiter says of the pair's lease. */
export async function leaseOf(site: Site): Promise<string> {
  return (await dmsa(site, ['lease', 'status'])).stdout.split('\n').find((line) => line.startsWith('pair/')) ?? '';
}
