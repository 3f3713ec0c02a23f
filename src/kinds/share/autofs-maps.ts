/**
 * Maps of autofs that somebody else wrote: what auto.master and its drop-ins name, and the entries in those maps, in the format
 * of Sun (auto.master(5), autofs(5)). What can't be edited safely is told with the reason: programs, LDAP and NIS, maps that
 * nsswitch.conf looks for, entries over several lines.
 */
import type { FactRequest, Facts, FileFact } from '../facts.ts';
import { MAP } from './autofs.ts';
import { readShared } from './own-block.ts';

const MAPS = '/etc/auto.*';
const DROP_INS = '/etc/auto.master.d/*.autofs';
const MASTER = '/etc/auto.master';
const OWN_DROP_IN = '/etc/auto.master.d/dmsa.autofs';

export const FOREIGN_MAPS: readonly FactRequest[] = [
  { type: 'file', path: MASTER },
  { type: 'glob', pattern: MAPS },
  { type: 'glob', pattern: DROP_INS },
];

/** An entry that mounts from elsewhere. A type, not an interface: it is part of a state, which is plain data. */
export type ForeignEntry = {
  /** The mount point in full. */
  readonly point: string;
  /** The map that it stands in. */
  readonly file: string;
  readonly text: string;
  readonly source: string;
  /** Without `fstype`. */
  readonly options: string;
  /** Why it can't be taken out of its map and written into another; null where it can. */
  readonly obstacle: string | null;
};

export interface ForeignMaps {
  readonly entries: readonly ForeignEntry[];
  /** Files of which every key is known: what they don't have, autofs does not serve from them. */
  readonly whole: ReadonlySet<string>;
  /** What auto.master names and dmsa can't look into. */
  readonly closed: readonly { readonly map: string; readonly why: string }[];
}

/** A string says why it can't be said. */
export function readForeignMaps(facts: Facts): ForeignMaps | string {
  const lines = readMasters(facts);
  if (typeof lines === 'string') return lines;
  const entries: ForeignEntry[] = [];
  const whole = new Set<string>();
  const closed: { map: string; why: string }[] = [];
  const named = groupByMap(lines);
  for (const [map, users] of named) {
    const read = mapFile(map, facts.glob(MAPS));
    if (read === null) continue;
    if ('why' in read) {
      closed.push({ map: `${map} (${users[0]?.file ?? ''})`, why: read.why });
      continue;
    }
    const { keys, complete } = readKeys(read.text);
    if (complete) whole.add(read.path);
    else if (keys.length === 0)
      closed.push({ map: read.path, why: 'it takes in another map (+), which dmsa does not look into' });
    for (const user of users) {
      for (const key of keys) {
        const entry = entryOf(read.path, user, key, users.length > 1);
        if (entry) entries.push(entry);
      }
    }
  }
  return { entries, whole, closed };
}

interface MasterLine {
  readonly file: string;
  readonly point: string;
  readonly map: string;
  readonly options: readonly string[];
}

function readMasters(facts: Facts): readonly MasterLine[] | string {
  const files: [string, FileFact][] = [[MASTER, facts.file(MASTER)]];
  for (const [path, fact] of facts.glob(DROP_INS)) if (path !== OWN_DROP_IN) files.push([path, fact]);
  const lines: MasterLine[] = [];
  let readsDropIns = false;
  for (const [path, fact] of files) {
    const text = readShared(path, fact, 'automounts');
    if (typeof text === 'string') return text;
    if (path !== MASTER && !readsDropIns) continue;
    for (const line of text.others.split('\n')) {
      const [point, map, ...options] = line.trim().split(/\s+/);
      if (path === MASTER && /^\+dir:\/etc\/auto\.master\.d\/*$/.test(point ?? '')) readsDropIns = true;
      if (point?.startsWith('/') !== true || map === undefined || map.startsWith('-')) continue;
      lines.push({ file: path, point: point === '/-' ? point : point.replace(/(.)\/+$/, '$1'), map, options });
    }
  }
  return lines;
}

function groupByMap(lines: readonly MasterLine[]): ReadonlyMap<string, readonly MasterLine[]> {
  const groups = new Map<string, MasterLine[]>();
  for (const line of lines) {
    const map = line.map.replace(/^file(?:,sun)?:/, '');
    groups.set(map, [...(groups.get(map) ?? []), line]);
  }
  return groups;
}

/** null: there is no such file, or it is dmsa's own. */
function mapFile(
  map: string,
  files: ReadonlyMap<string, FileFact>,
): { readonly path: string; readonly text: string } | { readonly why: string } | null {
  const type = /^([a-z0-9]+)(?:,[a-z0-9]+)?:/.exec(map)?.[1];
  if (type !== undefined) return { why: `it is of the type ${type}, and dmsa edits files only` };
  if (!map.startsWith('/')) {
    return { why: `nsswitch.conf says where it comes from: name its file in full, such as /etc/${map}` };
  }
  if (map === MAP) return null;
  const fact = files.get(map);
  if (!fact) return map.startsWith('/etc/auto.') ? null : { why: 'dmsa looks for maps in /etc/auto.* only' };
  if (fact.status === 'absent') return null;
  if (fact.status === 'unknown') return { why: fact.why };
  // autofs runs a map that is executable (auto.master(5), "map-type").
  if ((Number.parseInt(fact.mode, 8) & 0o111) !== 0) return { why: 'it is a program' };
  return { path: map, text: fact.text };
}

interface Key {
  readonly words: readonly string[];
  readonly text: string;
  readonly severalLines: boolean;
}

/** `complete` false: there may be more keys than those (`+map`). */
function readKeys(text: string): { readonly keys: readonly Key[]; readonly complete: boolean } {
  const keys: Key[] = [];
  let complete = true;
  let open: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    if (open.length === 0 && /^\s*(#|$)/.test(line)) continue;
    open.push(line);
    if (line.endsWith('\\')) continue;
    const joined = open.map((part) => part.replace(/\\$/, ' ')).join('');
    if (joined.trim().startsWith('+')) complete = false;
    else
      keys.push({ words: joined.match(/(?:\\.|"[^"]*"|[^\s\\"])+/g) ?? [], text: open[0] ?? '', severalLines: open.length > 1 });
    open = [];
  }
  if (open.length > 0) complete = false;
  return { keys, complete };
}

/** null: it mounts nothing from elsewhere. */
function entryOf(
  file: string,
  { point, file: master, options: given }: MasterLine,
  key: Key,
  twice: boolean,
): ForeignEntry | null {
  const [name = '', ...rest] = key.words;
  const optionWords = rest.filter((word) => word.startsWith('-'));
  const places = rest.filter((word) => !word.startsWith('-'));
  const remote = places.find((word) => /^[^/:]+:\//.test(word) || word.startsWith('['));
  const options = optionWords.flatMap((word) => word.slice(1).split(','));
  const type = options.find((one) => one.startsWith('fstype='))?.slice('fstype='.length) ?? 'nfs';
  if (remote === undefined || !/^nfs4?$/.test(type)) return null;
  const direct = point === '/-';
  if (direct !== name.startsWith('/')) return null;
  const full = direct ? name.replace(/(.)\/+$/, '$1') : `${point}/${name}`;
  return {
    point: full,
    file,
    text: key.text,
    source: remote.replace(/(.)\/+$/, '$1'),
    options: options.filter((one) => !one.startsWith('fstype=')).join(','),
    obstacle: obstacleOf(),
  };

  function obstacleOf(): string | null {
    const meaning = given.filter((one) => !HARMLESS.test(one));
    if (!direct) {
      return `it stands in the indirect map ${file}, which has all of ${point} in its hands: an entry of a direct map can't be put below it. Make ${file} a direct map first (a line "/- ${file}" in ${master}, mount points in full)`;
    }
    if (twice) return `${file} is named more than once in auto.master`;
    if (key.severalLines) return 'its entry goes on over several lines: write it on one';
    if (places.length > 1) return 'it names several places, one beside or below the other';
    if (type === 'nfs4') return 'its type is nfs4, and dmsa writes nfs: write vers=4 in its options';
    if (!/^[\w./:@+-]+$/.test(full)) return `its mount point has characters that autofs may read otherwise`;
    if (/[&$"\\#*]/.test(key.text))
      return 'it has characters that autofs puts something else in place of, or quotes (& $ " \\ # *)';
    if (!/^(?:\[[0-9A-Fa-f:]+\]|[\w.-]+):\/[^,\s]*$/.test(remote ?? '')) return 'it names several servers';
    if (meaning.length > 0) return `${master} gives its map ${meaning.join(' ')}, which dmsa's own map does not have`;
    return null;
  }
}

/** What does not change what is mounted: how long an idle mount stays, what is logged, what a listing shows. */
const HARMLESS = /^(--timeout[= ]?\d*|-t|\d+|--verbose|-v|--debug|-d|--ghost|-g|--browse)$/;
