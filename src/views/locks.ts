/** The locks of a cluster's nodes, as text and as JSON. */
import type { Broken, NodeLock } from '../apply/lock-admin.ts';
import type { Json } from '../json.ts';
import { diagnosticLines } from './diagnostics.ts';
import { diagnosticToJson } from './plan-json.ts';
import { type Style, styleOf, type ViewOptions } from './style.ts';
import { columns, count, nameList, pad, seconds, wrap } from './text.ts';

/** Raised when a key goes or changes its meaning; new keys may come without. */
const LOCKS_SCHEMA_VERSION = 1;

/** A lock and what it tells of the run that has it. */
export type SeenLock = NodeLock & { readonly life?: { readonly alive: boolean | null; readonly silentS: number } };

/** One line a node that has a lock, then the nodes that have none, then those that could not be asked. */
export function renderLocks(locks: readonly SeenLock[], options: ViewOptions): string {
  const style = styleOf(options);
  const rows: (readonly string[])[] = [];
  const free: string[] = [];
  const unseen: (readonly string[])[] = [];
  for (const lock of locks) {
    if ('error' in lock) unseen.push(diagnosticLines(lock.error, style));
    else if (lock.report.status === 'held' || lock.report.status === 'confirming' || lock.report.status === 'unreadable') {
      rows.push(cells(lock).map(style.clean));
    } else free.push(lock.node);
  }
  const rest = `${count(free.length, 'node')} without a lock${free.length > 0 ? `: ${style.clean(nameList(free, style.ellipsis))}` : ''}`;
  const blocks = [
    ...(rows.length > 0 ? [table(['NODE', 'HOLDER', 'AGE', 'ENDS IN', 'RUN', 'REASON'], rows, style)] : []),
    ...(rows.length > 0 && free.length === 0 ? [] : [wrap(rest, style.width)]),
    ...unseen,
  ];
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function cells(lock: SeenLock): readonly string[] {
  if (!('report' in lock)) return [];
  const { node, report } = lock;
  switch (report.status) {
    case 'held':
      return [
        node,
        report.lock.holder,
        seconds(report.ageS * 1000),
        report.leftS > 0 ? seconds(report.leftS * 1000) : 'expired',
        lifeText(lock),
        report.lock.reason,
      ];
    case 'confirming':
      return [node, '-', '-', seconds(report.leftS * 1000), 'gone', 'undoes a change that was never confirmed'];
    default:
      return [node, '-', '-', 'never', '-', "the lock can't be read"];
  }
}

function lifeText({ life }: SeenLock): string {
  if (!life || life.alive === null) return 'not known';
  return life.alive ? 'at work' : `silent for ${seconds(life.silentS * 1000)}`;
}

/** The last column takes what is left of the line, and more lines where it must. */
function table(titles: readonly string[], rows: readonly (readonly string[])[], style: Style): readonly string[] {
  const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => columns(row[at] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const lines = (row: readonly string[]): readonly string[] => {
    const head = row.slice(0, -1).map((cell, at) => `${pad(cell, widths[at] ?? 0)}  `);
    return wrap(row.at(-1) ?? '', Math.max(20, style.width - before)).map((part, at) =>
      `${at === 0 ? head.join('') : ' '.repeat(before)}${part}`.trimEnd(),
    );
  };
  return [...lines(titles).map(style.bold), ...rows.flatMap(lines)];
}

/** What stands in the way of breaking with a clear conscience; before the question is asked. */
export function renderBreakWarnings(locks: readonly SeenLock[], options: ViewOptions): string {
  const style = styleOf(options);
  const lines = locks.flatMap((lock) => {
    if ('error' in lock || lock.report.status !== 'held' || lock.life?.alive === false) return [];
    const { holder } = lock.report.lock;
    const what =
      lock.life?.alive === true
        ? `${holder} is still at work on ${lock.node}: it renewed its lock ${seconds(lock.life.silentS * 1000)} ago. It stops at its next script there; what is half way then is left for the next apply.`
        : `Whether ${holder} is still at work on ${lock.node} can't be said.`;
    return wrap(style.clean(what), style.width).map(style.yellow);
  });
  return lines.length > 0 ? `\n${lines.join('\n')}\n` : '';
}

export function renderBroken(broken: readonly Broken[], options: ViewOptions): string {
  const style = styleOf(options);
  return `${broken.flatMap((one) => brokenLines(one, style)).join('\n')}\n`;
}

function brokenLines(one: Broken, style: Style): readonly string[] {
  if ('error' in one) return diagnosticLines(one.error, style);
  switch (one.report.status) {
    case 'broken':
      return [`${style.green('broken')}  ${one.node}`];
    case 'gone':
      return [`gone    ${one.node}: it was given back or broken meanwhile`];
    case 'other':
      return [style.yellow(`kept    ${one.node}: it has another lock by now, which was left alone`)];
    case 'failed':
      return [style.red(style.clean(`FAILED  ${one.node}: ${one.report.why}`))];
  }
}

/** The locks as data (schema/locks.schema.json). */
export function locksToJson(cluster: string, locks: readonly SeenLock[]): { readonly [key: string]: Json } {
  return { schemaVersion: LOCKS_SCHEMA_VERSION, cluster, locks: locks.map(lockToJson) };
}

function lockToJson(lock: SeenLock): { readonly [key: string]: Json } {
  if ('error' in lock) return { node: lock.node, status: 'unreachable', error: diagnosticToJson(lock.error) };
  const { node, report, life } = lock;
  switch (report.status) {
    case 'held':
      return {
        node,
        status: report.leftS > 0 ? 'held' : 'expired',
        holder: report.lock.holder,
        reason: report.lock.reason,
        ageSeconds: report.ageS,
        expiresInSeconds: report.leftS,
        alive: life?.alive ?? null,
      };
    case 'confirming':
      return { node, status: report.status, expiresInSeconds: report.leftS };
    case 'unreadable':
      return { node, status: report.status };
    default:
      return { node, status: 'free' };
  }
}
