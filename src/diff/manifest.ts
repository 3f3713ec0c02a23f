/**
 * What dmsa put on a node, as the list on the node itself says (/var/lib/dmsa/manifest.json). The controller keeps no such
 * list: one that is lost loses nothing. `apply` writes it; the planner reads it to tell an intended change from drift.
 */
export const MANIFEST_PATH = '/var/lib/dmsa/manifest.json';

/** By `kind/name`: the fingerprint of the spec that was last applied. */
export type Manifest = ReadonlyMap<string, string>;
