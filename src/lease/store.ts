/**
 * The port behind which an arbiter holds leases: who may act for something that has a name (a pair, a share of the nodes). An
 * arbiter answers, or the answer is `unknown`: nothing is ever concluded from one that does not answer.
 *
 * Terms
 *   holder      who acts: a node's name for a pair, a process for a controller. Any number may want a name, one has it.
 *   generation  a whole number that grows with every acquisition of a name and never returns: a fencing token. A renewal or a
 *               release under an older one is refused.
 *   mark        a text that changes with everything that the arbiter can see happen to a lease.
 */

export interface Unknown {
  readonly is: 'unknown';
  /** For people; no secret. */
  readonly why: string;
}

interface Known {
  readonly holder: string;
  readonly generation: number;
  readonly mark: string;
  /** Whose lease its holder took as it was expected to be, on a proof that that one has stopped; null: it did not. */
  readonly takenFrom: string | null;
  /** Which life of the arbiter's data this was read in: after a restart or a restore from a copy it is another. */
  readonly life: string;
}

/**
 * What is kept of a name.
 *   never      nobody ever had it.
 *   held       its holder may act; `remainingMs` by the arbiter's own clock.
 *   expired    its holder did not renew it in time. Whether it still acts is for the rules (rules.ts) to say.
 *   released   its last holder had stopped acting, and said so.
 *   withdrawn  its last holder goes on without it: it proves nothing about that holder.
 */
export type LeaseLook =
  | { readonly is: 'never'; readonly life: string }
  | ({ readonly is: 'held'; readonly remainingMs: number } & Known)
  | ({ readonly is: 'expired' | 'released' | 'withdrawn' } & Known);

export type Acquired =
  | { readonly is: 'acquired'; readonly generation: number }
  /** Somebody else has it, or it is no longer as it was expected to be. */
  | { readonly is: 'refused' }
  | Unknown;

/** `lost`: it is certain that the generation has ended: expired, released or acquired anew. */
export type Renewed = { readonly is: 'renewed' } | { readonly is: 'lost' } | Unknown;
export type Ended = { readonly is: 'ended' } | { readonly is: 'lost' } | Unknown;

/** What is kept of a name, without how long it lasts: for whoever looks at many at once. */
export interface Glance {
  readonly name: string;
  readonly is: 'held' | 'expired' | 'released' | 'withdrawn';
  readonly holder: string;
  readonly generation: number;
  readonly mark: string;
  readonly life: string;
}

/**
 * All names below a prefix that were ever had, after the renewal. `renewed`: those of them, with their generations, that the holder
 * has from now on for as long as was asked.
 */
export interface Renewal {
  readonly is: 'answered';
  readonly glances: readonly Glance[];
  readonly renewed: readonly { readonly name: string; readonly generation: number }[];
}

export interface LeaseStore {
  /** For people: `PostgreSQL at 10.0.0.11:5432`. */
  readonly what: string;
  /** Its clock can't be set: what it calls expired has lasted the whole time. */
  readonly steady: boolean;
  /**
   * Takes a name that nobody holds, or that `holder` itself holds; each success is a new generation.
   * @param expected  the `mark` that it must still have, of whoever has the proof that the last holder stopped; null: any
   */
  acquire(name: string, holder: string, ttlMs: number, expected: string | null): Promise<Acquired>;
  /** Only before it has expired. */
  renew(name: string, holder: string, generation: number, ttlMs: number): Promise<Renewed>;
  /** `released`: the holder has stopped acting. `withdrawn`: it goes on acting. */
  end(name: string, holder: string, generation: number, how: 'released' | 'withdrawn'): Promise<Ended>;
  /** Changes nothing. */
  look(name: string): Promise<LeaseLook | Unknown>;
  /** Of all names, by name; changes nothing. */
  list(): Promise<
    { readonly is: 'list'; readonly leases: readonly { readonly name: string; readonly look: LeaseLook }[] } | Unknown
  >;
  /** One question, whatever their number: renews all that `holder` has below the prefix. null: it renews nothing. */
  renewAll(prefix: string, holder: string | null, ttlMs: number): Promise<Renewal | Unknown>;
  close(): Promise<void>;
}

/** Names and holders are keys and texts in stores of any kind. */
export function checkWord(what: string, value: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.:@/-]{0,199}$/.test(value)) throw new RangeError(`${what} of a lease: ${JSON.stringify(value)}`);
}
