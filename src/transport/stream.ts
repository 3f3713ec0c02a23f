/** A script that runs for as long as it is fed: what it prints comes as it is printed, and it may read lines that it is sent. */
import type { Script } from './transport.ts';

export interface StreamOptions {
  /** The shell must run within this time. */
  readonly openTimeoutMs: number;
  readonly onStdout: (chunk: Uint8Array) => void;
  readonly signal?: AbortSignal;
}

export interface Stream {
  /** What the script reads from its standard input. It has to be read: nothing is held back here. */
  write(text: string): void;
  /** Ends its input, and all of it a little later where that does not end it. Resolves when it has ended. */
  close(): Promise<void>;
  /** The last of what it has printed on standard error. */
  readonly said: () => string;
  /** Never rejects. */
  readonly ended: Promise<StreamEnd>;
}

export interface StreamEnd {
  /** Exit status; null where a signal or a broken connection ended it. */
  readonly code: number | null;
  /** The last of what it printed on standard error. */
  readonly stderr: string;
}

export type OpenStream = (script: Script, options: StreamOptions) => Promise<Stream>;

/** How long a script whose input has ended has to end by itself. */
export const STREAM_END_MS = 2_000;

const MOST_STDERR = 2_000;

/** The last of what comes, as text. */
export function tail(): { readonly add: (chunk: Uint8Array) => void; readonly text: () => string } {
  let kept = '';
  return {
    add(chunk) {
      kept = (kept + Buffer.from(chunk).toString('latin1')).slice(-MOST_STDERR);
    },
    text: () => kept,
  };
}
