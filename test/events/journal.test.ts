/** The journal of events, on a real disk: what is written is read, whoever else writes, whatever a crash has left. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Entry, NewEntry } from '../../src/events/entry.ts';
import { type JournalLimits, journalDirectory, openJournal } from '../../src/events/journal.ts';
import { followEntries, readEntries } from '../../src/events/read-journal.ts';

let dir = '';
let troubles: string[] = [];
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'dmsa-events-')), 'events');
  troubles = [];
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

const open = (limits?: JournalLimits) =>
  openJournal({ directory: dir, onTrouble: (why) => troubles.push(why), ...(limits ? { limits } : {}) });

const one = (sentence: string, more: Partial<NewEntry> = {}): NewEntry => ({
  ...{ at: '2026-11-23T05:55:01.000Z', by: 'dmsa run root@central pid 7', revision: 'abc', severity: 'info', kind: 'drift' },
  ...{ node: 'Sec-1', pair: null, code: null, head: 'Sec-1', word: 'drift', sentence, event: { type: 'drift' } },
  ...more,
});

const all = async (): Promise<readonly Entry[]> => (await readEntries(dir, { most: 1_000_000 })).entries;
const sentences = (entries: readonly Entry[]): readonly string[] => entries.map(({ sentence }) => sentence);

async function write(...texts: readonly string[]): Promise<void> {
  const journal = open();
  for (const text of texts) journal.note(one(text));
  expect(await journal.close(5_000)).toBe(0);
}

it('what was noted is read in its order, numbered on over a restart, by this user alone', async () => {
  await write('first', 'second');
  await write('third');
  expect((await all()).map(({ seq, sentence }) => [seq, sentence])).toEqual([
    [1, 'first'],
    [2, 'second'],
    [3, 'third'],
  ]);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(readdirSync(dir)).toEqual(['events.jsonl']);
  expect(statSync(join(dir, 'events.jsonl')).mode & 0o777).toBe(0o600);
});

it('where there is no journal nothing is read, and one is waited for', async () => {
  expect(await readEntries(dir, { most: 5 })).toEqual({ entries: [], end: { ino: 0, offset: 0 } });
  const stop = new AbortController();
  const follow = followEntries(dir, { from: { ino: 0, offset: 0 }, filter: {}, signal: stop.signal, everyMs: 5 });
  const next = follow.next();
  await write('here');
  expect(sentences((await next).value ?? [])).toEqual(['here']);
  stop.abort();
  expect((await follow.next()).done).toBe(true);
});

it.each([1, 7, 40])('a line that a crash cut off %d bytes before its end costs that line alone', async (bytes) => {
  await write('first', 'second');
  truncateSync(join(dir, 'events.jsonl'), statSync(join(dir, 'events.jsonl')).size - bytes);
  // Its end alone is missing: it is a whole line once the next one has begun.
  const left = bytes === 1 ? ['first', 'second'] : ['first'];
  expect(sentences(await all())).toEqual(['first']);
  await write('third');
  expect(sentences(await all())).toEqual([...left, 'third']);
});

it('what is no line of the journal is passed over', async () => {
  await write('first');
  appendFileSync(join(dir, 'events.jsonl'), '\0\0\0\n{"seq":12}\nnot json\n');
  await write('second');
  expect(sentences(await all())).toEqual(['first', 'second']);
});

it('is put aside when it has grown, the oldest dropped; a reader goes back over the files, a follower on over them', async () => {
  const limits = { fileBytes: 2_000, files: 2 };
  const journal = open(limits);
  journal.note(one('begin'));
  const stop = new AbortController();
  const heard: number[] = [];
  const following = (async () => {
    for await (const some of followEntries(dir, { from: { ino: 0, offset: 0 }, filter: {}, signal: stop.signal, everyMs: 1 })) {
      heard.push(...some.map(({ seq }) => seq));
      if (heard.includes(60)) stop.abort();
    }
  })();
  for (let at = 2; at <= 60; at++) {
    const seen = heard.length;
    journal.note(one(`event ${at}`));
    // A follower that is asleep while files are dropped would miss them: it is given its turn.
    while (heard.length === seen) await new Promise((resolve) => setImmediate(resolve));
  }
  await following;
  expect(await journal.close(5_000)).toBe(0);
  expect(heard).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  const files = readdirSync(dir).map((name) => statSync(join(dir, name)).size);
  expect(files).toHaveLength(3);
  expect(Math.max(...files)).toBeLessThanOrEqual(2_000);
  const kept = await all();
  expect(kept.length).toBeGreaterThan(6);
  expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, at) => 60 - kept.length + 1 + at));
  expect(sentences((await readEntries(dir, { most: 8 })).entries)).toEqual(
    Array.from({ length: 8 }, (_, at) => `event ${53 + at}`),
  );
  expect(troubles).toEqual([]);
});

it('two that write to one journal write whole lines with numbers of their own', async () => {
  const [a, b] = [open({ fileBytes: 20_000, files: 50 }), open({ fileBytes: 20_000, files: 50 })];
  for (let at = 0; at < 200; at++) {
    a.note(one(`a${at}`));
    b.note(one(`b${at}`));
    if (at % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all([a.close(10_000), b.close(10_000)])).toEqual([0, 0]);
  const entries = await all();
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 400 }, (_, at) => at + 1));
  const of = (letter: string) => sentences(entries).filter((text) => text.startsWith(letter));
  expect(of('a')).toEqual(Array.from({ length: 200 }, (_, at) => `a${at}`));
  expect(of('b')).toEqual(Array.from({ length: 200 }, (_, at) => `b${at}`));
});

it('a lock that somebody left behind holds nobody up', async () => {
  await write('first');
  writeFileSync(join(dir, 'lock'), '');
  await write('second');
  expect(sentences(await all())).toEqual(['first', 'second']);
});

it('is read by node, pair, kind, how grave, since when, and around a number', async () => {
  const journal = open();
  journal.note(one('1', { at: '2026-11-23T01:00:00.000Z' }));
  journal.note(one('2', { at: '2026-11-23T02:00:00.000Z', node: null, pair: 'Sec-2', kind: 'verdict', severity: 'alarm' }));
  journal.note(one('3', { at: '2026-11-23T03:00:00.000Z', node: 'Web-1', severity: 'warning' }));
  await journal.close(5_000);
  const read = async (filter: Parameters<typeof readEntries>[1]) => sentences((await readEntries(dir, filter)).entries);
  expect(await read({ most: 9, nodes: ['Sec-1', 'Web-1'] })).toEqual(['1', '3']);
  expect(await read({ most: 9, pairs: ['Sec-2'] })).toEqual(['2']);
  expect(await read({ most: 9, kinds: ['verdict'] })).toEqual(['2']);
  expect(await read({ most: 9, severity: 'warning' })).toEqual(['2', '3']);
  expect(await read({ most: 9, sinceMs: Date.parse('2026-11-23T02:00:00Z') })).toEqual(['2', '3']);
  expect(await read({ most: 9, afterSeq: 2 })).toEqual(['3']);
  expect(await read({ most: 1, beforeSeq: 3 })).toEqual(['2']);
});

it('a line is bounded, and a page of a thousand is read from a journal of a hundred thousand without reading all of it', async () => {
  const journal = open();
  journal.note(one('long', { event: { type: 'drift', text: 'x'.repeat(1_000_000) } }));
  await journal.close(5_000);
  expect(statSync(join(dir, 'events.jsonl')).size).toBeLessThan(1_000);
  const line = readFileSync(join(dir, 'events.jsonl'), 'utf8').trim();
  const many = Array.from({ length: 100_000 }, (_, at) => line.replace('"seq":1,', `"seq":${at + 2},`)).join('\n');
  appendFileSync(join(dir, 'events.jsonl'), `${many}\n`);
  const begun = performance.now();
  const page = (await readEntries(dir, { most: 1_000 })).entries;
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect([page.length, page[0]?.seq, page.at(-1)?.seq]).toEqual([1_000, 99_002, 100_001]);
});

it('where it can not be written that is told once, nothing waits for it, and all comes when it can be', async () => {
  writeFileSync(dir, 'a file where the folder should be');
  const journal = open();
  for (let at = 0; at < 3; at++) journal.note(one(`kept ${at}`));
  while (troubles.length === 0) await new Promise((resolve) => setImmediate(resolve));
  journal.note(one('later'));
  rmSync(dir);
  while ((await all()).length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sentences(await all())).toEqual(['kept 0', 'kept 1', 'kept 2', 'later']);
  expect(troubles).toHaveLength(1);
  expect(await journal.close(1_000)).toBe(0);
});

it('what waits is bounded; how much is missing is in the journal', async () => {
  writeFileSync(dir, 'a file where the folder should be');
  const journal = open();
  for (let at = 0; at < 200; at++) journal.note(one(`${at} ${'x'.repeat(50_000)}`));
  while (troubles.length === 0) await new Promise((resolve) => setImmediate(resolve));
  rmSync(dir);
  while ((await all()).length < 80) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await journal.close(5_000)).toBe(0);
  const entries = await all();
  const lost = entries.find(({ code }) => code === 'events-lost');
  expect(lost?.event).toEqual({ type: 'journal', lost: 200 - (entries.length - 1) });
});

it('each cluster has its own, whatever its name', () => {
  expect(journalDirectory('a/b', '/s')).toBe('/s/events-a%2Fb');
  expect(journalDirectory('..', '/s')).toBe('/s/events-%2E%2E');
});
