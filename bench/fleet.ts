/**
 * A fleet in memory: a cluster.yaml of any size, and what a look at its converged nodes brings back. The files are made by
 * the kinds' own steps, applied to files as an image has them; what runs is printed in the form that the lab's debian-sysv
 * nodes print it. That all of it is right is proved by the plan, which is empty.
 */
import { applyEdit } from '../src/kinds/edit.ts';
import type { CommandFact, Facts, FileFact, Platform } from '../src/kinds/facts.ts';
import { type AnyKind, type NodeContext, type Resource, resourceId } from '../src/kinds/kind.ts';

const PACK = [
  'ubi-sms',
  'ubi-poll',
  'ubi-bud',
  'ubi-alarm',
  'ubi-trap',
  'ubi-syslog',
  'ubi-flow',
  'ubi-cfg',
  'ubi-stat',
  'ubi-ems',
  'ubi-jobs',
];
const EXPORTS = ['rrd', 'spool', 'archives', 'firmware', 'reports', 'traces', 'images'];

/** A web node and secnodes, every fifth node the standby of another one; some 40 things a node. */
export function fleetYaml(count: number): string {
  const octets = (at: number): string => `${at >> 8}.${at & 255}`;
  const actives = Math.ceil(count * 0.8);
  const groups: string[] = [];
  const nodes: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const name = at === 0 ? 'Web-1' : `Sec-${at}`;
    nodes.push(`    ${name}:`, `      maintenance: 10.1.${octets(at + 1)}/16`, `      equipment: 10.2.${octets(at + 1)}/16`);
    if (at >= actives) {
      nodes.push('      type: REPORTING', `      backupOf: Sec-${at - actives + 1}`);
      nodes.push('      sync: { every: 5m }', '      failover: { after: 5m }');
      continue;
    }
    groups.push(`    svc_${at}:`);
    for (const [label, net] of Object.entries({ 'eth0:1': 3, 'eth1:1': 4, 'eth1:2': 5 })) {
      const device = label.slice(0, 4);
      groups.push(`      ${label}: 10.${device === 'eth0' ? 1 : 2}.${octets(at + net * 10_240)}/16`);
    }
    nodes.push(`      type: ${at === 0 ? 'GUI' : 'SECENGINE'}`, `      serviceAddresses: svc_${at}`);
    nodes.push('      pack: pack_sec', '      variables: var_sec');
  }
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: fleet }
spec:
  networks:
    maintenance: { interface: eth0 }
    equipment: { interface: eth1 }
  serviceAddresses:
${groups.join('\n')}
  packs:
    pack_sec: [${PACK.join(', ')}]
  variables:
    adapt:
      UBI_VSOC_NAME: fleet.example
      UBI_VSOC_SES_PRIVIP: "\${PRIVIP}"
      UBI_SYS_EQUIPMENTS_IP: "\${SVCIP}"
    groups:
      var_sec:
        UBI_SMS_POLLD_MIN_TO_DOWN: "6"
  nodes:
${nodes.join('\n')}
  shares:
    exports:
      - { type: GUI, path: /opt/fmc_repository }
      - { type: GUI, path: /opt/fmc_entities }
      - { type: GUI, path: /opt/svnroot }
${EXPORTS.map((name) => `      - { type: SECENGINE, path: /opt/${name} }`).join('\n')}
    mounts:
      - { type: SECENGINE, from: GUI, path: /opt/fmc_repository }
      - { type: SECENGINE, from: GUI, path: /opt/fmc_entities }
      - { type: SECENGINE, from: GUI, path: /opt/svnroot }
      - { type: GUI, from: SECENGINE, path: /opt/rrd, mountPoint: "/opt/rrd/\${NODE}" }
    nfsCheck: { schedule: "* * * * *", command: "mount -a -t nfs,nfs4" }
  license: { path: /opt/ubiqube/license, fromNode: Web-1 }
  legacyFiles: { directory: /opt/ubisysconf/ha }
`;
}

export const PLATFORM: Platform = {
  os: 'Debian GNU/Linux 12 (bookworm)',
  hostname: 'node',
  init: 'sysv',
  boot: 'update-rc.d',
  network: 'ifupdown',
  tools: new Set(['update-rc.d', 'service', 'ip', 'exportfs', 'mount.nfs', 'automount', 'arping', 'ifup', 'timeout', 'flock']),
};

/** As the image has them. */
const IMAGE: Readonly<Record<string, string>> = {
  '/etc/hosts': '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n',
  '/etc/network/interfaces': 'source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n',
  '/etc/exports': '# /etc/exports: the access control list for filesystems which may be exported\n',
  '/etc/auto.master': '#\n# Sample auto.master file\n#\n+dir:/etc/auto.master.d\n+auto.master\n',
  '/etc/fstab': '/dev/ubda / ext4 errors=remount-ro 0 0\n',
  '/opt/configurator/vars.ctx': Array.from({ length: 34 }, (_, at) => `UBI_VENDOR_SETTING_${at}="value of ${at}"\n`).join(''),
  '/opt/ubiqube/license': 'the license of the fleet\n',
};

/** What was written for a spec, by path. */
const written = new WeakMap<object, readonly (readonly [string, string])[]>();

export interface Drift {
  /** As if somebody had taken the address off, stopped the service, and written into the hosts block. */
  readonly drifted: boolean;
}

/** What a look at the node brings back when it is as wanted. */
export function convergedFacts(
  kinds: readonly AnyKind[],
  wanted: ReadonlyMap<string, readonly Resource[]>,
  node: string,
  { drifted }: Drift,
): Facts {
  const files = new Map(Object.entries(IMAGE));
  const facts = factsOf(files, running(wanted, drifted));
  // The license comes from another node, and is there.
  const context: NodeContext = {
    node,
    platform: PLATFORM,
    look: (ref) =>
      ref.kind === 'license'
        ? {
            status: 'present',
            state: { text: IMAGE[ref.name] ?? '', encoding: 'utf8', mode: '0644', owner: 'root', group: 'root' },
          }
        : { status: 'unknown', why: `the fleet does not know ${resourceId(ref)} yet` },
  };
  for (const kind of kinds) {
    const want = wanted.get(kind.name) ?? [];
    // A spec that nodes share gives each of them the same files.
    const news = want.filter(({ spec }) => !written.has(spec as object));
    for (const { spec } of want) for (const [path, text] of written.get(spec as object) ?? []) files.set(path, text);
    const parsed = news.length === 0 ? null : kind.parse(facts, want);
    for (const resource of news) {
      const seen = parsed?.get(resource.name);
      if (!seen || seen.status === 'unknown') throw new Error(`${resourceId(resource)}: ${seen?.why}`);
      const have = seen.status === 'present' ? seen.state : null;
      const changes = kind.compare(resource.spec, have, context);
      const made: [string, string][] = [];
      for (const step of 'unknown' in changes || changes.length === 0 ? [] : kind.steps(resource.spec, have, context)) {
        if (step.do === 'write') made.push([step.path, step.content]);
        if (step.do === 'edit') made.push([step.path, applyEdit(files.get(step.path) ?? '', step.edit)]);
        for (const [path, text] of made) files.set(path, text);
      }
      written.set(resource.spec as object, made);
    }
  }
  if (drifted) files.set('/etc/hosts', (files.get('/etc/hosts') ?? '').replace(/^10\.1\.0\.1 /m, '10.9.9.9 '));
  return facts;
}

interface Running {
  readonly etab: string;
  readonly mounts: string;
  readonly commands: Readonly<Record<string, string>>;
}

function factsOf(files: ReadonlyMap<string, string>, { etab, mounts, commands }: Running): Facts {
  const file = (path: string): FileFact => {
    const text = path === '/proc/mounts' ? mounts : path === '/var/lib/nfs/etab' ? etab : files.get(path);
    return text === undefined
      ? { status: 'absent' }
      : { status: 'present', text, encoding: 'utf8', mode: '0644', owner: 'root', group: 'root' };
  };
  return {
    platform: PLATFORM,
    file,
    glob(pattern) {
      const [head = '', tail = ''] = pattern.split('*');
      const matches = [...files.keys()].filter((path) => path.startsWith(head) && path.endsWith(tail)).sort();
      return new Map(matches.map((path) => [path, file(path)]));
    },
    command: (id): CommandFact => ({ status: 'done', code: 0, stdout: commands[id] ?? '', stderr: '' }),
  };
}

type Wanted = ReadonlyMap<string, readonly Resource[]>;

function running(wanted: Wanted, drifted: boolean): Running {
  const specs = (kind: string): readonly Readonly<Record<string, unknown>>[] =>
    (wanted.get(kind) ?? []).map(({ name, spec }) => ({ ...(spec as Readonly<Record<string, unknown>>), name }));
  const addresses = specs('service-address').filter((one, at) => one['held'] === 'yes' && !(drifted && at === 1));
  const links = specs('interface').map(({ device, address }, at) => {
    const inet = (text: unknown, label: unknown, secondary: string): string =>
      `    inet ${text} brd 10.255.255.255 scope global ${secondary}${label}\n       valid_lft forever preferred_lft forever\n`;
    const services = addresses.filter((one) => one['device'] === device);
    return (
      `${at + 2}: ${device}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n` +
      `    link/ether 02:00:0a:4d:00:0${at} brd ff:ff:ff:ff:ff:ff\n` +
      inet(address, device, '') +
      services.map((one) => inet(one['address'], one['label'], 'secondary ')).join('') +
      `    inet6 fe80::142f:b7ff:fe41:edb9/64 scope link \n       valid_lft forever preferred_lft forever\n`
    );
  });
  const etab = specs('export').flatMap(({ path, clients }) =>
    (clients as readonly string[]).map(
      (client) =>
        `${path}\t${client}(rw,sync,wdelay,hide,nocrossmnt,secure,no_root_squash,no_all_squash,no_subtree_check,secure_locks,acl,no_pnfs,anonuid=65534,anongid=65534,sec=sys,rw,secure,no_root_squash,no_all_squash)\n`,
    ),
  );
  const nfs =
    'rw,relatime,vers=4.2,rsize=32768,wsize=32768,namlen=255,hard,proto=tcp,timeo=600,retrans=2,sec=sys,local_lock=none 0 0';
  const mounts = [
    '/dev/root / ext4 rw,relatime,errors=remount-ro 0 0\n',
    ...specs('mount').map(({ source, point }) => `${source} ${point} nfs4 ${nfs}\n`),
    ...specs('automount').map(
      ({ point }) => `/etc/auto.dmsa ${point} autofs rw,relatime,fd=6,pgrp=16481,timeout=300,minproto=5,maxproto=5,direct 0 0\n`,
    ),
  ];
  return {
    etab: etab.join(''),
    mounts: mounts.join(''),
    commands: {
      'ip-addr': `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    inet 127.0.0.1/8 scope host lo\n${links.join('')}`,
      services: services(specs('service'), drifted),
      'share-folders': '/etc/exports.d\n/etc/auto.master.d\nend\n',
      directories: `${specs('directory')
        .map(({ name }) => `folder full ${name} ${name}\n`)
        .join('')}end\n`,
    },
  };
}

function services(specs: readonly Readonly<Record<string, unknown>>[], drifted: boolean): string {
  const names = specs.map((spec) => ({ spec, name: (spec['candidates'] as readonly string[])[0] ?? '' }));
  const lines = ['0', '1', '2', '3', '4', '5', '6'].flatMap((level) =>
    names.map(({ spec, name }) => `@link ${level} ${spec['boot'] === 'on' && '2345'.includes(level) ? 'S' : 'K'} ${name}`),
  );
  const stopped = (spec: Readonly<Record<string, unknown>>): boolean =>
    spec['running'] === 'no' || (drifted && spec['name'] === 'ubi-poll');
  return [
    ...lines,
    ...names.map(({ name }) => `@script ${name}`),
    ...names.map(({ spec, name }) =>
      stopped(spec)
        ? `@status ${name} 3 ${name} is stopped`
        : `@status ${name} 0 ${name} (pid 355) is running... service seems UP`,
    ),
    '@process nfsd',
    '@process rpc.mountd',
    '@end\n',
  ].join('\n');
}
