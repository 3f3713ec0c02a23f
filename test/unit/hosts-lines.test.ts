/** What differs between the hosts wanted and those that a file has is told from the middle of the lists alone; it must be all. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differing } from '../../src/kinds/hosts.ts';

const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 12 });

it('tells every line that only one of two lists has, wherever it stands, also in lists with a line twice', () => {
  fc.assert(
    fc.property(list, list, (wanted, lines) => {
      expect(differing(wanted, lines)).toEqual({
        missing: wanted.filter((line) => !lines.includes(line)),
        extra: lines.filter((line) => !wanted.includes(line)),
      });
    }),
    { numRuns: 2000 },
  );
});
