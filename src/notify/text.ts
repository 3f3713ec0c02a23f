/** What a channel is sent: a mail's subject and text, a document of Elasticsearch, the body of a webhook. Pure. */
import { createHash } from 'node:crypto';
import type { Json } from '../json.ts';
import type { Notice } from './notice.ts';

const SUBJECT_CHARACTERS = 180;
/** Of a digest; the others are counted. */
const DIGEST_LINES = 100;

export interface Mail {
  readonly messageId: string;
  /** The mail that this one belongs to; null: it begins a thread. */
  readonly inReplyTo: string | null;
  readonly subject: string;
  readonly text: string;
  readonly atMs: number;
}

/** The same notices always give the same Message-ID: who gets a mail twice can see it. */
export function mailOf(notices: readonly Notice[], from: string): Mail {
  const domain = from.slice(from.lastIndexOf('@') + 1).replaceAll(/[^A-Za-z0-9.-]/g, '') || 'dmsa';
  const idOf = (id: string): string => `<${id}@${domain}>`;
  const [first] = notices;
  if (!first) throw new Error('a mail of nothing');
  const atMs = notices.at(-1)?.atMs ?? first.atMs;
  if (notices.length === 1) {
    const { id, ends, sentence } = first;
    const subject = cut(`[dmsa ${first.cluster}] ${headOf(first)}: ${sentence}`);
    return { messageId: idOf(id), inReplyTo: ends === null ? null : idOf(ends), subject, text: bodyOf(first), atMs };
  }
  return {
    messageId: idOf(`digest-${batchId(notices)}`),
    inReplyTo: null,
    subject: digestSubject(notices),
    text: digestOf(notices),
    atMs,
  };
}

export function batchId(notices: readonly Notice[]): string {
  return createHash('sha256')
    .update(notices.map(({ id }) => id).join('\n'))
    .digest('hex')
    .slice(0, 32);
}

function headOf({ severity, pair, node = null, ends, event }: Notice): string {
  const word = event === 'test' ? 'test' : ends !== null ? 'over' : severity === 'alarm' ? 'ALARM' : severity;
  const of = pair ?? node;
  return of === null ? word : `${word} ${of}`;
}

function cut(text: string): string {
  return text.length > SUBJECT_CHARACTERS ? `${text.slice(0, SUBJECT_CHARACTERS - 1)}…` : text;
}

function bodyOf(notice: Notice): string {
  const { cluster, pair, node = null, standby, sentence, detail, event, code, severity, by, id } = notice;
  const rows = [
    ['when', iso(notice.atMs)],
    ['cluster', cluster],
    ...(pair === null ? [] : [['pair', standby === null ? pair : `${pair}, standby ${standby}`]]),
    ...(node === null ? [] : [['node', node]]),
    ['event', `${event} [${code}], ${severity}${notice.ends === null ? '' : ', over'}`],
    ['said by', by],
    ['number', id],
  ].map(([key = '', value = '']) => `${key.padEnd(9)}${value}`);
  const more =
    pair === null
      ? `dmsa status${node === null ? '' : `; dmsa events --node ${node}`}`
      : `dmsa ha explain ${pair}; dmsa ha history ${pair}`;
  const ask = pair === null && (event === 'test' || event === 'dropped') ? [] : ['', `More: ${more}`];
  return `${[`${capital(sentence)}.`, ...detail, '', ...rows, ...ask].join('\n')}\n`;
}

function digestSubject(notices: readonly Notice[]): string {
  const alarms = notices.filter(({ severity, ends }) => severity === 'alarm' && ends === null).length;
  const pairs = [...new Set(notices.flatMap(({ pair, node }) => pair ?? node ?? []))];
  const which = pairs.length > 4 ? `${pairs.slice(0, 4).join(', ')} and ${pairs.length - 4} more` : pairs.join(', ');
  const what = `${notices.length} events${alarms === 0 ? '' : alarms === 1 ? ', 1 ALARM' : `, ${alarms} ALARMS`}`;
  return cut(`[dmsa ${notices[0]?.cluster ?? ''}] ${what}${which === '' ? '' : `: ${which}`}`);
}

function digestOf(notices: readonly Notice[]): string {
  const lines = notices.slice(0, DIGEST_LINES).map((one) => `${iso(one.atMs)}  ${headOf(one)}  ${one.sentence}`);
  const more = notices.length - lines.length;
  return `${[`${notices.length} events, in the order in which they came:`, '', ...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')}\n`;
}

export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Whole seconds, UTC. */
function iso(atMs: number): string {
  return `${isoTime(atMs).slice(0, 19)}Z`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** All that is dmsa's own under one key: the index may have documents of others. */
export function documentOf(notice: Notice): Json {
  return { '@timestamp': isoTime(notice.atMs), message: notice.sentence, dmsa: recordOf(notice) };
}

export function recordOf({
  id,
  atMs,
  event,
  severity,
  code,
  cluster,
  pair,
  node = null,
  standby,
  sentence,
  detail,
  by,
  ends,
}: Notice): Json {
  const at = isoTime(atMs);
  return { id, at, event, severity, code, over: ends !== null, ends, cluster, pair, node, standby, sentence, detail, by };
}

export function webhookBody(notices: readonly Notice[]): string {
  return JSON.stringify({ schemaVersion: 1, cluster: notices[0]?.cluster ?? null, notices: notices.map(recordOf) });
}

/** `ubilogs-2026.11.23`: by the day of the event, so that a late delivery goes where the event belongs. */
export function indexOf(prefix: string, { atMs }: Notice): string {
  return `${prefix}-${isoTime(atMs).slice(0, 10).replaceAll('-', '.')}`;
}
