import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/diff/plan.ts';
import { renderPlan } from '../../src/views/plan.ts';
import { columns } from '../../src/views/text.ts';
import { action, clean, firstApply, large, node, plan, troubled } from './sample-plans.ts';

const plain = { color: false, width: 80 };

describe('a plan for people', () => {
  it.each([
    ['first-apply', firstApply, plain],
    ['first-apply-verbose', firstApply, { ...plain, width: 120, verbose: true }],
    ['troubled', troubled, plain],
    ['troubled-ascii', troubled, { ...plain, ascii: true }],
    ['clean', clean, plain],
    ['large', large, plain],
  ] as const)('%s reads as in its .txt', async (name, given, options) => {
    await expect(renderPlan(given, options)).toMatchFileSnapshot(`plan-${name}.txt`);
  });

  it('tells a long change that is the very same on a second node by the first one', () => {
    const content = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n');
    const on = (name: string): Plan['actions'][number] =>
      action({
        node: name,
        kind: 'legacy-file',
        name: '/opt/x',
        verb: 'create',
        code: 'absent',
        fields: [{ path: 'content', from: null, to: content }],
      });
    const given = plan({ nodes: [node('Sec-1', '10.0.0.1'), node('Sec-2', '10.0.0.2')], actions: [on('Sec-1'), on('Sec-2')] });
    const text = renderPlan(given, plain);
    expect(text.match(/line 0/g)).toHaveLength(1);
    expect(text).toMatch(/Sec-2 .*\n {2}\+ legacy-file \/opt\/x\n {6}the same as on Sec-1\n/);
    expect(renderPlan(given, { ...plain, verbose: true }).match(/line 0/g)).toHaveLength(2);
  });

  it('says what would fail under the change, what to do about it once a node, and counts it in the closing line', () => {
    const full = {
      code: 'no-space',
      sentence: 'too little space is left on the file system at /',
      detail: 'Free: 0 bytes; wanted: 12 KiB.',
      severity: 'would-fail',
    } as const;
    const filled = { code: 'mount-point-filled', sentence: '/opt/\u001b[2Jx is not empty', severity: 'warning' } as const;
    const on = (name: string, thing: string, ...findings: Plan['actions'][number]['findings']) =>
      action({ node: name, kind: 'license', name: thing, verb: 'create', code: 'absent', findings });
    const given = plan({
      nodes: [node('Sec-1', '10.0.0.1'), node('Sec-2', '10.0.0.2')],
      actions: [on('Sec-1', '/a', full), on('Sec-1', '/b', full, filled), on('Sec-2', '/a', full), on('Sec-2', '/b')],
    });
    const text = renderPlan(given, plain);
    expect(text).toContain(
      '\n      would fail [no-space]: too little space is left on the file system at /\n        Free: 0 bytes',
    );
    expect(text.match(/would fail \[no-space\]/g)).toHaveLength(3);
    expect(text.match(/Free: 0 bytes/g)).toHaveLength(2);
    expect(text).toContain('warning [mount-point-filled]: /opt/\\x1b[2Jx is not empty');
    expect(text).toMatch(/dmsa apply starts nothing while this stands/);
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      'Plan: 4 to create, 0 to update, 0 to delete, 0 to run; 3 would fail; 1 warning.',
    );
  });

  it('has the same text in colour as without', () => {
    const bare = renderPlan(troubled, { ...plain, color: true })
      .split('\u001b[')
      .map((part, index) => (index === 0 ? part : part.replace(/^\d+m/, '')))
      .join('');
    expect(bare).toBe(renderPlan(troubled, plain));
    expect(renderPlan(troubled, { ...plain, color: true })).not.toBe(bare);
  });

  it.each([60, 80, 120, 200])('keeps to %i columns, but for names and the closing line', (width) => {
    for (const given of [firstApply, troubled, large]) {
      const lines = renderPlan(given, { color: false, width }).trimEnd().split('\n').slice(0, -1);
      const long = lines.filter((line) => columns(line) > width && !/^ {2}[+~»?-] |^\S+ {2}/.test(line));
      expect(long).toEqual([]);
    }
  });

  it('never shows a secret, and never sends an escape sequence of a node to the terminal', () => {
    const text = renderPlan(troubled, { ...plain, verbose: true });
    expect(text).not.toMatch(/hunter/);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain('evil \\x1b[2J\\x1b]0;pwned\\x07 name\\u{202e}');
  });

  it('emits no control character, whatever stands in names and values', () => {
    const nasty = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(nasty, nasty, nasty, fc.boolean(), (name, from, to, ascii) => {
        const given = plan({
          cluster: name,
          nodes: [node(`n${name}`, to)],
          actions: [
            action({
              node: `n${name}`,
              kind: 'export',
              name,
              verb: 'update',
              code: 'differs',
              fields: [{ path: 'p', from, to: `${to}\n${from}` }],
            }),
          ],
          problems: [{ severity: 'error', code: 'x', summary: from, detail: to }],
        });
        const text = renderPlan(given, { color: false, width: 80, ascii, verbose: true });
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        if (ascii) expect(text).toMatch(/^[\n -~]*$/);
      }),
    );
  });
});

describe('the closing line', () => {
  const closing = (given: Plan, more = {}): string =>
    renderPlan(given, { ...plain, ...more })
      .trimEnd()
      .split('\n')
      .at(-1) ?? '';

  it('counts', () => {
    expect(closing(troubled)).toBe('Plan: 1 to create, 4 to update, 1 to delete, 0 to run; 3 unknown; 1 node unreachable.');
    expect(closing(firstApply)).toBe('Plan: 5 to create, 1 to update, 0 to delete, 1 to run.');
    expect(closing(clean)).toBe('Nothing to do: 4 nodes are as cluster.yaml says (163 things compared).');
    expect(closing(clean, { file: 'prod.yaml' })).toContain('as prod.yaml says');
  });

  it.each([
    ['a thing is unknown', { unknown: [{ node: 'Sec-1', kind: 'service', name: 'ubi-sms', why: 'no answer' }] }],
    ['a node is unreachable', { nodes: [...clean.nodes, node('Sec-9', null)] }],
    ['a decision failed', { problems: [{ severity: 'error', code: 'dependency-cycle', summary: 'a circle' }] }],
    ['a holder is not known', { holdings: [{ active: 'Sec-1', holder: null, code: 'unreachable', sentence: 'no answer' }] }],
  ] satisfies [string, Partial<Plan>][])('never says that all is as wanted where %s', (_, change) => {
    expect(renderPlan({ ...clean, ...change }, plain)).not.toMatch(/nodes? (?:is|are) as /);
  });

  it('does not let a paused failover be forgotten', () => {
    const sentence = 'failover to Sec-Rep-1 is paused (ha.backupmode is there); Sec-1 holds';
    const paused = renderPlan({ ...clean, holdings: [{ active: 'Sec-1', holder: 'Sec-1', code: 'paused', sentence }] }, plain);
    expect(paused).toContain(`! ${sentence}\n`);
    expect(
      closing({ ...clean, holdings: [{ active: 'Sec-1', holder: 'Sec-1', code: 'active-holds', sentence: 'fine' }] }),
    ).toMatch(/^Nothing to do/);
  });

  it('says of a filtered plan only what the filter can say', () => {
    expect(closing(clean, { only: 'corrective' })).toBe('Nothing corrective found to do on 4 nodes.');
  });
});

describe('changes that are the same on many nodes', () => {
  it('are told once, with all their nodes, and only from eleven nodes on', () => {
    const text = renderPlan(large, plain);
    expect(text.match(/~ export \/opt\/rrd/g)).toHaveLength(1);
    expect(text).toContain('On 149 nodes: Sec-1 … Sec-120, Sec-122 … Sec-150');
    const ten = { ...large, actions: large.actions.slice(0, 10) };
    expect(renderPlan(ten, plain).match(/~ export \/opt\/rrd/g)).toHaveLength(10);
  });
});

describe('file bodies', () => {
  const body = (from: string | null, to: string | null, more = {}): string =>
    renderPlan(
      plan({
        nodes: [node('n', '10.0.0.1')],
        actions: [
          action({
            node: 'n',
            kind: 'hosts',
            name: '/etc/hosts',
            verb: 'update',
            code: 'differs',
            fields: [{ path: 'content', from, to }],
          }),
        ],
      }),
      { ...plain, ...more },
    );
  const lines = (count: number, mark = ''): string =>
    Array.from({ length: count }, (_, index) => `line ${index}${mark}\n`).join('');

  it('show only what is near a difference', () => {
    const text = body(lines(100), lines(100).replace('line 50\n', 'line fifty\n'));
    expect(text).toContain('- line 50\n');
    expect(text).toContain('+ line fifty\n');
    expect(text).not.toContain('line 47');
  });

  it('are folded with a count when long, and whole with verbose', () => {
    expect(body(null, lines(100))).toContain('… 92 more lines; --verbose shows all');
    expect(body(null, lines(100), { verbose: true })).toContain('+ line 99');
    expect(body(lines(60), lines(60, '!'))).toMatch(/… \d+ more lines \(\d+ added, \d+ removed\); --verbose shows all/);
  });

  it('are told as such where the two have little in common, without taking long', () => {
    const started = performance.now();
    expect(body(lines(20_000, ' a'), lines(20_000, ' b'))).toContain(
      'the two have little in common: 20000 lines before, 20000 after',
    );
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('show tabs and blanks at the end where nothing else differs', () => {
    expect(body('a\tb\nsame\n', 'a b\nsame\n')).toContain('- a\\tb\n');
    expect(body('a b  \n', 'a b\n')).toContain('- a b··\n');
  });

  it('say when only the last line break is missing', () => {
    expect(body('x\ny\n', 'x\ny')).toContain('\\ no line break at the end of the file');
  });
});
