/** What a look asks for, gathered from all kinds: every request once, and the limits of a look. */
import type { CommandRequest, FactRequest } from '../kinds/facts.ts';

/** A file of more bytes than this is not read: nothing that dmsa looks at comes near it. */
export const MAX_FILE_BYTES = 1024 * 1024;
/** What one look may print in all; beyond it the look is given up. */
export const MAX_LOOK_BYTES = 8 * 1024 * 1024;

/** Files that say what system a node runs; read in every look. */
const OS_FILES = ['/etc/os-release', '/etc/redhat-release'] as const;

export interface ProbeRequests {
  /** Sorted; those in /proc and /sys last, because `stat` can't tell their sizes. */
  readonly files: readonly string[];
  readonly globs: readonly string[];
  readonly commands: readonly CommandRequest[];
}

/** Every request once, whoever made it, in an order that does not depend on the order of asking. */
export function gather(requests: readonly FactRequest[]): ProbeRequests {
  const files = new Set<string>(OS_FILES);
  const globs = new Set<string>();
  const commands = new Map<string, CommandRequest>();
  for (const request of requests) {
    switch (request.type) {
      case 'file':
        files.add(request.path);
        break;
      case 'glob':
        globs.add(request.pattern);
        break;
      case 'command': {
        const known = commands.get(request.id);
        if (known && known.script !== request.script) throw new Error(`two different scripts under the id ${request.id}`);
        commands.set(request.id, request);
        break;
      }
    }
  }
  return {
    files: [...files].sort((a, b) => Number(isVirtual(a)) - Number(isVirtual(b)) || (a < b ? -1 : 1)),
    globs: [...globs].sort(),
    commands: [...commands.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Files that the kernel makes up as they are read: their size is 0 whatever they hold. */
export function isVirtual(path: string): boolean {
  return path.startsWith('/proc/') || path.startsWith('/sys/');
}
