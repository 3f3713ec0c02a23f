/** What a node's list is to say of a thing: how dmsa came by it, what of it is dmsa's to take back, what it is built on. */
import type { Json } from '../json.ts';
import { type AnyKind, type NodeContext, type Resource, resourceId } from '../kinds/kind.ts';
import type { Keep, ManifestEntry, Origin } from './manifest.ts';
import type { Verb } from './plan.ts';

export interface KeepInput {
  readonly kind: AnyKind;
  readonly want: Resource;
  readonly have: Json | null;
  /** What the list says until now. */
  readonly entry: ManifestEntry | undefined;
  /** null: it is as wanted, and nothing is done. */
  readonly verb: Exclude<Verb, 'delete'> | null;
  readonly context: NodeContext;
}

/**
 * Conservative: a thing that was there when dmsa first met it is never dmsa's to take back, whatever dmsa did to it since; and
 * an entry that does not say how it came about (a list of an older dmsa) counts as one of that sort.
 */
export function keepOf({ kind, want, have, entry, verb, context }: KeepInput): Keep {
  const anew = verb === 'create' && entry?.origin !== 'adopted';
  const origin: Origin = anew ? 'created' : entry ? (entry.origin ?? 'found') : 'found';
  const before = entry?.made ?? null;
  const asked = kind.prune !== undefined && (entry === undefined || before !== null || anew);
  const made = asked ? (kind.prune?.record(want.spec, have, before, context) ?? null) : null;
  const after = (kind.builtOn?.(want) ?? want.after).map(resourceId);
  return { origin, made, after: after.length > 0 ? after : (entry?.after ?? []) };
}
