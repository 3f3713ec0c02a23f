/** docs/ha-proof.md says what was recorded, and what it says can be read back. */
import { describe, expect, it } from 'vitest';
import { MATRIX } from '../e2e/ha-matrix-table.ts';
import { claimedRows, renderHaProof } from '../e2e/ha-proof-table.ts';

describe('the table of what was proved', () => {
  it('claims what was proved, and nothing else', () => {
    const proved = new Set(['active: eth0 cut', 'files', 'killed after step 3']);
    expect(claimedRows(renderHaProof(proved))).toEqual(proved);
    expect(claimedRows(renderHaProof(new Set()))).toEqual(new Set());
  });

  it('has a row for each of the matrix, by a name of its own', () => {
    const names = MATRIX.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(claimedRows(renderHaProof(new Set(names)))).toEqual(new Set(names));
  });
});
