/**
 * An NFS mount that is made on demand: an entry of autofs's direct map /etc/auto.dmsa, and the trigger that autofs puts on
 * the mount point (guide: share.conf, config_shares.sh; auto.master(5), autofs(5)).
 *
 * The map is named in /etc/auto.master.d/dmsa.autofs where auto.master reads that folder, else in a marked block of
 * /etc/auto.master. What is mounted at the moment is only looked at where it would be wrong: an entry whose source changed
 * is unmounted, so that the next access mounts the new one. Where the server's address is the node's own, autofs makes a
 * bind mount in place of NFS; that is not compared.
 */
import type { Cluster } from '../desired/cluster.ts';
import { once } from '../memo.ts';
import { automountPrune, isCovered, removalChanges, takenOver } from './automount-takeover.ts';
import { type Change, defineKind, type Step, type Unknowable } from './kind.ts';
import { type AdoptedLine, readAdopted, removeLines } from './share/adopted.ts';
import { MAP, mapLine, masterMaps, readMap, reloadScript } from './share/autofs.ts';
import { handoverStep } from './share/autofs-handover.ts';
import { FOREIGN_MAPS, type ForeignEntry, readForeignMaps } from './share/autofs-maps.ts';
import { DROP_IN_FOLDERS, dropInFolders } from './share/folders.ts';
import { mountPointFindings } from './share/foretell.ts';
import { mountedOptionChanges, sameOptions } from './share/mount-options.ts';
import { isMountOf, isNfs, isWithin, type Mounted, mountTops, PROC_MOUNTS, readMounted } from './share/mount-table.ts';
import { editOwn, readShared } from './share/own-block.ts';
import { addressesOf, groupBy, mountsOf, pairsOf } from './share/topology.ts';
import { unmountScript } from './share/unmount.ts';

export type AutomountSpec = {
  readonly point: string;
  readonly source: string;
  readonly options: string;
  /** All addresses of the exporter's pair. */
  readonly aliases: readonly string[];
  /** Lines of an operator's that were given to dmsa. */
  readonly adopted?: readonly AdoptedLine[];
};

export type AutomountState = {
  readonly point: string;
  readonly lines: readonly string[];
  readonly declared: { readonly source: string; readonly options: string } | null;
  readonly master: Master;
  /** Nobody wants anything mounted on demand on this node any more. */
  readonly last: boolean;
  /** dmsa's map, where its trigger lies on the mount point. */
  readonly trigger: string | null;
  /**
   * An automount of the operator's that has the mount point's folder, or one above it, in its hands. `leftOver`: its map no
   * longer has the mount point, only autofs does not know yet.
   */
  readonly above: { readonly point: string; readonly source: string; readonly leftOver?: true } | null;
  /** The operator's entry for this very mount point. */
  readonly foreign?: ForeignEntry;
  /** NFS on top of the trigger, or whatever else lies there where there is none. */
  readonly mounted: Mounted | null;
};

type Master = {
  /** Where dmsa's line is to be: auto.master reads the folder of drop-ins. */
  readonly dropIn: boolean;
  /** dmsa's own lines. */
  readonly inDropIn: readonly string[];
  readonly inShared: readonly string[];
  /** A line of the operator's names dmsa's map already. */
  readonly others: boolean;
};

const BLOCK = 'automounts';
const SHARED = '/etc/auto.master';
const DROP_IN = '/etc/auto.master.d/dmsa.autofs';
const MASTER_LINE = `/- ${MAP}`;
const DEFAULT_OPTIONS = 'rw,hard';

export const automountKind = defineKind<AutomountSpec, AutomountState>({
  name: 'automount',
  title: 'mount on demand',

  desired: once((cluster: Cluster) => {
    const pairs = pairsOf(cluster);
    return mountsOf(cluster, 'demand').map(({ node, mountPoint, exporter, source, options }) => ({
      node: node.name,
      kind: 'automount',
      name: mountPoint,
      spec: {
        point: mountPoint,
        source,
        options: demandOptions(options ?? DEFAULT_OPTIONS),
        aliases: addressesOf(pairs.get(exporter.name) ?? []),
      },
      after: [
        { node: node.name, kind: 'service', name: 'autofs' },
        // What was mounted at boot until now lets go of the mount point first.
        { node: node.name, kind: 'mount', name: mountPoint },
      ],
    }));
  }),

  probe(want) {
    return [
      { type: 'file', path: SHARED },
      { type: 'file', path: DROP_IN },
      { type: 'file', path: MAP },
      { type: 'file', path: PROC_MOUNTS },
      DROP_IN_FOLDERS,
      ...(want.length > 0 ? FOREIGN_MAPS : []),
    ];
  },

  parse(facts, want) {
    const unknown = (why: string) => new Map(want.map(({ name }) => [name, { status: 'unknown' as const, why }]));
    const mounted = readMounted(facts);
    if (typeof mounted === 'string') return unknown(mounted);
    const folders = dropInFolders(facts);
    if (typeof folders === 'string') return unknown(folders);
    const shared = readShared(SHARED, facts.file(SHARED), BLOCK);
    if (typeof shared === 'string') return unknown(shared);
    const dropIn = readShared(DROP_IN, facts.file(DROP_IN), BLOCK);
    if (typeof dropIn === 'string') return unknown(dropIn);
    const map = readShared(MAP, facts.file(MAP), BLOCK);
    if (typeof map === 'string') return unknown(map);
    const others = masterMaps(shared.others);
    const master: Master = {
      dropIn: folders.has('/etc/auto.master.d') && others.folders.includes('/etc/auto.master.d'),
      inDropIn: dropIn.own,
      inShared: shared.own,
      others: others.maps.includes(MAP),
    };
    const maps = want.length > 0 ? readForeignMaps(facts) : NO_MAPS;
    if (typeof maps === 'string') return unknown(maps);
    const foreignOf = groupBy(maps.entries, ({ point }) => point);
    const entries = readMap(map.own);
    const triggers = mounted.filter(({ type }) => type === 'autofs');
    const ours = new Set(triggers.filter(({ source }) => source === MAP).map(({ point }) => point));
    const foreign = triggers.filter(({ source }) => source !== MAP);
    const entriesOf = groupBy(entries, ({ point }) => point);
    const topOn = mountTops(mounted);
    const names = new Set([...want.map(({ name }) => name), ...entriesOf.keys(), ...ours]);
    return new Map(
      [...names].map((point) => {
        const lines = entriesOf.get(point) ?? [];
        const top = topOn(point);
        const above = foreign.find((entry) => isWithin(point, entry.point));
        const [theirs] = foreignOf.get(point) ?? [];
        const leftOver = above?.point === point && !theirs && maps.whole.has(above.source);
        const state: AutomountState = {
          point,
          lines: lines.map(({ raw }) => raw),
          declared: lines[0] ? { source: lines[0].source, options: lines[0].options } : null,
          master,
          last: want.length === 0,
          above: above ? { point: above.point, source: above.source, ...(leftOver ? { leftOver } : {}) } : null,
          ...(theirs ? { foreign: theirs } : {}),
          trigger: ours.has(point) ? MAP : null,
          mounted: top?.type === 'autofs' ? null : top,
        };
        return [point, { status: 'present', state }];
      }),
    );
  },

  exists: ({ declared, trigger, foreign }) => declared !== null || trigger === MAP || foreign !== undefined,

  adopted(want, made) {
    const adopted = readAdopted(made);
    return adopted ? { ...want, adopted } : want;
  },

  prune: automountPrune,

  compare(want, have, { platform }) {
    if (!want) return have ? removalChanges(have) : [];
    if (!platform.tools.has('automount')) return { unknown: 'autofs is not on this node: install the package autofs' };
    if (!have) return [];
    const { state, moved, handover } = takenOver(want, have);
    if (isCovered(want, state)) return coveredChanges(want, state);
    const move = moved.map((line) => ({ path: 'line', from: line.text, to: "in dmsa's map", where: 'file' as const }));
    const running = runningChanges(want, state).map((change) =>
      handover && change.path === 'trigger' ? { ...change, from: have.above?.source ?? null } : change,
    );
    return clashOf(want, state) ?? [...move, ...fileChanges(want, state), ...running];
  },

  steps(want, found, { platform }) {
    if (!found) return [];
    const { state: have, moved, handover } = takenOver(want, found);
    const reload: Step = {
      do: 'run',
      script: reloadScript(platform),
      label: 'reload autofs',
      timeoutMs: 150_000,
      once: 'autofs',
    };
    if (want && isCovered(want, have)) return [reload];
    const steps: Step[] = [...removeLines(moved)];
    const { master } = have;
    if (have.last) {
      steps.push({ do: 'remove', path: MAP });
      if (master.inDropIn.length > 0) steps.push({ do: 'remove', path: DROP_IN });
      steps.push(...editOwn(SHARED, BLOCK, master.inShared, []));
    } else {
      const asWanted = want !== null && mapChanges(want, have).length === 0;
      if (!asWanted) steps.push(...editOwn(MAP, BLOCK, have.lines, want ? [mapLine(want)] : []));
      const [inDropIn, inShared] = wantedMaster(master);
      if (inDropIn.length > 0) steps.push(...editOwn(DROP_IN, BLOCK, master.inDropIn, inDropIn));
      else if (master.inDropIn.length > 0) steps.push({ do: 'remove', path: DROP_IN });
      steps.push(...editOwn(SHARED, BLOCK, master.inShared, inShared));
    }
    const outdated =
      have.mounted !== null && isNfs(have.mounted.type) && (want === null || runningChanges(want, have).length > 0);
    const release = handover ? [handoverStep(platform)] : [];
    if (!outdated) return [...steps, ...release, reload];
    const unmount: Step = {
      do: 'run',
      script: unmountScript(have.point, platform),
      label: `unmount ${have.point}`,
      timeoutMs: 60_000,
    };
    // What is gone from the map is unmounted before, or autofs would keep its trigger; what changed is unmounted once autofs
    // knows the new entry, or an access in between would bring back the old one.
    return want === null || have.trigger === null ? [...steps, unmount, ...release, reload] : [...steps, reload, unmount];
  },
  // The server may be down: it is only asked when somebody looks into the folder.
  foretell: (want, have) =>
    want && have?.trigger === null && have.mounted === null && have.above === null
      ? { covers: [want.point], judge: ({ place }) => mountPointFindings(want.point, place(want.point)) }
      : {},
});

const NO_MAPS = { entries: [], whole: new Set<string>() } as const;

/** autofs mounts when somebody waits for it: in the foreground, and with no boot to hold up. */
function demandOptions(options: string): string {
  const kept = options.split(',').filter((one) => !['bg', 'fg', '_netdev', 'auto', 'noauto', 'nofail'].includes(one.trim()));
  return kept.join(',') || 'rw';
}

/** dmsa's lines as they should be in the drop-in and in auto.master itself. */
function wantedMaster({ dropIn, others }: Master): readonly [readonly string[], readonly string[]] {
  if (others) return [[], []];
  return dropIn ? [[MASTER_LINE], []] : [[], [MASTER_LINE]];
}

function clashOf(want: AutomountSpec, { above, foreign, trigger, mounted }: AutomountState): Unknowable | null {
  if (foreign) {
    const why = foreign.obstacle === null ? '' : `; dmsa can't take it over: ${foreign.obstacle}`;
    return {
      unknown: `${foreign.file} serves ${want.point} from ${foreign.source} (${foreign.options || 'no options'}), which is not dmsa's; wanted there: ${want.source} (${want.options}). Remove it from that map, or choose another mount point${why}`,
    };
  }
  if (above !== null) {
    return {
      unknown: `autofs already serves ${above.point} from ${above.source}, which is not dmsa's; wanted on ${want.point}: ${want.source}. Remove it from that map, or choose another mount point`,
    };
  }
  if (trigger === null && mounted !== null && !isNfs(mounted.type)) {
    return {
      unknown: `on ${want.point} there is something that is not dmsa's: ${mounted.source} (${mounted.type}); wanted there: ${want.source}, on demand. Unmount it, or choose another mount point`,
    };
  }
  return null;
}

function mapChanges(want: AutomountSpec, { declared, lines }: AutomountState): readonly Change[] {
  if (declared === null) return [{ path: 'map', from: null, to: mapLine(want), where: 'file' }];
  const changes: Change[] = [];
  if (declared.source !== want.source) changes.push({ path: 'source', from: declared.source, to: want.source, where: 'file' });
  if (!sameOptions(declared.options, want.options)) {
    changes.push({ path: 'options', from: declared.options, to: want.options, where: 'file' });
  }
  const [, second] = lines;
  if (changes.length === 0 && second !== undefined) changes.push({ path: 'map', from: second, to: null, where: 'file' });
  return changes;
}

function fileChanges(want: AutomountSpec, have: AutomountState): readonly Change[] {
  const { master } = have;
  const entry = mapChanges(want, have);
  // One missing line of the master map would show with every entry of a node that has none yet.
  if (entry.length > 0) return entry;
  const [inDropIn, inShared] = wantedMaster(master);
  const said = (place: string, lines: readonly string[]) => lines.map((line) => `${place}: ${line}`);
  const from = [...said(DROP_IN, master.inDropIn), ...said(SHARED, master.inShared)].join('\n');
  const to = [...said(DROP_IN, inDropIn), ...said(SHARED, inShared)].join('\n');
  return from === to ? [] : [{ path: 'master', from: from === '' ? null : from, to: to === '' ? null : to, where: 'file' }];
}

function runningChanges(want: AutomountSpec, { trigger, mounted }: AutomountState): readonly Change[] {
  if (trigger === null)
    return [{ path: 'trigger', from: mounted && `mounted for good (${mounted.source})`, to: want.point, where: 'running' }];
  if (mounted === null || !isNfs(mounted.type)) return [];
  if (!isMountOf(mounted, want.source, want.aliases))
    return [{ path: 'mounted', from: mounted.source, to: want.source, where: 'running' }];
  return mountedOptionChanges(want.options, mounted.options);
}

/** The operator's own entry does what is wanted: only autofs may not have been told, or does not run. */
function coveredChanges({ point }: AutomountSpec, { above }: AutomountState): readonly Change[] {
  return above ? [] : [{ path: 'trigger', from: null, to: point, where: 'running' }];
}
