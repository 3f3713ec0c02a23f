/** What of a node can be watched between two looks, made of what the kinds ask for in a look: there is no second list. */
import { STATE_DIR } from '../apply/state-dir.ts';
import type { FactRequest } from '../kinds/facts.ts';
import { isVirtual } from './requests.ts';

export interface WatchList {
  /** Links, addresses and routes. */
  readonly network: boolean;
  /** Files and folders, by their times and by what they are. */
  readonly paths: readonly string[];
  /** Folders that may lie on a network mount: by owner and mode, where they do not. */
  readonly folders: readonly string[];
  /** Files of a folder, by their times. */
  readonly globs: readonly string[];
  /** What the kernel makes up as it is read, by what it says. */
  readonly virtual: readonly string[];
  readonly processes: readonly string[];
  readonly daemons: boolean;
}

/** More than these are left to the looks: a look reads some fifty files. */
const MOST_PATHS = 400;
const MOST_OTHERS = 100;
/** All paths together are arguments of one process, far from what a kernel allows. */
const MOST_BYTES = 64 * 1024;

/** What says where mounts of the network are. */
export const MOUNTS = '/proc/mounts';

export function watchListOf(requests: readonly FactRequest[]): WatchList {
  const paths = new Set<string>();
  const globs = new Set<string>();
  const folders = new Set<string>();
  const virtual = new Set<string>();
  const processes = new Set<string>();
  let network = false;
  let daemons = false;
  for (const request of requests) {
    switch (request.type) {
      case 'file':
        if (isVirtual(request.path)) virtual.add(request.path);
        else {
          paths.add(request.path);
          // What is put in its place may be older than what was there. dmsa's own folder is busy, and nobody else's.
          if (!request.path.startsWith(`${STATE_DIR}/`)) paths.add(folderOf(request.path));
        }
        break;
      case 'glob': {
        globs.add(request.pattern);
        const folder = folderOf(request.pattern);
        if (!/[*?[]/.test(folder) && !folder.startsWith(STATE_DIR)) paths.add(folder);
        break;
      }
      case 'command': {
        const { watch } = request;
        network ||= watch?.network === true;
        daemons ||= watch?.daemons === true;
        for (const path of watch?.paths ?? []) paths.add(path);
        for (const path of watch?.folders ?? []) folders.add(path);
        for (const name of watch?.processes ?? []) processes.add(name);
        break;
      }
    }
  }
  if (folders.size > 0) virtual.add(MOUNTS);
  const words = (set: ReadonlySet<string>, most: number): readonly string[] =>
    [...set]
      .filter((one) => !/[\n\0]/.test(one))
      .sort()
      .slice(0, most);
  return {
    network,
    paths: within(words(paths, MOST_PATHS)),
    folders: within(words(folders, MOST_OTHERS)),
    globs: words(globs, MOST_OTHERS),
    virtual: words(virtual, MOST_OTHERS),
    processes: words(processes, MOST_OTHERS).filter((name) => !name.includes(' ')),
    daemons,
  };
}

function within(paths: readonly string[]): readonly string[] {
  let bytes = 0;
  return paths.filter((path) => {
    bytes += Buffer.byteLength(path) + 1;
    return bytes <= MOST_BYTES;
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
