/** dmsa on a member of the pair that it keeps: what it may not do to itself, and what it can't say of itself. */
import { expect, it } from 'vitest';
import type { Cluster, ClusterNode } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { outlast, Stopped, unlessStopped } from '../../src/reconcile/outlast.ts';
import { proofOf } from '../../src/reconcile/proof.ts';
import { checkActive } from '../../src/reconcile/vitals.ts';
import { type Session, type Target, type Transport, TransportError } from '../../src/transport/transport.ts';

const FILE = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Sec-2
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, ssh: { port: 9 }, fence: { agent: /bin/false } }
    Sec-2: { type: SECENGINE, maintenance: 10.0.0.22/24, equipment: 192.0.2.22/24, ssh: { port: 9 } }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: 192.0.2.31/24, backupOf: Sec-1, ssh: { port: 9 } }
`;

/** dmsa runs on `here`. Where it asks by itself, at port 9 of the loopback interface, nobody listens: each network has its own part of 127/8. */
function clusterOn(here: string): Cluster {
  const { cluster, diagnostics } = parseCluster(FILE, { file: 'cluster.yaml' });
  if (!cluster) throw new Error(JSON.stringify(diagnostics));
  const looped = (node: ClusterNode): ClusterNode => {
    const { maintenance, equipment } = node.interfaces;
    const near = (address: string | null): string | null =>
      address?.replace(/^10\.0\.0/, '127.10.0').replace(/^192\.0\.2/, '127.11.0') ?? null;
    return {
      ...node,
      interfaces: {
        ...node.interfaces,
        maintenance: { ...maintenance, address: near(maintenance.address) },
        equipment: { ...equipment, address: near(equipment.address) },
      },
      connection: { ...node.connection, ...(node.name === here ? { transport: 'local' as const } : {}) },
    };
  };
  return { ...cluster, nodes: cluster.nodes.map(looped) };
}

function nodeOf(cluster: Cluster, name: string): ClusterNode {
  const found = cluster.nodes.find((node) => node.name === name);
  if (!found) throw new Error(name);
  return found;
}

const gone = (node: string): TransportError =>
  new TransportError({ severity: 'error', code: 'connect-timeout', summary: `${node} does not answer`, node }, true, 'not-run');

/** Nodes answer over addresses that are not cut, and then say nothing of themselves. */
function transportWithout(cut: string): Transport {
  return {
    async connect({ node, connection }: Target): Promise<Session> {
      if (connection.transport !== 'local' && (connection.addresses[0] ?? '').startsWith(cut)) throw gone(node);
      return {
        node,
        via: 'test',
        close() {},
        async run(script) {
          if (script === ':\n') return { code: 0, stdout: new Uint8Array(), stderr: new Uint8Array() };
          throw gone(node);
        },
      };
    },
    async close() {},
  };
}

async function networksOf(cut: string): Promise<Readonly<Record<string, string | undefined>>> {
  const cluster = clusterOn('Sec-Rep-1');
  const { findings } = await checkActive({
    cluster,
    node: nodeOf(cluster, 'Sec-Rep-1'),
    standby: nodeOf(cluster, 'Sec-1'),
    services: [],
    transport: transportWithout(cut),
    self: 'Sec-Rep-1',
    timeoutMs: 1_000,
    hung: false,
    suspect: new Set(),
  });
  return {
    maintenance: findings.get('network maintenance')?.status,
    equipment: findings.get('network equipment')?.status,
  };
}

it('is on a network where somebody answers it there, not because it can be spoken to on its own machine', async () => {
  expect(await networksOf('nothing')).toEqual({ maintenance: 'good', equipment: 'good' });
  // Nobody can say of the equipment network: that is no "good", and no reason for anything.
  expect(await networksOf('127.11.')).toEqual({ maintenance: 'good', equipment: 'unknown' });
});

it('is never switched off from where dmsa runs', async () => {
  const cluster = clusterOn('Sec-1');
  const members = { active: nodeOf(cluster, 'Sec-1'), standby: nodeOf(cluster, 'Sec-Rep-1') };
  const seen = new Map([['Sec-1', { reachable: false as const, error: gone('Sec-1').diagnostic }]]);
  const input = { seen } as unknown as Parameters<typeof proofOf>[2];
  await expect(proofOf({ agent: true }, members, input, transportWithout('nothing'))).rejects.toMatchObject({
    diagnostics: [{ code: 'own-machine', summary: expect.stringContaining('Sec-1 is the machine that dmsa runs on') }],
  });
  expect(await proofOf({ any: true }, members, input, transportWithout('nothing'))).toBeNull();
});

it('leaves a look as soon as it is told to stop, and what was begun a while later', async () => {
  const stop = new AbortController();
  const late = outlast(stop.signal, 50);
  const look = unlessStopped(stop.signal, new Promise(() => {}));
  stop.abort();
  await expect(look).rejects.toBeInstanceOf(Stopped);
  expect(late.aborted).toBe(false);
  await new Promise((resolve) => late.addEventListener('abort', resolve));
  expect(await unlessStopped(new AbortController().signal, Promise.resolve(4))).toBe(4);
});
