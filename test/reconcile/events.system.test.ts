/** `dmsa events`, beside a real `dmsa run` and after it: what happened, who did it, over a kill, a full disk and other clusters. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Entry } from '../../src/events/entry.ts';
import { enter } from '../apply/node.ts';
import { FILE, type Loop, type PairSite, pairSite } from './pair-site.ts';

const SPEC = `  run: { interval: 1s, rules: [{ kinds: [directory], mode: apply }] }
  directories: [{ path: /srv/data, mode: '0750', nodes: [Sec-1] }]
`;
const DATA = 'Sec-1/directory//srv/data';
const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;

let site: PairSite;
let loop: Loop | null = null;
beforeAll(async () => {
  site = await pairSite();
}, 120_000);
beforeEach(() => {
  site.write(site.text(SPEC));
  site.active.sh('rm -rf /srv/data /var/lib/dmsa/*; : >/srv/up');
  site.standby.sh('umount /srv/state 2>/dev/null || :; rm -rf /srv/state /var/lib/dmsa/*');
});
afterEach(async () => {
  await loop?.stop();
  loop = null;
});
afterAll(() => site.close());

function events(...args: readonly string[]): readonly Entry[] {
  const { stdout, stderr } = site.dmsa('events', '--json', ...args);
  if (stderr !== '' && !stderr.startsWith('Nothing ')) throw new Error(stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

async function healed(): Promise<Loop> {
  loop = site.run('-f', FILE);
  await loop.hears('its first change', ({ type, ids }) => type === 'healed' && (ids?.includes(DATA) ?? false));
  return loop;
}

async function until<T>(what: string, get: () => T | null | undefined | false): Promise<T> {
  for (const end = performance.now() + 40_000; performance.now() < end; await delay(100)) {
    const found = get();
    if (found) return found;
  }
  throw new Error(`not seen: ${what}`);
}

it('has what the loop said, its steps and what operators did, each with who and the revision; killed, it is read all the same', async () => {
  const run = await healed();
  await run.hears('the pair', (event) => event.type === 'verdict');
  expect(site.dmsa('suspend', 'Sec-1', '--reason', 'storage moves, ticket 4711').code).toBe(0);
  expect(site.dmsa('ha', 'pause', 'Sec-1', '--for', '1h', '--reason', 'new cables').code).toBe(0);
  await run.stop('SIGKILL');
  const all = events();
  expect(all.map(({ seq }) => seq)).toEqual([...all.map(({ seq }) => seq)].sort((a, b) => a - b));
  const done = all.find(({ kind }) => kind === 'healed');
  expect(done).toMatchObject({ node: 'Sec-1', severity: 'info', word: 'done', event: { type: 'healed', ids: [DATA] } });
  expect(done?.by).toMatch(/^dmsa run root@\S+ pid \d+$/);
  expect(done?.revision).toMatch(/^[0-9a-f]{64}$/);
  expect(all.some(({ kind }) => kind === 'step')).toBe(false);
  // What is said here is what the loop itself said.
  const said = run.events().map((event) => JSON.stringify(event));
  const loops = all.filter(({ by }) => by.startsWith('dmsa run'));
  expect(loops.length).toBeGreaterThan(3);
  for (const { event } of loops) expect(said).toContain(JSON.stringify(event));
  expect(events('--kind', 'step').map(({ sentence }) => sentence)).toContainEqual(expect.stringContaining(`${DATA}: done in`));
  const doings = events('--kind', 'operator');
  expect(doings.map(({ code, by }) => [code, by])).toEqual([
    ['suspend', 'root'],
    ['pause', 'root'],
  ]);
  expect(doings.map(({ sentence }) => sentence).join('\n')).toMatch(/ticket 4711[\s\S]*new cables/);
  const screen = site.dmsa('events', '--pair', 'Sec-Rep-1');
  expect(screen.stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ Sec-1 {2}(fine|\S+) {2}\S/m);
  expect(screen.stdout).toMatch(/Sec-1 {2}pause {2}.*new cables \(root\)/);
  expect(events('--node', 'Web-9')).toEqual([]);
}, 180_000);

it('follows what happens until it is stopped; a second loop goes on with the numbers', async () => {
  expect(site.dmsa('events').stderr).toContain('Nothing is in the journal of test on this machine (/srv/state/events-test)');
  const follow = `echo $$ >/srv/follow; exec ${process.execPath} ${PROGRAM} events -f ${FILE} --follow --json`;
  const argv = [...enter(site.standby.pid), 'sh', '-c', follow];
  const child = spawn('nsenter', argv, {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', DMSA_STATE_DIR: '/srv/state' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  try {
    await healed();
    await until('the first change', () => said.includes('"kind":"healed"'));
    await loop?.stop();
    site.active.sh('chmod 777 /srv/data');
    loop = site.run('-f', FILE);
    await until('the second', () => said.split('"kind":"healed"').length === 3);
    await loop.stop();
    await until('all of it', () => said.split('\n').length - 1 >= events().length);
    const followed = said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Entry);
    expect(followed).toEqual(events());
    expect(new Set(followed.map(({ by }) => by)).size).toBe(2);
  } finally {
    const ended = once(child, 'close');
    site.standby.sh('kill -s INT "$(cat /srv/follow)"');
    await ended;
  }
}, 180_000);

it('on a full disk the loop goes on, says so once, and writes again when there is room', async () => {
  site.standby.sh('mkdir -p /srv/state; mount -t tmpfs -o size=256k tmpfs /srv/state');
  const run = await healed();
  site.standby.sh('cat /dev/zero >/srv/state/filler 2>/dev/null || :');
  site.active.sh('chmod 777 /srv/data');
  const full = await run.hears('that the disk is full', ({ why }) => why?.startsWith('the journal of events: ') ?? false);
  expect(full.why).toMatch(/ENOSPC|no space/i);
  site.active.sh('chmod 777 /srv/data');
  await run.hears(
    'what it did then',
    ({ type, ids, at = '' }) => type === 'healed' && (ids?.includes(DATA) ?? false) && at > (full.at ?? ''),
  );
  site.standby.sh('rm /srv/state/filler');
  await until('what waited', () => events().some(({ event }) => JSON.stringify(event) === JSON.stringify(full)));
  expect(run.events().filter(({ why }) => why?.startsWith('the journal of events: '))).toHaveLength(1);
  await run.stop();
  const told = run.events().filter(({ type }) => type === 'healed');
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(events().filter(({ kind }) => kind === 'healed')).toHaveLength(told.length);
}, 180_000);

it('is watched on a screen of its own, which a signal gives back; without a terminal snapshots follow each other', async () => {
  await healed();
  const inner = `sh -c 'echo $$ >/srv/watch; exec ${process.execPath} ${PROGRAM} status --watch --every 300ms -f ${FILE}'`;
  const child = spawn('nsenter', [...enter(site.standby.pid), 'script', '-qec', inner, '/dev/null'], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', TERM: 'xterm', LANG: 'C.UTF-8', DMSA_STATE_DIR: '/srv/state' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const [open, close] = ['\u001b[?1049h', '\u001b[?1049l'];
  const seen = await until(
    'the screen',
    () => stripVTControlCharacters(said.split('\u001b[H').at(-1) ?? '').includes('2 nodes: ') && said,
  );
  expect(seen).toContain(open);
  site.active.sh('chmod 700 /srv/data');
  await until('the event', () => stripVTControlCharacters(said).includes('Sec-1  drift  directory /srv/data'));
  expect(said).not.toContain(close);
  const ended = once(child, 'close');
  site.standby.sh('kill -s TERM "$(cat /srv/watch)"');
  expect(await ended).toEqual([0, null]);
  expect(said.endsWith(`\u001b[?7h\u001b[?25h${close}`)).toBe(true);
  const words = `echo $$ >/srv/watch; exec ${process.execPath} ${PROGRAM} status --watch --every 300ms -f ${FILE}`;
  const piped = spawn('nsenter', [...enter(site.standby.pid), 'sh', '-c', words], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', DMSA_STATE_DIR: '/srv/state' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let plain = '';
  piped.stdout.on('data', (chunk: Buffer) => {
    plain += String(chunk);
  });
  const over = once(piped, 'close');
  const snapshot = /^--- \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\ntest {2}kept by root@/gm;
  await until('two snapshots', () => (plain.match(snapshot)?.length ?? 0) >= 2);
  site.standby.sh('kill -s INT "$(cat /srv/watch)"');
  await over;
  expect(plain).not.toContain('\u001b');
}, 180_000);
