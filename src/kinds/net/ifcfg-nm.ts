/**
 * ifcfg files on a node where NetworkManager runs (docs/decisions/0037). Its plug-in ifcfg-rh takes them for profiles of its
 * own: it holds what they said when it read them last, does not notice a change, and makes every alias file an address of the
 * device, whatever its ONPARENT says. So a boot would bring a pair's service address up on both members. dmsa therefore keeps
 * its hands off a device that NetworkManager manages by such a file, and off one whose file nobody would read at a boot.
 */
import type { Facts } from '../facts.ts';
import { NM_DEVICES, NM_STOPPED, networkServiceAtBoot, readNmDevices } from './nm-devices.ts';

const MIGRATE =
  '"nmcli connection migrate" makes keyfiles of all ifcfg files (NetworkManager 1.38 or newer: RHEL 8.7, 9); move away those that it leaves';

/** What the device's own file is and says; null where it has none. */
export interface IfcfgFile {
  readonly path: string;
  /** Its NM_CONTROLLED, as it is written. */
  readonly nmControlled: string | undefined;
}

/** Why nothing of that device is to be changed; null where the service "network" alone goes by its files. */
export function refusedByNetworkManager(facts: Facts, device: string, file: IfcfgFile | null): string | null {
  if (!facts.platform.tools.has('nmcli')) return null;
  const fact = facts.command(NM_DEVICES.id);
  // Nothing was printed where it has not run since the boot.
  if (fact.status === 'done' && fact.code === 0 && fact.stdout.trim() === '') return null;
  const stopped = fact.status === 'done' && fact.code === NM_STOPPED;
  const devices = stopped ? new Map() : readNmDevices(facts);
  if ('unknown' in devices) {
    return `${devices.unknown}: so it can't be told whether NetworkManager or the service "network" goes by the ifcfg file of ${device}; mend nmcli, or take NetworkManager off the node`;
  }
  const state = devices.get(device)?.state;
  if (state === undefined && !stopped) return null;
  if (stopped || state === 'unmanaged') return networkServiceAtBoot(facts) ? null : readByNobody(device, file, stopped);
  if (file === null) {
    return `NetworkManager manages ${device}, which has no ifcfg file, while other devices of the node have some: dmsa works with one form a node, and would write an ifcfg file beside the profile. ${MIGRATE}`;
  }
  if (/^["']?(no|n|false|f|0)["']?$/i.test(file.nmControlled ?? '')) {
    return `${file.path} says NM_CONTROLLED=no, and NetworkManager still manages ${device}: have it read the file, on the console (nmcli connection load ${file.path}; then see nmcli device status)`;
  }
  return `NetworkManager manages ${device} by ${file.path}: it would not notice a change, and at a boot brings up the service address of an alias file on both members of a pair, whatever ONPARENT says. ${MIGRATE}; or leave the device to the service "network", on the console: NM_CONTROLLED=no in that file, "chkconfig network on" (RHEL 7; RHEL 8 with the package network-scripts)`;
}

function readByNobody(device: string, file: IfcfgFile | null, stopped: boolean): string {
  const who = stopped ? 'NetworkManager is there and does not run' : `NetworkManager leaves ${device} alone (unmanaged)`;
  const path = file?.path ?? 'its ifcfg file';
  return `${who}, and no service "network" is on at boot: nobody would go by ${path}. Either "chkconfig network on" (RHEL 8: after installing network-scripts), or let NetworkManager manage it; then ${MIGRATE}`;
}
