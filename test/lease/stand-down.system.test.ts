/** What a node runs by itself when it may no longer act; in namespaces of its own, with real addresses and real processes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StandDown, standDownScript } from '../../src/ha/stand-down.ts';
import { bootClock, uptimeMs } from '../../src/lease/clock.ts';
import { deadMan } from '../../src/lease/dead-man.ts';
import { keepLease } from '../../src/lease/keeper.ts';
import { memoryStore } from '../../src/lease/memory.ts';
import { deadlinesOf } from '../../src/lease/rules.ts';
import { enter, startNode, type TestNode } from '../apply/node.ts';

let node: TestNode;

/** A daemon that writes down what it is told. `stuck`: it says yes and goes on. */
const DAEMON = `#!/bin/sh
name=\${0##*/}
echo "$name $1" >>/srv/told
case $1 in
  stop) if [ -e /srv/stuck-$name ]; then sleep 30; fi; rm -f /srv/runs-$name ;;
  status) [ -e /srv/runs-$name ] || exit 3 ;;
esac
`;

beforeAll(async () => {
  node = await startNode('Sec-1');
  node.sh(`mount -t tmpfs tmpfs /etc/init.d
for n in ubi-sms ubi-poll; do cat >/etc/init.d/$n <<'END'
${DAEMON}END
chmod 755 /etc/init.d/$n; done
ip link add eth0 type veth peer name sw0; ip link add eth1 type veth peer name sw1
for d in eth0 eth1 sw0 sw1; do ip link set $d up; done`);
});
afterAll(() => node?.close());
beforeEach(() => {
  // On eth1 the service address came first: the kernel would take the node's own with it.
  node.sh(`rm -f /srv/*; for n in ubi-sms ubi-poll; do : >/srv/runs-$n; done
for d in eth0 eth1; do ip addr flush dev $d; done
ip addr add 10.0.0.21/24 brd + dev eth0; ip addr add 10.0.0.111/24 brd + dev eth0 label eth0:1
ip addr add 192.0.2.111/24 brd + dev eth1 label eth1:7; ip addr add 192.0.2.21/24 brd + dev eth1
ip route add 198.51.100.0/24 via 192.0.2.1 dev eth1
ip addr add 2001:db8::111/64 dev eth1 nodad; ip addr add 2001:db8::21/64 dev eth1 nodad
ip addr add 10.0.0.111/32 dev eth1`);
});

const ALL: StandDown = {
  addresses: ['10.0.0.111/24', '192.0.2.111/24', '2001:db8::111/64'],
  services: ['ubi-sms', 'ubi-poll', 'not-here'],
  sysrq: null,
};

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
}

async function run(what: StandDown, withinMs: number, shell: readonly string[] = ['sh']): Promise<Ran> {
  const began = performance.now();
  const over = Math.floor((uptimeMs() + withinMs) / 10);
  const child = spawn('nsenter', [...enter(node.pid), ...shell, '-c', `over=${over}\n${standDownScript(what)}`]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err, tookMs: performance.now() - began };
}

const addresses = (): string[] =>
  node
    .sh('ip -o addr show scope global')
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/).slice(1, 4).join(' '));
const OWN = ['eth0 inet 10.0.0.21/24', 'eth1 inet 192.0.2.21/24', 'eth1 inet6 2001:db8::21/64'];

describe.each([
  ['dash', ['sh']],
  ['busybox', ['busybox', 'sh']],
] as const)('standing down in %s', (_name, shell) => {
  it('takes exactly the service addresses off, wherever they are, stops the pack, and may be repeated', async () => {
    const first = await run(ALL, 8_000, shell);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out.split('\n')).toEqual([
      'off: 10.0.0.111',
      'off: 192.0.2.111',
      'off: 2001:db8::111',
      'stopped: not-here',
      'stopped: ubi-poll',
      'stopped: ubi-sms',
      'stood down',
      '',
    ]);
    expect(addresses().sort()).toEqual([...OWN].sort());
    expect(node.sh('ip route show 198.51.100.0/24')).toContain('via 192.0.2.1');
    expect(node.sh('ls /srv')).not.toContain('runs-');
    // In the opposite order of their start.
    expect(node.sh('grep stop /srv/told').trim().split('\n')).toEqual(['ubi-poll stop', 'ubi-sms stop']);
    expect(await run(ALL, 8_000, shell)).toMatchObject({ code: 0, err: '' });
    expect(addresses().sort()).toEqual([...OWN].sort());
  });

  it('is over in time where a service does not stop, with the addresses off; and resets only where it may', async () => {
    node.sh(': >/srv/stuck-ubi-poll');
    const ran = await run({ ...ALL, sysrq: null }, 3_000, shell);
    expect(ran).toMatchObject({ code: 1, err: 'not done in time: ubi-poll\n' });
    expect(ran.tookMs).toBeLessThan(3_000);
    expect(addresses().sort()).toEqual([...OWN].sort());
    expect(ran.out).toContain('stopped: ubi-sms');

    const reset = await run({ ...ALL, sysrq: '/srv/sysrq' }, 3_000, shell);
    expect(reset.err).toContain('resetting this machine');
    expect(reset.tookMs).toBeLessThan(3_000);
    expect(node.sh('cat /srv/sysrq')).toBe('b\n');
  });
});

describe('the loop of an active', () => {
  it('stands down by itself when the arbiter is out of reach, in time, and leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmsa-pair-'));
    const tsx = join(import.meta.dirname, '../../node_modules/.bin/tsx');
    const child = spawn('nsenter', [...enter(node.pid), tsx, join(import.meta.dirname, 'pair-child.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    await once(child, 'close');
    const lines = said.trim().split('\n');
    expect(lines.slice(0, -1)).toEqual([
      expect.stringContaining('does not answer for the lease pair/Sec-1: cut'),
      'the lease pair/Sec-1 is lost: it could not be renewed in time',
      'standing down: off: 10.0.0.111; off: 192.0.2.111; off: 2001:db8::111; stopped: ubi-poll; stopped: ubi-sms; stood down',
    ]);
    const { ms, state, proof } = JSON.parse(lines.at(-1) ?? '');
    expect(state).toEqual({ is: 'ended', how: 'lost' });
    // It has stood down, and its standby can't know yet.
    expect(proof).toMatchObject({ proof: 'no', code: 'held' });
    expect(ms).toBeLessThan(deadlinesOf(0, { ttlMs: 4_000, marginMs: 1_300 }).addressesOffMs);
    expect(addresses().sort()).toEqual([...OWN].sort());
    expect(readFileSync(join(folder, 'pair%2FSec-1.deadline'), 'utf8')).toBe('off\n');
    // The dead man outlived the loop; told that it is over, it goes.
    await expect.poll(() => node.sh('ps ax -o args | grep -c "[d]msa-dead-man" || :').trim()).toBe('0');
    rmSync(folder, { recursive: true, force: true });
  });
});

describe.concurrent('the dead man', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dmsa-dead-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const times = { ttlMs: 6_000, marginMs: 2_000 };
  const man = (name: string) =>
    deadMan({ folder, name, standDown: `echo "over $over" >${folder}/${name}.down\n`, marginMs: times.marginMs });
  const pidOf = (name: string): number => Number(readFileSync(join(folder, `${name}.pid`), 'utf8'));
  const runs = (pid: number): boolean =>
    existsSync(`/proc/${pid}/cmdline`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

  it('acts when nobody puts its deadline off any more, not before, and goes when it is called off', async ({ expect }) => {
    const one = man('one');
    const due = uptimeMs() + 2_000;
    const arm = (standDownMs: number): void =>
      one.arm({ standDownMs, addressesOffMs: standDownMs + 2_000, overMs: standDownMs + 3_000 });
    arm(due - 1_500);
    const pid = pidOf('one');
    arm(due);
    // Another dmsa, after a crash: it finds the one that there is.
    man('one').arm({ standDownMs: due, addressesOffMs: due + 2_000, overMs: due + 3_000 });
    expect(pidOf('one')).toBe(pid);
    expect(one.fired()).toBe(false);
    await expect.poll(() => one.fired(), { timeout: 6_000, interval: 20 }).toBe(true);
    expect(uptimeMs()).toBeGreaterThanOrEqual(due + 500);
    expect(uptimeMs()).toBeLessThan(due + 2_000);
    await expect.poll(() => existsSync(join(folder, 'one.down'))).toBe(true);
    expect(readFileSync(join(folder, 'one.down'), 'utf8')).toBe(`over ${Math.floor((due + 3_000) / 10)}\n`);

    const other = man('other');
    other.arm({ standDownMs: uptimeMs() + 400, addressesOffMs: 0, overMs: 0 });
    const second = pidOf('other');
    expect(runs(second)).toBe(true);
    other.disarm();
    await expect.poll(() => runs(second)).toBe(false);
    expect(existsSync(join(folder, 'other.down'))).toBe(false);
  });

  it('takes a deadline that can not be read for one that is over', async ({ expect }) => {
    const lost = man('lost');
    lost.arm({ standDownMs: uptimeMs() + 1_000, addressesOffMs: 0, overMs: 0 });
    writeFileSync(join(folder, 'lost.deadline'), '\n');
    await expect.poll(() => lost.fired()).toBe(true);
  });

  it('stands down for a dmsa that was killed or frozen, before its lease can be taken', async ({ expect }) => {
    const file = join(folder, 'frozen.ts');
    const src = join(import.meta.dirname, '../../src/lease');
    writeFileSync(
      file,
      `import { bootClock } from '${src}/clock.ts';
import { deadMan } from '${src}/dead-man.ts';
import { keepLease } from '${src}/keeper.ts';
import { memoryStore } from '${src}/memory.ts';
keepLease({
  store: memoryStore({ now: bootClock.now }), name: 'frozen', holder: 'a', times: ${JSON.stringify(times)}, clock: bootClock,
  guard: deadMan({ folder: '${folder}', name: 'frozen', standDown: 'echo >${folder}/frozen.down', marginMs: ${times.marginMs} }),
  onHeld: () => console.log('held'), onLost: async () => {},
});`,
    );
    const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    try {
      await once(child.stdout, 'data');
      child.kill('SIGSTOP');
      const stopped = uptimeMs();
      await expect.poll(() => existsSync(join(folder, 'frozen.down')), { timeout: 8_000, interval: 20 }).toBe(true);
      expect(uptimeMs() - stopped).toBeLessThan(deadlinesOf(0, times).addressesOffMs);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  });

  it('a keeper whose arbiter is gone has stood down in time, by the real clock', async ({ expect }) => {
    const times = { ttlMs: 3_000, marginMs: 900 };
    const store = memoryStore({ now: bootClock.now });
    let gone = false;
    const began = uptimeMs();
    const standing = await new Promise<number>((resolve) => {
      keepLease({
        store: { ...store, renew: async (...args) => (gone ? { is: 'unknown', why: 'cut' } : store.renew(...args)) },
        name: 'x',
        holder: 'a',
        times,
        clock: bootClock,
        onHeld: () => {
          gone = true;
        },
        onLost: async () => resolve(uptimeMs()),
      });
    });
    expect(standing - began).toBeGreaterThanOrEqual(deadlinesOf(0, times).standDownMs);
    expect(standing - began).toBeLessThan(deadlinesOf(0, times).addressesOffMs);
    expect(await store.look('x')).toMatchObject({ is: 'held' });
  });
});
