/** The way around: nodes that the controller can't reach and their neighbours can. Real sshd in namespaces at a switch. Needs root. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { ApplyResult } from '../../src/apply/request.ts';
import { ask, NET, type Switched, startSwitched } from './switched.ts';
import type { Reached, ThroughJob } from './through-child.ts';

const SEC1 = `${NET}.11`;
let net: Switched;
let child: ChildProcess;
let applier: ChildProcess;

beforeAll(async () => {
  net = await startSwitched(['Sec-1', 'Sec-Rep-1', 'Web-1', 'Web-2']);
  child = net.child('transport/through-child.ts');
  applier = net.child('apply/apply-child.ts');
});
afterEach(() => {
  for (const [name, node] of net.nodes) {
    net.uncut(name);
    node.sh('ip link set eth0 up; for f in /srv/more; do [ ! -e $f ] || rm $f; done');
  }
  net.forget();
});
afterAll(() => {
  child.kill('SIGKILL');
  applier.kill('SIGKILL');
  net.close();
});

const nodeOf = (name: string) => {
  const node = net.nodes.get(name);
  if (!node) throw new Error(name);
  return node;
};

async function reach(
  connect: ThroughJob['connect'],
  change: Partial<ThroughJob> = {},
  more: Readonly<Record<string, object>> = {},
): Promise<readonly Reached[]> {
  const connections = Object.fromEntries(
    Object.entries(net.connections).map(([name, one]) => [name, { ...one, ...(more[name] ?? {}) }]),
  );
  const pairs = { 'Sec-1': 'Sec-Rep-1', 'Sec-Rep-1': 'Sec-1' };
  const [line] = await ask<{ readonly type: string; readonly reached: readonly Reached[] }>(child, {
    connections,
    pairs,
    connect,
    ...change,
  });
  if (!line) throw new Error('no answer');
  return line.reached;
}

/** Ends the sshd that listens; process 1 of the node collects nobody, so it is the port that tells. */
const STOP_SSHD = `kill $(cat /srv/sshd.pid)
n=0; while grep -q ':0016 00000000:0000 0A' /proc/net/tcp && [ $n -lt 100 ]; do sleep 0.05; n=$((n + 1)); done`;

/** sshd of a node with further lines of configuration, until the body has ended. */
async function withSshd<T>(name: string, lines: string, body: () => Promise<T>): Promise<T> {
  const node = nodeOf(name);
  node.sh(`{ cat /srv/sshd_config; echo '${lines}'; } >/srv/sshd_more; ${STOP_SSHD}\n/usr/sbin/sshd -f /srv/sshd_more`);
  try {
    return await body();
  } finally {
    node.sh(`${STOP_SSHD}\n/usr/sbin/sshd -f /srv/sshd_config`);
  }
}

describe('a node that only its neighbours reach', () => {
  it('is spoken to through the other member of its pair, end to end, without an agent', async () => {
    net.cut('Sec-1');
    const { 'Web-1': _, 'Web-2': __, ...pair } = net.connections;
    const sec1 = { ...net.connections['Sec-1'], connectTimeoutMs: 30_000 };
    const [one] = await reach([{ node: 'Sec-1' }], { connections: { ...pair, 'Sec-1': sec1 } as ThroughJob['connections'] });
    expect(one).toMatchObject({ via: `${SEC1} through Sec-Rep-1`, through: 'Sec-Rep-1' });
    // Sec-1's sshd sees its neighbour at the other end, and is given nothing to go on with.
    expect(one?.stdout).toMatch(new RegExp(`^${NET}\\.(12|112) \\d+ ${SEC1} 22\\n$`));
    // Its own addresses were not waited for to the end.
    expect(one?.ms).toBeLessThan(15_000);
  });

  it('is spoken to through another node where the pair’s other member is dead, over a connection that is open already', async () => {
    net.cut('Sec-1');
    nodeOf('Sec-Rep-1').sh('ip link set eth0 down');
    const seen = await reach([{ node: 'Web-2' }, { node: 'Sec-1' }]);
    expect(seen.map(({ via }) => via)).toEqual([`${NET}.14`, `${SEC1} through Web-2`]);
    expect(seen[1]?.ms).toBeLessThan(4_000);
  });

  it('is reached directly again when that way is there again; who asks for nothing less is told what there is', async () => {
    net.cut('Sec-1');
    const cut = await reach([{ node: 'Sec-1' }, { node: 'Sec-1', direct: true }]);
    expect(cut[0]?.through).toBeDefined();
    expect(cut[1]?.error).toMatchObject({ code: 'connect-timeout' });
    expect(cut[1]?.error?.detail).not.toContain('through');

    const open = (): string => nodeOf('Sec-1').sh('grep -c ":0016 .* 01 " /proc/net/tcp || :');
    // Of the sessions before this one the last has ended; once the first of the new ones is there, the way is free again.
    await expect.poll(open, { timeout: 30_000 }).toBe('0\n');
    const kept = reach([{ node: 'Sec-1' }, { node: 'Sec-1', waitMs: 1_500 }], { throughMs: 1_000, script: 'echo here' });
    await expect.poll(open).not.toBe('0\n');
    net.uncut('Sec-1');
    expect((await kept).map(({ via }) => via)).toEqual([expect.stringContaining(`${SEC1} through `), SEC1]);
  });

  it('is told apart by its host key as always: another one’s, and one that nobody has seen yet, are refused', async () => {
    net.cut('Sec-1');
    const known = readFileSync(net.knownHosts, 'utf8');
    const keyOfWeb = /^10\.99\.0\.13 (.*)$/m.exec(known)?.[1] ?? '';
    writeFileSync(net.knownHosts, known.replace(/^10\.99\.0\.11 .*$/m, `${SEC1} ${keyOfWeb}`));
    const [changed] = await reach([{ node: 'Sec-1' }]);
    expect(changed).toMatchObject({ retryable: false, error: { code: 'host-key-changed', node: 'Sec-1' } });
    expect(changed?.error?.detail).toMatch(/^- through (Sec-Rep|Web)-\d: /m);

    writeFileSync(net.knownHosts, known.replace(/^10\.99\.0\.11 .*\n/m, ''));
    const [unknown] = await reach([{ node: 'Sec-1' }]);
    expect(unknown?.error).toMatchObject({ code: 'host-key-unknown' });
    expect(readFileSync(net.knownHosts, 'utf8')).not.toContain(SEC1);
  });

  it('is known by the key that it has at another of its addresses', async () => {
    net.cut('Sec-1');
    const [one] = await reach([{ node: 'Sec-1' }], {}, { 'Sec-1': { addresses: [`${NET}.111`, SEC1] } });
    expect(one?.via).toContain(`${NET}.111 through `);
  });

  it('is told with every way that was tried, where no neighbour helps', async () => {
    net.cut('Sec-1');
    nodeOf('Web-1').sh(`ip route add blackhole ${SEC1}; ip route add blackhole ${NET}.111`);
    nodeOf('Web-2').sh('ip link set eth0 down');
    const [one] = await withSshd('Sec-Rep-1', 'AllowTcpForwarding no', () => reach([{ node: 'Sec-1' }]));
    nodeOf('Web-1').sh(`ip route del blackhole ${SEC1}; ip route del blackhole ${NET}.111`);
    expect(one?.error).toMatchObject({
      code: 'connect-timeout',
      summary: 'Sec-1: it could not be reached at any of its addresses, nor through a neighbour',
    });
    const detail = one?.error?.detail ?? '';
    expect(detail).toContain(`- ${SEC1} port 22 did not answer within 2 s`);
    expect(detail).toContain(`- ${NET}.111 port 22 did not answer within 2 s`);
    expect(detail).toMatch(/^- through Sec-Rep-1: its sshd makes no connections for others: see AllowTcpForwarding/m);
    expect(detail).toMatch(/^- through Web-1: 10\.99\.0\.11 port 22: .+/m);
    expect(detail).toMatch(/^- through Web-2: it can't be reached itself \(no-route|connect-timeout\)$/m);
  });
});

describe('a neighbour is not asked', () => {
  it('where the node was reached and would not have us', async () => {
    nodeOf('Sec-1').sh('mv /srv/keys /srv/keys.was; : >/srv/keys');
    const [refused] = await reach([{ node: 'Sec-1' }]);
    nodeOf('Sec-1').sh('mv /srv/keys.was /srv/keys');
    expect(refused?.error?.code).toBe('auth-failed');
    expect(refused?.error?.detail).not.toContain('through');

    nodeOf('Sec-1').sh(STOP_SSHD);
    const [noSshd] = await reach([{ node: 'Sec-1' }]);
    nodeOf('Sec-1').sh('/usr/sbin/sshd -f /srv/sshd_config');
    expect(noSshd?.error?.code).toBe('connect-refused');
    expect(noSshd?.error?.detail).not.toContain('through');
  });
});

describe('a node that is really dead', () => {
  it('is known to be hardly later than without neighbours', async () => {
    nodeOf('Sec-1').sh('ip link set eth0 down');
    const patient = { 'Sec-1': { connectTimeoutMs: 6_000 } };
    const [alone] = await reach([{ node: 'Sec-1', direct: true }], {}, patient);
    const seen = await reach([{ node: 'Sec-Rep-1' }, { node: 'Web-1' }, { node: 'Web-2' }, { node: 'Sec-1' }], {}, patient);
    const withOthers = seen[3];
    expect(withOthers?.error?.code).toMatch(/no-route|connect-timeout/);
    expect(withOthers?.error?.detail).toContain('through Web-2');
    expect((withOthers?.ms ?? 0) - (alone?.ms ?? 0)).toBeLessThan(2_500);
  });
});

describe('a change that leaves a node reachable only through a neighbour', () => {
  interface Line {
    readonly type: string;
    readonly result?: ApplyResult;
  }
  const change = async (script: string, undo: string): Promise<{ events: readonly ApplyEvent[]; result: ApplyResult }> => {
    nodeOf('Sec-1').sh('echo before >/srv/net');
    const run = { script, undo, timeoutMs: 2_000 };
    const spec = { path: '/srv/net', text: 'after\n', risky: true, run: [run] };
    const lines = await ask<Line>(applier, {
      wishes: [{ node: 'Sec-1', kind: 'file', name: 'net', spec }],
      options: { holder: 'test', reason: 'a test', settleMs: 1, confirmS: 8 },
      connections: net.connections,
      pairs: { 'Sec-1': 'Sec-Rep-1' },
    });
    const result = lines.at(-1)?.result;
    if (!result) throw new Error('no result');
    return { events: lines.slice(0, -1) as readonly ApplyEvent[], result };
  };

  it('is undone where the node was reached directly before', async () => {
    const { events, result } = await change(
      `ip route replace blackhole ${NET}.1`,
      `ip route del blackhole ${NET}.1 2>/dev/null || :`,
    );
    expect(result.actions[0]?.outcome).toMatchObject({ status: 'failed', undo: 'reverted' });
    expect(events.map(({ type }) => type)).not.toContain('confirmed');
    // It may have been reached anew once it had put everything back, but never through its neighbour.
    expect(events.filter((event) => event.type === 'confirm-reached' && event.via.includes('through'))).toEqual([]);
    expect(nodeOf('Sec-1').sh('cat /srv/net; ip route show')).not.toMatch(/after|blackhole/);
  });

  it('is confirmed where it was no better before', async () => {
    net.cut('Sec-1');
    const { events, result } = await change(':', ':');
    expect(result.actions[0]?.outcome).toMatchObject({ status: 'done' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'confirm-reached', via: `${SEC1} through Sec-Rep-1` }));
  });
});
