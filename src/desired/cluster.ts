/**
 * The cluster as dmsa understands it: cluster.yaml after validation, with groups resolved, defaults filled in and
 * times in milliseconds. Immutable; nothing observed is ever written into it.
 *
 * Terms
 *   node      one server. Its `type` says which rules (shares, sync) apply to it.
 *   active    a node without `backupOf`. standby: a node with it.
 *   pair      an active and its standby.
 *   network   `maintenance` (guide: PRIVIP, eth0) or `equipment` (guide: PUBIP, eth1).
 *   service address  an address that belongs to a pair, not to a node (guide: Svc IP, eth0:1 and eth1:1).
 *   pack      the services that a node of a pair runs while it holds the service addresses.
 */
import type { SourceRange } from '../diagnostic.ts';
import type { Configure, Database, DirectoryRule, Folder, PackageRule } from './data.ts';
import type { Notify } from './notify-data.ts';
import type { RootPassword } from './root-passwords.ts';

export type NetworkName = 'maintenance' | 'equipment';

export interface Cluster {
  readonly name: string;
  /** In the order of the file. */
  readonly nodes: readonly ClusterNode[];
  /** Types that standbys do not count in: `GUI`, `SECENGINE`, `REPORTING` and those the file declares. */
  readonly nodeTypes: readonly string[];
  /** The node that the legacy scripts were run from: the file's `central`, or the first active GUI node. */
  readonly central: string;
  /** Groups as written, by name; nodes carry them resolved as well. Kept for `dmsa export`. */
  readonly groups: {
    readonly serviceAddresses: ReadonlyMap<string, readonly LabelledAddress[]>;
    readonly packs: ReadonlyMap<string, readonly string[]>;
    readonly variables: ReadonlyMap<string, readonly Variable[]>;
  };
  readonly exports: readonly ExportRule[];
  readonly mounts: readonly MountRule[];
  readonly sync: readonly SyncRule[];
  readonly syncLimits: SyncLimits;
  readonly watch: Watching;
  readonly run: Running;
  /** variables2adapt.conf: for all nodes, lowest precedence. */
  readonly adapt: readonly Variable[];
  readonly vars: { readonly base: string; readonly target: string };
  readonly license: License | null;
  readonly nfsCheck: NfsCheck | null;
  /** Where the four legacy files are kept on every node; null where they are not wanted. */
  readonly legacyDir: string | null;
  /** What the boot of a pair's member does with the pair's services and addresses (docs/decisions, 0006). */
  readonly pairsAtBoot: 'hold' | 'start';
  /** How much one run may take away without being told to; null: the default (diff/budget.ts). */
  readonly maxDeletions: MaxDeletions | null;
  /** The operator's own checks, in the order of the file; `checksOf` gives those of a node. */
  readonly checks: readonly Check[];
  /** `spec.directories`; those of exports and sync rules are beside. */
  readonly directories: readonly DirectoryRule[];
  readonly packages: readonly PackageRule[];
  readonly database: Database | null;
  /** null: dmsa leaves the nodes' keys alone. */
  readonly sshKeys: SshKeys | null;
  /** Whether a node that is out of reach is looked for through others. */
  readonly throughNeighbours: boolean;
  /** By node; nodes without one keep theirs. */
  readonly rootPasswords: ReadonlyMap<string, RootPassword>;
  /** Who says who may act for a pair; null: nobody. */
  readonly lease: LeaseArbiter | null;
  /** Who is told of what happens to pairs; null: nobody. */
  readonly notify: Notify | null;
}

/** Where leases are held, and how long they last (docs/decisions, 0058). */
export interface LeaseArbiter {
  readonly type: 'postgresql' | 'etcd';
  /** PostgreSQL has one. */
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  /** Of PostgreSQL. */
  readonly database: string;
  readonly user: string | null;
  readonly password: string | null;
  /** Absolute paths on this machine; null: its own CAs, no certificate. */
  readonly tls: { readonly ca: string | null; readonly certificate: string | null; readonly key: string | null } | null;
  readonly ttlMs: number;
  readonly marginMs: number;
  /** On the actives; null: none is used. */
  readonly watchdog: string | null;
  /** Whether an active that has not stood down in time may reset itself. */
  readonly sysrq: boolean;
}

export interface SshKeys {
  readonly type: 'ed25519' | 'ecdsa' | 'rsa';
  /** Of the private key on every node. */
  readonly path: string;
  /** Public keys and host keys are given to all nodes. */
  readonly nodeToNode: boolean;
  /** The mark that a key must bear; null: any key will do. */
  readonly rotation: string | null;
}

export function checksOf(cluster: Cluster, node: string): readonly Check[] {
  return cluster.checks.filter(({ nodes }) => nodes === null || nodes.includes(node));
}

export type MaxDeletions = { readonly things: number } | { readonly percent: number };

export interface ClusterNode {
  readonly name: string;
  readonly type: string;
  readonly role: 'active' | 'standby';
  /** The type whose rules apply: its own, or for a standby that of the node it backs up. */
  readonly effectiveType: string;
  /** The active that this standby backs up; null on an active. */
  readonly backupOf: string | null;
  /** The standby of this active; null where there is none (or on a standby). */
  readonly standby: string | null;
  readonly interfaces: Readonly<Record<NetworkName, NodeInterface>>;
  /** Resolved: in place, of its group, or for a standby those of the node it backs up. */
  readonly serviceAddresses: readonly ServiceAddress[];
  /** Resolved service names, in start order. */
  readonly services: readonly string[];
  /** Of its pack: what follows a change of its vars file. */
  readonly configure: Configure | null;
  /** Effective variables after precedence and expansion of `${…}`, in stable order (adapt's order, then group's, then own). */
  readonly variables: readonly Variable[];
  /** What the file says on the node itself, before resolution. Kept for `dmsa export`. */
  readonly declared: {
    readonly serviceAddresses: string | readonly LabelledAddress[] | null;
    readonly pack: string | readonly string[] | null;
    readonly variables: string | readonly Variable[] | null;
  };
  /** Standbys only. */
  readonly syncEveryMs: number | null;
  readonly failoverAfterMs: number | null;
  /** What the node's host name is to be; null: it stays as it is. */
  readonly hostname: string | null;
  readonly connection: Connection;
  /** How it is switched off from outside; null where the file does not say. */
  readonly fence: Fence | null;
  readonly source: SourceRange;
}

/** A program that works as those of the fence-agents package, run on this machine. */
export interface Fence {
  /** `fence_ipmilan`, or an absolute path. */
  readonly agent: string;
  /** In the order of the file; `action` and `nodename` are not among them. */
  readonly options: readonly { readonly name: string; readonly value: string; readonly secret: boolean }[];
  /** Of one run of the agent. */
  readonly timeoutMs: number;
}

/** An operator's own check: must succeed after a change that could have cut the node off, before it is confirmed. */
export interface Check {
  readonly name: string;
  /** The nodes that it is for; null for all. */
  readonly nodes: readonly string[] | null;
  /** Where it is made from: this machine, or the node. */
  readonly on: 'controller' | 'node';
  readonly probe: CheckProbe;
  /** Of one try. */
  readonly timeoutMs: number;
  /** Further tries, a second apart, after one that failed. */
  readonly retries: number;
}

export type CheckProbe =
  /** POSIX sh; exit status 0 is success. */
  | { readonly type: 'command'; readonly command: string }
  /** A UDP port that is open on the node, and a process that runs there. */
  | { readonly type: 'udp'; readonly port: number }
  | { readonly type: 'process'; readonly name: string }
  /** `host` null: the node. */
  | { readonly type: 'tcp'; readonly host: string | null; readonly port: number }
  | {
      readonly type: 'http';
      /** `${HOST}` in it stands for the node. */
      readonly url: string;
      /** Empty: 200 to 299. */
      readonly status: readonly number[];
      readonly contains: string | null;
      readonly verifyCertificate: boolean;
    };

export interface NodeInterface {
  /** `eth0`, `ens192`. */
  readonly device: string;
  /** IPv4 with prefix length, canonical (`10.0.0.1/24`); null where the file gives none. */
  readonly address: string | null;
  /** IPv6 with prefix length, canonical and lower case; null where none. */
  readonly address6: string | null;
  readonly gateway6: string | null;
  /** The IPv4 default gateway; at most one of a node's interfaces has one. */
  readonly gateway: string | null;
  readonly routes: readonly Route[];
}

export interface Route {
  /** IPv4 or IPv6, canonical: `198.51.100.0/24`. */
  readonly to: string;
  /** A router on the interface's network, canonical. */
  readonly via: string;
  /** null: the system's own choice. */
  readonly metric: number | null;
}

/** As in the file: `eth0:1` → `10.0.0.11/24`. */
export interface LabelledAddress {
  readonly label: string;
  readonly address: string;
}

export interface ServiceAddress {
  readonly network: NetworkName;
  /** The label on this node, its interface renamed where the node's differs: `eth0:1`, `ens192:1`. */
  readonly label: string;
  readonly device: string;
  /** With prefix length, canonical. IPv4 or IPv6. */
  readonly address: string;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** True where the value came from the secrets file or the name says so (PASSWORD …): never shown. */
  readonly secret: boolean;
}

export interface ExportRule {
  readonly type: string;
  readonly path: string;
  /** Comma separated NFS export options; null for the default. */
  readonly options: string | null;
  readonly folder: Folder;
}

export interface MountRule {
  readonly type: string;
  readonly from: string;
  readonly path: string;
  /** May hold `${NODE}`, the exporter's name. */
  readonly mountPoint: string;
  readonly options: string | null;
  /** `boot`: fstab; `demand`: autofs. */
  readonly mode: 'boot' | 'demand';
}

export interface SyncRule {
  readonly type: string;
  readonly path: string;
  readonly exclude: readonly string[];
  readonly folder: Folder;
}

export interface SyncLimits {
  /** A share of the files that were there after the last good copy, or a number of files. */
  readonly maxDelete: { readonly percent: number } | { readonly files: number };
  /** null: by the standby's period (kinds/synced-directory.ts). */
  readonly maxAgeMs: number | null;
  /** KiB a second; null: no limit. */
  readonly bandwidthKiB: number | null;
  /** Of the copy of one directory. */
  readonly timeLimitMs: number;
}

/** What is a reason for a takeover (ha/judge.ts). */
export type TakeoverReason = 'node' | 'maintenance' | 'equipment' | 'service' | 'disk' | 'check';

/** How `dmsa run` watches the actives of pairs. */
export interface Watching {
  readonly intervalMs: number;
  /** Of one check. */
  readonly timeoutMs: number;
  /** Checks that must have failed, one after the other, besides the standby's `failoverAfterMs`. */
  readonly failures: number;
  readonly reasons: readonly TakeoverReason[];
  readonly repair: {
    readonly tries: number;
    /** After the first try; doubled with each further one. */
    readonly pauseMs: number;
    readonly expiresMs: number;
  };
  readonly takeoversPerHour: number;
  /** What a standby does whose last good copy is too old. */
  readonly staleCopy: 'takeover' | 'hold';
}

/** What `dmsa run` does about a difference: tells it; puts back what drifted; makes what the file says. */
export type RunMode = 'observe' | 'heal' | 'apply';

export type WeekDay = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** How `dmsa run` keeps the nodes (docs/decisions, 0069). */
export interface Running {
  readonly intervalMs: number;
  readonly mode: RunMode;
  /** In the order of the file: the first that fits counts. null fits all. */
  readonly rules: readonly {
    readonly nodes: readonly string[] | null;
    readonly kinds: readonly string[] | null;
    readonly mode: RunMode;
  }[];
  /** Empty: at any time. */
  readonly windows: readonly RunWindow[];
  /** A name of the tz database; null: that of the machine that the loop runs on. */
  readonly timeZone: string | null;
  /** Outside of the windows too. */
  readonly always: readonly 'heal'[];
  readonly fights: { readonly rounds: number; readonly withinMs: number; readonly quietMs: number };
  /** `shared`: several loops keep the nodes together, by leases (docs/decisions, 0072). */
  readonly controllers: 'single' | 'shared';
  /** What changes on a node is heard of between two looks. */
  readonly stream: { readonly enabled: boolean; readonly tickMs: number };
}

export interface RunWindow {
  /** On which it begins. */
  readonly days: readonly WeekDay[];
  /** Minutes since midnight. Where `to` is not later it is one of the day after. */
  readonly from: number;
  readonly to: number;
}

export interface License {
  readonly path: string;
  /** The text itself (a file beside cluster.yaml, read when it was loaded), or the node that has it. */
  readonly content: { readonly text: string } | { readonly fromNode: string };
}

export interface NfsCheck {
  readonly schedule: string;
  readonly command: string;
}

export interface Connection {
  readonly transport: 'ssh' | 'local';
  /** Tried in this order; the second starts when the first has not answered (happy-eyeballs). */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly user: string;
  /** Absolute paths, tried in order; a missing default is skipped, a missing named one is an error. */
  readonly identityFiles: readonly string[];
  readonly identityFilesNamed: boolean;
  readonly knownHosts: string;
  readonly hostKey: 'accept-new' | 'strict';
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
}
