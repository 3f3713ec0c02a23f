import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { observeNode } from '../../src/observe/nodes.ts';
import { createSshTransport, type SshTransportOptions } from '../../src/transport/ssh.ts';
import type { RunOptions, Session, Transport } from '../../src/transport/transport.ts';
import { errorOf, faultyServer, isRunning, type Sshd, startSshd } from './sshd.ts';

const LIMITS: RunOptions = { timeoutMs: 10_000, maxOutputBytes: 8 * 1024 * 1024 };

let sshd: Sshd;
const opened: Transport[] = [];
const transport = (options: SshTransportOptions = {}): Transport => {
  const made = createSshTransport({ agentSocket: null, ...options });
  opened.push(made);
  return made;
};

beforeAll(async () => {
  sshd = await startSshd();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
afterAll(() => sshd.stop());

describe('a script', () => {
  const shared = createSshTransport({ agentSocket: null });
  let session: Session;
  beforeAll(async () => {
    session = await shared.connect(sshd.target());
  });
  afterAll(() => shared.close());

  it('gives back its status and both streams, byte for byte', async () => {
    expect(session).toMatchObject({ node: 'Sec-1', via: '127.0.0.1' });
    const result = await session.run("printf 'a\\377b'; printf 'bad' >&2; exit 3", LIMITS);
    expect(result.code).toBe(3);
    expect([...result.stdout]).toEqual([0x61, 0xff, 0x62]);
    expect(Buffer.from(result.stderr).toString()).toBe('bad');
  });

  it('that looks at the node learns at which of its addresses the connection came in', async () => {
    const second = await transport().connect(sshd.target({ addresses: ['127.0.0.2'] }));
    const reached = async (one: Session) => (await observeNode(one, [])).platform.reachedAt;
    expect([await reached(session), await reached(second)]).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('may be bytes, and large', async () => {
    const body = Buffer.alloc(3_000_000, 'x');
    const script = Buffer.concat([Buffer.from(": '"), body, Buffer.from([0xff]), Buffer.from("'\nprintf %s done")]);
    expect(Buffer.from((await session.run(script, LIMITS)).stdout).toString()).toBe('done');
  });

  it('has no standard input to swallow the rest of itself', async () => {
    expect(Buffer.from((await session.run('cat; read x || echo end of input', LIMITS)).stdout).toString()).toBe('end of input\n');
  });

  it.each([
    ['a comment at its end', 'echo x # comment', 0, 'x\n'],
    ['a backslash at its end', 'echo x \\', 0, 'x\n'],
    ['nothing in it', '', 0, ''],
    ['a failing last command', 'false', 1, ''],
    ['set -e', 'set -e; false; echo no', 1, ''],
  ])('with %s works', async (_what, script, code, stdout) => {
    const result = await session.run(script, LIMITS);
    expect({ code: result.code, stdout: Buffer.from(result.stdout).toString() }).toEqual({ code, stdout });
  });

  it('does nothing at all where its syntax is wrong further down', async () => {
    const mark = join(sshd.dir, 'syntax');
    const result = await session.run(`touch ${mark}\nif`, LIMITS);
    expect(result.code).not.toBe(0);
    expect(Buffer.from(result.stderr).toString()).toMatch(/syntax error/i);
    expect(existsSync(mark)).toBe(false);
  });

  it('that a signal ends has no status', async () => {
    expect((await session.run('kill -KILL $$', LIMITS)).code).toBeNull();
  });

  it('that leaves a daemon behind with its output open does not hang', async () => {
    const result = await session.run('sleep 30 & echo $!', LIMITS);
    const pid = Number(Buffer.from(result.stdout).toString());
    expect(result.code).toBe(0);
    expect(isRunning(pid)).toBe(true);
    process.kill(pid);
  });

  it('is killed when its time is over, and the error says so', async () => {
    let printed = '';
    const error = await errorOf(
      session.run('sleep 60 & echo $!; wait', {
        ...LIMITS,
        timeoutMs: 300,
        onStdout: (chunk) => (printed += Buffer.from(chunk).toString()),
      }),
    );
    expect(error.diagnostic).toMatchObject({
      code: 'command-timeout',
      node: 'Sec-1',
      summary: 'Sec-1: the script did not end within 300 ms',
    });
    expect(error.diagnostic.detail).toContain('Its process group was killed');
    expect(error.diagnostic.detail).toContain('Whether all of it was carried out is not known');
    expect(error.outcome).toBe('unknown');
    await vi.waitFor(() => expect(isRunning(Number(printed))).toBe(false), 20_000);
    expect((await session.run('exit 0', LIMITS)).code).toBe(0);
  });

  it('is killed when it prints too much', async () => {
    const error = await errorOf(
      session.run('echo $$ >&2; while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done', { ...LIMITS, maxOutputBytes: 100_000 }),
    );
    expect(error.diagnostic).toMatchObject({
      code: 'output-too-large',
      summary: 'Sec-1: the script printed more than 100000 bytes',
    });
    expect(error.diagnostic.detail).toContain('was killed');
  });

  it('ends when the caller stops it', async () => {
    const stop = new AbortController();
    const error = await errorOf(
      session.run('echo up; sleep 60', { ...LIMITS, signal: stop.signal, onStdout: () => stop.abort() }),
    );
    expect(error.diagnostic.code).toBe('cancelled');
    expect(error.outcome).toBe('unknown');
  });
});

describe('a connection', () => {
  it('is opened once for a node, however many ask, and serves many scripts at a time', async () => {
    const one = transport();
    const sessions = await Promise.all(Array.from({ length: 5 }, () => one.connect(sshd.target())));
    expect(new Set(sessions).size).toBe(1);
    // More than MaxSessions (10): they queue.
    const results = await Promise.all(Array.from({ length: 25 }, (_, i) => sessions[0]?.run(`echo ${i}`, LIMITS)));
    expect(results.map((result) => Buffer.from(result?.stdout ?? []).toString())).toEqual(
      Array.from({ length: 25 }, (_, i) => `${i}\n`),
    );
    expect(sshd.log().split('Accepted publickey').length).toBeGreaterThan(1);
  });

  it('that broke while a script ran leaves the outcome open, and the next one is new', async () => {
    const one = transport();
    const session = await one.connect(sshd.target());
    const error = await errorOf(session.run('echo up; sleep 60', { ...LIMITS, onStdout: () => sshd.dropConnections() }));
    expect(error.diagnostic).toMatchObject({
      code: 'connection-lost',
      summary: 'Sec-1: the connection over 127.0.0.1 was lost while the script ran',
    });
    expect(error.diagnostic.detail).toContain('may have been carried out');
    expect(error).toMatchObject({ outcome: 'unknown', retryable: true });
    const again = await one.connect(sshd.target());
    expect(again).not.toBe(session);
    expect((await again.run('exit 4', LIMITS)).code).toBe(4);
    expect(await errorOf(session.run('echo x', LIMITS))).toMatchObject({ outcome: 'not-run' });
  });

  it('that breaks while the script is on its way leaves the node untouched', async () => {
    const mark = join(sshd.dir, 'half');
    // Lets so many bytes through to the node, then cuts both ways: more than a login takes, less than the script.
    let shells: readonly number[] = [];
    const proxy = await faultyServer((client) => {
      const server = connect(sshd.port, '127.0.0.1');
      let bytes = 0;
      let cut = false;
      client.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes < 100_000) server.write(chunk);
        else if (!cut) {
          cut = true;
          shells = sshd.shells();
          server.end();
        }
      });
      server.on('data', (chunk) => client.write(chunk));
      server.on('error', () => {});
      server.on('close', () => client.destroy());
    });
    const session = await transport().connect(sshd.target({ port: proxy.port }));
    const error = await errorOf(session.run(`touch ${mark}\n${'# padding\n'.repeat(50_000)}touch ${mark}`, LIMITS));
    expect(error.diagnostic.code).toBe('connection-lost');
    expect(shells.length).toBeGreaterThan(0);
    await vi.waitFor(() => expect(shells.filter(isRunning)).toEqual([]), 20_000);
    expect(existsSync(mark)).toBe(false);
    await proxy.stop();
  });

  it('is not made when the caller stops it first, and a closed transport makes none', async () => {
    const hanging = await faultyServer(() => {});
    const stop = new AbortController();
    const one = transport();
    const connecting = errorOf(one.connect(sshd.target({ port: hanging.port }), stop.signal));
    const other = errorOf(one.connect(sshd.target({ port: hanging.port })));
    stop.abort();
    expect((await connecting).diagnostic.code).toBe('cancelled');
    await one.close();
    expect((await other).diagnostic.code).toBe('cancelled');
    expect((await errorOf(one.connect(sshd.target()))).diagnostic.code).toBe('cancelled');
    await hanging.stop();
  });
});

describe('an old node', () => {
  it('with what OpenSSH 5.3 offers (CentOS 6) can be logged in to', async () => {
    const old = await startSshd({
      hostKeys: ['rsa'],
      config: [
        'KexAlgorithms diffie-hellman-group14-sha1',
        'Ciphers aes128-cbc,aes256-cbc',
        'MACs hmac-sha1',
        'HostKeyAlgorithms ssh-rsa',
        'PubkeyAcceptedAlgorithms +ssh-rsa',
      ],
    });
    const session = await transport().connect(old.target());
    expect((await session.run('exit 5', LIMITS)).code).toBe(5);
    await old.stop();
  });

  it('that has no algorithm in common is told so', async () => {
    const odd = await startSshd({ config: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'] });
    const error = await errorOf(transport().connect(odd.target()));
    expect(error.diagnostic.code).toBe('no-common-algorithm');
    expect(error.diagnostic.detail).toContain('no matching key exchange algorithm');
    await odd.stop();
  });
});

describe('many nodes', () => {
  it('are logged in to at a time, a dead one among them holds up none', async () => {
    const hanging = await faultyServer(() => {});
    const one = transport({ handshakes: 2 });
    const dead = errorOf(one.connect({ ...sshd.target({ port: hanging.port, connectTimeoutMs: 700 }), node: 'dead' }));
    const sessions = await Promise.all(Array.from({ length: 12 }, (_, i) => one.connect({ ...sshd.target(), node: `n${i}` })));
    expect(sessions.map((session) => session.node)).toEqual(Array.from({ length: 12 }, (_, i) => `n${i}`));
    expect((await dead).diagnostic.code).toBe('connect-timeout');
    await hanging.stop();
  });
});

describe('known_hosts', () => {
  it('keeps what was in it when a key is added, also without a line end', async () => {
    const file = join(sshd.dir, 'known-without-end');
    writeFileSync(file, '# mine', { mode: 0o600 });
    await transport().connect(sshd.target({ knownHosts: file }));
    expect(readFileSync(file, 'utf8')).toBe(`# mine\n[127.0.0.1]:${sshd.port} ${sshd.hostKey('ed25519')}\n`);
  });
});
