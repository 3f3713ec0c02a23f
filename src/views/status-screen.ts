/** The whole cluster on one screen of a terminal that is drawn again and again: what is troubled first, and what does not fit is counted. */
import type { Entry } from '../events/entry.ts';
import type { NodeTold } from '../reconcile/nodes-file.ts';
import { isInForce } from '../reconcile/rounds.ts';
import { thingOf } from './nodes.ts';
import { type StatusSeen, suspensionText } from './status.ts';
import { type Paint, type Style, styleOf, type ViewOptions } from './style.ts';
import { clip, columns, count, pad } from './text.ts';
import { clockTime } from './time.ts';

export interface ScreenSeen {
  readonly cluster: string;
  /** A text: why nothing is known. */
  readonly status: StatusSeen | string;
  /** The newest entries of the journal, oldest first. */
  readonly events: readonly Entry[];
  readonly nowMs: number;
}

type Part = string | readonly [string, Paint];

/** Older than this it is no longer what is so: a loop writes what it knows every few seconds. */
const STALE_MS = 60_000;
const LEAST_ROWS = 6;

/** Lines of at most `width` columns, at most `rows` of them; the last is the foot. */
export function statusScreen(seen: ScreenSeen, options: ViewOptions & { readonly rows: number }): readonly string[] {
  const style = styleOf(options);
  const rows = Math.max(LEAST_ROWS, options.rows);
  const line = (...parts: readonly Part[]): string => fitted(parts, options.width, style);
  const foot = line([`${clockTime(seen.nowMs)} UTC  Ctrl-C ends`, style.dim]);
  if (typeof seen.status === 'string')
    return [line([seen.cluster, style.bold]), '', line([style.prose(seen.status), style.red]), '', foot];
  const head = headLines(seen.status, line, style);
  const room = Math.max(0, rows - Math.min(head.length, rows - 2) - 1);
  const events = room < 8 ? [] : seen.events.slice(-Math.max(3, Math.floor(room / 4)));
  const eventRows = events.length === 0 ? 0 : events.length + 1;
  const left = room - eventRows;
  const pairs = pairLines(seen.status, seen.nowMs, line, style);
  const nodes = troubledFirst(seen.status.written.told.nodes);
  const troubled = nodes.filter((node) => rankOf(node) > 0).length;
  // Pairs have a third of it, and what nodes leave.
  const pairRows = pairs.length === 0 ? 0 : Math.min(pairs.length, Math.max(Math.floor(left / 3), left - troubled - 3));
  const shownPairs = cut(pairs, pairRows, (more) => line([`  ${style.ellipsis} and ${count(more, 'more pair')}`, style.dim]));
  const shownNodes = nodeLines(nodes, left - shownPairs.length - 1, seen, options.width, line, style);
  return [
    ...head.slice(0, rows - 2),
    ...shownPairs,
    ...shownNodes,
    ...(events.length === 0 ? [] : ['', ...events.map((entry) => eventRow(entry, line, style))]),
  ]
    .slice(0, rows - 1)
    .concat(foot);
}

type Line = (...parts: readonly Part[]) => string;

function headLines({ written, lives, ageMs }: StatusSeen, line: Line, style: Style): readonly string[] {
  const { told, by, file } = written;
  const old = lives === 'no' || ageMs > STALE_MS;
  const alive = { yes: '', no: ', and it has ENDED', unknown: ', whether it lives can not be told from here' }[lives];
  const suspensions = typeof told.suspensions === 'string' ? [] : told.suspensions;
  const current = suspensions.filter((one) => isInForce(one, written.at.wallMs));
  const mode = `mode ${told.mode}${told.dryRun ? ' (dry run)' : ''}`;
  const approval = told.revision.approval ? ` approved by ${told.revision.approval.by}` : '';
  const window = told.window === null ? '' : `; window ${told.window.open ? 'open' : 'closed'}`;
  return [
    line([written.cluster, style.bold], `  ${by.user}@${by.host} pid ${by.pid}  `, [
      `as of ${age(ageMs)} ago${alive}`,
      old ? style.red : style.green,
    ]),
    line(`${mode}${window}; revision ${told.revision.digest.slice(0, 12)}${approval}; ${style.prose(file.path)}`),
    ...(file.refused === null ? [] : [line([`REFUSED: ${style.prose(file.refused)}`, style.red])]),
    ...(typeof told.suspensions === 'string'
      ? [line([`suspensions can't be read, nothing is changed: ${style.prose(told.suspensions)}`, style.red])]
      : []),
    ...current.slice(0, 2).map((one) => line([style.prose(suspensionText(one)), style.yellow])),
    ...(current.length > 2
      ? [line([`${style.ellipsis} and ${count(current.length - 2, 'more suspension')}`, style.yellow])]
      : []),
  ];
}

function pairLines({ pairs }: StatusSeen, nowMs: number, line: Line, style: Style): readonly string[] {
  const rank = ({ read }: StatusSeen['pairs'][number]): number => {
    if (read.status !== 'read') return 1;
    const { act, code } = read.written.evidence.verdict;
    return act !== 'none' ? 0 : code === 'fine' ? 3 : 2;
  };
  const width = Math.max(0, ...pairs.map(({ active, standby }) => columns(`${active} / ${standby}`)));
  return [...pairs]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ active, standby, read }) => {
      const name = `  ${pad(`${active} / ${standby}`, width)}  `;
      if (read.status !== 'read')
        return line(name, [read.status === 'none' ? 'nothing is known of it yet' : read.why, style.dim]);
      const { verdict, subjects, checkedMs, doing } = read.written.evidence;
      const paint =
        verdict.act === 'alarm' || verdict.act === 'takeover' ? style.red : verdict.code === 'fine' ? style.green : style.yellow;
      const bad = subjects.filter(({ times }) => times > 0).map(({ subject }) => subject);
      const checked = checkedMs === null ? 'not checked yet' : `checked ${age(nowMs - checkedMs)} ago`;
      const now = doing ? `; doing: ${doing.what}` : '';
      const fails = bad.length === 0 ? '' : `; fails: ${bad.join(', ')}`;
      return line(
        name,
        [verdict.code, paint],
        `  ${style.prose(verdict.sentence)}${style.prose(fails)}${style.prose(now)}; ${checked}`,
      );
    });
}

/** Higher is worse; 0: as wanted. */
function rankOf({ reachable, differences, more, unknown, doing, seenMs }: NodeTold): number {
  if (reachable === false) return 6;
  if (differences.some(({ waits }) => waits?.code === 'fight' || waits?.code === 'failed')) return 5;
  if (differences.length + more > 0) return 4;
  if (unknown.length > 0) return 3;
  if (doing !== null) return 2;
  return reachable === null || seenMs === null ? 1 : 0;
}

function troubledFirst(nodes: readonly NodeTold[]): readonly NodeTold[] {
  return [...nodes].sort((a, b) => rankOf(b) - rankOf(a));
}

function nodeLines(
  nodes: readonly NodeTold[],
  rows: number,
  { nowMs }: ScreenSeen,
  columnsThere: number,
  line: Line,
  style: Style,
): readonly string[] {
  if (rows < 0) return [];
  const bad = nodes.filter((node) => rankOf(node) > 0);
  const good = nodes.filter((node) => rankOf(node) === 0);
  const lost = nodes.filter(({ reachable }) => reachable === false).length;
  const differ = nodes.reduce((sum, { differences, more }) => sum + differences.length + more, 0);
  const title = line(
    [`${count(nodes.length, 'node')}: `, style.bold],
    [`${good.length} as wanted`, style.green],
    ', ',
    [`${lost} not reached`, lost > 0 ? style.red : style.dim],
    ', ',
    [count(differ, 'difference'), differ > 0 ? style.yellow : style.dim],
  );
  // Where all is told of those in trouble, the names of the others fill the rest.
  const width = Math.max(0, ...nodes.map(({ name }) => columns(name)));
  const each = Math.max(1, Math.floor((columnsThere - 2) / (width + 2)));
  const goodRows = Math.ceil(good.length / each);
  const badRows = bad.length <= rows ? bad.length : Math.max(0, rows - 1);
  const shown = bad.slice(0, badRows).map((node) => nodeLine(node, width, nowMs, line, style));
  const hidden = bad.length - badRows;
  if (hidden > 0)
    return [title, ...shown, line([`  ${style.ellipsis} and ${hidden} more in trouble`, style.yellow])].slice(0, rows + 1);
  const room = rows - shown.length;
  const whole = goodRows <= room ? good.length : Math.max(0, room - 1) * each;
  const names: string[] = [];
  for (let at = 0; at < whole; at += each)
    names.push(
      line([
        `  ${good
          .slice(at, Math.min(whole, at + each))
          .map(({ name }) => pad(name, width + 2))
          .join('')}`,
        style.green,
      ]),
    );
  const rest = good.length - whole;
  return [
    title,
    ...shown,
    ...names,
    ...(rest > 0 && room > 0 ? [line([`  ${style.ellipsis} and ${rest} more as wanted`, style.dim])] : []),
  ];
}

function nodeLine(node: NodeTold, width: number, nowMs: number, line: Line, style: Style): string {
  const { name, reachable, seenMs, why, differences, more, unknown, doing } = node;
  const seen = seenMs === null ? 'never seen' : `seen ${age(nowMs - seenMs)} ago`;
  const start = `  ${pad(name, width)}  `;
  if (reachable === null) return line(start, ['not looked at yet', style.dim]);
  if (!reachable) return line(start, ['NOT REACHED', style.red], `  ${seen}  ${style.prose(why ?? '')}`);
  const all = differences.length + more;
  const things = differences.map(({ id, waits }) => `${thingOf(id)}${waits ? ` [${waits.code}]` : ''}`).join(', ');
  return line(
    start,
    ...(all > 0 ? [[`${count(all, 'difference')}  `, rankOf(node) === 5 ? style.red : style.yellow] as const] : []),
    ...(unknown.length > 0 ? [[`${unknown.length} unknown  `, style.yellow] as const] : []),
    ...(doing === null ? [] : [[`doing ${style.prose(doing)}  `, style.cyan] as const]),
    style.prose(all > 0 ? things : unknown.join(', ')),
    [`  ${seen}`, style.dim],
  );
}

function eventRow({ at, head, word, sentence, severity }: Entry, line: Line, style: Style): string {
  const paint = severity === 'alarm' ? style.red : severity === 'warning' ? style.yellow : style.green;
  return line(
    [at.slice(11, 19), style.dim],
    ` ${style.clean(head ?? '')}  `,
    [style.prose(word), paint],
    `  ${style.prose(sentence)}`,
  );
}

/** Cut before it is coloured: an escape sequence is never cut in two. */
function fitted(parts: readonly Part[], width: number, style: Style): string {
  let room = width;
  let text = '';
  for (const part of parts) {
    const [plain, paint] = typeof part === 'string' ? [part, null] : part;
    if (plain === '') continue;
    // No room for a sign that something is cut off.
    if (columns(plain) > room && room <= columns(style.ellipsis)) break;
    const shown = clip(plain, room, style.ellipsis);
    room -= columns(shown);
    text += paint ? paint(shown) : shown;
    if (shown !== plain) break;
  }
  return text;
}

function cut(lines: readonly string[], rows: number, more: (count: number) => string): readonly string[] {
  return lines.length <= rows
    ? lines
    : [...lines.slice(0, Math.max(0, rows - 1)), ...(rows > 0 ? [more(lines.length - Math.max(0, rows - 1))] : [])];
}

function age(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  return s < 120
    ? `${s} s`
    : s < 7200
      ? `${Math.round(s / 60)} min`
      : s < 172_800
        ? `${Math.round(s / 3600)} h`
        : `${Math.round(s / 86_400)} days`;
}
