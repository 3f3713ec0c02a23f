/** A legacy file as it may be shown, line by line, beside a problem. */
import { isSecretName } from '../desired/secret-name.ts';

/**
 * Puts `*` over what may be a secret: the root password of every row of servers.conf (`rows`), commented out or not, and what
 * follows `NAME=` where the name says so. Every line keeps its length, so that columns stay right.
 */
export function maskSecrets(text: string, rows: boolean): string {
  return text.replaceAll(/[^\r\n]+/g, (line) => maskAssignments(rows ? maskPassword(line) : line));
}

function maskPassword(line: string): string {
  const marks = [...line.matchAll(/;/g)].map((match) => match.index);
  const [start, next] = [marks[3], marks[4]];
  if (start === undefined) return line;
  // Beyond 11 fields a `;` may be the password's own, and where it ends can't be told.
  const end = marks.length > 10 || next === undefined ? line.length : next;
  return line.slice(0, start + 1) + stars(line.slice(start + 1, end)) + line.slice(end);
}

function maskAssignments(line: string): string {
  for (const match of line.matchAll(/(\w+)\s*=/g)) {
    const start = match.index + match[0].length;
    if (isSecretName(match[1] ?? '')) return line.slice(0, start) + stars(line.slice(start));
  }
  return line;
}

function stars(text: string): string {
  return text.replaceAll(/[^\s;]/g, '*');
}
