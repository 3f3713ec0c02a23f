/** What of a node is watched between two looks, made of what the kinds ask for. */
import { expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import { directory } from '../../src/kinds/directory.ts';
import { packageLevel } from '../../src/kinds/package-level.ts';
import { watchListOf } from '../../src/observe/watch-list.ts';
import { unseenPlacement } from '../../src/reconcile/compile.ts';

function listOf(more: string): ReturnType<typeof watchListOf> {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Sec-1
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24 }
${more}`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml' });
  if (!cluster) throw new Error(JSON.stringify(diagnostics));
  return watchListOf([
    ...packageLevel.probe(packageLevel.desired(cluster, unseenPlacement(cluster))),
    ...directory.probe(directory.desired(cluster, unseenPlacement(cluster)).filter(({ name }) => name.startsWith('/opt/own'))),
  ]);
}

it('packages are watched by the files of dpkg and rpm, where any are wanted; a query must not look like an installation', () => {
  const { paths } = listOf('  packages: [rsync]\n');
  for (const file of ['/var/lib/dpkg/status', '/var/lib/rpm/Packages', '/var/lib/rpm/rpmdb.sqlite'])
    expect(paths).toContain(file);
  expect(paths.filter((path) => /rpm$|dpkg$|wal$|shm$/.test(path))).toEqual([]);
  expect(listOf('').paths.filter((path) => /rpm|dpkg/.test(path))).toEqual([]);
});

it('directories are watched apart, with the table of mounts that says which of them are the node’s own', () => {
  const list = listOf('  directories: [{ path: /opt/own, mode: "0750" }]\n');
  expect(list).toMatchObject({ folders: ['/opt/own'], virtual: ['/proc/mounts'] });
  expect(list.paths).not.toContain('/opt/own');
  expect(listOf('')).toMatchObject({ folders: [], virtual: [] });
});

it('names without end are no arguments of a process', () => {
  const long = Array.from({ length: 90 }, (_, n) => ({ type: 'file' as const, path: `/srv/${'x'.repeat(1_000)}/${n}` }));
  const { paths } = watchListOf(long);
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.join(' ').length).toBeLessThan(64 * 1024 + 1);
});
