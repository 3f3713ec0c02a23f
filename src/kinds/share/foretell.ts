/** What mounts and exports need: a server that answers, a folder that is empty, a file system that NFS can export. */
import { quote } from '../../quote.ts';
import type { CommandFact, CommandRequest } from '../facts.ts';
import type { Finding, Place } from '../foretell.ts';

export interface Server {
  readonly host: string;
  readonly port: number;
}

/** Of `10.0.0.1:/path` or `[fd00::1]:/path` with nfs(5) options; null where TCP is not what the mount begins with. */
export function serverOf(source: string, options: string): Server | null {
  const host = source.slice(0, source.lastIndexOf(':/')).replace(/^\[(.*)\]$/, '$1');
  const words = options.split(',');
  if (host === '' || words.some((one) => one === 'udp' || one.startsWith('proto=udp') || one.startsWith('proto=rdma')))
    return null;
  const value = (name: string) => words.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  const old = /^[23]/.test(value('vers') ?? value('nfsvers') ?? '') || words.includes('v3');
  const port = Number(value('port') ?? 2049);
  // Before version 4 a client first asks the server's rpcbind.
  return { host, port: old && value('port') === undefined ? 111 : port > 0 ? port : 2049 };
}

const LIMIT_S = 4;

/** One attempt to connect: by bash's /dev/tcp, else by nc. Neither is part of POSIX. */
export function portRequest({ host, port }: Server): CommandRequest {
  const [where, number] = [quote(host), String(port)];
  return {
    type: 'command',
    id: `foretell-port ${host} ${port}`,
    script: `code=0 said=
if ! command -v timeout >/dev/null 2>&1; then echo unchecked; exit 0; fi
if command -v bash >/dev/null 2>&1; then
  # Without its start-up files: root's ~/.bashrc may do anything.
  said=$(BASH_ENV= timeout -s KILL ${LIMIT_S} bash --norc --noprofile -c 'exec 3<>"/dev/tcp/$0/$1"' ${where} ${number} 2>&1 </dev/null) || code=$?
elif command -v nc >/dev/null 2>&1; then
  said=$(timeout -s KILL ${LIMIT_S} nc -z -w ${LIMIT_S - 1} ${where} ${number} 2>&1 </dev/null) || code=$?
else
  echo unchecked; exit 0
fi
echo "connect $code"
printf '%s\\n' "$said"
exit 0`,
  };
}

export function portFindings(fact: CommandFact, { host, port }: Server): readonly Finding[] {
  const said = fact.status === 'done' ? fact.stdout : '';
  const code = /^connect (\d+)$/m.exec(said)?.[1];
  if (code === '0') return [];
  const reason = /connection refused|no route to host|network is unreachable|connection timed out|host is down/i.exec(said)?.[0];
  if (code === '137' || code === '124' || reason !== undefined) {
    return [
      {
        code: 'server-unreachable',
        sentence: `the NFS server ${host} does not answer on port ${port}`,
        detail: `${reason ?? `No answer within ${LIMIT_S} s`}. Is the server up, its NFS service running, its service address on it, and no firewall between?`,
        severity: 'would-fail',
      },
    ];
  }
  return [
    {
      code: 'not-checked',
      sentence: `whether the NFS server ${host} answers on port ${port} could not be looked at`,
      detail: 'The node has neither bash nor nc that could ask, or no timeout(1).',
      severity: 'warning',
    },
  ];
}

export function mountPointFindings(point: string, place: Place): readonly Finding[] {
  if (place.status !== 'there' || place.filled !== true) return [];
  return [
    {
      code: 'mount-point-filled',
      sentence: `${point} is not empty: what is in it is hidden while something is mounted there`,
      detail: 'Was it written while the mount was missing? Then it belongs on the server. Nothing of it is lost.',
      severity: 'warning',
    },
  ];
}

/** File systems without a device: NFS exports them only under a number that the export gives (exports(5), fsid). */
const WITHOUT_DEVICE = new Set(['tmpfs', 'fuse', 'overlay', 'nfs', 'nfs4', 'cifs', '9p', 'ceph', 'zfs-fuse']);
/** And those it exports under no circumstances. */
const NEVER = new Set([
  'proc',
  'sysfs',
  'devtmpfs',
  'devpts',
  'ramfs',
  'rootfs',
  'autofs',
  'cgroup',
  'cgroup2',
  'configfs',
  'debugfs',
]);

export function exportableFindings(path: string, options: string, place: Place): readonly Finding[] {
  if (place.status === 'unknown') return [];
  const { type, options: mounted, point } = place.fileSystem;
  const numbered = options.split(',').some((one) => one.startsWith('fsid='));
  const fails = (detail: string): readonly Finding[] => [
    {
      code: 'fs-not-exportable',
      sentence: `${path} is on ${point} (${type}), which NFS does not export${NEVER.has(type) ? '' : ' like that'}`,
      detail,
      severity: 'would-fail',
    },
  ];
  if (NEVER.has(type)) return fails('Wanted: a folder on a disk (ext4, xfs …).');
  if (type === 'overlay' && !mounted.split(',').includes('nfs_export=on')) {
    return fails('An overlay is exported only when it is mounted with nfs_export=on. Wanted: a folder on a disk (ext4, xfs …).');
  }
  if ((WITHOUT_DEVICE.has(type) || type.startsWith('fuse.')) && !numbered) {
    return fails("It has no device to be known by: give the export a number (fsid=1) in the cluster's exports, or use a disk.");
  }
  return [];
}
