import { expect, it } from 'vitest';
import { inForceText } from '../../src/views/in-force.ts';

const FILE = { path: '/etc/dmsa/cluster.yaml', digest: 'ab'.repeat(32), sinceMs: Date.UTC(2026, 10, 23, 10), refused: null };
const REVISION = {
  commit: '0123456789abcdef0123456789abcdef01234567',
  author: 'Ann',
  date: '2026-11-23T09:59:00Z',
  subject: 'Sec-3',
};

it('names a file by its digest, and one of a branch by its commit, who wrote it and who signed it', () => {
  expect(inForceText(FILE)).toBe('/etc/dmsa/cluster.yaml, sha256 abababababab, in force since 2026-11-23 10:00:00 UTC');
  const of = { ...FILE, path: 'ssh://git/net.git main:cluster.yaml' };
  expect(inForceText({ ...of, revision: { ...REVISION, signer: null } })).toBe(
    'ssh://git/net.git main:cluster.yaml, commit 0123456789ab by Ann ("Sec-3"), in force since 2026-11-23 10:00:00 UTC',
  );
  expect(inForceText({ ...of, revision: { ...REVISION, signer: 'ann@example.net' } })).toContain(
    '("Sec-3", signed by ann@example.net)',
  );
});
