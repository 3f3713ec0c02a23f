/** What a look tells of a node's exports: /etc/exports, its drop-ins, and the table of exports. The kind `directory` sees to the folders. */
import type { FactRequest, Facts } from './facts.ts';
import type { Observation } from './kind.ts';
import { type ExportEntry, readExports } from './share/exports-file.ts';
import { DROP_IN_FOLDERS, dropInFolders } from './share/folders.ts';
import { readShared } from './share/own-block.ts';

export type Clients = Readonly<Record<string, string>>;

export type ExportState = {
  /** dmsa's own lines for the path, in the place that this node has for them, and in the place it no longer uses. */
  readonly lines: readonly string[];
  readonly misplaced: readonly string[];
  readonly dropIn: boolean;
  /** Nobody wants anything exported on this node any more. */
  readonly last: boolean;
  readonly declared: Clients;
  /** What the operator's own lines export of the same path. */
  readonly others: readonly OtherExport[];
  readonly running: Clients;
};

/** `text`: the line as it stands; null where it goes over several lines. */
export type OtherExport = {
  readonly where: string;
  readonly file: string;
  readonly text: string | null;
  readonly client: string;
  readonly options: string;
};

export const BLOCK = 'exports';
export const SHARED = '/etc/exports';
export const DROP_IN = '/etc/exports.d/dmsa.exports';
const DROP_INS = '/etc/exports.d/*.exports';
const TABLE = '/var/lib/nfs/etab';

export const EXPORT_REQUESTS: readonly FactRequest[] = [
  { type: 'file', path: SHARED },
  { type: 'glob', pattern: DROP_INS },
  { type: 'file', path: TABLE },
  DROP_IN_FOLDERS,
];

/** Of every path wanted, and of those that dmsa's own lines export. */
export function readExportStates(facts: Facts, paths: readonly string[]): ReadonlyMap<string, Observation<ExportState>> {
  const seen = readAll(facts);
  if (typeof seen === 'string') return new Map(paths.map((path) => [path, { status: 'unknown', why: seen }]));
  const names = new Set([...paths, ...seen.own.map(({ path }) => path), ...seen.misplaced.map(({ path }) => path)]);
  return new Map([...names].map((path) => [path, observe(path, seen, paths.length === 0)]));
}

interface Seen {
  readonly dropIn: boolean;
  readonly own: readonly (ExportEntry & { readonly raw: string })[];
  readonly misplaced: readonly (ExportEntry & { readonly raw: string })[];
  readonly others: readonly (ExportEntry & { readonly file: string; readonly text: string | null })[];
  readonly running: readonly ExportEntry[];
}

function readAll(facts: Facts): Seen | string {
  const folders = dropInFolders(facts);
  if (typeof folders === 'string') return folders;
  const dropIn = folders.has('/etc/exports.d');
  const shared = readShared(SHARED, facts.file(SHARED), BLOCK);
  if (typeof shared === 'string') return shared;
  const others = [...otherEntries(SHARED, shared.others)];
  let own: readonly string[] = [];
  for (const [path, fact] of facts.glob(DROP_INS)) {
    const read = readShared(path, fact, BLOCK);
    if (typeof read === 'string') return read;
    if (path === DROP_IN) own = read.own;
    others.push(...otherEntries(path, read.others));
  }
  const table = facts.file(TABLE);
  if (table.status === 'unknown') return `${TABLE}: ${table.why}`;
  const running = table.status === 'present' ? readTable(table.text) : [];
  if (running === null) return `${TABLE} does not read like a table of exports`;
  const [mine, misplaced] = dropIn ? [own, shared.own] : [shared.own, own];
  return { dropIn, own: ownEntries(mine), misplaced: ownEntries(misplaced), others, running };
}

function otherEntries(file: string, others: string) {
  const lines = others.split('\n');
  return readExports(others).map((entry) => {
    const text = lines[entry.line - 1] ?? '';
    return { ...entry, file, text: /[\\\r]$/.test(text) ? null : text };
  });
}

/** Every export of an operator's, by its path: for `dmsa adopt`. A string says why it can't be said. */
export function readOtherExports(
  facts: Facts,
): readonly (ExportEntry & { readonly file: string; readonly text: string | null })[] | string {
  const found: (ExportEntry & { readonly file: string; readonly text: string | null })[] = [];
  for (const [path, fact] of [[SHARED, facts.file(SHARED)] as const, ...facts.glob(DROP_INS)]) {
    const read = readShared(path, fact, BLOCK);
    if (typeof read === 'string') return read;
    found.push(...otherEntries(path, read.others));
  }
  return found;
}

export const OTHER_EXPORTS: readonly FactRequest[] = [
  { type: 'file', path: SHARED },
  { type: 'glob', pattern: DROP_INS },
];

function ownEntries(lines: readonly string[]): readonly (ExportEntry & { readonly raw: string })[] {
  return lines.flatMap((raw) => readExports(raw).map((entry) => ({ ...entry, raw })));
}

/** Each line of etab is a path, a tab, and one client with all its options. */
function readTable(text: string): readonly ExportEntry[] | null {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.every((line) => /^\/\S*\t\S+\(\S*\)$/.test(line)) ? readExports(text) : null;
}

function observe(path: string, seen: Seen, last: boolean): Observation<ExportState> {
  const of = <Entry extends ExportEntry>(entries: readonly Entry[]) => entries.filter((entry) => entry.path === path);
  const clients = (entries: readonly ExportEntry[]): Clients =>
    Object.fromEntries(entries.map(({ client, options }) => [client, options]));
  const raw = (entries: readonly { readonly raw: string }[]) => [...new Set(entries.map((entry) => entry.raw))];
  const state: ExportState = {
    lines: raw(of(seen.own)),
    misplaced: raw(of(seen.misplaced)),
    dropIn: seen.dropIn,
    last,
    declared: clients([...of(seen.misplaced), ...of(seen.own)]),
    others: of(seen.others).map(({ file, line, text, client, options }) => ({
      where: `${file} line ${line}`,
      file,
      text,
      client,
      options,
    })),
    running: clients(of(seen.running)),
  };
  return { status: 'present', state };
}
