import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Cluster, type ClusterNode, checksOf } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';

/** Two pairs; what varies goes into `spec` (two blanks in) and `sec` (lines of Sec-1). */
function file(
  parts: { readonly spec?: string; readonly sec?: string; readonly rep?: string; readonly adapt?: string } = {},
): string {
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  serviceAddresses:
    svc_web: { eth0:1: 10.0.0.101/24, eth1:1: 192.0.2.101/24 }
    svc_sec: { eth0:1: 10.0.0.111/24, eth1:1: 192.0.2.111/24 }
  variables:
    adapt: { ${parts.adapt ?? 'A: a'} }
    groups:
      var_sec: { A: group, B: "\${A}-b" }
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24, serviceAddresses: svc_web, pack: [httpd] }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, serviceAddresses: svc_sec, pack: [b, a]${parts.sec ?? ', variables: var_sec'} }
    Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: { address: 192.0.2.31/24, interface: ens192 }, backupOf: Sec-1${parts.rep ?? ''} }
${parts.spec ?? ''}`;
}

function load(text: string, options: Partial<Parameters<typeof parseCluster>[1]> = {}): Cluster {
  const { cluster, diagnostics } = parseCluster(text, { file: '/etc/dmsa/cluster.yaml', home: '/home/op', ...options });
  if (cluster === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  return cluster;
}

function node(cluster: Cluster, name: string): ClusterNode {
  const found = cluster.nodes.find((n) => n.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function values(n: ClusterNode): Record<string, string> {
  return Object.fromEntries(n.variables.map((v) => [v.name, v.value]));
}

describe('variables', () => {
  test("the node's own come before its group's, those before adapt; order is adapt's, then the rest", () => {
    const cluster = load(file({ adapt: 'A: adapt, Z: "${A}"' }));
    expect(node(cluster, 'Sec-1').variables.map((v) => [v.name, v.value])).toEqual([
      ['A', 'group'],
      ['Z', 'group'],
      ['B', 'group-b'],
    ]);
    expect(values(node(cluster, 'Web-1'))).toEqual({ A: 'adapt', Z: 'adapt' });
    const own = load(file({ adapt: 'A: adapt', sec: ', variables: { A: own }' }).replace(/ {4}groups:\n.*\n/, ''));
    expect(values(node(own, 'Sec-1'))).toEqual({ A: 'own' });
  });

  test('what the legacy scripts export comes without mask; on a standby it is its own, the service address is of the pair', () => {
    const all =
      'N: "${HOSTNAME}", P: "${PUBIP}", I: "${PRIVIP}", S: "${SVCIP}", P6: "${PUBIPV6}", M6: "${MASKV6}", G6: "${GWV6}"';
    const text = file({ adapt: all }).replace(
      'interface: ens192',
      'interface: ens192, address6: "2001:DB8:0:0::31/64", gateway6: fe80::1',
    );
    const cluster = load(text);
    expect(values(node(cluster, 'Rep-1'))).toMatchObject({
      N: 'Rep-1',
      P: '192.0.2.31',
      I: '10.0.0.31',
      S: '192.0.2.111',
      P6: '2001:db8::31',
      M6: '64',
      G6: 'fe80::1',
      B: 'group-b',
    });
    expect(values(node(cluster, 'Sec-1'))).toMatchObject({ N: 'Sec-1', S: '192.0.2.111', P6: '', M6: '', G6: '' });
  });

  test('without an equipment service address, SVCIP is the maintenance one', () => {
    const cluster = load(file({ adapt: 'S: "${SVCIP}"' }).replace(', eth1:1: 192.0.2.111/24', ''));
    expect(values(node(cluster, 'Sec-1'))['S']).toBe('10.0.0.111');
  });

  test('a variable is secret by its name, by the secrets file, or by what it is made of; secrets are taken as they are', () => {
    const { secrets } = parseSecrets('variables: { KEY: "x${PUBIP}" }', 's.yaml');
    const text = file({
      adapt: 'K: { secret: KEY }, L: "<${K}>", DB_PASSWORD: "${HOSTNAME}", PLAIN: p',
      spec: '  secrets: { file: s.yaml }\n',
    });
    const { variables } = node(load(text, { secrets }), 'Sec-1');
    expect(variables.filter((v) => v.secret).map((v) => [v.name, v.value])).toEqual([
      ['K', 'x${PUBIP}'],
      ['L', '<x${PUBIP}>'],
      ['DB_PASSWORD', 'Sec-1'],
    ]);
  });

  test('references that double at each step end with an error, not with memory', () => {
    const adapt = ['V0: "0123456789"', ...Array.from({ length: 40 }, (_, i) => `V${i + 1}: "\${V${i}}\${V${i}}"`)].join(', ');
    const { diagnostics } = parseCluster(file({ adapt }), { file: 'f' });
    expect(diagnostics.map((d) => d.code)).toContain('variable-too-long');
  });

  test('a chain of 5,000 references ends with an error, not with the stack', () => {
    const adapt = [...Array.from({ length: 5000 }, (_, i) => `V${i}: "\${V${i + 1}}"`), 'V5000: x'].join(', ');
    const { diagnostics } = parseCluster(file({ adapt }), { file: 'f' });
    expect(diagnostics[0]?.code).toBe('variable-too-deep');
  });
});

describe('pairs', () => {
  const cluster = load(file());
  test('a standby takes addresses, services and variables of the node it backs up; labels follow its own interfaces', () => {
    expect(node(cluster, 'Rep-1')).toMatchObject({
      role: 'standby',
      effectiveType: 'SECENGINE',
      services: ['b', 'a'],
      serviceAddresses: [
        { network: 'maintenance', label: 'eth0:1', device: 'eth0', address: '10.0.0.111/24' },
        { network: 'equipment', label: 'ens192:1', device: 'ens192', address: '192.0.2.111/24' },
      ],
      declared: { serviceAddresses: null, pack: null, variables: null },
      syncEveryMs: null,
      failoverAfterMs: null,
    });
    expect(node(cluster, 'Sec-1').standby).toBe('Rep-1');
  });

  test('its own come first where it has any', () => {
    const own = node(
      load(file({ rep: ', pack: [c], variables: { A: mine }, sync: { every: 90s }, failover: { after: 2m }' })),
      'Rep-1',
    );
    expect(own).toMatchObject({ services: ['c'], syncEveryMs: 90_000, failoverAfterMs: 120_000 });
    expect(values(own)).toEqual({ A: 'mine' });
  });

  test('both members may write the same service addresses', () => {
    expect(node(load(file({ rep: ', serviceAddresses: svc_sec' })), 'Rep-1').serviceAddresses).toHaveLength(2);
    const inPlace = ', serviceAddresses: { eth0:1: 10.0.0.111/24, eth1:1: 192.0.2.111/24 }';
    expect(node(load(file({ rep: inPlace })), 'Rep-1').declared.serviceAddresses).toHaveLength(2);
  });

  test('a label may be written with the interface as the node itself has it', () => {
    const text = file()
      .replace('equipment: 192.0.2.21/24', 'equipment: { address: 192.0.2.21/24, interface: ens9 }')
      .replace('eth1:1: 192.0.2.111', 'ens9:1: 192.0.2.111');
    expect(node(load(text), 'Sec-1').serviceAddresses[1]).toEqual({
      network: 'equipment',
      label: 'ens9:1',
      device: 'ens9',
      address: '192.0.2.111/24',
    });
    expect(node(load(text), 'Rep-1').serviceAddresses[1]?.label).toBe('ens192:1');
  });
});

describe('the rest of the file', () => {
  test('paths on the controller start at the cluster file, or at home', () => {
    const text = file({ spec: '  ssh: { identityFile: [./keys/a, ~/.ssh/b, /c, ../d//e], knownHosts: hosts }\n' });
    expect(node(load(text), 'Web-1').connection).toMatchObject({
      identityFiles: ['/etc/dmsa/keys/a', '/home/op/.ssh/b', '/c', '/etc/d/e'],
      identityFilesNamed: true,
      knownHosts: '/etc/dmsa/hosts',
      addresses: ['10.0.0.11', '192.0.2.11'],
    });
  });

  test("a node's own connection comes before the cluster's", () => {
    const text = file({
      rep: ', ssh: { addresses: [rep-1.example.net, "2001:DB8::1"], port: 2222, user: op, transport: local, identityFile: k }',
      spec: '  ssh: { port: 23, hostKey: strict, connectTimeout: 300ms }\n',
    });
    expect(node(load(text), 'Rep-1').connection).toMatchObject({
      addresses: ['rep-1.example.net', '2001:db8::1'],
      port: 2222,
      user: 'op',
      transport: 'local',
      hostKey: 'strict',
      connectTimeoutMs: 300,
      identityFiles: ['/etc/dmsa/k'],
    });
    expect(node(load(text), 'Web-1').connection).toMatchObject({
      port: 23,
      user: 'root',
      transport: 'ssh',
      identityFilesNamed: false,
    });
  });

  test('a mount point is the path, and a mount is made at boot, where nothing else is said', () => {
    const shares = `  shares:
    exports: [{ type: SECENGINE, path: /opt/rrd/, options: "rw,sync" }, { type: GUI, path: /opt/a }]
    mounts:
      - { type: SECENGINE, from: GUI, path: /opt/a/sub }
      - { type: GUI, from: SECENGINE, path: /opt/rrd, mountPoint: "/opt/rrd/\${NODE}" }
      - { type: GUI, from: SECENGINE, path: /opt/rrd, mountPoint: "/opt/boot/\${NODE}", mode: boot, options: soft }
    nfsCheck: false
  legacyFiles: false
  pairsAtBoot: start
`;
    const cluster = load(file({ spec: shares }));
    expect(cluster.exports[0]).toEqual({
      type: 'SECENGINE',
      path: '/opt/rrd',
      options: 'rw,sync',
      folder: { owner: null, group: null, mode: null },
    });
    expect(cluster.mounts.map((m) => [m.mountPoint, m.mode, m.options])).toEqual([
      ['/opt/a/sub', 'boot', null],
      ['/opt/rrd/${NODE}', 'demand', null],
      ['/opt/boot/${NODE}', 'boot', 'soft'],
    ]);
    expect(cluster).toMatchObject({ nfsCheck: null, legacyDir: null, pairsAtBoot: 'start', license: null });
  });

  test('checks have their defaults, and are for the nodes that they name, or for all', () => {
    const spec = `  checks: [{ name: web, nodes: [Sec-1], http: { url: 'https://\${HOST}/' } }, { name: up, on: node, command: 'true', timeout: 90s, retries: 0 }]\n`;
    const cluster = load(file({ spec }));
    expect(checksOf(cluster, 'Sec-1')).toEqual([
      {
        name: 'web',
        nodes: ['Sec-1'],
        on: 'controller',
        probe: { type: 'http', url: 'https://${HOST}/', status: [], contains: null, verifyCertificate: true },
        timeoutMs: 10_000,
        retries: 2,
      },
      { name: 'up', nodes: null, on: 'node', probe: { type: 'command', command: 'true' }, timeoutMs: 90_000, retries: 0 },
    ]);
    expect(checksOf(cluster, 'Rep-1').map(({ name }) => name)).toEqual(['up']);
  });

  test('the license is the text of its file, or a node', () => {
    const fromFile = load(file({ spec: '  license: { file: lic }\n' }), { license: { text: 'LICENSE 1\n' } });
    expect(fromFile.license).toEqual({ path: '/opt/ubiqube/license', content: { text: 'LICENSE 1\n' } });
    expect(load(file({ spec: '  license: { path: /l, fromNode: Sec-1 }\n' })).license).toEqual({
      path: '/l',
      content: { fromNode: 'Sec-1' },
    });
  });

  test('types that are declared may be used; the central node is named or the first web node', () => {
    const text = file({
      spec: '    Db-1: { type: SYSLOG, maintenance: 10.0.0.41/24 }\n  nodeTypes: [SYSLOG]\n  central: Sec-1\n',
    });
    expect(load(text)).toMatchObject({
      central: 'Sec-1',
      nodeTypes: ['GUI', 'SECENGINE', 'REPORTING', 'DATABASE', 'ELASTICSEARCH', 'SYSLOG'],
    });
    expect(load(file()).central).toBe('Web-1');
  });

  test('defaults are those that the schema tells', () => {
    const schema = JSON.parse(readFileSync(new URL('../../schema/cluster.schema.json', import.meta.url), 'utf8'));
    const { spec, ssh, shares, userName, port } = schema.$defs;
    const cluster = load(file({ spec: '  license: { fromNode: Web-1 }\n' }));
    expect({
      pairsAtBoot: cluster.pairsAtBoot,
      vars: cluster.vars,
      license: cluster.license?.path,
      legacyDir: cluster.legacyDir,
      nfsCheck: cluster.nfsCheck,
      interfaces: [cluster.nodes[0]?.interfaces.maintenance.device, cluster.nodes[0]?.interfaces.equipment.device],
      ssh: [cluster.nodes[0]?.connection.user, cluster.nodes[0]?.connection.port, cluster.nodes[0]?.connection.hostKey],
      knownHosts: cluster.nodes[0]?.connection.knownHosts,
      timeouts: [cluster.nodes[0]?.connection.connectTimeoutMs, cluster.nodes[0]?.connection.commandTimeoutMs],
    }).toEqual({
      pairsAtBoot: spec.properties.pairsAtBoot.default,
      vars: {
        base: spec.properties.variables.properties.base.default,
        target: spec.properties.variables.properties.target.default,
      },
      license: spec.properties.license.properties.path.default,
      legacyDir: spec.properties.legacyFiles.properties.directory.default,
      nfsCheck: {
        schedule: shares.properties.nfsCheck.properties.schedule.default,
        command: shares.properties.nfsCheck.properties.command.default,
      },
      interfaces: [
        spec.properties.networks.properties.maintenance.properties.interface.default,
        spec.properties.networks.properties.equipment.properties.interface.default,
      ],
      ssh: [userName.default, port.default, ssh.properties.hostKey.default],
      knownHosts: ssh.properties.knownHosts.default.replace('~', '/home/op'),
      timeouts: [
        Number.parseInt(ssh.properties.connectTimeout.default, 10) * 1000,
        Number.parseInt(ssh.properties.commandTimeout.default, 10) * 1000,
      ],
    });
  });

  test('secrets that nobody uses, and passwords of unknown nodes, are told at their lines', () => {
    const { secrets } = parseSecrets('rootPasswords:\n  Sec-1: "a"\n  Sec-9: "b"\nvariables:\n  K: "c"\n', 's.yaml');
    const { diagnostics } = parseCluster(file({ spec: '  secrets: { file: s.yaml }\n' }), { file: 'f', secrets });
    expect(diagnostics.map((d) => [d.code, d.source])).toEqual([
      ['unknown-node', { file: 's.yaml', line: 3, column: 3 }],
      ['unused-secret', { file: 's.yaml', line: 5, column: 3 }],
    ]);
  });
});
