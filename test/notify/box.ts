/** An outbox in a folder of the test, and a clock that the test moves. */
import type { Digest } from '../../src/desired/notify-data.ts';
import type { Channel } from '../../src/notify/channel.ts';
import type { Notice } from '../../src/notify/notice.ts';
import { type Outbox, openOutbox } from '../../src/notify/outbox.ts';
import type { Limits } from '../../src/notify/queue.ts';
import { type Round, sendRound } from '../../src/notify/sender.ts';

export interface TestBox {
  readonly outbox: Outbox;
  /** What was said of given up and dropped messages. */
  readonly told: string[];
  put(channel: Channel, notice: Notice): Promise<void>;
  send(channel: Channel, more?: { readonly eager?: boolean; readonly signal?: AbortSignal }): Promise<Round>;
  waits(channel: Channel): Promise<number>;
  later(ms: number): void;
}

let counted = 0;

export function noticed(sentence: string, more: Partial<Notice> = {}): Notice {
  counted += 1;
  return {
    ...{
      id: `n${counted}`,
      atMs: Date.now(),
      event: 'alarm',
      severity: 'alarm',
      code: 'test',
      cluster: 'test',
      pair: 'Sec-1',
      standby: null,
    },
    ...{ sentence, detail: [], by: 'test', ends: null, ...more },
  };
}

export function boxIn(folder: string, limits: Limits = { messages: 100, ageMs: 3_600_000 }): TestBox {
  const digest: Digest = { messages: 5, withinMs: 60_000 };
  const outbox = openOutbox(folder, limits.messages);
  const told: string[] = [];
  let aheadMs = 0;
  return {
    outbox,
    told,
    put: ({ id }, notice) => outbox.put(id, notice),
    send: (channel, { eager = false, signal = new AbortController().signal } = {}) =>
      sendRound({
        ...{ outbox, channel, digest, limits, cluster: 'test', by: 'test', eager, signal },
        now: () => Date.now() + aheadMs,
        onTold: (sentence) => told.push(sentence),
      }),
    waits: async ({ id }) => (await outbox.names(id)).length,
    later(ms) {
      aheadMs += ms;
    },
  };
}
