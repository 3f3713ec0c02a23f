/**
 * Things that dmsa put on a node and that nobody wants any more. Where a thing bears dmsa's mark (a block, a file of its own),
 * the kind finds it by that. All others are known by the list on the node alone: these are the orphans here.
 */

import type { Json } from '../json.ts';
import type { Facts } from '../kinds/facts.ts';
import {
  type AnyKind,
  type Change,
  type Former,
  type NodeContext,
  type Observation,
  type Resource,
  type ResourceRef,
  resourceId,
  type Unknowable,
} from '../kinds/kind.ts';
import type { ManifestEntries, ManifestEntry } from './manifest.ts';

export interface Orphan extends ResourceRef {
  readonly former: Former<Json>;
}

export interface SeenOrphan extends Orphan {
  readonly observation: Observation;
}

/** What is wanted, and which things are orphans. */
export interface WantsAndOrphans {
  get(id: string): Resource | undefined;
  ofKind(node: string, kind: string): readonly Resource[];
  orphan?(id: string): Orphan | undefined;
  orphansOf?(node: string, kind: string): readonly Orphan[];
}

/** Entries of a node's list that nobody wants any more, of kinds that this dmsa has. */
export function unwanted(
  entries: ManifestEntries,
  kinds: readonly AnyKind[],
  isWanted: (kind: string, name: string) => boolean,
): readonly { readonly key: string; readonly kind: AnyKind; readonly name: string; readonly entry: ManifestEntry }[] {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  return [...entries].flatMap(([key, entry]) => {
    const slash = key.indexOf('/');
    const kind = byName.get(key.slice(0, slash));
    const name = key.slice(slash + 1);
    return !kind || isWanted(kind.name, name) ? [] : [{ key, kind, name, entry }];
  });
}

/** Those of which something is dmsa's to take back: they have to be looked at. */
export function orphansOn(
  node: string,
  entries: ManifestEntries,
  kinds: readonly AnyKind[],
  isWanted: (kind: string, name: string) => boolean,
): readonly Orphan[] {
  return unwanted(entries, kinds, isWanted).flatMap(({ kind, name, entry }) => {
    if (!kind.prune || entry.made === undefined || entry.made === null) return [];
    const spec = kind.prune.former(name, entry.made);
    return spec === null ? [] : [{ node, kind: kind.name, name, former: { name, spec, made: entry.made } }];
  });
}

export function asResource({ node, kind, name, former }: Orphan): Resource {
  return { node, kind, name, spec: former.spec, after: [] };
}

/** What a look says of orphans of one kind, all of one node, by name. */
export function parseOrphans(kind: AnyKind, facts: Facts, orphans: readonly Orphan[]): ReadonlyMap<string, Observation> {
  if (orphans.length === 0) return new Map();
  const former = orphans.map(asResource);
  try {
    const seen = kind.prune?.parse?.(facts, former) ?? kind.parse(facts, former);
    return new Map(
      orphans.map(({ name }) => [name, seen.get(name) ?? { status: 'unknown', why: `the kind ${kind.name} said nothing of it` }]),
    );
  } catch (error) {
    const why = `what the node said of its ${kind.title}s could not be understood: ${error instanceof Error ? error.message : String(error)}`;
    return new Map(orphans.map(({ name }) => [name, { status: 'unknown', why }]));
  }
}

/** What differs, of a thing that is wanted or that is to go, by its mark or by the list. */
export function changesOf(
  kind: AnyKind,
  wants: WantsAndOrphans,
  ref: ResourceRef,
  have: Json | null,
  context: NodeContext,
): readonly Change[] | Unknowable {
  const id = resourceId(ref);
  const orphan = wants.orphan?.(id);
  if (orphan && kind.prune) {
    if (have === null) return [];
    const removal = kind.prune.removal(orphan.former, have, (name) => wants.ofKind(ref.node, name), context);
    return 'left' in removal ? { unknown: removal.left } : removal.changes;
  }
  const spec = wants.get(id)?.spec ?? null;
  return spec === null && have === null ? [] : kind.compare(spec, have, context);
}
