/** `dmsa replay FILE`: what the loops decided, decided again by this program, of what they knew. Reaches no node. */
import { DiagnosticError } from '../diagnostic.ts';
import type { Plan } from '../diff/plan.ts';
import type { Json } from '../json.ts';
import { KINDS } from '../kinds/registry.ts';
import { type AnyTick, type ReadTicks, readTicks } from '../record/file.ts';
import { type JudgementTick, type PlanTick, plain, replayJudgement, replayPlan } from '../record/pair-tick.ts';
import { type Difference, replay, type Tick } from '../record/tick.ts';
import { renderPlan } from '../views/plan.ts';
import { planToJson } from '../views/plan-json.ts';
import { differenceLines, hiddenLines, judgementLines, planLines, wordOf } from '../views/replayed.ts';
import { styleOf } from '../views/style.ts';
import { count } from '../views/text.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

interface ReplayOptions {
  readonly recording: string;
  /** Counts from 1. */
  readonly tick?: number;
  /** A member of it. */
  readonly pair?: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly json: boolean;
}

interface Numbered {
  readonly one: AnyTick;
  readonly number: number;
}

export async function replayVerb({ recording, tick, pair, at, json }: ReplayOptions, io: Io): Promise<number> {
  const { ticks, torn } = await readOrThrow(recording);
  if (torn !== null) io.err(`${recording}: ${torn}. ${count(ticks.length, 'whole tick')} before that.\n`);
  const numbered = inOrder(ticks).map((one, index) => ({ one, number: index + 1 }));
  const chosen = chosenOf(numbered, { tick, pair, at });
  if (chosen.length === 0)
    throw failure('no-tick', `${recording} has no such tick${wanted({ tick, pair, at })}`, spanOf(numbered));
  const versions = [...new Set(ticks.map((one) => one.version))].filter((one) => one !== version());
  if (versions.length > 0) io.err(`Recorded by dmsa ${versions.join(', ')}; this is ${version()}.\n`);
  let same = true;
  for (const { one, number } of chosen) {
    const { differs, lines, plan, data, answers } = again(one, number, numbered.length, io);
    same &&= differs.length === 0;
    const whole = tick !== undefined || at !== undefined;
    if (json) io.out(`${JSON.stringify({ tick: number, ...data })}\n`);
    else
      io.out(
        [
          ...lines,
          ...(whole && plan ? ['', renderPlan(plan, { ...io, file: one.cluster, verbose: false }), ...answers] : []),
          '',
        ].join('\n'),
      );
  }
  return same ? EXIT.done : EXIT.error;
}

async function readOrThrow(path: string): Promise<ReadTicks> {
  try {
    return await readTicks(path);
  } catch (error) {
    throw failure('no-recording', `${path} can't be replayed`, error instanceof Error ? error.message : String(error));
  }
}

/** What something was done by is written before others that wait; its look after it. */
function inOrder(ticks: readonly AnyTick[]): readonly AnyTick[] {
  const keyOf = ({ active, at, final }: JudgementTick): string => `${active} ${at} ${final}`;
  const judgements = ticks.flatMap((one) => ('of' in one && one.of === 'judgement' ? [one] : []));
  const whole = new Set(judgements.filter((one) => one.whole).map(keyOf));
  const once = ticks.filter((one) => !('of' in one && one.of === 'judgement') || one.whole || !whole.has(keyOf(one)));
  return once.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

type Wanted = { readonly [key in 'tick' | 'at']: number | undefined } & { readonly pair: string | undefined };

function chosenOf(all: readonly Numbered[], { tick, pair, at }: Wanted): readonly Numbered[] {
  const fits = all.filter(
    ({ one, number }) =>
      (tick === undefined || number === tick) &&
      (pair === undefined || ('of' in one && (one.active === pair || one.standby === pair))),
  );
  if (at === undefined) return fits;
  // Of each the last one before.
  const last = new Map<string, Numbered>();
  for (const each of fits)
    if (Date.parse(each.one.at) <= at) last.set('of' in each.one ? `${each.one.of} ${each.one.active}` : '', each);
  return [...last.values()].sort((a, b) => a.number - b.number);
}

function wanted({ tick, pair, at }: Wanted): string {
  return [
    ...(tick === undefined ? [] : [`: ${tick}`]),
    ...(pair === undefined ? [] : [` of a pair of ${pair}`]),
    ...(at === undefined ? [] : [` before ${new Date(at).toISOString()}`]),
  ].join('');
}

function spanOf(all: readonly Numbered[]): string {
  const [first, last] = [all[0], all.at(-1)];
  const pairs = [...new Set(all.flatMap(({ one }) => ('of' in one ? [`${one.active}, ${one.standby}`] : [])))];
  return [
    `It has ${count(all.length, 'whole tick')}`,
    ...(first && last ? [`, from ${first.one.at} to ${last.one.at}`] : []),
    ...(pairs.length > 0 ? [`; pairs: ${pairs.join('; ')}`] : []),
    '.',
  ].join('');
}

interface Told {
  readonly differs: readonly Difference[];
  readonly lines: readonly string[];
  readonly plan: Plan | null;
  /** Below the plan: what the loop made of each of its actions. */
  readonly answers: readonly string[];
  readonly data: { readonly [key: string]: Json };
}

function again(one: AnyTick, number: number, of: number, io: Io): Told {
  try {
    if (!('of' in one)) return ofNodes(one, number, of, io);
    return one.of === 'judgement' ? ofJudgement(one, number, of, io) : ofPlan(one, number, of, io);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failure(
      'no-decision',
      `tick ${number} can't be decided by this dmsa (${version()})`,
      `${why}. It was recorded by ${one.version}.`,
    );
  }
}

function dataOf({ at, by, cluster, version: recordedBy, hidden }: AnyTick, differs: readonly Difference[]) {
  const found = differs.map(({ path, then, now }) => ({ path, then, now }));
  return { at, by, cluster, recordedBy, same: differs.length === 0, differs: found, hidden };
}

function ofNodes(one: Tick, number: number, of: number, io: Io): Told {
  const { plan, differs } = replay(one, KINDS);
  const style = styleOf(io);
  const lines = [
    `${style.bold(`tick ${number} of ${of}`)}  ${one.at}  ${style.prose(one.by)}  ${count(plan.actions.length, 'change')}: ${wordOf(differs, style)}`,
    ...differenceLines(differs, style),
    ...hiddenLines(one.hidden, style),
  ];
  const answers = one.answers.map(
    ({ id, waits }) => `  ${style.prose(id)}: ${waits === null ? 'was to be done' : style.prose(waits)}`,
  );
  const data = { ...dataOf(one, differs), answers: one.answers, plan: planToJson(plan) };
  return { differs, lines, plan, answers, data };
}

function ofJudgement(one: JudgementTick, number: number, of: number, io: Io): Told {
  const replayed = replayJudgement(one, KINDS);
  const { given, now, differs } = replayed;
  const style = styleOf(io);
  const [head = '', ...rest] = judgementLines(one, replayed, style);
  const { sampled, input, watching, history } = given;
  const data = {
    ...{ of: one.of, active: one.active, standby: one.standby, final: one.final, since: one.since },
    ...dataOf(one, differs),
    ...{ knew: plain({ watching, sampled, input, history }), withLook: one.whole, now },
  };
  return { differs, lines: [`${style.bold(`tick ${number} of ${of}`)}  ${head}`, ...rest], plan: null, answers: [], data };
}

function ofPlan(one: PlanTick, number: number, of: number, io: Io): Told {
  const replayed = replayPlan(one, KINDS);
  const { given, plan, now, differs } = replayed;
  const style = styleOf(io);
  const [head = '', ...rest] = planLines(one, replayed, style);
  const { begin, gains } = given;
  const data = {
    ...{ of: one.of, active: one.active, standby: one.standby, purpose: one.purpose },
    ...dataOf(one, differs),
    ...{ knew: plain({ begin, gains }), now },
  };
  return { differs, lines: [`${style.bold(`tick ${number} of ${of}`)}  ${head}`, ...rest], plan, answers: [], data };
}

function failure(code: string, summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code, summary, detail }]);
}
