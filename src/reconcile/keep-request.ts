/** What the loop that keeps pairs is asked to do, and what it tells. */
import type { ApplyEvent } from '../apply/events.ts';
import type { ApplyResult } from '../apply/request.ts';
import type { Cluster } from '../desired/cluster.ts';
import type { Evidence } from '../ha/evidence.ts';
import type { LeaseWord, Verdict as PairVerdict } from '../ha/judge.ts';
import type { Remembered } from '../ha/recall.ts';
import type { Transport } from '../transport/transport.ts';
import type { Gate } from './gate.ts';
import type { PairRound } from './keep-record.ts';
import type { RowEvent } from './keep-rows.ts';
import type { KeepMemory } from './keep-state.ts';
import type { PairOutcome } from './sync.ts';

export interface KeepRequest {
  readonly cluster: Cluster;
  readonly transport: Transport;
  /** The node of the cluster that this machine is; null: none of them. */
  readonly self: string | null;
  /** Names of the actives whose pairs are kept. */
  readonly actives: ReadonlySet<string>;
  /** Of the pair that this machine is the standby of, where the file names an arbiter; null: no lease can be taken here. */
  readonly lease: StandbyLease | null;
  /** Where several controllers share the cluster; null: this one keeps all of `actives`. */
  readonly gate?: Gate | null;
  /** Of the round that is under way: whether a next step may be begun. */
  readonly mayAct?: () => boolean;
  /** Who acts, for locks and the history: `root@central pid 4711`. */
  readonly by: string;
  /** Says what it would do, and does nothing. */
  readonly dryRun: boolean;
  /** Ends after one round a pair. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: KeepEvent) => void;
  /** Of all that a judgement rests on: after each round, and before and while something is done. */
  readonly onEvidence?: (evidence: Evidence) => void;
  /** Of each judgement and each plan, before anything is done by it. It returns at once, and never throws. */
  readonly onRound?: (round: PairRound) => void;
  /** What a loop before this one wrote down of the pair of that active. */
  readonly remembered?: (active: string) => Promise<Remembered | null>;
  /** Ends after the round that is under way. What another loop can go on with is left in `memory`, and taken from it. */
  readonly leave?: AbortSignal;
  readonly memory?: KeepMemory;
}

/** The standby's own dmsa alone can take its pair's lease, and keep it (lease/member.ts). */
export interface StandbyLease {
  readonly active: string;
  word(): LeaseWord;
  /** Takes it where it is a proof. A word other than `yes` says why it was not taken. */
  take(): Promise<LeaseWord>;
}

export type KeepEvent =
  /** When it is another one than before. */
  | { readonly type: 'verdict'; readonly active: string; readonly standby: string; readonly verdict: PairVerdict }
  | { readonly type: 'apply'; readonly active: string; readonly event: ApplyEvent }
  | {
      readonly type: 'acted';
      readonly active: string;
      readonly what: string;
      /** `deposed`: another run has moved the pair since this was planned, and nothing was done against its will. */
      readonly result: ApplyResult['status'] | 'deposed';
      readonly failed: number;
    }
  | { readonly type: 'copied'; readonly active: string; readonly standby: string; readonly copies: PairOutcome['copies'] }
  /** The database is told who holds, or could not be: `why`. It is tried again. */
  | RowEvent
  | { readonly type: 'problem'; readonly active: string; readonly why: string }
  /** Of the lease of this machine's own pair. `lost`: it stands down; `held`: it may act. */
  | { readonly type: 'lease'; readonly active: string; readonly text: string; readonly is: 'lost' | 'held' | null };
