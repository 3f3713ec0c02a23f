/** Recorded decisions: what is written is had back, whatever tears the file, and no secret is in it. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decode, encode } from '../../src/record/codec.ts';
import { type AnyTick, openRecorder, readTicks } from '../../src/record/file.ts';
import { masked } from '../../src/record/mask.ts';
import type { Tick } from '../../src/record/tick.ts';
import { createRedactor } from '../../src/views/redact.ts';

describe('a value with maps and sets', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('$map', '$set'));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value')),
      fc
        .dictionary(fc.oneof(fc.string(), fc.constantFrom('$map', '$set', '$object', '$number')), tie('value'))
        .map((one) => ({ ...one })),
      fc.array(fc.tuple(fc.string(), tie('value'))).map((pairs) => new Map(pairs)),
      fc.array(fc.string()).map((all) => new Set(all)),
    ),
  }));
  it('comes back from JSON as it was', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(decode(JSON.parse(JSON.stringify(encode(one))))).toEqual(one);
      }),
    );
  });
  it('with a function in it is refused', () => {
    expect(() => encode({ a: [() => 1] })).toThrow("a function can't be recorded");
  });
});

describe('secrets', () => {
  const hide = (value: unknown): unknown => masked(value, { key: 'k', redact: createRedactor(['hunter2 is long']) });
  it('are digests: equal ones stay equal, others do not, and what is none stays as it is', () => {
    const [a, b, c] = hide([
      { value: 'x', secret: true },
      { value: 'x', secret: true },
      { value: 'y', secret: true },
    ]) as {
      readonly value: string;
    }[];
    expect(a?.value).toMatch(/^\(secret [0-9a-f]{24}\)$/);
    expect(b).toEqual(a);
    expect(c?.value).not.toBe(a?.value);
    expect(hide({ name: 'UBI_X', value: '/opt/rrd', mode: 420 })).toEqual({ name: 'UBI_X', value: '/opt/rrd', mode: 420 });
  });
  it.each([
    ['a line of a file', 'UBI_X=1\nUBI_OLD_PASSWORD=topsecret\n'],
    ['a known value in a text', 'says hunter2 is long, here'],
    ['a key of an object', { rootPassword: 'topsecret' }],
    ['a key of a map', new Map([['UBI_API_PASSWORD', 'topsecret']])],
    ['a hash of a password', '$6$salt$topsecret'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\ntopsecret'],
    ['what is deep in something that is marked', { secret: true, state: { text: ['topsecret'] } }],
  ])('%s is hidden', (_, value) => {
    const text = JSON.stringify(encode(hide(value)));
    expect(text).toContain('(secret ');
    expect(text).not.toMatch(/topsecret|hunter2/);
  });
});

describe('a file of ticks', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'dmsa-record-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const tick = (at: number): Tick => ({
    ...{ format: 1, version: '1', at: String(at), by: 'me', cluster: 'c', input: {}, plan: {}, hidden: [], answers: [] },
  });
  async function written(): Promise<string> {
    const recorder = openRecorder(dir, (why) => {
      throw new Error(why);
    });
    for (const at of [1, 2, 3]) {
      recorder.note(() => tick(at));
      await recorder.close();
    }
    return join(dir, readdirSync(dir)[0] ?? '');
  }
  const timesOf = (ticks: readonly AnyTick[]) => ticks.map(({ at }) => at);

  it('is read whole', async () => {
    expect(await readTicks(await written())).toEqual({ ticks: [tick(1), tick(2), tick(3)], torn: null });
  });
  it('that is cut off anywhere gives the ticks before that, and says so', async () => {
    const path = await written();
    const whole = readFileSync(path);
    const second = whole.indexOf('dmsa-tick', 5);
    for (let size = 1; size < whole.length; size += 7) {
      writeFileSync(path, whole);
      truncateSync(path, size);
      if (size < 12) continue;
      const { ticks, torn } = await readTicks(path);
      expect(timesOf(ticks)).toEqual(['1', '2', '3'].slice(0, size < second ? 0 : ticks.length));
      expect(ticks.length < 3 && (torn !== null || size === second || size > second)).toBe(true);
    }
  });
  it('with a damaged tick gives those before it; one that is none at all is an error', async () => {
    const path = await written();
    appendFileSync(path, 'dmsa-tick 5\nabcde');
    const { ticks, torn } = await readTicks(path);
    expect([timesOf(ticks), torn]).toEqual([['1', '2', '3'], expect.stringMatching(/^tick 4 is damaged: /)]);
    writeFileSync(path, 'something else');
    await expect(readTicks(path)).rejects.toThrow('no file that dmsa run --record has written');
  });
  it('keeps no more than eight, the oldest dropped; others are left', async () => {
    for (let at = 10; at < 20; at++) writeFileSync(join(dir, `decisions-202601010000${at}-1-1.dmsa`), '');
    writeFileSync(join(dir, 'notes.txt'), '');
    await written();
    const names = readdirSync(dir).sort();
    expect(names).toHaveLength(9);
    expect(names[0]).toBe('decisions-20260101000013-1-1.dmsa');
    expect(names).toContain('notes.txt');
  });
});
