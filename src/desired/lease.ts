/** The arbiter of leases: what does not fit together, and where it is. */
import type { NodeParts } from './build.ts';
import { centralOf } from './check-types.ts';
import type { LeaseArbiter } from './cluster.ts';
import type { Draft, DraftLease } from './draft.ts';
import { type LocalPlaces, localPath } from './local-path.ts';
import type { Report } from './report.ts';

const PORTS = { postgresql: 5432, etcd: 2379 } as const;

interface Server {
  readonly host: string;
  readonly port: number;
}

export function checkLease(draft: Draft, nodes: readonly NodeParts[], report: Report): void {
  const { lease } = draft;
  if (lease === null && draft.run.controllers === 'shared' && draft.run.controllersAt !== null) {
    const detail =
      'Found controllers: shared, and no spec.lease. Controllers share the nodes by leases of an arbiter: write for example lease: { type: etcd, hosts: [10.0.0.5:2379] }, or leave controllers out.';
    report.error(draft.run.controllersAt, 'controllers-need-lease', 'Several controllers need an arbiter.', detail);
  }
  if (lease === null) return;
  const { at, type, hosts, ttlMs, margin } = lease;
  const bad = (place: number, code: string, summary: string, detail: string) => report.error(place, code, summary, detail);
  if (draft.pairsAtBoot === 'start') {
    const detail =
      'Found pairsAtBoot: start. A node that boots would start the pack without asking the arbiter, beside a standby that has it. Write pairsAtBoot: hold, or leave lease out.';
    bad(at, 'lease-needs-hold', 'Leases do not go with pairs that start at boot.', detail);
  }
  const second = hosts[1];
  if (type === 'postgresql' && second) {
    const detail = `Found ${hosts.length}. Two databases could each give the lease away: write the one that counts.`;
    bad(second.at, 'lease-one-server', 'PostgreSQL as the arbiter is one server.', detail);
  }
  if (margin.value * 3 > ttlMs) {
    const detail = `Found a margin of ${margin.value / 1000} s and a time to live of ${ttlMs / 1000} s. The margin may be a third of it at most, or there is no time left to renew: write ttl: ${Math.ceil((margin.value * 3) / 1000)}s, or a shorter margin.`;
    bad(margin.at, 'lease-margin-too-long', 'The margin of the lease is too long for its time to live.', detail);
  }
  if (type === 'etcd' && lease.database !== null) {
    bad(lease.database.at, 'lease-no-database', 'etcd has no databases.', `Found database: ${lease.database.value}. Remove it.`);
  }
  if (type === 'etcd' && lease.password !== null && lease.user === null) {
    bad(lease.password.at, 'lease-no-user', 'There is a password for the arbiter, and no user.', 'Write user: NAME.');
  }
  if (type === 'etcd' && lease.password !== null && lease.tls === null) {
    const detail = 'etcd is sent the password itself. Write tls: true, or tls: { ca: FILE }.';
    report.warning(
      lease.password.at,
      'lease-password-in-clear',
      'The password of the arbiter goes over the network in clear text.',
      detail,
    );
  }
  if (lease.tls !== null && (lease.tls.certificate === null) !== (lease.tls.key === null)) {
    bad(
      lease.tls.at,
      'lease-tls-half',
      'A certificate and its key belong together.',
      'Found one of certificate and key. Write both.',
    );
  }
  const servers = serversOf(lease, draft, nodes);
  if (servers.length === 0) {
    const detail =
      type === 'etcd'
        ? 'Found no hosts. Write for example hosts: [10.0.0.5:2379].'
        : 'Found neither hosts here nor an address of spec.database. Write for example hosts: [10.0.0.5:5432].';
    bad(at, 'lease-no-servers', 'It is not said where the arbiter is.', detail);
  }
  warnOfPair(lease, servers, nodes, report);
}

/** With one server that goes down with a pair's member, the loss of that member can't be proved by it. */
function warnOfPair({ at, hosts }: DraftLease, servers: readonly Server[], nodes: readonly NodeParts[], report: Report): void {
  const [only, more] = servers;
  if (!only || more) return;
  const host = nodes.find(({ resolved, serviceAddresses }) => {
    if (resolved.standby === null && resolved.node.backupOf === null) return false;
    const { maintenance, equipment } = resolved.node.interfaces;
    const own = [maintenance, equipment].flatMap(({ address, address6 }) => [address?.value.host, address6?.value.host]);
    return [...own, ...serviceAddresses.map(({ address }) => address.split('/')[0])].includes(only.host);
  });
  if (!host) return;
  const { name, backupOf } = host.resolved.node;
  const detail = `Found ${only.host}, an address of ${name}. When ${name} fails the arbiter fails with it, so nothing proves that ${name} has stopped, and no other pair has an arbiter until it is back. Better a machine of its own, or etcd on three.`;
  const place = hosts[0]?.at ?? at;
  report.warning(
    place,
    'lease-arbiter-in-pair',
    'The arbiter is on a member of a pair.',
    detail,
    backupOf === null ? name : undefined,
  );
}

/** Empty where the file does not say it. */
function serversOf({ type, hosts }: DraftLease, draft: Draft, nodes: readonly NodeParts[]): readonly Server[] {
  if (hosts.length > 0) return hosts.map(({ value }) => splitPort(value, PORTS[type]));
  const { database } = draft.data;
  if (type === 'etcd' || database === null) return [];
  const port = database.access.port ?? PORTS.postgresql;
  const { host } = database.access;
  if (host !== null && !host.startsWith('/')) return [{ host, port }];
  const resolved = nodes.map((parts) => parts.resolved);
  const node = nodes.find((one) => one.resolved.node.name === (database.node?.value ?? centralOf(draft, resolved)));
  if (!node) return [];
  const { maintenance, equipment } = node.resolved.node.interfaces;
  const moves = database.follows === 'pair' && node.resolved.standby !== null;
  const service = moves ? node.serviceAddresses : [];
  const found =
    [...service]
      .sort((a, b) => Number(b.network === 'maintenance') - Number(a.network === 'maintenance'))[0]
      ?.address.split('/')[0] ??
    maintenance.address?.value.host ??
    equipment.address?.value.host;
  return found === undefined ? [] : [{ host: found, port }];
}

function splitPort(text: string, standard: number): Server {
  const port = /:(\d{1,5})$/.exec(text.startsWith('[') ? text.slice(text.indexOf(']')) : text)?.[1];
  const host = port === undefined ? text : text.slice(0, -port.length - 1);
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: port === undefined ? standard : Number(port) };
}

export function buildLease(draft: Draft, nodes: readonly NodeParts[], places: LocalPlaces): LeaseArbiter | null {
  const { lease } = draft;
  if (lease === null) return null;
  const { type, database, user, password, tls, ttlMs, margin, watchdog, sysrq } = lease;
  const access = draft.data.database?.access ?? null;
  const file = (path: string | null) => (path === null ? null : localPath(path, places));
  const own = type === 'etcd' ? null : 'dmsa';
  return {
    type,
    servers: serversOf(lease, draft, nodes),
    database: database?.value ?? access?.name ?? 'postgres',
    user: user?.value ?? (type === 'etcd' ? null : access?.user) ?? own,
    password: password?.value ?? null,
    tls: tls === null ? null : { ca: file(tls.ca), certificate: file(tls.certificate), key: file(tls.key) },
    ttlMs,
    marginMs: margin.value,
    watchdog,
    sysrq,
  };
}
