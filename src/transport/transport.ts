/**
 * The port that reaches a node. A script travels over standard input, wrapped so that the shell reads all of it before it
 * runs any of it: a connection that breaks while it is sent changes nothing.
 */
import type { Duplex } from 'node:stream';
import type { Connection } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { OpenStream } from './stream.ts';

export interface Target {
  readonly node: string;
  readonly connection: Connection;
  /** Only over a connection that leads to the node itself, never through a neighbour. */
  readonly direct?: boolean;
}

export interface Transport {
  /** Opens (or hands out the open) session to a node. Rejects with a TransportError within the connect time-out. */
  connect(target: Target, signal?: AbortSignal): Promise<Session>;
  /** Closes every session it opened. */
  close(): Promise<void>;
}

export interface Session {
  readonly node: string;
  /** The way that was taken, for people: the address that answered, `10.0.0.21 through Sec-2`, `local`. */
  readonly via: string;
  /** The address that answered; of this machine itself (`local`) the first of its own, where it has any. */
  readonly address?: string;
  /** The neighbour that carries the connection; not there where the node was reached directly. */
  readonly through?: string;
  /** Runs a script with /bin/sh. Resolves also when the script fails; rejects (TransportError) when its outcome is not known. */
  run(script: Script, options: RunOptions): Promise<RunResult>;
  /**
   * A TCP connection that the node makes, to itself or to others: over SSH a forwarded channel. Rejects with an Error that says
   * why. Not there where the transport has no such thing.
   */
  dial?(host: string, port: number, timeoutMs: number): Promise<Duplex>;
  /**
   * Starts a script that goes on until its input ends, beside all that is run. Rejects (TransportError) when it could not be started.
   * Not there where the transport has no such thing.
   */
  stream?: OpenStream;
  close(): void;
}

/** The text of a script; `bytes` where it carries file contents that are not UTF-8. */
export type Script = string | Uint8Array;

export interface RunOptions {
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly onStdout?: (chunk: Uint8Array) => void;
  readonly signal?: AbortSignal;
}

export interface RunResult {
  /** Exit status; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export class TransportError extends Error {
  readonly diagnostic: Diagnostic;
  /** False: trying again can't help (a changed host key, a refused key). */
  readonly retryable: boolean;
  /** `not-run`: the node never had the whole script, so nothing of it was done. `unknown`: it may have been done, in part or whole. */
  readonly outcome: 'not-run' | 'unknown';

  constructor(diagnostic: Diagnostic, retryable: boolean, outcome: 'not-run' | 'unknown' = 'unknown') {
    super(diagnostic.summary);
    this.name = 'TransportError';
    this.diagnostic = diagnostic;
    this.retryable = retryable;
    this.outcome = outcome;
  }
}
