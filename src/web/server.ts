/**
 * The listeners, and what every request goes through before a route sees it: names, tokens, limits. node:http alone: what there is to do is
 * a table of a few routes, and every limit is here to be seen (docs/decisions/0074).
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { hostNames, isHostAllowed, isOriginAllowed, type Listen } from './address.ts';
import { bindListener } from './bind.ts';
import { problem, Refused, type Reply } from './reply.ts';
import { type Matched, matchRoute, type Route } from './route.ts';
import { bearerOf, createWrongs, type Token, tokenOf } from './tokens.ts';

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

export interface ServerOptions {
  readonly listens: readonly Listen[];
  /** Other names by which it may be asked for. */
  readonly names: () => readonly string[];
  /** null: there is no TLS. What is read anew counts for connections that come after. */
  readonly tls: Tls | null;
  /** null: nobody may do anything. */
  readonly tokens: () => readonly Token[] | null;
  readonly routes: readonly Route[];
  readonly redacted: <Value>(value: Value) => Value;
  /** A fault of this program. */
  readonly onFault: (error: unknown) => void;
  readonly onTold?: (what: 'wrong-token', from: string) => void;
}

export interface WebServer {
  /** As they are in the end: a port 0 has become one that was free. */
  readonly addresses: readonly string[];
  readonly setTls: (tls: Tls) => void;
  /** No new request is taken; what is open is closed. */
  readonly close: () => Promise<void>;
}

const MAX_BODY = 64 * 1024;
const MAX_HEADER = 16 * 1024;
const MAX_CONNECTIONS = 256;
const IDLE_MS = 60_000;
const LIMITS = {
  maxHeaderSize: MAX_HEADER,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
} as const;

const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cache-Control': 'no-store',
};

/** @throws DiagnosticError  where it can't listen */
export async function openServer(options: ServerOptions): Promise<WebServer> {
  const servers: { readonly server: Server | TlsServer; readonly text: string; readonly end: () => Promise<void> }[] = [];
  try {
    for (const listen of options.listens) {
      const onRequest: RequestListener = (request, response) => void answer(options, listen, request, response);
      const server =
        options.tls && listen.type === 'tcp'
          ? createTlsServer({ ...LIMITS, ...tlsOf(options.tls) }, onRequest)
          : createServer(LIMITS, onRequest);
      server.maxConnections = MAX_CONNECTIONS;
      // Of a connection on which nothing moves; the stream of events says something more often.
      server.timeout = IDLE_MS;
      server.on('clientError', (_, socket) => {
        if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      });
      servers.push({ server, ...(await bindListener(server, listen, options.tls !== null)) });
    }
  } catch (error) {
    await Promise.all(servers.map(({ end }) => end()));
    throw error;
  }
  return {
    addresses: servers.map(({ text }) => text),
    setTls(tls) {
      for (const { server } of servers) if ('setSecureContext' in server) server.setSecureContext(tlsOf(tls));
    },
    async close() {
      await Promise.all(servers.map(({ end }) => end()));
    },
  };
}

function tlsOf({ cert, key }: Tls) {
  return { cert, key, minVersion: 'TLSv1.2' as const };
}

async function answer(options: ServerOptions, listen: Listen, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
  if (options.tls && listen.type === 'tcp') response.setHeader('Strict-Transport-Security', 'max-age=31536000');
  // A client that goes away in the middle is no fault of anybody.
  response.on('error', () => {});
  request.on('error', () => {});
  let reply: Reply;
  try {
    reply = await replyTo(options, listen, request);
  } catch (error) {
    if (error instanceof Refused) reply = problem(error);
    else {
      options.onFault(error);
      reply = problem(
        new Refused(
          500,
          'internal',
          'dmsa itself failed; this is a bug',
          'Its log says more: dmsa run writes it to standard error.',
        ),
      );
    }
  }
  if ('stream' in reply) return reply.stream(response);
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const type = /^(text|application)\/[^;]*$/.test(reply.type) ? `${reply.type}; charset=utf-8` : reply.type;
  // What was not read of a request would be taken for the next one.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(reply.status, { 'Content-Type': type, 'Content-Length': body.byteLength, ...reply.headers });
  response.end(request.method === 'HEAD' || reply.status === 304 ? undefined : body);
}

async function replyTo(options: ServerOptions, listen: Listen, request: IncomingMessage): Promise<Reply> {
  const { headers, method = 'GET' } = request;
  const allowed = hostNames(listen, options.names());
  if (!isHostAllowed(headers.host, allowed))
    throw new Refused(
      421,
      'other-host',
      'This is not asked for by a name that dmsa serves',
      `It answers to ${[...allowed].join(', ')}. Another name is given with: dmsa run --listen-name NAME.`,
    );
  const [asked, base] = [request.url ?? '/', 'http://dmsa.invalid'];
  if (!URL.canParse(asked, base)) throw new Refused(400, 'bad-path', 'The path can not be read', 'RFC 3986 says what a path is.');
  const url = new URL(asked, base);
  const matched = matchRoute(options.routes, method, url.pathname);
  if (matched === null) throw new Refused(404, 'not-found', 'There is nothing here', 'What there is: /api/v1/openapi.json.');
  if (typeof matched === 'string')
    throw new Refused(405, 'method', `${method} is not for this`, `It takes ${matched}.`, { Allow: matched });
  const { route, params } = matched;
  if (method === 'POST' && !route.raw) {
    if (!isOriginAllowed(headers))
      throw new Refused(
        403,
        'other-origin',
        'A page of somebody else asks for this',
        'Ask from the page that dmsa serves itself, or from a program.',
      );
    if (!/^application\/json *(;|$)/i.test(headers['content-type'] ?? ''))
      throw new Refused(415, 'not-json', 'The body has to be JSON', 'Send it with Content-Type: application/json.');
  }
  const token = tokenFor(options, listen, matched, request);
  const body = method === 'POST' && !route.raw ? parsed(await bodyOf(request)) : null;
  return route.handle({ request, params, query: url.searchParams, body, token });
}

const wrongs = createWrongs();

/** null: none is needed, and none was given. */
function tokenFor(options: ServerOptions, listen: Listen, { route }: Matched, request: IncomingMessage): Token | null {
  const needed = route.access === 'act' || (route.access === 'read' && !listen.local);
  if (route.access === 'open') return null;
  const given = bearerOf(request.headers.authorization);
  if (!needed && given === null) return null;
  const tokens = options.tokens();
  if (!tokens) {
    if (!needed) return null;
    throw new Refused(403, 'read-only', 'Nothing can be done from here', 'dmsa run was started without --token-file.');
  }
  if (given === null)
    throw new Refused(401, 'no-token', 'This needs a token', 'Send it as Authorization: Bearer TOKEN.', {
      'WWW-Authenticate': 'Bearer realm="dmsa"',
    });
  const token = tokenOf(tokens, given);
  if (!token) {
    // A right one is never refused for the wrong ones of others: on one machine all have one address, and it is too long to be guessed.
    const from = request.socket.remoteAddress ?? 'socket';
    const waitMs = wrongs.waitMs(from, performance.now());
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new Refused(429, 'too-many-wrong', 'Too many wrong tokens came from your address', `Try again in ${seconds} s.`, {
        'Retry-After': String(seconds),
      });
    }
    wrongs.wrong(from, performance.now());
    options.onTold?.('wrong-token', from);
    throw new Refused(401, 'wrong-token', 'That is no token of this dmsa', 'The file of --token-file has them, one a line.', {
      'WWW-Authenticate': 'Bearer realm="dmsa", error="invalid_token"',
    });
  }
  if (route.access === 'act' && token.may !== 'act')
    throw new Refused(
      403,
      'read-token',
      `The token ${token.name} may only read`,
      'Use one without the word read in the file of --token-file.',
    );
  return token;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const tooLarge = (): Refused => new Refused(413, 'too-large', 'The body is too large', `${MAX_BODY} bytes are the most.`);
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw tooLarge();
  for await (const chunk of request) {
    const part = chunk as Buffer;
    length += part.length;
    if (length > MAX_BODY) throw tooLarge();
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, 'not-json', 'The body is not JSON', 'RFC 8259 says what JSON is.');
  }
}
