/** What the stream sees of modes, owners and folders, which times do not tell, under each shell that a node may have. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FactRequest } from '../../src/kinds/facts.ts';
import { startNode, type TestNode } from '../apply/node.ts';
import { installBusybox, SHELLS } from './shells.ts';
import { ALONE, type Watched, watchNode } from './watch-node.ts';

const REQUESTS: readonly FactRequest[] = [
  { type: 'file', path: '/srv/etc/hosts' },
  { type: 'file', path: '/srv/etc/not yet' },
  { type: 'file', path: "/srv/it's" },
  { type: 'file', path: '/srv/link' },
  { type: 'file', path: '/srv/nfs/etab' },
  { type: 'glob', pattern: '/srv/exports.d/*.exports' },
];

/** A tick is a second at least: whole seconds of old file systems are counted on. */
const TICK_MS = 1_050;
let node: TestNode;
let watched: Watched | null = null;

beforeAll(installBusybox);
beforeEach(async () => {
  node = await startNode('Sec-1', 'ip link set lo up');
  node.sh(`${ALONE}mkdir /srv/etc /srv/nfs /srv/exports.d
for f in etc/hosts nfs/etab exports.d/a.exports; do echo old >/srv/$f; touch -d '1 day ago' /srv/$f; done`);
});
afterEach(async () => {
  await watched?.stream.close();
  watched = null;
  node.close();
});

const UNDER = SHELLS.filter((words) => !words.some((word) => word === '--posix'));
describe.each(UNDER.map((words) => ({ name: words.join(' '), words })))('under $name', ({ words }) => {
  it('another mode or owner is told when it is asked for, and with whatever else is found', { timeout: 60_000 }, async () => {
    node.sh(
      `echo x >"/srv/it's"; touch -d '1 day ago' "/srv/it's"; ln -s /srv/etc/hosts /srv/link; touch -d '1 day ago' /srv/etc /srv/nfs /srv/exports.d /srv`,
    );
    const one = await watchNode(node, words, REQUESTS);
    watched = one;
    await delay(TICK_MS);
    expect([await one.tick('tm'), await one.tick('m')]).toEqual([[], []]);
    const told = async (script: string): Promise<readonly string[]> => {
      node.sh(script);
      const first = await one.tick('m');
      expect([script, await one.tick('m')]).toEqual([script, []]);
      return first;
    };
    expect(await told('chmod 600 /srv/etc/hosts')).toEqual(['/srv/etc/hosts', '/srv/link']);
    expect(await told('chown 7 "/srv/it\'s"')).toEqual(["/srv/it's"]);
    expect(await told('chgrp 7 /srv/exports.d/a.exports; chmod g+s /srv/nfs')).toEqual(['/srv/exports.d/*.exports', '/srv/nfs']);
    // Not by its times, and not by a question for these alone.
    node.sh('chmod 640 /srv/etc/hosts');
    expect([await one.tick('t'), await one.tick('m')]).toEqual([[], ['/srv/etc/hosts', '/srv/link']]);
    // That it comes, or goes, is for its times to say: once.
    await delay(TICK_MS);
    node.sh('rm /srv/etc/hosts');
    expect(await one.tick('m')).toEqual([]);
    await delay(TICK_MS);
    expect(await one.tick('t')).toEqual(['/srv/etc', '/srv/etc/hosts', '/srv/link']);
    await delay(TICK_MS);
    await one.tick('t');
    await delay(TICK_MS);
    node.sh("chmod 700 /srv/nfs; echo x >'/srv/etc/not yet'");
    expect(await one.tick('t')).toEqual(['/srv/etc', '/srv/etc/not yet', '/srv/nfs']);
    expect(await one.tick('m')).toEqual([]);
  });

  it('folders are told by owner, mode and being there, but never where they lie on a network mount', {
    timeout: 60_000,
  }, async () => {
    node.sh('mkdir -p /srv/a/b /srv/c /srv/far/d; ln -s a /srv/to; ln -s far /srv/way');
    const folders = ['/srv/a/b', '/srv/to/b', '/srv/c', '/srv/none', '/srv/far/d', '/srv/way/d'];
    const one = await watchNode(node, words, [{ type: 'command', id: 'folders', script: ':', watch: { folders } }]);
    watched = one;
    const told = async (script: string): Promise<readonly string[]> => {
      node.sh(script);
      const first = await one.tick('tm');
      expect([script, await one.tick('tm')]).toEqual([script, []]);
      return first;
    };
    expect(await told(':')).toEqual([]);
    expect(await told('chmod 700 /srv/c')).toEqual(['/srv/c']);
    expect(await told('chown 5:5 /srv/a/b')).toEqual(['/srv/a/b']);
    expect(await told('mkdir /srv/none')).toEqual(['/srv/none']);
    expect(await told('rmdir /srv/none; echo >/srv/none')).toEqual(['/srv/none']);
    expect(await told('chmod 711 /srv/far/d')).toEqual(['/srv/far/d']);
    // As a dead server's: who touches what is below it hangs. Of two ways to one place the first is named.
    const dead = `sh -c 'exec 5<>/dev/fuse
mount -i -t fuse.dead -o fd=5,rootmode=40000,user_id=0,group_id=0 x /srv/far && echo $$ >/srv/new && mv /srv/new /srv/up && exec sleep 3002' </dev/null >/dev/null 2>&1 &
for n in $(seq 400); do [ ! -e /srv/up ] || break; sleep 0.05; done; [ -e /srv/up ]`;
    expect(await told(dead)).toEqual(['/proc/mounts', '/srv/far/d']);
    expect(await told('chmod 755 /srv/c')).toEqual(['/srv/c']);
    // The way to it is walked anew where it is another one.
    expect(await told('mv /srv/a /srv/was; ln -s was /srv/a')).toEqual(['/srv/a/b']);
    expect(await told('chmod 700 /srv/was/b')).toEqual(['/srv/a/b']);
    expect(await told('kill $(cat /srv/up); umount /srv/far')).toEqual(['/proc/mounts', '/srv/far/d']);
  });
});
