/**
 * The interface files of RHEL and its kin: /etc/sysconfig/network-scripts/ifcfg-DEVICE, by sysconfig.txt of initscripts.
 *
 * Primary address: IPADDR, else IPADDR0, else IPADDR1; further numbers are the operator's. PREFIX is taken before NETMASK,
 * as ifup does; which of the two a file uses is kept. Aliases are files of their own (ifcfg-eth0:1) that the parent brings
 * up unless ONPARENT=no; IPv6 knows no alias, its further addresses stand in the parent's IPV6ADDR_SECONDARIES.
 */
import { readAssignments } from '../edit/assignments.ts';
import { EditError } from '../edit/lines.ts';
import type { FactRequest, Facts } from '../facts.ts';
import type { Step } from '../kind.ts';
import { canonical, canonicalHost, classPrefix, hostOf, isIPv6, maskOf, prefixLength } from './address.ts';
import type { AliasConfig, DeviceConfig, NetworkDriver } from './driver.ts';
import { IFCFG_FOLDER, IFCFG_IGNORED } from './ifcfg-files.ts';
import { refusedByNetworkManager } from './ifcfg-nm.ts';
import { editIfcfgRoute, ifcfgRouteHome, ROUTE_REQUESTS, readRouteFiles, removeIfcfgRoute } from './ifcfg-routes.ts';
import type { Unread } from './ip-addr.ts';
import { NM_DEVICES } from './nm-devices.ts';

const FOLDER = IFCFG_FOLDER;
const GLOB: FactRequest = { type: 'glob', pattern: `${FOLDER}ifcfg-*` };
const MARK = '# Written by dmsa: a service address. It goes when cluster.yaml no longer has it.';

interface ConfigFile {
  readonly path: string;
  readonly name: string;
  readonly own: boolean;
  readonly keys: ReadonlyMap<string, string>;
}

export const ifcfg: NetworkDriver = {
  requests: [GLOB, ...ROUTE_REQUESTS, NM_DEVICES],

  refuses(facts, device) {
    const file = fileOf(facts, device);
    if (file && 'unknown' in file) return file.unknown;
    const ours = file && { path: file.path, nmControlled: file.keys.get('NM_CONTROLLED') };
    return refusedByNetworkManager(facts, device, ours);
  },

  readDevice(facts, device) {
    const file = fileOf(facts, device);
    if (file && 'unknown' in file) return file;
    if (!file) return nothing(device);
    const { keys } = file;
    const suffix = ['', '0', '1'].find((one) => keys.get(`IPADDR${one}`)) ?? '';
    const written = keys.get(`IPADDR${suffix}`) ?? '';
    const mask = keys.get(`PREFIX${suffix}`) || keys.get(`NETMASK${suffix}`) || null;
    const address = written === '' ? null : canonical(written, mask, classPrefix);
    if (written !== '' && address === null) return wrong(file.path, `IPADDR${suffix}=${written} with the mask ${mask}`);
    const written6 = keys.get('IPV6ADDR') ?? '';
    const address6 = written6 === '' ? null : canonical(written6, null, () => 64);
    if (written6 !== '' && address6 === null) return wrong(file.path, `IPV6ADDR=${written6}`);
    const method = (keys.get('BOOTPROTO') ?? 'none').toLowerCase();
    return {
      path: file.path,
      present: true,
      method: method === 'dhcp' || method === 'bootp' ? 'dhcp' : 'static',
      atBoot: !isFalse(keys.get('ONBOOT')),
      address,
      address6,
      gateway6: canonicalHost((keys.get('IPV6_DEFAULTGW') ?? '').split('%')[0] ?? ''),
      gateway: isFalse(keys.get('DEFROUTE')) ? null : canonicalHost(keys.get('GATEWAY') ?? ''),
      hints: { suffix, mask: keys.has(`NETMASK${suffix}`) && !keys.get(`PREFIX${suffix}`) ? 'NETMASK' : 'PREFIX' },
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
    } else if (want.gateway !== null && want.gateway !== have.gateway) {
      set['GATEWAY'] = want.gateway;
      // With DEFROUTE=no, ifup passes the gateway over.
      if (have.present) set['DEFROUTE'] = null;
    }
    return assign(have.path, set);
  },

  readRoutes: readRouteFiles,
  routeHome: ifcfgRouteHome,
  editRoute: (_, have, want) => editIfcfgRoute(have, want),
  removeRoute: removeIfcfgRoute,
  takeUp: () => null,

  readAliases(facts) {
    const files = readFiles(facts);
    if ('unknown' in files) return files;
    const found: AliasConfig[] = [];
    for (const file of files) {
      const device = file.keys.get('DEVICE') ?? file.name;
      if (device.includes(':')) {
        const address = canonical(
          file.keys.get('IPADDR') ?? '',
          file.keys.get('PREFIX') || file.keys.get('NETMASK') || null,
          classPrefix,
        );
        const mask = file.keys.has('NETMASK') && !file.keys.get('PREFIX') ? 'NETMASK' : 'PREFIX';
        found.push({
          label: device,
          path: file.path,
          present: true,
          own: file.own,
          address,
          atBoot: !isFalse(file.keys.get('ONPARENT')),
          form: 'alias',
          hints: { mask },
        });
        continue;
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
    const parent = 'unknown' in files ? undefined : files.find((file) => (file.keys.get('DEVICE') ?? file.name) === want.device);
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
        MARK,
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
    const set: Record<string, string | null> = {};
    if (have.address !== want.address) {
      set['IPADDR'] = hostOf(want.address);
      if (have.hints['mask'] === 'NETMASK') set['NETMASK'] = maskOf(prefixLength(want.address));
      else Object.assign(set, { PREFIX: String(prefixLength(want.address)), NETMASK: null });
      Object.assign(set, { NETWORK: null, BROADCAST: null });
    }
    if (atBoot !== null && atBoot !== have.atBoot) set['ONPARENT'] = atBoot ? 'yes' : 'no';
    return assign(have.path, set);
  },

  bootOff(have) {
    if (have.form === 'alias') return assign(have.path, { ONPARENT: 'no' });
    return listEdit(have.path, [have.hints['word'] ?? ''], []);
  },

  removeAlias(have) {
    return have.form === 'alias' ? [{ do: 'remove', path: have.path }] : ifcfg.bootOff(have);
  },
};

function fileOf(facts: Facts, device: string): ConfigFile | Unread | null {
  const files = readFiles(facts);
  if ('unknown' in files) return files;
  return (
    files.find((file) => file.name === device && (file.keys.get('DEVICE') ?? device) === device) ??
    files.find((file) => file.keys.get('DEVICE') === device) ??
    null
  );
}

function readFiles(facts: Facts): readonly ConfigFile[] | Unread {
  const files: ConfigFile[] = [];
  for (const [path, fact] of facts.glob(`${FOLDER}ifcfg-*`)) {
    if (IFCFG_IGNORED.test(path)) continue;
    if (fact.status === 'unknown') return { unknown: `${path}: ${fact.why}` };
    if (fact.status === 'absent') continue;
    try {
      const name = path.slice(FOLDER.length + 'ifcfg-'.length);
      files.push({ path, name, own: fact.text.startsWith(MARK), keys: readAssignments(fact.text) });
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      return { unknown: `${path}: ${error.message}` };
    }
  }
  return files;
}

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

function isFalse(value: string | undefined): boolean {
  return /^(no|n|false|f|off|0)$/i.test(value ?? '');
}

function wrong(path: string, what: string): Unread {
  return { unknown: `${path} holds an address that is not understood: ${what}` };
}
