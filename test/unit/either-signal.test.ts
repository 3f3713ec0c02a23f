/** A signal that is made of others for some work. */
import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { withEither } from '../../src/either-signal.ts';

it('is aborted with the first of them, by its reason', async () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const seen = await withEither([one.signal, two.signal], async (signal) => {
    const before = signal.aborted;
    two.abort('two');
    one.abort('one');
    return [before, signal.aborted, signal.reason];
  });
  expect(seen).toEqual([false, true, 'two']);
  expect(await withEither([new AbortController().signal, two.signal], async (signal) => signal.reason)).toBe('two');
});

it('leaves nothing behind, however the work ends', async () => {
  const long = new AbortController();
  await withEither([long.signal, new AbortController().signal], async () => {
    expect(getEventListeners(long.signal, 'abort')).toHaveLength(1);
  });
  await expect(withEither([long.signal], () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  await expect(
    withEither([long.signal], () => {
      throw new Error('at once');
    }),
  ).rejects.toThrow('at once');
  expect(getEventListeners(long.signal, 'abort')).toHaveLength(0);
});
