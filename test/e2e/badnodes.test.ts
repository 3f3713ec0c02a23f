/**
 * Nodes that are dead, mute, full, foreign or talk nonsense: dmsa says which and why, within bounded time, plans nothing from
 * it, and goes on with the others.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  apply,
  converge,
  converged,
  dmsa,
  eventually,
  everywhere,
  expectClean,
  expectSchema,
  type PlanJson,
  type Problem,
  plan,
  ROOT,
  type Site,
  sshOf,
  start,
  stateOf,
  variant,
} from './cluster.ts';

const CRON = '/etc/cron.d/dmsa-nfs-check';
/** The longest that a look may take beside a node that never answers: both addresses' time, and a busy machine's. */
const BOUND_MS = 90_000;

let site: Site;
beforeAll(async () => {
  site = await converged();
  // Long enough for a slow node, short enough for a dead one.
  variant(site, 'quick.yaml', [[['spec', 'ssh'], sshOf(site, { connectTimeout: '8s' })]]);
});

const errorOf = (seen: PlanJson, node: string): Problem | undefined => seen.nodes.find(({ name }) => name === node)?.error;
const removeCheck = (...nodes: readonly string[]): Promise<unknown> =>
  Promise.all(nodes.map((node) => site.lab.must(node, `rm -f ${CRON}`)));

describe('nodes that cannot be reached', () => {
  afterEach(async () => {
    await site.lab.heal();
    for (const { name } of site.lab.nodes) await site.lab.waitForBoot(name);
    await converge(site);
  });

  it('a dead one and a frozen one are named, one without eth0 is reached over eth1, and work goes on elsewhere', async () => {
    await removeCheck('Web-1', 'Sec-1', 'Sec-2', 'Sec-Rep-1');
    await site.lab.kill9('Sec-2');
    await site.lab.freeze('Sec-1');
    await site.lab.cut('Web-1', 'eth0');

    const [{ ran, plan: seen }, text] = await Promise.all([
      plan(site, ['-f', 'quick.yaml', '--detailed-exitcode']),
      dmsa(site, ['plan', '-f', 'quick.yaml']),
    ]);
    expect(ran.code).toBe(3);
    expect(ran.ms).toBeLessThan(BOUND_MS);
    expect(text.code).toBe(3);
    expect(text.stdout).toMatch(/^Sec-2 +UNREACHABLE +nothing is planned for it$/m);
    expect(text.stdout).toContain('2 nodes unreachable');
    expect(seen.nodes.map(({ name, reachable, via }) => [name, reachable, via])).toEqual([
      ['Web-1', true, '10.78.0.11'],
      ['Sec-1', false, null],
      ['Sec-2', false, null],
      ['Sec-Rep-1', true, '10.77.0.31'],
    ]);
    for (const [node, address] of [
      ['Sec-1', '10.77.0.21'],
      ['Sec-2', '10.77.0.22'],
    ] as const) {
      const error = errorOf(seen, node);
      expect(error).toMatchObject({ node });
      expect(error?.code).toMatch(/^(connect-timeout|no-route|connect-failed)$/);
      expect(`${error?.summary} ${error?.detail}`).toContain(node);
      expect(`${error?.summary} ${error?.detail}`).toContain(address);
    }
    expect(seen.summary.unreachable).toBe(2);
    expect(seen.actions.filter(({ node }) => node === 'Sec-1' || node === 'Sec-2')).toEqual([]);
    // A pair half of which can't be seen is left as it is.
    expect(seen.holdings.find(({ active }) => active === 'Sec-1')).toMatchObject({ code: 'active-unknown' });

    const applied = await apply(site, ['-f', 'quick.yaml']);
    expect(applied.ran.ms).toBeLessThan(3 * BOUND_MS);
    const done = applied.report.outcomes.filter(({ outcome }) => outcome === 'done').map(({ id }) => id);
    expect(done).toEqual(expect.arrayContaining([`Web-1/nfs-check/${CRON}`, `Sec-Rep-1/nfs-check/${CRON}`]));
    expect(applied.ran.code).toBe(3);
    for (const node of ['Web-1', 'Sec-Rep-1']) await site.lab.must(node, `test -s ${CRON}`, { via: 'eth1' });
  });

  it('without both cables, and without sshd: said as what they are', async () => {
    await site.lab.cut('Sec-2', 'eth0');
    await site.lab.cut('Sec-2', 'eth1');
    await site.lab.fault('Sec-Rep-1', 'kill-sshd');
    const { ran, plan: seen } = await plan(site, ['-f', 'quick.yaml']);
    expect(ran.code).toBe(3);
    expect(ran.ms).toBeLessThan(BOUND_MS);
    expect(errorOf(seen, 'Sec-2')?.code).toMatch(/^(connect-timeout|no-route)$/);
    expect(errorOf(seen, 'Sec-Rep-1')).toMatchObject({ code: 'connect-refused' });
    expect(errorOf(seen, 'Sec-Rep-1')?.summary).toContain('Sec-Rep-1');
    // The active keeps all that it has.
    expect(seen.actions).toEqual([]);
    expect(seen.holdings.find(({ active }) => active === 'Sec-1')).toMatchObject({ holder: 'Sec-1', code: 'standby-unknown' });
  });

  it('cut off in the middle of an apply: the node’s action fails, the others’ are done, and the next apply takes over', async () => {
    await removeCheck('Web-1');
    await site.lab.must(
      'Sec-2',
      `echo 15 >/etc/lab/slow-ubi-sms; for s in ubi-alarm ubi-bud ubi-poll ubi-sms; do service $s stop; done`,
    );
    // A node that lost its power above may have lost that a lock was given back just before: it comes back with it, and it expires.
    const run = start(site, ['apply', '-f', 'quick.yaml', '--yes', '--json', '--lock-timeout', '150s']);
    let over = false;
    void run.done.finally(() => {
      over = true;
    });
    await eventually('ubi-sms is being started', 200, async () => {
      if (over) throw new Error(`the run ended before: ${run.said()}`);
      return (await site.lab.ssh('Sec-2', `pgrep -f '[u]bi-sms start'`)).code === 0 ? true : undefined;
    });
    await site.lab.cut('Sec-2', 'eth0');
    await site.lab.cut('Sec-2', 'eth1');
    const { code, stdout, ms } = await run.done;
    expect(code).toBe(1);
    expect(ms).toBeLessThan(300_000);
    const { outcomes } = JSON.parse(stdout) as { outcomes: { id: string; outcome: string; by?: string; error?: Problem }[] };
    expect(outcomes.find(({ id }) => id === `Web-1/nfs-check/${CRON}`)).toMatchObject({ outcome: 'done' });
    const lost = outcomes.find(({ id }) => id === 'Sec-2/service/ubi-sms');
    expect(lost).toMatchObject({ outcome: 'failed', error: { node: 'Sec-2' } });
    expect(lost?.error?.summary).toContain('Sec-2');
    // What comes after it on the node was sent along or was not begun; that it was done, nobody knows.
    expect(outcomes.find(({ id }) => id === 'Sec-2/service/ubi-poll')?.outcome).toMatch(/^(failed|blocked)$/);

    await site.lab.uncut('Sec-2', 'eth0');
    await site.lab.uncut('Sec-2', 'eth1');
    // Whoever asked for its address in vain a moment ago has to ask anew.
    await site.lab.waitForSsh('Sec-2');
    await site.lab.must('Sec-2', `rm /etc/lab/slow-ubi-sms ${CRON}`, { fresh: true });
    // The lock could not be given back: it ends by itself, earlier here than after its two minutes, and who waits for it gets it.
    await site.lab.must(
      'Sec-2',
      'sed -i "s/\\"expiresAt\\":[0-9]*/\\"expiresAt\\":$(($(date +%s) + 20))/" /var/lib/dmsa/lock/holder',
    );
    await converge(site, ['--lock-timeout', '200']);
  });
});

describe('ways around, and from outside', () => {
  it('a node that only its neighbours reach is planned for and changed through one of them', async () => {
    const ways = ['10.77.0.21', '10.78.0.21'];
    const route = (verb: string): Promise<unknown> =>
      Promise.all(ways.map((address) => site.lab.exec(['ip', 'route', verb, 'unreachable', address])));
    await removeCheck('Sec-1');
    // The controller's way alone: the nodes reach each other as ever.
    await route('add');
    try {
      const { ran, plan: seen } = await plan(site, ['-f', 'quick.yaml', '--detailed-exitcode']);
      expect(ran.code).toBe(2);
      expect(seen.nodes.find(({ name }) => name === 'Sec-1')?.via).toMatch(/^10\.7[78]\.0\.21 through (Sec-Rep-1|Sec-2|Web-1)$/);
      expect(seen.actions.map(({ id }) => id)).toEqual([`Sec-1/nfs-check/${CRON}`]);
      await converge(site, ['-f', 'quick.yaml']);

      variant(site, 'straight.yaml', [[['spec', 'ssh'], { ...sshOf(site, { connectTimeout: '8s' }), throughNeighbours: false }]]);
      const straight = await plan(site, ['-f', 'straight.yaml']);
      expect(straight.ran.code).toBe(3);
      expect(errorOf(straight.plan, 'Sec-1')).toMatchObject({ code: 'no-route' });
    } finally {
      await route('del');
    }
    await expectClean(site);
  });

  it('a fence agent switches a frozen node off, which is then really off, and on again', async () => {
    const fence = (node: string) => ({ agent: join(ROOT, 'lab/fence_lab'), options: { lab: site.lab.name, plug: node } });
    variant(site, 'fence.yaml', [
      [['spec', 'nodes', 'Sec-2', 'fence'], fence('Sec-2')],
      [['spec', 'nodes', 'Sec-Rep-1', 'fence'], fence('no-such-node')],
    ]);
    const run = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await dmsa(site, ['fence', ...args, '-f', 'fence.yaml', '--json']);
      if (stdout === '') return { code, nodes: [], stderr };
      const data = JSON.parse(stdout) as { nodes: { node: string; power: string; error?: Problem }[] };
      expectSchema(data, 'fence');
      return { code, nodes: data.nodes, stderr };
    };
    const all = await run('status');
    expect(all.code).toBe(3);
    expect(all.nodes.map(({ node, power }) => [node, power])).toEqual([
      ['Web-1', 'no-agent'],
      ['Sec-1', 'no-agent'],
      ['Sec-2', 'on'],
      ['Sec-Rep-1', 'unknown'],
    ]);
    expect(all.nodes[3]?.error?.detail).toContain('no node "no-such-node"');
    expect((await run('off', 'Sec-1', '--yes')).stderr).toContain('no-fence-agent');

    await site.lab.freeze('Sec-2');
    const off = await run('off', 'Sec-2', '--yes', '--reason', 'it stands still');
    expect(off).toMatchObject({ code: 0, nodes: [{ node: 'Sec-2', power: 'off' }] });
    expect(site.lab.power('Sec-2')).toBe('off');
    expect(await run('status', 'Sec-2')).toMatchObject({ code: 0, nodes: [{ power: 'off' }] });
    expect(await run('on', 'Sec-2', '--yes')).toMatchObject({ code: 0, nodes: [{ power: 'on' }] });
    await site.lab.waitForSsh('Sec-2');
    await site.lab.waitForBoot('Sec-2');
    await converge(site);
  });
});

describe('nodes that cannot be written to', () => {
  it('a full disk, a read-only one, an immutable folder: foretold, nothing is started; forced, it fails as foretold', async () => {
    const nodes = ['Web-1', 'Sec-1', 'Sec-2', 'Sec-Rep-1'];
    const id = (node: string) => `${node}/nfs-check/${CRON}`;
    await removeCheck(...nodes);
    await site.lab.fault('Sec-2', 'disk-full');
    await site.lab.fault('Sec-Rep-1', 'read-only');
    await site.lab.must('Web-1', 'chattr +i /etc/cron.d');
    try {
      const { ran, plan: seen } = await plan(site);
      expect(ran.code).toBe(0);
      expect(seen.actions.map((action) => action.id)).toEqual(expect.arrayContaining(nodes.map(id)));
      const codes = (node: string) =>
        seen.actions
          .filter((action) => action.node === node)
          .map(({ findings = [] }) => findings.filter(({ severity }) => severity === 'would-fail').map(({ code }) => code));
      expect(codes('Sec-1').flat()).toEqual([]);
      expect(new Set(codes('Sec-2').map(String))).toEqual(new Set(['no-space']));
      expect(new Set(codes('Sec-Rep-1').map(String))).toEqual(new Set(['read-only']));
      expect(codes('Web-1')).toEqual([['not-writable']]);
      expect(seen.summary.wouldFail).toBe(seen.actions.filter(({ node }) => node !== 'Sec-1').length);
      const text = await dmsa(site, ['plan']);
      expect(text.stdout).toMatch(/would fail \[no-space\]: too little space is left on the file system at \//);
      expect(text.stdout).toMatch(/^Plan: .*; \d+ would fail/m);

      const refused = await apply(site);
      expect(refused.ran.code).toBe(1);
      expect(refused.report.status).toBe('refused');
      expect(refused.report.problems.map(({ code }) => code)).toEqual(['foretold']);
      const still = await everywhere(site, `ls ${CRON} /var/lib/dmsa/lock 2>/dev/null || :`);
      expect(Object.values(still)).toEqual(['', '', '', '']);

      const forced = ['--force', 'no-space', '--force', 'not-writable', '--force', `${id('Sec-Rep-1')}:read-only`];
      // What was not forced still stands.
      const others = seen.actions.filter((action) => action.node === 'Sec-Rep-1' && action.id !== id('Sec-Rep-1'));
      const more = others.flatMap((action) => ['--force', `${action.id}:read-only`]);
      const one = await apply(site, ['--force', 'no-space', '--force', 'read-only']);
      expect(one.report.status).toBe('refused');
      expect(one.report.problems[0]?.detail).toContain(`${id('Web-1')}:not-writable`);
      expect(one.report.problems[0]?.detail).not.toContain('no-space');

      const { ran: applied, report } = await apply(site, [...forced, ...more]);
      expect(applied.code).toBe(1);
      expect(applied.stderr).toContain(`forced: ${id('Sec-2')}:no-space`);
      const outcome = (node: string) => report.outcomes.find((one) => one.id === id(node));
      expect(outcome('Sec-1')).toMatchObject({ outcome: 'done' });
      for (const [node, why] of [
        ['Sec-2', /no space/i],
        ['Sec-Rep-1', /read-only/i],
        ['Web-1', /not permitted/i],
      ] as const) {
        expect(outcome(node)).toMatchObject({ outcome: 'failed', error: { node } });
        expect(`${outcome(node)?.error?.summary} ${outcome(node)?.error?.detail}`).toMatch(why);
        expect(await site.lab.must(node, `ls ${CRON} 2>/dev/null || :; find / -xdev -name '.dmsa*' 2>/dev/null || :`)).toBe('');
      }
    } finally {
      await site.lab.must('Web-1', 'chattr -i /etc/cron.d');
      await site.lab.heal();
    }
    await converge(site);
  });
});

describe('nodes that are not who they should be', () => {
  it('a host key that is another one: not logged in to, and where to look', async () => {
    const known = readFileSync(join(site.dir, 'known_hosts'), 'utf8').trimEnd().split('\n');
    const key = (node: string) =>
      known
        .find((line) => line.startsWith(`${node},`))
        ?.split(' ')
        .slice(1)
        .join(' ') ?? '';
    const changed = known.map((line) => (line.startsWith('Sec-2,') ? `${line.split(' ')[0]} ${key('Sec-1')}` : line));
    writeFileSync(join(site.dir, 'known_hosts.changed'), `${changed.join('\n')}\n`);
    variant(site, 'changed.yaml', [[['spec', 'ssh'], sshOf(site, { knownHosts: './known_hosts.changed' })]]);
    const { ran, plan: seen } = await plan(site, ['-f', 'changed.yaml']);
    expect(ran.code).toBe(3);
    const error = errorOf(seen, 'Sec-2');
    expect(error).toMatchObject({ code: 'host-key-changed', node: 'Sec-2' });
    expect(error?.detail).toMatch(/known_hosts\.changed:3\b/);
    expect(seen.nodes.filter(({ reachable }) => reachable).map(({ name }) => name)).toEqual(['Web-1', 'Sec-1', 'Sec-Rep-1']);
    expect(seen.actions).toEqual([]);
  });

  it('a key that no node knows, and one that is not there', async () => {
    const made = await site.lab.exec([
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-f',
      join(site.dir, `other-${Date.now()}`),
    ]);
    expect(made.code).toBe(0);
    const other = (await site.lab.exec(['sh', '-c', 'ls other-* | grep -v pub | tail -n 1'], { cwd: site.dir })).stdout.trim();
    for (const [file, code] of [
      [`./${other}`, 'auth-failed'],
      ['./no-such-key', 'key-unreadable'],
    ] as const) {
      variant(site, 'key.yaml', [[['spec', 'ssh'], sshOf(site, { identityFile: file })]]);
      const { ran, plan: seen } = await plan(site, ['-f', 'key.yaml']);
      expect(ran.code).toBe(3);
      expect(ran.ms).toBeLessThan(BOUND_MS);
      expect(seen.nodes.map(({ name, error }) => [name, error?.code])).toEqual(site.lab.nodes.map(({ name }) => [name, code]));
      expect(errorOf(seen, 'Sec-1')?.detail).toContain(file.slice(2));
      expect(seen.actions).toEqual([]);
    }
  });
});

describe('nodes that talk nonsense', () => {
  it('a noisy login shell changes nothing', async () => {
    await site.lab.must(
      'Sec-1',
      `cp /root/.bashrc /root/.bashrc.was 2>/dev/null || :; { echo 'echo "*** Welcome to $HOSTNAME ***"; echo noise >&2'; } >>/root/.bashrc`,
    );
    expect(await site.lab.must('Sec-1', ':', { fresh: true })).toContain('*** Welcome');
    try {
      await removeCheck('Sec-1');
      await converge(site);
    } finally {
      await site.lab.must('Sec-1', 'rm -f /root/.bashrc; mv /root/.bashrc.was /root/.bashrc 2>/dev/null || :');
    }
  });

  /** A tool of the node's, replaced while the body runs. */
  async function withTool(node: string, tool: string, script: string, body: () => Promise<void>): Promise<void> {
    const path = (await site.lab.must(node, `readlink -f "$(command -v ${tool})"`)).trim();
    await site.lab.must(node, `mv ${path} ${path}.real; cat >${path} <<'END'\n#!/bin/sh\n${script}\nEND\nchmod 755 ${path}`);
    try {
      await body();
    } finally {
      await site.lab.must(node, `mv -f ${path}.real ${path}`);
    }
  }

  it('a tool that prints garbage: unknown, never absent; nothing is planned from it and nothing is changed', async () => {
    const before = await stateOf(site);
    await withTool('Sec-2', 'stat', 'echo "%%% 17 kittens"; exit 0', () =>
      withTool('Sec-Rep-1', 'ip', 'echo "Segmentation fault or so"', async () => {
        const { ran, plan: seen } = await plan(site);
        expect(ran.code).toBe(3);
        expect(seen.actions).toEqual([]);
        const nodes = new Set([
          ...seen.unknown.map(({ node }) => node),
          ...seen.nodes.filter(({ error }) => error).map(({ name }) => name),
        ]);
        expect([...nodes].sort()).toEqual(['Sec-1', 'Sec-2', 'Sec-Rep-1'].filter((node) => nodes.has(node)));
        expect(nodes).toContain('Sec-2');
        expect(nodes).toContain('Sec-Rep-1');
        const applied = await apply(site);
        expect(applied.ran.code).toBe(3);
        expect(applied.report.outcomes).toEqual([]);
      }),
    );
    // The tools are back where they were; /etc and all else never changed.
    expect(await stateOf(site)).toEqual(before);
    await expectClean(site);
  });

  it('a command that never ends: given up after the time that the file gives it', async () => {
    variant(site, 'hang.yaml', [[['spec', 'ssh'], sshOf(site, { commandTimeout: '30s' })]]);
    await removeCheck('Sec-1');
    await withTool('Sec-2', 'ip', 'exec sleep 3600', async () => {
      const { ran, plan: seen } = await plan(site, ['-f', 'hang.yaml']);
      expect(ran.code).toBe(3);
      expect(ran.ms).toBeLessThan(BOUND_MS);
      expect(seen.actions.map(({ id }) => id)).toEqual([`Sec-1/nfs-check/${CRON}`]);
      const said = [
        ...seen.unknown.filter(({ node }) => node === 'Sec-2').map(({ why }) => why),
        errorOf(seen, 'Sec-2')?.summary ?? '',
      ].join('\n');
      expect(said).toMatch(/did not end within \d+ s/);
    });
    // Nothing of it is left running on the node.
    const left = await everywhere(site, 'pgrep -f "[s]leep 3600" || :');
    expect(left['Sec-2']).toBe('');
    await converge(site);
  });

  it('a login that ends at once: no node, not an empty one', async () => {
    await site.lab.must('Sec-2', `cp /root/.bashrc /root/.bashrc.was 2>/dev/null || :; echo 'exit 0' >/root/.bashrc`);
    try {
      const { ran, plan: seen } = await plan(site);
      expect(ran.code).toBe(3);
      expect(errorOf(seen, 'Sec-2')).toMatchObject({ node: 'Sec-2' });
      expect(errorOf(seen, 'Sec-2')?.detail).toContain('.bashrc');
      expect(seen.actions).toEqual([]);
    } finally {
      await site.lab.console('Sec-2', 'rm -f /root/.bashrc; mv /root/.bashrc.was /root/.bashrc 2>/dev/null || :');
    }
    await expectClean(site);
  });
});
