/** What is counted of what the loop knows. Pure. */
import type { ApplyEvent } from '../apply/events.ts';
import type { Known } from './board.ts';
import type { NodeView } from './shown.ts';

/** Differences of a node by kind. */
export function codesOf({ differences, more }: NodeView): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of differences) {
    const kind = id.split('/')[1] ?? '';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  // What is more than is told of a node is of no known kind.
  if (more > 0) counts.set('other', (counts.get('other') ?? 0) + more);
  return counts;
}

export function waitingOf(nodes: readonly NodeView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { differences } of nodes)
    for (const { waits } of differences) if (waits) counts.set(waits.code, (counts.get(waits.code) ?? 0) + 1);
  return counts;
}

export function verdictsOf(
  evidence: Known['evidence'],
): readonly { readonly pair: string; readonly act: string; readonly code: string }[] {
  return [...evidence].map(
    ([
      pair,
      {
        evidence: { verdict },
      },
    ]) => ({ pair, act: verdict.act, code: verdict.code }),
  );
}

/** null: the event ends no action. */
export function outcomeOf(event: ApplyEvent): string | null {
  switch (event.type) {
    case 'action-done':
      return 'done';
    case 'action-already':
      return 'already';
    case 'action-failed':
      return 'failed';
    case 'action-stale':
      return 'stale';
    case 'action-blocked':
    case 'action-skipped':
      return 'blocked';
    case 'action-interrupted':
      return 'interrupted';
    default:
      return null;
  }
}
