/** A script that goes on while it is fed, over a channel of an open connection. */
import { randomBytes } from 'node:crypto';
import type { Client, ClientChannel } from 'ssh2';
import { failure, noChannel, seconds } from './errors.ts';
import { STREAM_END_MS, type Stream, type StreamEnd, type StreamOptions, tail } from './stream.ts';
import type { Script } from './transport.ts';
import { takePid, wrapFed } from './wrap.ts';

interface Over {
  readonly client: Client;
  readonly node: string;
  readonly via: string;
  readonly shell: string;
  /** Kills a process group on the node; true where the node says so. */
  readonly kill: (pid: number) => Promise<boolean>;
  readonly lastWords: () => string | null;
}

export function sshStream(over: Over, script: Script, { openTimeoutMs, onStdout, signal }: StreamOptions): Promise<Stream> {
  const { client, node, via, shell } = over;
  return new Promise((resolve, reject) => {
    let given = false;
    const give = (error: Error): void => {
      if (given) return;
      given = true;
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(
      () =>
        give(
          failure({
            node,
            code: 'channel-refused',
            summary: `${node}: sshd at ${via} did not start a shell within ${seconds(openTimeoutMs)}`,
            detail: 'Nothing was run.',
            retryable: true,
          }),
        ),
      openTimeoutMs,
    );
    try {
      client.exec(shell, (error, channel) => {
        if (error) give(noChannel(node, via, error, over.lastWords()));
        else if (given || signal?.aborted) {
          channel.close();
          give(noChannel(node, via, new Error('it is no longer wanted'), null));
        } else {
          given = true;
          clearTimeout(timer);
          resolve(streamOver(channel, script, onStdout, over.kill));
        }
      });
    } catch (error) {
      give(noChannel(node, via, error instanceof Error ? error : new Error(String(error)), over.lastWords()));
    }
  });
}

function streamOver(
  channel: ClientChannel,
  script: Script,
  onStdout: (chunk: Uint8Array) => void,
  kill: (pid: number) => Promise<boolean>,
): Stream {
  const pidMark = `dmsa-${randomBytes(8).toString('hex')}`;
  const stderr = tail();
  let pid: number | null = null;
  let first = Buffer.alloc(0);
  let open = true;
  const ended = new Promise<StreamEnd>((resolve) => {
    let code: number | null = null;
    channel.once('exit', (status: number | null) => {
      code = status;
      // What it leaves behind may keep the channel open.
      setTimeout(() => channel.close(), 50);
    });
    channel.once('close', () => {
      open = false;
      resolve({ code, stderr: stderr.text() });
    });
  });
  channel.on('error', () => {});
  channel.on('data', onStdout);
  channel.stderr.on('data', (chunk: Buffer) => {
    if (pid !== null) return stderr.add(chunk);
    first = Buffer.concat([first, chunk]).subarray(-4_096);
    const taken = takePid(first, pidMark);
    pid = taken.pid;
    if (pid !== null) stderr.add(taken.stderr);
  });
  channel.write(wrapFed(script, pidMark));
  return {
    write(text) {
      if (open) channel.write(text);
    },
    async close() {
      if (!open) return;
      channel.end();
      const timer = setTimeout(() => {
        // Closing the channel ends nothing on the node.
        void (pid === null ? Promise.resolve(false) : kill(pid)).then(() => channel.close());
      }, STREAM_END_MS);
      // A connection that is dead says nothing more.
      const late = setTimeout(() => channel.destroy(), 3 * STREAM_END_MS);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3 * STREAM_END_MS + 100).unref())]);
      clearTimeout(timer);
      clearTimeout(late);
    },
    said: stderr.text,
    ended,
  };
}
