/** What a process uses, read from /proc, and whether that grows. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Sample {
  readonly atMs: number;
  readonly pid: number;
  readonly rssMiB: number;
  readonly descriptors: number;
  readonly sockets: number;
  readonly children: number;
  readonly cpuMs: number;
}

const TICK_MS = 10;

/** null: it is not there. */
export function sampleOf(pid: number): Sample | null {
  try {
    const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const fds = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    const tasks = readdirSync(`/proc/${pid}/task`);
    const children = tasks.flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return {
      atMs: performance.now(),
      pid,
      rssMiB: Number(rss) / 1024,
      descriptors: fds.length,
      sockets: fds.filter((path) => path.startsWith('socket:')).length,
      children: children.length,
      cpuMs: (Number(stat[11]) + Number(stat[12])) * TICK_MS,
    };
  } catch {
    return null;
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export interface Growth {
  /** Medians of the second and of the last quarter of its life. */
  readonly early: number;
  readonly late: number;
}

/** The first quarter is left out: caches fill, code is compiled. */
export function growthOf(values: readonly number[]): Growth {
  const quarter = Math.floor(values.length / 4);
  return { early: quantile(values.slice(quarter, 2 * quarter), 0.5), late: quantile(values.slice(-quarter), 0.5) };
}
