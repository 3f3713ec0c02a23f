/** What a channel is sent. */
import { describe, expect, it } from 'vitest';
import { bulkBody, bulkOutcomes, versionIn } from '../../src/notify/bulk.ts';
import type { Notice } from '../../src/notify/notice.ts';
import { indexOf, mailOf, webhookBody } from '../../src/notify/text.ts';

const AT = Date.UTC(2026, 10, 23, 23, 59, 59);
const notice = (id: string, more: Partial<Notice> = {}): Notice => ({
  ...{
    id,
    atMs: AT,
    event: 'alarm',
    severity: 'alarm',
    code: 'not-fenced',
    cluster: 'paris-1',
    pair: 'Sec-1',
    standby: 'Sec-Rep-1',
  },
  ...{
    sentence: 'Sec-1 is silent on both networks',
    detail: ['power it off'],
    by: 'dmsa run root@central pid 1',
    ends: null,
    ...more,
  },
});

describe('a mail', () => {
  it('says in its subject how grave it is, which pair, and what', () => {
    const mail = mailOf([notice('a')], 'dmsa@example.com');
    expect(mail.subject).toBe('[dmsa paris-1] ALARM Sec-1: Sec-1 is silent on both networks');
    expect(mail.messageId).toBe('<a@example.com>');
    expect(mail.text).toBe(`Sec-1 is silent on both networks.
power it off

when     2026-11-23T23:59:59Z
cluster  paris-1
pair     Sec-1, standby Sec-Rep-1
event    alarm [not-fenced], alarm
said by  dmsa run root@central pid 1
number   a

More: dmsa ha explain Sec-1; dmsa ha history Sec-1
`);
  });

  it('of an end belongs to that of the beginning', () => {
    const mail = mailOf([notice('b', { ends: 'a', sentence: 'Sec-1 is well' })], 'dmsa@example.com');
    expect(mail).toMatchObject({ inReplyTo: '<a@example.com>', subject: '[dmsa paris-1] over Sec-1: Sec-1 is well' });
  });

  it('of several counts them, and has the same number each time', () => {
    const all = [notice('a'), notice('b', { severity: 'warning', pair: 'Web-1' }), notice('c', { ends: 'a' })];
    const mail = mailOf(all, 'dmsa@example.com');
    expect(mail.subject).toBe('[dmsa paris-1] 3 events, 1 ALARM: Sec-1, Web-1');
    expect(mail.text).toContain('2026-11-23T23:59:59Z  warning Web-1  Sec-1 is silent');
    expect(mailOf(all, 'dmsa@example.com').messageId).toBe(mail.messageId);
    expect(mailOf(all.slice(1), 'dmsa@example.com').messageId).not.toBe(mail.messageId);
  });

  it('never has an endless subject or text', () => {
    const many = Array.from({ length: 200 }, (_, nth) => notice(`${nth}`, { pair: `Sec-${nth}`, sentence: 'x'.repeat(2000) }));
    const mail = mailOf(many, 'a@b');
    expect(mail.subject.length).toBeLessThanOrEqual(180);
    expect(mail.text).toContain('and 100 more');
    expect(mailOf(many.slice(0, 1), 'a@b').subject.length).toBeLessThanOrEqual(180);
  });
});

describe('documents of Elasticsearch', () => {
  const target = { index: 'ubilogs', type: 'doc' };

  it('go into the index of the day on which it happened', () => {
    expect(indexOf('ubilogs', notice('a'))).toBe('ubilogs-2026.11.23');
    expect(indexOf('ubilogs', notice('a', { atMs: AT + 1000 }))).toBe('ubilogs-2026.11.24');
  });

  it('have a type up to version 6 and none after it, a line each, and a newline at the end', () => {
    const lines = (version: number) =>
      bulkBody([notice('a', { sentence: 'two\nlines' }), notice('b')], { ...target, version }).split('\n');
    expect(lines(6)).toHaveLength(5);
    expect(lines(6).at(-1)).toBe('');
    expect(JSON.parse(lines(6)[0] ?? '')).toEqual({ create: { _index: 'ubilogs-2026.11.23', _type: 'doc', _id: 'a' } });
    expect(JSON.parse(lines(7)[2] ?? '')).toEqual({ create: { _index: 'ubilogs-2026.11.23', _id: 'b' } });
    expect(JSON.parse(lines(8)[1] ?? '')).toMatchObject({
      '@timestamp': '2026-11-23T23:59:59.000Z',
      message: 'two\nlines',
      dmsa: { id: 'a', over: false },
    });
  });

  it('are answered one by one', () => {
    const item = (status: number, error?: unknown) => ({
      create: { _id: 'x', status, ...(error === undefined ? {} : { error }) },
    });
    const answer = JSON.stringify({
      took: 1,
      errors: true,
      items: [
        item(201),
        item(409, { type: 'version_conflict_engine_exception', reason: 'exists' }),
        item(429, 'rejected'),
        item(503),
        item(400, { type: 'mapper_parsing_exception', reason: 'no date' }),
      ],
    });
    expect(bulkOutcomes(answer, 5)).toEqual([
      'delivered',
      'delivered',
      { retry: '429 rejected' },
      { retry: '503' },
      { refused: '400 mapper_parsing_exception: no date' },
    ]);
    expect(bulkOutcomes(answer, 6)).toContain('5 of 6');
    for (const bad of ['', '[]', '{"items":{}}', '<html>']) expect(typeof bulkOutcomes(bad, 1)).toBe('string');
    expect(bulkOutcomes('{"items":[{}]}', 1)).toEqual([{ retry: 'it did not say what became of the document' }]);
  });

  it('the version is read from the server’s greeting', () => {
    expect(versionIn('{"version":{"number":"5.6.16"}}')).toBe(5);
    expect(versionIn('{"version":{"number":"8.15.0","build_flavor":"default"}}')).toBe(8);
    expect(versionIn('{"version":{"distribution":"opensearch","number":"2.11.0"}}')).toBe(7);
    for (const bad of ['', '{}', '{"version":{"number":"x"}}', 'null']) expect(versionIn(bad)).toBeNull();
  });
});

it('the body of a webhook is the same for the same notices', () => {
  const body = webhookBody([notice('a')]);
  expect(webhookBody([notice('a')])).toBe(body);
  expect(JSON.parse(body)).toMatchObject({
    schemaVersion: 1,
    cluster: 'paris-1',
    notices: [{ id: 'a', event: 'alarm', severity: 'alarm', pair: 'Sec-1' }],
  });
});
