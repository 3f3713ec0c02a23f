/** What the loop that keeps pairs decides, handed out with all that it decides of, so that it can be recorded and decided again. */
import type { NetworkName } from '../desired/cluster.ts';
import type { Answer } from '../ha/ask.ts';
import type { JudgeInput, Verdict } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import type { Patience, Sample, Watched } from '../ha/watch.ts';
import type { Witness } from '../ha/witness.ts';
import type { DecideInput } from './decide.ts';
import type { KeepRequest } from './keep-request.ts';
import type { State } from './keep-state.ts';
import type { Begin, Planned } from './move-plan.ts';

/** One check, and what it made of what was watched before. */
export interface Sampled {
  readonly before: Watched;
  readonly sample: Sample;
  /** What the findings about networks rest on. */
  readonly witnesses: ReadonlyMap<NetworkName, readonly Witness[]>;
  readonly patience: Patience;
  readonly after: Watched;
}

export interface JudgedRound {
  readonly is: 'judged';
  readonly members: Members;
  /** By what is done, or not; the others are looked at and judged anew before that. */
  readonly final: boolean;
  /** The member that is watched; null: none yet. */
  readonly watching: string | null;
  readonly sampled: Sampled | null;
  readonly input: JudgeInput;
  /** Of both members, when they were last looked at. */
  readonly seen: DecideInput;
  /** Why it can't be said how often it was taken over within the hour; null: it can. */
  readonly history: string | null;
  readonly verdict: Verdict;
}

export interface PlannedRound {
  readonly is: 'planned';
  readonly members: Members;
  /** `fence`: as it would be with the active off, before it is switched off or its lease is taken; nothing is done by it. */
  readonly purpose: 'act' | 'fence';
  readonly seen: DecideInput;
  /** null: nothing is begun; the pair is brought to what it is already decided to be. */
  readonly begin: Begin | null;
  readonly answer: Answer | null;
  readonly gains: string | null;
  /** null: there is none, by the answer. */
  readonly planned: Planned | null;
  /** Why it is not begun; null: it is. */
  readonly stop: string | null;
}

/** Nothing is done any more of what was judged last. */
export interface DoneRound {
  readonly is: 'done';
  readonly members: Members;
}

export type PairRound = JudgedRound | PlannedRound | DoneRound;

/** What of it goes on to change is copied: it is written down later. */
export function noteJudged(
  { onRound }: KeepRequest,
  members: Members,
  { told, looked, watching }: State,
  { final, history, verdict }: Pick<JudgedRound, 'final' | 'history' | 'verdict'>,
): void {
  if (!onRound || !told.judged || !looked) return;
  const { input } = told.judged;
  onRound({
    ...{ is: 'judged', members, final, watching, sampled: told.sampled, seen: looked.seen, history, verdict },
    input: { ...input, tries: new Map(input.tries) },
  });
}
