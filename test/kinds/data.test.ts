/** Which directories, rows and configure commands a cluster file asks for, in which order, and what is found between nodes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { type Placement, type Resource, resourceId, type Sighting } from '../../src/kinds/kind.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { memoryFacts, platformOf } from './memory-facts.ts';

function clusterOf(spec: string): Cluster {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24 }
    Web-Rep: { type: REPORTING, maintenance: 10.0.0.12/24, backupOf: Web-1 }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, pack: pack_sec }
    Sec-Rep: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: 192.0.2.31/24, backupOf: Sec-1 }
    Sec-2: { type: SECENGINE, maintenance: 10.0.0.22/24, equipment: 192.0.2.22/24 }
  packs: { pack_sec: { services: [ubi-sms, ubi-poll], configure: /opt/sms/configure } }
${spec}`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', home: '/root' });
  if (!cluster) throw new Error(diagnostics.map((one) => `${one.summary} ${one.detail ?? ''}`).join('\n'));
  return cluster;
}

function placementOf(holders: Readonly<Record<string, string | null>>): Placement {
  const all = { 'Web-1': 'Web-1', 'Sec-1': 'Sec-1', 'Sec-2': 'Sec-2', ...holders };
  return new Map(Object.entries(all).map(([active, holder]) => [active, { holder, code: 'test', sentence: '' }]));
}

function kindOf(name: string) {
  const kind = KINDS.find((one) => one.name === name);
  if (!kind) throw new Error(name);
  return kind;
}

function desired(kind: string, spec: string, holders: Readonly<Record<string, string | null>> = {}): readonly Resource[] {
  return kindOf(kind).desired(clusterOf(spec), placementOf(holders));
}

const field = (one: Resource, name: string) => (one.spec as Record<string, unknown>)[name];

describe('directories', () => {
  it('are those that are exported, those that a standby gets copies in, and those of the file', () => {
    const found = desired(
      'directory',
      `  shares: { exports: [{ type: SECENGINE, path: /opt/rrd, owner: ncuser }, { type: GUI, path: /opt/svnroot }] }
  sync: [{ type: SECENGINE, path: /opt/sms/spool }, { type: SECENGINE, path: /opt/sms/logs, mode: "750" }]
  directories: [{ nodes: [Sec-2], path: /opt/rrd, mode: "0755" }, { path: /opt/all }]
`,
    );
    const shown = found.map(
      (one) => `${one.node} ${one.name} ${field(one, 'owner')} ${field(one, 'mode')} ${field(one, 'make')}`,
    );
    expect(shown).toEqual([
      'Web-1 /opt/all null null true',
      'Web-1 /opt/svnroot null null true',
      'Web-Rep /opt/all null null true',
      'Web-Rep /opt/svnroot null null true',
      'Sec-1 /opt/all null null true',
      'Sec-1 /opt/rrd ncuser null true',
      // The node that files are copied from: an empty directory made there would be copied over the others.
      'Sec-1 /opt/sms/logs null 0750 false',
      'Sec-Rep /opt/all null null true',
      'Sec-Rep /opt/rrd ncuser null true',
      'Sec-Rep /opt/sms/spool null null true',
      'Sec-Rep /opt/sms/logs null 0750 true',
      'Sec-2 /opt/rrd ncuser 0755 true',
      'Sec-2 /opt/all null null true',
    ]);
  });

  it('come before what is exported of them', () => {
    const [rrd] = desired('export', '  shares: { exports: [{ type: SECENGINE, path: /opt/rrd }] }\n');
    expect(rrd?.after.map(resourceId)).toEqual(['Sec-1/directory//opt/rrd']);
  });
});

describe('rows of the database', () => {
  const rows = (spec: string, holders: Readonly<Record<string, string | null>> = {}) =>
    desired('db-row', spec, holders).map((one) => {
      const { is: _, name: __, ...row } = field(one, 'row') as Record<string, unknown>;
      return `${field(one, 'held') ? '' : '('}${one.node} ${one.name} ${JSON.stringify(row)}${field(one, 'held') ? '' : ')'}`;
    });

  it('are on the member of the pair that runs the database, and tell who holds a pair', () => {
    const spec = '  database: {}\n';
    const sec1 = '{"ip":"10.0.0.21","standby":"Sec-Rep"}';
    const rep = (status: string | null) => JSON.stringify({ ip: '10.0.0.31', of: 'Sec-1', status });
    const sec2 = '{"ip":"10.0.0.22","standby":null}';
    const on = (node: string, status: string | null) => [
      `${node} dmsa_node/Sec-1 ${sec1}`,
      `${node} dmsa_rep_node/Sec-Rep ${rep(status)}`,
      `${node} dmsa_node/Sec-2 ${sec2}`,
    ];
    const left = (list: readonly string[]) => list.map((one) => `(${one})`);
    expect(rows(spec)).toEqual([...on('Web-1', '2'), ...left(on('Web-Rep', '2'))]);
    expect(rows(spec, { 'Web-1': 'Web-Rep', 'Sec-1': 'Sec-Rep' })).toEqual([...left(on('Web-1', '1')), ...on('Web-Rep', '1')]);
    // Who holds a pair is not known: nothing of the database, or nothing of the standby's status, is touched.
    expect(rows(spec, { 'Web-1': null, 'Sec-1': null })).toEqual([...left(on('Web-1', null)), ...left(on('Web-Rep', null))]);
    expect(rows('  database: { follows: node, address: equipment, types: [GUI] }\n')).toEqual([
      'Web-1 dmsa_node/Web-1 {"ip":"192.0.2.11","standby":"Web-Rep"}',
    ]);
  });

  it('by the vendor’s scripts are made on the node that is registered', () => {
    const found = desired('db-row', '  database: { via: scripts, service: postgresql, scripts: { setNode: /x/set } }\n', {
      'Sec-1': 'Sec-Rep',
    });
    const script = (one: Resource | undefined) =>
      one && (field(one, 'script') as { command: readonly string[] }).command.join(' ');
    const on = (node: string) => found.find((one) => one.node === node);
    expect(script(on('Sec-1'))).toBe('/x/set');
    expect(script(on('Sec-Rep'))).toBe('/opt/base/tools/SetRepNodeInDb.sh Sec-1 Sec-Rep 1');
    expect(on('Sec-Rep')?.after.map(resourceId)).toContain('Sec-1/db-row/dmsa_node/Sec-1');
    const reads = on('Sec-1');
    expect(reads && kindOf('db-row').reads?.(reads).map(resourceId)).toEqual([
      'Web-1/database/POSTGRESQL',
      'Web-Rep/database/POSTGRESQL',
    ]);
  });

  it('that are no longer in the file are looked for, also where the database’s node has none of its own left', () => {
    const kind = kindOf('db-row');
    const onWeb = desired('db-row', '  database: { via: scripts, follows: node }\n').filter(({ node }) => node === 'Web-1');
    const list =
      '# BEGIN dmsa rows (do not edit between these lines)\nmsa_vars/OLD\ndmsa_node/Sec-2\ndmsa_node/Gone\n# END dmsa rows\n';
    const facts = memoryFacts('', platformOf('debian-systemd'), {
      files: { '/var/lib/dmsa/made': { text: list, mode: '0600' } },
      commands: {
        database: {
          code: 0,
          stdout: `@server|66616c7365|6f6666\n@node|31|5365632d32|-|-\n@node|32|476f6e65|-|-\n@rows\n@var|4f4c44|-\n@end\n`,
        },
      },
    });
    expect(kind.probe(onWeb)).toContainEqual({ type: 'file', path: '/var/lib/dmsa/made' });
    const seen = kind.parse(facts, onWeb);
    const context = { node: 'Web-1', platform: facts.platform, look: () => ({ status: 'absent' }) as const };
    const changes = [...seen].flatMap(([name, one]) => {
      const want = onWeb.find((resource) => resource.name === name)?.spec ?? null;
      const found = kind.compare(want, one.status === 'present' ? one.state : null, context);
      return 'unknown' in found ? [found.unknown] : found.map(({ from, to }) => `${name}: ${from} to ${to}`);
    });
    // Sec-2 was registered by SQL before, and is in the file: its row is the script's now, and stays.
    expect(changes).toEqual(['msa_vars/OLD: OLD to null', 'dmsa_node/Gone: Gone, without address to null']);
  });
});

describe('configure', () => {
  it('is of the member that runs the pack, after its vars file, and before its services are started', () => {
    const here = (holder: string | null) =>
      desired('configure', '', { 'Sec-1': holder }).map((one) => `${one.node} ${field(one, 'here')}`);
    expect(here('Sec-1')).toEqual(['Sec-1 true', 'Sec-Rep false']);
    expect(here('Sec-Rep')).toEqual(['Sec-1 false', 'Sec-Rep true']);
    expect(here(null)).toEqual(['Sec-1 false', 'Sec-Rep false']);
    const [sms] = desired('service', '');
    expect(sms?.after.map(resourceId)).toContain('Sec-1/configure/pack');
  });
});

describe('package levels', () => {
  const seen = (node: string, levels: Record<string, readonly string[]> | null, version: string | null = null): Sighting => ({
    node,
    kind: 'package-level',
    name: 'packages',
    want: { type: 'SECENGINE', packages: [{ name: 'ubi-*', version }] },
    seen: {
      status: 'present',
      state: { manager: levels && 'rpm', why: levels ? '' : 'there is neither rpm nor dpkg', levels: levels ?? {} },
    },
  });
  const found = (...all: readonly Sighting[]) =>
    kindOf('package-level')
      .findings?.(all)
      .map(({ severity, summary, detail }) => [severity, summary, detail?.split('.  ')[0]]);

  it('that differ between the nodes of a type are told, once a package, with who has which', () => {
    const all = [
      seen('Sec-1', { 'ubi-sms': ['15.3-1'], 'ubi-bud': ['2'] }),
      seen('Sec-2', { 'ubi-sms': ['15.3-1'], 'ubi-bud': ['2'] }),
    ];
    expect(found(...all)).toEqual([]);
    expect(found(...all, seen('Sec-Rep', { 'ubi-sms': ['15.2-9'] }))).toEqual([
      [
        'warning',
        'ubi-bud is not at the same level on all nodes of type SECENGINE',
        expect.stringContaining('Found 2 on Sec-1, Sec-2; not installed on Sec-Rep.'),
      ],
      [
        'warning',
        'ubi-sms is not at the same level on all nodes of type SECENGINE',
        expect.stringContaining('Found 15.3-1 on Sec-1, Sec-2; 15.2-9 on Sec-Rep.'),
      ],
    ]);
  });

  it('are compared with the wanted one, with or without release and epoch', () => {
    for (const version of ['15.3', '15.3-1', '1:15.3-1'])
      expect(found(seen('Sec-1', { 'ubi-sms': ['1:15.3-1'] }, version))).toEqual([]);
    for (const version of ['15', '15.3-2', '2:15.3-1'])
      expect(found(seen('Sec-1', { 'ubi-sms': ['1:15.3-1'] }, version))).toEqual([
        ['warning', `ubi-sms is not at the wanted level ${version}`, expect.stringContaining('1:15.3-1 on Sec-1')],
      ]);
  });

  it('of a node that can’t tell, and a pattern that fits nothing, are told', () => {
    expect(found(seen('Sec-1', null))?.map(([, summary]) => summary)).toEqual(['The packages of Sec-1 could not be looked at']);
    expect(found(seen('Sec-1', {}))?.map(([, summary]) => summary)).toEqual(['No package ubi-* is installed']);
  });
});

describe('the file', () => {
  const problems = (spec: string) => {
    try {
      clusterOf(spec);
      return '';
    } catch (error) {
      return String(error);
    }
  };

  it('that contradicts itself is refused, with what to write', () => {
    expect(problems('  directories: [{ path: /opt/a, owner: a }, { type: GUI, path: /opt/a, owner: b }]\n')).toContain(
      'Found owner b for /opt/a; line 12 says owner a',
    );
    expect(problems('  directories: [{ path: /proc/x }]\n')).toContain('part of the system');
    expect(problems('  directories: [{ nodes: [Sec-9], path: /opt/a }]\n')).toContain('there is no such node');
    expect(problems('  directories: [{ nodes: [Sec-1], type: GUI, path: /opt/a }]\n')).toContain('Keep one of them');
    expect(problems('  directories: [{ path: /opt/a, mode: "0999" }]\n')).toContain('Write for example 0755');
    expect(problems('  database: { node: Sec-Rep }\n')).toContain('Write node: Sec-1');
    expect(problems('  database: { varsFrom: [NONE] }\n')).toContain('Web-1 has no such variable');
    expect(problems('  database: { vars: { A: "1" }, varsFrom: [A] }\n')).toContain('Keep one of them');
    expect(problems('  packages: [a, a]\n')).toContain('named twice');
    expect(problems('  packages: [{ name: a, type: NONE }]\n')).toContain('declare it');
  });

  it('has the defaults that the schema tells', () => {
    const { $defs } = JSON.parse(readFileSync(new URL('../../schema/cluster.schema.json', import.meta.url), 'utf8'));
    const { database } = clusterOf('  database: {}\n');
    const told = $defs.database.properties;
    expect(database).toMatchObject({
      node: 'Web-1',
      follows: told.follows.default,
      schema: told.schema.default,
      types: told.types.default,
      address: told.address.default,
      access: { name: told.name.default, user: told.user.default, runAs: told.runAs.default ?? 'postgres' },
      scripts: null,
    });
    expect(told.via.default).toBe('sql');
    for (const [table, columns] of Object.entries(database?.mapping ?? {}))
      for (const [column, name] of Object.entries(columns))
        expect(name).toBe(told.mapping.properties[table].properties[column].default);
    expect(clusterOf('  database: { via: scripts }\n').database?.scripts).toEqual({
      setNode: told.scripts.properties.setNode.default,
      setRepNode: told.scripts.properties.setRepNode.default,
    });
    expect([$defs.pack.properties.timeout.default, clusterOf('').nodes[2]?.configure?.timeoutMs]).toEqual(['10m', 600_000]);
  });
});
