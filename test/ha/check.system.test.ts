/** A check of an active that goes silent at one moment or another. Real sshd in namespaces at a switch. Needs root. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { TestNode } from '../apply/node.ts';
import { ask, NET, type Switched, startSwitched } from '../transport/switched.ts';
import type { CheckDone, CheckJob } from './check-child.ts';

let net: Switched;
let child: ChildProcess;
let active: TestNode;
beforeAll(async () => {
  net = await startSwitched(['Sec-1', 'Sec-Rep-1', 'Sec-2']);
  child = net.child('ha/check-child.ts');
  const node = net.nodes.get('Sec-1');
  if (!node) throw new Error('no Sec-1');
  active = node;
});
afterEach(() => void active.sh('ip link set eth0 up'));
afterAll(() => {
  child.kill('SIGKILL');
  net.close();
});

const TIMEOUT_MS = 1_000;

async function check(): Promise<CheckDone> {
  const job: CheckJob = { yaml: yaml(), timeoutMs: TIMEOUT_MS };
  const [done] = await ask<CheckDone>(child, job);
  if (!done) throw new Error('no answer');
  return done;
}

function yaml(): string {
  const [one] = Object.values(net.connections);
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: check }
spec:
  ssh: { identityFile: ${one?.identityFiles[0]}, knownHosts: ${net.knownHosts}, connectTimeout: 1s }
  central: Sec-2
  networks:
    maintenance: { interface: eth0 }
  nodes:
    Sec-1: { type: SECENGINE, maintenance: ${NET}.11/24 }
    Sec-Rep-1: { type: REPORTING, backupOf: Sec-1, maintenance: ${NET}.12/24, sync: { every: 1h } }
    Sec-2: { type: SECENGINE, maintenance: ${NET}.13/24 }
`;
}

it('hears of a node that answers, and soon that it does not answer any more', async () => {
  expect(await check()).toMatchObject({ reached: true, findings: { 'network maintenance': 'good', 'disk /': 'good' } });
  active.sh('ip link set eth0 down');
  const silent = await check();
  // The test machine may have no ping, so that the others could not say: then it is unknown.
  expect(silent.reached).toBe(false);
  expect(['bad', 'unknown']).toContain(silent.findings['network maintenance']);
  active.sh('ip link set eth0 up');
  // Neighbours take a moment to ask for it again.
  let back = await check();
  for (let turn = 0; turn < 10 && !back.reached; turn += 1) back = await check();
  expect(back).toMatchObject({ reached: true, findings: { 'network maintenance': 'good' } });
});

it('hears of a disk on which there is no room for one block more, and of one that has room again', async () => {
  active.sh('mkdir -p /var/lib/dmsa/ha; mount -t tmpfs -o size=64k none /var/lib/dmsa/ha');
  try {
    // What the checks before have written does not count as room.
    for (const _ of [1, 2]) expect((await check()).findings['disk /']).toBe('good');
    active.sh('dd if=/dev/zero of=/var/lib/dmsa/ha/fill bs=4096 2>/dev/null || :');
    for (const _ of [1, 2]) expect((await check()).findings['disk /']).toBe('bad');
    active.sh('rm /var/lib/dmsa/ha/fill');
    expect((await check()).findings['disk /']).toBe('good');
  } finally {
    active.sh('umount /var/lib/dmsa/ha');
  }
});

it('does not wait for the answer of a node that went silent while it was asked', async () => {
  // The write of the check stands still for as long as the check waits for one.
  active.sh(`printf '#!/bin/sh\\n: >/srv/asked\\nsleep 60\\n' >/srv/dd; chmod 755 /srv/dd; mount --bind /srv/dd /usr/bin/dd`);
  const checking = check();
  while (active.sh('[ -e /srv/asked ] && echo yes || :') === '') await delay(20);
  active.sh('ip link set eth0 down');
  const { ms, reached } = await checking;
  expect(reached).toBe(false);
  // Its time twice over, and not that of the slowest status command.
  expect(ms).toBeLessThan(8_000);
});
