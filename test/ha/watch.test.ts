import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Finding,
  isNearlyRipe,
  isRipe,
  type Patience,
  progressText,
  type Subject,
  UNWATCHED,
  type Watched,
  watch,
} from '../../src/ha/watch.ts';

const PATIENCE: Patience = { afterMs: 3_000, failures: 3, intervalMs: 1_000 };
const SMS: Subject = 'service ubi-sms';
const GOOD: Finding = { status: 'good' };
const BAD: Finding = { status: 'bad', why: 'it is dead' };
const UNKNOWN: Finding = { status: 'unknown', why: 'nobody could say' };

/** One finding a second about one subject. */
function watched(...findings: readonly Finding[]): Watched {
  return findings.reduce<Watched>(
    (before, finding, second) =>
      watch(before, { beganMs: second * 1_000, atMs: second * 1_000, findings: new Map([[SMS, finding]]) }, PATIENCE),
    UNWATCHED,
  );
}
const ripe = (state: Watched): boolean => {
  const trouble = state.troubles.get(SMS);
  return trouble !== undefined && isRipe(trouble, PATIENCE);
};

describe('what is watched of an active', () => {
  it('is ripe after as many failures, and as long, as the file says', () => {
    expect(ripe(watched(BAD, BAD, BAD))).toBe(false);
    expect(ripe(watched(BAD, BAD, BAD, BAD))).toBe(true);
    expect(watched(BAD, BAD).troubles.get(SMS)).toEqual({ sinceMs: 0, lastMs: 1_000, times: 2, why: 'it is dead' });
  });

  it('begins anew with one success', () => {
    expect(watched(BAD, BAD, BAD, GOOD).troubles.size).toBe(0);
    expect(ripe(watched(BAD, BAD, BAD, GOOD, BAD, BAD, BAD))).toBe(false);
  });

  it('is neither failure nor success where nobody could say: time alone ripens nothing', () => {
    expect(ripe(watched(BAD, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN))).toBe(false);
    expect(ripe(watched(BAD, UNKNOWN, BAD, BAD))).toBe(true);
    expect(watched(UNKNOWN).unknown.get(SMS)).toBe('nobody could say');
    expect(watched(UNKNOWN, GOOD).unknown.size).toBe(0);
  });

  it('counts anew after the watcher itself has slept', () => {
    const before = watched(BAD, BAD, BAD);
    const after = watch(before, { beganMs: 59_000, atMs: 60_000, findings: new Map([[SMS, BAD]]) }, PATIENCE);
    expect(after.troubles.get(SMS)).toMatchObject({ sinceMs: 60_000, times: 1 });
  });

  it('does not take a check that is slow, as of a node that does not answer, for a sleep of its own', () => {
    const before = watched(BAD, BAD, BAD);
    const after = watch(before, { beganMs: 3_000, atMs: 60_000, findings: new Map([[SMS, BAD]]) }, PATIENCE);
    expect(after.troubles.get(SMS)).toMatchObject({ sinceMs: 0, times: 4 });
  });

  it('keeps what a sample says nothing of', () => {
    const state = watch(watched(BAD, BAD), { beganMs: 2_000, atMs: 2_000, findings: new Map([['disk /', GOOD]]) }, PATIENCE);
    expect(state.troubles.get(SMS)?.times).toBe(2);
  });

  it('says how far it is', () => {
    const trouble = { sinceMs: 0, lastMs: 1_500, times: 2, why: '' };
    expect(progressText(trouble, PATIENCE)).toBe('2 of 3 failed checks, 1.5 s of 3 s');
    expect(progressText({ ...trouble, times: 9 }, PATIENCE)).toBe('1.5 s of 3 s');
  });

  it('is nearly ripe where one more failure would make it so, and not once it is', () => {
    const nearly = (state: Watched): boolean => {
      const trouble = state.troubles.get(SMS);
      return trouble !== undefined && isNearlyRipe(trouble, PATIENCE, (state.atMs ?? 0) + 1);
    };
    expect(nearly(watched(BAD))).toBe(false);
    expect(nearly(watched(BAD, BAD))).toBe(false);
    // Failed at 0, 1 and 2 s: the next check ends at 3 s.
    expect(nearly(watched(BAD, BAD, BAD))).toBe(true);
    expect(nearly(watched(BAD, BAD, BAD, BAD))).toBe(false);
  });

  it('is never ripe where a success came within the time that the file gives it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(GOOD, BAD, UNKNOWN), { maxLength: 30 }), (findings) => {
        const last = findings.map(({ status }) => status);
        if (!ripe(watched(...findings))) return;
        const since = last.lastIndexOf('good') + 1;
        const failures = last.slice(since).filter((status) => status === 'bad').length;
        expect(failures).toBeGreaterThanOrEqual(3);
        expect(last.lastIndexOf('bad') - last.indexOf('bad', since)).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});
