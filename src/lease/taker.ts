/**
 * The one who would act in another's place: watches that one's lease, and takes it when it is proved that it has stood down. The
 * proof is good for the one who has taken the lease, and as long as it keeps it (keeper.ts).
 */
import type { LeaseClock } from './clock.ts';
import { judge, type LeaseProof, type LeaseTimes, type Sighting, sight } from './rules.ts';
import type { LeaseStore } from './store.ts';

export interface TakerOptions {
  readonly store: LeaseStore;
  readonly name: string;
  /** Who must have stood down, and who takes over: the holders' names. */
  readonly from: string;
  readonly to: string;
  readonly times: LeaseTimes;
  readonly clock: Pick<LeaseClock, 'now'>;
  /** `from` is told `promise` where it has no arbiter. False: it never asks, and need not be waited for. */
  readonly promises: boolean;
}

export interface Taker {
  /** Is the lease a proof that `from` has stood down? Asks the arbiter once. Ask every second: what was not seen proves nothing. */
  look(): Promise<LeaseProof>;
  /** The same, and takes the lease where it is. Only after its `yes` may be acted. */
  take(): Promise<LeaseProof>;
  /**
   * `from` asks: will it be left to act, as if it had just renewed? True: it is promised, and kept. For the one process that acts for
   * `to`; false once it has begun to take the lease.
   */
  promise(): boolean;
}

export function takerOf({ store, name, from, to, times, clock, promises }: TakerOptions): Taker {
  let seen: Sighting | null = null;
  // The process before this one may have promised it a moment ago.
  let promisedMs = promises ? clock.now() : null;
  /** The mark that it was tried to be taken with: whether that will still happen is not known until there is another. */
  let reachingFor: string | null = null;

  async function look(): Promise<LeaseProof> {
    const answer = await store.look(name);
    seen = sight(seen, answer, clock.now());
    if (answer.is === 'unknown') return { proof: 'unknown', detail: `${store.what} does not answer: ${answer.why}` };
    if (answer.is !== 'never' && answer.holder === from && answer.mark !== reachingFor) reachingFor = null;
    return judge(seen, clock.now(), { from, to, times, steady: store.steady, promisedMs });
  }

  async function take(): Promise<LeaseProof> {
    const proof = await look();
    const now = seen?.look;
    if (proof.proof !== 'yes' || !now || now.is === 'never') return proof;
    reachingFor = now.mark;
    const answer = await store.acquire(name, to, times.ttlMs, now.mark);
    switch (answer.is) {
      case 'acquired':
        return { ...proof, generation: answer.generation };
      case 'refused':
        return { proof: 'no', code: 'acquired-first', detail: 'somebody had the lease before it could be taken', waitMs: null };
      case 'unknown':
        return { proof: 'unknown', detail: `whether the lease was taken is not known: ${answer.why}` };
    }
  }

  function promise(): boolean {
    if (!promises || reachingFor !== null) return false;
    promisedMs = clock.now();
    return true;
  }

  return { look, take, promise };
}
