/**
 * Every kind of thing broken by hand, in files and in running state, on every flavour: plan must say it in the right words,
 * and nothing else; apply must heal it, and must leave alone what is the operator's.
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

const FIRST: readonly Break[] = [
  {
    what: 'a node is lost from the hosts block, between an operator’s own lines',
    node: 'Web-1',
    script: `{ echo '# by hand: the time server'; echo '10.77.0.200 ntp-1 ntp'; cat /etc/hosts; echo '10.77.0.201 ntp-2'; } >/root/hosts
      sed '/^10.77.0.22 /d' /root/hosts >/etc/hosts`,
    says: { 'hosts//etc/hosts': { verb: 'update', field: { path: 'Sec-2', from: null, to: '10.77.0.22' } } },
    stays: `f() { sed '/^# BEGIN dmsa/,/^# END dmsa/d' "$1"; }; [ "$(f /etc/hosts)" = "$(f /root/hosts)" ] && grep -q '^# by hand: the time server' /etc/hosts`,
  },
  {
    what: 'a wrong address in the hosts block',
    node: 'Sec-1',
    script: `sed -i 's/^10.77.0.11 Web-1/10.77.0.99 Web-1/' /etc/hosts`,
    says: { 'hosts//etc/hosts': { verb: 'update', field: { path: 'Web-1', from: '10.77.0.99', to: '10.77.0.11' } } },
  },
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
    what: 'an interface file that a boot ignores, with keys of the operator’s (ifcfg)',
    node: 'Sec-Rep-1',
    script: `f=/etc/sysconfig/network-scripts/ifcfg-eth1
      sed -i -e 's/^ONBOOT=.*/ONBOOT=no/' -e '1i # by hand: the old uplink' $f; echo 'ETHTOOL_OPTS="autoneg off"' >>$f`,
    says: { 'interface/eth1': { verb: 'update', field: { path: 'atBoot', where: 'file' } } },
    stays: `grep -q '^# by hand: the old uplink$' /etc/sysconfig/network-scripts/ifcfg-eth1 && grep -q '^ETHTOOL_OPTS="autoneg off"$' /etc/sysconfig/network-scripts/ifcfg-eth1`,
  },
  {
    what: 'a running address with another mask, and with it the service address beside it',
    node: 'Sec-1',
    script: 'ip addr add 10.78.0.21/25 dev eth1; ip addr del 10.78.0.21/24 dev eth1',
    says: {
      'interface/eth1': { verb: 'run', field: { path: 'address', from: '10.78.0.21/25', to: '10.78.0.21/24', where: 'running' } },
      'service-address/eth1:1': {
        verb: 'run',
        field: { path: 'address', from: null, to: '10.78.0.121/24 on eth1', where: 'running' },
      },
    },
  },
  {
    what: 'a service address taken off',
    node: 'Sec-2',
    script: 'ip addr del 10.77.0.122/24 dev eth0',
    says: {
      'service-address/eth0:1': {
        verb: 'run',
        field: { path: 'address', from: null, to: '10.77.0.122/24 on eth0', where: 'running' },
      },
    },
    stays: `ip -o -4 addr show dev eth0 | grep -q '10.77.0.122/24 .* eth0:1'`,
  },
  {
    what: 'a service address’s file deleted (ifupdown)',
    node: 'Web-1',
    script: 'rm /etc/network/interfaces.d/dmsa-eth1-1',
    says: {
      'service-address/eth1:1': { verb: 'update', field: { path: 'address', from: null, to: '10.78.0.111/24', where: 'file' } },
    },
  },
  {
    what: 'a service address’s file that would bring it up at boot beside the active (ifcfg)',
    node: 'Sec-Rep-1',
    script: `sed -i 's/^ONPARENT=.*/ONPARENT=yes/' /etc/sysconfig/network-scripts/ifcfg-eth0:1`,
    says: { 'service-address/eth0:1': { verb: 'update', field: { path: 'atBoot', from: true, to: false, where: 'file' } } },
  },
  {
    what: 'a variable changed and one that is nobody’s put into the vars file',
    node: 'Sec-2',
    script: `sed -i 's/^UBI_VSOC_NAME=.*/UBI_VSOC_NAME=other.example/' ${VARS}; echo UBI_BY_HAND=1 >>${VARS}`,
    says: {
      [`vars-file/${VARS}`]: { verb: 'update', field: { path: 'UBI_VSOC_NAME', from: 'other.example', to: 'lab.example' } },
    },
    stays: `! grep -q UBI_BY_HAND ${VARS}`,
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
    what: 'another license',
    node: 'Sec-2',
    script: 'echo product=Other >/opt/ubiqube/license',
    says: {
      'license//opt/ubiqube/license': { verb: 'update', field: { path: 'content', from: matching(/^14 bytes, sha256 /) } },
    },
    stays: 'grep -q MSActivator /opt/ubiqube/license',
  },
  {
    what: 'export options changed in the file, and an export of the operator’s added',
    node: 'Sec-1',
    script: `sed -i 's/(ro/(rw/' /etc/exports.d/dmsa.exports; echo '/srv 10.77.0.200(ro,no_subtree_check)' >>/etc/exports`,
    says: { 'export//opt/rrd': { verb: 'update', field: { path: 'options', from: matching(/rw/), where: 'file' } } },
    stays: `grep -q '^/srv 10.77.0.200' /etc/exports && grep -q '^/srv' /var/lib/nfs/etab`,
  },
  {
    what: 'an export withdrawn from the running server',
    node: 'Web-1',
    script: 'exportfs -u 10.77.0.0/24:/opt/svnroot',
    says: {
      'export//opt/svnroot': { verb: 'run', field: { path: 'clients', from: null, to: ['10.77.0.0/24'], where: 'running' } },
    },
  },
  {
    what: 'a running export with other options',
    node: 'Sec-2',
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
    what: 'a mount taken off',
    node: 'Sec-1',
    script: 'umount /opt/fmc_entities',
    says: {
      'mount//opt/fmc_entities': {
        verb: 'run',
        field: { path: 'mounted', from: null, to: '10.77.0.111:/opt/fmc_entities', where: 'running' },
      },
    },
    stays: 'test -e /opt/fmc_entities/demo/interface.lnk',
  },
  {
    what: 'a mount’s options in fstab, beside an operator’s line and comment',
    node: 'Sec-2',
    script: `sed -i '/ .opt.svnroot /s/hard/soft/' /etc/fstab; echo '# by hand
tmpfs /mnt tmpfs noauto,size=1m 0 0' >>/etc/fstab`,
    says: { 'mount//opt/svnroot': { verb: 'update', field: { path: 'options', from: matching(/soft/), where: 'file' } } },
    stays: `[ "$(tail -n 2 /etc/fstab)" = "$(printf '# by hand\\ntmpfs /mnt tmpfs noauto,size=1m 0 0')" ]`,
  },
  {
    what: 'a mount’s line lost from fstab',
    node: 'Sec-Rep-1',
    script: `sed -i '/ .opt.fmc_repository /d' /etc/fstab`,
    says: { 'mount//opt/fmc_repository': { verb: 'update', field: { path: 'fstab', from: null, where: 'file' } } },
  },
  {
    what: 'an automount lost from the map',
    node: 'Web-1',
    script: `sed -i '/Sec-2/d' /etc/auto.dmsa`,
    says: { 'automount//opt/rrd/Sec-2': { verb: 'update', field: { path: 'map', from: null, where: 'file' } } },
    stays: 'test -e /opt/rrd/Sec-2/device1/cpu.rrd',
  },
  {
    what: 'the NFS check deleted',
    node: 'Sec-1',
    script: `rm ${CRON}`,
    says: { [`nfs-check/${CRON}`]: { verb: 'create', field: { path: 'content', from: null } } },
  },
  {
    what: 'the NFS check made rarer',
    node: 'Web-1',
    script: `sed -i 's/^\\* /*\\/5 /' ${CRON}`,
    says: {
      [`nfs-check/${CRON}`]: {
        verb: 'update',
        field: { path: 'content', from: matching(/^\*\/5 \* /m), to: matching(/^\* \* /m) },
      },
    },
  },
  {
    what: 'the NFS check with a mode that cron ignores',
    node: 'Sec-2',
    script: `chmod 666 ${CRON}`,
    says: { [`nfs-check/${CRON}`]: { verb: 'update', field: { path: 'mode', from: '0666', to: '0644' } } },
  },
  {
    what: 'a service stopped (SysV, Red Hat)',
    node: 'Sec-1',
    script: 'service ubi-poll stop',
    says: { 'service/ubi-poll': { verb: 'run', field: { path: 'running', from: 'stopped', to: 'running' } } },
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
    what: 'a service disabled at boot (update-rc.d)',
    node: 'Sec-2',
    script: 'update-rc.d ubi-bud disable',
    says: { 'service/ubi-bud': { verb: 'update', field: { path: 'boot', from: 'off', to: 'on', where: 'file' } } },
    stays: 'ls /etc/rc3.d/S??ubi-bud',
  },
  {
    what: 'a service disabled and one stopped (systemd)',
    node: 'Web-1',
    script: 'systemctl -q disable httpd; systemctl stop jboss',
    says: {
      'service/httpd': { verb: 'update', field: { path: 'boot', from: 'off', to: 'on', where: 'file' } },
      'service/jboss': { verb: 'run', field: { path: 'running', from: 'stopped', to: 'running' } },
    },
    stays: 'systemctl is-enabled httpd && systemctl is-active jboss',
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
];

/** What takes others along with it. */
const SECOND: readonly Break[] = [
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
  await Promise.all(
    site.lab.nodes.map(({ name }) => {
      const scripts = breaks.filter(({ node }) => node === name).map(({ script }) => `${script}\n`);
      return scripts.length === 0 ? '' : site.lab.must(name, `set -e\n${scripts.join('')}`);
    }),
  );
}

const idsOf = (breaks: readonly Break[]): readonly string[] =>
  breaks.flatMap(({ node, says }) => Object.keys(says).map((thing) => `${node}/${thing}`)).sort();

function rounds(breaks: readonly Break[]): void {
  let seen: PlanJson;
  beforeAll(async () => {
    await breakAll(breaks);
    seen = (await plan(site)).plan;
  });

  it.each(breaks)('$node: $what', ({ node, says }) => {
    for (const [thing, { verb, field }] of Object.entries(says)) {
      const action = actionOf(seen, `${node}/${thing}`);
      expect(action.verb).toBe(verb);
      expect(action.fields).toContainEqual(expect.objectContaining(field));
      // It was dmsa that had put it there, and the file has not changed: the node drifted.
      expect(action.intent).toBe('corrective');
    }
  });

  it('is all that is planned', () => {
    expect(seen.actions.map(({ id }) => id).sort()).toEqual(idsOf(breaks));
    expect(seen.unknown).toEqual([]);
    expect(problemsBesideCopies(seen)).toEqual([]);
  });

  it('is healed by apply, and what is the operator’s is as it was left', async () => {
    await converge(site);
    await expectClean(site);
    for (const { node, what, stays } of breaks) {
      if (stays === undefined) continue;
      const { code, stderr } = await site.lab.ssh(node, `{ ${stays}\n} >/dev/null`);
      expect({ what, code, stderr }).toEqual({ what, code: 0, stderr: '' });
    }
  });
}

describe('drift, each thing by itself', () => {
  rounds(FIRST);

  it('is told to a person as drift, without the password that somebody wrote into a file', async () => {
    await site.lab.must('Sec-1', `echo 'Sec-9; SECENGINE; 10.78.0.29/24; 10.77.0.29/24; hunter2' >>${HA}/servers.conf`);
    const { stdout, code } = await dmsa(site, ['plan', '-n', 'Sec-1', '--detailed-exitcode']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/~ legacy-file \/opt\/ubisysconf\/ha\/servers\.conf\s+drift: it was changed on the node/);
    expect(stdout).toMatch(/- Sec-9;.*\(secret\)/);
    expect(stdout).not.toContain('hunter2');
  });
});

describe('drift that takes other things along', () => {
  // Before this, the file of the test above: one apply for both.
  beforeAll(() => converge(site));
  rounds(SECOND);
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
    const { plan: seen } = await plan(site);
    expect(seen.actions).toHaveLength(1);
    expect(actionOf(seen, 'Sec-2/hosts//etc/hosts').fields).toEqual([
      {
        path: 'Web-1 (at lookup)',
        from: matching(/^10\.0\.0\.5, as the line "10\.0\.0\.5 Web-1/),
        to: '10.77.0.11',
        where: 'file',
      },
    ]);
    await converge(site);
    expect(await site.lab.must('Sec-2', 'getent hosts Web-1')).toMatch(/^10\.77\.0\.11\s/);
    expect(await site.lab.must('Sec-2', 'cat /etc/hosts')).toContain('\n10.0.0.5 Web-1 # by hand\n');
    await site.lab.must('Sec-2', `sed -i '/by hand/d' /etc/hosts`);
    await expectClean(site);
  });
});
