/**
 * How a system keeps its interface files: one driver each. A further one (NetworkManager's keyfiles) is a file beside
 * ifcfg.ts with this shape, its name in `Platform.network`, and a line in drivers.ts.
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
  /** What the driver needs to know again when it edits: which key or which file it read this from. */
  readonly hints: Readonly<Record<string, string>>;
};

export interface DeviceWant {
  readonly address: string | null;
  readonly address6: string | null;
  readonly gateway6: string | null;
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

export interface NetworkDriver {
  readonly requests: readonly FactRequest[];
  readDevice(facts: Facts, device: string): DeviceConfig | Unread;
  editDevice(device: string, have: DeviceConfig, want: DeviceWant): readonly Step[];
  /** All service addresses that the files know of. */
  readAliases(facts: Facts): AliasFiles | Unread;
  /** Where a new one goes; read from the same facts. */
  aliasHome(facts: Facts, want: AliasWant): AliasConfig;
  /** Whether there is to be a file for it: an entry that a boot would bring up is only there where it should. */
  keepsFile(address: string, atBoot: boolean): boolean;
  /** `have` null: nothing is there and it goes to the driver's usual place. `atBoot` null: as it is; new ones don't come up. */
  editAlias(have: AliasConfig | null, want: AliasWant, atBoot: boolean | null): readonly Step[];
  /** Keeps it from coming up at boot, the rest stays. */
  bootOff(have: AliasConfig): readonly Step[];
  removeAlias(have: AliasConfig): readonly Step[];
}
