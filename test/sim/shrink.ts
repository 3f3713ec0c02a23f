/** Of a run with a finding, a shorter list of events that has the same finding. */
import type { Event } from './faults.ts';
import { type RunOptions, type RunResult, run } from './run.ts';

/** @param maxRuns  it gives up making it shorter after so many runs */
export async function shrink(options: RunOptions, found: RunResult, maxRuns = 400): Promise<RunResult> {
  const invariant = found.finding?.invariant;
  let best = found;
  let runs = 0;
  const same = async (events: readonly Event[]): Promise<boolean> => {
    runs += 1;
    const result = await run({ ...options, events });
    if (result.finding?.invariant !== invariant || result.lied !== found.lied) return false;
    best = result;
    return true;
  };
  let size = Math.ceil(best.events.length / 2);
  while (size >= 1 && runs < maxRuns) {
    let at = 0;
    let shorter = false;
    while (at < best.events.length && runs < maxRuns) {
      const from = at;
      if (await same(best.events.filter((_, index) => index < from || index >= from + size))) shorter = true;
      else at += size;
    }
    if (size === 1 && !shorter) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return best;
}
