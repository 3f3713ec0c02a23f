/** Real arbiters on loopback, each with data and a port of its own; ended and gone with the test. Needs root. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface Server {
  readonly port: number;
  /** All its processes stand still: connections stay, nothing is answered. */
  freeze(): Promise<void>;
  thaw(): void;
  /** As a loss of power. */
  kill(): Promise<void>;
  /** After `kill`: the same data, the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function processesOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number))];
}

/** A signal is on its way to each thread for a moment, in which it may still answer. */
function standsStill(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      /\) [TtZX] /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
    );
  } catch {
    // It ended meanwhile.
    return true;
  }
}

async function server(folder: string, port: number, launch: () => ChildProcess, ready: RegExp): Promise<Server> {
  let child: ChildProcess | null = null;
  const signal = (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void => {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    for (const pid of processesOf(child.pid)) {
      try {
        process.kill(pid, name);
      } catch {
        // It ended meanwhile.
      }
    }
  };
  const start = async (): Promise<void> => {
    const started = launch();
    child = started;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        if (ready.test(said)) resolve();
      };
      started.stdout?.on('data', hear);
      started.stderr?.on('data', hear);
      started.on('error', reject);
      started.on('exit', () => reject(new Error(`it did not start:\n${said}`)));
    });
  };
  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    const all = child.pid === undefined ? [] : processesOf(child.pid);
    signal('SIGKILL');
    await gone;
    // PostgreSQL does not start beside a process of the one before, by its shared memory.
    const until = performance.now() + 10_000;
    while (all.some((pid) => existsSync(`/proc/${pid}`)) && performance.now() < until) await delay(10);
  };
  await start();
  return {
    port,
    async freeze() {
      const pid = child?.pid;
      if (pid === undefined) throw new Error('it does not run');
      // Once more for those that were begun meanwhile.
      for (let left = 1_000; ; left -= 1) {
        signal('SIGSTOP');
        if (processesOf(pid).every(standsStill)) return;
        if (left === 0) throw new Error('it does not stand still');
        await delay(10);
      }
    },
    thaw: () => signal('SIGCONT'),
    kill,
    start,
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What starts a program in the network of that process; the same process id is the program's in the end. */
function inNetwork(pid: number | null): readonly string[] {
  return pid === null ? [] : ['nsenter', '--target', String(pid), '--net', '--'];
}

/**
 * A superuser `dmsa` with the password `geheim`, and the database `dmsa`.
 *
 * @param network  a process in whose network it listens, on loopback
 */
export async function startPostgres(network: number | null = null): Promise<Server> {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  const bin = join('/usr/lib/postgresql', versions[0] ?? '', 'bin');
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const as = { uid: id('-u'), gid: id('-g'), cwd: '/' };
  const folder = mkdtempSync(join(tmpdir(), 'dmsa-pg-'));
  chownSync(folder, as.uid, as.gid);
  writeFileSync(join(folder, 'pw'), 'geheim\n');
  const init = [
    '-D',
    join(folder, 'data'),
    '-U',
    'dmsa',
    '-A',
    'scram-sha-256',
    `--pwfile=${folder}/pw`,
    '--no-sync',
    '-E',
    'UTF8',
  ];
  execFileSync(join(bin, 'initdb'), init, { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off', 'logging_collector=off'];
  const args = ['-D', join(folder, 'data'), '-p', String(port), ...settings.flatMap((one) => ['-c', one])];
  const user = ['setpriv', `--reuid=${as.uid}`, `--regid=${as.gid}`, '--clear-groups'];
  const [program = '', ...rest] = [...inNetwork(network), ...user, join(bin, 'postgres'), ...args];
  return server(folder, port, () => spawn(program, rest, { cwd: '/' }), /ready to accept connections/);
}

/** @param host  the address that it listens on, in that network */
export async function startEtcd(network: number | null = null, host = '127.0.0.1'): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'dmsa-etcd-'));
  const [port, peer] = [await freePort(), await freePort()];
  const [client, peers] = [`http://${host}:${port}`, `http://127.0.0.1:${peer}`];
  const args = ['--data-dir', join(folder, 'data'), '--listen-client-urls', client, '--advertise-client-urls', client];
  args.push('--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`);
  // A single one elects itself; the shortest lease it gives is one and a half elections.
  args.push('--heartbeat-interval', '50', '--election-timeout', '500', '--unsafe-no-fsync');
  const [program = '', ...rest] = [...inNetwork(network), 'etcd', ...args];
  const launch = (): ChildProcess => spawn(program, rest, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  return server(folder, port, launch, /serving insecure client requests|ready to serve client requests/);
}
