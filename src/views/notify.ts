/** Notifications: what waits for whom, and how a try went. */
import type { Json } from '../json.ts';
import type { Delivery } from '../notify/channel.ts';
import type { ChannelStatus, NotifyStatus } from '../notify/status.ts';
import { isoTime } from '../notify/text.ts';
import { styleOf, type ViewOptions } from './style.ts';
import { count, seconds } from './text.ts';

export interface Tried {
  readonly id: string;
  readonly what: string;
  readonly delivery: Delivery;
}

export interface Flushed {
  readonly id: string;
  readonly what: string;
  readonly left: number;
  /** Why something is left; null: nothing is. */
  readonly why: string | null;
}

export function renderNotifyStatus({ directory, channels }: NotifyStatus, nowMs: number, options: ViewOptions): string {
  const style = styleOf(options);
  const lines = channels.flatMap((channel): readonly string[] => {
    const { id, what, waiting, oldestMs, failingSinceMs, why, nextMs, lastSentMs, refused, severity } = channel;
    const head = `${style.bold(id)}  ${stateOf(channel, options)}`;
    const rows = [
      what === null ? 'the cluster file no longer has it: what waits is sent by nobody' : `${what}; from ${severity} on`,
      ...(waiting === 0
        ? []
        : [`${count(waiting, 'message')} ${waiting === 1 ? 'waits' : 'wait'}, the oldest for ${ago(oldestMs, nowMs)}`]),
      ...(failingSinceMs === null ? [] : [`not delivered for ${ago(failingSinceMs, nowMs)}: ${why ?? 'no reason is known'}`]),
      ...(nextMs === null
        ? []
        : [nextMs <= nowMs ? 'tried again as soon as somebody sends' : `tried again in ${seconds(nextMs - nowMs)}`]),
      ...(lastSentMs === null ? [] : [`the last message went out ${ago(lastSentMs, nowMs)} ago`]),
      ...(refused.length === 0
        ? []
        : [`${count(refused.length, 'message was', 'messages were')} given up; the last: ${refused.at(-1)?.why ?? ''}`]),
    ];
    return [head, ...rows.map((row) => `  ${style.prose(row)}`)];
  });
  return `${[...(lines.length === 0 ? ['no channels'] : lines), style.dim(style.clean(directory))].join('\n')}\n`;
}

function stateOf({ waiting, failingSinceMs, refused }: ChannelStatus, options: ViewOptions): string {
  const { green, yellow, red } = styleOf(options);
  if (failingSinceMs !== null && waiting > 0) return red('fails');
  if (waiting > 0) return yellow('waits');
  return refused.length > 0 ? yellow('has given up messages') : green('nothing waits');
}

function ago(atMs: number | null, nowMs: number): string {
  return atMs === null ? 'some time' : seconds(Math.max(0, nowMs - atMs));
}

export function notifyStatusJson(cluster: string, { directory, channels }: NotifyStatus): Json {
  const iso = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));
  return {
    schemaVersion: 1,
    cluster,
    directory,
    channels: channels.map(({ id, what, severity, waiting, oldestMs, failingSinceMs, why, nextMs, lastSentMs, refused }) => ({
      ...{ id, what, severity, waiting, oldest: iso(oldestMs), failingSince: iso(failingSinceMs), why },
      ...{ nextTry: iso(nextMs), lastSent: iso(lastSentMs) },
      refused: refused.map((one) => ({
        why: one.why,
        at: iso(one.notice?.atMs ?? null),
        sentence: one.notice?.sentence ?? null,
      })),
    })),
  };
}

export function renderTried(tried: readonly Tried[], options: ViewOptions): string {
  const style = styleOf(options);
  const lines = tried.map(({ what, delivery }) => {
    const note = delivery.is === 'delivered' ? (delivery.note ?? '') : delivery.why;
    const word = delivery.is === 'delivered' ? style.green('delivered') : style.red(delivery.is);
    return `${style.bold(style.clean(what))}  ${word}${note === '' ? '' : `  ${style.prose(note)}`}`;
  });
  return `${lines.join('\n')}\n`;
}

export function triedJson(cluster: string, tried: readonly Tried[]): Json {
  return {
    schemaVersion: 1,
    cluster,
    channels: tried.map(({ id, what, delivery }) => ({
      ...{ id, what, delivered: delivery.is === 'delivered' },
      why: delivery.is === 'delivered' ? (delivery.note ?? null) : delivery.why,
    })),
  };
}

export function renderFlushed(flushed: readonly Flushed[], options: ViewOptions): string {
  const style = styleOf(options);
  const lines = flushed.map(({ what, left, why }) => {
    const word =
      left === 0 ? style.green('nothing waits') : style.red(`${count(left, 'message')} ${left === 1 ? 'waits' : 'wait'}`);
    return `${style.bold(style.clean(what))}  ${word}${why === null ? '' : `  ${style.prose(why)}`}`;
  });
  return `${lines.join('\n')}\n`;
}

export function flushedJson(cluster: string, flushed: readonly Flushed[]): Json {
  return { schemaVersion: 1, cluster, channels: flushed.map(({ id, what, left, why }) => ({ id, what, left, why })) };
}
