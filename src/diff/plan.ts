/**
 * A plan: what differs and what will be done about it, as a graph that `apply` walks as it is.
 * The JSON form (`dmsa plan --json`, schema/plan.schema.json) is made from it by views/plan-json.ts.
 */
import type { Diagnostic } from '../diagnostic.ts';
import type { Finding } from '../kinds/foretell.ts';
import type { Change, FollowUp, Holding, ResourceRef, Step } from '../kinds/kind.ts';
import type { Keep } from './manifest.ts';

export type Verb = 'create' | 'update' | 'delete' | 'run';

export interface Plan {
  readonly cluster: string;
  readonly nodes: readonly PlanNode[];
  /** In an order that keeps every `after`; ties by file order of nodes, then kind order, then name. */
  readonly actions: readonly Action[];
  readonly unknown: readonly UnknownResource[];
  readonly problems: readonly Diagnostic[];
  /** No longer wanted, and left as they are; not there where there are none. */
  readonly left?: readonly UnknownResource[];
  readonly holdings: readonly (Holding & { readonly active: string })[];
}

export interface PlanNode {
  readonly name: string;
  readonly reachable: boolean;
  /** The address that answered; null where none did. */
  readonly via: string | null;
  /** False for nodes that were only read because another node's things depend on them. */
  readonly selected: boolean;
  readonly error: Diagnostic | null;
  /** How many resources were compared on it. */
  readonly resources: number;
}

export interface Action {
  readonly id: string;
  readonly node: string;
  readonly kind: string;
  readonly name: string;
  readonly verb: Verb;
  readonly reason: Reason;
  readonly fields: readonly Change[];
  /** Ids of actions of this plan that must have succeeded first. */
  readonly after: readonly string[];
  readonly steps: readonly Step[];
  /** What the plan was based on: its own resource first. Read again just before the action. */
  readonly basedOn: readonly Basis[];
  readonly risksConnection: boolean;
  /** `intended`: the file changed since the last apply (or it is the first). `corrective`: the node drifted. */
  readonly intent: 'intended' | 'corrective';
  /** Fingerprint of the spec; null for a removal. Goes into the node's manifest once done. */
  readonly specFingerprint: string | null;
  /** Its fingerprint is kept nowhere (diff/secret.ts): whether a later difference is drift can then not be told. */
  readonly specHoldsSecret: boolean;
  /** What the node's list is to say of how dmsa came by it; not of removals. */
  readonly keep?: Keep;
  /** How many things go by it: 1 for a removal, entries taken out of a list; not there where none does. */
  readonly deletions?: number;
  /** What was found about it on the node before it starts (docs/decisions/0028); no part of what the plan is recognised by. */
  readonly findings: readonly Finding[];
  /** What a further pass of the same `apply` does, which can't be known before this is done. */
  readonly followUp?: FollowUp;
}

export interface Reason {
  /** `absent`, `differs`, `not-running`, `no-longer-wanted` … */
  readonly code: string;
  readonly sentence: string;
}

export interface Basis extends ResourceRef {
  /** Fingerprint of the observation. */
  readonly fingerprint: string;
}

export interface UnknownResource extends ResourceRef {
  readonly why: string;
}
