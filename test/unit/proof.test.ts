import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { flavours } from '../../lab/topology.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { allCells, cellOf, claimsOf, PROOF_DOC, type Proof, renderProof, WITHOUT } from '../e2e/proof-table.ts';

const proof = (kind: string, way: Proof['way'], test: string): Proof => ({ kind, platform: 'rhel-like', way, test });

describe('docs/proof.md', () => {
  const text = readFileSync(PROOF_DOC, 'utf8');

  it('has a row for every kind and a column for every platform (else: npm run proof)', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    expect(rows[0]).toBe(`| kind | ${flavours.join(' | ')} |`);
    expect(rows.slice(1).map((row) => row.split('`')[1])).toEqual(KINDS.map(({ name }) => name));
  });

  it('claims nothing that has no meaning', () => {
    const possible = new Set(allCells());
    expect([...claimsOf(text)].filter((cell) => !possible.has(cell))).toEqual([]);
  });

  it('has reasons for kinds only that there are', () => {
    const kinds = new Set(KINDS.map(({ name }) => name));
    expect(Object.keys(WITHOUT).filter((kind) => !kinds.has(kind))).toEqual([]);
  });
});

test('what is written is read back, whatever the order of the records', () => {
  const proofs = [
    proof('hosts', 'file', 'b.test.ts: b'),
    proof('hosts', 'create', 'a.test.ts: a'),
    proof('route', 'removal', 'a.test.ts: a'),
  ];
  const text = renderProof(proofs);
  expect([...claimsOf(text)].sort()).toEqual(proofs.map(cellOf).sort());
  expect(renderProof([...proofs].reverse())).toBe(text);
  expect(text).toContain('1. `test/e2e/a.test.ts`: a\n2. `test/e2e/b.test.ts`: b\n');
});

test('a record of what has no meaning is an error', () => {
  expect(() => renderProof([proof('license', 'running', 'a.test.ts: a')])).toThrow(/license rhel-like running/);
});
