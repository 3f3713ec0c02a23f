/**
 * docs/ha-proof.md from what the last run of the lab recorded. `npx tsx scripts/gen-ha-proof.ts` writes it; with `--check` it is only
 * compared: exit 1 where the file claims what the run did not prove.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { claimedRows, HA_PROOF_DOC, provedRows, renderHaProof } from '../test/e2e/ha-proof-table.ts';

const proved = provedRows();
if (process.argv.includes('--check')) {
  const claimed = claimedRows(existsSync(HA_PROOF_DOC) ? readFileSync(HA_PROOF_DOC, 'utf8') : '');
  const lies = [...claimed].filter((row) => !proved.has(row));
  console.log(`docs/ha-proof.md claims ${claimed.size} rows; this run proved ${proved.size}`);
  if (lies.length > 0) console.log(`CLAIMED AND NOT PROVED by this run: ${lies.join(', ')}`);
  process.exitCode = lies.length > 0 ? 1 : 0;
} else writeFileSync(HA_PROOF_DOC, renderHaProof(proved));
