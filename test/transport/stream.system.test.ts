/** A script that goes on while it is fed: over a real sshd and in a process of this machine. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransport } from '../../src/transport/create.ts';
import type { Stream } from '../../src/transport/stream.ts';
import type { Session, Target } from '../../src/transport/transport.ts';
import { isRunning, type Sshd, startSshd, target } from './sshd.ts';

const ECHO = 'echo "up $$"; while read -r word; do echo "got $word"; done; echo "bye" >&2; exit 4';
const RUN = { timeoutMs: 10_000, maxOutputBytes: 100_000 };
const OPEN_MS = 5_000;
let sshd: Sshd;
const transport = createTransport({ agentSocket: null });

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(async () => {
  await transport.close();
  await sshd.stop();
});

interface Opened {
  readonly stream: Stream;
  readonly says: (what: RegExp) => Promise<string>;
}

async function open(session: Session, script: string): Promise<Opened> {
  let said = '';
  if (!session.stream) throw new Error('no stream');
  const stream = await session.stream(script, {
    openTimeoutMs: OPEN_MS,
    onStdout: (chunk) => {
      said += Buffer.from(chunk).toString();
    },
  });
  return {
    stream,
    async says(what) {
      const end = performance.now() + 15_000;
      for (;;) {
        const [, found = ''] = what.exec(said) ?? [];
        if (what.test(said)) return found;
        if (performance.now() > end) throw new Error(`no ${what} in ${said}${stream.said()}`);
        await delay(10);
      }
    },
  };
}

const until = async (fits: () => boolean): Promise<void> => {
  const end = performance.now() + 15_000;
  while (!fits()) {
    if (performance.now() > end) throw new Error('it did not come to that');
    await delay(20);
  }
};

describe.each(['ssh', 'local'] as const)('over %s', (way) => {
  const there = (): Target => (way === 'ssh' ? sshd.target() : target({ transport: 'local' }));

  it('reads what it is sent, says what it says at once, and ends with its input', async () => {
    const { stream, says } = await open(await transport.connect(there()), ECHO);
    const pid = Number(await says(/up (\d+)/));
    stream.write('one\n');
    await says(/got one/);
    stream.write('two\n');
    await says(/got two/);
    await stream.close();
    expect(await stream.ended).toEqual({ code: 4, stderr: expect.stringContaining('bye') });
    expect(isRunning(pid)).toBe(false);
  });

  it('is ended with all that it started where it does not end with its input', async () => {
    const { stream, says } = await open(await transport.connect(there()), 'sleep 300 & echo "child $!"; sleep 300');
    const pid = Number(await says(/child (\d+)/));
    await stream.close();
    await until(() => !isRunning(pid));
  });

  it('is beside all that is run', async () => {
    const session = await transport.connect(there());
    const { stream, says } = await open(session, ECHO);
    await says(/up/);
    const runs = await Promise.all(Array.from({ length: 8 }, (_, n) => session.run(`sleep 0.2; echo ${n}`, RUN)));
    expect(runs.map(({ code, stdout }) => [code, Buffer.from(stdout).toString()])).toEqual(
      Array.from({ length: 8 }, (_, n) => [0, `${n}\n`]),
    );
    stream.write('still\n');
    await says(/got still/);
    await stream.close();
  });
});

it('ends when the connection breaks, here and there', async () => {
  const { stream, says } = await open(await transport.connect(sshd.target()), ECHO);
  const pid = Number(await says(/up (\d+)/));
  sshd.dropConnections();
  expect((await stream.ended).code).toBeNull();
  await until(() => !isRunning(pid));
  await stream.close();
});

it.each(['ssh', 'local'] as const)('ends on the node when the controller is killed, over %s', async (way) => {
  const there = way === 'ssh' ? sshd.target() : target({ transport: 'local' });
  const program = `import { createTransport } from '${new URL('../../src/transport/create.ts', import.meta.url).pathname}';
const session = await createTransport({ agentSocket: null }).connect(${JSON.stringify(there)});
await session.stream(${JSON.stringify(ECHO)}, { openTimeoutMs: ${OPEN_MS}, onStdout: (chunk) => process.stdout.write(chunk) });
setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: new URL('../..', import.meta.url).pathname,
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until(() => /up \d+\n/.test(said));
  const pid = Number(/up (\d+)/.exec(said)?.[1]);
  expect(isRunning(pid)).toBe(true);
  child.kill('SIGKILL');
  await until(() => !isRunning(pid));
});

it('gives way where a node allows no session beside it, and is not opened there again', async () => {
  const strict = await startSshd({ config: ['MaxSessions 1'] });
  try {
    const session = await transport.connect(strict.target());
    const { stream, says } = await open(session, ECHO);
    await says(/up/);
    await expect(open(session, ECHO)).rejects.toMatchObject({ diagnostic: { code: 'channel-refused' } });
    expect(Buffer.from((await session.run('echo ran', RUN)).stdout).toString()).toBe('ran\n');
    await stream.ended;
    await expect(open(session, ECHO)).rejects.toMatchObject({
      diagnostic: { code: 'channel-refused', detail: expect.stringContaining('MaxSessions') },
    });
  } finally {
    await strict.stop();
  }
});
