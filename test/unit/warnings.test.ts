/** What is asked again and again does not repeat the warnings of the file each time. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIo } from '../../src/cli/io.ts';
import { loadOrThrow } from '../../src/cli/load.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';

const HASTY = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: paris }
spec:
  central: Sec-1
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, serviceAddresses: { "eth0:1": 10.0.0.111/24 } }
    Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, backupOf: Sec-1, failover: { after: 3s } }
`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dmsa-warnings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function told(text: string, warnings: 'all' | 'count'): Promise<readonly Diagnostic[]> {
  const file = join(folder, 'cluster.yaml');
  await writeFile(file, text);
  const heard: Diagnostic[] = [];
  const io = { ...createIo({}), problems: (diagnostics: readonly Diagnostic[]) => void heard.push(...diagnostics) };
  await loadOrThrow(file, io, warnings).catch(() => {});
  return heard;
}

it('one line says how many there are, where they were shown whole before', async () => {
  const all = await told(HASTY, 'all');
  expect(all.map(({ code }) => code)).toContain('time-hasty');
  const [count, ...more] = await told(HASTY, 'count');
  expect(more).toEqual([]);
  expect(count?.summary).toMatch(/cluster\.yaml has (a warning|\d+ warnings): dmsa validate shows (it|them)$/);
});

it('errors are shown whole all the same', async () => {
  const heard = await told(HASTY.replace('backupOf: Sec-1', 'backupOf: Sec-9'), 'count');
  expect(heard.filter(({ severity }) => severity === 'error')).not.toEqual([]);
  expect(heard.filter(({ severity }) => severity === 'error')).toEqual(
    (await told(HASTY.replace('backupOf: Sec-1', 'backupOf: Sec-9'), 'all')).filter(({ severity }) => severity === 'error'),
  );
});
