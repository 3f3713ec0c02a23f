/** Commit-confirm with a real sshd over a real (virtual) wire, in network namespaces of their own. Needs root and sshd. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { ApplyResult } from '../../src/apply/request.ts';
import type { Connection } from '../../src/desired/cluster.ts';
import type { Job } from '../apply/apply-child.ts';
import { CONNECTION, startNode, type TestNode } from '../apply/node.ts';

const OLD = '10.99.0.2';
const NEW = '10.99.0.3';
const BEFORE = `ip link set eth0 up; ip addr flush dev eth0; ip addr add ${OLD}/24 brd + dev eth0
ip addr add 10.99.0.77/24 dev eth0; ip addr add 10.99.5.1/24 dev eth0 label eth0:5
ip route replace default via 10.99.0.1; ip route replace 10.50.0.0/16 via 10.99.5.9 metric 7; echo ${OLD}/24 >/srv/address`;

let folder: string;
let controller: TestNode;
let node: TestNode;
let connection: Connection;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dmsa-confirm-'));
  const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
  connection = {
    ...CONNECTION,
    transport: 'ssh',
    addresses: [OLD, NEW],
    identityFiles: [join(folder, 'key')],
    identityFilesNamed: true,
    knownHosts: join(folder, 'known_hosts'),
  };
});
beforeEach(async () => {
  writeFileSync(join(folder, 'known_hosts'), '');
  [controller, node] = await Promise.all([
    startNode('controller', 'ip link set lo up'),
    startNode(
      'Sec-1',
      // A home of its own: the login shell that sshd starts reads ~/.bashrc, and this machine's is not the test's business.
      `mount -t tmpfs tmpfs /root; mount -t tmpfs tmpfs /run; mkdir /run/sshd; ip link set lo up; ssh-keygen -q -t ed25519 -N '' -f /srv/host_key; cp ${folder}/key.pub /srv/keys`,
    ),
  ]);
  const wired = spawnSync(
    'nsenter',
    [
      '--target',
      String(controller.pid),
      '--net',
      '--',
      'ip',
      'link',
      'add',
      'wire0',
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      String(node.pid),
    ],
    { encoding: 'utf8' },
  );
  if (wired.status !== 0) throw new Error(wired.stderr);
  controller.sh('ip addr add 10.99.0.1/24 dev wire0; ip link set wire0 up');
  node.sh(BEFORE);
  node.sh(
    '/usr/sbin/sshd -f /dev/null -o HostKey=/srv/host_key -o AuthorizedKeysFile=/srv/keys -o StrictModes=no -o PidFile=none -o UsePAM=no',
  );
});
afterEach(() => {
  controller.close();
  node.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Run {
  readonly events: readonly ApplyEvent[];
  readonly result: ApplyResult | null;
}

/** Applies, in a process inside the controller's network. */
async function apply(
  spec: Record<string, string>,
  options: Partial<Job['options']> = {},
  killAt?: ApplyEvent['type'],
): Promise<Run> {
  const job: Job = {
    wishes: [{ node: 'Sec-1', kind: 'address', name: 'eth0', spec: { device: 'eth0', ...spec } }],
    options: { holder: 'test', reason: 'a test', confirmS: 10, settleMs: 50, ...options },
    connection,
  };
  const child = spawn(
    'nsenter',
    ['--target', String(controller.pid), '--net', '--', process.execPath, '--import', 'tsx', 'test/apply/apply-child.ts'],
    { stdio: ['pipe', 'pipe', 'inherit'], cwd: join(import.meta.dirname, '../..') },
  );
  const events: ApplyEvent[] = [];
  child.stdin.end(JSON.stringify(job));
  let result: ApplyResult | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as ApplyEvent | { readonly type: 'result'; readonly result: ApplyResult };
    if (event.type === 'result') result = event.result;
    else events.push(event);
    if (event.type === killAt) child.kill('SIGKILL');
  }
  return { events, result };
}

/** Everything that a revert must bring back. */
function running(): string {
  return node.sh('ip -o -4 addr show | sed "s/ *valid_lft.*//"; ip route show; cat /srv/address; ls -l /srv/address; ls -A /srv');
}

function leftOver(): string {
  return node.sh('ls -A /var/lib/dmsa /var/lib/dmsa/confirm');
}

describe('a change that could cut the node off', () => {
  it('is confirmed over a new connection to the new address', async () => {
    const { result, events } = await apply({ address: `${NEW}/24` });
    expect(result?.actions.map((action) => action.outcome.status)).toEqual(['done']);
    expect(events).toContainEqual({ type: 'confirm-reached', node: 'Sec-1', id: 'Sec-1/address/eth0', via: NEW });
    expect(events.some((event) => event.type === 'confirmed')).toBe(true);
    expect(node.sh('ip -o -4 addr show dev eth0')).toContain(`inet ${NEW}/24`);
    expect(leftOver()).toBe('/var/lib/dmsa:\nconfirm\nmanifest.json\n\n/var/lib/dmsa/confirm:\n');
  });

  it('is undone by the node where it can not be reached any more: files, addresses in their order, routes', async () => {
    const before = running();
    const { result, events } = await apply({ address: '10.99.7.7/24' }, { confirmS: 3 });
    expect(result?.actions[0]?.outcome).toMatchObject({
      status: 'failed',
      undo: 'reverted',
      error: { code: 'reverted', detail: expect.stringContaining('before it was confirmed') },
    });
    expect(events).toContainEqual({ type: 'reverted', node: 'Sec-1', id: 'Sec-1/address/eth0', verified: true });
    expect(running()).toBe(before);
    expect(leftOver()).toBe('/var/lib/dmsa:\nconfirm\nmanifest.json\n\n/var/lib/dmsa/confirm:\n');
  });

  it('is undone at once where its step fails or it is not as wanted, however long the node would have waited', async () => {
    const before = running();
    const failing = await apply({ address: `${NEW}/24`, extra: 'echo no luck >&2; exit 4' }, { confirmS: 600 });
    expect(failing.result?.actions[0]?.outcome).toMatchObject({
      undo: 'reverted',
      error: { detail: expect.stringContaining('no luck') },
    });
    expect(running()).toBe(before);
    const crooked = await apply({ address: `${NEW}/24`, extra: 'echo other >/srv/address' }, { confirmS: 600 });
    expect(crooked.result?.actions[0]?.outcome).toMatchObject({
      undo: 'reverted',
      error: { detail: expect.stringContaining('still not as wanted') },
    });
    expect(running()).toBe(before);
  });

  it('is undone by the node alone where dmsa is killed, and the next apply goes through', async () => {
    const before = running();
    const { result } = await apply({ address: `${NEW}/24`, extra: 'true' }, { confirmS: 2 }, 'confirm-armed');
    expect(result).toBeNull();
    await expect
      .poll(() => node.sh('cat /var/lib/dmsa/confirm/*/decided/final 2>/dev/null || :'), { timeout: 20_000 })
      .toBe('reverted\n');
    expect(running()).toBe(before);
    // The dead run's lock still holds; its end is brought about here instead of waited for.
    node.sh(`sed -i 's/"expiresAt":[0-9]*/"expiresAt":5/' /var/lib/dmsa/lock/holder`);
    const next = await apply({ address: `${NEW}/24` });
    expect(next.result?.actions.map((action) => action.outcome.status)).toEqual(['done']);
    expect(leftOver()).toBe('/var/lib/dmsa:\nconfirm\nmanifest.json\n\n/var/lib/dmsa/confirm:\n');
  });

  it('says so, loudly, where the node could not put everything back', async () => {
    const spoil = 'ip link set dev eth0 mtu 1400; mount -o remount,ro /srv';
    const { result } = await apply({ address: '10.99.7.7/24', extra: `( ${spoil} ) || :` }, { confirmS: 3 });
    const outcome = result?.actions[0]?.outcome;
    expect(outcome).toMatchObject({
      status: 'failed',
      undo: 'revert-failed',
      error: { code: 'revert-failed', detail: expect.stringContaining('/srv/address is not as before') },
    });
    expect(node.sh('ip -o link show dev eth0; ip -o -4 addr show dev eth0')).toMatch(/mtu 1500[\s\S]*10\.99\.0\.2/);
  });
});
