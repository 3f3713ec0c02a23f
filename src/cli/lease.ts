import type { Cluster, LeaseArbiter } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { pairLease } from '../kinds/lease-files.ts';
import { openLeases } from '../lease/open.ts';
import type { LeaseStore } from '../lease/store.ts';
import { leasesToJson, renderLeases, type SeenArbiter, type SeenLease } from '../views/lease.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';

/** Who looks has time. */
const ANSWER_MS = 5_000;

export async function leaseStatusVerb(options: { readonly file: string; readonly json: boolean }, io: Io): Promise<number> {
  const { cluster } = await loadOrThrow(options.file, io, 'count');
  if (cluster.lease === null) throw new DiagnosticError([noArbiter(options.file)]);
  const store = await openLeases(cluster.lease, ANSWER_MS);
  try {
    const seen = io.redacted(await arbiter(cluster, cluster.lease, store));
    if (options.json) io.out(`${JSON.stringify(leasesToJson(cluster.name, seen), null, 2)}\n`);
    else io.out(renderLeases(seen, io));
    return 'error' in seen.answer ? EXIT.incomplete : EXIT.done;
  } finally {
    await store.close();
  }
}

async function arbiter(cluster: Cluster, { ttlMs, marginMs }: LeaseArbiter, store: LeaseStore): Promise<SeenArbiter> {
  const head = { what: store.what, ttlMs, marginMs };
  const list = await store.list();
  if (list.is === 'unknown') {
    const detail = `${list.why}\nA pair whose active can't renew stands down unless its standby promises to leave it in peace; no lease proves anything meanwhile. See to the server, to the way to it, and to spec.lease.`;
    return {
      ...head,
      answer: { error: { severity: 'error', code: 'arbiter-silent', summary: `${store.what} gave no answer`, detail } },
    };
  }
  const known = new Map(list.leases.map(({ name, look }) => [name, look]));
  const pairs = cluster.nodes.filter(({ standby }) => standby !== null).map(({ name }) => name);
  const ours = pairs.map(
    (pair): SeenLease => ({ name: pairLease(pair), pair, look: known.get(pairLease(pair)) ?? { is: 'never', life: '' } }),
  );
  const names = new Set(ours.map(({ name }) => name));
  const others = list.leases.filter(({ name }) => !names.has(name)).map((one): SeenLease => ({ ...one, pair: null }));
  return { ...head, answer: { leases: [...ours, ...others] } };
}

function noArbiter(file: string): ConstructorParameters<typeof DiagnosticError>[0][number] {
  return {
    severity: 'error',
    code: 'no-arbiter',
    summary: `${file} names no arbiter, so there are no leases`,
    detail: 'Write under spec, for example: lease: { type: etcd, hosts: [10.0.0.5:2379] }. docs/cluster-yaml.md has the rest.',
  };
}
