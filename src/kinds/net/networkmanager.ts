/**
 * NetworkManager's keyfiles: /etc/NetworkManager/system-connections/*.nmconnection, by nm-settings-keyfile(5). Chosen where
 * NetworkManager runs and no older system has interface files (observe/probe.ts).
 *
 * The file of a device is that of the profile which is active on it, else the one that names it. A new one is dmsa-DEVICE;
 * NetworkManager makes its UUID from the name. Primary address: the first `addressN` of [ipv4] or [ipv6]; further ones are the
 * operator's, and service addresses that a boot brings up. Those of a pair are never in the file: dmsa adds them with `ip`.
 * NetworkManager is given each changed file at once, and takes it up without dropping what others put on the device (nm-script.ts).
 */
import { itemOf, numberOf, readKeyfile } from '../edit/keyfile.ts';
import { EditError } from '../edit/lines.ts';
import type { FactRequest, Facts } from '../facts.ts';
import type { FileEdit, Step } from '../kind.ts';
import { canonical, canonicalHost, isIPv6 } from './address.ts';
import type { AliasConfig, DeviceConfig, NetworkDriver, RouteConfig } from './driver.ts';
import type { Unread } from './ip-addr.ts';
import { NM_DEVICES, readNmDevices } from './nm-devices.ts';
import { loadStep, takeUpLines, takeUpStep, undoLine } from './nm-script.ts';

const FOLDER = '/etc/NetworkManager/system-connections/';
const GLOB: FactRequest = { type: 'glob', pattern: `${FOLDER}*` };
type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;
type KeyfileEdit = Extract<FileEdit, { readonly type: 'keyfile' }>;

interface Profile {
  readonly path: string;
  readonly sections: Sections;
}

export const networkManager: NetworkDriver = {
  requests: [GLOB, NM_DEVICES],
  refuses: () => null,

  readDevice(facts, device) {
    const profile = profileOf(facts, device);
    if (profile === null) return nothing(device);
    if ('unknown' in profile) return profile;
    const { path, sections } = profile;
    const inet = familyOf(profile, 'ipv4');
    if ('unknown' in inet) return inet;
    const inet6 = familyOf(profile, 'ipv6');
    if ('unknown' in inet6) return inet6;
    return {
      path,
      present: true,
      method: inet.method === 'auto' ? 'dhcp' : inet.method === 'manual' ? 'static' : null,
      atBoot: get(sections, 'connection', 'autoconnect') !== 'false',
      address: inet.address,
      address6: inet6.address,
      gateway6: inet6.gateway,
      gateway: get(sections, 'ipv4', 'never-default') === 'true' ? null : inet.gateway,
      hints: { key: inet.key, key6: inet6.key, method6: inet6.method },
    };
  },

  editDevice(device, have, want) {
    const set: Record<string, string | null> = {};
    if (!have.present) {
      Object.assign(set, {
        'connection/id': `dmsa-${device}`,
        'connection/type': 'ethernet',
        'connection/interface-name': device,
        // Before what was made up for the device when it had no file.
        'connection/autoconnect-priority': '10',
      });
    }
    if (have.present && !have.atBoot) set['connection/autoconnect'] = null;
    const address = want.address !== null && want.address !== have.address;
    const gateway = want.gateway === 'none' ? null : (want.gateway ?? have.gateway);
    if (address || (want.address !== null && have.method !== 'static')) set['ipv4/method'] = 'manual';
    if (address || gateway !== have.gateway) {
      // A gateway may stand behind the address; it gets a line of its own, so that there is one.
      const own = want.address ?? have.address;
      if (own !== null) set[`ipv4/${have.hints['key'] ?? 'address1'}`] = own;
      set['ipv4/gateway'] = gateway;
      if (have.present && gateway !== null) set['ipv4/never-default'] = null;
    }
    if (!have.present && want.address === null) set['ipv4/method'] = 'disabled';
    const address6 = want.address6 !== null && want.address6 !== have.address6;
    const gateway6 = want.gateway6 ?? have.gateway6;
    if (address6 || gateway6 !== have.gateway6) {
      const own = want.address6 ?? have.address6;
      // With `auto`, router advertisements go on beside the address.
      const method = have.hints['method6'];
      if (method !== 'auto' && method !== 'manual') set['ipv6/method'] = 'manual';
      if (own !== null) set[`ipv6/${have.hints['key6'] ?? 'address1'}`] = own;
      set['ipv6/gateway'] = gateway6;
    } else if (!have.present) set['ipv6/method'] = 'auto';
    return edit(have.path, { set });
  },

  takeUp: (device, { path }) => ({ lines: takeUpLines(device, path), undo: undoLine(device, path) }),

  readRoutes(facts) {
    const profiles = readProfiles(facts);
    if ('unknown' in profiles) return profiles;
    return profiles.flatMap(({ path, sections }) => {
      const device = get(sections, 'connection', 'interface-name') ?? '';
      const own = numbered(sections, 'user', 'dmsa.route').map(([, value]) => itemOf(value));
      return (['ipv4', 'ipv6'] as const).flatMap((section) =>
        numbered(sections, section, 'route').flatMap(([key, value]): readonly RouteConfig[] => {
          const [item = '', next = '', metric = ''] = value.split(',').map((one) => one.trim());
          const to = canonical(item, null, () => (section === 'ipv4' ? 32 : 128));
          const via = canonicalHost(next);
          if (to === null || via === null || to.endsWith('/0')) return [];
          const number = metric === '' || metric === '0' ? null : Number(metric);
          const more = get(sections, section, `${key}_options`) === undefined ? {} : { options: 'yes' };
          return [{ device, to, via, metric: number, path, own: own.includes(item), hints: { item, ...more } }];
        }),
      );
    });
  },

  routeHome(facts, { device }) {
    const profile = profileOf(facts, device);
    return profile === null ? homeOf(device) : 'unknown' in profile ? profile : profile.path;
  },

  editRoute(home, have, want) {
    const path = have?.path ?? home;
    const section = isIPv6(want.to) ? 'ipv6' : 'ipv4';
    const item = have?.hints['item'] ?? want.to;
    const value = `${want.to},${want.via}${want.metric === null ? '' : `,${want.metric}`}`;
    const list = [
      { section, name: 'route', item, value },
      { section: 'user', name: 'dmsa.route', item, value: want.to },
    ];
    return [...edit(path, { set: {}, list }), takeUpStep(want.device, path)];
  },

  removeRoute({ device, to, path, hints }) {
    const section = isIPv6(to) ? 'ipv6' : 'ipv4';
    const item = hints['item'] ?? to;
    const list = [
      { section, name: 'route', item, value: null },
      { section: 'user', name: 'dmsa.route', item, value: null },
    ];
    return [...edit(path, { set: {}, list }), takeUpStep(device, path)];
  },

  /** It stays where it is, and is marked as dmsa's. With options of its own (a table, a source) it is more than a route of the file. */
  takeRoute: (have, want) => (have.hints['options'] ? null : networkManager.editRoute(have.path, have, want)),
  dropRoute: (have) => networkManager.removeRoute(have),

  readAliases(facts) {
    const profiles = readProfiles(facts);
    if ('unknown' in profiles) return profiles;
    const aliases = profiles.flatMap(({ path, sections }) => {
      const device = get(sections, 'connection', 'interface-name') ?? '';
      const atBoot = get(sections, 'connection', 'autoconnect') !== 'false';
      return (['ipv4', 'ipv6'] as const).flatMap((section) =>
        numbered(sections, section, 'address')
          .slice(1)
          .flatMap(([, value]): readonly AliasConfig[] => {
            const address = canonical(itemOf(value), null, () => (section === 'ipv4' ? 32 : 128));
            return address ? [{ ...entry(device, path), present: true, address, atBoot, hints: { item: itemOf(value) } }] : [];
          }),
      );
    });
    return { aliases, unread: null };
  },

  aliasHome(facts, { device }) {
    const profile = profileOf(facts, device);
    return entry(device, profile === null || 'unknown' in profile ? homeOf(device) : profile.path);
  },

  keepsFile: (_, atBoot) => atBoot,

  editAlias(have, want, atBoot) {
    const { path } = have ?? entry(want.device, homeOf(want.device));
    const keeps = atBoot === true || (atBoot === null && have?.present === true);
    if (!keeps) return have?.present ? networkManager.bootOff(have) : [];
    const section = isIPv6(want.address) ? 'ipv6' : 'ipv4';
    const list = [{ section, name: 'address', item: have?.hints['item'] ?? want.address, value: want.address }];
    // Only known to NetworkManager for now: who claims it looks first whether another host has it.
    return [...edit(path, { set: {}, list }), loadStep(path)];
  },

  /** Taken up, so that NetworkManager does not put it back by itself; what runs stays, whoever put it there. */
  bootOff(have) {
    if (!have.present || have.address === null) return [];
    const section = isIPv6(have.address) ? 'ipv6' : 'ipv4';
    const list = [{ section, name: 'address', item: have.hints['item'] ?? have.address, value: null }];
    return [...edit(have.path, { set: {}, list }), takeUpStep(have.label, have.path)];
  },

  removeAlias: (have) => networkManager.bootOff(have),
};

function readProfiles(facts: Facts): readonly Profile[] | Unread {
  const profiles: Profile[] = [];
  for (const [path, fact] of facts.glob(GLOB.type === 'glob' ? GLOB.pattern : '')) {
    if (fact.status === 'absent' || !path.endsWith('.nmconnection')) continue;
    if (fact.status === 'unknown') return { unknown: `${path}: ${fact.why}` };
    try {
      profiles.push({ path, sections: readKeyfile(fact.text) });
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      return { unknown: `${path}: ${error.message}` };
    }
  }
  return profiles;
}

/** The profile that is active on the device where its file is there, else the first by priority that names the device. */
function profileOf(facts: Facts, device: string): Profile | Unread | null {
  const profiles = readProfiles(facts);
  if ('unknown' in profiles) return profiles;
  const known = readNmDevices(facts);
  if ('unknown' in known) return known;
  const state = known.get(device);
  if (state?.state === 'unmanaged') {
    return { unknown: `NetworkManager runs and leaves ${device} alone (unmanaged), and no other interface files are there` };
  }
  const active = profiles.find(({ sections }) => get(sections, 'connection', 'uuid') === state?.uuid);
  if (active && get(active.sections, 'connection', 'interface-name') === device) return active;
  const named = profiles.filter(({ sections }) => get(sections, 'connection', 'interface-name') === device);
  const priority = ({ sections }: Profile): number => Number(get(sections, 'connection', 'autoconnect-priority') ?? 0);
  return [...named].sort((a, b) => priority(b) - priority(a))[0] ?? null;
}

interface Family {
  readonly method: string;
  readonly key: string;
  readonly address: string | null;
  readonly gateway: string | null;
}

function familyOf({ path, sections }: Profile, section: 'ipv4' | 'ipv6'): Family | Unread {
  const method = get(sections, section, 'method') ?? '';
  const [first] = numbered(sections, section, 'address');
  const [key, value] = first ?? ['address1', ''];
  const address = value === '' ? null : canonical(itemOf(value), null, () => (section === 'ipv4' ? 32 : 128));
  if ((value !== '' && address === null) || get(sections, section, 'addresses1') !== undefined) {
    return { unknown: `${path} holds an address that is not understood: ${key}=${value || '(addresses1)'} of [${section}]` };
  }
  const gateway = get(sections, section, 'gateway') ?? value.split(/[,;]/)[1] ?? '';
  return { method, key, address, gateway: canonicalHost(gateway) };
}

/** Entries such as `address1=`, by number. */
function numbered(sections: Sections, section: string, name: string): readonly (readonly [string, string])[] {
  return [...(sections.get(section) ?? [])]
    .filter(([key]) => numberOf(key, name) !== null)
    .sort(([a], [b]) => (numberOf(a, name) ?? 0) - (numberOf(b, name) ?? 0));
}

function get(sections: Sections, section: string, key: string): string | undefined {
  return sections.get(section)?.get(key);
}

function nothing(device: string): DeviceConfig {
  const none = { method: null, atBoot: false, address: null, address6: null, gateway6: null, gateway: null, hints: {} };
  return { path: homeOf(device), present: false, ...none };
}

function homeOf(device: string): string {
  return `${FOLDER}dmsa-${device}.nmconnection`;
}

function entry(device: string, path: string): AliasConfig {
  return { label: device, path, present: false, own: false, address: null, atBoot: false, form: 'list', hints: {} };
}

/** NetworkManager refuses a keyfile that others than root can read. */
function edit(path: string, { set, list }: Pick<KeyfileEdit, 'set' | 'list'>): readonly Step[] {
  if (Object.keys(set).length === 0 && !list) return [];
  return [{ do: 'edit', path, mode: '0600', edit: { type: 'keyfile', set, ...(list ? { list } : {}) } }];
}
