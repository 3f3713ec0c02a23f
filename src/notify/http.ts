/** One request over HTTP: no redirect is followed, and nothing of it is endless. */
import { readFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { withEither } from '../either-signal.ts';
import { MOST_WAIT_MS } from './queue.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** A file of certificates; null: the CAs that Node.js knows. */
  readonly ca: string | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Its beginning, where it is longer than anybody reads. */
  readonly body: string;
  /** From its header Retry-After; null: it said nothing of it. */
  readonly afterMs: number | null;
}

const MOST_BYTES = 4 * 1024 * 1024;

/** Rejects with a sentence where there was no answer within the time. */
export async function http({ url, method, headers, body, ca, timeoutMs, signal }: HttpRequest): Promise<HttpAnswer> {
  const secure = url.startsWith('https:');
  const trusted = ca === null || !secure ? {} : { ca: await readFile(ca) };
  const limit = AbortSignal.timeout(timeoutMs);
  const options = {
    method,
    headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close', 'User-Agent': 'dmsa' },
    agent: false as const,
  };
  const ask = (ends: AbortSignal): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        const late = limit.aborted ? `no answer within ${timeoutMs / 1000} s` : signal.aborted ? 'stopped' : null;
        reject(new Error(late ?? error.message));
      };
      const sent = (secure ? tlsRequest : plainRequest)(url, { ...options, ...trusted, signal: ends }, (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const done = (): void => {
          const after = Number(answer.headers['retry-after'] ?? Number.NaN);
          resolve({
            status: answer.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
            afterMs: Number.isFinite(after) && after >= 0 ? Math.min(after * 1000, MOST_WAIT_MS) : null,
          });
        };
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= MOST_BYTES) chunks.push(chunk);
          else answer.destroy(new Error('its answer is too long'));
        });
        answer.on('end', done);
        answer.on('error', fail);
      });
      sent.on('error', fail);
      sent.end(body);
    });
  return withEither([limit, signal], ask);
}
