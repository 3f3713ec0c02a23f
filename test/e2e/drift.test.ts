/**
 * Things broken by hand in ways that take others along or that only the words of the plan tell apart: plan must say it in the
 * right words, and nothing else; apply must heal it, and must leave alone what is the operator's. The plain break of every kind on
 * every flavour is kinds.test.ts.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  actionOf,
  apply,
  converge,
  converged,
  dmsa,
  expectClean,
  type Field,
  type PlanJson,
  type PlannedAction,
  plan,
  problemsBesideCopies,
  type Site,
  troubles,
} from './cluster.ts';

interface Break {
  readonly what: string;
  readonly node: string;
  /** What the hand does, as root on the node. */
  readonly script: string;
  /** The actions that must be planned for it, `kind/name`, and for each what its fields must hold. */
  readonly says: Readonly<Record<string, Said>>;
  /** What must be true on the node after the healing, beside that dmsa finds nothing: exit 0. */
  readonly stays?: string;
}

interface Said {
  readonly verb: PlannedAction['verb'];
  readonly field: Partial<Field>;
}

const VARS = '/opt/configurator/vars.UBIqube.net.ctx';
const HA = '/opt/ubisysconf/ha';
const CRON = '/etc/cron.d/dmsa-nfs-check';
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const BREAKS: readonly Break[] = [
  {
    what: 'an interface file with another address (ifupdown)',
    node: 'Sec-2',
    script: `sed -i 's#10.78.0.22#10.78.0.98#' /etc/network/interfaces.d/dmsa-eth1; echo '    # by hand: the switch wants it so
    mtu 1450' >>/etc/network/interfaces.d/dmsa-eth1`,
    says: {
      'interface/eth1': { verb: 'update', field: { path: 'address', from: '10.78.0.98/24', to: '10.78.0.22/24', where: 'file' } },
    },
    stays: `grep -q '^ *mtu 1450$' /etc/network/interfaces.d/dmsa-eth1 && grep -q '# by hand: the switch' /etc/network/interfaces.d/dmsa-eth1`,
  },
  {
    what: 'a service address’s file that would bring it up at boot beside the active (ifcfg)',
    node: 'Sec-Rep-1',
    script: `sed -i 's/^ONPARENT=.*/ONPARENT=yes/' /etc/sysconfig/network-scripts/ifcfg-eth0:1`,
    says: { 'service-address/eth0:1': { verb: 'update', field: { path: 'atBoot', from: true, to: false, where: 'file' } } },
  },
  {
    what: 'a vars file that everybody may write',
    node: 'Sec-1',
    script: `chmod 666 ${VARS}`,
    says: { [`vars-file/${VARS}`]: { verb: 'update', field: { path: 'mode', from: '0666', to: '0644' } } },
    stays: `[ "$(stat -c %a ${VARS})" = 644 ]`,
  },
  {
    what: 'a vars file deleted',
    node: 'Web-1',
    script: `rm ${VARS}`,
    says: { [`vars-file/${VARS}`]: { verb: 'create', field: { path: 'UBI_VSOC_NAME', from: null, to: 'lab.example' } } },
  },
  {
    what: 'a node written into servers.conf by hand, with its password in clear',
    node: 'Sec-1',
    script: `echo 'Sec-9; SECENGINE; 10.78.0.29/24; 10.77.0.29/24; hunter2' >>${HA}/servers.conf`,
    says: { [`legacy-file/${HA}/servers.conf`]: { verb: 'update', field: { path: 'content', from: matching(/Sec-9/) } } },
  },
  {
    what: 'a legacy file deleted, beside a file that is not dmsa’s',
    node: 'Sec-Rep-1',
    script: `rm ${HA}/sync.conf; echo keep >${HA}/notes.txt`,
    says: { [`legacy-file/${HA}/sync.conf`]: { verb: 'create', field: { path: 'content', from: null } } },
    stays: `[ "$(cat ${HA}/notes.txt)" = keep ]`,
  },
  {
    what: 'a legacy file that others can’t read, of another owner',
    node: 'Web-1',
    script: `chmod 600 ${HA}/share.conf; chown ncuser ${HA}/share.conf`,
    says: { [`legacy-file/${HA}/share.conf`]: { verb: 'update', field: { path: 'mode', from: '0600', to: '0644' } } },
    stays: `[ "$(stat -c %a:%U ${HA}/share.conf)" = 644:root ]`,
  },
  {
    what: 'a running export with other options',
    node: 'Sec-1',
    script: 'exportfs -o rw,no_subtree_check 10.77.0.0/24:/opt/rrd',
    says: { 'export//opt/rrd': { verb: 'run', field: { path: 'options', from: matching(/rw/), where: 'running' } } },
  },
  {
    what: 'the directory that the standby gets copies in, gone',
    node: 'Sec-Rep-1',
    script: 'mv /opt/sms/spool /opt/sms/spool.by-hand',
    says: {
      'directory//opt/sms/spool': { verb: 'create', field: { path: 'directory', from: null, to: '/opt/sms/spool' } },
    },
    stays:
      'test -d /opt/sms/spool && test -d /opt/sms/spool.by-hand/parser && rmdir /opt/sms/spool && mv /opt/sms/spool.by-hand /opt/sms/spool',
  },
  {
    what: 'a mount’s line lost from fstab',
    node: 'Sec-Rep-1',
    script: `sed -i '/ .opt.fmc_repository /d' /etc/fstab`,
    says: { 'mount//opt/fmc_repository': { verb: 'update', field: { path: 'fstab', from: null, where: 'file' } } },
  },
  {
    what: 'the NFS check deleted',
    node: 'Sec-1',
    script: `rm ${CRON}`,
    says: { [`nfs-check/${CRON}`]: { verb: 'create', field: { path: 'content', from: null } } },
  },
  {
    what: 'the NFS check with a mode that cron ignores',
    node: 'Sec-2',
    script: `chmod 666 ${CRON}`,
    says: { [`nfs-check/${CRON}`]: { verb: 'update', field: { path: 'mode', from: '0666', to: '0644' } } },
  },
  {
    what: 'a service killed, its pid file left (SysV, Debian)',
    node: 'Sec-2',
    script: 'kill -9 "$(cat /var/run/ubi-alarm.pid)"',
    says: {
      'service/ubi-alarm': { verb: 'run', field: { path: 'running', from: 'dead, but its pid file is there', to: 'running' } },
    },
  },
  {
    what: 'a service of the active started on the standby, and another enabled there (chkconfig)',
    node: 'Sec-Rep-1',
    script: 'service ubi-sms start; chkconfig ubi-bud on',
    says: {
      'service/ubi-sms': { verb: 'run', field: { path: 'running', from: 'running', to: 'stopped' } },
      'service/ubi-bud': { verb: 'update', field: { path: 'boot', from: 'on', to: 'off', where: 'file' } },
    },
    stays: '! service ubi-sms status && chkconfig --list ubi-bud | grep -q 3:off',
  },
  // What takes others along with it.
  {
    what: 'an interface down, and the addresses on it',
    node: 'Sec-Rep-1',
    script: 'ip link set eth1 down',
    says: { 'interface/eth1': { verb: 'run', field: { path: 'link', from: 'down', to: 'up', where: 'running' } } },
  },
  {
    what: 'autofs stopped, and with it the triggers',
    node: 'Web-1',
    script: 'systemctl stop autofs',
    says: {
      'service/autofs': { verb: 'run', field: { path: 'running', from: 'stopped', to: 'running' } },
      'automount//opt/rrd/Sec-1': { verb: 'run', field: { path: 'trigger', from: null, where: 'running' } },
      'automount//opt/rrd/Sec-2': { verb: 'run', field: { path: 'trigger', from: null, where: 'running' } },
    },
    stays: 'test -e /opt/rrd/Sec-1/device1/cpu.rrd && test -e /opt/rrd/Sec-2/device1/cpu.rrd',
  },
  {
    what: 'the whole file of exports deleted',
    node: 'Web-1',
    script: 'rm /etc/exports.d/dmsa.exports',
    says: Object.fromEntries(
      ['/opt/fmc_repository', '/opt/fmc_entities', '/opt/svnroot'].map((path) => [
        `export/${path}`,
        { verb: 'update', field: { path: 'clients', from: null, to: ['10.77.0.0/24'], where: 'file' } },
      ]),
    ),
  },
  {
    what: 'the NFS server stopped',
    node: 'Sec-2',
    script: 'service nfs-kernel-server stop',
    says: {
      'service/nfs-server': { verb: 'run', field: { path: 'running', to: 'running' } },
      'export//opt/rrd': { verb: 'run', field: { path: 'clients', from: null, where: 'running' } },
    },
  },
  {
    what: 'cron stopped, and disabled',
    node: 'Sec-1',
    script: 'service crond stop; chkconfig crond off',
    says: { 'service/cron': { verb: 'update', field: { path: 'boot', from: 'off', to: 'on', where: 'file' } } },
  },
  {
    what: 'all three mounts, and the fstab as the vendor had it',
    node: 'Sec-1',
    script: `umount /opt/fmc_repository /opt/fmc_entities /opt/svnroot; sed -i '/BEGIN dmsa/,/END dmsa/d' /etc/fstab`,
    says: Object.fromEntries(
      ['/opt/fmc_repository', '/opt/fmc_entities', '/opt/svnroot'].map((path) => [
        `mount/${path}`,
        { verb: 'create', field: { path: 'fstab', from: null, where: 'file' } },
      ]),
    ),
  },
];

let site: Site;
beforeAll(async () => {
  site = await converged();
});

/** Breaks everything, a node's breaks in their order, the nodes at the same time. */
async function breakAll(breaks: readonly Break[]): Promise<void> {
  const broken = (name: string): Promise<string> | string => {
    const scripts = breaks.filter(({ node }) => node === name).map(({ script }) => `${script}\n`);
    return scripts.length === 0 ? '' : site.lab.must(name, `set -e\n${scripts.join('')}`);
  };
  // What autofs has mounted it unmounts as it stops: its servers have to answer until then.
  await site.lab.must('Web-1', 'ls /opt/rrd/Sec-1/ /opt/rrd/Sec-2/');
  await broken('Web-1');
  await Promise.all(site.lab.nodes.filter(({ name }) => name !== 'Web-1').map(({ name }) => broken(name)));
}

describe('drift', () => {
  let seen: PlanJson;
  beforeAll(async () => {
    await breakAll(BREAKS);
    seen = (await plan(site)).plan;
  });

  it.each(BREAKS)('$node: $what', ({ node, says }) => {
    for (const [thing, { verb, field }] of Object.entries(says)) {
      const action = actionOf(seen, `${node}/${thing}`);
      expect(action.verb).toBe(verb);
      expect(action.fields).toContainEqual(expect.objectContaining(field));
      // It was dmsa that had put it there, and the file has not changed: the node drifted.
      expect(action.intent).toBe('corrective');
    }
  });

  it('is all that is planned', () => {
    const ids = BREAKS.flatMap(({ node, says }) => Object.keys(says).map((thing) => `${node}/${thing}`));
    expect(seen.actions.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(seen.unknown).toEqual([]);
    expect(problemsBesideCopies(seen)).toEqual([]);
  });

  it('is told to a person as drift, without the password that somebody wrote into a file', async () => {
    const { stdout, code } = await dmsa(site, ['plan', '-n', 'Sec-1', '--detailed-exitcode']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/~ legacy-file \/opt\/ubisysconf\/ha\/servers\.conf\s+drift: it was changed on the node/);
    expect(stdout).toMatch(/- Sec-9;.*\(secret\)/);
    expect(stdout).not.toContain('hunter2');
  });

  it('is healed by apply, and what is the operator’s is as it was left', async () => {
    await converge(site);
    for (const { node, what, stays } of BREAKS) {
      if (stays === undefined) continue;
      const { code, stderr } = await site.lab.ssh(node, `{ ${stays}\n} >/dev/null`);
      expect({ what, code, stderr }).toEqual({ what, code: 0, stderr: '' });
    }
  });
});

describe('a service that does not start', () => {
  it('fails alone: what needs it is not done, all else is, and it is healed once its cause is gone', async () => {
    await site.lab.must(
      'Sec-2',
      'touch /etc/lab/fail-ubi-poll; for s in ubi-alarm ubi-bud ubi-poll; do service $s stop; done; rm /etc/cron.d/dmsa-nfs-check',
    );
    await site.lab.must('Web-1', 'systemctl stop httpd');
    const { ran, report } = await apply(site);
    expect(ran.code).toBe(1);
    const outcome = (id: string) => report.outcomes.find((one) => one.id === id);
    expect(outcome('Sec-2/service/ubi-poll')).toMatchObject({
      outcome: 'failed',
      error: { node: 'Sec-2', resource: 'Sec-2/service/ubi-poll' },
    });
    // In the service's own words.
    expect(outcome('Sec-2/service/ubi-poll')?.error?.detail).toContain('license check: internal error 42');
    for (const name of ['ubi-bud', 'ubi-alarm']) {
      expect(outcome(`Sec-2/service/${name}`)).toEqual({
        id: `Sec-2/service/${name}`,
        outcome: 'blocked',
        by: 'Sec-2/service/ubi-poll',
      });
    }
    for (const id of ['Sec-2/nfs-check//etc/cron.d/dmsa-nfs-check', 'Web-1/service/httpd'])
      expect(outcome(id)).toMatchObject({ outcome: 'done' });
    expect(report.outcomes).toHaveLength(5);
    expect(report.after).toMatchObject({ converged: false });

    await site.lab.must('Sec-2', 'rm /etc/lab/fail-ubi-poll');
    const healed = await apply(site);
    expect(troubles(healed.report)).toEqual([]);
    expect(healed.report.outcomes.map(({ id }) => id)).toEqual(
      ['ubi-poll', 'ubi-bud', 'ubi-alarm'].map((name) => `Sec-2/service/${name}`),
    );
    expect(healed.ran.code).toBe(0);
  });
});

describe('an operator’s line that says something else than the file', () => {
  it('stays, and what dmsa wants holds all the same', async () => {
    await site.lab.must('Sec-2', `sed -i '1i 10.0.0.5 Web-1 # by hand' /etc/hosts`);
    const { plan: planned } = await converge(site);
    expect(planned.actions).toHaveLength(1);
    expect(actionOf(planned, 'Sec-2/hosts//etc/hosts').fields).toEqual([
      {
        path: 'Web-1 (at lookup)',
        from: matching(/^10\.0\.0\.5, as the line "10\.0\.0\.5 Web-1/),
        to: '10.77.0.11',
        where: 'file',
      },
    ]);
    expect(await site.lab.must('Sec-2', 'getent hosts Web-1')).toMatch(/^10\.77\.0\.11\s/);
    expect(await site.lab.must('Sec-2', 'cat /etc/hosts')).toContain('\n10.0.0.5 Web-1 # by hand\n');
    await site.lab.must('Sec-2', `sed -i '/by hand/d' /etc/hosts`);
    await expectClean(site);
  });
});
