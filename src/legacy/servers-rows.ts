/** Which lines of servers.conf are rows, and what their fields are. */
import { KNOWN_TYPES } from '../desired/defaults.ts';
import { closingQuote, startsAssignment } from './assignments.ts';
import { BLANK, type Line, slice, splitFields, type Word } from './text.ts';

export interface RawRow extends Line {
  readonly fields: readonly Word[];
}

/** Rows may stand behind sections: a line of a section has no fields, or is an assignment whose value may hold a `;`. */
export function isRow(line: Line, inSection: boolean, extraTypes: readonly string[]): boolean {
  if (startsAssignment(line.text)) return false;
  const [first, second, ...rest] = splitFields(line);
  if (second === undefined) return !inSection && /^[^=:,]+;$/.test(line.text) && first !== undefined;
  if (!inSection) return true;
  const type = second.text.toUpperCase();
  return (
    [...KNOWN_TYPES, ...extraTypes].some((known) => known.toUpperCase() === type) ||
    rest.slice(0, 2).some((field) => /\d\.\d|:/.test(field.text))
  );
}

/**
 * Fields of a row. A `;` in quotes behind a `=` of the last field is part of a value. ` # …` at the end is a comment, save
 * in the root password, which may hold a `#`.
 */
export function splitRow(line: Line): RawRow {
  const fields: Word[] = [];
  const { text } = line;
  const hash = new RegExp(`^${BLANK}#`);
  const afterQuote = new RegExp(`^${BLANK}*(?:[;,]|$|${BLANK}#|${BLANK}[A-Za-z_])`);
  let start = 0;
  let place = 0;
  let end = text.length;
  let comments = line.comments;
  for (; place < text.length; place += 1) {
    if (text.charAt(place) === ';') {
      fields.push(slice(line, start, place));
      start = place + 1;
    } else if (
      fields.length === 10 &&
      /["']/.test(text.charAt(place)) &&
      new RegExp(`=${BLANK}*$`).test(text.slice(start, place))
    ) {
      const closing = closingQuote(text, place, afterQuote);
      if (closing > 0) place = closing;
    } else if (hash.test(text.slice(place, place + 2)) && (fields.length !== 4 || /^\s*#\s[^;]*$/.test(text.slice(start)))) {
      end = place;
      comments = [...comments, text.slice(place + 2)];
      break;
    }
  }
  fields.push(slice(line, start, end));
  while (fields.length > 1 && fields.at(-1)?.text === '') fields.pop();
  return { ...line, comments, fields };
}
