/**
 * The list on a node of what dmsa put there (DESIGN rule 3). An entry is written before the thing is touched (`pending`), so
 * that nothing of ours is ever unlisted, and made final with the next script that goes to the node anyway.
 *
 * A fingerprint of a spec with a secret in it would let anyone who reads the list try out passwords against it; such an
 * entry has none, and whether its change is intended can then not be told from the list.
 *
 * The parser is pure and total: what is not a manifest is unknown, never empty.
 */
import type { Manifest } from '../diff/manifest.ts';
import type { Action } from '../diff/plan.ts';

export interface ManifestEntry {
  /** Fingerprint of the spec that was last applied; null where there is none to be told (see above). */
  readonly spec: string | null;
  /** ISO 8601, by the node's clock. */
  readonly at: string;
  /** The files it was written to or edited in. */
  readonly files: readonly string[];
  /** It was begun and not seen to its end. */
  readonly pending?: true;
}

/** By `kind/name`. */
export type ManifestEntries = ReadonlyMap<string, ManifestEntry>;

export type ParsedManifest =
  | { readonly status: 'known'; readonly entries: ManifestEntries }
  | { readonly status: 'unknown'; readonly why: string };

/** Reads the file's text; null: there is no such file, which is an empty list. */
export function parseManifest(text: string | null): ParsedManifest {
  if (text === null) return { status: 'known', entries: new Map() };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { status: 'unknown', why: 'it is not JSON' };
  }
  if (!isRecord(data)) return { status: 'unknown', why: 'it is not a JSON object' };
  if (data['version'] !== 1) {
    return {
      status: 'unknown',
      why: `it is of version ${JSON.stringify(data['version']) ?? 'none'}, and this dmsa knows version 1`,
    };
  }
  const resources = data['resources'];
  if (!isRecord(resources)) return { status: 'unknown', why: 'it has no "resources"' };
  const entries = new Map<string, ManifestEntry>();
  for (const [key, value] of Object.entries(resources)) {
    const entry = parseEntry(value);
    if (!entry || !key.includes('/')) return { status: 'unknown', why: `its entry ${JSON.stringify(key)} is damaged` };
    entries.set(key, entry);
  }
  return { status: 'known', entries };
}

function parseEntry(value: unknown): ManifestEntry | null {
  if (!isRecord(value)) return null;
  const { spec, at, files, pending } = value;
  if (spec !== null && typeof spec !== 'string') return null;
  if (typeof at !== 'string' || !Array.isArray(files) || !files.every((file) => typeof file === 'string')) return null;
  return { spec, at, files, ...(pending === true ? { pending } : {}) };
}

/** What the planner wants to know: the spec of everything that was applied to its end. null: the list can't be read. */
export function appliedSpecs(manifest: ParsedManifest): Manifest | null {
  if (manifest.status === 'unknown') return null;
  const specs = new Map<string, string>();
  for (const [key, { spec, pending }] of manifest.entries) if (spec !== null && !pending) specs.set(key, spec);
  return specs;
}

/** The file's text; one entry a line, in order of keys. */
export function renderManifest(entries: ManifestEntries): string {
  const lines = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => `  ${JSON.stringify(key)}: ${JSON.stringify(entry)}`);
  return `{"version":1,"resources":{\n${lines.join(',\n')}\n}}\n`;
}

/** The list as it is to be while these actions are done. A removal stays listed until it is done. */
export function begun(entries: ManifestEntries, actions: readonly Action[], at: string): ManifestEntries {
  const result = new Map(entries);
  for (const action of actions) {
    const key = manifestKey(action);
    const before = entries.get(key);
    if (action.verb === 'delete' && !before) continue;
    const files = [...new Set([...(before?.files ?? []), ...filesOf(action)])];
    result.set(key, { spec: before?.spec ?? null, at, files, pending: true });
  }
  return result;
}

/** The list after these actions are done, and seen to be. */
export function finished(entries: ManifestEntries, actions: readonly Action[], at: string): ManifestEntries {
  const result = new Map(entries);
  for (const action of actions) {
    const key = manifestKey(action);
    if (action.verb === 'delete') {
      result.delete(key);
      continue;
    }
    const files = filesOf(action);
    // An action that only starts something writes no file: those of before are still its own.
    result.set(key, {
      spec: action.specHoldsSecret ? null : action.specFingerprint,
      at,
      files: files.length > 0 ? files : (entries.get(key)?.files ?? []),
    });
  }
  return result;
}

/** The list with what was found as wanted. What dmsa put there keeps its files; what it never touched has none. */
export function foundAsWanted(entries: ManifestEntries, found: ReadonlyMap<string, string>, at: string): ManifestEntries {
  const result = new Map(entries);
  for (const [key, spec] of found) {
    const before = entries.get(key);
    // What a crash left as begun is done all the same where it is found as wanted.
    if (before && !before.pending && (before.spec === spec || before.spec === null)) continue;
    result.set(key, { spec, at, files: before?.files ?? [] });
  }
  return result;
}

function manifestKey(action: Action): string {
  return `${action.kind}/${action.name}`;
}

function filesOf(action: Action): readonly string[] {
  return [...new Set(action.steps.flatMap((step) => (step.do === 'write' || step.do === 'edit' ? [step.path] : [])))];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
