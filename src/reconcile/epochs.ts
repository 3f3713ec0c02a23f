import { OPEN, PAIR, type PairState } from '../kinds/pair.ts';
import type { DecideInput } from './decide.ts';

/**
 * By member of a pair that was looked at: the epoch that a plan is made under. It is the pair's: the highest that one of its
 * members knows, or a new one where the plan itself begins to move the pair. A member that lags behind is told of it by the same
 * plan, and must not refuse the rest of it then. A member whose own epoch could not be read is left out, and nothing of the pair is
 * planned.
 */
export function epochsOf({
  cluster,
  observations,
  intents,
}: Pick<DecideInput, 'cluster' | 'observations' | 'intents'>): ReadonlyMap<string, number> {
  const actives = new Map(cluster.nodes.map(({ name, backupOf }) => [name, backupOf ?? name]));
  const known = new Map<string, number>();
  const pairs = new Map<string, number>();
  for (const [node, kinds] of observations) {
    const seen = kinds.get(PAIR)?.get(OPEN);
    if (seen?.status !== 'present') continue;
    const { epoch } = seen.state as PairState;
    const active = actives.get(node) ?? node;
    known.set(node, epoch);
    pairs.set(active, Math.max(epoch, pairs.get(active) ?? 0, intents?.get(active)?.epoch ?? 0));
  }
  return new Map([...known].map(([node, epoch]) => [node, pairs.get(actives.get(node) ?? node) ?? epoch]));
}
