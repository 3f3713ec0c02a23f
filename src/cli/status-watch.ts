/** `dmsa status --watch`: drawn again as it changes, on a screen of its own; without a terminal one snapshot after the other. */
import { setTimeout as delay } from 'node:timers/promises';
import { journalDirectory } from '../events/journal.ts';
import { readEntries } from '../events/read-journal.ts';
import type { StatusSeen } from '../views/status.ts';
import { type ScreenSeen, statusScreen } from '../views/status-screen.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';

export interface WatchRequest {
  /** Its name. */
  readonly cluster: string;
  readonly everyMs: number;
  /** A text: why nothing is known. */
  readonly see: () => Promise<StatusSeen | string>;
  /** One snapshot as text, where there is no terminal. */
  readonly snapshot: (seen: StatusSeen | string) => string;
}

const EVENTS = 20;
/** The alternate screen, without a cursor and without wrapping; and back. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function watchStatus({ cluster, everyMs, see, snapshot }: WatchRequest, io: Io): Promise<number> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  for (const signal of SIGNALS) process.on(signal, end);
  const terminal = process.stdout.isTTY === true;
  const draw = terminal ? screen(cluster, io) : null;
  try {
    while (!stop.signal.aborted) {
      const status = await see();
      if (draw) {
        const events = await newest(cluster);
        if (!stop.signal.aborted) draw.show({ cluster, status, events, nowMs: Date.now() });
      } else io.out(`--- ${new Date().toISOString().slice(0, 19)}Z\n${snapshot(status)}`);
      await delay(everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
    return EXIT.done;
  } finally {
    draw?.leave();
    for (const signal of SIGNALS) process.off(signal, end);
  }
}

/** What can't be read is not worth a word here: dmsa events has it. */
async function newest(cluster: string): Promise<ScreenSeen['events']> {
  return readEntries(journalDirectory(cluster), { most: EVENTS, without: ['step'] }).then(
    ({ entries }) => entries,
    () => [],
  );
}

function screen(cluster: string, io: Io): { readonly show: (seen: ScreenSeen) => void; readonly leave: () => void } {
  const { stdout } = process;
  let last: ScreenSeen = { cluster, status: 'Reading what the loop has written down …', events: [], nowMs: Date.now() };
  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    stdout.off('resize', again);
    process.off('exit', leave);
    stdout.write(LEAVE);
  };
  const again = (): void => {
    // The last column stays free: to clear behind a character there takes that character away.
    const view = { ...io, width: Math.max(20, (stdout.columns || 80) - 1), rows: stdout.rows || 24 };
    const lines = statusScreen(io.redacted(last), view);
    // Each line is written over the one that was there, and cleared behind: nothing is empty for a moment.
    stdout.write(`\u001b[H${lines.map((line) => `${line}\u001b[K`).join('\r\n')}\u001b[J`);
  };
  stdout.write(ENTER);
  stdout.on('resize', again);
  // However it ends: a terminal without a cursor helps nobody.
  process.on('exit', leave);
  return {
    show(seen) {
      last = seen;
      again();
    },
    leave,
  };
}
