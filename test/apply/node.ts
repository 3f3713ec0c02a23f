/**
 * A node for tests: a mount, network and process namespace of its own on this machine, with empty /var/lib/dmsa and /srv. The
 * scripts run in it for real, as root, with this machine's shell and coreutils. Needs root.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Connection } from '../../src/desired/cluster.ts';
import { type Session, type Target, type Transport, TransportError } from '../../src/transport/transport.ts';
import { wrapScript } from '../../src/transport/wrap.ts';

export interface TestNode {
  readonly name: string;
  /** The first process in it, as seen from outside. */
  readonly pid: number;
  /** Runs a script in it, at once; throws where it fails. */
  sh(script: string): string;
  close(): void;
}

const SETUP = `mount --make-rprivate / && mkdir -p /var/lib/dmsa /srv &&
mount -t tmpfs -o mode=700 tmpfs /var/lib/dmsa && mount -t tmpfs -o mode=755 tmpfs /srv &&
mount -t proc proc /proc`;

export async function startNode(name: string, setup = ''): Promise<TestNode> {
  const script = `${SETUP}\n${setup}\necho up; exec sleep 3600`;
  const child = spawn('unshare', ['--mount', '--net', '--pid', '--uts', '--fork', '--kill-child', 'sh', '-ec', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await firstProcess(child, name);
  return {
    name,
    pid,
    sh(text) {
      const result = spawnSync('nsenter', [...enter(pid), 'sh', '-ec', text], { encoding: 'utf8' });
      if (result.status !== 0) throw new Error(`${name}: ${text}\n${result.stdout}${result.stderr}`);
      return result.stdout;
    },
    close() {
      child.kill('SIGKILL');
    },
  };
}

async function firstProcess(child: ChildProcess, name: string): Promise<number> {
  if (!child.stdout) throw new Error('no output');
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes('up\n')) break;
  }
  if (!said.includes('up\n')) throw new Error(`${name} did not start: ${said}`);
  // The child of `unshare --fork` is process 1 of the namespace.
  const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  if (!/^\d+$/.test(inside)) throw new Error(`${name}: no single process inside: ${inside}`);
  return Number(inside);
}

export function enter(pid: number): readonly string[] {
  return ['--target', String(pid), '--mount', '--net', '--pid', '--uts', '--'];
}

export const CONNECTION: Connection = {
  transport: 'local',
  addresses: ['test'],
  port: 22,
  user: 'root',
  identityFiles: [],
  identityFilesNamed: false,
  knownHosts: '/dev/null',
  hostKey: 'accept-new',
  connectTimeoutMs: 2_000,
  commandTimeoutMs: 10_000,
};

export interface TestTransport extends Transport {
  /** Every script that was run, by node, in order. */
  readonly ran: { readonly node: string; readonly script: string }[];
  /** Nodes that do not answer. */
  readonly dead: Set<string>;
  /** Called before each script. */
  before: (node: string, script: string) => void;
  /** Called with each script's exit status, before anybody hears of it; null: a signal ended it. */
  after: (node: string, script: string, code: number | null) => void;
  /** What runs the scripts; and what is put before them. */
  shell: string;
  head: string;
}

/** Reaches nodes by nsenter instead of SSH. */
export function testTransport(pids: ReadonlyMap<string, number>): TestTransport {
  const transport: TestTransport = {
    ran: [],
    dead: new Set(),
    before: () => {},
    after: () => {},
    shell: 'sh',
    head: '',
    async connect({ node }) {
      const pid = pids.get(node);
      if (pid === undefined || transport.dead.has(node)) throw gone(node, 'connect-timeout', 'not-run');
      return session(node, pid, transport);
    },
    async close() {},
  };
  return transport;
}

export function targetsOf(names: readonly string[]): ReadonlyMap<string, Target> {
  return new Map(names.map((node) => [node, { node, connection: CONNECTION }]));
}

function session(node: string, pid: number, transport: TestTransport): Session {
  return {
    node,
    via: 'test',
    close() {},
    async run(script, options) {
      const text = typeof script === 'string' ? script : Buffer.from(script).toString('latin1');
      transport.before(node, text);
      if (transport.dead.has(node)) throw gone(node, 'connection-lost', 'not-run');
      transport.ran.push({ node, script: text });
      const child = spawn('nsenter', [...enter(pid), transport.shell], { stdio: 'pipe', detached: true });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => {
        out.push(chunk);
        options.onStdout?.(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.stdin.on('error', () => {});
      child.stdin.end(Buffer.concat([Buffer.from(transport.head), wrapScript(script)]));
      const [code] = (await once(child, 'close')) as [number | null];
      transport.after(node, text, code);
      if (transport.dead.has(node)) throw gone(node, 'connection-lost', 'unknown');
      return { code, stdout: Buffer.concat(out), stderr: Buffer.concat(err) };
    },
  };
}

function gone(node: string, code: string, outcome: 'not-run' | 'unknown'): TransportError {
  return new TransportError({ severity: 'error', code, summary: `${node} does not answer`, node }, true, outcome);
}
