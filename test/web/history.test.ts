/** The history of the page: from memory into the journal and on over restarts, each event once and under the same id. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHub, type Hub } from '../../src/events/hub.ts';
import { type Journal, openJournal } from '../../src/events/journal.ts';
import { entryOf } from '../../src/views/entry.ts';
import { type Brief, briefOf } from '../../src/web/brief.ts';
import { createHistory } from '../../src/web/history.ts';
import { olderIn } from '../../src/web/older.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dmsa-history-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Process {
  readonly history: ReturnType<typeof createHistory>;
  readonly hub: Hub;
  readonly journal: Journal;
  readonly tell: (count: number) => void;
  readonly end: () => Promise<void>;
}

let told = 0;

/** As `dmsa run` puts it together. */
async function start(most = 20): Promise<Process> {
  const hub = createHub({
    redacted: (value) => value,
    onFault: (error) => {
      throw error;
    },
  });
  const journal = openJournal({ directory: join(dir, 'events'), onTrouble: () => {} });
  hub.listen((one) => {
    const entry = entryOf(one, { by: 'dmsa run', revision: null });
    if (entry) journal.note(entry);
  });
  const history = createHistory(most, olderIn(join(dir, 'events')));
  hub.listen((one) => {
    const brief = briefOf(one, one.id ?? 0);
    if (brief) history.add(brief);
  });
  await history.begin();
  return {
    history,
    hub,
    journal,
    tell(count) {
      for (let at = 0; at < count; at += 1) {
        told += 1;
        const node = told % 2 === 0 ? 'Web-2' : 'Web-1';
        hub.tell({ of: 'node', event: { type: 'node', node, is: 'lost', why: `event ${told}` } });
      }
    },
    async end() {
      expect(await journal.close(5_000)).toBe(0);
    },
  };
}

async function walk({ history }: Process, limit: number, about: string | null = null): Promise<readonly Brief[]> {
  const all: Brief[] = [];
  let before: number | null = null;
  for (let pages = 0; pages < 200; pages += 1) {
    const page = await history.page({ before, limit, about });
    expect(page.hidden).toBeNull();
    all.push(...page.events);
    if (page.before === null) return all;
    before = page.before;
  }
  throw new Error('no end');
}

it('goes on into the journal where the memory ends, and after a restart everything is as it was, under its id', async () => {
  told = 0;
  const first = await start();
  first.tell(100);
  await first.journal.written(5_000);
  const before = await walk(first, 7);
  expect(before.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, at) => `event ${100 - at}`));
  await first.end();
  const second = await start();
  // At once, without a look at the disk.
  const newest = second.history.newest(5);
  expect(newest).toEqual({ events: before.slice(0, 5), before: before[4]?.id });
  expect(await walk(second, 7)).toEqual(before);
  second.tell(50);
  await second.journal.written(5_000);
  const after = await walk(second, 11);
  expect(after.slice(50)).toEqual(before);
  expect(new Set(after.map(({ id }) => id)).size).toBe(150);
  expect((await walk(second, 11, 'Web-2')).map(({ id }) => id)).toEqual(
    after.filter(({ node }) => node === 'Web-2').map(({ id }) => id),
  );
  // Somebody who had read down to an event of the first process goes on from there.
  const page = await second.history.page({ before: before[29]?.id ?? 0, limit: 3, about: null });
  expect(page.events).toEqual(before.slice(30, 33));
  await second.end();
});

it('what somebody did on the command line is in it, with who', async () => {
  told = 0;
  const first = await start();
  first.tell(1);
  await first.journal.written(5_000);
  first.journal.note({
    ...{ at: new Date().toISOString(), by: 'ann@central', revision: null, severity: 'info', kind: 'operator', node: 'Web-1' },
    ...{ pair: null, code: 'suspend', head: 'Web-1', word: 'suspend', sentence: 'storage moves', event: { type: 'operator' } },
  });
  await first.end();
  const second = await start();
  expect((await walk(second, 10)).map(({ of, subject, word, text }) => [of, subject, word, text])).toEqual([
    ['operator', 'Web-1', 'suspend', 'storage moves (ann@central)'],
    ['node', 'Web-1', 'lost', 'event 1'],
  ]);
  await second.end();
});

it('where the journal can not be read the memory serves alone, and says what is hidden', async () => {
  told = 0;
  writeFileSync(join(dir, 'events'), 'no folder');
  const history = createHistory(20, () => Promise.reject(new Error('EIO: i/o error')));
  await history.begin();
  expect(history.newest(10)).toEqual({ events: [], before: null });
  const event = briefOf(
    { at: new Date(0), event: { of: 'node', event: { type: 'node', node: 'Web-1', is: 'lost', why: '' } } },
    5,
  );
  if (event) history.add(event);
  expect(await history.page({ before: null, limit: 10, about: null })).toEqual({
    events: [event],
    before: null,
    hidden: 'EIO: i/o error',
  });
  // A file in its place: nothing to read.
  expect(await olderIn(join(dir, 'events'))({ before: null, limit: 5, about: null })).toEqual({ events: [], before: null });
});
