/** The files of RHEL and its kin that the network scripts read: where they are, what is passed over, which one is a device's. */
import { readAssignments } from '../edit/assignments.ts';
import { EditError } from '../edit/lines.ts';
import type { FactRequest, Facts, FileFact } from '../facts.ts';
import type { Keys } from './ifcfg-values.ts';
import { readLinks, type Unread } from './ip-addr.ts';

export const IFCFG_FOLDER = '/etc/sysconfig/network-scripts/';
export const IFCFG_IGNORED = /(~|\.bak|\.orig|\.rpmnew|\.rpmorig|\.rpmsave|\.swp)$/;
const NETWORK = '/etc/sysconfig/network';
export const IFCFG_FILES: readonly FactRequest[] = [
  { type: 'glob', pattern: `${IFCFG_FOLDER}ifcfg-*` },
  { type: 'file', path: NETWORK },
];
export const IFCFG_MARK = '# Written by dmsa: a service address. It goes when cluster.yaml no longer has it.';

interface ConfigFile {
  readonly path: string;
  readonly name: string;
  readonly own: boolean;
  readonly keys: ReadonlyMap<string, string>;
}

/** need_config: by the file's name, by its DEVICE, or by the hardware address where it names no device. */
export function fileOf(facts: Facts, device: string): ConfigFile | Unread | null {
  const files = readFiles(facts);
  if ('unknown' in files) return files;
  const live = files.filter((file) => !file.name.endsWith('.old'));
  return (
    live.find((file) => file.name === device && (file.keys.get('DEVICE') ?? device) === device) ??
    live.find((file) => file.keys.get('DEVICE') === device) ??
    byHardware(facts, device, live)
  );
}

function byHardware(facts: Facts, device: string, files: readonly ConfigFile[]): ConfigFile | null {
  const unnamed = files.filter((file) => !file.keys.has('DEVICE') && file.keys.has('HWADDR'));
  const links = unnamed.length > 0 ? readLinks(facts) : null;
  const mac = links && !('unknown' in links) ? (links.get(device)?.mac ?? null) : null;
  return unnamed.find((file) => file.keys.get('HWADDR')?.toLowerCase() === mac) ?? null;
}

export function deviceOf({ keys, name }: ConfigFile): string {
  return keys.get('DEVICE') ?? name;
}

export function readFiles(facts: Facts): readonly ConfigFile[] | Unread {
  const files: ConfigFile[] = [];
  for (const [path, fact] of facts.glob(`${IFCFG_FOLDER}ifcfg-*`)) {
    if (IFCFG_IGNORED.test(path)) continue;
    const keys = keysOf(path, fact);
    if (keys === null) continue;
    if ('unknown' in keys) return keys;
    const name = path.slice(IFCFG_FOLDER.length + 'ifcfg-'.length);
    files.push({ path, name, own: fact.status === 'present' && fact.text.startsWith(IFCFG_MARK), keys });
  }
  return files;
}

/** What /etc/sysconfig/network says; nothing where there is none. */
export function networkKeys(facts: Facts): Keys | Unread {
  return keysOf(NETWORK, facts.file(NETWORK)) ?? new Map<string, string>();
}

/** null where there is no file. */
function keysOf(path: string, fact: FileFact): Keys | Unread | null {
  if (fact.status === 'unknown') return { unknown: `${path}: ${fact.why}` };
  if (fact.status === 'absent') return null;
  if (/^\s*(export\s+)?[A-Za-z_]\w*=.*\r$/m.test(fact.text)) {
    return {
      unknown: `${path} has line ends of Windows, which ifup takes for parts of the values: take them out (sed -i 's/\\r$//' ${path})`,
    };
  }
  try {
    return readAssignments(fact.text);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return { unknown: `${path}: ${error.message}` };
  }
}
