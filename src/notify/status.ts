/** How the channels of a cluster stand, as the outbox has it. */
import type { Cluster } from '../desired/cluster.ts';
import type { Notify } from '../desired/notify-data.ts';
import { channelsOf, outboxOf } from './notifier.ts';
import type { Refused } from './outbox.ts';
import { placeOf } from './queue.ts';

export interface ChannelStatus {
  readonly id: string;
  /** null: the file no longer has it. */
  readonly what: string | null;
  readonly severity: string | null;
  readonly waiting: number;
  readonly oldestMs: number | null;
  readonly failingSinceMs: number | null;
  readonly why: string | null;
  readonly nextMs: number | null;
  readonly lastSentMs: number | null;
  readonly refused: readonly Refused[];
}

export interface NotifyStatus {
  readonly directory: string;
  readonly channels: readonly ChannelStatus[];
}

export async function notifyStatus({ name }: Cluster, notify: Notify): Promise<NotifyStatus> {
  const outbox = outboxOf(notify, name);
  const channels = channelsOf(notify);
  const known = new Set(channels.map(({ id }) => id));
  const left = (await outbox.channels()).filter((id) => !known.has(id)).map((id) => ({ id, what: null, severity: null }));
  const all = await Promise.all(
    [...channels, ...left].map(async ({ id, what, severity }): Promise<ChannelStatus> => {
      const [names, state, refused] = await Promise.all([outbox.names(id), outbox.state(id), outbox.refused(id)]);
      const [oldest] = names;
      return {
        ...{ id, what, severity, waiting: names.length, refused, why: state.why, failingSinceMs: state.failingSinceMs },
        oldestMs: oldest === undefined ? null : (placeOf(oldest)?.atMs ?? null),
        nextMs: state.failures > 0 && names.length > 0 ? state.nextMs : null,
        lastSentMs: state.sentMs.at(-1) ?? null,
      };
    }),
  );
  return {
    directory: outbox.directory,
    channels: all.filter(({ what, waiting, refused }) => what !== null || waiting + refused.length > 0),
  };
}
