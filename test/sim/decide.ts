/** The real decision, and what a planted bug makes of it. */

import { FAILOVER_RECORD } from '../../src/kinds/failover-record.ts';
import type { AnyKind, Observation } from '../../src/kinds/kind.ts';
import { OPEN, PAIR, type PairState } from '../../src/kinds/pair.ts';
import type { Transition } from '../../src/kinds/pair-files.ts';
import type { ServiceSpec } from '../../src/kinds/service-desired.ts';
import { type DecideInput, decide, type Verdict } from '../../src/reconcile/decide.ts';
import { ACTIVE } from './site.ts';
import type { World } from './world.ts';

export function decided(
  world: World,
  seen: DecideInput,
  intent?: Transition,
): { readonly seen: DecideInput; readonly verdict: Verdict } {
  const input = { ...mutated(world, seen), ...(intent ? { intents: new Map([[ACTIVE, intent]]) } : {}) };
  const verdict = decide(input);
  return { seen: input, verdict: world.bug === null ? verdict : planted(world, verdict) };
}

function mutated(world: World, seen: DecideInput): DecideInput {
  switch (world.bug) {
    case 'proof-without-end':
      return {
        ...seen,
        observations: withNotes(seen, (note) => (note.fence ? { ...note, fence: { ...note.fence, untilMs: 9e15 } } : note)),
      };
    case 'pack-not-apart':
      return { ...seen, kinds: seen.kinds.map((kind) => (kind.name === 'service' ? notApart(kind) : kind)) };
    case 'record-ignored':
      return { ...seen, observations: withoutRecord(seen) };
    default:
      return seen;
  }
}

function notApart(kind: AnyKind): AnyKind {
  return {
    ...kind,
    desired: (cluster, placement) =>
      kind.desired(cluster, placement).map((one) => ({ ...one, spec: { ...(one.spec as ServiceSpec), apartFrom: [] } })),
  };
}

type Seen = DecideInput['observations'];

function changed(observations: Seen, change: (kind: string, name: string, one: Observation) => Observation): Seen {
  return new Map(
    [...observations].map(([node, kinds]) => [
      node,
      new Map(
        [...kinds].map(([kind, things]) => [kind, new Map([...things].map(([name, one]) => [name, change(kind, name, one)]))]),
      ),
    ]),
  );
}

function withNotes({ observations }: DecideInput, change: (note: Transition) => Transition): Seen {
  return changed(observations, (kind, name, one) => {
    if (kind !== PAIR || name !== OPEN || one.status !== 'present') return one;
    const { epoch, transition } = one.state as PairState;
    return transition ? { status: 'present', state: { epoch, transition: change(transition) } } : one;
  });
}

function withoutRecord({ observations }: DecideInput): Seen {
  return changed(observations, (kind, _, one) => {
    if (kind === FAILOVER_RECORD) return { status: 'absent' };
    if (kind !== PAIR || one.status !== 'present') return one;
    return { status: 'present', state: { epoch: (one.state as PairState).epoch, transition: null } };
  });
}

function planted({ bug }: World, verdict: Verdict): Verdict {
  const { plan } = verdict;
  switch (bug) {
    case 'claim-before-release':
      return {
        ...verdict,
        plan: {
          ...plan,
          actions: plan.actions.map((action) =>
            action.kind === 'service-address'
              ? { ...action, after: action.after.filter((id) => !id.includes('/service')) }
              : action,
          ),
        },
      };
    case 'closed-too-early':
      return {
        ...verdict,
        plan: {
          ...plan,
          actions: plan.actions.map((action) => (action.name === 'close' ? { ...action, after: [] } : action)),
        },
      };
    default:
      return verdict;
  }
}
