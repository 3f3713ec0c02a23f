/**
 * A directory that a node exports over NFS, to the cluster's maintenance networks (guide: share.conf, config_shares.sh).
 *
 * In the file: dmsa's own /etc/exports.d/dmsa.exports where the node has that folder, else a marked block in /etc/exports.
 * Running: /var/lib/nfs/etab, the table by which rpc.mountd answers every question of the kernel's, and what `exportfs -v`
 * prints. It costs no process and spells out every option. The kernel's own list (/proc/fs/nfsd/exports) is only a cache of
 * the exports that were used lately, so it can't tell what is missing. A table that is left over from before a crash is
 * written anew when the NFS server starts, and that it runs is the kind `service`'s matter.
 */
import { quote } from '../quote.ts';
import type { Facts } from './facts.ts';
import { type Change, defineKind, type Observation, type Step, type Unknowable } from './kind.ts';
import { isNumericClient, maintenanceNetworks } from './share/clients.ts';
import { canonicalOptions, shortOptions } from './share/export-options.ts';
import { type ExportEntry, exportLine, readExports } from './share/exports-file.ts';
import { DROP_IN_FOLDERS, dropInFolders } from './share/folders.ts';
import { editOwn, readShared } from './share/own-block.ts';
import { exportsOf } from './share/topology.ts';

type Spec = {
  readonly path: string;
  /** NFS clients: CIDRs, sorted. */
  readonly clients: readonly string[];
  readonly options: string;
};

type Clients = Readonly<Record<string, string>>;

type State = {
  /** dmsa's own lines for the path, in the place that this node has for them, and in the place it no longer uses. */
  readonly lines: readonly string[];
  readonly misplaced: readonly string[];
  readonly dropIn: boolean;
  /** Nobody wants anything exported on this node any more. */
  readonly last: boolean;
  readonly declared: Clients;
  /** What the operator's own lines export of the same path. */
  readonly others: readonly { readonly where: string; readonly client: string; readonly options: string }[];
  readonly running: Clients;
  /** null: it lies on a network mount, which is not looked into. */
  readonly folder: boolean | null;
};

const BLOCK = 'exports';
const SHARED = '/etc/exports';
const DROP_IN = '/etc/exports.d/dmsa.exports';
const DROP_INS = '/etc/exports.d/*.exports';
const TABLE = '/var/lib/nfs/etab';
const FOLDERS = 'export-folders';
const DEFAULT_OPTIONS = 'rw,sync,no_subtree_check,no_root_squash';

export const exportKind = defineKind<Spec, State>({
  name: 'export',
  title: 'export',

  desired(cluster) {
    const clients = maintenanceNetworks(cluster);
    if (clients.length === 0) return [];
    return exportsOf(cluster).map(({ node, path, options }) => ({
      node: node.name,
      kind: 'export',
      name: path,
      spec: { path, clients, options: options ?? DEFAULT_OPTIONS },
      after: [],
    }));
  },

  probe(want) {
    return [
      { type: 'file', path: SHARED },
      { type: 'glob', pattern: DROP_INS },
      { type: 'file', path: TABLE },
      DROP_IN_FOLDERS,
      { type: 'command', id: FOLDERS, script: foldersScript(want.map(({ spec }) => spec.path)) },
    ];
  },

  parse(facts, want) {
    const seen = readAll(
      facts,
      want.map(({ spec }) => spec.path),
    );
    if (typeof seen === 'string') return new Map(want.map(({ name }) => [name, { status: 'unknown', why: seen }]));
    const names = new Set([
      ...want.map(({ name }) => name),
      ...seen.own.map(({ path }) => path),
      ...seen.misplaced.map(({ path }) => path),
    ]);
    return new Map([...names].map((path) => [path, observe(path, seen, want.length === 0)]));
  },

  exists: (have) => have.lines.length + have.misplaced.length + have.others.length + Object.keys(have.running).length > 0,

  compare(want, have, { platform }) {
    if (!want)
      return have && hasOwn(have) ? [{ path: 'clients', from: Object.keys(have.declared), to: null, where: 'file' }] : [];
    if (!platform.tools.has('exportfs')) return { unknown: "exportfs is not on this node: install the NFS server's package" };
    const state = have ?? nothing;
    const clash = clashOf(want, state);
    if (clash) return clash;
    const wanted = wantedClients(want, state);
    return [
      ...fileChanges(want, wanted, state),
      ...runningChanges(want, state),
      ...(state.folder === false ? [{ path: 'folder', from: null, to: want.path, where: 'running' as const }] : []),
    ];
  },

  steps(want, have) {
    const state = have ?? nothing;
    const steps: Step[] = [];
    const [place, other] = state.dropIn ? [DROP_IN, SHARED] : [SHARED, DROP_IN];
    const clients = want ? wantedClients(want, state) : [];
    const line = want && clients.length > 0 ? exportLine(want.path, clients, want.options) : null;
    const asWanted = want !== null && fileChanges(want, clients, state).length === 0;
    const lines = asWanted ? state.lines : line === null ? [] : [line];
    if (state.last && state.dropIn && state.lines.length > 0) steps.push({ do: 'remove', path: DROP_IN });
    else steps.push(...editOwn(place, BLOCK, state.lines, lines));
    if (state.last && !state.dropIn && state.misplaced.length > 0) steps.push({ do: 'remove', path: DROP_IN });
    else steps.push(...editOwn(other, BLOCK, state.misplaced, []));
    if (want && state.folder === false) {
      steps.push({
        do: 'run',
        script: `umask 022\nmkdir -p ${quote(want.path)}`,
        label: `create the folder ${want.path}`,
        timeoutMs: 10_000,
      });
    }
    steps.push({ do: 'run', script: 'exportfs -ra', label: 'reload exports', timeoutMs: 60_000, once: 'exportfs' });
    return steps;
  },
});

const nothing: State = {
  lines: [],
  misplaced: [],
  dropIn: false,
  last: false,
  declared: {},
  others: [],
  running: {},
  folder: null,
};

interface Seen {
  readonly dropIn: boolean;
  readonly own: readonly (ExportEntry & { readonly raw: string })[];
  readonly misplaced: readonly (ExportEntry & { readonly raw: string })[];
  readonly others: readonly (ExportEntry & { readonly file: string })[];
  readonly running: readonly ExportEntry[];
  readonly folders: ReadonlyMap<string, boolean>;
}

function readAll(facts: Facts, paths: readonly string[]): Seen | string {
  const folders = dropInFolders(facts);
  if (typeof folders === 'string') return folders;
  const dropIn = folders.has('/etc/exports.d');
  const shared = readShared(SHARED, facts.file(SHARED), BLOCK);
  if (typeof shared === 'string') return shared;
  const others = readExports(shared.others).map((entry) => ({ ...entry, file: SHARED }));
  let own: readonly string[] = [];
  for (const [path, fact] of facts.glob(DROP_INS)) {
    const read = readShared(path, fact, BLOCK);
    if (typeof read === 'string') return read;
    if (path === DROP_IN) own = read.own;
    others.push(...readExports(read.others).map((entry) => ({ ...entry, file: path })));
  }
  const table = facts.file(TABLE);
  if (table.status === 'unknown') return `${TABLE}: ${table.why}`;
  const running = table.status === 'present' ? readTable(table.text) : [];
  if (running === null) return `${TABLE} does not read like a table of exports`;
  const exist = readFolders(facts, paths);
  if (typeof exist === 'string') return exist;
  const [mine, misplaced] = dropIn ? [own, shared.own] : [shared.own, own];
  return { dropIn, own: ownEntries(mine), misplaced: ownEntries(misplaced), others, running, folders: exist };
}

function ownEntries(lines: readonly string[]): readonly (ExportEntry & { readonly raw: string })[] {
  return lines.flatMap((raw) => readExports(raw).map((entry) => ({ ...entry, raw })));
}

/** Each line of etab is a path, a tab, and one client with all its options. */
function readTable(text: string): readonly ExportEntry[] | null {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.every((line) => /^\/\S*\t\S+\(\S*\)$/.test(line)) ? readExports(text) : null;
}

function observe(path: string, seen: Seen, last: boolean): Observation<State> {
  const of = <Entry extends ExportEntry>(entries: readonly Entry[]) => entries.filter((entry) => entry.path === path);
  const clients = (entries: readonly ExportEntry[]): Clients =>
    Object.fromEntries(entries.map(({ client, options }) => [client, options]));
  const raw = (entries: readonly { readonly raw: string }[]) => [...new Set(entries.map((entry) => entry.raw))];
  const state: State = {
    lines: raw(of(seen.own)),
    misplaced: raw(of(seen.misplaced)),
    dropIn: seen.dropIn,
    last,
    declared: clients([...of(seen.misplaced), ...of(seen.own)]),
    others: of(seen.others).map(({ file, line, client, options }) => ({ where: `${file} line ${line}`, client, options })),
    running: clients(of(seen.running)),
    folder: seen.folders.get(path) ?? null,
  };
  return { status: 'present', state };
}

function hasOwn(state: State): boolean {
  return state.lines.length + state.misplaced.length > 0;
}

/** The operator's line counts where it says the same; where it says something else, two lines would fight over the client. */
function clashOf(want: Spec, { others }: State): Unknowable | null {
  const clash = others.find(
    ({ client, options }) => want.clients.includes(client) && canonicalOptions(options) !== canonicalOptions(want.options),
  );
  if (!clash) return null;
  return {
    unknown: `${clash.where} exports ${want.path} to ${clash.client} with other options (${clash.options}; wanted: ${want.options}) and is not dmsa's: remove that line, or give its options in the cluster's exports`,
  };
}

/** Those that no line of the operator's covers. */
function wantedClients(want: Spec, { others }: State): readonly string[] {
  return want.clients.filter((client) => !others.some((other) => other.client === client));
}

function fileChanges(want: Spec, clients: readonly string[], state: State): readonly Change[] {
  const changes: Change[] = [];
  const declared = Object.keys(state.declared).sort();
  const wanted = [...clients].sort();
  if (declared.join(' ') !== wanted.join(' ')) {
    changes.push({ path: 'clients', from: declared.length === 0 ? null : declared, to: wanted, where: 'file' });
  }
  const options = wrongOptions(want, state.declared);
  if (options !== null) changes.push({ path: 'options', from: options, to: want.options, where: 'file' });
  else if (declared.length === 0 && wanted.length > 0)
    changes.push({ path: 'options', from: null, to: want.options, where: 'file' });
  if (state.misplaced.length > 0) {
    const [place, other] = state.dropIn ? [DROP_IN, SHARED] : [SHARED, DROP_IN];
    changes.push({ path: 'place', from: other, to: place, where: 'file' });
  } else if (changes.length === 0 && state.lines.length > 1) {
    changes.push({ path: 'lines', from: state.lines.length, to: 1, where: 'file' });
  }
  return changes;
}

function runningChanges(want: Spec, state: State): readonly Change[] {
  // A client in the table that no file has was exported by hand, or its reload was lost.
  const foreign = (client: string) =>
    isNumericClient(client) && !want.clients.includes(client) && !state.others.some((other) => other.client === client);
  const ofInterest = Object.keys(state.running)
    .filter((client) => want.clients.includes(client) || foreign(client))
    .sort();
  const wanted = [...want.clients].sort();
  const changes: Change[] = [];
  if (ofInterest.join(' ') !== wanted.join(' ')) {
    changes.push({ path: 'clients', from: ofInterest.length === 0 ? null : ofInterest, to: wanted, where: 'running' });
  }
  const options = wrongOptions(
    want,
    Object.fromEntries(Object.entries(state.running).filter(([client]) => want.clients.includes(client))),
  );
  if (options !== null) changes.push({ path: 'options', from: shortOptions(options), to: want.options, where: 'running' });
  return changes;
}

/** The first options that are not those wanted. */
function wrongOptions(want: Spec, clients: Clients): string | null {
  const canonical = canonicalOptions(want.options);
  return (
    Object.entries(clients).find(
      ([client, options]) => want.clients.includes(client) && canonicalOptions(options) !== canonical,
    )?.[1] ?? null
  );
}

/** Which of the paths are folders: shell builtins only, and never a look into a network mount. */
function foldersScript(paths: readonly string[]): string {
  return `remote=
while read -r _ on type _; do
  case $type in nfs | nfs4 | cifs | smb3 | autofs | fuse.*) remote="$remote $on" ;; esac
done </proc/mounts
look() {
  for on in $remote; do
    case $1/ in "$on"/*) echo "remote $1"; return ;; esac
  done
  if [ -d "$1" ]; then echo "folder $1"; else echo "missing $1"; fi
}
${paths.map((path) => `look ${quote(path)}\n`).join('')}echo end`;
}

function readFolders(facts: Facts, paths: readonly string[]): ReadonlyMap<string, boolean> | string {
  const fact = facts.command(FOLDERS);
  if (fact.status === 'unknown') return `whether the exported folders exist: ${fact.why}`;
  const lines = fact.stdout.trim().split('\n');
  const said = (word: string, path: string) => lines.includes(`${word} ${path}`);
  if (lines.at(-1) !== 'end' || !paths.every((path) => ['folder', 'missing', 'remote'].some((word) => said(word, path)))) {
    return 'the look at the exported folders was cut short';
  }
  return new Map(paths.filter((path) => !said('remote', path)).map((path) => [path, said('folder', path)]));
}
