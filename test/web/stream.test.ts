import { expect, it } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import { briefOf } from '../../src/web/brief.ts';
import { createHistory } from '../../src/web/history.ts';
import { createRuns } from '../../src/web/runs.ts';

const told = (id: number, node: string) =>
  briefOf(
    { at: new Date(id * 1000), event: { of: 'node', event: { type: 'node', node, is: 'lost', why: 'it does not answer' } } },
    id,
  );

it('an event has the words and the colour that a terminal shows', () => {
  expect(told(7, 'Web-1')).toMatchObject({
    id: 7,
    subject: 'Web-1',
    node: 'Web-1',
    word: 'lost',
    severity: 'bad',
    text: 'it does not answer',
  });
  const verdict = { act: 'none', code: 'fine', sentence: 'all is well' } as const;
  const pair = briefOf(
    { at: new Date(0), event: { of: 'pair', event: { type: 'verdict', active: 'Sec-1', standby: 'Sec-2', verdict } } },
    1,
  );
  expect(pair).toMatchObject({ subject: 'Sec-1', pair: 'Sec-1', word: 'fine', severity: 'good', text: 'all is well' });
  const operator = { type: 'ended', job: 'j', by: 'ann', what: 'apply', reason: 'a ticket', outcome: 'failed' } as const;
  expect(briefOf({ at: new Date(0), event: { of: 'operator', event: operator } }, 1)).toMatchObject({
    subject: 'ann',
    word: 'failed',
    severity: 'bad',
    text: 'apply: a ticket',
  });
  const finished: ApplyEvent = { type: 'finished', ms: 1 };
  expect(briefOf({ at: new Date(0), event: { of: 'step', pair: null, node: 'Web-1', event: finished } }, 1)).toBeNull();
});

it('the history has pages from the newest on, by what it is about, and forgets the oldest', async () => {
  const ring = createHistory(100, null);
  for (let id = 1; id <= 300; id += 1) {
    const event = told(id, id % 2 ? 'Web-1' : 'Web-2');
    if (event) ring.add(event);
  }
  const ids = async (before: number | null, about: string | null = null) => {
    const page = await ring.page({ before, limit: 3, about });
    return [page.events.map(({ id }) => id), page.before];
  };
  expect(await ids(null)).toEqual([[300, 299, 298], 298]);
  expect(await ids(298)).toEqual([[297, 296, 295], 295]);
  expect(await ids(null, 'Web-1')).toEqual([[299, 297, 295], 295]);
  const all = await ring.page({ before: null, limit: 500, about: null });
  expect(all.events.length).toBeGreaterThanOrEqual(100);
  expect(all.events.length).toBeLessThanOrEqual(125);
  expect(all.before).toBeNull();
});

it('a plan at work is a graph whose actions go on by what apply tells', () => {
  const runs = createRuns();
  const [a, b] = ['Web-1/hosts//etc/hosts', 'Web-1/service/x'];
  const tell = (event: ApplyEvent) => runs.hear('node Web-1', event, 1_000);
  tell({
    type: 'begins',
    reason: 'dmsa run: put right what drifted',
    actions: [a, b].map((id) => ({ id, node: 'Web-1', verb: 'update', after: id === b ? [a] : [] })),
  });
  tell({ type: 'action-started', node: 'Web-1', id: a });
  expect(tell({ type: 'action-done', node: 'Web-1', id: a, ms: 12.4 })).toMatchObject({ action: { status: 'done', ms: 12 } });
  const error = { severity: 'error', code: 'x', summary: 'it would not start' } as const;
  tell({ type: 'action-failed', node: 'Web-1', id: b, ms: 3, error });
  expect(runs.all()[0]?.actions.map(({ status, says }) => [status, says])).toEqual([
    ['done', null],
    ['failed', 'it would not start'],
  ]);
  tell({ type: 'finished', ms: 20 });
  expect(runs.all()[0]).toMatchObject({ endedMs: 1_000, of: 'node Web-1' });
  // Of a plan that nobody has told the beginning of.
  expect(runs.hear('node Web-9', { type: 'action-started', node: 'Web-9', id: a }, 1)).toBeNull();
});
