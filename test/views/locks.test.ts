import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../src/views/apply.ts';
import { renderApplySummary } from '../../src/views/apply.ts';
import { applyToJson } from '../../src/views/apply-json.ts';
import { locksToJson, renderBreakWarnings, renderBroken, renderLocks, type SeenLock } from '../../src/views/locks.ts';
import { renderRollout } from '../../src/views/rollout.ts';
import { firstApply } from './sample-plans.ts';

const schema = (name: string): object => JSON.parse(readFileSync(join(import.meta.dirname, '../../schema', name), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(schema('plan.schema.json'));
const plain = { color: false, width: 110 };

const held = (node: string, leftS: number, alive: boolean | null): SeenLock => ({
  node,
  report: {
    status: 'held',
    lock: {
      token: 'abc',
      holder: 'root@central pid 7',
      reason: 'nightly\x1b[31m run',
      takenAt: 0,
      expiresAt: 0,
      lastsS: 120,
      renewS: 30,
    },
    ageS: 300,
    leftS,
  },
  life: { alive, silentS: 120 - leftS },
});
const locks: readonly SeenLock[] = [
  held('Sec-1', 110, true),
  held('Sec-2', 20, false),
  { node: 'Sec-3', report: { status: 'unreadable' } },
  { node: 'Sec-4', report: { status: 'confirming', leftS: 12 } },
  { node: 'Web-1', report: { status: 'free' } },
  { node: 'Web-2', error: { severity: 'error', code: 'connect-timeout', summary: 'Web-2 does not answer', node: 'Web-2' } },
];

describe('locks', () => {
  it('are a line each: holder, age, end, whether the run is at work, reason; then the free and the unseen', () => {
    expect(renderLocks(locks, plain)).toBe(
      `NODE   HOLDER              AGE        ENDS IN  RUN               REASON
Sec-1  root@central pid 7  5 min 0 s  110 s    at work           nightly\\x1b[31m run
Sec-2  root@central pid 7  5 min 0 s  20 s     silent for 100 s  nightly\\x1b[31m run
Sec-3  -                   -          never    -                 the lock can't be read
Sec-4  -                   -          12 s     gone              undoes a change that was never confirmed

1 node without a lock: Web-1

error[connect-timeout]: Web-2 does not answer
`,
    );
    expect(renderLocks([{ node: 'Web-1', report: { status: 'free' } }], plain)).toBe('1 node without a lock: Web-1\n');
  });

  it('of a run that is at work are warned about, of one that is silent not', () => {
    const text = renderBreakWarnings(locks, plain);
    expect(text).toContain('root@central pid 7 is still at work on Sec-1: it renewed its lock 10 s ago.');
    expect(text).not.toContain('Sec-2');
    expect(renderBroken([{ node: 'Sec-1', report: { status: 'other' } }], plain)).toContain('another lock by now');
  });

  it('as JSON are as their schema says', () => {
    const validate = ajv.compile(schema('locks.schema.json'));
    const data = locksToJson('c', locks);
    expect(validate(data) ? [] : validate.errors).toEqual([]);
    expect(JSON.stringify(data)).not.toContain('abc');
  });
});

describe('batches', () => {
  const why = '1 node had failed before (Sec-1), and --max-fail is 0';
  const report: ApplyReport = {
    plan: firstApply,
    result: {
      status: 'applied',
      actions: firstApply.actions.map(({ id, node }) => ({
        id,
        node,
        outcome: node === 'Web-1' ? { status: 'skipped', why } : { status: 'done', ms: 1 },
      })),
      batches: [
        { nodes: ['Sec-1', 'Sec-2'], status: 'failed', failed: ['Sec-1'] },
        { nodes: ['Web-1'], status: 'skipped', failed: [] },
      ],
      conflicts: [],
      problems: [],
      ms: 1_000,
    },
    after: null,
  };

  it('are shown before the question, with what is left for later', () => {
    const batches = [
      { begins: ['Sec-1', 'Sec-2'], nodes: ['Sec-1', 'Sec-2'], actions: [] },
      { begins: ['Web-1'], nodes: ['Web-1', 'Sec-1'], actions: [] },
    ];
    expect(renderRollout({ batches, size: 2, maxFail: 0 }, plain)).toBe(
      '\nBatches (at most 2 new nodes each; ends with the first node that fails)\n  1. Sec-1, Sec-2\n  2. Web-1; the rest of Sec-1\n',
    );
  });

  it('are told at the end: what became of each, and why the rest was not begun', () => {
    const text = renderApplySummary(report, plain);
    expect(text).toContain('Batch 1 of 2: Sec-1, Sec-2: failed: Sec-1\nBatch 2 of 2: Web-1: not begun\n');
    expect(text).toContain(`Not begun: ${why}:\n  Web-1: hosts /etc/hosts\n`);
    expect(text).toMatch(/Applied: 3 done, 4 not begun in/);
  });

  it('as JSON are as their schema says', () => {
    const validate = ajv.compile(schema('apply.schema.json'));
    expect(validate(applyToJson(report)) ? [] : validate.errors).toEqual([]);
  });
});
