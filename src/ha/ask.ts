/**
 * Whether a pair may be moved now, as an operator asks for it: pure, and every answer has a code and a sentence. What is to be
 * done follows from the intent through `decide`, as any other plan does.
 *
 * A takeover is never begun on silence alone (invariant I2): the active is reached, so that what it has is taken off it first, or
 * there is a proof that it is stopped.
 */
import type { Diagnostic } from '../diagnostic.ts';
import type { Holding } from '../kinds/kind.ts';
import type { Fence, Transition } from '../kinds/pair-files.ts';

export interface Ask {
  readonly active: string;
  readonly standby: string;
  readonly holding: Holding;
  /** What is in hand by the standby's note; null: nothing, or it could not be read. */
  readonly inHand: Transition | null;
  readonly activeReached: boolean;
  /** The highest that one of the members knows. */
  readonly epoch: number;
  readonly fence: Fence | null;
  readonly nowMs: number;
  /** For a new one: 16 hex digits. */
  readonly id: string;
  readonly by: string;
  readonly why: string;
}

export type Answer =
  | { readonly status: 'go'; readonly intent: Transition }
  /** Nothing is to be moved. */
  | { readonly status: 'done'; readonly sentence: string }
  | { readonly status: 'refused'; readonly error: Diagnostic };

export function askTakeover(ask: Ask): Answer {
  const { holding, standby, inHand, fence } = ask;
  switch (holding.code) {
    case 'failed-over':
      return { status: 'done', sentence: holding.sentence };
    case 'taking-over':
    case 'takeover-waits':
      if (!inHand) return refused(ask, 'not-known', `What is in hand on ${standby} could not be read.`);
      if (!ask.activeReached && fence === null && holding.holder === null) return unfenced(ask);
      return { status: 'go', intent: fence === null ? inHand : { ...inHand, fence } };
    // Nothing has left the standby yet: it starts its pack again.
    case 'failing-back-settling':
      if (!inHand) return refused(ask, 'not-known', `What is in hand on ${standby} could not be read.`);
      return { status: 'go', intent: turnedBack(ask, inHand, null) };
    // The active was lost while it got back what it had: it must be off before the standby has it again.
    case 'failback-waits':
      if (!inHand) return refused(ask, 'not-known', `What is in hand on ${standby} could not be read.`);
      return fence === null ? unfenced(ask) : { status: 'go', intent: turnedBack(ask, inHand, fence) };
    case 'active-holds':
    case 'nobody-holds':
    case 'paused':
      return { status: 'go', intent: begun(ask, 'takeover', 'moving', null) };
    case 'active-unknown':
      return fence === null ? unfenced(ask) : { status: 'go', intent: begun(ask, 'takeover', 'moving', fence) };
    default:
      return refused(ask, 'not-now', `${holding.sentence}.`);
  }
}

/** @param copies  whether there are files to copy back before anything is moved */
export function askFailback(ask: Ask, copies: boolean): Answer {
  const { holding, inHand, active } = ask;
  switch (holding.code) {
    case 'failing-back':
    case 'failing-back-settling':
      return inHand ? { status: 'go', intent: inHand } : refused(ask, 'not-known', 'What is in hand could not be read.');
    case 'failed-over':
      if (!ask.activeReached) {
        return refused(
          ask,
          'active-not-fit',
          `${active} can't be reached. It must be up, and as its file says, before it gets anything back.`,
        );
      }
      return { status: 'go', intent: begun(ask, 'failback', copies ? 'settling' : 'moving', null) };
    case 'active-holds':
    case 'nobody-holds':
    case 'paused':
      return { status: 'done', sentence: holding.sentence };
    default:
      return refused(ask, 'not-now', `${holding.sentence}.`);
  }
}

/**
 * The next phase of a failback, under an epoch of its own: so both members are told of it before anything moves, and a copy to the
 * active that somebody else began is ended there.
 */
export function moved(failback: Transition): Transition {
  return failback.phase === 'moving' ? failback : { ...failback, phase: 'moving', epoch: failback.epoch + 1 };
}

function begun(
  { id, epoch, nowMs, by, why }: Ask,
  direction: Transition['direction'],
  phase: Transition['phase'],
  fence: Fence | null,
): Transition {
  return { id, direction, phase, epoch: epoch + 1, atMs: nowMs, by, why, fence };
}

/**
 * Under an epoch beyond all that the failback could still use (`moved`): it may be at work, and must not go on. The simulation found
 * one that did.
 */
function turnedBack({ epoch }: Ask, failback: Transition, fence: Fence | null): Transition {
  return { ...failback, direction: 'takeover', phase: 'moving', epoch: Math.max(epoch, failback.epoch) + 2, fence };
}

function unfenced(ask: Ask): Answer {
  const { active, standby } = ask;
  return refused(
    ask,
    'not-fenced',
    `${active} can't be reached, and a node that is silent may still answer its customers: two nodes with one address corrupt data. Make sure that it is off (power, not only the network), then: dmsa ha failover ${active} --fenced-by-me "how"; or give it a fence agent in the file (nodes.${active}.fence). Or mend the way to it: then ${standby} takes over in good order.`,
  );
}

function refused({ active, standby }: Ask, code: string, detail: string): Answer {
  return {
    status: 'refused',
    error: {
      severity: 'error',
      code,
      summary: `The pair ${active}, ${standby} is not moved`,
      detail: `${detail} Nothing was changed.`,
    },
  };
}
