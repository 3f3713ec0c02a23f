/** Pages of the journal, on a real disk: from one entry back to the oldest, over rotation and writers that come late, and never all of it. */
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { idOf, type NewEntry } from '../../src/events/entry.ts';
import { openJournal } from '../../src/events/journal.ts';
import { type JournalPage, readJournalPage } from '../../src/events/page-journal.ts';
import { rotatedName } from '../../src/events/segments.ts';

let dir = '';
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'dmsa-page-')), 'events');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

const BEGIN = Date.parse('2026-11-23T05:00:00.000Z');

/** Told at that second; one of the command line says no id. */
function told(second: number, sentence: string, more: Partial<NewEntry> = {}): NewEntry {
  const at = BEGIN + second * 1000;
  return {
    ...{ at: new Date(at).toISOString(), by: 'dmsa run root@central pid 7', revision: null, severity: 'info', kind: 'drift' },
    ...{ node: 'Sec-1', pair: null, code: null, head: 'Sec-1', word: 'drift', sentence, event: { type: 'drift' } },
    shown: { id: at * 1000, of: 'node', tone: 'warn' },
    ...more,
  };
}

/** As another program writes it, which knows of no ids. */
function plain(entry: NewEntry): NewEntry {
  const { shown: _, ...rest } = entry;
  return rest;
}

async function write(entries: readonly NewEntry[], fileBytes = 1_000_000, files = 50): Promise<void> {
  const journal = openJournal({ directory: dir, onTrouble: () => {}, limits: { fileBytes, files } });
  for (const entry of entries) {
    journal.note(entry);
    // Each is written by itself, so that files are put aside in between.
    if (fileBytes < 1_000_000) await journal.written(5_000);
  }
  expect(await journal.close(5_000)).toBe(0);
}

const page = (before: number | null, most: number, more: object = {}): Promise<JournalPage> =>
  readJournalPage(dir, { before, most, filter: {}, ...more });

/** All sentences, page by page, newest first. */
async function walk(most: number, more: object = {}): Promise<readonly string[]> {
  const all: string[] = [];
  let before: number | null = null;
  for (let pages = 0; pages < 500; pages += 1) {
    const { entries, before: next }: JournalPage = await page(before, most, more);
    all.push(...entries.map(({ sentence }) => sentence));
    if (next === null) return all;
    before = next;
  }
  throw new Error('no end');
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `event ${at}`);

it('page by page every entry comes once, over files that were put aside', async () => {
  await write(
    names(100).map((name, at) => told(at, name)),
    4_000,
  );
  expect(readdirSync(dir).length).toBeGreaterThan(6);
  for (const most of [1, 7, 100, 500]) expect(await walk(most)).toEqual([...names(100)].reverse());
  expect(await page(null, 100)).toMatchObject({ before: null });
  expect((await page((BEGIN + 40_000) * 1000, 2)).entries.map(({ sentence }) => sentence)).toEqual(['event 39', 'event 38']);
});

it('what was written late, without an id, or at the same moment is neither missed nor doubled', async () => {
  const late = [
    told(1, 'a'),
    told(30, 'b'),
    plain(told(5, 'by hand, long ago')),
    told(31, 'c'),
    plain(told(31, 'by hand, just then')),
    told(29, 'd, after the clock was set back'),
    told(32, 'e'),
  ];
  await write(late);
  const wanted = late.map(({ sentence }) => sentence).reverse();
  for (const most of [1, 2, 3, 10]) expect(await walk(most)).toEqual(wanted);
});

it('an entry that is there no more stands for its time, and what was dropped ends the pages', async () => {
  await write(
    names(100).map((name, at) => told(at, name)),
    4_000,
    3,
  );
  const left = await walk(10);
  expect(left.length).toBeLessThan(60);
  expect(left).toEqual([...names(100)].reverse().slice(0, left.length));
  expect(await page((BEGIN + 3_000) * 1000, 5)).toEqual({ entries: [], before: null });
  // No event has this one: it is between two of them.
  expect((await page((BEGIN + 90_500) * 1000, 1)).entries[0]?.sentence).toBe('event 90');
});

it('where there is no journal there is nothing; what a crash left is passed over', async () => {
  expect(await page(null, 5)).toEqual({ entries: [], before: null });
  await write([told(1, 'a')]);
  appendFileSync(join(dir, 'events.jsonl'), `\n{"seq":2,"at":"20\n${'\0'.repeat(700_000)}\n`);
  await write([told(2, 'b')]);
  appendFileSync(join(dir, 'events.jsonl'), '{"seq":9,"at":"2026');
  expect(await walk(1)).toEqual(['b', 'a']);
});

it('a page of a node or a pair is looked for up to a limit, and goes on from there', async () => {
  const about = (at: number): Partial<NewEntry> => (at % 50 === 0 ? { node: 'Web-9' } : {});
  await write(names(4_000).map((name, at) => told(at, name, about(at))));
  const filter = { nodes: ['Web-9'] };
  const first = await page(null, 30, { filter, mostBytes: 1 });
  expect(first.entries.length).toBeGreaterThan(0);
  expect(first.entries.length).toBeLessThan(30);
  expect(first.before).not.toBeNull();
  const wanted = [...names(4_000)].filter((_, at) => at % 50 === 0).reverse();
  expect(await walk(30, { filter, mostBytes: 1 })).toEqual(wanted);
  expect(await walk(30, { filter })).toEqual(wanted);
});

it('of many MiB only a few are read for a page, wherever it is', async () => {
  mkdirSync(dir, { recursive: true });
  const line = (seq: number): string => `{"seq":${seq},${JSON.stringify(told(seq / 10, `event ${seq}`)).slice(1)}\n`;
  const each = 15_000;
  for (let file = 0; file < 4; file += 1) {
    const lines = Array.from({ length: each }, (_, at) => line(1 + file * each + at)).join('');
    writeFileSync(join(dir, file === 3 ? 'events.jsonl' : rotatedName((file + 1) * each)), lines);
  }
  const bytesRead = (): number => Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
  for (const seq of [60_000, 44_000, 20_000, 150]) {
    const before = bytesRead();
    const { entries } = await page(idOf({ ...told(seq / 10, ''), seq }), 100);
    expect(entries.map((one) => one.seq)).toEqual(Array.from({ length: 100 }, (_, at) => seq - 1 - at));
    expect(bytesRead() - before).toBeLessThan(3 * 1024 * 1024);
  }
});
