/** Where the parts of `dmsa run` tell what happens, and whoever wants to know of it listens: the output, the log, the notifications. */
import type { LoopEvent, Told } from './loop-event.ts';

export interface Hub {
  /** Everybody has heard it when this returns. Never throws: a fault of one listener is no other's. */
  readonly tell: (event: LoopEvent) => void;
  /** Gives what ends it. */
  readonly listen: (hear: (told: Told) => void) => () => void;
}

export interface HubOptions {
  /** Takes out what is secret. */
  readonly redacted: <Value>(value: Value) => Value;
  /** A listener failed. */
  readonly onFault: (error: unknown) => void;
}

export function createHub({ redacted, onFault }: HubOptions): Hub {
  const listeners = new Set<(told: Told) => void>();
  let id = 0;
  return {
    tell(event) {
      const at = new Date();
      // Also where the clock stands still, or leaps back.
      id = Math.max(id + 1, at.getTime() * 1000);
      const told: Told = { at, event: redacted(event), id };
      for (const hear of [...listeners]) {
        try {
          hear(told);
        } catch (error) {
          onFault(error);
        }
      }
    },
    listen(hear) {
      listeners.add(hear);
      return () => {
        listeners.delete(hear);
      };
    },
  };
}
