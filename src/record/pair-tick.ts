/**
 * One recorded judgement about a pair, or one plan that moves it: what was known, and what came of it. Decided again it goes the whole way:
 * from the witnesses and the last check to what is watched, from the look at both members to who holds, from both to the verdict. Pure.
 */

import type { Diagnostic } from '../diagnostic.ts';
import { withFindings } from '../diff/foretell.ts';
import type { Plan } from '../diff/plan.ts';
import { type Answer, askTakeover } from '../ha/ask.ts';
import { type JudgeInput, judge, type Verdict, withoutHistory } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { type Finding as Found, UNWATCHED, type Watched, watch } from '../ha/watch.ts';
import { hearing } from '../ha/witness.ts';
import type { Json } from '../json.ts';
import type { Finding } from '../kinds/foretell.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { type DecideInput, decide } from '../reconcile/decide.ts';
import { judgeInputOf, watchedIn } from '../reconcile/judging.ts';
import type { JudgedRound, PlannedRound, Sampled } from '../reconcile/keep-record.ts';
import { askOf, type Begin, moveOf, stopOf } from '../reconcile/move-plan.ts';
import { pairsIn, seenOf } from '../reconcile/pairs.ts';
import { planToJson } from '../views/plan-json.ts';
import { decode, encode } from './codec.ts';
import { type MaskOptions, masked } from './mask.ts';
import { type Difference, differences } from './tick.ts';

/** Another number than that of the nodes' ticks: a program that knows only those says so. */
export const PAIR_FORMAT = 2;

interface Head {
  readonly format: typeof PAIR_FORMAT;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  readonly cluster: string;
  readonly active: string;
  readonly standby: string;
  /** Encoded, without secrets. */
  readonly given: Json;
  /** What comes of that. */
  readonly answer: Json;
  /** Paths in which the loop's own answer was another one, as this one rests on digests in place of secrets. */
  readonly hidden: readonly string[];
}

export type JudgementTick = Head & {
  readonly of: 'judgement';
  /** Something was done by it, or nothing; the others were looked at and judged anew before that. */
  readonly final: boolean;
  /** With the look at both members. Where that had to wait, the same judgement without it was written before. */
  readonly whole: boolean;
  /** Judgements about the pair since the last one that was recorded: left out as they were like it, and left out for want of room. */
  readonly since: { readonly like: number; readonly lost: number };
};

export type PlanTick = Head & { readonly of: 'plan'; readonly purpose: PlannedRound['purpose'] };

export type PairTick = JudgementTick | PlanTick;

type Look = Omit<DecideInput, 'kinds'>;

/** `look` null: what the look at the members came to is in `input` alone. */
export interface JudgementGiven {
  readonly watching: string | null;
  readonly sampled: Omit<Sampled, 'after'> | null;
  readonly input: JudgeInput;
  readonly look: Look | null;
  readonly history: string | null;
}

export interface PlanGiven {
  readonly begin: Begin | null;
  readonly gains: string | null;
  readonly look: Look;
  /** What a look at the nodes says that would fail, by action; and what it could not say. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly problems: readonly Diagnostic[];
}

interface TickOf {
  readonly at: string;
  readonly by: string;
  readonly version: string;
  readonly mask: MaskOptions;
  readonly kinds: readonly AnyKind[];
}

/** Throws where something can't be recorded. @param whole  with the look at both members */
export function judgementTick(
  round: JudgedRound,
  { whole, since, ...of }: TickOf & Pick<JudgementTick, 'since'> & { readonly whole: boolean },
): JudgementTick {
  const { watching, sampled, input, seen, history, verdict } = round;
  const given: JudgementGiven = {
    watching,
    sampled: sampled && checkOf(sampled),
    input,
    look: whole ? lookOf(seen) : null,
    history,
  };
  const hidden = masked(given, of.mask) as JudgementGiven;
  const answer = judgementJson(judgementOf(hidden, input, of.kinds));
  const own = judgementJson({
    heard: new Map(
      [...(sampled?.witnesses.keys() ?? [])].map((one) => [one, sampled?.sample.findings.get(`network ${one}`) ?? null]),
    ),
    watched: sampled?.after ?? null,
    input: whole ? input : null,
    verdict,
  });
  const differs = differences(masked(own, of.mask) as Json, answer);
  return { ...head(round.members, seen, hidden, answer, differs, of), of: 'judgement', final: round.final, whole, since };
}

/** Throws where something can't be recorded. */
export function planTick(round: PlannedRound, of: TickOf): PlanTick {
  const { members, purpose, seen, begin, gains, planned, answer: asked, stop } = round;
  const before = new Map(planned?.verdict.plan.actions.map((action) => [action.id, action.findings.length]));
  const findings = new Map(planned?.plan.actions.map(({ id, findings }) => [id, findings.slice(before.get(id) ?? 0)]));
  const problems = planned?.plan.problems.slice(planned.verdict.plan.problems.length) ?? [];
  const hidden = masked({ begin, gains, look: lookOf(seen), findings, problems } satisfies PlanGiven, of.mask) as PlanGiven;
  const { plan, asked: again, stop: stops, json } = planOf(hidden, members.active.name, of.kinds);
  const own = masked(gist(asked, planned?.plan ?? null, stop), of.mask) as Json;
  return { ...head(members, seen, hidden, json, differences(own, gist(again, plan, stops)), of), of: 'plan', purpose };
}

function head(
  { active, standby }: Members,
  { cluster }: DecideInput,
  given: JudgementGiven | PlanGiven,
  answer: Json,
  hidden: readonly Difference[],
  { at, by, version }: TickOf,
): Head {
  return {
    ...{ format: PAIR_FORMAT, version, at, by, cluster: cluster.name, active: active.name, standby: standby.name },
    ...{ given: encode(given), answer },
    hidden: hidden.map(({ path }) => path),
  };
}

function lookOf({ kinds: _, ...look }: DecideInput): Look {
  return look;
}

function checkOf({ after: _, ...check }: Sampled): Omit<Sampled, 'after'> {
  return check;
}

interface Judgement {
  /** By network; null: nothing was said of it. */
  readonly heard: ReadonlyMap<string, Found | null>;
  readonly watched: Watched | null;
  /** As it follows from the look; null: there is none. */
  readonly input: JudgeInput | null;
  readonly verdict: Verdict;
}

/** The whole way again, of what is recorded. */
function judgementOf(given: JudgementGiven, { active }: Pick<JudgeInput, 'active'>, kinds: readonly AnyKind[]): Judgement {
  const { sampled, history } = given;
  const heard = new Map([...(sampled?.witnesses ?? [])].map(([network, all]) => [network as string, hearing(network, all)]));
  const findings = new Map(sampled?.sample.findings);
  for (const [network, found] of heard) findings.set(`network ${network as 'maintenance' | 'equipment'}`, found);
  const watched = sampled && watch(sampled.before, { ...sampled.sample, findings }, sampled.patience);
  const input = given.look && inputOf(given, { ...given.look, kinds }, active, watched);
  const verdict = judge(input ?? given.input);
  return { heard, watched, input, verdict: history === null ? verdict : withoutHistory(verdict, history) };
}

/** Whether a machine is this one can't be asked elsewhere: `hasFenceAgent` is taken as it was. */
function inputOf({ input, watching }: JudgementGiven, seen: DecideInput, active: string, watched: Watched | null): JudgeInput {
  const { tries, activeReached, standbyDeaf, takeovers, lease, hasFenceAgent } = input;
  const members = membersOf(seen, active);
  const verdict = decide(seen);
  const looked = { seen, verdict, holding: seenOf(members, seen, verdict).holding };
  return judgeInputOf({
    ...{ cluster: seen.cluster, members, looked, tries, activeReached, takeovers, lease, hasFenceAgent },
    ...(standbyDeaf ? { standbyDeaf } : {}),
    watched: watchedIn(members, looked).name === watching ? (watched ?? input.watched) : UNWATCHED,
  });
}

function membersOf({ cluster }: DecideInput, name: string): Members {
  const members = pairsIn(cluster).find(({ active }) => active.name === name);
  if (!members) throw new Error(`${cluster.name} has no pair of ${name}`);
  return members;
}

function judgementJson({ heard, watched, input, verdict }: Judgement): Json {
  return plain({ heard, watched, input, verdict });
}

interface PlanAgain {
  readonly asked: Answer | null;
  readonly plan: Plan | null;
  readonly stop: string | null;
  readonly json: Json;
}

function planOf({ begin, gains, look, findings, problems }: PlanGiven, active: string, kinds: readonly AnyKind[]): PlanAgain {
  const before: DecideInput = { ...look, kinds };
  const members = membersOf(before, active);
  const asked = begin && askTakeover(askOf(members, { seen: before, verdict: decide(before) }, begin));
  const again = (plan: Plan | null, stop: string | null): PlanAgain => ({
    ...{ asked, plan, stop },
    json: { asked: plain(asked), plan: plan && planToJson(plan), stop },
  });
  if (asked && asked.status !== 'go') return again(null, null);
  const moved = moveOf({ members, seen: before, intent: asked?.intent ?? null, gains }).plan;
  const told = withFindings(moved, findings);
  const plan = { ...told, problems: [...told.problems, ...problems] };
  return again(plan, stopOf({ plan }, gains));
}

/** Of a plan, without the values: those of secrets are shown in another way. */
function gist(asked: Answer | null, plan: Plan | null, stop: string | null): Json {
  return { asked: plain(asked), actions: plan?.actions.map(({ verb, id }) => `${verb} ${id}`) ?? null, stop };
}

/** For people and for a comparison by path: maps by their keys. It can't be had back. */
export function plain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [String(key), plain(inner)]));
  if (value instanceof Set || Array.isArray(value)) return [...value].map(plain);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, plain(inner)] as const])),
  );
}

export interface ReplayedPair {
  /** Empty: the same. */
  readonly differs: readonly Difference[];
  /** What comes of it by this program. */
  readonly now: Json;
}

export type ReplayedJudgement = ReplayedPair & { readonly given: JudgementGiven; readonly verdict: Verdict };
export type ReplayedPlan = ReplayedPair & { readonly given: PlanGiven; readonly plan: Plan | null };

/** Throws where this program can't judge by it. */
export function replayJudgement(tick: JudgementTick, kinds: readonly AnyKind[]): ReplayedJudgement {
  const given = decode(tick.given) as JudgementGiven;
  const judgement = judgementOf(given, tick, kinds);
  const now = judgementJson(judgement);
  return { given, verdict: judgement.verdict, now, differs: differences(tick.answer, now) };
}

/** Throws where this program can't make a plan of it. */
export function replayPlan(tick: PlanTick, kinds: readonly AnyKind[]): ReplayedPlan {
  const given = decode(tick.given) as PlanGiven;
  const { plan, json } = planOf(given, tick.active, kinds);
  return { given, plan, now: json, differs: differences(tick.answer, json) };
}
