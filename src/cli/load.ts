import { closest, distance } from 'fastest-levenshtein';
import type { Cluster } from '../desired/cluster.ts';
import { loadCluster } from '../desired/load.ts';
import { isSurelySecretName } from '../desired/secret-name.ts';
import type { Secrets } from '../desired/secrets.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { maskYamlLine } from '../kinds/mask.ts';
import { withStandbys } from '../reconcile/look.ts';
import type { SecretsPlace } from '../secrets/rewrite.ts';
import type { Io } from './io.ts';

export interface Loaded {
  readonly cluster: Cluster;
  readonly text: string;
  /** null: the cluster file names no secrets file. */
  readonly secretsPlace: SecretsPlace | null;
}

/**
 * Reads and validates the cluster file; says all that is wrong with it and throws where it can't be used.
 *
 * @param warnings  `count`: how many there are in one line, for what is asked again and again and rests on nothing that they are about
 */
export async function loadOrThrow(file: string, io: Io, warnings: 'all' | 'count' = 'all'): Promise<Loaded> {
  const { cluster, diagnostics, text, secrets, secretsPlace } = await loadCluster(file, { askPassphrase: io.askPassphrase });
  hideSecrets(secrets, cluster, io);
  if (cluster && warnings === 'count') {
    if (diagnostics.length > 0)
      io.problems([
        {
          severity: 'warning',
          code: 'file-warnings',
          summary: `${file} has ${diagnostics.length === 1 ? 'a warning' : `${diagnostics.length} warnings`}: dmsa validate shows ${diagnostics.length === 1 ? 'it' : 'them'}`,
        },
      ]);
  } else io.problems(diagnostics, (name) => (name === file ? shownText(text) : undefined));
  if (!cluster || text === null) throw new DiagnosticError([]);
  return { cluster, text, secretsPlace };
}

/** Whatever the secrets file holds, and what stands in the cluster file under a name like `…_PASSWORD`, is shown nowhere from now on. */
export function hideSecrets(secrets: Secrets | null, cluster: Cluster | null, io: Io): void {
  const inFile = secrets ? [...secrets.rootPasswords.values(), ...secrets.variables.values()] : [];
  const inCluster = (cluster?.nodes ?? []).flatMap((node) =>
    node.variables.filter(({ name, secret }) => secret && isSurelySecretName(name)),
  );
  io.hide([...new Set([...inFile, ...inCluster].map(({ value }) => value))]);
}

/** The cluster file for excerpts in messages, with the values gone that its names say are secret. */
export function shownText(text: string | null): string | undefined {
  return text === null ? undefined : text.split('\n').map(maskYamlLine).join('\n');
}

/** The nodes that -n names, with their standbys; null for all. A name that is none is an error with a suggestion. */
export function selectNodes(cluster: Cluster, names: readonly string[]): ReadonlySet<string> | null {
  if (names.length === 0) return null;
  const known = cluster.nodes.map((node) => node.name);
  const problems: Diagnostic[] = names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      severity: 'error',
      code: 'unknown-node',
      summary: `-n ${name}: the cluster has no node of that name`,
      detail: `${suggestion(name, known)}The nodes are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`,
    }));
  if (problems.length > 0) throw new DiagnosticError(problems);
  return withStandbys(cluster, names);
}

function suggestion(name: string, known: readonly string[]): string {
  const near = closest(name, known);
  return distance(name.toLowerCase(), near.toLowerCase()) <= 2 ? `Did you mean ${near}? ` : '';
}
