/** A script that goes on while it is fed, in a process of this machine. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { STREAM_END_MS, type Stream, type StreamEnd, tail } from './stream.ts';
import type { Script } from './transport.ts';
import { wrapFed } from './wrap.ts';

/** @param child a shell that reads its script from standard input, the leader of a process group of its own */
export function streamOf(child: ChildProcessWithoutNullStreams, script: Script, onStdout: (chunk: Uint8Array) => void): Stream {
  const stderr = tail();
  const ended = new Promise<StreamEnd>((resolve) => {
    const end = (code: number | null): void => resolve({ code, stderr: stderr.text() });
    child.once('error', (error) => {
      stderr.add(Buffer.from(error.message));
      end(null);
    });
    // What it leaves behind may keep its output open for longer.
    child.once('exit', (code) => {
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        end(code);
      }, 50);
    });
  });
  child.stdout.on('data', onStdout);
  child.stderr.on('data', stderr.add);
  // It may have ended by itself; that is told by `ended`.
  child.stdin.on('error', () => {});
  child.stdin.write(wrapFed(script));
  return {
    write(text) {
      child.stdin.write(text);
    },
    async close() {
      child.stdin.end();
      const timer = setTimeout(() => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        } catch {
          // It has ended by itself in the meantime.
        }
      }, STREAM_END_MS);
      await ended;
      clearTimeout(timer);
    },
    said: stderr.text,
    ended,
  };
}
