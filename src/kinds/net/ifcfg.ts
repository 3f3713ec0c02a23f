/**
 * The interface files of RHEL and its kin: /etc/sysconfig/network-scripts/ifcfg-DEVICE, by sysconfig.txt of initscripts.
 *
 * A device's address: that of IPADDR, IPADDR0, IPADDR1 … which is the wanted one, else the first; the others are the operator's.
 * PREFIX is taken before NETMASK, as ifup does; which of the two a file uses is kept (ifcfg-values.ts). Aliases are files of their
 * own (ifcfg-eth0:1) that the parent brings up unless ONPARENT=no; IPv6 knows no alias, its further addresses stand in the
 * parent's IPV6ADDR_SECONDARIES. What a device's file does not say of gateways, /etc/sysconfig/network may.
 */
import type { Step } from '../kind.ts';
import { canonical, hostOf, isIPv6, maskOf, prefixLength } from './address.ts';
import type { AliasConfig, DeviceConfig, NetworkDriver } from './driver.ts';
import { deviceOf, fileOf, IFCFG_FILES, IFCFG_FOLDER, IFCFG_MARK, networkKeys, readFiles } from './ifcfg-files.ts';
import { refusedByNetworkManager } from './ifcfg-nm.ts';
import {
  dropIfcfgRoute,
  editIfcfgRoute,
  ifcfgRouteHome,
  ROUTE_REQUESTS,
  readRouteFiles,
  removeIfcfgRoute,
  takeIfcfgRoute,
} from './ifcfg-routes.ts';
import { aliasAddress, gatewayOf, ipv6Of, isFalse, isOffParent, numberedAddresses, withoutNumber } from './ifcfg-values.ts';
import type { Unread } from './ip-addr.ts';
import { NM_DEVICES } from './nm-devices.ts';

const FOLDER = IFCFG_FOLDER;

export const ifcfg: NetworkDriver = {
  requests: [...IFCFG_FILES, ...ROUTE_REQUESTS, NM_DEVICES],

  refuses(facts, device) {
    const file = fileOf(facts, device);
    if (file && 'unknown' in file) return file.unknown;
    const ours = file && { path: file.path, nmControlled: file.keys.get('NM_CONTROLLED') };
    return refusedByNetworkManager(facts, device, ours);
  },

  readDevice(facts, device, want) {
    const file = fileOf(facts, device);
    if (file && 'unknown' in file) return file;
    if (!file) return nothing(device);
    const network = networkKeys(facts);
    if ('unknown' in network) return network;
    const { keys } = file;
    const all = numberedAddresses(keys);
    const host = want?.address == null ? null : hostOf(want.address);
    const main =
      all.find(({ address }) => address !== null && address === want?.address) ??
      all.find(({ address }) => address !== null && hostOf(address) === host) ??
      all[0];
    if (main && main.address === null && canonical(main.written, null, () => 32) === null) {
      return wrong(file.path, `IPADDR${main.suffix}=${main.written}`);
    }
    const six = ipv6Of(device, keys, network);
    if (six.unread) return wrong(file.path, `IPV6ADDR=${six.written}`);
    const { gateway, inherits, elsewhere } = gatewayOf(device, keys, network, all[0]?.address ?? null);
    // NetworkManager reads these words in any case; network scripts do not, and then the address is set all the same.
    const method = (keys.get('BOOTPROTO') ?? 'none').toLowerCase();
    return {
      path: file.path,
      present: true,
      method: method === 'dhcp' || method === 'bootp' ? 'dhcp' : 'static',
      atBoot: !isFalse(keys.get('ONBOOT')),
      address: main?.address ?? null,
      address6: six.address,
      gateway6: six.gateway,
      gateway,
      hints: {
        suffix: main?.suffix ?? '',
        mask: main?.mask ?? 'PREFIX',
        ...(inherits ? { inherits: 'yes' } : {}),
        ...(elsewhere ? { elsewhere: 'yes' } : {}),
      },
    };
  },

  editDevice(device, have, want) {
    const set: Record<string, string | null> = {};
    if (!have.present) Object.assign(set, { DEVICE: device });
    if (!have.present || !have.atBoot) set['ONBOOT'] = 'yes';
    if (!have.present || (have.method === 'dhcp' && want.address !== null)) set['BOOTPROTO'] = 'none';
    if (want.address !== null && want.address !== have.address) {
      const { suffix = '', mask } = have.hints;
      set[`IPADDR${suffix}`] = hostOf(want.address);
      if (mask === 'NETMASK') set[`NETMASK${suffix}`] = maskOf(prefixLength(want.address));
      else set[`PREFIX${suffix}`] = String(prefixLength(want.address));
      // Both follow from address and mask; left behind, ifup would use the old ones.
      if (have.present) Object.assign(set, { NETWORK: null, BROADCAST: null });
      if (have.present && mask !== 'NETMASK') set[`NETMASK${suffix}`] = null;
    }
    if (want.address6 !== null && want.address6 !== have.address6)
      Object.assign(set, { IPV6INIT: 'yes', IPV6ADDR: want.address6 });
    if (want.gateway6 !== null && want.gateway6 !== have.gateway6) set['IPV6_DEFAULTGW'] = want.gateway6;
    if (want.gateway === 'none') {
      if (have.gateway !== null) set['GATEWAY'] = null;
      // The one of /etc/sysconfig/network would be set over this device again.
      if (have.gateway !== null && have.hints['inherits']) set['DEFROUTE'] = 'no';
    } else if (want.gateway !== null && want.gateway !== have.gateway) {
      set['GATEWAY'] = want.gateway;
      // With DEFROUTE=no, ifup passes the gateway over.
      if (have.present) set['DEFROUTE'] = null;
      if (have.hints['elsewhere']) set['GATEWAYDEV'] = device;
    }
    return assign(have.path, set);
  },

  readRoutes: readRouteFiles,
  routeHome: ifcfgRouteHome,
  editRoute: (_, have, want) => editIfcfgRoute(have, want),
  removeRoute: removeIfcfgRoute,
  takeRoute: takeIfcfgRoute,
  dropRoute: dropIfcfgRoute,
  takeUp: () => null,

  readAliases(facts) {
    const files = readFiles(facts);
    if ('unknown' in files) return files;
    const found: AliasConfig[] = [];
    for (const file of files) {
      const device = deviceOf(file);
      if (device.includes(':')) {
        const parent = files.find((one) => deviceOf(one) === device.split(':')[0]);
        const { address, mask } = aliasAddress(file.keys, parent?.keys ?? new Map());
        // Only a file named after an alias waits for its parent; another one is brought up as a device's own is.
        const key = file.name.includes(':') ? 'ONPARENT' : 'ONBOOT';
        const atBoot = key === 'ONPARENT' ? !isOffParent(file.keys.get(key)) : !isFalse(file.keys.get(key));
        const { path, own } = file;
        found.push({ label: device, path, present: true, own, address, atBoot, form: 'alias', hints: { mask, key } });
        continue;
      }
      for (const one of numberedAddresses(file.keys)) {
        if (one.address === null) continue;
        const hints = { suffix: one.suffix, without: JSON.stringify(withoutNumber(file.keys, one)) };
        const atBoot = !isFalse(file.keys.get('ONBOOT'));
        found.push({ ...entry(device, file.path), present: true, address: one.address, atBoot, hints });
      }
      const list = file.keys.get('IPV6ADDR_SECONDARIES') ?? '';
      for (const written of list.split(/\s+/)) {
        const address = canonical(written, null, () => 64);
        if (address) found.push({ ...entry(device, file.path), present: true, address, atBoot: true, hints: { word: written } });
      }
    }
    return { aliases: found, unread: null };
  },

  aliasHome(facts, want) {
    if (!isIPv6(want.address)) return { ...aliasFile(want.label), present: false };
    const files = readFiles(facts);
    const parent = 'unknown' in files ? undefined : files.find((file) => deviceOf(file) === want.device);
    return entry(want.device, parent?.path ?? `${FOLDER}ifcfg-${want.device}`);
  },

  keepsFile: (address, atBoot) => !isIPv6(address) || atBoot,

  editAlias(have, want, atBoot) {
    if (isIPv6(want.address)) {
      const { path, hints } = have ?? entry(want.device, `${FOLDER}ifcfg-${want.device}`);
      const keeps = atBoot === true || (atBoot === null && have?.present === true);
      const right = keeps && have?.present === true && have.address === want.address;
      const remove = hints['word'] === undefined || right ? [] : [hints['word']];
      return listEdit(path, remove, keeps && !right ? [want.address] : []);
    }
    if (!have?.present) {
      const lines = [
        IFCFG_MARK,
        `DEVICE=${want.label}`,
        'BOOTPROTO=none',
        `IPADDR=${hostOf(want.address)}`,
        `PREFIX=${prefixLength(want.address)}`,
        `ONPARENT=${atBoot === true ? 'yes' : 'no'}`,
      ];
      return [
        {
          do: 'write',
          path: `${FOLDER}ifcfg-${want.label}`,
          content: `${lines.join('\n')}\n`,
          mode: '0644',
          owner: 'root',
          group: 'root',
        },
      ];
    }
    if (have.form === 'list') {
      const { suffix = '' } = have.hints;
      const bits = String(prefixLength(want.address));
      const moved = { [`IPADDR${suffix}`]: hostOf(want.address), [`PREFIX${suffix}`]: bits, [`NETMASK${suffix}`]: null };
      return have.address === want.address ? [] : assign(have.path, moved);
    }
    const set: Record<string, string | null> = {};
    if (have.address !== want.address) {
      set['IPADDR'] = hostOf(want.address);
      if (have.hints['mask'] === 'NETMASK') set['NETMASK'] = maskOf(prefixLength(want.address));
      else Object.assign(set, { PREFIX: String(prefixLength(want.address)), NETMASK: null });
      Object.assign(set, { NETWORK: null, BROADCAST: null });
    }
    if (atBoot !== null && atBoot !== have.atBoot) set[have.hints['key'] ?? 'ONPARENT'] = atBoot ? 'yes' : 'no';
    return assign(have.path, set);
  },

  bootOff(have) {
    if (have.form === 'alias') return assign(have.path, { [have.hints['key'] ?? 'ONPARENT']: 'no' });
    const { without } = have.hints;
    if (without !== undefined) return assign(have.path, JSON.parse(without) as Record<string, string | null>);
    return listEdit(have.path, [have.hints['word'] ?? ''], []);
  },

  removeAlias(have) {
    return have.form === 'alias' ? [{ do: 'remove', path: have.path }] : ifcfg.bootOff(have);
  },
};

function assign(path: string, set: Readonly<Record<string, string | null>>): readonly Step[] {
  return Object.keys(set).length === 0 ? [] : [{ do: 'edit', path, edit: { type: 'assignments', set }, mode: '0644' }];
}

/** Further IPv6 addresses stand in one list; several of them may be changed at the same time. */
function listEdit(path: string, remove: readonly string[], add: readonly string[]): readonly Step[] {
  const set = add.length > 0 ? { IPV6INIT: 'yes' } : {};
  const words = { IPV6ADDR_SECONDARIES: { remove, add } };
  if (remove.length + add.length === 0) return [];
  return [{ do: 'edit', path, edit: { type: 'assignments', set, words }, mode: '0644' }];
}

function nothing(device: string): DeviceConfig {
  const path = `${FOLDER}ifcfg-${device}`;
  return {
    path,
    present: false,
    method: null,
    atBoot: false,
    address: null,
    address6: null,
    gateway6: null,
    gateway: null,
    hints: {},
  };
}

function aliasFile(label: string): AliasConfig {
  return {
    label,
    path: `${FOLDER}ifcfg-${label}`,
    present: true,
    own: false,
    address: null,
    atBoot: false,
    form: 'alias',
    hints: {},
  };
}

function entry(device: string, path: string): AliasConfig {
  return { label: device, path, present: false, own: false, address: null, atBoot: false, form: 'list', hints: {} };
}

function wrong(path: string, what: string): Unread {
  return { unknown: `${path} holds an address that is not understood: ${what}` };
}
