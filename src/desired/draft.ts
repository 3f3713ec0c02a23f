/**
 * A cluster file taken apart: values parsed, places kept, nothing resolved yet. Null stands for "not written" and for
 * "written wrong" alike (the problem is reported then), so that the checks of meaning can go on with what is right.
 */

import type { Address } from './address.ts';
import type { CheckProbe, Fence, MaxDeletions, NetworkName, Running, SshKeys, SyncLimits, Watching } from './cluster.ts';
import type { Folder } from './data.ts';
import type { DraftNotify } from './decode-notify.ts';
import type { DraftData } from './draft-data.ts';
import type { Placed } from './tree.ts';

export interface Draft {
  readonly at: number;
  readonly name: string;
  readonly central: Placed<string> | null;
  readonly nodeTypes: readonly Placed<string>[];
  readonly pairsAtBoot: 'hold' | 'start';
  readonly maxDeletions: MaxDeletions | null;
  readonly hostnames: 'keep' | 'set';
  readonly ssh: DraftSsh;
  readonly devices: Readonly<Record<NetworkName, string>>;
  readonly serviceAddresses: ReadonlyMap<string, DraftGroup<DraftLabelled>>;
  readonly packs: ReadonlyMap<string, DraftGroup<Placed<string>>>;
  readonly variables: ReadonlyMap<string, DraftGroup<DraftVariable>>;
  readonly adapt: readonly DraftVariable[];
  readonly vars: { readonly base: string; readonly target: string };
  readonly nodes: ReadonlyMap<string, DraftNode>;
  readonly exports: readonly DraftExport[];
  readonly mounts: readonly DraftMount[];
  readonly nfsCheck: { readonly schedule: string; readonly command: string } | null;
  readonly sync: readonly DraftSync[];
  readonly syncLimits: SyncLimits;
  readonly watch: Watching;
  readonly run: DraftRunning;
  readonly license: DraftLicense | null;
  readonly legacyDir: string | null;
  readonly checks: readonly DraftCheck[];
  readonly data: DraftData;
  readonly sshKeys: SshKeys | null;
  readonly lease: DraftLease | null;
  readonly notify: DraftNotify | null;
}

/** `nodeNames`: all that rules name, to be looked for. */
export interface DraftRunning extends Running {
  readonly nodeNames: readonly Placed<string>[];
  readonly controllersAt: number | null;
}

export interface DraftLease {
  readonly at: number;
  readonly type: 'postgresql' | 'etcd';
  readonly hosts: readonly Placed<string>[];
  readonly database: Placed<string> | null;
  readonly user: Placed<string> | null;
  readonly password: Placed<string> | null;
  /** Paths as written. */
  readonly tls: {
    readonly at: number;
    readonly ca: string | null;
    readonly certificate: string | null;
    readonly key: string | null;
  } | null;
  readonly ttlMs: number;
  readonly margin: Placed<number>;
  readonly watchdog: string | null;
  readonly sysrq: boolean;
}

export interface DraftGroup<T> {
  readonly name: string;
  readonly at: number;
  readonly items: readonly T[];
  /** How many the file has; more than `items` where some are wrong. */
  readonly size: number;
}

/** How a node says which addresses, services or variables it has. */
export type GroupUse<T> =
  | { readonly use: 'named'; readonly name: string; readonly at: number }
  | { readonly use: 'inPlace'; readonly items: readonly T[]; readonly size: number; readonly at: number };

export interface DraftLabelled {
  readonly label: string;
  readonly labelAt: number;
  readonly device: string;
  readonly suffix: string;
  readonly address: Address;
  readonly at: number;
}

export interface DraftVariable {
  readonly name: string;
  readonly at: number;
  readonly value: string;
  readonly valueAt: number;
  /** The value is of the secrets file: it is not expanded and never shown. */
  readonly fromSecrets: boolean;
}

export interface DraftNode {
  readonly name: string;
  readonly at: number;
  readonly type: Placed<string> | null;
  readonly interfaces: Readonly<Record<NetworkName, DraftInterface>>;
  readonly hostname: Placed<string> | null;
  readonly backupOf: Placed<string> | null;
  readonly serviceAddresses: GroupUse<DraftLabelled> | null;
  readonly pack: GroupUse<Placed<string>> | null;
  readonly variables: GroupUse<DraftVariable> | null;
  /** `at`: of the key, for checks that it may be there at all. */
  readonly sync: { readonly at: number; readonly every: Placed<number> | null } | null;
  readonly failover: { readonly at: number; readonly after: Placed<number> | null } | null;
  readonly ssh: {
    readonly addresses: readonly string[] | null;
    readonly port: number | null;
    readonly user: string | null;
    readonly identityFiles: readonly string[] | null;
    readonly transport: 'ssh' | 'local';
  };
  readonly fence: Fence | null;
}

export interface DraftInterface {
  /** False where the file says nothing of the node on this network. */
  readonly written: boolean;
  readonly device: string;
  /** Whether the file gives an address of that family at all, right or wrong. */
  readonly hasAddress: Readonly<Record<4 | 6, boolean>>;
  readonly address: Placed<Address> | null;
  readonly address6: Placed<Address> | null;
  readonly gateway6: Placed<string> | null;
  readonly gateway: Placed<string> | null;
  readonly routes: readonly DraftRoute[];
}

export interface DraftRoute {
  readonly at: number;
  /** Canonical: `198.51.100.0/24`. */
  readonly to: string;
  readonly via: string;
  readonly metric: number | null;
}

export interface DraftSsh {
  readonly user: string;
  readonly port: number;
  readonly identityFiles: readonly string[] | null;
  readonly knownHosts: string;
  readonly hostKey: 'accept-new' | 'strict';
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly throughNeighbours: boolean;
}

export interface DraftExport {
  readonly at: number;
  readonly type: Placed<string> | null;
  readonly path: Placed<string> | null;
  readonly options: string | null;
  readonly folder: Folder;
}

export interface DraftMount {
  readonly at: number;
  readonly type: Placed<string> | null;
  readonly from: Placed<string> | null;
  readonly path: Placed<string> | null;
  readonly mountPoint: Placed<string> | null;
  readonly options: string | null;
  readonly mode: 'boot' | 'demand';
}

export interface DraftSync {
  readonly at: number;
  readonly type: Placed<string> | null;
  readonly path: Placed<string> | null;
  readonly exclude: readonly string[];
  readonly folder: Folder;
}

export interface DraftLicense {
  readonly at: number;
  readonly path: string;
  readonly file: Placed<string> | null;
  readonly fromNode: Placed<string> | null;
}

export interface DraftCheck {
  readonly name: Placed<string>;
  readonly nodes: readonly Placed<string>[] | null;
  readonly on: 'controller' | 'node';
  readonly probe: CheckProbe;
  readonly timeoutMs: number;
  readonly retries: number;
}
