import type { Json } from '../json.ts';

/**
 * What dmsa put on a node, as the list on the node itself says (/var/lib/dmsa/manifest.json). The controller keeps no such
 * list: one that is lost loses nothing. `apply` writes it; the planner reads it to tell an intended change from drift.
 */
export const MANIFEST_PATH = '/var/lib/dmsa/manifest.json';

/** By `kind/name`: the fingerprint of the spec that was last applied. */
export type Manifest = ReadonlyMap<string, string>;

export interface ManifestEntry {
  /** Fingerprint of the spec that was last applied; null where there is none to be told (apply/manifest.ts). */
  readonly spec: string | null;
  /** ISO 8601, by the node's clock. */
  readonly at: string;
  /** The files it was written to or edited in. */
  readonly files: readonly string[];
  /** It was begun and not seen to its end. */
  readonly pending?: true;
  /** How dmsa came by it; lists of older versions don't say, which counts as `found`. */
  readonly origin?: Origin;
  /** What the kind needs to take it back (`Prune.record`); null where nothing of it is dmsa's to take back. */
  readonly made?: Json;
  /** Ids of what it was built on: that goes after it. */
  readonly after?: readonly string[];
}

/** `created`: it was not there before. `found`: it was, and dmsa may have changed it. `adopted`: an operator gave it to dmsa. */
export type Origin = 'created' | 'found' | 'adopted';

/** By `kind/name`. */
export type ManifestEntries = ReadonlyMap<string, ManifestEntry>;

/** What an entry says beside what was applied and when. */
export type Keep = Required<Pick<ManifestEntry, 'origin' | 'made' | 'after'>>;
