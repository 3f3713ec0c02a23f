/** Several at a time: who has a node, who waits for it, how it is given back or taken away; and node by node in batches. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  apply,
  converge,
  converged,
  dmsa,
  eventually,
  everywhere,
  expectClean,
  expectSchema,
  type LocksJson,
  leftovers,
  onAll,
  plan,
  type Site,
  start,
  troubles,
} from './cluster.ts';

const CRON = '/etc/cron.d/dmsa-nfs-check';
const LOCK = '/var/lib/dmsa/lock/holder';

let site: Site;
beforeAll(async () => {
  site = await converged();
});

/** Starts an apply that takes a while on Sec-2, and waits until that one has the lock. */
async function slowApply(...args: readonly string[]): Promise<ReturnType<typeof start>> {
  await site.lab.must(
    'Sec-2',
    'echo 12 >/etc/lab/slow-ubi-sms; for s in ubi-alarm ubi-bud ubi-poll ubi-sms; do service $s stop; done',
  );
  const run = start(site, ['--log-level', 'info', 'apply', '--yes', '--reason', 'the slow one', ...args]);
  await eventually('Sec-2 is locked and ubi-sms is being started', 100, async () => {
    const { stdout } = await site.lab.ssh('Sec-2', `cat ${LOCK}; pgrep -f '[u]bi-sms start' >/dev/null && echo starting`);
    return stdout.includes('starting') && stdout.includes('the slow one') ? true : undefined;
  });
  return run;
}

describe('two at a time', () => {
  it('lets the first one work, tells the second who it is, and lets a third wait for its turn', async () => {
    const first = await slowApply('-n', 'Sec-2');
    // Looking needs no lock.
    const { ran, plan: seen } = await plan(site, ['-n', 'Sec-2']);
    expect({ code: ran.code, unknown: seen.unknown }).toEqual({ code: 0, unknown: [] });
    const second = await apply(site, ['-n', 'Sec-2']);
    const waiting = start(site, ['apply', '--yes', '--lock-timeout', '200', '-n', 'Sec-2']);
    expect(second.ran.code).toBe(4);
    expect(second.report).toMatchObject({ status: 'locked', after: null });
    expect(second.report.conflicts).toHaveLength(1);
    expect(second.report.conflicts[0]).toMatchObject({ code: 'locked', node: 'Sec-2' });
    expect(`${second.report.conflicts[0]?.summary} ${second.report.conflicts[0]?.detail}`).toMatch(
      new RegExp(`root@\\S+ pid ${first.child.pid}\\b[\\s\\S]*the slow one`),
    );
    expect(second.report.outcomes.every(({ outcome }) => outcome === 'interrupted')).toBe(true);
    expect((await first.done).code).toBe(0);
    await waiting.done;
    await site.lab.must('Sec-2', 'rm /etc/lab/slow-ubi-sms');
    await expectClean(site, ['-n', 'Sec-2']);
  });

  it('stops in order at Ctrl-C: what is begun is finished, the rest is not started, the locks are given back', async () => {
    await site.lab.must('Sec-Rep-1', `rm ${CRON}`);
    // One node at a time, so that there is a rest.
    const run = await slowApply('--parallel', '1');
    expect(await site.lab.must('Sec-Rep-1', `cat ${LOCK}`)).toContain('the slow one');
    run.child.kill('SIGINT');
    const { code, stdout, stderr } = await run.done;
    expect(code).toBe(1);
    expect(stderr).toContain('SIGINT: finishing what is at work');
    expect(stdout).toMatch(/interrupted/i);
    await site.lab.must('Sec-2', 'service ubi-sms status');
    expect(await site.lab.must('Sec-Rep-1', `ls ${CRON} 2>/dev/null || :`)).toBe('');
    expect(await leftovers(site)).toEqual(onAll(site, ''));
    await site.lab.must('Sec-2', 'rm /etc/lab/slow-ubi-sms');
    const { outcomes } = await converge(site);
    expect(outcomes.map(({ id }) => id)).toContain(`Sec-Rep-1/nfs-check/${CRON}`);
    expect(outcomes.map(({ id }) => id)).not.toContain('Sec-2/service/ubi-sms');
  });
});

describe('a lock that stands in the way', () => {
  it('is listed with who and why, broken on request, and the run that had it stops and says by whom', async () => {
    const run = await slowApply('-n', 'Sec-2');
    const listed = await dmsa(site, ['lock', 'list', '--json']);
    const { locks } = JSON.parse(listed.stdout) as LocksJson;
    expectSchema(JSON.parse(listed.stdout), 'locks');
    expect(listed.code).toBe(0);
    expect(locks.filter(({ status }) => status !== 'free')).toMatchObject([
      { node: 'Sec-2', status: 'held', reason: 'the slow one', alive: true },
    ]);
    expect(locks.find(({ node }) => node === 'Sec-2')?.holder).toMatch(new RegExp(`pid ${run.child.pid}$`));
    const broken = await dmsa(site, ['lock', 'break', '-n', 'Sec-2', '--yes', '--reason', 'it hangs']);
    expect(broken.code).toBe(0);
    expect(broken.stdout.replaceAll(/\s+/g, ' ')).toMatch(/pid \d+ is still at work on Sec-2: .* broken Sec-2/);
    const { code, stdout } = await run.done;
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/The lock of Sec-2 was lost, .* It was broken by \S+@\S+: it hangs\./);
    await site.lab.must('Sec-2', 'rm /etc/lab/slow-ubi-sms');
    await converge(site, ['-n', 'Sec-2']);
    // The word to the run that was cut off stays for a day.
    expect(await site.lab.must('Sec-2', 'cat /var/lib/dmsa/lock.broken.*/by; rm -r /var/lib/dmsa/lock.broken.*')).toContain(
      'it hangs',
    );
  });
});

describe('in batches', () => {
  it('goes on while all is well, stops behind a node that fails, and leaves the rest alone', async () => {
    // What goes wrong goes wrong on a standby, whose turn is before that of its active.
    await everywhere(site, `rm -f ${CRON}`);
    await site.lab.must('Sec-Rep-1', 'mount --bind /etc/cron.d /etc/cron.d && mount -o remount,bind,ro /etc/cron.d');
    const stopped = await apply(site, ['--batch', '1', '--force', 'read-only']);
    await site.lab.must('Sec-Rep-1', 'umount /etc/cron.d');
    expect(stopped.ran.code).toBe(1);
    const { batches, outcomes } = stopped.report;
    const at = batches.findIndex(({ status }) => status === 'failed');
    expect(batches[at]).toMatchObject({ nodes: ['Sec-Rep-1'], failed: ['Sec-Rep-1'] });
    expect(batches.map(({ status }) => status)).toEqual(
      batches.map((_, index) => (index < at ? 'done' : index === at ? 'failed' : 'skipped')),
    );
    const skipped = outcomes.filter(({ outcome }) => outcome === 'skipped');
    expect(skipped.map(({ id }) => id)).toContain(`Sec-1/nfs-check/${CRON}`);
    expect(skipped[0]?.why).toContain('Sec-Rep-1');
    expect(await site.lab.must('Sec-1', `ls ${CRON} 2>/dev/null || :`)).toBe('');
    const { report } = await apply(site, ['--batch', '50%', '--max-fail', '1']);
    expect(troubles(report)).toEqual([]);
    expect(report.batches.every(({ status }) => status === 'done')).toBe(true);
    for (const { nodes } of report.batches) expect(nodes).not.toEqual(expect.arrayContaining(['Sec-1', 'Sec-Rep-1']));
    await expectClean(site);
  });
});
