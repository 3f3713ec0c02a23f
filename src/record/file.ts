/** Files of recorded decisions: each tick compressed by itself behind a line with its length, so that one that was cut off costs that one. */
import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Json } from '../json.ts';
import { PAIR_FORMAT, type PairTick } from './pair-tick.ts';
import { RECORD_FORMAT, type Tick } from './tick.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

const MOST_FILE = 16 * 1024 * 1024;
const MOST_FILES = 8;
const MOST_TICK = 512 * 1024 * 1024;
const NAME = /-\d{14}-\d+-\d+\.dmsa$/;
const HEAD = /^dmsa-tick (\d{1,10})\n/;
/** At the end, for what is not written yet: a disk may hang. */
const CLOSE_MS = 5_000;

export type AnyTick = Tick | PairTick;

export interface RecorderOptions {
  /** Files of each are numbered, limited and dropped apart. */
  readonly series: 'decisions' | 'pairs';
  /** How many may wait while one is being written. */
  readonly waiting: { readonly first: number; readonly others: number };
}

/** Of nodes the next tick has all that this one has. */
export const NODES_SERIES: RecorderOptions = { series: 'decisions', waiting: { first: 0, others: 0 } };
export const PAIRS_SERIES: RecorderOptions = { series: 'pairs', waiting: { first: 320, others: 64 } };

type Make = () => AnyTick | Promise<AnyTick>;

export interface Recorder {
  /**
   * Never throws, and waits for nothing.
   *
   * @param first  before all others that wait
   * @returns whether it is, or will be, written: not where too many wait already
   */
  readonly note: (make: Make, first?: boolean) => boolean;
  /** What waits is written, within some seconds. */
  readonly close: () => Promise<void>;
}

/** @param onTrouble  once, until it works again */
export function openRecorder(
  directory: string,
  onTrouble: (why: string) => void,
  { series, waiting }: RecorderOptions = NODES_SERIES,
): Recorder {
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  let number = 0;
  let size = 0;
  let troubled = false;
  let writing: Promise<void> | null = null;
  const firsts: Make[] = [];
  const others: Make[] = [];
  const write = async (make: Make): Promise<void> => {
    try {
      const bytes = await pack(JSON.stringify(await make()));
      if (number === 0 || size + bytes.length > MOST_FILE) {
        number++;
        size = 0;
        await mkdir(directory, { recursive: true, mode: 0o700 });
        const old = (await readdir(directory)).filter((name) => name.startsWith(`${series}-`) && NAME.test(name)).sort();
        for (const name of old.slice(0, Math.max(0, old.length - MOST_FILES + 1)))
          await rm(join(directory, name), { force: true });
      }
      const path = join(directory, `${series}-${stamp}-${process.pid}-${number}.dmsa`);
      await appendFile(path, Buffer.concat([Buffer.from(`dmsa-tick ${bytes.length}\n`), bytes]), { mode: 0o600 });
      size = (await stat(path)).size;
      troubled = false;
    } catch (error) {
      if (!troubled)
        onTrouble(`decisions can't be recorded in ${directory}: ${error instanceof Error ? error.message : String(error)}`);
      troubled = true;
    }
  };
  const writeAll = async (make: Make): Promise<void> => {
    for (let next: Make | undefined = make; next; next = firsts.shift() ?? others.shift()) await write(next);
    writing = null;
  };
  return {
    note(make, first = false) {
      if (writing === null) {
        writing = writeAll(make);
        return true;
      }
      const queue = first ? firsts : others;
      if (queue.length >= (first ? waiting.first : waiting.others)) return false;
      queue.push(make);
      return true;
    },
    async close() {
      await Promise.race([writing, delay(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}

export interface ReadTicks {
  readonly ticks: readonly AnyTick[];
  /** Why what comes after them can't be used; null: that is all. */
  readonly torn: string | null;
}

/** Rejects where the file can't be read, or is none of these. */
export async function readTicks(path: string): Promise<ReadTicks> {
  const bytes = await readFile(path);
  const ticks: AnyTick[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = HEAD.exec(bytes.toString('latin1', at, at + 32));
    if (head === null) {
      if (at === 0) throw new Error('it is no file that dmsa run --record has written');
      return { ticks, torn: `what begins at byte ${at} is no tick` };
    }
    const from = at + head[0].length;
    const end = from + Number(head[1]);
    if (end > bytes.length)
      return { ticks, torn: `tick ${ticks.length + 1} is cut off: ${bytes.length - from} of ${head[1]} bytes are there` };
    try {
      const data = JSON.parse((await unpack(bytes.subarray(from, end), { maxOutputLength: MOST_TICK })).toString('utf8')) as Json;
      const tick = tickIn(data);
      if (typeof tick === 'string') return { ticks, torn: `tick ${ticks.length + 1} ${tick}` };
      ticks.push(tick);
    } catch (error) {
      return { ticks, torn: `tick ${ticks.length + 1} is damaged: ${error instanceof Error ? error.message : String(error)}` };
    }
    at = end;
  }
  return { ticks, torn: null };
}

/** A string says why it is none. */
function tickIn(data: Json): AnyTick | string {
  if (typeof data !== 'object' || data === null || !('format' in data)) return 'is damaged: it says nothing of its format';
  const { format, of } = data;
  if (format === RECORD_FORMAT) return data as Tick;
  if (format === PAIR_FORMAT && (of === 'judgement' || of === 'plan')) return data as unknown as PairTick;
  return `is of a format that this dmsa does not know (${String(format)}${typeof of === 'string' ? `, ${of}` : ''})`;
}
