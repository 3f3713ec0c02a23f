/** Server-sent events: the whole once, then what changes. Whoever comes back gets what was missed, where that is still known. */
import type { ServerResponse } from 'node:http';
import type { Board, Patch } from './board.ts';
import { Refused, type Reply } from './reply.ts';

export interface Stream {
  /** @param lastId  the `Last-Event-ID` of one that comes back */
  readonly open: (lastId: string | null) => Reply;
  readonly clients: () => number;
  readonly close: () => void;
}

const MOST_CLIENTS = 64;
const KEPT = 1_000;
const KEPT_BYTES = 4 * 1024 * 1024;
const BEAT_MS = 5_000;
/** What a client has not taken of what was written to it; after that it has to begin anew. */
const MOST_BEHIND = 4 * 1024 * 1024;

/** @param snapshot  all that there is to know, as the page begins with it */
export function createStream(board: Board, snapshot: () => object, redacted: <V>(value: V) => V): Stream {
  // Numbers of another process mean nothing here.
  const boot = board.known().options.by.startedMs.toString(36);
  const clients = new Set<ServerResponse>();
  let kept: { readonly id: number; readonly text: string }[] = [];
  let bytes = 0;
  let last = 0;
  const write = (client: ServerResponse, text: string): void => {
    if (client.writableLength > MOST_BEHIND) client.destroy();
    else client.write(text);
  };
  const stop = board.listen((patch: Patch) => {
    last += 1;
    const text = `id: ${boot}-${last}\nevent: ${patch.type}\ndata: ${JSON.stringify(redacted(patch.data))}\n\n`;
    kept.push({ id: last, text });
    bytes += text.length;
    if (kept.length > KEPT || bytes > KEPT_BYTES) {
      kept = kept.slice(kept.length >> 1);
      bytes = kept.reduce((sum, one) => sum + one.text.length, 0);
    }
    for (const client of clients) write(client, text);
  });
  // What is shown is as old as this says, also where nothing changes.
  const beat = setInterval(() => {
    if (clients.size === 0) return;
    const { nowMs, toldMs } = board.head();
    const pairs = Object.fromEntries(
      [...board.known().evidence].map(([active, { atMs, evidence }]) => [
        active,
        { atMs, checkedMs: evidence.checkedMs, lookedMs: evidence.lookedMs },
      ]),
    );
    for (const client of clients) write(client, `event: beat\ndata: ${JSON.stringify({ nowMs, toldMs, pairs })}\n\n`);
  }, BEAT_MS);
  beat.unref();

  /** null: too much was missed. */
  const missed = (lastId: string | null): readonly string[] | null => {
    const [, of, number] = /^([0-9a-z]+)-(\d+)$/.exec(lastId ?? '') ?? [];
    const seen = Number(number);
    if (of !== boot || seen > last) return null;
    const first = kept[0]?.id ?? last + 1;
    return seen + 1 < first ? null : kept.filter(({ id }) => id > seen).map(({ text }) => text);
  };
  return {
    open(lastId) {
      if (clients.size >= MOST_CLIENTS)
        throw new Refused(503, 'too-many-watchers', 'Too many watch already', `${MOST_CLIENTS} are the most. Try again later.`, {
          'Retry-After': '30',
        });
      return {
        stream(response) {
          response.writeHead(200, {
            'Content-Type': 'text/event-stream; charset=utf-8',
            Connection: 'keep-alive',
            'X-Accel-Buffering': 'no',
          });
          const again = missed(lastId);
          if (again) response.write(`retry: 2000\n\n${again.join('')}`);
          else
            response.write(
              `retry: 2000\n\nid: ${boot}-${last}\nevent: snapshot\ndata: ${JSON.stringify(redacted(snapshot()))}\n\n`,
            );
          clients.add(response);
          response.on('close', () => clients.delete(response));
        },
      };
    },
    clients: () => clients.size,
    close() {
      stop();
      clearInterval(beat);
      for (const client of clients) client.end();
    },
  };
}
