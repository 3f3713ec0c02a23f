import { describe, expect, it } from 'vitest';
import { type Ask, askFailback, askTakeover, moved } from '../../src/ha/ask.ts';
import type { Fence, Transition } from '../../src/kinds/pair-files.ts';

const NOW = 1_760_000_000_000;
const FENCE: Fence = { how: 'operator', detail: 'plug pulled', atMs: NOW, untilMs: NOW + 600_000 };
const IN_HAND: Transition = {
  ...{ id: '0123456789abcdef', direction: 'takeover', phase: 'moving', epoch: 4, atMs: NOW - 60_000 },
  ...{ by: 'root@central', why: 'drill', fence: null },
};

/** By what was read of the pair. */
function ask(code: string, more: Partial<Ask> = {}): Ask {
  const holder = code.startsWith('failed') ? 'Sec-Rep-1' : /unknown|waits|both/.test(code) ? null : 'Sec-1';
  return {
    ...{ active: 'Sec-1', standby: 'Sec-Rep-1', holding: { holder, code, sentence: `it is ${code}` }, inHand: null },
    ...{ activeReached: true, epoch: 3, fence: null, nowMs: NOW, id: 'fedcba9876543210', by: 'root@central', why: 'disk swap' },
    ...more,
  };
}
const dark = { activeReached: false };

describe('a takeover', () => {
  it.each(['active-holds', 'nobody-holds', 'paused'])('is begun where the pair is as it should be: %s', (code) => {
    expect(askTakeover(ask(code))).toEqual({
      status: 'go',
      intent: {
        ...{ id: 'fedcba9876543210', direction: 'takeover', phase: 'moving', epoch: 4, atMs: NOW },
        ...{ by: 'root@central', why: 'disk swap', fence: null },
      },
    });
  });

  it('of an active that is silent needs a proof that it is stopped (I2)', () => {
    const refused = askTakeover(ask('active-unknown', dark));
    expect(refused).toMatchObject({ status: 'refused', error: { code: 'not-fenced' } });
    expect(askTakeover(ask('active-unknown', { ...dark, fence: FENCE }))).toMatchObject({
      status: 'go',
      intent: { fence: FENCE },
    });
  });

  it('that was begun is carried on under its own epoch, with a new proof where the old one is too old', () => {
    expect(askTakeover(ask('taking-over', { inHand: IN_HAND }))).toEqual({ status: 'go', intent: IN_HAND });
    const waits = { ...dark, inHand: IN_HAND };
    expect(askTakeover(ask('takeover-waits', waits))).toMatchObject({ status: 'refused', error: { code: 'not-fenced' } });
    expect(askTakeover(ask('takeover-waits', { ...waits, fence: FENCE }))).toEqual({
      status: 'go',
      intent: { ...IN_HAND, fence: FENCE },
    });
  });

  it('turns a failback back while nothing has left the standby, and where the active was lost and is proved to be off', () => {
    const settling: Transition = { ...IN_HAND, direction: 'failback', phase: 'settling' };
    // Under an epoch that the failback can't use: it may still be at work.
    const back = { ...IN_HAND, epoch: moved(settling).epoch + 1 };
    expect(askTakeover(ask('failing-back-settling', { inHand: settling, epoch: 4 }))).toEqual({ status: 'go', intent: back });
    const lost = { ...dark, inHand: { ...IN_HAND, direction: 'failback' as const } };
    expect(askTakeover(ask('failback-waits', lost))).toMatchObject({ status: 'refused', error: { code: 'not-fenced' } });
    expect(askTakeover(ask('failback-waits', { ...lost, fence: FENCE }))).toMatchObject({
      status: 'go',
      intent: { direction: 'takeover', fence: FENCE, epoch: 6 },
    });
  });

  it('is refused, with what was read, where it can not be said who holds', () => {
    for (const code of ['held-by-both', 'held-without-record', 'record-unclear', 'standby-unknown', 'failing-back']) {
      const answer = askTakeover(ask(code));
      expect(answer).toMatchObject({
        status: 'refused',
        error: { code: 'not-now', detail: `it is ${code}. Nothing was changed.` },
      });
    }
  });

  it('is not done twice', () => {
    expect(askTakeover(ask('failed-over'))).toEqual({ status: 'done', sentence: 'it is failed-over' });
  });
});

describe('a failback', () => {
  it('first settles where there are files to copy, and moves at once where there are none', () => {
    expect(askFailback(ask('failed-over'), true)).toMatchObject({
      status: 'go',
      intent: { direction: 'failback', phase: 'settling' },
    });
    expect(askFailback(ask('failed-over'), false)).toMatchObject({ status: 'go', intent: { phase: 'moving', epoch: 4 } });
  });

  it('moves under an epoch of its own, so that both members are told before anything moves', () => {
    const settling: Transition = { ...IN_HAND, direction: 'failback', phase: 'settling' };
    expect(moved(settling)).toEqual({ ...settling, phase: 'moving', epoch: 5 });
    expect(moved(moved(settling))).toEqual(moved(settling));
  });

  it('needs an active that can be reached', () => {
    expect(askFailback(ask('failed-over', dark), true)).toMatchObject({ status: 'refused', error: { code: 'active-not-fit' } });
  });

  it('that was begun is carried on; where the active holds there is nothing to do', () => {
    const inHand: Transition = { ...IN_HAND, direction: 'failback', phase: 'settling' };
    expect(askFailback(ask('failing-back-settling', { inHand }), true)).toEqual({ status: 'go', intent: inHand });
    expect(askFailback(ask('active-holds'), true)).toMatchObject({ status: 'done' });
  });

  it('is refused in the middle of a takeover', () => {
    expect(askFailback(ask('taking-over', { inHand: IN_HAND }), true)).toMatchObject({
      status: 'refused',
      error: { code: 'not-now' },
    });
  });
});
