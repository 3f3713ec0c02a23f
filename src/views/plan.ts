import type { Action, Plan, PlanNode, UnknownResource } from '../diff/plan.ts';
import { type ActionContext, renderAction } from './action.ts';
import { diagnosticLines } from './diagnostics.ts';
import { renderOrder } from './order.ts';
import { isComplete, summaryOf } from './plan-summary.ts';
import { sharedChanges } from './shared-changes.ts';
import { type Style, styleOf, VERBS, type ViewOptions, verbMark } from './style.ts';
import { count, nameList, wrap } from './text.ts';

export interface PlanOptions extends ViewOptions {
  /** Long file bodies whole, every reason, every step, what waits for what on one node. */
  readonly verbose?: boolean;
  /** The plan was cut down to one intent (`--only`): an empty one then says nothing about the rest. */
  readonly only?: Action['intent'];
  /** The file's name as the operator gave it. */
  readonly file?: string;
}

/**
 * A plan that a person can read at a glance: by node in file order, then by thing; what is not known said where it belongs;
 * one closing line of counts. Values from nodes and files are made harmless to a terminal, secrets are not in it.
 *
 * @returns the text with a line break at its end
 */
export function renderPlan(plan: Plan, options: PlanOptions): string {
  const style = styleOf(options);
  const context: ActionContext = {
    style,
    verbose: options.verbose ?? false,
    told: new Map(),
    toldFindings: new Map(),
    actions: new Map(plan.actions.map((action) => [action.id, action])),
    nodes: plan.nodes.map((node) => node.name),
  };
  const shared = sharedChanges(plan);
  const own = new Map<string, Action[]>(plan.nodes.map((node) => [node.name, []]));
  for (const action of plan.actions) if (!shared.ids.has(action.id)) own.get(action.node)?.push(action);
  const unknown = new Map<string, UnknownResource[]>(plan.nodes.map((node) => [node.name, []]));
  for (const one of plan.unknown) unknown.get(one.node)?.push(one);
  const blocks = [
    header(plan, style),
    holdings(plan, style),
    ...shared.groups.map(({ nodes, changes }) => [
      ...wrap(`On ${count(nodes.length, 'node')}: ${style.clean(nameList(nodes, style.ellipsis))}`, style.width).map((line) =>
        style.bold(line),
      ),
      ...changes.flatMap(({ action, after }) => renderAction(action, context, after)),
    ]),
    ...plan.nodes.map((node) => nodeBlock(node, own.get(node.name) ?? [], unknown.get(node.name) ?? [], context)),
    quietNodes(plan, style),
    renderOrder(plan, style),
    plan.problems.length === 0 ? [] : plan.problems.flatMap((problem) => diagnosticLines(problem, style)),
    notes(plan, style),
    [planClosing(plan, options)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function header(plan: Plan, style: Style): readonly string[] {
  const answered = plan.nodes.filter((node) => node.reachable).length;
  const looked =
    answered === plan.nodes.length
      ? `${count(answered, 'node')} looked at`
      : `${answered} of ${count(plan.nodes.length, 'node')} looked at`;
  const legend = [
    ...VERBS.filter((verb) => plan.actions.some((action) => action.verb === verb)).map((verb) => {
      const { symbol, paint } = verbMark(verb, style);
      return `${paint(symbol)} ${style.dim(verb)}`;
    }),
    ...(plan.unknown.length > 0 ? [`${style.yellow('?')} ${style.dim('unknown')}`] : []),
  ];
  return [
    `${style.bold(`Cluster ${style.clean(plan.cluster)}`)}${style.dim(`: ${looked}`)}`,
    ...(legend.length > 0 ? [legend.join('  ')] : []),
  ];
}

/** Pairs whose active does not hold its own addresses and services, and those whose failover somebody paused: it is easily forgotten. */
function holdings(plan: Plan, style: Style): readonly string[] {
  return plan.holdings
    .filter((holding) => holding.holder !== holding.active || holding.code === 'paused')
    .flatMap(({ active, holder, code, sentence }) => {
      const who =
        holder === null
          ? `It is not known who holds ${active}'s addresses and services; they are left alone`
          : `${active}'s addresses and services are on ${holder}`;
      const paint = holder === null ? style.red : style.yellow;
      const text = code === 'paused' ? sentence : `${who}: ${sentence}`;
      return wrap(style.prose(text), style.width - 2).map((line, index) => paint(`${index === 0 ? '!' : ' '} ${line}`));
    });
}

function nodeBlock(
  node: PlanNode,
  actions: readonly Action[],
  unknown: readonly UnknownResource[],
  context: ActionContext,
): readonly string[] {
  const { style } = context;
  const name = style.bold(style.clean(node.name));
  if (!node.reachable) {
    const why = node.error ? diagnosticLines({ ...node.error, severity: 'error' }, style, undefined, 2) : ['  it did not answer'];
    const only = node.selected ? 'nothing is planned for it' : 'it is only read, because others depend on it';
    return [`${name}  ${style.red('UNREACHABLE')}  ${style.dim(only)}`, ...why];
  }
  if (actions.length === 0 && unknown.length === 0) return [];
  const counts = VERBS.flatMap((verb) => {
    const number = actions.filter((action) => action.verb === verb).length;
    const { symbol, paint } = verbMark(verb, style);
    return number > 0 ? [paint(`${symbol}${number}`)] : [];
  });
  const doubts = unknown.length > 0 ? [style.yellow(`?${unknown.length}`)] : [];
  const via = node.via === null ? [] : [style.dim(style.clean(node.via))];
  return [
    [name, ...via, [...counts, ...doubts].join(' ')].join('  '),
    ...actions.flatMap((action) => renderAction(action, context)),
    ...unknownLines(unknown, style),
  ];
}

/** Things that can't be said for one and the same reason are told together. */
function unknownLines(unknown: readonly UnknownResource[], style: Style): readonly string[] {
  const byWhy = new Map<string, UnknownResource[]>();
  for (const one of unknown) {
    const list = byWhy.get(one.why);
    if (list) list.push(one);
    else byWhy.set(one.why, [one]);
  }
  return [...byWhy].flatMap(([why, list]) => [
    ...list.map((one) => `  ${style.yellow(`? ${style.clean(`${one.kind} ${one.name}`)}`)}`),
    ...wrap(style.prose(`unknown: ${why}`), style.width - 6).map((line) => `      ${style.dim(line)}`),
  ]);
}

/** Nodes that need nothing: named, so that nobody has to wonder, but only where others do. */
function quietNodes(plan: Plan, style: Style): readonly string[] {
  const busy = new Set([...plan.actions.map((action) => action.node), ...plan.unknown.map((one) => one.node)]);
  const quiet = plan.nodes.filter((node) => node.selected && node.reachable && !busy.has(node.name)).map((node) => node.name);
  if (busy.size === 0 || quiet.length === 0) return [];
  return wrap(style.clean(`Nothing to do on ${nameList(quiet, style.ellipsis)}.`), style.width).map((line) => style.dim(line));
}

/** What the marks in the plan mean, where there are any. */
function notes(plan: Plan, style: Style): readonly string[] {
  const drift = plan.actions.filter((action) => action.intent === 'corrective').length;
  const risky = plan.actions.filter((action) => action.risksConnection).length;
  const failing = plan.actions.some(({ findings }) => findings.some(({ severity }) => severity === 'would-fail'));
  return [
    ...(drift > 0
      ? [`drift: ${drift} of ${count(plan.actions.length, 'change')} put back what was changed on a node since dmsa applied it.`]
      : []),
    ...(risky > 0 ? ['commit-confirmed: the node takes the change back by itself unless dmsa reaches it anew afterwards.'] : []),
    ...(failing ? ['would fail: dmsa apply starts nothing while this stands. Mend the cause, or try it with --force CODE.'] : []),
  ].flatMap((line) => wrap(line, style.width).map((piece) => style.dim(piece)));
}

/** The line of counts that ends a plan: `Plan: 3 to create, …`, or that there is nothing to do (said only where all was seen). */
export function planClosing(plan: Plan, options: PlanOptions): string {
  const { only, file = 'cluster.yaml' } = options;
  const style = styleOf(options);
  const { unknown, unreachable, wouldFail, warnings, ...verbs } = summaryOf(plan);
  const doubts = [
    ...(wouldFail > 0 ? [style.red(`${wouldFail} would fail`)] : []),
    ...(warnings > 0 ? [style.yellow(count(warnings, 'warning'))] : []),
    ...(unknown > 0 ? [style.yellow(`${unknown} unknown`)] : []),
    ...(unreachable > 0 ? [style.red(`${count(unreachable, 'node')} unreachable`)] : []),
  ];
  if (plan.actions.length > 0) {
    const counts = VERBS.map((verb) => {
      const text = `${verbs[verb]} to ${verb}`;
      return verbs[verb] > 0 ? verbMark(verb, style).paint(text) : text;
    });
    return `${style.bold('Plan:')} ${[counts.join(', '), ...doubts].join('; ')}.`;
  }
  const selected = plan.nodes.filter((node) => node.selected);
  if (only) return `${[`Nothing ${only} found to do on ${count(selected.length, 'node')}`, ...doubts].join('; ')}.`;
  if (isComplete(plan)) {
    const are = selected.length === 1 ? 'is' : 'are';
    const compared = selected.reduce((sum, node) => sum + node.resources, 0);
    const text = `Nothing to do: ${count(selected.length, 'node')} ${are} as ${style.clean(file)} says (${count(compared, 'thing')} compared).`;
    return style.green(text);
  }
  const answered = selected.filter((node) => node.reachable).length;
  const rest = doubts.length > 0 ? doubts : [style.red('not everything could be decided')];
  return `${[`Nothing found to do on ${count(answered, 'node')} that could be looked at`, ...rest].join('; ')}.`;
}
