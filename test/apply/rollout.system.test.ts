/** Batches, saved plans and broken locks, on real nodes (namespaces): what an operator relies on when something goes wrong. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/apply/apply.ts';
import { type Pair, planRollout, type RolloutOptions } from '../../src/apply/batches.ts';
import type { ApplyEvent } from '../../src/apply/events.ts';
import {
  breakLockScript,
  breakLocks,
  listLocks,
  type NodeLock,
  parseBreakReport,
  signOfLife,
} from '../../src/apply/lock-admin.ts';
import { askUse } from '../../src/apply/plan-use.ts';
import type { ApplyRequest, ApplyResult, HealthCheck } from '../../src/apply/request.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { startNode, type TestNode, type TestTransport, targetsOf, testTransport } from './node.ts';
import { type Planned, planFor, TEST_KINDS, type Wish } from './things.ts';

const NAMES = ['Web-1', 'Sec-1', 'Sec-Rep-1'] as const;
const PAIRS: readonly Pair[] = [{ first: 'Sec-Rep-1', second: 'Sec-1' }];
let nodes: ReadonlyMap<string, TestNode>;
let transport: TestTransport;

beforeAll(async () => {
  nodes = new Map(await Promise.all(NAMES.map(async (name) => [name, await startNode(name)] as const)));
});
beforeEach(() => {
  transport = newTransport();
});
afterEach(() => {
  for (const one of nodes.values()) one.sh('cd /srv; rm -rf ..?* .[!.]* ./*; cd /var/lib/dmsa; rm -rf ./* .[!.]*');
});
afterAll(() => {
  for (const one of nodes.values()) one.close();
});

function newTransport(): TestTransport {
  return testTransport(new Map([...nodes].map(([name, { pid }]) => [name, pid])));
}

function sh(node: string, script: string): string {
  const found = nodes.get(node);
  if (!found) throw new Error(node);
  return found.sh(script);
}

function wish(node: string, name: string, run = 'true', after: readonly string[] = []): Wish {
  return {
    node,
    kind: 'file',
    name,
    spec: { path: `/srv/${name}`, text: `${name}\n`, run: [{ script: run, timeoutMs: 20_000 }] },
    after,
  };
}

interface Applied extends ApplyResult {
  readonly events: readonly ApplyEvent[];
  readonly statuses: readonly string[];
}

async function apply(
  planned: Planned,
  more: Partial<ApplyRequest> & { readonly holder?: string; readonly over?: TestTransport } = {},
  onEvent: (event: ApplyEvent) => void = () => {},
): Promise<Applied> {
  const { holder = 'test', over = transport, ...request } = more;
  const events: ApplyEvent[] = [];
  const result = await applyPlan({
    ...planned,
    kinds: TEST_KINDS,
    transport: over,
    look: observeNode,
    targets: targetsOf(NAMES),
    options: { holder, reason: 'a test', settleMs: 1 },
    onEvent(event) {
      events.push(event);
      onEvent(event);
    },
    ...request,
  });
  return { ...result, events, statuses: result.actions.map(({ id, outcome }) => `${id} ${outcome.status}`) };
}

const well: HealthCheck = async () => new Map();

function inBatches(planned: Planned, options: Partial<RolloutOptions> = {}, health: HealthCheck = well) {
  const { actions } = planned.plan;
  const rollout = planRollout({ nodes: NAMES, actions }, PAIRS, { batch: { nodes: 1 }, maxFail: { nodes: 0 }, ...options });
  return { rollout: { ...rollout, health }, pairs: PAIRS };
}

const three = (): readonly Wish[] => NAMES.map((node) => wish(node, 'a'));

describe('batches', () => {
  it('does one after the other, looks at each, and tells of it', async () => {
    const planned = await planFor(transport, three());
    const asked: string[][] = [];
    const result = await apply(
      planned,
      inBatches(planned, {}, async (names) => {
        asked.push([...names]);
        return new Map();
      }),
    );
    expect(result.batches).toEqual([
      { nodes: ['Web-1'], status: 'done', failed: [] },
      { nodes: ['Sec-Rep-1'], status: 'done', failed: [] },
      { nodes: ['Sec-1'], status: 'done', failed: [] },
    ]);
    expect(asked).toEqual([['Web-1'], ['Sec-Rep-1'], ['Sec-1']]);
    const order = result.events.flatMap((event) =>
      event.type === 'wave-started' ? [event.node] : event.type === 'batch-checking' ? ['look'] : [],
    );
    expect(order).toEqual(['Web-1', 'look', 'Sec-Rep-1', 'look', 'Sec-1', 'look']);
  });

  it('begins no further batch once too many have failed; those nodes are not touched, and it is said why', async () => {
    const planned = await planFor(transport, [wish('Web-1', 'a'), wish('Sec-1', 'a'), wish('Sec-Rep-1', 'a', 'exit 1')]);
    const result = await apply(planned, inBatches(planned));
    expect(result.statuses).toEqual(['Web-1/file/a done', 'Sec-1/file/a skipped', 'Sec-Rep-1/file/a failed']);
    expect(result.actions[1]?.outcome).toEqual({
      status: 'skipped',
      why: '1 node had failed before (Sec-Rep-1), and --max-fail is 0',
    });
    expect(result.batches?.map(({ status }) => status)).toEqual(['done', 'failed', 'skipped']);
    expect(sh('Sec-1', 'ls -A /srv; cat /var/lib/dmsa/manifest.json 2>/dev/null || :')).toBe('');
    const allowed = await planFor(transport, [wish('Sec-1', 'a'), wish('Sec-Rep-1', 'b', 'exit 1')]);
    const going = await apply(allowed, inBatches(allowed, { maxFail: { nodes: 1 } }));
    expect(going.statuses).toEqual(['Sec-1/file/a done', 'Sec-Rep-1/file/b failed']);
  });

  it('a node that is found ill after its batch counts as failed, though all that was done there went well', async () => {
    const planned = await planFor(transport, three());
    const ill = { severity: 'error', code: 'unhealthy', summary: 'Web-1 is ill', node: 'Web-1' } as const;
    const result = await apply(
      planned,
      inBatches(planned, {}, async (names) => new Map(names.filter((name) => name === 'Web-1').map((name) => [name, ill]))),
    );
    expect(result.statuses).toEqual(['Web-1/file/a done', 'Sec-1/file/a skipped', 'Sec-Rep-1/file/a skipped']);
    expect(result.problems).toContainEqual(ill);
    expect(result.batches?.[0]).toEqual({ nodes: ['Web-1'], status: 'failed', failed: ['Web-1'] });
  });

  it('a node that can not be locked counts before the first batch', async () => {
    const planned = await planFor(transport, three());
    transport.dead.add('Sec-Rep-1');
    const result = await apply(planned, inBatches(planned));
    expect(result.statuses).toEqual(['Web-1/file/a skipped', 'Sec-1/file/a skipped', 'Sec-Rep-1/file/a failed']);
  });

  it('is never stuck where nodes wait for each other', async () => {
    const planned = await planFor(transport, [
      wish('Web-1', 'e'),
      wish('Sec-1', 'e'),
      wish('Web-1', 'm', 'true', ['Sec-1/file/e']),
      wish('Sec-1', 'm', 'true', ['Web-1/file/e']),
    ]);
    const result = await apply(planned, inBatches(planned));
    expect(result.actions.every(({ outcome }) => outcome.status === 'done')).toBe(true);
  });
});

describe('the members of a pair', () => {
  it('are never worked on at the same moment, also without batches; the one that does not hold goes first', async () => {
    const busy = 'echo begin $(date +%s%N) >>/srv/when; sleep 0.7; echo end $(date +%s%N) >>/srv/when';
    const planned = await planFor(transport, [wish('Sec-1', 'a', busy), wish('Sec-Rep-1', 'a', busy), wish('Web-1', 'a', busy)]);
    const result = await apply(planned, { pairs: PAIRS });
    expect(result.actions.every(({ outcome }) => outcome.status === 'done')).toBe(true);
    const [rep, sec, web] = ['Sec-Rep-1', 'Sec-1', 'Web-1'].map((node) => {
      const [begin = '', end = ''] = sh(node, 'cut -d" " -f2 /srv/when').trim().split('\n');
      return { begin: BigInt(begin), end: BigInt(end) };
    });
    if (!rep || !sec || !web) throw new Error('nothing ran');
    expect(rep.end < sec.begin).toBe(true);
    expect(web.begin < rep.end).toBe(true);
  });
});

describe('a saved plan', () => {
  const ID = '0123456789abcdef0123456789abcdef';
  const ask = () => askUse({ id: ID, transport, targets: [...targetsOf(NAMES).values()] });

  it('is used once: by whom, when and how it ended is told the second time, whatever became of the controller', async () => {
    const planned = await planFor(transport, [...three(), wish('Web-1', 'bad', 'exit 1')]);
    expect(await ask()).toBeNull();
    const first = await apply(planned, { once: ID, holder: 'root@central pid 7' });
    expect(first.status).toBe('applied');
    const second = await apply(planned, { once: ID });
    expect(second.status).toBe('refused');
    expect(second.problems).toMatchObject([{ code: 'plan-used' }]);
    expect(second.problems[0]?.detail).toMatch(
      /^It was begun at 20\d\d-\S+ by root@central pid 7, for: a test\. How it ended: 3 done, 1 failed\./,
    );
    expect(await ask()).toEqual(second.problems[0]);
    expect(second.statuses.every((status) => status.endsWith('interrupted'))).toBe(true);
    expect(sh('Web-1', 'ls /var/lib/dmsa')).toBe('manifest.json\nplans\n');
  });

  it('of many who use copies of it at the same moment exactly one does', async () => {
    const planned = await planFor(transport, [wish('Web-1', 'a', 'echo x >>/srv/count; sleep 1'), wish('Sec-1', 'a')]);
    const results = await Promise.all(
      Array.from({ length: 3 }, (_, at) =>
        apply(planned, {
          once: ID,
          over: newTransport(),
          options: { holder: `run ${at}`, reason: '', settleMs: 1, lockTimeoutMs: 30_000 },
        }),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['applied', 'refused', 'refused']);
    expect(sh('Web-1', 'cat /srv/count')).toBe('x\n');
  });

  it('a run that was killed on its way has used it; one that did nothing has not', async () => {
    const planned = await planFor(transport, [wish('Web-1', 'a'), wish('Sec-1', 'a')]);
    const abort = new AbortController();
    const idle = await apply(planned, { once: ID, signal: abort.signal }, (event) => {
      if (event.type === 'wave-started') abort.abort();
    });
    expect(idle.status).toBe('interrupted');
    expect(await ask()).toBeNull();
    // Killed: nothing reaches the nodes any more once the first action is to be done.
    transport.before = (_, script) => {
      if (script.includes('put 0 ')) for (const name of NAMES) transport.dead.add(name);
    };
    await apply(planned, { once: ID });
    transport = newTransport();
    expect((await ask())?.detail).toContain('it did not say');
  });

  it('needs all of its nodes, or nothing is done and it stays unused', async () => {
    const planned = await planFor(transport, [wish('Web-1', 'a'), wish('Sec-1', 'a')]);
    transport.dead.add('Sec-1');
    const result = await apply(planned, { once: ID });
    expect(result).toMatchObject({ status: 'refused', problems: [{}, { code: 'plan-incomplete' }] });
    transport.dead.clear();
    expect(await ask()).toBeNull();
    sh('Sec-1', 'echo file >/var/lib/dmsa/plans');
    const unmarked = await apply(planned, { once: ID });
    expect(unmarked).toMatchObject({ status: 'refused', problems: [{ code: 'plan-unmarked', node: 'Sec-1' }] });
    sh('Sec-1', 'rm /var/lib/dmsa/plans');
    expect(sh('Web-1', 'ls -A /srv /var/lib/dmsa/plans')).toBe('/srv:\n\n/var/lib/dmsa/plans:\n');
    expect((await apply(planned, { once: ID })).statuses).toEqual(['Web-1/file/a done', 'Sec-1/file/a done']);
  });

  it('only the newest marks are kept', async () => {
    sh(
      'Web-1',
      'mkdir /var/lib/dmsa/plans; cd /var/lib/dmsa/plans; for i in $(seq 250); do echo {} >old$i; done; touch -d 2001-01-01 old*',
    );
    await apply(await planFor(transport, [wish('Web-1', 'a')]), { once: ID });
    expect(sh('Web-1', `ls /var/lib/dmsa/plans | wc -l; ls /var/lib/dmsa/plans/${ID}`)).toBe(`200\n/var/lib/dmsa/plans/${ID}\n`);
  });
});

describe('locks', () => {
  const admin = () => ({ transport, targets: [...targetsOf(NAMES).values()], parallel: 8 });
  const held = (node: string, more: { token?: string; left?: number; age?: number } = {}): void => {
    const { token = 'abc1', left = 60, age = 5 } = more;
    sh(
      node,
      `mkdir -p /var/lib/dmsa/lock; n=$(date +%s); echo '{"token":"${token}","expiresAt":'$((n + ${left}))',"takenAt":'$((n - ${age}))',"lastsS":120,"renewS":30,"holder":"eve@far pid 9","reason":"upgrade"}' >/var/lib/dmsa/lock/holder`,
    );
  };
  const statusOf = (lock: NodeLock | undefined): string => (lock && 'report' in lock ? lock.report.status : 'error');

  it('are listed as they are: held, free, unreadable, waiting for a confirmation, not to be seen', async () => {
    held('Web-1');
    sh('Sec-1', 'mkdir /var/lib/dmsa/lock; echo garbage >/var/lib/dmsa/lock/holder');
    sh('Sec-Rep-1', 'mkdir -p /var/lib/dmsa/confirm/ab; echo $(($(date +%s) + 40)) >/var/lib/dmsa/confirm/ab/until');
    const [web, sec, rep] = await listLocks(admin());
    expect(web).toMatchObject({
      node: 'Web-1',
      report: { status: 'held', lock: { holder: 'eve@far pid 9', reason: 'upgrade', lastsS: 120, renewS: 30 } },
    });
    expect(web && 'report' in web && web.report.status === 'held' && [web.report.ageS, web.report.leftS]).toEqual([
      expect.closeTo(5, -0.5),
      expect.closeTo(60, -0.5),
    ]);
    expect([statusOf(sec), statusOf(rep)]).toEqual(['unreadable', 'confirming']);
    sh('Sec-1', 'rm -r /var/lib/dmsa/lock/holder');
    sh('Sec-Rep-1', 'rm -r /var/lib/dmsa/confirm');
    transport.dead.add('Web-1');
    const [gone, empty, free] = await listLocks(admin());
    expect(gone).toMatchObject({ node: 'Web-1', error: { code: 'connect-timeout' } });
    // A lock is never empty: the next one takes such a folder, as it takes none.
    expect([statusOf(empty), statusOf(free)]).toEqual(['free', 'free']);
  });

  it('tell whether the run that has one is still at work', () => {
    const lock = { token: 'a', holder: '', reason: '', takenAt: 0, expiresAt: 0, lastsS: 120, renewS: 30 };
    expect(signOfLife(lock, 110)).toEqual({ alive: true, silentS: 10 });
    expect(signOfLife(lock, 300)).toEqual({ alive: true, silentS: 0 });
    expect(signOfLife(lock, 40)).toEqual({ alive: false, silentS: 80 });
    expect(signOfLife(lock, -5)).toMatchObject({ alive: false });
    expect(signOfLife({ ...lock, lastsS: null }, 40)).toMatchObject({ alive: null });
  });

  it('that was broken is free at once, and the run that had it stops at its next script and says who broke it', async () => {
    const planned = await planFor(transport, [
      wish('Web-1', 'a', 'while [ ! -e /srv/go ]; do sleep 0.05; done'),
      wish('Web-1', 'b', 'echo never >/srv/never', ['Web-1/file/a']),
    ]);
    let broken: Promise<unknown> = Promise.resolve();
    const result = await apply(planned, {}, (event) => {
      if (event.type !== 'step-started') return;
      broken = (async () => {
        const [lock] = await listLocks(admin());
        if (!lock || !('report' in lock) || lock.report.status !== 'held') throw new Error('not held');
        const tokens = new Map([['Web-1', lock.report.lock.token]]);
        const once = await breakLocks(admin(), tokens, 'adam@near: it hangs');
        const again = await breakLocks(admin(), tokens, 'adam@near');
        expect([once, again]).toEqual([
          [{ node: 'Web-1', report: { status: 'broken' } }],
          [{ node: 'Web-1', report: { status: 'gone' } }],
        ]);
        expect(statusOf((await listLocks(admin()))[0])).toBe('free');
        const other = await apply(await planFor(newTransport(), [wish('Web-1', 'c')]), { holder: 'other', over: newTransport() });
        expect(other.statuses).toEqual(['Web-1/file/c done']);
        sh('Web-1', 'touch /srv/go');
      })();
    });
    await broken;
    expect(result.statuses).toEqual(['Web-1/file/a done', 'Web-1/file/b failed']);
    const [, b] = result.actions;
    expect(b?.outcome).toMatchObject({ error: { code: 'lock-lost', detail: expect.stringContaining('adam@near: it hangs') } });
    expect(sh('Web-1', 'ls /srv')).toBe('a\nc\ngo\n');
  });

  it('is not broken where it is another one than was shown', async () => {
    held('Web-1', { token: 'abc2' });
    const tokens = new Map<string, string | null>([['Web-1', 'abc1']]);
    expect(await breakLocks(admin(), tokens, 'x')).toEqual([{ node: 'Web-1', report: { status: 'other' } }]);
    expect(await breakLocks(admin(), new Map([['Web-1', null]]), 'x')).toEqual([{ node: 'Web-1', report: { status: 'other' } }]);
    expect(statusOf((await listLocks(admin()))[0])).toBe('held');
  });

  it('is not broken where another one comes in its place at the last moment', async () => {
    held('Web-1', { token: 'abc1' });
    const script = breakLockScript({ token: 'abc1', by: 'x' }, 'f00d');
    // Between the look and the rename the lock is given back and taken by someone else.
    const late = script.replace(
      'E=$(mkdir "$N" 2>&1)',
      `rm -r "$L"; mkdir "$L"; echo '{"token":"abc2","expiresAt":99999999999,"takenAt":1,"holder":"late","reason":""}' >"$L/holder"\nE=$(mkdir "$N" 2>&1)`,
    );
    expect(late).not.toBe(script);
    expect(parseBreakReport(sh('Web-1', late))).toEqual({ status: 'broken' });
    expect((await listLocks(admin()))[0]).toMatchObject({ report: { status: 'held', lock: { holder: 'late' } } });
  });

  it('that can not be read can be broken as well, whatever lies there', async () => {
    for (const mess of ['mkdir lock; echo garbage >lock/holder', 'mkdir -p lock/holder', 'echo x >lock', 'ln -s nowhere lock']) {
      sh('Web-1', `cd /var/lib/dmsa; ${mess}`);
      expect(statusOf((await listLocks(admin()))[0]), mess).toBe('unreadable');
      const planned = await planFor(transport, [wish('Web-1', 'a')]);
      expect((await apply(planned)).statuses, mess).not.toContain('Web-1/file/a done');
      expect(await breakLocks(admin(), new Map([['Web-1', null]]), 'x'), mess).toEqual([
        { node: 'Web-1', report: { status: 'broken' } },
      ]);
      expect(statusOf((await listLocks(admin()))[0]), mess).toBe('free');
      expect(sh('Web-1', 'ls -A /var/lib/dmsa'), mess).toBe('');
    }
  });

  it('while one waits: who has it and for how long is told, and an end of the waiting leaves nothing behind', async () => {
    held('Sec-1');
    const planned = await planFor(transport, [wish('Sec-1', 'a'), wish('Web-1', 'a'), wish('Sec-Rep-1', 'a')]);
    const abort = new AbortController();
    const result = await apply(
      planned,
      { signal: abort.signal, options: { holder: 'me', reason: '', lockTimeoutMs: 60_000 } },
      (event) => {
        if (event.type === 'lock-waiting' && event.waitedMs > 1_500) abort.abort();
      },
    );
    expect(result.status).toBe('interrupted');
    const waiting = result.events.filter((event) => event.type === 'lock-waiting');
    expect(waiting.map(({ node, holder, news }) => ({ node, holder, news }))).toEqual([
      { node: 'Sec-1', holder: 'eve@far pid 9', news: true },
      { node: 'Sec-1', holder: 'eve@far pid 9', news: false },
    ]);
    for (const node of ['Web-1', 'Sec-Rep-1']) expect(sh(node, 'ls -A /srv /var/lib/dmsa')).toBe('/srv:\n\n/var/lib/dmsa:\n');
    expect(sh('Sec-1', 'ls -A /srv; cat /var/lib/dmsa/lock/holder')).toContain('eve@far');
  });
});
