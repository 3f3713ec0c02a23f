/** Probes against real servers, from here and through a real sshd. */
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksFailed, checksMs, runChecks } from '../../src/checks/checks.ts';
import type { Check, CheckProbe } from '../../src/desired/cluster.ts';
import { createSshTransport } from '../../src/transport/ssh.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { faultyServer, type Sshd, startSshd } from '../transport/sshd.ts';

let sshd: Sshd;
let closed: Sshd;
let transport: Transport;
let plain: { readonly port: number; readonly server: Server };
let secure: { readonly port: number; readonly server: Server };

beforeAll(async () => {
  [sshd, closed] = await Promise.all([startSshd(), startSshd({ config: ['AllowTcpForwarding no'] })]);
  transport = createSshTransport({ agentSocket: null });
  plain = await listen(
    createServer((request, response) => response.writeHead(request.url === '/sick' ? 503 : 200).end('all is well\n')),
  );
  const key = join(sshd.dir, 'tls');
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      '/CN=test',
      '-days',
      '2',
      '-keyout',
      `${key}.key`,
      '-out',
      `${key}.crt`,
    ],
    { stdio: 'ignore' },
  );
  secure = await listen(
    createTlsServer({ key: readFileSync(`${key}.key`), cert: readFileSync(`${key}.crt`) }, (_, response) => response.end('ok')),
  );
});
afterAll(async () => {
  plain.server.close();
  secure.server.close();
  await transport.close();
  await Promise.all([sshd.stop(), closed.stop()]);
});

function listen(server: Server): Promise<{ readonly port: number; readonly server: Server }> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : 0, server });
    });
  });
}

/** Why it fails; null where it does not. */
async function why(probe: CheckProbe, on: Check['on'], through: Sshd = sshd, timeoutMs = 3_000): Promise<string | null> {
  const check: Check = { name: 'it', nodes: null, on, probe, timeoutMs, retries: 0 };
  const [result] = await runChecks([check], { node: 'Sec-1', connect: () => transport.connect(through.target()) });
  return result ? result.why : 'no result';
}

const url = (port: number, path = '/', scheme = 'http'): CheckProbe => ({
  type: 'http',
  url: `${scheme}://\${HOST}:${port}${path}`,
  status: [],
  contains: null,
  verifyCertificate: true,
});

describe.each(['controller', 'node'] as const)('from the %s', (on) => {
  it('http: status and text are as wanted, or it is said what came instead', async () => {
    expect(await why(url(plain.port), on)).toBeNull();
    expect(await why({ ...url(plain.port), contains: 'well' } as CheckProbe, on)).toBeNull();
    expect(await why({ ...url(plain.port), contains: 'ill' } as CheckProbe, on)).toContain(
      'without "ill" in it; it said:\nall is well',
    );
    expect(await why(url(plain.port, '/sick'), on)).toContain('answered 503, wanted is 200 to 299');
    expect(await why({ ...url(plain.port, '/sick'), status: [503] } as CheckProbe, on)).toBeNull();
  });

  it('https: the certificate counts, unless it is not to', async () => {
    expect(await why(url(secure.port, '/', 'https'), on)).toMatch(/self-signed/);
    expect(await why({ ...url(secure.port, '/', 'https'), verifyCertificate: false } as CheckProbe, on)).toBeNull();
  });

  it('tcp: a port that is open, and one that is not', async () => {
    expect(await why({ type: 'tcp', host: null, port: plain.port }, on)).toBeNull();
    expect(await why({ type: 'tcp', host: '127.0.0.1', port: 1 }, on)).toMatch(/refused/i);
  });

  it('a command knows its node, and is ended in its time', async () => {
    expect(await why({ type: 'command', command: '[ "$DMSA_NODE $DMSA_HOST" = "Sec-1 127.0.0.1" ]' }, on)).toBeNull();
    expect(await why({ type: 'command', command: 'sleep 60' }, on, sshd, 300)).toMatch(/0\.3 s|300/);
  });

  it('a server that says nothing is waited for no longer than said', async () => {
    const silent = await faultyServer(() => {});
    expect(await why(url(silent.port), on, sshd, 300)).toBe('the answer did not come within 300 ms');
    await silent.stop();
  });
});

it('udp: a port that a program has open, though it answers nobody; on IPv4 and on IPv6', async () => {
  for (const [family, host] of [
    ['udp4', '127.0.0.1'],
    ['udp6', '::1'],
  ] as const) {
    const socket = createSocket(family).bind(0, host);
    await once(socket, 'listening');
    const { port } = socket.address();
    expect(await why({ type: 'udp', port }, 'node')).toBeNull();
    socket.close();
    await once(socket, 'close');
    expect(await why({ type: 'udp', port }, 'node')).toBe(`no program has UDP port ${port} open`);
  }
});

it('process: by the name that ps shows, of which the kernel keeps 15 bytes; one that is dead and not waited for does not run', async () => {
  const name = 'dmsa-snmptrapd-of-a-test';
  expect(await why({ type: 'process', name }, 'node')).toBe(`no process ${name.slice(0, 15)} runs`);
  const child = spawn('sh', ['-c', `printf ${name.slice(0, 15)} >/proc/$$/comm; echo on; read -r _; exit 0`]);
  await once(child.stdout, 'data');
  expect(await why({ type: 'process', name }, 'node')).toBeNull();
  expect(await why({ type: 'process', name: 'sm' }, 'node')).toContain('no process sm runs');
  child.stdin.end('\n');
  await once(child, 'close');
  expect(await why({ type: 'process', name }, 'node')).toContain('runs');
});

it('a node whose sshd forwards nothing is told so', async () => {
  expect(await why({ type: 'tcp', host: null, port: plain.port }, 'node', closed)).toMatch(/prohibited|open failed/i);
});

it('a node that can not be reached fails its checks, all of them, and they are told together', async () => {
  const checks: readonly Check[] = ['one', 'two'].map((name) => ({
    name,
    nodes: null,
    on: 'node',
    probe: { type: 'command', command: 'true' },
    timeoutMs: 500,
    retries: 1,
  }));
  const results = await runChecks(checks, { node: 'Sec-1', connect: () => transport.connect(sshd.target({ port: 1 })) });
  expect(results.map(({ tries }) => tries)).toEqual([2, 2]);
  expect(checksFailed('Sec-1', results)?.summary).toBe('Checks "one", "two" failed on Sec-1');
  expect(checksMs(checks)).toBe(2_000);
});
