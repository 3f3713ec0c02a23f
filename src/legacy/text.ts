/**
 * What the four legacy files have in common: lines, comments, blanks, fields, and the way problems in them are told.
 * Every function takes text and gives values; columns count characters from 1 as an editor shows them.
 */
import { distance } from 'fastest-levenshtein';
import { isSecretName } from '../desired/secret-name.ts';
import type { Diagnostic, SourceRange } from '../diagnostic.ts';

/** One legacy file, read and decoded (`decodeLegacy`). `file` is the name that problems are told with. */
export interface LegacyText {
  readonly file: string;
  readonly text: string;
}

/** What every parser gives back. With an error among the diagnostics, `value` holds what could be made out. */
export interface Parsed<Value> {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/** A piece of a line and where it stands. */
export interface Word {
  readonly text: string;
  readonly at: SourceRange;
}

/** A line that is neither empty nor a comment, without the blanks around it, and the comments that stand above it. */
export interface Line extends Word {
  readonly comments: readonly string[];
}

/** Comments as YAML wants them: without the leading `#`. */
export interface FileComments {
  /** The block at the top of the file that an empty line parts from what follows. */
  readonly header: readonly string[];
  /** What stands below the last line. */
  readonly trailing: readonly string[];
}

export interface ReadLines extends FileComments {
  readonly lines: readonly Line[];
}

/** In the order of the file's lines. */
export function sortByPlace(list: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...list].sort(
    (a, b) => (a.source?.line ?? 0) - (b.source?.line ?? 0) || (a.source?.column ?? 0) - (b.source?.column ?? 0),
  );
}

/** A legacy file is a page or two; anything far beyond is not one, and would only be slow to complain about. */
const MAX_CHARACTERS = 4_000_000;
const MAX_LINE = 16_384;
const MAX_PROBLEMS = 200;
/** A suggestion is worth some comparisons, not a file's length squared. */
const MAX_CANDIDATES = 200;
const MAX_CANDIDATE_LENGTH = 100;

/** Blanks a person can't see the difference of: `\s` has tabs and non-breaking blanks, the rest are of no width at all. */
export const BLANK = '[\\s\\u200B-\\u200D\\u2060]';
const LEADING_BLANKS = new RegExp(`^${BLANK}+`);
const ONE_BLANK = new RegExp(BLANK);
/** `NAME = …` in a comment, and all that follows: where a password ends can't be told. */
const ASSIGNED = new RegExp(`(\\w+)${BLANK}*=${BLANK}*(?=([^;]+))`, 'g');
const SEPARATED_WORD = new RegExp(`(?:(?!${BLANK})[^,])+`, 'g');

/** Collects the problems of one run. */
export interface Problems {
  readonly list: Diagnostic[];
  error(code: string, summary: string, detail: string, at: SourceRange): void;
  warning(code: string, summary: string, detail: string, at: SourceRange): void;
}

export function collectProblems(): Problems {
  const list: Diagnostic[] = [];
  const add = (severity: 'error' | 'warning', code: string, summary: string, detail: string, source: SourceRange): void => {
    if (list.length < MAX_PROBLEMS) list.push({ severity, code, summary, detail, source });
    else if (list.length === MAX_PROBLEMS) {
      list.push({
        severity: 'error',
        code: 'too-many-problems',
        summary: `More than ${MAX_PROBLEMS} problems in one file; the rest are not shown`,
        source,
      });
    }
  };
  return {
    list,
    error: (code, summary, detail, at) => add('error', code, summary, detail, at),
    warning: (code, summary, detail, at) => add('warning', code, summary, detail, at),
  };
}

/**
 * Decodes the bytes of a legacy file: UTF-8 where a line is UTF-8, latin1 where it is not. Line by line, because these files
 * were edited for years from different terminals.
 */
export function decodeLegacy(bytes: Uint8Array): string {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return utf8.decode(bytes);
  } catch {
    const lines: string[] = [];
    for (let start = 0; start <= bytes.length; ) {
      const end = bytes.indexOf(10, start);
      const line = bytes.subarray(start, end < 0 ? bytes.length : end);
      lines.push(decodeLine(utf8, line));
      start = end < 0 ? bytes.length + 1 : end + 1;
    }
    return lines.join('\n');
  }
}

function decodeLine(utf8: { decode(bytes: Uint8Array): string }, line: Uint8Array): string {
  try {
    return utf8.decode(line);
  } catch {
    return new TextDecoder('latin1').decode(line);
  }
}

/**
 * Cuts a file into lines. `isTemplate` says which comments are the template's own (the names of the columns) and are dropped.
 * Errors: `file-too-large`, `line-too-long`, `control-character`. Warning: `secret-in-comment` for a secret in a comment, which is left out.
 */
export function readLines(text: string, file: string, isTemplate: (comment: string) => boolean, problems: Problems): ReadLines {
  const whole: SourceRange = { file, line: 1, column: 1 };
  if (text.length > MAX_CHARACTERS) {
    problems.error(
      'file-too-large',
      `${file} is too large for a legacy file`,
      `It has ${text.length} characters; at most ${MAX_CHARACTERS} are read.`,
      whole,
    );
    return { header: [], lines: [], trailing: [] };
  }
  const lines: Line[] = [];
  let header: string[] = [];
  let pending: string[] = [];
  let atTop = true;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const trimmed = trim(raw);
    const at: SourceRange = { file, line: index + 1, column: raw.length - raw.replace(LEADING_BLANKS, '').length + 1 };
    if (trimmed === '') {
      if (atTop && pending.length > 0) [header, pending, atTop] = [pending, [], false];
    } else if (trimmed.startsWith('#')) {
      if (!isTemplate(trimmed)) pending.push(cleanComment(trimmed.slice(1, MAX_LINE), at, problems));
    } else if (trimmed.length > MAX_LINE) {
      problems.error(
        'line-too-long',
        'The line is too long',
        `It has ${trimmed.length} characters; at most ${MAX_LINE} are read. Put long lists into a section.`,
        at,
      );
      pending = [];
      atTop = false;
    } else if (hasControlCharacter(trimmed)) {
      problems.error(
        'control-character',
        'The line holds characters that are not text',
        `Found ${oddCodes(trimmed).join(', ')}. Retype the line; save the file as plain UTF-8 text.`,
        at,
      );
      pending = [];
      atTop = false;
    } else {
      lines.push({ text: trimmed, at, comments: pending });
      pending = [];
      atTop = false;
    }
  }
  return { header, lines, trailing: pending };
}

/** A comment goes into a file that is kept in git: what it may hold of a password does not go with it. */
function cleanComment(comment: string, at: SourceRange, problems: Problems): string {
  const text = comment.replaceAll(/(?!\t)\p{Cc}|[\u2028\u2029\uFFFE\uFFFF]/gu, '?');
  let clean = text;
  const fields = clean.split(';');
  if (fields.length >= 5 && trim(fields[4] ?? '') !== '' && /\d+\.\d+\.\d+\.\d+/.test(`${fields[2]} ${fields[3]}`)) {
    // More than 11 fields: the password itself may hold a `;`, and nothing behind it can be told from it.
    clean = [...fields.slice(0, 4), ' ', ...(fields.length > 11 ? [] : fields.slice(5))].join(';');
  }
  const assignment = [...clean.matchAll(ASSIGNED)].find(
    (match) => isSecretName(match[1] ?? '') && !/^\$\{\w+\}\s*$/.test(match[2] ?? ''),
  );
  if (assignment) clean = `${clean.slice(0, assignment.index)}${assignment[1]}=(left out)`;
  if (clean !== text) {
    problems.warning(
      'secret-in-comment',
      'A comment that looks like it holds a password was carried over without it',
      'Take the password out of the legacy file too, and change it where it is in use.',
      at,
    );
  }
  return clean;
}

function hasControlCharacter(text: string): boolean {
  return /(?!\t)\p{Cc}|[\u2028\u2029\uFFFD-\uFFFF]/u.test(text);
}

/** Names the characters of a word that look like others or like nothing: `"Sec–1" (with U+2013, which is not plain ASCII)`. */
export function describeOdd(text: string): string {
  const codes = oddCodes(text);
  const shown = text.replaceAll(/\p{Cc}/gu, '?').slice(0, 80);
  return codes.length === 0 ? `"${shown}"` : `"${shown}" (with ${codes.join(', ')}, which is not plain ASCII)`;
}

function oddCodes(text: string): string[] {
  const odd = new Set([...text].filter((character) => !/[ -~]/.test(character)));
  return [...odd]
    .slice(0, 5)
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
}

/** An error where a value holds a tab: it looks like blanks and would be taken for some by the next editor or script. */
export function rejectTab(value: string, what: string, at: SourceRange, problems: Problems): void {
  if (value.includes('\t'))
    problems.error('tab-in-value', `The ${what} holds a tab`, 'Write blanks instead. Tabs may stand only between fields.', at);
}

export function trim(text: string): string {
  return trimEnd(text.replace(LEADING_BLANKS, ''), ONE_BLANK);
}

/** Without the characters at the end that match. By hand: a regular expression would take the square of a long run's length. */
export function trimEnd(text: string, one: RegExp): string {
  let end = text.length;
  while (end > 0 && one.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** The part of a word from `start` to `end`, without the blanks around it, at its own place. */
export function slice(word: Word, start: number, end = word.text.length): Word {
  const part = word.text.slice(start, end);
  const blanks = part.length - part.replace(LEADING_BLANKS, '').length;
  return { text: trim(part), at: { ...word.at, column: word.at.column + start + blanks } };
}

/** The words of a list separated by commas or blanks. */
export function splitList(word: Word): Word[] {
  return [...word.text.matchAll(SEPARATED_WORD)].map((match) => slice(word, match.index, match.index + match[0].length));
}

/** Fields between `;`. Empty fields at the end are dropped: a `;` at the end of a line says nothing. */
export function splitFields(word: Word): Word[] {
  const fields: Word[] = [];
  let start = 0;
  for (let end = word.text.indexOf(';'); end >= 0; end = word.text.indexOf(';', start)) {
    fields.push(slice(word, start, end));
    start = end + 1;
  }
  fields.push(slice(word, start));
  while (fields.length > 1 && fields.at(-1)?.text === '') fields.pop();
  return fields;
}

/** Cuts off ` # …` at the end of a line where a `#` can't be part of a value; the comment joins those above the line. */
export function cutComment(line: Line): Line {
  const match = new RegExp(`${BLANK}#`).exec(line.text);
  if (!match) return line;
  return { ...slice(line, 0, match.index), comments: [...line.comments, line.text.slice(match.index + 2)] };
}

/** Edits from one to the other; letters in another order (GIU) count as one. */
function typingDistance(one: string, other: string): number {
  const edits = distance(one, other);
  return edits > 1 && one.length === other.length && [...one].sort().join('') === [...other].sort().join('') ? 1 : edits;
}

/** The candidate that was most likely meant, or null where none is near. */
export function closest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (++compared > MAX_CANDIDATES || word.length > MAX_CANDIDATE_LENGTH) break;
    const far = typingDistance(word.toLowerCase(), candidate.toLowerCase());
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** ` Did you mean GUI?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const best = closest(word, candidates);
  return best === null ? '' : ` Did you mean ${best}?`;
}
