/**
 * What the lab has proved: which kind, on which platform, in which way, by which test. A test records it once its assertions
 * have passed; `scripts/gen-proof.ts` makes docs/proof.md of it. A folder of one file a test, DMSA_PROOF_DIR or .cache/proof.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import type { Flavour } from '../../lab/index.ts';
import { PROOF_DIR, type Proof, type Way } from './proof-table.ts';

/** @param seen  a thing that came out as it should: of that kind, on a node of that image */
export function record(way: Way, seen: readonly { readonly kind: string; readonly platform: Flavour }[]): void {
  const { currentTestName = '', testPath = '' } = expect.getState();
  const test = `${basename(testPath)}: ${currentTestName}`;
  const cells = new Map(seen.map(({ kind, platform }) => [`${kind} ${platform}`, { kind, platform, way, test }]));
  const proofs: readonly Proof[] = [...cells.keys()].sort().flatMap((key) => cells.get(key) ?? []);
  mkdirSync(PROOF_DIR, { recursive: true });
  const name = createHash('sha256').update(`${test} ${way}`).digest('hex').slice(0, 16);
  writeFileSync(join(PROOF_DIR, `${name}.json`), `${JSON.stringify(proofs, null, 1)}\n`);
}
