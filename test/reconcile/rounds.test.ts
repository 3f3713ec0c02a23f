/** What the loop may do of a plan, and what waits, and for what. */
import { describe, expect, it } from 'vitest';
import type { ClusterNode, Running } from '../../src/desired/cluster.ts';
import type { Action, Plan } from '../../src/diff/plan.ts';
import { failed, firstLookAfter, lookAfter } from '../../src/reconcile/back-off.ts';
import { fightsIn, putRight, type Trails } from '../../src/reconcile/fights.ts';
import { judgeRound, type RoundInput } from '../../src/reconcile/rounds.ts';
import { isOpen, windowsText } from '../../src/reconcile/windows.ts';

const RUNNING: Running = {
  intervalMs: 60_000,
  mode: 'apply',
  rules: [],
  windows: [],
  timeZone: null,
  always: [],
  stream: { enabled: true, tickMs: 1_500 },
  fights: { rounds: 3, withinMs: 3_600_000, quietMs: 7_200_000 },
  controllers: 'single',
};
const NOW = 1_000_000_000_000;

function action(id: string, more: Partial<Action> = {}): Action {
  const [node = '', kind = '', ...name] = id.split('/');
  return {
    id,
    node,
    kind,
    name: name.join('/'),
    verb: 'update',
    reason: { code: 'differs', sentence: 'it differs' },
    fields: [{ path: 'mode', from: '0777', to: '0750' }],
    after: [],
    steps: [],
    basedOn: [],
    risksConnection: false,
    intent: 'corrective',
    specFingerprint: 'x',
    specHoldsSecret: false,
    findings: [],
    ...more,
  };
}

function planOf(actions: readonly Action[]): Plan {
  const names = [...new Set(actions.map(({ node }) => node))];
  const nodes = names.map((name) => ({ name, reachable: true, via: 'test', selected: true, error: null, resources: 10 }));
  return { cluster: 'test', nodes, actions, unknown: [], problems: [], holdings: [] };
}

/** By id: `go`, or the code for which it waits. */
function judged(actions: readonly Action[], more: Partial<RoundInput> = {}): Readonly<Record<string, string>> {
  const answers = judgeRound({
    plan: planOf(actions),
    running: RUNNING,
    maxDeletions: null,
    dryRun: false,
    pairs: [],
    troubled: new Map(),
    suspensions: [],
    approved: false,
    revision: 'abc',
    open: true,
    windows: '',
    trails: new Map(),
    failures: new Map(),
    unconfirmed: new Set(),
    unseen: [],
    deleted: 0,
    nowMs: NOW,
    ...more,
  });
  return Object.fromEntries([...answers].map(([id, answer]) => [id, answer.go ? 'go' : answer.code]));
}

const DRIFT = action('Sec-1/mount//a');
const WISH = action('Sec-1/mount//b', { intent: 'intended' });
const mode = (running: Partial<Running>): Partial<RoundInput> => ({ running: { ...RUNNING, ...running } });

describe('modes', () => {
  it('observe does nothing, heal what drifted, apply both', () => {
    expect(judged([DRIFT, WISH], mode({ mode: 'observe' }))).toEqual({ [DRIFT.id]: 'observe', [WISH.id]: 'observe' });
    expect(judged([DRIFT, WISH], mode({ mode: 'heal' }))).toEqual({ [DRIFT.id]: 'go', [WISH.id]: 'needs-approval' });
    expect(judged([DRIFT, WISH], mode({ mode: 'apply' }))).toEqual({ [DRIFT.id]: 'go', [WISH.id]: 'go' });
  });

  it('heal does what the file has changed once its revision is approved', () => {
    expect(judged([WISH], { ...mode({ mode: 'heal' }), approved: true })).toEqual({ [WISH.id]: 'go' });
  });

  it('the first rule that fits counts: of the node, of the kind, or of both', () => {
    const rules: Running['rules'] = [
      { nodes: ['Sec-1'], kinds: ['mount'], mode: 'apply' },
      { nodes: ['Sec-1'], kinds: null, mode: 'heal' },
      { nodes: null, kinds: ['mount'], mode: 'heal' },
    ];
    const file = action('Sec-1/vars-file/x', { intent: 'intended' });
    const other = action('Sec-2/mount//b', { intent: 'intended' });
    const none = action('Sec-2/vars-file/x');
    expect(judged([WISH, file, other, none], mode({ mode: 'observe', rules }))).toEqual({
      [WISH.id]: 'go',
      [file.id]: 'needs-approval',
      [other.id]: 'needs-approval',
      [none.id]: 'observe',
    });
  });
});

describe('what waits', () => {
  it('takes along what comes after it; what comes after something on another node waits for the next round', () => {
    const before = action('Sec-1/mount//b', { intent: 'intended' });
    const own = action('Sec-1/service/x', { after: [before.id] });
    const further = action('Sec-1/service/y', { after: [own.id] });
    expect(judged([before, own, further], mode({ mode: 'heal' }))).toMatchObject({
      [own.id]: 'after-waiting',
      [further.id]: 'after-waiting',
    });
    const elsewhere = action('Sec-2/service/z', { after: [before.id] });
    expect(judged([before, own, elsewhere])).toEqual({ [before.id]: 'go', [own.id]: 'go', [elsewhere.id]: 'after-other-node' });
  });

  it('outside of a window nothing is done; what drifted is where the file says always: heal', () => {
    expect(judged([DRIFT, WISH], { open: false })).toEqual({ [DRIFT.id]: 'outside-window', [WISH.id]: 'outside-window' });
    expect(judged([DRIFT, WISH], { open: false, ...mode({ always: ['heal'] }) })).toEqual({
      [DRIFT.id]: 'go',
      [WISH.id]: 'outside-window',
    });
  });

  it('a suspension is for its nodes and kinds, until its end; one that can not be read is for all', () => {
    const one = { id: '1', nodes: ['Sec-1'], kinds: ['mount'], untilMs: NOW + 1, by: 'me', atMs: 0, reason: 'work' };
    const other = action('Sec-1/service/x');
    const away = action('Sec-2/mount//a');
    expect(judged([DRIFT, other, away], { suspensions: [one] })).toEqual({
      [DRIFT.id]: 'suspended',
      [other.id]: 'go',
      [away.id]: 'go',
    });
    expect(judged([DRIFT], { suspensions: [{ ...one, untilMs: NOW }] })).toEqual({ [DRIFT.id]: 'go' });
    expect(judged([DRIFT, away], { suspensions: 'EIO' })).toEqual({
      [DRIFT.id]: 'orders-unreadable',
      [away.id]: 'orders-unreadable',
    });
  });

  it('what moves a pair is left to its loop, and the rest of its nodes waits while that is at work', () => {
    const active = { name: 'Sec-1', services: ['ubi-sms'] } as unknown as ClusterNode;
    const standby = { name: 'Sec-Rep-1', services: ['ubi-sms'] } as unknown as ClusterNode;
    const address = action('Sec-1/service-address/eth0:1');
    const pack = action('Sec-Rep-1/service/ubi-sms');
    const crond = action('Sec-1/service/crond');
    const pairs = [{ active, standby }];
    expect(judged([address, pack, crond], { pairs })).toEqual({
      [address.id]: 'pairs-loop',
      [pack.id]: 'pairs-loop',
      [crond.id]: 'go',
    });
    expect(judged([crond, DRIFT, action('Sec-2/mount//a')], { pairs, troubled: new Map([['Sec-1', 'takes over']]) })).toEqual({
      [crond.id]: 'pair-in-trouble',
      [DRIFT.id]: 'pair-in-trouble',
      'Sec-2/mount//a': 'go',
    });
  });

  it('a node with a change that is not confirmed is left alone; a dry run begins nothing', () => {
    expect(judged([DRIFT], { unconfirmed: new Set(['Sec-1']) })).toEqual({ [DRIFT.id]: 'unconfirmed' });
    expect(judged([DRIFT], { dryRun: true })).toEqual({ [DRIFT.id]: 'dry-run' });
  });
});

describe('the deletion budget', () => {
  const gone = (node: string, count: number): readonly Action[] =>
    Array.from({ length: count }, (_, at) =>
      action(`${node}/export//${at}`, { verb: 'delete', intent: 'intended', deletions: 1 }),
    );

  it('is of all nodes together, and of all that went under the same revision', () => {
    const small = gone('Sec-1', 3);
    expect(new Set(Object.values(judged(small)))).toEqual(new Set(['go']));
    expect(new Set(Object.values(judged([...small, ...gone('Sec-2', 3)])))).toEqual(new Set(['too-many-deletions']));
    expect(new Set(Object.values(judged(small, { deleted: 3 })))).toEqual(new Set(['too-many-deletions']));
  });

  it('counts nothing before every node was looked at, and holds up nothing else', () => {
    const answers = judged([...gone('Sec-1', 1), DRIFT], { unseen: ['Sec-9'] });
    expect(answers).toEqual({ 'Sec-1/export//0': 'deletions-unseen', [DRIFT.id]: 'go' });
  });

  it('is not used up by what waits anyway', () => {
    const rules: Running['rules'] = [{ nodes: ['Sec-2'], kinds: null, mode: 'observe' }];
    const answers = judged([...gone('Sec-1', 3), ...gone('Sec-2', 3)], mode({ rules }));
    expect([answers['Sec-1/export//0'], answers['Sec-2/export//0']]).toEqual(['go', 'observe']);
  });
});

describe('fights', () => {
  const LIMITS = RUNNING.fights;
  const minute = (count: number): number => NOW + count * 60_000;
  const healedAt = (...minutes: readonly number[]): Trails =>
    minutes.reduce<Trails>((trails, at) => putRight(trails, DRIFT, minute(at), LIMITS), new Map());
  const seeing = (trails: Trails, actions: readonly Action[], at: number, resumed = false) =>
    fightsIn(
      trails,
      actions,
      minute(at),
      LIMITS,
      () => true,
      () => resumed,
    );

  it('the same difference is put right so often and no more; then it is left alone, and told once', () => {
    expect(seeing(healedAt(0, 1), [DRIFT], 2).news).toEqual([]);
    const begun = seeing(healedAt(0, 1, 2), [DRIFT], 3);
    expect(begun.news).toMatchObject([{ id: DRIFT.id, is: 'begins', trail: { change: 'mode 0777 → 0750' } }]);
    expect(judged([DRIFT], { trails: begun.trails, nowMs: minute(3) })).toEqual({ [DRIFT.id]: 'fight' });
    expect(seeing(begun.trails, [DRIFT], 4).news).toEqual([]);
  });

  it('rounds that are long ago, or another difference, do not count', () => {
    expect(seeing(healedAt(0, 1, 61), [DRIFT], 62).news).toEqual([]);
    const another = { ...DRIFT, fields: [{ path: 'mode', from: '0700', to: '0750' }] };
    expect(seeing(healedAt(0, 1, 2), [another], 3).news).toEqual([]);
  });

  it('after the quiet time it is put right once more, and left alone at once where that is changed back', () => {
    const { trails } = seeing(healedAt(0, 1, 2), [DRIFT], 3);
    const again = seeing(trails, [DRIFT], 3 + 120);
    expect(again.news).toMatchObject([{ is: 'again' }]);
    expect(judged([DRIFT], { trails: again.trails, nowMs: minute(123) })).toEqual({ [DRIFT.id]: 'go' });
    const healed = putRight(again.trails, DRIFT, minute(124), LIMITS);
    expect(seeing(healed, [DRIFT], 125).news).toMatchObject([{ is: 'begins' }]);
  });

  it('resume takes it up with all its rounds; as wanted by itself it is over', () => {
    const { trails } = seeing(healedAt(0, 1, 2), [DRIFT], 3);
    const resumed = seeing(trails, [DRIFT], 4, true);
    expect([resumed.news[0]?.is, resumed.trails.size]).toEqual(['again', 0]);
    expect(seeing(trails, [], 4).news).toMatchObject([{ is: 'over' }]);
  });

  it('secrets are in nothing that is told', () => {
    const secret = { ...DRIFT, fields: [{ path: 'password', from: 'old', to: 'new', secret: true }] };
    const trails = putRight(new Map(), secret, NOW, LIMITS);
    expect(JSON.stringify([...trails])).not.toMatch(/old|new/);
  });
});

describe('windows', () => {
  const utc = (text: string): number => Date.parse(`${text}Z`);
  const night: Running['windows'] = [{ days: ['fri', 'sat'], from: 22 * 60, to: 4 * 60 + 30 }];
  const open = (windows: Running['windows'], at: string, timeZone: string | null = 'UTC'): boolean =>
    isOpen({ windows, timeZone }, utc(at), 'UTC');

  it('without any it is always open', () => {
    expect(open([], '2026-11-23T12:00:00')).toBe(true);
  });

  it('one that ends on the day after belongs to the day on which it begins', () => {
    // 2026-11-27 is a Friday.
    expect(open(night, '2026-11-27T21:59:59')).toBe(false);
    expect(open(night, '2026-11-27T22:00:00')).toBe(true);
    expect(open(night, '2026-11-28T04:29:00')).toBe(true);
    expect(open(night, '2026-11-28T04:30:00')).toBe(false);
    expect(open(night, '2026-11-29T04:29:00')).toBe(true);
    expect(open(night, '2026-11-27T03:00:00')).toBe(false);
    expect(open(night, '2026-11-29T22:30:00')).toBe(false);
  });

  it('is by the clock of its zone, in summer and in winter; without one by the machine’s', () => {
    const noon: Running['windows'] = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: 720, to: 780 }];
    expect(open(noon, '2026-07-01T10:30:00', 'Europe/Paris')).toBe(true);
    expect(open(noon, '2026-12-01T10:30:00', 'Europe/Paris')).toBe(false);
    expect(open(noon, '2026-12-01T11:30:00', 'Europe/Paris')).toBe(true);
    expect(isOpen({ windows: noon, timeZone: null }, utc('2026-12-01T03:30:00'), 'Asia/Tokyo')).toBe(true);
    expect(windowsText({ windows: night, timeZone: null }, 'UTC')).toBe('fri, sat 22:00 to 04:30 (UTC)');
  });
});

describe('back-off', () => {
  it('a node that fails is looked at less and less often, down to every ten minutes, a tenth more or less', () => {
    const pause = (failures: number, chance = 0.5): number => lookAfter(60_000, failures, chance);
    expect([0, 1, 2, 3, 4, 5, 50].map((one) => pause(one) / 1000)).toEqual([60, 60, 120, 240, 480, 600, 600]);
    expect([pause(0, 0), pause(0, 1)]).toEqual([54_000, 66_000]);
    expect(lookAfter(3_600_000, 9, 0.5)).toBe(3_600_000);
  });

  it('the first looks are spread, and the last of few nodes waits for less than an interval', () => {
    expect([0, 1, 199].map((at) => firstLookAfter(60_000, at, 200))).toEqual([0, 100, 19_900]);
    expect(firstLookAfter(1_000, 99, 100)).toBe(990);
  });

  it('what failed is tried again later and later, at least every hour', () => {
    let failures: ReturnType<typeof failed> = new Map();
    const pauses = Array.from({ length: 9 }, () => {
      failures = failed(failures, DRIFT.id, { code: 'failed', why: 'no' }, NOW, 60_000);
      return ((failures.get(DRIFT.id)?.untilMs ?? 0) - NOW) / 60_000;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(judged([DRIFT], { failures })).toEqual({ [DRIFT.id]: 'failed' });
    expect(judged([DRIFT], { failures, nowMs: NOW + 3_600_000 })).toEqual({ [DRIFT.id]: 'go' });
  });
});
