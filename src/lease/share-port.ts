/** What one of several controllers of a cluster may do, and tells (share.ts). */
export type ShareEvent =
  | { readonly is: 'joined' | 'left'; readonly controller: string; readonly alive: readonly string[] }
  /** `lost`: its lease was not renewed in time, and somebody else may have it. */
  | { readonly is: 'takes' | 'gives' | 'lost'; readonly units: readonly string[]; readonly kept: number }
  | { readonly is: 'silent'; readonly why: string }
  | { readonly is: 'back' }
  /** Another process with that name is alive, or was a moment ago. */
  | { readonly is: 'name-taken'; readonly controller: string };

export type WaitShareCode = 'other-controller' | 'not-leased' | 'no-arbiter';

export interface WaitShare {
  readonly code: WaitShareCode;
  readonly why: string;
  /** Who keeps it, where that is known. */
  readonly controller: string | null;
}

/**
 *   change  what is begun needs the lease itself.
 *   pair    and where the arbiter does not answer, the one that had it last goes on: epochs, locks and proofs of a pair do not rest on it.
 */
export type Purpose = 'change' | 'pair';

/** While it is not done, the unit is given to nobody. */
export interface Grant {
  /** Whether a next step may be begun, at this moment. */
  may(): boolean;
  done(): void;
}

export interface ShareTold {
  readonly controller: string;
  readonly alive: readonly string[];
  /** null: it answers. */
  readonly silent: { readonly why: string; readonly sinceMs: number } | null;
  /** By unit, the controller that keeps it; null: none. */
  readonly units: ReadonlyMap<string, string | null>;
}

export interface Share {
  /** Of the cluster file in force. */
  setUnits(units: readonly string[]): void;
  /** null: it may be begun here. */
  waits(unit: string): WaitShare | null;
  begin(unit: string, purpose: Purpose): Grant | null;
  told(): ShareTold;
  /** Grows whenever an answer of `waits` may have become another one. */
  version(): number;
  /** Begins nothing new, and gives up each slot as soon as nothing is done in it. */
  leave(): void;
  /** The same, and ends; what is not given back by then runs out. */
  close(): Promise<void>;
}
