import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { contains, networkOf, networkText, parseAddress } from '../../src/desired/address.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { validateClusterFile } from '../../src/desired/schema-validate.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';

// They compute and wait for nothing: beside other work on few processors that takes many times as long as alone.
vi.setConfig({ testTimeout: 120_000 });

const EXAMPLE = readFileSync(new URL('../../cluster.yaml.example', import.meta.url), 'utf8');

/** Never throws, says something about everything it refuses, and every place is inside the text. */
function holds(text: string): void {
  const { cluster, diagnostics } = parseCluster(text, { file: 'f' });
  const lines = text.split('\n');
  for (const { source, detail, summary } of diagnostics) {
    expect(source?.line).toBeGreaterThanOrEqual(1);
    expect(source?.line).toBeLessThanOrEqual(lines.length);
    expect(source?.column).toBeGreaterThanOrEqual(1);
    expect(source?.column).toBeLessThanOrEqual((lines[(source?.line ?? 0) - 1] ?? '').length + 1);
    expect(summary).toMatch(/\.$/);
    expect(detail).toBeTruthy();
  }
  expect(cluster === null).toBe(diagnostics.some((d) => d.severity === 'error'));
}

const pieces = [
  '${',
  '"',
  '{',
  '[',
  ':',
  '\t',
  '\n',
  '- ',
  '*a',
  '&a ',
  '!x ',
  '#',
  '|',
  '\u0000',
  '\u2028',
  '0',
  '999999999999',
  'null',
  'true',
  '/',
  '..',
  'Sec-1',
  '<<: ',
  '---\n',
];

test('the example with something put in, taken out or moved', () => {
  const at = fc.nat(EXAMPLE.length);
  const mutation = fc.oneof(
    fc.tuple(at, fc.constantFrom(...pieces)).map(([i, piece]) => EXAMPLE.slice(0, i) + piece + EXAMPLE.slice(i)),
    fc.tuple(at, fc.nat(40)).map(([i, n]) => EXAMPLE.slice(0, i) + EXAMPLE.slice(i + n)),
    fc.tuple(fc.nat(110), fc.nat(110)).map(([i, j]) => {
      const lines = EXAMPLE.split('\n');
      const [line = ''] = lines.splice(i, 1);
      lines.splice(j, 0, line);
      return lines.join('\n');
    }),
  );
  fc.assert(fc.property(mutation, holds), { numRuns: 200 });
});

test('any text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' }))).map((p) => p.join('')),
      holds,
    ),
    { numRuns: 300 },
  );
});

test('one value anywhere in the example replaced by another kind of value: what the schema refuses is refused', () => {
  const paths: (readonly string[])[] = [];
  const collect = (value: unknown, path: readonly string[]): void => {
    paths.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [key, child] of Object.entries(value)) collect(child, [...path, key]);
  };
  const original = parse(EXAMPLE);
  collect(original, []);
  const values = [
    null,
    true,
    7,
    -1,
    1.5,
    '',
    ' ',
    'x',
    'Sec-1',
    '5m',
    '/x',
    '../x',
    '10.0.0.9/24',
    '::1/128',
    [],
    ['x'],
    [1],
    {},
    { x: 'y' },
    { '': 1 },
    { secret: 'X' },
    '\u0007',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...paths.slice(1)), fc.constantFrom(...values), (path, value) => {
      const data = structuredClone(original);
      let parent = data;
      for (const key of path.slice(0, -1)) parent = parent[key];
      parent[path.at(-1) ?? ''] = value;
      const text = JSON.stringify(data, null, 1);
      holds(text);
      if (validateClusterFile(data).length > 0) expect(parseCluster(text, { file: 'f' }).cluster).toBeNull();
    }),
    { numRuns: 250 },
  );
});

test('any secrets file: no message holds what is in it', () => {
  const secret = 'xYzZy';
  const parts = fc.constantFrom(
    ...pieces,
    secret,
    `"${secret}"`,
    `'${secret}`,
    'variables:',
    'rootPasswords:',
    '\n  A: ',
    '\n',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(parts), (words) => {
      expect(JSON.stringify(parseSecrets(words.join(''), 's').diagnostics)).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});

test('an address is read as it is written, and is in its network', () => {
  const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`);
  fc.assert(
    fc.property(v4, (text) => {
      const parsed = parseAddress(text, 4);
      if (!parsed.ok) throw new Error(parsed.detail);
      expect(parsed.value.text).toBe(text);
      expect(contains(networkOf(parsed.value), parsed.value)).toBe(true);
      const network = parseAddress(networkText(networkOf(parsed.value)), 4);
      expect(network.ok && network.value.bits === networkOf(parsed.value).base).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), fc.integer({ min: 1, max: 128 }), (ip, prefix) => {
      const parsed = parseAddress(`${ip}/${prefix}`, 6);
      if (!parsed.ok) {
        expect(parsed.summary).toBe('An IPv4 address is written as IPv6.');
        return;
      }
      const again = parseAddress(parsed.value.text, 6);
      expect(again).toEqual(parsed);
      expect(contains(networkOf(parsed.value), parsed.value)).toBe(true);
    }),
  );
});
