/** The loop that keeps nodes, on real shells and real directories: what drifts is put right, and a node that hangs slows nobody. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { directory } from '../../src/kinds/directory.ts';
import { keepNodes } from '../../src/reconcile/keep-nodes.ts';
import type { NodesTold } from '../../src/reconcile/nodes-file.ts';
import type { NodesEvent, NodesRequest } from '../../src/reconcile/nodes-request.ts';
import { freshMemory } from '../../src/reconcile/nodes-state.ts';
import type { Orders } from '../../src/reconcile/orders.ts';
import { startNode, type TestNode, testTransport } from '../apply/node.ts';

const NAMES = ['Web-1', 'Sec-1', 'Sec-2'] as const;
let nodes: readonly TestNode[] = [];
const running: { readonly stop: () => Promise<unknown> }[] = [];

beforeAll(async () => {
  nodes = await Promise.all(NAMES.map((name) => startNode(name)));
});
beforeEach(() => {
  for (const node of nodes) node.sh('rm -rf /srv/data /srv/more /var/lib/dmsa/*');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
});
afterAll(() => {
  for (const node of nodes) node.close();
});

function clusterOf(run: string, directories: string): Cluster {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Web-1
  legacyFiles: false
  run: ${run}
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24 }
    Sec-2: { type: SECENGINE, maintenance: 10.0.0.22/24 }
  directories: ${directories}
`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml' });
  if (!cluster) throw new Error(JSON.stringify(diagnostics, null, 1));
  return cluster;
}

interface Site {
  readonly events: NodesEvent[];
  readonly told: () => NodesTold | null;
  readonly orders: { -readonly [K in keyof Orders]: Orders[K] };
  readonly hears: (what: string, fits: (event: NodesEvent) => boolean) => Promise<NodesEvent>;
  readonly stop: () => Promise<unknown>;
}

function start(cluster: Cluster, more: Partial<NodesRequest> & { readonly hangs?: string; readonly slow?: string } = {}): Site {
  const { hangs, slow, ...change } = more;
  const transport = testTransport(new Map(nodes.map(({ name, pid }) => [name, pid])));
  const hanging: NodesRequest['transport'] = {
    close: async () => {},
    connect: (target, signal) =>
      target.node === hangs
        ? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('given up')), { once: true }))
        : transport.connect(target),
  };
  if (slow !== undefined) transport.head = slow;
  const events: NodesEvent[] = [];
  let told: NodesTold | null = null;
  const orders: Site['orders'] = { suspensions: [], approvals: [], resumed: [] };
  const stop = new AbortController();
  const ended = keepNodes({
    cluster,
    kinds: [directory],
    transport: hanging,
    kept: new Set(),
    troubled: () => new Map(),
    by: 'test',
    dryRun: false,
    once: false,
    signal: stop.signal,
    memory: freshMemory(),
    revision: 'revision-1',
    orders: async () => ({ ...orders }),
    timeZone: 'UTC',
    onEvent: (event) => events.push(event),
    onTold: (what) => {
      told = what;
    },
    ...change,
  });
  const site: Site = {
    events,
    told: () => told,
    orders,
    async hears(what, fits) {
      const end = performance.now() + 40_000;
      for (;;) {
        const found = events.find(fits);
        if (found) return found;
        if (performance.now() > end) throw new Error(`no ${what}; it said:\n${JSON.stringify(events, null, 1).slice(0, 8_000)}`);
        await delay(20);
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

const modeOf = (node: TestNode | undefined, path = '/srv/data'): string => node?.sh(`stat -c %a ${path}`).trim() ?? '';
const DATA = "[{ path: /srv/data, mode: '0750' }]";
const healed = (node: string, count: number) => {
  let seen = 0;
  return (event: NodesEvent): boolean => event.type === 'healed' && event.node === node && ++seen > 0 && seen >= count;
};
const times = (site: Site, fits: (event: NodesEvent) => boolean): number => site.events.filter(fits).length;

it('makes what the file says, and puts back what drifts, without a change where nothing differs', async () => {
  const site = start(clusterOf('{ interval: 1s, mode: apply }', DATA));
  for (const name of NAMES) await site.hears(`${name} made`, healed(name, 1));
  expect(nodes.map((node) => modeOf(node))).toEqual(['750', '750', '750']);
  nodes[1]?.sh('chmod 777 /srv/data');
  const drift = await site.hears(
    'drift',
    (event) => event.type === 'drift' && event.node === 'Sec-1' && event.found[0]?.intent === 'corrective',
  );
  expect(drift).toMatchObject({ found: [{ id: 'Sec-1/directory//srv/data', verb: 'update', waits: null }] });
  const { length } = site.events;
  await site.hears('put back', (event) => event.type === 'healed' && site.events.indexOf(event) >= length - 1 && event.node === 'Sec-1');
  expect(modeOf(nodes[1])).toBe('750');
  await site.stop();
  expect(times(site, ({ type }) => type === 'apply')).toBeGreaterThan(0);
  expect(times(site, ({ type }) => type === 'healed')).toBe(4);
});
