/** `dmsa ha …`: what there is to know about pairs, and moving them. */
import type { Command } from 'commander';
import { clusterFile, collect, lockTimeout, reason, run } from './command-parts.ts';
import { duration } from './options.ts';

export function addPairCommands(program: Command): void {
  const ha = program.command('ha').description('pairs: who holds the service addresses, and moving them');
  const move = (name: string, description: string) =>
    ha
      .command(name)
      .description(description)
      .argument('<pair>', 'the pair, by the name of its active or of its standby')
      .addOption(clusterFile())
      .option('--json', 'the outcome as JSON (schema/apply.schema.json); needs --yes', false)
      .option('-v, --verbose', 'whole file bodies and every reason', false);
  const ofPairs = (name: string, description: string) =>
    ha
      .command(name)
      .description(description)
      .argument('[pairs...]', 'these pairs, each by the name of a member; all when not given')
      .addOption(clusterFile());
  ofPairs('status', 'one block a pair: who holds, why, what was last done')
    .option('--json', 'the pairs as JSON', false)
    .action(async (pairs, options, command) => run((await import('./ha.ts')).statusVerb, { ...options, pairs }, command));
  ofPairs('explain', 'why the loop did, or did not, act; and every address, service and record that it is read from')
    .option('--json', 'the pairs as JSON', false)
    .action(async (pairs, options, command) => run((await import('./ha.ts')).explainVerb, { ...options, pairs }, command));
  ofPairs('history', 'everything that was moved or paused: when, by whom, why')
    .option('--json', 'the history as JSON', false)
    .action(async (pairs, options, command) => run((await import('./ha.ts')).historyVerb, { ...options, pairs }, command));
  ofPairs('pause', 'no failover of these pairs (the record ha.backupmode on the standby)')
    .option('--for <time>', 'ends by itself: 30m, 2h; seconds without a unit', duration)
    .addOption(reason())
    .action(async (pairs, options, command) =>
      run((await import('./ha.ts')).pauseVerb, { ...options, pairs, json: false }, command),
    );
  ofPairs('resume', 'ends a pause')
    .addOption(reason())
    .action(async (pairs, options, command) =>
      run((await import('./ha.ts')).resumeVerb, { ...options, pairs, json: false }, command),
    );
  move('simulate', 'show the exact plan of a takeover; changes nothing')
    .option('--active-down', 'as if the active could not be reached, and had been fenced', false)
    .option(
      '--what-if <event>',
      'what dmsa run would do, and the plan: down, network=maintenance, network=equipment, service=NAME or disk',
    )
    .action(async (pair, { whatIf, ...options }, command) => {
      if (whatIf !== undefined) {
        const { whatIfVerb } = await import('./what-if.ts');
        return run(whatIfVerb, { ...options, whatIf: `node=${pair},${whatIf}` }, command);
      }
      const { failoverVerb } = await import('./ha-move.ts');
      return run(failoverVerb, { ...options, pair, yes: false, dryRun: true, force: [], lockTimeout: 0 }, command);
    });
  move('failover', 'the standby takes over: shows the plan, asks, carries it out, looks again')
    .option('-y, --yes', 'do not ask', false)
    .option('--fenced-by-me <how>', 'where the active can not be reached: how you have made sure that it is off')
    .option('--without-lease', 'where the arbiter does not answer: the standby starts without the lease', false)
    .option('--force <finding>', 'try what would fail: CODE, or NODE/kind/name:CODE; may be given again', collect, [])
    .addOption(reason())
    .addOption(lockTimeout())
    .action(async (pair, options, command) =>
      run((await import('./ha-move.ts')).failoverVerb, { ...options, pair, dryRun: false }, command),
    );

  move('failback', 'the active gets back what its standby holds: files first, then addresses and services')
    .option('-y, --yes', 'do not ask', false)
    .option('--dry-run', 'show what would be done; changes nothing', false)
    .option('--force <finding>', 'try what would fail: CODE, or NODE/kind/name:CODE; may be given again', collect, [])
    .addOption(reason())
    .addOption(lockTimeout())
    .action(async (pair, options, command) =>
      run((await import('./ha-failback.ts')).failbackVerb, { ...options, pair }, command),
    );
}
