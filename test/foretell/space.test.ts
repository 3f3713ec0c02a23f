/** Room on a disk, from what real file systems said of themselves. */
import { expect, it } from 'vitest';
import { spaceFindings } from '../../src/diff/foretell-paths.ts';
import { readPaths } from '../../src/diff/path-facts.ts';

const asked = [{ path: '/etc/cron.d/x', list: false }];
const need = [{ path: '/etc/cron.d/x', what: 'file', bytes: 100, grows: false }] as const;

/** @param free  what `stat -f -c '%f %a %b %S %d %c'` printed */
function found(free: string, type = 'ext4'): readonly string[] {
  const stdout = `@at missing folder w w 1 -\n@real /etc/cron.d\n@on ${type} rw,relatime /\n@free ${free} /etc/cron.d\n@end\n`;
  const seen = readPaths(asked, { status: 'done', code: 0, stdout, stderr: '' });
  if (typeof seen === 'string') throw new Error(seen);
  return [...spaceFindings(need, seen).values()].map(({ code, detail }) => `${code}: ${detail}`);
}

it('a full ext4 counts blocks as free that nobody gets (captured on Debian 12, not a byte could be written)', () => {
  expect(found('4096 0 294176 4096 63616 76800')).toEqual([
    expect.stringMatching(/^no-space: Free: 0 bytes; .* needs 4096 bytes/),
  ]);
});

it('what is kept for root is room for dmsa; a disk with room is one (captured)', () => {
  expect(found('9000 0 294176 4096 63616 76800')).toEqual([]);
  expect(found('196280 176824 294176 4096 65367 76800')).toEqual([]);
});

it('other file systems mean what they say; one without a limit on inodes has enough', () => {
  expect(found('4096 4096 294176 4096 63616 76800', 'xfs')).toEqual([]);
  expect(found('0 0 294176 4096 63616 76800', 'xfs')).toEqual([expect.stringContaining('no-space')]);
  expect(found('4096 4096 294176 4096 0 0', 'btrfs')).toEqual([]);
  expect(found('4096 4096 294176 4096 0 76800', 'xfs')).toEqual([expect.stringContaining('no-inodes')]);
});

it('an answer that was cut short says nothing', () => {
  expect(readPaths(asked, { status: 'done', code: 0, stdout: '@at missing folder w w 1 -\n', stderr: '' })).toMatch(/cut short/);
});
