/** Entries of autofs's maps that somebody else wrote, as far as they mount from another host. Pure. */
import type { Facts } from '../kinds/facts.ts';
import { readForeignMaps } from '../kinds/share/autofs-maps.ts';
import type { FoundAutomount } from './found.ts';

/** A string says why nothing can be said of the node's maps. */
export function findAutomounts(node: string, facts: Facts): readonly FoundAutomount[] | string {
  const maps = readForeignMaps(facts);
  if (typeof maps === 'string') return maps;
  const seen = new Map<string, number>();
  for (const { point } of maps.entries) seen.set(point, (seen.get(point) ?? 0) + 1);
  const found = new Map<string, FoundAutomount>();
  for (const { point, file, text, source, options, obstacle } of maps.entries) {
    const twice = (seen.get(point) ?? 0) > 1 ? 'there is more than one entry for it' : null;
    if (found.has(point)) continue;
    found.set(point, {
      kind: 'automount',
      node,
      name: point,
      source,
      options,
      lines: [{ file, text }],
      obstacle: obstacle ?? twice,
    });
  }
  const closed = maps.closed.map(
    ({ map, why }): FoundAutomount => ({
      kind: 'automount',
      node,
      name: map,
      source: '',
      options: '',
      lines: [],
      obstacle: `what this map has can't be told: ${why}`,
    }),
  );
  return [...found.values(), ...closed];
}
