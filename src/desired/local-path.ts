/** Paths of the controller's own files, without asking the controller. */

export interface LocalPlaces {
  /** What `~` stands for; absolute. */
  readonly home: string;
  /** What relative paths start from: the cluster file's directory. */
  readonly directory: string;
}

/** `~/x` and `x` → where they are. */
export function localPath(path: string, { home, directory }: LocalPlaces): string {
  if (path === '~') return home;
  if (path.startsWith('~/')) return normalize(`${home}/${path.slice(2)}`);
  return normalize(path.startsWith('/') ? path : `${directory}/${path}`);
}

/** `/etc/dmsa/cluster.yaml` → `/etc/dmsa`; `cluster.yaml` → `.` */
export function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash === -1 ? '.' : slash === 0 ? '/' : file.slice(0, slash);
}

/** Without `.`, `..` and doubled slashes. */
function normalize(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!absolute) parts.push(part);
  }
  return absolute ? `/${parts.join('/')}` : parts.join('/') || '.';
}
