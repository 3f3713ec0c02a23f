import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandFact, Facts, FileFact, Platform } from '../../src/kinds/facts.ts';

/** What a case.yaml says of the node, in place of a look at a real one. Anything asked for that it does not name throws. */
export interface CaseFacts {
  readonly files?: Readonly<Record<string, CaseFile | null>>;
  readonly globs?: Readonly<Record<string, readonly string[]>>;
  readonly commands?: Readonly<Record<string, CaseCommand>>;
}
type CaseText = string | { readonly file: string };
type CaseFile =
  | { readonly unknown: string }
  | {
      readonly text: CaseText;
      readonly mode?: string;
      readonly owner?: string;
      readonly group?: string;
      readonly changedMs?: number;
    };
type CaseCommand =
  | { readonly unknown: string }
  | { readonly code?: number; readonly stdout?: CaseText; readonly stderr?: string };

const PLATFORMS: Readonly<Record<string, Platform>> = {
  'debian-sysv': {
    os: 'Debian GNU/Linux 12 (bookworm)',
    hostname: 'node',
    init: 'sysv',
    boot: 'update-rc.d',
    network: 'ifupdown',
    tools: new Set([
      'update-rc.d',
      'service',
      'ip',
      'exportfs',
      'mount.nfs',
      'automount',
      'arping',
      'ping',
      'ifup',
      'timeout',
      'flock',
      'rsync',
    ]),
  },
  'debian-systemd': {
    os: 'Debian GNU/Linux 12 (bookworm)',
    hostname: 'node',
    init: 'systemd',
    boot: 'systemctl',
    network: 'ifupdown',
    tools: new Set([
      'systemctl',
      'update-rc.d',
      'service',
      'ip',
      'exportfs',
      'mount.nfs',
      'automount',
      'arping',
      'ping',
      'ifup',
      'timeout',
      'flock',
      'rsync',
    ]),
  },
  'rhel-nm': {
    os: 'Rocky Linux 9.4 (Blue Onyx)',
    hostname: 'node',
    init: 'systemd',
    boot: 'systemctl',
    network: 'networkmanager',
    tools: new Set([
      'systemctl',
      'ip',
      'exportfs',
      'mount.nfs',
      'automount',
      'arping',
      'ping',
      'timeout',
      'flock',
      'nmcli',
      'hostnamectl',
      'rsync',
    ]),
  },
  // RHEL 8 with ifcfg files.
  'rhel-nm-ifcfg': {
    os: 'Red Hat Enterprise Linux 8.9 (Ootpa)',
    hostname: 'node',
    init: 'systemd',
    boot: 'systemctl',
    network: 'ifcfg',
    tools: new Set(['systemctl', 'chkconfig', 'service', 'ip', 'arping', 'ifup', 'nmcli', 'timeout', 'flock', 'rsync']),
  },
  'rhel-like': {
    os: 'CentOS release 6.10 (Final)',
    hostname: 'node',
    init: 'sysv',
    boot: 'chkconfig',
    network: 'ifcfg',
    tools: new Set([
      'chkconfig',
      'service',
      'ip',
      'exportfs',
      'mount.nfs',
      'automount',
      'arping',
      'ping',
      'ifup',
      'timeout',
      'flock',
      'rsync',
    ]),
  },
};

export function platformOf(name: string): Platform {
  const platform = PLATFORMS[name];
  if (!platform) throw new Error(`no platform ${name}; there are ${Object.keys(PLATFORMS).join(', ')}`);
  return platform;
}

export function memoryFacts(folder: string, platform: Platform, given: CaseFacts): Facts {
  const text = (value: CaseText | undefined): string =>
    value === undefined ? '' : typeof value === 'string' ? value : readFileSync(join(folder, value.file), 'utf8');
  const file = (path: string): FileFact => {
    const found = given.files?.[path];
    if (found === undefined) throw new Error(`the case names no file ${path}`);
    if (found === null) return { status: 'absent' };
    if ('unknown' in found) return { status: 'unknown', why: found.unknown };
    return {
      status: 'present',
      text: text(found.text),
      encoding: 'utf8',
      mode: found.mode ?? '0644',
      owner: found.owner ?? 'root',
      group: found.group ?? 'root',
      ...(found.changedMs === undefined ? {} : { changedMs: found.changedMs }),
    };
  };
  return {
    platform,
    file,
    glob(pattern) {
      const paths = given.globs?.[pattern];
      if (!paths) throw new Error(`the case names no glob ${pattern}`);
      return new Map(paths.map((path) => [path, file(path)]));
    },
    command(id): CommandFact {
      const found = given.commands?.[id];
      if (!found) throw new Error(`the case names no command ${id}`);
      if ('unknown' in found) return { status: 'unknown', why: found.unknown };
      return { status: 'done', code: found.code ?? 0, stdout: text(found.stdout), stderr: found.stderr ?? '' };
    },
  };
}
