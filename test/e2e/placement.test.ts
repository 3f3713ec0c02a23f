/** Who holds a pair's service addresses: dmsa reads it off the nodes, never moves anything by itself, and never makes two hold one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  actionOf,
  apply,
  converge,
  converged,
  dmsa,
  expectClean,
  expectSchema,
  type PlanJson,
  plan,
  type Site,
  type SyncJson,
  sshOf,
  variant,
} from './cluster.ts';

const RECORD = '/opt/ubisysconf/ha/ha.backupmode';
const PACK = ['ubi-sms', 'ubi-poll', 'ubi-bud', 'ubi-alarm'];
const ADDRESSES = [
  ['eth0', '10.77.0.121/24', 'eth0:1'],
  ['eth1', '10.78.0.121/24', 'eth1:1'],
] as const;

let site: Site;
beforeAll(async () => {
  site = await converged();
});

const up = (node: string): Promise<string> =>
  site.lab.must(
    node,
    ADDRESSES.map(([device, address, label]) => `ip addr add ${address} brd + dev ${device} label ${label}`).join(' && '),
  );
const off = (node: string): Promise<string> =>
  site.lab.must(node, ADDRESSES.map(([device, address]) => `ip addr del ${address} dev ${device}`).join(' && '));

/** Which of the pair's addresses a node has, and which of its services run there. */
async function held(node: string): Promise<{ readonly addresses: readonly string[]; readonly services: readonly string[] }> {
  const text = await site.lab.must(
    node,
    `ip -o -4 addr show; for s in ${PACK.join(' ')}; do service $s status >/dev/null && echo "runs $s"; done; :`,
  );
  return {
    addresses: ADDRESSES.filter(([, address]) => text.includes(` ${address} `)).map(([, , label]) => label),
    services: PACK.filter((service) => text.includes(`runs ${service}\n`)),
  };
}

const ALL = { addresses: ['eth0:1', 'eth1:1'], services: PACK };
const NONE = { addresses: [], services: [] };
const holding = (seen: PlanJson) => seen.holdings.find(({ active }) => active === 'Sec-1');

describe('a pair', () => {
  it('paused by the guide’s touch of ha.backupmode: said, and nothing is moved', async () => {
    await site.lab.must('Sec-Rep-1', `touch ${RECORD}`);
    const { ran, plan: seen } = await plan(site, ['--detailed-exitcode']);
    const text = await dmsa(site, ['plan']);
    await site.lab.must('Sec-Rep-1', `rm ${RECORD}`);
    expect(holding(seen)).toMatchObject({ holder: 'Sec-1', code: 'paused' });
    expect({ code: ran.code, actions: seen.actions }).toEqual({ code: 0, actions: [] });
    expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'failover to Sec-Rep-1 is paused (ha.backupmode is there); Sec-1 holds',
    );
  });

  it('held by both, or by the standby without a record: nothing is touched, and it says what to do', async () => {
    await up('Sec-Rep-1');
    const both = await plan(site);
    expect(holding(both.plan)).toMatchObject({ holder: null, code: 'held-by-both' });
    expect(both.plan.actions).toEqual([]);

    await off('Sec-1');
    const before = [await held('Sec-1'), await held('Sec-Rep-1')];
    const { plan: seen } = await plan(site);
    expect(holding(seen)).toMatchObject({ holder: null, code: 'held-without-record' });
    expect(seen.actions).toEqual([]);
    const { stdout } = await dmsa(site, ['apply', '--yes']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'create ha.backupmode on Sec-Rep-1 if it took over, or take the addresses off Sec-Rep-1',
    );
    expect([await held('Sec-1'), await held('Sec-Rep-1')]).toEqual(before);
    expect(before).toEqual([
      { addresses: [], services: PACK },
      { addresses: ['eth0:1', 'eth1:1'], services: [] },
    ]);
  });

  it('failed over, by the record: the standby gets the pack, the active is relieved of it and never given the addresses', async () => {
    await site.lab.must('Sec-Rep-1', `echo 'took over from Sec-1' >${RECORD}`);
    const { plan: seen } = await converge(site);
    expect(holding(seen)).toMatchObject({ holder: 'Sec-Rep-1', code: 'failed-over' });
    expect(seen.actions.filter(({ kind, node }) => kind === 'service-address' && node === 'Sec-1')).toEqual([]);
    // Stopped there before it is started here.
    expect(actionOf(seen, 'Sec-Rep-1/service/ubi-sms').after.filter((id) => id.startsWith('Sec-1/service/'))).not.toEqual([]);
    expect(await held('Sec-1')).toEqual(NONE);
    expect(await held('Sec-Rep-1')).toEqual(ALL);

    // A service of the pack that fails is healed where the pack is.
    await site.lab.must('Sec-Rep-1', 'service ubi-poll stop');
    await converge(site, ['-n', 'Sec-1']);
    expect(await held('Sec-Rep-1')).toEqual(ALL);
  });

  it('after the operator’s failback the active has it all again', async () => {
    await site.lab.must('Sec-Rep-1', `for s in ubi-alarm ubi-bud ubi-poll ubi-sms; do service $s stop; done; rm ${RECORD}`);
    await off('Sec-Rep-1');
    const { plan: seen } = await converge(site);
    expect(holding(seen)).toMatchObject({ holder: 'Sec-1', code: 'nobody-holds' });
    expect(await held('Sec-1')).toEqual(ALL);
    expect(await held('Sec-Rep-1')).toEqual(NONE);
  });

  it('whose standby can’t be seen: what the active has stays, what it lacks is not brought up', async () => {
    variant(site, 'quick.yaml', [[['spec', 'ssh'], sshOf(site, { connectTimeout: '8s' })]]);
    await site.lab.must('Sec-1', 'ip addr del 10.78.0.121/24 dev eth1');
    await site.lab.freeze('Sec-Rep-1');
    try {
      const { ran, plan: seen } = await plan(site, ['-f', 'quick.yaml']);
      expect(ran.code).toBe(3);
      expect(holding(seen)).toMatchObject({ code: 'standby-unknown' });
      expect(seen.actions).toEqual([]);
      const applied = await apply(site, ['-f', 'quick.yaml']);
      expect(applied.ran.code).toBe(3);
      expect(await held('Sec-1')).toEqual({ addresses: ['eth0:1'], services: PACK });
    } finally {
      await site.lab.thaw('Sec-Rep-1');
    }
    await site.lab.waitForSsh('Sec-Rep-1');
    await converge(site);
    expect(await held('Sec-1')).toEqual(ALL);
  });
});

describe('files for the standby', () => {
  const SPOOL = '/opt/sms/spool';
  const LOG = '/opt/ubisysconf/ha/logs/ha_sync.log';
  const onStandby = (script: string): Promise<string> => site.lab.must('Sec-Rep-1', script);
  const copied = async (args: readonly string[] = []) => {
    const { code, stdout } = await dmsa(site, ['sync', 'Sec-1', '--json', ...args]);
    const report = JSON.parse(stdout) as SyncJson;
    expectSchema(report, 'sync');
    return { code, copies: report.pairs[0]?.copies ?? [], closed: report.pairs[0]?.closed };
  };
  const copyWarnings = async () => (await plan(site)).plan.problems.filter(({ code }) => code.startsWith('copy-'));

  it('come by ssh from the active, are told in every plan where they are old, and never over fresher ones', async () => {
    await site.lab.must('Sec-1', `mkdir -p ${SPOOL}/parser; echo one >${SPOOL}/parser/'a b'; echo rrd >/opt/rrd/one.rrd`);
    expect((await copyWarnings()).map(({ code, node }) => [code, node])).toEqual([['copy-missing', 'Sec-Rep-1']]);
    const refused = await dmsa(site, ['sync']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/FAILED \[host-key\][\s\S]*Write sshKeys: \{\} under spec/);

    const key = await onStandby(
      'ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519 </dev/null; cat /root/.ssh/id_ed25519.pub',
    );
    const host = await site.lab.must('Sec-1', 'cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub');
    await onStandby(
      `cp -p /root/.ssh/known_hosts /root/kept 2>/dev/null; echo '10.77.0.21,10.78.0.21 ${host.trim()}' >>/root/.ssh/known_hosts`,
    );
    await site.lab.must(
      'Sec-1',
      `cp -p /root/.ssh/authorized_keys /root/kept; echo '${key.trim()}' >>/root/.ssh/authorized_keys`,
    );
    try {
      const first = await copied();
      expect(first.copies.map(({ path, status, via }) => [path, status, via])).toEqual([
        ['/opt/rrd', 'copied', '10.77.0.21'],
        [SPOOL, 'copied', '10.77.0.21'],
      ]);
      expect(first.code).toBe(0);
      expect(await onStandby(`cat ${SPOOL}/parser/'a b' /opt/rrd/one.rrd; tail -n 1 ${LOG}`)).toMatch(
        /^one\nrrd\n\S+ Sec-1 -> Sec-Rep-1 \/opt\/sms\/spool copied 1 of /,
      );
      expect(await copyWarnings()).toEqual([]);
      await onStandby('sed -i "s/^begun .*/begun 1000000000/" /var/lib/dmsa/sync/opt,rrd/good');
      expect(await copyWarnings()).toMatchObject([{ code: 'copy-old', resource: 'Sec-Rep-1/synced-directory//opt/rrd' }]);

      // It took over, and then the record goes by hand.
      await onStandby(`echo 'took over' >${RECORD}; echo two >${SPOOL}/parser/'a b'`);
      expect(await copied()).toMatchObject({ code: 1, closed: { code: 'record-unclear' }, copies: [] });
      await onStandby(`rm ${RECORD}`);
      expect(await copied()).toMatchObject({ code: 1, copies: [{ code: 'took-over' }, { code: 'took-over' }] });
      expect(await onStandby(`cat ${SPOOL}/parser/'a b'`)).toBe('two\n');
      expect(await copied(['--force', 'took-over'])).toMatchObject({ code: 0 });
      expect(await onStandby(`cat ${SPOOL}/parser/'a b'`)).toBe('one\n');
    } finally {
      await onStandby(
        'mv -f /root/kept /root/.ssh/known_hosts 2>/dev/null || rm -f /root/.ssh/known_hosts; rm -f /root/.ssh/id_ed25519*',
      );
      await site.lab.must('Sec-1', 'mv -f /root/kept /root/.ssh/authorized_keys');
    }
    await expectClean(site);
  });
});

describe('an address that a stranger answers for', () => {
  const spare = (): string => `${site.lab.namespace}-spare`;
  const ip = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await site.lab.exec(['ip', ...args]);
    if (code !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
  };
  afterAll(async () => {
    await site.lab.exec(['ip', 'netns', 'del', spare()]);
  });

  it('is not claimed: foretold with who has it where; forced it fails by that, and it is done once the stranger is gone', async () => {
    await ip('netns', 'add', spare());
    await ip('link', 'add', 'spare', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', spare());
    await ip('link', 'set', 'spare', 'master', 'br1', 'up');
    await ip('-n', spare(), 'link', 'set', 'eth0', 'address', '02:00:00:00:00:99', 'up');
    await ip('-n', spare(), 'addr', 'add', '10.78.0.122/24', 'dev', 'eth0');
    await site.lab.must('Sec-2', 'ip addr del 10.78.0.122/24 dev eth1');

    const refused = await apply(site);
    expect(refused.ran.code).toBe(1);
    expect(refused.report.status).toBe('refused');
    expect(refused.report.plan.actions[0]?.findings).toMatchObject([
      {
        code: 'address-taken',
        sentence: 'another host (02:00:00:00:00:99) answers for 10.78.0.122 on eth1',
        severity: 'would-fail',
      },
    ]);
    const { ran, report } = await apply(site, ['--force', 'Sec-2/service-address/eth1:1:address-taken']);
    expect(ran.code).toBe(1);
    expect(report.outcomes).toMatchObject([{ id: 'Sec-2/service-address/eth1:1', outcome: 'failed', error: { node: 'Sec-2' } }]);
    expect(report.outcomes[0]?.error?.detail?.toLowerCase()).toContain(
      '10.78.0.122 was not brought up: another host (02:00:00:00:00:99) answers for it on eth1; take it off there first',
    );
    expect(await site.lab.must('Sec-2', 'ip -o -4 addr show dev eth1')).not.toContain('10.78.0.122');

    await ip('-n', spare(), 'addr', 'del', '10.78.0.122/24', 'dev', 'eth0');
    await converge(site);
    expect(await site.lab.must('Sec-2', 'ip -o -4 addr show dev eth1')).toContain('10.78.0.122/24');
  });
});
