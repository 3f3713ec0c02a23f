/** What is done although it is not quite as planned any more, because this very apply changed it. */
import { expect, it } from 'vitest';
import { guard } from '../../src/apply/guard.ts';
import { fingerprint } from '../../src/diff/fingerprint.ts';
import type { Action } from '../../src/diff/plan.ts';
import { type Change, defineKind, type NodeContext, type Observation, type Resource } from '../../src/kinds/kind.ts';
import { platformOf } from '../kinds/memory-facts.ts';

type State = { readonly file: string | null; readonly running: string | null };

const place = defineKind<{ readonly to: string }, State>({
  name: 'place',
  title: 'place',
  desired: () => [],
  probe: () => [],
  parse: () => new Map(),
  compare(want, have) {
    const to = want?.to ?? null;
    return (['file', 'running'] as const).flatMap((where): readonly Change[] =>
      have?.[where] === to ? [] : [{ path: 'via', from: have?.[where] ?? null, to, where }],
    );
  },
  steps: () => [],
});

const ref = { node: 'Sec-3', kind: 'place', name: 'a' };
const want: Resource = { ...ref, spec: { to: '10.0.0.1' }, after: [] };
const present = (file: string | null, running: string | null): Observation => ({ status: 'present', state: { file, running } });

function decide(planned: Observation, now: Observation, touched: readonly string[]) {
  const state = planned.status === 'present' ? planned.state : null;
  const context: NodeContext = { node: 'Sec-3', platform: platformOf('rhel-like'), look: () => ({ status: 'absent' }) };
  const fields = place.compare(want.spec, state, context);
  if ('unknown' in fields) throw new Error(fields.unknown);
  const action: Action = {
    ...ref,
    id: 'Sec-3/place/a',
    verb: 'update',
    reason: { code: 'drifted', sentence: '' },
    fields,
    after: [],
    steps: [],
    basedOn: [{ ...ref, fingerprint: fingerprint(planned) }],
    risksConnection: true,
    intent: 'corrective',
    specFingerprint: null,
    specHoldsSecret: false,
    findings: [],
  };
  const wants = { get: () => want, ofKind: () => [want] };
  const seen = new Map([['Sec-3/place/a', now]]);
  return guard({ action, kind: place, wants, seen, context, ownWork: new Map(), touched: new Set(touched) });
}

it('what dmsa lost in the running state by its own work, and the plan restores in the file, is still done', () => {
  // NetworkManager takes a device's file up for another action, and with it drops the route that the file had lost.
  const [planned, now] = [present(null, '10.0.0.1'), present(null, null)];
  expect(decide(planned, now, ['Sec-3'])).toEqual({ go: true });
  expect(decide(planned, now, [])).toMatchObject({ go: false, outcome: { status: 'stale' } });
});

it('what somebody put there meanwhile is not replaced', () => {
  const [planned, now] = [present(null, '10.0.0.1'), present(null, '10.0.0.9')];
  expect(decide(planned, now, ['Sec-3'])).toMatchObject({ go: false, outcome: { status: 'stale' } });
});
