import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';
import { BAD_FILES, type BadFile } from './bad-files.ts';

const EXAMPLE = readFileSync(new URL('../../cluster.yaml.example', import.meta.url), 'utf8');

function edited(edits: BadFile['edits']): string {
  return edits.reduce((text, [from, to]) => {
    const after = typeof from === 'string' ? text.replace(from, () => to) : text.replace(from, to);
    if (after === text) throw new Error(`the example has no ${from}`);
    return after;
  }, EXAMPLE);
}

describe('bad files', () => {
  test.each(BAD_FILES)('$name', ({ edits, code, said, codes }) => {
    const marked = edited(edits);
    const offset = marked.indexOf('▸');
    const before = marked.slice(0, offset).split('\n');
    const { cluster, diagnostics } = parseCluster(marked.replace('▸', ''), { file: 'cluster.yaml' });
    expect(diagnostics.map((d) => d.code).sort()).toEqual([...(codes ?? [code])].sort());
    const found = diagnostics.find((d) => d.code === code && d.source?.line === before.length);
    expect(found?.source).toEqual({ file: 'cluster.yaml', line: before.length, column: (before.at(-1) ?? '').length + 1 });
    for (const words of said) expect(`${found?.summary} ${found?.detail}`).toContain(words);
    expect(cluster === null).toBe(diagnostics.some((d) => d.severity === 'error'));
  });
});

test('every problem of a file is told in one run, in the order of its lines', () => {
  const edits = [
    'unknown key',
    'minutes without unit',
    'broadcast',
    'bad schedule',
    'path with a blank',
    'unknown central',
    'unknown variable',
    'license of an unknown node',
  ];
  const cases = BAD_FILES.filter((bad) => edits.includes(bad.name));
  const text = edited(cases.flatMap((bad) => bad.edits)).replaceAll('▸', '');
  const { diagnostics } = parseCluster(text, { file: 'cluster.yaml' });
  expect(cases.length).toBe(edits.length);
  expect(diagnostics.map((d) => d.code)).toEqual(expect.arrayContaining(cases.map((bad) => bad.code)));
  const lines = diagnostics.map((d) => d.source?.line ?? 0);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
});

test('a node that is there twice is named with the line of the first', () => {
  const text = EXAMPLE.replace('    Sec-2:', '    Sec-1:');
  const { diagnostics } = parseCluster(text, { file: 'cluster.yaml' });
  expect(diagnostics.find((d) => d.code === 'duplicate-key')?.summary).toBe('Node Sec-1 is there twice; first at line 67.');
});

test.each([
  ['', 'empty-file'],
  ['# only a comment\n\n', 'empty-file'],
  ['- a\n- b\n', 'wrong-type'],
  ['just text', 'wrong-type'],
  [`a: ${'x'.repeat(4 * 1024 * 1024)}`, 'file-too-large'],
  ['['.repeat(1_000_000), 'too-deep'],
  [`a: ${'{ a: '.repeat(60)}1${' }'.repeat(60)}`, 'too-deep'],
  [`${Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')} 1`, 'too-deep'],
  ['a: &a [*a]', 'bad-alias'],
  [
    `a: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`).join('\n')}`,
    'too-many-aliases',
  ],
])('a file that is no cluster file at all (%#)', (text, code) => {
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml' });
  expect(cluster).toBeNull();
  expect(diagnostics.map((d) => d.code)).toContain(code);
});

test('the example is valid, without a warning', () => {
  const { cluster, diagnostics } = parseCluster(EXAMPLE, { file: 'cluster.yaml.example' });
  expect(diagnostics).toEqual([]);
  expect(cluster?.nodes.map((n) => n.name)).toEqual(['Web-1', 'Sec-1', 'Sec-2', 'Sec-Rep-1']);
});

test('CRLF, a byte order mark, anchors and merges read the same', () => {
  const plain = parseCluster(EXAMPLE, { file: 'f' }).cluster;
  expect(
    parseCluster(`\ufeff${EXAMPLE.replaceAll('\n', '\r\n')}`, { file: 'f' }).cluster?.nodes.map((n) => ({ ...n, source: null })),
  ).toEqual(plain?.nodes.map((n) => ({ ...n, source: null })));
  const merged = EXAMPLE.replace('    Sec-1:\n', '    Sec-1: &sec\n').replace(
    '    Sec-2:\n      type: SECENGINE\n      maintenance: 10.0.0.22/24\n',
    '    Sec-2:\n      <<: *sec\n      maintenance: 10.0.0.22/24\n',
  );
  expect(parseCluster(merged, { file: 'f' }).cluster?.nodes[2]).toMatchObject({
    type: 'SECENGINE',
    services: plain?.nodes[1]?.services,
  });
});

test('no value of a secret is in any message', () => {
  const secrets = parseSecrets('variables:\n  UBI_A: "s3cr3t"\n', 's.yaml').secrets;
  const text = EXAMPLE.replace('  # secrets:\n  #   file:', '  secrets:\n    file:').replace(
    'UBI_VSOC_SES_PRIVIP: "${PRIVIP}"',
    'UBI_A: { secret: UBI_A }\n      UBI_SES_NCROOT_PASSWORD: 1234567\n      A_PASSWORD: "hunter2${"\n      B_TOKEN: "hunter2"\n      X: "${UBI_A}${NOPE}"',
  );
  const { diagnostics } = parseCluster(text, { file: 'f', secrets });
  expect(diagnostics.map((d) => d.code)).toEqual([
    'not-quoted',
    'bad-reference',
    'secret-in-plain',
    'secret-in-plain',
    'unknown-variable',
  ]);
  expect(JSON.stringify(diagnostics)).not.toMatch(/s3cr3t|hunter2|1234567/);
});
