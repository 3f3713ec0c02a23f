/** Work that several callers wait for: each may leave, and with the last of them it is given up. */
export interface Shared<T> {
  /** Rejects with what `left` makes once the signal aborts. */
  join(signal: AbortSignal | undefined, left: () => Error): Promise<T>;
  /** Gives it up for all of them. */
  abort(): void;
  /** Resolves when it is over, however it ended. */
  readonly over: Promise<void>;
}

/** @param onAbort called when it is given up, before whoever works at it is told */
export function share<T>(start: (signal: AbortSignal) => Promise<T>, onAbort: () => void): Shared<T> {
  const stop = new AbortController();
  const work = start(stop.signal);
  let waiters = 0;
  const abort = (): void => {
    onAbort();
    stop.abort();
  };
  return {
    // Every waiter sees the failure; where all of them have gone, nobody does.
    over: work.then(
      () => {},
      () => {},
    ),
    abort,
    join(signal, left) {
      waiters += 1;
      return new Promise((resolve, reject) => {
        const onSignal = (): void => {
          waiters -= 1;
          if (waiters === 0) abort();
          reject(left());
        };
        signal?.addEventListener('abort', onSignal, { once: true });
        work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', onSignal));
      });
    },
  };
}
