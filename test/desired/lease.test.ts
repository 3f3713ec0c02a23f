/** `spec.lease` in cluster.yaml. */
import { describe, expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';
import type { SourceRange } from '../../src/diagnostic.ts';

const secrets = parseSecrets('variables: { ARBITER: "g$heim" }\n', 'cluster.secrets.yaml').secrets;

function parse(lease: string, more = '') {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  secrets: { file: cluster.secrets.yaml }
  lease: ${lease}
${more}  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24, serviceAddresses: { "eth1:1": 192.0.2.9/24, "eth0:1": 10.0.0.9/24 } }
    Web-Rep: { type: REPORTING, maintenance: 10.0.0.12/24, equipment: 192.0.2.12/24, backupOf: Web-1 }
    Db-1: { type: DATABASE, maintenance: 10.0.0.31/24 }
`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', directory: '/etc/dmsa', secrets });
  const told = diagnostics.filter(({ code }) => code !== 'unused-secret' && code !== 'type-without-nodes');
  return {
    lease: cluster?.lease ?? null,
    told,
    codes: told.map(({ code, source }) => `${code} at ${placeOf(text, source)}`),
  };
}

/** The word that stands where a problem is said to be. */
function placeOf(text: string, source: SourceRange | undefined): string {
  const line = text.split('\n')[(source?.line ?? 0) - 1] ?? '';
  return /^[\w.]+/.exec(line.slice((source?.column ?? 0) - 1))?.[0] ?? 'nowhere';
}

describe('lease', () => {
  it('is nobody’s where the file does not name an arbiter', () => {
    const { cluster } = parseCluster(
      'apiVersion: dmsa/v1\nkind: Cluster\nmetadata: { name: t }\nspec:\n  nodes:\n    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }\n',
      { file: 'cluster.yaml' },
    );
    expect(cluster?.lease).toBeNull();
  });

  it('names an etcd of several members', () => {
    const { lease, told } = parse(
      '{ type: etcd, hosts: [10.0.0.5, "etcd-2:4001", "[2001:db8::7]:2379"], user: dmsa, password: { secret: ARBITER }, tls: { ca: ca.pem }, ttl: 30s, margin: 8s, watchdog: /dev/watchdog1, sysrq: true }',
    );
    expect(told).toEqual([]);
    expect(lease).toEqual({
      type: 'etcd',
      servers: [
        { host: '10.0.0.5', port: 2379 },
        { host: 'etcd-2', port: 4001 },
        { host: '2001:db8::7', port: 2379 },
      ],
      database: 'postgres',
      user: 'dmsa',
      password: 'g$heim',
      tls: { ca: '/etc/dmsa/ca.pem', certificate: null, key: null },
      ttlMs: 30_000,
      marginMs: 8_000,
      watchdog: '/dev/watchdog1',
      sysrq: true,
    });
  });

  it('is the cluster’s own database where it names no server', () => {
    const { lease, told } = parse(
      '{ type: postgresql }',
      '  database: { node: Db-1, name: PRODUCT, user: ncgest, port: 5433 }\n',
    );
    expect(told).toEqual([]);
    expect(lease).toMatchObject({
      servers: [{ host: '10.0.0.31', port: 5433 }],
      database: 'PRODUCT',
      user: 'ncgest',
      password: null,
      tls: null,
      ttlMs: 15_000,
      marginMs: 5_000,
      watchdog: null,
      sysrq: false,
    });
    const named = parse('{ type: postgresql }', '  database: { node: Db-1, host: db.example.net }\n');
    expect(named.lease?.servers).toEqual([{ host: 'db.example.net', port: 5432 }]);
    const other = parse('{ type: postgresql, hosts: ["10.0.0.5:6000"] }');
    expect(other.lease).toMatchObject({ servers: [{ host: '10.0.0.5', port: 6000 }], database: 'postgres', user: 'dmsa' });
  });

  it('follows a database that moves with its pair, and says what that means', () => {
    const { lease, codes } = parse('{ type: postgresql }', '  database: { host: /var/run/postgresql }\n');
    expect(lease?.servers).toEqual([{ host: '10.0.0.9', port: 5432 }]);
    expect(codes).toEqual(['lease-arbiter-in-pair at lease']);
    expect(parse('{ type: etcd, hosts: [10.0.0.12] }').codes).toEqual(['lease-arbiter-in-pair at 10.0.0.12']);
    expect(parse('{ type: etcd, hosts: [10.0.0.12, 10.0.0.11, 10.0.0.31] }').codes).toEqual([]);
  });

  it.each([
    ['an etcd that is nowhere', '{ type: etcd }', '', 'lease-no-servers at lease'],
    ['a database that is nowhere', '{ type: postgresql }', '', 'lease-no-servers at lease'],
    ['two databases', '{ type: postgresql, hosts: [10.0.0.5, 10.0.0.6] }', '', 'lease-one-server at 10.0.0.6'],
    ['a margin without time to renew', '{ type: etcd, hosts: [a], ttl: 12s, margin: 5s }', '', 'lease-margin-too-long at 5s'],
    [
      'a time to live that is too short for the margin',
      '{ type: etcd, hosts: [a], ttl: 12s }',
      '',
      'lease-margin-too-long at 12s',
    ],
    ['pairs that start at boot', '{ type: etcd, hosts: [a] }', '  pairsAtBoot: start\n', 'lease-needs-hold at lease'],
    ['a database of etcd', '{ type: etcd, hosts: [a], database: x }', '', 'lease-no-database at x'],
    [
      'a password without a user',
      '{ type: etcd, hosts: [a], tls: true, password: { secret: ARBITER } }',
      '',
      'lease-no-user at ARBITER',
    ],
    ['half a certificate', '{ type: etcd, hosts: [a], tls: { key: k.pem } }', '', 'lease-tls-half at tls'],
    ['a password in the file', '{ type: etcd, hosts: [a], user: u, password: hunter22 }', '', 'wrong-type at hunter22'],
    ['an arbiter of another sort', '{ type: consul, hosts: [a] }', '', 'unknown-value at consul'],
    ['an endless lease', '{ type: etcd, hosts: [a], ttl: 20m }', '', 'time-out-of-range at 20m'],
  ])('refuses %s', (_what, lease, more, code) => {
    const { lease: built, codes, told } = parse(lease, more);
    expect(codes.filter((one) => !one.startsWith('lease-password-in-clear'))).toContain(code);
    expect(built).toBeNull();
    expect(JSON.stringify(told)).not.toContain('g$heim');
  });

  it('warns of a password that etcd is sent in clear text', () => {
    const { codes } = parse('{ type: etcd, hosts: [a], user: u, password: { secret: ARBITER } }');
    expect(codes).toEqual(['lease-password-in-clear at ARBITER']);
  });
});
