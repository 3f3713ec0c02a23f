/** What a node's stream prints, in whatever pieces it comes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type WatchSaid, watchLines } from '../../src/observe/watch-lines.ts';

const TEXT = `Last login: today
@t 3
@ready

@t
2: eth0    inet 10.0.0.9/24 scope global eth0
Deleted 10.8.0.0/16 via 10.0.0.1 dev eth0

@t 1 p

@noip

@t
`;
const SAID: readonly WatchSaid[] = [
  { is: 'ready' },
  { is: 'tick', ids: [] },
  { is: 'network' },
  { is: 'tick', ids: ['1', 'p'] },
  { is: 'no-monitor' },
  { is: 'tick', ids: [] },
];

function read(pieces: readonly string[]): readonly WatchSaid[] {
  const cut = watchLines();
  return pieces.flatMap((piece) => cut(Buffer.from(piece, 'latin1')));
}

it('what a login prints before it begins is noise, also where it looks like an answer', () => {
  expect(read([TEXT])).toEqual(SAID);
});

it('the pieces that it comes in are of no matter', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: TEXT.length }), { maxLength: 30 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), TEXT.length];
      const pieces = at.slice(1).map((to, index) => TEXT.slice(at[index], to));
      // Lines of the network that come together are one event; apart they may be two.
      const said = read(pieces);
      expect(said.filter((one, index) => one.is !== 'network' || said[index - 1]?.is !== 'network')).toEqual(SAID);
    }),
  );
});

it('bytes without end or sense are let go', () => {
  const cut = watchLines();
  cut(Buffer.from('@ready\n'));
  for (let n = 0; n < 50; n++) expect(cut(Buffer.alloc(64 * 1024, 0x41))).toEqual([]);
  expect(cut(Buffer.from('\n@t 7\n'))).toEqual([{ is: 'network' }, { is: 'tick', ids: ['7'] }]);
});
