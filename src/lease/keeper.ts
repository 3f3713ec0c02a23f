/**
 * Keeps a lease for one who acts, and has it stand down in time when it can't (docs/decisions, 0058). One keeper keeps one
 * tenure: it waits until it has the lease, holds it, and ends when it is lost or given back.
 */
import type { LeaseClock } from './clock.ts';
import { type Deadlines, deadlinesOf, type LeaseTimes, rhythmOf } from './rules.ts';
import type { Ended, LeaseStore, Renewed } from './store.ts';

/** What stands down where the keeper itself no longer runs (dead-man.ts). */
export interface Guard {
  /** From now on it acts at this deadline. Throws where that could not be made sure: the deadline before stays in force. */
  arm(deadlines: Deadlines): void;
  /** It has stood down by itself. */
  fired(): boolean;
  /** Only when nothing acts any more, or nobody else counts on it. */
  disarm(): void;
}

/** A kernel watchdog (watchdog.ts). */
export interface Feeder {
  feed(): void;
  /** The machine is not reset any more. */
  release(): void;
}

export interface Loss {
  readonly code: 'taken' | 'not-renewed' | 'guard-fired';
  readonly detail: string;
  readonly deadlines: Deadlines;
}

export interface KeepOptions {
  readonly store: LeaseStore;
  readonly name: string;
  readonly holder: string;
  readonly times: LeaseTimes;
  readonly clock: LeaseClock;
  /** Stands down; what it resolves to counts as stood down. Called once at most. Where it fails, the guard and the watchdog go on. */
  readonly onLost: (loss: Loss) => Promise<void>;
  /** From now on the holder may act. */
  readonly onHeld?: (generation: number) => void;
  readonly guard?: Guard;
  readonly watchdog?: Feeder;
  /**
   * Where the arbiter does not answer: asks the only one who could take the lease not to, for as long as a renewal would have kept
   * it (taker.ts, `promise`). True: it has promised. So that the loss of the arbiter alone stops nobody.
   */
  readonly promise?: () => Promise<boolean>;
  /** Why there is no answer, and that there is one again. */
  readonly onNote?: (text: string) => void;
}

export type KeeperState =
  | { readonly is: 'waiting' }
  | { readonly is: 'held'; readonly generation: number; readonly deadlines: Deadlines }
  | { readonly is: 'standing-down'; readonly loss: Loss }
  | { readonly is: 'ended'; readonly how: 'lost' | 'failed' | 'released' | 'withdrawn' | 'stopped' };

export interface Keeper {
  state(): KeeperState;
  /**
   * `released`: whoever calls has stood down; it ends in any case. `withdrawn`: the holder goes on without the lease; unless the
   * answer is `ended` it is not known that nobody counts on the lease, and the keeper goes on.
   */
  stop(how: 'released' | 'withdrawn'): Promise<Ended>;
  /** When nothing is kept any more. */
  readonly ended: Promise<void>;
}

export function keepLease(options: KeepOptions): Keeper {
  const { store, name, holder, times, clock, guard, watchdog } = options;
  const { everyMs, answerMs } = rhythmOf(times);
  const tickMs = Math.min(500, times.marginMs / 10);
  const retryMs = answerMs / 4;
  const over = new AbortController();
  let state: KeeperState = { is: 'waiting' };
  let troubled = false;
  let unfed = false;

  const note = (text: string): void => options.onNote?.(text);
  const trouble = (why: string | null): void => {
    if (why !== null && !troubled) note(`${store.what} does not answer for the lease ${name}: ${why}`);
    if (why === null && troubled) note(`${store.what} answers for the lease ${name} again`);
    troubled = why !== null;
  };
  const finish = (how: Extract<KeeperState, { is: 'ended' }>['how']): void => {
    state = { is: 'ended', how };
    over.abort();
  };

  /** @param begunMs  of the question that was answered, whenever the answer came */
  function good(generation: number, begunMs: number): void {
    const deadlines = deadlinesOf(begunMs, times);
    const first = state.is === 'waiting';
    try {
      guard?.arm(deadlines);
    } catch (error) {
      note(`the guard of the lease ${name} could not be told of its new deadline: ${String(error)}`);
      // Without a guard that was armed once nobody may act at all.
      if (first) return;
    }
    try {
      watchdog?.feed();
      if (unfed) note('the watchdog is fed again');
      unfed = false;
    } catch (error) {
      if (!unfed) note(`the watchdog could not be fed, so it is not there behind the lease ${name}: ${String(error)}`);
      unfed = true;
    }
    state = { is: 'held', generation, deadlines };
    if (first) options.onHeld?.(generation);
  }

  /** What fails here leaves a guard that stands down once more, or a watchdog that resets: a trouble, and no danger. */
  function letGo(): void {
    try {
      guard?.disarm();
      watchdog?.release();
    } catch (error) {
      note(`the guard or the watchdog of the lease ${name} could not be called off: ${String(error)}`);
    }
  }

  async function lose(code: Loss['code'], detail: string): Promise<void> {
    if (state.is !== 'held') return;
    const loss: Loss = { code, detail, deadlines: state.deadlines };
    state = { is: 'standing-down', loss };
    note(`the lease ${name} is lost: ${detail}`);
    try {
      await options.onLost(loss);
    } catch (error) {
      note(`standing down failed: ${String(error)}`);
      finish('failed');
      return;
    }
    letGo();
    finish('lost');
  }

  async function wait(ms: number): Promise<void> {
    await clock.wait(ms, over.signal);
  }

  /** Looks at the clock all the time, whatever the arbiter does: after a freeze the first thing that runs sees it. */
  async function watch(): Promise<void> {
    while (state.is === 'held') {
      await wait(tickMs);
      if (state.is !== 'held') return;
      if (guard?.fired()) await lose('guard-fired', 'its guard has stood down by itself');
      else if (clock.now() >= state.deadlines.standDownMs) await lose('not-renewed', 'it could not be renewed in time');
    }
  }

  async function acquireFirst(): Promise<void> {
    while (state.is === 'waiting') {
      const begunMs = clock.now();
      const answer = await store.acquire(name, holder, times.ttlMs, null);
      if (state.is !== 'waiting') return;
      trouble(answer.is === 'unknown' ? answer.why : null);
      // An answer that came too late to act on is as good as none.
      if (answer.is === 'acquired' && clock.now() < deadlinesOf(begunMs, times).standDownMs) good(answer.generation, begunMs);
      if (state.is === 'waiting') await wait(Math.min(answer.is === 'unknown' ? retryMs : everyMs, 1_000));
    }
  }

  /** A generation that is over is no loss yet where nobody else has the lease: the arbiter's clock was set, or it lost its data. */
  async function again(): Promise<'done' | 'retry'> {
    const begunMs = clock.now();
    const answer = await store.acquire(name, holder, times.ttlMs, null);
    switch (answer.is) {
      case 'acquired':
        if (state.is === 'held' && clock.now() < state.deadlines.standDownMs) good(answer.generation, begunMs);
        return 'done';
      case 'refused':
        await lose('taken', 'somebody else has it');
        return 'done';
      case 'unknown':
        trouble(answer.why);
        return 'retry';
    }
  }

  async function promised(): Promise<boolean> {
    const begunMs = clock.now();
    const given = (await options.promise?.().catch(() => false)) ?? false;
    if (given && state.is === 'held' && clock.now() < state.deadlines.standDownMs) good(state.generation, begunMs);
    return given;
  }

  async function renewed(generation: number, begunMs: number, answer: Renewed): Promise<'done' | 'retry'> {
    trouble(answer.is === 'unknown' ? answer.why : null);
    switch (answer.is) {
      case 'renewed':
        good(generation, begunMs);
        return 'done';
      case 'lost':
        return again();
      case 'unknown':
        return (await promised()) ? 'done' : 'retry';
    }
  }

  async function run(): Promise<void> {
    await acquireFirst();
    const watching = watch();
    let waitMs = everyMs;
    while (state.is === 'held') {
      await wait(waitMs);
      if (state.is !== 'held') break;
      const { generation } = state;
      const begunMs = clock.now();
      const answer = await store.renew(name, holder, generation, times.ttlMs);
      if (state.is !== 'held') break;
      const next = await renewed(generation, begunMs, answer);
      waitMs = next === 'retry' ? retryMs : Math.max(0, begunMs + everyMs - clock.now());
    }
    await watching;
  }

  async function stop(how: 'released' | 'withdrawn'): Promise<Ended> {
    if (state.is === 'waiting') finish('stopped');
    if (state.is !== 'held') return { is: 'ended' };
    const answer = await store.end(name, holder, state.generation, how);
    if (state.is !== 'held') return answer;
    if (how === 'released' || answer.is === 'ended') {
      letGo();
      finish(how);
    }
    return answer;
  }

  return { state: () => state, stop, ended: run() };
}
