/** The loop that keeps nodes, on real shells and real directories: what drifts is put right, and a node that hangs slows nobody. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { directory } from '../../src/kinds/directory.ts';
import { keepNodes } from '../../src/reconcile/keep-nodes.ts';
import type { NodesTold } from '../../src/reconcile/nodes-file.ts';
import type { NodesEvent, NodesRequest } from '../../src/reconcile/nodes-request.ts';
import { freshMemory, memoryFrom } from '../../src/reconcile/nodes-state.ts';
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

function clusterOf(run: string, directories: string, last = 'Sec-2: { type: SECENGINE, maintenance: 10.0.0.22/24 }'): Cluster {
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
    ${last}
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
  /** Something was put right on that node so often. */
  readonly healed: (node: string, count: number) => Promise<unknown>;
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
    healed: (node, count) =>
      site.hears(`${node} put right ${count} times`, () => {
        const found = events.filter((event) => event.type === 'healed' && event.node === node);
        return found.length >= count;
      }),
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
const times = (site: Site, fits: (event: NodesEvent) => boolean): number => site.events.filter(fits).length;

it('makes what the file says, and puts back what drifts, without a change where nothing differs', async () => {
  const site = start(clusterOf('{ interval: 1s, mode: apply }', DATA));
  for (const name of NAMES) await site.healed(name, 1);
  expect(nodes.map((node) => modeOf(node))).toEqual(['750', '750', '750']);
  nodes[1]?.sh('chmod 777 /srv/data');
  const drift = await site.hears(
    'drift',
    (event) => event.type === 'drift' && event.node === 'Sec-1' && event.found[0]?.intent === 'corrective',
  );
  expect(drift).toMatchObject({ found: [{ id: 'Sec-1/directory//srv/data', verb: 'update', waits: null }] });
  const { length } = site.events;
  await site.hears(
    'put back',
    (event) => event.type === 'healed' && site.events.indexOf(event) >= length - 1 && event.node === 'Sec-1',
  );
  expect(modeOf(nodes[1])).toBe('750');
  await site.stop();
  expect(times(site, ({ type }) => type === 'apply')).toBeGreaterThan(0);
  expect(times(site, ({ type }) => type === 'healed')).toBe(4);
});

it('only tells what differs where the mode is observe, and does what rules allow', async () => {
  const site = start(clusterOf('{ interval: 1s, rules: [{ nodes: [Sec-2], kinds: [directory], mode: apply }] }', DATA));
  await site.healed('Sec-2', 1);
  const told = await site.hears('drift told', (event) => event.type === 'drift' && event.node === 'Sec-1');
  expect(told).toMatchObject({ found: [{ verb: 'create', waits: { code: 'observe' } }] });
  // Two more looks at it change nothing.
  const seen = site.told()?.nodes[1]?.seenMs ?? 0;
  while ((site.told()?.nodes[1]?.seenMs ?? 0) < seen + 1_500) await delay(50);
  expect(nodes.map((node) => node.sh('ls -d /srv/data 2>/dev/null || echo none').trim())).toEqual(['none', 'none', '/srv/data']);
  expect(times(site, ({ type }) => type === 'drift')).toBe(3);
  expect(nodes[0]?.sh('ls /var/lib/dmsa')).toBe('');
});

it('heal puts back what drifted; what the file has changed waits until its revision is approved', async () => {
  const made = start(clusterOf('{ interval: 1s, mode: apply }', DATA));
  for (const name of NAMES) await made.healed(name, 1);
  await made.stop();
  const more = "[{ path: /srv/data, mode: '0750' }, { path: /srv/more }]";
  const site = start(clusterOf('{ interval: 1s, mode: heal }', more));
  const found = await site.hears('what waits', (event) => event.type === 'drift' && event.node === 'Web-1');
  expect(found).toMatchObject({
    found: [{ id: 'Web-1/directory//srv/more', intent: 'intended', waits: { code: 'needs-approval' } }],
  });
  nodes[0]?.sh('chmod 700 /srv/data');
  await site.hears('put back', (event) => event.type === 'healed' && event.ids.includes('Web-1/directory//srv/data'));
  expect(nodes[0]?.sh('ls -d /srv/more 2>/dev/null || echo none')).toBe('none\n');
  site.orders.approvals = [{ digest: 'another', by: 'me', atMs: 0, reason: '' }];
  await delay(1_500);
  expect(times(site, (event) => event.type === 'healed')).toBe(1);
  site.orders.approvals = [{ digest: 'revision-1', by: 'me', atMs: 0, reason: '' }];
  await site.hears('approved', (event) => event.type === 'healed' && event.ids.includes('Web-1/directory//srv/more'));
});

it('is slowed by no node that hangs: the others are put right, and that one is told', async () => {
  const site = start(clusterOf('{ interval: 1s, mode: apply }', DATA), { hangs: 'Sec-1' });
  await Promise.all([site.healed('Web-1', 1), site.healed('Sec-2', 1)]);
  for (const node of [nodes[0], nodes[2]]) node?.sh('chmod 777 /srv/data');
  const began = performance.now();
  await Promise.all([site.healed('Web-1', 2), site.healed('Sec-2', 2)]);
  expect(performance.now() - began).toBeLessThan(8_000);
  expect(site.told()?.nodes.map(({ name, reachable }) => [name, reachable])).toEqual([
    ['Web-1', true],
    ['Sec-1', null],
    ['Sec-2', true],
  ]);
  await site.stop();
}, 90_000);

it('leaves alone what somebody changes back again and again, with an alarm, and takes it up again when told to', async () => {
  const cluster = clusterOf('{ interval: 1s, mode: apply, fights: { rounds: 2, within: 1h, quiet: 1h } }', DATA);
  const site = start(cluster);
  await site.healed('Sec-1', 1);
  // It changes the mode whenever it is what it should be.
  nodes[1]?.sh(
    '(while sleep 0.1; do [ "$(stat -c %a /srv/data)" != 750 ] || chmod 705 /srv/data; done) >/dev/null 2>&1 & echo $! >/srv/writer',
  );
  const fight = await site.hears('the fight', (event) => event.type === 'fight');
  expect(fight).toMatchObject({ is: 'begins', node: 'Sec-1', id: 'Sec-1/directory//srv/data', rounds: 2 });
  expect(fight.type === 'fight' && fight.change).toMatch(/^mode "?0?705"? → "?0?750"?$/);
  const before = times(site, (event) => event.type === 'healed' && event.node === 'Sec-1');
  const seen = site.told()?.nodes[1]?.seenMs ?? 0;
  while ((site.told()?.nodes[1]?.seenMs ?? 0) < seen + 1_500) await delay(50);
  expect(times(site, (event) => event.type === 'healed' && event.node === 'Sec-1')).toBe(before);
  expect(modeOf(nodes[1])).toBe('705');
  expect(site.told()?.nodes[1]?.differences).toMatchObject([{ waits: { code: 'fight' } }]);
  nodes[1]?.sh('kill $(cat /srv/writer)');
  await site.stop();
  const left = site.told();
  if (!left) throw new Error('nothing was told');
  // As after kill -9: of what it knew there is only what it wrote down.
  const next = start(cluster, { memory: memoryFrom(JSON.parse(JSON.stringify(left)) as NodesTold) });
  const still = await next.hears('it still', (event) => event.type === 'drift' && event.node === 'Sec-1');
  expect(still).toMatchObject({ found: [{ waits: { code: 'fight' } }] });
  next.orders.resumed = [{ id: '1', nodes: ['Sec-1'], kinds: null, by: 'me', atMs: Date.now() }];
  await next.hears('taken up', (event) => event.type === 'fight' && event.is === 'again');
  await next.healed('Sec-1', 1);
  expect(modeOf(nodes[1])).toBe('750');
});

it('changes nothing that is suspended, nor anything while what is suspended can not be read', async () => {
  const made = start(clusterOf('{ interval: 1s, mode: apply }', DATA));
  for (const name of NAMES) await made.healed(name, 1);
  await made.stop();
  const site = start(clusterOf('{ interval: 1s, mode: apply }', DATA));
  site.orders.suspensions = [
    { id: '1', nodes: ['Sec-1'], kinds: null, untilMs: Date.now() + 4_000, by: 'me', atMs: Date.now(), reason: 'work' },
  ];
  for (const node of nodes) node.sh('chmod 777 /srv/data');
  await site.healed('Sec-2', 1);
  const waits = await site.hears('what waits', (event) => event.type === 'drift' && event.node === 'Sec-1');
  expect(waits).toMatchObject({ found: [{ waits: { code: 'suspended', why: 'suspended by me: work' } }] });
  expect(modeOf(nodes[1])).toBe('777');
  await site.healed('Sec-1', 1);
  site.orders.suspensions = 'the disk is broken';
  nodes[2]?.sh('chmod 777 /srv/data');
  const held = await site.hears('held', (event) => event.type === 'drift' && event.found[0]?.waits?.code === 'orders-unreadable');
  expect(held).toMatchObject({ node: 'Sec-2' });
});

it('with once, ends when all is seen and done, and says whether all is as wanted', async () => {
  const once = { once: true, signal: new AbortController().signal };
  const run = async (mode: string): Promise<unknown> => {
    const site = start(clusterOf(`{ interval: 1h, mode: ${mode} }`, DATA), once);
    return site.stop();
  };
  expect(await run('observe')).toEqual({ asWanted: false });
  expect(await run('apply')).toEqual({ asWanted: true });
  expect(nodes.map((node) => modeOf(node))).toEqual(['750', '750', '750']);
});

it('takes nothing away beyond the budget of all nodes together, whenever each was looked at', async () => {
  const folders = ['a', 'b', 'c'].map((name) => `{ path: /srv/data/${name} }`).join(', ');
  const made = start(clusterOf('{ interval: 1s, mode: apply }', `[${folders}]`));
  for (const name of NAMES) await made.healed(name, 1);
  await made.stop();
  const site = start(clusterOf('{ interval: 1s, mode: apply }', '[]'));
  const codes = (): ReadonlySet<string | undefined> =>
    new Set(site.told()?.nodes.flatMap(({ differences }) => differences.map(({ waits }) => waits?.code)));
  // Before all three were looked at it waits for that.
  const isBudget = (): boolean => codes().size === 1 && codes().has('too-many-deletions');
  while (!isBudget()) await delay(50);
  const seen = site.told()?.nodes[0]?.seenMs ?? 0;
  while ((site.told()?.nodes[0]?.seenMs ?? 0) < seen + 1_500) await delay(50);
  expect(nodes.map((node) => node.sh('ls /srv/data').split('\n').length - 1)).toEqual([3, 3, 3]);
  expect(times(site, ({ type }) => type === 'healed')).toBe(0);
  expect([...codes()]).toEqual(['too-many-deletions']);
});

it('gives way to the loop that keeps the pair: what is at work there ends, and the rest waits', async () => {
  const folders = ['a', 'b'].map((name) => `{ path: /srv/data/${name}, nodes: [Sec-1] }`).join(', ');
  const troubled = new Map<string, string>();
  const pair = 'Sec-2: { type: REPORTING, maintenance: 10.0.0.22/24, backupOf: Sec-1 }';
  const cluster = clusterOf('{ interval: 1s, mode: apply }', `[${folders}]`, pair);
  const site = start(cluster, { kept: new Set(['Sec-1']), troubled: () => troubled, slow: 'sleep 1\n' });
  await site.hears('the first change', (event) => event.type === 'apply' && event.event.type === 'node-locked');
  troubled.set('Sec-1', 'Sec-2 takes over');
  await site.hears('its end', (event) => event.type === 'acted' && event.result === 'interrupted');
  await site.hears('what waits', (event) => event.type === 'waits' && event.code === 'pair-in-trouble');
  expect(nodes[1]?.sh('ls -d /srv/data/a 2>/dev/null || echo none')).toBe('none\n');
  troubled.clear();
  await site.healed('Sec-1', 1);
});
