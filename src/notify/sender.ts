/**
 * Sends what waits for a channel, in order, under its lock: one process at a time. A message is deleted once it was delivered; where
 * dmsa is killed between the two it goes out once more, with the same Message-ID, number and _id.
 */
import { randomUUID } from 'node:crypto';
import type { Digest } from '../desired/notify-data.ts';
import type { Channel, Delivery } from './channel.ts';
import { takeLock } from './lock.ts';
import type { Notice } from './notice.ts';
import type { ChannelState, Outbox } from './outbox.ts';
import { backOffMs, choose, droppedNotice, type Limits, MOST_AT_ONCE, MOST_WAIT_MS, tooMuch } from './queue.ts';

export interface SendOptions {
  readonly outbox: Outbox;
  readonly channel: Channel;
  readonly digest: Digest;
  readonly limits: Limits;
  readonly cluster: string;
  readonly by: string;
  /** Also where it is not its time yet: somebody asks for it. */
  readonly eager: boolean;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** What was given up, or came to only some; a sentence. */
  readonly onTold: (sentence: string) => void;
}

export type Round =
  /** Nothing waits. */
  | { readonly is: 'empty' }
  /** Another process sends this channel. */
  | { readonly is: 'busy' }
  /** Something waits, and it is tried again then. */
  | { readonly is: 'waiting'; readonly untilMs: number; readonly why: string | null };

/** Where a server does not want a message it is given up after so many tries. */
const MOST_REFUSALS = 8;

/** Throws where the outbox itself can't be read or written. */
export async function sendRound(options: SendOptions): Promise<Round> {
  const { outbox, channel } = options;
  if ((await outbox.names(channel.id)).length === 0) return { is: 'empty' };
  const early = await tooEarly(options);
  if (early) return early;
  const lock = await takeLock(await outbox.lockFile(channel.id));
  if (lock === null) return { is: 'busy' };
  try {
    return await underLock(options);
  } finally {
    await lock.release();
  }
}

async function tooEarly({ outbox, channel, eager, now }: SendOptions): Promise<Round | null> {
  if (eager) return null;
  const { nextMs, why } = await outbox.state(channel.id);
  // A clock that was set back must not make it wait for ever.
  return nextMs > now() && nextMs <= now() + MOST_WAIT_MS ? { is: 'waiting', untilMs: nextMs, why } : null;
}

async function underLock(options: SendOptions): Promise<Round> {
  const { outbox, channel, signal, now } = options;
  await dropTooMuch(options);
  // Whoever had the lock before may just have tried.
  const early = await tooEarly(options);
  if (early) return early;
  let state = await outbox.state(channel.id);
  for (;;) {
    const names = await outbox.names(channel.id);
    if (names.length === 0) return { is: 'empty' };
    if (signal.aborted) return { is: 'waiting', untilMs: now(), why: state.why };
    const picked = pick(names, state, options);
    if ('waitUntilMs' in picked) return { is: 'waiting', untilMs: picked.waitUntilMs, why: null };
    const batch = await readAll(options, picked.names);
    if (batch.length === 0) continue;
    const inHand = batch.map(({ name }) => name);
    if (batch.length > 1 && !channel.each) {
      state = { ...state, inHand };
      await outbox.setState(channel.id, state, true);
    }
    const deliveries = await channel.deliver(
      batch.map(({ notice }) => notice),
      signal,
    );
    const ended = await settle(options, state, batch, deliveries);
    state = ended.state;
    await outbox.setState(channel.id, state);
    if (ended.stop) return { is: 'waiting', untilMs: state.nextMs, why: state.why };
  }
}

function pick(
  names: readonly string[],
  { inHand, sentMs }: ChannelState,
  { channel, digest, eager, now }: SendOptions,
): { readonly names: readonly string[] } | { readonly waitUntilMs: number } {
  const again = inHand.filter((name) => names.includes(name));
  if (again.length > 0) return { names: again };
  const choice = choose(names.length, channel.each, sentMs, now(), digest);
  if ('send' in choice) return { names: names.slice(0, choice.send) };
  // Who asks for it gets all at once, in one message.
  return eager ? { names: names.slice(0, MOST_AT_ONCE) } : choice;
}

interface Waiting {
  readonly name: string;
  readonly notice: Notice;
}

/** A damaged file must not stand in the way of the others. */
async function readAll({ outbox, channel, onTold }: SendOptions, names: readonly string[]): Promise<readonly Waiting[]> {
  const found: Waiting[] = [];
  for (const name of names) {
    const notice = await outbox.read(channel.id, name);
    if (notice) found.push({ name, notice });
    else {
      await outbox.refuse(channel.id, name, 'the file in the outbox is damaged');
      onTold(`${channel.what}: a message in the outbox is damaged, and was put aside (${name})`);
    }
  }
  return found;
}

async function settle(
  { outbox, channel, signal, now, onTold }: SendOptions,
  before: ChannelState,
  batch: readonly Waiting[],
  deliveries: readonly Delivery[],
): Promise<{ readonly state: ChannelState; readonly stop: boolean }> {
  const of = (is: Delivery['is']) => batch.filter((_, at) => deliveries[at]?.is === is).map(({ name }) => name);
  const delivered = of('delivered');
  await outbox.remove(channel.id, delivered);
  for (const one of deliveries) if (one.is === 'delivered' && one.note !== undefined) onTold(`${channel.what}: ${one.note}`);
  const [first] = batch;
  const refused = batch.flatMap(({ name }, at) => {
    const one = deliveries[at];
    return one?.is === 'refused' ? [{ name, ...one }] : [];
  });
  const times = before.refusals?.name === first?.name ? (before.refusals?.times ?? 0) + 1 : 1;
  const givenUp = refused.filter(({ final }) => final || times >= MOST_REFUSALS);
  for (const { name, why } of givenUp) await outbox.refuse(channel.id, name, why);
  const [lost] = givenUp;
  if (lost)
    onTold(
      `${channel.what}: ${givenUp.length === 1 ? '1 message was' : `${givenUp.length} messages were`} given up: ${lost.why}`,
    );
  const sentMs = delivered.length > 0 && !channel.each ? [...before.sentMs, now()].slice(-1000) : before.sentMs;
  const failed =
    deliveries.find(({ is }) => is === 'failed') ?? refused.find(({ name }) => !givenUp.some((one) => one.name === name));
  if (!failed || failed.is === 'delivered') {
    return {
      state: { ...before, sentMs, failures: 0, failingSinceMs: null, nextMs: 0, why: null, inHand: [], refusals: null },
      stop: false,
    };
  }
  // What was broken off because dmsa ends is no failure of the server.
  if (signal.aborted) return { state: { ...before, sentMs }, stop: true };
  const failures = before.failures + 1;
  const asked = failed.is === 'failed' ? (failed.afterMs ?? 0) : 0;
  const state: ChannelState = {
    ...{ failures, sentMs, why: failed.why, nextMs: now() + Math.max(backOffMs(failures), asked) },
    failingSinceMs: before.failingSinceMs ?? now(),
    inHand: before.inHand.filter((name) => !delivered.includes(name)),
    refusals: failed.is === 'refused' && first ? { name: first.name, times } : before.refusals,
  };
  return { state, stop: true };
}

/** In their place there is one that says how many they were: it is the first that goes out. */
async function dropTooMuch(options: SendOptions): Promise<void> {
  const { outbox, channel, limits, cluster, by, now, onTold } = options;
  const dropped = await readAll(options, tooMuch(await outbox.names(channel.id), now(), limits));
  const notices = dropped.map(({ notice }) => notice);
  // Alone it is what already says so.
  if (notices.length === 0 || (notices.length === 1 && notices[0]?.event === 'dropped')) return;
  const notice = droppedNotice(notices, limits, { id: randomUUID(), cluster, by, atMs: now() });
  await outbox.replace(
    channel.id,
    dropped.map(({ name }) => name),
    notice,
  );
  // What was in hand is no longer whole.
  await outbox.setState(channel.id, { ...(await outbox.state(channel.id)), inHand: [] });
  onTold(`${channel.what}: ${notice.sentence}`);
}
