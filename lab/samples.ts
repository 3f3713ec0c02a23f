import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NodeSpec, prefixLength } from './topology.ts';

/** The four legacy files of a lab's cluster, written as an operator of years' standing would leave them. */
export interface LegacyFiles {
  'servers.conf': string;
  'share.conf': string;
  'sync.conf': string;
  'variables2adapt.conf': string;
}

const pad = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((c, i) => `${c};`.padEnd((widths[i] ?? 0) + 2))
    .join('')
    .replace(/;\s*$/, '');

const servers = (nodes: readonly NodeSpec[]): string => {
  const groupNumber = new Map<string, string>();
  const counts = { GUI: 0, SECENGINE: 0, REPORTING: 0 };
  for (const n of nodes) groupNumber.set(n.name, `svcip_${n.type === 'GUI' ? 'gui' : 'sec'}${++counts[n.type]}`);
  const widths = [10, 9, 16, 24, 4, 6, 3, 3, 11, 8, 7];
  const out = [
    '#The field Root Password will be automatically removed when applied as password to the node.',
    "#hostname; Node Type; PUBIP; PRIVIP; Root Password; Backup-Of; Backup-Sync-Time; Backup-Activation-Time; Svc Ip's; Svc to start; Vars to adapt",
    '',
  ];
  let dotted = false;
  for (const type of ['GUI', 'SECENGINE', 'REPORTING'] as const) {
    const some = nodes.filter((n) => n.type === type);
    if (some.length === 0) continue;
    out.push(
      { GUI: '# web node', SECENGINE: '# secnodes', REPORTING: '# standbys: file sync each 2 min, takeover after 5' }[type],
    );
    for (const n of some) {
      // One address in the old spelling, as files that grew over years have it.
      const mask = type === 'SECENGINE' && !dotted ? '255.255.255.0' : String(prefixLength);
      if (type === 'SECENGINE') dotted = true;
      const head = [n.name, n.type, `${n.eth1}/${prefixLength}`, `${n.eth0}/${mask}`, ''];
      if (n.backupOf) out.push(pad([...head, n.backupOf, '2', '5'], widths));
      else {
        const kind = n.type === 'GUI' ? 'gui' : 'sec';
        out.push(pad([...head, '', '', '', groupNumber.get(n.name) ?? '', `pack_${kind}`, `var_${kind}`], widths));
      }
    }
    out.push('');
  }
  out.push('# service addresses: they move to the standby at failover');
  for (const n of nodes) {
    if (!n.service) continue;
    out.push(
      `[${groupNumber.get(n.name)}]`,
      `eth0:1=${n.service.eth0}/${prefixLength}`,
      `eth1:1=${n.service.eth1}/${prefixLength}`,
      '',
    );
  }
  const gui = nodes.find((n) => n.type === 'GUI');
  if (gui) {
    out.push(
      '[pack_gui]',
      ...(nodes.some((n) => n.type === 'GUI' && n.database) ? ['postgresql'] : []),
      'ubi-ses, jboss, httpd',
      '',
    );
    out.push('[var_gui]', 'UBI_VSOC_SES_PUBIP=${PUBIP}', 'UBI_VSOC_SES_PRIVIP=${PRIVIP}', '');
  }
  if (nodes.some((n) => n.type === 'SECENGINE')) {
    out.push('[pack_sec]', 'ubi-sms', 'ubi-poll ubi-bud', 'ubi-alarm', '');
    out.push(
      '[var_sec]',
      '# devices send to the address that moves',
      'UBI_SYS_EQUIPMENTS_IP=${SVCIP}',
      'UBI_SMS_POLLD_MIN_TO_DOWN=6',
      '',
    );
  }
  return `${out.join('\n').trimEnd()}\n`;
};

const share = `# export;NODETYPE;PATH[;OPTIONS]
# mount;NODETYPE;FROM-NODETYPE;PATH[;MOUNTPOINT][;OPTIONS]

# the web node holds the repository, the entities and the configuration revisions
export;GUI;/opt/fmc_repository;rw,no_root_squash
export;GUI;/opt/fmc_entities;rw,no_root_squash
export;GUI;/opt/svnroot;rw,no_root_squash
mount;SECENGINE;GUI;/opt/fmc_repository
mount;SECENGINE;GUI;/opt/fmc_entities
mount;SECENGINE;GUI;/opt/svnroot

# each secnode holds the RRD files of its devices
export;SECENGINE;/opt/rrd;ro
mount;GUI;SECENGINE;/opt/rrd;/opt/rrd/\${NODE};ro
`;

const sync = `# NODETYPE;PATH[;EXCLUDE...]
GUI;/opt/fmc_repository;*.tmp;.svn
GUI;/opt/fmc_entities
SECENGINE;/opt/rrd
SECENGINE;/opt/sms/spool;parser-error;alarms-error
`;

const variables = (nodes: readonly NodeSpec[]): string => {
  const gui = nodes.find((n) => n.type === 'GUI');
  const address = gui?.service?.eth0 ?? '127.0.0.1';
  return `# VARIABLE=value, for /opt/configurator/vars.ctx of every node
UBI_VSOC_NAME=lab.example
UBI_CENTRALIZED_NODE_NAME=${gui?.name ?? 'localhost'}
UBI_WILDFLY_JNDI_ADDRESS=${address}
UBI_DB_ADDRESS=${address}
UBI_MAIL_SERVERADMIN=noc@lab.example

UBI_SYS_EQUIPMENTS_IP=\${PUBIP}
`;
};

export const legacyFiles = (nodes: readonly NodeSpec[]): LegacyFiles => ({
  'servers.conf': servers(nodes),
  'share.conf': share,
  'sync.conf': sync,
  'variables2adapt.conf': variables(nodes),
});

export const writeLegacyFiles = (dir: string, nodes: readonly NodeSpec[]): void => {
  mkdirSync(dir, { recursive: true });
  for (const [name, content] of Object.entries(legacyFiles(nodes))) writeFileSync(join(dir, name), content);
};
