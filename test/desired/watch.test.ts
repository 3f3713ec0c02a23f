import { expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';

function warned(repair: string): readonly string[] {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Web-1
  watch: { repair: { ${repair} } }
  nodes: { Web-1: { type: GUI, maintenance: 10.0.0.11/24 } }
`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml' });
  expect(cluster).not.toBeNull();
  return diagnostics.map(({ code, detail }) => `${code}: ${detail}`);
}

it('says where a service that stays down would be started again for ever, and never be a reason to take over', () => {
  expect(warned('tries: 3, pause: 10s, expires: 1m')).toEqual([
    expect.stringMatching(/^repair-endless: 3 tries to start it again take 70 s with their pauses, .* forgotten after 60 s/),
  ]);
  expect(warned('tries: 9')).toEqual([expect.stringMatching(/^repair-endless: 9 tries /)]);
  expect(warned('tries: 3, pause: 10s, expires: 2m')).toEqual([]);
  expect(warned('tries: 0, expires: 1m')).toEqual([]);
});
