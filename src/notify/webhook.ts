/**
 * A webhook: JSON by POST. With a secret each request has `X-Dmsa-Timestamp` (seconds since 1970) and `X-Dmsa-Signature`,
 * `sha256=` and the HMAC-SHA256 of `TIMESTAMP.BODY` in hexadecimal: who gets it can tell that it is dmsa's, and that it is fresh.
 */
import { createHmac } from 'node:crypto';
import type { WebhookTarget } from '../desired/notify-data.ts';
import { allOf, type Channel, type Delivery } from './channel.ts';
import { http } from './http.ts';
import type { Notice } from './notice.ts';
import { batchId, webhookBody } from './text.ts';

export function webhookChannel(target: WebhookTarget): Channel {
  const { name, url, ca, timeoutMs, severity } = target;
  return {
    id: `webhook-${name}`,
    what: `webhook ${name}`,
    severity,
    each: false,
    async deliver(notices, signal) {
      const body = webhookBody(notices);
      const headers = headersOf(target, notices, body, Math.floor(Date.now() / 1000));
      try {
        const { status, afterMs } = await http({ url, method: 'POST', headers, body, ca, timeoutMs, signal });
        return allOf(notices, deliveryOf(status, afterMs));
      } catch (error) {
        return allOf(notices, { is: 'failed', why: error instanceof Error ? error.message : String(error) });
      }
    },
  };
}

function headersOf(
  target: WebhookTarget,
  notices: readonly Notice[],
  body: string,
  seconds: number,
): Readonly<Record<string, string>> {
  const own = Object.fromEntries(target.headers.map(({ name, value }) => [name, value]));
  const base = { ...own, 'Content-Type': 'application/json', 'X-Dmsa-Id': batchId(notices), 'X-Dmsa-Timestamp': String(seconds) };
  return target.secret === null ? base : { ...base, 'X-Dmsa-Signature': `sha256=${signature(target.secret, seconds, body)}` };
}

function signature(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}

function deliveryOf(status: number, afterMs: number | null): Delivery {
  if (status >= 200 && status < 300) return { is: 'delivered' };
  const why = `it answered with ${status}`;
  if (status >= 300 && status < 400) return { is: 'refused', why: `${why}, a redirect, which is not followed`, final: false };
  const later = [408, 425, 429].includes(status) || status >= 500 || status < 200;
  if (later) return { is: 'failed', why, ...(afterMs === null ? {} : { afterMs }) };
  return { is: 'refused', why, final: false };
}
