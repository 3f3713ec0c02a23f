/**
 * Nodes with a real sshd each, a machine with a real arbiter, and real `dmsa run` processes there that share the nodes. Each node says
 * itself who acts on it: what changes a mode there is a program that writes down when it begins and ends, and whose lock the node has.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { enter, startNode, type TestNode } from '../apply/node.ts';
import { type Server, startEtcd, startPostgres } from '../lease/servers.ts';
import { keygen } from '../transport/sshd.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;
const FILE = '/srv/cluster.yaml';
/** Where controllers have networks of their own. */
const ARBITER = '10.9.9.9';
export const TTL_MS = 6_000;
export const MARGIN_MS = 2_000;
/** Singles, and a pair of which the last is the standby. */
export const SINGLES = ['Sec-1', 'Sec-2', 'Sec-3', 'Sec-4', 'Sec-5'];
export const [ACTIVE, STANDBY] = ['Sec-6', 'Sec-Rep-6'] as const;
export const NAMES = [...SINGLES, ACTIVE, STANDBY];

/** One change of a mode, as the node itself wrote it down. Seconds by the machine's clock. */
export interface Deed {
  readonly holder: string;
  readonly from: number;
  /** null: it has not ended. */
  readonly to: number | null;
}

export interface Event {
  readonly type: string;
  readonly at: string;
  readonly is?: string;
  readonly node?: string | null;
  readonly pair?: string | null;
  readonly ids?: readonly string[];
  readonly units?: readonly string[];
  readonly code?: string;
  readonly kept?: number;
}

export interface Controller {
  readonly name: string;
  readonly pid: number;
  readonly events: () => readonly Event[];
  readonly signal: (name: NodeJS.Signals) => void;
  /** Gives how many seconds it took. */
  readonly stop: (name?: NodeJS.Signals) => Promise<number>;
  readonly said: () => string;
}

export interface Status {
  readonly revision: { readonly digest: string; readonly approval: { readonly by: string; readonly on?: string } | null };
  readonly suspensions: readonly { readonly reason: string; readonly on?: string; readonly shared?: boolean }[] | string;
  readonly share: {
    readonly controller: string;
    readonly controllers: readonly { readonly name: string; readonly nodes: number }[];
    readonly keptBy: Readonly<Record<string, string | null>>;
    readonly silent: string | null;
  };
  readonly nodes: readonly {
    readonly name: string;
    readonly reachable: boolean | null;
    readonly differences: readonly { readonly waits: { readonly code: string } | null }[];
  }[];
}

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface SharesSite {
  readonly arbiter: Server;
  readonly run: (name: string) => Promise<Controller>;
  /** null: it has written nothing down yet. */
  readonly status: (name: string) => Status | null;
  readonly statusText: (name: string) => string;
  /** Run on the machine of that controller. */
  readonly dmsa: (name: string, args: readonly string[]) => Answer;
  /** The cable between its machine and the arbiter, or that to the nodes; where controllers have machines of their own. */
  readonly cable: (name: string, to: 'arbiter' | 'nodes', plugged: boolean) => void;
  /** The mode of the directory is another one from now on; each change takes so long there. */
  readonly drift: (node: string, slowS?: number) => void;
  readonly isHealed: (node: string) => boolean;
  readonly deeds: (node: string) => readonly Deed[];
  readonly node: (name: string) => TestNode;
  readonly clear: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const nodeSetup = (keys: string): string => `cp -a /etc /srv/etc; mount --bind /srv/etc /etc
rm -rf /etc/ssh/ssh_host_* /etc/ssh/sshd_config.d; : >/etc/fstab
printf 'Port 22\\nUsePAM no\\nUseDNS no\\nLogLevel ERROR\\nSetEnv SHLVL=2\\nMaxStartups 100\\n' >/etc/ssh/sshd_config
mount -t tmpfs -o mode=700 tmpfs /root; mkdir -p /root/.ssh; chmod 700 /root/.ssh
mkdir -p /run/sshd; mount -t tmpfs -o mode=755 tmpfs /run/sshd
cp ${keys}/host /etc/ssh/ssh_host_ed25519_key; chmod 600 /etc/ssh/ssh_host_ed25519_key
cat ${keys}/id.pub >/root/.ssh/authorized_keys; chmod 600 /root/.ssh/authorized_keys
cp /usr/bin/chmod /srv/chmod.real; mkdir -m 750 /srv/data; : >/srv/deeds
cat >/srv/chmod.told <<'X'
#!/bin/sh
case "$*" in */srv/data*) ;; *) exec /srv/chmod.real "$@" ;; esac
read -r h </var/lib/dmsa/lock/holder; h=\${h#*'"holder":"'}; h=\${h%%'"'*}
echo "begin $(date +%s.%N) $$ $h" >>/srv/deeds
[ ! -e /srv/slow ] || sleep "$(cat /srv/slow)"
/srv/chmod.real "$@"; r=$?
echo "end $(date +%s.%N) $$ $h" >>/srv/deeds
exit $r
X
/srv/chmod.real 755 /srv/chmod.told; mount --bind /srv/chmod.told /usr/bin/chmod
ip link set lo up
/usr/sbin/sshd`;

/** One for the nodes, one for the arbiter. */
async function startMachine(name: string, at: number, hub: TestNode): Promise<TestNode> {
  const machine = await startNode(name, `hostname ${name}; ip link set lo up`);
  const cable = (here: string, there: string): void => {
    execFileSync('ip', [
      ...['link', 'add', here, 'netns', String(hub.pid), 'type', 'veth'],
      ...['peer', 'name', there, 'netns', String(machine.pid)],
    ]);
  };
  cable(`n${at}`, 'eth0');
  cable(`a${at}`, 'arb0');
  hub.sh(`ip link set n${at} master br0 up; ip addr add 10.9.${at}.1/30 dev a${at}; ip link set a${at} up`);
  machine.sh(`ip addr add 10.0.0.${200 + at}/24 dev eth0; ip link set eth0 up
ip addr add 10.9.${at}.2/30 dev arb0; ip link set arb0 up; ip route add ${ARBITER} via 10.9.${at}.1`);
  return machine;
}

/** @param machines  names of controllers that have a network of their own each; the others are where the arbiter is */
export async function sharesSite(type: 'postgresql' | 'etcd', machines: readonly string[] = []): Promise<SharesSite> {
  const keys = mkdtempSync(join(tmpdir(), 'dmsa-shares-'));
  keygen(join(keys, 'host'), 'ed25519');
  keygen(join(keys, 'id'), 'ed25519');
  const hub = await startNode(
    'hub',
    'ip link set lo up; ip link add br0 type bridge forward_delay 0; ip addr add 10.0.0.254/24 dev br0; ip link set br0 up',
  );
  const nodes = new Map(await Promise.all(NAMES.map(async (name) => [name, await startNode(name, nodeSetup(keys))] as const)));
  for (const [at, [, node]] of [...nodes].entries()) {
    const link = [
      'link',
      'add',
      `v${at}`,
      'netns',
      String(hub.pid),
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      String(node.pid),
    ];
    execFileSync('ip', link);
    hub.sh(`ip link set v${at} master br0 up`);
    node.sh(`ip addr add 10.0.0.${at + 1}/24 dev eth0; ip link set eth0 up`);
  }
  const apart = new Map<string, TestNode>();
  for (const [at, name] of machines.entries()) apart.set(name, await startMachine(name, at, hub));
  if (apart.size > 0) hub.sh(`ip addr add ${ARBITER}/32 dev lo; echo 1 >/proc/sys/net/ipv4/ip_forward`);
  const host = apart.size > 0 ? ARBITER : '127.0.0.1';
  const arbiter = type === 'etcd' ? await startEtcd(hub.pid, host) : await startPostgres(hub.pid);
  const access = type === 'etcd' ? '' : ', database: postgres, user: dmsa, password: { secret: ARBITER }';
  const each = NAMES.map((name, at) => {
    const backup = name === STANDBY ? `, backupOf: ${ACTIVE}, failover: { after: 1h }` : '';
    return `    ${name}: { type: ${name === STANDBY ? 'REPORTING' : 'SECENGINE'}, maintenance: 10.0.0.${at + 1}/24${backup} }\n`;
  });
  hub.sh(`cp ${keys}/id /srv/id; chmod 600 /srv/id
echo "* $(cut -d' ' -f1,2 ${keys}/host.pub)" >/srv/known_hosts
printf 'variables: { ARBITER: "geheim" }\\n' >/srv/secrets.yaml; chmod 600 /srv/secrets.yaml
cat >${FILE} <<'X'
apiVersion: dmsa/v1
kind: Cluster
metadata: { name: shares }
spec:
  secrets: { file: secrets.yaml }
  central: Sec-1
  ssh: { identityFile: /srv/id, knownHosts: /srv/known_hosts, hostKey: strict, throughNeighbours: false }
  lease: { type: ${type}, hosts: ["${host}:${arbiter.port}"]${access}, ttl: ${TTL_MS / 1000}s, margin: ${MARGIN_MS / 1000}s }
  watch: { interval: 1s, timeout: 3s }
  run: { controllers: shared, interval: 1s, fights: { rounds: 100 }, rules: [{ kinds: [directory], mode: apply }] }
  directories: [{ path: /srv/data, mode: '0750' }]
  nodes:
${each.join('')}X`);
  const env = (name: string) => ({
    ...{ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8', NO_COLOR: '1' },
    DMSA_STATE_DIR: `/srv/state-${name}`,
  });
  // The files of the hub, and the network and the name of its own machine.
  const into = (name: string): readonly string[] => {
    const own = apart.get(name);
    if (!own) return enter(hub.pid);
    return [
      '--target',
      String(hub.pid),
      '--mount',
      '--pid',
      `--net=/proc/${own.pid}/ns/net`,
      `--uts=/proc/${own.pid}/ns/uts`,
      '--',
    ];
  };
  const dmsa = (name: string, args: readonly string[]): Answer => {
    const argv = [...into(name), process.execPath, PROGRAM, ...args, '-f', FILE];
    const done = spawnSync('nsenter', argv, { encoding: 'utf8', timeout: 60_000, cwd: '/', env: env(name) });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };
  const running = new Set<Controller>();
  const node = (name: string): TestNode => {
    const found = nodes.get(name);
    if (!found) throw new Error(`no node ${name}`);
    return found;
  };
  const site: SharesSite = {
    arbiter,
    node,
    dmsa,
    cable(name, to, plugged) {
      hub.sh(`ip link set ${to === 'arbiter' ? 'a' : 'n'}${machines.indexOf(name)} ${plugged ? 'up' : 'down'}`);
    },
    async run(name) {
      const told = `/srv/pid-${name}`;
      hub.sh(`rm -f ${told}`);
      const command = ['run', '--json', '--controller', name, '-f', FILE];
      const child: ChildProcess = spawn(
        'nsenter',
        [...into(name), 'sh', '-c', `echo $$ >${told}; exec "$@"`, 'dmsa', process.execPath, PROGRAM, ...command],
        { cwd: '/', env: env(name), stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let said = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        said += String(chunk);
      });
      let err = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        err += String(chunk);
      });
      await until('its process', () => hub.sh(`cat ${told} 2>/dev/null || :`).trim() !== '');
      const pid = Number(hub.sh(`cat ${told}`));
      const controller: Controller = {
        name,
        pid,
        events: () => said.split('\n').flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as Event] : [])),
        // nsenter itself passes no signal on; it stands still when its child does, and wants to be woken as well.
        signal(signal) {
          hub.sh(`kill -s ${signal.slice('SIG'.length)} ${pid}`);
          if (signal === 'SIGCONT') child.kill(signal);
        },
        said: () => said + err,
        async stop(signal = 'SIGTERM') {
          running.delete(controller);
          if (child.exitCode !== null || child.signalCode !== null) return 0;
          const ended = once(child, 'close');
          const began = performance.now();
          controller.signal(signal);
          await ended;
          return (performance.now() - began) / 1000;
        },
      };
      running.add(controller);
      return controller;
    },
    status(name) {
      const text = dmsa(name, ['status', '--json']).out;
      return text === '' ? null : (JSON.parse(text) as Status);
    },
    statusText: (name) => dmsa(name, ['status']).out,
    drift(name, slowS = 0) {
      node(name).sh(`${slowS > 0 ? `echo ${slowS} >/srv/slow` : 'rm -f /srv/slow'}; /srv/chmod.real 777 /srv/data`);
    },
    isHealed: (name) => node(name).sh('stat -c %a /srv/data') === '750\n',
    deeds(name) {
      const found: { holder: string; key: string; from: number; to: number | null }[] = [];
      for (const line of node(name).sh('cat /srv/deeds').split('\n')) {
        const [, word, time, pid, holder] = /^(begin|end) ([\d.]+) (\d+) (.*)$/.exec(line) ?? [];
        if (word === 'begin') found.push({ holder: holder ?? '', key: pid ?? '', from: Number(time), to: null });
        const open = found.findLast((one) => one.key === pid && one.to === null);
        if (word === 'end' && open) open.to = Number(time);
      }
      return found.map(({ holder, from, to }) => ({ holder, from, to }));
    },
    async clear() {
      for (const one of [...running]) await one.stop('SIGKILL');
      for (const [, one] of nodes) one.sh('rm -rf /var/lib/dmsa/* /srv/slow; : >/srv/deeds; /srv/chmod.real 750 /srv/data');
      hub.sh('rm -rf /srv/state-*');
    },
    async close() {
      for (const one of [...running]) await one.stop('SIGKILL');
      await arbiter.close();
      for (const [, one] of [...nodes, ...apart]) one.close();
      hub.close();
      rmSync(keys, { recursive: true, force: true });
    },
  };
  return site;
}

export async function until<T>(what: string, get: () => T | null | false | undefined, withinMs = 40_000): Promise<T> {
  for (const end = performance.now() + withinMs; performance.now() < end; await delay(50)) {
    const found = get();
    if (found) return found;
  }
  throw new Error(`not seen: ${what}`);
}

/** Two that were at work on a node at the same moment, as text; empty: never. */
export function overlaps(deeds: readonly Deed[]): readonly string[] {
  const sorted = [...deeds].sort((a, b) => a.from - b.from);
  return sorted.flatMap((one, at) => {
    const before = sorted[at - 1];
    return before && (before.to === null || before.to > one.from) ? [`${JSON.stringify(before)} and ${JSON.stringify(one)}`] : [];
  });
}

/** By controller, the nodes that it keeps, once so many are alive and keep all of them. */
export async function keptBy(site: SharesSite, of: Controller, alive: number): Promise<ReadonlyMap<string, readonly string[]>> {
  return until(`${alive} that share all nodes`, () => {
    const share = site.status(of.name)?.share;
    if (!share || share.controllers.length !== alive) return null;
    const kept = new Map(share.controllers.map(({ name }) => [name, NAMES.filter((node) => share.keptBy[node] === name)]));
    const all = [...kept.values()].flat().length === NAMES.length && [...kept.values()].every((nodes) => nodes.length > 0);
    return all ? kept : null;
  });
}

/** The processes that acted on a node, one after the other; the same one in a row is named once. */
export function whose(site: SharesSite, name: string): readonly string[] {
  const pids = site.deeds(name).map(({ holder }) => / pid (\d+)$/.exec(holder)?.[1] ?? holder);
  return pids.filter((pid, at) => pid !== pids[at - 1]);
}
