/** What the loop that keeps nodes is asked to do, and what it tells. */
import type { ApplyEvent } from '../apply/events.ts';
import type { ApplyResult } from '../apply/request.ts';
import type { Cluster } from '../desired/cluster.ts';
import type { AnyKind } from '../kinds/kind.ts';
import type { Transport } from '../transport/transport.ts';
import type { CommonOrders, Gate } from './gate.ts';
import type { Difference, NodesTold } from './nodes-file.ts';
import type { Round } from './nodes-round.ts';
import type { NodesMemory } from './nodes-state.ts';
import type { Orders } from './orders.ts';
import type { WaitCode } from './rounds.ts';

export interface NodesRequest {
  readonly cluster: Cluster;
  readonly kinds: readonly AnyKind[];
  readonly transport: Transport;
  /** Names of the actives whose pairs the loop beside this one keeps. */
  readonly kept: ReadonlySet<string>;
  /** By active: what that loop has to do with the pair just now. */
  readonly troubled: () => ReadonlyMap<string, string>;
  /** Who acts, for locks and the history: `root@central pid 4711`. */
  readonly by: string;
  /** Where several controllers share the nodes; null: this one keeps all. */
  readonly gate?: Gate | null;
  /** What is ordered for all controllers; null: there are none beside this one. */
  readonly common?: CommonOrders | null;
  /** Says what it would do, and does nothing. */
  readonly dryRun: boolean;
  /** Ends once every node was looked at and nothing is left that it may do. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  /** Ends at once; what is at work on nodes goes on, and is told to the memory. */
  readonly leave?: AbortSignal;
  readonly memory: NodesMemory;
  /** What names what the cluster file says (orders.ts). */
  readonly revision: string;
  readonly orders: () => Promise<Orders>;
  /** Of this machine. */
  readonly timeZone: string;
  readonly onEvent: (event: NodesEvent) => void;
  /** What was decided in a round, and of what. */
  readonly onRound?: (round: Pick<Round, 'input' | 'verdict' | 'answers'>) => void;
  /** A look at a node has ended: how long it took, and whether the node could be looked at. */
  readonly onLook?: (node: string, ms: number, reached: boolean) => void;
  /** All that is known, when it has changed and from time to time. */
  readonly onTold?: (told: NodesTold) => void;
}

export type NodesEvent =
  | { readonly type: 'node'; readonly node: string; readonly is: 'lost' | 'back'; readonly why: string | null }
  /** Whether what changes on it is heard of between two looks; `partial`: without addresses and routes. */
  | { readonly type: 'stream'; readonly node: string; readonly is: 'lost' | 'partial' | 'back'; readonly why: string | null }
  /** What was not known to differ before. */
  | { readonly type: 'drift'; readonly node: string; readonly found: readonly Difference[] }
  /** What becomes of a difference that was told is another thing now. */
  | {
      readonly type: 'waits';
      readonly node: string;
      readonly ids: readonly string[];
      readonly code: WaitCode;
      readonly why: string;
    }
  /** As wanted again, by somebody else's doing. */
  | { readonly type: 'gone'; readonly node: string; readonly ids: readonly string[] }
  | { readonly type: 'healed'; readonly node: string; readonly ids: readonly string[] }
  | { readonly type: 'failed'; readonly node: string; readonly id: string; readonly why: string; readonly againMs: number }
  | {
      readonly type: 'fight';
      readonly node: string;
      readonly id: string;
      readonly is: 'begins' | 'again' | 'over';
      readonly change: string;
      readonly rounds: number;
      readonly sinceMs: number;
    }
  /** `begun`: one for all controllers, given on whichever machine. `ended`: somebody has ended it, or its time is over. */
  | {
      readonly type: 'suspension';
      readonly is: 'begun' | 'ended';
      readonly nodes: readonly string[] | null;
      readonly text: string;
    }
  | { readonly type: 'window'; readonly open: boolean; readonly text: string }
  | { readonly type: 'revision'; readonly digest: string; readonly approved: boolean }
  | { readonly type: 'apply'; readonly node: string; readonly event: ApplyEvent }
  /** A plan on a node was not carried out as a whole. */
  | {
      readonly type: 'acted';
      readonly node: string;
      readonly result: Exclude<ApplyResult['status'], 'applied'>;
      readonly why: string;
    }
  | { readonly type: 'problem'; readonly node: string | null; readonly why: string };
