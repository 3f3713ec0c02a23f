/** What is found about the files and folders that actions write: for every kind alike, from the steps. Pure. */
import type { Finding, Place } from '../kinds/foretell.ts';
import type { Step } from '../kinds/kind.ts';
import type { SeenPath, SeenPaths, Space } from './path-facts.ts';

/** One path that an action needs. */
export interface PathNeed {
  readonly path: string;
  /** `file`: is written; `gone`: is removed; `folder`: is made where missing. */
  readonly what: 'file' | 'gone' | 'folder';
  /** The content's size, or (`grows`) how much is added to what is there. */
  readonly bytes: number;
  readonly grows: boolean;
}

/** What dmsa itself keeps on a node: its lock and the list of what it put there. */
export const STATE_NEEDS: readonly PathNeed[] = [
  { path: '/var/lib/dmsa/manifest.json', what: 'file', bytes: 16_384, grows: true },
  { path: '/var/lib/dmsa/lock/holder', what: 'file', bytes: 4_096, grows: false },
];

export function stepNeeds(steps: readonly Step[]): readonly PathNeed[] {
  return steps.flatMap((step) => needOf(step) ?? []);
}

function needOf(step: Step): PathNeed | null {
  switch (step.do) {
    case 'write':
      return { path: step.path, what: 'file', bytes: Buffer.byteLength(step.content, step.encoding ?? 'utf8'), grows: false };
    case 'edit':
      return { path: step.path, what: 'file', bytes: Buffer.byteLength(JSON.stringify(step.edit)), grows: true };
    case 'remove':
      return { path: step.path, what: 'gone', bytes: 0, grows: true };
    case 'run':
      return null;
  }
}

/** What hinders one path by itself; how much space there is, is a matter of all together. */
export function pathFindings(need: PathNeed, seen: SeenPath): readonly Finding[] {
  const { path } = need;
  const { fileSystem, real } = seen;
  const fails = (code: Finding['code'], sentence: string, detail: string): readonly Finding[] => [
    { code, sentence, detail, severity: 'would-fail' },
  ];
  switch (seen.how) {
    case 'remote':
      // Not looked into: a dead server would hang the look.
      return [];
    case 'dangling':
      if (need.what === 'gone') return [];
      return fails(
        'dangling-link',
        `${path} is, or lies behind, a symbolic link to nothing`,
        `It leads as far as ${real}. Make what it should lead to, or remove the link.`,
      );
    case 'loop':
      return fails('dangling-link', `${path} lies behind symbolic links that lead in a circle`, 'Look at them with: namei');
    case 'no-folder':
      if (need.what === 'gone') return [];
      return fails('not-a-folder', `${real} is no folder, so ${path} can't be made`, `Wanted: a folder. Move ${real} away.`);
    case 'missing':
      if (need.what === 'gone') return [];
      return writable(need, seen, seen.folderWritable);
    case 'here':
      break;
  }
  if (need.what === 'folder') {
    if (seen.is !== 'folder') return fails('not-a-folder', `${path} is no folder`, 'Wanted: a folder, or nothing. Move it away.');
    return [];
  }
  if (seen.is === 'folder') {
    const what = need.what === 'gone' ? 'removed' : 'written';
    return fails('not-a-file', `${path} is a folder, so it can't be ${what}`, 'Wanted: a file, or nothing. Move it away.');
  }
  if (seen.is === 'other' && need.what === 'file') {
    return fails('not-a-file', `${path} is neither a file nor a folder`, 'Wanted: a regular file, or nothing. Move it away.');
  }
  if (isReadOnly(fileSystem.options)) return writable(need, seen, false);
  return writable(need, seen, seen.writable && seen.folderWritable);
}

function writable(need: PathNeed, { fileSystem, real, how }: SeenPath, allowed: boolean): readonly Finding[] {
  const { type, options, point } = fileSystem;
  const what = need.what === 'gone' ? 'removed' : need.what === 'folder' ? 'made' : 'written';
  if (isReadOnly(options)) {
    return [
      {
        code: 'read-only',
        sentence: `${need.path} can't be ${what}: the file system at ${point} is read-only`,
        detail: `/proc/mounts has ${point} (${type}) with "ro". After a disk error the kernel does that by itself: see dmesg. Then: mount -o remount,rw ${point}`,
        severity: 'would-fail',
      },
    ];
  }
  if (allowed) return [];
  return [
    {
      code: 'not-writable',
      sentence: `${need.path} can't be ${what}: root may not write to ${how === 'missing' ? real : 'it or its folder'}`,
      detail: `The file system at ${point} is writable, so it is most likely the attribute "immutable": see lsattr -d ${real}, and chattr -i.`,
      severity: 'would-fail',
    },
  ];
}

function isReadOnly(options: string): boolean {
  return options.split(',').some((one) => one === 'ro' || one === 'emergency_ro');
}

interface Wanted {
  readonly old: number | null;
  bytes: number;
  readonly folders: number;
  readonly folder: string;
  readonly fileSystem: SeenPath['fileSystem'];
}

interface Demand {
  bytes: number;
  largest: number;
  inodes: number;
  readonly space: Space;
  readonly point: string;
  /** What root can still write. */
  readonly room: number;
}

/**
 * Bytes that root can still write. ext4 counts blocks as free that it keeps to itself, 2 % or at most 4096 of them
 * (fs/ext4/super.c, ext4_calculate_resv_clusters): a full disk has 16 MiB "free", of which not even root gets a byte.
 */
function roomOf({ free, available, total, blockBytes }: Space, type: string): number {
  const kept = type === 'ext4' ? Math.min(4096, Math.floor(total / 50)) : 0;
  return Math.max(available, free - kept) * blockBytes;
}

/**
 * Whether there is room for all that the node's actions write, by file system. A file that is replaced lies there twice for a
 * moment; files are written one after the other.
 *
 * @returns by mount point: what is found, the same for every action that writes there
 */
export function spaceFindings(needs: readonly PathNeed[], seen: SeenPaths): ReadonlyMap<string, Finding> {
  const demands = new Map<string, Demand>();
  const files = new Map<string, Wanted>();
  for (const need of needs) {
    const path = seen.paths.get(need.path);
    if (!path || need.what === 'gone' || (path.how !== 'here' && path.how !== 'missing')) continue;
    if (path.how === 'here' && need.what === 'folder') continue;
    const folder = folderOf(path);
    const key = path.how === 'here' ? path.real : need.path;
    const old = path.how === 'here' ? (seen.sizes.get(path.real) ?? 0) : null;
    const known = files.get(key) ?? {
      old,
      bytes: need.grows ? (old ?? 0) : 0,
      folders: need.what === 'folder' ? path.left : Math.max(0, path.left - 1),
      folder,
      fileSystem: path.fileSystem,
    };
    known.bytes = need.what === 'folder' ? 0 : need.grows ? known.bytes + need.bytes : Math.max(known.bytes, need.bytes);
    files.set(key, known);
  }
  for (const { old, bytes, folders, folder, fileSystem } of files.values()) {
    const { point, type } = fileSystem;
    const space = seen.space.get(folder);
    if (!space) continue;
    const demand = demands.get(point) ?? { bytes: 0, largest: 0, inodes: 0, space, point, room: roomOf(space, type) };
    demands.set(point, demand);
    const blocks = (size: number) => Math.ceil(size / Math.max(1, space.blockBytes)) * space.blockBytes;
    demand.bytes += Math.max(0, blocks(bytes) - blocks(old ?? 0)) + folders * space.blockBytes;
    if (old !== null) demand.largest = Math.max(demand.largest, blocks(bytes));
    demand.inodes += folders + (old === null ? 1 : 0);
  }
  const found = new Map<string, Finding>();
  for (const { bytes, largest, inodes, space, point, room } of demands.values()) {
    const wanted = bytes + largest;
    const wantedInodes = inodes + 1;
    if (room < wanted) {
      found.set(point, {
        code: 'no-space',
        sentence: `too little space is left on the file system at ${point}`,
        detail: `Free: ${size(room)}; all that is planned there needs ${size(wanted)}. Make room: see du -x ${point}`,
        severity: 'would-fail',
      });
    } else if (space.allInodes > 0 && space.freeInodes < wantedInodes) {
      found.set(point, {
        code: 'no-inodes',
        sentence: `too few inodes are left on the file system at ${point}`,
        detail: `Free: ${space.freeInodes}; all that is planned there needs ${wantedInodes}. Remove small files: see df -i ${point}`,
        severity: 'would-fail',
      });
    }
  }
  return found;
}

/** The folder whose space was asked for. */
function folderOf({ is, real }: SeenPath): string {
  return is === 'folder' ? real : real.replace(/\/[^/]*$/, '') || '/';
}

function size(bytes: number): string {
  return bytes < 10_240
    ? `${bytes} bytes`
    : bytes < 10_485_760
      ? `${Math.floor(bytes / 1024)} KiB`
      : `${Math.floor(bytes / 1_048_576)} MiB`;
}

/** The same in a kind's terms. */
export function placeOf(seen: SeenPath | undefined): Place {
  if (!seen) return { status: 'unknown', why: 'it was not looked at' };
  const { how, is, left, fileSystem, filled } = seen;
  switch (how) {
    case 'here':
      return { status: 'there', is, missingAbove: 0, fileSystem, filled };
    case 'missing':
      return { status: 'missing', is, missingAbove: left - 1, fileSystem, filled };
    case 'remote':
      return { status: 'unknown', why: 'it lies on a network file system, which is not looked into' };
    case 'dangling':
    case 'loop':
      return { status: 'unknown', why: 'it lies behind a symbolic link to nothing' };
    case 'no-folder':
      return { status: 'unknown', why: 'something that is no folder stands in its way' };
  }
}
