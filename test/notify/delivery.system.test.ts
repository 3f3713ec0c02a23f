/**
 * Elasticsearch by its bulk protocol, webhooks with their signature, and an outbox that survives whatever happens to dmsa: here the
 * program itself (`dmsa notify flush`) is killed at the worst moments.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ElasticTarget, WebhookTarget } from '../../src/desired/notify-data.ts';
import { elasticChannel } from '../../src/notify/elastic.ts';
import { webhookChannel } from '../../src/notify/webhook.ts';
import { boxIn, noticed, type TestBox } from './box.ts';
import { startExim } from './exim.ts';
import { type Elastic, type Hook, startElastic, startHook } from './http-servers.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;
const NOW = AbortSignal.timeout(60_000);

let folder: string;
let box: TestBox;
const open: { close(): Promise<void> }[] = [];
function opened<T extends { close(): Promise<void> }>(server: T): T {
  open.push(server);
  return server;
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dmsa-notify-'));
  box = boxIn(join(folder, 'outbox/test'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe('Elasticsearch', () => {
  const elastic = (server: Elastic, more: Partial<ElasticTarget> = {}) =>
    elasticChannel({
      ...{
        hosts: [server.url],
        index: 'ubilogs',
        version: null,
        type: 'doc',
        login: null,
        severity: 'info',
        timeoutMs: 700,
        ca: null,
      },
      ...more,
    });

  it.each(['5.6.16', '6.8.23', '7.17.9', '8.15.0'])(
    '%s takes every event as a document of its own, in one request, once',
    async (version) => {
      const server = opened(await startElastic(version));
      const channel = elastic(server);
      const atMs = Date.now() - 60_000;
      const at = new Date(atMs).toISOString();
      const index = `ubilogs-${at.slice(0, 10).replaceAll('-', '.')}`;
      for (const id of ['a', 'b', 'c']) await box.put(channel, noticed(`two\nlines of ${id}`, { id, atMs }));
      expect(await box.send(channel)).toEqual({ is: 'empty' });
      expect(server.wrong).toEqual([]);
      expect(server.bulks).toBe(1);
      expect([...server.documents.keys()]).toEqual([`${index}/a`, `${index}/b`, `${index}/c`]);
      expect(server.documents.get(`${index}/b`)).toMatchObject({
        '@timestamp': at,
        dmsa: { id: 'b', severity: 'alarm' },
      });
      // Once more, as after a crash: nothing changes, and nothing is wrong with it.
      expect(await channel.deliver([noticed('again', { id: 'b', atMs })], NOW)).toEqual([{ is: 'delivered' }]);
      expect(server.documents.get(`${index}/b`)?.['message']).toBe('two\nlines of b');
    },
  );

  it('single documents are tried again or given up, as each was answered; the others are not sent again', async () => {
    const server = opened(await startElastic('7.17.9'));
    const channel = elastic(server);
    for (const id of ['good', 'full', 'bad']) await box.put(channel, noticed(id, { id }));
    server.next.push({ items: [201, 429, 400] });
    expect(await box.send(channel)).toMatchObject({ is: 'waiting', why: '429 some_exception: status 429' });
    expect(await box.waits(channel)).toBe(1);
    expect(box.told).toEqual([expect.stringContaining('1 message was given up: the document was refused: 400')]);
    expect(await box.outbox.refused('elasticsearch')).toMatchObject([{ notice: { id: 'bad' } }]);
    box.later(3_000);
    expect(await box.send(channel)).toEqual({ is: 'empty' });
    expect([...server.documents.keys()].map((key) => key.split('/')[1])).toEqual(['good', 'full']);
  });

  it('one that is busy, hangs, or does not know us keeps all of it waiting, each failure longer', async () => {
    const server = opened(await startElastic('7.17.9', 'ApiKey aWQ6a2V5'));
    const channel = elastic(server, { version: 7, login: { apiKey: 'aWQ6a2V5' } });
    const stranger = elastic(server, { version: 7, login: { user: 'x', password: 'y' } });
    await box.put(channel, noticed('x', { id: 'x' }));
    server.next.push(429, null, 503);
    const whys: unknown[] = [];
    for (const nth of [0, 1, 2]) {
      const round = await box.send(channel);
      whys.push(round.is === 'waiting' ? round.why : round.is);
      box.later(2_000 * 2 ** nth);
    }
    expect(whys).toEqual([
      expect.stringContaining('answered with 429'),
      expect.stringContaining('no answer within 0.7 s'),
      expect.stringContaining('answered with 503'),
    ]);
    expect(await stranger.deliver([noticed('y')], NOW)).toMatchObject([
      { is: 'failed', why: expect.stringContaining('401: security_exception: missing authentication') },
    ]);
    expect(await box.send(channel)).toEqual({ is: 'empty' });
    expect([...server.documents.keys()].map((key) => key.split('/')[1])).toEqual(['x']);
  });

  it('the next server takes it where one is gone', async () => {
    const [gone, here] = [await startElastic('8.15.0'), opened(await startElastic('8.15.0'))];
    await gone.close();
    const channel = elastic(here, { hosts: [gone.url, here.url] });
    expect(await channel.deliver([noticed('x')], NOW)).toEqual([{ is: 'delivered' }]);
  });
});

describe('a webhook', () => {
  const hookTo = (server: Hook, more: Partial<WebhookTarget> = {}) =>
    webhookChannel({
      ...{ name: 'chat', url: `${server.url}/in?room=1`, secret: 'g$heim', severity: 'info', timeoutMs: 700, ca: null },
      ...{ headers: [{ name: 'Authorization', value: 'Bearer x' }], ...more },
    });

  it('can tell by the signature that it is dmsa, and when', async () => {
    const server = opened(await startHook());
    const notice = noticed('Übernahme');
    expect(await hookTo(server).deliver([notice], NOW)).toEqual([{ is: 'delivered' }]);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = server.requests;
    expect(path).toBe('/in?room=1');
    expect(headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer x' });
    const stamp = String(headers['x-dmsa-timestamp']);
    expect(Math.abs(Number(stamp) * 1000 - Date.now())).toBeLessThan(60_000);
    expect(headers['x-dmsa-signature']).toBe(`sha256=${createHmac('sha256', 'g$heim').update(`${stamp}.${body}`).digest('hex')}`);
    expect(JSON.parse(body)).toMatchObject({ notices: [{ id: notice.id, sentence: 'Übernahme' }] });
    await hookTo(server, { secret: null }).deliver([notice], NOW);
    expect(server.requests[1]?.headers).not.toHaveProperty('x-dmsa-signature');
  });

  it('that redirects is not followed; one that hangs or fails is tried again', async () => {
    const server = opened(await startHook());
    const channel = hookTo(server);
    server.next.push(302, null, 500, 410);
    const said = async () => (await channel.deliver([noticed('x')], NOW))[0];
    expect(await said()).toMatchObject({ is: 'refused', why: expect.stringContaining('redirect') });
    expect(await said()).toMatchObject({ is: 'failed', why: 'no answer within 0.7 s' });
    expect(await said()).toMatchObject({ is: 'failed', why: 'it answered with 500' });
    expect(await said()).toMatchObject({ is: 'refused', final: false });
    expect(server.requests.map(({ path }) => path)).toEqual(Array(4).fill('/in?room=1'));
  });
});

describe('dmsa', () => {
  const flush = (verb = 'flush'): ChildProcess =>
    spawn(process.execPath, [PROGRAM, 'notify', verb, '--json', '-f', join(folder, 'cluster.yaml')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const ended = async (child: ChildProcess): Promise<{ readonly code: number | null; readonly said: string }> => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said };
  };
  const cluster = (notify: string): void =>
    writeFileSync(
      join(folder, 'cluster.yaml'),
      `apiVersion: dmsa/v1\nkind: Cluster\nmetadata: { name: test }\nspec:\n  nodes:\n    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }\n  notify:\n    outbox: { directory: outbox }\n    ${notify}\n`,
    );

  it('killed after Elasticsearch has the documents and before it knows: they are there once', async () => {
    const server = opened(await startElastic('7.17.9'));
    cluster(`elasticsearch: { hosts: ["${server.url}"], version: 7 }`);
    for (const id of ['a', 'b']) await box.outbox.put('elasticsearch', noticed(id, { id }));
    const child = flush();
    server.onTaken = () => child.kill('SIGKILL');
    expect((await ended(child)).code).toBeNull();
    expect(server.documents.size).toBe(2);
    expect(await box.outbox.names('elasticsearch')).toHaveLength(2);
    server.onTaken = null;
    expect((await ended(flush())).code).toBe(0);
    expect([server.documents.size, server.bulks, server.wrong]).toEqual([2, 2, []]);
    expect(await box.outbox.names('elasticsearch')).toEqual([]);
  });

  it('killed after a webhook has a digest: it gets the same again, by the same number, also when more waits by then', async () => {
    const server = opened(await startHook());
    cluster(`webhooks: [{ name: chat, url: "${server.url}" }]`);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await box.outbox.put('webhook-chat', noticed(id, { id }));
    const child = flush();
    server.onTaken = () => child.kill('SIGKILL');
    expect((await ended(child)).code).toBeNull();
    server.onTaken = null;
    await box.outbox.put('webhook-chat', noticed('h', { id: 'h' }));
    expect((await ended(flush())).code).toBe(0);
    const ids = server.requests.map(({ body }) =>
      (JSON.parse(body) as { notices: { id: string }[] }).notices.map(({ id }) => id).join(''),
    );
    expect(ids).toEqual(['abcdefg', 'abcdefg', 'h']);
    expect(server.requests[1]?.headers['x-dmsa-id']).toBe(server.requests[0]?.headers['x-dmsa-id']);
    expect(server.requests[1]?.body).toBe(server.requests[0]?.body);
  });

  it('killed after the mail server has a mail: it goes out once more, with the same Message-ID', async () => {
    const exim = opened(await startExim());
    let child: ChildProcess | null = null;
    let cut = true;
    // Between dmsa and exim: what exim says after it took the mail does not come through.
    const proxy = createServer((client) => {
      const upstream = connect(exim.port, '127.0.0.1');
      for (const socket of [client, upstream]) socket.on('error', () => {});
      client.pipe(upstream);
      upstream.on('data', (chunk: Buffer) => {
        if (cut && chunk.toString().includes('250 OK id=')) child?.kill('SIGKILL');
        else client.write(chunk);
      });
      upstream.on('end', () => client.destroy());
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const address = proxy.address();
    cluster(
      `mail: { server: "127.0.0.1:${typeof address === 'object' ? address?.port : 0}", tls: none, from: dmsa@example.com, to: [root@test] }`,
    );
    await box.outbox.put('mail', noticed('x', { id: 'only' }));
    child = flush();
    expect((await ended(child)).code).toBeNull();
    cut = false;
    expect((await ended(flush())).code).toBe(0);
    expect(exim.ids()).toEqual(['only@example.com', 'only@example.com']);
    expect(await box.outbox.names('mail')).toEqual([]);
    proxy.close();
  });

  it('twice at the same time: each message goes out once', async () => {
    const server = opened(await startHook());
    cluster(`webhooks: [{ name: chat, url: "${server.url}" }]\n    digest: { messages: 1000 }`);
    for (let nth = 0; nth < 30; nth += 1) await box.outbox.put('webhook-chat', noticed(`${nth}`));
    const all = await Promise.all([ended(flush()), ended(flush())]);
    expect(all.every(({ code }) => code === 0 || code === 3)).toBe(true);
    expect(await box.outbox.names('webhook-chat')).toEqual([]);
    const sent = server.requests.flatMap(({ body }) =>
      (JSON.parse(body) as { notices: { sentence: string }[] }).notices.map(({ sentence }) => sentence),
    );
    expect(sent).toEqual(Array.from({ length: 30 }, (_, nth) => `${nth}`));
  });

  it('a damaged message, and a half written one, stand in nobody’s way; status tells, and nothing of a secret', async () => {
    const server = opened(await startHook());
    const gone = await startHook();
    await gone.close();
    writeFileSync(join(folder, 's.yaml'), 'variables: { HOOK: "verysecretpath", KEY: "anothersecret" }\n', { mode: 0o600 });
    cluster(
      `webhooks: [{ name: chat, url: "${server.url}", secret: { secret: KEY } }, { name: gone, url: "${gone.url}/", headers: { X-Key: { secret: HOOK } } }]\n  secrets: { file: s.yaml }`,
    );
    await box.outbox.put('webhook-chat', noticed('first'));
    writeFileSync(join(folder, 'outbox/test/webhook-chat/0000000000000001-00000-x.json'), '{"id":');
    writeFileSync(join(folder, 'outbox/test/webhook-chat/.99.tmp'), '{"id":"half');
    await box.outbox.put('webhook-gone', noticed('second'));
    const flushed = await ended(flush());
    expect(flushed.code).toBe(3);
    expect(server.requests).toHaveLength(1);
    const status = await ended(flush('status'));
    expect(status.code).toBe(3);
    expect(JSON.parse(status.said)).toMatchObject({
      cluster: 'test',
      channels: [
        { id: 'webhook-chat', waiting: 0, why: null, refused: [{ why: 'the file in the outbox is damaged' }] },
        {
          id: 'webhook-gone',
          waiting: 1,
          why: expect.stringContaining('ECONNREFUSED'),
          failingSince: expect.any(String),
          nextTry: expect.any(String),
        },
      ],
    });
    const state = readFileSync(join(folder, 'outbox/test/webhook-gone/state.json'), 'utf8');
    for (const text of [flushed.said, status.said, state]) expect(text).not.toMatch(/verysecretpath|anothersecret/);
  });

  it('sends a test through every channel and says what came of each', async () => {
    const [server, elastic] = [opened(await startHook()), opened(await startElastic('8.15.0'))];
    server.next.push(500);
    cluster(`webhooks: [{ name: chat, url: "${server.url}" }]\n    elasticsearch: { hosts: ["${elastic.url}"] }`);
    const { code, said } = await ended(flush('test'));
    expect(code).toBe(1);
    expect(JSON.parse(said)).toMatchObject({
      channels: [
        { id: 'elasticsearch', delivered: true },
        { id: 'webhook-chat', delivered: false, why: 'it answered with 500' },
      ],
    });
    expect([...elastic.documents.values()]).toMatchObject([{ dmsa: { event: 'test' } }]);
  });
});

it('where nothing goes out for long, the oldest are dropped, and that is the first that arrives', async () => {
  const server = opened(await startHook());
  const small = boxIn(join(folder, 'small'), { messages: 10, ageMs: 3_600_000 });
  const channel = webhookChannel({
    name: 'chat',
    url: server.url,
    secret: null,
    headers: [],
    severity: 'info',
    timeoutMs: 700,
    ca: null,
  });
  server.next.push(503, 503);
  for (let nth = 0; nth < 12; nth += 1) await small.put(channel, noticed(`n${nth}`));
  await small.send(channel);
  for (let nth = 12; nth < 15; nth += 1) await small.put(channel, noticed(`n${nth}`));
  await small.send(channel, { eager: true });
  await small.send(channel, { eager: true });
  const [last] = server.requests.slice(-1);
  const sent = (JSON.parse(last?.body ?? '{}') as { notices: { event: string; sentence: string }[] }).notices;
  expect(sent).toHaveLength(10);
  expect(sent[0]).toMatchObject({ event: 'dropped', sentence: expect.stringContaining('6 messages were dropped') });
  expect(sent.slice(1).map(({ sentence }) => sentence)).toEqual(Array.from({ length: 9 }, (_, nth) => `n${nth + 6}`));
  // An outbox that nobody sends takes no more than it can hold, and says so.
  const full = boxIn(join(folder, 'full'), { messages: 10, ageMs: 1 });
  for (let nth = 0; nth < 20; nth += 1) await full.put(channel, noticed('x'));
  await expect(full.put(channel, noticed('x'))).rejects.toThrow('20 messages wait already');
});
