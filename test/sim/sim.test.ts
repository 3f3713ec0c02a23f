/** A fixed set of runs of the simulation (docs/simulation.md); many more with `npm run sim`. */
import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

describe('a simulated cluster keeps its invariants, whatever happens to it', () => {
  it.each(['a', 'b', 'c'])('%s: eight runs', async (name) => {
    for (let at = 0; at < 8; at += 1) {
      const { seed, finding } = await run({ seed: `${name}/${at}` });
      expect(finding, `npm run sim -- --seed ${seed}`).toBeNull();
    }
  });

  it('a seed gives the same run every time', async () => {
    const [one, two] = [await run({ seed: 'a/1', verbose: true }), await run({ seed: 'a/1', verbose: true })];
    expect(one.log.length).toBeGreaterThan(50);
    expect(two.log).toEqual(one.log);
  });
});
