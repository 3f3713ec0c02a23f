/** Runs contestants in turn and says how they compare. Wall time is what a person waits for, CPU time what other load on the machine blurs less. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { must, run } from '../lab/command.ts';

export interface Sample {
  readonly wallMs: number;
  /** User and system time of the contestant and its children on this side; null where it was not taken. */
  readonly cpuMs: number | null;
}

export interface Contestant {
  readonly name: string;
  /** Takes part in the first so many rounds only, without one before; for one that takes very long. */
  readonly rounds?: number;
  readonly once: () => Promise<Sample>;
}

export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** A B C A B C …, so that whatever else the machine does falls on all of them alike. One round before is not counted. */
export async function alternate(contestants: readonly Contestant[], rounds: number): Promise<Samples> {
  const samples = new Map<string, Sample[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const one of contestants) {
      if (one.rounds !== undefined && (round < 0 || round >= one.rounds)) continue;
      const sample = await one.once();
      if (round >= 0) samples.get(one.name)?.push(sample);
    }
  }
  return samples;
}

/**
 * One run of a program, from the start of its process to its end.
 *
 * @param within  makes of a command line one that runs where the program belongs (a network namespace); its own start is not counted
 * @throws where the exit code is not one of `codes`
 */
export async function runOnce(
  argv: readonly string[],
  options: {
    readonly within?: (argv: readonly string[]) => readonly string[];
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly codes?: readonly number[];
  } = {},
): Promise<Sample & { readonly stdout: string }> {
  // bash's own `time` has milliseconds, and the CPU time of all children.
  const timed = ['bash', '--norc', '-c', 'TIMEFORMAT="@time %3R %3U %3S"; time "$@"', 'bash', ...argv];
  const { code, stdout, stderr } = await run(options.within ? options.within(timed) : timed, {
    timeout: 600_000,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const found = /^@time ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(stderr);
  if (!found || !(options.codes ?? [0]).includes(code)) {
    throw new Error(`${argv.join(' ').slice(0, 200)}: exit ${code}\n${stderr.slice(-1500)}\n${stdout.slice(-500)}`);
  }
  const [, wall, user, system] = found;
  return { wallMs: Number(wall) * 1000, cpuMs: (Number(user) + Number(system)) * 1000, stdout };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** The median of the ratios round by round: what slows one round down slows both of it down. */
function ratio(of: readonly Sample[], to: readonly Sample[], value: (sample: Sample) => number | null): number {
  return median(
    of.flatMap((sample, round) => {
      const other = to[round];
      const [a, b] = [value(sample), other ? value(other) : null];
      return a === null || b === null || b === 0 ? [] : [a / b];
    }),
  );
}

/** A table, each line with its ratio to the contestant named `floor`. */
export function report(samples: Samples, floor: string): string {
  const to = samples.get(floor) ?? [];
  const lines = [...samples].map(([name, all]) => {
    const wall = all.map(({ wallMs }) => wallMs);
    const cpu = all.flatMap(({ cpuMs }) => (cpuMs === null ? [] : [cpuMs]));
    return [
      name,
      ms(median(wall)),
      `${ms(Math.min(...wall))}-${ms(Math.max(...wall))}`,
      times(ratio(all, to, ({ wallMs }) => wallMs)),
      cpu.length === 0 ? '-' : ms(median(cpu)),
      cpu.length === 0 ? '-' : times(ratio(all, to, ({ cpuMs }) => cpuMs)),
      String(all.length),
    ];
  });
  return table([['', 'wall ms', 'min-max', 'ratio', 'CPU ms', 'ratio', 'rounds'], ...lines]);
}

export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))))
    .map((cells) => `  ${cells.join('  ').trimEnd()}\n`)
    .join('');
}

function ms(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

function times(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} ×` : '-';
}

export function say(text: string): void {
  process.stdout.write(text);
}

/** What figures depend on: the machine, and how busy it was with other things. */
export function machine(): string {
  const memory = Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) / 1024 / 1024;
  return `${cpus().length} cores, ${memory.toFixed(0)} GiB, Node ${process.version}; load average ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`;
}

/** Bundles a program of bench/ as scripts/build.mjs bundles dmsa, so that both start alike. */
export async function bundle(source: string, outdir: string): Promise<string> {
  await must([process.execPath, 'scripts/build.mjs', source, outdir]);
  return `${outdir}/${source.replace(/^.*\//, '').replace(/\.ts$/, '')}.js`;
}
