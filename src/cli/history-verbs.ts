/** The verbs that look back at what the loop on this machine has done, and those that make it a service. Loads the code of none of them. */
import type { Command } from 'commander';
import { choice, clusterFile, collect, type run as runVerb, wholeNumber } from './command-parts.ts';
import { moment } from './options.ts';

export function addHistoryVerbs(program: Command, run: typeof runVerb): void {
  program
    .command('events')
    .description('what happened to the cluster, who did it and why, from the journal on this machine; looks at no node')
    .addOption(clusterFile())
    .option('--cluster <name>', 'the cluster by its name, where its file is not at hand')
    .option('--node <name>', 'of this node, and of its pair; may be given again', collect, [])
    .option('--pair <name>', 'of the pair that this node is a member of; may be given again', collect, [])
    .option('--kind <kind>', 'only these: verdict, drift, fight, healed, failed, node, file, operator, step …', collect, [])
    .option('--severity <severity>', 'info, warning or alarm: this grave, or graver', choice(['info', 'warning', 'alarm']))
    .option('--since <time>', 'not older than this: 30m, 2h, 3d, or a moment (2026-11-23T10:00:00Z)', moment)
    .option('-n, --last <n>', 'so many, the newest (default: 100; 10000 with --since)', wholeNumber(1, 1_000_000))
    .option('--steps', 'the steps of plans as well', false)
    .option('--follow', 'go on with what happens, until Ctrl-C', false)
    .option('--json', 'a line of JSON for each, with who, the revision in force and the whole event', false)
    .action(async (options, command) => run((await import('./events.ts')).eventsVerb, options, command));
  program
    .command('replay')
    .description('decide again what dmsa run --record has recorded, and say whether the decision is the same; reaches no node')
    .argument('<recording>', 'a file of that folder')
    .option('--tick <n>', 'this one alone, with its whole plan', wholeNumber(1, 1_000_000))
    .option('--pair <name>', 'only what was judged of the pair that this node is a member of, and its plans')
    .option('--at <time>', 'what was in force then (30m, 2h, or a moment): the last before it, of nodes and of each pair', moment)
    .option('--json', 'a line of JSON for each tick, with the plan and what differs', false)
    .action(async (recording, options, command) =>
      run((await import('./replay.ts')).replayVerb, { ...options, recording }, command),
    );
}

export function addServiceVerbs(program: Command, run: typeof runVerb): void {
  const root = ['--root <dir>', 'work in this folder instead of on this machine: for packages'] as const;
  program
    .command('install')
    .description('make dmsa run a service of this machine (a unit of systemd, or an init script), or bring one up to date')
    .argument('[options...]', 'further options of dmsa run, after --: -- --git URL --branch main')
    .option('-f, --file <path>', 'the cluster file of the service; counts from /etc/dmsa', 'cluster.yaml')
    .option('--as <node>', 'this machine is that node, and keeps its own pair alone')
    .option('--program <path>', 'how dmsa is started there (default: this Node.js with this program)')
    .option('--init <init>', 'systemd or sysv (default: what this machine has)', choice(['systemd', 'sysv']))
    .option('--start', 'start it, anew where it runs', false)
    .option('--dry-run', 'show every file and what would be done; changes nothing', false)
    .option(...root)
    .action(async (runOptions, options, command) =>
      run((await import('./install.ts')).installVerb, { ...options, options: runOptions }, command),
    );
  program
    .command('uninstall')
    .description(
      'show what dmsa install has put on this machine, ask, stop it and take it away; leaves /etc/dmsa and what dmsa knows',
    )
    .option('--purge', 'what dmsa knows as well: journal, orders, outbox, branches, logs', false)
    .option('-y, --yes', 'do not ask', false)
    .option('--dry-run', 'only show it', false)
    .option(...root)
    .action(async (options, command) => run((await import('./install.ts')).uninstallVerb, options, command));
}
