/** A clock for deadlines: it never leaps, and it goes on while the machine sleeps. */
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

export interface LeaseClock {
  /** Milliseconds since some moment before this process. */
  now(): number;
  /** Ends early, without an error, when `signal` does. May end late; whoever waits for a deadline looks at `now` again. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

const UPTIME = '/proc/uptime';

/**
 * CLOCK_BOOTTIME, as /proc/uptime shows it in steps of 10 ms (proc(5); uptime includes time spent in suspend). Node's own monotonic
 * clock stands still while the machine is suspended, and so do its timers. Neither sees that a hypervisor stopped the machine.
 */
export const bootClock: LeaseClock = {
  now: uptimeMs,
  async wait(ms, signal) {
    await setTimeout(Math.max(0, ms), undefined, signal ? { signal } : {}).catch(() => {});
  },
};

export function uptimeMs(): number {
  const [text = ''] = readFileSync(UPTIME, 'latin1').split(' ');
  const seconds = Number(text);
  if (text === '' || !Number.isFinite(seconds)) throw new Error(`${UPTIME} holds no time: ${JSON.stringify(text)}`);
  return Math.round(seconds * 1000);
}
