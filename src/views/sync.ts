/** What `dmsa sync` did, as text and as JSON. */
import { adviceOf, copyId, type DryList } from '../ha/sync/report.ts';
import type { Json } from '../json.ts';
import type { CopyOutcome, PairOutcome } from '../reconcile/sync.ts';
import { diagnosticLines } from './diagnostics.ts';
import { diagnosticToJson } from './plan-json.ts';
import { type Style, styleOf, type ViewOptions } from './style.ts';
import { clip, columns, count, pad, seconds, wrap } from './text.ts';

/** Raised when a key goes or changes its meaning; new keys may come without. */
const SYNC_SCHEMA_VERSION = 1;

export interface SyncViewOptions extends ViewOptions {
  readonly dryRun: boolean;
  /** All paths of a dry run. */
  readonly verbose: boolean;
}

const MAX_LISTED = 20;

export function renderSync(pairs: readonly PairOutcome[], options: SyncViewOptions): string {
  const style = styleOf(options);
  return pairs.map((pair) => `${pairLines(pair, options, style).join('\n')}\n`).join('\n');
}

function pairLines(pair: PairOutcome, options: SyncViewOptions, style: Style): readonly string[] {
  const [from, to] = pair.direction === 'to-standby' ? [pair.active, pair.standby] : [pair.standby, pair.active];
  const title = style.bold(style.clean(`${from} ${style.arrow} ${to}`));
  if (!pair.may.open) return [title, ...text(`NOT COPIED [${pair.may.code}] ${pair.may.sentence}`, style, style.yellow)];
  if (pair.copies.length === 0) return [title, '  spec.sync has no directories for this pair'];
  const width = Math.max(...pair.copies.map(({ copy }) => columns(copy.path)));
  return [
    title,
    ...pair.copies.flatMap(({ copy, outcome }) => copyLines(pad(copy.path, width), copyId(copy), outcome, options, style)),
  ];
}

function copyLines(path: string, id: string, outcome: CopyOutcome, options: SyncViewOptions, style: Style): readonly string[] {
  const head = `  ${style.clean(path)}  `;
  if (outcome.status === 'unknown') {
    return [`${head}${style.red('NOT KNOWN')}`, ...diagnosticLines(outcome.error, style, undefined, 4)];
  }
  const { report, ms } = outcome;
  const warnings = report.warnings.flatMap((line) => text(`warning: ${line}`, style, style.yellow, 4));
  if (report.status !== 'copied') {
    const word = report.status === 'refused' ? 'REFUSED' : 'FAILED';
    const paint = report.status === 'refused' ? style.yellow : style.red;
    return [
      `${head}${paint(`${word} [${report.code}]`)}`,
      ...text(report.sentence, style, style.bold, 4),
      ...[report.said, adviceOf(report.code, id)].flatMap((part) =>
        part.split('\n').flatMap((line) => (line === '' ? [] : text(line, style, (same) => same, 4))),
      ),
      ...warnings,
    ];
  }
  if (report.list !== null) return [...dryLines(head, report.list, options, style), ...warnings];
  const what = [
    `${number(report.moved)} of ${count(report.files, 'file').replace(/^\d+/, number(report.files))}`,
    `${size(report.movedBytes)} of ${size(report.bytes)}`,
    ...(report.deleted > 0 ? [`${number(report.deleted)} deleted`] : []),
    seconds(ms),
  ].join(', ');
  return [`${head}${style.green('copied')}  ${what}, over ${style.clean(report.via)}`, ...warnings];
}

function dryLines(head: string, list: DryList, options: SyncViewOptions, style: Style): readonly string[] {
  const least = list.whole ? '' : 'at least ';
  const some = (paths: readonly string[], sign: string): readonly string[] => {
    const shown = options.verbose ? paths : paths.slice(0, MAX_LISTED);
    const rest = paths.length - shown.length;
    return [
      ...shown.map((path) => clip(`    ${sign} ${style.clean(path)}`, style.width, style.ellipsis)),
      ...(rest > 0 ? [style.dim(`    ${style.ellipsis} and ${rest} more (-v shows all)`)] : []),
    ];
  };
  return [
    `${head}would copy ${least}${number(list.changed.length)}, would delete ${least}${number(list.deleted.length)}`,
    ...some(list.changed, style.green('+')),
    ...some(list.deleted, style.red('-')),
  ];
}

function text(line: string, style: Style, paint: (part: string) => string, indent = 2): readonly string[] {
  return wrap(style.prose(line), style.width - indent).map((part) => `${' '.repeat(indent)}${paint(part)}`);
}

function number(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `0 bytes`, `1.5 KiB`, `234 MiB`. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** Of copies that run: one line each. */
export function renderSyncProgress(
  running: readonly { readonly to: string; readonly path: string; readonly text: string }[],
  options: ViewOptions,
): readonly string[] {
  const style = styleOf(options);
  return running.map(({ to, path, text: said }) =>
    clip(style.clean(`${to} ${path}  ${said.trim().replaceAll(/\s+/g, ' ')}`), style.width - 1, style.ellipsis),
  );
}

/** As data (schema/sync.schema.json). */
export function syncToJson(cluster: string, pairs: readonly PairOutcome[], dryRun: boolean): { readonly [key: string]: Json } {
  return {
    schemaVersion: SYNC_SCHEMA_VERSION,
    cluster,
    dryRun,
    pairs: pairs.map(({ active, standby, direction, may, copies }) => ({
      active,
      standby,
      direction,
      ...(may.open ? {} : { closed: { code: may.code, sentence: may.sentence } }),
      copies: copies.map(({ copy, outcome }) => ({
        id: copyId(copy),
        node: copy.to,
        path: copy.path,
        ...outcomeToJson(outcome),
      })),
    })),
  };
}

function outcomeToJson(outcome: CopyOutcome): { readonly [key: string]: Json } {
  if (outcome.status === 'unknown') return { status: 'unknown', error: diagnosticToJson(outcome.error) };
  const { report, ms } = outcome;
  if (report.status !== 'copied') {
    const { status, code, sentence, said, warnings } = report;
    return { status, code, sentence, said, warnings };
  }
  const { via, warnings, list } = report;
  if (list !== null)
    return { status: 'would-copy', via, warnings, changed: list.changed, wouldDelete: list.deleted, whole: list.whole };
  return {
    status: 'copied',
    via,
    milliseconds: Math.round(ms),
    filesCopied: report.moved,
    bytesCopied: report.movedBytes,
    bytesReceived: report.wireBytes,
    files: report.files,
    bytes: report.bytes,
    deleted: report.deleted,
    warnings,
  };
}
