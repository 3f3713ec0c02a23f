/** Who tells somebody of what happens: what the loop and the operator's verbs hold of all this. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../desired/cluster.ts';
import type { Notify } from '../desired/notify-data.ts';
import { withEither } from '../either-signal.ts';
import type { KeepEvent } from '../reconcile/keep-request.ts';
import type { Channel } from './channel.ts';
import { elasticChannel } from './elastic.ts';
import { mailChannel } from './mail.ts';
import type { Telling } from './notice.ts';
import { type Heard, tellingsOf } from './of-loop.ts';
import { type OtherEvent, tellingsOfOther } from './of-nodes.ts';
import { type Outbox, openOutbox, outboxDirectory } from './outbox.ts';
import { createRecorder } from './recorder.ts';
import { type Round, type SendOptions, sendRound } from './sender.ts';
import { webhookChannel } from './webhook.ts';

export interface Notifier {
  tell(telling: Telling): void;
  /** What of it is worth telling; everything else passes by. */
  hear(event: KeepEvent): void;
  /** The same of nodes and of the cluster file. */
  hearOther(event: OtherEvent): void;
  /** Tries for so long to send what waits, and leaves the rest in the outbox. Gives how many are left. */
  close(withinMs: number): Promise<number>;
}

export interface NotifierOptions {
  readonly cluster: Cluster;
  readonly by: string;
  /** Sends all the time; else at its end alone. */
  readonly sends: boolean;
  /** A trouble of the notifications themselves: a sentence, told once. */
  readonly onTrouble: (sentence: string) => void;
  /** A node that is back sooner is not told of. */
  readonly lostAfterMs?: number;
}

/** What others put into the outbox is looked for so often. */
const POLL_MS = 3_000;
/** The outbox itself could not be used: no hurry. */
const BROKEN_MS = 30_000;

/** Lost for so long, a node is told of. */
const LOST_AFTER_MS = 120_000;

const NOBODY: Notifier = { tell() {}, hear() {}, hearOther() {}, close: () => Promise.resolve(0) };

export function channelsOf({ mail, elasticsearch, webhooks }: Notify): readonly Channel[] {
  return [
    ...(mail ? [mailChannel(mail)] : []),
    ...(elasticsearch ? [elasticChannel(elasticsearch)] : []),
    ...webhooks.map(webhookChannel),
  ];
}

export function outboxOf(notify: Notify, cluster: string): Outbox {
  return openOutbox(outboxDirectory(notify, cluster), notify.outbox.messages);
}

export function createNotifier({ cluster: { name, notify }, by, sends, onTrouble, lostAfterMs }: NotifierOptions): Notifier {
  if (notify === null) return NOBODY;
  const channels = channelsOf(notify);
  const outbox = outboxOf(notify, name);
  const stop = new AbortController();
  const wakes = new Set<() => void>();
  const recorder = createRecorder({
    ...{ outbox, channels, rules: notify.rules, cluster: name, by, now: Date.now },
    onTrouble: (why) => onTrouble(`a notification could not be written to ${outbox.directory}: ${why}`),
    onRecorded: () => {
      for (const wake of wakes) wake();
    },
  });
  const base = { outbox, digest: notify.digest, limits: notify.outbox, cluster: name, by, now: Date.now };
  const sendOf = (channel: Channel, eager: boolean, signal: AbortSignal): SendOptions => ({
    ...{ ...base, channel, eager, signal },
    onTold: onTrouble,
  });
  const loops = sends ? channels.map((channel) => sendLoop(sendOf(channel, false, stop.signal), wakes, onTrouble)) : [];
  let heard: Heard = {};
  const patience = createPatience(recorder.tell, lostAfterMs ?? LOST_AFTER_MS);
  return {
    tell: recorder.tell,
    hear(event) {
      const told = tellingsOf(event, heard);
      heard = told.heard;
      for (const telling of told.tellings) recorder.tell(telling);
    },
    hearOther(event) {
      for (const telling of tellingsOfOther(event)) patience.tell(telling);
    },
    async close(withinMs) {
      patience.end();
      const endMs = performance.now() + withinMs;
      if (!(await recorder.settled(withinMs))) onTrouble(`not all notifications could be written to ${outbox.directory}`);
      stop.abort();
      await within(Promise.all(loops), Math.max(100, endMs - performance.now()));
      const signal = AbortSignal.timeout(Math.max(1, Math.floor(endMs - performance.now())));
      const rounds = channels.map((channel) => sendRound(sendOf(channel, true, signal)).catch(() => null));
      await within(Promise.all(rounds), withinMs);
      const left = await within(Promise.all(channels.map(({ id }) => outbox.names(id).catch(() => []))), 1_000);
      return (left ?? []).reduce((sum, names) => sum + names.length, 0);
    },
  };
}

/** A node that is rebooted, or a cable that is moved, is nothing to be woken for. */
function createPatience(tell: (telling: Telling) => void, ms: number): { tell(telling: Telling): void; end(): void } {
  const waiting = new Map<string, NodeJS.Timeout>();
  const forget = (key: string): boolean => {
    clearTimeout(waiting.get(key));
    return waiting.delete(key);
  };
  return {
    tell(telling) {
      const { event, matter } = telling;
      if (event !== 'lost' || matter === undefined) return tell(telling);
      const { key } = matter;
      if (matter.does === 'end') {
        if (!forget(key)) tell(telling);
        return;
      }
      if (waiting.has(key)) return;
      const later = (): void => {
        waiting.delete(key);
        tell(telling);
      };
      waiting.set(key, setTimeout(later, ms).unref());
    },
    end() {
      for (const key of [...waiting.keys()]) forget(key);
    },
  };
}

/** null: it took longer. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  const timer = new AbortController();
  try {
    return await Promise.race([work, delay(ms, null, { signal: timer.signal }).catch(() => null)]);
  } finally {
    timer.abort();
  }
}

async function sendLoop(options: SendOptions, wakes: Set<() => void>, onTrouble: (sentence: string) => void): Promise<void> {
  const { signal, channel } = options;
  let said: string | null = null;
  while (!signal.aborted) {
    const wake = new AbortController();
    const awake = (): void => wake.abort();
    wakes.add(awake);
    let round: Round | 'broken' = 'broken';
    try {
      round = await sendRound(options);
      const why = round.is === 'waiting' ? round.why : null;
      // Each new trouble is said once; the outbox has all of it.
      if (why !== null && why !== said) onTrouble(`${channel.what}: not delivered, and tried again: ${why}`);
      if (why !== null || round.is === 'empty') said = why;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== said) onTrouble(`${channel.what}: the outbox can't be used: ${why}`);
      said = why;
    }
    const restMs = restOf(round, options.now());
    await withEither([signal, wake.signal], (ends) => delay(restMs, undefined, { signal: ends })).catch(() => {});
    wakes.delete(awake);
  }
}

function restOf(round: Round | 'broken', nowMs: number): number {
  if (round === 'broken') return BROKEN_MS;
  if (round.is !== 'waiting') return POLL_MS;
  return Math.min(POLL_MS, Math.max(50, round.untilMs - nowMs));
}
