/** Whether a node is out of reach, as against there and unwilling: only in the former does a way around help. */
import { TransportError } from './transport.ts';

export const OUT_OF_REACH: readonly string[] = ['no-route', 'connect-timeout', 'connect-failed'];

export interface Reach {
  /** An address is tried from now on. */
  started(): void;
  /** An address has taken the connection. */
  answered(): void;
  over(): void;
  /** Resolves when all addresses have been tried for `stallMs` and none has answered; else never. */
  readonly silent: Promise<void>;
  /** Of what all the addresses said in the end. A node that took a connection was reached, whatever came of it. */
  outOfReach(failures: readonly unknown[]): boolean;
}

export function watchReach(addresses: number, stallMs: number): Reach {
  let started = 0;
  let answered = false;
  let timer: NodeJS.Timeout | undefined;
  let tell = (): void => {};
  const silent = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    silent,
    started() {
      started += 1;
      if (started === addresses && !answered) timer = setTimeout(tell, stallMs);
    },
    answered() {
      answered = true;
      clearTimeout(timer);
    },
    over: () => clearTimeout(timer),
    outOfReach: (failures) =>
      !answered &&
      failures.length > 0 &&
      failures.every((error) => error instanceof TransportError && OUT_OF_REACH.includes(error.diagnostic.code)),
  };
}
