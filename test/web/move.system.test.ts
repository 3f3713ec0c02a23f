/** A real pair, moved from the page: paused, resumed, failed over and given back, by a token, under the verbs' own locks and records. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Loop, type PairSite, pairSite } from '../reconcile/pair-site.ts';
import { askSocket, TOKENS, until } from './site.ts';

const LONG_MS = 150_000;
const dir = mkdtempSync(join(tmpdir(), 'dmsa-move-'));
const socket = join(dir, 'web.sock');
let site: PairSite;
let loop: Loop;
beforeAll(async () => {
  writeFileSync(join(dir, 'tokens'), `ann ${TOKENS.ann}\n`, { mode: 0o600 });
  site = await pairSite();
  loop = site.run('--ha-only', '--listen', `unix:${socket}`, '--token-file', join(dir, 'tokens'));
  await until('it is ready', async () => (await ask('/readyz')).includes('"ready":true'));
}, LONG_MS);
afterAll(async () => {
  await loop.stop();
  site.close();
  rmSync(dir, { recursive: true });
});

const ask = async (path: string, body?: object): Promise<string> =>
  (await askSocket(socket, path, body ? { body, token: TOKENS.ann } : {}).catch(() => ({ text: '' }))).text;

interface Job {
  readonly id: string;
  readonly status: string;
  readonly said: string;
}

/** Agrees to what it shows; gives all that it said. */
async function done(body: object): Promise<Job> {
  const { id } = JSON.parse(await ask('/api/v1/jobs', { ...body, reason: 'a disk, ticket 4711' })) as Job;
  const get = async (): Promise<Job> => JSON.parse(await ask(`/api/v1/jobs/${id}`)) as Job;
  await until('it asks or has ended', async () => (await get()).status !== 'running');
  if ((await get()).status === 'asking') await ask(`/api/v1/jobs/${id}/answer`, { answer: 'yes' });
  await until('it has ended', async () => !['running', 'asking'].includes((await get()).status));
  return get();
}

const holds = (node: PairSite['active']): boolean => node.sh('ip -4 -o addr show').includes('10.0.0.111');

it(
  'is paused and resumed, failed over and given back',
  async () => {
    expect([holds(site.active), holds(site.standby)]).toEqual([true, false]);
    expect(await done({ do: 'pause', pairs: ['Sec-1'], forMs: 600_000 })).toMatchObject({ status: 'done' });
    expect(site.dmsa('ha', 'status').stdout).toContain('paused');
    expect(await done({ do: 'unpause', pairs: ['Sec-1'] })).toMatchObject({ status: 'done' });
    const over = await done({ do: 'failover', pair: 'Sec-1' });
    expect([over.status, over.said]).toEqual(['done', expect.stringContaining('Sec-Rep-1')]);
    expect([holds(site.active), holds(site.standby)]).toEqual([false, true]);
    // Its file wants more of the active than it has by now: nothing is given back to it before that, and the job says so.
    const back = JSON.stringify(await done({ do: 'failback', pair: 'Sec-1' }));
    expect(back).toContain('"status":"failed"');
    expect(back).toContain('active-not-fit');
    expect(await done({ do: 'apply', nodes: ['Sec-1'] })).toMatchObject({ status: 'done' });
    expect(await done({ do: 'failback', pair: 'Sec-1' })).toMatchObject({ status: 'done' });
    expect([holds(site.active), holds(site.standby)]).toEqual([true, false]);
    const history = site.dmsa('ha', 'history').stdout;
    expect(history).toMatch(/ann \(as root@[^)]*\)/);
    expect(history).toContain('a disk, ticket 4711');
  },
  LONG_MS,
);

it(
  'a failover that is stopped half way finishes what is begun and starts nothing; the loop carries it on, and never do both hold',
  async () => {
    // The service of the active ends when it is told to, and no earlier.
    site.active.sh(
      `sed -i 's,^stop).*,stop) : >/srv/stopping; while [ ! -e /srv/may-stop ]; do sleep 0.1; done; rm -f /srv/up ;;,' /etc/init.d/ubi-sms`,
    );
    const { id } = JSON.parse(await ask('/api/v1/jobs', { do: 'failover', pair: 'Sec-1', reason: 'a disk' })) as Job;
    const get = async (): Promise<Job> => JSON.parse(await ask(`/api/v1/jobs/${id}`)) as Job;
    await until('it asks', async () => (await get()).status === 'asking');
    await ask(`/api/v1/jobs/${id}/answer`, { answer: 'yes' });
    await until('its service is being stopped', () => site.active.sh('ls /srv').includes('stopping'));
    expect(JSON.parse(await ask(`/api/v1/jobs/${id}/stop`, {}))).toMatchObject({ stoppedBy: 'ann', status: 'running' });
    expect([holds(site.active) && holds(site.standby), (await get()).status]).toEqual([false, 'running']);
    site.active.sh(': >/srv/may-stop');
    await until('it has ended', async () => (await get()).status !== 'running');
    const ended = await get();
    expect([ended.status, ended.said]).toEqual(['stopped', expect.stringContaining('Stopped by ann: finishing what is at work')]);
    expect(ended.said).toMatch(/interrupted/i);
    // What was begun was finished.
    expect(site.active.sh('ls /srv')).not.toMatch(/^up$/m);
    // No lock of it is left, and somebody holds in the end.
    await until('the loop has carried it on', () => holds(site.standby) && !holds(site.active));
    expect(await ask('/api/v1/events')).toContain('failover Sec-1, asked for by ann');
  },
  LONG_MS,
);
