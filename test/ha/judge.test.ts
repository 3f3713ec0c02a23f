import { describe, expect, it } from 'vitest';
import { type JudgeInput, judge, type Limits } from '../../src/ha/judge.ts';
import { advise, type Tries } from '../../src/ha/repair.ts';
import { type Subject, type Trouble, UNWATCHED, type Watched } from '../../src/ha/watch.ts';
import type { Holding } from '../../src/kinds/kind.ts';

const LIMITS: Limits = {
  patience: { afterMs: 3_000, failures: 3, intervalMs: 1_000 },
  repair: { tries: 2, pauseMs: 10_000, expiresMs: 3_600_000 },
  reasons: new Set(['node', 'maintenance', 'equipment', 'service', 'disk', 'check']),
  takeoversPerHour: 2,
};
const holding = (code: string, holder: string | null = 'Sec-1'): Holding => ({ holder, code, sentence: `(${code})` });
const RIPE: Trouble = { sinceMs: 0, lastMs: 5_000, times: 5, why: 'it is dead' };
const YOUNG: Trouble = { sinceMs: 0, lastMs: 1_000, times: 2, why: 'it is dead' };

function troubled(troubles: Partial<Record<Subject, Trouble>>): Watched {
  return { atMs: 5_000, troubles: new Map(Object.entries(troubles) as [Subject, Trouble][]), unknown: new Map() };
}

function judged(differs: Partial<JudgeInput>) {
  return judge({
    active: 'Sec-1',
    standby: 'Sec-Rep-1',
    holding: holding('active-holds'),
    limits: LIMITS,
    watched: { ...UNWATCHED, atMs: 5_000 },
    tries: new Map(),
    atMs: 5_000,
    missing: [],
    activeReached: true,
    standbyUnfit: null,
    takeovers: 0,
    hasFenceAgent: false,
    lease: { proof: 'none' },
    ...differs,
  });
}
const tried = (...times: number[]): ReadonlyMap<string, Tries> => new Map([['ubi-sms', times]]);
const SILENT = troubled({ 'network maintenance': RIPE, 'network equipment': RIPE });

describe('what is to be done about a pair', () => {
  it('nothing while all is well', () => {
    expect(judged({})).toEqual({ act: 'none', code: 'fine', sentence: 'Sec-1 holds and is well; Sec-Rep-1 is ready' });
  });

  it('waits, and says how long it has waited, before a lost network is a reason', () => {
    expect(judged({ watched: troubled({ 'network equipment': YOUNG }) })).toEqual({
      act: 'none',
      code: 'waits',
      sentence: 'Sec-Rep-1 waits: it is dead (2 of 3 failed checks, 1 s of 3 s)',
    });
  });

  it.each(['maintenance', 'equipment'] as const)(
    'takes over where the %s network is lost: what the active has is taken off it',
    (network) => {
      expect(judged({ watched: troubled({ [`network ${network}`]: RIPE }) })).toMatchObject({ act: 'takeover', way: 'release' });
    },
  );

  describe('an active that is silent on both networks', () => {
    it('is never taken for stopped on silence alone', () => {
      const verdict = judged({ watched: SILENT, activeReached: false, holding: holding('active-unknown', null) });
      expect(verdict).toMatchObject({ act: 'alarm', code: 'not-fenced' });
      expect(verdict.sentence).toContain('dmsa ha failover Sec-1 --fenced-by-me');
    });

    it('is switched off first where it has a fence agent', () => {
      const verdict = judged({
        watched: SILENT,
        activeReached: false,
        hasFenceAgent: true,
        holding: holding('active-unknown', null),
      });
      expect(verdict).toMatchObject({ act: 'takeover', way: 'agent', why: 'Sec-1 is silent on both networks' });
    });

    it('has stood down where its lease has run out', () => {
      const lease = { proof: 'yes', detail: 'its lease ran out' } as const;
      expect(judged({ watched: SILENT, activeReached: false, lease })).toMatchObject({ act: 'takeover', way: 'lease' });
    });

    it.each(['no', 'unknown'] as const)('is left where its lease proves nothing (%s)', (proof) => {
      const lease = { proof, detail: 'the arbiter does not answer', waitMs: null };
      expect(judged({ watched: SILENT, activeReached: false, lease })).toMatchObject({ act: 'alarm', code: 'not-fenced' });
    });

    it('is stopped in good order where a neighbour still reaches it', () => {
      expect(judged({ watched: SILENT, activeReached: true })).toMatchObject({ act: 'takeover', way: 'release' });
    });
  });

  describe('a service that has failed', () => {
    const failed = troubled({ 'service ubi-sms': RIPE });

    it('is started again on the spot first, though it would be a reason by its age', () => {
      expect(judged({ watched: failed })).toMatchObject({ act: 'repair', service: 'ubi-sms', attempt: 1 });
    });

    it('may have been restarted by somebody: one failed check starts nothing', () => {
      expect(judged({ watched: troubled({ 'service ubi-sms': { ...YOUNG, times: 1 } }) })).toMatchObject({ code: 'waits' });
    });

    it('has its time to recover, longer after each try', () => {
      expect(judged({ watched: failed, tries: tried(0) })).toMatchObject({ act: 'none', code: 'repairing' });
      expect(judged({ watched: failed, tries: tried(0), atMs: 10_000 })).toMatchObject({ act: 'repair', attempt: 2 });
      expect(judged({ watched: failed, tries: tried(0, 10_000), atMs: 29_000 })).toMatchObject({ code: 'repairing' });
    });

    it('is a reason once the tries are used up', () => {
      expect(judged({ watched: failed, tries: tried(0, 10_000), atMs: 30_000 })).toMatchObject({
        act: 'takeover',
        why: 'service ubi-sms has failed: it is dead (started again 2 times, in vain)',
      });
    });

    it('has its tries back when the old ones have expired', () => {
      expect(advise([0, 10_000], 3_700_000, LIMITS.repair)).toEqual({ do: 'repair', attempt: 1 });
    });

    it('is left alone while failover is paused', () => {
      expect(judged({ watched: failed, holding: holding('paused') })).toMatchObject({ act: 'none', code: 'waits' });
    });
  });

  it('switches an active off that can not write, and so can not note that it let go', () => {
    const full = { watched: troubled({ 'disk /': RIPE }) };
    expect(judged({ ...full, hasFenceAgent: true })).toMatchObject({ act: 'takeover', way: 'agent' });
    expect(judged({ ...full, lease: { proof: 'yes', detail: 'it ran out' } })).toMatchObject({ act: 'takeover', way: 'lease' });
    // It could be reached, and be stopped; what it was asked for before could then start it again, unhindered by a note.
    const told = judged({ ...full, lease: { proof: 'no', detail: 'it holds it', waitMs: 5_000 } });
    expect(told).toMatchObject({ act: 'alarm', code: 'disk-unwritable' });
    expect(told.sentence).toMatch(/disk \/: .*switch Sec-1 off, then: dmsa ha failover Sec-1 --fenced-by-me/);
    expect(judged({ ...full, activeReached: false })).toMatchObject({ act: 'alarm', code: 'not-fenced' });
  });

  it('moves nothing that is paused, also where the active can not be seen any more (I4)', () => {
    const dark = { ...holding('active-unknown', null), paused: true };
    expect(judged({ watched: SILENT, activeReached: false, hasFenceAgent: true, holding: dark })).toMatchObject({
      act: 'alarm',
      code: 'paused',
    });
  });

  it('takes a failback to its end that is past the point of turning back: nobody may hold by then', () => {
    expect(judged({ holding: holding('failing-back') })).toMatchObject({ act: 'start', code: 'carry-on' });
    expect(judged({ holding: holding('failing-back'), activeReached: false })).toMatchObject({ act: 'none' });
    expect(judged({ holding: holding('failing-back-settling', 'Sec-Rep-1') })).toMatchObject({ act: 'none' });
  });

  it('warns and moves nothing while failover is paused', () => {
    expect(judged({ watched: troubled({ 'disk /': RIPE }), holding: holding('paused') })).toMatchObject({
      act: 'alarm',
      code: 'paused',
    });
  });

  it('is left to an operator where the file gives no time for a takeover', () => {
    expect(judged({ limits: null, watched: SILENT })).toMatchObject({ act: 'alarm', code: 'by-hand' });
  });

  it('only tells of what the file takes for no reason', () => {
    const limits: Limits = { ...LIMITS, reasons: new Set(['node']) };
    expect(judged({ limits, watched: troubled({ 'disk /': RIPE }) })).toMatchObject({ act: 'alarm', code: 'told' });
  });

  it('does not flap', () => {
    expect(judged({ watched: SILENT, takeovers: 2 })).toMatchObject({ act: 'alarm', code: 'flapping' });
  });

  it('does not move a pair to a standby that can not hold it', () => {
    expect(judged({ watched: SILENT, standbyUnfit: 'its last copy is 3 h old' })).toMatchObject({
      act: 'alarm',
      code: 'standby-unfit',
    });
  });

  it('does not move a pair away from a network that the standby has lost as well', () => {
    const lost = troubled({ 'network equipment': RIPE });
    expect(judged({ watched: lost, standbyDeaf: new Set(['equipment']) })).toEqual({
      act: 'alarm',
      code: 'standby-unfit',
      sentence: "it is dead; Sec-Rep-1 can't take over: it hears nobody at all on the equipment network either",
    });
    // With something else wrong as well, or where it hears the network that the active has lost, there is something to be had.
    expect(judged({ watched: lost, standbyDeaf: new Set(['maintenance']) })).toMatchObject({ act: 'takeover' });
    const more = troubled({ 'network equipment': RIPE, 'disk /': RIPE });
    expect(judged({ watched: more, standbyDeaf: new Set(['equipment']), hasFenceAgent: true })).toMatchObject({
      act: 'takeover',
    });
    expect(judged({ watched: SILENT, standbyDeaf: new Set(['equipment']) })).toMatchObject({ act: 'takeover' });
  });

  it('takes no reason from the active while the standby holds: going back is an operator’s decision', () => {
    expect(judged({ watched: SILENT, holding: holding('failed-over', 'Sec-Rep-1') }).act).not.toBe('takeover');
    expect(judged({ holding: holding('failed-over', 'Sec-Rep-1') })).toMatchObject({ act: 'none', code: 'failed-over' });
  });

  it.each(['held-by-both', 'held-without-record', 'record-unclear', 'standby-unknown'])(
    'touches nothing where it is %s',
    (code) => {
      expect(judged({ watched: SILENT, holding: holding(code, null) })).toMatchObject({ act: 'alarm', code });
    },
  );

  it('carries on what was begun, and proves again what has lost its proof', () => {
    expect(judged({ holding: holding('taking-over', 'Sec-Rep-1') })).toMatchObject({ act: 'carry-on' });
    expect(judged({ holding: holding('takeover-waits', null), activeReached: false })).toMatchObject({
      act: 'alarm',
      code: 'takeover-waits',
    });
    const waits = { holding: holding('takeover-waits', null), activeReached: false, hasFenceAgent: true };
    expect(judged(waits)).toMatchObject({ act: 'takeover', way: 'agent' });
  });

  it('gives the holder back an address that somebody took off it', () => {
    expect(judged({ missing: ['eth0:1'] })).toMatchObject({ act: 'start', code: 'missing' });
    expect(judged({ missing: ['eth0:1'], holding: holding('failed-over', 'Sec-Rep-1') })).toMatchObject({ act: 'start' });
    expect(judged({ missing: ['eth0:1'], holding: holding('paused') })).toMatchObject({ act: 'none', code: 'paused' });
  });

  it('repairs what fails on the standby while that holds', () => {
    const failed = troubled({ 'service ubi-sms': RIPE });
    expect(judged({ watched: failed, holding: holding('failed-over', 'Sec-Rep-1') })).toMatchObject({ act: 'repair' });
  });

  it('tells of what does not come back on the standby while that holds', () => {
    const failed = { watched: troubled({ 'service ubi-sms': RIPE }), holding: holding('failed-over', 'Sec-Rep-1') };
    expect(judged({ ...failed, tries: tried(0, 10_000), atMs: 60_000 })).toMatchObject({ act: 'alarm', code: 'standby-fails' });
  });

  it('starts a pair that nobody holds, on its active', () => {
    expect(judged({ holding: holding('nobody-holds') })).toMatchObject({ act: 'start' });
    const lost = { holding: holding('nobody-holds'), missing: ['service address eth0:1'] };
    // Started in vain: it has its time, then another try, then the standby may.
    const failed = (trouble: Trouble) => troubled({ 'service ubi-sms': trouble });
    const first = judged({ ...lost, watched: failed(YOUNG) });
    expect(first).toMatchObject({ act: 'start', services: ['ubi-sms'] });
    expect(judged({ ...lost, watched: failed(RIPE), tries: tried(1_000) })).toMatchObject({ act: 'none', code: 'starting' });
    const later = { ...lost, atMs: 100_000 };
    expect(judged({ ...later, watched: failed(RIPE), tries: tried(1_000) })).toMatchObject({ act: 'start' });
    expect(judged({ ...later, watched: failed(RIPE), tries: tried(1_000, 20_000) })).toMatchObject({ act: 'takeover' });
    const none = { ...LIMITS, repair: { ...LIMITS.repair, tries: 0 } };
    expect(judged({ ...lost, limits: none, watched: failed(RIPE) })).toMatchObject({ act: 'takeover' });
    expect(judged({ ...lost, limits: none, watched: failed(YOUNG) })).toMatchObject({ act: 'start' });
    expect(
      judged({ holding: holding('nobody-holds'), watched: SILENT, activeReached: false, hasFenceAgent: true }),
    ).toMatchObject({
      act: 'takeover',
    });
  });

  it('an address that is gone from a standby that holds is told, and not brought up, while nobody sees the active', () => {
    const verdict = judged({ holding: holding('failed-over', 'Sec-Rep-1'), withheld: ['service address eth0:1'] });
    expect(verdict).toMatchObject({ act: 'alarm', code: 'address-withheld' });
    expect(verdict.sentence).toContain('Sec-Rep-1 lacks service address eth0:1');
    expect(judged({ holding: holding('failed-over', 'Sec-Rep-1'), withheld: [] })).toMatchObject({ code: 'failed-over' });
  });
});
