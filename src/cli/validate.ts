import { loadCluster } from '../desired/load.ts';
import { diagnosticToJson } from '../views/plan-json.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { hideSecrets, shownText } from './load.ts';

interface ValidateOptions {
  readonly file: string;
  readonly json: boolean;
  readonly strict: boolean;
}

export async function validateVerb(options: ValidateOptions, io: Io): Promise<number> {
  const { cluster, diagnostics, text, secrets } = await loadCluster(options.file, { askPassphrase: io.askPassphrase });
  hideSecrets(secrets, cluster, io);
  const errors = diagnostics.filter((one) => one.severity === 'error' || options.strict);
  const valid = cluster !== null && errors.length === 0;
  if (options.json) {
    io.out(
      `${JSON.stringify({ schemaVersion: 1, file: options.file, valid, problems: diagnostics.map(diagnosticToJson) }, null, 2)}\n`,
    );
  } else {
    io.problems(diagnostics, (name) => (name === options.file ? shownText(text) : undefined));
    if (cluster && valid) {
      const standbys = cluster.nodes.filter((node) => node.role === 'standby').length;
      const nodes = cluster.nodes.length === 1 ? '1 node' : `${cluster.nodes.length} nodes`;
      io.out(`${options.file} is valid: cluster ${cluster.name}, ${nodes}, ${standbys} of them standby.\n`);
    }
  }
  return valid ? EXIT.done : EXIT.error;
}
