/** "Happy eyeballs" (RFC 8305) over the addresses of a node: the next one starts when the one before has failed or stalls. */

/** Says that the address is alive: the stall time starts anew, or with `hold` stands still until the next call. */
export type Progress = (hold?: 'hold') => void;

export interface RaceOptions<T> {
  readonly addresses: readonly string[];
  /** Without progress for so long, the next address is tried beside this one. */
  readonly stallMs: number;
  /** Must reject soon after `signal` aborts. */
  readonly start: (address: string, progress: Progress, signal: AbortSignal) => Promise<T>;
  /** True for a failure that another address can't better, such as a changed host key: the race ends at once. */
  readonly isFinal: (error: unknown) => boolean;
  /** Ends what was won too late. */
  readonly discard: (late: T) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface AddressFailure {
  readonly address: string;
  readonly error: unknown;
}

export type RaceResult<T> = { readonly won: T } | { readonly failures: readonly AddressFailure[] };

/** Resolves with the first success, or with what every address said, in the order of the addresses. */
export function race<T>(options: RaceOptions<T>): Promise<RaceResult<T>> {
  const { addresses } = options;
  const failures = new Map<number, AddressFailure>();
  const abort = new AbortController();
  let started = 0;
  let finished = false;
  let stall: NodeJS.Timeout | undefined;

  return new Promise((resolve) => {
    const finish = (result: RaceResult<T>): void => {
      if (finished) return;
      finished = true;
      clearTimeout(stall);
      options.signal?.removeEventListener('abort', onAbort);
      resolve(result);
      // A reason of our own: making the default one, an error with its stack, is dear where hundreds of nodes answer at once.
      abort.abort('the race is over');
    };
    const allFailures = (): RaceResult<T> => ({
      failures: [...failures.entries()].sort(([a], [b]) => a - b).map(([, failed]) => failed),
    });
    const onAbort = (): void => abort.abort(options.signal?.reason);
    const wait = (): void => {
      clearTimeout(stall);
      if (started < addresses.length) stall = setTimeout(next, options.stallMs);
    };
    const next = (): void => {
      const index = started;
      const address = addresses[index];
      if (finished || address === undefined) return;
      started += 1;
      wait();
      const progress: Progress = (hold) => {
        if (finished || index !== started - 1) return;
        if (hold) clearTimeout(stall);
        else wait();
      };
      options.start(address, progress, abort.signal).then(
        (won) => {
          if (finished) options.discard(won);
          else finish({ won });
        },
        (error: unknown) => {
          failures.set(index, { address, error });
          if (options.isFinal(error) || failures.size === addresses.length) finish(allFailures());
          else if (abort.signal.aborted) {
            if (failures.size === started) finish(allFailures());
          } else if (index === started - 1) next();
        },
      );
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    if (options.signal?.aborted) onAbort();
    if (addresses.length === 0) finish({ failures: [] });
    else next();
  });
}
