/** What operators put on the nodes that dmsa could look after: NFS exports, and NFS mounts of /etc/fstab. Pure. */
import { OTHER_EXPORTS, readOtherExports } from '../kinds/export-look.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import { FSTAB, BLOCK as MOUNTS_BLOCK } from '../kinds/mount-removal.ts';
import { canonicalOptions } from '../kinds/share/export-options.ts';
import { isNfs, readTable, tidySource } from '../kinds/share/mount-table.ts';
import { readShared } from '../kinds/share/own-block.ts';
import type { FoundExport, FoundMount } from './found.ts';

export const SHARE_REQUESTS: readonly FactRequest[] = [...OTHER_EXPORTS, { type: 'file', path: FSTAB }];

/** A string says why nothing can be said of the node. */
export function findThings(node: string, facts: Facts): readonly (FoundExport | FoundMount)[] | string {
  const exports = readOtherExports(facts);
  if (typeof exports === 'string') return exports;
  const fstab = readShared(FSTAB, facts.file(FSTAB), MOUNTS_BLOCK);
  if (typeof fstab === 'string') return fstab;
  const byPath = new Map<string, (typeof exports)[number][]>();
  for (const entry of exports) byPath.set(entry.path, [...(byPath.get(entry.path) ?? []), entry]);
  const lines = fstab.others.split('\n');
  return [
    ...[...byPath].map(([path, entries]) => exportOf(node, path, entries)),
    ...readTable(fstab.others)
      .filter((entry) => isNfs(entry.type))
      .map(
        (entry): FoundMount => ({
          kind: 'mount',
          node,
          name: entry.point,
          source: tidySource(entry.source),
          options: entry.options.join(','),
          lines: [{ file: FSTAB, text: lines[entry.line - 1] ?? '' }],
          obstacle: null,
        }),
      ),
  ];
}

type Entry = Exclude<ReturnType<typeof readOtherExports>, string>[number];

function exportOf(node: string, path: string, entries: readonly Entry[]): FoundExport {
  const options = [...new Set(entries.map((entry) => canonicalOptions(entry.options)))];
  const texts = new Map(
    entries.flatMap(({ file, text }) => (text === null ? [] : [[`${file}\n${text}`, { file, text }] as const])),
  );
  const obstacle = entries.some(({ text }) => text === null)
    ? 'its line goes on over several lines: write it on one'
    : options.length > 1
      ? 'it has other options for other clients, and dmsa gives all the same'
      : null;
  return {
    kind: 'export',
    node,
    name: path,
    clients: [...new Set(entries.map(({ client }) => client))],
    options: entries[0]?.options ?? '',
    lines: [...texts.values()],
    obstacle,
  };
}
