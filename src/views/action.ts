import type { Action } from '../diff/plan.ts';
import type { Finding } from '../kinds/foretell.ts';
import type { Step } from '../kinds/kind.ts';
import { lookOf } from './shared-changes.ts';
import { type Style, verbMark } from './style.ts';
import { columns, nameList, wrap } from './text.ts';
import { fieldLabel, renderField } from './value.ts';

const TITLE_INDENT = 2;
const FIELD_INDENT = 6;
/** Labels longer than this don't push the values of the others to the right. */
const MAX_LABEL = 36;

/** Reasons that the symbol before the title says already. */
const SELF_EVIDENT = new Set(['absent', 'differs']);

/** Changes of fewer lines than this are shorter than a reference to another node. */
const MIN_SAME_LINES = 4;

export interface ActionContext {
  readonly style: Style;
  /** Changes that were told already, and on which node: the very same one is told by a reference to it. */
  readonly told: Map<string, string>;
  /** Findings that were told already, by node. */
  readonly toldFindings: Map<string, Set<string>>;
  readonly verbose: boolean;
  readonly actions: ReadonlyMap<string, Action>;
  /** All nodes in file order. */
  readonly nodes: readonly string[];
}

/**
 * One action: its title with reason and marks, its fields, what on other nodes it waits for.
 *
 * @param after  ids to name as what it waits for, where they are not just its own
 */
export function renderAction(action: Action, context: ActionContext, after: readonly string[] = action.after): readonly string[] {
  const { style, verbose } = context;
  const labelWidth = Math.min(MAX_LABEL, Math.max(0, ...action.fields.map((field) => columns(fieldLabel(field, style)))));
  const sides = action.verb === 'create' || action.verb === 'delete' ? 'one' : 'both';
  const fields = action.fields.flatMap((field) =>
    renderField(field, style, { indent: FIELD_INDENT, labelWidth, sides, whole: verbose }),
  );
  const look = fields.length < MIN_SAME_LINES || verbose ? null : lookOf(action);
  const toldOn = look === null ? undefined : context.told.get(look);
  if (look !== null && toldOn === undefined) context.told.set(look, action.node);
  return [
    ...title(action, context),
    ...(toldOn === undefined ? fields : dimmed(`the same as on ${toldOn}`, style)),
    ...action.findings.flatMap((finding) => findingLines(finding, action, context)),
    ...waitsFor(action, after, context).flatMap((text) => dimmed(text, style)),
    ...(action.followUp ? dimmed(`in a further pass: ${action.followUp.sentence}`, style) : []),
    ...(verbose ? action.steps.flatMap((step) => dimmed(`step: ${stepLabel(step)}`, style)) : []),
  ];
}

/** `would fail [no-space]: …`; what to do about it once a node. */
function findingLines(finding: Finding, { node }: Action, { style, toldFindings }: ActionContext): readonly string[] {
  const { code, sentence, detail, severity } = finding;
  const fails = severity === 'would-fail';
  const paint = fails ? style.red : style.yellow;
  const text = `${fails ? 'would fail' : 'warning'} [${code}]: ${style.prose(sentence)}`;
  const told = toldFindings.get(node) ?? new Set();
  toldFindings.set(node, told);
  const known = told.has(`${code} ${detail}`);
  told.add(`${code} ${detail}`);
  const margin = ' '.repeat(FIELD_INDENT);
  return [
    ...wrap(text, style.width - FIELD_INDENT - 2).map((line, index) => `${margin}${index === 0 ? '' : '  '}${paint(line)}`),
    ...(detail === undefined || known
      ? []
      : wrap(style.prose(detail), style.width - FIELD_INDENT - 2).map((line) => `${margin}  ${style.dim(line)}`)),
  ];
}

function title(action: Action, { style, verbose }: ActionContext): readonly string[] {
  const { symbol, paint } = verbMark(action.verb, style);
  const name = style.clean(`${action.kind} ${action.name}`);
  const mark = action.risksConnection ? 'commit-confirmed' : '';
  const why = style.prose(reasonText(action, verbose));
  const head = `${' '.repeat(TITLE_INDENT)}${paint(`${symbol} ${name}`)}${mark && `  ${style.yellow(`[${mark}]`)}`}`;
  if (why === '') return [head];
  const used = TITLE_INDENT + 2 + columns(name) + (mark === '' ? 0 : mark.length + 4);
  const paintWhy = action.intent === 'corrective' ? style.yellow : style.dim;
  if (used + 2 + columns(why) <= style.width) return [`${head}  ${paintWhy(why)}`];
  return [head, ...wrap(why, style.width - FIELD_INDENT).map((line) => ' '.repeat(FIELD_INDENT) + paintWhy(line))];
}

function reasonText({ intent, reason }: Action, verbose: boolean): string {
  if (intent === 'corrective') return `drift: ${reason.sentence}`;
  return verbose || !SELF_EVIDENT.has(reason.code) ? reason.sentence : '';
}

function dimmed(text: string, style: Style): readonly string[] {
  return wrap(style.clean(text), style.width - FIELD_INDENT - 2).map(
    (line, index) => ' '.repeat(FIELD_INDENT + (index === 0 ? 0 : 2)) + style.dim(line),
  );
}

/** `after export /opt/rrd on Sec-1, Sec-2`: things of other nodes (with `verbose`, of its own node too) that come first. */
function waitsFor(
  action: Action,
  after: readonly string[],
  { style, verbose, actions, nodes }: ActionContext,
): readonly string[] {
  const things = new Map<string, Set<string>>();
  for (const id of after) {
    const other = actions.get(id);
    if (!other || (other.node === action.node && !verbose)) continue;
    const thing = `${other.kind} ${other.name}`;
    const on = things.get(thing);
    if (on) on.add(other.node);
    else things.set(thing, new Set([other.node]));
  }
  return [...things].map(([thing, on]) => {
    const names = nodes.filter((name) => on.has(name));
    return names.length === 1 ? `after ${names[0]}: ${thing}` : `after ${thing} on ${nameList(names, style.ellipsis)}`;
  });
}

/** What a step does, for people: `write /etc/exports.d/dmsa.exports`, `reload exports`. Never what it writes. */
export function stepLabel(step: Step): string {
  switch (step.do) {
    case 'write':
      return `write ${step.path}`;
    case 'edit':
      return `edit ${step.path}`;
    case 'remove':
      return `remove ${step.path}`;
    case 'run':
      return step.label;
  }
}
