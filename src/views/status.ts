/** The whole cluster on one screen, as the loop knows it; and as JSON. */
import type { Json } from '../json.ts';
import type { ReadEvidence } from '../reconcile/evidence-file.ts';
import type { Difference, NodesWritten, NodeTold, ShareWritten } from '../reconcile/nodes-file.ts';
import { isInForce, type Suspension } from '../reconcile/rounds.ts';
import { inForceText } from './in-force.ts';
import { differenceJson, thingOf } from './nodes.ts';
import { type Style, styleOf, type ViewOptions } from './style.ts';
import { columns, count, pad, wrap } from './text.ts';
import { clockTime, time } from './time.ts';
import { renderField } from './value.ts';

export interface StatusSeen {
  readonly written: NodesWritten;
  readonly lives: 'yes' | 'no' | 'unknown';
  /** How old what is shown is. */
  readonly ageMs: number;
  readonly pairs: readonly { readonly active: string; readonly standby: string; readonly read: ReadEvidence }[];
}

const MOST_NODES = 30;
const MOST_WAITS = 8;

export function renderStatus(
  { written, lives, ageMs, pairs }: StatusSeen,
  options: ViewOptions & { readonly verbose: boolean },
): string {
  const style = styleOf(options);
  const { told, file, by } = written;
  const atMs = written.at.wallMs;
  const alive = {
    yes: `${age(ageMs)} ago`,
    no: style.red(`it has ended, ${age(ageMs)} ago`),
    unknown: `${age(ageMs)} ago, whether it lives can not be told from here`,
  }[lives];
  const approved = told.revision.approval ? `, approved by ${told.revision.approval.by}` : '';
  const lines = [
    `${style.bold(written.cluster)}  kept by ${by.user}@${by.host} pid ${by.pid}, ${alive}; mode ${told.mode}${told.dryRun ? ', dry run' : ''}`,
    `revision ${told.revision.digest.slice(0, 12)}${approved}; ${style.prose(inForceText(file))}`,
    ...(file.refused === null ? [] : [style.red(`what the file says by now is not in force: ${style.prose(file.refused)}`)]),
    ...(told.window === null
      ? []
      : [`window ${told.window.open ? style.green('open') : style.yellow('closed')}: ${told.window.text}`]),
    ...(typeof told.suspensions === 'string'
      ? [style.red(`what is suspended can't be read, and nothing is changed: ${style.prose(told.suspensions)}`)]
      : told.suspensions.filter((one) => isInForce(one, atMs)).map((one) => style.yellow(style.prose(suspensionText(one))))),
    ...shareLines(told.share ?? null, told.nodes.length, style),
    '',
    ...nodeLines(told.nodes, atMs, style, keepersOf(told.share ?? null)),
  ];
  const waits = waitLines(told.nodes, style, options.verbose);
  if (waits.length > 0) lines.push('', ...waits);
  if (pairs.length > 0)
    lines.push('', ...pairs.map((pair) => pairLine(pair, style, keepersOf(told.share ?? null).get(pair.active) ?? null)));
  return `${lines.join('\n')}\n`;
}

/** By node, another controller that keeps it. */
function keepersOf(share: ShareWritten | null): ReadonlyMap<string, string> {
  return new Map((share?.keptBy ?? []).flatMap(([node, by]) => (by === null || by === share?.controller ? [] : [[node, by]])));
}

function shareLines(share: ShareWritten | null, all: number, style: Style): readonly string[] {
  if (share === null) return [];
  const kept = share.controllers.map(({ name, nodes }) => `${name === share.controller ? `${name} (this one)` : name} ${nodes}`);
  const free = share.keptBy.filter(([, by]) => by === null).length;
  return [
    `controllers ${kept.join(', ')}; ${free === 0 ? `all of ${count(all, 'node')} are kept` : style.yellow(`${count(free, 'node')} kept by nobody just now`)}`,
    ...(share.silent === null
      ? []
      : [
          style.red(
            `the arbiter does not answer, and nothing is changed without its leases [no-arbiter]: ${style.prose(share.silent)}`,
          ),
        ]),
  ];
}

function nodeLines(
  nodes: readonly NodeTold[],
  atMs: number,
  style: Style,
  keepers: ReadonlyMap<string, string>,
): readonly string[] {
  const keeperText = (name: string): string => {
    const by = keepers.get(name);
    return by === undefined ? '' : style.dim(`${style.dot === '-' ? ' - ' : ' · '}kept by ${by}`);
  };
  const good = nodes.filter(
    (node) => node.reachable === true && sizeOf(node) === 0 && node.unknown.length === 0 && node.doing === null,
  );
  const rest = nodes.filter((node) => !good.includes(node));
  const shown = nodes.length <= MOST_NODES ? nodes : rest.slice(0, MOST_NODES);
  const width = Math.max(0, ...shown.map(({ name }) => columns(name)));
  const lines = shown.map((node) => `  ${pad(node.name, width)}  ${nodeText(node, atMs, style)}${keeperText(node.name)}`);
  const hidden = nodes.length - shown.length;
  const summary = `${count(nodes.length, 'node')}: ${good.length} as wanted, ${rest.filter(({ reachable }) => reachable === false).length} not reached, ${count(
    nodes.reduce((sum, node) => sum + sizeOf(node), 0),
    'difference',
  )}`;
  return [style.bold(summary), ...lines, ...(hidden > 0 ? [style.dim(`  … and ${hidden} more`)] : [])];
}

function sizeOf({ differences, more }: NodeTold): number {
  return differences.length + more;
}

function nodeText(node: NodeTold, atMs: number, style: Style): string {
  const seen = node.seenMs === null ? 'never seen' : `seen ${age(Math.max(0, atMs - node.seenMs))} ago`;
  if (node.reachable === null) return style.dim('not looked at yet');
  const parts = [
    ...(node.reachable ? [seen] : [style.red('not reached'), seen, style.prose(node.why ?? '')]),
    ...(sizeOf(node) > 0 ? [style.yellow(count(sizeOf(node), 'difference'))] : node.reachable ? [style.green('as wanted')] : []),
    ...(node.unknown.length > 0 ? [style.yellow(`${node.unknown.length} unknown`)] : []),
    ...streamParts(node, style),
    ...quietParts(node, atMs, style),
    ...(node.doing === null ? [] : [style.cyan(`doing ${style.prose(node.doing)}`)]),
  ];
  return parts.join(`${style.dot === '-' ? ' - ' : ' · '}`);
}

/** Whether what changes there is heard of between two looks. */
function streamParts({ reachable, stream }: NodeTold, style: Style): readonly string[] {
  if (!stream || reachable !== true) return [];
  switch (stream.is) {
    case 'open':
      return [style.dim('streamed')];
    case 'opening':
      return [];
    case 'partial':
      return [style.yellow(`streamed in part: ${style.prose(stream.why ?? '')}`)];
    case 'lost':
      return [style.yellow(`not streamed: ${style.prose(stream.why ?? '')}`)];
  }
}

/** Why nothing is begun though it could be. */
function quietParts({ stream, doing, differences }: NodeTold, atMs: number, style: Style): readonly string[] {
  const quietMs = stream?.quietMs ?? 0;
  if (quietMs <= atMs || doing !== null || !differences.some(({ waits }) => waits === null)) return [];
  const what = stream?.last ? ` (${style.prose(stream.last.what)})` : '';
  return [style.yellow(`is just changing${what}: begun once that is over, or in ${Math.ceil((quietMs - atMs) / 1000)} s`)];
}

/** What waits, by why: the same reason is one line. */
function waitLines(nodes: readonly NodeTold[], style: Style, verbose: boolean): readonly string[] {
  const groups = new Map<string, { readonly node: string; readonly one: Difference }[]>();
  for (const { name, differences } of nodes) {
    for (const one of differences) {
      const key = one.waits === null ? 'is put right' : `[${one.waits.code}] ${one.waits.why}`;
      const group = groups.get(key) ?? [];
      group.push({ node: name, one });
      groups.set(key, group);
    }
  }
  return [...groups].flatMap(([why, found]) => [
    ...wrap(style.prose(why), style.width - 2).map((line, at) => (at === 0 ? style.yellow(line) : `  ${line}`)),
    ...found
      .slice(0, verbose ? found.length : MOST_WAITS)
      .flatMap(({ node, one }) => [
        `  ${node}  ${one.verb} ${style.prose(thingOf(one.id))}: ${style.prose(one.sentence)}, since ${clockTime(one.sinceMs)}${one.waits?.untilMs ? `, until ${time(one.waits.untilMs)}` : ''}`,
        ...(verbose
          ? one.fields.flatMap((field) => renderField(field, style, { indent: 6, labelWidth: 12, sides: 'both', whole: true }))
          : []),
      ]),
    ...(!verbose && found.length > MOST_WAITS ? [style.dim(`  … and ${found.length - MOST_WAITS} more (-v)`)] : []),
  ]);
}

function pairLine({ active, standby, read }: StatusSeen['pairs'][number], style: Style, keeper: string | null): string {
  const name = `${style.bold('pair')} ${active} / ${standby}  `;
  if (keeper !== null) return `${name}${style.dim(`kept by ${keeper}, which tells of it`)}`;
  if (read.status !== 'read')
    return `${name}${style.dim(read.status === 'none' ? 'nothing is known of it yet' : style.prose(read.why))}`;
  const { verdict } = read.written.evidence;
  const paint = verdict.act === 'alarm' ? style.red : verdict.code === 'fine' ? style.green : style.yellow;
  return `${name}${paint(verdict.code)}: ${style.prose(verdict.sentence)}`;
}

function age(ms: number): string {
  const s = Math.round(ms / 1000);
  return s < 120 ? `${s} s` : s < 7200 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3600)} h`;
}

/** `all nodes, kind mount: suspended until …` */
export function suspensionText({ nodes, kinds, untilMs, by, on, shared, reason }: Suspension): string {
  const of = kinds === null ? '' : `, ${kinds.length === 1 ? 'kind' : 'kinds'} ${kinds.join(', ')}`;
  const end = untilMs === null ? 'until somebody resumes' : `until ${time(untilMs)}`;
  const where = shared === undefined || on === undefined ? '' : ` on ${on}`;
  const alone = shared === false ? ' for this controller alone' : '';
  return `${nodes === null ? 'all nodes' : nodes.join(', ')}${of}: suspended${alone} ${end}, by ${by}${where}: ${reason}`;
}

export function statusJson({ written, lives, ageMs, pairs }: StatusSeen): Json {
  const { told } = written;
  return {
    cluster: written.cluster,
    atMs: written.at.wallMs,
    ageMs: Math.round(ageMs),
    lives,
    by: written.by,
    file: written.file,
    mode: told.mode,
    dryRun: told.dryRun,
    revision: told.revision,
    window: told.window,
    suspensions: told.suspensions,
    share: told.share
      ? {
          controller: told.share.controller,
          controllers: told.share.controllers,
          keptBy: Object.fromEntries(told.share.keptBy),
          silent: told.share.silent,
        }
      : null,
    nodes: told.nodes.map((node) => ({ ...node, differences: node.differences.map(differenceJson) })),
    pairs: pairs.map(({ active, standby, read }) => {
      const verdict = read.status === 'read' ? read.written.evidence.verdict : null;
      return {
        active,
        standby,
        act: verdict?.act ?? null,
        code: verdict?.code ?? null,
        sentence: verdict?.sentence ?? null,
      };
    }),
  };
}
