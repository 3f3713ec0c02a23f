import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTransport } from '../../src/transport/create.ts';
import type { RunOptions, Session } from '../../src/transport/transport.ts';
import { errorOf, isRunning, target } from './sshd.ts';

const LIMITS: RunOptions = { timeoutMs: 10_000, maxOutputBytes: 1024 * 1024 };
const transport = createTransport({ agentSocket: null });
const dir = mkdtempSync(join(tmpdir(), 'dmsa-local-'));
let session: Session;

beforeAll(async () => {
  session = await transport.connect(target({ transport: 'local', addresses: [] }));
});
afterAll(async () => {
  await transport.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('the local transport', () => {
  it('gives back status and both streams', async () => {
    const result = await session.run("printf 'a\\377b'; printf bad >&2; exit 3", LIMITS);
    expect(result.code).toBe(3);
    expect([...result.stdout]).toEqual([0x61, 0xff, 0x62]);
    expect(Buffer.from(result.stderr).toString()).toBe('bad');
    expect(session.via).toBe('local');
  });

  it('runs nothing of a script whose syntax is wrong further down', async () => {
    const result = await session.run(`touch ${dir}/mark\nif`, LIMITS);
    expect(result.code).not.toBe(0);
    expect(existsSync(join(dir, 'mark'))).toBe(false);
  });

  it('has no status where a signal ended the script', async () => {
    expect((await session.run('kill -KILL $$', LIMITS)).code).toBeNull();
  });

  it('kills all that the script started when its time is over, and nothing else', async () => {
    const bystander = await session.run('sleep 30 & echo $!', LIMITS);
    let printed = '';
    const error = await errorOf(
      session.run('sleep 60 & echo $!; wait', {
        ...LIMITS,
        timeoutMs: 200,
        onStdout: (chunk) => (printed += Buffer.from(chunk).toString()),
      }),
    );
    expect(error.diagnostic).toMatchObject({ code: 'command-timeout', summary: 'Sec-1: the script did not end within 200 ms' });
    expect(error.outcome).toBe('unknown');
    await vi.waitFor(() => expect(isRunning(Number(printed))).toBe(false), 20_000);
    const other = Number(Buffer.from(bystander.stdout).toString());
    expect(isRunning(other)).toBe(true);
    process.kill(other);
  });

  it('gives scripts what a login has, and nothing of what dmsa itself was given', async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=900');
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('LD_LIBRARY_PATH', '/nowhere');
    try {
      const { stdout } = await session.run('env | sed "s/=.*//" | LC_ALL=C sort; echo "$PATH $HOME"', LIMITS);
      const lines = Buffer.from(stdout).toString().trim().split('\n');
      expect(lines.filter((name) => !/^(PWD|OLDPWD|SHLVL|_)$/.test(name)).slice(0, -1)).toEqual([
        ...['HOME', 'LOGNAME', 'PATH', 'SHELL', 'USER'],
      ]);
      expect(lines.at(-1)).toBe(`/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin ${homedir()}`);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('says so where this machine has no descriptors left for a shell, and starts the next one', async () => {
    // It is there already when none can be opened any more.
    const helper = spawn('sh', [], { stdio: ['pipe', 'pipe', 'inherit'] });
    const limit = async (count: number): Promise<void> => {
      const done = once(helper.stdout, 'data');
      helper.stdin.write(`prlimit --pid ${process.pid} --nofile=${count}: && echo ok\n`);
      await done;
    };
    const before = /Max open files +(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    await limit(3);
    const error = await errorOf(session.run(':', LIMITS)).finally(() => limit(Number(before)));
    helper.stdin.end();
    expect(error).toMatchObject({
      outcome: 'not-run',
      diagnostic: { code: 'shell-missing', detail: expect.stringContaining('EMFILE') },
    });
    expect((await session.run(':', LIMITS)).code).toBe(0);
  });

  it('ends a script that prints too much, or that the caller stops', async () => {
    const large = await errorOf(session.run('while :; do echo yyyyyyyyyyyyyyyy; done', { ...LIMITS, maxOutputBytes: 10_000 }));
    expect(large.diagnostic.code).toBe('output-too-large');
    const stop = new AbortController();
    const stopped = await errorOf(
      session.run('echo up; sleep 60', { ...LIMITS, signal: stop.signal, onStdout: () => stop.abort() }),
    );
    expect(stopped.diagnostic.code).toBe('cancelled');
    expect(await errorOf(session.run('true', { ...LIMITS, signal: stop.signal }))).toMatchObject({ outcome: 'not-run' });
  });
});
