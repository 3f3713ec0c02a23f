/** The YAML library's error codes in the words of someone who writes a cluster file. */
import type { ErrorCode } from 'yaml';
import type { Complaint } from './report.ts';

/** `message`: the library's own, looked into but never shown. `onText`: whether the line holds anything; an error on a blank line mostly belongs to what is before it. */
export function syntaxWords(code: ErrorCode | undefined, message: string, onText: boolean): Complaint {
  const before = onText ? '' : ' The slip is above this line.';
  switch (code) {
    case 'TAB_AS_INDENT':
      return { code: 'yaml-tab', summary: 'A tab stands where YAML wants blanks.', detail: 'Indent with blanks, two a level.' };
    case 'MULTIPLE_DOCS':
      return {
        code: 'several-documents',
        summary: 'The file holds more than one YAML document.',
        detail: 'Found a second one, begun by "---". Write one file for each cluster.',
      };
    case 'BAD_INDENT':
      if (/flow/i.test(message)) return syntaxWords('MISSING_CHAR', message, onText);
      return {
        code: 'yaml-indent',
        summary: 'The line is not indented like its neighbours.',
        detail: `Indent keys of one map alike, two blanks a level.${before}`,
      };
    case 'MISSING_CHAR':
      return {
        code: 'yaml-missing-character',
        summary: 'A character is missing: a bracket, a quote, a comma, or a blank after a colon.',
        detail: `Close what is open ( [ { " ' ), put a comma between the items of [ ] and { }.${before}`,
      };
    case 'BAD_ALIAS':
      return {
        code: 'bad-alias',
        summary: 'An alias (*) or anchor (&) is broken or refers to nothing.',
        detail: 'Put a value that begins with * or & in quotes, or write the anchor before the alias.',
      };
    case 'BAD_SCALAR_START':
      return {
        code: 'yaml-quote',
        summary: 'A value begins with a character that has a meaning in YAML.',
        detail: `Put a value that begins with one of @ \` % | > ! & * in quotes.`,
      };
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'yaml-escape',
        summary: 'A backslash in a double-quoted value has no meaning here.',
        detail: 'Write \\\\ for a backslash, or use single quotes.',
      };
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return {
        code: 'yaml-key',
        summary: 'A key is broken: a colon is missing, or a value stands on the line of its key and goes on below.',
        detail: `Write "key: value" on one line, or "key:" and its value indented below it.${before}`,
      };
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
    case 'MULTIPLE_TAGS':
      return {
        code: 'yaml-tag',
        summary: 'A YAML tag (!) is not known here.',
        detail: 'Put a value that begins with ! in quotes.',
      };
    default:
      return {
        code: 'yaml-syntax',
        summary: 'This is not YAML.',
        detail: `Something is here that can't be: look for a missing quote, colon or bracket, or a wrong indent.${before}`,
      };
  }
}
