import { expect, it } from 'vitest';
import { followUps } from '../../src/diff/follow-ups.ts';
import type { Action, Plan } from '../../src/diff/plan.ts';

function action(id: string, more: Partial<Action> = {}): Action {
  const [node = '', kind = '', name = ''] = id.split('/');
  const base = {
    id,
    node,
    kind,
    name,
    verb: 'update',
    reason: { code: 'differs', sentence: '' },
    fields: [],
    after: [],
    steps: [],
  } as const;
  return {
    ...base,
    basedOn: [],
    risksConnection: false,
    intent: 'intended',
    specFingerprint: null,
    specHoldsSecret: false,
    findings: [],
    ...more,
  };
}
const plan = (...actions: readonly Action[]): Plan => ({
  cluster: 'c',
  nodes: [],
  actions,
  unknown: [],
  problems: [],
  holdings: [],
});
const ids = ({ actions }: Plan) => actions.map(({ id }) => id);

const key = action('Sec-1/ssh-key/k', { followUp: { kinds: ['authorized-keys'], sentence: 'given to all' } });
const after = plan(
  action('Sec-1/authorized-keys/a'),
  action('Sec-1/service/s'),
  action('Sec-2/authorized-keys/a', { after: ['Sec-1/service/s'] }),
);

it('only what was announced follows, and nothing that waits for something else', () => {
  expect(ids(followUps(plan(key), new Set([key.id]), after))).toEqual(['Sec-1/authorized-keys/a']);
});

it('nothing follows from an action that was not done, or that announced nothing', () => {
  expect(ids(followUps(plan(key), new Set(), after))).toEqual([]);
  expect(ids(followUps(plan(action(key.id)), new Set([key.id]), after))).toEqual([]);
});
