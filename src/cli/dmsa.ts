#!/usr/bin/env node
/**
 * The command line: says what verbs and options there are, and loads a verb's code only when it is the one asked for
 * (`dmsa --help` has to be at hand at once).
 */
import { Command, Help } from 'commander';
import {
  allowDeletions,
  choice,
  clusterFile,
  collect,
  lockTimeout,
  nodes,
  parallel,
  reason,
  run,
  wholeNumber,
} from './command-parts.ts';
import { EXIT } from './exit.ts';
import { addGitCommands, addGitOptions } from './git-commands.ts';
import { addHistoryVerbs, addServiceVerbs } from './history-verbs.ts';
import { addLoopVerbs } from './loop-verbs.ts';
import { amount } from './options.ts';
import { addPairCommands } from './pair-commands.ts';
import { addWebOptions } from './run-web-options.ts';
import { version } from './version.ts';

const program = new Command('dmsa')
  .description(
    'Keeps a D-MSActivator cluster as its cluster.yaml says: looks at every node over SSH, shows what differs, converges it.',
  )
  .version(version())
  .option('--log-format <format>', 'logs on stderr: human or json', choice(['human', 'json']), 'human')
  .option('--log-level <level>', 'error, warn, info or debug', choice(['error', 'warn', 'info', 'debug']), 'warn')
  .option('--no-color', 'no colour (also: NO_COLOR, or when piped)')
  .showSuggestionAfterError()
  .showHelpAfterError('(dmsa help shows what there is)')
  .configureHelp({
    sortSubcommands: false,
    // A switch that is off and a list that is empty need no saying.
    optionDescription: (option) =>
      option.defaultValue === false || (Array.isArray(option.defaultValue) && option.defaultValueDescription === undefined)
        ? option.description
        : new Help().optionDescription(option),
  })
  .addHelpText(
    'after',
    `
Exit codes: 0 done or nothing to do · 1 error · 2 changes pending (with --detailed-exitcode)
            3 finished, but a node could not be reached or something stayed unknown · 4 locked by someone else

A first tour:  dmsa import --servers servers.conf --share share.conf -o cluster.yaml
               dmsa validate && dmsa plan && dmsa apply`,
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.done : EXIT.error);
  });

program
  .command('import')
  .description('write a cluster.yaml from the legacy files')
  .requiredOption('--servers <path>', 'servers.conf')
  .option('--share <path>', 'share.conf')
  .option('--sync <path>', 'sync.conf')
  .option('--vars <path>', 'variables2adapt.conf')
  .option('-o, --output <path>', 'where to write it (standard output when not given)')
  .option('--name <name>', "the cluster's name", 'dmsa')
  .option('--secrets <path>', 'where root passwords and secret variables go, mode 0600 (beside the output when not given)')
  .option('--no-secrets', 'leave root passwords and secret variables out')
  .option('--type <name>', 'a further node type that servers.conf uses; may be given again', collect, [])
  .option('--force', 'replace files that exist', false)
  .action(async (options, command) => run((await import('./import.ts')).importVerb, options, command));

program
  .command('export')
  .description('write the four legacy files from cluster.yaml')
  .addOption(clusterFile())
  .requiredOption('--dir <path>', 'the folder to write them to')
  .option('--force', 'replace files that exist', false)
  .option('--include-secrets', 'write secret variables in clear text, as the legacy files had them (files of mode 0600)', false)
  .action(async (options, command) => run((await import('./export.ts')).exportVerb, options, command));

program
  .command('validate')
  .description('check cluster.yaml: every problem in one run, each with file, line and column')
  .addOption(clusterFile())
  .option('--json', 'the problems as JSON', false)
  .option('--strict', 'warnings count as errors', false)
  .action(async (options, command) => run((await import('./validate.ts')).validateVerb, options, command));

program
  .command('plan')
  .description('look at the nodes and show what differs; changes nothing')
  .addOption(clusterFile())
  .addOption(nodes())
  .option('--json', 'the plan as JSON (schema/plan.schema.json)', false)
  .option('--out <path>', 'save the plan for `dmsa apply PLANFILE`')
  .option('--what-if <event>', 'what `dmsa run` would do: node=NAME,down or ,network=equipment or ,service=NAME or ,disk')
  .option('--detailed-exitcode', 'exit 2 when changes are pending', false)
  .option('--only <which>', 'intended (the file changed) or corrective (the node drifted)', choice(['intended', 'corrective']))
  .option('-v, --verbose', 'whole file bodies and every reason', false)
  .addOption(allowDeletions())
  .addOption(parallel())
  .action(async (options, command) =>
    options.whatIf === undefined
      ? run((await import('./plan.ts')).planVerb, options, command)
      : run((await import('./what-if.ts')).whatIfVerb, options, command),
  );

program
  .command('apply')
  .description('show the plan, ask, carry it out, look again')
  .argument('[planfile]', 'a plan saved by `dmsa plan --out`: applied as it was shown, or refused')
  .addOption(clusterFile())
  .addOption(nodes())
  .option('-y, --yes', 'do not ask', false)
  .option('--json', 'the outcome as JSON (schema/apply.schema.json); needs --yes', false)
  .option('--only <which>', 'intended (the file changed) or corrective (the node drifted)', choice(['intended', 'corrective']))
  .option('-v, --verbose', 'whole file bodies and every reason', false)
  .option('--reason <text>', 'why, for the lock that others see')
  .addOption(allowDeletions())
  .option('--force <finding>', 'try what would fail: CODE, or NODE/kind/name:CODE; may be given again', collect, [])
  .addOption(parallel())
  .option('--batch <n|n%>', 'so many nodes, or this share of them, at a time; never both members of a pair', amount(1))
  .option('--max-fail <n|n%>', 'start no further batch once more nodes than this have failed (0 when not given)', amount(0))
  .addOption(lockTimeout())
  .action(async (planFile, options, command) =>
    run((await import('./apply.ts')).applyVerb, { ...options, planFile: planFile ?? null }, command),
  );

program
  .command('adopt')
  .description('find shares and routes that somebody else put on the nodes, write the file for them, make them dmsa’s')
  .argument(
    '[things...]',
    'only these, as adopt shows them: export//srv/data, mount//srv/data, automount//srv/data, "route/198.51.100.0/24 over eth0", gateway/eth0',
  )
  .addOption(clusterFile())
  .addOption(nodes())
  .option('--write', 'edit the cluster file and mark the things on the nodes; without it only say what would be done', false)
  .option('-y, --yes', 'do not ask', false)
  .addOption(parallel())
  .addOption(lockTimeout())
  .action(async (things, options, command) => run((await import('./adopt.ts')).adoptVerb, { ...options, things }, command));

addPairCommands(program);

program
  .command('sync')
  .description('copy the directories of spec.sync from actives to their standbys; the standby pulls them with rsync over ssh')
  .argument('[nodes...]', 'pairs, by their active or their standby; all where none is named')
  .addOption(clusterFile())
  .addOption(nodes())
  .option('--dry-run', 'say what would be copied and deleted; changes nothing', false)
  .option('--json', 'the outcome as JSON (schema/sync.schema.json)', false)
  .option('-v, --verbose', 'with --dry-run: every path', false)
  .option('--bwlimit <KiB/s>', 'at most so much for each copy, instead of spec.syncLimits.bandwidth', wholeNumber(1, 100_000_000))
  .option(
    '--force <finding>',
    'copy although: empty-source, mass-delete, mount-changed, took-over; or ID:CODE for one directory; may be given again',
    collect,
    [],
  )
  .addOption(parallel())
  .action(async (names, options, command) => run((await import('./sync.ts')).syncVerb, { ...options, nodes: names }, command));

const loop = addGitOptions(program.command('run'))
  .description(
    'keep nodes as the file says (spec.run), watch pairs and let a standby take over where that is proved to be safe; until it is stopped',
  )
  .addOption(clusterFile())
  .option('--ha-only', 'keep pairs only', false)
  .option('--as <node>', 'with --ha-only: this machine is that standby, and keeps its own pair')
  .option(
    '--controller <name>',
    'where several share the nodes (spec.run.controllers): the name of this one; default: this machine’s',
  )
  .option('--dry-run', 'say what would be done, and do nothing', false)
  .option('--once', 'one round; exit 3 where something should be looked at', false)
  .option('--json', 'a line of JSON for each event', false)
  .option(
    '--record <dir>',
    'record what is decided of nodes and of pairs, and of what, for dmsa replay: at most 8 files of 16 MiB each',
  );
addWebOptions(loop).action(async (options, command) => run((await import('./run.ts')).runVerb, options, command));
addLoopVerbs(program, loop, { run, clusterFile, reason, collect });
addHistoryVerbs(program, run);
addServiceVerbs(program, run);

addGitCommands(program, run);

const lock = program.command('lock').description('who has which node just now');
lock
  .command('list')
  .description('the lock of every node: holder, reason, age, end; changes nothing')
  .addOption(clusterFile())
  .addOption(nodes())
  .option('--json', 'the locks as JSON (schema/locks.schema.json)', false)
  .addOption(parallel())
  .action(async (options, command) => run((await import('./lock.ts')).lockListVerb, options, command));
lock
  .command('break')
  .description('show the locks, ask, break them: a run that has one stops at its next script on that node')
  .addOption(clusterFile())
  .addOption(nodes())
  .option('--reason <text>', 'why, for the run that is cut off')
  .option('-y, --yes', 'do not ask', false)
  .addOption(parallel())
  .action(async (options, command) => run((await import('./lock.ts')).lockBreakVerb, options, command));

const fence = program
  .command('fence')
  .description('switch nodes off and on from outside, by the fence agents that cluster.yaml names');
fence
  .command('status')
  .description('whether nodes are on, as their fence agents say; changes nothing')
  .argument('[node]', 'default: all nodes that have an agent')
  .addOption(clusterFile())
  .option('--json', 'the outcome as JSON (schema/fence.schema.json)', false)
  .action(async (node, options, command) =>
    run((await import('./fence.ts')).fenceStatusVerb, { ...options, node: node ?? null }, command),
  );
for (const [action, what] of [
  ['off', 'show what the node holds, ask, switch it off the hard way, and see that it is off'],
  ['on', 'switch a node on'],
  ['reboot', 'show what the node holds, ask, reboot it the hard way'],
] as const) {
  fence
    .command(action)
    .description(what)
    .argument('<node>', 'the node')
    .addOption(clusterFile())
    .option('-y, --yes', 'do not look at the node, and do not ask', false)
    .addOption(reason())
    .option('--json', 'the outcome as JSON (schema/fence.schema.json); needs --yes', false)
    .action(async (node, options, command) =>
      run((await import('./fence.ts')).fenceActionVerb, { ...options, node, action }, command),
    );
}

const lease = program.command('lease').description('the arbiter of cluster.yaml: who may act for which pair');
lease
  .command('status')
  .description('the leases that there are: holder, generation, remaining time; changes nothing')
  .addOption(clusterFile())
  .option('--json', 'the leases as JSON (schema/lease.schema.json)', false)
  .action(async (options, command) => run((await import('./lease.ts')).leaseStatusVerb, options, command));

const notify = program.command('notify').description('who is told of takeovers, repairs and alarms (spec.notify)');
const ofNotify = (name: string, description: string) =>
  notify.command(name).description(description).addOption(clusterFile()).option('--json', 'the outcome as JSON', false);
ofNotify('status', 'what waits for whom, since when, and why; changes nothing').action(async (options, command) =>
  run((await import('./notify.ts')).notifyStatusVerb, options, command),
);
ofNotify('test', 'send a test message through every channel').action(async (options, command) =>
  run((await import('./notify.ts')).notifyTestVerb, options, command),
);
ofNotify('flush', 'try now to deliver what waits').action(async (options, command) =>
  run((await import('./notify.ts')).notifyFlushVerb, options, command),
);

const secrets = program
  .command('secrets')
  .description('keep the secrets file encrypted by age (https://age-encryption.org), so that it may live in git');

secrets
  .command('keygen')
  .description('make a private key for this user, and print its public key; where there is a key already, print that one')
  .option('-o, --output <path>', 'the file of the private key (default: ~/.config/dmsa/age.key)')
  .action(async (options, command) => run((await import('./secrets.ts')).keygenVerb, options, command));

secrets
  .command('encrypt')
  .description('encrypt the secrets file; one that is encrypted is encrypted anew')
  .argument('[secretsfile]', 'default: the one that the cluster file names')
  .addOption(clusterFile())
  .option(
    '-r, --recipient <key>',
    'a public key; may be given again (default: spec.secrets.recipients, else your own)',
    collect,
    [],
  )
  .option('-p, --passphrase', 'with a passphrase instead of keys', false)
  .option('-o, --output <path>', 'write to this file; without it the secrets file itself is replaced')
  .option('--force', 'replace the file of -o', false)
  .action(async (file, options, command) =>
    run((await import('./secrets.ts')).encryptVerb, { ...options, secretsFile: file ?? null }, command),
  );

secrets
  .command('edit')
  .description('open the secrets file in $VISUAL or $EDITOR, check it, and write it back in the form it had')
  .argument('[secretsfile]', 'default: the one that the cluster file names')
  .addOption(clusterFile())
  .action(async (file, options, command) =>
    run((await import('./secrets-edit.ts')).editVerb, { ...options, secretsFile: file ?? null }, command),
  );

secrets
  .command('decrypt')
  .description('write the secrets in plain text to standard output')
  .argument('[secretsfile]', 'default: the one that the cluster file names')
  .addOption(clusterFile())
  .option('--force', 'also where standard output is a terminal', false)
  .action(async (file, options, command) =>
    run((await import('./secrets.ts')).decryptVerb, { ...options, secretsFile: file ?? null }, command),
  );

// A reader that went away (`dmsa plan | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

await program.parseAsync();
