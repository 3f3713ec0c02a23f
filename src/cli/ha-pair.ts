/** What the verbs of `dmsa ha` have in common: the pairs that are meant, and what was seen of one. */
import { hostname, userInfo } from 'node:os';
import { closest } from 'fastest-levenshtein';
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Members } from '../ha/moved.ts';
import type { Holding } from '../kinds/kind.ts';
import { OPEN, PAIR, type PairState } from '../kinds/pair.ts';
import { type DecideInput, lookIn, type Verdict } from '../reconcile/decide.ts';

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

export function pairsIn(cluster: Cluster): readonly Members[] {
  const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
  return cluster.nodes.flatMap((active) => {
    const standby = active.standby === null ? undefined : byName.get(active.standby);
    return standby ? [{ active, standby }] : [];
  });
}

export function namesOf({ active, standby }: Members): ReadonlySet<string> {
  return new Set([active.name, standby.name]);
}

export interface PairSeen {
  readonly holding: Holding;
  readonly activeReached: boolean;
  readonly standbyReached: boolean;
  readonly state: PairState | null;
  /** The highest that one of the members knows. */
  readonly epoch: number;
}

export function seenOf({ active, standby }: Members, seen: DecideInput, { plan }: Verdict): PairSeen {
  const holding = plan.holdings.find((one) => one.active === active.name);
  if (!holding) throw new Error(`nothing was decided about the pair of ${active.name}`);
  const look = lookIn(seen);
  const state = (node: ClusterNode): PairState | null => {
    const found = look({ node: node.name, kind: PAIR, name: OPEN });
    return found.status === 'present' ? (found.state as PairState) : null;
  };
  const own = state(standby);
  return {
    holding,
    activeReached: seen.seen.get(active.name)?.reachable === true,
    standbyReached: seen.seen.get(standby.name)?.reachable === true,
    state: own,
    epoch: Math.max(own?.epoch ?? 0, state(active)?.epoch ?? 0),
  };
}

/** `root@central`: who it was, for the history. */
export function who(): string {
  return `${userInfo().username}@${hostname()}`;
}
