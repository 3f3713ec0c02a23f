/** What is wanted, seen in the light of the nodes' lists: which things are orphans, and which were given to dmsa by `dmsa adopt`. */

import type { ManifestEntries } from '../diff/manifest.ts';
import { type Orphan, orphansOn, type WantsAndOrphans } from '../diff/orphans.ts';
import { type AnyKind, type Resource, resourceId } from '../kinds/kind.ts';
import type { Wanted } from './compile.ts';
import type { Seen } from './decide.ts';

export type WantedAndOrphans = Wanted & Required<WantsAndOrphans>;

export function isWanted(wanted: Wanted, node: string, kind: string, name: string): boolean {
  return wanted.get(resourceId({ node, kind, name })) !== undefined;
}

/** The orphans of a node, by its list; none where the list could not be read. */
export function orphansOf(wanted: Wanted, kinds: readonly AnyKind[], node: string, list: ManifestEntries): readonly Orphan[] {
  return orphansOn(node, list, kinds, (kind, name) => isWanted(wanted, node, kind, name));
}

export function withLists(wanted: Wanted, kinds: readonly AnyKind[], seen: ReadonlyMap<string, Seen>): WantedAndOrphans {
  const orphans = new Map<string, Orphan>();
  const byKind = new Map<string, Orphan[]>();
  const given = new Map<string, Resource>();
  const adopting = new Map(kinds.flatMap((kind) => (kind.adopted ? [[kind.name, kind.adopted] as const] : [])));
  for (const [node, look] of seen) {
    if (!look.reachable) continue;
    for (const orphan of look.orphans ?? []) {
      orphans.set(resourceId(orphan), orphan);
      const key = `${node}/${orphan.kind}`;
      byKind.set(key, [...(byKind.get(key) ?? []), orphan]);
    }
    for (const [key, { origin, made }] of look.list ?? []) {
      if (origin !== 'adopted' || made === undefined || made === null) continue;
      const resource = wanted.get(`${node}/${key}`);
      const adopted = resource && adopting.get(resource.kind);
      if (resource && adopted) given.set(resourceId(resource), { ...resource, spec: adopted(resource.spec, made) });
    }
  }
  const own = (resource: Resource): Resource => given.get(resourceId(resource)) ?? resource;
  const all = given.size === 0 ? wanted : withGiven(wanted, own);
  return { ...all, orphan: (id) => orphans.get(id), orphansOf: (node, kind) => byKind.get(`${node}/${kind}`) ?? [] };
}

function withGiven(wanted: Wanted, own: (resource: Resource) => Resource): Wanted {
  return {
    byNode: new Map(
      [...wanted.byNode].map(([node, kinds]) => [node, new Map([...kinds].map(([kind, list]) => [kind, list.map(own)]))]),
    ),
    get(id) {
      const resource = wanted.get(id);
      return resource && own(resource);
    },
    ofKind: (node, kind) => wanted.ofKind(node, kind).map(own),
  };
}
