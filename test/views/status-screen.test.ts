/** The screen of `dmsa status --watch`: whatever there is, it fits, and what is in trouble is what is seen. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/events/entry.ts';
import type { Difference, NodeTold } from '../../src/reconcile/nodes-file.ts';
import type { StatusSeen } from '../../src/views/status.ts';
import { type ScreenSeen, statusScreen } from '../../src/views/status-screen.ts';
import { columns } from '../../src/views/text.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');

const node = (name: string, more: Partial<NodeTold> = {}): NodeTold => ({
  ...{ name, reachable: true, seenMs: NOW - 5_000, why: null, nextMs: null, differences: [], more: 0, unknown: [], doing: null },
  ...more,
});

const difference = (id: string, code: 'fight' | 'observe'): Difference => ({
  ...{ id, verb: 'update', sentence: 'it is not mounted', fields: [], sinceMs: NOW - 60_000 },
  intent: 'corrective',
  waits: { code, why: 'so it is', untilMs: null },
});

function seen(nodes: readonly NodeTold[], more: Partial<StatusSeen> = {}): ScreenSeen {
  const status: StatusSeen = {
    written: {
      format: 1,
      cluster: 'paris-1',
      at: { wallMs: NOW - 2_000, boot: null },
      by: { user: 'root', host: 'central', node: null, pid: 4711, startedMs: 0, ticks: null, pidSpace: null },
      file: { path: '/etc/dmsa/cluster.yaml', digest: 'd'.repeat(64), sinceMs: NOW - 3_600_000, refused: null },
      told: {
        ...{ mode: 'apply', dryRun: false, revision: { digest: 'abcdef0123456789', approval: null }, window: null },
        ...{ suspensions: [], nodes, trails: [], failures: [], deleted: 0 },
      },
    },
    lives: 'yes',
    ageMs: 2_000,
    pairs: [],
    ...more,
  };
  const event = (seq: number): Entry => ({
    ...{ seq, at: '2026-11-23T11:59:00.000Z', by: 'dmsa run', revision: null, severity: 'alarm', kind: 'fight', node: 'Sec-1' },
    ...{
      pair: null,
      code: 'fight',
      head: 'Sec-1',
      word: 'ALARM [fight]',
      sentence: `event ${seq} ${'x'.repeat(200)}`,
      event: {},
    },
  });
  return { cluster: 'paris-1', status, events: Array.from({ length: 20 }, (_, at) => event(at)), nowMs: NOW };
}

const draw = (what: ScreenSeen, width = 80, rows = 24, color = false) => statusScreen(what, { width, rows, color });

const MANY = [
  ...Array.from({ length: 160 }, (_, at) => node(`Sec-${at + 1}`)),
  ...Array.from({ length: 38 }, (_, at) =>
    node(`Web-${at + 1}`, { differences: [difference(`Web-${at + 1}/mount//opt/rrd`, 'observe')] }),
  ),
  node('Old-1', { reachable: false, seenMs: NOW - 600_000, why: 'it does not answer' }),
  node('Old-2', { differences: [difference('Old-2/hosts//etc/hosts', 'fight')] }),
];

describe.each([
  [80, 24],
  [80, 6],
  [40, 10],
  [200, 60],
  [79, 3],
])('on %d columns and %d rows', (width, rows) => {
  it.each([true, false])('all fits, in colour (%s) or not', (color) => {
    for (const nodes of [MANY, [], MANY.slice(0, 3), MANY.slice(150)]) {
      const lines = draw(seen(nodes), width, rows, color).map((line) => stripVTControlCharacters(line));
      expect(lines.length).toBeLessThanOrEqual(Math.max(6, rows));
      expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(width);
      expect(lines[0]).toContain('paris-1');
      expect(lines.at(-1)).toContain('Ctrl-C');
    }
  });
});

it('200 nodes: the lost one first, then the fight, then the others; how many do not fit is said, and adds up', () => {
  const lines = draw(seen(MANY));
  const at = lines.findIndex((line) => line.startsWith('200 nodes: 160 as wanted, 1 not reached, 39 differences'));
  expect(at).toBeGreaterThan(0);
  expect(lines[at + 1]).toMatch(/^ {2}Old-1 +NOT REACHED {2}seen 10 min ago {2}it does not answer$/);
  expect(lines[at + 2]).toMatch(/^ {2}Old-2 +1 difference {2}hosts \/etc\/hosts \[fight\] {2}seen 5 s ago$/);
  const shown = lines.filter((line) => /^ {2}(Old|Web)-\d+ /.test(line)).length;
  expect(lines).toContain(`  … and ${40 - shown} more in trouble`);
  expect(lines.join('\n')).toContain('event 19');
});

it('where all is well the names fill what is left, and the rest is counted', () => {
  const lines = draw(seen(MANY.slice(0, 160)));
  const names = lines.flatMap((line) => (line.startsWith('  Sec-') ? line.trim().split(/ +/) : []));
  const more = /and (\d+) more as wanted/.exec(lines.join('\n'))?.[1];
  expect(names.length + Number(more)).toBe(160);
  expect(draw(seen(MANY.slice(0, 20))).join('\n')).not.toContain('more as wanted');
});

it('a pair in alarm comes before those that are well', () => {
  const pair = (active: string, act: 'none' | 'alarm', code: string) => ({
    ...{ active, standby: `${active}-b` },
    read: {
      status: 'read',
      written: { evidence: { verdict: { act, code, sentence: 'so it is' }, subjects: [], checkedMs: NOW - 1_000, doing: null } },
    } as unknown as StatusSeen['pairs'][number]['read'],
  });
  const pairs = [...Array.from({ length: 40 }, (_, at) => pair(`P${at}`, 'none', 'fine')), pair('Bad', 'alarm', 'not-fenced')];
  const lines = draw(seen(MANY, { pairs }));
  const first = lines.findIndex((line) => line.includes(' / '));
  expect(lines[first]).toMatch(/^ {2}Bad \/ Bad-b +not-fenced {2}so it is; checked 1 s ago$/);
  const shown = lines.filter((line) => line.includes(' / ')).length;
  expect(lines).toContain(`  … and ${41 - shown} more pairs`);
});

it('a loop that has ended is said to have, with the age of what is shown', () => {
  expect(draw(seen([], { lives: 'no', ageMs: 7_300_000 }))[0]).toContain('as of 2 h ago, and it has ENDED');
});

it('text of a node can not speak to the terminal', () => {
  const nasty = node('Sec-1', { reachable: false, why: 'a\u001b[2Jb\nc' });
  expect(draw(seen([nasty])).join('')).not.toContain('\u001b');
  expect(draw(seen([nasty])).join('|')).toContain('a\\x1b[2Jb\\nc');
});

it('where nothing is known that is said', () => {
  expect(draw({ cluster: 'x', status: 'no dmsa run keeps x', events: [], nowMs: NOW })).toContain('no dmsa run keeps x');
});
