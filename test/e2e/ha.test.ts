/**
 * A pair moved by an operator's word, on real nodes: what is shown is what is done, a client never meets two holders, an active
 * that is silent is never taken for stopped, and what was begun and killed is finished by whoever comes next.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ApplyJson,
  converge,
  converged,
  dmsa,
  eventually,
  expectClean,
  type PlanJson,
  plan,
  type Ran,
  type Site,
  setIn,
  sshOf,
  start,
} from './cluster.ts';
import { ALL, endLocks, held, mayCopy, NONE, RECORD, SERVICES, status, watchMembers } from './pair.ts';

const SPOOL = '/opt/sms/spool';

let site: Site;
beforeAll(async () => {
  site = await converged();
  setIn(site, ['spec', 'ssh'], sshOf(site, { connectTimeout: '8s' }));
  await mayCopy(site, 'Sec-1', 'Sec-Rep-1', '10.77.0.31,10.78.0.31');
});

const moved = (ran: Ran): ApplyJson => {
  if (ran.stdout === '') throw new Error(`nothing was printed, exit ${ran.code}:\n${ran.stderr}`);
  return JSON.parse(ran.stdout) as ApplyJson;
};
const ids = ({ actions }: Pick<PlanJson, 'actions'>): readonly string[] => actions.map(({ id }) => id).sort();

describe('a takeover by an operator’s word', () => {
  let shown: readonly string[];

  it('is simulated: the exact plan, and nothing is changed', async () => {
    const ran = await dmsa(site, ['ha', 'simulate', 'Sec-1', '--json']);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    shown = ids(moved(ran).plan);
    expect(shown).toEqual(
      [
        ...['Sec-1', 'Sec-Rep-1'].flatMap((node) => [
          `${node}/pair/open`,
          ...SERVICES.map((name) => `${node}/service/${name}`),
          ...['eth0:1', 'eth1:1'].map((label) => `${node}/service-address/${label}`),
        ]),
        'Sec-Rep-1/failover-record/ha.backupmode',
        'Sec-Rep-1/pair/close',
      ].sort(),
    );
    await expectClean(site);
    expect(await status(site)).toMatchObject({ holder: 'Sec-1', code: 'active-holds', epoch: 0, inHand: null, last: null });
  });

  it('killed half way, is carried on by the next: what was shown is moved and nothing else, and never do two hold', async () => {
    // Something that differs beside it is no part of it.
    await site.lab.must('Sec-Rep-1', 'chmod 600 /opt/ubisysconf/ha/share.conf');
    const watch = watchMembers(site);
    const run = start(site, ['ha', 'failover', 'Sec-Rep-1', '--yes', '--reason', 'disk swap', '--log-level', 'info']);
    await eventually('it has begun', 180, async () =>
      (await site.lab.ssh('Sec-1', 'service ubi-alarm status')).code === 0 ? undefined : true,
    );
    run.child.kill('SIGKILL');
    await run.done;
    // The dead run's locks are brought to their end here instead of waited for.
    await endLocks(site);
    expect(await status(site)).toMatchObject({ code: 'taking-over', epoch: 1, inHand: { direction: 'takeover' } });
    const ran = await dmsa(site, ['ha', 'failover', 'Sec-1', '--yes', '--json']);
    const seen = await watch.stop();
    const report = moved(ran);
    expect(report.outcomes.filter(({ outcome }) => outcome !== 'done' && outcome !== 'already')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(ids(report.plan).filter((id) => !shown.includes(id))).toEqual([]);
    expect(await held(site, 'Sec-1')).toEqual(NONE);
    expect(await held(site, 'Sec-Rep-1')).toEqual(ALL);
    expect(seen.both).toEqual([]);
    expect(seen.holders).toEqual(['Sec-1', 'Sec-Rep-1']);
    expect(await site.lab.must('Sec-Rep-1', `cat ${RECORD}`)).toMatch(
      /^\{"dmsa":"takeover","from":"Sec-1","to":"Sec-Rep-1",.*"why":"disk swap","epoch":1,/,
    );
    expect(await status(site)).toMatchObject({
      holder: 'Sec-Rep-1',
      code: 'failed-over',
      epoch: 1,
      inHand: null,
      last: { what: 'takeover: Sec-Rep-1 holds', why: 'disk swap' },
    });
    const { plan: left } = await plan(site);
    expect(ids(left)).toEqual(['Sec-Rep-1/legacy-file//opt/ubisysconf/ha/share.conf']);
    await converge(site);
  });

  it('is not done twice', async () => {
    const { code, stdout } = await dmsa(site, ['ha', 'failover', 'Sec-1', '--yes']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Nothing to do.') });
  });
});

describe('a failback', () => {
  it('gives nothing back to an active that is not as its file says', async () => {
    await site.lab.must('Sec-1', 'chmod 600 /opt/ubisysconf/ha/share.conf');
    const ran = await dmsa(site, ['ha', 'failback', 'Sec-1', '--yes']);
    expect(ran.code).toBe(1);
    expect(ran.stderr.replaceAll(/\s+/g, ' ')).toMatch(/Sec-1 is not fit.*legacy-file .*dmsa apply -n Sec-1/);
    await converge(site, ['-n', 'Sec-1']);
  });

  it('brings the files first, with what is written until the very end, then gives it all back', async () => {
    await site.lab.must('Sec-1', `mkdir -p ${SPOOL}/parser; echo old >${SPOOL}/parser/one`);
    await site.lab.must('Sec-Rep-1', `mkdir -p ${SPOOL}/parser; echo fresh >${SPOOL}/parser/one; echo more >${SPOOL}/parser/two`);
    const ran = await dmsa(site, ['ha', 'failback', 'Sec-1', '--yes', '--json', '--reason', 'new disk']);
    expect(await site.lab.must('Sec-1', `cat ${SPOOL}/parser/one ${SPOOL}/parser/two`)).toBe('fresh\nmore\n');
    expect(moved(ran).outcomes.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await held(site, 'Sec-1')).toEqual(ALL);
    expect(await held(site, 'Sec-Rep-1')).toEqual(NONE);
    expect(await site.lab.must('Sec-Rep-1', `ls ${RECORD} 2>/dev/null || :`)).toBe('');
    expect(await status(site)).toMatchObject({
      holder: 'Sec-1',
      code: 'active-holds',
      epoch: 3,
      last: { what: 'failback: Sec-1 holds' },
    });
    await expectClean(site);
  });
});

describe('paused', () => {
  it('with an end, which comes by itself; what is a record of a failover is not touched', async () => {
    expect(await dmsa(site, ['ha', 'pause', 'Sec-1', '--for', '2h', '--reason', 'upgrade'])).toMatchObject({ code: 0 });
    expect(await status(site)).toMatchObject({ holder: 'Sec-1', code: 'paused' });
    // Touched after its end it would count anew, as `touch` by hand does.
    await site.lab.must(
      'Sec-Rep-1',
      `sed -i 's/"untilMs":[0-9]*/"untilMs":5000/' ${RECORD}; touch -d '1970-01-01 00:00:02 UTC' ${RECORD}`,
    );
    expect(await status(site)).toMatchObject({ holder: 'Sec-1', code: 'active-holds' });
    expect(await dmsa(site, ['ha', 'resume', 'Sec-1'])).toMatchObject({ code: 0 });
    expect(await site.lab.must('Sec-Rep-1', `ls ${RECORD} 2>/dev/null || :`)).toBe('');
    await site.lab.must('Sec-Rep-1', `echo 'took over by hand' >${RECORD}`);
    const refused = await dmsa(site, ['ha', 'pause', 'Sec-1']);
    expect(refused.code).toBe(1);
    expect(await site.lab.must('Sec-Rep-1', `cat ${RECORD}`)).toBe('took over by hand\n');
    await site.lab.must('Sec-Rep-1', `rm ${RECORD}`);
  });
});

describe('an active that is silent', () => {
  it('is not taken over on silence, nor on a word that is wrong; once it is off, it is', async () => {
    const { lab } = site;
    // Its sshd is gone; all else goes on.
    await lab.must('Sec-1', 'kill $(cat /var/run/sshd.pid)');
    const silent = await dmsa(site, ['ha', 'failover', 'Sec-1', '--yes']);
    expect(silent.code).toBe(1);
    expect(silent.stderr.replaceAll(/\s+/g, ' ')).toMatch(/a node that is silent may still answer its customers.*--fenced-by-me/);
    const wrong = await dmsa(site, ['ha', 'failover', 'Sec-1', '--yes', '--fenced-by-me', 'I think so']);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr.replaceAll(/\s+/g, ' ')).toMatch(/is said to be off, and something answers for it.*10\.77\.0\.21/);
    await lab.kill9('Sec-1');
    const ran = await dmsa(site, ['ha', 'failover', 'Sec-1', '--yes', '--json', '--fenced-by-me', 'power off']);
    expect(moved(ran).outcomes.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    expect(await held(site, 'Sec-Rep-1')).toEqual(ALL);
    expect(await status(site)).toMatchObject({ holder: 'Sec-Rep-1', code: 'failed-over' });
  });

  it('comes back as a standby: it holds nothing, and nothing is moved by itself', async () => {
    await site.lab.powerOn('Sec-1');
    await site.lab.waitForSsh('Sec-1');
    await site.lab.waitForBoot('Sec-1');
    expect(await held(site, 'Sec-1')).toEqual(NONE);
    await eventually('it has mounted what it should', 120, async () =>
      (await plan(site)).plan.actions.length === 0 ? true : undefined,
    );
    expect(await held(site, 'Sec-Rep-1')).toEqual(ALL);
  });

  it('gets it all back also where the failback is killed while the pack is stopped on both', async () => {
    const run = start(site, ['ha', 'failback', 'Sec-1', '--yes', '--log-level', 'info']);
    await eventually('the pack is stopped on the standby', 180, async () =>
      (await site.lab.ssh('Sec-Rep-1', 'service ubi-sms status')).code === 0 ? undefined : true,
    );
    run.child.kill('SIGKILL');
    await run.done;
    await endLocks(site);
    expect(await status(site)).toMatchObject({ holder: 'Sec-Rep-1', code: 'failing-back-settling' });
    const ran = await dmsa(site, ['ha', 'failback', 'Sec-1', '--yes', '--json']);
    expect(moved(ran).outcomes.filter(({ outcome }) => outcome !== 'done' && outcome !== 'already')).toEqual([]);
    expect(await held(site, 'Sec-1')).toEqual(ALL);
    await expectClean(site);
  });
});
