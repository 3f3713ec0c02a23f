import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAssignments } from '../../src/kinds/edit/assignments.ts';
import { applyEdit, EditError } from '../../src/kinds/edit.ts';

const set = (values: Readonly<Record<string, string | null>>) => ({ type: 'assignments', set: values }) as const;

describe('assignments', () => {
  it('are changed where they stand, the rest is kept', () => {
    const text = '# eth0\nDEVICE=eth0\n\nIPADDR=10.0.0.1 # old\nNM_CONTROLLED=no\n';
    expect(applyEdit(text, set({ IPADDR: '10.0.0.2', PREFIX: '24' }))).toBe(
      '# eth0\nDEVICE=eth0\n\nIPADDR=10.0.0.2 # old\nNM_CONTROLLED=no\nPREFIX=24\n',
    );
  });

  it('keep their quotes', () => {
    expect(applyEdit(`A="1"\nB='2'\n`, set({ A: '3', B: '4' }))).toBe(`A="3"\nB='4'\n`);
  });

  it('that already say so are not touched, however they are written', () => {
    const text = `A="10.0.0.1"\nexport B='2'   # why\nC=a\\ b\n`;
    expect(applyEdit(text, set({ A: '10.0.0.1', B: '2', C: 'a b' }))).toBe(text);
  });

  it('get quotes where the shell needs them', () => {
    expect(applyEdit('', set({ A: 'a b', B: '$HOME "x" \\', C: '' }))).toBe('A="a b"\nB="\\$HOME \\"x\\" \\\\"\nC=\n');
  });

  it('of one key twice become the last one when that key is set', () => {
    expect(applyEdit('A=1\nB=2\nA=3\n', set({ A: '4' }))).toBe('B=2\nA=4\n');
    expect(readAssignments('A=1\nB=2\nA=3\n').get('A')).toBe('3');
    expect(applyEdit('A=1\nB=2\nA=3\n', set({ B: '5' }))).toBe('A=1\nB=5\nA=3\n');
  });

  it('go with all their lines', () => {
    expect(applyEdit('A=1\nB="x\ny"\nA=2\nC=3\n', set({ A: null, B: null }))).toBe('C=3\n');
  });

  it('are not seen in comments, values or other shell code', () => {
    const text = '#A=1\nB="x\nA=2"\nA=3 command\nif true; then echo; fi\n';
    expect(Object.fromEntries(readAssignments(text))).toEqual({ B: 'x\nA=2' });
    expect(applyEdit(text, set({ A: '4' }))).toBe(`${text}A=4\n`);
  });

  it('keep what stands behind a semicolon', () => {
    expect(applyEdit('A=1; B=2\n', set({ A: '9' }))).toBe('A=9; B=2\n');
  });

  it('follow the line ends of the file, and end its last line', () => {
    expect(applyEdit('A=1\r\nB=2', set({ A: '3', C: '4' }))).toBe('A=3\r\nB=2\r\nC=4\r\n');
  });

  it('with a quote that is never closed are an error', () => {
    expect(() => applyEdit('A=1\nB="x\nC=3\n', set({ C: '4' }))).toThrow(/value of B opens in line 2 is never closed/);
    expect(() => readAssignments("N='x\n")).toThrow(EditError);
  });

  it('take no value that would forge a line, and no key that is none', () => {
    expect(() => applyEdit('', set({ A: 'x\nB=1' }))).toThrow(/line break/);
    expect(() => applyEdit('', set({ 'A B': 'x' }))).toThrow(/can't be the name/);
  });
});

describe('any values', () => {
  const key = fc.constantFrom('A', 'B', 'C', 'IPADDR');
  const value = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '$', '`', '#', ';', '=', '1'), maxLength: 6 });
  const line = fc.oneof(
    fc.tuple(key, fc.constantFrom('1', '"2 3"', "'4'", '"5" # c', '')).map(([name, written]) => `${name}=${written}`),
    fc.constantFrom('', '# A=1', '. /etc/other'),
  );
  const file = fc
    .tuple(fc.array(line, { maxLength: 6 }), fc.boolean())
    .map(([lines, final]) => lines.join('\n') + (final ? '\n' : ''));
  const edit = fc.dictionary(key, fc.option(value)).map(set);

  it('are read back as set, once or twice, and other keys are as before', () => {
    fc.assert(
      fc.property(file, edit, (text, one) => {
        const once = applyEdit(text, one);
        expect(applyEdit(once, one)).toBe(once);
        const before = readAssignments(text);
        const after = readAssignments(once);
        for (const name of ['A', 'B', 'C', 'IPADDR']) {
          const wanted = Object.hasOwn(one.set, name) ? (one.set[name] ?? undefined) : before.get(name);
          expect(after.get(name)).toBe(wanted);
        }
      }),
    );
  });

  it('are what a shell reads', () => {
    fc.assert(
      fc.property(value, (one) => {
        const text = applyEdit('A="x"\n', set({ A: one, B: one }));
        const shell = spawnSync('/bin/sh', ['-c', `${text}printf '%s|%s' "$A" "$B"`], { encoding: 'utf8' });
        expect(shell.stdout).toBe(`${one}|${one}`);
      }),
      { numRuns: 50 },
    );
  });
});
