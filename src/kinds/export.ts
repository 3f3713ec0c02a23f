/**
 * A directory that a node exports over NFS, to the cluster's maintenance networks (guide: share.conf, config_shares.sh).
 *
 * In the file: dmsa's own /etc/exports.d/dmsa.exports where the node has that folder, else a marked block in /etc/exports.
 * Running: /var/lib/nfs/etab, the table by which rpc.mountd answers every question of the kernel's, and what `exportfs -v`
 * prints. It costs no process and spells out every option. The kernel's own list (/proc/fs/nfsd/exports) is only a cache of
 * the exports that were used lately, so it can't tell what is missing. A table that is left over from before a crash is
 * written anew when the NFS server starts, and that it runs is the kind `service`'s matter.
 */
import type { Cluster } from '../desired/cluster.ts';
import { once } from '../memo.ts';
import {
  BLOCK,
  type Clients,
  DROP_IN,
  EXPORT_REQUESTS,
  type ExportState,
  type OtherExport,
  readExportStates,
  SHARED,
} from './export-look.ts';
import type { Forecast } from './foretell.ts';
import { type Change, defineKind, type Step, type Unknowable } from './kind.ts';
import { type AdoptedLine, isAdopted, readAdopted, removeLines } from './share/adopted.ts';
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
  /** Lines of an operator's that were given to dmsa. */
  readonly adopted?: readonly AdoptedLine[];
};

const RELOAD: Step = { do: 'run', script: 'exportfs -ra', label: 'reload exports', timeoutMs: 60_000, once: 'exportfs' };

export const DEFAULT_OPTIONS = 'rw,sync,no_subtree_check,no_root_squash';

export const exportKind = defineKind<Spec, ExportState>({
  name: 'export',
  title: 'export',

  desired: once((cluster: Cluster) => {
    const clients = maintenanceNetworks(cluster);
    if (clients.length === 0) return [];
    return exportsOf(cluster).map(({ node, path, options }) => ({
      node: node.name,
      kind: 'export',
      name: path,
      spec: { path, clients, options: options ?? DEFAULT_OPTIONS },
      after: [{ node: node.name, kind: 'directory', name: path }],
    }));
  }),

  probe: () => EXPORT_REQUESTS,

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
    const { state, moved } = withoutAdopted(want, have ?? nothing);
    const clash = clashOf(want, state);
    if (clash) return clash;
    const wanted = wantedClients(want, state);
    return [
      ...moved.map(({ where, text }) => ({
        path: 'line',
        from: `${where}: ${text}`,
        to: "in dmsa's own",
        where: 'file' as const,
      })),
      ...fileChanges(want, wanted, state),
      ...runningChanges(want, state),
    ];
  },

  adopted(want, made) {
    const adopted = readAdopted(made);
    return adopted ? { ...want, adopted } : want;
  },

  prune: {
    // What was adopted is remembered until it stands among dmsa's own lines.
    record: () => null,
    former(path, made) {
      const adopted = readAdopted(made);
      return adopted && { path, clients: [], options: '', adopted };
    },
    removal({ spec }, have) {
      const { moved } = withoutAdopted(spec, have);
      const own = [...have.lines, ...have.misplaced];
      if (moved.length + own.length === 0) return { changes: [], steps: [] };
      const from = [...moved.map(({ where, text }) => `${where}: ${text}`), ...own];
      const [place, other] = have.dropIn ? [DROP_IN, SHARED] : [SHARED, DROP_IN];
      return {
        changes: from.map((line) => ({ path: 'line', from: line, to: null, where: 'file' })),
        steps: [
          ...removeLines(linesOf(moved)),
          ...editOwn(place, BLOCK, have.lines, []),
          ...editOwn(other, BLOCK, have.misplaced, []),
          RELOAD,
        ],
      };
    },
  },

  losses(changes) {
    const gone = changes.flatMap(({ path, from, to, where }) =>
      path === 'clients' && where === 'file' && Array.isArray(from) && Array.isArray(to)
        ? from.filter((client) => !to.includes(client))
        : [],
    );
    return gone.length === 0 ? null : { count: gone.length, because: `the file no longer has the network ${gone.join(', ')}` };
  },

  steps(want, have) {
    const { state, moved } = withoutAdopted(want, have ?? nothing);
    const steps: Step[] = [...removeLines(linesOf(moved))];
    const [place, other] = state.dropIn ? [DROP_IN, SHARED] : [SHARED, DROP_IN];
    const clients = want ? wantedClients(want, state) : [];
    const line = want && clients.length > 0 ? exportLine(want.path, clients, want.options) : null;
    const asWanted = want !== null && fileChanges(want, clients, state).length === 0;
    const lines = asWanted ? state.lines : line === null ? [] : [line];
    if (state.last && state.dropIn && state.lines.length > 0) steps.push({ do: 'remove', path: DROP_IN });
    else steps.push(...editOwn(place, BLOCK, state.lines, lines));
    if (state.last && !state.dropIn && state.misplaced.length > 0) steps.push({ do: 'remove', path: DROP_IN });
    else steps.push(...editOwn(other, BLOCK, state.misplaced, []));
    steps.push(RELOAD);
    return steps;
  },
  foretell(want): Forecast {
    if (!want) return {};
    return {
      // The kind `directory` makes it, as a part of the same plan.
      folders: [want.path],
      judge: ({ place }) => exportableFindings(want.path, want.options, place(want.path)),
    };
  },
});

/** The state without the lines that were given to dmsa, and those: they move to where dmsa's own stand. */
function withoutAdopted(
  want: Spec | null,
  state: ExportState,
): { readonly state: ExportState; readonly moved: readonly OtherExport[] } {
  const mine = (one: OtherExport): boolean => isAdopted(want?.adopted, one.file, one.text);
  if (!state.others.some(mine)) return { state, moved: [] };
  return { state: { ...state, others: state.others.filter((one) => !mine(one)) }, moved: state.others.filter(mine) };
}

function linesOf(others: readonly OtherExport[]): readonly AdoptedLine[] {
  return others.flatMap(({ file, text }) => (text === null ? [] : [{ file, text }]));
}

const nothing: ExportState = {
  lines: [],
  misplaced: [],
  dropIn: false,
  last: false,
  declared: {},
  others: [],
  running: {},
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
