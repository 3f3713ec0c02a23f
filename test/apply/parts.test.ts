import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binary, bytesOf, cksum } from '../../src/apply/bytes.ts';
import { type Frame, frameReader } from '../../src/apply/frames.ts';
import { parseLockReport } from '../../src/apply/lock.ts';
import { appliedSpecs, parseManifest, renderManifest } from '../../src/apply/manifest.ts';
import type { Outcome } from '../../src/apply/request.ts';
import { sequence } from '../../src/apply/runs.ts';
import { walk } from '../../src/apply/walk.ts';
import type { Action } from '../../src/diff/plan.ts';
import type { Step } from '../../src/kinds/kind.ts';

const WRITE: Step = { do: 'write', path: '/a', content: '', mode: '0644', owner: 'root', group: 'root' };
const RUN: Step = { do: 'run', script: ':', label: 'start', timeoutMs: 1_000 };

function action(
  id: string,
  node: string,
  after: readonly string[] = [],
  risksConnection = false,
  steps: readonly Step[] = [WRITE],
): Action {
  return {
    id,
    node,
    kind: 'file',
    name: id,
    verb: 'create',
    reason: { code: 'absent', sentence: '' },
    fields: [],
    after,
    steps,
    basedOn: [],
    risksConnection,
    intent: 'intended',
    specFingerprint: 'f',
    specHoldsSecret: false,
    findings: [],
  };
}

const DONE: Outcome = { status: 'done', ms: 0 };
const FAILED: Outcome = { status: 'failed', ms: 0, error: { severity: 'error', code: 'x', summary: 'x' } };

it('checksums are those of cksum(1)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      const said = execFileSync('cksum', { input: bytes }).toString('latin1').trim();
      expect(cksum(bytes)).toBe(said);
    }),
    { numRuns: 20 },
  );
});

describe('manifest', () => {
  it('comes back from its text as it was', () => {
    const entry = fc.record({ spec: fc.option(fc.string()), at: fc.string(), files: fc.array(fc.string()) });
    const key = fc.string().map((name) => `kind/${name}`);
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, entry), { selector: ([one]) => one }), (entries) => {
        expect(parseManifest(renderManifest(new Map(entries)))).toEqual({ status: 'known', entries: new Map(entries) });
      }),
    );
  });

  it('what is none is unknown, never empty', () => {
    const bad = [
      '',
      '{',
      '[]',
      '{}',
      'null',
      '{"version":2,"resources":{}}',
      '{"version":1}',
      '{"version":1,"resources":{"a/b":{"spec":1}}}',
    ];
    for (const text of bad) {
      const parsed = parseManifest(text);
      expect(parsed, text).toMatchObject({ status: 'unknown' });
      expect(appliedSpecs(parsed)).toBeNull();
    }
    expect(parseManifest(null)).toEqual({ status: 'known', entries: new Map() });
  });

  it('tells the planner of what was done to its end, not of what was only begun', () => {
    const files: readonly string[] = [];
    const text = renderManifest(
      new Map([
        ['file/a', { spec: 'f1', at: '', files }],
        ['file/b', { spec: 'f2', at: '', files, pending: true as const }],
        ['file/c', { spec: null, at: '', files }],
      ]),
    );
    expect(appliedSpecs(parseManifest(text))).toEqual(new Map([['file/a', 'f1']]));
  });
});

describe('what a script says', () => {
  it('is understood however it is cut into pieces', () => {
    const mark = '@dmsa 00ff ';
    const text = `${mark}folder /srv/é\n${mark}step 0\n${mark}fail 1 4 step 0\nout é\n\nmore\n${mark}end 0\nnoise\n${mark}complete\n`;
    const expected: readonly Frame[] = [
      { type: 'folder', path: '/srv/é' },
      { type: 'step', item: 0 },
      { type: 'fail', action: 1, code: 4, what: 'step', index: 0, output: 'out é\n\nmore' },
      { type: 'end', action: 0 },
      { type: 'complete' },
    ];
    const bytes = bytesOf(binary(text));
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const reader = frameReader('00ff');
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const frames = at.slice(1).flatMap((end, index) => reader.push(bytes.subarray(at[index], end)));
        expect([...frames, ...reader.end()]).toEqual(expected);
      }),
    );
  });

  it('a failure whose output breaks off is still told', () => {
    const reader = frameReader('00ff');
    const frames = [...reader.push(bytesOf('@dmsa 00ff fail 0 1 file 2\nhalf a li')), ...reader.end()];
    expect(frames).toEqual([{ type: 'fail', action: 0, code: 1, what: 'file', index: 2, output: 'half a li' }]);
  });

  it('of a lock: garbage is a failure, a holder that is none is unreadable, never free', () => {
    expect(parseLockReport('Welcome to node\n')).toMatchObject({ status: 'failed' });
    expect(parseLockReport('dmsa-lock 100 held {"token":1}')).toEqual({ status: 'unreadable' });
    expect(
      parseLockReport('dmsa-lock 100 held {"token":"a","holder":"h","reason":"r","takenAt":90,"expiresAt":130}'),
    ).toMatchObject({
      status: 'held',
      ageS: 10,
      leftS: 30,
    });
  });
});

describe('walk', () => {
  interface Walked {
    readonly order: readonly (readonly string[])[];
    readonly outcomes: Readonly<Record<string, string>>;
    readonly most: number;
  }

  async function run(
    actions: readonly Action[],
    outcomes: Readonly<Record<string, Outcome>> = {},
    parallel = 16,
  ): Promise<Walked> {
    const order: (readonly string[])[] = [];
    const busy = new Set<string>();
    let most = 0;
    const results = await walk(
      {
        actions,
        parallel,
        stopped: () => false,
        onOutcome: () => {},
        async run(node, wave) {
          if (busy.has(node)) throw new Error(`two waves at a time on ${node}`);
          busy.add(node);
          most = Math.max(most, busy.size);
          order.push(wave.map((one) => one.id));
          await new Promise(setImmediate);
          busy.delete(node);
          // As the script of a wave does it: what comes after one of the same wave that failed is not done.
          const results = new Map<string, Outcome>();
          for (const { id, after } of wave) {
            const before = after.map((one) => results.get(one)).find((one) => one !== undefined && one.status !== 'done');
            const by = before?.status === 'blocked' ? before.by : after.find((one) => results.get(one) === before);
            results.set(id, before && by !== undefined ? { status: 'blocked', by } : (outcomes[id] ?? DONE));
          }
          return results;
        },
      },
      new Map(),
    );
    return { order, most, outcomes: Object.fromEntries(results.map(({ id, outcome }) => [id, outcome.status])) };
  }

  it('takes all that is ready on a node as one wave, and what could cut it off alone and last', async () => {
    const actions = [
      action('r1', 'A', [], true),
      action('a', 'A'),
      action('b', 'A'),
      action('r2', 'A', [], true),
      action('c', 'A', ['a']),
    ];
    expect((await run(actions)).order).toEqual([['a', 'b'], ['c'], ['r1'], ['r2']]);
  });

  it('takes along what only runs something and comes after others of the wave that only run something', async () => {
    const runs = (id: string, after: readonly string[] = [], steps: readonly Step[] = [RUN]): Action =>
      action(id, 'A', after, false, steps);
    const shared: Step = { ...RUN, once: 'reload' };
    const actions = [
      action('file', 'A'),
      runs('one'),
      runs('two', ['one']),
      runs('three', ['two']),
      runs('after-file', ['file']),
      runs('reload', [], [shared]),
      runs('after-reload', ['reload']),
      action('edit', 'A', ['one']),
      runs('far', ['three', 'other']),
      action('other', 'B', ['file']),
    ];
    expect((await run(actions)).order).toEqual([
      ['file', 'one', 'two', 'three', 'reload'],
      ['after-file', 'after-reload', 'edit'],
      ['other'],
      ['far'],
    ]);
  });

  it('takes along what comes after a shared reload that nobody waits for, where that is an action’s end', async () => {
    const late: Step = { ...RUN, once: 'reload', late: true };
    const runs = (id: string, after: readonly string[], steps: readonly Step[]): Action => action(id, 'A', after, false, steps);
    const actions = [
      runs('one', [], [RUN, late]),
      runs('two', ['one'], [RUN, late]),
      runs('three', ['two'], [late, RUN]),
      runs('four', ['two'], [RUN]),
    ];
    expect((await run(actions)).order).toEqual([['one', 'two', 'four'], ['three']]);
    expect(sequence(actions.slice(0, 2)).map(({ step, actions: places }) => [step.once, places])).toEqual([
      [undefined, [0]],
      [undefined, [1]],
      ['reload', [0, 1]],
    ]);
  });

  it('an action that was done stays done, though one of its wave that it comes after was then not found as wanted', async () => {
    const actions = [
      action('one', 'A', [], false, [RUN]),
      action('two', 'A', ['one'], false, [RUN]),
      action('three', 'B', ['two']),
    ];
    const results = await walk(
      {
        actions,
        parallel: 1,
        stopped: () => false,
        onOutcome: () => {},
        run: async (_, wave) => new Map(wave.map(({ id }) => [id, id === 'one' ? FAILED : DONE])),
      },
      new Map(),
    );
    expect(results.map(({ outcome }) => outcome.status)).toEqual(['failed', 'done', 'done']);
  });

  it('keeps to its limit of nodes', async () => {
    const actions = Array.from({ length: 20 }, (_, index) => action(`a${index}`, `N${index}`));
    expect((await run(actions, {}, 3)).most).toBe(3);
  });

  it('for any graph: nothing before what it comes after, blocked is exactly what stands behind a failure', async () => {
    const graph = fc.integer({ min: 1, max: 25 }).chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, index) =>
          fc.record({
            node: fc.nat(3),
            fails: fc.nat(9),
            after: fc.uniqueArray(fc.nat(Math.max(0, index - 1)), { maxLength: index === 0 ? 0 : 3 }),
            runs: fc.boolean(),
          }),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(graph, async (nodes) => {
        const actions = nodes.map((one, index) =>
          action(
            `a${index}`,
            `N${one.node}`,
            one.after.map((before) => `a${before}`),
            false,
            [one.runs ? RUN : WRITE],
          ),
        );
        const failing = Object.fromEntries(
          nodes.flatMap((one, index): [string, Outcome][] => (one.fails === 0 ? [[`a${index}`, FAILED]] : [])),
        );
        const { order, outcomes } = await run(actions, failing);
        const done: string[] = [];
        for (const wave of order) {
          for (const id of wave) {
            for (const before of actions.find((one) => one.id === id)?.after ?? []) expect(done).toContain(before);
            done.push(id);
          }
        }
        const bad = new Set<string>();
        for (const { id, after } of actions) {
          const blocked = after.some((before) => bad.has(before));
          expect(outcomes[id]).toBe(blocked ? 'blocked' : failing[id] ? 'failed' : 'done');
          if (blocked || failing[id]) bad.add(id);
        }
      }),
    );
  });
});
