/** What the commands of the command line are made of: options that several have, and how a verb is run. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { duration } from './options.ts';

export const clusterFile = () => new Option('-f, --file <path>', 'the cluster file').default('cluster.yaml');
export const nodes = () =>
  new Option('-n, --node <name>', 'only this node and its standby; may be given again')
    .argParser(collect)
    .default([], 'all nodes');
export const parallel = () =>
  new Option('--parallel <n>', 'nodes worked on at the same time').argParser(wholeNumber(1, 1000)).default(100);
export const lockTimeout = () =>
  new Option('--lock-timeout <time>', 'how long to wait for a node that someone else has locked: 30s, 5m; seconds without a unit')
    .argParser(duration)
    .default(0);
export const reason = () => new Option('--reason <text>', 'why, for those who ask later');
export const allowDeletions = () =>
  new Option('--allow-deletions <n>', 'let this run take away up to n things, beyond spec.safety.maxDeletions').argParser(
    wholeNumber(0, 1_000_000),
  );

/** Runs a verb: its exit code becomes the program's; whatever it throws becomes a message, never a stack trace alone. */
export async function run<Options>(
  verb: (options: Options, io: import('./io.ts').Io) => Promise<number>,
  options: Options,
  command: Command,
): Promise<void> {
  const { createIo } = await import('./io.ts');
  const io = createIo(command.optsWithGlobals());
  try {
    process.exitCode = await verb(options, io);
  } catch (error) {
    process.exitCode = io.fail(error);
  }
  await io.close();
}

export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

export function choice(allowed: readonly string[]): (value: string) => string {
  return (value) => {
    if (!allowed.includes(value)) throw new InvalidArgumentError(`It takes ${allowed.join(' or ')}.`);
    return value;
  };
}

export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
    }
    return number;
  };
}
