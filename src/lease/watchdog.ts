/**
 * A kernel watchdog (Linux, watchdog-api.rst): once opened it resets the machine unless something is written in time; a `V` just
 * before the close calls it off, unless the driver was loaded with nowayout.
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { Feeder } from './keeper.ts';

export interface Watchdog extends Feeder {
  /** null: the driver does not say. */
  readonly timeoutMs: number | null;
  /** It can't be called off: a clean stop resets the machine too. */
  readonly noWayOut: boolean;
}

/**
 * Opens it, which starts it. Throws where it can't be opened.
 * @param sys  where the kernel shows what it is set to
 */
export function openWatchdog(path = '/dev/watchdog', sys = '/sys/class/watchdog'): Watchdog {
  // /dev/watchdog is another name of the first one.
  const name = basename(path) === 'watchdog' ? 'watchdog0' : basename(path);
  const shown = (what: string): number | null => {
    try {
      const text = readFileSync(`${sys}/${name}/${what}`, 'latin1').trim();
      return /^\d+$/.test(text) ? Number(text) : null;
    } catch {
      return null;
    }
  };
  const seconds = shown('timeout');
  const noWayOut = shown('nowayout') === 1;
  let file: number | null = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  return {
    timeoutMs: seconds === null ? null : seconds * 1000,
    noWayOut,
    feed() {
      if (file !== null) writeSync(file, '.');
    },
    release() {
      if (file === null) return;
      const open = file;
      file = null;
      try {
        writeSync(open, 'V');
      } finally {
        closeSync(open);
      }
    },
  };
}
