/** A big cluster as a loop would tell of it, through the real server: for what a page costs, and for the pictures of the docs. */
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../../src/desired/cluster.ts';
import { loadClusterText } from '../../src/desired/load.ts';
import { createHub, type Hub } from '../../src/events/hub.ts';
import type { Evidence } from '../../src/ha/evidence.ts';
import type { Difference, NodesTold, NodeTold } from '../../src/reconcile/nodes-file.ts';
import { openWeb, type Web } from '../../src/web/open.ts';

export const ASSETS = fileURLToPath(new URL('../../dist/page/', import.meta.url));

export interface Big {
  readonly web: Web;
  readonly hub: Hub;
  readonly cluster: Cluster;
  readonly told: (change?: (node: NodeTold) => NodeTold) => NodesTold;
  readonly url: string;
}

/** Pairs of nodes, and single ones. */
export function bigText(pairs: number, singles: number): string {
  const address = (net: number, at: number): string => `10.${net}.${at >> 8}.${at & 255}/16`;
  const lines: string[] = [];
  for (let at = 0; at < pairs; at += 1) {
    const nn = at + 1;
    lines.push(
      `    Sec-${nn}: { type: SECENGINE, maintenance: ${address(1, nn)}, equipment: ${address(2, nn)}, serviceAddresses: { "eth0:1": ${address(1, 1000 + nn)}, "eth1:1": ${address(2, 1000 + nn)} } }`,
      `    Sec-Rep-${nn}: { type: REPORTING, maintenance: ${address(1, 2000 + nn)}, equipment: ${address(2, 2000 + nn)}, backupOf: Sec-${nn}, failover: { after: 1m } }`,
    );
  }
  for (let at = 0; at < singles; at += 1)
    lines.push(`    Web-${at + 1}: { type: GUI, maintenance: ${address(1, 3000 + at)}, equipment: ${address(2, 3000 + at)} }`);
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: paris }
spec:
  central: Web-1
  watch: { failures: 5 }
  nodes:
${lines.join('\n')}
`;
}

export async function big(
  pairs: number,
  singles: number,
  options: { readonly tokenFile?: string; readonly quiet?: boolean } = {},
): Promise<Big> {
  const { cluster, diagnostics } = await loadClusterText(bigText(pairs, singles), 'cluster.yaml');
  if (!cluster) throw new Error(JSON.stringify(diagnostics));
  const hub = createHub({
    redacted: (value) => value,
    onFault: (error) => {
      throw error;
    },
  });
  const kept = new Set(cluster.nodes.filter(({ standby }) => standby !== null).map(({ name }) => name));
  const startedMs = Date.now() - 3 * 3_600_000;
  const { tokenFile } = options;
  const web = await openWeb({
    options: { listen: ['127.0.0.1:0'], listenName: [], ...(tokenFile === undefined ? {} : { tokenFile }) },
    board: {
      version: '0.1.0',
      by: { user: 'root', host: 'central', pid: 4711, startedMs },
      haOnly: false,
      file: () => ({ path: 'cluster.yaml', digest: 'c0ffee'.repeat(10), sinceMs: startedMs, refused: null }),
    },
    cluster,
    kept,
    hub,
    redacted: (value) => value,
    log: () => {},
    doer: () => Promise.resolve(0),
    lookAtBranch: null,
    notices: () => Promise.resolve(null),
    older: null,
    assets: ASSETS,
  });
  const told = (change: (node: NodeTold) => NodeTold = (node) => node): NodesTold => ({
    mode: 'heal',
    dryRun: false,
    revision: {
      digest: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
      approval: { digest: 'a1b2', by: 'ann', atMs: startedMs, reason: '' },
    },
    window: null,
    suspensions: [],
    nodes: cluster.nodes.map(({ name }, at) => change(nodeTold(name, at, options.quiet === true))),
    trails: [],
    failures: [],
    deleted: 0,
  });
  web.noteNodes(told());
  for (const active of kept) web.noteEvidence(evidence(cluster, active, options.quiet === true));
  return { web, hub, cluster, told, url: (web.addresses[0] ?? '').replace('127.0.0.1', 'localhost') };
}

function nodeTold(name: string, at: number, quiet: boolean): NodeTold {
  const base: NodeTold = {
    name,
    reachable: true,
    seenMs: Date.now() - 1_000 - ((at * 137) % 20_000),
    why: null,
    nextMs: Date.now() + 20_000,
    differences: [],
    more: 0,
    unknown: [],
    doing: null,
  };
  if (quiet) return base;
  if (name === 'Web-2')
    return {
      ...base,
      reachable: false,
      seenMs: Date.now() - 260_000,
      why: 'Web-2: 10.1.11.185 port 22 did not answer within 5 s',
    };
  if (name === 'Sec-3') return { ...base, differences: [mount(name)], doing: null };
  if (name === 'Web-3') return { ...base, differences: [vars(name)] };
  if (name === 'Sec-Rep-2')
    return { ...base, unknown: ['export /opt/rrd: exportfs ended with 1: /etc/exports.d can not be read'] };
  return base;
}

function mount(node: string): Difference {
  return {
    id: `${node}/mount//opt/rrd`,
    verb: 'update',
    intent: 'corrective',
    sentence: 'it is mounted with other options',
    fields: [{ path: 'options', from: 'rw,soft', to: 'rw,hard,timeo=600' }],
    sinceMs: Date.now() - 34_000,
    waits: {
      code: 'fight',
      why: 'somebody changes it back: options rw,soft → rw,hard, put right 3 times; it is left alone',
      untilMs: Date.now() + 3_000_000,
    },
  };
}

function vars(node: string): Difference {
  const lines = (value: string): string => `UBI_SES_HOST=10.1.0.1\nUBI_LOG_LEVEL=${value}\nUBI_REPORT_DAYS=30\n`;
  return {
    id: `${node}/vars-file//opt/configurator/vars.UBIqube.net.ctx`,
    verb: 'update',
    intent: 'intended',
    sentence: 'it is not as the file says',
    fields: [
      { path: 'mode', from: '0644', to: '0600' },
      { path: 'content', from: lines('debug'), to: lines('info') },
    ],
    sinceMs: Date.now() - 120_000,
    waits: {
      code: 'outside-window',
      why: 'nothing is changed outside of Sa, Su 02:00-05:00 UTC',
      untilMs: Date.now() + 7_200_000,
    },
  };
}

function evidence(cluster: Cluster, active: string, quiet: boolean): Evidence {
  const standby = cluster.nodes.find(({ backupOf }) => backupOf === active)?.name ?? '';
  const failed = active === 'Sec-2' && !quiet;
  const moved = active === 'Sec-4' && !quiet;
  const base: Evidence = {
    active,
    standby,
    watching: moved ? standby : active,
    lookedMs: Date.now() - 12_000,
    checkedMs: Date.now() - 2_000,
    intervalMs: 3_000,
    patience: { failures: 5, afterMs: 60_000 },
    subjects: [
      { subject: 'network maintenance', is: 'good', why: null, times: 0, sinceMs: null, ripe: false },
      { subject: 'network equipment', is: 'good', why: null, times: 0, sinceMs: null, ripe: false },
      { subject: 'disk /', is: 'good', why: null, times: 0, sinceMs: null, ripe: false },
    ],
    networks: [{ network: 'maintenance', witnesses: [{ name: 'Web-1', says: 'hears', why: null }] }],
    repairs: [],
    holding: {
      holder: moved ? standby : active,
      code: moved ? 'failed-over' : 'active-holds',
      sentence: moved ? `${standby} has taken over from ${active}` : `${active} holds its addresses`,
    },
    verdict: moved
      ? { act: 'none', code: 'failed-over', sentence: `${standby} has taken over from ${active}: a failed disk, ticket 4711` }
      : { act: 'none', code: 'fine', sentence: `${active} holds its addresses, and all that is watched of it is well` },
    doing: null,
    waitsFor: [],
    conditions: [
      {
        condition: 'released',
        is: 'yes',
        why: `${active} can be reached: what it has is taken off it first, and seen to be off`,
      },
      { condition: 'fence-agent', is: 'no', why: `the file names no fence agent for ${active}` },
      { condition: 'lease', is: 'no', why: 'the file names no arbiter' },
      { condition: 'operator', is: 'no', why: `nobody has said that ${active} is off` },
    ],
    brakes: [],
    takeovers: { count: moved ? 1 : 0, limit: 3 },
    problem: null,
  };
  if (!failed) return base;
  return {
    ...base,
    subjects: [
      ...base.subjects.filter(({ subject }) => subject !== 'network equipment'),
      {
        subject: 'network equipment',
        is: 'bad',
        why: '192.0.2.2 port 22 did not answer within 3 s',
        times: 3,
        sinceMs: Date.now() - 9_000,
        ripe: false,
      },
    ],
    verdict: { act: 'none', code: 'waits', sentence: `${active}: network equipment failed 3 of 5 checks` },
    waitsFor: ['network equipment: 2 more failed checks and 51 s more, without a success in between'],
  };
}

/** A plan at work, and a few things that were told. */
export function story({ hub }: Pick<Big, 'hub'>): void {
  const at = (node: string, thing: string): string => `${node}/${thing}`;
  hub.tell({ of: 'node', event: { type: 'revision', digest: 'a1b2c3d4e5f60718293a4b5c6d7e8f90', approved: true } });
  hub.tell({
    of: 'node',
    event: { type: 'node', node: 'Web-2', is: 'lost', why: 'Web-2: 10.1.11.185 port 22 did not answer within 5 s' },
  });
  hub.tell({ of: 'node', event: { type: 'drift', node: 'Sec-3', found: [mount('Sec-3')] } });
  hub.tell({
    of: 'operator',
    event: {
      type: 'asked',
      job: '1',
      by: 'ann',
      what: 'apply Sec-3, Web-4',
      reason: 'new rrd server, ticket 4711',
      outcome: null,
    },
  });
  const [a, b, c, d] = [
    at('Sec-5', 'export//opt/rrd'),
    at('Web-4', 'mount//opt/rrd'),
    at('Web-4', 'vars-file//opt/configurator/vars.ctx'),
    at('Web-4', 'service/tomcat'),
  ] as const;
  hub.tell({
    of: 'step',
    pair: null,
    node: null,
    event: {
      type: 'begins',
      reason: 'new rrd server, ticket 4711',
      actions: [
        { id: a, node: 'Sec-5', verb: 'create', after: [] },
        { id: b, node: 'Web-4', verb: 'create', after: [a] },
        { id: c, node: 'Web-4', verb: 'update', after: [] },
        { id: d, node: 'Web-4', verb: 'run', after: [b, c] },
      ],
    },
  });
  hub.tell({ of: 'step', pair: null, node: null, event: { type: 'action-done', node: 'Sec-5', id: a, ms: 420 } });
  hub.tell({ of: 'step', pair: null, node: null, event: { type: 'action-done', node: 'Web-4', id: c, ms: 130 } });
  hub.tell({ of: 'step', pair: null, node: null, event: { type: 'action-started', node: 'Web-4', id: b } });
}
