/** What a node is, from the lines of the probe's platform part and the files that name the system. */
import type { FileFact, Platform } from '../kinds/facts.ts';
import { canonicalHost } from '../kinds/net/address.ts';

/** The first that the probe found is what interface files are kept by. */
const NETWORKS = ['networkmanager', 'ifcfg', 'ifupdown'] as const;

export function platformOf(lines: readonly string[], files: ReadonlyMap<string, FileFact>): Platform {
  const values = (key: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  const tools = new Set(values('tool'));
  const init = values('init').includes('systemd') ? 'systemd' : 'sysv';
  const networks = values('network');
  const reachedAt = canonicalHost(values('reached')[0] ?? '');
  return {
    os: osName(files),
    hostname: values('hostname')[0]?.trim() ?? '',
    init,
    // systemctl may lie about on a node that another init boots; then it is not what decides.
    boot:
      init === 'systemd' && tools.has('systemctl')
        ? 'systemctl'
        : tools.has('chkconfig')
          ? 'chkconfig'
          : tools.has('update-rc.d')
            ? 'update-rc.d'
            : null,
    network: NETWORKS.find((one) => networks.includes(one)) ?? null,
    ...(reachedAt === null ? {} : { reachedAt }),
    tools,
  };
}

/** PRETTY_NAME of os-release(5), or the first line of /etc/redhat-release (CentOS 6 has nothing else). */
function osName(files: ReadonlyMap<string, FileFact>): string {
  const release = files.get('/etc/os-release');
  const pretty = release?.status === 'present' ? /^PRETTY_NAME=(["']?)(.*)\1\s*$/m.exec(release.text)?.[2] : undefined;
  if (pretty) return pretty;
  const redhat = files.get('/etc/redhat-release');
  const line = redhat?.status === 'present' ? redhat.text.trim().split('\n')[0] : undefined;
  return line || 'unknown Linux';
}
