import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/ha/evidence.ts';
import { type JudgeInput, judge } from '../../src/ha/judge.ts';
import type { Finding, Subject } from '../../src/ha/watch.ts';
import type { Witness } from '../../src/ha/witness.ts';
import type { LoopSeen } from '../../src/reconcile/loop-seen.ts';
import { loopJson, loopLine, loopLines } from '../../src/views/evidence.ts';
import { styleOf } from '../../src/views/style.ts';

/** 2026-11-23 10:00:00 UTC, which is 100 s by the clock of the samples. */
const CLOCKS = { sampleMs: 100_000, wallMs: Date.UTC(2026, 10, 23, 10, 0, 0) };
const INPUT: JudgeInput = {
  active: 'Sec-1',
  standby: 'Sec-Rep-1',
  holding: { holder: 'Sec-1', code: 'active-holds', sentence: 'Sec-1 holds; its standby Sec-Rep-1 is free' },
  limits: {
    patience: { afterMs: 60_000, failures: 3, intervalMs: 10_000 },
    repair: { tries: 2, pauseMs: 10_000, expiresMs: 3_600_000 },
    reasons: new Set(['node', 'maintenance', 'equipment', 'service']),
    takeoversPerHour: 2,
  },
  watched: {
    atMs: 99_000,
    troubles: new Map([['network equipment', { sinceMs: 89_000, lastMs: 99_000, times: 2, why: 'nothing is heard of it' }]]),
    unknown: new Map([['disk /', 'the check did not come to its end']]),
  },
  tries: new Map([['ubi-sms', [70_000]]]),
  atMs: 99_000,
  missing: [],
  activeReached: true,
  standbyUnfit: null,
  takeovers: 0,
  hasFenceAgent: false,
  lease: { proof: 'unknown', waitMs: null, detail: 'the arbiter does not answer' },
};
const FINDINGS = new Map<Subject, Finding>([
  ['network maintenance', { status: 'good' }],
  ['network equipment', { status: 'bad', why: 'nothing is heard of it' }],
  ['service ubi-sms', { status: 'good' }],
  ['disk /', { status: 'unknown', why: 'the check did not come to its end' }],
]);
const WITNESSES = new Map<'maintenance' | 'equipment', readonly Witness[]>([
  [
    'equipment',
    [
      { name: 'Sec-Rep-1', hears: false, fit: true },
      { name: 'Gui-1', hears: false, fit: false },
      { name: 'Gui-2', hears: null, fit: false, why: 'there is no ping' },
    ],
  ],
  ['maintenance', [{ name: 'central', hears: true, fit: true }]],
]);

function evidence(differs: Partial<JudgeInput> = {}, takeovers: number | null = 1) {
  const input = { ...INPUT, ...differs };
  return evidenceOf({
    input,
    verdict: judge(input),
    watching: 'Sec-1',
    findings: FINDINGS,
    witnesses: WITNESSES,
    inHand: null,
    intervalMs: 10_000,
    lookedMs: 60_000,
    doing: null,
    takeovers,
    problem: { why: 'a lock was in the way', atMs: 40_000 },
    clocks: CLOCKS,
  });
}

function loop(of: ReturnType<typeof evidence>): LoopSeen {
  return {
    from: 'loop',
    ageMs: 2_000,
    lives: 'yes',
    evidence: of,
    written: {
      format: 1,
      cluster: 'test',
      at: { wallMs: CLOCKS.wallMs, boot: null },
      by: {
        user: 'root',
        host: 'central',
        node: null,
        pid: 4711,
        startedMs: CLOCKS.wallMs - 3_600_000,
        ticks: '1',
        pidSpace: 'pid:[1]',
      },
      file: { path: '/etc/dmsa/cluster.yaml', digest: 'ab'.repeat(32), sinceMs: CLOCKS.wallMs, refused: 'it is empty' },
      evidence: of,
    },
  };
}

const shown = (of: LoopSeen, width = 120): string => loopLines(of, styleOf({ color: false, width })).join('\n');

describe('why the loop does not act', () => {
  it('fits one screen, with everything that it rests on', () => {
    expect(shown(loop(evidence()))).toMatchInlineSnapshot(`
      "  verdict              [waits] Sec-Rep-1 waits: nothing is heard of it (2 of 3 failed checks, 10 s of 60 s)
        decided by           dmsa run of root@central (no node of the cluster), pid 4711, since 2026-11-23 09:00:00 UTC; it
                             lives; 2 s ago
        by the file          /etc/dmsa/cluster.yaml, sha256 abababababab, in force since 2026-11-23 10:00:00 UTC
                             what it says by now is not in force: it is empty
        last problem         09:59:00: a lock was in the way
        waits for            network equipment: 1 more failed check and 50 s more, without a success in between
        watched              Sec-1, every 10 s; checked 09:59:59, both looked at whole 09:59:20
          network equipment  2 of 3 failed checks since 09:59:49: nothing is heard of it
          disk /             unknown: the check did not come to its end
          good               network maintenance, service ubi-sms
          on maintenance     central hears it
          on equipment       Sec-Rep-1 hears nothing of it, but others; Gui-1 hears nobody at all there; Gui-2 can't say
                             (there is no ping)
        repaired             ubi-sms: 1 of 2 tries (09:59:30); a try is forgotten after 60 min
        may take over        where one of these holds:
          released           yes: Sec-1 can be reached: what it has is taken off it first, and seen to be off
          fence agent        no: the file names no fence agent for Sec-1
          lease              unknown: the arbiter does not answer
          operator's word    no: nobody has said that Sec-1 is off
        held back by         nothing
        takeovers            1 within the last hour; 2 are allowed"
    `);
  });

  it('keeps within a narrow terminal', () => {
    expect(
      Math.max(
        ...shown(loop(evidence()), 60)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(60);
  });

  it('emits nothing of what a check said that a terminal would obey', () => {
    const watched = { ...INPUT.watched, unknown: new Map([['disk /' as const, 'x\u001b[2Jy']]) };
    expect(shown(loop(evidence({ watched })))).not.toContain('\u001b');
  });

  it('is plain data', () => {
    const data = loopJson(loop(evidence()));
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
    expect(data).toMatchObject({ from: 'loop', ageMs: 2_000, by: { pid: 4711 }, takeovers: { count: 1, limit: 2 } });
  });

  it('is one line of the status', () => {
    expect(loopLine(loop(evidence()), styleOf({ color: false, width: 200 }))).toEqual([
      'loop (pid 4711, 2 s ago): waits: Sec-Rep-1 waits: nothing is heard of it (2 of 3 failed checks, 10 s of 60 s)',
    ]);
  });
});

describe('what holds a takeover back', () => {
  const brakes = (differs: Partial<JudgeInput>, takeovers: number | null = 0): readonly string[] =>
    evidence(differs, takeovers).brakes.map(({ brake }) => brake);

  it.each([
    ['nothing', {}, 0, []],
    ['a pause', { holding: { ...INPUT.holding, code: 'paused' } }, 0, ['paused']],
    ['a pair that only an operator moves', { limits: null }, 0, ['by-hand']],
    ['takeovers within the hour', {}, 2, ['flapping']],
    ['takeovers that nobody counted', {}, null, []],
    ['an old copy', { standbyUnfit: 'its copy is too old' }, 0, ['standby-unfit']],
    ['two that hold', { holding: { holder: null, code: 'held-by-both', sentence: 'both' } }, 0, ['who-holds']],
  ] as const)('is %s', (_, differs, takeovers, expected) => {
    expect(brakes(differs, takeovers)).toEqual(expected);
  });
});

describe('the four conditions', () => {
  const is = (differs: Partial<JudgeInput>): readonly string[] =>
    evidence(differs).conditions.map(({ condition, is: answer }) => `${condition} ${answer}`);

  it('are each answered, whether or not there is a reason', () => {
    expect(is({})).toEqual(['released yes', 'fence-agent no', 'lease unknown', 'operator no']);
    expect(is({ activeReached: false, hasFenceAgent: true, lease: { proof: 'yes', detail: 'it ran out' } })).toEqual([
      'released no',
      'fence-agent yes',
      'lease yes',
      'operator no',
    ]);
  });
});
