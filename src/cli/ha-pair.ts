/** The pair that a verb of `dmsa ha` means, and who says so. */
import { hostname, userInfo } from 'node:os';
import { closest } from 'fastest-levenshtein';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Members } from '../ha/moved.ts';
import { behalf } from '../on-behalf.ts';
import { pairsIn } from '../reconcile/pairs.ts';

/** A pair is named by either of its members. Throws where the name is none. */
export function pairNamed(cluster: Cluster, name: string): Members {
  const node = cluster.nodes.find((one) => one.name === name);
  const found = pairsIn(cluster).find(({ active, standby }) => active.name === name || standby.name === name);
  if (found) return found;
  const pairs = pairsIn(cluster).map(({ active, standby }) => `${active.name} (standby ${standby.name})`);
  const near = closest(
    name,
    cluster.nodes.map((one) => one.name),
  );
  const problem: Diagnostic = node
    ? { severity: 'error', code: 'no-pair', summary: `${name} has no standby and is none`, detail: pairsText(pairs) }
    : {
        severity: 'error',
        code: 'unknown-node',
        summary: `the cluster has no node ${name}`,
        detail: `Did you mean ${near}? ${pairsText(pairs)}`,
      };
  throw new DiagnosticError([problem]);
}

function pairsText(pairs: readonly string[]): string {
  return pairs.length === 0 ? 'The cluster file has no pair: a standby says backupOf.' : `The pairs are ${pairs.join(', ')}.`;
}

/** `root@central`: who it was, for the history. */
export function who(): string {
  return behalf(`${userInfo().username}@${hostname()}`);
}
