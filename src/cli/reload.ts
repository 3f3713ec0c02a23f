/** The cluster file once more, for a loop that is at work: what can't be used is said in a few words and changes nothing. */
import type { Cluster } from '../desired/cluster.ts';
import { loadCluster } from '../desired/load.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Loaded } from '../reconcile/follow-file.ts';
import type { Io } from './io.ts';
import { hideSecrets } from './load.ts';

export type Reloaded = Extract<Loaded, { readonly refused: string }> | Read;

interface Read {
  readonly cluster: Cluster;
  readonly text: string;
  /** The path of its secrets file; null: it names none. */
  readonly secrets: string | null;
}

const MOST = 3;

/**
 * @param name   of the cluster that the loop is for
 * @param usable throws where there is nothing left for the loop to do
 */
export async function reload(file: string, name: string, io: Io, usable: (cluster: Cluster) => unknown): Promise<Reloaded> {
  try {
    const { cluster, diagnostics, text, secrets, secretsPlace } = await loadCluster(file, { askPassphrase: io.askPassphrase });
    hideSecrets(secrets, cluster, io);
    if (!cluster || text === null) return { refused: textOf(diagnostics.filter(({ severity }) => severity === 'error')) };
    if (cluster.name !== name) {
      return { refused: `it is the file of the cluster ${cluster.name} now, not of ${name}: start dmsa run anew for that` };
    }
    usable(cluster);
    io.problems(diagnostics);
    return { cluster, text, secrets: secretsPlace?.path ?? null };
  } catch (error) {
    if (error instanceof DiagnosticError) return { refused: textOf(error.diagnostics) };
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

function textOf(errors: readonly Diagnostic[]): string {
  const said = errors.slice(0, MOST).map(({ summary, source }) => {
    const at = source ? ` (line ${source.line}, column ${source.column})` : '';
    return `${summary.replace(/\.$/, '')}${at}`;
  });
  const more = errors.length - said.length;
  return [...said, ...(more > 0 ? [`and ${more} more: dmsa validate`] : [])].join('; ');
}
