/** A recorded judgement about a pair, or a plan that moves it, in a few lines: what was known, what came of it, and whether it still does. */
import { type Patience, progressText, type Subject, type Watched } from '../ha/watch.ts';
import type { JudgementTick, PlanTick, ReplayedJudgement, ReplayedPlan } from '../record/pair-tick.ts';
import type { Difference } from '../record/tick.ts';
import type { Style } from './style.ts';
import { count } from './text.ts';

const MOST_DIFFERENCES = 20;
const MOST_VALUE = 60;

export function judgementLines(
  tick: JudgementTick,
  { given, verdict, differs }: ReplayedJudgement,
  style: Style,
): readonly string[] {
  const { act, code, sentence } = verdict;
  const paint = act === 'alarm' ? style.red : act === 'none' ? style.dim : style.yellow;
  const { like, lost } = tick.since;
  const since = [...(like > 0 ? [`${count(like, 'judgement')} like it before`] : []), ...(lost > 0 ? [`${lost} lost`] : [])];
  const anew = tick.final ? [] : ['looked and judged anew before anything is done'];
  return [
    `${headOf(tick, style)}  ${paint(style.prose(`${act} [${code}]`))}: ${wordOf(differs, style)}`,
    ...knownLines(given, tick).map((line) => `  ${style.prose(line)}`),
    `  ${style.prose(sentence)}`,
    ...[...anew, ...since].map((line) => style.dim(`  ${line}`)),
    ...differenceLines(differs, style),
    ...hiddenLines(tick.hidden, style),
  ];
}

export function planLines(tick: PlanTick, { given, plan, now, differs }: ReplayedPlan, style: Style): readonly string[] {
  const what = tick.purpose === 'fence' ? 'plan as it would be with the active off' : 'plan';
  const { stop } = now as { readonly stop: string | null };
  const { begin, gains } = given;
  const why = begin === null ? [] : [`asked for: ${begin.why}${begin.fence === null ? '' : `; fenced: ${begin.fence.detail}`}`];
  return [
    `${headOf(tick, style)}  ${style.yellow(what)}, ${plan === null ? 'none' : count(plan.actions.length, 'change')}: ${wordOf(differs, style)}`,
    ...[...why, ...(gains === null ? [] : [`${gains} is to hold`])].map((line) => `  ${style.prose(line)}`),
    ...(stop === null ? [] : [style.red(`  not begun: ${style.prose(stop)}`)]),
    ...differenceLines(differs, style),
    ...hiddenLines(tick.hidden, style),
  ];
}

export function wordOf(differs: readonly Difference[], style: Style): string {
  if (differs.length === 0) return style.green('the same decision');
  return style.red(`another decision: ${count(differs.length, 'difference')}`);
}

export function differenceLines(differs: readonly Difference[], style: Style): readonly string[] {
  return [
    ...differs
      .slice(0, MOST_DIFFERENCES)
      .map(({ path, then, now }) => `  ${style.prose(path)}: ${short(then, style)} ${style.arrow} ${short(now, style)}`),
    ...(differs.length > MOST_DIFFERENCES ? [`  ${style.ellipsis} and ${differs.length - MOST_DIFFERENCES} more (--json)`] : []),
  ];
}

export function hiddenLines(hidden: readonly string[], style: Style): readonly string[] {
  return hidden.map((id) => style.yellow(`  secrets are not recorded: of ${style.prose(id)} the loop decided otherwise`));
}

function headOf({ at, active, standby }: JudgementTick | PlanTick, style: Style): string {
  return style.prose(`${at}  pair ${active}, ${standby}`);
}

function short(value: unknown, style: Style): string {
  const text = JSON.stringify(value) ?? '';
  return style.prose(text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE - 1)}${style.ellipsis}` : text);
}

/** Each network, services, disk and checks of the member that is watched; then who holds, and what a takeover would rest on. */
function knownLines({ sampled, input, watching }: ReplayedJudgement['given'], { active }: JudgementTick): readonly string[] {
  const { holding, lease, activeReached, watched, limits, standbyUnfit, takeovers } = input;
  const found = new Set<Subject>([
    ...(sampled?.sample.findings.keys() ?? []),
    ...watched.troubles.keys(),
    ...watched.unknown.keys(),
  ]);
  const subjects = [...found]
    .sort((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1))
    .map((subject) => subjectText(subject, watched, limits?.patience ?? null));
  const of = watching ?? active;
  return [
    `${of}: ${subjects.length === 0 ? 'nothing was checked yet' : subjects.join(', ')}; ${activeReached ? 'can be spoken to' : "can't be spoken to"}`,
    [
      `holds: ${holding.holder ?? 'nobody that could be named'} [${holding.code}]`,
      lease.proof === 'none' ? 'no lease' : `lease: ${lease.proof}, ${lease.detail}`,
      ...(standbyUnfit === null ? [] : [`standby: ${standbyUnfit}`]),
      ...(takeovers === 0 ? [] : [`${count(takeovers, 'takeover')} within the hour`]),
    ].join('; '),
  ];
}

function subjectText(subject: Subject, { troubles, unknown }: Watched, patience: Patience | null): string {
  const trouble = troubles.get(subject);
  const why = unknown.get(subject);
  const failed = trouble && `failed, ${trouble.why}${patience ? ` (${progressText(trouble, patience)})` : ''}`;
  if (why !== undefined) return `${subject}: unknown, ${why}${failed === undefined ? '' : `; before that ${failed}`}`;
  return `${subject}: ${failed ?? 'good'}`;
}

const ORDER: readonly string[] = ['network maintenance', 'network equipment', 'service', 'disk', 'lease', 'check'];

/** Whichever answered first, the same order in every judgement: they are read one below the other. */
function orderOf(subject: Subject): number {
  return ORDER.findIndex((one) => `${subject} `.startsWith(`${one} `));
}
