/** From what a wave's script said to what became of each action. Pure, but for the events it passes on. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Action } from '../diff/plan.ts';
import type { OnEvent } from './events.ts';
import type { FileChange } from './files.ts';
import { type Frame, frameReader } from './frames.ts';
import { stale } from './guard.ts';
import type { Outcome } from './request.ts';
import type { RunItem } from './runs.ts';
import { TAIL_BYTES } from './wave-script.ts';

export interface Sent {
  readonly node: string;
  readonly nonce: string;
  readonly actions: readonly Action[];
  readonly files: readonly FileChange[];
  readonly runs: readonly RunItem[];
  readonly hasTimeout: boolean;
}

export interface Listener {
  feed(chunk: Uint8Array): void;
  finish(): Did;
}

export interface Did {
  /** By place: what failed. */
  readonly failed: ReadonlyMap<number, Outcome>;
  /** Places that came to their end. */
  readonly ended: ReadonlySet<number>;
  /** The lock was no longer ours: from there on nothing was done. */
  readonly lost: boolean;
  /** Who broke the lock, and why; empty where nobody said. */
  readonly lostBy: string;
  readonly complete: boolean;
  /** Why the manifest could not be written; null where it was. */
  readonly manifest: string | null;
}

export function listen(sent: Sent, emit: OnEvent): Listener {
  const reader = frameReader(sent.nonce);
  const failed = new Map<number, Outcome>();
  const ended = new Set<number>();
  let lost = false;
  let lostBy = '';
  let complete = false;
  let manifest: string | null = null;
  const take = (frame: Frame): void => {
    switch (frame.type) {
      case 'lost':
        lost = true;
        lostBy = frame.by;
        return;
      case 'complete':
        complete = true;
        return;
      case 'folder':
        emit({ type: 'folder-created', node: sent.node, path: frame.path });
        return;
      case 'step': {
        const item = sent.runs[frame.item];
        const action = sent.actions[item?.actions.at(-1) ?? -1];
        if (item && action) emit({ type: 'step-started', node: sent.node, id: action.id, label: item.step.label });
        return;
      }
      case 'warn':
        manifest = frame.output || 'no reason given';
        return;
      case 'end':
        ended.add(frame.action);
        return;
      case 'blocked': {
        const by = sent.actions[frame.by];
        const before = failed.get(frame.by);
        if (by) failed.set(frame.action, { status: 'blocked', by: before?.status === 'blocked' ? before.by : by.id });
        return;
      }
      case 'fail': {
        const action = sent.actions[frame.action];
        if (action) failed.set(frame.action, failure(sent, action, frame));
      }
    }
  };
  return {
    feed: (chunk) => reader.push(chunk).forEach(take),
    finish() {
      reader.end().forEach(take);
      return { failed, ended, lost, lostBy, complete, manifest };
    },
  };
}

/** What was cut at its beginning begins with a line: half a secret would not be known as one. */
function wholeLines(output: string): string {
  if (Buffer.byteLength(output) < TAIL_BYTES - 8) return output;
  return output.slice(output.indexOf('\n') + 1);
}

function failure(sent: Sent, action: Action, frame: Extract<Frame, { type: 'fail' }>): Outcome {
  const said = wholeLines(frame.output) || '(it said nothing)';
  const base = { severity: 'error', node: sent.node, resource: action.id } as const;
  const failed = (error: Diagnostic): Outcome => ({ status: 'failed', ms: 0, error });
  switch (frame.what) {
    case 'stale':
      return stale(action, [], [], `${sent.files[frame.index]?.path ?? 'A file'}: ${said}.`);
    case 'file': {
      const file = sent.files[frame.index];
      const doing = file?.change.do === 'remove' ? 'removed' : 'replaced';
      return failed({
        ...base,
        code: 'write-failed',
        summary: `${file?.path ?? 'a file'} could not be ${doing} on ${sent.node}`,
        detail: `${said}\nThe file is as it was before.`,
      });
    }
    case 'step': {
      const step = sent.runs[frame.index]?.step;
      const label = step?.label ?? 'a step';
      if (sent.hasTimeout && frame.code === 124) {
        return failed({
          ...base,
          code: 'step-timeout',
          summary: `"${label}" did not end within ${Math.ceil((step?.timeoutMs ?? 0) / 1000)} s on ${sent.node}`,
          detail: `It was ended. Until then it said:\n${said}`,
        });
      }
      return failed({
        ...base,
        code: 'step-failed',
        summary: `"${label}" failed on ${sent.node} with exit code ${frame.code}`,
        detail: said,
      });
    }
  }
}

/** Whether nothing was done because the node knows of a newer epoch of its pair, and not because the lock is another's. */
export function deposedBy(said: string): boolean {
  return /^epoch \w+$/.test(said);
}

/**
 * The outcome of an action of which the script said nothing.
 *
 * @param said what the shell wrote to its standard error, or who broke the lock
 */
export function unsaid(node: string, action: Action, why: 'lost' | 'died', said: string): Outcome {
  const base = { severity: 'error', node, resource: action.id } as const;
  if (why === 'lost' && deposedBy(said)) {
    const error: Diagnostic = {
      ...base,
      code: 'deposed',
      summary: `${node} refused ${action.id}: its pair was moved since the plan was made`,
      detail: `A takeover or failback was begun by somebody else (${said === 'epoch x' ? 'its epoch can not be read' : said}). Nothing was done on this node. Look again with: dmsa plan`,
    };
    return { status: 'failed', ms: 0, error };
  }
  return {
    status: 'failed',
    ms: 0,
    error:
      why === 'lost'
        ? {
            ...base,
            code: 'lock-lost',
            summary: `The lock of ${node} was lost, so ${action.id} was not done to its end`,
            detail: `${said === '' ? 'It had expired, or someone has taken it over or removed it.' : `It was broken by ${said}.`} Nothing more is done on this node. Run dmsa plan.`,
          }
        : {
            ...base,
            code: 'script-died',
            summary: `The script that was doing ${action.id} on ${node} ended before its end`,
            detail: `${wholeLines(said.trim().slice(-TAIL_BYTES)) || 'It said nothing.'}\nIt was killed, or the shell could not run it. Run dmsa plan to see what is left.`,
          },
  };
}
