import type { Action } from '../diff/plan.ts';
import type { RunStep } from '../kinds/kind.ts';

/** A run step in its place, for one action or, with `once`, for several. */
export interface RunItem {
  readonly step: RunStep;
  /** Places in the wave. It is run while at least one of them has not failed; its failure is the failure of all. */
  readonly actions: readonly number[];
}

/**
 * The run steps of a wave in one line: each action's in its order, actions in order, and every `once` key a single time,
 * where the last action that has it comes to it. What an action has after such a step waits for it.
 */
export function sequence(actions: readonly Action[]): readonly RunItem[] {
  const queues = actions.map((action) => action.steps.filter((step) => step.do === 'run'));
  const next = queues.map(() => 0);
  const items: RunItem[] = [];
  const holders = new Map<string, number[]>();
  for (const [place, queue] of queues.entries()) {
    for (const step of queue) {
      if (step.once === undefined) continue;
      const list = holders.get(step.once) ?? [];
      if (!list.includes(place)) list.push(place);
      holders.set(step.once, list);
    }
  }
  const head = (place: number): RunStep | undefined => queues[place]?.[next[place] ?? 0];
  const advance = (place: number): void => {
    next[place] = (next[place] ?? 0) + 1;
  };
  const ran = new Set<string>();
  const runOnce = (key: string, step: RunStep): void => {
    const all = holders.get(key) ?? [];
    const timeoutMs = Math.max(
      step.timeoutMs,
      ...all.map((place) => queues[place]?.find((one) => one.once === key)?.timeoutMs ?? 0),
    );
    items.push({ step: { ...step, timeoutMs }, actions: all });
    ran.add(key);
  };
  for (;;) {
    let moved = false;
    for (const place of queues.keys()) {
      for (let step = head(place); step; step = head(place)) {
        if (step.once === undefined) items.push({ step, actions: [place] });
        else if (!ran.has(step.once)) {
          const key = step.once;
          const waiting = (holders.get(key) ?? []).some(
            (other) => head(other)?.once !== key && left(queues[other], next[other], key),
          );
          if (waiting) break;
          runOnce(key, step);
        }
        advance(place);
        moved = true;
      }
    }
    if (moved) continue;
    // Two actions that have two keys in opposite order wait for each other: the first in order goes first.
    const place = [...queues.keys()].find((one) => head(one) !== undefined);
    const step = place === undefined ? undefined : head(place);
    if (place === undefined || step?.once === undefined) return items;
    runOnce(step.once, step);
    advance(place);
  }
}

function left(queue: readonly RunStep[] | undefined, from: number | undefined, key: string): boolean {
  return queue?.slice(from).some((step) => step.once === key) ?? false;
}
