/** An open connection to a node, and the running of scripts over it. */
import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Client, ClientChannel } from 'ssh2';
import type { LoggedIn } from './attempt.ts';
import { collector } from './collect.ts';
import { cancelled, commandTimeout, connectionLost, noChannel, outputTooLarge } from './errors.ts';
import { sshStream } from './ssh-stream.ts';
import type { Stream } from './stream.ts';
import { type RunOptions, type RunResult, type Script, type Session, TransportError } from './transport.ts';
import { takePid, wrapScript } from './wrap.ts';

/** After a stream has given way, between the tries to get a channel. */
const GIVES_WAY_MS = [20, 50, 100, 200, 400, 800];

function isRefused(error: unknown): boolean {
  return error instanceof TransportError && error.diagnostic.code === 'channel-refused';
}

/** sshd allows 10 sessions a connection (MaxSessions); half of that leaves room for a person's own multiplexed ones. */
const MAX_CHANNELS = 5;

/**
 * A background child that keeps the script's output open keeps sshd from closing the channel, for ever if it is a daemon.
 * Once the exit status is there, no further output for so long ends the wait.
 */
const EXIT_GRACE_MS = 500;

/** Time for those who have just been given the session to begin with what they want of it. */
const RETIRE_MS = 5_000;

/** How long the killing of a script that must end may take before its failure is reported without it. */
const KILL_WAIT_MS = 2_000;

/** `exec`, known to every login shell (sh, csh, fish), makes this shell the leader of the session's process group. */
const SHELL = 'exec /bin/sh';

export interface SshSession extends Session {
  readonly open: boolean;
  /** Closes it when what runs over it is done. */
  retire(): void;
}

/** @param through the neighbour that carries it; null where it leads to the node itself */
export function sshSession(
  node: string,
  { client, socket, address }: LoggedIn,
  through: string | null,
  onClosed: () => void,
): SshSession {
  const via = through === null ? address : `${address} through ${through}`;
  const channels = new PQueue({ concurrency: MAX_CHANNELS });
  let open = true;
  const streams = new Set<Stream>();
  let spare = true;
  let said: string | null = null;
  client.on('error', (error) => {
    said = error.message;
  });
  client.on('close', () => {
    open = false;
    onClosed();
  });

  const close = (): void => {
    if (!open) return;
    open = false;
    onClosed();
    client.end();
    // Not waiting for the other side to hang up too: it may be frozen.
    if (socket instanceof Socket) socket.destroySoon();
    else socket.destroy();
  };

  return {
    node,
    via,
    address,
    ...(through === null ? {} : { through }),
    get open() {
      return open && !socket.destroyed;
    },
    run: (script, options) =>
      channels.add(async () => {
        const once = (): Promise<RunResult> => {
          if (options.signal?.aborted) throw cancelled(node, 'not-run');
          if (!open || socket.destroyed) throw connectionLost(node, via, 'before the script was sent', said, 'not-run');
          return runOn(client, node, via, script, options, () => said);
        };
        try {
          return await once();
        } catch (error) {
          if (!isRefused(error) || (spare && streams.size === 0)) throw error;
        }
        // A node that allows so few sessions has none to spare for a stream. Nothing was run.
        spare = false;
        await Promise.all([...streams].map((stream) => stream.close()));
        // sshd counts a session until it has seen its process end.
        for (const waitMs of GIVES_WAY_MS) {
          try {
            return await once();
          } catch (error) {
            if (!isRefused(error)) throw error;
          }
          await delay(waitMs, undefined, { ...(options.signal ? { signal: options.signal } : {}) }).catch(() => {});
        }
        return once();
      }),
    // Not one of those that are counted: it would take a place for ever. It is one a connection.
    async stream(script, options) {
      if (!open || socket.destroyed) throw connectionLost(node, via, 'before the script was sent', said, 'not-run');
      if (!spare) throw noChannel(node, via, new Error('it allows no session beside the others'), said);
      const kill = (pid: number): Promise<boolean> => killGroup(client, pid);
      const stream = await sshStream({ client, node, shell: SHELL, kill, lastWords: () => said, via }, script, options);
      streams.add(stream);
      void stream.ended.then(() => streams.delete(stream));
      return stream;
    },
    dial: (host, port, timeoutMs) =>
      new Promise((resolve, reject) => {
        let late = false;
        const timer = setTimeout(() => {
          late = true;
          reject(new Error(`no answer within ${timeoutMs} ms`));
        }, timeoutMs);
        const answer = (error: Error | undefined, channel?: ClientChannel): void => {
          clearTimeout(timer);
          if (channel && late) channel.close();
          else if (channel) resolve(channel);
          else reject(error ?? new Error('no connection'));
        };
        try {
          client.forwardOut('127.0.0.1', 0, host, port, answer);
        } catch {
          // The connection has gone.
          answer(new Error(`the connection to ${node} broke`));
        }
      }),
    close,
    retire() {
      setTimeout(() => void channels.onIdle().then(close), RETIRE_MS).unref();
    },
  };
}

function runOn(
  client: Client,
  node: string,
  via: string,
  script: Script,
  options: RunOptions,
  lastWords: () => string | null,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    let channel: ClientChannel | null = null;
    let exit: { readonly code: number | null } | null = null;
    let grace: NodeJS.Timeout | undefined;
    let sent = false;
    let done = false;
    const pidMark = `dmsa-${randomBytes(8).toString('hex')}`;

    const settle = (): boolean => {
      if (done) return false;
      done = true;
      clearTimeout(timer);
      clearTimeout(grace);
      options.signal?.removeEventListener('abort', onAbort);
      return true;
    };
    const fail = (error: TransportError): void => {
      if (!settle()) return;
      channel?.close();
      reject(error);
    };
    /** Closing the channel ends nothing on the node, and sshd refuses signals for root: the group is killed over a second channel. */
    const stop = (error: (killed: boolean, printed: number) => TransportError): void => {
      if (!settle()) return;
      const { stdout, stderr } = output.result(null);
      const own = takePid(stderr, pidMark);
      void (own.pid === null || exit !== null ? Promise.resolve(false) : killGroup(client, own.pid)).then((killed) => {
        channel?.close();
        reject(error(killed, stdout.length + own.stderr.length));
      });
    };
    const finish = (): void => {
      if (exit === null || !settle()) return;
      channel?.close();
      const { code, stdout, stderr } = output.result(exit.code);
      resolve({ code, stdout, stderr: takePid(stderr, pidMark).stderr });
    };
    const outcome = (): 'not-run' | 'unknown' => (sent ? 'unknown' : 'not-run');
    const onAbort = (): void => stop(() => cancelled(node, outcome()));
    const output = collector(options, () => stop((killed) => outputTooLarge(node, options.maxOutputBytes, killed)));
    const timer = setTimeout(
      () => stop((killed, printed) => commandTimeout(node, via, options.timeoutMs, printed, killed)),
      options.timeoutMs,
    );
    const linger = (): void => {
      if (exit === null) return;
      clearTimeout(grace);
      grace = setTimeout(finish, EXIT_GRACE_MS);
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });

    client.exec(SHELL, (error, opened) => {
      if (error) {
        fail(noChannel(node, via, error, lastWords()));
        return;
      }
      channel = opened;
      // The streams must be read to their ends, also when nobody wants the rest: `close` comes only then.
      opened.on('data', (chunk: Uint8Array) => {
        output.stdout(chunk);
        linger();
      });
      opened.stderr.on('data', (chunk: Uint8Array) => {
        output.stderr(chunk);
        linger();
      });
      opened.on('exit', (code: number | null) => {
        exit = { code };
        linger();
      });
      opened.on('close', () => {
        if (exit !== null) finish();
        else
          fail(connectionLost(node, via, sent ? 'while the script ran' : 'before the script was sent', lastWords(), outcome()));
      });
      if (done) {
        opened.close();
        return;
      }
      sent = true;
      // The end of input need not be sent: the script says `exit` itself.
      opened.write(wrapScript(script, pidMark));
    });
  });
}

/** True where the node says that the process group was killed. */
function killGroup(client: Client, pid: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), KILL_WAIT_MS);
    const answer = (killed: boolean): void => {
      clearTimeout(timer);
      resolve(killed);
    };
    try {
      client.exec(SHELL, (error, channel) => {
        if (error) {
          answer(false);
          return;
        }
        channel.on('data', () => {});
        channel.stderr.on('data', () => {});
        channel.on('exit', (code: number | null) => answer(code === 0));
        channel.on('close', () => answer(false));
        channel.write(`kill -KILL -${pid}\nexit\n`);
      });
    } catch {
      // The connection has gone.
      answer(false);
    }
  });
}
