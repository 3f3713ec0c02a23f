/** `dmsa notify status | test | flush`: what waits to be told to whom, and trying it now. */
import { randomUUID } from 'node:crypto';
import type { Cluster } from '../desired/cluster.ts';
import type { Notify } from '../desired/notify-data.ts';
import { DiagnosticError } from '../diagnostic.ts';
import type { Channel } from '../notify/channel.ts';
import type { Notice } from '../notify/notice.ts';
import { channelsOf, outboxOf } from '../notify/notifier.ts';
import type { Outbox } from '../notify/outbox.ts';
import { sendRound } from '../notify/sender.ts';
import { notifyStatus } from '../notify/status.ts';
import {
  type Flushed,
  flushedJson,
  notifyStatusJson,
  renderFlushed,
  renderNotifyStatus,
  renderTried,
  type Tried,
  triedJson,
} from '../views/notify.ts';
import { EXIT } from './exit.ts';
import { who } from './ha-pair.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';

interface NotifyOptions {
  readonly file: string;
  readonly json: boolean;
}

/** Over all tries of one channel. */
const FLUSH_MS = 120_000;

export async function notifyStatusVerb(options: NotifyOptions, io: Io): Promise<number> {
  const { cluster, notify } = await wanted(options.file, io);
  const status = io.redacted(await notifyStatus(cluster, notify));
  if (options.json) io.out(`${JSON.stringify(notifyStatusJson(cluster.name, status), null, 2)}\n`);
  else io.out(renderNotifyStatus(status, Date.now(), io));
  const bad = status.channels.some(
    ({ what, waiting, failingSinceMs }) => waiting > 0 && (failingSinceMs !== null || what === null),
  );
  return bad ? EXIT.incomplete : EXIT.done;
}

/** Past the outbox: what comes of it is said at once. */
export async function notifyTestVerb(options: NotifyOptions, io: Io): Promise<number> {
  const { cluster, notify } = await wanted(options.file, io);
  const notice: Notice = {
    ...{ id: randomUUID(), atMs: Date.now(), event: 'test', severity: 'info', code: 'test', cluster: cluster.name },
    ...{ pair: null, standby: null, sentence: `a test of the notifications of ${cluster.name}`, detail: [] },
    ...{ by: `dmsa notify test ${who()}`, ends: null },
  };
  const tried = await Promise.all(
    channelsOf(notify).map(async (channel): Promise<Tried> => {
      const [delivery] = await channel.deliver([notice], AbortSignal.timeout(FLUSH_MS));
      return { id: channel.id, what: channel.what, delivery: delivery ?? { is: 'failed', why: 'it said nothing' } };
    }),
  );
  const shown = io.redacted(tried);
  io.out(options.json ? `${JSON.stringify(triedJson(cluster.name, shown), null, 2)}\n` : renderTried(shown, io));
  return shown.every(({ delivery }) => delivery.is === 'delivered') ? EXIT.done : EXIT.error;
}

export async function notifyFlushVerb(options: NotifyOptions, io: Io): Promise<number> {
  const { cluster, notify } = await wanted(options.file, io);
  const outbox = outboxOf(notify, cluster.name);
  const flushed = await Promise.all(channelsOf(notify).map((channel) => flush(cluster, notify, outbox, channel, io)));
  const shown = io.redacted(flushed);
  io.out(options.json ? `${JSON.stringify(flushedJson(cluster.name, shown), null, 2)}\n` : renderFlushed(shown, io));
  return shown.every(({ left }) => left === 0) ? EXIT.done : EXIT.incomplete;
}

async function flush({ name }: Cluster, notify: Notify, outbox: Outbox, channel: Channel, io: Io): Promise<Flushed> {
  const round = await sendRound({
    ...{ outbox, channel, digest: notify.digest, limits: notify.outbox, cluster: name, by: `dmsa notify flush ${who()}` },
    ...{ eager: true, signal: AbortSignal.timeout(FLUSH_MS), now: Date.now },
    onTold: (sentence) => io.log('warn', sentence),
  });
  const left = (await outbox.names(channel.id)).length;
  const why = round.is === 'busy' ? 'another dmsa is sending it just now' : round.is === 'waiting' ? round.why : null;
  return { id: channel.id, what: channel.what, left, why };
}

async function wanted(file: string, io: Io): Promise<{ readonly cluster: Cluster; readonly notify: Notify }> {
  const { cluster } = await loadOrThrow(file, io, 'count');
  if (cluster.notify !== null) return { cluster, notify: cluster.notify };
  const detail =
    'Write under spec, for example: notify: { mail: { server: mail.example.com, from: dmsa@example.com } }. docs/cluster-yaml.md has the rest.';
  const summary = `${file} names nobody who is told`;
  throw new DiagnosticError([{ severity: 'error', code: 'no-notify', summary, detail }]);
}
