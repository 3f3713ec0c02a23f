import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
    await vi.waitFor(() => expect(isRunning(Number(printed))).toBe(false));
    const other = Number(Buffer.from(bystander.stdout).toString());
    expect(isRunning(other)).toBe(true);
    process.kill(other);
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
