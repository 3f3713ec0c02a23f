import type { ActionResult, ApplyResult, Outcome } from '../apply/request.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { diagnosticLines } from './diagnostics.ts';
import { planClosing } from './plan.ts';
import { isComplete } from './plan-summary.ts';
import { type Style, styleOf, type ViewOptions, verbMark } from './style.ts';
import { count, seconds, wrap } from './text.ts';

/** All there is to say of one `apply`. */
export interface ApplyReport {
  readonly plan: Plan;
  readonly result: ApplyResult;
  /** The plan of the look afterwards; null where there was none (locked, interrupted). */
  readonly after: Plan | null;
}

/** Left-over changes beyond this are counted. */
const MAX_LEFT = 10;

/**
 * What became of a plan: first what went wrong, with its cause, then the counts, last what the second look says.
 *
 * @returns the text with a line break at its end
 */
export function renderApplySummary(
  { plan, result, after }: ApplyReport,
  options: ViewOptions & { readonly file?: string },
): string {
  const style = styleOf(options);
  const actions = new Map(plan.actions.map((action) => [action.id, action]));
  const told = new Set<string>();
  const blocks = [
    ...result.conflicts.map((conflict) => diagnosticLines(conflict.error, style)),
    ...result.actions.flatMap((one) => {
      const { error } = { error: undefined, ...one.outcome };
      if (error) told.add(`${error.code}\n${error.summary}`);
      const lines = troubleLines(one, actions.get(one.id), style);
      return lines.length > 0 ? [lines] : [];
    }),
    ...blockedBlock(result, actions, style),
    // The errors of the outcomes are told above; what is left concerns no action, or nothing that failed.
    ...result.problems
      .filter((one) => !told.has(`${one.code}\n${one.summary}`) && !isConflict(result, one.summary))
      .map((one) => diagnosticLines(one, style)),
    [countsLine(result, style)],
    secondLook(after, options, style),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function isConflict(result: ApplyResult, summary: string): boolean {
  return result.conflicts.some((conflict) => conflict.error.summary === summary);
}

function troubleLines({ id, node, outcome }: ActionResult, action: Action | undefined, style: Style): readonly string[] {
  const title = style.clean(action ? `${node}  ${action.kind} ${action.name}` : id);
  switch (outcome.status) {
    case 'done':
    case 'already':
    case 'blocked':
    case 'interrupted':
      return [];
    case 'failed':
      return [
        `${style.red('FAILED')}  ${style.bold(title)}  ${style.dim(`after ${seconds(outcome.ms)}`)}`,
        ...(outcome.undo ? [undoLine(outcome.undo, style)] : []),
        ...diagnosticLines(withoutSubject(outcome.error), style, undefined, 2),
      ];
    case 'stale':
      return [
        `${style.yellow('STALE')}  ${style.bold(title)}  ${style.dim('not done')}`,
        ...diagnosticLines(withoutSubject(outcome.error), style, undefined, 2),
      ];
  }
}

/** The title above it says already what it is about. */
function withoutSubject({ node: _node, resource: _resource, ...rest }: Diagnostic): Diagnostic {
  return rest;
}

function undoLine(undo: 'reverted' | 'revert-failed', style: Style): string {
  return undo === 'reverted'
    ? `  ${style.yellow('the node undid it; it is as it was before')}`
    : `  ${style.red('the node was to undo it, and it could NOT be seen that it did: look at it')}`;
}

/** What was not done because something else failed, by what it waited for; and what was not started. */
function blockedBlock(result: ApplyResult, actions: ReadonlyMap<string, Action>, style: Style): readonly (readonly string[])[] {
  const by = new Map<string, string[]>();
  const stopped: string[] = [];
  const label = (id: string): string => {
    const action = actions.get(id);
    return style.clean(action ? `${action.node}: ${action.kind} ${action.name}` : id);
  };
  for (const { id, outcome } of result.actions) {
    if (outcome.status === 'interrupted' && result.status !== 'locked') stopped.push(id);
    if (outcome.status !== 'blocked') continue;
    const list = by.get(outcome.by);
    if (list) list.push(id);
    else by.set(outcome.by, [id]);
  }
  const lists = (ids: readonly string[]): readonly string[] => [
    ...ids.slice(0, MAX_LEFT).map((id) => `  ${label(id)}`),
    ...(ids.length > MAX_LEFT ? [style.dim(`  ${style.ellipsis} and ${ids.length - MAX_LEFT} more`)] : []),
  ];
  return [
    ...[...by].map(([id, ids]) => [
      ...wrap(`Not done, because they come after ${label(id)}:`, style.width).map(style.yellow),
      ...lists(ids),
    ]),
    ...(stopped.length > 0 ? [[style.yellow('Not started, interrupted:'), ...lists(stopped)]] : []),
  ];
}

export type OutcomeCounts = Readonly<Record<Outcome['status'], number>>;

export function outcomeCounts(result: ApplyResult): OutcomeCounts {
  const of = (status: Outcome['status']): number => result.actions.filter((one) => one.outcome.status === status).length;
  return {
    done: of('done'),
    already: of('already'),
    failed: of('failed'),
    stale: of('stale'),
    blocked: of('blocked'),
    interrupted: of('interrupted'),
  };
}

function countsLine(result: ApplyResult, style: Style): string {
  if (result.status === 'locked') {
    return `${style.red('Nothing was done:')} ${count(result.conflicts.length, 'node')} ${result.conflicts.length === 1 ? 'is' : 'are'} locked by someone else.`;
  }
  if (result.status === 'refused') return style.red('Nothing was done: changes would fail.');
  const { done, already, failed, stale, blocked, interrupted } = outcomeCounts(result);
  const parts = [
    done > 0 ? style.green(`${done} done`) : `${done} done`,
    ...(already > 0 ? [`${already} already as wanted`] : []),
    ...(failed > 0 ? [style.red(`${failed} failed`)] : []),
    ...(stale > 0 ? [style.yellow(`${stale} stale`)] : []),
    ...(blocked > 0 ? [style.yellow(`${blocked} blocked`)] : []),
    ...(interrupted > 0 ? [style.yellow(`${interrupted} not started`)] : []),
  ];
  const head = result.status === 'interrupted' ? style.yellow('Interrupted:') : style.bold('Applied:');
  return `${head} ${parts.join(', ')} in ${seconds(result.ms)}.`;
}

function secondLook(after: Plan | null, options: ViewOptions & { readonly file?: string }, style: Style): readonly string[] {
  if (!after) return [];
  const closing = `${style.bold('Looked again.')} ${planClosing(after, options)}`;
  if (after.actions.length === 0)
    return isComplete(after) ? [closing] : [closing, style.dim('dmsa plan says what could not be seen, and why.')];
  return [
    style.yellow('Looked again, and this is still to be done:'),
    ...after.actions.slice(0, MAX_LEFT).map(({ verb, node, kind, name }) => {
      const { symbol, paint } = verbMark(verb, style);
      return `  ${paint(`${symbol} ${style.clean(`${node}: ${kind} ${name}`)}`)}`;
    }),
    ...(after.actions.length > MAX_LEFT
      ? [style.dim(`  ${style.ellipsis} and ${after.actions.length - MAX_LEFT} more; dmsa plan shows them`)]
      : []),
    planClosing(after, options),
  ];
}
