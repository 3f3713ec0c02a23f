import { structuredPatch } from 'diff';
import type { Style } from './style.ts';
import { count, wrap } from './text.ts';

/** Beyond this many differing lines, finding the smallest difference takes longer than anyone would read it. */
const MAX_EDITS = 1000;
/** Lines of the terminal that a long body is folded to; a file that comes or goes as a whole is told by its first lines. */
const FOLD_DIFF = 24;
const FOLD_WHOLE = 8;

interface BodyLine {
  readonly sign: '+' | '-' | ' ' | '@' | '\\';
  readonly text: string;
}

/**
 * The difference of two file bodies as coloured unified diff, without its header.
 *
 * @param from  null: the file was not there. @param to  null: it is to go
 * @param whole  false: a long one is folded, with a count of what is not shown
 */
export function renderBody(
  from: string | null,
  to: string | null,
  style: Style,
  indent: number,
  whole: boolean,
): readonly string[] {
  const lines = bodyLines(from, to);
  const blanks = onlyBlanksDiffer(lines);
  const margin = ' '.repeat(indent);
  const limit = whole ? Number.POSITIVE_INFINITY : lines.some((line) => line.sign === '@') ? FOLD_DIFF : FOLD_WHOLE;
  const output: string[] = [];
  for (const [index, line] of lines.entries()) {
    // A body that is longer by a line or two than the limit is not worth folding.
    if (output.length >= limit && lines.length - index > 2)
      return [...output, margin + style.dim(foldText(lines.slice(index), style))];
    output.push(...paintLine(line, style, style.width - indent, blanks).map((text) => margin + text));
  }
  return output;
}

function foldText(rest: readonly BodyLine[], style: Style): string {
  const added = rest.filter((line) => line.sign === '+').length;
  const removed = rest.filter((line) => line.sign === '-').length;
  const counts = [...(added > 0 ? [`${added} added`] : []), ...(removed > 0 ? [`${removed} removed`] : [])].join(', ');
  const detail = counts === '' || added === rest.length || removed === rest.length ? '' : ` (${counts})`;
  return `${style.ellipsis} ${count(rest.length, 'more line')}${detail}; --verbose shows all`;
}

function bodyLines(from: string | null, to: string | null): readonly BodyLine[] {
  if (from === null || from === '') return split(to ?? '').map((text) => ({ sign: '+', text }));
  if (to === null || to === '') return split(from).map((text) => ({ sign: '-', text }));
  const patch = structuredPatch('', '', from, to, '', '', { context: 2, maxEditLength: MAX_EDITS });
  if (!patch) {
    return [
      {
        sign: '@',
        text: `the two have little in common: ${count(split(from).length, 'line')} before, ${split(to).length} after`,
      },
      ...split(to).map((text): BodyLine => ({ sign: '+', text })),
    ];
  }
  return patch.hunks.flatMap((hunk) => [
    { sign: '@' as const, text: `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@` },
    ...hunk.lines.map((line): BodyLine => {
      const sign = line[0];
      return { sign: sign === '+' || sign === '-' || sign === '\\' ? sign : ' ', text: line.slice(1) };
    }),
  ]);
}

function split(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** True where a line goes and one comes that looks the same: then tabs and blanks at the end must be shown for what they are. */
function onlyBlanksDiffer(lines: readonly BodyLine[]): boolean {
  const squeeze = (text: string): string => text.trimEnd().replace(/\s+/g, ' ');
  const removed = new Set(lines.filter((line) => line.sign === '-').map((line) => squeeze(line.text)));
  return lines.some((line) => line.sign === '+' && removed.has(squeeze(line.text)));
}

function paintLine({ sign, text }: BodyLine, style: Style, width: number, blanks: boolean): readonly string[] {
  if (sign === '@') return [style.cyan(style.clean(text))];
  if (sign === '\\') return [style.dim('\\ no line break at the end of the file')];
  const paint = sign === '+' ? style.green : sign === '-' ? style.red : style.dim;
  const readable = blanks
    ? style.clean(text).replace(/ +$/, (run) => (style.ascii ? '_' : '·').repeat(run.length))
    : style.clean(expandTabs(text));
  return wrap(readable, width - 2).map((piece, index) => paint(`${index === 0 ? sign : ' '} ${piece}`.trimEnd()));
}

function expandTabs(text: string): string {
  let line = '';
  for (const part of text.split(/(\t)/)) line += part === '\t' ? ' '.repeat(8 - (line.length % 8)) : part;
  return line;
}
