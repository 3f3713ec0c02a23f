/** What of all that happens is told, how often, and how grave it is. */
import { describe, expect, it } from 'vitest';
import type { NotifyRule } from '../../src/desired/notify-data.ts';
import { noticeOf, type OpenMatters, oneLine, type Telling } from '../../src/notify/notice.ts';
import { type Heard, tellingsOf } from '../../src/notify/of-loop.ts';
import type { KeepEvent } from '../../src/reconcile/keep-request.ts';

interface Told {
  readonly what: string;
  readonly ends: string | null;
}

/** All that somebody is told of events one after the other; numbers are those of the events. */
function told(
  events: readonly KeepEvent[],
  rules: readonly NotifyRule[] = [],
  before: OpenMatters = {},
): { told: readonly Told[]; open: OpenMatters } {
  let heard: Heard = {};
  let open = before;
  const all: Told[] = [];
  for (const [at, event] of events.entries()) {
    const next = tellingsOf(event, heard);
    heard = next.heard;
    for (const [nth, telling] of next.tellings.entries()) {
      const result = noticeOf(telling, open, rules, { id: `${at}.${nth}`, atMs: 1000 * at, cluster: 'paris', by: 'test' });
      open = result.open;
      if (result.notice)
        all.push({
          what: `${result.notice.severity} ${result.notice.event} [${result.notice.code}] ${result.notice.sentence}`,
          ends: result.notice.ends,
        });
    }
  }
  return { told: all, open };
}

const PAIR = { active: 'Sec-1', standby: 'Sec-Rep-1' } as const;
const alarm = (code: string, sentence: string): KeepEvent => ({
  type: 'verdict',
  ...PAIR,
  verdict: { act: 'alarm', code, sentence },
});
const none = (code: string, sentence = code): KeepEvent => ({
  type: 'verdict',
  ...PAIR,
  verdict: { act: 'none', code, sentence },
});
const takeover: KeepEvent = {
  type: 'verdict',
  ...PAIR,
  verdict: { act: 'takeover', code: 'takeover-release', sentence: 'Sec-Rep-1 takes over', way: 'release', why: 'x' },
};
const acted = (failed: number): KeepEvent => ({
  type: 'acted',
  active: 'Sec-1',
  what: 'Sec-Rep-1 takes over',
  result: 'applied',
  failed,
});

describe('an alarm', () => {
  it('is told once, its end with it, and what is only growing or unsure ends nothing', () => {
    const result = told([
      none('fine'),
      alarm('not-fenced', 'silent for 12 s'),
      none('waits'),
      none('unsure'),
      alarm('not-fenced', 'silent for 99 s'),
      none('fine', 'Sec-1 holds and is well'),
      none('fine'),
    ]);
    expect(result.told).toEqual([
      { what: 'alarm alarm [not-fenced] silent for 12 s', ends: null },
      { what: 'alarm alarm [fine] Sec-1 holds and is well', ends: '1.0' },
    ]);
    expect(result.open).toEqual({});
  });

  it('is told again where it is another one, and not again by a dmsa that was started anew', () => {
    const first = told([alarm('paused', 'down; failover is paused')]);
    expect(told([alarm('paused', 'down; failover is paused')], [], first.open).told).toEqual([]);
    expect(told([alarm('by-hand', 'down')], [], first.open).told).toEqual([{ what: 'alarm alarm [by-hand] down', ends: null }]);
    // Its end is told by whoever sees it.
    expect(told([none('fine')], [], first.open).told).toEqual([{ what: 'alarm alarm [fine] fine', ends: '0.0' }]);
  });

  it('is each pair’s own', () => {
    const other: KeepEvent = {
      type: 'verdict',
      active: 'Web-1',
      standby: 'Web-Rep',
      verdict: { act: 'none', code: 'fine', sentence: 'well' },
    };
    expect(told([alarm('told', 'disk'), other]).told).toHaveLength(1);
  });
});

describe('what is no verdict', () => {
  const lease = (is: 'lost' | 'held' | null, text: string): KeepEvent => ({ type: 'lease', active: 'Sec-1', text, is });

  it('a lost lease is an alarm until it is held again; what else is said of a lease is told to nobody', () => {
    const events = [
      lease('held', 'first'),
      lease(null, 'etcd does not answer'),
      lease('lost', 'it stands down'),
      lease('held', 'held'),
    ];
    expect(told(events).told).toEqual([
      { what: 'alarm alarm [lease-lost] it stands down', ends: null },
      { what: 'alarm alarm [lease-held] held', ends: '2.0' },
    ]);
  });
});

describe('a takeover', () => {
  it('is told as it begins and when it is done', () => {
    expect(told([takeover, acted(0)]).told).toEqual([
      { what: 'alarm takeover [takeover-release] Sec-Rep-1 takes over', ends: null },
      { what: 'alarm takeover [done] Sec-Rep-1 has taken over from Sec-1', ends: '0.0' },
    ]);
  });

  it('that is not complete, or not begun, is told as an alarm', () => {
    const problem: KeepEvent = { type: 'problem', active: 'Sec-1', why: 'not begun: no space\nsecond line' };
    expect(told([takeover, acted(2), problem]).told.map(({ what }) => what)).toEqual([
      'alarm takeover [takeover-release] Sec-Rep-1 takes over',
      'alarm takeover [not-done] the takeover from Sec-1 is not complete: 2 actions were not done; it goes on',
      'alarm problem [takeover-problem] not begun: no space',
    ]);
    expect(told([problem]).told).toEqual([{ what: 'warning problem [problem] not begun: no space', ends: null }]);
  });

  it('that somebody else is at work on is no alarm', () => {
    const carryOn: KeepEvent = {
      type: 'verdict',
      ...PAIR,
      verdict: { act: 'carry-on', code: 'carry-on', sentence: 'Sec-Rep-1 takes over' },
    };
    const locked: KeepEvent = { type: 'acted', active: 'Sec-1', what: 'x', result: 'locked', failed: 3 };
    const deposed: KeepEvent = { ...locked, result: 'deposed' };
    for (const other of [locked, deposed])
      expect(told([carryOn, other]).told).toEqual([{ what: 'warning takeover [carry-on] Sec-Rep-1 takes over', ends: null }]);
    expect(told([takeover, locked]).told).toHaveLength(2);
  });
});

describe('what is mended on the spot', () => {
  const repair: KeepEvent = {
    type: 'verdict',
    ...PAIR,
    verdict: { act: 'repair', code: 'repair', sentence: 'ubi-sms is started again, try 1 of 3', service: 'ubi-sms', attempt: 1 },
  };

  it('is told each time (case 5), its success not by itself', () => {
    expect(told([repair, acted(0), none('repairing'), repair]).told.map(({ what }) => what)).toEqual([
      'warning repair [repair] ubi-sms is started again, try 1 of 3',
      'warning repair [repair] ubi-sms is started again, try 1 of 3',
    ]);
    expect(told([repair, acted(1)]).told.at(-1)?.what).toBe(
      'warning problem [not-done] what was begun for Sec-1 is not done: 1 action was not done',
    );
  });
});

describe('copies and the database', () => {
  const copied = (good: boolean): KeepEvent =>
    ({
      type: 'copied',
      ...PAIR,
      copies: [
        {
          copy: { path: '/opt/a' },
          outcome: {
            status: 'reported',
            report: good ? { status: 'copied', moved: 1 } : { status: 'failed', sentence: 'no space' },
          },
        },
      ],
    }) as unknown as KeepEvent;
  const row = (why: string | null): KeepEvent => ({ type: 'row', ...PAIR, status: '1', why });

  it('a copy that fails is told once, and when it works again', () => {
    expect(told([copied(true), copied(false), copied(false), copied(true), copied(true)]).told).toEqual([
      { what: 'warning copy [not-copied] /opt/a is not copied to Sec-Rep-1: no space', ends: null },
      { what: 'warning copy [copied] /opt/a is copied to Sec-Rep-1 again', ends: '1.0' },
    ]);
  });

  it('a row that is written at once is worth an info, one that could not be a warning and its end', () => {
    expect(told([row(null)]).told).toEqual([
      { what: 'info database [row-written] the database says that Sec-Rep-1 is active by failover (1)', ends: null },
    ]);
    expect(told([row('no answer'), row(null)]).told.map(({ what, ends }) => `${what.slice(0, 33)} ${ends}`)).toEqual([
      'warning database [row-not-written null',
      'warning database [row-written] th 0.0',
    ]);
  });
});

describe('rules', () => {
  const telling: Telling = { event: 'alarm', severity: 'alarm', code: 'by-hand', pair: 'Sec-1', standby: null, sentence: 'x' };
  const severity = (...rules: readonly Partial<NotifyRule>[]) =>
    noticeOf(
      telling,
      {},
      rules.map((rule) => ({ events: null, codes: null, pairs: null, nodes: null, severity: 'info' as const, ...rule })),
      { id: '1', atMs: 0, cluster: 'c', by: 'b' },
    ).notice?.severity ?? null;

  it('the first that fits in everything counts; none of them leaves it as it is', () => {
    expect(severity()).toBe('alarm');
    expect(severity({ events: ['copy'] }, { codes: ['by-hand'], severity: 'warning' }, {})).toBe('warning');
    expect(severity({ pairs: ['Web-1'] })).toBe('alarm');
    expect(severity({ events: ['alarm'], pairs: ['Sec-1'], severity: null })).toBeNull();
  });

  it('what nobody was told of has no end either', () => {
    const silent: NotifyRule = { events: ['alarm'], codes: null, pairs: null, nodes: null, severity: null };
    expect(told([alarm('told', 'disk'), none('fine')], [silent]).told).toEqual([]);
  });
});

it('text of nodes becomes one line of bounded length', () => {
  expect(oneLine('a\r\nBcc: x\u2028\u0007b ')).toBe('a Bcc: x b');
  expect(oneLine('x'.repeat(9000)).length).toBeLessThan(2100);
});
