/**
 * A cluster with every kind on every image flavour, as one cluster file: what `dmsa import` makes of the lab's legacy files, and
 * all that has to be asked for besides.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flavour, NodeRequest } from '../../lab/index.ts';
import { everywhere, type Site, setIn } from './cluster.ts';

/** One active of each image, and a standby for what only standbys have. */
export const NODES: readonly NodeRequest[] = [
  { name: 'Web-1', type: 'GUI', flavour: 'debian-systemd', database: true },
  { name: 'Sec-1', type: 'SECENGINE', flavour: 'rhel-like' },
  { name: 'Sec-2', type: 'SECENGINE', flavour: 'debian-sysv' },
  { name: 'Sec-3', type: 'SECENGINE', flavour: 'rhel-nm' },
  { name: 'Sec-Rep-1', type: 'REPORTING', flavour: 'rhel-like', backupOf: 'Sec-1' },
];
export const ACTIVES = ['Web-1', 'Sec-1', 'Sec-2', 'Sec-3'] as const;

export const VARS = '/opt/configurator/vars.UBIqube.net.ctx';
export const MANUAL = 'by hand: not of dmsa';
export const LICENSE = '/opt/ubiqube/license.kinds';

export const flavourOf = ({ lab }: Site, node: string): Flavour => lab.node(node).flavour;
export const lastOctet = (node: string): number => ({ 'Web-1': 11, 'Sec-1': 21, 'Sec-2': 22, 'Sec-3': 23 })[node] ?? 31;

type Path = readonly string[];
const PACKS = {
  pack_gui: ['postgresql', 'ubi-ses', 'jboss', 'httpd'],
  pack_sec: ['ubi-sms', 'ubi-poll', 'ubi-bud', 'ubi-alarm'],
};
const CONFIGURE = { pack_gui: '/opt/ses/configure', pack_sec: '/opt/sms/configure' };

const exported = (svn: boolean): readonly object[] => [
  { type: 'GUI', path: '/opt/fmc_repository', options: 'rw,no_root_squash' },
  { type: 'GUI', path: '/opt/fmc_entities', options: 'rw,no_root_squash' },
  { type: 'SECENGINE', path: '/opt/rrd', options: 'ro' },
  ...(svn
    ? [
        { type: 'GUI', path: '/opt/svnroot', options: 'rw,no_root_squash' },
        { type: 'SECENGINE', path: '/srv/share', options: 'ro' },
      ]
    : []),
];

/** Each node mounts at boot and on demand. */
const mounted = (all: boolean): readonly object[] => [
  { type: 'SECENGINE', from: 'GUI', path: '/opt/fmc_entities' },
  ...(all
    ? [
        { type: 'SECENGINE', from: 'GUI', path: '/opt/svnroot' },
        ...['fmc_repository', 'svnroot'].map((name) => ({
          ...{ type: 'SECENGINE', from: 'GUI', path: `/opt/${name}` },
          ...{ mountPoint: `/auto/${name}/\${NODE}`, mode: 'demand' },
        })),
        { type: 'GUI', from: 'SECENGINE', path: '/opt/rrd', mountPoint: '/opt/rrd/${NODE}', options: 'ro' },
        { type: 'GUI', from: 'SECENGINE', path: '/opt/rrd', mountPoint: '/mnt/rrd/${NODE}', mode: 'boot' },
      ]
    : []),
];

/** Every option that brings a kind along. */
export async function askForAll(site: Site): Promise<void> {
  const put = (path: Path, value: unknown): void => setIn(site, ['spec', ...path], value);
  writeFileSync(join(site.dir, 'license'), 'product=MSActivator\nserial=KINDS\n');
  const passwords = ACTIVES.map((node) => `  ${node}: "correct horse ${node}"\n`).join('');
  writeFileSync(join(site.dir, 'cluster.secrets.yaml'), `rootPasswords:\n${passwords}`, { mode: 0o600 });
  put(['secrets'], { file: 'cluster.secrets.yaml' });
  put(['pairsAtBoot'], 'start');
  put(['sshKeys'], { type: 'ed25519' });
  put(['license'], { path: LICENSE, file: './license' });
  put(['packages'], ['rsync']);
  put(['directories'], [directory('/srv/kept'), directory('/srv/dropped')]);
  put(['shares', 'exports'], exported(true));
  put(['shares', 'mounts'], mounted(true));
  for (const pack of ['pack_gui', 'pack_sec'] as const) {
    put(['packs', pack], { services: PACKS[pack], configure: CONFIGURE[pack] });
  }
  put(['database'], {
    ...{ node: 'Web-1', service: 'postgresql', via: 'scripts', types: ['GUI', 'SECENGINE'] },
    vars: { UBI_ES_LOGINDEX_NAME: 'ubilogs' },
  });
  for (const node of ACTIVES) {
    put(['nodes', node, 'hostname'], `${node.toLowerCase()}.lab.example`);
    put(['nodes', node, 'equipment'], {
      address: `10.78.0.${lastOctet(node)}/24`,
      routes: ['198.51.100.0/24', '203.0.113.0/24'].map((to) => ({ to, via: '10.78.0.254' })),
    });
  }
  await vendorTools(site);
  await operatorsOwn(site);
}

function directory(path: string): object {
  return { path, owner: 'ncuser', group: 'ncuser', mode: '0750' };
}

/**
 * Stand-ins for the vendor's scripts that register a node (guide: SetMsaNodeInDb.sh, SetRepNodeInDb.sh ACTIVE STANDBY STATUS),
 * which the lab's image does not have. And no password among the vendor's variables: a file that holds one is never removed.
 */
async function vendorTools(site: Site): Promise<void> {
  const psql = 'PGPASSWORD=ncgest psql -X -q -v ON_ERROR_STOP=1 -h 10.77.0.11 -U ncgest POSTGRESQL';
  const address = `$(ip -o -4 addr show dev eth0 | sed -n '1s,.* inet \\([0-9.]*\\)/.*,\\1,p')`;
  await everywhere(
    site,
    `. /lab/node.env; mkdir -p /opt/base/tools; cd /opt/base/tools; sed -i /PASSWORD/d /opt/configurator/vars.ctx
{ echo '#!/bin/sh'; echo "NODE=$NODE"; cat <<'END'
${psql} <<SQL
INSERT INTO redone.dmsa_node (name, ip, is_alive) VALUES ('$NODE', '${address}', 1) ON CONFLICT (name) DO UPDATE SET ip = EXCLUDED.ip;
SQL
END
} >SetMsaNodeInDb.sh
cat >SetRepNodeInDb.sh <<'END'
#!/bin/sh
[ $# = 3 ] || exit 2
${psql} <<SQL
INSERT INTO redone.dmsa_rep_node (name, ip, status) VALUES ('$2', '${address}', $3) ON CONFLICT (name) DO UPDATE SET status = EXCLUDED.status;
UPDATE redone.dmsa_node SET repnode_id = (SELECT repnode_id FROM redone.dmsa_rep_node WHERE name = '$2') WHERE name = '$1';
SQL
END
chmod 755 *.sh`,
  );
}

/** What an operator had put beside what dmsa is going to write. */
async function operatorsOwn(site: Site): Promise<void> {
  await everywhere(
    site,
    `{ echo '# ${MANUAL}'; echo '10.77.0.200 ntp-1 ntp'; } >>/etc/hosts; echo keep >/opt/ubisysconf/ha/notes.txt; mkdir /mnt/mine
printf '%s\\n' '# ${MANUAL}' 'tmpfs /mnt/tmp tmpfs noauto,size=1m 0 0' >>/etc/fstab
echo '/mnt/mine 10.77.0.200(ro,no_subtree_check)' >>/etc/exports`,
  );
}

/** The file without one of each kind, as far as a kind can be without. */
export function askForLess(site: Site): void {
  const put = (path: Path, value: unknown): void => setIn(site, ['spec', ...path], value);
  for (const path of ['sshKeys', 'license', 'secrets'] as const) put([path], undefined);
  put(['legacyFiles'], false);
  put(['directories'], [directory('/srv/kept')]);
  put(['shares', 'exports'], exported(false));
  put(['shares', 'mounts'], mounted(false));
  put(['shares', 'nfsCheck'], false);
  put(['packs', 'pack_gui'], PACKS.pack_gui.slice(0, -1));
  put(['packs', 'pack_sec'], PACKS.pack_sec.slice(0, -1));
  put(['database', 'vars'], {});
  put(['variables', 'target'], '/opt/configurator/vars.other.ctx');
  for (const node of ACTIVES) put(['nodes', node, 'equipment', 'routes'], [{ to: '198.51.100.0/24', via: '10.78.0.254' }]);
  for (const group of ['svcip_gui1', 'svcip_sec1', 'svcip_sec2', 'svcip_sec3'])
    put(['serviceAddresses', group, 'eth1:1'], undefined);
  put(['nodes', 'Sec-Rep-1'], undefined);
}
