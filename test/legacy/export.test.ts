import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';
import { exportLegacy } from '../../src/legacy/export.ts';

function cluster(spec: string, secrets = ''): Cluster {
  const text = `apiVersion: dmsa/v1\nkind: Cluster\nmetadata: { name: x }\nspec:\n${spec}`;
  const { cluster: parsed, diagnostics } = parseCluster(text, {
    file: '/x/cluster.yaml',
    secrets: parseSecrets(secrets, 's.yaml').secrets,
  });
  if (!parsed) throw new Error(JSON.stringify(diagnostics));
  return parsed;
}

const WEB = '    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24 }\n';
const LICENSE = '  license: { fromNode: Web-1 }\n';
const lost = (spec: string) => exportLegacy(cluster(spec)).diagnostics.map((one) => `${one.summary} ${one.detail}`);

describe('secret variables', () => {
  const spec = `  nodes:\n${WEB}    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, variables: { A: "1", UBI_API_TOKEN: { secret: t } } }\n${LICENSE}  secrets: { file: s.yaml }\n  variables: { adapt: { UBI_X_PASSWORD: { secret: p }, UBI_Y_PASSWORD: "\${UBI_X_PASSWORD}" } }\n`;
  const secrets = 'variables: { t: t0ken, p: hunter2 }';

  it('are not in the files, and the file says where they were', () => {
    const result = exportLegacy(cluster(spec, secrets));
    expect(JSON.stringify(result)).not.toMatch(/t0ken|hunter2/);
    expect(result['variables2adapt.conf']).toContain('# UBI_X_PASSWORD of variables2adapt.conf: a secret');
    expect(result['variables2adapt.conf']).toContain('UBI_Y_PASSWORD=${UBI_X_PASSWORD}');
    expect(result['servers.conf']).toMatch(/^# UBI_API_TOKEN of Sec-1: a secret.*\nSec-1;.*A=1$/m);
    expect(result.diagnostics.map((one) => one.code)).toEqual(['secret-left-out']);
  });

  it('are in the files where that is asked for', () => {
    const result = exportLegacy(cluster(spec, secrets), { secretValues: 'include' });
    expect(result['variables2adapt.conf']).toContain('UBI_X_PASSWORD=hunter2');
    expect(result['servers.conf']).toContain('UBI_API_TOKEN=t0ken');
  });
});

describe('what the legacy files can’t say is told', () => {
  const table: readonly (readonly [what: string, spec: string, words: string])[] = [
    ['ssh settings', `  ssh: { user: admin }\n  nodes:\n${WEB}${LICENSE}`, 'ssh settings'],
    [
      'ssh settings of one node',
      `  nodes:\n${WEB}    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, ssh: { port: 2222 } }\n${LICENSE}`,
      'Nodes: Sec-1.',
    ],
    ['interface names', `  networks: { maintenance: { interface: ens192 } }\n  nodes:\n${WEB}${LICENSE}`, 'interface names'],
    [
      'times in seconds',
      `  nodes:\n${WEB}    R: { type: REPORTING, maintenance: 10.0.0.12/24, backupOf: Web-1, failover: { after: 90s } }\n${LICENSE}`,
      'whole minutes',
    ],
    [
      'a central node',
      `  central: Sec-1\n  nodes:\n${WEB}    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24 }\n${LICENSE}`,
      'It is Sec-1',
    ],
    [
      'types of its own',
      `  nodeTypes: [SYSLOG]\n  nodes:\n${WEB}    Log-1: { type: SYSLOG, maintenance: 10.0.0.21/24 }\n${LICENSE}`,
      '--type SYSLOG',
    ],
    ['no license', `  nodes:\n${WEB}`, 'license'],
    ['another license', `  nodes:\n${WEB}  license: { path: /opt/l, fromNode: Web-1 }\n`, 'license'],
    ['no NFS check', `  nodes:\n${WEB}${LICENSE}  shares: { nfsCheck: false }\n`, 'NFS check'],
    ['no legacy files', `  nodes:\n${WEB}${LICENSE}  legacyFiles: false\n`, 'nowhere'],
    ['pairs that start at boot', `  pairsAtBoot: start\n  nodes:\n${WEB}${LICENSE}`, 'at boot'],
    ['other vars files', `  nodes:\n${WEB}${LICENSE}  variables: { base: /a, target: /b }\n`, '/a and /b'],
    [
      'IPv6 on the maintenance network',
      `  nodes:\n    Web-1: { type: GUI, maintenance: { address: 10.0.0.11/24, address6: 2001:db8::1/64 } }\n${LICENSE}`,
      'IPv6',
    ],
    [
      'one name for two groups',
      `  packs: { x: [a] }\n  variables: { groups: { x: { A: "1" } } }\n  nodes:\n    Web-1: { type: GUI, maintenance: 10.0.0.11/24, pack: x, variables: x }\n${LICENSE}`,
      '[x_2]',
    ],
    [
      'an empty list of a standby',
      `  packs: { x: [a] }\n  nodes:\n    Web-1: { type: GUI, maintenance: 10.0.0.11/24, pack: x }\n    R: { type: REPORTING, maintenance: 10.0.0.12/24, backupOf: Web-1, pack: [] }\n${LICENSE}`,
      'Nodes: R.',
    ],
    ['a pattern with " #"', `  nodes:\n${WEB}${LICENSE}  sync: [{ type: GUI, path: /opt/x, exclude: ["a #b"] }]\n`, 'a #b'],
  ];
  it.each(table)('%s', (_what, spec, words) => {
    const warnings = lost(spec);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(words);
  });

  it('nothing where everything can be said', () => {
    expect(lost(`  nodes:\n${WEB}${LICENSE}`)).toEqual([]);
  });
});

describe('what has another form there', () => {
  it('service addresses stand on eth0 and eth1 whatever the interfaces are called', () => {
    const text = exportLegacy(
      cluster(
        `  networks: { maintenance: { interface: ens192 }, equipment: { interface: ens224 } }\n  serviceAddresses: { g: { ens192:1: 10.0.0.101/24, ens224:2: 192.0.2.101/24 } }\n  nodes:\n    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24, serviceAddresses: g }\n${LICENSE}`,
      ),
    )['servers.conf'];
    expect(text).toContain('[g]\neth0:1=10.0.0.101/24\neth1:2=192.0.2.101/24\n');
  });

  it('values that no list on a row can hold get a section of their own', () => {
    const text = exportLegacy(
      cluster(`  nodes:\n    Web-1: { type: GUI, maintenance: 10.0.0.11/24, variables: { A: "'; \\" #" } }\n${LICENSE}`),
    )['servers.conf'];
    expect(text).toMatch(/^Web-1;.*; +var_Web-1$/m);
    expect(text).toContain(`[var_Web-1]\nA="'; " #"\n`);
  });

  it('times are rounded up to whole minutes', () => {
    const spec = `  nodes:\n${WEB}    R: { type: REPORTING, maintenance: 10.0.0.12/24, backupOf: Web-1, sync: { every: 61s }, failover: { after: 30s } }\n${LICENSE}`;
    expect(exportLegacy(cluster(spec))['servers.conf']).toMatch(/^R;.*Web-1; +2; +1$/m);
  });
});
