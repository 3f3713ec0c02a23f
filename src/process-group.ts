import type { ChildProcess } from 'node:child_process';

/** Ends a process that was started with `detached`, and all that it has started in its group. One that was never started has none. */
export function killGroup({ pid }: Pick<ChildProcess, 'pid'>): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}
