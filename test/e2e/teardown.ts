/** Once, after the last test file of a run: takes its labs down. Files share a cluster, so none does it itself. */
import type { TestProject } from 'vitest/node';
import { clear, listLabs } from '../../lab/index.ts';
import { LAB } from './lab-name.ts';

export default function setup({ config }: TestProject): () => Promise<void> {
  const name = String((config.env as Record<string, string> | undefined)?.['DMSA_E2E_LAB'] ?? LAB);
  const ours = [name, `${name}-paired`, `${name}-single`, `${name}-kinds`, `${name}-matrix`];
  return async () => {
    if (process.env['DMSA_LAB_KEEP'] === '1') return;
    for (const lab of listLabs()) if (ours.includes(lab)) await clear(lab);
  };
}
