/** Servers that take what dmsa tells: one that checks Elasticsearch's bulk protocol as its reference has it, and one for webhooks. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
  port = 0,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, Buffer.concat(chunks).toString('utf8'), response));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Elastic extends Listening {
  /** By `index/_id`. */
  readonly documents: Map<string, Record<string, unknown>>;
  /** What of a request was not as the reference has it. */
  readonly wrong: string[];
  /** Requests to _bulk. */
  bulks: number;
  /** What the next requests are answered with, first come; null: nothing, for ever. `items`: statuses of single documents. */
  readonly next: (number | null | { readonly items: readonly number[] })[];
  /** Called when a whole request is there, before anything of it is answered. */
  onTaken: (() => void) | null;
}

/**
 * @param version  below 7 a type is wanted, from 8 on it is refused (reference: "Removal of mapping types")
 * @param auth     the header that is wanted
 */
export async function startElastic(version: string, auth?: string): Promise<Elastic> {
  const documents = new Map<string, Record<string, unknown>>();
  const wrong: string[] = [];
  const major = Number.parseInt(version, 10);
  const send = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const bulk = (body: string, statuses: readonly number[]): unknown => {
    // "The final line of data must end with a newline character": else the whole request is refused.
    if (!body.endsWith('\n')) {
      wrong.push('no newline at the end');
      return null;
    }
    const lines = body.slice(0, -1).split('\n');
    if (lines.length % 2 === 1) wrong.push('a line too many');
    const items: unknown[] = [];
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const action = JSON.parse(lines[at] ?? '') as Record<string, Record<string, string>>;
      const document = JSON.parse(lines[at + 1] ?? '') as Record<string, unknown>;
      const [verb = ''] = Object.keys(action);
      const { _index: index = '', _type: type, _id: id = '', ...others } = action[verb] ?? {};
      if (Object.keys(action).length !== 1 || !['create', 'index'].includes(verb)) wrong.push(`action ${verb}`);
      if (Object.keys(others).length > 0) wrong.push(`unknown parameter ${Object.keys(others).join()}`);
      if (!/^[a-z0-9][a-z0-9._-]*$/.test(index)) wrong.push(`index ${index}`);
      if (id === '' || Buffer.byteLength(id) > 512) wrong.push(`_id ${id}`);
      if (major < 7 ? type === undefined || type.startsWith('_') : type !== undefined) wrong.push(`_type ${type}`);
      const key = `${index}/${id}`;
      const status = statuses[at / 2] ?? (verb === 'create' && documents.has(key) ? 409 : 201);
      if (status < 300) documents.set(key, document);
      const error = status < 300 ? {} : { error: { type: 'some_exception', reason: `status ${status}` } };
      items.push({ [verb]: { _index: index, _id: id, status, ...error } });
    }
    return { took: 3, errors: items.some((item) => !JSON.stringify(item).includes('"status":201')), items };
  };
  const state: Pick<Elastic, 'bulks' | 'next' | 'onTaken'> = { bulks: 0, next: [], onTaken: null };
  const listening = await listen((request, body, response) => {
    if (auth !== undefined && request.headers.authorization !== auth)
      return send(response, 401, { error: { type: 'security_exception', reason: 'missing authentication' } });
    if (request.method === 'GET' && request.url === '/') return send(response, 200, { version: { number: version } });
    if (request.method !== 'POST' || request.url !== '/_bulk') return send(response, 405, { error: 'no such thing' });
    state.bulks += 1;
    const type = request.headers['content-type'];
    if (type !== 'application/x-ndjson') {
      wrong.push(`content type ${type}`);
      return send(response, 406, { error: `Content-Type header [${type}] is not supported` });
    }
    const next = state.next.shift();
    if (next === null) return;
    if (typeof next === 'number')
      return send(response, next, { error: { type: 'es_rejected_execution_exception', reason: 'too busy' } });
    const answer = bulk(body, next?.items ?? []);
    state.onTaken?.();
    return send(
      response,
      answer === null ? 400 : 200,
      answer ?? { error: 'The bulk request must be terminated by a newline [\\n]' },
    );
  });
  return Object.assign(state, { documents, wrong, url: listening.url, close: listening.close });
}

export interface Hook extends Listening {
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
  /** What the next ones are answered with; null: nothing, for ever. */
  readonly next: (number | null)[];
  onTaken: (() => void) | null;
}

export async function startHook(port = 0): Promise<Hook> {
  const hook: Pick<Hook, 'requests' | 'next' | 'onTaken'> = { requests: [], next: [], onTaken: null };
  const listening = await listen((request, body, response) => {
    hook.requests.push({ path: request.url ?? '', headers: request.headers, body });
    hook.onTaken?.();
    const status = hook.next.shift();
    if (status === null) return;
    response.writeHead(status ?? 204, status === 302 ? { Location: '/elsewhere' } : {});
    response.end();
  }, port);
  return Object.assign(hook, { url: listening.url, close: listening.close });
}
