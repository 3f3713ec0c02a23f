/**
 * Every kind of thing broken by hand, in files and in running state, on every flavour: plan must say it in the right words,
 * and nothing else; apply must heal it, and must leave alone what is the operator's.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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
  type Site,
  setIn,
  sshOf,
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
    expect(seen.problems).toEqual([]);
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

describe('what is whose', () => {
  const MINE = '/srv/mine 10.77.0.0/24(rw,sync,no_subtree_check,no_root_squash)';
  const THEIRS = '/srv/theirs 10.77.0.0/24(ro,sync,no_subtree_check)';
  const SECNODES = ['Sec-1', 'Sec-2', 'Sec-Rep-1'];
  const fstab = (node: string, address: string): string => `${address}:/srv/mine /mnt/${node} nfs rw,hard,bg,_netdev 0 0`;

  it('adopt takes an operator’s exports and mounts over, and the next apply moves their lines', async () => {
    for (const node of SECNODES) {
      await site.lab.must(
        node,
        `mkdir -p /srv/mine /srv/theirs; printf '%s\\n' '${MINE}' '${THEIRS}' >>/etc/exports; exportfs -ra`,
      );
    }
    const [one, two] = [fstab('Sec-1', '10.77.0.121'), fstab('Sec-2', '10.77.0.122')];
    await site.lab.must(
      'Web-1',
      `mkdir -p /mnt/Sec-1 /mnt/Sec-2; printf '%s\\n' '${one}' '${two}' >>/etc/fstab; mount /mnt/Sec-1; mount /mnt/Sec-2`,
    );
    const file = join(site.dir, 'cluster.yaml');
    const before = readFileSync(file, 'utf8');
    const things = ['export//srv/mine', 'mount//mnt/Sec-1', 'mount//mnt/Sec-2'];

    const preview = await dmsa(site, ['adopt', ...things]);
    expect(preview.stderr).toContain('Nothing was changed.');
    for (const node of SECNODES) expect(preview.stdout).toContain(`adopt export /srv/mine on ${node}\n    /etc/exports: ${MINE}`);
    expect(preview.stdout).toContain('mountPoint: /mnt/${NODE}');
    expect(preview.code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);

    const written = await dmsa(site, ['adopt', '--write', '--yes', ...things]);
    expect({ code: written.code, stderr: written.stderr }).toEqual({
      code: 0,
      stderr: "Wrote cluster.yaml.\nMarked 5 things as dmsa's. See what follows with: dmsa plan\n",
    });
    expect(await site.lab.must('Sec-2', 'cat /etc/exports')).toContain(`${MINE}\n${THEIRS}\n`);

    const { plan: moves } = await plan(site);
    expect(moves.unknown).toEqual([]);
    expect(moves.actions.map(({ id, verb }) => `${verb} ${id}`).sort()).toEqual(
      [
        ...SECNODES.map((node) => `update ${node}/export//srv/mine`),
        'update Web-1/mount//mnt/Sec-1',
        'update Web-1/mount//mnt/Sec-2',
        // The rules are in the legacy files as well.
        ...[...SECNODES, 'Web-1'].map((node) => `update ${node}/legacy-file/${HA}/share.conf`),
      ].sort(),
    );
    await converge(site);
    for (const node of SECNODES) {
      expect(await site.lab.must(node, 'cat /etc/exports')).toMatch(/^\/srv\/theirs /m);
      expect(await site.lab.must(node, `sed '/^# BEGIN dmsa/,/^# END dmsa/d' /etc/exports`)).not.toContain('/srv/mine');
      expect(await site.lab.must(node, 'exportfs')).toContain('/srv/mine');
    }
    await site.lab.must('Web-1', 'grep -q " /mnt/Sec-1 nfs" /proc/mounts && grep -q " /mnt/Sec-2 nfs" /proc/mounts');
  });

  it('what the file no longer has goes within the budget only, clients before servers, and what others put there stays', async () => {
    cpSync(join(site.dir, 'cluster.yaml'), join(site.dir, 'before.yaml'));
    const data = parse(readFileSync(join(site.dir, 'cluster.yaml'), 'utf8')) as {
      spec: { packs: { pack_sec: string[] }; shares: { exports: { path: string }[]; mounts: { path: string }[] } };
    };
    const { packs, shares } = data.spec;
    setIn(
      site,
      ['spec', 'packs', 'pack_sec'],
      packs.pack_sec.filter((name) => name !== 'ubi-alarm'),
    );
    for (const list of ['exports', 'mounts'] as const) {
      setIn(
        site,
        ['spec', 'shares', list],
        shares[list].filter(({ path }) => path !== '/srv/mine'),
      );
    }
    setIn(site, ['spec', 'safety'], { maxDeletions: 3 });
    const lists = (): Promise<string> =>
      site.lab.must('Sec-1', 'cksum /etc/exports /etc/exports.d/* /var/lib/dmsa/manifest.json');
    const untouched = await lists();
    const { ran, plan: seen } = await plan(site);
    expect(ran.code).toBe(1);
    expect(seen.problems.map(({ code }) => code)).toEqual(['too-many-deletions']);
    const gone = seen.actions.filter(({ verb }) => verb === 'delete');
    expect(gone.map(({ id }) => id).sort()).toEqual(
      [
        ...SECNODES.map((node) => `${node}/export//srv/mine`),
        'Web-1/mount//mnt/Sec-1',
        'Web-1/mount//mnt/Sec-2',
        'Sec-1/service/ubi-alarm',
        'Sec-2/service/ubi-alarm',
      ].sort(),
    );
    expect(new Set(gone.map(({ reasonCode }) => reasonCode))).toEqual(new Set(['no-longer-wanted']));
    expect(actionOf(seen, 'Sec-2/export//srv/mine').after).toContain('Web-1/mount//mnt/Sec-2');

    const refused = await dmsa(site, ['apply', '--yes', '--allow-deletions', '6']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('--allow-deletions 7');
    expect(await lists()).toBe(untouched);

    expect((await dmsa(site, ['plan', '--allow-deletions', '7', '--out', 'saved.plan'])).code).toBe(0);
    const applied = await dmsa(site, ['apply', '--yes', 'saved.plan']);
    expect({ code: applied.code, stderr: applied.stderr }).toEqual({ code: 0, stderr: '' });
    await expectClean(site);
    for (const node of SECNODES) {
      expect(await site.lab.must(node, 'cat /etc/exports; exportfs')).not.toContain('/srv/mine');
      expect(await site.lab.must(node, 'exportfs')).toContain('/srv/theirs');
      expect(await site.lab.must(node, 'service ubi-alarm status || :')).not.toMatch(/is running|seems UP/);
      await site.lab.must(node, `sed -i '/srv.theirs/d' /etc/exports; exportfs -ra`);
    }
    expect(await site.lab.must('Web-1', 'cat /etc/fstab /proc/mounts')).not.toContain('/srv/mine');

    cpSync(join(site.dir, 'imported.yaml'), join(site.dir, 'cluster.yaml'));
    setIn(site, ['spec', 'ssh'], sshOf(site));
    await converge(site);
  });
});

const ROWS = `su postgres -s /bin/sh -c 'cd /; psql -X -A -t -q -v ON_ERROR_STOP=1 POSTGRESQL'`;

describe('what the product keeps for itself: rows, generated configuration, the owner of its directories, its packages', () => {
  const owner = ['spec', 'sync', '3', 'owner'];
  beforeAll(() => {
    setIn(site, ['spec', 'database'], { service: 'postgresql', vars: { UBI_ES_LOGINDEX_NAME: 'ubilogs' } });
    setIn(site, ['spec', 'packs', 'pack_sec'], {
      services: ['ubi-sms', 'ubi-poll', 'ubi-bud', 'ubi-alarm'],
      configure: '/opt/sms/configure',
    });
    setIn(site, ['spec', 'packages'], ['rsync', 'no-such-package']);
    setIn(site, owner, 'ncuser');
  });

  it('is made as the file wants it, in an order that works', async () => {
    const { plan: planned } = await converge(site);
    expect(planned.actions.map(({ id }) => id).sort()).toEqual([
      'Sec-1/configure/pack',
      'Sec-2/configure/pack',
      'Web-1/db-row/dmsa_node/Sec-1',
      'Web-1/db-row/dmsa_node/Sec-2',
      'Web-1/db-row/dmsa_rep_node/Sec-Rep-1',
      'Web-1/db-row/msa_vars/UBI_ES_LOGINDEX_NAME',
    ]);
    expect(
      await site.lab.must(
        'Web-1',
        `echo 'SELECT n.name, n.ip, r.name, r.ip, r.status FROM redone.dmsa_node n LEFT JOIN redone.dmsa_rep_node r USING (repnode_id) ORDER BY 1' | ${ROWS}`,
      ),
    ).toBe('Sec-1|10.77.0.21|Sec-Rep-1|10.77.0.31|2\nSec-2|10.77.0.22|||\n');
    for (const node of ['Sec-1', 'Sec-2'])
      expect(await site.lab.must(node, `grep UBI_VSOC_NAME /opt/sms/generated/conf/vars.conf`)).toBe(
        'UBI_VSOC_NAME=lab.example\n',
      );
    await site.lab.must('Sec-Rep-1', 'test ! -e /opt/sms/generated');
  });

  it('is put back where it was changed by hand; what differs between packages is told and does not count', async () => {
    await Promise.all([
      site.lab.must(
        'Web-1',
        `echo "UPDATE redone.dmsa_node SET ip = '10.0.0.9', is_alive = 1; DELETE FROM redone.msa_vars" | ${ROWS}`,
      ),
      site.lab.must(
        'Sec-1',
        `chown root /opt/sms/spool; sed -i 's/^UBI_VSOC_NAME=.*/UBI_VSOC_NAME=x/' ${VARS}; /opt/sms/configure; service ubi-bud stop`,
      ),
    ]);
    const { plan: seen } = await plan(site);
    const fields = (id: string) => actionOf(seen, id).fields;
    expect(fields('Web-1/db-row/dmsa_node/Sec-1')).toEqual([{ path: 'ip', from: '10.0.0.9', to: '10.77.0.21' }]);
    expect(actionOf(seen, 'Web-1/db-row/msa_vars/UBI_ES_LOGINDEX_NAME').verb).toBe('create');
    expect(fields('Sec-1/directory//opt/sms/spool')).toEqual([{ path: 'owner', from: 'root', to: 'ncuser' }]);
    // Its vars file is put back; what ran with the other one meanwhile nobody knows, so it is configured again.
    expect(seen.actions.filter(({ kind }) => kind === 'configure').map(({ id }) => id)).toEqual(['Sec-1/configure/pack']);
    expect([...new Set(seen.problems.map(({ code, node }) => `${code} ${node ?? ''}`.trim()))].sort()).toEqual([
      'package-level-differs',
      'package-level-unknown Sec-1',
      'package-level-unknown Sec-Rep-1',
    ]);
    await converge(site);
    expect(await site.lab.must('Sec-1', 'grep UBI_VSOC_NAME /opt/sms/generated/conf/vars.conf')).toBe(
      'UBI_VSOC_NAME=lab.example\n',
    );
    expect(await site.lab.must('Web-1', `echo "SELECT is_alive FROM redone.dmsa_node WHERE name = 'Sec-1'" | ${ROWS}`)).toBe(
      '1\n',
    );
  });

  it('runs configure, and restarts what runs, after a variable changed', async () => {
    setIn(site, ['spec', 'variables', 'adapt', 'UBI_VSOC_NAME'], 'other.example');
    const before = await site.lab.must('Sec-2', 'cat /var/run/ubi-sms.pid');
    const { plan: planned } = await converge(site, ['-n', 'Sec-2']);
    expect(planned.actions.map(({ id }) => id)).toEqual([
      `Sec-2/vars-file/${VARS}`,
      `Sec-2/legacy-file/${HA}/variables2adapt.conf`,
      'Sec-2/configure/pack',
    ]);
    expect(await site.lab.must('Sec-2', 'grep UBI_VSOC_NAME /opt/sms/generated/conf/vars.conf')).toBe(
      'UBI_VSOC_NAME=other.example\n',
    );
    expect(await site.lab.must('Sec-2', 'cat /var/run/ubi-sms.pid')).not.toBe(before);
  });

  it('is unknown, not gone, while the database is down', async () => {
    setIn(site, ['spec', 'variables', 'adapt', 'UBI_VSOC_NAME'], 'lab.example');
    await converge(site);
    await site.lab.must('Web-1', 'systemctl stop postgresql');
    const { plan: seen } = await plan(site);
    expect(seen.actions.map(({ id }) => id)).toEqual(['Web-1/service/postgresql']);
    expect(seen.unknown.map(({ id }) => id).sort()).toEqual([
      'Web-1/db-row/dmsa_node/Sec-1',
      'Web-1/db-row/dmsa_node/Sec-2',
      'Web-1/db-row/dmsa_rep_node/Sec-Rep-1',
      'Web-1/db-row/msa_vars/UBI_ES_LOGINDEX_NAME',
    ]);
    await converge(site);
  });
});
