/** Gathers what a script prints, up to a limit over both streams. */
import { Buffer } from 'node:buffer';
import type { RunOptions, RunResult } from './transport.ts';

export interface Collector {
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
  /** What has come so far. */
  result(code: number | null): RunResult;
  readonly bytes: number;
}

/** `onExceeded` is called once, when more than `maxOutputBytes` have come; nothing is kept from then on. */
export function collector(options: Pick<RunOptions, 'maxOutputBytes' | 'onStdout'>, onExceeded: () => void): Collector {
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  let bytes = 0;
  let exceeded = false;
  const keep = (into: Uint8Array[], chunk: Uint8Array): boolean => {
    if (exceeded) return false;
    bytes += chunk.length;
    if (bytes > options.maxOutputBytes) {
      exceeded = true;
      onExceeded();
      return false;
    }
    into.push(chunk);
    return true;
  };
  return {
    stdout(chunk) {
      if (keep(out, chunk)) options.onStdout?.(chunk);
    },
    stderr(chunk) {
      keep(err, chunk);
    },
    result: (code) => ({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err) }),
    get bytes() {
      return bytes;
    },
  };
}
