/** Every way in which a node can't be reached: its code, and that the words say what was found and what to do. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSshTransport, type SshTransportOptions } from '../../src/transport/ssh.ts';
import type { Target, Transport, TransportError } from '../../src/transport/transport.ts';
import { errorOf, faultyServer, freePort, keygen, type Sshd, startSshd } from './sshd.ts';

let sshd: Sshd;
const opened: Transport[] = [];
const transport = (options: SshTransportOptions = {}): Transport => {
  const made = createSshTransport({ agentSocket: null, ...options });
  opened.push(made);
  return made;
};
const failing = (target: Target, options: SshTransportOptions = {}): Promise<TransportError> =>
  errorOf(transport(options).connect(target));
const path = (name: string): string => join(sshd.dir, name);

beforeAll(async () => {
  sshd = await startSshd({ hostKeys: ['ed25519', 'ecdsa'] });
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
afterAll(() => sshd.stop());

describe('a faulty server', () => {
  const quick = { connectTimeoutMs: 300 };

  it('that is not there refuses', async () => {
    const port = await freePort();
    const error = await failing(sshd.target({ port }));
    expect(error.diagnostic).toMatchObject({
      severity: 'error',
      code: 'connect-refused',
      node: 'Sec-1',
      summary: `Sec-1: 127.0.0.1 port ${port} refused the connection`,
    });
    expect(error.diagnostic.detail).toContain('no sshd listens there');
    expect(error).toMatchObject({ retryable: true, outcome: 'not-run' });
  });

  it('that has no route is told apart', async () => {
    // 240/4 is reserved: the kernel has no way there, and nothing is sent.
    const error = await failing(sshd.target({ addresses: ['255.255.255.255'] }));
    expect(error.diagnostic.code).toMatch(/no-route|connect-failed/);
    expect(error.diagnostic.summary).toContain('255.255.255.255');
  });

  it.each([
    ['says nothing', (): void => {}, 'connect-timeout', 'took the connection but said nothing within 300 ms', 'its sshd hangs'],
    [
      'stops after its banner',
      'SSH-2.0-OpenSSH_9.2\r\n',
      'connect-timeout',
      'did not finish the key exchange within 300 ms',
      'MTU',
    ],
    [
      'is not sshd',
      'HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n',
      'not-ssh',
      'is not an SSH server',
      'It said: HTTP/1.1 400 Bad Request',
    ],
    ['speaks SSH 1', 'SSH-1.5-old\r\n', 'not-ssh', 'is not an SSH server', 'It said: SSH-1.5-old'],
    ['prints one endless line', 'x'.repeat(10_000), 'not-ssh', 'is not an SSH server', 'It said: xxxx'],
    ['prints endless lines', 'x\r\n'.repeat(2_000), 'not-ssh', 'is not an SSH server', 'It said: x..x'],
  ])('that %s is given up', async (_what, say, code, summary, detail) => {
    const server = await faultyServer((socket) => (typeof say === 'string' ? socket.write(say) : say()));
    const started = performance.now();
    const error = await failing(sshd.target({ port: server.port, ...quick }));
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(error.diagnostic.code).toBe(code);
    expect(error.diagnostic.summary).toContain(summary);
    expect(error.diagnostic.detail).toContain(detail);
    await server.stop();
  });

  it.each([
    ['at once', '', 'before it said anything that SSH knows'],
    ['after its banner', 'SSH-2.0-OpenSSH_9.2\r\n', 'during the key exchange'],
  ])('that hangs up %s is told so', async (_when, say, when) => {
    const server = await faultyServer((socket) => socket.end(say));
    const error = await failing(sshd.target({ port: server.port }));
    expect(error.diagnostic.code).toBe('connection-lost');
    expect(error.diagnostic.summary).toContain(when);
    expect(error.outcome).toBe('not-run');
    await server.stop();
  });

  it('that sends rubbish in the key exchange is told so', async () => {
    const server = await faultyServer((socket) =>
      socket.write(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(400, 0x41)])),
    );
    const error = await failing(sshd.target({ port: server.port }));
    expect(error.diagnostic.code).toBe('connection-lost');
    expect(error.diagnostic.summary).toContain('during the key exchange');
    await server.stop();
  });
});

describe('several addresses', () => {
  it('the second is taken at once where the first refuses', async () => {
    const session = await transport({ stallMs: 60_000 }).connect(sshd.target({ addresses: ['127.0.0.3', '127.0.0.2'] }));
    expect(session.via).toBe('127.0.0.2');
  });

  it('the second is taken after a while where the first says nothing', async () => {
    const hanging = await faultyServer(() => {}, '127.0.0.4', sshd.port);
    const session = await transport({ stallMs: 50 }).connect(sshd.target({ addresses: ['127.0.0.4', '127.0.0.2'] }));
    expect(session.via).toBe('127.0.0.2');
    await hanging.stop();
  });

  it('the first is preferred where both answer', async () => {
    const session = await transport().connect(sshd.target({ addresses: ['127.0.0.2', '127.0.0.1'] }));
    expect(session.via).toBe('127.0.0.2');
  });

  it('what each of them said is told where none answers', async () => {
    const hanging = await faultyServer(() => {}, '127.0.0.4', sshd.port);
    const error = await failing(sshd.target({ addresses: ['127.0.0.3', '127.0.0.4'], connectTimeoutMs: 200 }));
    expect(error.diagnostic).toMatchObject({
      code: 'connect-refused',
      summary: 'Sec-1: it could not be reached at any of its addresses',
    });
    expect(error.diagnostic.detail).toContain(`- 127.0.0.3 port ${sshd.port} refused the connection`);
    expect(error.diagnostic.detail).toContain(`- 127.0.0.4 port ${sshd.port} took the connection but said nothing within 200 ms`);
    await hanging.stop();
  });

  it('none at all is an error of its own', async () => {
    expect((await failing(sshd.target({ addresses: [] }))).diagnostic.code).toBe('no-address');
  });

  it('a changed host key at the first is not passed over for the second', async () => {
    keygen(path('other-host'), 'ed25519');
    const other = readFileSync(path('other-host.pub'), 'utf8');
    writeFileSync(path('known-first'), `[127.0.0.1]:${sshd.port} ${other}`);
    const error = await failing(sshd.target({ addresses: ['127.0.0.1', '127.0.0.2'], knownHosts: path('known-first') }));
    expect(error.diagnostic.code).toBe('host-key-changed');
  });
});

describe('a host key', () => {
  const fingerprintOf = (file: string): string =>
    execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1] ?? '';
  const known = (name: string, ...lines: readonly string[]): string => {
    writeFileSync(path(name), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    return path(name);
  };
  const host = (): string => `[127.0.0.1]:${sshd.port}`;

  it('of a new host is added so that OpenSSH finds it, and the file is for its owner alone', async () => {
    const file = path('new/known_hosts');
    await transport().connect(sshd.target({ knownHosts: file }));
    expect(execFileSync('ssh-keygen', ['-F', host(), '-f', file], { encoding: 'utf8' })).toContain(sshd.hostKey('ed25519'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await transport().connect(sshd.target({ knownHosts: file }));
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('that is not known is refused where the file is strict about it, with the line to add', async () => {
    const file = path('strict');
    const error = await failing(sshd.target({ knownHosts: file, hostKey: 'strict' }));
    expect(error.diagnostic).toMatchObject({ code: 'host-key-unknown', node: 'Sec-1' });
    expect(error.diagnostic.detail).toContain(fingerprintOf(path('host_ed25519.pub')));
    const line = error.diagnostic.detail?.split('\n').at(-1) ?? '';
    expect(line).toBe(`${host()} ${sshd.hostKey('ed25519')}`);
    const session = await transport().connect(sshd.target({ knownHosts: known('strict', line), hostKey: 'strict' }));
    expect(session.via).toBe('127.0.0.1');
  });

  it('that changed is never accepted, and the error says which line knew which key', async () => {
    keygen(path('was'), 'ed25519');
    const was = readFileSync(path('was.pub'), 'utf8').trim();
    const file = known('changed', '# mine', `${host()} ${was}`);
    const before = readFileSync(file, 'utf8');
    const error = await failing(sshd.target({ knownHosts: file, hostKey: 'accept-new' }));
    expect(error).toMatchObject({
      retryable: false,
      diagnostic: {
        code: 'host-key-changed',
        node: 'Sec-1',
        summary: 'Sec-1: the host key of 127.0.0.1 is not the one that is known',
      },
    });
    const detail = error.diagnostic.detail ?? '';
    expect(detail).toContain(`It showed: ssh-ed25519 ${fingerprintOf(path('host_ed25519.pub'))}`);
    expect(detail).toContain(`Known:     ssh-ed25519 ${fingerprintOf(path('was.pub'))} (${file}:2)`);
    expect(detail).toContain('installed anew');
    expect(detail).toContain('somebody stands in between');
    expect(detail).toContain(`ssh-keygen -R '${host()}' -f ${file}`);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(sshd.log()).not.toMatch(/Accepted publickey[^\n]*\n[^\n]*changed/);
  });

  it('of another type than the known one does not look changed: the known type is asked for', async () => {
    const file = known('ecdsa-only', `${host()} ${sshd.hostKey('ecdsa')}`);
    const session = await transport().connect(sshd.target({ knownHosts: file, hostKey: 'strict' }));
    expect(session.via).toBe('127.0.0.1');
  });

  it('of another type is asked for also where the known one is hashed among very many', async () => {
    const file = known('ecdsa-hashed', `${host()} ${sshd.hostKey('ecdsa')}`);
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const strangers = Array.from(
      { length: 300 },
      (_, i) => `|1|${Buffer.from(`s${i}`).toString('base64')}|c3RyYW5nZXI= ssh-ed25519 key${i}`,
    );
    known('ecdsa-hashed', ...strangers, readFileSync(file, 'utf8').trim());
    const session = await transport().connect(sshd.target({ knownHosts: file, hostKey: 'strict' }));
    expect(session.via).toBe('127.0.0.1');
  });

  it('of a type that alone is known and no longer offered is refused', async () => {
    keygen(path('rsa'), 'rsa');
    const file = known('rsa-only', `${host()} ${readFileSync(path('rsa.pub'), 'utf8').trim()}`);
    const error = await failing(sshd.target({ knownHosts: file }));
    expect(error.diagnostic.code).toBe('host-key-changed');
    expect(error.diagnostic.detail).toContain('It offers no key of a type that is known');
  });

  it('that was revoked is refused', async () => {
    const file = known('revoked', `@revoked * ${sshd.hostKey('ed25519')}`);
    const error = await failing(sshd.target({ knownHosts: file }));
    expect(error.diagnostic.code).toBe('host-key-revoked');
    expect(error.diagnostic.detail).toContain(`${file}:1`);
  });

  it('cannot be checked with a file that cannot be read, nor kept in one that cannot be written', async () => {
    mkdirSync(path('a-folder'));
    const unreadable = await failing(sshd.target({ knownHosts: path('a-folder') }));
    expect(unreadable.diagnostic).toMatchObject({
      code: 'known-hosts-unreadable',
      summary: expect.stringContaining(path('a-folder')),
    });
    const unwritable = await failing(sshd.target({ knownHosts: '/proc/dmsa/known_hosts' }));
    expect(unwritable.diagnostic.code).toBe('known-hosts-unwritable');
    expect(unwritable.diagnostic.detail).toContain(`${host()} ${sshd.hostKey('ed25519')}`);
  });

  it('taken off the file while the transport lives is taken anew', async () => {
    keygen(path('was2'), 'ed25519');
    const file = known('corrected', `${host()} ${readFileSync(path('was2.pub'), 'utf8').trim()}`);
    const one = transport();
    expect((await errorOf(one.connect(sshd.target({ knownHosts: file })))).diagnostic.code).toBe('host-key-changed');
    execFileSync('ssh-keygen', ['-R', host(), '-f', file], { stdio: 'ignore' });
    expect((await one.connect(sshd.target({ knownHosts: file }))).via).toBe('127.0.0.1');
  });
});

describe('a login', () => {
  it('with a key that the node does not know is refused, and the error says how to put it there', async () => {
    keygen(path('stranger'), 'ed25519');
    const error = await failing(sshd.target({ identityFiles: [path('stranger')] }));
    expect(error).toMatchObject({
      retryable: false,
      diagnostic: { code: 'auth-failed', summary: 'Sec-1: 127.0.0.1 refused every key that was offered for root' },
    });
    expect(error.diagnostic.detail).toContain(`${path('stranger')}: offered (ssh-ed25519)`);
    expect(error.diagnostic.detail).toContain('The node accepts: publickey.');
    expect(error.diagnostic.detail).toContain(`ssh-copy-id -i ${path('stranger')}.pub -p ${sshd.port} root@127.0.0.1`);
  });

  it('tries one key after the other', async () => {
    keygen(path('stranger2'), 'ecdsa');
    const session = await transport().connect(sshd.target({ identityFiles: [path('stranger2'), sshd.key] }));
    expect(session.via).toBe('127.0.0.1');
  });

  it('without any key says so', async () => {
    const error = await failing(sshd.target({ identityFiles: [path('none')], identityFilesNamed: false }));
    expect(error.diagnostic).toMatchObject({ code: 'auth-failed', summary: 'Sec-1: there is no key to log in with as root' });
    expect(error.diagnostic.detail).toContain('no ssh-agent is there');
  });

  it('with a named key that is not there, is garbage, or is open to others, says which and why', async () => {
    const missing = await failing(sshd.target({ identityFiles: [path('none')] }));
    expect(missing.diagnostic).toMatchObject({
      code: 'key-unreadable',
      summary: `Sec-1: the private key ${path('none')} cannot be used`,
    });
    expect(missing.diagnostic.detail).toContain('there is no such file');

    writeFileSync(path('garbage'), 'not a key\n', { mode: 0o600 });
    const garbage = await failing(sshd.target({ identityFiles: [path('garbage')] }));
    expect(garbage.diagnostic.code).toBe('key-invalid');
    expect(garbage.diagnostic.detail).toContain('ssh-keygen -t ed25519');

    keygen(path('open'), 'ed25519');
    chmodSync(path('open'), 0o644);
    const open = await failing(sshd.target({ identityFiles: [path('open')] }));
    expect(open.diagnostic.code).toBe('key-permissions');
    expect(open.diagnostic.detail).toContain('its mode is 0644');
    expect(open.diagnostic.detail).toContain(`chmod 600 ${path('open')}`);
  });

  it('with a default key that cannot be used goes on, and tells of it in the end', async () => {
    keygen(path('open2'), 'ed25519');
    chmodSync(path('open2'), 0o644);
    const session = await transport().connect(
      sshd.target({ identityFiles: [path('open2'), sshd.key], identityFilesNamed: false }),
    );
    expect(session.via).toBe('127.0.0.1');
    const error = await failing(sshd.target({ identityFiles: [path('open2')], identityFilesNamed: false }));
    expect(error.diagnostic.detail).toContain(`${path('open2')}: not offered, its mode is 0644`);
  });

  it.each([
    ['OpenSSH', []],
    ['PEM', ['-m', 'PEM']],
  ])('with an encrypted key (%s) asks for an agent', async (format, args) => {
    const file = path(`encrypted-${format}`);
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', ...args, '-N', 'secret', '-f', file]);
    const error = await failing(sshd.target({ identityFiles: [file] }));
    expect(error.diagnostic.code).toBe('key-encrypted');
    expect(error.diagnostic.detail).toContain('encrypted with a passphrase');
    expect(error.diagnostic.detail).toContain(`ssh-add ${file}`);
  });

  it('uses the keys of an ssh-agent, also for an encrypted key file', async () => {
    const socket = path('agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => agent.stdout.once('data', resolve));
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    execFileSync('ssh-add', ['-q', sshd.key], { env, stdio: 'ignore' });
    const fromAgent = await transport({ agentSocket: socket }).connect(
      sshd.target({ identityFiles: [], identityFilesNamed: false }),
    );
    expect(fromAgent.via).toBe('127.0.0.1');

    const locked = path('locked');
    writeFileSync(locked, readFileSync(sshd.key), { mode: 0o600 });
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'secret', '-f', locked]);
    const withFile = await transport({ agentSocket: socket }).connect(sshd.target({ identityFiles: [locked] }));
    expect(withFile.via).toBe('127.0.0.1');

    const ended = new Promise((resolve) => agent.once('exit', resolve));
    agent.kill();
    await ended;
    const gone = await failing(sshd.target({ identityFiles: [locked] }), { agentSocket: socket });
    expect(gone.diagnostic.code).toBe('key-encrypted');
    expect(gone.diagnostic.detail).toContain(`ssh-agent at ${socket} (SSH_AUTH_SOCK)`);
  });

  it('goes on without an agent that hangs', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(path('hung-agent'), resolve));
    const session = await transport({ agentSocket: path('hung-agent'), agentTimeoutMs: 100 }).connect(sshd.target());
    expect(session.via).toBe('127.0.0.1');
    server.close();
  });
});
