/**
 * The journal: what happened to a cluster and who did it, a line of JSON each, on the disk of this machine and over its boots. Whoever
 * tells never waits for it: what can't be written waits in memory, bounded, and a full disk or one that hangs stops nothing.
 *
 * Several processes may write to it, each with whole lines under a lock that is held for milliseconds. A line that a crash cut off stays
 * as it is, and the next begins anew.
 */
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastingDirectory } from '../reconcile/orders.ts';
import type { NewEntry } from './entry.ts';
import { readEntries } from './read-journal.ts';
import { CURRENT, rotatedIn, rotatedName } from './segments.ts';

export interface Journal {
  /** Never throws, and takes no time. */
  readonly note: (entry: NewEntry) => void;
  /** Resolves when nothing waits to be written, or after so long. */
  readonly written: (withinMs: number) => Promise<void>;
  /** Writes what waits, for so long at most; gives how many entries are lost. */
  readonly close: (withinMs: number) => Promise<number>;
}

export interface JournalLimits {
  /** A file is put aside when it would grow beyond this, in bytes. */
  readonly fileBytes: number;
  /** Files put aside; the oldest is dropped. */
  readonly files: number;
}

/** 64 MiB together. */
export const JOURNAL_LIMITS: JournalLimits = { fileBytes: 8 * 1024 * 1024, files: 7 };

export interface JournalOptions {
  readonly directory: string;
  /** It can't be written: told once, until it can be again. */
  readonly onTrouble: (why: string) => void;
  readonly limits?: JournalLimits;
}

/** A folder for each cluster, where it outlasts a boot. */
export function journalDirectory(cluster: string, base = lastingDirectory()): string {
  return join(base, `events-${encodeURIComponent(cluster).replaceAll('.', '%2E')}`);
}

const MOST_LINE = 64 * 1024;
const MOST_SENTENCE = 4_000;
const MOST_WAITING = 4 * 1024 * 1024;
const MOST_BATCH = 256 * 1024;
const AGAIN_MS = 1_000;
const MOST_AGAIN_MS = 30_000;

export function openJournal({ directory, onTrouble, limits = JOURNAL_LIMITS }: JournalOptions): Journal {
  let waiting: string[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let writing: Promise<void> | null = null;
  let trouble: string | null = null;
  let closed = false;
  const wake = new AbortController();
  const known: Known = { ino: 0, size: -1, seq: 0 };

  const write = async (): Promise<void> => {
    let againMs = AGAIN_MS;
    while (waiting.length > 0) {
      let count = 0;
      for (let bytes = 0; count < waiting.length && (count === 0 || bytes < MOST_BATCH); count++) {
        bytes += waiting[count]?.length ?? 0;
      }
      const batch = waiting.slice(0, count);
      const lost = dropped;
      try {
        await append(directory, lost > 0 ? [...batch, lostLine(lost)] : batch, limits, known);
        waiting = waiting.slice(count);
        waitingBytes -= lengthOf(batch);
        dropped -= lost;
        trouble = null;
        againMs = AGAIN_MS;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (trouble === null) onTrouble(`${directory} can't be written: ${why}`);
        trouble = why;
        if (closed) return;
        await delay(againMs, undefined, { signal: wake.signal, ref: false }).catch(() => {});
        againMs = Math.min(MOST_AGAIN_MS, againMs * 2);
      }
    }
  };
  const begin = (): void => {
    writing ??= write().finally(() => {
      writing = null;
      if (waiting.length > 0 && !closed) begin();
    });
  };
  const ended = async (withinMs: number): Promise<void> => {
    const timer = new AbortController();
    await Promise.race([writing, delay(withinMs, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
  };
  return {
    note(entry) {
      const line = lineOf(entry);
      if (waitingBytes + line.length > MOST_WAITING) {
        dropped++;
        return;
      }
      waiting.push(line);
      waitingBytes += line.length;
      begin();
    },
    written: ended,
    async close(withinMs) {
      closed = true;
      wake.abort();
      await ended(withinMs);
      return waiting.length + dropped;
    },
  };
}

/** Without its number and its end: the lock gives the number. */
function lineOf(entry: NewEntry): string {
  const text = JSON.stringify(entry);
  if (text.length <= MOST_LINE) return text;
  return JSON.stringify({ ...entry, sentence: entry.sentence.slice(0, MOST_SENTENCE), event: { type: entry.kind, cut: true } });
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length, 0);
}

function lostLine(count: number): string {
  const sentence = `${count} events are not in the journal: it could not be written for a while`;
  const entry: NewEntry = {
    ...{ at: new Date().toISOString(), by: 'dmsa', revision: null, severity: 'warning', kind: 'journal', node: null, pair: null },
    ...{ code: 'events-lost', head: null, word: 'lost', sentence, event: { type: 'journal', lost: count } },
  };
  return JSON.stringify(entry);
}

/** What this process wrote last: where nobody else has written since, nothing needs to be read. */
interface Known {
  ino: number;
  size: number;
  seq: number;
}

/** Rejects where it could not be written as a whole; what was written of it is cut off again. */
async function append(directory: string, lines: readonly string[], limits: JournalLimits, known: Known): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const release = await lock(directory);
  try {
    let file = await open(join(directory, CURRENT), 'a+', 0o600);
    try {
      let { ino, size } = await file.stat();
      const seq = ino === known.ino && size === known.size ? known.seq : await lastSeq(directory);
      if (size > 0 && size + lengthOf(lines) > limits.fileBytes) {
        await rotate(directory, seq, limits.files);
        await file.close();
        file = await open(join(directory, CURRENT), 'a+', 0o600);
        ({ ino, size } = await file.stat());
      }
      const torn = size > 0 && !(await endsWhole(file, size));
      const text = lines.map((line, at) => `{"seq":${seq + 1 + at},${line.slice(1)}\n`).join('');
      const bytes = Buffer.from(torn ? `\n${text}` : text);
      try {
        await file.writeFile(bytes);
      } catch (error) {
        await file.truncate(size).catch(() => {});
        throw error;
      }
      Object.assign(known, { ino, size: size + bytes.length, seq: seq + lines.length });
    } finally {
      await file.close();
    }
  } finally {
    await release();
  }
}

async function endsWhole(file: FileHandle, size: number): Promise<boolean> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] === 10;
}

async function lastSeq(directory: string): Promise<number> {
  const { entries } = await readEntries(directory, { most: 1 });
  return entries[0]?.seq ?? 0;
}

/** Named by a number that no entry of an older file has. */
async function rotate(directory: string, seq: number, files: number): Promise<void> {
  await rename(join(directory, CURRENT), join(directory, rotatedName(seq)));
  const aside = rotatedIn(await readdir(directory));
  for (const old of aside.slice(0, Math.max(0, aside.length - files))) await rm(join(directory, old), { force: true });
}

const LOCK_MS = 1_000;
/** Nobody holds it so long: whoever did is gone. */
const STALE_MS = 10_000;

/** Goes on without it after a while: a line out of order is better than none. */
async function lock(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock');
  const endMs = performance.now() + LOCK_MS;
  while (performance.now() < endMs) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.close();
      return () => unlink(path).catch(() => {});
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const since = await stat(path).catch(() => null);
    if (since !== null && Math.abs(Date.now() - since.mtimeMs) > STALE_MS) await unlink(path).catch(() => {});
    else await delay(5 + Math.random() * 10);
  }
  return async () => {};
}
