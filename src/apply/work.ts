import type { Diagnostic } from '../diagnostic.ts';
import { fingerprint } from '../diff/fingerprint.ts';
import { MANIFEST_PATH, type ManifestEntries } from '../diff/manifest.ts';
import type { Action } from '../diff/plan.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import type { AnyKind, Observation } from '../kinds/kind.ts';
import type { Session, Target } from '../transport/transport.ts';
import { binary, bytesOf, cksum } from './bytes.ts';
import type { Did } from './did.ts';
import type { OnEvent } from './events.ts';
import type { FileChange } from './files.ts';
import type { Locks } from './locks.ts';
import { begun, finished, forgotten, foundAsWanted, parseManifest, renderManifest } from './manifest.ts';
import type { ApplyRequest, Settings } from './request.ts';

/** What the parts of one apply share. */
export interface Work {
  readonly request: ApplyRequest;
  readonly settings: Settings;
  readonly kinds: ReadonlyMap<string, AnyKind>;
  readonly token: string;
  readonly locks: Locks;
  readonly emit: OnEvent;
  /** Fingerprints of what this apply's own actions made of resources, by id. */
  readonly ownWork: Map<string, string>;
  /** Nodes on which it has done something. */
  readonly touched: Set<string>;
  readonly manifests: Map<string, NodeManifest>;
}

export function targetOf(work: Work, node: string): Target {
  const target = work.request.targets.get(node);
  if (!target) throw new Error(`no target for node ${node}`);
  return target;
}

export function kindOf(work: Work, name: string): AnyKind {
  const kind = work.kinds.get(name);
  if (!kind) throw new Error(`the plan names a kind ${name} that dmsa does not have`);
  return kind;
}

/** Of the pair that a node is a member of, as the plan knew it. */
export function epochOf(work: Work, node: string): number | null {
  return work.request.epochs?.get(node) ?? null;
}

export function connect(work: Work, node: string, way: 'any' | 'direct' = 'any'): Promise<Session> {
  const target = targetOf(work, node);
  return work.request.transport.connect(way === 'direct' ? { ...target, direct: true } : target);
}

/** Looks at a node in one round trip. Rejects with a TransportError where that can't be. */
export function lookAt(work: Work, session: Session, requests: readonly FactRequest[]): Promise<Facts> {
  return work.request.look(session, requests, { timeoutMs: targetOf(work, session.node).connection.commandTimeoutMs });
}

/** A node's list while this apply works on it. */
interface NodeManifest {
  /** What the file holds; null: it can't be read, and is left alone. */
  entries: ManifestEntries | null;
  /** Its checksum; null: there is no file. */
  sum: string | null;
  /** Seen to be done, and not yet final in the file. */
  open: readonly Action[];
}

/** Takes in what a look brought back of the node's list. Tells, once, of a list that can't be read. */
export function readManifest(work: Work, node: string, facts: Facts): void {
  const fact = facts.file(MANIFEST_PATH);
  const known = work.manifests.get(node);
  const open = known?.open ?? [];
  if (fact.status === 'unknown') {
    work.manifests.set(node, { entries: null, sum: null, open });
    if (!known) work.emit({ type: 'problem', node, error: manifestProblem(node, fact.why) });
    return;
  }
  const text = fact.status === 'present' ? fact.text : null;
  const parsed = parseManifest(text);
  const sum = fact.status === 'present' ? cksum(bytesOf(binary(fact.text, fact.encoding))) : null;
  if (parsed.status === 'known') {
    work.manifests.set(node, { entries: parsed.entries, sum, open });
    return;
  }
  work.manifests.set(node, { entries: null, sum, open });
  if (!known) work.emit({ type: 'problem', node, error: manifestProblem(node, parsed.why) });
}

function manifestProblem(node: string, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'manifest-unreadable',
    summary: `The list of what dmsa put on ${node} can't be read; it is left as it is`,
    detail: `${MANIFEST_PATH}: ${why}. Until it is mended or moved away, things that are no longer wanted may not be recognised as dmsa's.`,
    node,
  };
}

/** The list as it is to be while these actions are done; null where it stays as it is. */
export function beginManifest(work: Work, node: string, actions: readonly Action[]): FileChange['change'] | null {
  const manifest = work.manifests.get(node);
  if (!manifest?.entries) return null;
  const at = work.locks.nodeTime(node);
  const entries = begun(withFound(work, node, finished(manifest.entries, manifest.open, at), at), actions, at);
  return manifestPut(entries, manifest.sum);
}

/** To be called when the script with `change` in it has written it. */
export function manifestWritten(work: Work, node: string, change: FileChange['change']): void {
  const manifest = work.manifests.get(node);
  if (!manifest || change.do !== 'put') return;
  const parsed = parseManifest(Buffer.from(change.content, 'latin1').toString('utf8'));
  if (parsed.status === 'known') work.manifests.set(node, { entries: parsed.entries, sum: change.sum, open: [] });
}

/** To be called for actions that were seen to be as wanted. */
export function manifestDone(work: Work, node: string, actions: readonly Action[]): void {
  const manifest = work.manifests.get(node);
  if (manifest) work.manifests.set(node, { ...manifest, open: [...manifest.open, ...actions] });
}

/** The list with all that is done final; null where there is nothing to write. */
export function endManifest(work: Work, node: string): FileChange['change'] | null {
  const manifest = work.manifests.get(node);
  if (!manifest?.entries || manifest.open.length === 0) return null;
  const at = work.locks.nodeTime(node);
  return manifestPut(withFound(work, node, finished(manifest.entries, manifest.open, at), at), manifest.sum);
}

function withFound(work: Work, node: string, entries: ManifestEntries, at: string): ManifestEntries {
  const { found, forget } = work.request;
  return forgotten(foundAsWanted(entries, found?.get(node) ?? new Map(), at), forget?.get(node) ?? []);
}

function manifestPut(entries: ManifestEntries, old: string | null): FileChange['change'] {
  const content = binary(renderManifest(entries));
  return { do: 'put', old, content, sum: cksum(bytesOf(content)), mode: old === null ? '0600' : null, owner: null };
}

/** The resource is as wanted, and seen to be. */
export function remember(work: Work, action: Action, seen: Observation | undefined): void {
  if (seen) work.ownWork.set(action.id, fingerprint(seen));
  manifestDone(work, action.node, [action]);
}

export function afterManifest(work: Work, node: string, did: Did, manifest: FileChange['change'] | null): void {
  if (!manifest || (did.lost && did.ended.size === 0)) return;
  if (did.manifest === null) {
    manifestWritten(work, node, manifest);
    return;
  }
  work.emit({ type: 'problem', node, error: manifestUnwritten(node, did.manifest) });
}

export function manifestUnwritten(node: string, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'manifest-unwritten',
    summary: `The list of what dmsa put on ${node} could not be written`,
    detail: `${MANIFEST_PATH}: ${why}`,
    node,
  };
}
