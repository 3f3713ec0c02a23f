/** What the command line has about git. */
import { type Command, Option } from 'commander';
import { duration } from './options.ts';

const gitState = () =>
  new Option('--git-state <dir>', 'what is kept of branches (default: /var/lib/dmsa/git for root, else ~/.local/state/dmsa/git)');

/** For `dmsa run`. */
export function addGitOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--git <url>',
        'the cluster file comes from this repository: a local path, file://, ssh:// or https://',
      ).conflicts('file'),
    )
    .option('--branch <name>', 'with --git: the branch that is followed (main when not given)')
    .option('--path <path>', 'with --git: the cluster file in the repository (cluster.yaml when not given)')
    .option('--git-every <time>', 'with --git: how often the server is asked, a fifth more or less', duration, 60_000)
    .option('--git-key <file>', "with --git: a private key for ssh, instead of the user's own")
    .option('--git-known-hosts <file>', "with --git: the ssh servers that are known, instead of the user's own list")
    .addOption(gitState())
    .option('--require-signed', 'with --git: every new commit has to be signed by somebody who is allowed to', false)
    .option('--allowed-signers <file>', 'whose ssh signatures are: an allowed_signers file (ssh-keygen(1))')
    .option('--allowed-keys <file>', 'whose gpg signatures are: a file of exported public keys')
    .option('--allow-rewind', 'with --git: take also a branch that was set back or rewritten', false);
}

type Run = <Options>(
  verb: (options: Options, io: import('./io.ts').Io) => Promise<number>,
  options: Options,
  command: Command,
) => Promise<void>;

export function addGitCommands(program: Command, run: Run): void {
  program
    .command('git')
    .description('branches that dmsa run follows')
    .command('status')
    .description('what is in force, what the branch has, why that was not taken, when the server last answered; asks no server')
    .addOption(gitState())
    .option('--json', 'the same as JSON (schema/git.schema.json)', false)
    .action(async (options, command) => run((await import('./git.ts')).gitStatusVerb, options, command));
}
