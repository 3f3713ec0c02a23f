/** Whether the loops are alive, and whether what they know can be relied on. Pure; each gives what is wrong, nothing where all is well. */
import { pairsIn } from '../reconcile/pairs.ts';
import type { Known } from './board.ts';

/** The loop of nodes says what it knows every 5 s; a decision over a big cluster takes seconds. */
const NODES_STUCK_MS = 90_000;
/** After the start, and after a change of the file. */
const FIRST_MS = 120_000;
/** Rounds of a pair; and while it is moving, which may take the time that services need to start. */
const PAIR_ROUNDS = 20;
const PAIR_LEAST_MS = 90_000;
const PAIR_MOVES_MS = 45 * 60_000;

/** @param upMs  since the process began. That this can be answered says that the process runs; the loops have to go round in it. */
export function liveness({ options, cluster, kept, nodes, evidence }: Known, upMs: number): readonly string[] {
  const reasons: string[] = [];
  if (!options.haOnly) {
    const idleMs = nodes ? upMs - nodes.upMs : upMs;
    if (idleMs > (nodes ? NODES_STUCK_MS : FIRST_MS)) reasons.push(`the loop of nodes has said nothing for ${seconds(idleMs)}`);
  }
  for (const active of kept) {
    const seen = evidence.get(active);
    const idleMs = seen ? upMs - seen.upMs : upMs;
    const allowedMs = !seen
      ? FIRST_MS
      : seen.evidence.doing
        ? PAIR_MOVES_MS
        : Math.max(PAIR_LEAST_MS, PAIR_ROUNDS * (cluster.watch.intervalMs + cluster.watch.timeoutMs));
    if (idleMs > allowedMs) reasons.push(`the loop of the pair of ${active} has said nothing for ${seconds(idleMs)}`);
  }
  return reasons;
}

/** A revision is in force, and each node and pair was looked at, or could not be. */
export function readiness({ options, cluster, kept, nodes, evidence }: Known): readonly string[] {
  const reasons: string[] = [];
  if (!options.haOnly) {
    const seen = new Set((nodes?.told.nodes ?? []).filter(({ reachable }) => reachable !== null).map(({ name }) => name));
    const unseen = cluster.nodes.filter(({ name }) => !seen.has(name));
    if (nodes === null) reasons.push('the first round over the nodes was not made yet');
    else if (unseen.length > 0) reasons.push(`${unseen.length} of ${cluster.nodes.length} nodes were not looked at yet`);
  }
  const unknown = pairsIn(cluster).filter(({ active }) => kept.has(active.name) && !evidence.has(active.name));
  if (unknown.length > 0) reasons.push(`nothing is known yet of ${unknown.length} of ${kept.size} pairs`);
  return reasons;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
