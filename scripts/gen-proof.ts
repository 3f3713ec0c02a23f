/**
 * docs/proof.md from what the last run of the lab recorded. `npx tsx scripts/gen-proof.ts` writes it; with `--check` it is only
 * compared: exit 1 where the file claims what the run did not prove. A run that proved more is said, and is no failure.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cellOf, claimsOf, PROOF_DIR, PROOF_DOC, type Proof, renderProof } from '../test/e2e/proof-table.ts';

const files = existsSync(PROOF_DIR) ? readdirSync(PROOF_DIR).filter((name) => name.endsWith('.json')) : [];
const proofs = files.flatMap((name) => JSON.parse(readFileSync(join(PROOF_DIR, name), 'utf8')) as readonly Proof[]);
const text = renderProof(proofs);

if (process.argv.includes('--check')) {
  const proved = new Set(proofs.map(cellOf));
  const committed = existsSync(PROOF_DOC) ? readFileSync(PROOF_DOC, 'utf8') : '';
  const claimed = claimsOf(committed);
  const lies = [...claimed].filter((cell) => !proved.has(cell));
  const more = [...proved].filter((cell) => !claimed.has(cell));
  console.log(`docs/proof.md claims ${claimed.size} cells; this run proved ${proved.size}`);
  if (more.length > 0) console.log(`proved and not claimed (npx tsx scripts/gen-proof.ts): ${more.join(', ')}`);
  if (lies.length > 0) console.log(`CLAIMED AND NOT PROVED by this run: ${lies.join(', ')}`);
  process.exitCode = lies.length > 0 ? 1 : 0;
} else writeFileSync(PROOF_DOC, text);
