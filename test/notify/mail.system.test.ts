/** Mail, by a real exim: what arrives, over which connection, and what becomes of what does not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { MailTarget } from '../../src/desired/notify-data.ts';
import { mailChannel } from '../../src/notify/mail.ts';
import { boxIn, noticed, type TestBox } from './box.ts';
import { type Exim, PASSWORD, startExim } from './exim.ts';
import { until } from './until.ts';

let exim: Exim;
let folder: string;
let box: TestBox;
beforeAll(async () => {
  exim = await startExim();
});
afterAll(() => exim.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dmsa-outbox-'));
  box = boxIn(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = AbortSignal.timeout(60_000);

function target(more: Partial<MailTarget> = {}): MailTarget {
  return {
    ...{
      host: '127.0.0.1',
      port: exim.port,
      tls: 'starttls',
      login: null,
      from: 'dmsa@example.com',
      to: ['root@test'],
      severity: 'info',
    },
    ...{ timeoutMs: 3_000, ca: exim.ca, ...more },
  };
}

it('arrives over STARTTLS with a login, with its subject, text and number', async () => {
  const channel = mailChannel(target({ login: { user: 'dmsa', password: PASSWORD }, to: ['secret@test'] }));
  const notice = noticed('Übernahme von Sec-1', { id: 'n-auth' });
  expect(await channel.deliver([notice], NOW)).toEqual([{ is: 'delivered' }]);
  const mail = await until('the mail', 10, () => (exim.mailbox().includes('n-auth') ? exim.mailbox() : undefined));
  expect(mail).toContain('with esmtpsa');
  expect(mail).toMatch(/Subject: =\?UTF-8\?.*/i);
  expect(mail).toContain('Message-ID: <n-auth@example.com>');
  expect(mail).toContain('Auto-Submitted: auto-generated');
  expect(mail).not.toContain(PASSWORD);
});

it('is not sent where the server’s certificate is not trusted, the password is wrong, or nobody logs in', async () => {
  const before = exim.ids().length;
  const why = async (more: Partial<MailTarget>) => (await mailChannel(target(more)).deliver([noticed('x')], NOW))[0];
  expect(await why({ ca: null })).toMatchObject({ is: 'failed', why: expect.stringMatching(/self[- ]signed/) });
  const bad = await why({ login: { user: 'dmsa', password: 'wrong' } });
  expect(bad).toMatchObject({ is: 'failed', why: expect.stringContaining('535') });
  expect(await why({ to: ['secret@test'] })).toMatchObject({
    is: 'refused',
    final: false,
    why: expect.stringContaining('log in first'),
  });
  expect(await why({ to: ['nobody@test'] })).toMatchObject({ is: 'refused', final: false });
  expect(await why({ to: ['root@test', 'nobody@test'] })).toEqual({
    is: 'delivered',
    note: 'the mail server did not take it for nobody@test',
  });
  expect(exim.ids().length).toBe(before + 1);
});

it('waits while the server is down, and then goes out whole, in order, once', async () => {
  const channel = mailChannel(target());
  await exim.stop();
  for (const nth of [1, 2, 3]) await box.put(channel, noticed(`number ${nth}`, { id: `o${nth}` }));
  const down = await box.send(channel);
  expect(down).toMatchObject({ is: 'waiting', why: expect.stringContaining('ECONNREFUSED') });
  expect(await box.waits(channel)).toBe(3);
  // It is not its time yet, and nothing is tried.
  expect(await box.send(channel)).toEqual(down);
  await exim.start();
  box.later(5_000);
  expect(await box.send(channel)).toEqual({ is: 'empty' });
  expect(exim.ids().slice(-3)).toEqual(['o1@example.com', 'o2@example.com', 'o3@example.com']);
  expect(exim.subjects().at(-1)).toBe('[dmsa test] ALARM Sec-1: number 3');
  expect(await box.waits(channel)).toBe(0);
});

it('a flood becomes one mail, and nothing of it is lost', async () => {
  const channel = mailChannel(target());
  const before = exim.ids().length;
  for (let nth = 0; nth < 40; nth += 1) await box.put(channel, noticed(`flood ${nth}.`, { id: `f${nth}` }));
  expect(await box.send(channel)).toEqual({ is: 'empty' });
  expect(exim.subjects().slice(before)).toEqual(['[dmsa test] 40 events, 40 ALARMS: Sec-1']);
  const mail = await until('the mail', 10, () => (exim.mailbox().includes('flood 39.') ? exim.mailbox() : undefined));
  for (let nth = 0; nth < 40; nth += 1) expect(mail).toContain(`flood ${nth}.`);
});

it('a mail that the server will not have stands in nobody’s way for ever', async () => {
  const channel = mailChannel(target({ to: ['nobody@test'] }));
  await box.put(channel, noticed('refused', { id: 'r1' }));
  for (let tries = 0; tries < 8; tries += 1) {
    box.later(400_000);
    await box.send(channel);
  }
  expect(await box.waits(channel)).toBe(0);
  expect(await box.outbox.refused('mail')).toMatchObject([
    { why: expect.stringContaining('no such person'), notice: { id: 'r1' } },
  ]);
  expect(box.told).toEqual([expect.stringContaining('1 message was given up')]);
});
