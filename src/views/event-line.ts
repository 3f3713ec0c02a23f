import type { ApplyEvent } from '../apply/events.ts';
import { seconds } from './text.ts';

/** An event of `apply` as one line of a log; null where it is not worth one. */
export function eventLine(event: ApplyEvent): string | null {
  switch (event.type) {
    case 'begins':
    case 'locking':
    case 'node-locked':
    case 'node-unlocked':
    case 'wave-started':
    case 'action-started':
    case 'step-started':
    case 'manifest-written':
    case 'batch-checking':
      return null;
    case 'batch-started':
      return `batch ${event.batch} of ${event.of}: ${event.nodes.join(', ')}`;
    case 'batch-ended':
      return `batch ${event.batch} of ${event.of}: ${event.failed.length === 0 ? 'all well' : `failed: ${event.failed.join(', ')}`}`;
    case 'rollout-stopped':
      return `no further batch is begun: ${event.why}`;
    case 'unhealthy':
      return `${event.node}: ${event.error.summary}`;
    case 'action-skipped':
      return `${event.id}: not begun: ${event.why}`;
    case 'lock-waiting':
      return event.news
        ? `${event.error.summary}; waiting for it since ${seconds(event.waitedMs)}, at most ${seconds(event.leftMs)} more. ${event.error.detail ?? ''}`.trimEnd()
        : null;
    case 'node-failed':
    case 'problem':
      return `${event.node}: ${event.error.summary}`;
    case 'folder-created':
      return `${event.node}: made the folder ${event.path}`;
    case 'action-done':
      return `${event.id}: done in ${seconds(event.ms)}`;
    case 'action-already':
      return `${event.id}: already as wanted`;
    case 'action-failed':
      return `${event.id}: failed after ${seconds(event.ms)}: ${event.error.summary}`;
    case 'action-stale':
      return `${event.id}: not done, it is no longer what the plan was based on: ${event.error.summary}`;
    case 'action-blocked':
      return `${event.id}: not done, it waits for ${event.by}, which did not succeed`;
    case 'action-interrupted':
      return `${event.id}: not started, interrupted`;
    case 'confirm-armed':
      return `${event.id}: the node undoes it by itself unless it is confirmed within ${event.seconds} s of its end`;
    case 'confirm-reached':
      return `${event.id}: ${event.node} was reached anew at ${event.via}`;
    case 'checked':
      return `${event.id}: check "${event.name}" ${event.why === null ? `passed after ${seconds(event.ms)}` : `failed: ${event.why}`}`;
    case 'confirmed':
      return `${event.id}: confirmed`;
    case 'reverted':
      return `${event.id}: the node undid it${event.verified ? ', and is as it was before' : '; it could NOT be seen that all is as before'}`;
    case 'interrupted':
      return 'interrupted: what is being done is finished, nothing new is started';
    case 'finished':
      return `finished in ${seconds(event.ms)}`;
  }
}
