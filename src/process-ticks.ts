import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * When a process began, field 22 of /proc/PID/stat (proc(5)): tells it from a later one of the same number. null: there is none, or it is
 * dead and only waits to be reaped.
 */
export async function ticksOf(pid: string): Promise<string | null> {
  return readFile(`/proc/${pid}/stat`, 'utf8').then(ticksIn, () => null);
}

/** The same, for whoever can't wait. */
export function ticksNow(pid: number): string | null {
  try {
    return ticksIn(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** Its name, in parentheses, may have anything in it. */
function ticksIn(stat: string): string | null {
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? null : (rest[18] ?? null);
}
