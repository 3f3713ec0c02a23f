/** What NetworkManager says of a node's devices, asked in the same look as everything else. */
import type { CommandRequest, Facts } from '../facts.ts';
import type { Unread } from './ip-addr.ts';

/**
 * Nothing on a node where NetworkManager has not run since its boot; the look does not know yet what the node is. First, told
 * by a line of its own: whether the service "network" of initscripts is on at boot, which reads ifcfg files.
 */
export const NM_DEVICES: CommandRequest = {
  type: 'command',
  id: 'nm-devices',
  script: [
    '[ -d /run/NetworkManager ] && command -v nmcli >/dev/null 2>&1 || exit 0',
    `for f in /etc/rc.d/rc[35].d/S[0-9][0-9]network; do if [ -e "$f" ]; then echo :network; break; fi; done`,
    'nmcli -t -f DEVICE,STATE,CON-UUID device status',
  ].join('\n'),
};

/** nmcli(1): NetworkManager is not running. */
export const NM_STOPPED = 8;

export interface NmDevice {
  /** In nmcli's words: `connected`, `disconnected`, `unmanaged` … */
  readonly state: string;
  /** Of the profile that is active on it; empty where none is. */
  readonly uuid: string;
}

export function readNmDevices(facts: Facts): ReadonlyMap<string, NmDevice> | Unread {
  const fact = facts.command(NM_DEVICES.id);
  if (fact.status === 'unknown') return { unknown: `nmcli device status: ${fact.why}` };
  if (fact.code !== 0) {
    return { unknown: `nmcli device status ended with ${fact.code}: ${fact.stderr.trim().split('\n')[0] || 'no message'}` };
  }
  const devices = new Map<string, NmDevice>();
  for (const line of fact.stdout.split('\n')) {
    // In nmcli's terse form a colon of a value has a backslash before it (nmcli(1)).
    const [device = '', state = '', uuid = ''] = line.split(/(?<!\\):/).map((one) => one.replaceAll('\\', ''));
    if (device !== '') devices.set(device, { state, uuid });
  }
  return devices;
}

/** Whether the service "network" would read the ifcfg files at a boot. */
export function networkServiceAtBoot(facts: Facts): boolean {
  const fact = facts.command(NM_DEVICES.id);
  return fact.status === 'done' && fact.stdout.split('\n').includes(':network');
}
