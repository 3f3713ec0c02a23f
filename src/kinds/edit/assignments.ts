/**
 * Files of shell-variable assignments as /etc/sysconfig uses them (sysconfig.txt of initscripts): `KEY=value`, sourced by sh.
 *
 * Kept: comments, order, blank lines, lines that are other shell code, the quotes of a value that stays quotable that way.
 * A key assigned twice has its last value (as sh has it); an edit of that key leaves that last assignment only.
 */
import { assertOneLine, EditError, joinLines, type Line, lineEnd, splitLines } from './lines.ts';

interface Assignment {
  readonly key: string;
  /** As sh would have it; a value with an expansion (`$X`, backquotes) is left as it is written. */
  readonly value: string;
  /** Index of the first of its lines, and how many it takes. */
  readonly at: number;
  readonly count: number;
  readonly prefix: string;
  readonly raw: string;
  /** What stands behind the value: a comment, `; …`. */
  readonly rest: string;
}

const KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The values by key, the last of each. Throws EditError where a quote is never closed: all below it would be misread. */
export function readAssignments(text: string): ReadonlyMap<string, string> {
  return new Map(findAssignments(splitLines(text)).map(({ key, value }) => [key, value]));
}

/** Sets the keys, or removes them where the value is null. Added at the end, in the order of `set`. */
export function editAssignments(text: string, set: Readonly<Record<string, string | null>>): string {
  const lines = splitLines(text);
  const end = lineEnd(lines);
  const found = findAssignments(lines);
  const replaced = new Map<number, readonly Line[]>();
  const added: Line[] = [];
  for (const [key, value] of Object.entries(set)) {
    if (!KEY.test(key)) throw new EditError('bad-name', `"${key}" can't be the name of a shell variable.`);
    if (value !== null) assertOneLine(value, `The value of ${key}`);
    const mine = found.filter((assignment) => assignment.key === key);
    const last = mine.at(-1);
    for (const assignment of mine) if (value === null || assignment !== last) replaced.set(assignment.at, []);
    if (value === null) continue;
    if (!last) added.push({ body: `${key}=${quoted(value, '')}`, end });
    else if (last.value !== value) {
      const closing = lines[last.at + last.count - 1]?.end ?? end;
      replaced.set(last.at, [{ body: `${last.prefix}${quoted(value, last.raw)}${last.rest}`, end: closing }]);
    }
  }
  const result: Line[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const replacement = replaced.get(at);
    if (replacement) {
      result.push(...replacement);
      at += found.find((assignment) => assignment.at === at)?.count ?? 1;
    } else {
      if (line) result.push(line);
      at += 1;
    }
  }
  return joinLines([...result, ...added], end);
}

/** What the keys are to be set to so that words of their lists go and come; a key whose list has them right is not named. */
export function wordLists(
  text: string,
  words: Readonly<Record<string, { readonly remove: readonly string[]; readonly add: readonly string[] }>>,
): Readonly<Record<string, string | null>> {
  const values = readAssignments(text);
  const set: Record<string, string | null> = {};
  for (const [key, { remove, add }] of Object.entries(words)) {
    const before = (values.get(key) ?? '').split(/\s+/).filter((word) => word !== '');
    const kept = before.filter((word) => !remove.includes(word));
    const after = [...kept, ...add.filter((word) => !kept.includes(word))];
    if (after.join(' ') !== before.join(' ')) set[key] = after.length > 0 ? after.join(' ') : null;
  }
  return set;
}

function findAssignments(lines: readonly Line[]): readonly Assignment[] {
  const found: Assignment[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const head = /^(\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=)/.exec(lines[at]?.body ?? '');
    if (!head) continue;
    const [, prefix = '', key = ''] = head;
    let body = lines[at]?.body.slice(prefix.length) ?? '';
    let count = 1;
    let word = readWord(body);
    while (word === 'open') {
      const next = lines[at + count];
      if (!next) throw new EditError('open-quote', `The quote that the value of ${key} opens in line ${at + 1} is never closed.`);
      body += `\n${next.body}`;
      count += 1;
      word = readWord(body);
    }
    const rest = body.slice(word.length);
    // `A=1 command` sets A for that command only: shell code, not an assignment.
    if (/^(\s*|\s+#.*|\s*;.*)$/s.test(rest)) {
      found.push({ key, value: word.value, at, count, prefix, raw: body.slice(0, word.length), rest });
    }
    at += count - 1;
  }
  return found;
}

/** The first word of a piece of shell: its length as written and its value; `open` where a quote goes on in the next line. */
function readWord(body: string): { readonly value: string; readonly length: number } | 'open' {
  let value = '';
  let expands = false;
  let at = 0;
  while (at < body.length) {
    const char = body[at] ?? '';
    if (/[\s;&|<>()]/.test(char)) break;
    if (char === "'") {
      const close = body.indexOf("'", at + 1);
      if (close === -1) return 'open';
      value += body.slice(at + 1, close);
      at = close + 1;
    } else if (char === '"') {
      at += 1;
      while (body[at] !== '"') {
        if (at >= body.length) return 'open';
        if (body[at] === '\\' && /["\\$`\n]/.test(body[at + 1] ?? '')) at += 1;
        else if (body[at] === '$' || body[at] === '`') expands = true;
        value += body[at] ?? '';
        at += 1;
      }
      at += 1;
    } else if (char === '\\') {
      if (at + 1 >= body.length) return 'open';
      if (body[at + 1] !== '\n') value += body[at + 1] ?? '';
      at += 2;
    } else {
      if (char === '$' || char === '`') expands = true;
      value += char;
      at += 1;
    }
  }
  return { value: expands ? body.slice(0, at) : value, length: at };
}

function quoted(value: string, like: string): string {
  if (like.startsWith("'") && !value.includes("'")) return `'${value}'`;
  const bare = /^[A-Za-z0-9_./:@%+,-]*$/.test(value);
  if (bare && !like.startsWith('"')) return value;
  return `"${value.replaceAll(/["\\$`]/g, '\\$&')}"`;
}
