/** The main job, as an operator does it: blank nodes, the four legacy files, import, validate, plan, apply, and a clean second plan. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  actionOf,
  apply,
  blank,
  dmsa,
  everywhere,
  leftovers,
  meaningOf,
  onAll,
  plan,
  problemsBesideCopies,
  type Site,
  stateOf,
  troubles,
} from './cluster.ts';

let site: Site;
const inSite = (name: string): string => readFileSync(join(site.dir, name), 'utf8');

beforeAll(async () => {
  site = await blank();
  // What the engines of the two secnodes would have written: each its own.
  for (const node of ['Sec-1', 'Sec-2']) {
    await site.lab.must(node, `echo "samples of ${node}" >/opt/rrd/device1/cpu.rrd`);
  }
});

const PACKS = {
  'Web-1': ['postgresql', 'ubi-ses', 'jboss', 'httpd'],
  'Sec-1': ['ubi-sms', 'ubi-poll', 'ubi-bud', 'ubi-alarm'],
  'Sec-2': ['ubi-sms', 'ubi-poll', 'ubi-bud', 'ubi-alarm'],
} as const;

describe('from blank nodes to a clean plan', () => {
  it('imports the legacy files to a cluster file that is valid', async () => {
    const { code, stdout, stderr } = await dmsa(site, ['validate']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`cluster.yaml is valid: cluster ${site.lab.name}, 4 nodes, 1 of them standby`);
    const again = await dmsa(site, ['import', '--servers', join(site.lab.legacyDir, 'servers.conf'), '-o', 'cluster.yaml']);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('cluster.yaml is there already, and was left as it is');
  });

  it('plans everything, in one look, and changes nothing', async () => {
    const before = await stateOf(site);
    const { ran, plan: seen } = await plan(site);
    expect(ran.code).toBe(0);
    expect(seen.nodes.map(({ name, reachable, via }) => [name, reachable, via])).toEqual([
      ['Web-1', true, '10.77.0.11'],
      ['Sec-1', true, '10.77.0.21'],
      ['Sec-2', true, '10.77.0.22'],
      ['Sec-Rep-1', true, '10.77.0.31'],
    ]);
    expect(seen.unknown).toEqual([]);
    expect(problemsBesideCopies(seen)).toEqual([]);
    expect(seen.summary.create + seen.summary.update + seen.summary.run).toBe(seen.actions.length);
    // A blank cluster lacks much, all of which this very plan provides.
    expect(seen.summary.wouldFail).toBe(0);
    // Every kind of this cluster, on every node that has it.
    const kinds = (node: string) => [...new Set(seen.actions.filter((one) => one.node === node).map((one) => one.kind))].sort();
    const everybody = ['hosts', 'interface', 'legacy-file', 'service', 'service-address', 'vars-file', 'export', 'nfs-check'];
    expect(kinds('Web-1')).toEqual([...everybody, 'automount'].sort());
    for (const node of ['Sec-1', 'Sec-2', 'Sec-Rep-1']) expect(kinds(node)).toEqual([...everybody, 'license', 'mount'].sort());
    // Across nodes: what is mounted must be exported first, over an address that is up.
    expect(actionOf(seen, 'Sec-2/mount//opt/svnroot').after).toEqual(
      expect.arrayContaining(['Web-1/export//opt/svnroot', 'Web-1/service-address/eth0:1']),
    );
    expect(seen.holdings.map(({ active, holder }) => [active, holder])).toEqual([
      ['Web-1', 'Web-1'],
      ['Sec-1', 'Sec-1'],
      ['Sec-2', 'Sec-2'],
    ]);
    const place = new Map(seen.actions.map(({ id }, index) => [id, index]));
    for (const [index, { after }] of seen.actions.entries()) {
      for (const id of after) expect(place.get(id)).toBeLessThan(index);
    }

    const text = await dmsa(site, ['plan', '--detailed-exitcode']);
    expect(text.code).toBe(2);
    // Piped: no colour, no progress, nothing but the plan on standard output.
    expect(text.stdout).not.toContain('\u001b');
    expect(text.stderr).toBe('');
    expect(text.stdout.startsWith(`Cluster ${site.lab.name}: 4 nodes looked at\n`)).toBe(true);
    expect(text.stdout).toMatch(/\nPlan: \d+ to create, \d+ to update, 0 to delete, \d+ to run(; \d+ warnings?)?\.\n$/);
    expect(await stateOf(site)).toEqual(before);
  });

  it('applies it: every action is done, and the second look finds nothing', async () => {
    const { ran, report } = await apply(site);
    expect(troubles(report)).toEqual([]);
    expect(report).toMatchObject({ status: 'applied', after: { converged: true } });
    expect(ran.code).toBe(0);
    const text = await dmsa(site, ['plan', '--detailed-exitcode']);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('Nothing to do: 4 nodes are as cluster.yaml says');
    const before = await stateOf(site);
    const second = await apply(site);
    expect({ code: second.ran.code, outcomes: second.report.outcomes }).toEqual({ code: 0, outcomes: [] });
    expect(second.report.plan).toMatchObject({ actions: [], unknown: [], summary: { unreachable: 0 } });
    expect(await stateOf(site)).toEqual(before);
  });
});

describe('the cluster that came out of it', () => {
  it('has the web node read each secnode’s files over autofs, through its service address', async () => {
    for (const [node, address] of [
      ['Sec-1', '10.77.0.121'],
      ['Sec-2', '10.77.0.122'],
    ] as const) {
      expect(await site.lab.must('Web-1', `cat /opt/rrd/${node}/device1/cpu.rrd`)).toBe(`samples of ${node}\n`);
      const mount = (await site.lab.must('Web-1', 'cat /proc/mounts'))
        .split('\n')
        .find((line) => line.includes(` /opt/rrd/${node} nfs`));
      expect(mount).toMatch(new RegExp(`^${address}:/opt/rrd /opt/rrd/${node} nfs4? .*\\baddr=${address}\\b`));
      const own = await site.lab.must(node, 'ip -o -4 addr show dev eth0');
      expect(own).toMatch(new RegExp(`inet ${address}/24 .* eth0:1\\b`));
    }
    expect((await site.lab.ssh('Web-1', 'touch /opt/rrd/Sec-1/device1/x')).stderr).toContain('Read-only file system');
  });

  it('has secnodes and the standby see the web node’s repository', async () => {
    const there = await site.lab.must('Web-1', 'cat /opt/fmc_repository/CommandDefinition/interface.xml');
    for (const node of ['Sec-1', 'Sec-2', 'Sec-Rep-1']) {
      expect(await site.lab.must(node, 'cat /opt/fmc_repository/CommandDefinition/interface.xml')).toBe(there);
      const mounts = await site.lab.must(node, 'cat /proc/mounts');
      for (const path of ['/opt/fmc_repository', '/opt/fmc_entities', '/opt/svnroot']) {
        expect(mounts).toMatch(new RegExp(`^10\\.77\\.0\\.111:${path} ${path} nfs`, 'm'));
      }
    }
    await site.lab.must('Sec-2', 'echo template >/opt/fmc_repository/Configuration/from-sec-2');
    expect(await site.lab.must('Web-1', 'cat /opt/fmc_repository/Configuration/from-sec-2')).toBe('template\n');
  });

  it('has the service addresses on the actives alone', async () => {
    const running = await everywhere(site, 'ip -o -4 addr show scope global');
    const aliases = (node: string) =>
      [...(running[node] ?? '').matchAll(/inet (\S+) .* (eth\d:1)\b/g)].map(([, one, label]) => [label, one]);
    expect(aliases('Web-1')).toEqual([
      ['eth0:1', '10.77.0.111/24'],
      ['eth1:1', '10.78.0.111/24'],
    ]);
    expect(aliases('Sec-1')).toEqual([
      ['eth0:1', '10.77.0.121/24'],
      ['eth1:1', '10.78.0.121/24'],
    ]);
    expect(aliases('Sec-2')).toEqual([
      ['eth0:1', '10.77.0.122/24'],
      ['eth1:1', '10.78.0.122/24'],
    ]);
    expect(aliases('Sec-Rep-1')).toEqual([]);
    // They answer there, to others as well: by the key that the node has.
    const keys = readFileSync(site.lab.access.knownHosts, 'utf8');
    for (const [node, address] of [
      ['Web-1', '10.77.0.111'],
      ['Web-1', '10.78.0.111'],
      ['Sec-1', '10.77.0.121'],
      ['Sec-1', '10.78.0.121'],
      ['Sec-2', '10.77.0.122'],
      ['Sec-2', '10.78.0.122'],
    ]) {
      const { stdout } = await site.lab.exec(['ssh-keyscan', '-T', '20', '-t', 'ed25519', address ?? '']);
      const key = stdout.trim().split(' ').at(-1);
      expect(keys.split('\n').find((line) => line.startsWith(`${node},`))).toContain(key);
    }
  });

  it('runs the packs where they are held, and nowhere else', async () => {
    for (const [node, services] of Object.entries(PACKS)) {
      for (const service of services) {
        const { stdout, code } = await site.lab.ssh(node, `service ${service} status 2>&1 || systemctl is-active ${service}`);
        expect({ node, service, code, stdout }).toMatchObject({ code: 0 });
      }
    }
    expect(await site.lab.must('Sec-1', 'service ubi-sms status')).toContain('service seems UP');
    for (const service of PACKS['Sec-1']) {
      expect((await site.lab.ssh('Sec-Rep-1', `service ${service} status`)).stdout).toBe(`${service} is stopped\n`);
    }
  });

  it('starts at boot what it should, by each flavour’s own means', async () => {
    const units = ['postgresql', 'ubi-ses', 'jboss', 'httpd', 'nfs-server', 'autofs', 'cron'];
    expect((await site.lab.must('Web-1', `systemctl is-enabled ${units.join(' ')}`)).trim().split('\n')).toEqual(
      units.map(() => 'enabled'),
    );
    const links = await site.lab.must('Sec-2', 'ls /etc/rc3.d');
    for (const service of [...PACKS['Sec-2'], 'nfs-kernel-server', 'cron'])
      expect(links).toMatch(new RegExp(`^S\\d\\d${service}$`, 'm'));
    for (const node of ['Sec-1', 'Sec-Rep-1']) {
      const list = await site.lab.must(node, 'chkconfig --list');
      // A member of a pair that comes back must not run beside the other: dmsa starts its pack.
      for (const service of PACKS['Sec-1']) expect(list).toMatch(new RegExp(`^${service}\\s.*3:off`, 'm'));
      for (const service of ['nfs', 'crond']) expect(list).toMatch(new RegExp(`^${service}\\s.*3:on`, 'm'));
      const alias = await site.lab.must(node, 'cat /etc/sysconfig/network-scripts/ifcfg-eth0:1');
      expect(alias).toMatch(/^IPADDR="?10\.77\.0\.121"?$/m);
      expect(alias).toMatch(/^ONPARENT="?no"?$/m);
    }
  });

  it('has each node’s variables in its vars file: its own before its group’s before those of all', async () => {
    const all = {
      UBI_VSOC_NAME: 'lab.example',
      UBI_CENTRALIZED_NODE_NAME: 'Web-1',
      UBI_WILDFLY_JNDI_ADDRESS: '10.77.0.111',
      UBI_DB_ADDRESS: '10.77.0.111',
      UBI_MAIL_SERVERADMIN: 'noc@lab.example',
    };
    const wanted: Record<string, Record<string, string>> = {
      // variables2adapt.conf says ${PUBIP} for the equipment address, var_sec says ${SVCIP}.
      'Web-1': {
        ...all,
        UBI_SYS_EQUIPMENTS_IP: '10.78.0.11',
        UBI_VSOC_SES_PUBIP: '10.78.0.11',
        UBI_VSOC_SES_PRIVIP: '10.77.0.11',
      },
      'Sec-1': { ...all, UBI_SYS_EQUIPMENTS_IP: '10.78.0.121', UBI_SMS_POLLD_MIN_TO_DOWN: '6' },
      'Sec-2': { ...all, UBI_SYS_EQUIPMENTS_IP: '10.78.0.122', UBI_SMS_POLLD_MIN_TO_DOWN: '6' },
      'Sec-Rep-1': { ...all, UBI_SYS_EQUIPMENTS_IP: '10.78.0.121', UBI_SMS_POLLD_MIN_TO_DOWN: '6' },
    };
    for (const [node, values] of Object.entries(wanted)) {
      const base = await site.lab.must(node, 'cat /opt/configurator/vars.ctx');
      // All else of the vendor's file stays: order, comments, lines that are no variables.
      const expected = base.replace(/^([A-Z_]+)=.*$/gm, (line, name: string) =>
        values[name] === undefined ? line : `${name}=${values[name]}`,
      );
      expect(Object.keys(values).filter((name) => !expected.includes(`\n${name}=${values[name]}\n`))).toEqual([]);
      expect(await site.lab.must(node, 'cat /opt/configurator/vars.UBIqube.net.ctx')).toBe(expected);
    }
  });

  it('has the license, the hosts and the NFS check on every node', async () => {
    const license = await site.lab.must('Web-1', 'cat /opt/ubiqube/license');
    const names = ['10.77.0.11 Web-1', '10.77.0.21 Sec-1', '10.77.0.22 Sec-2', '10.77.0.31 Sec-Rep-1'];
    for (const { name } of site.lab.nodes) {
      expect(await site.lab.must(name, 'cat /opt/ubiqube/license')).toBe(license);
      const hosts = await site.lab.must(name, 'cat /etc/hosts');
      expect(hosts).toMatch(new RegExp(`^# BEGIN dmsa hosts[^\\n]*\\n${names.join('\\n')}\\n# END dmsa hosts\\n`, 'm'));
      expect(hosts).toMatch(/^127\.0\.0\.1\tlocalhost localhost.localdomain$/m);
      expect((await site.lab.must(name, 'getent hosts Sec-2')).split(/\s+/)[0]).toBe('10.77.0.22');
      expect(await site.lab.must(name, 'stat -c %a:%U /etc/cron.d/dmsa-nfs-check')).toBe('644:root\n');
    }
  });

  it('keeps the four legacy files on every node, and they mean the same cluster', async () => {
    const files = ['servers.conf', 'share.conf', 'sync.conf', 'variables2adapt.conf'];
    for (const { name } of site.lab.nodes) {
      for (const file of files) {
        writeFileSync(join(site.dir, `${name}.${file}`), await site.lab.must(name, `cat /opt/ubisysconf/ha/${file}`));
      }
      const [servers = '', share = '', sync = '', vars = ''] = files.map((file) => `${name}.${file}`);
      const { code, stdout } = await dmsa(site, [
        'import',
        '--servers',
        servers,
        '--share',
        share,
        '--sync',
        sync,
        '--vars',
        vars,
        '--name',
        site.lab.name,
      ]);
      expect(code).toBe(0);
      expect(meaningOf(stdout)).toEqual(meaningOf(inSite('imported.yaml')));
    }
  });

  it('leaves no temporary file and no lock behind', async () => {
    expect(await leftovers(site)).toEqual(onAll(site, ''));
  });
});
