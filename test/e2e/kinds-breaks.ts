/** One break of each kind on each node, in its file and in its running state; and what is gone of it once nobody wants it. */
import type { Flavour } from '../../lab/index.ts';
import { LICENSE, lastOctet, MANUAL, VARS } from './kinds-cluster.ts';
import { TOOLS } from './kinds-tools.ts';
import type { Way } from './proof-table.ts';

export interface Break {
  /** The kind and name of the action that must be planned. */
  readonly kind: string;
  readonly name: string;
  readonly way: Exclude<Way, 'create' | 'removal'>;
  /** Where it is broken and looked at, where that is not the node that it is about. */
  readonly at?: string;
  readonly script: string;
  /** Exit 0 where the thing holds: not after the break, and again after the healing. What else it says must hold all along. */
  readonly well: string;
  /** Of a secret no fingerprint is kept by which drift could be told from a change of the file. */
  readonly untold?: boolean;
}

export interface Gone {
  readonly kind: string;
  readonly name: string;
  readonly at?: string;
  /** Exit 0 where nothing is left of it: not before, and so after the removal. */
  readonly gone: string;
  /** The field that tells it, where the thing itself stays. */
  readonly field?: string;
}

const HA = '/opt/ubisysconf/ha';
const CRON = '/etc/cron.d/dmsa-nfs-check';
const KEY = '/root/.ssh/id_ed25519';
const AUTHORIZED = '/root/.ssh/authorized_keys';
const KNOWN = '/etc/ssh/ssh_known_hosts';

const nameOf = (node: string): string => `${node.toLowerCase()}.lab.example`;
const onMounts = (point: string, type: string): string => `grep -q ' ${point} ${type}' /proc/mounts`;

/** All but the network, which would take others along while they are being broken. */
export function breaksOn(node: string, flavour: Flavour): readonly Break[] {
  const { disable, enabled, stop, runs, nameFile } = TOOLS[flavour];
  const web = node === 'Web-1';
  const [inFile, running, options, other] = web
    ? ['/opt/fmc_repository', '/opt/svnroot', '(rw', '(ro']
    : ['/opt/rrd', '/srv/share', '(ro', '(rw'];
  const [lineOf, mountOf] = web ? ['/mnt/rrd/Sec-2', '/mnt/rrd/Sec-1'] : ['/opt/svnroot', '/opt/fmc_entities'];
  const [mapped, triggered] = web ? ['/opt/rrd/Sec-2', '/opt/rrd/Sec-1'] : ['/auto/fmc_repository/Web-1', '/auto/svnroot/Web-1'];
  const [booted, stopped] = web ? ['ubi-ses', 'httpd'] : ['ubi-bud', 'ubi-alarm'];
  const exportsFile = '/etc/exports.d/dmsa.exports';
  return [
    {
      ...{ kind: 'hosts', name: '/etc/hosts', way: 'file' },
      script: `sed -i '/^10.77.0.31 /d' /etc/hosts`,
      well: `grep -q '^10.77.0.31 Sec-Rep-1' /etc/hosts && grep -q '^10.77.0.200 ntp-1 ntp$' /etc/hosts && grep -q '^# ${MANUAL}$' /etc/hosts`,
    },
    {
      ...{ kind: 'hostname', name: 'hostname', way: 'file' },
      script: `sed -i 's/${nameOf(node)}/other.example/' ${nameFile}`,
      well: `grep -q '${nameOf(node)}' ${nameFile}`,
    },
    {
      ...{ kind: 'ssh-key', name: KEY, way: 'file' },
      script: `chmod 644 ${KEY}`,
      well: `[ "$(stat -c %a ${KEY})" = 600 ]`,
    },
    {
      ...{ kind: 'authorized-keys', name: AUTHORIZED, way: 'file' },
      script: `sed -i '/ root@Sec-Rep-1$/d' ${AUTHORIZED}`,
      well: `grep -q ' root@Sec-Rep-1$' ${AUTHORIZED} && grep -q 'root@controller' ${AUTHORIZED}`,
    },
    {
      ...{ kind: 'known-hosts', name: KNOWN, way: 'file' },
      script: `sed -i '/^Sec-Rep-1,/d' ${KNOWN}`,
      well: `grep -q '^Sec-Rep-1,' ${KNOWN} && [ "$(ssh-keygen -F Sec-Rep-1 -f ${KNOWN} | grep -c ed25519)" = 1 ]`,
    },
    {
      ...{ kind: 'root-password', name: 'root', way: 'file', untold: true },
      script: `sed -i 's#^root:[^:]*:#root:$6$byhand$byhand:#' /etc/shadow`,
      well: `grep -q '^root:[$]6[$][^:]\\{60\\}' /etc/shadow`,
    },
    {
      ...{ kind: 'vars-file', name: VARS, way: 'file' },
      script: `sed -i 's/^UBI_VSOC_NAME=.*/UBI_VSOC_NAME=other.example/' ${VARS}`,
      well: `grep -q '^UBI_VSOC_NAME=lab.example$' ${VARS}`,
    },
    {
      ...{ kind: 'legacy-file', name: `${HA}/servers.conf`, way: 'file' },
      script: `echo 'Sec-9; SECENGINE; 10.78.0.29/24; 10.77.0.29/24; hunter2' >>${HA}/servers.conf`,
      well: `grep -q ^Sec-1 ${HA}/servers.conf && ! grep -q Sec-9 ${HA}/servers.conf && [ "$(cat ${HA}/notes.txt)" = keep ]`,
    },
    {
      ...{ kind: 'license', name: LICENSE, way: 'file' },
      script: `echo product=Other >${LICENSE}`,
      well: `grep -q serial=KINDS ${LICENSE}`,
    },
    {
      ...{ kind: 'directory', name: '/srv/kept', way: 'file' },
      script: 'chmod 777 /srv/kept; chown root /srv/kept',
      well: '[ "$(stat -c %a:%U /srv/kept)" = 750:ncuser ]',
    },
    {
      ...{ kind: 'export', name: inFile, way: 'file' },
      script: `sed -i '\\#^${inFile} #s/${options}/${other}/' ${exportsFile}`,
      well: `grep -q '^${inFile} .*${options}' ${exportsFile} && grep -q '^/mnt/mine ' /etc/exports`,
    },
    {
      ...{ kind: 'export', name: running, way: 'running' },
      script: `exportfs -u 10.77.0.0/24:${running}`,
      well: `grep -q '^${running}[[:blank:]]' /var/lib/nfs/etab`,
    },
    {
      ...{ kind: 'mount', name: lineOf, way: 'file' },
      script: `sed -i '\\# ${lineOf} #s/hard/soft/' /etc/fstab`,
      well: `grep -q ' ${lineOf} nfs.*hard' /etc/fstab && grep -q '^tmpfs /mnt/tmp tmpfs' /etc/fstab && grep -q '^# ${MANUAL}$' /etc/fstab`,
    },
    { ...{ kind: 'mount', name: mountOf, way: 'running' }, script: `umount ${mountOf}`, well: onMounts(mountOf, 'nfs') },
    {
      ...{ kind: 'automount', name: mapped, way: 'file' },
      script: `sed -i '\\#^${mapped} #d' /etc/auto.dmsa`,
      well: `grep -q '^${mapped} ' /etc/auto.dmsa`,
    },
    {
      ...{ kind: 'automount', name: triggered, way: 'running' },
      script: stop('autofs'),
      well: onMounts(triggered, 'autofs'),
    },
    {
      ...{ kind: 'nfs-check', name: CRON, way: 'file' },
      script: `sed -i 's/^\\* /*\\/5 /' ${CRON}`,
      well: `grep -q '^\\* \\* ' ${CRON}`,
    },
    {
      ...{ kind: 'configure', name: 'pack', way: 'file' },
      script: 'rm /var/lib/dmsa/configured',
      well: 'test -s /var/lib/dmsa/configured',
    },
    { ...{ kind: 'service', name: booted, way: 'file' }, script: disable(booted), well: enabled(booted) },
    { ...{ kind: 'service', name: stopped, way: 'running' }, script: stop(stopped), well: runs(stopped) },
    {
      ...{ kind: 'db-row', name: `dmsa_node/${node}`, way: 'running', at: 'Web-1' },
      script: sql(`DELETE FROM redone.dmsa_node WHERE name = '${node}'`),
      well: `[ "$(${sql(`SELECT ip FROM redone.dmsa_node WHERE name = '${node}'`)})" = 10.77.0.${lastOctet(node)} ]`,
    },
  ];
}

/** The standby's row, which the vendor's script links to that of its active: also gone with the active's. */
export const STANDBY_ROW: Break = {
  ...{ kind: 'db-row', name: 'dmsa_rep_node/Sec-Rep-1', way: 'running', at: 'Web-1' },
  script: sql("UPDATE redone.dmsa_rep_node SET status = 1 WHERE name = 'Sec-Rep-1'"),
  well: `[ "$(${sql(
    "SELECT n.name, r.ip, r.status FROM redone.dmsa_rep_node r JOIN redone.dmsa_node n USING (repnode_id) WHERE r.name = 'Sec-Rep-1'",
  )})" = 'Sec-1|10.77.0.31|2' ]`,
};

/** What others depend on, after all else is broken. */
export function networkBreaksOn(node: string, flavour: Flavour): readonly Break[] {
  const { deviceFile, loseAlias, hasAlias, loseRoute, hasRoute } = TOOLS[flavour];
  const octet = lastOctet(node);
  const file = deviceFile('eth0');
  const up = (address: string, device: string): string => `ip -o -4 addr show dev ${device} | grep -q 'inet ${address}/24 '`;
  return [
    {
      ...{ kind: 'interface', name: 'eth0', way: 'file' },
      script: `sed -i 's#10.77.0.${octet}\\b#10.77.0.98#' ${file}`,
      well: `grep -q '10.77.0.${octet}\\b' ${file}`,
    },
    {
      ...{ kind: 'service-address', name: 'eth1:1', way: 'file' },
      script: loseAlias('eth1:1', `10.78.0.1${octet}`),
      well: hasAlias('eth1:1', `10.78.0.1${octet}`),
    },
    { ...{ kind: 'route', name: '198.51.100.0/24 over eth1', way: 'file' }, script: loseRoute, well: hasRoute },
    {
      ...{ kind: 'route', name: '203.0.113.0/24 over eth1', way: 'running' },
      script: 'ip route del 203.0.113.0/24',
      well: 'ip route show 203.0.113.0/24 | grep -q "via 10.78.0.254 dev eth1"',
    },
    {
      ...{ kind: 'service-address', name: 'eth0:1', way: 'running' },
      script: `ip addr del 10.77.0.1${octet}/24 dev eth0`,
      well: up(`10.77.0.1${octet}`, 'eth0'),
    },
    {
      ...{ kind: 'interface', name: 'eth1', way: 'running' },
      script: `ip addr add 10.78.0.${octet}/25 dev eth1; ip addr del 10.78.0.${octet}/24 dev eth1`,
      well: up(`10.78.0.${octet}`, 'eth1'),
    },
  ];
}

/** What the breaks of a node take along: ids that may be in the plan besides. */
export const alongOn = (node: string): readonly string[] =>
  (node === 'Web-1'
    ? ['service/autofs', 'automount//opt/rrd/Sec-3', 'service-address/eth1:1']
    : ['service/autofs', 'service-address/eth1:1']
  ).map((thing) => `${node}/${thing}`);

/** Beside removals: a running name cannot be told from its file's in one break. */
export function lateBreakOn(node: string): Break {
  return {
    ...{ kind: 'hostname', name: 'hostname', way: 'running' },
    script: 'echo other.example >/proc/sys/kernel/hostname',
    well: `[ "$(uname -n)" = ${nameOf(node)} ]`,
  };
}

export function goneOn(node: string, flavour: Flavour): readonly Gone[] {
  const { routeFile, hasAlias, runs, enabled } = TOOLS[flavour];
  const web = node === 'Web-1';
  const octet = lastOctet(node);
  const exported = web ? '/opt/svnroot' : '/srv/share';
  const point = web ? '/mnt/rrd/Sec-1' : '/opt/svnroot';
  const trigger = web ? '/opt/rrd/Sec-1' : '/auto/svnroot/Web-1';
  const service = web ? 'httpd' : 'ubi-alarm';
  const address = `10.78.0.1${octet}`;
  const noRoute = routeFile.includes('dmsa-route')
    ? 'test ! -e /etc/network/if-up.d/dmsa-route-eth1-203-0-113-0-24'
    : `! grep -q 203.0.113 ${routeFile}`;
  return [
    {
      kind: 'hosts',
      name: '/etc/hosts',
      field: 'Sec-Rep-1',
      gone: '! grep -q Sec-Rep-1 /etc/hosts && grep -q "^10.77.0.200 ntp-1" /etc/hosts',
    },
    {
      kind: 'authorized-keys',
      name: AUTHORIZED,
      gone: `! grep -q 'root@Sec-2$' ${AUTHORIZED} && grep -q root@controller ${AUTHORIZED}`,
    },
    { kind: 'known-hosts', name: KNOWN, gone: `! grep -qs Sec-2 ${KNOWN}` },
    { kind: 'route', name: '203.0.113.0/24 over eth1', gone: `${noRoute} && [ -z "$(ip route show 203.0.113.0/24)" ]` },
    {
      kind: 'service-address',
      name: 'eth1:1',
      gone: `! ip -o addr | grep -q ${address} && ! { ${hasAlias('eth1:1', address)}; }`,
    },
    { kind: 'vars-file', name: VARS, gone: `test ! -e ${VARS}` },
    { kind: 'legacy-file', name: `${HA}/servers.conf`, gone: `test ! -e ${HA}/servers.conf && [ -e ${HA}/notes.txt ]` },
    { kind: 'license', name: LICENSE, gone: `test ! -e ${LICENSE}` },
    { kind: 'directory', name: '/srv/dropped', gone: 'test ! -e /srv/dropped' },
    {
      kind: 'export',
      name: exported,
      gone: `! grep -q '^${exported}[[:blank:]]' /var/lib/nfs/etab /etc/exports.d/dmsa.exports && grep -q '^/mnt/mine ' /etc/exports`,
    },
    {
      kind: 'mount',
      name: point,
      gone: `! ${onMounts(point, 'nfs')} && ! grep -q ' ${point} ' /etc/fstab && grep -q ^tmpfs /etc/fstab`,
    },
    { kind: 'automount', name: trigger, gone: `! ${onMounts(trigger, 'autofs')} && test ! -e /etc/auto.dmsa` },
    { kind: 'nfs-check', name: CRON, gone: `test ! -e ${CRON}` },
    { kind: 'service', name: service, gone: `! { ${runs(service)}; } && ! { ${enabled(service)}; }` },
    ...(web
      ? [
          {
            ...{ kind: 'db-row', name: 'msa_vars/UBI_ES_LOGINDEX_NAME' },
            gone: `[ -z "$(${sql("SELECT 1 FROM redone.msa_vars WHERE var_name = 'UBI_ES_LOGINDEX_NAME'")})" ]`,
          },
        ]
      : []),
  ];
}

function sql(statement: string): string {
  return `su postgres -s /bin/sh -c 'cd /; psql -X -A -t -q -v ON_ERROR_STOP=1 POSTGRESQL' <<'SQL'\n${statement}\nSQL\n`;
}
