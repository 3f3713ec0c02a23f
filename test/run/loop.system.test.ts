/** `dmsa run` as a program that an init system keeps: being told to stop, readers that go away, full disks, no descriptors left. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { startNode, type TestNode } from '../apply/node.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), 'dmsa-run-'));

/** A network of its own, where the nodes of the cluster file are. */
let net: TestNode;
/** Takes connections and says nothing, as a node that hangs; tells of each. */
let silent: ChildProcess;
const PORT = 2222;
const SILENT = `require('node:net').createServer(() => console.log('connected')).listen(${PORT}, () => console.log('up'))`;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  net = await startNode(
    'net',
    'umount /proc; hostname Sec-Rep-1; ip link set lo up; for n in 1 2; do ip addr add 192.0.2.$n/24 dev lo; done',
  );
  silent = spawn('nsenter', ['--target', String(net.pid), '--net', '--', process.execPath, '-e', SILENT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => silent.stdout?.once('data', resolve));
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'key')]);
  file('cluster.yaml', PORT);
  // Nobody listens there: each look is over at once.
  file('refused.yaml', 9);
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});
afterAll(() => {
  silent.kill('SIGKILL');
  net.close();
  rmSync(dir, { recursive: true, force: true });
});

function file(name: string, at: number): void {
  writeFileSync(
    join(dir, name),
    `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Web-1
  ssh: { identityFile: ./key, knownHosts: ./known_hosts, hostKey: accept-new, connectTimeout: 60s, throughNeighbours: false }
  watch: { interval: 500ms, timeout: 60s }
  nodes:
    Web-1: { type: GUI, maintenance: 192.0.2.1/24, ssh: { port: ${at} } }
    Sec-1: { type: SECENGINE, maintenance: 192.0.2.2/24, ssh: { port: ${at} } }
    Sec-Rep-1: { type: REPORTING, maintenance: 192.0.2.3/24, backupOf: Sec-1, ssh: { port: ${at} } }
`,
  );
}

interface Run {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** The child is dmsa itself: the way into the namespace is by exec only. */
function run(args: readonly string[], stdio: readonly ('pipe' | number)[] = ['pipe', 'pipe', 'pipe']): Run {
  const inside = [
    '--target',
    String(net.pid),
    '--mount',
    '--net',
    '--uts',
    '--',
    process.execPath,
    PROGRAM,
    'run',
    '--ha-only',
    ...args.map((one) => (one.endsWith('.yaml') ? join(dir, one) : one)),
  ];
  const child = spawn('nsenter', inside, {
    cwd: dir,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: dir, LANG: 'C.UTF-8' },
    stdio: [...stdio],
  });
  children.add(child);
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  return { child, said, ended };
}

const waitFor = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 25_000, interval: 50 });

/** Its looks hang at nodes that take a connection and say nothing; their limit is a minute. */
async function hanging(): Promise<Run> {
  const connected = new Promise<void>((resolve) => silent.stdout?.once('data', () => resolve()));
  const loop = run(['-f', 'cluster.yaml']);
  await connected;
  return loop;
}

it('ends within seconds when it is told to, though the nodes that it looks at hang; exit code 0', async () => {
  const loop = await hanging();
  const began = performance.now();
  loop.child.kill('SIGTERM');
  expect(await loop.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(loop.said.err).toMatch(/^SIGTERM: dmsa run stops\. What is begun is finished.*a second signal ends it at once\.\n$/);
});

it('ends at once at a second signal, with the code of that signal', async () => {
  const loop = await hanging();
  // What it waits for at its end is not over, so that both come to the same process.
  loop.child.kill('SIGSTOP');
  loop.child.kill('SIGINT');
  loop.child.kill('SIGTERM');
  loop.child.kill('SIGCONT');
  const { code } = await loop.ended;
  expect([128 + 2, 128 + 15]).toContain(code);
});

it('goes on where nobody reads its standard output any more, says so on the other one, and all that follows', async () => {
  const loop = run(['--json', '-f', 'refused.yaml']);
  loop.child.stdout?.destroy();
  await waitFor(() => expect(loop.said.err).toContain('nobody reads its standard output any more'));
  await waitFor(() => expect(loop.said.err).toMatch(/"type":"(verdict|problem)"/));
  expect(loop.child.exitCode).toBeNull();
  loop.child.kill('SIGTERM');
  expect(await loop.ended).toEqual({ code: 0, signal: null });
});

it('tells of a cluster file that it refuses, and of the good one after it', async () => {
  const outbox = join(dir, 'outbox');
  const good = (): void => {
    file('told.yaml', 9);
    // Nobody is there: what is to be told stays in the outbox.
    const notify = `  notify: { webhooks: [{ name: desk, url: "http://127.0.0.1:9/" }], outbox: { directory: ${outbox} } }\n`;
    appendFileSync(join(dir, 'told.yaml'), notify);
  };
  const told = (): string =>
    existsSync(outbox)
      ? readdirSync(outbox, { recursive: true, withFileTypes: true })
          .flatMap((one) => (one.isFile() ? [readFileSync(join(one.parentPath, one.name), 'utf8')] : []))
          .join('\n')
      : '';
  good();
  const loop = run(['--json', '-f', 'told.yaml']);
  await waitFor(() => expect(loop.said.out).toContain('"type"'));
  writeFileSync(join(dir, 'told.yaml'), 'apiVersion: dmsa/v1\nkind: Cluster\nnonsense: true\n');
  await waitFor(() => expect(told()).toContain('told.yaml says is refused, and what was in force stays so'));
  good();
  await waitFor(() => expect(told()).toContain('told.yaml says is in force again'));
  loop.child.kill('SIGTERM');
  expect(await loop.ended).toEqual({ code: 0, signal: null });
});

it('goes on where nobody reads either of them, and where the disk is full to which they go', async () => {
  const deaf = run(['--json', '-f', 'refused.yaml']);
  deaf.child.stdout?.destroy();
  deaf.child.stderr?.destroy();
  const full = openSync('/dev/full', 'w');
  const stuffed = run(['--json', '-f', 'refused.yaml', '--log-level', 'debug'], ['pipe', full, full]);
  const heard = run(['--json', '-f', 'refused.yaml']);
  closeSync(full);
  await waitFor(() => expect(heard.said.out).toContain('"type"'));
  // Several rounds later.
  const began = performance.now();
  await waitFor(() => expect(performance.now() - began).toBeGreaterThan(2_000));
  expect([deaf.child.exitCode, stuffed.child.exitCode]).toEqual([null, null]);
  for (const loop of [deaf, stuffed]) {
    loop.child.kill('SIGTERM');
    expect(await loop.ended).toEqual({ code: 0, signal: null });
  }
});

it('is not held up by a reader that stands still, also at its end', async () => {
  // A pipe that is full, and nobody who takes anything from it.
  const fifo = join(dir, 'fifo');
  spawnSync('mkfifo', [fifo]);
  const reader = openSync(fifo, 'r+');
  const filler = spawnSync('sh', ['-c', `dd if=/dev/zero of=${fifo} bs=4096 count=64 oflag=nonblock 2>/dev/null; :`]);
  expect(filler.status).toBe(0);
  const loop = run(['--json', '-f', 'refused.yaml'], ['pipe', reader, 'pipe']);
  const began = performance.now();
  await waitFor(() => expect(performance.now() - began).toBeGreaterThan(2_000));
  loop.child.kill('SIGTERM');
  const { code } = await loop.ended;
  expect(code).toBe(0);
  expect(performance.now() - began).toBeLessThan(15_000);
  closeSync(reader);
});

it('goes on where its machine has no descriptors left: what can’t be looked at is not known, until there are some again', async () => {
  const loop = run(['--json', '-f', 'refused.yaml', '--as', 'Sec-Rep-1']);
  await waitFor(() => expect(loop.said.out).toContain('"type"'));
  const limit = (count: number): void => {
    expect(spawnSync('prlimit', ['--pid', String(loop.child.pid), `--nofile=${count}:1024`]).status).toBe(0);
  };
  const before = loop.said.out.length;
  limit(readdirSync(`/proc/${loop.child.pid}/fd`).length);
  await vi.waitFor(() => expect(loop.said.out.slice(before)).toContain('"standby-unknown"'), {
    timeout: 25_000,
  });
  limit(1024);
  const then = loop.said.out.length;
  await vi.waitFor(() => expect(loop.said.out.slice(then)).toContain('"nobody-holds"'), { timeout: 25_000 });
  expect(loop.child.exitCode).toBeNull();
  loop.child.kill('SIGTERM');
  expect(await loop.ended).toEqual({ code: 0, signal: null });
});

it('is refused where --as names a node that this machine is not seen to be', async () => {
  const loop = run(['-f', 'refused.yaml', '--as', 'Sec-1']);
  expect(await loop.ended).toEqual({ code: 1, signal: null });
  expect(loop.said.err).toContain('this machine is not seen to be Sec-1');
});
