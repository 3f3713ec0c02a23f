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
import { BLOCK, type Clients, DROP_IN, type ExportState, exportRequests, readExportStates, SHARED } from './export-look.ts';
import type { Forecast } from './foretell.ts';
import { type Change, defineKind, type Step, type Unknowable } from './kind.ts';
import { isNumericClient, maintenanceNetworks } from './share/clients.ts';
import { canonicalOptions, shortOptions } from './share/export-options.ts';
import { exportLine } from './share/exports-file.ts';
import { exportableFindings } from './share/foretell.ts';
import { editOwn } from './share/own-block.ts';
import { exportsOf } from './share/topology.ts';

type Spec = {
  readonly path: string;
  /** NFS clients: CIDRs, sorted. */
  readonly clients: readonly string[];
  readonly options: string;
};

const DEFAULT_OPTIONS = 'rw,sync,no_subtree_check,no_root_squash';

export const exportKind = defineKind<Spec, ExportState>({
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

  probe: (want) => exportRequests(want.map(({ spec }) => spec.path)),

  parse: (facts, want) =>
    readExportStates(
      facts,
      want.map(({ spec }) => spec.path),
    ),

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
  foretell(want, have): Forecast {
    if (!want) return {};
    // On a network mount nothing is looked at.
    if (have && have.folder === null) return {};
    return {
      folders: [want.path],
      judge: ({ place }) => exportableFindings(want.path, want.options, place(want.path)),
    };
  },
});

const nothing: ExportState = {
  lines: [],
  misplaced: [],
  dropIn: false,
  last: false,
  declared: {},
  others: [],
  running: {},
  folder: null,
};

function hasOwn(state: ExportState): boolean {
  return state.lines.length + state.misplaced.length > 0;
}

/** The operator's line counts where it says the same; where it says something else, two lines would fight over the client. */
function clashOf(want: Spec, { others }: ExportState): Unknowable | null {
  const clash = others.find(
    ({ client, options }) => want.clients.includes(client) && canonicalOptions(options) !== canonicalOptions(want.options),
  );
  if (!clash) return null;
  return {
    unknown: `${clash.where} exports ${want.path} to ${clash.client} with other options (${clash.options}; wanted: ${want.options}) and is not dmsa's: remove that line, or give its options in the cluster's exports`,
  };
}

/** Those that no line of the operator's covers. */
function wantedClients(want: Spec, { others }: ExportState): readonly string[] {
  return want.clients.filter((client) => !others.some((other) => other.client === client));
}

function fileChanges(want: Spec, clients: readonly string[], state: ExportState): readonly Change[] {
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

function runningChanges(want: Spec, state: ExportState): readonly Change[] {
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
