/**
 * Lines of a program that runs for ever, for a file, a pipe or journald: never throws, and never waits for whoever reads. What Node.js
 * has for standard output writes in the foreground: a reader that stands still would stop the program, a full disk end it.
 */
import { write } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface LineWriter {
  write(text: string): void;
  /** Resolves when all is written, or after so many milliseconds. */
  flush(limitMs: number): Promise<void>;
}

/** What waits for a reader that stands still. */
const MAX_WAITING = 1_000;
/** A descriptor that takes nothing just now is tried again. */
const AGAIN_MS = 50;

/** @param onGone called once, with what can never be written any more: nobody reads there, and nobody will */
export function createLineWriter(fd: number, onGone: (why: string, unwritten: readonly string[]) => void): LineWriter {
  const waiting: string[] = [];
  let lost = 0;
  let gone = false;
  let pumping: Promise<void> | null = null;

  const put = async (text: string): Promise<void> => {
    let rest = Buffer.from(text);
    while (rest.length > 0) {
      try {
        rest = rest.subarray(await written(fd, rest));
      } catch (error) {
        const code = codeOf(error);
        if (code !== 'EAGAIN' && code !== 'EINTR') throw error;
        await delay(AGAIN_MS, undefined, { ref: false });
      }
    }
  };
  const pump = async (): Promise<void> => {
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      try {
        await put(lost > 0 ? `dmsa: ${lost} lines before this one could not be written here\n${text}` : text);
        lost = 0;
      } catch (error) {
        // A full disk may have room again later; a reader that has gone does not come back.
        if (codeOf(error) === 'EPIPE' || codeOf(error) === 'EBADF') {
          gone = true;
          onGone(error instanceof Error ? error.message : String(error), [text, ...waiting.splice(0)]);
          return;
        }
        lost += 1;
      }
    }
  };
  return {
    write(text) {
      if (gone) return;
      waiting.push(text);
      if (waiting.length > MAX_WAITING) {
        waiting.shift();
        lost += 1;
      }
      pumping ??= pump().finally(() => {
        pumping = null;
      });
    },
    async flush(limitMs) {
      if (pumping) await Promise.race([pumping, delay(limitMs)]);
    },
  };
}

function written(fd: number, bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, (error, count) => (error ? reject(error) : resolve(count)));
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
