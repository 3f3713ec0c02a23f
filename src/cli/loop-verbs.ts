/** The verbs by which an operator speaks to the loop that runs on this machine. Loads the code of none of them. */
import { type Command, Option } from 'commander';
import type { Io } from './io.ts';
import { duration } from './options.ts';

interface Tools {
  readonly run: <Options>(
    verb: (options: Options, io: Io) => Promise<number>,
    options: Options,
    command: Command,
  ) => Promise<void>;
  readonly clusterFile: () => Option;
  readonly reason: () => Option;
  readonly collect: (value: string, previous: readonly string[]) => readonly string[];
}

/** @param loop `dmsa run` */
export function addLoopVerbs(program: Command, loop: Command, { run, clusterFile, reason, collect }: Tools): void {
  loop
    .command('approve')
    .description(
      'where the mode is heal: let dmsa run do what the file in force has changed: on this machine, or all that share the nodes',
    )
    .argument('[revision]', 'only if this is the one in force, as dmsa status shows it')
    .option('-y, --yes', 'do not ask', false)
    .addOption(reason())
    .action(async (digest, _, command) =>
      run((await import('./orders.ts')).approveVerb, { ...command.optsWithGlobals(), digest: digest ?? null }, command),
    );

  program
    .command('status')
    .description('what the loop on this machine knows of the cluster, on one screen; looks at no node')
    .addOption(clusterFile())
    .option('--json', 'the same as JSON, with every difference', false)
    .option('-v, --verbose', 'every difference, field by field', false)
    .option('-w, --watch', 'draw it again as it changes, with the last events, until Ctrl-C', false)
    .addOption(new Option('--every <time>', 'with --watch: how often').argParser(duration).default(1_000, '1s'))
    .action(async (options, command) => run((await import('./status.ts')).statusVerb, options, command));

  const order = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .argument('[nodes...]', 'only on these nodes; on all when not given')
      .addOption(clusterFile())
      .option('--kind <kind>', 'only things of this kind, as a plan names it; may be given again', collect, []);
  order('suspend', 'have dmsa run change nothing: on this machine; where controllers share the nodes, all of them')
    .option('--for <time>', 'ends by itself: 30m, 2h; seconds without a unit', duration)
    .addOption(reason())
    .action(async (nodes, options, command) => run((await import('./orders.ts')).suspendVerb, { ...options, nodes }, command));
  order('resume', 'end suspensions, and have the loop take up again what it left alone').action(async (nodes, options, command) =>
    run((await import('./orders.ts')).resumeVerb, { ...options, nodes }, command),
  );
}
