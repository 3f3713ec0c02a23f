/** The arbiter that a cluster file names. Its client is loaded only then. */
import { readFile } from 'node:fs/promises';
import type { LeaseArbiter } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import type { EtcdOptions } from './etcd-client.ts';
import { ORDERS_ANSWER_MS } from './follow-orders.ts';
import type { OrderStore } from './order-store.ts';
import type { PostgresOptions } from './postgres-session.ts';
import { type LeaseTimes, rhythmOf } from './rules.ts';
import type { LeaseStore } from './store.ts';

export function timesOf({ ttlMs, marginMs }: LeaseArbiter): LeaseTimes {
  return { ttlMs, marginMs };
}

/**
 * Connects nowhere yet: an arbiter that does not answer is found out by asking it. Throws where a file of `tls` can't be read.
 * @param answerMs  of each question; default: what the rules give a renewal
 */
export async function openLeases(arbiter: LeaseArbiter, answerMs = rhythmOf(timesOf(arbiter)).answerMs): Promise<LeaseStore> {
  const access = await accessOf(arbiter, answerMs);
  return access.type === 'etcd'
    ? (await import('./etcd.ts')).etcdStore(access.options)
    : (await import('./postgres.ts')).postgresStore(access.options);
}

/** The same, for what operators order. */
export async function openOrders(arbiter: LeaseArbiter, answerMs = ORDERS_ANSWER_MS): Promise<OrderStore> {
  const access = await accessOf(arbiter, answerMs);
  return access.type === 'etcd'
    ? (await import('./etcd-orders.ts')).etcdOrders(access.options)
    : (await import('./postgres-orders.ts')).postgresOrders(access.options);
}

type Access =
  | { readonly type: 'etcd'; readonly options: EtcdOptions }
  | { readonly type: 'postgresql'; readonly options: PostgresOptions };

async function accessOf(arbiter: LeaseArbiter, answerMs: number): Promise<Access> {
  const { servers, user, password, tls } = arbiter;
  const [ca, certificate, key] = await Promise.all([tls?.ca, tls?.certificate, tls?.key].map((path) => read(path ?? null)));
  const files = { ca: ca ?? null, certificate: certificate ?? null, key: key ?? null };
  if (arbiter.type === 'etcd') {
    const endpoints = servers.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`);
    return { type: 'etcd', options: { endpoints, user, password, tls: tls === null ? null : files, answerMs } };
  }
  const [server] = servers;
  if (!server) throw new Error('an arbiter without a server');
  const options = {
    ...(files.ca === null ? {} : { ca: files.ca }),
    ...(files.certificate === null ? {} : { cert: files.certificate }),
    ...(files.key === null ? {} : { key: files.key }),
  };
  const { database } = arbiter;
  const { host, port } = server;
  return {
    type: 'postgresql',
    options: { host, port, database, user: user ?? 'dmsa', password, tls: tls === null ? null : options, answerMs },
  };
}

async function read(path: string | null): Promise<Buffer | null> {
  if (path === null) return null;
  try {
    return await readFile(path);
  } catch (error) {
    const detail = `${error instanceof Error ? error.message : String(error)}\nspec.lease.tls of the cluster file names it.`;
    throw new DiagnosticError([
      { severity: 'error', code: 'lease-tls-file', summary: `${path}, of the arbiter's TLS, can't be read`, detail },
    ]);
  }
}
