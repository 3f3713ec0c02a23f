/** Which files of its repository a cluster file names. Pure. */
import { readText } from '../desired/parse.ts';
import type { Tree } from '../desired/tree.ts';
import { insidePath } from './source.ts';

/** Values that could be a path; a cluster of 200 nodes has some thousands. */
const MAX_PATHS = 20_000;
const MAX_PATH_LENGTH = 1024;

export interface NamedFiles {
  /** Paths from the top of the repository that a value of the file may mean, without the file itself. Most will not be there. */
  readonly paths: readonly string[];
  /** Of the files that are surely meant, those that lead out of the repository: as written. */
  readonly outside: readonly string[];
  /** The secrets file, where it is one of the repository's. */
  readonly secrets: string | null;
}

/**
 * Every plain value of the file that is a relative path. No list of keys is kept here, which the next key would be missing from: a value
 * that names no file of the repository costs nothing.
 *
 * @param path  the cluster file's, from the top of the repository
 */
export function namedFiles(text: string, path: string): NamedFiles {
  const read = readText(text, path);
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const found = new Set<string>();
  for (const value of new Set(read.tree === null ? [] : wordsOf(read.tree))) {
    if (!isRelativePath(value)) continue;
    const inside = insidePath(folder, value);
    if (inside !== null && inside !== '' && inside !== path) found.add(inside);
    if (found.size >= MAX_PATHS) break;
  }
  const meant = [read.secretsFile?.value, read.licenseFile?.value, ...(read.secretsKeys.identityFiles ?? [])];
  const outside = meant.flatMap((value) => (value && isRelativePath(value) && insidePath(folder, value) === null ? [value] : []));
  const secrets = read.secretsFile?.value ?? '';
  return { paths: [...found], outside, secrets: isRelativePath(secrets) ? insidePath(folder, secrets) : null };
}

function isRelativePath(value: string): boolean {
  return value !== '' && value.length <= MAX_PATH_LENGTH && !/^[/~]/.test(value) && !/\p{Cc}/u.test(value);
}

/** Aliases make a tree of one value many times: each part is walked once. */
function wordsOf(tree: Tree, done: Set<Tree> = new Set()): readonly string[] {
  if (done.has(tree)) return [];
  done.add(tree);
  switch (tree.kind) {
    case 'scalar':
      return typeof tree.data === 'string' ? [tree.data] : [];
    case 'list':
      return tree.items.flatMap((item) => wordsOf(item, done));
    case 'map':
      return [...tree.entries.values()].flatMap(({ value }) => wordsOf(value, done));
  }
}
