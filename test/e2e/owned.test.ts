/** What is dmsa's and what is not: adopted, no longer wanted, within the budget. And what the product keeps for itself. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionOf, converge, converged, dmsa, plan, problemsBesideCopies, type Site, setIn, sshOf } from './cluster.ts';

const VARS = '/opt/configurator/vars.UBIqube.net.ctx';
const HA = '/opt/ubisysconf/ha';

let site: Site;
beforeAll(async () => {
  site = await converged();
});

describe('what is whose', () => {
  const MINE = '/srv/mine 10.77.0.0/24(rw,sync,no_subtree_check,no_root_squash)';
  const THEIRS = '/srv/theirs 10.77.0.0/24(ro,sync,no_subtree_check)';
  const SECNODES = ['Sec-1', 'Sec-2', 'Sec-Rep-1'];
  const fstab = (node: string, address: string): string => `${address}:/srv/mine /mnt/${node} nfs rw,hard,bg,_netdev 0 0`;

  const OVER = ['/mnt/auto/Sec-1', '/mnt/auto/Sec-2'];
  const ROUTE = 'route/198.51.100.0/24 over eth0';
  const LEADS = '198.51.100.0/24 via 10.77.0.254 dev eth0';

  it('adopt takes an operator’s exports, mounts, maps and routes over, and the next apply moves their lines', async () => {
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
    const entries = OVER.map((point, at) => `${point} -rw,hard 10.77.0.12${at + 1}:/srv/mine`);
    await site.lab.must(
      'Web-1',
      `mkdir -p ${OVER.join(' ')}; printf '%s\\n' '${entries.join("' '")}' '/mnt/auto/x -ro 10.9.9.9:/x' >/etc/auto.site
echo '/- /etc/auto.site' >/etc/auto.master.d/site.autofs; systemctl reload autofs
n=0; until grep -q '^/etc/auto.site /mnt/auto/Sec-2 ' /proc/mounts; do sleep 0.2; n=$((n + 1)); [ $n -lt 100 ]; done; ls ${OVER[0]}`,
    );
    const kept = '/etc/sysconfig/network-scripts/route-eth0';
    await site.lab.must('Sec-1', `echo '198.51.100.0/24 via 10.77.0.254' >>${kept}; ip route add ${LEADS}`);
    await site.lab.must(
      'Sec-2',
      `f=$(grep -ls '^iface eth0 inet ' /etc/network/interfaces /etc/network/interfaces.d/* | head -n 1)
sed -i '/^iface eth0 inet /a\\    up ip route add ${LEADS}' "$f"; ip route add ${LEADS}`,
    );
    const old = 'ADDRESS0=198.51.100.0\\nNETMASK0=255.255.255.0\\nGATEWAY0=10.77.0.254\\n';
    await site.lab.must('Sec-Rep-1', `printf '${old}' >${kept}; ip route add ${LEADS}`);
    const file = join(site.dir, 'cluster.yaml');
    const before = readFileSync(file, 'utf8');
    const mapped = OVER.map((point) => `automount/${point}`);
    const things = ['export//srv/mine', 'mount//mnt/Sec-1', 'mount//mnt/Sec-2', ...mapped, ROUTE];

    const preview = await dmsa(site, ['adopt', ...things]);
    expect(preview.stderr).toContain('Nothing was changed.');
    for (const node of SECNODES) expect(preview.stdout).toContain(`adopt export /srv/mine on ${node}\n    /etc/exports: ${MINE}`);
    expect(preview.stdout).toContain('mountPoint: /mnt/${NODE}');
    expect(preview.stdout).toContain('mountPoint: /mnt/auto/${NODE}');
    expect(preview.stdout).toContain('Sec-Rep-1\n    /etc/sysconfig/network-scripts/route-eth0: via 10.77.0.254; its line stays');
    expect(preview.code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);

    const written = await dmsa(site, ['adopt', '--write', '--yes', ...things]);
    expect({ code: written.code, stderr: written.stderr }).toEqual({
      code: 0,
      stderr: "Wrote cluster.yaml.\nMarked 9 things as dmsa's. See what follows with: dmsa plan\n",
    });
    expect(await site.lab.must('Sec-2', 'cat /etc/exports')).toContain(`${MINE}\n${THEIRS}\n`);

    const { plan: moves } = await converge(site);
    expect(moves.unknown).toEqual([]);
    expect(moves.actions.map(({ id, verb }) => `${verb} ${id}`).sort()).toEqual(
      [
        ...SECNODES.map((node) => `update ${node}/export//srv/mine`),
        'update Web-1/mount//mnt/Sec-1',
        'update Web-1/mount//mnt/Sec-2',
        ...mapped.map((thing) => `update Web-1/${thing}`),
        `update Sec-1/${ROUTE}`,
        `update Sec-2/${ROUTE}`,
        // The rules are in the legacy files as well.
        ...[...SECNODES, 'Web-1'].map((node) => `update ${node}/legacy-file/${HA}/share.conf`),
      ].sort(),
    );
    for (const node of SECNODES) {
      expect(await site.lab.must(node, 'cat /etc/exports')).toMatch(/^\/srv\/theirs /m);
      expect(await site.lab.must(node, `sed '/^# BEGIN dmsa/,/^# END dmsa/d' /etc/exports`)).not.toContain('/srv/mine');
      expect(await site.lab.must(node, 'exportfs')).toContain('/srv/mine');
    }
    await site.lab.must('Web-1', 'grep -q " /mnt/Sec-1 nfs" /proc/mounts && grep -q " /mnt/Sec-2 nfs" /proc/mounts');
    const served = await site.lab.must(
      'Web-1',
      `awk '$3 == "autofs" && $2 ~ "^/mnt/auto/" { print $1, $2 }' /proc/mounts | sort; cat /etc/auto.site; ls ${OVER.join(' ')} >/dev/null`,
    );
    expect(served).toBe(
      `${OVER.map((point) => `/etc/auto.dmsa ${point}\n`).join('')}/etc/auto.site /mnt/auto/x\n/mnt/auto/x -ro 10.9.9.9:/x\n`,
    );
    for (const node of SECNODES) expect(await site.lab.must(node, 'ip route show 198.51.100.0/24')).toContain('via 10.77.0.254');
    expect(await site.lab.must('Sec-1', `sed '/^# BEGIN dmsa/,/^# END dmsa/d' ${kept}`)).not.toContain('198.51.100.0');
    expect(await site.lab.must('Sec-2', 'cat /etc/network/interfaces /etc/network/interfaces.d/*')).not.toContain('198.51.100.0');
    expect(await site.lab.must('Sec-Rep-1', `cat ${kept}`)).toBe(old.replaceAll('\\n', '\n'));
    const rest = await dmsa(site, ['adopt', ...things]);
    expect(rest.stderr).toContain(`${ROUTE}: nothing of that name is left to adopt`);
    expect(rest.stdout).toMatch(/^Nothing to adopt/);
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
    expect(problemsBesideCopies(seen).map(({ code }) => code)).toEqual(['too-many-deletions']);
    const gone = seen.actions.filter(({ verb }) => verb === 'delete');
    expect(gone.map(({ id }) => id).sort()).toEqual(
      [
        ...SECNODES.map((node) => `${node}/export//srv/mine`),
        'Web-1/mount//mnt/Sec-1',
        'Web-1/mount//mnt/Sec-2',
        ...OVER.map((point) => `Web-1/automount/${point}`),
        'Sec-1/service/ubi-alarm',
        'Sec-2/service/ubi-alarm',
      ].sort(),
    );
    expect(new Set(gone.map(({ reasonCode }) => reasonCode))).toEqual(new Set(['no-longer-wanted']));
    expect(actionOf(seen, 'Sec-2/export//srv/mine').after).toContain('Web-1/mount//mnt/Sec-2');

    const refused = await dmsa(site, ['apply', '--yes', '--allow-deletions', '8']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('--allow-deletions 9');
    expect(await lists()).toBe(untouched);

    expect((await dmsa(site, ['plan', '--allow-deletions', '9', '--out', 'saved.plan'])).code).toBe(0);
    await converge(site, ['saved.plan']);
    for (const node of SECNODES) {
      expect(await site.lab.must(node, 'cat /etc/exports; exportfs')).not.toContain('/srv/mine');
      expect(await site.lab.must(node, 'exportfs')).toContain('/srv/theirs');
      expect(await site.lab.must(node, 'service ubi-alarm status || :')).not.toMatch(/is running|seems UP/);
      await site.lab.must(node, `sed -i '/srv.theirs/d' /etc/exports; exportfs -ra`);
    }
    expect(await site.lab.must('Web-1', 'cat /etc/fstab /etc/auto.* /proc/mounts 2>/dev/null || :')).not.toContain('/srv/mine');
    await site.lab.must('Web-1', 'rm /etc/auto.site /etc/auto.master.d/site.autofs; systemctl reload autofs');
    await site.lab.must('Sec-Rep-1', 'rm /etc/sysconfig/network-scripts/route-eth0; ip route del 198.51.100.0/24');

    cpSync(join(site.dir, 'imported.yaml'), join(site.dir, 'cluster.yaml'));
    setIn(site, ['spec', 'ssh'], sshOf(site));
    await converge(site);
    for (const node of SECNODES) expect(await site.lab.must(node, 'ip route show 198.51.100.0/24')).toBe('');
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
    const { plan: seen } = await converge(site);
    const fields = (id: string) => actionOf(seen, id).fields;
    expect(fields('Web-1/db-row/dmsa_node/Sec-1')).toEqual([{ path: 'ip', from: '10.0.0.9', to: '10.77.0.21' }]);
    expect(actionOf(seen, 'Web-1/db-row/msa_vars/UBI_ES_LOGINDEX_NAME').verb).toBe('create');
    expect(fields('Sec-1/directory//opt/sms/spool')).toEqual([{ path: 'owner', from: 'root', to: 'ncuser' }]);
    // Its vars file is put back; what ran with the other one meanwhile nobody knows, so it is configured again.
    expect(seen.actions.filter(({ kind }) => kind === 'configure').map(({ id }) => id)).toEqual(['Sec-1/configure/pack']);
    expect([...new Set(problemsBesideCopies(seen).map(({ code, node }) => `${code} ${node ?? ''}`.trim()))].sort()).toEqual([
      'package-level-differs',
      'package-level-unknown Sec-1',
      'package-level-unknown Sec-Rep-1',
    ]);
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
    // As it is everywhere but on Sec-2.
    setIn(site, ['spec', 'variables', 'adapt', 'UBI_VSOC_NAME'], 'lab.example');
    await converge(site, ['-n', 'Sec-2']);
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
