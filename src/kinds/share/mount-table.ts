/**
 * /proc/mounts and /etc/fstab. What is mounted is read from /proc/mounts and nowhere else: asking the file system itself
 * (stat, df) hangs where an NFS server is dead.
 */
import type { Facts } from '../facts.ts';
import { unescapeField } from './fields.ts';
import { liveOptions } from './mount-options.ts';

export const PROC_MOUNTS = '/proc/mounts';

export interface MountEntry {
  readonly source: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
  /** Counted from 1. */
  readonly line: number;
}

/** The lines of a table in fstab's form; comments and lines with fewer than four fields are skipped. */
export function readTable(text: string): readonly MountEntry[] {
  return text.split('\n').flatMap((raw, at) => {
    const [source, point, type, options] = raw.trim().split(/[ \t]+/);
    if (!source || source.startsWith('#') || !point || !type || !options) return [];
    return [
      { source: unescapeField(source), point: tidyPath(unescapeField(point)), type, options: options.split(','), line: at + 1 },
    ];
  });
}

/** What is mounted, in order: of two entries for one mount point the last one lies on top. A string says why it can't be said. */
export function readMounted(facts: Facts): readonly MountEntry[] | string {
  const fact = facts.file(PROC_MOUNTS);
  if (fact.status === 'unknown') return fact.why;
  if (fact.status === 'absent') return `${PROC_MOUNTS} is missing, so what is mounted can't be said`;
  const entries = readTable(fact.text);
  // The kernel always lists the root; a text without it is cut off or something else.
  if (!entries.some(({ point }) => point === '/')) return `${PROC_MOUNTS} does not read like a table of mounts`;
  return entries;
}

/**
 * What lies on a mount point, as a state has it. `shared`: another mount of this node shows the same source. The kernel gives
 * NFS mounts of one export one name, that of the first, by whichever of the server's addresses they were made; so the name
 * of a shared one does not tell its address.
 */
export type Mounted = {
  readonly source: string;
  readonly type: string;
  readonly options: readonly string[];
  readonly shared: boolean;
};

/** What lies on top at a mount point; null where nothing does. The table is indexed once: a web node may have thousands. */
export function mountTops(entries: readonly MountEntry[]): (point: string) => Mounted | null {
  const tops = new Map(entries.map((entry) => [entry.point, entry]));
  const pointsOf = new Map<string, Set<string>>();
  for (const { source, point } of entries) {
    const points = pointsOf.get(source);
    if (points) points.add(point);
    else pointsOf.set(source, new Set([point]));
  }
  return (point) => {
    const top = tops.get(point);
    if (!top) return null;
    const shared = isNfs(top.type) && (pointsOf.get(top.source)?.size ?? 0) > 1;
    return { source: tidySource(top.source), type: top.type, options: liveOptions(top.options), shared };
  };
}

/** True where what is mounted is, or can be, what was asked for. `aliases`: all addresses of the servers of the wanted source. */
export function isMountOf({ source, shared }: Mounted, wanted: string, aliases: readonly string[]): boolean {
  const want = tidySource(wanted);
  if (source === want) return true;
  return shared && aliases.some((alias) => source === `${alias}:${pathIn(want)}`);
}

/** `host:/path/` is mounted, and shown, as `host:/path`. */
export function tidySource(source: string): string {
  return source.includes(':/') ? tidyPath(source) : source;
}

export function pathIn(source: string): string {
  return source.slice(source.lastIndexOf(':/') + 1);
}

/** Without a slash at the end. */
export function tidyPath(path: string): string {
  return path.replace(/(.)\/+$/, '$1');
}

export function isNfs(type: string): boolean {
  return type === 'nfs' || type === 'nfs4';
}

/** True where one path is, or lies below, the other. */
export function isWithin(path: string, above: string): boolean {
  return path === above || path.startsWith(above === '/' ? '/' : `${above}/`);
}
