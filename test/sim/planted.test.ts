/** Every fault that is planted must be found (test/sim/bugs.ts). */
import { describe, expect, it } from 'vitest';
import { BUGS, type Bug } from './bugs.ts';
import { run } from './run.ts';

/** A seed that finds each, so that the test is quick; `npm run sim -- --bug NAME` looks for others. */
const FOUND_BY: Readonly<Record<Bug, string>> = {} as never;

describe('a planted fault is found', () => {
  it.each(Object.entries(BUGS) as [Bug, string][])('%s: %s', async (bug) => {
    const seed = FOUND_BY[bug];
    const [sound, faulty] = [await run({ seed }), await run({ seed, bug })];
    expect(sound.finding).toBeNull();
    expect(faulty.finding).not.toBeNull();
  });
});
