/** What `dmsa run` has about the page that it serves. On the command line, as they are about this machine and not about the cluster (0074). */
import type { Command } from 'commander';
import { collect } from './command-parts.ts';

export interface RunWebOptions {
  readonly listen: readonly string[];
  readonly listenName: readonly string[];
  readonly tokenFile?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly hookSecretFile?: string;
}

export function addWebOptions(command: Command): Command {
  const more = (value: string, before?: readonly string[]): readonly string[] => collect(value, before ?? []);
  return command
    .option(
      '--listen <addr>',
      'serve the status page, API and metrics: 127.0.0.1:8470 or unix:/run/dmsa/web.sock; may be given again',
      more,
    )
    .option('--listen-name <name>', 'with --listen: another name that browsers ask for it by; may be given again', collect, [])
    .option('--token-file <file>', 'with --listen: who may do something there; NAME TOKEN a line, mode 0600')
    .option('--tls-cert <file>', 'with --listen: the certificate, with what is between it and its authority (PEM)')
    .option('--tls-key <file>', 'with --listen: its private key (PEM), mode 0600')
    .option('--hook-secret-file <file>', 'with --listen and --git: the secret of the webhook /hooks/git, mode 0600');
}
