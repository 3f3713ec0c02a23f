/**
 * A page of the journal, from one of its entries back. The files may be rotated meanwhile, and are never read as a whole: the entry is
 * searched by its id, which grows with time, and what is before it is read in pieces, up to a limit.
 */
import { type FileHandle, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, idOf } from './entry.ts';
import { absent, type EntryFilter, entryIn, fits, openIf } from './read-journal.ts';
import { CURRENT, rotatedIn } from './segments.ts';

export interface JournalPageAsked {
  /** Older, in the journal, than the entry of that id. One that is not there (any more) stands for its time. null: the newest. */
  readonly before: number | null;
  readonly most: number;
  readonly filter: EntryFilter;
  /** So much is read at most of what is looked through. */
  readonly mostBytes?: number;
}

export interface JournalPage {
  /** Newest first. */
  readonly entries: readonly Entry[];
  /** Of the last that was looked at, where there may be older ones; null: there are none. */
  readonly before: number | null;
}

const CHUNK = 256 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;
/** Longer than any line that is written. */
const MOST_LINE = 1024 * 1024;
/** Writers write a moment after what happened, each by itself: so far from its place an entry is looked for. */
const WINDOW = 128 * 1024;

interface Segment {
  readonly file: FileHandle;
  /** To where it is looked at. */
  readonly size: number;
}

/** Where there is no journal there are none. Rejects where it can't be read. */
export async function readJournalPage(directory: string, asked: JournalPageAsked): Promise<JournalPage> {
  const segments = await segmentsOf(directory);
  try {
    return await pageOf(asked.before === null ? segments : await upTo(segments, asked.before), asked);
  } finally {
    await Promise.all(segments.map(({ file }) => file.close()));
  }
}

/** Oldest first. */
async function segmentsOf(directory: string): Promise<readonly Segment[]> {
  const segments: Segment[] = [];
  const seen = new Set<number>();
  const add = async (name: string): Promise<void> => {
    const file = await openIf(join(directory, name));
    if (file === null) return;
    const { ino, size } = await file.stat();
    if (seen.has(ino)) return file.close();
    seen.add(ino);
    segments.unshift({ file, size });
  };
  try {
    // The current one first: one that is put aside meanwhile is seen twice, and never not at all.
    await add(CURRENT);
    for (const name of rotatedIn(await readdir(directory).catch(absent([]))).toReversed()) await add(name);
    return segments;
  } catch (error) {
    await Promise.all(segments.map(({ file }) => file.close()));
    throw error;
  }
}

async function pageOf(
  segments: readonly Segment[],
  { before, most, filter, mostBytes = MOST_BYTES }: JournalPageAsked,
): Promise<JournalPage> {
  const entries: Entry[] = [];
  const read = { bytes: 0 };
  let last = before;
  for (const { file, size } of segments.toReversed())
    for await (const piece of piecesBack(file, size, read)) {
      for (const entry of piece) {
        if (fits(entry, filter)) {
          const oldest = entries.at(-1);
          if (entries.length >= most && oldest) return { entries, before: idOf(oldest) };
          entries.push(entry);
        }
        last = idOf(entry);
      }
      // A piece without an entry is no place to go on from.
      if (read.bytes >= mostBytes && piece.length > 0) return { entries, before: last };
    }
  return { entries, before: null };
}

/** The entries of each piece, newest first, from the end of `size` bytes back. */
async function* piecesBack(
  file: FileHandle,
  size: number,
  read: { bytes: number },
): AsyncGenerator<readonly Entry[], void, undefined> {
  /** The end of a line that begins further ahead; null: no line has ended yet. */
  let rest: Buffer | null = null;
  for (let from = size; from > 0; ) {
    const length = Math.min(CHUNK, from);
    from -= length;
    const bytes = await piece(file, from, length);
    read.bytes += length;
    // What is after the last line's end is being written, or was cut off.
    const whole: Buffer = rest === null ? bytes.subarray(0, bytes.lastIndexOf(10) + 1) : Buffer.concat([bytes, rest]);
    if (whole.length === 0) continue;
    const first: number = from === 0 ? 0 : whole.indexOf(10) + 1;
    rest = first > MOST_LINE ? whole.subarray(first - 1, first) : whole.subarray(0, first);
    yield entriesIn(whole.subarray(first)).toReversed();
  }
}

function entriesIn(bytes: Buffer): readonly Entry[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => entryIn(line) ?? []);
}

/** The segments before the entry of that id, the last of them up to it. */
async function upTo(segments: readonly Segment[], id: number): Promise<readonly Segment[]> {
  for (let at = segments.length - 1; at >= 0; at--) {
    const segment = segments[at];
    if (!segment) continue;
    const { file, size } = segment;
    const first = await firstAfter(file, 0, size);
    if (first === null || idOf(first.entry) > id) continue;
    return [...segments.slice(0, at), { file, size: await placeOf(segment, id) }];
  }
  return [];
}

/** Where in the file the entry of that id begins, else the first that is younger. */
async function placeOf({ file, size }: Segment, id: number): Promise<number> {
  let [low, high] = [0, size];
  while (high - low > WINDOW) {
    const middle = Math.floor((low + high) / 2);
    const next = await firstAfter(file, middle, high);
    if (next !== null && idOf(next.entry) < id) low = next.at;
    else high = middle;
  }
  const from = Math.max(0, low - WINDOW);
  let younger: number | null = null;
  let end = from;
  for (const { entry, at, next } of linesIn(await piece(file, from, Math.min(size, high + WINDOW) - from), from)) {
    if (idOf(entry) === id) return at;
    if (idOf(entry) > id) younger ??= at;
    end = next;
  }
  return younger ?? end;
}

interface Line {
  readonly entry: Entry;
  /** Where it begins in the file, and where the next one does. */
  readonly at: number;
  readonly next: number;
}

/** null: none begins there. */
async function firstAfter(file: FileHandle, from: number, end: number): Promise<Line | null> {
  // Most lines are short.
  for (const length of [16 * 1024, 512 * 1024, 2 * MOST_LINE])
    for (const line of linesIn(await piece(file, from, length), from)) return line.at < end ? line : null;
  return null;
}

/** Whole ones; of a piece that does not begin the file the first is not. */
function* linesIn(bytes: Buffer, from: number): Generator<Line, void, undefined> {
  let at = from === 0 ? 0 : bytes.indexOf(10) + 1;
  if (at === 0 && from > 0) return;
  for (;;) {
    const end = bytes.indexOf(10, at);
    if (end === -1) return;
    const entry = entryIn(bytes.toString('utf8', at, end));
    if (entry !== null) yield { entry, at: from + at, next: from + end + 1 };
    at = end + 1;
  }
}

async function piece(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}
