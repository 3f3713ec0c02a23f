/**
 * NetworkManager's keyfiles, by nm-settings-keyfile(5): `[section]` lines and `key=value` lines as GLib's key files have
 * them. Comments, order, blank lines and keys that dmsa knows nothing of are kept; a key that stands twice counts as its last.
 */
import type { FileEdit } from '../kind.ts';
import { assertOneLine, EditError, joinLines, type Line, lineEnd, splitLines } from './lines.ts';

type KeyfileEdit = Extract<FileEdit, { readonly type: 'keyfile' }>;

interface Found {
  readonly at: number;
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

const SECTION = /^\[([^[\]]+)\]\s*$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Section → key → value as it is written, escapes and all. */
export function readKeyfile(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  for (const { section, key, value } of entriesOf(splitLines(text))) {
    const keys = sections.get(section) ?? new Map<string, string>();
    keys.set(key, value);
    sections.set(section, keys);
  }
  return sections;
}

/** A numbered entry's parts: `route1=198.51.100.0/24,192.0.2.1,100` begins with its item, which ends at the first comma. */
export function itemOf(value: string): string {
  return value.split(/[,;]/)[0]?.trim() ?? '';
}

export function editKeyfile(text: string, edit: KeyfileEdit): string {
  let result = text;
  for (const [path, value] of Object.entries(edit.set)) {
    const cut = path.indexOf('/');
    result = setKey(result, path.slice(0, cut), path.slice(cut + 1), value);
  }
  for (const { section, name, item, value } of edit.list ?? []) result = setItem(result, section, name, item, value);
  return result;
}

/** Of all `NAME<number>` entries of the section the one with this item gets the value, or goes; added with a free number. */
function setItem(text: string, section: string, name: string, item: string, value: string | null): string {
  const numbered = entriesOf(splitLines(text)).filter((one) => one.section === section && numberOf(one.key, name) !== null);
  const mine = numbered.filter((one) => itemOf(one.value) === item);
  if (value === null) {
    // `route1_options` belongs to `route1`.
    return mine.reduce((left, { key }) => setKey(setKey(left, section, key, null), section, `${key}_options`, null), text);
  }
  const [first] = mine;
  const next = 1 + Math.max(0, ...numbered.map((one) => numberOf(one.key, name) ?? 0));
  return setKey(text, section, first?.key ?? `${name}${next}`, value);
}

export function numberOf(key: string, name: string): number | null {
  const rest = key.startsWith(name) ? key.slice(name.length) : 'none';
  return /^\d*$/.test(rest) ? Number(rest) : null;
}

function setKey(text: string, section: string, key: string, value: string | null): string {
  if (!NAME.test(section) || !NAME.test(key)) throw new EditError('bad-name', `"${section}/${key}" can't be a key of a keyfile.`);
  if (value !== null) assertOneLine(value, `The value of ${key}`);
  const lines = splitLines(text);
  const end = lineEnd(lines);
  const mine = entriesOf(lines).filter((one) => one.section === section && one.key === key);
  const last = mine.at(-1);
  const kept = (at: number): boolean => !mine.some((one) => one.at === at && (value === null || one !== last));
  if (value === null || last) {
    const replaced = lines.flatMap((line, at): Line[] => {
      if (!kept(at)) return [];
      return at === last?.at && last.value !== value ? [{ body: `${key}=${value}`, end: line.end }] : [line];
    });
    return joinLines(replaced, end);
  }
  const added: Line = { body: `${key}=${value}`, end };
  const until = sectionEnd(lines, section);
  if (until === null) {
    const gap: Line[] = lines.length > 0 && lines.at(-1)?.body.trim() !== '' ? [{ body: '', end }] : [];
    return joinLines([...lines, ...gap, { body: `[${section}]`, end }, added], end);
  }
  return joinLines([...lines.slice(0, until), added, ...lines.slice(until)], end);
}

/** Behind the last line of the section that says something; null where there is no such section. */
function sectionEnd(lines: readonly Line[], section: string): number | null {
  let inside = false;
  let until: number | null = null;
  for (const [at, { body }] of lines.entries()) {
    const head = SECTION.exec(body);
    if (head) inside = head[1] === section && until === null;
    if (inside && body.trim() !== '' && !/^\s*#/.test(body)) until = at + 1;
  }
  return until;
}

function entriesOf(lines: readonly Line[]): readonly Found[] {
  const found: Found[] = [];
  let section: string | null = null;
  for (const [at, { body }] of lines.entries()) {
    if (body.trim() === '' || /^\s*[#;]/.test(body)) continue;
    const head = SECTION.exec(body);
    if (head) {
      section = head[1] ?? null;
      continue;
    }
    const equals = body.indexOf('=');
    if (section === null || equals < 1) {
      throw new EditError('bad-line', `Line ${at + 1} ("${shortened(body)}") is neither a [section] nor a key=value of one.`);
    }
    found.push({ at, section, key: body.slice(0, equals).trim(), value: body.slice(equals + 1).trim() });
  }
  return found;
}

/** Never the value: it may be a password. */
function shortened(body: string): string {
  return `${body.slice(0, 12)}…`;
}
