/** Everything that `dmsa run` tells, whichever of its parts it comes from. */
import type { ApplyEvent } from '../apply/events.ts';
import type { GitEvent } from '../git/source-of-revisions.ts';
import type { ShareEvent } from '../lease/share-port.ts';
import type { FileEvent } from '../reconcile/follow-file.ts';
import type { KeepEvent } from '../reconcile/keep-request.ts';
import type { NodesEvent } from '../reconcile/nodes-request.ts';

export type PairEvent = Exclude<KeepEvent, { readonly type: 'apply' }>;
export type NodeEvent = Exclude<NodesEvent, { readonly type: 'apply' }>;

export type OperatorEvent = {
  readonly type: 'asked' | 'agreed' | 'stopping' | 'ended';
  /** Of what was asked for. */
  readonly job: string;
  /** The name of the token: of who asked; of a stop, of who stops it. */
  readonly by: string;
  /** `apply`, `failover Sec-1` */
  readonly what: string;
  readonly reason: string;
  /** Once it has ended. */
  readonly outcome: 'done' | 'failed' | 'incomplete' | 'locked' | 'stopped' | null;
};

export type LoopEvent =
  | { readonly of: 'pair'; readonly event: PairEvent }
  | { readonly of: 'node'; readonly event: NodeEvent }
  /** The cluster file. */
  | { readonly of: 'file'; readonly event: FileEvent }
  /** The branch that the cluster file comes from. */
  | { readonly of: 'git'; readonly event: GitEvent }
  /** The share of this controller, where there are several. */
  | { readonly of: 'share'; readonly event: ShareEvent }
  /** What somebody with a token has asked for over the network (dmsa run --listen), and what came of it. */
  | { readonly of: 'operator'; readonly event: OperatorEvent }
  /** A step of a plan that is being carried out, for a pair (its active) or on a node. */
  | { readonly of: 'step'; readonly pair: string | null; readonly node: string | null; readonly event: ApplyEvent };

/** One that was told. Holds no secret. */
export interface Told {
  readonly at: Date;
  readonly event: LoopEvent;
  /** Grows from one to the next, and stays the same over restarts (`idOf`). Of one that the hub has told. */
  readonly id?: number;
}
