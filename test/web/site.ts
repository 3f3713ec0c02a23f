/** `dmsa run --listen` as a program, in a node of its own (a namespace): that node is one of the cluster, the others refuse connections. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { enter, startNode, type TestNode } from '../apply/node.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;

export const TOKENS = {
  ann: 'a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0',
  bob: 'b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1',
  scrape: 'c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2',
} as const;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  readonly token?: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
  readonly ended: Promise<number | null>;
  readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
  /** Its parsed body. */
  readonly json: (path: string, ask?: Ask) => Promise<Record<string, unknown>>;
  readonly signal: (signal: NodeJS.Signals) => void;
}

export interface WebSite {
  readonly dir: string;
  readonly node: TestNode;
  readonly socket: string;
  /** Of the cluster file, with more of its spec. */
  readonly file: (more?: string, nodes?: string) => void;
  readonly write: (name: string, text: string, mode?: number) => string;
  /** With --listen at the socket, unless others are given. */
  readonly run: (...args: readonly string[]) => Running;
  readonly started: (...args: readonly string[]) => Promise<Running>;
  readonly close: () => void;
}

/** The node has an /etc of its own, and a directory that the file wants otherwise. */
const SETUP = `mkdir /srv/etc; cp -a /etc/. /srv/etc; mount --bind /srv/etc /etc
ip link set lo up
for n in 0 1; do ip link add eth$n type veth peer name p$n; ip link set eth$n up; ip link set p$n up; done
ip addr add 10.0.0.11/24 dev eth0; ip addr add 192.0.2.11/24 dev eth1
ip addr add 10.0.0.21/32 dev lo; ip addr add 10.0.0.31/32 dev lo
mkdir /srv/data; chmod 755 /srv/data`;

export const SPEC = `  directories: [{ path: /srv/data, mode: '0750', nodes: [Web-1] }]
`;

export async function webSite(): Promise<WebSite> {
  const dir = mkdtempSync(join(tmpdir(), 'dmsa-web-'));
  const node = await startNode('Web-1', SETUP);
  const socket = join(dir, 'web.sock');
  const children = new Set<ChildProcess>();
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'key')]);
  const write = (name: string, text: string, mode = 0o600): string => {
    const path = join(dir, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  write('tokens', `ann ${TOKENS.ann}\nbob ${TOKENS.bob} # the second\n\nscrape ${TOKENS.scrape} read\n`);
  const file = (more = SPEC, nodes = ''): void => {
    write(
      'cluster.yaml',
      `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Web-1
  ssh: { identityFile: ./key, knownHosts: ./known_hosts, hostKey: accept-new, connectTimeout: 2s, throughNeighbours: false }
  watch: { interval: 500ms, timeout: 1s }
  run: { interval: 1s }
  legacyFiles: { directory: /srv/ha }
  shares: { nfsCheck: false }
${more}  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24, ssh: { transport: local } }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, serviceAddresses: { "eth0:1": 10.0.0.111/24 }, ssh: { port: 9 } }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: 192.0.2.31/24, backupOf: Sec-1, ssh: { port: 9 } }
${nodes}`,
    );
  };
  file();
  const run = (...args: readonly string[]): Running => {
    const where = args.includes('--listen') ? [] : ['--listen', `unix:${socket}`];
    const pidFile = join(dir, `pid-${children.size}`);
    const file = args.includes('--git') ? [] : ['-f', 'cluster.yaml'];
    const inside = [
      'sh',
      '-c',
      `cd ${dir}; echo $$ >${pidFile}; exec "$@"`,
      'dmsa',
      process.execPath,
      PROGRAM,
      'run',
      ...file,
      '--json',
    ];
    const child = spawn('nsenter', [...enter(node.pid), ...inside, ...where, ...args], {
      cwd: dir,
      env: { PATH: `${dir}/bin:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: dir, LANG: 'C.UTF-8', DMSA_STATE_DIR: '/srv/state' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      said.out += String(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said.err += String(chunk);
    });
    const ask = (path: string, asked: Ask = {}): Promise<Answer> => askSocket(socket, path, asked);
    return {
      child,
      said,
      ended: once(child, 'close').then(([code]) => code as number | null),
      ask,
      json: async (path, asked) => JSON.parse((await ask(path, asked)).text) as Record<string, unknown>,
      // nsenter itself passes no signal on.
      signal(name) {
        node.sh(`kill -s ${name.slice('SIG'.length)} "$(cat ${pidFile})"`);
        // It stops as its child does, and goes on only where it is told to itself.
        if (name === 'SIGCONT') child.kill(name);
      },
    };
  };
  return {
    dir,
    node,
    socket,
    file,
    write,
    run,
    async started(...args) {
      const running = run(...args);
      await until('it listens', () => running.said.err.includes('serves its page'), running);
      return running;
    },
    close() {
      for (const child of children) child.kill('SIGKILL');
      node.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function askSocket(socketPath: string, path: string, { method, headers = {}, body, token }: Ask = {}): Promise<Answer> {
  const sent = typeof body === 'object' ? JSON.stringify(body) : body;
  const all = {
    Host: 'localhost',
    ...(typeof body === 'object' ? { 'Content-Type': 'application/json' } : {}),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, path, method: method ?? (sent === undefined ? 'GET' : 'POST'), headers: all },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(sent);
  });
}

/** What a browser can reach: a port of this machine that leads to the socket. */
export async function portTo(socket: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((from) => {
    const to = connect(socket);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
    from.pipe(to).pipe(from);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { url: `http://localhost:${address.port}`, server };
}

/** Throws after half a minute, with all that the program said. */
export async function until(what: string, check: () => boolean | Promise<boolean>, running?: Running): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await delay(50)) {
    if (await check()) return;
    if (running && running.child.exitCode !== null) break;
  }
  throw new Error(`not seen: ${what}\n${running?.said.out ?? ''}${running?.said.err ?? ''}`);
}
