/** The operator's verbs and the loop tell: the program itself, on a standby of a real pair, killed while it sends. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enter } from '../apply/node.ts';
import { type SyncSite, syncSite } from '../sync/site.ts';
import { until } from './until.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;
const FILE = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: paris }
spec:
  central: Sec-1
  ssh: { knownHosts: /etc/ssh/ssh_known_hosts, hostKey: strict }
  watch: { interval: 1s }
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, serviceAddresses: { eth0:1: 10.0.0.111/24 } }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: 192.0.2.31/24, backupOf: Sec-1, failover: { after: 5m }, ssh: { transport: local } }
  notify: { webhooks: [{ name: chat, url: "http://127.0.0.1:8099/", timeout: 30s }] }
`;
/** Writes down what it gets; answers only where /srv/answers is. */
const HOOK = `const { appendFileSync, existsSync } = require('node:fs');
require('node:http').createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    appendFileSync('/srv/got', body + '\\n');
    if (existsSync('/srv/answers')) response.end();
  });
}).listen(8099, '127.0.0.1', () => appendFileSync('/srv/up', 'up'));`;

let site: SyncSite;
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8' };
const inStandby = (...args: readonly string[]) =>
  ['nsenter', [...enter(site.standby.pid), process.execPath, ...args], { cwd: '/', env }] as const;

beforeAll(async () => {
  site = await syncSite();
  site.standby.sh(`cat >/srv/cluster.yaml <<'X'\n${FILE}X`);
  site.active.sh('ip addr add 10.0.0.111/24 dev eth0 label eth0:1');
  const [command, args, options] = inStandby('-e', HOOK);
  spawn(command, args, { ...options, stdio: 'ignore' });
  await until('the webhook listens', 10, () => (site.standby.sh('cat /srv/up 2>/dev/null || :') === 'up' ? true : undefined));
});
afterAll(() => site.close());

interface Got {
  readonly id: string;
  readonly event: string;
  readonly over: boolean;
  readonly ends: string | null;
  readonly sentence: string;
}

const got = (): readonly Got[] =>
  site.standby
    .sh('cat /srv/got 2>/dev/null || :')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as { readonly notices: readonly Got[] }).notices);

function dmsa(...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const [command, all, options] = inStandby(PROGRAM, ...args, '-f', '/srv/cluster.yaml');
  const { status, stdout, stderr } = spawnSync(command, all, { ...options, encoding: 'utf8', timeout: 50_000 });
  return { code: status, stdout, stderr };
}

it('a pause is told although dmsa is killed while it is being sent, and a resume after it', async () => {
  const [command, args, options] = inStandby(PROGRAM, 'ha', 'pause', '--reason', 'upgrade', '-f', '/srv/cluster.yaml');
  const child = spawn(command, args, { ...options, stdio: 'ignore', detached: true });
  await until('the webhook has it', 30, () => (got().length > 0 ? true : undefined));
  const gone = once(child, 'close');
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await gone;
  expect(dmsa('notify', 'status').stdout.replaceAll(/\s+/g, ' ')).toContain('1 message waits');

  site.standby.sh('touch /srv/answers');
  expect(dmsa('ha', 'resume')).toMatchObject({ code: 0, stderr: '' });
  const [first, again, resumed, ...more] = got();
  expect(first).toMatchObject({
    event: 'pause',
    sentence: expect.stringMatching(/^Failover of Sec-1 to Sec-Rep-1 is paused until resumed: root@.*: upgrade$/),
  });
  expect(again).toEqual(first);
  expect(resumed).toMatchObject({ event: 'resume' });
  expect(more).toEqual([]);
  expect(dmsa('notify', 'status').stdout).toContain('nothing waits');
  // It lies where root's outbox is, and nobody else reads it.
  expect(site.standby.sh('stat -c "%a %U" /var/lib/dmsa/outbox/paris/webhook-chat')).toBe('700 root\n');
});

it('the loop tells an alarm once, and its end, over a restart of it', async () => {
  site.standby.sh('rm -f /srv/got');
  // Both hold: nobody knows who is right.
  site.standby.sh('ip addr add 10.0.0.111/24 dev eth0 label eth0:1');
  for (const _ of [1, 2]) expect(dmsa('run', '--ha-only', '--once', '--as', 'Sec-Rep-1').code).toBe(3);
  expect(got()).toMatchObject([{ event: 'alarm', over: false }]);
  site.standby.sh('ip addr del 10.0.0.111/24 dev eth0');
  expect(dmsa('run', '--ha-only', '--once', '--dry-run', '--as', 'Sec-Rep-1').code).toBe(0);
  expect(got()).toHaveLength(1);
  dmsa('run', '--ha-only', '--once', '--as', 'Sec-Rep-1');
  expect(got()).toMatchObject([{ event: 'alarm' }, { event: 'alarm', over: true, ends: got()[0]?.id }]);
});

it('a failover by hand is told as it begins and as it is done', () => {
  for (const [node, last] of [
    [site.active, 21],
    [site.standby, 31],
  ] as const) {
    const device = (name: string, network: string) =>
      `auto ${name}\niface ${name} inet static\n    address ${network}.${last}/24\n`;
    node.sh(
      `mkdir -p /etc/network; printf 'auto lo\niface lo inet loopback\n${device('eth0', '10.0.0')}${device('eth1', '192.0.2')}' >/etc/network/interfaces`,
    );
  }
  site.standby.sh('rm -f /srv/got');
  site.standby.sh('touch /srv/answers');
  const moved = dmsa('ha', 'failover', 'Sec-1', '--yes', '--reason', 'upgrade');
  expect(moved).toMatchObject({ code: 0, stderr: '' });
  expect(got()).toMatchObject([
    {
      event: 'takeover',
      over: false,
      sentence: expect.stringMatching(/^root@.* moves the pair of Sec-1 to Sec-Rep-1: upgrade$/),
    },
    {
      event: 'takeover',
      over: true,
      ends: got()[0]?.id,
      sentence: 'Sec-Rep-1 took over from Sec-1 and keeps holding until an operator fails back',
    },
  ]);
});
