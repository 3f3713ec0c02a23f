/**
 * Nodes in network namespaces, each with a real sshd at the end of a (virtual) wire of its own to a controller, which is a
 * namespace as well. Needs root and sshd.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { ApplyResult } from '../../src/apply/request.ts';
import type { Connection } from '../../src/desired/cluster.ts';
import type { Job } from './apply-child.ts';
import { CONNECTION, startNode, type TestNode } from './node.ts';

export interface Wired extends TestNode {
  /** Of the subnet between it and the controller: `10.99.7`; the controller is .1 in it, the node .2. */
  readonly net: string;
  readonly connection: Connection;
  /** Starts with the state that every test begins with. */
  reset(): void;
}

export interface Ran {
  readonly events: readonly ApplyEvent[];
  /** null: it was killed. */
  readonly result: ApplyResult | null;
}

export interface Wires {
  readonly controller: TestNode;
  readonly nodes: readonly Wired[];
  /** Applies in the controller's network, in a process that lives as long as the wires. */
  apply(job: Job): Promise<Ran>;
  /** The same in a process of its own, which is killed at the first event of that type. */
  applyAndKill(job: Job, at: ApplyEvent['type']): Promise<Ran>;
  close(): void;
}

const ROOT = join(import.meta.dirname, '../..');
/** In every node, beside /srv and /var/lib/dmsa. A home of its own: a login shell reads ~/.bashrc, and this machine's is not the test's business. */
const SETUP = `mount -t tmpfs tmpfs /root; mount -t tmpfs tmpfs /run; mkdir /run/sshd; ip link set lo up`;
const SSHD_CONFIG = `HostKey /srv/host_key
AuthorizedKeysFile /srv/keys
PidFile /srv/sshd.pid
StrictModes no
UsePAM no
`;
/** Ends the sshd that listens, and begins a new one; those of open connections go on. */
export const RESTART_SSHD = `p=; { read -r p </srv/sshd.pid; } 2>/dev/null || :
[ -z "$p" ] || kill "$p" 2>/dev/null || :
n=0; while grep -q ':0016 00000000:0000 0A' /proc/net/tcp && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
rm -f /srv/sshd.pid
# It returns before it listens.
/usr/sbin/sshd -f /srv/sshd_config && {
  n=0; until grep -q ':0016 00000000:0000 0A' /proc/net/tcp || [ $n -ge 100 ]; do sleep 0.1; n=$((n + 1)); done
}`;

export async function startWires(count: number): Promise<Wires> {
  const folder = mkdtempSync(join(tmpdir(), 'dmsa-wires-'));
  for (const name of ['key', 'host_key']) {
    const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
  }
  writeFileSync(join(folder, 'sshd_config'), SSHD_CONFIG);
  writeFileSync(join(folder, 'known_hosts'), '');
  cpSync(join(folder, 'key.pub'), join(folder, 'keys'));
  const [controller, ...bare] = await Promise.all([
    startNode('controller', 'ip link set lo up; ip addr add 10.98.0.1/32 dev lo'),
    ...Array.from({ length: count }, (_, n) =>
      startNode(`Sec-${n}`, `${SETUP}; cp ${folder}/host_key ${folder}/sshd_config ${folder}/keys /srv`),
    ),
  ]);
  if (!controller) throw new Error('no controller');
  const nodes = bare.map((node, n) => wire(folder, controller, node, n));
  for (const node of nodes) node.reset();
  let worker = startWorker(controller);
  return {
    controller,
    nodes,
    apply(job) {
      // A test that failed with an error may have ended it; that is that test's failure only.
      if (worker.child.exitCode !== null) worker = startWorker(controller);
      worker.child.stdin?.write(`${JSON.stringify(job)}\n`);
      return read(worker.lines);
    },
    async applyAndKill(job, at) {
      const own = spawnChild(controller);
      own.stdin?.end(`${JSON.stringify(job)}\n`);
      return read(createInterface({ input: stdoutOf(own) }), (event) => {
        if (event.type === at) own.kill('SIGKILL');
      });
    },
    close() {
      worker.child.kill('SIGKILL');
      for (const node of [controller, ...bare]) node.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function wire(folder: string, controller: TestNode, node: TestNode, n: number): Wired {
  const net = `10.99.${n}`;
  // Only its network is entered: the process ids are those of this machine.
  const script = `ip link add wire${n} type veth peer name eth0 netns ${node.pid}; ip addr add ${net}.1/24 dev wire${n}; ip link set wire${n} up`;
  const wired = spawnSync('nsenter', ['--target', String(controller.pid), '--net', '--', 'sh', '-ec', script], {
    encoding: 'utf8',
  });
  if (wired.status !== 0) throw new Error(wired.stderr);
  return {
    ...node,
    net,
    connection: {
      ...CONNECTION,
      transport: 'ssh',
      addresses: [`${net}.2`, `${net}.3`],
      identityFiles: [join(folder, 'key')],
      identityFilesNamed: true,
      knownHosts: join(folder, 'known_hosts'),
      connectTimeoutMs: 1_000,
    },
    reset() {
      node.sh(`rm -rf /var/lib/dmsa/* /srv/address /srv/order; cp ${folder}/sshd_config ${folder}/keys /srv
ip link set eth0 mtu 1500 up; ip addr flush dev eth0; ip addr add ${net}.2/24 brd + dev eth0
ip addr add ${net}.77/24 dev eth0; ip addr add 10.100.${n}.1/24 dev eth0 label eth0:5
ip route replace default via ${net}.1; ip route replace 10.50.0.0/16 via 10.100.${n}.9 metric 7
ip route replace default via ${net}.1 table 100; ip rule del pref 500 2>/dev/null || :; ip rule add pref 500 from ${net}.77 lookup 100
ip -6 addr replace fd99::${n}:2/64 dev eth0 nodad; ip -6 route replace fd98::/64 via fd99::${n}:1 table 101
echo ${net}.2/24 >/srv/address
${RESTART_SSHD}`);
    },
  };
}

function spawnChild(controller: TestNode): ChildProcess {
  return spawn(
    'nsenter',
    ['--target', String(controller.pid), '--net', '--', process.execPath, '--import', 'tsx', 'test/apply/apply-child.ts'],
    { stdio: ['pipe', 'pipe', 'inherit'], cwd: ROOT },
  );
}

function startWorker(controller: TestNode): { readonly child: ChildProcess; readonly lines: Interface } {
  const child = spawnChild(controller);
  return { child, lines: createInterface({ input: stdoutOf(child) }) };
}

function stdoutOf(child: ChildProcess): NodeJS.ReadableStream {
  if (!child.stdout) throw new Error('no output');
  return child.stdout;
}

/** Up to the result of one job, or the end of the output. */
function read(lines: Interface, onEvent: (event: ApplyEvent) => void = () => {}): Promise<Ran> {
  return new Promise((resolve) => {
    const events: ApplyEvent[] = [];
    const end = (result: ApplyResult | null): void => {
      lines.off('line', onLine);
      lines.off('close', onClose);
      resolve({ events, result });
    };
    const onClose = (): void => end(null);
    const onLine = (line: string): void => {
      const event = JSON.parse(line) as ApplyEvent | { readonly type: 'result'; readonly result: ApplyResult };
      if (event.type === 'result') end(event.result);
      else {
        events.push(event);
        onEvent(event);
      }
    };
    lines.on('line', onLine);
    lines.once('close', onClose);
  });
}

/** Everything that a revert must bring back, but for what the clock changes. */
export function running(node: TestNode): string {
  return node.sh(`ip -o addr show scope global | sed 's/ *valid_lft.*//'; ip -o link show dev eth0 | sed 's/ qdisc.*//'
for f in -4 -6; do ip $f route show table all | sed 's/ expires [0-9]*sec//'; ip $f rule show; done
cat /srv/address /srv/sshd_config /srv/keys; ls -l --time-style=+ /srv/address /srv/keys; ls -A /srv; pidof -s sshd >/dev/null && echo sshd`);
}

/** What dmsa has left in its folder. */
export function leftOver(node: TestNode): string {
  return node.sh('ls -A /var/lib/dmsa /var/lib/dmsa/confirm');
}

export const NOTHING_LEFT = '/var/lib/dmsa:\nconfirm\nmanifest.json\n\n/var/lib/dmsa/confirm:\n';
