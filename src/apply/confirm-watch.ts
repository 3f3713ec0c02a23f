/** What is looked at while a change waits for its confirmation: how far the node is, over connections that come and go. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Action } from '../diff/plan.ts';
import type { Observation } from '../kinds/kind.ts';
import { type RunResult, type Session, TransportError } from '../transport/transport.ts';
import { bytesOf } from './bytes.ts';
import { type ConfirmState, parseState, stateScript } from './confirm-script.ts';
import type { Prepared } from './prepare.ts';
import { connect, targetOf, type Work } from './work.ts';

export interface Confirm extends Prepared {
  readonly action: Action;
  /** What the guard has just seen: the state that a revert must bring back. */
  readonly seen: ReadonlyMap<string, Observation>;
}

/**
 * How long the connection of before the change may keep silent before it counts as cut off. One made after it proves by being
 * there that the node can be reached: each that keeps silent gives the next one twice the time, as the node may just be slow.
 */
export const SILENCE_MS = 1_500;
const POLL_MS = 200;

export interface Watch {
  readonly work: Work;
  readonly confirm: Confirm;
  readonly id: string;
  readonly node: string;
  /** By our clock: the node has undone it by then, if it was not confirmed. */
  readonly until: number;
  /** The longest that its revert may take from then on, and a slow node's grace. */
  readonly revertMs: number;
  session: Session | null;
  /**
   * How the node was reached before the change. Directly: then it must be reached so after it too, as a node that can only be
   * spoken to through a neighbour is half cut off.
   */
  readonly way: 'any' | 'direct';
  silenceMs: number;
}

/** Waits for the end of the change: over the old connection while that answers, then over new ones. null: out of time. */
export async function waitForChange(watch: Watch): Promise<ConfirmState | null> {
  return poll(watch, watch.until, (state) => !state.there || state.worked !== null);
}

export async function settleRevert(watch: Watch): Promise<ConfirmState | null> {
  return poll(
    watch,
    watch.until + watch.revertMs,
    (state) => !state.there || state.final !== null || state.decided === 'confirm',
  );
}

async function poll(watch: Watch, until: number, enough: (state: ConfirmState) => boolean): Promise<ConfirmState | null> {
  const { commandTimeoutMs } = targetOf(watch.work, watch.node).connection;
  while (performance.now() < until) {
    try {
      const session = await sessionOf(watch);
      const state = parseState((await runOn(watch.work, session, watch.node, stateScript(watch.id), watch.silenceMs)).stdout);
      if (state && enough(state)) return state;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (error.diagnostic.code === 'command-timeout') watch.silenceMs = Math.min(2 * watch.silenceMs, commandTimeoutMs);
      drop(watch);
    }
    await delay(POLL_MS);
  }
  return null;
}

/** A new connection, made after the change: the proof that the node can be reached as it is now. */
export async function reachAnew(watch: Watch): Promise<Session | null> {
  drop(watch);
  while (performance.now() < watch.until) {
    try {
      return await sessionAnew(watch);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (!error.retryable) return null;
    }
    await delay(POLL_MS);
  }
  return null;
}

export async function sessionOf(watch: Watch): Promise<Session> {
  watch.session ??= await connect(watch.work, watch.node);
  return watch.session;
}

/** The session that proves that the node is reached as well as before. */
export async function sessionAnew(watch: Watch): Promise<Session> {
  watch.session ??= await connect(watch.work, watch.node, watch.way);
  return watch.session;
}

/** Closed sessions are not handed out again by the transport. */
export function drop(watch: Watch): void {
  watch.session?.close();
  watch.session = null;
}

export function runOn(work: Work, session: Session, node: string, script: string, timeoutMs?: number): Promise<RunResult> {
  return session.run(bytesOf(script), {
    timeoutMs: timeoutMs ?? targetOf(work, node).connection.commandTimeoutMs,
    maxOutputBytes: 1_000_000,
  });
}
