/** What the legacy files can say survives export and import; what was exported once is exported the same for ever. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets, type Secrets } from '../../src/desired/secrets.ts';
import { exportLegacy } from '../../src/legacy/export.ts';
import { importLegacy } from '../../src/legacy/import.ts';
import { clusterFile } from './cluster-file.arbitrary.ts';
import { fixture, fixtures } from './fixtures.ts';

function secretsOf(text: string): Secrets {
  const { secrets, diagnostics } = parseSecrets(text, 'cluster.secrets.yaml');
  if (!secrets) throw new Error(JSON.stringify(diagnostics));
  return secrets;
}

function clusterOf(text: string, secrets: string | null): Cluster {
  const { cluster, diagnostics } = parseCluster(text, {
    file: '/x/cluster.yaml',
    secrets: secrets === null ? null : secretsOf(secrets),
  });
  if (!cluster) throw new Error(`${JSON.stringify(diagnostics, null, 2)}\n${text}`);
  return cluster;
}

/** Maps as lists of entries, so that their order counts; without places in the file. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'source')
      .map(([key, one]) => [key, plain(one)]),
  );
}

function filesOf(cluster: Cluster) {
  const { diagnostics, ...files } = exportLegacy(cluster, { secretValues: 'include' });
  return { files, diagnostics };
}

function importFiles(files: ReturnType<typeof filesOf>['files'], clusterName: string, extraTypes: readonly string[]) {
  const file = (name: keyof typeof files) => ({ file: name, text: files[name] });
  const result = importLegacy(
    { servers: file('servers.conf'), share: file('share.conf'), sync: file('sync.conf'), vars: file('variables2adapt.conf') },
    { clusterName, secretsFileName: 'cluster.secrets.yaml', extraTypes },
  );
  const errors = result.diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new Error(`${JSON.stringify(errors, null, 2)}\n${Object.values(files).join('\n-----\n')}`);
  return clusterOf(result.clusterYaml, result.secretsYaml);
}

describe('arbitrary clusters', () => {
  it('import after export gives the same cluster, and a second export the same files', () => {
    fc.assert(
      fc.property(clusterFile, ({ file, secrets, extraTypes }) => {
        const cluster = clusterOf(JSON.stringify(file), JSON.stringify(secrets));
        const first = filesOf(cluster);
        // Types of one's own are declared nowhere in the legacy files: the only thing that these clusters lose.
        expect(first.diagnostics.map((one) => one.summary)).toEqual(
          extraTypes.length > 0 ? ['The legacy files can’t declare node types'] : [],
        );
        const again = importFiles(first.files, cluster.name, extraTypes);
        expect(plain(again)).toEqual(plain(cluster));
        expect(filesOf(again).files).toEqual(first.files);
      }),
      { numRuns: Number(process.env['FC_RUNS'] ?? 100) },
    );
  });
});

describe('real files', () => {
  for (const name of fixtures()) {
    it(`${name}: the files that export writes are imported to the same cluster`, () => {
      const imported = importLegacy(fixture(name), { clusterName: name, secretsFileName: 'cluster.secrets.yaml' });
      const cluster = clusterOf(imported.clusterYaml, imported.secretsYaml);
      const first = filesOf(cluster);
      expect(first.diagnostics).toEqual([]);
      const again = importFiles(first.files, name, []);
      expect(plain(again)).toEqual(plain(cluster));
      expect(filesOf(again).files).toEqual(first.files);
    });
  }
});
