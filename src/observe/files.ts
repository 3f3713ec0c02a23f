/**
 * Files out of a probe: metadata from `stat`, contents from one `head -v` over all of them, cut by size. A file that is not
 * there is known by stat's own words for ENOENT; any other trouble makes it unknown, never absent.
 */
import type { FileFact } from '../kinds/facts.ts';
import { isVirtual, MAX_FILE_BYTES } from './requests.ts';

/** All text is latin1: one character a byte. */
export interface RawFiles {
  readonly files: readonly string[];
  readonly globs: readonly string[];
  readonly globLines: readonly string[];
  readonly stat: readonly string[];
  readonly statErrors: readonly string[];
  readonly danglingLinks: ReadonlySet<string>;
  readonly head: string;
  readonly headErrors: readonly string[];
}

export interface CutFiles {
  readonly files: ReadonlyMap<string, FileFact>;
  readonly globs: ReadonlyMap<string, ReadonlyMap<string, FileFact>>;
}

interface Meta {
  readonly kind: string;
  readonly size: number;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly changedMs: number;
}

export function cutFiles(raw: RawFiles): CutFiles {
  const asked = raw.files.map(bytesOf);
  const matches = globMatches(raw);
  const order = [...matches.flatMap(({ paths }) => paths), ...asked.filter((path) => !path.includes('\n'))];
  const meta = parseStat(raw.stat);
  const failed = statFailures(order, meta, raw.statErrors);
  const contents = cutHead(
    order.filter((path) => meta.get(path)?.kind === 'regular'),
    meta,
    raw.head,
  );

  const factOf = (path: string): FileFact => {
    if (path.includes('\n')) return { status: 'unknown', why: 'its name holds a line break' };
    const found = meta.get(path);
    if (!found) {
      const why = failed.get(path);
      if (why !== 'No such file or directory') return { status: 'unknown', why: why ?? 'stat said nothing of it' };
      return raw.danglingLinks.has(path)
        ? { status: 'unknown', why: 'it is a symbolic link to something that is not there' }
        : { status: 'absent' };
    }
    if (found.kind !== 'regular') return { status: 'unknown', why: `it is ${found.kind}` };
    if (found.size > MAX_FILE_BYTES)
      return { status: 'unknown', why: `it has ${found.size} bytes; more than ${MAX_FILE_BYTES} are not read` };
    const content = contents.get(path);
    if (content === undefined)
      return { status: 'unknown', why: headError(path, raw.headErrors) ?? 'it changed while it was read' };
    const { text, encoding } = decode(content);
    const { mode, owner, group, changedMs } = found;
    return { status: 'present', text, encoding, mode, owner, group, changedMs };
  };

  return {
    files: new Map(raw.files.map((path, index) => [path, factOf(asked[index] ?? path)])),
    globs: new Map(
      matches.map(({ pattern, paths, problems }) => {
        const found = [...problems, ...paths.map((path): [string, FileFact] => [path, factOf(path)])];
        const named = found.map(([path, fact]): [string, FileFact] => {
          const name = decode(path);
          return name.encoding === 'utf8' ? [name.text, fact] : [name.text, { status: 'unknown', why: 'its name is not UTF-8' }];
        });
        return [pattern, new Map(named.sort(([a], [b]) => (bytesOf(a) < bytesOf(b) ? -1 : 1)))];
      }),
    ),
  };
}

interface Matches {
  readonly pattern: string;
  readonly paths: readonly string[];
  readonly problems: readonly [string, FileFact][];
}

function globMatches(raw: RawFiles): readonly Matches[] {
  const words = raw.globLines.map((line) => /^(closed|match|odd) (\d+) ?(.*)$/.exec(line));
  return raw.globs.map((pattern, index) => {
    const own = words.flatMap((match) => (match?.[2] === String(index) ? [{ what: match[1], path: match[3] ?? '' }] : []));
    return {
      pattern,
      paths: own.flatMap(({ what, path }) => (what === 'match' ? [path] : [])),
      problems: own.flatMap(({ what, path }): [string, FileFact][] => {
        if (what === 'closed') return [[bytesOf(pattern), { status: 'unknown', why: 'its folder cannot be listed' }]];
        if (what === 'odd') return [[`${path}\\n`, { status: 'unknown', why: 'its name holds a line break' }]];
        return [];
      }),
    };
  });
}

/** Lines of `%f %s %u %g %U %G %Y %n`. */
function parseStat(lines: readonly string[]): ReadonlyMap<string, Meta> {
  const found = new Map<string, Meta>();
  for (const line of lines) {
    const match = /^([0-9a-f]+) (\d+) (\d+) (\d+) (\S+) (\S+) (-?\d+) (.+)$/.exec(line);
    if (!match) continue;
    const [, mode = '', size = '', uid = '', gid = '', user = '', group = '', changed = '', path = ''] = match;
    const bits = Number.parseInt(mode, 16);
    found.set(path, {
      kind: FILE_KINDS[bits >> 12] ?? 'of a kind that is not known',
      size: Number(size),
      mode: (bits & 0o7777).toString(8).padStart(4, '0'),
      owner: user === 'UNKNOWN' ? uid : user,
      group: group === 'UNKNOWN' ? gid : group,
      changedMs: Number(changed) * 1000,
    });
  }
  return found;
}

/** S_IFMT of stat(2), shifted. */
const FILE_KINDS: Readonly<Record<number, string>> = {
  1: 'a pipe',
  2: 'a character device',
  4: 'a directory',
  6: 'a block device',
  8: 'regular',
  12: 'a socket',
};

/**
 * stat prints one line of error for each file that it has no line of output for, in the order of its arguments: GNU
 * "stat: cannot stat 'x': No such file or directory" (also "cannot statx", and `x' in old versions), busybox "stat: can't
 * stat 'x': …". Where the two do not go together exactly, nothing is said of any of them.
 */
function statFailures(
  order: readonly string[],
  meta: ReadonlyMap<string, Meta>,
  errors: readonly string[],
): ReadonlyMap<string, string> {
  const missing = order.filter((path) => !meta.has(path));
  const said = errors.filter((line) => /^stat: (cannot|can't) statx? /.test(line));
  const found = new Map<string, string>();
  if (said.length !== missing.length) {
    for (const path of missing)
      found.set(path, errors.length === 0 ? 'stat said nothing of it' : `stat failed: ${errors.slice(-1).join('')}`);
    return found;
  }
  missing.forEach((path, index) => {
    const line = said[index] ?? '';
    const reason = line.slice(line.lastIndexOf(': ') + 2);
    // A name with odd characters is quoted in ways that differ by version: its place in the order has to do.
    const plain = /^[A-Za-z0-9_./@:+,=%-]+$/.test(path);
    found.set(path, plain && !line.includes(`${path}'`) ? `stat failed: ${line}` : reason);
  });
  return found;
}

/**
 * `head -v` writes "==> name <==" before each file, with an empty line before all but the first. Where a header of one of the
 * next files is exactly where the size says, the content before it is whole. Files of /proc and /sys come last and have no
 * size: their contents reach up to the next header, if that is to be found once and no more.
 */
function cutHead(paths: readonly string[], meta: ReadonlyMap<string, Meta>, text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const headers = paths.map((path) => `\n==> ${path} <==\n`);
  let at = 0;
  for (const [index, path] of paths.entries()) {
    const mark = headers[index] ?? '';
    const header = at === 0 ? mark.slice(1) : mark;
    // Elsewhere than where the one before it ended: that one changed, or it could not be read. It is looked for.
    const start = text.startsWith(header, at) ? at + header.length : after(text, at, mark);
    if (start === null) continue;
    at = start;
    const later = headers.slice(index + 1);
    const end = isVirtual(path) ? nextOf(text, at, later) : at + Math.min(meta.get(path)?.size ?? 0, MAX_FILE_BYTES);
    if (end === null || !(end === text.length || later.some((one) => text.startsWith(one, end)))) continue;
    found.set(path, text.slice(at, end));
    at = end;
  }
  return found;
}

/** The place after the only occurrence of `mark`; null where there is none, or more than one. */
function after(text: string, from: number, mark: string): number | null {
  const at = text.indexOf(mark, from);
  return at < 0 || text.indexOf(mark, at + 1) >= 0 ? null : at + mark.length;
}

/** The place of the first of `marks`, or the end of the text; null where one of them occurs more than once. */
function nextOf(text: string, from: number, marks: readonly string[]): number | null {
  let first = text.length;
  for (const mark of marks) {
    const at = text.indexOf(mark, from);
    if (at >= 0 && text.indexOf(mark, at + 1) >= 0) return null;
    if (at >= 0 && at < first) first = at;
  }
  return first;
}

function headError(path: string, errors: readonly string[]): string | null {
  const line = errors.find((one) => one.includes(`${path}'`) || one.includes(` ${path}: `));
  return line === undefined ? null : `it could not be read: ${line.slice(line.lastIndexOf(': ') + 2)}`;
}

/** latin1 text of bytes → the text they are in UTF-8, or as they stand where they are no UTF-8. */
export function decode(bytes: string): { readonly text: string; readonly encoding: 'utf8' | 'latin1' } {
  if (!/[\x80-\xff]/.test(bytes)) return { text: bytes, encoding: 'utf8' };
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1')),
      encoding: 'utf8',
    };
  } catch {
    return { text: bytes, encoding: 'latin1' };
  }
}

/** The bytes of a path as latin1 text, as it appears in a probe's output. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
