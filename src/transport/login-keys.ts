/**
 * The public halves of the keys that dmsa logs in with, for those who must not take away what lets dmsa in. As far as key
 * files tell: keys of an ssh-agent are not among them (a change that shuts them out is undone by the node itself).
 */
import { readFile, stat } from 'node:fs/promises';
import type { ClusterNode } from '../desired/cluster.ts';
import { loadSsh2 } from './ssh2.ts';

const MAX_KEY_BYTES = 64 * 1024;

/** By node, in base64 as in authorized_keys; none for nodes that are not reached over SSH. */
export async function loginKeys(
  nodes: readonly Pick<ClusterNode, 'name' | 'connection'>[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const read = new Map<string, Promise<readonly string[]>>();
  const keysOf = (path: string): Promise<readonly string[]> => {
    const known = read.get(path) ?? publicHalves(path);
    read.set(path, known);
    return known;
  };
  const found = nodes.map(async ({ name, connection }): Promise<[string, readonly string[]]> => {
    if (connection.transport === 'local') return [name, []];
    return [name, (await Promise.all(connection.identityFiles.map(keysOf))).flat()];
  });
  return new Map(await Promise.all(found));
}

async function publicHalves(path: string): Promise<readonly string[]> {
  const text = await smallFile(path);
  if (text === null) return [];
  const beside = /^\S+ ([A-Za-z0-9+/=]+)/.exec((await smallFile(`${path}.pub`)) ?? '')?.[1];
  const parsed = (await loadSsh2()).utils.parseKey(text);
  const own = parsed instanceof Error ? [] : [parsed].flat().map((key) => key.getPublicSSH().toString('base64'));
  return [...new Set([...own, ...(beside === undefined ? [] : [beside])])];
}

/** null where it is not there or can't be read: the transport says so where it matters. */
async function smallFile(path: string): Promise<string | null> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= MAX_KEY_BYTES ? await readFile(path, 'latin1') : null;
  } catch {
    return null;
  }
}
