/** Stopping in good order: nothing new is begun, what is begun has a while to end, what only looks is left where it is. */

/** What moves a pair and was begun when it was told to stop goes on for so long; after that only what a node is doing just then is finished. */
export const FINISH_MS = 20_000;

/** Aborts so long after the other. Nothing waits for it by itself. */
export function outlast(signal: AbortSignal, ms = FINISH_MS): AbortSignal {
  const late = new AbortController();
  const arm = (): void => {
    setTimeout(() => late.abort(), ms).unref();
  };
  if (signal.aborted) arm();
  else signal.addEventListener('abort', arm, { once: true });
  return late.signal;
}

export class Stopped extends Error {}

/** What it gives, or `Stopped` soon after the signal: nobody waits for a look at a node that does not answer. */
export async function unlessStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let onAbort = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Stopped('it was told to stop'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
