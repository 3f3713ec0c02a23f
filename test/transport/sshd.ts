/**
 * A real sshd of its own for a test file: loopback, a free port, own host keys, own configuration, in a folder that goes
 * with it. Faulty servers are plain TCP servers.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/desired/cluster.ts';
import type { Target, TransportError } from '../../src/transport/transport.ts';

export interface Sshd {
  readonly dir: string;
  readonly port: number;
  /** Path of a private key that the sshd lets in. */
  readonly key: string;
  readonly knownHosts: string;
  /** `ssh-ed25519 AAAA…` of a host key. */
  hostKey(type: 'ed25519' | 'rsa' | 'ecdsa'): string;
  target(change?: Partial<Connection>): Target;
  /** Process ids of the shells that run in its open connections. */
  shells(): readonly number[];
  /** Ends the processes that serve open connections, as a crash would: the connections break. */
  dropConnections(): void;
  log(): string;
  stop(): Promise<void>;
}

export interface SshdOptions {
  readonly hostKeys?: readonly ('ed25519' | 'rsa' | 'ecdsa')[];
  readonly config?: readonly string[];
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  installSshd();
  const dir = mkdtempSync(join(tmpdir(), 'dmsa-sshd-'));
  const port = await freePort();
  for (const type of options.hostKeys ?? ['ed25519']) keygen(join(dir, `host_${type}`), type);
  const key = join(dir, 'id');
  keygen(key, 'ed25519');
  writeFileSync(join(dir, 'authorized_keys'), readFileSync(`${key}.pub`));
  writeFileSync(
    join(dir, 'sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      'ListenAddress 127.0.0.2',
      ...(options.hostKeys ?? ['ed25519']).map((type) => `HostKey ${join(dir, `host_${type}`)}`),
      `AuthorizedKeysFile ${join(dir, 'authorized_keys')}`,
      `PidFile ${join(dir, 'pid')}`,
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      'UseDNS no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel VERBOSE',
      // bash reads ~/.bashrc for a command over SSH only where SHLVL is below 2: what is in it is not the tests' business.
      'SetEnv SHLVL=2',
      'MaxStartups 200',
      ...(options.config ?? []),
      '',
    ].join('\n'),
  );
  mkdirSync('/run/sshd', { recursive: true });
  // The shell in between ends sshd as soon as this process ends, however it does: the pipe to the shell's input breaks.
  const keeper = spawn(
    '/bin/sh',
    [
      '-c',
      '"$@" & sshd=$!; exec 2>/dev/null; read -r x; kill $sshd; wait',
      'sh',
      '/usr/sbin/sshd',
      '-D',
      '-e',
      '-f',
      join(dir, 'sshd_config'),
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let log = '';
  await new Promise<void>((resolve, reject) => {
    keeper.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('Server listening on 127.0.0.1')) resolve();
    });
    keeper.stderr.once('end', () => reject(new Error(`sshd ended at once: ${log}`)));
  });
  const [listener] = childrenOf(keeper.pid);
  const knownHosts = join(dir, 'known_hosts');
  return {
    dir,
    port,
    key,
    knownHosts,
    hostKey: (type) =>
      readFileSync(join(dir, `host_${type}.pub`), 'utf8')
        .trim()
        .split(' ')
        .slice(0, 2)
        .join(' '),
    target: (change = {}) => target({ port, identityFiles: [key], knownHosts, ...change }),
    shells: () => childrenOf(listener).flatMap(childrenOf),
    dropConnections: () => killChildren(listener),
    log: () => log,
    async stop() {
      const ended = new Promise((resolve) => keeper.once('exit', resolve));
      killChildren(listener);
      keeper.stdin.end();
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function target(change: Partial<Connection>): Target {
  return {
    node: 'Sec-1',
    connection: {
      transport: 'ssh',
      addresses: ['127.0.0.1'],
      port: 22,
      user: 'root',
      identityFiles: [],
      identityFilesNamed: true,
      knownHosts: '/nonexistent/known_hosts',
      hostKey: 'accept-new',
      connectTimeoutMs: 5_000,
      commandTimeoutMs: 10_000,
      ...change,
    },
  };
}

export function keygen(path: string, type: string, passphrase = ''): void {
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    type,
    ...(type === 'rsa' ? ['-b', '2048'] : []),
    '-N',
    passphrase,
    '-C',
    'test',
    '-f',
    path,
  ]);
}

/** The error that a promise rejects with; fails where it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<TransportError> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: TransportError) => {
      if (!('diagnostic' in error)) throw error;
      return error;
    },
  );
}

export interface FaultyServer {
  readonly port: number;
  readonly connections: readonly Socket[];
  stop(): Promise<void>;
}

/** A TCP server that does with each connection what `behave` says. */
export async function faultyServer(behave: (socket: Socket) => void, address = '127.0.0.1', port = 0): Promise<FaultyServer> {
  const connections: Socket[] = [];
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    connections.push(socket);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return {
    port: bound.port,
    connections,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of connections) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

export async function freePort(): Promise<number> {
  const server = await faultyServer(() => {});
  await server.stop();
  return server.port;
}

/** False also for a process that has ended and that nobody has asked about (a zombie). */
export function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}

/** From /proc/PID/stat: the kernel's own list of children may leave some out while others end. */
function childrenOf(pid: number | undefined): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const parent = /^\d+ \(.*\) \S (\d+) /s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1];
      return Number(parent) === pid ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function killChildren(listener: number | undefined): void {
  for (const pid of childrenOf(listener)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself in the meantime.
    }
  }
}

function installSshd(): void {
  if (existsSync('/usr/sbin/sshd')) return;
  try {
    execFileSync('apt-get', ['install', '-y', '-q', 'openssh-server'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch {
    throw new Error('The transport tests need a real sshd: apt-get install openssh-server');
  }
}
