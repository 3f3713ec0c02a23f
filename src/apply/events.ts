/** What `apply` tells while it works. It prints nothing itself; a view turns these into lines. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Action } from '../diff/plan.ts';

export type GraphNode = Pick<Action, 'id' | 'node' | 'verb' | 'after'>;

export type ApplyEvent =
  /** The plan that is walked from now on, as a graph. */
  | { readonly type: 'begins'; readonly reason: string; readonly actions: readonly GraphNode[] }
  /** All nodes of the plan are about to be locked. */
  | { readonly type: 'locking'; readonly nodes: readonly string[] }
  | { readonly type: 'node-locked'; readonly node: string; readonly via: string; readonly ms: number }
  /** Someone else holds it; tried again until the lock time-out is over. */
  | {
      readonly type: 'lock-waiting';
      readonly node: string;
      readonly error: Diagnostic;
      readonly holder: string;
      readonly waitedMs: number;
      readonly leftMs: number;
      /** The first time, when someone else has it now, and every half minute: worth a line in a log. */
      readonly news: boolean;
    }
  /** All of the node's actions failed with this: unreachable, or its lock could not be made. */
  | { readonly type: 'node-failed'; readonly node: string; readonly error: Diagnostic }
  | { readonly type: 'node-unlocked'; readonly node: string }
  /** Actions that go to the node together. `risky`: this one is commit-confirmed. */
  | { readonly type: 'wave-started'; readonly node: string; readonly ids: readonly string[]; readonly risky: boolean }
  | { readonly type: 'action-started'; readonly node: string; readonly id: string }
  | { readonly type: 'step-started'; readonly node: string; readonly id: string; readonly label: string }
  | { readonly type: 'folder-created'; readonly node: string; readonly path: string }
  | { readonly type: 'action-done'; readonly node: string; readonly id: string; readonly ms: number }
  /** Nothing was left to do when its turn came. */
  | { readonly type: 'action-already'; readonly node: string; readonly id: string }
  | {
      readonly type: 'action-failed';
      readonly node: string;
      readonly id: string;
      readonly ms: number;
      readonly error: Diagnostic;
    }
  | { readonly type: 'action-stale'; readonly node: string; readonly id: string; readonly error: Diagnostic }
  | { readonly type: 'action-blocked'; readonly node: string; readonly id: string; readonly by: string }
  | { readonly type: 'action-interrupted'; readonly node: string; readonly id: string }
  | { readonly type: 'action-skipped'; readonly node: string; readonly id: string; readonly why: string }
  /** `batch` counts from 1. `nodes`: those that something is to be done on. */
  | { readonly type: 'batch-started'; readonly batch: number; readonly of: number; readonly nodes: readonly string[] }
  | { readonly type: 'batch-checking'; readonly batch: number; readonly of: number; readonly nodes: readonly string[] }
  | { readonly type: 'batch-ended'; readonly batch: number; readonly of: number; readonly failed: readonly string[] }
  /** A node that was found ill after its batch. */
  | { readonly type: 'unhealthy'; readonly node: string; readonly error: Diagnostic }
  /** No further batch is begun. */
  | { readonly type: 'rollout-stopped'; readonly why: string }
  /** The dead-man timer runs: the node undoes the action by itself unless it is confirmed within `seconds` of its end. */
  | { readonly type: 'confirm-armed'; readonly node: string; readonly id: string; readonly seconds: number }
  /** Reached anew, through this address, after the change. */
  | { readonly type: 'confirm-reached'; readonly node: string; readonly id: string; readonly via: string }
  /** One of the operator's own checks has ended, after all of its tries. `why`: it failed. */
  | {
      readonly type: 'checked';
      readonly node: string;
      readonly id: string;
      readonly name: string;
      readonly ms: number;
      readonly why: string | null;
    }
  | { readonly type: 'confirmed'; readonly node: string; readonly id: string }
  /** The node undid the action. `verified`: seen to be as before. */
  | { readonly type: 'reverted'; readonly node: string; readonly id: string; readonly verified: boolean }
  | { readonly type: 'manifest-written'; readonly node: string; readonly entries: number }
  /** Something that stops nothing but should be known. */
  | { readonly type: 'problem'; readonly node: string; readonly error: Diagnostic }
  | { readonly type: 'interrupted' }
  | { readonly type: 'finished'; readonly ms: number };

export type OnEvent = (event: ApplyEvent) => void;
