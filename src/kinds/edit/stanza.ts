/**
 * ifupdown's /etc/network/interfaces, by interfaces(5) of Debian 12: stanzas that begin with `iface`, `mapping`, `auto`,
 * `allow-…`, `source`, `source-directory` …, option lines below `iface`, `#` comments on lines of their own, and a
 * backslash at the end of a line that joins it with the next (not in a comment).
 */
import type { FileEdit } from '../kind.ts';
import { assertOneLine, EditError, joinLines, type Line, lineEnd, splitLines } from './lines.ts';

type StanzaEdit = Extract<FileEdit, { readonly type: 'stanza' }>;

/** Lines joined by backslashes count as one. */
interface Logical {
  readonly lines: readonly Line[];
  /** Empty in a comment or a blank line. */
  readonly words: readonly string[];
}

export interface Stanza {
  readonly device: string;
  readonly family: string;
  readonly method: string;
  /** The stanza whose options it has beside its own. */
  readonly inherits: string | null;
  /** In the order of the file; a name may stand several times (`up`). */
  readonly options: readonly { readonly name: string; readonly value: string }[];
}

export interface Interfaces {
  readonly stanzas: readonly Stanza[];
  /** Devices named by `auto`, `allow-auto` or `allow-hotplug`: brought up without being asked. `/eth*` stands for all of such a name. */
  readonly auto: ReadonlySet<string>;
  /** Arguments of `source` and `source-directory`, in order. */
  readonly sources: readonly { readonly keyword: 'source' | 'source-directory'; readonly pattern: string }[];
}

const TOP = /^(iface|mapping|auto|allow-\S+|no-auto-down|no-scripts|source|source-dir\S*|template|rename)$/;
const AUTO = /^(auto|allow-auto|allow-hotplug)$/;

/** What the file says. Lines that are not understood are skipped, as ifupdown's own parser can't be asked from here. */
export function readInterfaces(text: string): Interfaces {
  const stanzas: (Omit<Stanza, 'options'> & { options: { name: string; value: string }[] })[] = [];
  const auto = new Set<string>();
  const sources: { keyword: 'source' | 'source-directory'; pattern: string }[] = [];
  let options: { name: string; value: string }[] | null = null;
  for (const { words } of logicalLines(splitLines(text))) {
    const [first, ...rest] = words;
    if (first === undefined) continue;
    if (!TOP.test(first)) {
      options?.push({ name: first, value: rest.join(' ') });
      continue;
    }
    options = null;
    if (AUTO.test(first)) for (const device of rest) auto.add(device);
    else if (first.startsWith('source')) {
      const keyword = first === 'source' ? first : 'source-directory';
      for (const pattern of rest) sources.push({ keyword, pattern });
    } else if (first === 'iface' && rest[0] !== undefined) {
      options = [];
      const [device, family = '', method = '', word, of] = rest;
      stanzas.push({ device, family, method, inherits: word === 'inherits' ? (of ?? null) : null, options });
    }
  }
  return { stanzas, auto, sources };
}

/**
 * Sets or removes options of the device's stanza where it stands, or adds the stanza at the end. Of several stanzas of one
 * device and family the first with the wanted method is meant, else the first; the others are further addresses.
 * `auto` true: added unless some line brings it up already; false: taken off those lines; null: they stay as they are.
 * Without an option to set no stanza is added: then the edit is about `auto` only.
 */
export function editStanza(text: string, edit: StanzaEdit): string {
  assertWord(edit.device, 'device');
  assertWord(edit.method, 'method');
  const lines = splitLines(text);
  const end = lineEnd(lines);
  const all = logicalLines(lines);
  const result = edit.options === null ? withoutStanza(all, edit) : withStanza(all, edit, edit.options, end);
  return joinLines(
    result.flatMap((logical) => logical.lines),
    end,
  );
}

function withStanza(
  all: readonly Logical[],
  edit: StanzaEdit,
  options: Readonly<Record<string, string | null>>,
  end: string,
): readonly Logical[] {
  for (const [name, value] of Object.entries(options)) {
    assertWord(name, 'option');
    if (TOP.test(name))
      throw new EditError('bad-name', `"${name}" begins a stanza of its own in an interfaces file; it can't be an option.`);
    if (value === null) continue;
    assertOneLine(value, `The value of ${name}`);
    if (value.trim() === '' || value.endsWith('\\')) {
      throw new EditError('bad-line', `"${value}" can't be the value of ${name} in an interfaces file.`);
    }
  }
  const mine = all.flatMap((logical, at) => (isStanzaOf(logical, edit) ? [at] : []));
  const begin = mine.find((at) => all[at]?.words[3] === edit.method) ?? mine[0];
  const isUp = all.some(({ words }) => AUTO.test(words[0] ?? '') && words.slice(1).includes(edit.device));
  const autoLine = edit.auto && !isUp ? [one(`auto ${edit.device}`, end)] : [];
  if (begin === undefined) {
    const body = Object.entries(options).flatMap(([name, value]) => (value === null ? [] : [one(`    ${name} ${value}`, end)]));
    const kept = edit.auto === false ? withoutAuto(all, edit.device) : all;
    if (body.length === 0) return [...kept, ...autoLine];
    const gap = kept.length > 0 ? [one('', end)] : [];
    return [...kept, ...gap, ...autoLine, one(`iface ${edit.device} ${edit.family} ${edit.method}`, end), ...body];
  }
  const until = stanzaEnd(all, begin);
  const head = all[begin] ?? one('', end);
  const before = all.slice(0, begin);
  const after = all.slice(until);
  const body = editOptions(all.slice(begin + 1, until), options, end);
  const newHead =
    head.words[3] === edit.method
      ? head
      : one(['iface', edit.device, edit.family, edit.method, ...head.words.slice(4)].join(' '), head.lines.at(-1)?.end || end);
  const outside = (part: readonly Logical[]): readonly Logical[] => (edit.auto === false ? withoutAuto(part, edit.device) : part);
  return [...outside(before), ...autoLine, newHead, ...body, ...outside(after)];
}

function editOptions(
  body: readonly Logical[],
  options: Readonly<Record<string, string | null>>,
  end: string,
): readonly Logical[] {
  const indent = /^\s*/.exec(body.find((logical) => logical.words.length > 0)?.lines[0]?.body ?? '    ')?.[0] ?? '    ';
  const result = body.flatMap((logical, at) => {
    const name = logical.words[0];
    if (name === undefined || !Object.hasOwn(options, name)) return [logical];
    const value = options[name] ?? null;
    const first = body.findIndex((other) => other.words[0] === name) === at;
    if (value === null || !first) return [];
    return logical.words.slice(1).join(' ') === words(value).join(' ')
      ? [logical]
      : [one(`${/^\s*/.exec(logical.lines[0]?.body ?? '')?.[0] ?? indent}${name} ${value}`, logical.lines.at(-1)?.end || end)];
  });
  const added = Object.entries(options).flatMap(([name, value]) =>
    value !== null && !body.some((logical) => logical.words[0] === name) ? [one(`${indent}${name} ${value}`, end)] : [],
  );
  return [...result, ...added];
}

function withoutStanza(all: readonly Logical[], edit: StanzaEdit): readonly Logical[] {
  let rest = all;
  for (;;) {
    const begin = rest.findIndex((logical) => isStanzaOf(logical, edit));
    if (begin === -1) break;
    rest = withoutRange(rest, begin, stanzaEnd(rest, begin));
  }
  const otherFamily = rest.some(({ words }) => words[0] === 'iface' && words[1] === edit.device);
  return otherFamily ? rest : withoutAuto(rest, edit.device);
}

/** Takes the lines out, and with them the `auto` line that `withStanza` put above and one blank line where two would meet. */
function withoutRange(all: readonly Logical[], begin: number, until: number): readonly Logical[] {
  const device = all[begin]?.words[1] ?? '';
  const above = all[begin - 1];
  const ownAuto = above && AUTO.test(above.words[0] ?? '') && above.words.length === 2 && above.words[1] === device;
  const others = all.some(({ words: [first, name] }, at) => first === 'iface' && name === device && (at < begin || at >= until));
  const from = ownAuto && !others ? begin - 1 : begin;
  const gap = isBlank(all[from - 1]) && (until >= all.length || isBlank(all[until])) ? 1 : 0;
  return [...all.slice(0, from - gap), ...all.slice(until)];
}

function withoutAuto(all: readonly Logical[], device: string): readonly Logical[] {
  return all.flatMap((logical) => {
    const [first = '', ...devices] = logical.words;
    if (!AUTO.test(first) || !devices.includes(device)) return [logical];
    const left = devices.filter((other) => other !== device);
    return left.length === 0 ? [] : [one([first, ...left].join(' '), logical.lines.at(-1)?.end ?? '')];
  });
}

/** Behind the stanza's last option: comments and blank lines below that belong to what follows. */
function stanzaEnd(all: readonly Logical[], begin: number): number {
  let until = begin + 1;
  for (let at = begin + 1; at < all.length; at += 1) {
    const first = all[at]?.words[0];
    if (first === undefined) continue;
    if (TOP.test(first)) break;
    until = at + 1;
  }
  return until;
}

function isStanzaOf({ words }: Logical, edit: StanzaEdit): boolean {
  return words[0] === 'iface' && words[1] === edit.device && words[2] === edit.family;
}

function logicalLines(lines: readonly Line[]): readonly Logical[] {
  const logical: Logical[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const first = lines[at];
    if (!first) break;
    const taken = [first];
    if (/^\s*(#|$)/.test(first.body)) {
      logical.push({ lines: taken, words: [] });
      continue;
    }
    let text = first.body;
    // Two backslashes at the end are a backslash, not a continuation.
    while (/(^|[^\\])\\$/.test(text) && at + 1 < lines.length) {
      at += 1;
      const next = lines[at];
      if (!next) break;
      taken.push(next);
      text = `${text.slice(0, -1)}${next.body}`;
    }
    logical.push({ lines: taken, words: words(text) });
  }
  return logical;
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function one(body: string, end: string): Logical {
  return { lines: [{ body, end }], words: words(body) };
}

function isBlank(logical: Logical | undefined): boolean {
  return logical?.lines.length === 1 && logical.lines[0]?.body.trim() === '';
}

function assertWord(word: string, what: string): void {
  if (!/^[^\s\\#\0]+$/.test(word)) {
    throw new EditError('bad-name', `"${word}" can't be a ${what} in an interfaces file: it must be one word.`);
  }
}
