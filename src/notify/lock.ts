/**
 * Who sends a channel just now. The kernel holds the lock, by util-linux's `flock` in a child that lives as long as its standard input
 * is open: however dmsa ends, kill -9 included, the lock is free at once, and no stale one is ever to be judged.
 */
import { spawn } from 'node:child_process';

export interface Lock {
  release(): Promise<void>;
}

/** null: another process has it. Throws where it can't be told. */
export async function takeLock(file: string): Promise<Lock | null> {
  const child = spawn('flock', ['-n', file, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in a terminal is dmsa's to handle.
    detached: true,
  });
  let wrong = '';
  child.stderr.on('data', (chunk: Buffer) => {
    wrong = `${wrong}${chunk.toString()}`.slice(0, 500);
  });
  child.stdin.on('error', () => {});
  const gone = new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`flock (of util-linux) could not be run: ${error.message}`)));
    child.on('close', resolve);
  });
  gone.catch(() => {});
  const held = await Promise.race([
    new Promise<true>((resolve) => child.stdout.once('data', () => resolve(true))),
    gone.then((code) => code),
  ]);
  if (held === true) {
    return {
      async release() {
        child.stdin.end();
        await gone.catch(() => {});
      },
    };
  }
  if (held === 1 && wrong === '') return null;
  throw new Error(`flock ${file} failed${wrong === '' ? ` with ${held}` : `: ${wrong.trim()}`}`);
}
