/**
 * What a look at a node asks for and brings back. Kinds name the facts they need (`FactRequest`); `observe` gathers the
 * requests of all kinds for a node into one script, runs it in one round trip and hands every kind the same `Facts`.
 * The same request made by two kinds is carried out once.
 */

export type FactRequest = FileRequest | GlobRequest | CommandRequest;

/** The content and metadata of one file. Never a file on a network mount: a dead server would hang the look. */
export interface FileRequest {
  readonly type: 'file';
  readonly path: string;
}

/** Every regular file that matches a shell pattern (`/etc/exports.d/*.exports`), as if each had been asked for. */
export interface GlobRequest {
  readonly type: 'glob';
  readonly pattern: string;
}

/**
 * The output of a piece of POSIX sh. Two requests with the same id must have the same script.
 * The script runs in a subshell with LC_ALL=C, PATH of root, no standard input; values in it are quoted with `quote`.
 */
export interface CommandRequest {
  readonly type: 'command';
  readonly id: string;
  readonly script: string;
  /** By what else than asking again it can be seen that the answer may be another one now: for the stream of changes. */
  readonly watch?: Watched;
}

/** Shell builtins have to see it, each second or two; never a path on a network mount: a dead server would hang the stream. */
export interface Watched {
  /** The kernel's events of links, addresses and routes. */
  readonly network?: true;
  /** Files and folders: one that comes, goes, or is written. */
  readonly paths?: readonly string[];
  /**
   * Folders: one that comes, goes, or gets another owner or mode. Of all paths only these may lie on a network mount; there they are not
   * looked at. What was seen of their links holds until they lead nowhere.
   */
  readonly folders?: readonly string[];
  /** Processes of that name (comm): one that ends. */
  readonly processes?: readonly string[];
  /** Processes whose parent is init: one that ends. */
  readonly daemons?: true;
}

/** What one look brought back from one node. Lookups of things that were never asked for throw: that is a bug in a kind. */
export interface Facts {
  readonly platform: Platform;
  file(path: string): FileFact;
  /** The files that matched, by path, in byte order. */
  glob(pattern: string): ReadonlyMap<string, FileFact>;
  command(id: string): CommandFact;
}

export type FileFact =
  | {
      readonly status: 'present';
      /** Decoded as UTF-8, or as latin1 where the bytes are not UTF-8 (`encoding` says which, so that a rewrite keeps them). */
      readonly text: string;
      readonly encoding: 'utf8' | 'latin1';
      /** Four octal digits, `0644`. */
      readonly mode: string;
      readonly owner: string;
      readonly group: string;
      /** When it was last written or touched, in milliseconds since 1970 by the node's clock, to the second. */
      readonly changedMs?: number;
    }
  | { readonly status: 'absent' }
  /** It is there or may be there, but was not read: a directory, too large, a permission, an I/O error. */
  | { readonly status: 'unknown'; readonly why: string };

export type CommandFact =
  | { readonly status: 'done'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly status: 'unknown'; readonly why: string };

/** What a node is, as far as the choice of a driver needs it. Read in every look, in the same round trip. */
export interface Platform {
  /** Contents of PRETTY_NAME or /etc/redhat-release, for people. */
  readonly os: string;
  /** The node's own idea of its name (`uname -n`). */
  readonly hostname: string;
  /** What runs as process 1: systemd only where /run/systemd/system exists. */
  readonly init: 'systemd' | 'sysv';
  /** The tool that says what starts at boot, in this order of preference; null where there is none. */
  readonly boot: 'systemctl' | 'chkconfig' | 'update-rc.d' | null;
  /** How interface files are written; null where neither is found. */
  readonly network: 'ifcfg' | 'ifupdown' | 'networkmanager' | null;
  /** The node's own address that the look's connection came in at, canonical; not there where the node does not say. */
  readonly reachedAt?: string;
  /** Those of `PLATFORM_TOOLS` that the node has. */
  readonly tools: ReadonlySet<string>;
}

/** Tools whose presence a driver or an action depends on. One list, so that the look asks for each once (a shell builtin). */
export const PLATFORM_TOOLS = [
  'systemctl',
  'chkconfig',
  'update-rc.d',
  'service',
  'ip',
  'exportfs',
  'mount.nfs',
  'automount',
  'arping',
  'ping',
  'ifup',
  'timeout',
  'flock',
  'chcon',
  'nmcli',
  'hostnamectl',
  'rsync',
] as const;
