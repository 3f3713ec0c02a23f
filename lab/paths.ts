import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this folder lies, and what it keeps beside the sources (git ignores `.cache/`). */
export const labDir = dirname(fileURLToPath(import.meta.url));
export const cacheDir = resolve(process.env['DMSA_LAB_CACHE'] ?? join(labDir, '..', '.cache', 'lab'));

/** Everything one lab has on disk: state, keys, sample files, and a folder a node. */
export const runDir = (name: string): string => join(cacheDir, 'run', name);

/**
 * Sockets lie apart: a Unix socket's path may have 107 characters, and a checkout can be deep.
 * The hash keeps two checkouts with labs of one name apart.
 */
export const socketDir = (name: string): string =>
  join('/run', 'dmsa-lab', createHash('sha256').update(runDir(name)).digest('hex').slice(0, 12));

/** Names become folders, interfaces and namespaces. */
export const checkLabName = (name: string): string => {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) {
    throw new Error(`"${name}" is no name for a lab: use up to 31 lower-case letters, digits and dashes.`);
  }
  return name;
};

export const netnsOf = (name: string): string => `dmsa-${name}`;
