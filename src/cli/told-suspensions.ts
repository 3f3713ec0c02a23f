/** What the loop tells of suspensions as they come and go. */
import { isInForce, type Suspension } from '../reconcile/rounds.ts';
import { suspensionText } from '../views/status.ts';

/**
 * Tells, once, of each that was in force and is not any more; and of each that is in force for all controllers, on whichever machine it was
 * given. One of this machine is told by the command that makes it. What can't be read says nothing of either.
 */
export function tellSuspensions(
  tell: (is: 'begun' | 'ended', nodes: readonly string[] | null, text: string) => void,
): (suspensions: readonly Suspension[] | string) => void {
  let before: ReadonlyMap<string, Suspension> = new Map();
  return (suspensions) => {
    if (typeof suspensions === 'string') return;
    const nowMs = Date.now();
    const after = new Map(suspensions.filter((one) => isInForce(one, nowMs)).map((one) => [one.id, one]));
    for (const [id, one] of after) if (one.shared === true && !before.has(id)) tell('begun', one.nodes, suspensionText(one));
    for (const [id, one] of before) if (!after.has(id)) tell('ended', one.nodes, suspensionText(one));
    before = after;
  };
}
