import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyEvent } from '../../src/apply/events.ts';
import { parseManifest } from '../../src/apply/manifest.ts';
import type { ApplyOptions, ApplyResult, Outcome } from '../../src/apply/request.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { startNode, type TestNode, type TestTransport, targetsOf, testTransport } from './node.ts';
import { type Planned, planFor, TEST_KINDS, type Wish } from './things.ts';

let web: TestNode;
let sec: TestNode;
let transport: TestTransport;

beforeAll(async () => {
  [web, sec] = await Promise.all([startNode('Web-1'), startNode('Sec-1')]);
});
afterAll(() => {
  web.close();
  sec.close();
});
afterEach(() => {
  for (const node of [web, sec])
    node.sh('umount /srv/small 2>/dev/null || :; cd /srv; rm -rf ..?* .[!.]* ./*; cd /var/lib/dmsa; rm -rf ./* .[!.]*');
});

function wish(name: string, spec: Record<string, unknown> & { path: string }, more: Partial<Wish> = {}): Wish {
  return { node: 'Web-1', kind: 'file', name, spec: { text: `${name}\n`, ...spec } as Wish['spec'], ...more };
}

function lineWish(name: string, line: string): Wish {
  return { node: 'Web-1', kind: 'line', name, spec: { path: '/srv/hosts', line } };
}

async function plan(wishes: readonly Wish[]): Promise<Planned> {
  transport = testTransport(
    new Map([
      ['Web-1', web.pid],
      ['Sec-1', sec.pid],
    ]),
  );
  return planFor(transport, wishes);
}

interface Applied extends ApplyResult {
  readonly events: readonly ApplyEvent[];
  outcome(id: string): Outcome;
}

async function apply(
  planned: Planned,
  options: Partial<ApplyOptions> = {},
  signal?: AbortSignal,
  onEvent?: (event: ApplyEvent) => void,
  mayAct?: () => boolean,
): Promise<Applied> {
  const events: ApplyEvent[] = [];
  const result = await applyPlan({
    ...planned,
    kinds: TEST_KINDS,
    transport,
    look: observeNode,
    targets: targetsOf(['Web-1', 'Sec-1']),
    options: { holder: 'test', reason: 'a test', settleMs: 1, ...options },
    onEvent(event) {
      events.push(event);
      onEvent?.(event);
    },
    ...(signal ? { signal } : {}),
    ...(mayAct ? { mayAct } : {}),
  });
  return {
    ...result,
    events,
    outcome(id) {
      const found = result.actions.find((action) => action.id === id);
      if (!found) throw new Error(`no action ${id}: ${result.actions.map((one) => one.id).join(', ')}`);
      return found.outcome;
    },
  };
}

function errorOf(outcome: Outcome): { readonly code: string; readonly text: string } {
  if (outcome.status !== 'failed' && outcome.status !== 'stale') throw new Error(`it is ${outcome.status}`);
  return { code: outcome.error.code, text: `${outcome.error.summary}\n${outcome.error.detail ?? ''}` };
}

describe('files', () => {
  it('writes new files with their mode and owner, makes missing folders, and a second plan is empty', async () => {
    const wishes = [
      wish('a', { path: '/srv/deep/er/a', mode: '0640', owner: 'root:daemon' }),
      wish('b', { path: '/srv/b', mode: '0755', text: 'it\'s $HOME `id` \\ "q" é\n\n' }),
      wish('c', { path: '/srv/c', mode: '0600', text: 'no line end' }),
    ];
    const result = await apply(await plan(wishes));
    expect(result.actions.map((one) => one.outcome.status)).toEqual(['done', 'done', 'done']);
    expect(web.sh('stat -c "%a %U:%G %n" /srv/deep /srv/deep/er /srv/deep/er/a /srv/b /srv/c')).toBe(
      '755 root:root /srv/deep\n755 root:root /srv/deep/er\n640 root:daemon /srv/deep/er/a\n755 root:root /srv/b\n600 root:root /srv/c\n',
    );
    expect(web.sh('cat /srv/b')).toBe('it\'s $HOME `id` \\ "q" é\n\n');
    expect(web.sh('cat /srv/c')).toBe('no line end');
    expect(result.events).toContainEqual({ type: 'folder-created', node: 'Web-1', path: '/srv/deep/er' });
    expect(web.sh('find /srv /var/lib/dmsa -name ".dmsa*" -o -name "output*" -o -name "lock*"')).toBe('');
    expect((await plan(wishes)).plan.actions).toEqual([]);
  });

  it('keeps bytes that are not UTF-8, mode, owner and place of a file that it edits, and merges the edits of a wave', async () => {
    web.sh(
      `printf 'caf\\351 \\201\\210\\377\\n' >/srv/real; chmod 0604 /srv/real; chown daemon:bin /srv/real; ln -s real /srv/hosts`,
    );
    const result = await apply(await plan([lineWish('one', '10.0.0.1 é'), lineWish('two', "10.0.0.2 it's")]));
    expect(result.actions.map((one) => one.outcome.status)).toEqual(['done', 'done']);
    expect(web.sh('stat -c "%a %U:%G" /srv/real; readlink /srv/hosts; od -An -tx1 -N 9 /srv/real')).toBe(
      '604 daemon:bin\nreal\n 63 61 66 e9 20 81 88 ff 0a\n',
    );
    expect(web.sh('tail -n +2 /srv/real')).toBe(
      "# BEGIN dmsa test (do not edit between these lines)\n10.0.0.1 é\n10.0.0.2 it's\n# END dmsa test\n",
    );
    const puts = transport.ran.flatMap(({ script }) => script.match(/^(! live [\d ]+ \|\| )put \d .*/gm) ?? []);
    expect(puts).toHaveLength(1);
  });

  it('every byte but NUL survives', async () => {
    const bytes = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
    web.sh('mkdir /srv/x');
    await apply(
      await plan([wish('all', { path: '/srv/all', text: [...bytes].map((byte) => String.fromCharCode(byte)).join('') })]),
    );
    // As text in UTF-8: the file kind writes no latin1.
    expect(Buffer.from(web.sh('od -An -v -tx1 /srv/all').replaceAll(/\s/g, ''), 'hex').toString('utf8')).toBe(
      bytes.toString('latin1'),
    );
  });

  it('does not remove a file that changed between the guard and the removal, nor what it could not read', async () => {
    web.sh('echo old >/srv/gone; mkdir /srv/folder; echo b >/srv/also');
    const planned = await plan([
      wish('a', { path: '/srv/a', remove: ['/srv/gone'] }),
      wish('b', { path: '/srv/b', remove: ['/srv/also', '/srv/never'] }),
      wish('c', { path: '/srv/c', remove: ['/srv/folder'] }),
    ]);
    transport.before = (_, script) => {
      if (script.includes('|| del ')) web.sh('echo newer >/srv/gone');
    };
    const result = await apply(planned);
    expect(errorOf(result.outcome('Web-1/file/a')).code).toBe('stale');
    expect(result.outcome('Web-1/file/b').status).toBe('done');
    expect(errorOf(result.outcome('Web-1/file/c')).code).toBe('file-unreadable');
    expect(web.sh('cat /srv/gone; ls /srv')).toBe('newer\na\nb\nfolder\ngone\n');
  });

  it('does not replace a file that changed between the guard and the write', async () => {
    web.sh('echo old >/srv/hosts; echo old >/srv/a');
    const planned = await plan([lineWish('one', 'x'), wish('a', { path: '/srv/a' }), wish('b', { path: '/srv/b' })]);
    transport.before = (_, script) => {
      if (script.includes('\nput 0 ') || script.includes('|| put 0 '))
        web.sh('echo newer >/srv/hosts; echo newer >/srv/a; echo new >/srv/b');
    };
    const result = await apply(planned);
    for (const id of ['Web-1/line/one', 'Web-1/file/a', 'Web-1/file/b']) expect(errorOf(result.outcome(id)).code).toBe('stale');
    expect(web.sh('cat /srv/hosts /srv/a /srv/b; ls -A /srv')).toBe('newer\nnewer\nnew\na\nb\nhosts\n');
  });

  it('a full disk leaves the old file as it was, says so, and leaves nothing behind', async () => {
    web.sh('mkdir /srv/small; mount -t tmpfs -o size=16k tmpfs /srv/small; echo old >/srv/small/a');
    const result = await apply(
      await plan([
        wish('a', { path: '/srv/small/a', text: 'x'.repeat(40_000) }),
        wish('new', { path: '/srv/small/n', text: 'y'.repeat(40_000) }),
        wish('ok', { path: '/srv/ok' }),
      ]),
    );
    for (const id of ['Web-1/file/a', 'Web-1/file/new']) {
      expect(errorOf(result.outcome(id)).code).toBe('write-failed');
      expect(errorOf(result.outcome(id)).text).toMatch(/No space left|I\/O error|whole/);
    }
    expect(result.outcome('Web-1/file/ok').status).toBe('done');
    expect(web.sh('cat /srv/small/a; ls -A /srv/small')).toBe('old\na\n');
  });

  it('a read-only file system, a link to nothing and a folder in the way are told', async () => {
    web.sh(
      'mkdir /srv/small /srv/dir; mount -t tmpfs -o size=16k tmpfs /srv/small; echo old >/srv/small/a; mount -o remount,ro /srv/small',
    );
    const result = await apply(await plan([wish('a', { path: '/srv/small/a' }), wish('n', { path: '/srv/small/n' })]));
    expect(errorOf(result.outcome('Web-1/file/a'))).toMatchObject({
      code: 'write-failed',
      text: expect.stringContaining('Read-only file system'),
    });
    expect(errorOf(result.outcome('Web-1/file/n')).text).toContain('Read-only file system');
    const dangling = await plan([wish('l', { path: '/srv/l' })]);
    web.sh('ln -s /srv/nothing /srv/l');
    expect(errorOf((await apply(dangling)).outcome('Web-1/file/l')).text).toContain('link to something that is not there');
  });

  it('refuses a NUL byte before anything is sent', async () => {
    const result = await apply(await plan([wish('nul', { path: '/srv/nul', text: 'a\0b' })]));
    expect(errorOf(result.outcome('Web-1/file/nul')).code).toBe('nul-in-content');
    expect(transport.ran.some(({ script }) => script.includes('/srv/nul') && script.includes('put 0'))).toBe(false);
  });

  it('clears temporary files that a killed apply has left', async () => {
    web.sh('touch /srv/.dmsa.0123456789abcdef.0 /srv/.dmsarc');
    await apply(await plan([wish('a', { path: '/srv/a' })]));
    expect(web.sh('ls -A /srv')).toBe('.dmsarc\na\n');
  });

  it('removes files', async () => {
    web.sh('echo x >/srv/gone; echo x >/srv/stays');
    const result = await apply(await plan([wish('a', { path: '/srv/a', remove: ['/srv/gone', '/srv/never'] })]));
    expect(result.outcome('Web-1/file/a').status).toBe('done');
    expect(web.sh('ls -A /srv')).toBe('a\nstays\n');
  });
});

describe('steps', () => {
  it('a step with secrets is no argument of a process, does the same, and its output is for nobody else', async () => {
    const script = [
      `: "MARK'ED \\n %s"`,
      // One may end between the list and the look at it.
      'cat /proc/[0-9]*/cmdline >/srv/seen 2>/dev/null || :',
      'stat -c %a /var/lib/dmsa/output.* >/srv/mode',
      'umask >/srv/umask',
      'read -r x || echo none >/srv/in',
      'exit 7',
    ].join('\n');
    for (const secret of [false, true]) {
      const result = await apply(await plan([wish('a', { path: '/srv/a', run: [{ script, secret }] })]));
      expect(errorOf(result.outcome('Web-1/file/a')).text).toContain('exit code 7');
      expect(web.sh('if grep -aq "MARK.ED" /srv/seen; then echo seen; fi').trim()).toBe(secret ? '' : 'seen');
      expect(web.sh('cat /srv/mode /srv/umask /srv/in')).toBe('600\n0022\nnone\n');
      web.sh('rm /srv/*');
    }
  });

  it('a failure stops only what depends on it, everything is told', async () => {
    const bad = { script: 'echo to stdout; echo "it is broken" >&2; false; echo never >/srv/never', label: 'start it' };
    const result = await apply(
      await plan([
        wish('a', { path: '/srv/a', run: [bad] }),
        wish('b', { path: '/srv/b', run: [{ script: 'echo ran >/srv/b.ran' }] }),
        wish('after-a', { path: '/srv/after-a' }, { after: ['Web-1/file/a'] }),
        wish('after-b', { path: '/srv/after-b' }, { after: ['Web-1/file/b'] }),
        wish('far', { path: '/srv/far' }, { node: 'Sec-1', after: ['Web-1/file/after-a'] }),
        wish('syntax', { path: '/srv/s', run: [{ script: 'if then fi ((' }] }),
      ]),
    );
    expect(errorOf(result.outcome('Web-1/file/a'))).toEqual({
      code: 'step-failed',
      text: '"start it" failed on Web-1 with exit code 1\nto stdout\nit is broken',
    });
    expect(errorOf(result.outcome('Web-1/file/syntax')).code).toBe('step-failed');
    expect(result.outcome('Web-1/file/b').status).toBe('done');
    expect(result.outcome('Web-1/file/after-b').status).toBe('done');
    expect(result.outcome('Web-1/file/after-a')).toEqual({ status: 'blocked', by: 'Web-1/file/a' });
    expect(result.outcome('Sec-1/file/far')).toEqual({ status: 'blocked', by: 'Web-1/file/a' });
    expect(web.sh('ls -A /srv; ls -A /var/lib/dmsa')).toBe('a\nafter-b\nb\nb.ran\ns\nmanifest.json\n');
    expect(sec.sh('ls -A /srv')).toBe('');
    expect(result.problems.map((problem) => problem.resource).sort()).toEqual(['Web-1/file/a', 'Web-1/file/syntax']);
  });

  it('starts a chain of services in one wave, in order, and stops behind one that does not start', async () => {
    const chain = (fails?: string): readonly Wish[] =>
      ['one', 'two', 'three', 'four'].map((name, index, all) => ({
        node: 'Web-1',
        kind: 'started',
        name,
        spec: { path: `/srv/${name}`, ...(name === fails ? { fails: true } : {}) },
        after: index === 0 ? [] : [`Web-1/started/${all[index - 1]}`],
      }));
    const broken = await apply(await plan(chain('two')));
    expect(broken.actions.map((one) => one.outcome.status)).toEqual(['done', 'failed', 'blocked', 'blocked']);
    expect(broken.outcome('Web-1/started/four')).toEqual({ status: 'blocked', by: 'Web-1/started/two' });
    expect(web.sh('ls /srv')).toBe('one\norder\n');
    const healed = await apply(await plan(chain()));
    expect(healed.actions.map((one) => one.outcome.status)).toEqual(['done', 'done', 'done']);
    expect(web.sh('cat /srv/order')).toBe('/srv/one\n/srv/two\n/srv/three\n/srv/four\n');
    expect(healed.events.filter((event) => event.type === 'wave-started')).toHaveLength(1);
  });

  it('a step that hangs is ended in its time and others go on; a daemon that keeps its output open holds up nothing', async () => {
    const started = performance.now();
    const result = await apply(
      await plan([
        wish('a', { path: '/srv/a', run: [{ script: 'echo waiting; sleep 60', timeoutMs: 1_000 }] }),
        wish('b', { path: '/srv/b', run: [{ script: 'sleep 60 & echo $! >/srv/b.pid' }] }),
      ]),
    );
    expect(errorOf(result.outcome('Web-1/file/a'))).toMatchObject({
      code: 'step-timeout',
      text: expect.stringContaining('waiting'),
    });
    expect(result.outcome('Web-1/file/b').status).toBe('done');
    web.sh('kill $(cat /srv/b.pid)');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('runs a shared step once, after the last action that has it, and its failure is the failure of all of them', async () => {
    const log = (text: string) => ({ script: `echo ${text} >>/srv/log` });
    const reload = { script: 'echo reload >>/srv/log', once: 'reload' };
    const good = await apply(
      await plan([
        wish('a', { path: '/srv/a', run: [log('a1'), reload, log('a2')] }),
        wish('b', { path: '/srv/b', run: [log('b1')] }),
        wish('c', { path: '/srv/c', run: [log('c1'), reload, log('c2')] }),
      ]),
    );
    expect(good.actions.map((one) => one.outcome.status)).toEqual(['done', 'done', 'done']);
    expect(web.sh('cat /srv/log')).toBe('a1\nb1\nc1\nreload\nc2\na2\n');
    web.sh('rm -rf /srv/*');
    const broken = { script: 'echo no reload >&2; exit 3', once: 'reload', label: 'reload' };
    const bad = await apply(
      await plan([
        wish('a', { path: '/srv/a', run: [broken] }),
        wish('b', { path: '/srv/b' }),
        wish('c', { path: '/srv/c', run: [broken] }),
      ]),
    );
    expect(bad.actions.map((one) => one.outcome.status)).toEqual(['failed', 'done', 'failed']);
    expect(errorOf(bad.outcome('Web-1/file/a')).text).toBe('"reload" failed on Web-1 with exit code 3\nno reload');
  });

  it('says what is left where the steps went well and the thing is still not as wanted', async () => {
    const result = await apply(await plan([wish('a', { path: '/srv/a', run: [{ script: 'echo other >/srv/a' }] })]));
    expect(errorOf(result.outcome('Web-1/file/a'))).toMatchObject({
      code: 'not-converged',
      text: expect.stringContaining('text other⏎ → a⏎'),
    });
  });
});

describe('guard', () => {
  it('does not do what is no longer as planned, says what changed, and blocks what depends on it', async () => {
    web.sh('echo planned >/srv/a; echo planned >/srv/b');
    const planned = await plan([
      wish('a', { path: '/srv/a' }),
      wish('b', { path: '/srv/b' }),
      wish('c', { path: '/srv/c' }, { after: ['Web-1/file/a'] }),
      wish('d', { path: '/srv/d' }, { after: ['Web-1/file/b'] }),
    ]);
    web.sh('echo changed >/srv/a; echo b >/srv/b');
    const result = await apply(planned);
    expect(errorOf(result.outcome('Web-1/file/a'))).toMatchObject({
      code: 'stale',
      text: expect.stringContaining('Now it would be: text changed⏎ → a⏎'),
    });
    expect(result.outcome('Web-1/file/b').status).toBe('already');
    expect(result.outcome('Web-1/file/c')).toEqual({ status: 'blocked', by: 'Web-1/file/a' });
    expect(result.outcome('Web-1/file/d').status).toBe('done');
    expect(web.sh('cat /srv/a')).toBe('changed\n');
  });

  it('reads what is on another node again, and takes the work of this very apply for what it is', async () => {
    const reads = [{ node: 'Sec-1', kind: 'file', name: 'peer' }];
    sec.sh('echo before >/srv/peer');
    const peer = wish('peer', { path: '/srv/peer' }, { node: 'Sec-1' });
    const mine = wish('mine', { path: '/srv/mine', reads }, { after: ['Sec-1/file/peer'] });
    const good = await apply(await plan([peer, mine]));
    expect(good.actions.map((one) => one.outcome.status)).toEqual(['done', 'done']);
    web.sh('rm /srv/mine');
    const planned = await plan([peer, mine]);
    expect(planned.plan.actions.map((action) => action.id)).toEqual(['Web-1/file/mine']);
    sec.sh('echo changed by hand >/srv/peer');
    const result = await apply(planned);
    expect(errorOf(result.outcome('Web-1/file/mine'))).toMatchObject({
      code: 'stale',
      text: expect.stringContaining('Sec-1/file/peer'),
    });
    const unseen = await plan([{ ...peer, spec: { path: '/srv/peer', text: 'changed by hand\n' } }, mine]);
    transport.dead.add('Sec-1');
    expect(errorOf((await apply(unseen)).outcome('Web-1/file/mine'))).toMatchObject({
      code: 'unknown-now',
      text: expect.stringContaining('Sec-1 does not answer'),
    });
  });

  it('what another action of the same apply has done part of is still done; what it has done whole is already so', async () => {
    web.sh('echo old >/srv/b; chmod 0600 /srv/b; echo old >/srv/c');
    const both = { script: 'chmod 0644 /srv/b; echo c >/srv/c' };
    const result = await apply(
      await plan([
        wish('a', { path: '/srv/a', run: [both] }),
        wish('b', { path: '/srv/b' }, { after: ['Web-1/file/a'] }),
        wish('c', { path: '/srv/c' }, { after: ['Web-1/file/a'] }),
      ]),
    );
    expect(result.actions.map((one) => one.outcome.status)).toEqual(['done', 'done', 'already']);
  });
});

describe('nodes', () => {
  it('a node that can not be reached stops nothing on the others', async () => {
    const planned = await plan([
      wish('a', { path: '/srv/a' }),
      wish('b', { path: '/srv/b' }, { node: 'Sec-1' }),
      wish('c', { path: '/srv/c' }, { after: ['Sec-1/file/b'] }),
    ]);
    transport.dead.add('Sec-1');
    const result = await apply(planned);
    expect(result.status).toBe('applied');
    expect(result.outcome('Web-1/file/a').status).toBe('done');
    expect(errorOf(result.outcome('Sec-1/file/b')).code).toBe('connect-timeout');
    expect(result.outcome('Web-1/file/c')).toEqual({ status: 'blocked', by: 'Sec-1/file/b' });
    expect(result.events.filter((event) => event.type === 'node-failed')).toHaveLength(1);
  });

  it('one wave is three round trips: read again, do, look; and one each for the lock', async () => {
    const planned = await plan([wish('a', { path: '/srv/a' }), wish('b', { path: '/srv/b' })]);
    transport.ran.length = 0;
    await apply(planned);
    expect(transport.ran).toHaveLength(5);
  });

  it('interrupted: what runs is finished, nothing new is started, the lock is given back', async () => {
    const abort = new AbortController();
    const planned = await plan([
      wish('a', { path: '/srv/a', run: [{ script: 'echo done >/srv/a.done' }] }),
      wish('b', { path: '/srv/b' }, { after: ['Web-1/file/a'] }),
      wish('c', { path: '/srv/c' }, { node: 'Sec-1', after: ['Web-1/file/b'] }),
    ]);
    const result = await apply(planned, {}, abort.signal, (event) => {
      if (event.type === 'step-started') abort.abort();
    });
    expect(result.status).toBe('interrupted');
    expect(result.actions.map((one) => one.outcome.status)).toEqual(['done', 'interrupted', 'interrupted']);
    expect(web.sh('cat /srv/a.done; ls -A /srv /var/lib/dmsa')).toBe('done\n/srv:\na\na.done\n\n/var/lib/dmsa:\nmanifest.json\n');
  });

  it('may not act any more: asked at the moment before each script, whatever it was told before', async () => {
    const planned = await plan([wish('a', { path: '/srv/a' }), wish('b', { path: '/srv/b' }, { after: ['Web-1/file/a'] })]);
    // Between the look before the change and the change: nothing else tells of it, as with a process that was frozen there.
    const looked = await apply(planned, {}, undefined, undefined, () => transport.ran.length < 2);
    expect([looked.status, looked.actions.map(({ outcome }) => outcome.status)]).toEqual([
      'interrupted',
      ['interrupted', 'interrupted'],
    ]);
    const never = await apply(planned, {}, undefined, undefined, () => false);
    expect(never.status).toBe('interrupted');
    expect(web.sh('ls -A /srv /var/lib/dmsa')).toBe('/srv:\n\n/var/lib/dmsa:\n');
  });
});

describe('manifest', () => {
  const read = (): ReturnType<typeof parseManifest> => parseManifest(web.sh('cat /var/lib/dmsa/manifest.json'));

  it('lists what was put there, without a trace of secrets, and an action that failed stays pending', async () => {
    const planned = await plan([
      wish('a', { path: '/srv/a' }),
      wish('s', { path: '/srv/s', text: 'hunter2', secret: true }),
      wish('f', { path: '/srv/f', run: [{ script: 'exit 1' }] }),
    ]);
    await apply(planned);
    const manifest = read();
    if (manifest.status === 'unknown') throw new Error(manifest.why);
    const own = planned.plan.actions.find((action) => action.name === 'a');
    expect(manifest.entries.get('file/a')).toMatchObject({ spec: own?.specFingerprint, files: ['/srv/a'] });
    expect(manifest.entries.get('file/a')?.pending).toBeUndefined();
    expect(manifest.entries.get('file/s')).toMatchObject({ spec: null, files: ['/srv/s'] });
    expect(manifest.entries.get('file/f')).toMatchObject({ spec: null, pending: true });
    expect(web.sh('stat -c "%a %U" /var/lib/dmsa/manifest.json')).toBe('600 root\n');
    expect(Math.abs(Date.parse(manifest.entries.get('file/a')?.at ?? '') - Date.now())).toBeLessThan(5_000);
  });

  it('keeps what other runs have listed, and a list that can not be read is left alone and told of', async () => {
    await apply(await plan([wish('a', { path: '/srv/a' })]));
    await apply(await plan([wish('b', { path: '/srv/b' })]));
    const manifest = read();
    expect(manifest.status === 'known' && [...manifest.entries.keys()]).toEqual(['file/a', 'file/b']);
    web.sh('echo "{ broken" >/var/lib/dmsa/manifest.json');
    const result = await apply(await plan([wish('c', { path: '/srv/c' })]));
    expect(result.outcome('Web-1/file/c').status).toBe('done');
    expect(result.problems.map((problem) => problem.code)).toEqual(['manifest-unreadable']);
    expect(web.sh('cat /var/lib/dmsa/manifest.json')).toBe('{ broken\n');
  });
});

describe('lock', () => {
  it('is not taken from someone who holds it: nothing is done, and who, why and since when is told', async () => {
    const planned = await plan([wish('a', { path: '/srv/a' }), wish('b', { path: '/srv/b' }, { node: 'Sec-1' })]);
    web.sh(
      `mkdir /var/lib/dmsa/lock; echo '{"token":"abc1","expiresAt":'$(($(date +%s)+60))',"takenAt":'$(($(date +%s)-5))',"holder":"eve@far","reason":"upgrade"}' >/var/lib/dmsa/lock/holder`,
    );
    const result = await apply(planned);
    expect(result.status).toBe('locked');
    expect(result.conflicts.map((conflict) => conflict.error)).toMatchObject([
      { code: 'locked', summary: 'Web-1 is locked by eve@far' },
    ]);
    expect(result.conflicts[0]?.error.detail).toMatch(/^Since [5-9] s, for: upgrade\./);
    expect(sec.sh('ls -A /srv /var/lib/dmsa')).toBe('/srv:\n\n/var/lib/dmsa:\n');
  });

  it('a node on which it can not be made is left alone, the others are not', async () => {
    const planned = await plan([wish('a', { path: '/srv/a' }), wish('b', { path: '/srv/b' }, { node: 'Sec-1' })]);
    web.sh('mount -o remount,ro /var/lib/dmsa');
    const result = await apply(planned);
    web.sh('mount -o remount,rw /var/lib/dmsa');
    expect(errorOf(result.outcome('Web-1/file/a'))).toMatchObject({
      code: 'lock-failed',
      text: expect.stringContaining('Read-only file system'),
    });
    expect(result.outcome('Sec-1/file/b').status).toBe('done');
  });

  it('an expired lock is taken over, a lock that can not be read never', async () => {
    const planned = await plan([wish('a', { path: '/srv/a' })]);
    web.sh(
      `mkdir /var/lib/dmsa/lock; echo '{"token":"abc1","expiresAt":'$(($(date +%s)-1))',"takenAt":5,"holder":"eve","reason":""}' >/var/lib/dmsa/lock/holder`,
    );
    expect((await apply(planned)).outcome('Web-1/file/a').status).toBe('done');
    expect(web.sh('ls -A /var/lib/dmsa')).toBe('manifest.json\n');
    web.sh('mkdir /var/lib/dmsa/lock; echo garbage >/var/lib/dmsa/lock/holder');
    const result = await apply(await plan([wish('b', { path: '/srv/b' })]));
    expect(result.conflicts.map((conflict) => conflict.error.code)).toEqual(['lock-unreadable']);
  });

  it('waits for a lock as long as it is told to', async () => {
    const planned = await plan([wish('a', { path: '/srv/a' })]);
    web.sh(
      `mkdir /var/lib/dmsa/lock; echo '{"token":"abc1","expiresAt":'$(($(date +%s)+1))',"takenAt":5,"holder":"eve","reason":""}' >/var/lib/dmsa/lock/holder`,
    );
    const result = await apply(planned, { lockTimeoutMs: 10_000 });
    expect(result.outcome('Web-1/file/a').status).toBe('done');
    expect(result.events.some((event) => event.type === 'lock-waiting')).toBe(true);
  });

  it('a script whose lock was taken away does nothing, and its node is left alone', async () => {
    const planned = await plan([wish('a', { path: '/srv/a' }), wish('b', { path: '/srv/b' }, { after: ['Web-1/file/a'] })]);
    transport.before = (_, script) => {
      if (script.includes('put 0 ')) web.sh('rm -rf /var/lib/dmsa/lock');
    };
    const result = await apply(planned);
    expect(errorOf(result.outcome('Web-1/file/a')).code).toBe('lock-lost');
    expect(web.sh('ls -A /srv')).toBe('');
  });

  it('steps that may run beside each other do, each with an outcome of its own', async () => {
    // Each waits for the other: one after the other neither would ever end.
    const meets = (own: string, other: string): string =>
      `: >/srv/met.${own}; n=0; until [ -e /srv/met.${other} ]; do n=$((n + 1)); [ $n -lt 100 ] || exit 9; sleep 0.1; done`;
    const beside = (script: string) => [{ script, timeoutMs: 20_000, beside: true }];
    const planned = await plan([
      wish('a', { path: '/srv/a', run: beside(meets('a', 'b')) }),
      wish('b', { path: '/srv/b', run: beside(`${meets('b', 'a')}; echo no wire; exit 4`) }),
      wish('c', { path: '/srv/c', run: beside('exit 0') }),
      wish('on-a', { path: '/srv/on-a' }, { after: ['Web-1/file/a'] }),
      wish('on-b', { path: '/srv/on-b' }, { after: ['Web-1/file/b'] }),
    ]);
    const { actions } = await apply(planned);
    expect(actions.map(({ id, outcome }) => [id.split('/').at(-1), outcome.status]).sort()).toEqual([
      ['a', 'done'],
      ['b', 'failed'],
      ['c', 'done'],
      ['on-a', 'done'],
      ['on-b', 'blocked'],
    ]);
    const failed = actions.find(({ outcome }) => outcome.status === 'failed')?.outcome;
    expect(failed).toMatchObject({ error: { code: 'step-failed', detail: 'no wire' } });
    expect(web.sh('ls /var/lib/dmsa')).not.toContain('output.');
  });

  it.each([false, true])(
    'of a node whose pair was moved since: nothing is done, and it is given back (risky: %s)',
    async (risky) => {
      const epochs = new Map([['Web-1', 5]]);
      const planned = { ...(await plan([wish('a', { path: '/srv/a', risky })])), epochs };
      web.sh('mkdir -p /var/lib/dmsa/ha; echo 6 >/var/lib/dmsa/ha/epoch');
      const result = await apply(planned);
      expect(errorOf(result.outcome('Web-1/file/a'))).toMatchObject({
        code: 'deposed',
        text: expect.stringContaining('epoch 6'),
      });
      expect(web.sh('ls /srv; ls /var/lib/dmsa | grep lock || :')).toBe('');
    },
  );

  it('is renewed while an action takes longer than the lock lasts', async () => {
    const planned = await plan([
      wish('a', { path: '/srv/a', run: [{ script: 'sleep 3', timeoutMs: 6_000 }, { script: 'true' }] }),
      wish('b', { path: '/srv/b' }, { after: ['Web-1/file/a'] }),
    ]);
    const result = await apply(planned, { lockExpiryS: 2, lockRenewMs: 500 });
    expect(result.actions.map((one) => one.outcome.status)).toEqual(['done', 'done']);
  });

  it('of many who want it at the same moment exactly one gets it, also when a dead one has left its own', async () => {
    // The one that has it holds it until all the others have been told no.
    const script = 'echo x >>/srv/count; n=0; while [ ! -e /srv/go ] && [ $n -lt 200 ]; do n=$((n + 1)); sleep 0.1; done';
    const planned = await plan([wish('a', { path: '/srv/a', run: [{ script, timeoutMs: 30_000 }] })]);
    web.sh(
      `mkdir /var/lib/dmsa/lock; echo '{"token":"abc1","expiresAt":5,"takenAt":5,"holder":"eve","reason":""}' >/var/lib/dmsa/lock/holder`,
    );
    let refused = 0;
    const results = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const result = await apply(planned);
        if (result.status === 'locked') refused += 1;
        if (refused === 7) web.sh('touch /srv/go');
        return result;
      }),
    );
    expect(results.map((result) => result.status).sort()).toEqual(['applied', ...Array.from({ length: 7 }, () => 'locked')]);
    expect(web.sh('cat /srv/count; ls -A /var/lib/dmsa')).toBe('x\nmanifest.json\n');
  });
});
