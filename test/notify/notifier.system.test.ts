/** What `dmsa run` holds of it: told at once, sent soon, and nothing waits for a disk or a server that does not answer. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import type { Telling } from '../../src/notify/notice.ts';
import { createNotifier, type Notifier } from '../../src/notify/notifier.ts';
import { type Hook, startHook } from './http-servers.ts';
import { until } from './until.ts';

let folder: string;
let hook: Hook;
const troubles: string[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dmsa-notifier-'));
  hook = await startHook();
  troubles.length = 0;
});
afterEach(async () => {
  await hook.close();
  rmSync(folder, { recursive: true, force: true });
});

function notifier(url = hook.url): Notifier {
  const { cluster, diagnostics } = parseCluster(
    `apiVersion: dmsa/v1\nkind: Cluster\nmetadata: { name: paris }\nspec:\n  nodes:\n    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }\n  notify: { webhooks: [{ name: chat, url: "${url}/" }], outbox: { directory: ${join(folder, 'out')} } }\n`,
    { file: 'cluster.yaml' },
  );
  if (!cluster) throw new Error(JSON.stringify(diagnostics));
  return createNotifier({ cluster, by: 'test', sends: true, onTrouble: (sentence) => troubles.push(sentence) });
}

const telling = (sentence: string): Telling => ({
  event: 'problem',
  severity: 'warning',
  code: 'x',
  pair: 'Sec-1',
  standby: null,
  sentence,
});
const sentences = (from = hook) =>
  from.requests.flatMap(({ body }) =>
    (JSON.parse(body) as { notices: { sentence: string }[] }).notices.map(({ sentence }) => sentence),
  );

it('what is told arrives soon, in order; while the server is down it waits, is said once, and goes out by itself when it is back', async () => {
  const { url } = hook;
  const one = notifier();
  one.tell(telling('first'));
  await until('it arrives', 10, () => (sentences().length === 1 ? true : undefined));
  await hook.close();
  one.tell(telling('second'));
  one.tell(telling('third'));
  await until('it is said', 10, () => (troubles.length > 0 ? true : undefined));
  expect(troubles).toEqual([expect.stringContaining('webhook chat: not delivered, and tried again: connect ECONNREFUSED')]);
  hook = await startHook(Number(new URL(url).port));
  await until('they arrive', 15, () => (sentences().length === 2 ? true : undefined));
  expect(sentences()).toEqual(['second', 'third']);
  expect(await one.close(1_000)).toBe(0);
  expect(troubles).toHaveLength(1);
});

it('a folder that can’t be written to is said once; nothing is thrown', async () => {
  writeFileSync(join(folder, 'out'), 'a file');
  const one = notifier();
  for (const nth of [1, 2, 3]) one.tell(telling(`${nth}`));
  expect(await one.close(1_000)).toBe(0);
  expect(troubles.filter((one) => one.includes('could not be written'))).toHaveLength(1);
});

it('a disk that does not answer holds up nobody, and the end is not waited for', async () => {
  // As a file system of a server that is gone: whoever reads it waits.
  mkdirSync(join(folder, 'out/paris'), { recursive: true });
  const pipe = join(folder, 'out/paris/matters.json');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const one = notifier();
  const began = performance.now();
  for (let nth = 0; nth < 600; nth += 1) one.tell(telling(`${nth}`));
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(await one.close(300)).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(troubles).toEqual(
    expect.arrayContaining([
      expect.stringContaining('500 messages wait for the disk'),
      expect.stringContaining('not all notifications could be written'),
    ]),
  );
  closeSync(openSync(pipe, 'w'));
});
