/** Once, after the last test file: takes the labs of the end-to-end tests down. Files share a cluster, so none does it itself. */
import { clear, listLabs } from '../../lab/index.ts';

export async function teardown(): Promise<void> {
  if (process.env['DMSA_LAB_KEEP'] === '1') return;
  for (const name of listLabs()) if (/^e2e(-|$)/.test(name)) await clear(name);
}
