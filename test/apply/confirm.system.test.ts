/** What a commit-confirmed change leaves on its node, step by step, without a network: real shells in namespaces. Needs root. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { ApplyOptions, ApplyResult } from '../../src/apply/request.ts';
import type { Check } from '../../src/desired/cluster.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { startNode, type TestNode, targetsOf, testTransport } from './node.ts';
import { planFor, TEST_KINDS } from './things.ts';

let node: TestNode;
const UNIT = '/etc/systemd/system/dmsa-confirm.service';
const LINK = '/etc/systemd/system/sysinit.target.wants/dmsa-confirm.service';

beforeAll(async () => {
  // A node that was booted by systemd, as far as dmsa looks; systemctl says that its boot is over.
  node = await startNode(
    'Sec-1',
    `ip link set lo up; mount -t tmpfs tmpfs /run; mkdir -p /run/systemd/system
mkdir -p /etc/systemd/system; mount -t tmpfs tmpfs /etc/systemd/system; mount -t tmpfs tmpfs /usr/local/bin
cp /usr/bin/true /run/true; mount --bind /run/true /usr/bin/systemctl`,
  );
});
afterAll(() => node.close());
afterEach(() => {
  node.sh(
    'umount /usr/bin/setsid /var/lib/dmsa/confirm 2>/dev/null || :; cd /srv; rm -rf ./*; rm -rf /var/lib/dmsa/* /etc/systemd/system/*',
  );
});

interface Done {
  readonly result: ApplyResult;
  readonly events: readonly ApplyEvent[];
}

interface Change {
  readonly script?: string;
  readonly undo?: string;
  readonly touches?: readonly string[];
  readonly checks?: readonly Check[];
  readonly options?: Partial<ApplyOptions>;
  readonly at?: (event: ApplyEvent) => void;
}

/** Replaces /srv/net, where a risky change is made, and runs the script. */
async function change({ script = ':', undo, touches, checks = [], options = {}, at }: Change): Promise<Done> {
  node.sh('echo before >/srv/net');
  const transport = testTransport(new Map([['Sec-1', node.pid]]));
  const run = { script, timeoutMs: 1_000, ...(undo === undefined ? {} : { undo }), ...(touches ? { touches } : {}) };
  const wish = { node: 'Sec-1', kind: 'file', name: 'net', spec: { path: '/srv/net', text: 'after\n', risky: true, run: [run] } };
  const events: ApplyEvent[] = [];
  const result = await applyPlan({
    ...(await planFor(transport, [wish])),
    kinds: TEST_KINDS,
    transport,
    look: observeNode,
    targets: targetsOf(['Sec-1']),
    checks: new Map([['Sec-1', checks]]),
    options: { holder: 'test', reason: 'a test', settleMs: 1, confirmS: 20, ...options },
    onEvent(event) {
      events.push(event);
      at?.(event);
    },
  });
  return { result, events };
}

const outcomeOf = ({ result }: Done) => result.actions[0]?.outcome;
const hook = (): string => node.sh(`ls ${UNIT} ${LINK} /var/lib/dmsa/boot.sh 2>/dev/null || :`);
const confirms = (): string => node.sh('ls -A /var/lib/dmsa/confirm');

function check(command: string, more: Partial<Check> = {}): Check {
  return {
    name: 'mine',
    nodes: null,
    on: 'node',
    probe: { type: 'command', command },
    timeoutMs: 3_000,
    retries: 0,
    ...more,
  };
}

describe('what the revert brings back', () => {
  it('files that a script touches, also symbolic links, and what only its undo can; in that order', async () => {
    node.sh(`echo old >/srv/real; ln -s real /srv/link; echo x >/srv/gone; printf 'a\\n' >/srv/daemon`);
    const done = await change({
      script: 'rm /srv/link /srv/gone; echo new >/srv/link; echo new >/srv/made; echo b >/srv/daemon; exit 3',
      touches: ['/srv/link', '/srv/gone', '/srv/made'],
      undo: 'cat /srv/net /srv/link >/srv/daemon',
    });
    expect(outcomeOf(done)).toMatchObject({ status: 'failed', undo: 'reverted' });
    expect(node.sh('cat /srv/net /srv/real /srv/gone; readlink /srv/link; cat /srv/daemon; ls /srv')).toBe(
      'before\nold\nx\nreal\nbefore\nold\ndaemon\ngone\nlink\nnet\nreal\n',
    );
    expect([confirms(), hook()]).toEqual(['', '']);
  });

  it('an undo that fails, or hangs, is told by its name, and holds up nothing else', async () => {
    const failing = await change({ script: 'exit 3', undo: 'echo oh no >&2; exit 7' });
    expect(outcomeOf(failing)).toMatchObject({
      undo: 'revert-failed',
      error: { detail: expect.stringContaining('undoing "do it" failed with status 7: oh no') },
    });
    const hanging = await change({ script: 'exit 3', undo: 'sleep 100' });
    expect(outcomeOf(hanging)).toMatchObject({
      undo: 'revert-failed',
      error: { detail: expect.stringContaining('undoing "do it" failed with status 137') },
    });
    expect(node.sh('cat /srv/net')).toBe('before\n');
  });

  it('nothing is undone of a step that was not begun', async () => {
    // The file has changed between the guard and the write: the step behind it is not begun.
    const done = await change({
      undo: 'echo undone >/srv/undone',
      at: (event) => event.type === 'action-started' && node.sh('echo other >/srv/net'),
    });
    expect(outcomeOf(done)).toMatchObject({ status: 'stale' });
    expect(node.sh('cat /srv/net; ls /srv')).toBe('other\nnet\n');
    expect([confirms(), hook()]).toEqual(['', '']);
  });
});

describe('the operator’s checks', () => {
  it('that fail make the node undo the change at once; what they said is told', async () => {
    const done = await change({
      checks: [check('cat /srv/net; echo "no $DMSA_NODE" >&2; exit 5', { retries: 1 }), check('true', { name: 'good' })],
    });
    expect(outcomeOf(done)).toMatchObject({
      status: 'failed',
      undo: 'reverted',
      error: {
        code: 'reverted',
        detail: expect.stringMatching(
          /Check "mine" failed on Sec-1\nmine, tried 2 times: exit status 5; it said:\nafter\nno Sec-1/,
        ),
      },
    });
    expect(done.events.filter((event) => event.type === 'checked').map(({ name, why }) => [name, why])).toEqual([
      ['good', null],
      ['mine', 'exit status 5; it said:'],
    ]);
    expect(node.sh('cat /srv/net')).toBe('before\n');
  });

  it('that succeed, at the latest at their last try, let it be confirmed', async () => {
    const third = 'echo x >>/srv/tries; [ "$(wc -l </srv/tries)" = 3 ]';
    const done = await change({ checks: [check(third, { retries: 2 })] });
    expect(outcomeOf(done)).toMatchObject({ status: 'done' });
    expect(node.sh('cat /srv/net')).toBe('after\n');
    expect([confirms(), hook()]).toEqual(['', '']);
  });
});

describe('while a change waits', () => {
  /** What a boot does: everything that ran is gone, the kernel has another boot id, and the init system runs the hook. */
  function reboot(): void {
    node.sh(`for p in /proc/[0-9]*; do p=\${p#/proc/}; [ $p = 1 ] || [ $p = $$ ] || kill -9 $p 2>/dev/null || :; done
for b in /var/lib/dmsa/confirm/*/begun; do [ ! -e "$b" ] || echo another >"$b"; done
sed -n "s/^ExecStart=//p" ${LINK} >/srv/boot; sh /srv/boot; rm /srv/boot`);
  }

  it('the node’s boot undoes it, running state left alone, and takes its own hook away', async () => {
    let seen = '';
    const done = await change({
      undo: 'echo undone >/srv/undone',
      options: { confirmS: 60 },
      checks: [check('sleep 60', { timeoutMs: 60_000 })],
      at: (event) => {
        if (event.type !== 'confirm-reached') return;
        seen = hook();
        setTimeout(() => {
          node.sh('ip addr add 10.1.2.3/32 dev lo');
          reboot();
        }, 500);
      },
    });
    expect(seen).toBe(`${UNIT}\n${LINK}\n/var/lib/dmsa/boot.sh\n`);
    expect(outcomeOf(done)).toMatchObject({ status: 'failed', undo: 'reverted' });
    expect(node.sh('cat /srv/net /srv/undone; ip -o addr show dev lo; ip addr del 10.1.2.3/32 dev lo')).toMatch(
      /^before\nundone\n[\s\S]*10\.1\.2\.3/,
    );
    expect([confirms(), hook()]).toEqual(['', '']);
  });

  it('a boot after a crash between the steps of arming or of confirming undoes nothing, and leaves nothing', async () => {
    const done = await change({
      at: (event) =>
        event.type === 'confirm-reached' && node.sh(`cp -a /var/lib/dmsa /etc/systemd/system /srv; rm -rf /srv/dmsa/lock`),
    });
    expect(outcomeOf(done)).toMatchObject({ status: 'done' });
    for (const crash of ['rm begun', 'ln by.confirm decided']) {
      node.sh(`cp -a /srv/dmsa/* /var/lib/dmsa; cp -a /srv/system/* /etc/systemd/system; cd /var/lib/dmsa/confirm/*; ${crash}`);
      expect(hook()).not.toBe('');
      reboot();
      await expect.poll(() => [node.sh('cat /srv/net'), confirms(), hook()]).toEqual(['after\n', '', '']);
    }
  });

  it('an unfinished one that nobody undoes any more is undone for the next one who takes the lock', async () => {
    let orphaned = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      orphaned = resolve;
    });
    const first = change({
      options: { confirmS: 60, lockExpiryS: 60 },
      checks: [check('sleep 3; exit 1', { timeoutMs: 60_000 })],
      at: (event) => {
        if (event.type !== 'confirm-reached') return;
        // Its timers are killed, its time is over, and so is its lock.
        node.sh(`for p in $(pgrep -f 'confirm/[0-9a-f]*/[rw]'); do kill -9 $p; done
for f in /var/lib/dmsa/confirm/*/until; do echo 5 >$f; done; rm -rf /var/lib/dmsa/lock`);
        orphaned();
      },
    });
    await waiting;
    const transport = testTransport(new Map([['Sec-1', node.pid]]));
    const wish = { node: 'Sec-1', kind: 'file', name: 'other', spec: { path: '/srv/other', text: 'x\n' } };
    const result = await applyPlan({
      ...(await planFor(transport, [wish])),
      kinds: TEST_KINDS,
      transport,
      look: observeNode,
      targets: targetsOf(['Sec-1']),
      options: { holder: 'other', reason: 'a test', lockTimeoutMs: 20_000 },
    });
    expect(result.actions[0]?.outcome.status).toBe('done');
    expect(node.sh('cat /srv/net')).toBe('before\n');
    expect((await first).result.actions[0]?.outcome.status).toBe('failed');
    expect([confirms(), hook()]).toEqual(['', '']);
  });

  it('the lock names it; where its run has died, the lock is free half a minute after the node has undone it', async () => {
    let named = ['', ''];
    const seen = await change({
      at: (event) => {
        if (event.type === 'confirm-armed')
          named = node.sh('cat /var/lib/dmsa/lock/confirm; ls /var/lib/dmsa/confirm').split('\n');
      },
    });
    expect(outcomeOf(seen)).toMatchObject({ status: 'done' });
    expect(named[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(named[1]).toBe(named[0]);

    const transport = testTransport(new Map([['Sec-1', node.pid]]));
    const wish = { node: 'Sec-1', kind: 'file', name: 'other', spec: { path: '/srv/other', text: 'x\n' } };
    const another = async () =>
      (
        await applyPlan({
          ...(await planFor(transport, [wish])),
          kinds: TEST_KINDS,
          transport,
          look: observeNode,
          targets: targetsOf(['Sec-1']),
          options: { holder: 'other', reason: 'a test', lockTimeoutMs: 0 },
        })
      ).status;
    // What a run leaves that was killed after it had armed a change.
    node.sh(`cd /var/lib/dmsa; mkdir -p lock confirm/ab; echo ab >lock/confirm; echo boot >confirm/ab/begun
n=$(date +%s); printf '{"token":"0b","expiresAt":%s,"takenAt":%s,"lastsS":120,"renewS":30,"holder":"dead","reason":"x"}\n' $((n + 900)) $n >lock/holder`);
    expect(await another()).toBe('locked');
    node.sh('echo reverted >/var/lib/dmsa/confirm/ab/final');
    expect(await another()).toBe('locked');
    node.sh("touch -d '-25 seconds' /var/lib/dmsa/confirm/ab/final");
    expect(await another()).toBe('locked');
    node.sh("touch -d '-31 seconds' /var/lib/dmsa/confirm/ab/final");
    expect(await another()).toBe('applied');
    expect(confirms()).toBe('');
  });

  it('another one is not begun', async () => {
    const done = await change({
      at: (event) =>
        event.type === 'action-started' &&
        node.sh('mkdir -p /var/lib/dmsa/confirm/0b; echo exit >/var/lib/dmsa/confirm/0b/revert.sh'),
    });
    expect(outcomeOf(done)).toMatchObject({
      status: 'failed',
      error: { code: 'arm-failed', detail: expect.stringContaining('another change on this node waits') },
    });
    expect(node.sh('cat /srv/net')).toBe('before\n');
  });
});

describe('on poor nodes', () => {
  it('a full disk: it is not begun', async () => {
    node.sh('mkdir -p /var/lib/dmsa/confirm; mount -t tmpfs -o size=16k tmpfs /var/lib/dmsa/confirm');
    const done = await change({});
    expect(outcomeOf(done)).toMatchObject({
      status: 'failed',
      error: { code: 'arm-failed', detail: expect.stringMatching(/space/) },
    });
    expect(node.sh('cat /srv/net')).toBe('before\n');
    expect([confirms(), hook()]).toEqual(['', '']);
  });

  it('without setsid, and without timeout, it comes back all the same', async () => {
    node.sh('mount --bind /dev/null /usr/bin/setsid; mount --bind /dev/null /usr/bin/timeout');
    const done = await change({ script: 'exit 3', undo: 'sleep 100' });
    node.sh('umount /usr/bin/timeout');
    expect(outcomeOf(done)).toMatchObject({ undo: 'revert-failed', error: { detail: expect.stringContaining('status 137') } });
    expect(node.sh('cat /srv/net')).toBe('before\n');
  });

  it('a change that hangs is killed and undone by the second timer', async () => {
    node.sh('mount --bind /dev/null /usr/bin/timeout');
    const done = await change({ script: 'sleep 300; echo late >/srv/net', options: { confirmS: 1 } });
    node.sh('umount /usr/bin/timeout');
    expect(outcomeOf(done)).toMatchObject({ status: 'failed', undo: 'reverted' });
    expect(node.sh(`cat /srv/net; pgrep -f '[s]leep 300' || :`)).toBe('before\n');
  });
});
