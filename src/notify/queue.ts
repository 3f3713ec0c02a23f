/** What waits for a channel: in which order, what goes out now, what is put together, what is too much. Pure. */
import type { Digest } from '../desired/notify-data.ts';
import type { Notice } from './notice.ts';

/** `0001764000000000-00000-ID.json`: names sort as they are sent. */
export interface Place {
  readonly atMs: number;
  readonly nth: number;
}

const NAME = /^(\d{16})-(\d{5})-([0-9a-z-]{1,80})\.json$/;

export function nameOf({ atMs, nth }: Place, id: string): string {
  return `${String(Math.max(0, Math.floor(atMs))).padStart(16, '0')}-${String(nth).padStart(5, '0')}-${id}.json`;
}

export function placeOf(name: string): Place | null {
  const [, atMs, nth] = NAME.exec(name) ?? [];
  return atMs === undefined || nth === undefined ? null : { atMs: Number(atMs), nth: Number(nth) };
}

/** Behind all that waits, also where the clock was set back meanwhile. */
export function placeAfter(names: readonly string[], nowMs: number): Place {
  const last = names.length === 0 ? null : placeOf(names.reduce((a, b) => (a > b ? a : b)));
  if (last === null || last.atMs < Math.floor(nowMs)) return { atMs: Math.floor(nowMs), nth: 0 };
  return last.nth >= 99_999 ? { atMs: last.atMs + 1, nth: 0 } : { atMs: last.atMs, nth: last.nth + 1 };
}

const FIRST_MS = 2_000;
const LAST_MS = 300_000;
/** A server may ask for more, but not for ever. */
export const MOST_WAIT_MS = 3_600_000;

/** How long to wait after so many failures in a row. */
export function backOffMs(failures: number): number {
  return Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
}

/** One request of Elasticsearch, one digest. */
export const MOST_AT_ONCE = 200;

export type Choice = { readonly send: number } | { readonly waitUntilMs: number };

/**
 * How many of those that wait, from the first on, go into the next message.
 *
 * @param each    the channel takes every notice as one of its own: nothing is put together
 * @param sentMs  when messages went out, newest last
 */
export function choose(waiting: number, each: boolean, sentMs: readonly number[], nowMs: number, digest: Digest): Choice {
  if (each) return { send: Math.min(waiting, MOST_AT_ONCE) };
  // A time in the future is one of a clock that was set back.
  const recent = sentMs.filter((atMs) => atMs > nowMs - digest.withinMs && atMs <= nowMs);
  const free = digest.messages - recent.length;
  if (free <= 0) return { waitUntilMs: (recent[recent.length - digest.messages] ?? nowMs) + digest.withinMs };
  return { send: waiting <= free ? 1 : Math.min(waiting, MOST_AT_ONCE) };
}

export interface Limits {
  readonly messages: number;
  readonly ageMs: number;
}

/** Of the names that wait, those that are too old or too many: the oldest. */
export function tooMuch(names: readonly string[], nowMs: number, { messages, ageMs }: Limits): readonly string[] {
  const old = names.filter((name) => (placeOf(name)?.atMs ?? 0) < nowMs - ageMs).length;
  return names.slice(0, Math.max(old, names.length > messages ? names.length - messages + 1 : 0));
}

/** In the place of what was dropped. A notice of the same that is itself dropped is counted with what it stood for. */
export function droppedNotice(
  dropped: readonly Notice[],
  limits: Limits,
  stamp: Pick<Notice, 'id' | 'cluster' | 'by' | 'atMs'>,
): Notice {
  const count = dropped.reduce(
    (sum, { event, code }) => sum + (event === 'dropped' ? Number(code.replace('dropped-', '')) : 1),
    0,
  );
  const alarms = dropped.filter(({ severity, event }) => severity === 'alarm' && event !== 'dropped').length;
  const times = dropped.map(({ atMs }) => atMs);
  const from = new Date(Math.min(stamp.atMs, ...times)).toISOString().slice(0, 19);
  const to = new Date(Math.max(0, ...times)).toISOString().slice(0, 19);
  const what = count === 1 ? '1 message was' : `${count} messages were`;
  const alarmed = alarms === 0 ? '' : `, ${alarms} of them alarms`;
  return {
    ...stamp,
    event: 'dropped',
    severity: 'alarm',
    code: `dropped-${count}`,
    pair: null,
    standby: null,
    sentence: `${what} dropped before they could be delivered, from ${from}Z to ${to}Z${alarmed}: at most ${limits.messages} wait, for ${Math.round(limits.ageMs / 3_600_000)} hours at most`,
    detail: dropped.slice(-20).map(({ atMs, sentence }) => `${new Date(atMs).toISOString().slice(0, 19)}Z  ${sentence}`),
    ends: null,
  };
}
