import { readFile } from 'node:fs/promises';

/**
 * When a process began, field 22 of /proc/PID/stat (proc(5)): tells it from a later one of the same number. null: there is none, or it is
 * dead and only waits to be reaped. Its name, in parentheses, may have anything in it.
 */
export async function ticksOf(pid: string): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? null : (rest[18] ?? null);
  } catch {
    return null;
  }
}
