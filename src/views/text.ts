/** Text for a terminal: what may be printed at all, how wide it is, where it breaks. */

/** Characters that would act on a terminal, or that can't be seen: controls, format characters, line and paragraph separators, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** What nearly every text is made of: nothing to do about it. */
const NARROW = /^[\x20-\x7e]*$/;
const NOT_ASCII = /[^\x20-\x7e]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with every character that a terminal would obey, or not show, written out: an escape sequence of a node is never emitted. */
export function visible(text: string, ascii = false): string {
  if (NARROW.test(text)) return text;
  const shown = text.replace(INVISIBLE, written);
  return ascii ? shown.replace(NOT_ASCII, written) : shown;
}

function written(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return NAMED[char] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`);
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Columns that a text without escape sequences takes. */
export function columns(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += /\p{M}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** Breaks at blanks and after commas and semicolons where it can, inside a word where it must. Blanks inside a line are kept. At least one line. */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(width, 10);
  if (columns(text) <= room) return [text.trimEnd()];
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/(?<=[ ,;])(?=[^ ,;])/)) {
    if (line !== '' && columns(line) + columns(part.trimEnd()) > room) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
    for (let pieces = chop(line, room); pieces.length > 1; pieces = chop(line, room)) {
      lines.push(pieces[0] ?? '');
      line = pieces.slice(1).join('');
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/** Cuts a text into pieces of at most so many columns, blanks at the end not counted. At least one piece. */
export function chop(text: string, width: number): readonly string[] {
  if (columns(text.trimEnd()) <= width) return [text];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const char of text) {
    const wide = columns(char);
    if (used + wide > width && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += char;
    used += wide;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/** At most so many columns; what is cut off is marked. */
export function clip(text: string, width: number, mark: string): string {
  if (columns(text) <= width) return text;
  return (chop(text, Math.max(1, width - columns(mark)))[0] ?? '') + mark;
}

/** `1 node`, `3 nodes`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Names for people: a run of numbers is shortened (`Sec-1 … Sec-37, Web-1`). */
export function nameList(names: readonly string[], ellipsis: string): string {
  const parts: string[] = [];
  for (let start = 0; start < names.length; ) {
    let end = start + 1;
    while (end < names.length && follows(names[end - 1] ?? '', names[end] ?? '')) end++;
    if (end - start > 3) parts.push(`${names[start]} ${ellipsis} ${names[end - 1]}`);
    else parts.push(...names.slice(start, end));
    start = end;
  }
  return parts.join(', ');
}

function follows(first: string, second: string): boolean {
  const a = /^(.*?)(\d{1,9})$/.exec(first);
  const b = /^(.*?)(\d{1,9})$/.exec(second);
  return a !== null && b !== null && a[1] === b[1] && Number(a[2]) + 1 === Number(b[2]);
}

/** `0.3 s`, `75 s`, `12 min 5 s`. */
export function seconds(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
