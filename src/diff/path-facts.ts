/** What path-script.ts printed. */
import type { CommandFact } from '../kinds/facts.ts';
import type { AskedPath } from './path-script.ts';

export interface SeenPath {
  readonly how: 'here' | 'missing' | 'remote' | 'dangling' | 'loop' | 'no-folder';
  /** Of `real`. */
  readonly is: 'folder' | 'file' | 'other';
  readonly writable: boolean;
  readonly folderWritable: boolean;
  /** How many names of the path are missing. */
  readonly left: number;
  readonly filled: boolean | null;
  /** As far as it goes, links resolved. */
  readonly real: string;
  readonly fileSystem: { readonly type: string; readonly options: string; readonly point: string };
}

export interface Space {
  /** In blocks: free, free for others than root, all there are. */
  readonly free: number;
  readonly available: number;
  readonly total: number;
  readonly blockBytes: number;
  readonly freeInodes: number;
  /** 0: the file system has no such limit (btrfs). */
  readonly allInodes: number;
}

export interface SeenPaths {
  readonly paths: ReadonlyMap<string, SeenPath>;
  /** By the real path of a folder. */
  readonly space: ReadonlyMap<string, Space>;
  /** By the real path of a file, bytes. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** A string says why nothing can be said. */
export function readPaths(asked: readonly AskedPath[], fact: CommandFact): SeenPaths | string {
  if (fact.status === 'unknown') return fact.why;
  const lines = fact.stdout.split('\n');
  const seen: SeenPath[] = [];
  const space = new Map<string, Space>();
  const sizes = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const at = AT.exec(line);
    if (at) {
      const real = /^@real (\/.*)$/.exec(lines[index + 1] ?? '')?.[1];
      const on = /^@on (\S+) (\S+) (\/.*)$/.exec(lines[index + 2] ?? '');
      const [, how = '', is = '', write, folderWrite, left, filled] = at;
      if (real === undefined || !isHow(how) || !isWhat(is)) break;
      const [, type = '', options = '', point = '/'] = on ?? [];
      seen.push({
        how,
        is,
        writable: write === 'w',
        folderWritable: folderWrite === 'w',
        left: Number(left),
        filled: filled === '-' ? null : filled === 'filled',
        real,
        fileSystem: { type, options, point },
      });
    }
    const free = /^@free (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\/.*)$/.exec(line);
    if (free) {
      const [blocks = 0, available = 0, total = 0, size = 0, inodes = 0, all = 0] = free.slice(1, 7).map(Number);
      space.set(free[7] ?? '', { free: blocks, available, total, blockBytes: size, freeInodes: inodes, allInodes: all });
    }
    const size = /^@size (\d+) (\/.*)$/.exec(line);
    if (size) sizes.set(size[2] ?? '', Number(size[1]));
  }
  if (!lines.includes('@end') || seen.length !== asked.length) {
    return `the look at files and folders was cut short (${fact.stderr.trim().split('\n')[0] || 'no reason given'})`;
  }
  const paths = new Map<string, SeenPath>();
  for (const [index, { path }] of asked.entries()) {
    const found = seen[index];
    if (found) paths.set(path, found);
  }
  return { paths, space, sizes };
}

const HOW = ['here', 'missing', 'remote', 'dangling', 'loop', 'no-folder'] as const;
const WHAT = ['folder', 'file', 'other'] as const;
const AT = /^@at (\S+) (\S+) ([w-]) ([w-]) (\d+) (filled|empty|-)$/;

function isHow(word: string): word is SeenPath['how'] {
  return HOW.some((one) => one === word);
}

function isWhat(word: string): word is SeenPath['is'] {
  return WHAT.some((one) => one === word);
}
