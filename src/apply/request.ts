import type { Check } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Plan } from '../diff/plan.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import type { AnyKind, Change, ResourceRef } from '../kinds/kind.ts';
import type { Session, Target, Transport } from '../transport/transport.ts';
import type { Pair, Rollout } from './batches.ts';
import type { OnEvent } from './events.ts';
import type { LockConflict } from './lock.ts';
import type { Wants } from './look.ts';
import type { Found } from './manifest.ts';

/** Looks at a node in one round trip (`observeNode`). Rejects with a TransportError where that can't be. */
export type LookAt = (
  session: Session,
  requests: readonly FactRequest[],
  options: { readonly timeoutMs: number },
) => Promise<Facts>;

export interface ApplyRequest {
  readonly plan: Plan;
  /** What is wanted: of every action and of everything that an action is based on. */
  readonly resources: Wants;
  readonly kinds: readonly AnyKind[];
  readonly transport: Transport;
  /** How to reach each node. */
  readonly targets: ReadonlyMap<string, Target>;
  readonly look: LookAt;
  readonly options: ApplyOptions;
  /**
   * By node, then `kind/name`: things that were found as wanted. The node's list remembers them
   * with what was done, so that a later difference is known for drift.
   */
  readonly found?: ReadonlyMap<string, ReadonlyMap<string, Found>>;
  /** By node: entries of its list, `kind/name`, of things that nobody wants any more and that stay as they are. */
  readonly forget?: ReadonlyMap<string, readonly string[]>;
  /** Members of a pair: what is run on the one is never run while something is run on the other. */
  readonly pairs?: readonly Pair[];
  /** Of the members of pairs: the pair's epoch when the plan was made. A node that knows of a newer one does nothing. */
  readonly epochs?: ReadonlyMap<string, number>;
  /** Goes through the cluster in batches. */
  readonly rollout?: Rollout & { readonly health: HealthCheck };
  /** The id of a saved plan, which is used once: all of its nodes must be there, and none may have seen it before. */
  readonly once?: string;
  /** By node: what must succeed, after a change that could have cut the node off, before it is confirmed. */
  readonly checks?: ReadonlyMap<string, readonly Check[]>;
  readonly onEvent?: OnEvent;
  /** Aborted: what a node is doing is finished and looked at, nothing new is started, locks are released. */
  readonly signal?: AbortSignal;
  /**
   * Asked at the moment before each script that changes something: false as if it were aborted. A process that was frozen finds out by it
   * before it does anything, whatever timers and answers have gathered meanwhile.
   */
  readonly mayAct?: () => boolean;
}

/** Nothing new is begun. */
export function mayNot({ signal, mayAct }: Pick<ApplyRequest, 'signal' | 'mayAct'>): boolean {
  return signal?.aborted === true || mayAct?.() === false;
}

/**
 * Looks, after a batch, at the nodes that something was done on in it. `open`: ids of the plan's actions that are not done, so
 * that what they would change is no sign of ill health. Gives what is wrong, by node; never rejects for a node's fault.
 */
export type HealthCheck = (nodes: readonly string[], open: ReadonlySet<string>) => Promise<ReadonlyMap<string, Diagnostic>>;

export interface ApplyOptions {
  /** Who applies, for others who find the lock: `root@central pid 4711`. */
  readonly holder: string;
  readonly reason: string;
  /** How many nodes are worked on at the same time; 16. */
  readonly parallel?: number;
  /** A lock that is not renewed for so long is free for others; 120 s. */
  readonly lockExpiryS?: number;
  /** 30 s. */
  readonly lockRenewMs?: number;
  /** How long to wait for nodes that someone else has locked; 0. */
  readonly lockTimeoutMs?: number;
  /** How long a node waits for the confirmation of a risky change, from its end, before it undoes it; 30 s. */
  readonly confirmS?: number;
  /** An action that is not as wanted right after it was done is looked at once more after this time; 1 s. */
  readonly settleMs?: number;
}

export type Settings = Required<ApplyOptions>;

export function settingsOf(options: ApplyOptions): Settings {
  return {
    parallel: 16,
    lockExpiryS: 120,
    lockRenewMs: 30_000,
    lockTimeoutMs: 0,
    confirmS: 30,
    settleMs: 1_000,
    ...options,
  };
}

export type Outcome =
  | { readonly status: 'done'; readonly ms: number }
  /** Was as wanted when its turn came. */
  | { readonly status: 'already' }
  /** `undo`: what became of a commit-confirmed change. */
  | { readonly status: 'failed'; readonly ms: number; readonly error: Diagnostic; readonly undo?: 'reverted' | 'revert-failed' }
  /** No longer what the plan was based on; not done. `now`: what would have to be changed now. */
  | {
      readonly status: 'stale';
      readonly error: Diagnostic;
      readonly changed: readonly ResourceRef[];
      readonly planned: readonly Change[];
      readonly now: readonly Change[];
    }
  /** `by`: the action that did not succeed. */
  | { readonly status: 'blocked'; readonly by: string }
  | { readonly status: 'interrupted' }
  /** Its batch was not begun, because too many nodes had failed before. */
  | { readonly status: 'skipped'; readonly why: string };

export interface BatchResult {
  /** Nodes that something was to be done on. */
  readonly nodes: readonly string[];
  /** `failed`: something was not done on one of its nodes, or one was found ill afterwards. */
  readonly status: 'done' | 'failed' | 'skipped';
  readonly failed: readonly string[];
}

export interface ApplyResult {
  /**
   * `locked`: nothing was done, someone else holds a node (exit code 4). `refused`: nothing was done, because changes
   * would fail or the saved plan must not be used; why is in the problems.
   */
  readonly status: 'applied' | 'locked' | 'interrupted' | 'refused';
  /** Empty where the whole plan was one. */
  readonly batches?: readonly BatchResult[];
  /** In plan order. */
  readonly actions: readonly ActionResult[];
  readonly conflicts: readonly LockConflict[];
  /** Everything that went wrong, in the order in which it did; the errors of the outcomes are among them. */
  readonly problems: readonly Diagnostic[];
  readonly ms: number;
}

export interface ActionResult {
  readonly id: string;
  readonly node: string;
  readonly outcome: Outcome;
}

/** True where what depends on the action may go on. */
export function succeeded(outcome: Outcome): boolean {
  return outcome.status === 'done' || outcome.status === 'already';
}

/** Whether the node refused it, as its pair was moved by another run since the plan was made. */
export function isDeposed(outcome: Outcome): boolean {
  return outcome.status === 'failed' && outcome.error.code === 'deposed';
}
