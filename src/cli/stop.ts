/** Being told to stop, by an init system or at a keyboard: once in good order, twice at once. */
import { constants } from 'node:os';

export interface Stop {
  /** Aborts when it is told to stop. */
  readonly signal: AbortSignal;
  /** As the first signal does, without a word. */
  abort(): void;
  /** What SIGHUP does where no terminal is closed by it: what init systems send to have files read again. */
  onHangup(what: () => void): void;
  /** From now on the signals do again what they do by themselves. */
  end(): void;
}

/** SIGHUP comes also where the terminal is closed in which it runs. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @param onStop called at the first signal; the second ends the program with 128 and the signal's number, as a shell has it */
export function stopOnSignals(onStop: (signal: NodeJS.Signals) => void): Stop {
  const stop = new AbortController();
  let hangup: (() => void) | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGHUP' && hangup && !process.stdin.isTTY) {
      hangup();
      return;
    }
    if (stop.signal.aborted) process.exit(128 + constants.signals[signal]);
    stop.abort();
    onStop(signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: stop.signal,
    abort: () => stop.abort(),
    onHangup(what) {
      hangup = what;
    },
    end() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
