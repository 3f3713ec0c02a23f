/**
 * What an intent to move a pair comes to, of what was seen of both members, and why it is not begun. Pure, so that it can be decided again
 * of a recording (docs/decisions, 0075).
 */
import type { Plan } from '../diff/plan.ts';
import type { Ask } from '../ha/ask.ts';
import { type Members, movedOnly } from '../ha/moved.ts';
import type { Transition } from '../kinds/pair-files.ts';
import { type DecideInput, decide, type Verdict } from './decide.ts';
import { seenOf } from './pairs.ts';

export interface Planned {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly seen: DecideInput;
}

export interface MoveOf {
  readonly members: Members;
  /** What was just seen of both. */
  readonly seen: DecideInput;
  /** null: nothing is begun; the pair is brought to what it is already decided to be. */
  readonly intent: Transition | null;
  /** The member that is to hold; null: the pack is only stopped. */
  readonly gains: string | null;
}

/** Without what would fail of it, which is asked of the nodes. */
export function moveOf({ members, seen: before, intent, gains }: MoveOf): Planned {
  const seen: DecideInput = intent === null ? before : { ...before, intents: new Map([[members.active.name, intent]]) };
  const verdict = decide(seen);
  return { plan: movedOnly(verdict.plan, members, gains), verdict, seen };
}

/** What is to be brought up and could not be seen: a reason not to begin. */
export function doubtsOf({ plan }: Pick<Planned, 'plan'>, gains: string | null): readonly string[] {
  return plan.unknown
    .filter(({ node, kind }) => node === gains && (kind === 'service-address' || kind === 'service' || kind === 'lease'))
    .map(({ kind, name, why }) => `${kind} ${name}: ${why}`);
}

/** Why the loop does not begin it: it is not sure to end well. null: it does. */
export function stopOf({ plan }: Pick<Planned, 'plan'>, gains: string | null): string | null {
  const fails = plan.actions.flatMap(({ id, findings }) =>
    findings.filter(({ severity }) => severity === 'would-fail').map(({ sentence }) => `${id}: ${sentence}`),
  );
  const [why] = [...doubtsOf({ plan }, gains), ...fails];
  return why ?? null;
}

/** What is asked for: all of `Ask` that was not seen of the pair. */
export type Begin = Pick<Ask, 'fence' | 'id' | 'by' | 'why'>;

export function askOf(members: Members, { seen, verdict }: Pick<Planned, 'seen' | 'verdict'>, begin: Begin): Ask {
  const { holding, state, activeReached, epoch } = seenOf(members, seen, verdict);
  return {
    ...{ active: members.active.name, standby: members.standby.name, holding, inHand: state?.transition ?? null },
    ...{ activeReached, epoch, nowMs: seen.nowMs ?? 0 },
    ...begin,
  };
}
