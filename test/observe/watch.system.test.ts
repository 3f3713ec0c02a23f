/** What the script that stays on a node sees, under each shell that a node may have; and that nothing of it is left there. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FactRequest } from '../../src/kinds/facts.ts';
import { watchListOf } from '../../src/observe/watch-list.ts';
import { startNode, type TestNode } from '../apply/node.ts';
import { installBusybox, SHELLS } from './shells.ts';
import { ALONE, hearsNetwork, processesIn, type Watched, watchNode } from './watch-node.ts';

const REQUESTS: readonly FactRequest[] = [
  { type: 'file', path: '/srv/etc/hosts' },
  { type: 'file', path: '/srv/etc/not yet' },
  { type: 'file', path: '/proc/mounts' },
  { type: 'file', path: '/srv/nfs/etab' },
  { type: 'glob', pattern: '/srv/exports.d/*.exports' },
  { type: 'command', id: 'ip', script: 'ip addr', watch: { network: true } },
  {
    type: 'command',
    id: 'services',
    script: ':',
    watch: { paths: ['/srv/run/one.pid'], processes: ['dmsa-named'], daemons: true },
  },
];

/** The shell that is asked is the first of those that have the files without a name. */
const SHELL_OF_IT = `for f in /proc/[0-9]*/fd/9; do [ ! -e "$f" ] || { p=\${f#/proc/}; echo "\${p%%/*}"; }; done | sort -n | { read -r p; DO $p; }`;

/** A tick is a second at least: whole seconds of old file systems are counted on. */
const TICK_MS = 1_050;
let node: TestNode;
let watched: Watched | null = null;

beforeAll(installBusybox);
beforeEach(async () => {
  node = await startNode(
    'Sec-1',
    'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set lo up; ip link add eth0 type veth peer name sw0; ip link set sw0 up; ip link set eth0 up',
  );
  // Two daemons: one is known by its name, the other by its parent alone.
  node.sh(`${ALONE}mkdir /srv/etc /srv/nfs /srv/exports.d /srv/run /srv/mnt
for f in etc/hosts nfs/etab exports.d/a.exports; do echo old >/srv/$f; done
touch -d '1 day ago' /srv/etc/hosts /srv/etc /srv/nfs /srv/nfs/etab /srv/exports.d /srv/exports.d/a.exports
cp /bin/sleep /srv/run/dmsa-named
(/srv/run/dmsa-named 3000 </dev/null >/dev/null 2>&1 & echo $! >/srv/run/named)
(sleep 3001 </dev/null >/dev/null 2>&1 & echo $! >/srv/run/daemon)`);
  // A child that is still the shell that made it is known by another name.
  await until(() => processesIn(node).filter((line) => /3000$|3001$/.test(line)).length === 2);
});
afterEach(async () => {
  await watched?.stream.close();
  watched = null;
  node.close();
});

/** What is told at the next tick of something that is done now; nothing had been told before, and nothing is after it. */
async function seen(one: Watched, script: string): Promise<readonly string[]> {
  node.sh(script);
  await delay(TICK_MS);
  const told = await one.tick();
  await delay(TICK_MS);
  expect([script, await one.tick()]).toEqual([script, []]);
  return told;
}

const UNDER = SHELLS.filter((words) => !words.some((word) => word === '--posix'));
describe.each(UNDER.map((words) => ({ name: words.join(' '), words })))('under $name', ({ words }) => {
  it('what changes is told once, and nothing else is', { timeout: 120_000 }, async () => {
    const one = await watchNode(node, words, REQUESTS);
    watched = one;
    await delay(TICK_MS);
    expect(await one.tick()).toEqual([]);
    const { network } = one;
    const before = network();
    expect(await seen(one, 'echo x >>/srv/etc/hosts; echo x >/srv/run/one.pid')).toEqual(['/srv/etc/hosts', '/srv/run/one.pid']);
    const older = "touch -d '2 days ago' /srv/etc/tmp; mv /srv/etc/tmp /srv/etc/hosts";
    expect(await seen(one, `${older}; echo x >>/srv/exports.d/a.exports`)).toEqual(['/srv/etc', '/srv/exports.d/*.exports']);
    expect(await seen(one, "rm /srv/etc/hosts; echo x >'/srv/etc/not yet'")).toEqual([
      '/srv/etc',
      '/srv/etc/hosts',
      '/srv/etc/not yet',
    ]);
    const etab = 'echo x >/srv/nfs/.new; mv /srv/nfs/.new /srv/nfs/etab';
    expect(await seen(one, `chown 5:5 '/srv/etc/not yet'; ${etab}`)).toEqual(['/srv/etc/not yet', '/srv/nfs', '/srv/nfs/etab']);
    expect(await seen(one, 'mount -t tmpfs x /srv/mnt')).toEqual(['/proc/mounts']);
    expect(await seen(one, 'umount /srv/mnt; kill -KILL $(cat /srv/run/named)')).toEqual(['/proc/mounts', 'a process ended']);
    expect(await seen(one, 'kill -KILL $(cat /srv/run/daemon)')).toEqual(['a process ended']);
    expect(network()).toBe(before);
  });

  it('addresses, routes and links are told without being asked for', async () => {
    const one = await watchNode(node, words, REQUESTS);
    watched = one;
    await until(() => hearsNetwork(node));
    for (const change of [
      'ip addr add 10.9.9.9/24 dev eth0',
      'ip route add 10.8.0.0/16 via 10.9.9.1',
      'ip route del 10.8.0.0/16',
      'ip addr del 10.9.9.9/24 dev eth0',
      'ip link set eth0 down',
    ]) {
      const before = one.network();
      node.sh(change);
      await until(() => one.network() > before);
      // What belongs to this change is not to be taken for the next one's.
      await delay(200);
    }
    expect(one.monitorEnded()).toBe(false);
  });

  it('a clock that is set back makes nothing new, and hides nothing that is written from then on', async () => {
    node.sh("touch -d '+1 hour' /srv/etc/hosts");
    const one = await watchNode(node, words, REQUESTS);
    watched = one;
    await delay(TICK_MS);
    expect(await one.tick()).toEqual([]);
    expect(await seen(one, 'echo x >/srv/etc/hosts')).toEqual(['/srv/etc/hosts']);
  });

  it('what is written in the very second of a tick is told, also where times are whole seconds', {
    timeout: 60_000,
  }, async () => {
    const one = await watchNode(node, words, REQUESTS);
    watched = one;
    for (let n = 0; n < 3; n++) {
      await delay(TICK_MS + 190 * n);
      await one.tick();
      // As ext3 keeps it: what is after the full second is cut off, so the file looks older than the tick before.
      node.sh('echo x >>/srv/etc/hosts; touch -d "@$(date +%s)" /srv/etc/hosts');
      await delay(TICK_MS);
      expect(await one.tick()).toContain('/srv/etc/hosts');
      await delay(TICK_MS);
      await one.tick();
      await delay(TICK_MS);
    }
  });

  it('a process that has ended, and whose first one never asks about it, is not told again and again', async () => {
    node.sh('sleep 0.05 &');
    await until(() => node.sh("grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null || :") !== '');
    const one = await watchNode(node, words, REQUESTS);
    watched = one;
    for (const word of ['t', 's', 't', 's', 't'] as const) expect(await one.tick(word)).toEqual([]);
  });

  it('ends with its input, and leaves neither a process nor a file', async () => {
    const before = processesIn(node);
    const one = await watchNode(node, words, REQUESTS);
    expect(processesIn(node).length).toBeGreaterThan(before.length + 1);
    const end = await one.stream.close().then(() => one.stream.ended);
    expect(end.code).toBe(0);
    await until(() => processesIn(node).length === before.length);
    expect(node.sh('ls -A /run /dev /tmp | grep dmsa-watch || :')).toBe('');
  });

  it('is asked to end by a signal, and leaves nothing either', async () => {
    const before = processesIn(node);
    const one = await watchNode(node, words, REQUESTS);
    node.sh(SHELL_OF_IT.replace('DO', 'kill'));
    await one.stream.ended;
    await until(() => processesIn(node).length === before.length);
  });

  it('ends by itself where nobody asks any more, though its input is open', async () => {
    const before = processesIn(node);
    const one = await watchNode(node, words, REQUESTS, 3);
    const begun = performance.now();
    while (performance.now() < begun + 7_000) {
      await delay(500);
      await one.tick();
    }
    await one.stream.ended;
    await until(() => processesIn(node).length === before.length);
  });

  it('leaves nothing for long where its shell is killed', async () => {
    const before = processesIn(node);
    const one = await watchNode(node, words, REQUESTS, 2);
    await until(() => processesIn(node).some((line) => line.startsWith('ip -o monitor')));
    node.sh(SHELL_OF_IT.replace('DO', 'kill -KILL'));
    await one.stream.ended;
    await until(() => processesIn(node).length === before.length);
  });

  it('goes on without ip monitor, and says so', async () => {
    const one = await watchNode(node, words, REQUESTS);
    watched = one;
    await until(() => processesIn(node).some((line) => line.startsWith('ip -o monitor')));
    node.sh(
      'for f in /proc/[0-9]*/comm; do read -r c <$f || continue; [ "$c" != ip ] || { p=${f#/proc/}; kill ${p%/comm}; }; done',
    );
    await delay(TICK_MS);
    expect(await one.tick()).toEqual([]);
    await until(() => one.monitorEnded());
    expect(await seen(one, 'echo more >>/srv/etc/hosts')).toEqual(['/srv/etc/hosts']);
  });
});

async function until(fits: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!fits()) {
    if (performance.now() > end) throw new Error(`it did not come to that: ${processesIn(node).join('; ')}`);
    await delay(20);
  }
}

it('is made of what a look asks for; dmsa’s own folder is not watched as a whole', () => {
  const list = watchListOf([
    { type: 'file', path: '/var/lib/dmsa/made' },
    { type: 'file', path: '/etc/hosts' },
    { type: 'glob', pattern: '/etc/cron.d/*' },
    { type: 'file', path: '/proc/mounts' },
  ]);
  expect(list).toEqual({
    network: false,
    paths: ['/etc', '/etc/cron.d', '/etc/hosts', '/var/lib/dmsa/made'],
    folders: [],
    globs: ['/etc/cron.d/*'],
    virtual: ['/proc/mounts'],
    processes: [],
    daemons: false,
  });
});
