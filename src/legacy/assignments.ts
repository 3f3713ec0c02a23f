/**
 * `NAME=VALUE`, as lines of a section or of variables2adapt.conf, and as a list in the last field of a row.
 *
 * A value may stand in quotes, "…" or '…': they are taken off, what is between them is taken as it is (there are no escapes).
 * In a line the value is the rest of the line. In a list it ends before the next `NAME=`, so values may hold commas and
 * blanks; there a NAME has three or more capitals, digits and underscores, so that `ou=people,dc=example` and
 * `DC=example` stay parts of a value. Behind a value in quotes any name may follow.
 */
import { BLANK, describeOdd, type Line, type Problems, rejectTab, slice, trim, trimEnd, type Word } from './text.ts';

export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** Where the name stands. */
  readonly at: Word['at'];
  readonly comments: readonly string[];
}

const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const NAME_ONLY = new RegExp(`^${NAME}$`);
const ASSIGNMENT_START = new RegExp(`^(${NAME})${BLANK}*=${BLANK}*`);
const SEPARATOR = `(?:${BLANK}|,)`;
const NEXT_ASSIGNMENT = new RegExp(`(?<=${SEPARATOR})(?=[A-Z][A-Z0-9_]{2,}${BLANK}*=)`);
const ONE_SEPARATOR = new RegExp(SEPARATOR);
const EDGE = new RegExp(`^${SEPARATOR}|${SEPARATOR}$`);

/** True where a line begins as an assignment does. */
export function startsAssignment(text: string): boolean {
  return ASSIGNMENT_START.test(text);
}

/** One line `NAME=VALUE`, or null and an error. */
export function parseAssignmentLine(line: Line, problems: Problems): Assignment | null {
  const match = /^([^=]*)=(.*)$/s.exec(line.text);
  const name = trim(match?.[1] ?? '');
  if (!match || !NAME_ONLY.test(name)) {
    const exported = /^(?:export|set|declare)\s+(.+)$/.exec(name)?.[1];
    problems.error(
      'bad-assignment',
      match ? `${describeOdd(name)} is not a variable's name` : `${describeOdd(line.text)} is not of the form NAME=VALUE`,
      exported === undefined
        ? 'Write NAME=VALUE; a name has letters, digits and underscores, and no digit first.'
        : `Write ${exported}=… without the word before it.`,
      line.at,
    );
    return null;
  }
  let value = trim(match[2] ?? '');
  if (value.endsWith(';') && !isQuoted(value)) {
    value = trim(trimEnd(value, /;/));
    problems.warning(
      'semicolon-at-end',
      `The ; at the end of ${name}'s line was taken off`,
      `If it is part of the value, write it in quotes: ${name}="…;".`,
      line.at,
    );
  } else if (!isQuoted(value) && new RegExp(`${BLANK}#`).test(value)) {
    problems.warning(
      'hash-in-value',
      `The # in ${name}'s value is taken as part of it`,
      'A comment has a line of its own. If it is part of the value, write the value in quotes.',
      line.at,
    );
  }
  rejectTab(value, `value of ${name}`, line.at, problems);
  return { name, value: isQuoted(value) ? value.slice(1, -1) : value, at: line.at, comments: line.comments };
}

function isQuoted(value: string): boolean {
  return value.length >= 2 && (value.startsWith('"') || value.startsWith("'")) && value.endsWith(value.charAt(0));
}

/** Where a quoted value that starts at `start` ends: the place of the closing quote, or -1. `follows` must match behind it. */
export function closingQuote(text: string, start: number, follows: RegExp): number {
  const mark = text.charAt(start);
  if (mark !== '"' && mark !== "'") return -1;
  for (let end = text.indexOf(mark, start + 1); end >= 0; end = text.indexOf(mark, end + 1)) {
    if (follows.test(text.slice(end + 1))) return end;
  }
  return -1;
}

/** What a field that assigns variables holds: a group's name first, where there is one, and the node's own assignments. */
export interface VariablesField {
  readonly group: Word | null;
  readonly own: readonly Assignment[];
}

const AFTER_LISTED_VALUE = new RegExp(`^(?:${SEPARATOR}*$|${SEPARATOR}+${NAME}${BLANK}*=)`);

/** `var_sec`, `A=1, B=2` or `var_sec A=1`. */
export function parseVariablesField(field: Word, problems: Problems): VariablesField {
  const lead = new RegExp(`^((?:(?!${BLANK})[^=,])+)(?:${SEPARATOR}+(?=${NAME}${BLANK}*=)|$)`).exec(field.text);
  const group = lead?.[1] === undefined ? null : slice(field, 0, lead[1].length);
  const own: Assignment[] = [];
  for (let place = lead?.[0].length ?? 0; place < field.text.length; ) {
    const rest = field.text.slice(place);
    const match = ASSIGNMENT_START.exec(rest);
    if (!match) {
      problems.error(
        'bad-assignment',
        `${describeOdd(trim(rest.replace(/=.*/s, '=…')))} is not of the form NAME=VALUE`,
        "Write one group's name, or NAME=VALUE pairs separated by commas or blanks, or the name and then the pairs.",
        slice(field, place).at,
      );
      break;
    }
    const behindBlanks = place + match[0].length;
    const quote = closingQuote(field.text, behindBlanks, AFTER_LISTED_VALUE);
    // Without quotes, look from the `=` on: in `A= BBB=1` the first value is empty.
    const start = quote >= 0 ? behindBlanks : place + rest.indexOf('=') + 1;
    const next = quote >= 0 ? null : NEXT_ASSIGNMENT.exec(field.text.slice(start));
    const end = quote >= 0 ? quote + 1 : next ? start + next.index : field.text.length;
    const raw = field.text.slice(start, end);
    const value = quote >= 0 ? raw.slice(1, -1) : trimEdges(raw);
    rejectTab(value, `value of ${match[1]}`, slice(field, place).at, problems);
    own.push({ name: match[1] ?? '', value, at: slice(field, place).at, comments: [] });
    place = end + (new RegExp(`^${SEPARATOR}*`).exec(field.text.slice(end))?.[0].length ?? 0);
  }
  return { group, own };
}

function trimEdges(text: string): string {
  return trimEnd(text.replace(new RegExp(`^${SEPARATOR}+`), ''), ONE_SEPARATOR);
}

/** Assignments with every name once: the same value again is a warning, another value an error that says where the first is. */
export function uniqueAssignments(assignments: readonly Assignment[], problems: Problems): Assignment[] {
  const first = new Map<string, Assignment>();
  for (const assignment of assignments) {
    const before = first.get(assignment.name);
    if (!before) first.set(assignment.name, assignment);
    else if (before.value === assignment.value) {
      problems.warning(
        'repeated-variable',
        `${assignment.name} is set twice to the same value`,
        `First on line ${before.at.line}. Remove one.`,
        assignment.at,
      );
    } else {
      problems.error(
        'repeated-variable',
        `${assignment.name} is set twice to different values`,
        `First on line ${before.at.line}. Remove the one that is wrong.`,
        assignment.at,
      );
    }
  }
  return [...first.values()];
}

/** `NAME=VALUE` as a line of its own, or null where no such line gives the value back (it spans lines). */
export function formatAssignmentLine(name: string, value: string): string | null {
  if (hasUnwritable(value) || !NAME_ONLY.test(name)) return null;
  const plain = trim(value) === value && !isQuoted(value) && !value.endsWith(';') && !new RegExp(`${BLANK}#`).test(value);
  return `${name}=${plain ? value : `"${value}"`}`;
}

/** `A=1 B="x y"` for a field of a row, or null where no such list gives the values back. */
export function formatAssignmentList(list: readonly { readonly name: string; readonly value: string }[]): string | null {
  const parts: string[] = [];
  for (const [index, { name, value }] of list.entries()) {
    const next = list[index + 1];
    const plain =
      !value.includes(';') &&
      !EDGE.test(value) &&
      !/^["']/.test(value) &&
      // To the splitter of rows this would begin a value in quotes.
      !new RegExp(`=${BLANK}*["']`).test(value) &&
      !new RegExp(`${BLANK}#`).test(value) &&
      !value.startsWith('#') &&
      !NEXT_ASSIGNMENT.test(`${value} `) &&
      (next === undefined || /^[A-Z][A-Z0-9_]{2,}$/.test(next.name));
    const mark = ['"', "'"].find((candidate) => !value.includes(candidate));
    if (!NAME_ONLY.test(name) || hasUnwritable(value) || (!plain && mark === undefined)) return null;
    parts.push(plain ? `${name}=${value}` : `${name}=${mark}${value}${mark}`);
  }
  return parts.join(' ');
}

function hasUnwritable(value: string): boolean {
  return /\p{Cc}|[\u2028\u2029\uFFFD-\uFFFF]/u.test(value);
}
