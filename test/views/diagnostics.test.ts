import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { renderDiagnostics } from '../../src/views/diagnostics.ts';

const source = [
  'nodes:',
  '  Sec-Rep-1:',
  '    type: REPORTING',
  '    backupOf: Sec-9 # the first',
  `    variables: { ${'LONG: x, '.repeat(20)}PORT: "44 3" }`,
  '    \tmaintenance: "10.0.0.31"',
].join('\n');

const diagnostics: readonly Diagnostic[] = [
  {
    severity: 'warning',
    code: 'sync-slow',
    summary: 'The files are copied less often than a failover may happen',
    source: { file: 'cluster.yaml', line: 3, column: 5 },
  },
  {
    severity: 'error',
    code: 'bad-number',
    summary: 'PORT is not a number',
    detail: 'Found "44 3". Write a whole number from 1 to 65535.',
    source: { file: 'cluster.yaml', line: 5, column: (source.split('\n')[4] ?? '').indexOf('"44') + 1 },
  },
  {
    severity: 'error',
    code: 'unknown-node',
    summary: 'Sec-Rep-1 backs up a node that the file does not have',
    detail:
      'Found "Sec-9". Did you mean Sec-1?\nThe active nodes are Web-1, Sec-1 and Sec-2, and there is no end to what could be written about each of them.',
    source: { file: 'cluster.yaml', line: 4, column: 15 },
  },
  { severity: 'error', code: 'connect-timeout', summary: 'no answer within 5 s', node: 'Sec-3' },
  { severity: 'error', code: 'no-mask', summary: 'The address has no mask', source: { file: 'other.yaml', line: 7, column: 1 } },
];

describe('problems for people', () => {
  it('stand in order, with the line and a mark under what is wrong, and a count', async () => {
    const text = renderDiagnostics(diagnostics, {
      color: false,
      width: 80,
      sourceText: (file) => (file === 'cluster.yaml' ? source : undefined),
    });
    await expect(text).toMatchFileSnapshot('diagnostics.txt');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('of which there is one need no count', () => {
    const text = renderDiagnostics(diagnostics.slice(3, 4), { color: false, width: 80 });
    expect(text).toBe('error[connect-timeout]: Sec-3: no answer within 5 s\n');
  });

  it('are nothing where there is none', () => {
    expect(renderDiagnostics([], { color: false, width: 80 })).toBe('');
  });

  it('mark the right place behind a tab', () => {
    const [problem] = diagnostics;
    const text = renderDiagnostics(problem ? [{ ...problem, source: { file: 'f', line: 6, column: 19 } }] : [], {
      color: false,
      width: 80,
      sourceText: () => source,
    });
    const lines = text.split('\n');
    const marked = lines.findIndex((line) => line.includes('^'));
    const at = lines[marked]?.indexOf('^') ?? -1;
    expect(lines[marked - 1]?.slice(at)).toBe('"10.0.0.31"');
  });
});
