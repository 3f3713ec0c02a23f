import { OPEN, PAIR, type PairState } from '../kinds/pair.ts';
import type { DecideInput } from './decide.ts';

/**
 * By member of a pair that was looked at: the epoch that a plan is made under, which is a new one where the plan itself begins to
 * move the pair. An epoch that could not be read is left out, and nothing of the pair is planned.
 */
export function epochsOf({
  cluster,
  observations,
  intents,
}: Pick<DecideInput, 'cluster' | 'observations' | 'intents'>): ReadonlyMap<string, number> {
  const actives = new Map(cluster.nodes.map(({ name, backupOf }) => [name, backupOf ?? name]));
  const epochs = new Map<string, number>();
  for (const [node, kinds] of observations) {
    const seen = kinds.get(PAIR)?.get(OPEN);
    if (seen?.status === 'present')
      epochs.set(node, Math.max((seen.state as PairState).epoch, intents?.get(actives.get(node) ?? '')?.epoch ?? 0));
  }
  return epochs;
}
