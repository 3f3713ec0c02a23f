/**
 * Puts what happened into the outbox, and does nothing else: whoever calls goes on at once and never hears of a failure. Told are the
 * beginning and the end of a trouble, each once, also over a restart of dmsa.
 */
import { randomUUID } from 'node:crypto';
import type { NotifyRule, Severity } from '../desired/notify-data.ts';
import { type Notice, noticeOf, type OpenMatters, reaches, type Telling } from './notice.ts';
import type { Outbox } from './outbox.ts';

export interface RecorderOptions {
  readonly outbox: Outbox;
  readonly channels: readonly { readonly id: string; readonly severity: Severity }[];
  readonly rules: readonly NotifyRule[];
  readonly cluster: string;
  readonly by: string;
  readonly now: () => number;
  /** It could not be written. Said once, until it works again. */
  readonly onTrouble: (why: string) => void;
  /** Something waits now. */
  readonly onRecorded: () => void;
}

export interface Recorder {
  tell(telling: Telling): void;
  /** False where it could not all be written within the time. */
  settled(withinMs: number): Promise<boolean>;
}

/** More than that waits for a disk that does not answer: the newest are left out. */
const MOST_IN_MEMORY = 500;

export function createRecorder({ outbox, channels, rules, cluster, by, now, onTrouble, onRecorded }: RecorderOptions): Recorder {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  let open: OpenMatters | null = null;
  let troubled = false;
  const trouble = (why: string): void => {
    if (!troubled) onTrouble(why);
    troubled = true;
  };
  const record = async (telling: Telling, atMs: number): Promise<void> => {
    open ??= await outbox.matters();
    const told = noticeOf(telling, open, rules, { id: randomUUID(), atMs, cluster, by });
    const reached =
      told.notice === null ? [] : channels.filter(({ severity }) => reaches(told.notice?.severity ?? 'info', severity));
    if (told.notice) await putAll(told.notice, reached);
    if (told.open !== open) await outbox.setMatters(told.open);
    open = told.open;
    troubled = false;
    if (reached.length > 0) onRecorded();
  };
  const putAll = async (notice: Notice, to: RecorderOptions['channels']): Promise<void> => {
    const failures: unknown[] = [];
    for (const { id } of to) await outbox.put(id, notice).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  return {
    tell(telling) {
      if (waiting >= MOST_IN_MEMORY) return trouble(`${waiting} messages wait for the disk of ${outbox.directory}`);
      waiting += 1;
      const atMs = now();
      tail = tail.then(async () => {
        try {
          await record(telling, atMs);
        } catch (error) {
          trouble(error instanceof Error ? error.message : String(error));
        } finally {
          waiting -= 1;
        }
      });
    },
    async settled(withinMs) {
      const timer: { id?: NodeJS.Timeout } = {};
      const late = new Promise<boolean>((resolve) => {
        timer.id = setTimeout(() => resolve(false), withinMs);
      });
      const done = await Promise.race([tail.then(() => true), late]);
      clearTimeout(timer.id);
      return done;
    },
  };
}
