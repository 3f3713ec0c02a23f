/** `dmsa run --ha-only --record` on a real pair over a real sshd: what it writes is read by `dmsa replay`, which decides the same. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enter } from '../apply/node.ts';
import { type Event, type PairSite, pairSite } from '../reconcile/pair-site.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;

let site: PairSite;
beforeAll(async () => {
  site = await pairSite();
}, 240_000);
afterAll(() => site.close());

function replay(...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const argv = [...enter(site.standby.pid), process.execPath, PROGRAM, 'replay', ...args];
  const options = {
    encoding: 'utf8',
    timeout: 60_000,
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' },
  } as const;
  const { status, stdout, stderr } = spawnSync('nsenter', argv, options);
  return { code: status, stdout, stderr };
}

interface Line {
  readonly tick: number;
  readonly of: string;
  readonly at: string;
  readonly same: boolean;
  readonly hidden: readonly string[];
  readonly withLook?: boolean;
  readonly now: {
    readonly verdict?: { readonly code: string };
    readonly plan?: { readonly actions: readonly { readonly id: string }[] };
  };
}

it('a service that fails, is started again, and a standby that waits: all of it is decided again', async () => {
  const loop = site.run('--ha-only', '--as', 'Sec-Rep-1', '--record', '/srv/recorded');
  const says =
    (code: string, since = '') =>
    (event: Event): boolean =>
      event.type === 'verdict' && event.code === code && (event.at ?? '') >= since;
  await loop.hears('that all is well', says('fine'));
  site.active.sh('rm -f /srv/up');
  const { at: since = '' } = await loop.hears('the repair', says('repair'));
  await loop.hears('what was done', (event) => event.type === 'acted');
  await loop.hears('that all is well again', says('fine', since));
  await loop.stop();
  const [file = '', ...others] = site.standby.sh('ls /srv/recorded').trim().split('\n');
  expect([file, others]).toEqual([expect.stringMatching(/^pairs-\d{14}-\d+-1\.dmsa$/), []]);
  expect(site.standby.sh(`stat -c %a /srv/recorded/${file}`)).toBe('600\n');

  const path = `/srv/recorded/${file}`;
  const { code, stdout, stderr } = replay(path, '--json');
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  expect(lines.filter(({ same, hidden }) => !same || hidden.length > 0)).toEqual([]);
  expect(lines.find(({ now }) => now.verdict?.code === 'repair')).toBeDefined();
  const acted = lines.find(({ now, withLook }) => now.verdict?.code === 'repair' && withLook);
  const plan = lines.find(({ of }) => of === 'plan');
  expect(plan?.now.plan?.actions.map(({ id }) => id)).toEqual(['Sec-1/service/ubi-sms']);

  const told = replay(path, '--pair', 'Sec-1').stdout;
  expect(told).toMatch(/pair Sec-1, Sec-Rep-1 {2}repair \[repair\]: the same decision\n {2}Sec-1: network maintenance: good/);
  expect(told).toMatch(/service ubi-sms: failed, stopped \(2 of 3 failed checks/);
  expect(told).toMatch(/holds: Sec-1 \[active-holds\]; no lease/);
  const whole = replay(path, '--tick', String(plan?.tick)).stdout;
  expect(whole).toMatch(/plan, 1 change: the same decision/);
  expect(whole).toContain('service ubi-sms');
  // The judgement in force when the plan was made is that by which it was made.
  const then = replay(path, '--pair', 'Sec-Rep-1', '--at', plan?.at ?? '').stdout;
  expect(then).toContain(`tick ${acted?.tick} of ${lines.length}`);
  expect(then).toContain(`tick ${plan?.tick} of ${lines.length}`);

  const none = replay(path, '--pair', 'Web-9');
  expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/pairs: Sec-1,\s+Sec-Rep-1\./)]);
}, 180_000);

it('nodes and pairs in one loop: each has files of its own, and both are decided again', () => {
  const { code, stderr } = site.dmsa('run', '--once', '--record', '/srv/both');
  expect([0, 3], stderr).toContain(code);
  const files = site.standby.sh('ls /srv/both').trim().split('\n');
  expect(files).toEqual([expect.stringMatching(/^decisions-/), expect.stringMatching(/^pairs-/)]);
  for (const file of files) expect(replay(`/srv/both/${file}`)).toMatchObject({ code: 0, stderr: '' });
}, 120_000);
