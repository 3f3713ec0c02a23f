/** Reading the journal: its newest entries from the end backwards, and what is added to it, over rotation. Needs no writer to be there. */
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Entry, type EntrySeverity, SEVERITIES } from './entry.ts';
import { CURRENT, rotatedIn } from './segments.ts';

export interface EntryFilter {
  /** An entry of one of these nodes, or of a pair that it is a member of. Undefined: of all. */
  readonly nodes?: readonly string[];
  /** By a member. */
  readonly pairs?: readonly string[];
  readonly kinds?: readonly string[];
  /** Those of these kinds are left out. */
  readonly without?: readonly string[];
  /** This grave, or graver. */
  readonly severity?: EntrySeverity;
  /** Milliseconds since 1970. */
  readonly sinceMs?: number;
  /** Those after this number, or before that one. */
  readonly afterSeq?: number;
  readonly beforeSeq?: number;
}

/** To where it was read: what is written after that is new. */
export interface Position {
  readonly ino: number;
  readonly offset: number;
}

export interface ReadPage {
  /** Oldest first. */
  readonly entries: readonly Entry[];
  readonly end: Position;
}

export function fits(entry: Entry, filter: EntryFilter): boolean {
  const { nodes, pairs, kinds, without, severity, sinceMs, afterSeq, beforeSeq } = filter;
  const members = [entry.pair, standbyOf(entry)];
  const isOf = (names: readonly string[], all: readonly (string | null)[]): boolean =>
    all.some((name) => name !== null && names.includes(name));
  return (
    (nodes === undefined || isOf(nodes, [entry.node, ...members])) &&
    (pairs === undefined || isOf(pairs, members)) &&
    !without?.includes(entry.kind) &&
    (kinds === undefined || kinds.includes(entry.kind)) &&
    (severity === undefined || SEVERITIES.indexOf(entry.severity) >= SEVERITIES.indexOf(severity)) &&
    (sinceMs === undefined || Date.parse(entry.at) >= sinceMs) &&
    (afterSeq === undefined || entry.seq > afterSeq) &&
    (beforeSeq === undefined || entry.seq < beforeSeq)
  );
}

function standbyOf({ event }: Entry): string | null {
  const standby = typeof event === 'object' && event !== null && 'standby' in event ? event['standby'] : null;
  return typeof standby === 'string' ? standby : null;
}

const CHUNK = 256 * 1024;
/** Longer than any that is written. */
const MOST_LINE = 1024 * 1024;
const NOTHING: Position = { ino: 0, offset: 0 };

/** The newest ones that fit, at most so many. Where there is no journal there are none. Rejects where it can't be read. */
export async function readEntries(directory: string, filter: EntryFilter & { readonly most: number }): Promise<ReadPage> {
  const found: Entry[] = [];
  let end = NOTHING;
  // The current file is opened before the others are listed: one that is put aside meanwhile is seen twice, and never not at all.
  const current = await openIf(join(directory, CURRENT));
  const seen = new Set<number>();
  const names = rotatedIn(await readdir(directory).catch(absent([]))).toReversed();
  if (current !== null) {
    try {
      const { ino, size } = await current.stat();
      seen.add(ino);
      const whole = await readBack(current, size, filter, found);
      end = { ino, offset: whole.end };
      if (whole.enough) return { entries: found.reverse(), end };
    } finally {
      await current.close();
    }
  }
  for (const name of names) {
    const file = await openIf(join(directory, name));
    if (file === null) continue;
    try {
      const { ino, size } = await file.stat();
      if (!seen.has(ino) && (await readBack(file, size, filter, found)).enough) break;
      seen.add(ino);
    } finally {
      await file.close();
    }
  }
  return { entries: found.reverse(), end };
}

/** Newest first into `found`. `end`: of the last whole line. */
async function readBack(
  file: FileHandle,
  size: number,
  filter: EntryFilter & { readonly most: number },
  found: Entry[],
): Promise<{ readonly enough: boolean; readonly end: number }> {
  let from = size;
  let end = 0;
  let ended = false;
  let rest = Buffer.alloc(0);
  while (from > 0) {
    const length = Math.min(CHUNK, from);
    from -= length;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
    let bytes = Buffer.concat([buffer.subarray(0, bytesRead), rest]);
    if (!ended) {
      // What is after the last line's end is being written, or was cut off.
      const last = bytes.lastIndexOf(10);
      if (last === -1) {
        rest = bytes.length > MOST_LINE ? Buffer.alloc(0) : bytes;
        continue;
      }
      end = from + last + 1;
      bytes = bytes.subarray(0, last);
      ended = true;
    }
    const first = from === 0 ? -1 : bytes.indexOf(10);
    if (from > 0 && first === -1) {
      rest = bytes.length > MOST_LINE ? Buffer.alloc(0) : Buffer.from(bytes);
      continue;
    }
    rest = Buffer.from(bytes.subarray(0, Math.max(0, first)));
    let known = 0;
    let old = 0;
    const lines = bytes
      .subarray(first + 1)
      .toString('utf8')
      .split('\n');
    for (const line of lines.reverse()) {
      const entry = entryIn(line);
      if (entry === null) continue;
      known++;
      if (tooOld(entry, filter)) old++;
      if (!fits(entry, filter)) continue;
      found.push(entry);
      if (found.length >= filter.most) return { enough: true, end };
    }
    // A clock may leap back: a single old one is not the end, a whole piece of the file is.
    if (known > 0 && old === known) return { enough: true, end };
  }
  return { enough: false, end };
}

function tooOld(entry: Entry, { sinceMs, afterSeq }: EntryFilter): boolean {
  return (sinceMs !== undefined && Date.parse(entry.at) < sinceMs) || (afterSeq !== undefined && entry.seq <= afterSeq);
}

/** null: a line that was cut off, or none of ours. */
export function entryIn(line: string): Entry | null {
  if (!line.startsWith('{"seq":')) return null;
  try {
    const entry = JSON.parse(line) as Partial<Entry>;
    const whole = typeof entry.seq === 'number' && typeof entry.at === 'string' && typeof entry.sentence === 'string';
    return whole && typeof entry.severity === 'string' && typeof entry.kind === 'string' ? (entry as Entry) : null;
  } catch {
    return null;
  }
}

export interface FollowOptions {
  /** Of a page that was read. */
  readonly from: Position;
  readonly filter: EntryFilter;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

/** What is added, as it comes, until `signal` ends it. Rejects where it can't be read any more. */
export async function* followEntries(
  directory: string,
  options: FollowOptions,
): AsyncGenerator<readonly Entry[], void, undefined> {
  const { filter, signal, everyMs = 250 } = options;
  let at = options.from;
  while (!signal.aborted) {
    const path = join(directory, CURRENT);
    const now = await stat(path).catch(absent(null));
    if (now !== null && (now.ino !== at.ino || now.size > at.offset)) {
      for (const one of await unread(directory, at)) {
        const read = await readOn(one);
        // Put aside just now: the next turn finds it under its new name.
        if (read === null) break;
        at = read.at;
        const fresh = read.entries.filter((entry) => fits(entry, filter));
        if (fresh.length > 0) yield fresh;
      }
    }
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}

interface Unread {
  readonly path: string;
  readonly ino: number;
  readonly offset: number;
}

/** The files from that position on, and where each is to be begun. */
async function unread(directory: string, { ino, offset }: Position): Promise<readonly Unread[]> {
  const paths = [...rotatedIn(await readdir(directory)), CURRENT].map((name) => join(directory, name));
  const files: Unread[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(absent(null));
    if (found !== null) files.push({ path, ino: found.ino, offset: found.ino === ino ? offset : 0 });
  }
  // Never read before: what is there is new. Gone meanwhile: all that is left is newer.
  return files.slice(
    Math.max(
      0,
      files.findIndex((file) => file.ino === ino),
    ),
  );
}

const MOST_AT_ONCE = 4 * 1024 * 1024;

/** null: it is not that file any more. */
async function readOn({
  path,
  ino,
  offset,
}: Unread): Promise<{ readonly entries: readonly Entry[]; readonly at: Position } | null> {
  const file = await openIf(path);
  if (file === null) return null;
  try {
    const { ino: opened, size } = await file.stat();
    if (opened !== ino) return null;
    const entries: Entry[] = [];
    let from = Math.min(offset, size);
    while (from < size) {
      const length = Math.min(MOST_AT_ONCE, size - from);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      const last = buffer.subarray(0, bytesRead).lastIndexOf(10);
      if (last === -1) break;
      for (const line of buffer.toString('utf8', 0, last).split('\n')) {
        const entry = entryIn(line);
        if (entry !== null) entries.push(entry);
      }
      from += last + 1;
    }
    return { entries, at: { ino, offset: from } };
  } finally {
    await file.close();
  }
}

export async function openIf(path: string): Promise<FileHandle | null> {
  return open(path, 'r').catch(absent(null));
}

/** For what may not be there. */
export function absent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return instead;
    throw error;
  };
}
