/**
 * Does some work with a signal that is aborted with the first of several, and leaves nothing behind in them. `AbortSignal.any` does (Node 20
 * keeps a reference to each of its results in every signal that it was made of, for as long as that lives): four of them a second are some
 * megabytes a day in a loop that runs for months.
 */
export async function withEither<T>(signals: readonly AbortSignal[], work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const first = new AbortController();
  const ends = signals.map((signal) => {
    const end = (): void => first.abort(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    return () => signal.removeEventListener('abort', end);
  });
  try {
    return await work(first.signal);
  } finally {
    for (const end of ends) end();
  }
}
