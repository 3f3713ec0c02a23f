/**
 * The text of a vars file (/opt/configurator/vars.ctx): `NAME=value` lines among comments and lines of any other form.
 * Guide: "Adapt vars.ctx"; DOMAIN.md section 6: unknown lines, comments and order are kept.
 */
import { memo } from '../memo.ts';

/** One line, cut up so that putting the parts together again gives it back unchanged. */
export type VarsLine =
  | {
      readonly type: 'assignment';
      /** Blanks, `export `, the name and the sign, as written: `UBI_BUD_RETENTION_DAYS = `. */
      readonly head: string;
      readonly name: string;
      readonly quote: '"' | "'" | '';
      readonly value: string;
      /** Blanks and a comment after the value. */
      readonly tail: string;
      readonly end: string;
    }
  | { readonly type: 'other'; readonly text: string; readonly end: string };

/** The first of the lines that dmsa adds for variables that the base has no line for. */
const ADDED_MARK = '# dmsa: variables of this node that the lines above do not have';

const ASSIGNMENT = /^(\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=(?:\s*(?=[^\s#]))?)(.*)$/s;
const QUOTED = /^(["'])((?:(?!\1).)*)\1(\s*(?:#.*)?)$/s;
const BARE = /^(.*?)(\s*|\s+#.*)$/s;

export function parseVars(text: string): readonly VarsLine[] {
  const lines: VarsLine[] = [];
  for (const [whole = '', body = '', end = ''] of text.matchAll(/([^\r\n]*(?:\r(?!\n)[^\r\n]*)*)(\r?\n|$)/g)) {
    if (whole !== '') lines.push(parseLine(body, end));
  }
  return lines;
}

function parseLine(body: string, end: string): VarsLine {
  const match = ASSIGNMENT.exec(body);
  if (!match) return { type: 'other', text: body, end };
  const [, head = '', name = '', rest = ''] = match;
  const quoted = QUOTED.exec(rest);
  if (quoted) {
    const [, quote = '', value = '', tail = ''] = quoted;
    return { type: 'assignment', head, name, quote: quote === '"' ? '"' : "'", value, tail, end };
  }
  const [, value = '', tail = ''] = BARE.exec(rest) ?? [];
  return { type: 'assignment', head, name, quote: '', value, tail, end };
}

export function lineText(line: VarsLine): string {
  return line.type === 'other' ? line.text : `${line.head}${line.quote}${line.value}${line.quote}${line.tail}`;
}

/** The vendor's vars.ctx is the same on most nodes. */
const linesOf = memo(parseVars, 20);

/**
 * The base with the node's values put in: every line of a name gets the value (a reader may take the first or the last of
 * two), quotes, blanks and comments of the line stay, names that have no line are added at the end.
 *
 * A value goes in as it is: vars.ctx is read by programs that take the rest of the line (`UBI_LDAP_FILTER=(&(uid=%s))`),
 * so quotes that the base does not have would become part of the value.
 *
 * @param values  by name, in the order in which missing ones are added; must hold no line break
 */
export function adaptVars(base: string, values: ReadonlyMap<string, string>): string {
  const lines = linesOf(base);
  const eol = lines.find((line) => line.end !== '')?.end ?? '\n';
  const missing = new Map(values);
  let text = '';
  for (const line of lines) {
    const value = line.type === 'assignment' ? values.get(line.name) : undefined;
    if (line.type === 'assignment' && value !== undefined) {
      missing.delete(line.name);
      text += lineText(withValue(line, value)) + line.end;
    } else {
      text += lineText(line) + line.end;
    }
  }
  if (missing.size === 0) return text;
  if (text !== '' && !/\n$/.test(text)) text += eol;
  text += ADDED_MARK + eol;
  for (const [name, value] of missing) text += `${name}=${value}${eol}`;
  return text;
}

type AssignmentLine = Extract<VarsLine, { readonly type: 'assignment' }>;

function withValue(line: AssignmentLine, value: string): VarsLine {
  const changed: AssignmentLine = { ...line, value, quote: quoteFor(value, line.quote) };
  const readBack = parseLine(lineText(changed), line.end);
  // A value with blanks or a # at its edges reads back without them: putting it in again must not make them more.
  const same = readBack.type === 'assignment' && readBack.value === line.value && lineText(line).includes(value.trim());
  if (same) return line;
  // A comment that would close a quote of the value (`'` before `#'`) goes: the value counts, and must be read as it is.
  const bare: AssignmentLine = { ...changed, tail: '' };
  return !reads(changed, value) && reads(bare, value) ? bare : changed;
}

function reads(line: AssignmentLine, value: string): boolean {
  const readBack = parseLine(lineText(line), line.end);
  return readBack.type === 'assignment' && readBack.value.trim() === value.trim();
}

/** The quotes around the value: those of the base, unless the value has such a quote itself. */
function quoteFor(value: string, wanted: '"' | "'" | ''): '"' | "'" | '' {
  if (wanted === '' || !value.includes(wanted)) return wanted;
  const other = wanted === '"' ? "'" : '"';
  return value.includes(other) || value.startsWith(wanted) ? '' : other;
}

/** The text without the lines that dmsa added at its end. */
export function withoutAdded(text: string): string {
  const lines = parseVars(text);
  const mark = lines.findIndex((line) => line.type === 'other' && line.text === ADDED_MARK);
  return mark < 0
    ? text
    : lines
        .slice(0, mark)
        .map((line) => lineText(line) + line.end)
        .join('');
}

/** The value of each name; of several lines of one name the last, as a shell would have it. */
export function valuesOf(lines: readonly VarsLine[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of lines) if (line.type === 'assignment') values.set(line.name, line.value);
  return values;
}
