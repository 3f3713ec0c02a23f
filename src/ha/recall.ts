/**
 * Tries of repair that a loop before this one made, so that one that is restarted does not begin anew (decision 0063). Pure.
 *
 * What the loop itself wrote down is exact while the machine has not been rebooted: both moments are by the same clock. The history on
 * the standby has the time of day alone, of whatever controller, and that can leap. So a line of the future (beyond what clocks may
 * differ) counts for nothing, and one that seems long ago is forgotten: a leap costs at most one more set of tries, and those have the
 * new time. A line that was counted for ever would leave a service that fails without any try.
 */
import type { HistoryEntry } from '../kinds/pair-files.ts';
import { type RepairLimits, recent, type Tries } from './repair.ts';

/** Clocks of controllers may be so far apart. */
const SKEW_MS = 60_000;

export function repairText(service: string, attempt: number): string {
  return `started ${service} again (try ${attempt})`;
}

const REPAIR = /^started (.+) again \(try \d+\)$/;

/** The same moment by three clocks. */
export interface Now {
  /** By the clock of the samples. */
  readonly sampleMs: number;
  /** The time of day, in milliseconds since 1970. */
  readonly wallMs: number;
  /** Since the machine was booted, suspended or not; null where it can't be told. */
  readonly boot: { readonly id: string; readonly ms: number } | null;
}

/** What a loop wrote down of its tries, with the moment at which it did. */
export interface Remembered {
  readonly watching: string | null;
  readonly at: Omit<Now, 'sampleMs'>;
  readonly repairs: readonly { readonly service: string; readonly triedMs: readonly number[] }[];
}

/** The tries on the member that is watched, by the clock of the samples. null: what is remembered says nothing of it. */
export function triesRemembered(
  remembered: Remembered | null,
  watching: string,
  now: Now,
  limits: RepairLimits,
): ReadonlyMap<string, Tries> | null {
  if (remembered?.watching !== watching || !now.boot || remembered.at.boot?.id !== now.boot.id) return null;
  const sinceMs = Math.max(0, now.boot.ms - remembered.at.boot.ms);
  const tried = remembered.repairs.map(({ service, triedMs }) => {
    const ages = triedMs.map((one) => Math.max(0, remembered.at.wallMs - one) + sinceMs);
    return [service, triesOf(ages, now, limits)] as const;
  });
  return new Map(tried.filter(([, tries]) => tries.length > 0));
}

/** The tries since the pair was last moved, which are of the member that holds. Oldest line first. */
export function triesNoted(history: readonly HistoryEntry[], now: Now, limits: RepairLimits): ReadonlyMap<string, Tries> {
  const moved = history.findLastIndex(({ what }) => what.startsWith('takeover') || what.startsWith('failback'));
  const ages = new Map<string, number[]>();
  for (const { what, atMs } of history.slice(moved + 1)) {
    const service = REPAIR.exec(what)?.[1];
    if (service === undefined || atMs > now.wallMs + SKEW_MS) continue;
    ages.set(service, [...(ages.get(service) ?? []), Math.max(0, now.wallMs - atMs)]);
  }
  const tried = [...ages].map(([service, list]) => [service, triesOf(list, now, limits)] as const);
  return new Map(tried.filter(([, tries]) => tries.length > 0));
}

function triesOf(ages: readonly number[], { sampleMs }: Now, limits: RepairLimits): Tries {
  const times = ages.map((age) => sampleMs - age).sort((a, b) => a - b);
  return recent(times, sampleMs, limits);
}
