/**
 * A world with time of its own, in which the real keeper and the real taker run: clocks that start anywhere and drift, a network
 * that delays and loses, processes that freeze. One event happens at a time.
 */
import { setImmediate } from 'node:timers/promises';
import type { LeaseClock } from '../../src/lease/clock.ts';
import type { LeaseStore, Unknown } from '../../src/lease/store.ts';

export interface World {
  /** Real time. */
  now(): number;
  at(ms: number, what: () => void): void;
  /** Until nothing is left to happen before `ms`. */
  run(ms: number): Promise<void>;
  stopped(): boolean;
  stop(): void;
}

export function createWorld(): World {
  let now = 0;
  let over = false;
  let number = 0;
  const events: { readonly ms: number; readonly number: number; readonly what: () => void }[] = [];
  return {
    now: () => now,
    at(ms, what) {
      number += 1;
      const event = { ms: Math.max(ms, now), number, what };
      const after = events.findIndex((one) => one.ms > event.ms);
      events.splice(after === -1 ? events.length : after, 0, event);
    },
    async run(ms) {
      await setImmediate();
      while (!over) {
        const next = events[0];
        if (!next || next.ms > ms) break;
        events.shift();
        now = next.ms;
        next.what();
        // All that follows from it without waiting.
        await setImmediate();
      }
      now = Math.max(now, ms);
    },
    stopped: () => over,
    stop() {
      over = true;
    },
  };
}

export interface Freeze {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A process: what happens to it while it is frozen happens when it wakes. */
export interface Process {
  readonly clock: LeaseClock;
  /** Runs it now, or when the process wakes. */
  awake(what: () => void): void;
}

export function processIn(world: World, offset: number, rate: number, freezes: readonly Freeze[]): Process {
  const wakes = (ms: number): number => freezes.reduce((at, one) => (one.fromMs <= at && at < one.toMs ? one.toMs : at), ms);
  return {
    clock: {
      // As /proc/uptime shows it.
      now: () => Math.floor((offset + world.now() * rate) / 10) * 10,
      wait: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          const done = (): void => {
            signal?.removeEventListener('abort', done);
            resolve();
          };
          signal?.addEventListener('abort', done);
          world.at(wakes(world.now() + ms / rate), done);
        }),
    },
    awake: (what) => world.at(wakes(world.now()), what),
  };
}

export interface Delivery {
  /** On the way there, and back. */
  readonly thereMs: number;
  readonly backMs: number;
  readonly lost: 'no' | 'question' | 'answer';
}

/** A store as seen over a network: it answers late, or not, and what was asked may happen all the same. */
export function remote(store: LeaseStore, world: World, process: Process, answerMs: number, next: () => Delivery): LeaseStore {
  function ask<T>(what: () => Promise<T>): Promise<T | Unknown> {
    const { thereMs, backMs, lost } = next();
    return new Promise((resolve) => {
      const arrive = (answer: T | Unknown): void => process.awake(() => resolve(answer));
      void process.clock.wait(answerMs).then(() => resolve({ is: 'unknown', why: 'no answer' }));
      if (lost === 'question') return;
      world.at(world.now() + thereMs, () => {
        void what().then((answer) => {
          if (lost === 'no') world.at(world.now() + backMs, () => arrive(answer));
        });
      });
    });
  }
  return {
    what: 'the arbiter',
    steady: store.steady,
    acquire: (...args) => ask(() => store.acquire(...args)),
    renew: (...args) => ask(() => store.renew(...args)),
    end: (...args) => ask(() => store.end(...args)),
    look: (...args) => ask(() => store.look(...args)),
    list: () => ask(() => store.list()),
    renewAll: (...args) => ask(() => store.renewAll(...args)),
    close: async () => {},
  };
}
