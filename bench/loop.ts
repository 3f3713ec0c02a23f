/**
 * What the loop pays for a look over connections that are open: dmsa's whole look (what to ask, the round trip, cutting up,
 * parsing, deciding) beside the same probe texts over bare ssh2 connections, in turn within one process.
 *
 *   node loop.js CLUSTER.YAML ROUNDS
 *
 * Prints JSON: for `look` and `floor` the samples (wallMs, cpuMs of this process) and the bytes read.
 */
import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import type { Cluster } from '../src/desired/cluster.ts';
import { KINDS } from '../src/kinds/registry.ts';
import { decide } from '../src/reconcile/decide.ts';
import { lookAtCluster } from '../src/reconcile/look.ts';
import { createTransport } from '../src/transport/create.ts';
import type { Sample } from './measure.ts';
import { probeOver } from './probe-over.ts';
import { clusterOf, probesOf } from './probes.ts';

const [file = '', rounds = '20'] = process.argv.slice(2);
const cluster = await clusterOf(file);
const transport = createTransport({ agentSocket: null });
const clients = await Promise.all(cluster.nodes.map(open));
const probes = await probesOf(cluster);

let bytes = 0;
const contestants = {
  look: async () => {
    const seen = await lookAtCluster({ cluster, kinds: KINDS, transport, selected: null, parallel: 128 });
    const { plan } = decide(seen);
    if (plan.actions.length + plan.unknown.length > 0) throw new Error(`the plan is not empty: ${plan.actions[0]?.id}`);
  },
  floor: async () => {
    const read = await Promise.all(
      cluster.nodes.map(({ name }, index) => probeOver(clients[index] as ssh2.Client, probes.get(name) ?? Buffer.alloc(0))),
    );
    bytes = read.reduce((sum, one) => sum + one, 0);
  },
};
const samples: Record<string, Sample[]> = { look: [], floor: [] };
for (let round = -2; round < Number(rounds); round += 1) {
  for (const [name, once] of Object.entries(contestants)) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    await once();
    const wallMs = performance.now() - started;
    const used = process.cpuUsage(cpu);
    // The first rounds open the connections and warm the code up.
    if (round >= 0) samples[name]?.push({ wallMs, cpuMs: (used.user + used.system) / 1000 });
  }
}
process.stdout.write(`${JSON.stringify({ samples, bytes })}\n`);
for (const client of clients) client.end();
await transport.close();

function open(node: Cluster['nodes'][number]): Promise<ssh2.Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject);
    client.on('ready', () => resolve(client));
    client.connect({
      host: node.connection.addresses[0] ?? '',
      port: node.connection.port,
      username: node.connection.user,
      privateKey: readFileSync(node.connection.identityFiles[0] ?? ''),
      authHandler: ['publickey'],
      readyTimeout: 60_000,
    });
  });
}
