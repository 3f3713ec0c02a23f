/** In which order things wait, what goes out now, what is put together, what is dropped. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/notify/notice.ts';
import { backOffMs, choose, droppedNotice, nameOf, placeAfter, placeOf, tooMuch } from '../../src/notify/queue.ts';

const DIGEST = { messages: 3, withinMs: 60_000 };

describe('the order', () => {
  it('is that in which they came, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 43 }), { maxLength: 50 }), (times) => {
        const names: string[] = [];
        for (const [at, time] of times.entries()) names.push(nameOf(placeAfter([...names].reverse(), time), `id${at}`));
        expect([...names].sort()).toEqual(names);
      }),
    );
  });

  it('takes nothing for a message that is none', () => {
    for (const name of ['state.json', 'lock', 'refused', '.4711.tmp', 'x.json', '']) expect(placeOf(name)).toBeNull();
    expect(placeOf(nameOf({ atMs: 5, nth: 7 }, 'a-b'))).toEqual({ atMs: 5, nth: 7 });
  });
});

describe('a digest', () => {
  const at = 1_000_000;
  it('is not made of what goes out one by one', () => {
    expect(choose(1, false, [], at, DIGEST)).toEqual({ send: 1 });
    expect(choose(3, false, [], at, DIGEST)).toEqual({ send: 1 });
    expect(choose(2, false, [at - 10], at, DIGEST)).toEqual({ send: 1 });
  });

  it('is made of all that waits where there is more than that', () => {
    expect(choose(4, false, [], at, DIGEST)).toEqual({ send: 4 });
    expect(choose(2, false, [at - 20, at - 10], at, DIGEST)).toEqual({ send: 2 });
    expect(choose(9999, false, [], at, DIGEST)).toEqual({ send: 200 });
  });

  it('waits for the end of the time, and never longer', () => {
    const sent = [at - 50_000, at - 20, at - 10];
    expect(choose(7, false, sent, at, DIGEST)).toEqual({ waitUntilMs: at + 10_000 });
    expect(choose(7, false, sent, at + 10_000, DIGEST)).toEqual({ send: 7 });
    // The clock was set back: what was sent in the future counts for nothing.
    expect(choose(1, false, sent, at - 900_000, DIGEST)).toEqual({ send: 1 });
  });

  it('so that never more go out within the time than the file says', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 200 }), (gaps) => {
        const sent: number[] = [];
        let [now, waiting] = [0, 0];
        for (const gap of gaps) {
          now += gap;
          waiting += 1;
          for (
            let choice = choose(waiting, false, sent, now, DIGEST);
            waiting > 0 && 'send' in choice;
            choice = choose(waiting, false, sent, now, DIGEST)
          ) {
            waiting -= choice.send;
            sent.push(now);
          }
        }
        for (const [from] of sent.entries())
          expect((sent[from + DIGEST.messages] ?? Number.POSITIVE_INFINITY) - (sent[from] ?? 0)).toBeGreaterThanOrEqual(
            DIGEST.withinMs,
          );
      }),
    );
  });

  it('is none of a channel that takes each by itself', () => {
    expect(choose(500, true, [at, at, at], at, DIGEST)).toEqual({ send: 200 });
  });
});

it('the pause after failures grows and is bounded', () => {
  expect([1, 2, 3, 4].map(backOffMs)).toEqual([2_000, 4_000, 8_000, 16_000]);
  expect([20, 1000, Number.MAX_SAFE_INTEGER].map(backOffMs)).toEqual([300_000, 300_000, 300_000]);
});

describe('what is too much', () => {
  const LIMITS = { messages: 10, ageMs: 3_600_000 };
  const names = (count: number, from = 0) => Array.from({ length: count }, (_, nth) => nameOf({ atMs: from + nth, nth: 0 }, 'x'));
  const notice = (atMs: number, more: Partial<Notice> = {}): Notice => ({
    ...{ id: `n${atMs}`, atMs, event: 'repair', severity: 'warning', code: 'repair', cluster: 'c', pair: 'Sec-1', standby: null },
    ...{ sentence: `number ${atMs}`, detail: [], by: 'b', ends: null, ...more },
  });
  const stamp = { id: 'd', cluster: 'c', by: 'b', atMs: 99_000 };

  it('are the oldest, so many that one that says so has room', () => {
    expect(tooMuch(names(10), 0, LIMITS)).toEqual([]);
    expect(tooMuch(names(13), 0, LIMITS)).toEqual(names(13).slice(0, 4));
  });

  it('are those that are too old', () => {
    const [old, young] = [names(2), names(3, 5_000_000)];
    expect(tooMuch([...old, ...young], 5_000_000, LIMITS)).toEqual(old);
  });

  it('is told honestly: how many, from when to when, how many alarms; also of what was dropped before', () => {
    const first = droppedNotice([notice(1_000), notice(2_000, { severity: 'alarm' })], LIMITS, stamp);
    expect(first.sentence).toContain(
      '2 messages were dropped before they could be delivered, from 1970-01-01T00:00:01Z to 1970-01-01T00:00:02Z, 1 of them alarms',
    );
    const second = droppedNotice([first, notice(3_000), notice(4_000)], LIMITS, { ...stamp, id: 'e' });
    expect(second).toMatchObject({ code: 'dropped-4', severity: 'alarm' });
    expect(second.sentence).toContain('4 messages were dropped');
  });
});
