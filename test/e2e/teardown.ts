/** Once, after the last test file: takes the labs of the end-to-end tests down. Files share a cluster, so none does it itself. */
import { clear, listLabs } from '../../lab/index.ts';
import { LAB } from './lab-name.ts';

export async function teardown(): Promise<void> {
  if (process.env['DMSA_LAB_KEEP'] === '1') return;
  const ours = [LAB, `${LAB}-paired`, `${LAB}-single`];
  for (const name of listLabs()) if (ours.includes(name)) await clear(name);
}
