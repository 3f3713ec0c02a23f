/**
 * A directory on a node, with owner, group and mode where the file gives them: those that are exported, those that a standby
 * gets copies in, and `spec.directories`. What the file does not say is not compared: only that the directory is there.
 *
 * Nothing in it is ever touched: no recursive chown, and it is removed by rmdir alone, where dmsa itself made it
 * (`own-list.ts`) and nothing is in it. Where a mount goes, the mount's own kinds see to the directory under it.
 */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import type { Folder } from '../desired/data.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { quote } from '../quote.ts';
import { type Change, defineKind, type Observation, type Resource, type Sighting, type Step } from './kind.ts';
import { listAsMade, OWN_LIST, OWN_LIST_PATH, readOwnList, takeOffList } from './own-list.ts';
import { foldersLook, type LookedFor, readFolders, type SeenFolder } from './share/local-folders.ts';

type Spec = {
  readonly path: string;
  readonly owner: string | null;
  readonly group: string | null;
  readonly mode: string | null;
  /** False: it is not made where it is missing. */
  readonly make: boolean;
};

type State = {
  readonly path: string;
  readonly folder: SeenFolder;
  /** dmsa made it. */
  readonly made: boolean;
};

const LOOK = 'directories';
const BLOCK = 'directories';

export const directory = defineKind<Spec, State>({
  name: 'directory',
  title: 'directory',

  desired: (cluster) => cluster.nodes.flatMap((node) => directoriesOf(cluster, node)),

  probe: (want) => [
    OWN_LIST,
    {
      type: 'command',
      id: LOOK,
      script: foldersLook(want.map(lookedFor), { file: OWN_LIST_PATH, block: BLOCK }),
      watch: { folders: want.map(({ spec }) => spec.path) },
    },
  ],

  parse(facts, want) {
    const unknown = (why: string) =>
      new Map(want.map(({ name }): [string, Observation<State>] => [name, { status: 'unknown', why }]));
    const made = readOwnList(facts, BLOCK);
    if (typeof made === 'string') return unknown(made);
    const paths = want.map(lookedFor);
    const further = [...made].filter((path) => !paths.some((one) => one.path === path)).map((path) => ({ path, stat: false }));
    const seen = readFolders(facts.command(LOOK), [...paths, ...further]);
    if (typeof seen === 'string') return unknown(seen);
    return new Map(
      [...paths, ...further].map(({ path }): [string, Observation<State>] => {
        const folder = seen.get(path) ?? { is: 'missing' };
        const state: State = { path, folder, made: made.has(path) };
        return [path, { status: 'present', state }];
      }),
    );
  },

  exists: ({ folder }) => folder.is === 'folder',

  compare(want, have) {
    if (!have) return [];
    const { folder, path } = have;
    if (!want) {
      if (folder.is === 'missing') return [{ path: 'listed as made by dmsa', from: true, to: null }];
      return removable(folder) ? [{ path: 'directory', from: `${path}, which is empty`, to: null }] : [];
    }
    const settings = settingsOf(want);
    switch (folder.is) {
      case 'other':
        return { unknown: `${folder.at} is no directory: what is in the way of ${want.path} is not dmsa's, move it away` };
      case 'remote':
        return settings.length === 0
          ? []
          : {
              unknown: `${want.path} lies on a network mount (${folder.at}), which is not looked into: its owner and mode are the server's`,
            };
      case 'missing':
        if (!want.make) {
          return {
            unknown: `${want.path} is missing on the node that files are copied from; an empty one would be copied over the other side's, so it is not made: is its file system mounted?`,
          };
        }
        return [
          { path: 'directory', from: null, to: want.path },
          ...settings.map(([key, value]) => ({ path: key, from: null, to: value })),
        ];
      case 'folder':
        return settings.flatMap(([key, value]): readonly Change[] => {
          const now = folder.stat?.[key] ?? null;
          return now === value ? [] : [{ path: key, from: now, to: value }];
        });
    }
  },

  steps(want, have) {
    if (!have) return [];
    const path = quote(have.path);
    if (!want) {
      const removed = have.folder.is === 'folder' ? [run(`rmdir -- ${path}`, `remove the directory ${have.path}`)] : [];
      return [...removed, takeOffList(have.path)];
    }
    const { owner, group, mode } = want;
    const steps: Step[] = [];
    const { folder } = have;
    if (folder.is === 'missing') {
      steps.push(...listAsMade(BLOCK, want.path), run(`umask 022\nmkdir -p -- ${path}`, `make the directory ${want.path}`));
    }
    const now = folder.is === 'folder' ? folder.stat : null;
    const whose = [
      owner !== null && owner !== now?.owner ? owner : '',
      group !== null && group !== now?.group ? `:${group}` : '',
    ].join('');
    // A changed owner may take bits of the mode away, so the mode comes last.
    if (whose !== '') steps.push(run(`chown ${quote(whose)} ${path}`, `give ${want.path} to ${whose}`));
    if (mode !== null && (mode !== now?.mode || whose !== '')) {
      // A number alone leaves a directory's set-user-id and set-group-id bits as they are (GNU chmod).
      steps.push(run(`chmod ug-s ${path}\nchmod ${mode} ${path}`, `set the mode of ${want.path} to ${mode}`));
    }
    return steps;
  },

  findings: (seen) => seen.flatMap(kept),
});

function run(script: string, label: string): Step {
  return { do: 'run', script, label, timeoutMs: 10_000 };
}

function lookedFor({ spec }: Resource<Spec>): LookedFor {
  return { path: spec.path, stat: settingsOf(spec).length > 0 };
}

function settingsOf(spec: Spec): readonly (readonly ['owner' | 'group' | 'mode', string])[] {
  return (['owner', 'group', 'mode'] as const).flatMap((key) => {
    const value = spec[key];
    return value === null ? [] : [[key, value] as const];
  });
}

function removable(folder: SeenFolder): boolean {
  return folder.is === 'folder' && folder.empty;
}

/** What dmsa made, nobody wants, and is in use: it stays, and that is said. */
function kept({ node, kind, name, want, seen }: Sighting<Spec, State>): readonly Diagnostic[] {
  if (want !== null || seen.status !== 'present' || seen.state.folder.is === 'missing' || removable(seen.state.folder)) return [];
  return [
    {
      severity: 'warning',
      code: 'directory-kept',
      summary: `${name} on ${node} stays, although the file no longer has it`,
      detail:
        'dmsa made it, and it is not empty (or no longer a directory of this node’s own). dmsa removes empty directories only: remove what is in it, or leave it.',
      node,
      resource: `${node}/${kind}/${name}`,
    },
  ];
}

/** Of several rules for one directory, what any of them says counts; the file's checks see to it that they agree. */
function directoriesOf(cluster: Cluster, node: ClusterNode): readonly Resource<Spec>[] {
  const wishes = new Map<string, Spec>();
  const wish = (path: string, folder: Folder, make: boolean) => {
    const known = wishes.get(path);
    wishes.set(path, {
      path,
      owner: known?.owner ?? folder.owner,
      group: known?.group ?? folder.group,
      mode: known?.mode ?? folder.mode,
      make: make || (known?.make ?? false),
    });
  };
  for (const rule of cluster.directories) {
    const meant = rule.nodes === null ? rule.type === null || rule.type === node.effectiveType : rule.nodes.includes(node.name);
    if (meant) wish(rule.path, rule, true);
  }
  for (const { type, path, folder } of cluster.exports) {
    if (type === node.effectiveType) wish(path, folder, true);
  }
  for (const { type, path, folder } of cluster.sync) {
    if (type !== node.effectiveType || (node.standby === null && node.backupOf === null)) continue;
    const said = folder.owner !== null || folder.group !== null || folder.mode !== null;
    if (node.role === 'standby' || said) wish(path, folder, node.role === 'standby');
  }
  return [...wishes.values()].map((spec) => ({ node: node.name, kind: 'directory', name: spec.path, spec, after: [] }));
}
