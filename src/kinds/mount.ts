/**
 * An NFS mount that is made at boot: a line in dmsa's block of /etc/fstab, and the mount itself (guide: share.conf,
 * config_shares.sh; fstab(5), nfs(5)).
 *
 * The default options let a node boot while the server is dead: `bg` gives up the first attempt at once and goes on in the
 * background, `_netdev` waits for the network. dmsa itself mounts in the foreground (`fg,retry=0` on top), so that a mount
 * that fails is told and leaves no process behind.
 *
 * What already lies on the mount point: an NFS mount from elsewhere is unmounted (never forced, never lazily) and replaced;
 * anything else (a disk, a bind mount) is somebody's, and dmsa says so and leaves it.
 */

import type { Cluster } from '../desired/cluster.ts';
import { once } from '../memo.ts';
import { quote } from '../quote.ts';
import type { Platform } from './facts.ts';
import type { Finding, Forecast, ForetellContext } from './foretell.ts';
import { type Change, defineKind, type Observation, type Step, type Unknowable } from './kind.ts';
import { BLOCK, FSTAB, isDmsas, mountPrune, removalChanges, unmounting, withoutAdopted } from './mount-removal.ts';
import { type AdoptedLine, readAdopted, removeLines } from './share/adopted.ts';
import { escapeField } from './share/fields.ts';
import { mountPointFindings, portFindings, portRequest, serverOf } from './share/foretell.ts';
import { mountedOptionChanges, sameOptions } from './share/mount-options.ts';
import {
  isMountOf,
  isNfs,
  isWithin,
  type MountEntry,
  type Mounted,
  mountTops,
  PROC_MOUNTS,
  readMounted,
  readTable,
  tidySource,
} from './share/mount-table.ts';
import { editOwn, readShared } from './share/own-block.ts';
import { DAEMON_RELOAD } from './share/systemd.ts';
import { addressesOf, groupBy, mountsOf, pairsOf, servedBy } from './share/topology.ts';
import { limit, unmountScript } from './share/unmount.ts';

export type MountSpec = {
  readonly point: string;
  readonly source: string;
  readonly options: string;
  /** All addresses of the exporter's pair. */
  readonly aliases: readonly string[];
  /** Lines of an operator's that were given to dmsa. */
  readonly adopted?: readonly AdoptedLine[];
};

type Line = { readonly source: string; readonly type: string; readonly options: string };

export type MountState = {
  /** dmsa's own lines of /etc/fstab for the mount point. */
  readonly lines: readonly string[];
  readonly declared: Line | null;
  /** The operator's line for it. */
  readonly other: (Line & { readonly line: number; readonly text: string }) | null;
  readonly mounted: Mounted | null;
};

const DEFAULT_OPTIONS = 'rw,hard,bg,_netdev';

export const mountKind = defineKind<MountSpec, MountState>({
  name: 'mount',
  title: 'mount at boot',

  desired: once((cluster: Cluster) => {
    const mounts = mountsOf(cluster, 'boot');
    const pairs = pairsOf(cluster);
    const byNode = groupBy(mounts, (mount) => mount.node.name);
    return mounts.map((mount) => {
      const node = mount.node.name;
      const exporters = pairs.get(mount.exporter.name) ?? [];
      const beside = byNode.get(node) ?? [];
      const above = beside.filter((other) => other !== mount && isWithin(mount.mountPoint, other.mountPoint));
      return {
        node,
        kind: 'mount',
        name: mount.mountPoint,
        spec: {
          point: mount.mountPoint,
          source: mount.source,
          options: withNetdev(mount.options ?? DEFAULT_OPTIONS),
          aliases: addressesOf(exporters),
        },
        after: [
          { node, kind: 'interface', name: mount.node.interfaces.maintenance.device },
          // What was mounted on demand until now lets go of the mount point first.
          { node, kind: 'automount', name: mount.mountPoint },
          ...above.map((other) => ({ node, kind: 'mount', name: other.mountPoint })),
          ...servedBy(mount, exporters),
        ],
      };
    });
  }),

  probe() {
    return [
      { type: 'file', path: FSTAB },
      { type: 'file', path: PROC_MOUNTS },
    ];
  },

  parse(facts, want) {
    const mounted = readMounted(facts);
    const fstab = readShared(FSTAB, facts.file(FSTAB), BLOCK);
    if (typeof mounted === 'string' || typeof fstab === 'string') {
      const why = typeof mounted === 'string' ? mounted : String(fstab);
      return new Map(want.map(({ name }) => [name, { status: 'unknown', why }]));
    }
    const own = fstab.own.flatMap((raw) => readTable(raw).map((entry) => ({ ...entry, raw })));
    const others = readTable(fstab.others);
    const names = new Set([...want.map(({ name }) => name), ...own.map(({ point }) => point)]);
    const ownOf = groupBy(own, ({ point }) => point);
    const topOn = mountTops(mounted);
    return new Map(
      [...names].map((point): [string, Observation<MountState>] => {
        const lines = ownOf.get(point) ?? [];
        const other = others.find((entry) => entry.point === point);
        const top = topOn(point);
        if (lines.length === 0 && !other && !top) return [point, { status: 'absent' }];
        const state: MountState = {
          lines: lines.map(({ raw }) => raw),
          declared: lines[0] ? lineOf(lines[0]) : null,
          other: other ? { ...lineOf(other), line: other.line, text: fstab.others.split('\n')[other.line - 1] ?? '' } : null,
          mounted: top,
        };
        return [point, { status: 'present', state }];
      }),
    );
  },

  compare(want, have) {
    if (!want) return have ? removalChanges(have) : [];
    const { state, moved } = withoutAdopted(want, have);
    const move = moved.map((line) => ({ path: 'line', from: line.text, to: "in dmsa's block", where: 'file' as const }));
    return clashOf(want, state) ?? [...move, ...fileChanges(want, state), ...runningChanges(want, state)];
  },

  adopted(want, made) {
    const adopted = readAdopted(made);
    return adopted ? { ...want, adopted } : want;
  },

  prune: mountPrune,

  steps(want, found, { platform }) {
    const { state: have, moved } = withoutAdopted(want, found);
    const steps: Step[] = [...removeLines(moved)];
    const line = want ? fstabLine(want) : null;
    const fileWrong = want ? fileChanges(want, have).length > 0 : true;
    if (fileWrong) steps.push(...editOwn(FSTAB, BLOCK, have?.lines ?? [], line === null ? [] : [line]));
    if (want && runningChanges(want, have).length > 0) {
      steps.push({
        do: 'run',
        script: mountScript(want, have, platform),
        label: `mount ${want.point}${isReplaced(have) ? ' anew' : ''}`,
        timeoutMs: 90_000,
      });
    }
    if (!want && have && isDmsas(have)) {
      const point = have.lines[0] === undefined ? null : readTable(have.lines[0])[0]?.point;
      if (point !== undefined && point !== null) {
        steps.push(unmounting(point, have.lines, platform));
      }
    }
    // systemd makes its mount units from fstab and goes on with the old ones until it is told.
    if (fileWrong && platform.init === 'systemd') steps.push(DAEMON_RELOAD);
    return steps;
  },
  foretell(want, have, context): Forecast {
    if (!want || runningChanges(want, have).length === 0) return {};
    const server = serverIsComing(context) ? null : serverOf(want.source, want.options);
    const request = server && portRequest(server);
    const tool: readonly Finding[] = context.platform.tools.has('mount.nfs') ? [] : [WITHOUT_MOUNT_NFS];
    return {
      requests: request ? [request] : [],
      covers: [want.point],
      judge: ({ facts, place }) => [
        ...tool,
        ...(request && server ? portFindings(facts.command(request.id), server) : []),
        ...(have?.mounted ? [] : mountPointFindings(want.point, place(want.point))),
      ],
    };
  },
});

const WITHOUT_MOUNT_NFS: Finding = {
  code: 'tool-missing',
  sentence: 'there is no mount.nfs on this node, so nothing can be mounted over NFS',
  detail: 'Install nfs-common (Debian) or nfs-utils (RHEL).',
  severity: 'would-fail',
};

/** This same plan starts the server, gives it its address, or changes the way to it: now it need not answer. */
function serverIsComing({ after, networkChanges }: ForetellContext): boolean {
  return networkChanges || after.some(({ kind }) => kind === 'service' || kind === 'service-address' || kind === 'interface');
}

function lineOf({ source, type, options }: MountEntry): Line {
  return { source: tidySource(source), type, options: options.join(',') };
}

/** Without it a SysV node would try before the network is up, and systemd would count it among the local file systems. */
function withNetdev(options: string): string {
  return options.split(',').includes('_netdev') ? options : `${options},_netdev`;
}

function fstabLine({ source, point, options }: MountSpec): string {
  return `${escapeField(source)} ${escapeField(point)} nfs ${options} 0 0`;
}

function clashOf(want: MountSpec, have: MountState | null): Unknowable | null {
  const other = have?.other;
  if (other && !covers(want, other)) {
    return {
      unknown: `${FSTAB} line ${other.line} mounts ${other.source} (${other.type} ${other.options}) on ${want.point} and is not dmsa's; wanted there: ${want.source} (nfs ${want.options}). Remove that line, or choose another mount point`,
    };
  }
  const mounted = have?.mounted;
  if (!mounted || isNfs(mounted.type) || isOwnTrigger(mounted)) return null;
  return {
    unknown: `on ${want.point} there is something that is not dmsa's: ${mounted.source} (${mounted.type}); wanted there: ${want.source}. Unmount it, or choose another mount point`,
  };
}

/** The operator's own line does what is wanted: a second one would only be a duplicate. */
function covers(want: MountSpec, other: Line): boolean {
  const essential = (options: string) =>
    options
      .split(',')
      .filter((one) => one !== '_netdev' && one !== 'bg' && one !== 'defaults' && one !== 'rw' && one !== 'hard')
      .join(',');
  return (
    isNfs(other.type) &&
    other.source === tidySource(want.source) &&
    sameOptions(essential(other.options), essential(want.options))
  );
}

/** A trigger of dmsa's own automounts, which goes before this is mounted. */
function isOwnTrigger(mounted: { readonly source: string; readonly type: string }): boolean {
  return mounted.type === 'autofs' && mounted.source === '/etc/auto.dmsa';
}

function fileChanges(want: MountSpec, have: MountState | null): readonly Change[] {
  if (have?.other && (have.lines.length === 0 || have.declared === null)) return [];
  const declared = have?.declared ?? null;
  if (declared === null) return [{ path: 'fstab', from: null, to: fstabLine(want), where: 'file' }];
  const changes: Change[] = [];
  if (declared.source !== tidySource(want.source))
    changes.push({ path: 'source', from: declared.source, to: want.source, where: 'file' });
  if (!sameOptions(declared.options, want.options)) {
    changes.push({ path: 'options', from: declared.options, to: want.options, where: 'file' });
  }
  if (declared.type !== 'nfs') changes.push({ path: 'type', from: declared.type, to: 'nfs', where: 'file' });
  const [, second] = have?.lines ?? [];
  if (changes.length === 0 && second !== undefined) changes.push({ path: 'fstab', from: second, to: null, where: 'file' });
  return changes;
}

function runningChanges(want: MountSpec, have: MountState | null): readonly Change[] {
  const mounted = have?.mounted ?? null;
  const source = tidySource(want.source);
  if (mounted === null || isOwnTrigger(mounted)) {
    return [{ path: 'mounted', from: mounted && `on demand (${mounted.source})`, to: source, where: 'running' }];
  }
  if (!isMountOf(mounted, source, want.aliases)) return [{ path: 'mounted', from: mounted.source, to: source, where: 'running' }];
  return mountedOptionChanges(want.options, mounted.options);
}

function isReplaced(have: MountState | null): boolean {
  return have?.mounted != null && isNfs(have.mounted.type);
}

function mountScript({ point }: MountSpec, have: MountState | null, platform: Platform): string {
  return [
    ...(isReplaced(have) ? [unmountScript(point, platform)] : []),
    'umask 022',
    `[ -d ${quote(point)} ] || mkdir -p ${quote(point)}`,
    `code=0`,
    `${limit(platform, 40)}mount -o fg,retry=0 ${quote(point)} || code=$?`,
    'case $code in',
    '  0) ;;',
    `  124 | 137) echo "the server did not answer within 40 s" >&2; exit 1 ;;`,
    '  *) exit "$code" ;;',
    'esac',
  ].join('\n');
}
