/** What is foretold of addresses and servers: the scripts, between two real network namespaces, with every shell. Needs root. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactRequest } from '../../src/kinds/facts.ts';
import { wireFindings, wireRequest } from '../../src/kinds/net/foretell.ts';
import { portFindings, portRequest, serverOf } from '../../src/kinds/share/foretell.ts';
import { buildProbe } from '../../src/observe/probe.ts';
import { wrapScript } from '../../src/transport/wrap.ts';
import { enter, startNode, type TestNode } from '../apply/node.ts';
import { factsOf, installBusybox, NONCE, SHELLS } from '../observe/shells.ts';

/** Its own view of its network devices, and a place for tools of its own. */
const SETUP = 'mount -t sysfs sysfs /sys; mount -t tmpfs tmpfs /usr/local/bin; ip link set lo up';

let here: TestNode;
let there: TestNode;
let server: ChildProcess;
beforeAll(async () => {
  installBusybox();
  here = await startNode('here', SETUP);
  there = await startNode('there', SETUP);
  // The kernel may name only one end of a pair in another namespace.
  const made = spawnSync(
    'nsenter',
    [
      '--target',
      String(here.pid),
      '--net',
      '--',
      'ip',
      'link',
      'add',
      'w0',
      'type',
      'veth',
      'peer',
      'name',
      'w1',
      'netns',
      String(there.pid),
    ],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  here.sh('ip link set w0 up; ip addr add 10.9.0.1/24 dev w0; ip link add dead type veth peer name end; ip link set dead up');
  there.sh('ip link set w1 up; ip addr add 10.9.0.2/24 dev w1');
  // Somebody who listens for as long as the test runs.
  const script = "require('node:net').createServer().listen(2049, '10.9.0.2', () => console.log('listening'))";
  server = spawn('nsenter', [...enter(there.pid), process.execPath, '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!server.stdout) throw new Error('no output');
  await once(server.stdout, 'data');
});
afterAll(() => {
  server.kill('SIGKILL');
  here.close();
  there.close();
});

function ask(shell: readonly string[], request: FactRequest & { readonly id: string }) {
  const probe = buildProbe([request], NONCE);
  const { stdout, stderr, error } = spawnSync('nsenter', [...enter(here.pid), ...shell], {
    input: wrapScript(probe.script),
    timeout: 20_000,
  });
  if (error) throw error;
  return factsOf(probe.cut(stdout, stderr)).command(request.id);
}

describe.each(SHELLS.filter(([name]) => name !== 'bash').map((shell) => [shell.join(' '), shell] as const))('%s', (_, shell) => {
  const wire = (host: string, device = 'w0') =>
    wireFindings(ask(shell, wireRequest(host, device)), host, device, true).map(({ code, sentence }) => [code, sentence]);
  const port = (source: string, options = 'rw') => {
    const asked = serverOf(source, options);
    if (!asked) throw new Error('no server');
    return portFindings(ask(shell, portRequest(asked)), asked).map(({ code, detail }) => [code, detail]);
  };

  it.each([['ping'], ['arping', 'ping']])(
    'an address that somebody has, one that nobody has, and no cable: by %s',
    (...tools) => {
      here.sh(`rm -f /usr/local/bin/*; for t in ${tools.join(' ')}; do ln -s /bin/busybox /usr/local/bin/$t; done`);
      const mac = there.sh('cat /sys/class/net/w1/address').trim();
      expect(wire('10.9.0.2')).toEqual([['address-taken', `another host (${mac}) answers for 10.9.0.2 on w0`]]);
      expect(wire('10.9.0.77')).toEqual([]);
      expect(wire('10.9.0.77', 'dead').map(([code]) => code)).toEqual(['no-carrier']);
    },
  );

  it('looking leaves the addresses and the entries of the neighbour table that were made by hand as they are', () => {
    here.sh('ip neigh replace 10.9.0.2 dev w0 lladdr 52:54:00:00:00:01 nud permanent');
    try {
      wire('10.9.0.2');
      expect(here.sh('ip neigh show to 10.9.0.2 dev w0')).toContain('52:54:00:00:00:01');
      expect(here.sh('ip -o -4 addr show dev w0 | wc -l').trim()).toBe('1');
    } finally {
      here.sh('ip neigh del 10.9.0.2 dev w0');
    }
  });

  it('a port that answers, one that refuses, and a host that is not there', () => {
    expect(port('10.9.0.2:/opt/rrd')).toEqual([]);
    expect(port('10.9.0.2:/opt/rrd', 'rw,vers=3')).toEqual([
      ['server-unreachable', expect.stringMatching(/^Connection refused/)],
    ]);
    expect(port('10.9.0.66:/opt/rrd')).toEqual([
      ['server-unreachable', expect.stringMatching(/^(No route to host|No answer within 4 s)/)],
    ]);
  });
});

it('which port a mount asks first', () => {
  expect(serverOf('10.0.0.1:/opt/rrd', 'rw,hard,bg')).toEqual({ host: '10.0.0.1', port: 2049 });
  expect(serverOf('[fd00::1]:/opt/rrd', 'rw,vers=4.2')).toEqual({ host: 'fd00::1', port: 2049 });
  expect(serverOf('10.0.0.1:/opt/rrd', 'nfsvers=3')).toEqual({ host: '10.0.0.1', port: 111 });
  expect(serverOf('10.0.0.1:/opt/rrd', 'vers=3,port=2050')).toEqual({ host: '10.0.0.1', port: 2050 });
  expect(serverOf('10.0.0.1:/opt/rrd', 'vers=3,udp')).toBeNull();
});
