/**
 * A text as lines that keep their own line ends, so that an edit leaves every other byte as it was.
 */

/** Thrown where an edit can't be made without guessing. The message is a sentence for people. */
export class EditError extends Error {
  readonly code: EditErrorCode;

  constructor(code: EditErrorCode, message: string) {
    super(message);
    this.name = 'EditError';
    this.code = code;
  }
}

export type EditErrorCode = 'block-markers' | 'open-quote' | 'bad-line' | 'bad-name';

export interface Line {
  readonly body: string;
  /** `\n`, `\r\n`, or empty on a last line that has none. */
  readonly end: string;
}

export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    if (newline === -1) {
      lines.push({ body: text.slice(start), end: '' });
      break;
    }
    const crlf = newline > start && text[newline - 1] === '\r';
    lines.push({ body: text.slice(start, crlf ? newline - 1 : newline), end: crlf ? '\r\n' : '\n' });
    start = newline + 1;
  }
  return lines;
}

/**
 * The text of the lines. A line without an end that is no longer the last gets the file's own; a last line that dmsa added
 * has one, so that `echo … >> file` can't damage what dmsa wrote.
 */
export function joinLines(lines: readonly Line[], end: string): string {
  return lines.map((line, at) => line.body + (line.end === '' && at < lines.length - 1 ? end : line.end)).join('');
}

/** The line end that new lines take: that of the first line, `\n` in a file that has none. */
export function lineEnd(lines: readonly Line[]): string {
  return lines[0]?.end || '\n';
}

/** A value that is to become part of one line. */
export function assertOneLine(value: string, what: string): void {
  if (/[\n\r\0]/.test(value)) {
    throw new EditError(
      'bad-line',
      `${what} holds a line break or a NUL byte, which would change the meaning of the lines around it.`,
    );
  }
}
