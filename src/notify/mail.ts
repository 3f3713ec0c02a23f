/** Mail, by nodemailer. */
import { readFile } from 'node:fs/promises';
import type { MailTarget } from '../desired/notify-data.ts';
import { withEither } from '../either-signal.ts';
import { allOf, type Channel, type Delivery } from './channel.ts';
import type { Notice } from './notice.ts';
import { mailOf } from './text.ts';

export function mailChannel(target: MailTarget): Channel {
  const { host, port, to, severity } = target;
  const server = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return {
    id: 'mail',
    what: `mail to ${to.join(', ')} by ${server}`,
    severity,
    each: false,
    async deliver(notices, signal) {
      try {
        const refused = await send(target, notices, signal);
        const note = `the mail server did not take it for ${refused.join(', ')}`;
        return allOf(notices, refused.length === 0 ? { is: 'delivered' } : { is: 'delivered', note });
      } catch (error) {
        return allOf(notices, failure(error, target, signal));
      }
    },
  };
}

/** Gives those of several recipients that the server did not want. Throws where it was sent to nobody. */
async function send(target: MailTarget, notices: readonly Notice[], signal: AbortSignal): Promise<readonly string[]> {
  const { host, port, tls, ca, login, from, to, timeoutMs } = target;
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: tls === 'tls',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    tls: ca === null ? {} : { ca: await readFile(ca) },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { messageId, inReplyTo, subject, text, atMs } = mailOf(notices, from);
  try {
    const mail = {
      ...{ from, to: [...to], subject, text, messageId, date: new Date(atMs) },
      ...(inReplyTo === null ? {} : { inReplyTo, references: [inReplyTo] }),
      // No answer by a machine (RFC 3834), and no receipt.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    };
    // The time is of the whole, not only of each part of it.
    const { rejected } = await withEither([signal, AbortSignal.timeout(timeoutMs)], (ends) =>
      transport.sendMail({ ...mail, signal: ends }),
    );
    return rejected ?? [];
  } finally {
    transport.close();
  }
}

/** A mail that the server does not want may be wanted once somebody has mended the server: it is tried a few times. */
function failure(error: unknown, { timeoutMs }: MailTarget, signal: AbortSignal): Delivery {
  const { message, code, command, responseCode } = fieldsOf(error);
  if (code === 'EABORT' || code === 'ABORT_ERR' || /abort/i.test(code))
    return { is: 'failed', why: signal.aborted ? 'stopped' : `no answer within ${timeoutMs / 1000} s` };
  const own = /^(MAIL FROM|RCPT TO|DATA|MESSAGE|API)$/.test(command);
  if (own && responseCode >= 500) return { is: 'refused', why: message, final: false };
  return { is: 'failed', why: message };
}

function fieldsOf(error: unknown): {
  readonly message: string;
  readonly code: string;
  readonly command: string;
  readonly responseCode: number;
} {
  const fields: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {};
  const message = error instanceof Error ? error.message : String(error);
  const text = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '');
  const { responseCode } = fields;
  return {
    message,
    code: text('code'),
    command: text('command'),
    responseCode: typeof responseCode === 'number' ? responseCode : 0,
  };
}
