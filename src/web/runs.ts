/** Plans that are being carried out, and the last that were, as graphs: what each action waits for, and how it stands. */
import type { ApplyEvent, GraphNode } from '../apply/events.ts';

export type ActionStatus = 'waits' | 'runs' | 'done' | 'already' | 'failed' | 'stale' | 'blocked' | 'interrupted' | 'reverted';

export type RunAction = GraphNode & {
  readonly status: ActionStatus;
  readonly ms: number | null;
  /** What it is at, or why it failed. */
  readonly says: string | null;
};

export type Run = {
  readonly id: number;
  /** `node Sec-1`, `pair Sec-1`, `by hand` */
  readonly of: string;
  readonly reason: string;
  readonly sinceMs: number;
  readonly endedMs: number | null;
  readonly says: string | null;
  readonly actions: readonly RunAction[];
};

export interface Runs {
  /** Gives what is to be told of it; null: nothing. */
  readonly hear: (
    of: string,
    event: ApplyEvent,
    atMs: number,
  ) => Run | { readonly run: number; readonly action: RunAction } | null;
  /** Newest first. */
  readonly all: () => readonly Run[];
}

const ENDED_KEPT = 12;

export function createRuns(): Runs {
  let last = 0;
  const going = new Map<string, Run>();
  let ended: readonly Run[] = [];

  const change = (
    of: string,
    id: string,
    to: Partial<RunAction>,
  ): { readonly run: number; readonly action: RunAction } | null => {
    const run = going.get(of);
    const found = run?.actions.find((one) => one.id === id);
    if (!run || !found) return null;
    const action = { ...found, ...to };
    going.set(of, { ...run, actions: run.actions.map((one) => (one.id === id ? action : one)) });
    return { run: run.id, action };
  };
  const says = (of: string, text: string): Run | null => {
    const run = going.get(of);
    if (!run) return null;
    const next = { ...run, says: text };
    going.set(of, next);
    return next;
  };
  return {
    hear(of, event, atMs) {
      switch (event.type) {
        case 'begins': {
          last += 1;
          const actions = event.actions.map((one): RunAction => ({ ...one, status: 'waits', ms: null, says: null }));
          const run: Run = { id: last, of, reason: event.reason, sinceMs: atMs, endedMs: null, says: null, actions };
          going.set(of, run);
          return run;
        }
        case 'finished': {
          const run = going.get(of);
          if (!run) return null;
          const done = { ...run, endedMs: atMs, says: null };
          going.delete(of);
          ended = [done, ...ended].slice(0, ENDED_KEPT);
          return done;
        }
        case 'lock-waiting':
        case 'node-failed':
        case 'problem':
        case 'unhealthy':
          return says(of, `${event.node}: ${event.error.summary}`);
        case 'rollout-stopped':
          return says(of, event.why);
        case 'batch-started':
          return says(of, `batch ${event.batch} of ${event.of}`);
        case 'interrupted':
          return says(of, 'interrupted: what is being done is finished, nothing new is started');
        default:
          return 'id' in event ? change(of, event.id, changeOf(event)) : null;
      }
    },
    all: () => [...[...going.values()].reverse(), ...ended],
  };
}

function changeOf(event: Extract<ApplyEvent, { readonly id: string }>): Partial<RunAction> {
  switch (event.type) {
    case 'action-started':
      return { status: 'runs' };
    case 'step-started':
      return { status: 'runs', says: event.label };
    case 'action-done':
      return { status: 'done', ms: Math.round(event.ms), says: null };
    case 'action-already':
      return { status: 'already', says: null };
    case 'action-failed':
      return { status: 'failed', ms: Math.round(event.ms), says: event.error.summary };
    case 'action-stale':
      return { status: 'stale', says: event.error.summary };
    case 'action-blocked':
      return { status: 'blocked', says: `after ${event.by}, which did not succeed` };
    case 'action-skipped':
      return { status: 'blocked', says: event.why };
    case 'action-interrupted':
      return { status: 'interrupted' };
    case 'reverted':
      return {
        status: 'reverted',
        says: event.verified ? 'the node undid it' : 'the node undid it; that all is as before was NOT seen',
      };
    case 'confirm-armed':
      return { says: `the node undoes it unless it is confirmed within ${event.seconds} s` };
    case 'confirm-reached':
      return { says: `reached anew at ${event.via}` };
    case 'checked':
      return { says: `check ${event.name}: ${event.why ?? 'passed'}` };
    case 'confirmed':
      return { says: 'confirmed' };
  }
}
