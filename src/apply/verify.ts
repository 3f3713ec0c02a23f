import { setTimeout as delay } from 'node:timers/promises';
import type { Diagnostic } from '../diagnostic.ts';
import { changesOf } from '../diff/orphans.ts';
import type { Action } from '../diff/plan.ts';
import { type Observation, resourceId } from '../kinds/kind.ts';
import { type Session, TransportError } from '../transport/transport.ts';
import { shownChanges } from './guard.ts';
import { byNode, contextOf, observed, requestsFor } from './look.ts';
import { connect, kindOf, lookAt, type Work } from './work.ts';

export type Verified = { readonly ok: true; readonly seen: Observation } | { readonly ok: false; readonly error: Diagnostic };

/**
 * Looks at what the actions have done, in one round trip: nothing may be left to do. What is not as wanted is looked at a second
 * time a little later, because some things take a moment to show (a daemon that is coming up).
 *
 * @param others what was seen of other resources just before, for kinds that compare with them
 * @returns by action id. Rejects with a TransportError where the node can't be looked at.
 */
export async function verify(
  work: Work,
  session: Session,
  actions: readonly Action[],
  others: ReadonlyMap<string, Observation>,
): Promise<ReadonlyMap<string, Verified>> {
  const result = new Map<string, Verified>();
  let open = actions;
  for (let turn = 0; turn < 2 && open.length > 0; turn += 1) {
    if (turn > 0) await delay(work.settings.settleMs);
    for (const [id, verified] of await lookOnce(work, session, open, others)) result.set(id, verified);
    open = open.filter((action) => !result.get(action.id)?.ok);
  }
  return result;
}

async function lookOnce(
  work: Work,
  session: Session,
  actions: readonly Action[],
  others: ReadonlyMap<string, Observation>,
): Promise<ReadonlyMap<string, Verified>> {
  const wants = work.request.resources;
  const facts = await lookAt(work, session, requestsFor(actions, work.kinds, wants));
  const changed = await lookAtChanged(work, actions);
  const seen = new Map([...others, ...changed, ...observed(facts, actions, work.kinds, wants)]);
  return new Map(
    actions.map((action): [string, Verified] => {
      const now = seen.get(action.id) ?? { status: 'unknown', why: 'the look said nothing about it' };
      if (now.status === 'unknown') return [action.id, { ok: false, error: notVerified(action, now.why) }];
      const have = now.status === 'present' ? now.state : null;
      const left = changesOf(kindOf(work, action.kind), wants, action, have, contextOf(action.node, facts, seen));
      if ('unknown' in left) return [action.id, { ok: false, error: notVerified(action, left.unknown) }];
      if (left.length === 0) return [action.id, { ok: true, seen: now }];
      return [
        action.id,
        {
          ok: false,
          error: {
            severity: 'error',
            code: 'not-converged',
            summary: `${action.id} was done, and is still not as wanted`,
            detail: `Its steps ended without an error; looked at again, this is left: ${shownChanges(left)}. Something on ${action.node} may be changing it back.`,
            node: action.node,
            resource: action.id,
          },
        },
      ];
    }),
  );
}

/** What the actions changed beside their own resources, on whichever node it is. What can't be read is unknown. */
async function lookAtChanged(work: Work, actions: readonly Action[]): Promise<ReadonlyMap<string, Observation>> {
  const refs = actions.flatMap((action) =>
    kindOf(work, action.kind).changesWhatItReads ? action.basedOn.filter((basis) => resourceId(basis) !== action.id) : [],
  );
  const seen = new Map<string, Observation>();
  for (const [node, list] of byNode(refs)) {
    try {
      const session = await connect(work, node);
      const facts = await lookAt(work, session, requestsFor(list, work.kinds, work.request.resources));
      for (const [id, one] of observed(facts, list, work.kinds, work.request.resources)) seen.set(id, one);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      for (const ref of list) seen.set(resourceId(ref), { status: 'unknown', why: error.diagnostic.summary });
    }
  }
  return seen;
}

export function notVerified(action: Action, why: string): Diagnostic {
  return {
    severity: 'error',
    code: 'not-verified',
    summary: `${action.id} was done, and could not be looked at afterwards`,
    detail: `${why}. Whether it is as wanted is not known: run dmsa plan.`,
    node: action.node,
    resource: action.id,
  };
}
