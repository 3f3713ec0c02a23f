import type { Diagnostic, SourceRange } from '../diagnostic.ts';
import { type Style, styleOf, type ViewOptions } from './style.ts';
import { chop, count, wrap } from './text.ts';

type SourceText = (file: string) => string | undefined;

export interface DiagnosticsOptions extends ViewOptions {
  /** The text of a file that diagnostics point into, by its name in `source.file`; undefined where it is not at hand. */
  readonly sourceText?: SourceText;
}

/**
 * Problems as a person reads them: errors first, then by file and line; each with its place, the line it is about, what was
 * found and wanted; a closing count.
 *
 * @returns the text with a line break at its end; empty where there are no diagnostics
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: DiagnosticsOptions): string {
  if (diagnostics.length === 0) return '';
  const style = styleOf(options);
  const blocks = [...diagnostics].sort(byWeight).map((one) => diagnosticLines(one, style, options.sourceText).join('\n'));
  const text = `${blocks.join('\n\n')}\n`;
  // One needs no count.
  return diagnostics.length > 1 ? `${text}\n${closing(diagnostics, style)}\n` : text;
}

function byWeight(a: Diagnostic, b: Diagnostic): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1;
  const [x, y] = [a.source, b.source];
  if (!x || !y) return Number(y !== undefined) - Number(x !== undefined);
  return x.file === y.file ? x.line - y.line || x.column - y.column : x.file < y.file ? -1 : 1;
}

function closing(diagnostics: readonly Diagnostic[], style: Style): string {
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [
    ...(errors > 0 ? [style.red(count(errors, 'error'))] : []),
    ...(warnings > 0 ? [style.yellow(count(warnings, 'warning'))] : []),
  ].join(', ');
}

/** One problem, without a line break at its end. */
export function diagnosticLines(one: Diagnostic, style: Style, sourceText?: SourceText, indent = 0): readonly string[] {
  const margin = ' '.repeat(indent);
  const paint = one.severity === 'error' ? style.red : style.yellow;
  const head = `${one.severity}[${style.clean(one.code)}]`;
  const subject = one.resource ?? one.node;
  const summary = style.clean(
    subject !== undefined && !one.summary.includes(subject) ? `${subject}: ${one.summary}` : one.summary,
  );
  const [first = '', ...more] = wrap(`${head}: ${summary}`, style.width - indent);
  const title = [paint(head) + style.bold(first.slice(head.length)), ...more.map((line) => style.bold(line))];
  const place = one.source
    ? [`  ${style.cyan(style.clean(placeText(one.source)))}`, ...excerpt(one.source, style, indent, sourceText)]
    : [];
  const detail = (one.detail ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => wrap(style.prose(line), style.width - indent - 2).map((piece) => `  ${piece}`));
  return [...title, ...place, ...detail].map((line) => margin + line);
}

function placeText({ file, line, column }: SourceRange): string {
  return `${file}:${line}:${column}`;
}

/** The line itself with a mark under what it is about; nothing where the text is not at hand or has no such line. */
function excerpt(
  { file, line, column }: SourceRange,
  style: Style,
  indent: number,
  sourceText: SourceText | undefined,
): readonly string[] {
  const text = sourceText?.(file)?.split(/\r?\n/)[line - 1];
  if (text === undefined || text.trim() === '') return [];
  const number = String(line);
  const room = style.width - indent - number.length - 7;
  const before = style.clean(text.slice(0, column - 1));
  const token = style.clean(tokenAt(text, column));
  // A place far to the right is shown from a little before it.
  const skip = before.length + token.length > room ? Math.max(0, before.length - Math.floor(room / 3)) : 0;
  const shown = chop(style.clean(text).slice(skip), room)[0] ?? '';
  const from = before.length - skip;
  const marks = '^'.repeat(Math.max(1, Math.min(token.length, room - from)));
  const bar = style.ascii ? '|' : '│';
  return [
    `    ${style.dim(`${number} ${bar}`)} ${shown}`,
    `    ${style.dim(`${' '.repeat(number.length)} ${bar}`)} ${' '.repeat(from)}${style.red(marks)}`,
  ];
}

/** The word at a place: quoted text, or up to what ends a value in YAML and in the legacy files. */
function tokenAt(text: string, column: number): string {
  const rest = text.slice(column - 1);
  return /^(?:"[^"]*"|'[^']*'|[^\s,;\]}#]+)/.exec(rest)?.[0].replace(/:$/, '') ?? '';
}
