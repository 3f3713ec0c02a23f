/**
 * How apply behaves between people and accidents: killed, interrupted, two at a time, a plan that was saved, a change that
 * cuts a node off, a person at a terminal.
 */
import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { sleep } from '../../lab/index.ts';
import {
  apply,
  argvOf,
  blank,
  converge,
  dmsa,
  eventually,
  everywhere,
  expectClean,
  leftovers,
  onAll,
  plan,
  type Site,
  setIn,
  sshOf,
  start,
  troubles,
  variant,
} from './cluster.ts';

const VARS = '/opt/configurator/vars.UBIqube.net.ctx';
const CRON = '/etc/cron.d/dmsa-nfs-check';
const LOCK = '/var/lib/dmsa/lock/holder';
/** test/apply/crash.system.test.ts crashes at every single point; here it is the whole program, on real nodes. */
const KILLS = 3;

let site: Site;
beforeAll(async () => {
  site = await blank();
});

/** mulberry32: the same seed gives the same moments. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** All files that dmsa writes; by node and path, in base64. */
async function filesOf(): Promise<ReadonlyMap<string, string>> {
  const answers = await everywhere(
    site,
    `for f in /etc/hosts /etc/fstab /etc/exports /etc/exports.d/* /etc/auto.master /etc/auto.master.d/* /etc/auto.dmsa ${CRON} \\
      ${VARS} /opt/ubisysconf/ha/*.conf /opt/ubiqube/license /etc/network/interfaces.d/* /etc/sysconfig/network-scripts/ifcfg-*; do
      [ ! -f "$f" ] || { echo "@ $f"; base64 -w0 "$f"; echo; }
    done`,
  );
  const files = new Map<string, string>();
  for (const [node, text] of Object.entries(answers)) {
    for (const [, path = '', content = ''] of text.matchAll(/^@ (.*)\n(.*)$/gm)) files.set(`${node}:${path}`, content);
  }
  return files;
}

/** A whole line of each file is there or is not: what an edit that was cut off would not keep. */
const linesOf = (base64: string | undefined): readonly string[] =>
  Buffer.from(base64 ?? '', 'base64')
    .toString()
    .split('\n');

describe('killed -9', () => {
  it(`converges after ${KILLS} kills at random moments, with no half-written file, no temporary file and no lock for ever`, async () => {
    const seed = Number(process.env['DMSA_SEED'] ?? Date.now() % 1_000_000);
    process.stderr.write(`[kills] DMSA_SEED=${seed}\n`);
    const next = random(seed);
    const before = await filesOf();
    const snapshots: { readonly at: string; readonly files: ReadonlyMap<string, string> }[] = [];
    let kills = 0;
    let locked = 0;
    for (let round = 0; kills < KILLS; round++) {
      expect(round, 'rounds needed').toBeLessThan(3 * KILLS);
      // After so many actions and so many milliseconds more; none: right after the plan was shown, while locks are taken.
      const actions = Math.floor(next() * 6);
      const ms = Math.floor(next() * 1500);
      const at = `${actions} actions and ${ms} ms`;
      const run = start(site, ['--log-level', 'info', 'apply', '--yes']);
      const ended = run.done.then(() => true);
      const reached = eventually(at, 200, () => {
        const said = run.said();
        return said.includes('\nPlan: ') && said.split(/: done in /).length > actions ? true : undefined;
      });
      await Promise.race([ended, reached]);
      await Promise.race([ended, sleep(ms)]);
      run.child.kill('SIGKILL');
      const { code, stdout, stderr } = await run.done;
      if (code !== 128) {
        // It was done before its moment came: there must be something to do for the next one.
        expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
        await everywhere(
          site,
          `rm -f ${VARS} ${CRON} /opt/ubisysconf/ha/*.conf; for s in ubi-poll jboss; do service $s stop || systemctl stop $s; done 2>/dev/null; :`,
        );
        continue;
      }
      kills += 1;
      snapshots.push({ at, files: await filesOf() });
      const held = await everywhere(site, `cat ${LOCK} 2>/dev/null || :`);
      if (locked === 0 && Object.values(held).some((text) => text !== '')) {
        locked += 1;
        // For two minutes nobody can know that it is dead.
        const early = await dmsa(site, ['apply', '--yes']);
        expect(early.code).toBe(4);
        expect(early.stderr + early.stdout).toContain(`pid ${run.child.pid}`);
      }
      // What was armed and not confirmed, the node undoes by itself.
      await eventually('the nodes undo what was not confirmed', 150, async () => {
        const open = await everywhere(
          site,
          'for c in /var/lib/dmsa/confirm/*; do [ ! -d "$c" ] || [ -e "$c/final" ] || echo "$c"; done',
        );
        return Object.values(open).every((text) => text === '') ? true : undefined;
      });
      // A lock that waits for a confirmation lasts longest. Its time passes, by the clocks that the locks go by.
      await everywhere(site, 'date -s "@$(($(date +%s) + 1200))" >/dev/null');
    }
    expect(locked, 'a kill that left a lock').toBe(1);

    // Something to do on every node: what the dead ones left there is cleared by whoever works there next.
    await everywhere(site, `rm -f ${CRON}`);
    await converge(site);
    await expectClean(site);
    expect(await leftovers(site)).toEqual(onAll(site, ''));
    const after = await filesOf();
    for (const { at, files } of snapshots) {
      for (const [path, content] of files) {
        if (content === before.get(path) || content === after.get(path)) continue;
        // Shared files are made in several edits; between two of them only whole lines are there.
        const known = new Set([...linesOf(before.get(path)), ...linesOf(after.get(path))]);
        expect({ at, path, strange: linesOf(content).filter((line) => !known.has(line)), end: linesOf(content).at(-1) }).toEqual({
          at,
          path,
          strange: [],
          end: '',
        });
      }
    }
    const now = Math.floor(Date.now() / 1000);
    await everywhere(site, `date -s @${now} >/dev/null`);
  }, 1_200_000);
});

/** What it said on standard error, however that was broken into lines. */
async function oneLine(args: readonly string[]): Promise<{ readonly code: number; readonly stderr: string }> {
  const { code, stderr } = await dmsa(site, args);
  return { code, stderr: stderr.replaceAll(/\s+/g, ' ') };
}

describe('a saved plan', () => {
  const breakIt = (): Promise<string> =>
    site.lab.must('Sec-2', `sed -i 's/^UBI_VSOC_NAME=.*/UBI_VSOC_NAME=other/' ${VARS}; rm -f ${CRON}`);

  it('is applied as it was shown, whatever became of the cluster file since, and only once', async () => {
    await breakIt();
    const made = await dmsa(site, ['plan', '-n', 'Sec-2', '--out', 'saved.json']);
    expect(made.code).toBe(0);
    expect(made.stderr).toContain('dmsa apply saved.json');
    expect(statSync(join(site.dir, 'saved.json')).mode & 0o777).toBe(0o600);
    setIn(site, ['spec', 'variables', 'adapt', 'UBI_VSOC_NAME'], 'later.example');
    const { ran, report } = await apply(site, ['saved.json']);
    setIn(site, ['spec', 'variables', 'adapt', 'UBI_VSOC_NAME'], 'lab.example');
    expect(troubles(report)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(report.outcomes.map(({ id }) => id).sort()).toEqual([`Sec-2/nfs-check/${CRON}`, `Sec-2/vars-file/${VARS}`]);
    expect(await site.lab.must('Sec-2', `grep ^UBI_VSOC_NAME= ${VARS}`)).toBe('UBI_VSOC_NAME=lab.example\n');
    const again = await oneLine(['apply', '--yes', 'saved.json']);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(
      /This saved plan has been used already.* It was begun at 20\d\d-\S+ by \S+@\S+ pid \d+, for: dmsa apply saved\.json\. How it ended: 2 done\./,
    );
  });

  it('is refused where a node has changed since, and says what', async () => {
    await breakIt();
    expect((await dmsa(site, ['plan', '--out', 'saved.json'])).code).toBe(0);
    await site.lab.must('Sec-2', `sed -i 's/^UBI_VSOC_NAME=.*/UBI_VSOC_NAME=third/' ${VARS}`);
    await site.lab.must('Web-1', `rm ${CRON}`);
    const refused = await oneLine(['apply', '--yes', 'saved.json']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('saved.json is no longer what would be done: nothing was changed');
    expect(refused.stderr).toContain(`Sec-2/vars-file/${VARS}: is no longer as it was when the plan was made`);
    expect(refused.stderr).toContain(`Web-1/nfs-check/${CRON}: would be changed now, and was not in the plan`);
    expect(refused.stderr).not.toContain(`Sec-2/nfs-check`);
    expect(await site.lab.must('Sec-2', `grep ^UBI_VSOC_NAME= ${VARS}; ls ${CRON} || :`)).toBe('UBI_VSOC_NAME=third\n');
  });

  it('is refused where somebody edited it, where it is none, and with other nodes than it was made for', async () => {
    const text = readFileSync(join(site.dir, 'saved.json'), 'utf8');
    writeFileSync(join(site.dir, 'edited.json'), text.replace('10.78.0.22/24', '10.78.0.29/24'));
    writeFileSync(join(site.dir, 'none.json'), '{"a": 1}\n');
    const says = async (args: readonly string[]) => {
      const { code, stderr } = await oneLine(['apply', '--yes', ...args]);
      expect(code).toBe(1);
      return stderr;
    };
    expect(await says(['edited.json'])).toContain('edited.json was changed after it was saved');
    expect(await says(['none.json'])).toContain('none.json is not a saved plan');
    expect(await says(['missing.json'])).toContain('missing.json');
    expect(await says(['saved.json', '-n', 'Sec-1'])).toContain('a saved plan is applied as it was shown');
    await converge(site);
  });
});

describe('only a part', () => {
  it('with -n NODE: that node and its standby, and nobody else', async () => {
    await Promise.all(['Web-1', 'Sec-1', 'Sec-2', 'Sec-Rep-1'].map((node) => site.lab.must(node, `rm ${CRON}`)));
    const { ran, report } = await apply(site, ['-n', 'Sec-1']);
    expect(ran.code).toBe(0);
    expect(report.outcomes.map(({ id, outcome }) => [id, outcome])).toEqual([
      [`Sec-1/nfs-check/${CRON}`, 'done'],
      [`Sec-Rep-1/nfs-check/${CRON}`, 'done'],
    ]);
    expect(await everywhere(site, `[ -e ${CRON} ] && echo there || echo gone`)).toEqual({
      'Web-1': 'gone\n',
      'Sec-1': 'there\n',
      'Sec-2': 'gone\n',
      'Sec-Rep-1': 'there\n',
    });
    const { code, stderr } = await dmsa(site, ['apply', '--yes', '-n', 'Sec1']);
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean Sec-1?');
  });

  it('with --only corrective: what drifted, and not what the file now says otherwise; --only intended: the rest', async () => {
    setIn(site, ['spec', 'variables', 'adapt', 'UBI_VSOC_NAME'], 'new.example');
    const corrective = await apply(site, ['--only', 'corrective']);
    expect(corrective.ran.code).toBe(0);
    expect(corrective.report.outcomes.map(({ id }) => id)).toEqual([`Web-1/nfs-check/${CRON}`, `Sec-2/nfs-check/${CRON}`]);
    expect(await everywhere(site, `grep ^UBI_VSOC_NAME= ${VARS}`)).toEqual(onAll(site, 'UBI_VSOC_NAME=lab.example\n'));
    const intended = await plan(site, ['--only', 'intended']);
    expect(intended.plan.actions.filter(({ kind }) => kind === 'vars-file')).toHaveLength(4);
    expect(intended.plan.actions.every(({ intent }) => intent === 'intended')).toBe(true);
    setIn(site, ['spec', 'variables', 'adapt', 'UBI_VSOC_NAME'], 'lab.example');
    await expectClean(site);
  });
});

describe('a change that could cut a node off', () => {
  const addresses = (): Promise<string> =>
    site.lab.must(
      'Sec-2',
      `ip -o -4 addr show | sed 's/ *valid_lft.*//'; ip route show; cat /etc/network/interfaces.d/dmsa-eth0`,
    );

  it('is undone by the node itself where it can’t be reached afterwards', async () => {
    const before = await addresses();
    variant(site, 'cut-off.yaml', [
      [['spec', 'ssh'], sshOf(site, { connectTimeout: '5s' })],
      [['spec', 'nodes', 'Sec-2', 'maintenance'], '10.77.0.92/24'],
      [['spec', 'nodes', 'Sec-2', 'ssh'], { addresses: ['10.77.0.22'] }],
    ]);
    const { ran, report } = await apply(site, ['-f', 'cut-off.yaml', '-n', 'Sec-2']);
    expect(ran.code).toBe(1);
    const outcome = report.outcomes.find(({ id }) => id === 'Sec-2/interface/eth0');
    expect(outcome).toMatchObject({ outcome: 'failed', undo: 'reverted', error: { code: 'reverted', node: 'Sec-2' } });
    expect(outcome?.error?.summary).toBe('Sec-2/interface/eth0 was undone: Sec-2 is as it was before');
    expect(report.plan.actions.find(({ id }) => id === 'Sec-2/interface/eth0')?.risksConnection).toBe(true);
    expect(await addresses()).toBe(before);
    await converge(site);
    expect(await leftovers(site)).toEqual(onAll(site, ''));
  });

  it('is confirmed over the new address where that answers, and the way back as well', async () => {
    variant(site, 'moved.yaml', [
      [['spec', 'ssh'], sshOf(site, { connectTimeout: '5s', knownHosts: './known_hosts.moved' })],
      [['spec', 'nodes', 'Sec-2', 'maintenance'], '10.77.0.92/24'],
      [['spec', 'nodes', 'Sec-2', 'ssh'], { addresses: ['10.77.0.92', '10.77.0.22'] }],
    ]);
    const known = readFileSync(join(site.dir, 'known_hosts'), 'utf8');
    writeFileSync(join(site.dir, 'known_hosts.moved'), known.replace('Sec-2,10.77.0.22', 'Sec-2,10.77.0.92,10.77.0.22'));
    const moved = await converge(site, ['-f', 'moved.yaml', '-n', 'Sec-2']);
    expect(moved.outcomes).toContainEqual(expect.objectContaining({ id: 'Sec-2/interface/eth0', outcome: 'done' }));
    const running = await site.lab.must('Sec-2', 'ip -o -4 addr show dev eth0', { via: 'eth1' });
    expect(running).toContain('inet 10.77.0.92/24');
    expect(running).not.toContain('10.77.0.22/');
    // The service address on the same network, which the kernel takes away with a first address, is still there.
    expect(running).toContain('inet 10.77.0.122/24');
    await converge(site);
  });
});

describe('asking first', () => {
  it('refuses without --yes where nobody can be asked, and --json without --yes', async () => {
    await site.lab.must('Sec-2', `rm ${CRON}`);
    const alone = await dmsa(site, ['apply', '-n', 'Sec-2']);
    expect(alone.code).toBe(1);
    expect(alone.stderr).toContain('there is nobody to ask: not a terminal');
    expect((await dmsa(site, ['apply', '--json'])).stderr).toContain('--json asks nobody: it needs --yes');
    expect(await site.lab.must('Sec-2', `ls ${CRON} || :`)).toBe('');
  });

  it('at a terminal takes "yes" for a yes and everything else for a no', async () => {
    const answer = (text: string): Promise<{ readonly code: number | null; readonly screen: string }> =>
      atTerminal(['apply', '-n', 'Sec-2'], text);
    for (const no of ['y', '']) {
      const { code, screen } = await answer(no);
      expect(code).toBe(1);
      expect(screen).toMatch(
        /\+.* nfs-check \/etc\/cron\.d\/dmsa-nfs-check[\s\S]*Carry out this change\? Only "yes" is a yes: [\s\S]*Nothing was changed\./,
      );
    }
    expect(await site.lab.must('Sec-2', `ls ${CRON} || :`)).toBe('');
    const { code, screen } = await answer('yes');
    expect(code).toBe(0);
    expect(screen).toContain('Applied: 1 done');
    await expectClean(site, ['-n', 'Sec-2']);
  });
});

/** dmsa in a terminal of its own (script(1)), with an answer typed when it asks. */
async function atTerminal(
  args: readonly string[],
  answer: string,
): Promise<{ readonly code: number | null; readonly screen: string }> {
  const command = argvOf(site, args)
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: site.dir,
    env: { PATH: process.env['PATH'], HOME: site.dir, LANG: 'C.UTF-8', TERM: 'xterm', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let asked = false;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    if (asked || !screen.includes('is a yes: ')) return;
    asked = true;
    child.stdin.write(`${answer}\n`);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // Without colours and what moves the cursor.
  return { code, screen: stripVTControlCharacters(screen) };
}
