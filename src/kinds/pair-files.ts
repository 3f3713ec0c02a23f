/**
 * What dmsa keeps of a pair on its members, in /var/lib/dmsa/ha (docs/decisions, 0050):
 *   epoch       on both: a whole number that grows with every decision to move the pair. A script that was made under an older
 *               one is refused by the node (a fencing token), however late it arrives.
 *   transition  on the standby: the takeover or failback that was begun and has not ended. Whoever looks at the cluster, at any
 *               moment, reads from it what the one who is in the middle of it wants.
 *   history     on the standby: one line of JSON for everything that was decided about the pair.
 */
import type { Json } from '../json.ts';

export const PAIR_DIR = '/var/lib/dmsa/ha';
export const EPOCH_FILE = `${PAIR_DIR}/epoch`;
export const TRANSITION_FILE = `${PAIR_DIR}/transition`;
export const HISTORY_FILE = `${PAIR_DIR}/history`;

/**
 * A takeover has one phase, `moving`. A failback first stops the pack on both, so that the last copy of the data misses nothing
 * (`settling`), then moves.
 */
export type Phase = 'settling' | 'moving';

/** Why the member that is to let go can be taken for stopped although it can't be seen. */
export type Fence = {
  readonly how: 'operator' | 'agent' | 'lease';
  /** For people: who said so, what the agent answered. */
  readonly detail: string;
  /** Milliseconds since 1970 by the controller's clock. From `untilMs` on it proves nothing: the member may be back. */
  readonly atMs: number;
  readonly untilMs: number;
};

export type Transition = {
  /** 16 hex digits. */
  readonly id: string;
  readonly direction: 'takeover' | 'failback';
  readonly phase: Phase;
  readonly epoch: number;
  readonly atMs: number;
  /** `root@central pid 4711`. */
  readonly by: string;
  readonly why: string;
  readonly fence: Fence | null;
};

/** null where the text is not what dmsa writes. */
export function parseTransition(text: string): Transition | null {
  const data = parseObject(text);
  if (!data) return null;
  const { id, direction, phase, epoch, atMs, by, why, fence } = data;
  if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id)) return null;
  if (direction !== 'takeover' && direction !== 'failback') return null;
  if (phase !== 'settling' && phase !== 'moving') return null;
  if (direction === 'takeover' && phase !== 'moving') return null;
  if (!isCount(epoch) || !isCount(atMs) || typeof by !== 'string' || typeof why !== 'string') return null;
  const proof = fence === null ? null : parseFence(fence);
  return proof === undefined ? null : { id, direction, phase, epoch, atMs, by, why, fence: proof };
}

function parseFence(data: unknown): Fence | undefined {
  if (!isObject(data)) return undefined;
  const { how, detail, atMs, untilMs } = data;
  if (how !== 'operator' && how !== 'agent' && how !== 'lease') return undefined;
  if (typeof detail !== 'string' || !isCount(atMs) || !isCount(untilMs)) return undefined;
  return { how, detail, atMs, untilMs };
}

/** A whole number from 0 on that a shell's arithmetic can hold; null where the text is none. */
export function parseEpoch(text: string): number | null {
  const line = text.endsWith('\n') ? text.slice(0, -1) : text;
  return /^(0|[1-9][0-9]{0,14})$/.test(line) ? Number(line) : null;
}

/** The record /opt/ubisysconf/ha/ha.backupmode where dmsa wrote it to pause, not to record a takeover. */
export type Pause = {
  readonly by: string;
  readonly why: string;
  readonly atMs: number;
  /** null: until somebody ends it. */
  readonly untilMs: number | null;
};

const PAUSE = 'pause';

export function pauseText({ by, why, atMs, untilMs }: Pause): string {
  return `${JSON.stringify({ dmsa: PAUSE, by, why, atMs, untilMs })}\n`;
}

export function parsePause(text: string): Pause | null {
  const data = parseObject(text);
  if (data?.['dmsa'] !== PAUSE) return null;
  const { by, why, atMs, untilMs } = data;
  if (typeof by !== 'string' || typeof why !== 'string' || !isCount(atMs)) return null;
  if (untilMs !== null && !isCount(untilMs)) return null;
  return { by, why, atMs, untilMs };
}

/** The epoch of a record that dmsa wrote of a takeover (kinds/failover-record.ts); null where the text is none. */
export function parseTakeover(text: string): number | null {
  const data = parseObject(text);
  const epoch = data?.['dmsa'] === 'takeover' ? data['epoch'] : undefined;
  return isCount(epoch) ? epoch : null;
}

/** Lines of the history that are kept. */
export const HISTORY_LINES = 500;

/** One line of the history. `what`: `takeover begun`, `takeover`, `failback`, `paused` … */
export type HistoryEntry = {
  readonly atMs: number;
  readonly what: string;
  readonly by: string;
  readonly why: string;
  readonly epoch: number | null;
  readonly id: string | null;
};

/** Lines that are not what dmsa writes are left out. */
export function parseHistory(text: string): readonly HistoryEntry[] {
  return text.split('\n').flatMap((line) => {
    const data = parseObject(line);
    if (!data) return [];
    const { atMs, what, by, why, epoch, id } = data;
    if (!isCount(atMs) || typeof what !== 'string' || typeof by !== 'string' || typeof why !== 'string') return [];
    return [{ atMs, what, by, why, epoch: isCount(epoch) ? epoch : null, id: typeof id === 'string' ? id : null }];
  });
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const data: unknown = JSON.parse(text) as Json;
    return isObject(data) ? data : null;
  } catch {
    return null;
  }
}
