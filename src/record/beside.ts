/**
 * When what is recorded of pairs is made ready to be written. A tick with a look at both members takes as long to make as a decision does (a
 * tenth of a second for a hundred nodes), and nothing else goes on in this process meanwhile: it waits while a pair is worked upon.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { AnyTick, Recorder } from './file.ts';

/** Of a site whose pairs all fail at once: so many with their looks are remembered. */
const MOST_LATER = 256;
/** Of a processor's time. */
const SHARE = 0.1;
/** Whoever is at work for so long has hung, or was forgotten. */
const LONGEST_MS = 10 * 60_000;

export interface Beside {
  /** Little work: it is done at once. @returns whether it will be written */
  readonly soon: (make: () => AnyTick, first: boolean) => boolean;
  /** Much work: once no pair is worked upon, and never for more than a tenth of the time. */
  readonly later: (make: () => AnyTick) => boolean;
  readonly working: (pair: string, is: boolean) => void;
  /** Whether `later` waits for something. */
  readonly isWorking: () => boolean;
  /** Makes ready what waits, and closes the recorder. */
  readonly close: () => Promise<void>;
}

export function beside(recorder: Recorder): Beside {
  const waiting: (() => AnyTick)[] = [];
  const since = new Map<string, number>();
  let making = false;
  const isWorking = (): boolean => {
    const nowMs = performance.now();
    for (const [pair, atMs] of since) if (nowMs - atMs > LONGEST_MS) since.delete(pair);
    return since.size > 0;
  };
  const next = (): void => {
    if (making || waiting.length === 0 || isWorking()) return;
    const make = waiting.shift();
    if (!make) return;
    making = true;
    const rest = (tookMs: number): void => {
      setTimeout(
        () => {
          making = false;
          next();
        },
        tookMs * (1 / SHARE - 1),
      ).unref();
    };
    const taken = recorder.note(async () => {
      // Whatever goes on with the judgement has its turn first.
      await turn();
      const began = performance.now();
      try {
        return make();
      } finally {
        rest(performance.now() - began);
      }
    }, true);
    if (!taken) rest(0);
  };
  return {
    soon(make, first) {
      return recorder.note(async () => {
        await turn();
        return make();
      }, first);
    },
    later(make) {
      if (waiting.length >= MOST_LATER) return false;
      waiting.push(make);
      next();
      return true;
    },
    working(pair, is) {
      if (is) since.set(pair, performance.now());
      else if (since.delete(pair)) next();
    },
    isWorking,
    async close() {
      for (const make of waiting.splice(0)) recorder.note(make, true);
      await recorder.close();
    },
  };
}
