/** What the loop that keeps pairs decides, recorded and decided again: nothing that it rests on is left out, and no secret is in it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIo } from '../../src/cli/io.ts';
import { replayVerb } from '../../src/cli/replay.ts';
import { pairRecorderOf } from '../../src/cli/run-record.ts';
import type { JudgedRound, PairRound, PlannedRound } from '../../src/reconcile/keep-record.ts';
import { beside } from '../../src/record/beside.ts';
import { openRecorder, PAIRS_SERIES, readTicks } from '../../src/record/file.ts';
import {
  type JudgementTick,
  judgementTick,
  type PairTick,
  type PlanTick,
  planTick,
  replayJudgement,
  replayPlan,
} from '../../src/record/pair-tick.ts';
import { NONE_SAMPLED, type Sample, sampleJudged, samplePlanned } from '../../src/record/sampling.ts';
import type { Tick } from '../../src/record/tick.ts';
import { createRedactor } from '../../src/views/redact.ts';
import { run } from '../sim/run.ts';
import { ACTIVE, KINDS, LEASED_KINDS, STANDBY } from '../sim/site.ts';

const OF = { at: '2026-11-23T00:00:00.000Z', by: 'me', version: '1', mask: { key: 'k', redact: (text: string) => text } };
const SINCE = { like: 0, lost: 0 };

/** Seeds of runs in which loops of pairs are at work; with leases there is an arbiter, and other limits than those of the file. */
const SEEDS = ['x/3', 'y/1', 'lease/5', 'lease/7'];
const leased = (seed: string): boolean => seed.startsWith('lease');
const kindsOf = (seed: string) => (leased(seed) ? LEASED_KINDS : KINDS);
const runs = new Map<string, readonly PairRound[]>();

beforeAll(async () => {
  for (const seed of SEEDS) {
    const rounds: PairRound[] = [];
    await run({ seed, onRound: (round) => rounds.push(round) });
    runs.set(seed, rounds);
  }
}, 60_000);

/** As it is had back from a file. */
function written<T>(tick: T): T {
  return JSON.parse(JSON.stringify(tick)) as T;
}

const judgedIn = (seed: string): readonly JudgedRound[] =>
  (runs.get(seed) ?? []).flatMap((round) => (round.is === 'judged' ? [round] : []));
const plannedIn = (seed: string): readonly PlannedRound[] =>
  (runs.get(seed) ?? []).flatMap((round) => (round.is === 'planned' ? [round] : []));

function judgedWith(code: string, seed = 'y/1'): JudgedRound {
  const found = judgedIn(seed).find(({ verdict }) => verdict.code === code);
  if (!found) throw new Error(`no judgement of ${seed} has the code ${code}`);
  return found;
}
const whole = (round: JudgedRound): JudgementTick => judgementTick(round, { ...OF, kinds: KINDS, whole: true, since: SINCE });

describe('what the loops of simulated runs decided, decided again of the record alone', () => {
  it.each(SEEDS)('%s: the same judgements, of the witnesses, the checks and the look', (seed) => {
    const all = judgedIn(seed);
    // Many are like the one before.
    for (const round of all.filter(({ verdict }, at) => at % 4 === 0 || verdict.code !== all[at - 1]?.verdict.code)) {
      const tick = written(judgementTick(round, { ...OF, kinds: kindsOf(seed), whole: !leased(seed), since: SINCE }));
      expect(tick.hidden).toEqual([]);
      const { verdict, differs } = replayJudgement(tick, kindsOf(seed));
      expect(differs).toEqual([]);
      expect(verdict).toEqual(round.verdict);
    }
  });
  it.each(SEEDS)('%s: the same plans, begun and not begun', (seed) => {
    for (const round of plannedIn(seed)) {
      const tick = written(planTick(round, { ...OF, kinds: kindsOf(seed) }));
      expect(tick.hidden).toEqual([]);
      const { plan, differs } = replayPlan(tick, kindsOf(seed));
      expect(differs).toEqual([]);
      expect(plan).toEqual(round.planned?.plan ?? null);
    }
  });
  it('were about everything that there is to judge', () => {
    const codes = new Set(SEEDS.flatMap((seed) => judgedIn(seed).map(({ verdict }) => verdict.code)));
    const seen = [
      'fine',
      'waits',
      'takeover-agent',
      'takeover-lease',
      'takeover-release',
      'flapping',
      'not-fenced',
      'repair',
      'missing',
    ];
    expect([...codes]).toEqual(expect.arrayContaining(seen));
    const answers = new Set(SEEDS.flatMap((seed) => plannedIn(seed).map(({ answer }) => answer?.status ?? 'none')));
    expect([...answers].sort()).toEqual(['done', 'go', 'none', 'refused']);
  });
});

describe('another program', () => {
  it('that judges otherwise is told by path, with then and now', () => {
    const tick = written(whole(judgedWith('takeover-agent')));
    const then = { ...tick, answer: { ...(tick.answer as object), verdict: { act: 'none', code: 'fine', sentence: 'well' } } };
    const { differs } = replayJudgement(then as JudgementTick, KINDS);
    expect(differs.map(({ path, then: was, now }) => [path, was, now])).toContainEqual([
      'verdict.code',
      'fine',
      'takeover-agent',
    ]);
    expect(differs.every(({ path }) => path.startsWith('verdict.'))).toBe(true);
  });
  it('that plans otherwise is told by the action and the field', () => {
    const round = plannedIn('x/3').find(({ planned }) => planned?.plan.actions.some(({ kind }) => kind === 'service-address'));
    if (!round) throw new Error('no plan moves an address');
    const tick = written(planTick(round, { ...OF, kinds: KINDS }));
    const without = KINDS.filter(({ name }) => name !== 'service-address');
    const { differs } = replayPlan(tick, without);
    expect(differs.map(({ path }) => path)).toContainEqual(expect.stringMatching(/^plan\.actions\.Sec.*\/service-address\//));
  });
});

describe('secrets', () => {
  it('are in no tick, whoever said them, and what is decided without them is the same', () => {
    const round = judgedWith('takeover-agent');
    const why = 'the agent said hunter2 is long, again';
    const told: JudgedRound = {
      ...round,
      input: { ...round.input, lease: { proof: 'unknown', detail: why, waitMs: null } },
      seen: { ...round.seen, loginKeys: new Map([[ACTIVE, ['$6$salt$topsecret']]]) },
    };
    const mask = { key: 'k', redact: createRedactor(['hunter2 is long']) };
    const tick = written(judgementTick(told, { ...OF, mask, kinds: KINDS, whole: true, since: SINCE }));
    expect(JSON.stringify(tick)).not.toMatch(/hunter2|topsecret/);
    expect(JSON.stringify(tick)).toContain('(secret ');
    expect(replayJudgement(tick, KINDS).differs).toEqual([]);
  });
});

describe('of the judgements of each second', () => {
  const fine = (): JudgedRound => judgedWith('fine');
  /** Each a second after the one before. */
  function sampled(rounds: readonly JudgedRound[]): readonly Sample[] {
    let before = NONE_SAMPLED;
    return rounds.map((round, at) => {
      const sample = sampleJudged(before, round, 1_000 * (at + 1));
      before = sample.sampling;
      return sample;
    });
  }
  const recordOf = (rounds: readonly JudgedRound[]): readonly string[] => sampled(rounds).map(({ record }) => record);
  const times = <T>(count: number, one: T): readonly T[] => Array.from({ length: count }, () => one);

  it('one in sixty is recorded while nothing changes, and says how many were like it', () => {
    const samples = sampled(times(121, fine()));
    expect(samples.flatMap(({ record }, at) => (record === 'no' ? [] : [at]))).toEqual([0, 60, 120]);
    expect(samples[119]?.sampling.like).toBe(59);
  });
  it('each is that says something else, or rests on something else', () => {
    const unsure: JudgedRound = {
      ...fine(),
      input: { ...fine().input, watched: { ...fine().input.watched, unknown: new Map([['disk /', 'no answer']]) } },
    };
    expect(recordOf([fine(), fine(), unsure, unsure, fine(), judgedWith('waits'), fine()])).toEqual([
      'short',
      'no',
      'short',
      'no',
      'short',
      'short',
      'short',
    ]);
  });
  it('each is by which something is done, with the look, and comes first; so is a takeover that is refused', () => {
    const takeover = { ...judgedWith('takeover-agent'), final: true };
    const refused = { ...judgedWith('not-fenced', 'lease/7'), final: true };
    const samples = sampled([fine(), takeover, takeover, takeover, refused, refused]);
    expect(samples.map(({ record }) => record)).toEqual(['short', 'whole', 'whole', 'whole', 'whole', 'no']);
    expect(samples.map(({ first }) => first)).toEqual([false, true, true, true, true, false]);
  });
  it('what changes each second is recorded for a while, then now and then; what is done always, at last without the look', () => {
    const flapping = Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? fine() : judgedWith('waits')));
    const kept = recordOf(flapping).filter((one) => one !== 'no').length;
    expect(kept).toBeGreaterThan(30);
    expect(kept).toBeLessThan(70);
    const acts = recordOf(times(300, { ...judgedWith('missing'), final: true }));
    expect(acts).not.toContain('no');
    expect(acts.filter((one) => one === 'whole').length).toBeLessThan(70);
  });
  it('a plan that is not begun for the same reason each time is recorded for a while, then now and then', () => {
    const [round] = plannedIn('y/1');
    const stopped = { ...(round as PlannedRound), stop: 'no room' };
    let before = NONE_SAMPLED;
    const records = times(300, stopped).map((one, at) => {
      const sample = samplePlanned(before, one, 1_000 * (at + 1));
      before = sample.sampling;
      return sample.record;
    });
    expect(records.filter((one) => one === 'whole').length).toBeLessThan(70);
    expect(samplePlanned(before, { ...stopped, stop: 'something else' }, 301_000).record).toBe('whole');
  });
});

describe('files of ticks', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'dmsa-record-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const throws = (why: string): never => {
    throw new Error(why);
  };
  const tick = (at: string): PairTick => ({
    ...({ format: 2, of: 'plan', purpose: 'act', version: '1', at, by: 'me', cluster: 'c' } as const),
    ...{ active: ACTIVE, standby: STANDBY, given: {}, answer: {}, hidden: [] },
  });

  it('of pairs are apart from those of nodes, and both are read', async () => {
    const nodes = openRecorder(dir, throws);
    const pairs = openRecorder(dir, throws, PAIRS_SERIES);
    const node = {
      ...{ format: 1, version: '1', at: '1', by: 'me', cluster: 'c', input: {}, plan: {}, hidden: [], answers: [] },
    } as Tick;
    nodes.note(() => node);
    const [round] = plannedIn('y/1');
    const plan = planTick(round as PlannedRound, { ...OF, kinds: KINDS });
    pairs.note(() => plan);
    await Promise.all([nodes.close(), pairs.close()]);
    const [first = '', second = ''] = readdirSync(dir).sort();
    expect([first, second]).toEqual([expect.stringMatching(/^decisions-/), expect.stringMatching(/^pairs-/)]);
    expect(await readTicks(join(dir, first))).toEqual({ ticks: [node], torn: null });
    const { ticks } = await readTicks(join(dir, second));
    expect(replayPlan(ticks[0] as PlanTick, KINDS).differs).toEqual([]);
  });
  it('what was done by one comes before those that wait, and nothing waits without bound', async () => {
    const recorder = openRecorder(dir, throws, PAIRS_SERIES);
    let go = (): void => {};
    const slow = new Promise<void>((resolve) => {
      go = resolve;
    });
    // A disk that takes its time.
    recorder.note(() => slow.then(() => tick('slow')));
    const began = performance.now();
    const boring = Array.from({ length: 1_000 }, (_, at) => recorder.note(() => tick(`boring ${at}`)));
    expect(recorder.note(() => tick('takeover'), true)).toBe(true);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(boring.filter((one) => one)).toHaveLength(64);
    go();
    await recorder.close();
    const { ticks } = await readTicks(join(dir, readdirSync(dir)[0] ?? ''));
    expect(ticks.slice(0, 3).map(({ at }) => at)).toEqual(['slow', 'takeover', 'boring 0']);
    expect(ticks).toHaveLength(66);
  });
  it('a takeover is written at once, its look and its plan once it is over; and it is told once', async () => {
    const rounds = runs.get('y/1') ?? [];
    const at = rounds.findIndex((round) => round.is === 'planned' && round.planned !== null);
    const judged = rounds.slice(0, at).findLast((round) => round.is === 'judged');
    const planned = rounds[at];
    if (judged?.is !== 'judged' || planned?.is !== 'planned') throw new Error('no plan follows a judgement');
    const recorder = pairRecorderOf(dir, createIo({}), throws);
    const { members } = judged;
    recorder.note({ ...judged, final: true });
    recorder.note(planned);
    const path = await vi.waitFor(
      () => join(dir, readdirSync(dir).find((name) => name.startsWith('pairs-')) ?? throws('no file')),
      20_000,
    );
    const read = async (): Promise<readonly string[]> =>
      (await readTicks(path)).ticks.map((one) => ('of' in one ? `${one.of} ${one.of === 'judgement' && one.whole}` : 'nodes'));
    await vi.waitFor(async () => expect(await read()).toEqual(['judgement false']), 20_000);
    recorder.note({ is: 'done', members });
    await vi.waitFor(async () => expect(await read()).toEqual(['judgement false', 'judgement true', 'plan false']), 20_000);
    await recorder.close();
    const told: string[] = [];
    const io = { ...createIo({}), out: (text: string) => told.push(text) };
    expect(await replayVerb({ recording: path, json: true }, io)).toBe(0);
    const lines = told.map(
      (line) => JSON.parse(line) as { readonly of: string; readonly withLook?: boolean; readonly same: boolean },
    );
    expect(lines.map(({ of, withLook = null, same }) => [of, withLook, same])).toEqual([
      ['judgement', true, true],
      ['plan', null, true],
    ]);
  });
  it('what waits for the end of a takeover is bounded, and written when the loop ends', async () => {
    const recorder = beside(openRecorder(dir, throws, PAIRS_SERIES));
    recorder.working('Sec-1', true);
    const taken = Array.from({ length: 400 }, (_, at) => recorder.later(() => tick(`later ${at}`)));
    expect(taken.filter((one) => one)).toHaveLength(256);
    expect(recorder.soon(() => tick('soon'), true)).toBe(true);
    await recorder.close();
    const { ticks } = await readTicks(join(dir, readdirSync(dir)[0] ?? ''));
    expect([ticks.length, ticks[0]?.at]).toEqual([257, 'soon']);
  });
  it('that can not be written are told once, and nobody is held up or stopped', async () => {
    writeFileSync(join(dir, 'file'), '');
    const told: string[] = [];
    const recorder = openRecorder(join(dir, 'file', 'below'), (why) => told.push(why), PAIRS_SERIES);
    recorder.note(() => tick('1'));
    recorder.note(() => throws('no such thing'), true);
    recorder.note(() => tick('2'));
    await recorder.close();
    expect(told).toEqual([expect.stringMatching(/^decisions can't be recorded in /)]);
  });
  it('with a tick of a format that is not known are read up to that, and it is said', async () => {
    const recorder = openRecorder(dir, throws, PAIRS_SERIES);
    recorder.note(() => tick('1'));
    recorder.note(() => ({ ...tick('2'), of: 'dream' }) as unknown as PairTick);
    await recorder.close();
    expect(await readTicks(join(dir, readdirSync(dir)[0] ?? ''))).toEqual({
      ticks: [tick('1')],
      torn: 'tick 2 is of a format that this dmsa does not know (2, dream)',
    });
  });
});
