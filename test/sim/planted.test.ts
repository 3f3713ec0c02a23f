/** Every fault that is planted must be found (bugs.ts): by a seed's own events, or by a few that were written for it. */
import { describe, expect, it } from 'vitest';
import { BUGS, type Bug } from './bugs.ts';
import type { Event } from './faults.ts';
import { type RunOptions, run } from './run.ts';
import { ACTIVE, CENTRAL, STANDBY } from './site.ts';

const failover = (atMs: number, host: string, thinksMs = 0): Event => ({ atMs, do: 'failover', host, word: 'none', thinksMs });
const failback = (atMs: number, host = CENTRAL): Event => ({ atMs, do: 'failback', host });
const blind = (kind: string): Event => ({ atMs: 1_000, do: 'blind', node: ACTIVE, kind });
const end = (atMs: number): Event => ({ atMs, do: 'heal' });
const thereAndBack = [0, 100_000, 200_000, 300_000].flatMap((atMs) => [failover(atMs + 2_000, CENTRAL), failback(atMs + 40_000)]);

/** What finds each: pinned, so that the test is quick. `npm run sim -- --bug NAME --runs N` looks for others. */
const FOUND_BY: Readonly<Record<Bug, RunOptions>> = {
  'fence-skipped': { seed: 'p/2' },
  // Its sshd is gone, all else works; its agent says that it is off.
  'fence-not-confirmed': {
    seed: 'x/1',
    events: [{ atMs: 0, do: 'agent', is: 'lies' }, { atMs: 1_000, do: 'deaf', node: ACTIVE }, failover(2_000, CENTRAL)],
  },
  // The standby loses its power right after it has noted what is begun, and comes back twelve minutes later.
  'proof-without-end': {
    seed: 'x/9',
    events: [
      { atMs: 1_000, do: 'failover', host: CENTRAL, word: 'truth', thinksMs: 0 },
      { atMs: 16_200, do: 'power-off', node: STANDBY },
      { atMs: 720_000, do: 'power-on', node: STANDBY },
      end(722_000),
    ],
  },
  // Somebody reads a plan while others move the pair there and back.
  'epoch-not-checked': {
    seed: 'x/0',
    events: [failover(2_000, CENTRAL, 90_000), failover(10_000, STANDBY), failback(45_000, STANDBY), end(120_000)],
  },
  // The script of a run that was killed arrives after three minutes.
  'lock-not-checked': {
    seed: 'x/0',
    events: [
      { atMs: 1_999, do: 'stall', node: STANDBY, ms: 200_000 },
      failover(2_000, CENTRAL),
      { atMs: 5_000, do: 'kill', node: CENTRAL },
      { atMs: 150_000, do: 'service', node: ACTIVE, name: 'ubi-poll', is: 'dead' },
      failover(195_000, CENTRAL),
      end(230_000),
    ],
  },
  'unknown-as-absent': {
    seed: 'x/0',
    events: [blind('service'), blind('held-address'), failover(10_000, STANDBY), end(120_000)],
  },
  'record-ignored': { seed: 'p/0' },
  'sync-backwards': { seed: 'p/1' },
  'sync-not-closed': { seed: 'p/1' },
  'claim-before-release': { seed: 'p/1' },
  'boot-raises': { seed: 'p/0' },
  // A script that is late arrives on an active that has stood down meanwhile, and never heard of the new epoch.
  'lease-not-asked': {
    seed: 'lease-x/0',
    events: [
      { atMs: 9_000, do: 'stall', node: ACTIVE, ms: 95_000 },
      { atMs: 10_000, do: 'service', node: ACTIVE, name: 'ubi-sms', is: 'dead' },
      { atMs: 45_000, do: 'cut', node: ACTIVE, over: 'eth0' },
      { atMs: 45_000, do: 'cut', node: ACTIVE, over: 'eth1' },
      end(105_000),
      end(170_000),
    ],
  },
  'failback-before-copy': { seed: 'p/1' },
  'last-copy-skipped': { seed: 'p/2' },
  'note-not-first': { seed: 'p/0' },
  'stale-not-refused': { seed: 'x/0', events: [failover(2_000, CENTRAL, 60_000), failover(20_000, STANDBY), end(90_000)] },
  'closed-too-early': { seed: 'p/0' },
  'history-forgotten': { seed: 'p/0' },
  'pause-ignored': {
    seed: 'x/1',
    events: [{ atMs: 1_000, do: 'touch-record' }, { atMs: 40_000, do: 'power-off', node: ACTIVE }, end(170_000)],
  },
  'flapping-unlimited': {
    seed: 'x/1',
    events: [
      ...thereAndBack,
      { atMs: 400_000, do: 'cut', node: ACTIVE, over: 'eth1' },
      { atMs: 520_000, do: 'cut', node: ACTIVE, over: 'eth1' },
    ],
  },
  'pack-not-apart': { seed: 'x/0', events: [blind('service'), failover(10_000, STANDBY), end(60_000)] },
  'note-after-fence': { seed: 'last/1728' },
  // In the middle of the last copy.
  'turned-under-old-epoch': {
    seed: 'y/16',
    events: [failover(2_000, STANDBY), failback(40_000), failover(47_800, STANDBY), end(90_000)],
  },
};

describe('a planted fault is found, and nothing is without it', () => {
  it.each(Object.entries(BUGS) as [Bug, string][])('%s: %s', async (bug) => {
    const options = FOUND_BY[bug];
    expect((await run({ ...options, bug })).finding).not.toBeNull();
    expect((await run(options)).finding).toBeNull();
  });
});
