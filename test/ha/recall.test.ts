import { describe, expect, it } from 'vitest';
import { type Now, type Remembered, repairText, triesNoted, triesRemembered } from '../../src/ha/recall.ts';
import { advise } from '../../src/ha/repair.ts';
import type { HistoryEntry } from '../../src/kinds/pair-files.ts';

const LIMITS = { tries: 2, pauseMs: 10_000, expiresMs: 3_600_000 };
const WALL = 1_800_000_000_000;
/** Two minutes into the life of a loop that was just started: its own clock is near zero. */
const NOW: Now = { sampleMs: 120, wallMs: WALL, boot: { id: 'this-boot', ms: 500_000 } };
const line = (what: string, atMs: number): HistoryEntry => ({ atMs, what, by: 'x', why: 'y', epoch: null, id: null });
const advised = (tries: ReadonlyMap<string, readonly number[]> | null) =>
  advise(tries?.get('ubi-sms') ?? [], NOW.sampleMs, LIMITS);

describe('tries of repair that another loop made, by what it wrote down', () => {
  const remembered = (differs: Partial<Remembered['at']> = {}, triedMs = [WALL - 60_000, WALL - 30_000]): Remembered => ({
    watching: 'Sec-1',
    at: { wallMs: WALL - 10_000, boot: { id: 'this-boot', ms: 490_000 }, ...differs },
    repairs: [{ service: 'ubi-sms', triedMs }],
  });

  it('are as old as they are', () => {
    const tries = triesRemembered(remembered(), 'Sec-1', NOW, LIMITS);
    expect(tries?.get('ubi-sms')).toEqual([NOW.sampleMs - 60_000, NOW.sampleMs - 30_000]);
    expect(advised(tries)).toEqual({ do: 'give-up', tries: 2 });
  });

  it.each([
    ['ahead', 5 * 3_600_000],
    ['back', -5 * 3_600_000],
  ])('are as old as they are where the time of day has leapt %s since', (_, leapMs) => {
    const tries = triesRemembered(remembered(), 'Sec-1', { ...NOW, wallMs: WALL + leapMs }, LIMITS);
    expect(tries?.get('ubi-sms')).toEqual([NOW.sampleMs - 60_000, NOW.sampleMs - 30_000]);
  });

  it('are forgotten in their time', () => {
    const tries = triesRemembered(remembered({ boot: { id: 'this-boot', ms: 500_000 - 3_600_000 } }), 'Sec-1', NOW, LIMITS);
    expect(advised(tries)).toEqual({ do: 'repair', attempt: 1 });
  });

  it('say nothing of the other member, nor after a reboot', () => {
    expect(triesRemembered(remembered(), 'Sec-Rep-1', NOW, LIMITS)).toBeNull();
    expect(triesRemembered(remembered({ boot: { id: 'older', ms: 490_000 } }), 'Sec-1', NOW, LIMITS)).toBeNull();
    expect(triesRemembered(remembered({ boot: null }), 'Sec-1', NOW, LIMITS)).toBeNull();
    expect(triesRemembered(null, 'Sec-1', NOW, LIMITS)).toBeNull();
  });
});

describe('tries of repair that another loop made, by the history', () => {
  const tries = (...atMs: readonly number[]) => atMs.map((at, index) => line(repairText('ubi-sms', index + 1), at));

  it('count', () => {
    const noted = triesNoted(tries(WALL - 60_000, WALL - 30_000), NOW, LIMITS);
    expect(noted.get('ubi-sms')).toEqual([NOW.sampleMs - 60_000, NOW.sampleMs - 30_000]);
    expect(advised(noted)).toEqual({ do: 'give-up', tries: 2 });
  });

  it('go on being waited for', () => {
    expect(advised(triesNoted(tries(WALL - 4_000), NOW, LIMITS))).toEqual({
      do: 'wait',
      untilMs: NOW.sampleMs + 6_000,
      attempt: 1,
    });
  });

  it('are forgotten in their time', () => {
    expect(triesNoted(tries(WALL - 3_700_000, WALL - 3_600_001), NOW, LIMITS).size).toBe(0);
  });

  it('of another controller whose clock is a little ahead are from now', () => {
    expect(triesNoted(tries(WALL + 20_000), NOW, LIMITS).get('ubi-sms')).toEqual([NOW.sampleMs]);
  });

  it('of a clock that was set back do not take all tries away', () => {
    expect(advised(triesNoted(tries(WALL + 7_200_000, WALL + 7_210_000), NOW, LIMITS))).toEqual({ do: 'repair', attempt: 1 });
  });

  it('count again once they were made by the clock as it is now, so that they come to an end', () => {
    const noted = triesNoted([...tries(WALL + 7_200_000, WALL + 7_210_000), ...tries(WALL - 20_000, WALL - 9_000)], NOW, LIMITS);
    expect(advised(noted)).toEqual({ do: 'wait', untilMs: NOW.sampleMs - 9_000 + 20_000, attempt: 2 });
  });

  it('were of the other member before the pair was moved', () => {
    const moved = [...tries(WALL - 60_000, WALL - 30_000), line('takeover: Sec-Rep-1 holds', WALL - 20_000)];
    expect(triesNoted(moved, NOW, LIMITS).size).toBe(0);
    expect(triesNoted([...moved, line(repairText('ubi-sms', 1), WALL - 5_000)], NOW, LIMITS).get('ubi-sms')).toEqual([
      NOW.sampleMs - 5_000,
    ]);
  });

  it('of services whose name has words in it, and other lines, are told apart', () => {
    expect(triesNoted([line('paused until resumed', WALL), line('started x', WALL)], NOW, LIMITS).size).toBe(0);
  });
});
