/** The loop of nodes with streams: drift is told within seconds, a flood costs few looks, and nothing is left on a node when the loop ends. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { hosts } from '../../src/kinds/hosts.ts';
import { serviceAddress } from '../../src/kinds/service-address.ts';
import { keepNodes } from '../../src/reconcile/keep-nodes.ts';
import type { NodesTold } from '../../src/reconcile/nodes-file.ts';
import type { NodesEvent, NodesRequest } from '../../src/reconcile/nodes-request.ts';
import { freshMemory } from '../../src/reconcile/nodes-state.ts';
import { streamOf } from '../../src/transport/local-stream.ts';
import { enter, startNode, type TestNode, testTransport } from '../apply/node.ts';
import { ALONE, hearsNetwork, processesIn } from '../observe/watch-node.ts';

let node: TestNode;
const running: { readonly stop: () => Promise<unknown> }[] = [];

beforeAll(async () => {
  node = await startNode(
    'Sec-1',
    `echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set lo up
${ALONE}ip link add eth0 type veth peer name sw0; ip link set sw0 up; ip link set eth0 up; ip addr add 10.0.0.21/24 brd + dev eth0
mkdir /srv/etc; cp -a /etc/. /srv/etc/; mount --bind /srv/etc /etc`,
  );
});
beforeEach(async () => {
  // What a test leaves ends a moment after it, and would count for the next one.
  const end = performance.now() + 20_000;
  while (processesIn(node).length > 0 && performance.now() < end) await delay(50);
  expect(processesIn(node)).toEqual([]);
  node.sh('echo 127.0.0.1 localhost >/etc/hosts; rm -rf /var/lib/dmsa/*');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
});
afterAll(() => node.close());

function clusterOf(run: string): Cluster {
  const { cluster, diagnostics } = parseCluster(
    `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Sec-1
  legacyFiles: false
  run: ${run}
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24 }
`,
    { file: 'cluster.yaml' },
  );
  if (!cluster) throw new Error(JSON.stringify(diagnostics, null, 1));
  return cluster;
}

interface Site {
  readonly events: NodesEvent[];
  readonly looks: () => number;
  readonly scripts: () => readonly string[];
  readonly told: () => NodesTold | null;
  readonly until: <T>(what: string, found: () => T | undefined | false) => Promise<T>;
  readonly stop: () => Promise<unknown>;
}

/** @param streams what the node makes of a stream: a shell, or nothing */
function start(cluster: Cluster, streams: readonly string[] | null = ['sh'], change: Partial<NodesRequest> = {}): Site {
  const transport = testTransport(new Map([['Sec-1', node.pid]]));
  const events: NodesEvent[] = [];
  let told: NodesTold | null = null;
  const stop = new AbortController();
  const ended = keepNodes({
    cluster,
    kinds: [hosts, serviceAddress],
    transport: {
      close: async () => {},
      async connect(target, signal) {
        const session = await transport.connect(target, signal);
        if (!streams) return session;
        return {
          ...session,
          stream: async (script, { onStdout }) =>
            streamOf(spawn('nsenter', [...enter(node.pid), ...streams], { stdio: 'pipe', detached: true }), script, onStdout),
        };
      },
    },
    kept: new Set(),
    troubled: () => new Map(),
    by: 'test',
    dryRun: false,
    once: false,
    signal: stop.signal,
    memory: freshMemory(),
    revision: 'revision-1',
    orders: async () => ({ suspensions: [], approvals: [], resumed: [] }),
    timeZone: 'UTC',
    onEvent: (event) => events.push(event),
    onTold: (what) => {
      told = what;
    },
    ...change,
  });
  const site: Site = {
    events,
    looks: () => transport.ran.length,
    scripts: () => transport.ran.map(({ script }) => script),
    told: () => told,
    async until(what, found) {
      const end = performance.now() + 30_000;
      for (;;) {
        const one = found();
        if (one !== undefined && one !== false) return one;
        if (performance.now() > end) throw new Error(`no ${what}; it said:\n${JSON.stringify(events, null, 1).slice(0, 8_000)}`);
        await delay(10);
      }
    },
    stop() {
      stop.abort();
      return ended;
    },
  };
  running.push(site);
  return site;
}

const stream = (site: Site) => site.told()?.nodes[0]?.stream;
const isOpen = (site: Site): Promise<unknown> => site.until('open stream', () => stream(site)?.is === 'open');
const drifts = (site: Site): number => site.events.filter(({ type }) => type === 'drift').length;
const ids = (site: Site): readonly string[] => site.told()?.nodes[0]?.differences.map(({ id }) => id) ?? [];

/** All that was seen at the start has been looked at, and it is quiet. */
async function settled(site: Site): Promise<void> {
  await isOpen(site);
  let looks = -1;
  while (looks !== site.looks()) {
    looks = site.looks();
    await delay(4_500);
  }
}

it('drift is told within seconds though the next look is an hour away, and as wanted again as soon', {
  timeout: 90_000,
}, async () => {
  const site = start(clusterOf('{ interval: 1h, mode: apply }'));
  await site.until('hosts made', () => site.events.find(({ type }) => type === 'healed'));
  await settled(site);
  expect(ids(site)).toEqual([]);
  await site.stop();
  running.pop();
  const watching = start(clusterOf('{ interval: 1h }'));
  await settled(watching);
  const before = drifts(watching);
  const began = performance.now();
  node.sh("sed -i '/Sec-1/d' /etc/hosts");
  await watching.until('drift', () => drifts(watching) > before);
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(ids(watching)).toEqual(['Sec-1/hosts//etc/hosts']);
  expect(stream(watching)).toMatchObject({ is: 'open', last: { what: expect.stringContaining('/etc') } });
});

it('an address that goes is looked at at once', { timeout: 60_000 }, async () => {
  const site = start(clusterOf('{ interval: 1h, stream: { tick: 60s } }'));
  await settled(site);
  await site.until('ear for the network', () => hearsNetwork(node));
  const before = site.looks();
  const began = performance.now();
  node.sh('ip addr add 10.0.0.99/24 dev eth0; ip addr del 10.0.0.99/24 dev eth0');
  await site.until('look', () => site.looks() > before);
  // Well before a tick of a minute: it came by itself.
  expect(performance.now() - began).toBeLessThan(20_000);
  // The first is at the network alone; when it has settled a whole one follows.
  await site.until('whole look', () => site.looks() > before + 1);
  const asksForHosts = site
    .scripts()
    .slice(before, before + 2)
    .map((script) => script.includes('/etc/hosts'));
  expect(asksForHosts).toEqual([false, true]);
});

it('a file that is written all the time and a link that flaps cost a bounded number of looks', { timeout: 90_000 }, async () => {
  const site = start(clusterOf('{ interval: 1h, stream: { tick: 1s } }'));
  await settled(site);
  const before = site.looks();
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    node.sh('touch /etc/hosts; ip link set eth0 down; ip link set eth0 up');
    await delay(100);
  }
  const looks = site.looks() - before;
  expect(looks).toBeGreaterThan(1);
  // Six at once, then one in ten seconds.
  expect(looks).toBeLessThanOrEqual(6 + 2 + 1);
});

it('nothing is changed on a node while somebody else is changing it', { timeout: 90_000 }, async () => {
  const site = start(clusterOf('{ interval: 1h, mode: apply, stream: { tick: 1s } }'));
  await site.until('hosts made', () => site.events.find(({ type }) => type === 'healed'));
  await settled(site);
  const healed = (): number => site.events.filter(({ type }) => type === 'healed').length;
  const before = healed();
  const end = performance.now() + 8_000;
  while (performance.now() < end) {
    node.sh("sed -i '/Sec-1/d' /etc/hosts");
    await delay(500);
  }
  expect([drifts(site) > 0, healed()]).toEqual([true, before]);
  await site.until('put right', () => healed() > before);
  expect(node.sh('grep -c Sec-1 /etc/hosts').trim()).toBe('1');
});

it('while nothing changes a process in two seconds and a half is started on the node, and nothing is left there at the end', {
  timeout: 90_000,
}, async () => {
  const before = processesIn(node);
  const site = start(clusterOf('{ interval: 1h }'));
  await settled(site);
  const during = processesIn(node);
  expect(during.filter((line) => line.startsWith('ip -o monitor'))).toHaveLength(1);
  // By the newest process id of the node's own: to ask takes one.
  const newest = (): number => Number(node.sh('read -r _ _ _ _ last </proc/loadavg; echo $last'));
  const looks = site.looks();
  const first = newest();
  const overhead = newest() - first;
  const from = newest();
  await delay(10_000);
  const started = newest() - from - overhead;
  expect(site.looks() - looks).toBe(0);
  // One for modes and owners, each 2.5 s at most.
  expect([started > 0, started <= 5]).toEqual([true, true]);
  await site.stop();
  running.pop();
  await site.until('nothing left', () => processesIn(node).length === before.length);
});

it('a node without a shell that could stream, or whose stream breaks, is told of once and looked at as ever', {
  timeout: 90_000,
}, async () => {
  const site = start(clusterOf('{ interval: 1s }'), ['sh', '-c', 'echo no shell for you >&2; exit 7']);
  const lost = await site.until('lost', () => site.events.find((event) => event.type === 'stream'));
  expect(lost).toMatchObject({ node: 'Sec-1', is: 'lost', why: 'its shell ended with status 7 (no shell for you)' });
  const looks = site.looks();
  await site.until('looks go on', () => site.looks() > looks + 3);
  await site.until('status', () => stream(site)?.is === 'lost');
  expect(site.events.filter((event) => event.type === 'stream')).toHaveLength(1);
});

it('a stream whose processes were killed on the node is opened again', { timeout: 60_000 }, async () => {
  const before = processesIn(node);
  const site = start(clusterOf('{ interval: 1h, stream: { tick: 1s } }'));
  await settled(site);
  // The shell that is asked: the first of those that have the files without a name.
  node.sh(
    `for f in /proc/[0-9]*/fd/9; do [ ! -e "$f" ] || { p=\${f#/proc/}; echo "\${p%%/*}"; }; done | sort -n | { read -r p; kill -KILL $p; }`,
  );
  await site.until('lost', () => stream(site)?.is !== 'open');
  await isOpen(site);
  await site.stop();
  running.pop();
  // What the killed shell had started ends with the next event, or within ten minutes.
  node.sh('ip link set eth0 down; ip link set eth0 up');
  await site.until('no second monitor', () => processesIn(node).filter((line) => line.startsWith('ip')).length === 0);
  expect(processesIn(node).length - before.length).toBeLessThanOrEqual(2);
});
