/**
 * How a system keeps its interface files: one driver each. A further one is a file beside ifcfg.ts with this shape, its name in
 * `Platform.network`, what the probe recognises it by (observe/probe.ts), and a line in drivers.ts.
 */
import type { FactRequest, Facts } from '../facts.ts';
import type { Step } from '../kind.ts';
import type { Unread } from './ip-addr.ts';

/** What the files say of a device. A type, not an interface: it is part of a state, which is plain data. */
export type DeviceConfig = {
  /** The file where it stands, or where it would be put. */
  readonly path: string;
  readonly present: boolean;
  /** `static`, `dhcp` … in the driver's own words; null where nothing is said. */
  readonly method: string | null;
  readonly atBoot: boolean;
  /** Canonical, with prefix length. */
  readonly address: string | null;
  readonly address6: string | null;
  readonly gateway6: string | null;
  /** The IPv4 default gateway. */
  readonly gateway: string | null;
  /** What the driver needs to know again when it edits: which key or which file it read this from. */
  readonly hints: Readonly<Record<string, string>>;
};

export interface DeviceWant {
  readonly address: string | null;
  readonly address6: string | null;
  readonly gateway6: string | null;
  /** `none`: another interface of the node has it, so that a boot must not set one over this device; null: as it is. */
  readonly gateway: string | 'none' | null;
}

/** What the files say of a route over a gateway, default routes aside. */
export type RouteConfig = {
  readonly device: string;
  /** Canonical: `198.51.100.0/24`. */
  readonly to: string;
  readonly via: string;
  readonly metric: number | null;
  readonly path: string;
  /** Written by dmsa: it may be removed when nobody wants it any more. */
  readonly own: boolean;
  /** What the driver needs to know again: the line as it is written. */
  readonly hints: Readonly<Record<string, string>>;
};

export interface RouteWant {
  readonly device: string;
  readonly to: string;
  readonly via: string;
  readonly metric: number | null;
}

/** What the files say of a service address. */
export type AliasConfig = {
  readonly label: string;
  readonly path: string;
  /** False: only says where it would be put. */
  readonly present: boolean;
  /** Written by dmsa: it may be removed when nobody wants it any more. */
  readonly own: boolean;
  readonly address: string | null;
  /** Brought up at boot, without being asked. */
  readonly atBoot: boolean;
  /** `alias`: a file or stanza of its own. `list`: an entry in the device's own file, there only to be brought up at boot. */
  readonly form: 'alias' | 'list';
  readonly hints: Readonly<Record<string, string>>;
};

interface AliasWant {
  readonly label: string;
  readonly device: string;
  readonly address: string;
}

export interface AliasFiles {
  readonly aliases: readonly AliasConfig[];
  /** Why there may be more of them; null where all files were read. */
  readonly unread: string | null;
}

export interface TakeUp {
  /** For a script with the preamble of script.ts. dmsa's own `ip` commands come after them and find their work done. */
  readonly lines: readonly string[];
  /** For the node's own revert, once the files are back. */
  readonly undo: string;
}

export interface NetworkDriver {
  readonly requests: readonly FactRequest[];
  /** Why nothing of that device is to be changed, neither its files nor what runs; null where dmsa may. */
  refuses(facts: Facts, device: string): string | null;
  /** `want`: of several addresses that the files give the device, the wanted ones are meant, wherever among them they stand. */
  readDevice(facts: Facts, device: string, want?: Pick<DeviceWant, 'address' | 'address6'>): DeviceConfig | Unread;
  editDevice(device: string, have: DeviceConfig, want: DeviceWant): readonly Step[];
  /** All service addresses that the files know of. */
  readAliases(facts: Facts): AliasFiles | Unread;
  /** Where a new one goes; read from the same facts. */
  aliasHome(facts: Facts, want: AliasWant): AliasConfig;
  /** Whether there is to be a file for it: an entry that a boot would bring up is only there where it should. */
  keepsFile(address: string, atBoot: boolean): boolean;
  /** `have` null: nothing is there and it goes to the driver's usual place. `atBoot` null: as it is; new ones don't come up. */
  editAlias(have: AliasConfig | null, want: AliasWant, atBoot: boolean | null): readonly Step[];
  /** All routes over gateways that the files know of, of all devices. */
  readRoutes(facts: Facts): readonly RouteConfig[] | Unread;
  /** The file into which a new route of that device goes, or why it can't go there. */
  routeHome(facts: Facts, want: Pick<RouteWant, 'device' | 'to'>): string | Unread;
  /** `have`: dmsa's own entry for that destination. */
  editRoute(home: string, have: RouteConfig | null, want: RouteWant): readonly Step[];
  removeRoute(have: RouteConfig): readonly Step[];
  /** An operator's entry becomes dmsa's own, saying the same; null where it can't be taken out without touching others: it stays. */
  takeRoute(have: RouteConfig, want: RouteWant): readonly Step[] | null;
  /** An operator's entry that was given to dmsa goes; null where it can't. */
  dropRoute(have: RouteConfig): readonly Step[] | null;
  /** Where a daemon keeps the running state by the files, what makes it do so; null where nobody but dmsa does it. */
  takeUp(device: string, have: DeviceConfig): TakeUp | null;
  /** Keeps it from coming up at boot, the rest stays. */
  bootOff(have: AliasConfig): readonly Step[];
  removeAlias(have: AliasConfig): readonly Step[];
}
