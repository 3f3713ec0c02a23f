/** The loop of an active, in a process of its own: an arbiter that gives the lease once and is out of reach then. Argument: a folder. */
import { parseCluster } from '../../src/desired/parse.ts';
import { bootClock } from '../../src/lease/clock.ts';
import { memoryStore } from '../../src/lease/memory.ts';
import { keepPair, takerOfPair } from '../../src/lease/pair.ts';

const TEXT = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  lease: { type: etcd, hosts: [a] }
  central: Sec-1
  packs: { p: [ubi-sms, ubi-poll] }
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: { address: 192.0.2.21/24, address6: "2001:db8::21/64" }, pack: p,
      serviceAddresses: { "eth0:1": 10.0.0.111/24, "eth1:7": 192.0.2.111/24, "eth1:8": "2001:db8::111/64" } }
    Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: { address: 192.0.2.31/24, address6: "2001:db8::31/64" }, backupOf: Sec-1 }
`;

async function main(folder: string): Promise<void> {
  const { cluster } = parseCluster(TEXT, { file: 'cluster.yaml' });
  const [active, standby] = cluster?.nodes ?? [];
  if (!cluster?.lease || !active || !standby) throw new Error('no cluster');
  const arbiter = { ...cluster.lease, ttlMs: 4_000, marginMs: 1_300 };
  const whole = memoryStore({ now: bootClock.now });
  const store = { ...whole, renew: async () => ({ is: 'unknown', why: 'cut' }) as const };
  const began = bootClock.now();
  const keeper = keepPair({
    arbiter,
    store,
    member: active,
    services: active.services,
    folder,
    onNote: (text) => process.stdout.write(`${text}\n`),
  });
  await keeper.ended;
  const ms = bootClock.now() - began;
  const proof = await takerOfPair({ arbiter, store, active, standby, promises: false }).look();
  process.stdout.write(`${JSON.stringify({ ms, state: keeper.state(), proof })}\n`);
}

await main(process.argv[2] ?? '');
