import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/kinds/kind.ts';
import { epochsOf } from '../../src/reconcile/epochs.ts';
import { CLUSTER } from '../sim/site.ts';

const observed = (epochs: Readonly<Record<string, number>>) =>
  new Map(
    Object.entries(epochs).map(([node, epoch]) => {
      const open: Observation = { status: 'present', state: { epoch, transition: null } };
      return [node, new Map([['pair', new Map([['open', open]])]])] as const;
    }),
  );

describe('the epoch that a plan is made under', () => {
  it('is the highest that a member knows: one that lags behind is told of it by the same plan', () => {
    const epochs = epochsOf({ cluster: CLUSTER, observations: observed({ 'Sec-1': 0, 'Sec-Rep-1': 3 }) });
    expect([...epochs]).toEqual([
      ['Sec-1', 3],
      ['Sec-Rep-1', 3],
    ]);
  });

  it('of a member whose epoch was not read is not known', () => {
    expect([...epochsOf({ cluster: CLUSTER, observations: observed({ 'Sec-1': 2 }) })]).toEqual([['Sec-1', 2]]);
  });
});
