/** One try of one check. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import type { Check, CheckProbe } from '../desired/cluster.ts';
import { quote } from '../quote.ts';
import { dial } from '../transport/dial.ts';
import { createLocalTransport } from '../transport/local.ts';
import { type Session, TransportError } from '../transport/transport.ts';
import { withoutKeys } from '../transport/without-keys.ts';
import type { CheckSubject } from './checks.ts';
import { processScript, udpScript } from './on-node.ts';

const MAX_BODY_BYTES = 1_000_000;
/** How much of what a check said is shown. */
const SHOWN_CHARS = 2_000;

type Dial = (host: string, port: number, timeoutMs: number) => Promise<Duplex>;

interface From {
  readonly dial: Dial;
  /** What stands for the node, seen from there. */
  readonly host: string;
}

/** null: it succeeded; else why not. */
export async function runProbe({ on, probe, timeoutMs }: Check, subject: CheckSubject): Promise<string | null> {
  try {
    const session = await within(timeoutMs, subject.connect(), `${subject.node} could not be reached`);
    const host = session.address ?? (session.via === 'local' ? '127.0.0.1' : session.via);
    switch (probe.type) {
      case 'command':
        return await command(probe.command, subject.node, on, host, session, timeoutMs);
      case 'tcp': {
        const from = fromWhere(on, host, session);
        const socket = await from.dial(probe.host ?? from.host, probe.port, timeoutMs);
        socket.destroy();
        return null;
      }
      case 'udp':
        return await onNode(udpScript(probe.port), session, timeoutMs);
      case 'process':
        return await onNode(processScript(probe.name), session, timeoutMs);
      case 'http':
        return await http(probe, fromWhere(on, host, session), timeoutMs);
    }
  } catch (error) {
    if (error instanceof TransportError) return [error.diagnostic.summary, error.diagnostic.detail ?? ''].join('\n').trim();
    return error instanceof Error ? error.message : String(error);
  }
}

async function onNode(script: string, session: Session, timeoutMs: number): Promise<string | null> {
  const { code, stdout, stderr } = await session.run(script, { timeoutMs, maxOutputBytes: MAX_BODY_BYTES });
  if (code === 0) return null;
  const said = shown(Buffer.concat([stdout, stderr]).toString('utf8'));
  return said === '' ? `exit status ${code ?? 'none'}; it said nothing` : said;
}

function fromWhere(on: Check['on'], host: string, session: Session): From {
  if (on === 'controller') return { dial, host };
  if (!session.dial) throw new Error('this way to reach the node can make no connections from it');
  return { dial: session.dial.bind(session), host: '127.0.0.1' };
}

async function command(
  text: string,
  node: string,
  on: Check['on'],
  host: string,
  session: Session,
  timeoutMs: number,
): Promise<string | null> {
  const where =
    on === 'node'
      ? session
      : await createLocalTransport(withoutKeys(process.env)).connect({
          node,
          connection: { ...LOCAL, commandTimeoutMs: timeoutMs },
        });
  const script = `DMSA_NODE=${quote(node)}; DMSA_HOST=${quote(host)}; export DMSA_NODE DMSA_HOST\n( ${text}\n)\n`;
  const result = await where.run(script, { timeoutMs, maxOutputBytes: MAX_BODY_BYTES });
  if (result.code === 0) return null;
  const said = shown(Buffer.concat([result.stdout, result.stderr]).toString('utf8'));
  const how = result.code === null ? 'it was ended by a signal' : `exit status ${result.code}`;
  return said === '' ? `${how}; it said nothing` : `${how}; it said:\n${said}`;
}

const LOCAL = {
  transport: 'local',
  addresses: [],
  port: 0,
  user: '',
  identityFiles: [],
  identityFilesNamed: false,
  knownHosts: '',
  hostKey: 'strict',
  connectTimeoutMs: 1_000,
} as const;

function http(probe: Extract<CheckProbe, { type: 'http' }>, from: From, timeoutMs: number): Promise<string | null> {
  const url = new URL(probe.url.replaceAll('${HOST}', isIPv6(from.host) ? `[${from.host}]` : from.host));
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const stop = new AbortController();
  const asked = (async () => {
    const plain = await from.dial(name, port, timeoutMs);
    stop.signal.addEventListener('abort', () => plain.destroy());
    return answer(url, probe, secure ? await encrypted(plain, name, probe.verifyCertificate) : plain, stop.signal);
  })();
  return within(timeoutMs, asked, 'the answer did not come').finally(() => stop.abort());
}

function encrypted(socket: Duplex, name: string, verify: boolean): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    // A name only: RFC 6066 has no addresses there.
    const servername = /^[\d.]+$|:/.test(name) ? {} : { servername: name };
    const tls = tlsConnect({ socket, rejectUnauthorized: verify, ...servername, host: name }, () => resolve(tls));
    tls.on('error', reject);
  });
}

function answer(
  url: URL,
  { status, contains }: Extract<CheckProbe, { type: 'http' }>,
  socket: Duplex,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    // The socket is encrypted already where it is to be: what is spoken over it is the same.
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = make(url, { createConnection: () => socket, signal, headers: { 'user-agent': 'dmsa' } });
    request.on('error', reject);
    request.on('response', (response) => {
      const code = response.statusCode ?? 0;
      const good = status.length > 0 ? status.includes(code) : code >= 200 && code < 300;
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      });
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const wanted = status.length > 0 ? status.join(' or ') : '200 to 299';
        if (!good) resolve(`${url.href} answered ${code}, wanted is ${wanted}; it said:\n${shown(body)}`);
        else if (contains !== null && !body.includes(contains))
          resolve(`${url.href} answered ${code} without ${JSON.stringify(contains)} in it; it said:\n${shown(body)}`);
        else resolve(null);
      });
    });
    request.end();
  });
}

function shown(text: string): string {
  const line = text.trim();
  return line.length > SHOWN_CHARS ? `…${line.slice(-SHOWN_CHARS)}` : line;
}

async function within<T>(ms: number, promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => {});
  }
}
