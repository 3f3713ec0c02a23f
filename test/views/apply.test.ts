import { describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import { renderApplySummary } from '../../src/views/apply.ts';
import { eventLine } from '../../src/views/event-line.ts';
import { applyProgress, createApplyProgress, renderApplyProgress, renderLookProgress } from '../../src/views/progress.ts';
import { columns } from '../../src/views/text.ts';
import { firstApply, large } from './sample-plans.ts';
import { failedReport, lockedReport, smoothReport } from './sample-reports.ts';

const plain = { color: false, width: 80 };

describe('what apply says at its end', () => {
  it.each([
    ['smooth', smoothReport],
    ['failed', failedReport],
    ['locked', lockedReport],
  ] as const)('%s reads as in its .txt', async (name, report) => {
    await expect(renderApplySummary(report, plain)).toMatchFileSnapshot(`apply-${name}.txt`);
  });

  it('tells an error once, though it is an outcome and a problem', () => {
    const text = renderApplySummary(failedReport, plain).replace(/\s+/g, ' ');
    expect(text.match(/'start ubi-sms' failed on Sec-1/g)).toHaveLength(1);
    expect(text).toContain('could not be written');
  });

  it('says loudly when the node was to undo a change and it could not be seen that it did', () => {
    const actions = failedReport.result.actions.map((one) =>
      one.outcome.status === 'failed' ? { ...one, outcome: { ...one.outcome, undo: 'revert-failed' as const } } : one,
    );
    const text = renderApplySummary({ ...failedReport, result: { ...failedReport.result, actions } }, plain);
    expect(text).toContain('could NOT be seen');
  });
});

describe('live progress', () => {
  const drawn = (...events: readonly ApplyEvent[]): readonly string[] =>
    renderApplyProgress(events.reduce(applyProgress, createApplyProgress(firstApply)), plain);

  it('has a line for each node with something to do, from waiting to done', () => {
    expect(drawn()).toEqual([
      'Web-1  ░░░░░░░░░░  0/4  waiting',
      'Sec-1  ░░░░░░░░░░  0/2  waiting',
      'Sec-2  ░░░░░░░░░░  0/1  waiting',
    ]);
    expect(
      drawn(
        { type: 'locking', nodes: ['Web-1', 'Sec-1', 'Sec-2'] },
        { type: 'node-locked', node: 'Sec-1', via: '10.0.0.21', ms: 10 },
        { type: 'wave-started', node: 'Sec-1', ids: ['Sec-1/export//opt/rrd', 'Sec-1/service/ubi-sms'], risky: false },
        { type: 'action-done', node: 'Sec-1', id: 'Sec-1/export//opt/rrd', ms: 300 },
        { type: 'step-started', node: 'Sec-1', id: 'Sec-1/service/ubi-sms', label: 'start ubi-sms' },
        { type: 'action-already', node: 'Sec-2', id: 'Sec-2/export//opt/rrd' },
      ),
    ).toEqual(['Web-1  ░░░░░░░░░░  0/4  waiting', 'Sec-1  █████░░░░░  1/2  start ubi-sms', 'Sec-2  ██████████  1/1  done']);
  });

  it('says what failed, what waits for someone, and what is being confirmed', () => {
    const error = { severity: 'error', code: 'x', summary: 'Sec-2 does not answer' } as const;
    expect(
      drawn(
        { type: 'lock-waiting', node: 'Web-1', error, holder: 'eve@far', waitedMs: 4_000, leftMs: 60_000, news: true },
        { type: 'confirm-armed', node: 'Sec-1', id: 'Sec-1/interface/eth1', seconds: 30 },
        { type: 'node-failed', node: 'Sec-2', error },
        { type: 'action-failed', node: 'Sec-2', id: 'Sec-2/export//opt/rrd', ms: 1, error },
      ),
    ).toEqual([
      'Web-1  ░░░░░░░░░░  0/4  locked by eve@far: waiting 4.0 s, at most 60 s more',
      'Sec-1  ░░░░░░░░░░  0/2  interface eth1: can it still be reached?',
      'Sec-2  ██████████  1/1  Sec-2 does not answer',
    ]);
  });

  it('keeps to the lines there are: those at work first, the rest counted', () => {
    let state = createApplyProgress(large);
    const total = state.nodes.size;
    for (let index = 1; index <= 20; index++)
      state = applyProgress(state, { type: 'action-done', node: `Sec-${index}`, id: `Sec-${index}/export//opt/rrd`, ms: 5 });
    state = applyProgress(state, { type: 'action-started', node: 'Sec-140', id: 'Sec-140/export//opt/rrd' });
    const lines = renderApplyProgress(state, { ...plain, maxLines: 6 });
    expect(lines).toHaveLength(6);
    expect(lines.join('\n')).toContain('export /opt/rrd');
    expect(lines.at(-1)).toBe(`… and ${total - 5} more nodes: 19 finished, ${total - 24} waiting`);
  });

  it('never draws a line that is wider than the terminal', () => {
    const label = `write ${'/very/long'.repeat(40)}\u001b[2J`;
    for (const line of drawn({ type: 'step-started', node: 'Sec-1', id: 'Sec-1/x/y', label })) {
      expect(columns(line)).toBeLessThan(80);
      expect(line).not.toContain('\u001b');
    }
  });

  it('names the nodes that the look waits for', () => {
    expect(renderLookProgress({ total: 24, waiting: ['Sec-3', 'Sec-4', 'Sec-5', 'Sec-6', 'Web-2'] }, plain)).toEqual([
      '19 of 24 nodes looked at, waiting for Sec-3 … Sec-6, Web-2',
    ]);
    const [many = ''] = renderLookProgress(
      { total: 200, waiting: Array.from({ length: 99 }, (_, index) => `node-${index * 2}`) },
      plain,
    );
    expect(columns(many)).toBeLessThan(80);
    expect(many.endsWith('…')).toBe(true);
  });
});

it('a log line says how a commit-confirmed change ended', () => {
  const base = { node: 'Sec-1', id: 'Sec-1/interface/eth1' } as const;
  expect(eventLine({ type: 'confirmed', ...base })).toBe('Sec-1/interface/eth1: confirmed');
  expect(eventLine({ type: 'reverted', ...base, verified: true })).toContain('is as it was before');
  expect(eventLine({ type: 'reverted', ...base, verified: false })).toContain('could NOT be seen');
});
