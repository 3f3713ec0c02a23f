/**
 * The list on a node of what dmsa put there (DESIGN rule 3). An entry is written before the thing is touched (`pending`), so
 * that nothing of ours is ever unlisted, and made final with the next script that goes to the node anyway.
 *
 * A fingerprint of a spec with a secret in it would let anyone who reads the list try out passwords against it; such an
 * entry has none, and whether its change is intended can then not be told from the list.
 *
 * The parser is pure and total: what is not a manifest is unknown, never empty.
 */
import type { Keep, Manifest, ManifestEntries, ManifestEntry, Origin } from '../diff/manifest.ts';
import type { Action } from '../diff/plan.ts';
import type { Json } from '../json.ts';

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
  const { origin, made, after } = value;
  // Marks that are not understood are as if they were not there: then nothing is taken back on their word.
  return {
    spec,
    at,
    files,
    ...(pending === true ? { pending } : {}),
    ...(isOrigin(origin) ? { origin } : {}),
    ...(made === undefined ? {} : { made: made as Json }),
    ...(Array.isArray(after) && after.every((id) => typeof id === 'string') ? { after } : {}),
  };
}

function isOrigin(value: unknown): value is Origin {
  return value === 'created' || value === 'found' || value === 'adopted';
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

/** The list as it is to be while these actions are done. A removal stays listed, with all that is known of it, until it is done. */
export function begun(entries: ManifestEntries, actions: readonly Action[], at: string): ManifestEntries {
  const result = new Map(entries);
  for (const action of actions) {
    const key = manifestKey(action);
    const before = entries.get(key);
    if (action.verb === 'delete' && !before) continue;
    const files = [...new Set([...(before?.files ?? []), ...filesOf(action)])];
    const kept = action.keep ? marks(action.keep) : marksOf(before);
    result.set(key, {
      spec: before?.spec ?? null,
      at: action.verb === 'delete' && before ? before.at : at,
      files,
      pending: true,
      ...kept,
    });
  }
  return result;
}

/**
 * The list after these actions are done, and seen to be. How dmsa came by a thing was written when it was begun; what was not
 * begun here (somebody else had done it when its turn came) was found.
 */
export function finished(entries: ManifestEntries, actions: readonly Action[], at: string): ManifestEntries {
  const result = new Map(entries);
  for (const action of actions) {
    const key = manifestKey(action);
    if (action.verb === 'delete') {
      result.delete(key);
      continue;
    }
    const files = filesOf(action);
    const before = entries.get(key);
    // An action that only starts something writes no file: those of before are still its own.
    result.set(key, {
      spec: action.specHoldsSecret ? null : action.specFingerprint,
      at,
      files: files.length > 0 ? files : (before?.files ?? []),
      ...(before ? marksOf(before) : { origin: 'found' as const }),
    });
  }
  return result;
}

/** What was found as wanted, of things on which nothing is done. */
export interface Found {
  readonly spec: string;
  readonly keep: Keep;
}

/** The list with what was found as wanted. What dmsa put there keeps its files and marks; what it never touched has none. */
export function foundAsWanted(entries: ManifestEntries, found: ReadonlyMap<string, Found>, at: string): ManifestEntries {
  const result = new Map(entries);
  for (const [key, { spec, keep }] of found) {
    const before = entries.get(key);
    if (!before) {
      result.set(key, { spec, at, files: [], ...marks(keep) });
      continue;
    }
    const { pending, ...rest } = before;
    const same = before.spec === spec;
    const after = keep.after.length > 0 ? { after: keep.after } : {};
    if (same && !pending && (before.after ?? []).join('\n') === keep.after.join('\n')) continue;
    result.set(key, { ...rest, spec, at: same ? before.at : at, ...after });
  }
  return result;
}

/** The list without these: nobody wants them any more, and nothing of them is dmsa's to take back. */
export function forgotten(entries: ManifestEntries, keys: readonly string[]): ManifestEntries {
  const result = new Map(entries);
  for (const key of keys) result.delete(key);
  return result;
}

function marks({ origin, made, after }: Keep): Pick<ManifestEntry, 'origin' | 'made' | 'after'> {
  return { origin, ...(made === null ? {} : { made }), ...(after.length > 0 ? { after } : {}) };
}

function marksOf(entry: ManifestEntry | undefined): Pick<ManifestEntry, 'origin' | 'made' | 'after'> {
  const { origin, made, after } = entry ?? {};
  return { ...(origin ? { origin } : {}), ...(made === undefined ? {} : { made }), ...(after ? { after } : {}) };
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
