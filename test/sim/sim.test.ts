/** A fixed set of runs of the simulation (docs/simulation.md); many more with `npm run sim`. */
import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { ACTIVE, CENTRAL, STANDBY } from './site.ts';

describe('a simulated cluster keeps its invariants, whatever happens to it', () => {
  it.each(['a', 'b', 'c', 'lease'])('%s: eight runs', async (name) => {
    for (let at = 0; at < 8; at += 1) {
      const { seed, finding } = await run({ seed: `${name}/${at}` });
      expect(finding, `npm run sim -- --seed ${seed}`).toBeNull();
    }
  });

  it('a controller whose clock is ahead makes no proof that lasts longer', async () => {
    const { finding } = await run({
      seed: 'x/9',
      events: [
        { atMs: 0, do: 'clock', node: CENTRAL, offsetMs: 3_600_000 },
        { atMs: 1_000, do: 'failover', host: CENTRAL, word: 'truth', thinksMs: 0 },
        { atMs: 8_360, do: 'power-off', node: STANDBY },
        { atMs: 600_000, do: 'clock', node: CENTRAL, offsetMs: 0 },
        { atMs: 720_000, do: 'power-on', node: STANDBY },
        { atMs: 722_000, do: 'heal' },
      ],
    });
    expect(finding).toBeNull();
  });

  it('what is noted of a takeover before its active is switched off is its beginning alone', async () => {
    const { finding } = await run({
      seed: 'lease/246',
      events: [
        { atMs: 4_476, do: 'failover', host: STANDBY, word: 'none', thinksMs: 1_460 },
        { atMs: 13_006, do: 'kill', node: STANDBY },
        { atMs: 53_140, do: 'cut', node: ACTIVE, over: 'eth0' },
        { atMs: 55_934, do: 'cut', node: ACTIVE, over: 'eth1' },
        { atMs: 110_380, do: 'kill', node: STANDBY },
        { atMs: 122_569, do: 'failover', host: CENTRAL, word: 'none', thinksMs: 0 },
        { atMs: 472_430, do: 'arbiter', up: false },
      ],
    });
    expect(finding).toBeNull();
  });

  it('a seed gives the same run every time', async () => {
    const [one, two] = [await run({ seed: 'a/1', verbose: true }), await run({ seed: 'a/1', verbose: true })];
    expect(one.log.length).toBeGreaterThan(50);
    expect(two.log).toEqual(one.log);
  });
});
