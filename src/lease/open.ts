/** The arbiter that a cluster file names. Its client is loaded only then. */
import { readFile } from 'node:fs/promises';
import type { LeaseArbiter } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
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
  const { servers, user, password, tls } = arbiter;
  const [ca, certificate, key] = await Promise.all([tls?.ca, tls?.certificate, tls?.key].map((path) => read(path ?? null)));
  const files = { ca: ca ?? null, certificate: certificate ?? null, key: key ?? null };
  if (arbiter.type === 'etcd') {
    const { etcdStore } = await import('./etcd.ts');
    const endpoints = servers.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`);
    return etcdStore({ endpoints, user, password, tls: tls === null ? null : files, answerMs });
  }
  const [server] = servers;
  if (!server) throw new Error('an arbiter without a server');
  const { postgresStore } = await import('./postgres.ts');
  const options = {
    ...(files.ca === null ? {} : { ca: files.ca }),
    ...(files.certificate === null ? {} : { cert: files.certificate }),
    ...(files.key === null ? {} : { key: files.key }),
  };
  return postgresStore({
    ...server,
    database: arbiter.database,
    user: user ?? 'dmsa',
    password,
    tls: tls === null ? null : options,
    answerMs,
  });
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
