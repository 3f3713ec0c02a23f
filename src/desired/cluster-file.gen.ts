// Generated from schema/ by scripts/gen-types.ts; do not edit.

/**
 * One file or several, tried in order. `~` is the home directory; relative to this file. Without it: the usual ones in `~/.ssh`.
 */
export type FileIdentityFile = string | string[];
/**
 * Service names in start order; they are stopped in the opposite one. Or a map with the services and the command that follows a change of the variables.
 */
export type FilePack =
  | string[]
  | {
      /**
       * Service names in start order.
       *
       * Items: As `service` and `systemctl` know it, without `.service`.
       */
      services: string[];
      /**
       * Run as root, by sh, on the node that runs the pack, when the adapted vars file is another than at its last run; then the pack's services are restarted.
       */
      configure?: string;
      /**
       * How long the command may take.
       */
      timeout?: string;
    };
/**
 * Text, in quotes where it looks like a number; or `{ secret: NAME }` for a value of the secrets file.
 */
export type FileVariableValue =
  | string
  | {
      /**
       * The name under `variables` in the secrets file.
       */
      secret: string;
    };
/**
 * An IPv4 address with prefix length, or a map.
 */
export type FileNodeNetwork =
  | string
  | {
      /**
       * With prefix length.
       */
      address?: string;
      /**
       * The interface on this node, where it is not that of `spec.networks`.
       */
      interface?: string;
      /**
       * With prefix length (guide: PUBIPV6 and MASKV6).
       */
      address6?: string;
      /**
       * Without prefix length (guide: GWV6).
       */
      gateway6?: string;
      /**
       * The node's default gateway, in this network; without prefix length. A node has one: under one of its two networks. Where the file names none, the node's own stays.
       */
      gateway?: string;
      /**
       * Networks that are reached over a router in this network. Routes that the file does not name are the operator's and are left alone.
       */
      routes?: FileRoute[];
    };
/**
 * Text of one line, a whole number, or `{ secret: NAME }` for a value of the secrets file.
 */
export type FileFenceOption =
  | string
  | number
  | {
      /**
       * The name under `variables` in the secrets file.
       */
      secret: string;
    };

/**
 * What a D-MSActivator cluster should be. Checked by `dmsa validate`; what the schema can't say (duplicate addresses, unknown nodes, cycles) is checked there as well.
 */
export interface ClusterFile {
  /**
   * The version of this file format.
   */
  apiVersion: 'dmsa/v1';
  /**
   * Always `Cluster`.
   */
  kind: 'Cluster';
  /**
   * What is said about the cluster, not about its nodes.
   */
  metadata: {
    /**
     * Shown in plans, logs and mails. Letters, digits, `.`, `_` and `-`, at most 63.
     */
    name: string;
  };
  spec: FileSpec;
}
/**
 * The cluster itself: its nodes, and what they have and do.
 */
export interface FileSpec {
  /**
   * The node that the legacy scripts were run from; its loop acts for the whole cluster. Without it: the first active node of type GUI.
   */
  central?: string;
  /**
   * Node types beside the known ones (GUI, SECENGINE, REPORTING, DATABASE, ELASTICSEARCH).
   *
   * Items: A known node type, or one of `spec.nodeTypes`.
   */
  nodeTypes?: string[];
  /**
   * What dmsa does not do without being told to for that one run.
   */
  safety?: {
    /**
     * How many things one run may take away because this file no longer has them: a number, or a share of the things compared (`"10%"`). What would take away more is refused unless `--allow-deletions N` is given. Without it: more than 5 and more than 10 % of the things compared are too many.
     */
    maxDeletions?: number | string;
  };
  /**
   * `hold`: a node of a pair that boots starts neither the pair's services nor its service addresses until dmsa says so, so that a returning node never meets its stand-in. `start`: it starts them by itself.
   */
  pairsAtBoot?: 'hold' | 'start';
  /**
   * `keep`: a node's host name stays as it is, whatever the node is called here. `set`: every node gets its name here (or its `hostname`) as host name. Databases and vendor tools may have the old name in their own files: see to those first.
   */
  hostnames?: 'keep' | 'set';
  ssh?: FileSsh;
  /**
   * The names of the nodes' interfaces on the two networks, where a node does not say otherwise.
   */
  networks?: {
    /**
     * Node to node, not exposed (guide: PRIVIP).
     */
    maintenance?: {
      /**
       * The interface on the maintenance network.
       */
      interface?: string;
    };
    /**
     * Devices and customers (guide: PUBIP).
     */
    equipment?: {
      /**
       * The interface on the equipment network.
       */
      interface?: string;
    };
  };
  /**
   * Addresses that move to the standby at a failover (guide: Svc IP), by group name. A node names a group, or has its addresses written in place.
   */
  serviceAddresses?: {
    [k: string]: FileServiceAddressGroup;
  };
  /**
   * Services that run where a pair's service addresses are, by group name.
   */
  packs?: {
    [k: string]: FilePack;
  };
  /**
   * What is adapted per node in the vars file. A node's own variables come first, then its group's, then `adapt`. Values may use `${PUBIP}`, `${PRIVIP}`, `${SVCIP}`, `${HOSTNAME}`, `${PUBIPV6}`, `${MASKV6}`, `${GWV6}` and the node's other variables.
   */
  variables?: {
    /**
     * The vendor's file on the node that the variables are put into.
     */
    base?: string;
    /**
     * The file on the node that the result is written to.
     */
    target?: string;
    adapt?: FileVariables;
    /**
     * Variables by group name, for nodes that name the group.
     */
    groups?: {
      [k: string]: FileVariables;
    };
  };
  /**
   * Where the values are that must not lie in this file.
   */
  secrets?: {
    /**
     * A YAML file with `rootPasswords` by node and `variables` by name: in plain text with mode 0600, or encrypted by age (`dmsa secrets encrypt`). Relative to this file.
     */
    file: string;
    /**
     * The file with the private key that opens an encrypted secrets file, or several. `~` is the home directory; relative to this file. Without it: `~/.config/dmsa/age.key`. The environment variables `DMSA_AGE_IDENTITY` (the key itself) and `DMSA_AGE_IDENTITY_FILE` come before both.
     */
    identity?: string | string[];
    /**
     * The public keys that the secrets file is encrypted to whenever dmsa writes it. They can't be read back from the file itself.
     *
     * Items: A public key of age, as `dmsa secrets keygen` and `age-keygen` print it.
     */
    recipients?: string[];
  };
  /**
   * The servers, by host name.
   */
  nodes: {
    [k: string]: FileNode;
  };
  shares?: FileShares;
  /**
   * Directories with dynamic data, copied from the active to its standby (sync.conf).
   */
  sync?: FileSyncRule[];
  /**
   * What a copy to a standby may do, and how old it may be.
   */
  syncLimits?: {
    /**
     * How many of a directory's files one copy may delete on the standby: a number, or a share of those that were there after the last good copy (`"25%"`; up to 20 files are then always let through). A copy that would delete more brings what is new and deletes nothing.
     */
    maxDelete?: number | string;
    /**
     * How old the last good copy of a directory may be before every plan warns of it. Without it: six times the standby's `sync.every`, and at least 10 minutes.
     */
    maxAge?: string;
    /**
     * At most so many KiB a second for each copy. Without it there is no limit.
     */
    bandwidth?: number;
    /**
     * How long the copy of one directory may take; it is then stopped, and the next one goes on from there.
     */
    timeLimit?: string;
  };
  /**
   * How `dmsa run` watches the actives of pairs, and what it does when one fails. A pair is moved by itself only where its standby has `failover.after`.
   */
  watch?: {
    /**
     * Between two checks of an active (guide: a minute).
     */
    interval?: string;
    /**
     * How long a node may take to answer a check before it counts as failed.
     */
    timeout?: string;
    /**
     * How many checks must have failed, one after the other, before anything is a reason for a takeover; `failover.after` must have passed as well. One that succeeds begins the count anew.
     */
    failures?: number;
    /**
     * What lets the standby take over: `node` (silent on both networks), `maintenance`, `equipment` (one network lost), `service` (one that does not come back when it is started again), `disk` (full, read-only or hung), `check` (one of `spec.checks`). What is left out is only told.
     *
     * Items: One of them.
     */
    reasons?: ('node' | 'maintenance' | 'equipment' | 'service' | 'disk' | 'check')[];
    /**
     * A service of the pack that has failed is started again before it is a reason for anything.
     */
    repair?: {
      /**
       * How often a service is started again. 0: never.
       */
      tries?: number;
      /**
       * How long it has to recover after the first try; twice as long after each further one.
       */
      pause?: string;
      /**
       * A try is forgotten after that, so that a service may fail again another day.
       */
      expires?: string;
    };
    /**
     * After so many takeovers of a pair within an hour it is left to an operator.
     */
    takeoversPerHour?: number;
    /**
     * What a standby does whose last good copy is older than `syncLimits.maxAge` allows: `takeover` (with what it has, and says so) or `hold` (nothing, and tells).
     */
    staleCopy?: 'takeover' | 'hold';
  };
  /**
   * How `dmsa run` keeps the nodes as this file says: how often each is looked at, what is put right by itself, and when. Pairs are kept beside it (`watch`).
   */
  run?: {
    /**
     * Between two looks at a node, a tenth more or less. A node that can't be looked at is tried less and less often, down to every 10 minutes.
     */
    interval?: string;
    /**
     * What is done about a difference where no rule says otherwise. `observe`: it is told, and nothing is changed. `heal`: what was changed on the node is put back; what was changed in this file waits until it is approved (`dmsa run approve`). `apply`: both are done.
     */
    mode?: 'observe' | 'heal' | 'apply';
    /**
     * Other modes for some nodes or kinds of things. The first rule that fits counts.
     *
     * Items: It fits where both fit; what it does not name fits always.
     */
    rules?: {
      /**
       * The nodes that it is for.
       *
       * Items: As of RFC 1123: letters, digits and `-`, starting and ending with a letter or digit; at most 64.
       */
      nodes?: string[];
      /**
       * The kinds of things that it is for, as a plan names them.
       *
       * Items: A kind of thing, as a plan names it.
       */
      kinds?: string[];
      /**
       * As `run.mode`.
       */
      mode: 'observe' | 'heal' | 'apply';
    }[];
    /**
     * When something may be changed. Outside of them nothing is, but what `always` names. Without any: at any time.
     *
     * Items: A part of a day. Where `to` is not later than `from` it ends on the day after; the days are those on which it begins.
     */
    windows?: {
      /**
       * Without them: every day.
       *
       * Items: A day of the week.
       */
      days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
      /**
       * When it begins.
       */
      from: string;
      /**
       * When it ends. What was begun before is finished.
       */
      to: string;
    }[];
    /**
     * Of the windows, by its name in the tz database. Without it: that of the machine that the loop runs on.
     */
    timeZone?: string;
    /**
     * What is done outside of the windows too: `heal` puts back what was changed on a node.
     *
     * Items: `heal` alone can be.
     */
    always?: 'heal'[];
    /**
     * Whether several `dmsa run`, on several machines, keep the nodes together. `shared`: each keeps a share of them, and one alone acts on a node at a time, by leases of the arbiter (`lease`, which is needed for it). A pair is always kept by one as a whole. Where one dies the others take over its share. `single`: there is one, and it keeps all.
     */
    controllers?: 'single' | 'shared';
    /**
     * When a thing that is changed back again and again is left alone.
     */
    fights?: {
      /**
       * How often the same difference is put right within the time below; the next time it is left alone, with an alarm.
       */
      rounds?: number;
      /**
       * Rounds that are longer ago do not count.
       */
      within?: string;
      /**
       * How long it is left alone; then it is put right once more. `dmsa resume` does that at once.
       */
      quiet?: string;
    };
    /**
     * Over one channel a node that stays open it is heard what changes there, and the node is looked at within a second or three instead of at its next look. It decides nothing by itself.
     */
    stream?: {
      /**
       * Without it changes are seen by the looks alone.
       */
      enabled?: boolean;
      /**
       * How often a node is asked for what changed of files, mounts, exports and services, 1 s to 60 s. Of these it asks a shell that starts no process; modes and owners cost the node one, each 2.5 s at most. Addresses and routes are told by the kernel.
       */
      tick?: string;
    };
  };
  /**
   * The license file that every node has. Either `file` or `fromNode` says where it comes from.
   */
  license?: {
    /**
     * Where the license is on every node.
     */
    path?: string;
    /**
     * The license as a file on the controller, relative to this file.
     */
    file?: string;
    /**
     * The node that has the license already; it is copied from there.
     */
    fromNode?: string;
  };
  /**
   * The operator's own checks of a node. After a change that could cut the node off they must succeed before it is confirmed; one that fails makes the node undo the change.
   */
  checks?: FileCheck[];
  /**
   * One key pair of root on every node, made on the node, and each node's public key and host keys given to all nodes, so that root gets from any node to any other. Absent or `false`: dmsa leaves them alone.
   */
  sshKeys?:
    | boolean
    | {
        /**
         * The type of the key pair. CentOS 6 knows `rsa` only.
         */
        type?: 'ed25519' | 'ecdsa' | 'rsa';
        /**
         * Where the private key is on every node; the public half is beside it in `.pub`. Without it: `/root/.ssh/id_` and the type. A key that is there is kept, whoever made it.
         */
        path?: string;
        /**
         * Whether the public keys and host keys are given to all nodes; `false`: each node has a key pair and no more.
         */
        nodeToNode?: boolean;
        /**
         * Any word, for example the month. A key that does not bear it is replaced: a new key is made beside it, given to all nodes, then taken into use, and the old one is taken out. Change the word to do it again.
         */
        rotation?: string;
      };
  /**
   * servers.conf, share.conf, sync.conf and variables2adapt.conf are kept on every node for the vendor's own tools; `false` for none.
   */
  legacyFiles?:
    | boolean
    | {
        /**
         * Where they are kept on every node.
         */
        directory?: string;
      };
  /**
   * Further directories on the nodes, with owner and mode. Those that are exported, and those that a standby gets copies in, are made without being named here.
   *
   * Items: One directory: on the nodes of a type and their standbys, on named nodes, or on all.
   */
  directories?: {
    /**
     * On the nodes of this type, and their standbys. Without `type` and `nodes`: on all nodes.
     */
    type?: string;
    /**
     * On these nodes.
     *
     * Items: The name of a node.
     */
    nodes?: string[];
    /**
     * The directory.
     */
    path: string;
    /**
     * The user who owns it. Without it: not compared.
     */
    owner?: string;
    /**
     * The group of it. Without it: not compared.
     */
    group?: string;
    /**
     * The mode of it. Without it: not compared.
     */
    mode?: string;
  }[];
  /**
   * Packages that are to be at one level: on all nodes of a type, and on their standbys. What differs is told as a warning; nothing is ever installed.
   *
   * Items: A name or a pattern (`ubi-*`), or a map.
   */
  packages?: (
    | string
    | {
        /**
         * A name, or a pattern with `*` and `?`.
         */
        name: string;
        /**
         * Version, or version and release, as rpm or dpkg tells it. Without it: only that it is the same everywhere.
         */
        version?: string;
        /**
         * Only on the nodes of this type, and their standbys.
         */
        type?: string;
      }
  )[];
  database?: FileDatabase;
  lease?: FileLease;
  notify?: FileNotify;
}
/**
 * How the controller reaches the nodes: over the maintenance network first, then over the equipment network.
 */
export interface FileSsh {
  /**
   * The user on the nodes.
   */
  user?: string;
  /**
   * The TCP port of sshd.
   */
  port?: number;
  identityFile?: FileIdentityFile;
  /**
   * The file with the nodes' host keys, as of OpenSSH. `~` is the home directory; relative to this file.
   */
  knownHosts?: string;
  /**
   * `accept-new`: the key of a node that was never seen is kept in the known hosts. `strict`: it is refused. A changed key is always refused.
   */
  hostKey?: 'accept-new' | 'strict';
  /**
   * How long one address may take to answer.
   */
  connectTimeout?: string;
  /**
   * How long a command on a node may take where it has no limit of its own.
   */
  commandTimeout?: string;
  /**
   * A node that answers at none of its addresses is looked for through another node: over a connection that the other's sshd makes (AllowTcpForwarding), with the host key and the login of the node itself. The other member of its pair first, then up to two more.
   */
  throughNeighbours?: boolean;
}
/**
 * Interface label → address with prefix length. The interface is the name of `spec.networks`; where a node's own interface has another name, the label is renamed on that node.
 */
export interface FileServiceAddressGroup {
  /**
   * IPv4 or IPv6, with prefix length.
   */
  [k: string]: string;
}
/**
 * Name → value.
 */
export interface FileVariables {
  [k: string]: FileVariableValue;
}
/**
 * One server.
 */
export interface FileNode {
  /**
   * GUI (web node), SECENGINE (secnode), REPORTING (standby), DATABASE, ELASTICSEARCH, or a type of `spec.nodeTypes`.
   */
  type: string;
  maintenance?: FileNodeNetwork;
  equipment?: FileNodeNetwork;
  /**
   * A group of `spec.serviceAddresses`, or the addresses in place. A standby without any takes those of the node it backs up.
   */
  serviceAddresses?:
    | string
    | {
        /**
         * IPv4 or IPv6, with prefix length.
         */
        [k: string]: string;
      };
  /**
   * A group of `spec.packs`, or the services in place, in start order. A standby without any takes those of the node it backs up.
   */
  pack?: string | string[];
  /**
   * A group of `spec.variables.groups`, or the variables in place. A standby without any takes those of the node it backs up.
   */
  variables?:
    | string
    | {
        [k: string]: FileVariableValue;
      };
  /**
   * The node's own host name where it is another than its name here; it is then set, also where `spec.hostnames` is `keep`.
   */
  hostname?: string;
  /**
   * The active node that this node is the passive standby of (guide: Backup-Of). A node without it is active.
   */
  backupOf?: string;
  /**
   * How files come from the active; standbys only. Without it none are copied.
   */
  sync?: {
    /**
     * How often files are copied from the active (guide: Backup-Sync-Time).
     */
    every: string;
  };
  /**
   * When the standby takes over by itself; standbys only. Without it, only an operator fails the pair over.
   */
  failover?: {
    /**
     * How long the active must have failed before the standby takes over (guide: Backup-Activation-Time).
     */
    after: string;
  };
  fence?: FileFence;
  /**
   * Where this node differs from `spec.ssh`.
   */
  ssh?: {
    /**
     * Addresses or host names in the order they are tried, without prefix length. Without it: the node's own, maintenance before equipment.
     *
     * Items: Without prefix length.
     */
    addresses?: string[];
    /**
     * The TCP port of sshd.
     */
    port?: number;
    /**
     * The user on the nodes.
     */
    user?: string;
    identityFile?: FileIdentityFile;
    /**
     * `ssh`, or `local` for the node that dmsa itself runs on.
     */
    transport?: 'ssh' | 'local';
  };
}
/**
 * IPv4 or IPv6.
 */
export interface FileRoute {
  /**
   * A network with prefix length, its host bits zero. Not the default route: that is `gateway` or `gateway6`.
   */
  to: string;
  /**
   * An address in the node's network on this interface, without prefix length; for IPv6 a link-local one will do.
   */
  via: string;
  /**
   * Of two routes to one destination the one with the lower metric is taken. The system's own choice where it is left out.
   */
  metric?: number;
}
/**
 * How this node is switched off from outside (`dmsa fence`): a program of the fence-agents package, or one that works like them, run on the machine that dmsa runs on.
 */
export interface FileFence {
  /**
   * The name of an agent (`fence_ipmilan`), or the absolute path of one.
   */
  agent: string;
  /**
   * Given to the agent on its standard input, a line each; its manual page has their names (`ip`, `username`, `plug`, `lanplus` …). Passwords as `{ secret: NAME }`. `action` and `nodename` are dmsa's.
   */
  options?: {
    [k: string]: FileFenceOption;
  };
  /**
   * How long the agent may take to switch, or to tell the status; it is killed then, and the outcome counts as unknown.
   */
  timeout?: string;
}
/**
 * Directories that nodes share over NFS (share.conf).
 */
export interface FileShares {
  /**
   * What the nodes of a type export.
   *
   * Items: Every node of this type, and its standby, exports this directory.
   */
  exports?: {
    /**
     * The type of the nodes that export.
     */
    type: string;
    /**
     * The directory.
     */
    path: string;
    /**
     * NFS export options, separated by commas (exports(5)).
     */
    options?: string;
    /**
     * The user who owns the directory. Without it: not compared.
     */
    owner?: string;
    /**
     * The group of the directory. Without it: not compared.
     */
    group?: string;
    /**
     * The mode of the directory. Without it: not compared.
     */
    mode?: string;
  }[];
  /**
   * What the nodes of a type mount from those of another.
   *
   * Items: Every node of this type, and its standby, mounts the directory from every node of the other type, over the exporter's service address on the maintenance network.
   */
  mounts?: {
    /**
     * The type of the nodes that mount.
     */
    type: string;
    /**
     * The type of the nodes that export.
     */
    from: string;
    /**
     * The exported directory.
     */
    path: string;
    /**
     * Where it is mounted; `${NODE}` is the exporter's name. Without it: the exported path.
     */
    mountPoint?: string;
    /**
     * NFS mount options, separated by commas (nfs(5)).
     */
    options?: string;
    /**
     * `boot`: at boot (fstab). `demand`: when it is used (autofs). Without it: `demand` where the mount point has `${NODE}`, else `boot`.
     */
    mode?: 'boot' | 'demand';
  }[];
  /**
   * A cron job, on every node that mounts something, that mounts what is not mounted; `false` for none.
   */
  nfsCheck?:
    | boolean
    | {
        /**
         * Five crontab fields (minute, hour, day of month, month, day of week), or `@hourly` and the like (crontab(5)).
         */
        schedule?: string;
        /**
         * What is run, as root.
         */
        command?: string;
      };
}
/**
 * One directory that is copied from every active of a type to its standby.
 */
export interface FileSyncRule {
  /**
   * The type of the active nodes.
   */
  type: string;
  /**
   * The directory.
   */
  path: string;
  /**
   * rsync patterns of what is not copied.
   *
   * Items: An rsync pattern, without `;`.
   */
  exclude?: string[];
  /**
   * The user who owns the directory, on both members of the pair. Without it: not compared.
   */
  owner?: string;
  /**
   * The group of the directory, on both members of the pair. Without it: not compared.
   */
  group?: string;
  /**
   * The mode of the directory, on both members of the pair. Without it: not compared.
   */
  mode?: string;
}
/**
 * A command, a tcp, udp or http probe, or a process: exactly one of them.
 */
export interface FileCheck {
  /**
   * For messages; one check a name.
   */
  name: string;
  /**
   * The nodes that it is for. Without it: all.
   *
   * Items: A node of this file.
   */
  nodes?: string[];
  /**
   * `controller`: the machine that dmsa runs on. `node`: the node itself; probes from there go through SSH and need no program on the node.
   */
  on?: 'controller' | 'node';
  /**
   * A piece of POSIX sh; exit status 0 is success. It finds the node's name in `$DMSA_NODE` and the address at which it was reached in `$DMSA_HOST`.
   */
  command?: string;
  /**
   * Succeeds where a connection is accepted.
   */
  tcp?: {
    /**
     * An address or a host name. Without it: the node.
     */
    host?: string;
    /**
     * The port that has to accept a connection.
     */
    port: number;
  };
  /**
   * Succeeds where a program on the node has the port open. Asked on the node itself: syslog and traps are answered by nobody.
   */
  udp?: {
    /**
     * The port that has to be open.
     */
    port: number;
  };
  /**
   * Succeeds where a process of that name runs on the node, as `ps -o comm` shows it. Asked on the node itself.
   */
  process?: string;
  /**
   * Succeeds where the answer to a GET has a wanted status, and the wanted text. Redirections are not followed.
   */
  http?: {
    /**
     * http or https. `${HOST}` stands for the node: the address at which it was reached, or `127.0.0.1` for a probe from the node itself.
     */
    url: string;
    /**
     * Without it: 200 to 299.
     *
     * Items: An HTTP status.
     */
    status?: number[];
    /**
     * Has to be somewhere in the body (the first 1,000,000 bytes).
     */
    contains?: string;
    /**
     * `false`: any certificate will do (https).
     */
    verifyCertificate?: boolean;
  };
  /**
   * How long one try may take: 100 ms to 5 minutes. The node waits so much longer for its confirmation.
   */
  timeout?: string;
  /**
   * How often it is tried again, a second later each time, before it has failed.
   */
  retries?: number;
}
/**
 * The product's PostgreSQL database, for the rows that say which nodes there are, and for variables kept in it. It is asked and changed on its own node, by psql. Without it: no rows are looked at.
 */
export interface FileDatabase {
  /**
   * The active node that the database is on. Without it: the central node.
   */
  node?: string;
  /**
   * `pair`: on that node or its standby, whichever runs the pair's services. `node`: always on that node.
   */
  follows?: 'pair' | 'node';
  /**
   * The database.
   */
  name?: string;
  /**
   * The schema of its tables.
   */
  schema?: string;
  /**
   * The role that dmsa connects as. No password is ever given: pg_hba.conf has to let it in (peer, trust), or ~/.pgpass of `runAs`.
   */
  user?: string;
  /**
   * The user on the node that runs psql.
   */
  runAs?: string;
  /**
   * The folder of its socket, or a host name or address. Without it: psql's own default.
   */
  host?: string;
  /**
   * The port of the server.
   */
  port?: number;
  /**
   * The client on the node, where it is not found by its name.
   */
  psql?: string;
  /**
   * The service on that node without which there is no database: rows are changed after it was started.
   */
  service?: string;
  /**
   * `sql`: by SQL. `scripts`: nodes are registered by the vendor's scripts, each run on the node that it registers; what is there is still asked by SQL.
   */
  via?: 'sql' | 'scripts';
  /**
   * Where they are on the nodes.
   */
  scripts?: {
    /**
     * Run on the active node, without arguments.
     */
    setNode?: string;
    /**
     * Run on the standby: ACTIVE STANDBY 1 (active by failover) or 2 (passive).
     */
    setRepNode?: string;
  };
  /**
   * The nodes of these types are registered, with their standbys.
   *
   * Items: A known node type, or one of `spec.nodeTypes`.
   */
  types?: string[];
  /**
   * The network whose address a node is registered with.
   */
  address?: 'maintenance' | 'equipment';
  vars?: FileVariables;
  /**
   * Rows of msa_vars with the values that the database's node has for these variables.
   *
   * Items: Letters, digits and `_`, not starting with a digit.
   */
  varsFrom?: string[];
  /**
   * Their names, where they are others.
   */
  mapping?: {
    /**
     * The table of active nodes.
     */
    nodes?: {
      /**
       * The table.
       */
      table?: string;
      /**
       * The column of its key.
       */
      id?: string;
      /**
       * The column of the node name.
       */
      name?: string;
      /**
       * The column of the address.
       */
      ip?: string;
      /**
       * The column with the key of the node's standby.
       */
      standby?: string;
    };
    /**
     * The table of standbys.
     */
    standbys?: {
      /**
       * The table.
       */
      table?: string;
      /**
       * The column of its key.
       */
      id?: string;
      /**
       * The column of the node name.
       */
      name?: string;
      /**
       * The column of the address.
       */
      ip?: string;
      /**
       * The column of the status: 1 active by failover, 2 passive.
       */
      status?: string;
    };
    /**
     * The table of customers.
     */
    customers?: {
      /**
       * The table.
       */
      table?: string;
      /**
       * The column with the key of the customer's node.
       */
      node?: string;
    };
    /**
     * The table of operators.
     */
    operators?: {
      /**
       * The table.
       */
      table?: string;
      /**
       * The column with the key of the operator's node.
       */
      node?: string;
    };
    /**
     * The table of variables.
     */
    vars?: {
      /**
       * The table.
       */
      table?: string;
      /**
       * The column of the name.
       */
      name?: string;
      /**
       * The column of the value.
       */
      value?: string;
      /**
       * The column with the time of the last change.
       */
      updated?: string;
    };
  };
}
/**
 * An arbiter that says who may act for a pair: the active keeps a lease there and stands down by itself when it can not renew it, so that a lease that ran out is a proof for the standby. Without it: no leases.
 */
export interface FileLease {
  /**
   * `postgresql`: a table of a database. `etcd`: keys of etcd (v3).
   */
  type: 'postgresql' | 'etcd';
  /**
   * `HOST` or `HOST:PORT`; IPv6 in brackets. PostgreSQL has one (port 5432), etcd may have several members (port 2379). Without it: the server of `spec.database`. Best is a machine that is no member of a pair.
   *
   * Items: A host name or address, with a port or without.
   */
  hosts?: string[];
  /**
   * The database of PostgreSQL. dmsa makes a schema `dmsa` in it, with one table. Without it: that of `spec.database`, else `postgres`.
   */
  database?: string;
  /**
   * Who logs in at the arbiter. Without it: that of `spec.database`, else `dmsa`, for PostgreSQL; nobody for etcd.
   */
  user?: string;
  /**
   * Of the user.
   */
  password?: {
    /**
     * The name under `variables` in the secrets file.
     */
    secret: string;
  };
  /**
   * `true`: encrypted, the server's certificate checked against the CAs that Node.js knows. An object: with files of its own. `false`: in clear text.
   */
  tls?:
    | boolean
    | {
        /**
         * The file with the certificate of who signed the server's. Relative to this file.
         */
        ca?: string;
        /**
         * The file with the certificate that dmsa shows. Relative to this file.
         */
        certificate?: string;
        /**
         * The file with its private key. Relative to this file.
         */
        key?: string;
      };
  /**
   * How long a lease lasts without being renewed; it is renewed three times as often. A standby that counts on it takes over after this and the margin.
   */
  ttl?: string;
  /**
   * How long before the end of the lease its holder begins to stand down, and how long after it the standby waits. In both together the pack has to be stopped. A third of `ttl` at most.
   */
  margin?: string;
  /**
   * The kernel watchdog of the actives, which resets a machine that hangs. Without it: none is used.
   */
  watchdog?: string;
  /**
   * Whether an active that has not stood down in time resets itself (`echo b >/proc/sysrq-trigger`).
   */
  sysrq?: boolean;
}
/**
 * Who is told of takeovers, failbacks, pauses, repairs and alarms; of nodes that are lost, changes that fail or that somebody fights, files that are refused. What can not be delivered waits on the disk of the machine that dmsa runs on, and is tried again. Without it: nobody is told.
 */
export interface FileNotify {
  mail?: FileNotifyMail;
  elasticsearch?: FileNotifyElasticsearch;
  /**
   * Programs that are told by an HTTP POST.
   */
  webhooks?: FileNotifyWebhook[];
  /**
   * Another severity for some events. The first rule that fits counts.
   *
   * Items: It fits where everything fits that it says.
   */
  rules?: {
    /**
     * What happened. Without it: anything.
     *
     * Items: One kind of event.
     */
    events?: (
      | 'takeover'
      | 'failback'
      | 'pause'
      | 'resume'
      | 'repair'
      | 'start'
      | 'alarm'
      | 'problem'
      | 'copy'
      | 'database'
      | 'lost'
      | 'fight'
      | 'failed'
      | 'revision'
      | 'suspension'
    )[];
    /**
     * The codes of alarms, as `dmsa run` shows them in brackets. Without it: any.
     *
     * Items: One code.
     */
    codes?: string[];
    /**
     * Names of actives. Without it: all pairs.
     *
     * Items: The name of a pair's active.
     */
    pairs?: string[];
    /**
     * Names of nodes, for what is told of a node by itself (`lost`, `fight`, `failed`). Without it: all nodes.
     *
     * Items: The name of a node.
     */
    nodes?: string[];
    /**
     * What it is then. `none`: nobody is told.
     */
    severity: 'none' | 'info' | 'warning' | 'alarm';
  }[];
  /**
   * Where more happens within a time than anybody reads, it is put into one message. Elasticsearch gets every event as a document of its own.
   */
  digest?: {
    /**
     * So many go out one by one.
     */
    messages?: number;
    /**
     * The time in which they are counted. What comes after them waits for its end.
     */
    within?: string;
  };
  /**
   * Where messages wait until they are delivered, on the machine that dmsa runs on.
   */
  outbox?: {
    /**
     * Relative to this file. Without it: `/var/lib/dmsa/outbox`, for others than root `$XDG_STATE_HOME/dmsa/outbox`. The cluster has a folder of its own in it.
     */
    directory?: string;
    /**
     * How many may wait for each channel. The oldest go first, and how many went is told in their place.
     */
    messages?: number;
    /**
     * How long a message may wait.
     */
    age?: string;
  };
}
/**
 * Mail to the administrator.
 */
export interface FileNotifyMail {
  /**
   * `HOST` or `HOST:PORT`; IPv6 in brackets. Without a port: 465 with `tls: tls`, 587 with a user, else 25.
   */
  server: string;
  /**
   * `starttls`: encrypted after a greeting in clear text, or not sent at all. `tls`: encrypted from the start. `none`: in clear text. Certificates are checked.
   */
  tls?: 'starttls' | 'tls' | 'none';
  /**
   * The file with the certificate of who signed the server's. Relative to this file. Without it: the CAs that Node.js knows.
   */
  ca?: string;
  /**
   * Who logs in at the server. Without it: nobody.
   */
  user?: string;
  /**
   * Of the user.
   */
  password?: {
    /**
     * The name under `variables` in the secrets file.
     */
    secret: string;
  };
  /**
   * The sender.
   */
  from: string;
  /**
   * Who gets it. Without it: `UBI_MAIL_SERVERADMIN` of the variables.
   *
   * Items: One address, without a name.
   */
  to?: string[];
  /**
   * What this channel is told: nothing below it. The end of a trouble goes where its beginning went.
   */
  severity?: string;
  /**
   * For one try. What fails is tried again later.
   */
  timeout?: string;
}
/**
 * A document for each event, in an index for each day.
 */
export interface FileNotifyElasticsearch {
  /**
   * Where it answers, by `http` or `https`. The next is tried where one does not answer.
   *
   * Items: An address without a user in it.
   */
  hosts: string[];
  /**
   * The name of the index begins with it; `-YYYY.MM.DD` of the event (UTC) follows. Without it: `UBI_ES_LOGINDEX_NAME` of the variables, else `ubilogs`.
   */
  index?: string;
  /**
   * Of the server, its first number. Without it: `UBI_ES_VERSION` of the variables; where that is not there either, the server is asked.
   */
  version?: number;
  /**
   * The mapping type of the documents, which a server up to version 6 wants; an index has one only.
   */
  type?: string;
  /**
   * Who logs in. Without it: nobody.
   */
  user?: string;
  /**
   * Of the user.
   */
  password?: {
    /**
     * The name under `variables` in the secrets file.
     */
    secret: string;
  };
  /**
   * Instead of a user: the encoded form (base64 of `id:key`).
   */
  apiKey?: {
    /**
     * The name under `variables` in the secrets file.
     */
    secret: string;
  };
  /**
   * The file with the certificate of who signed the server's. Relative to this file. Without it: the CAs that Node.js knows.
   */
  ca?: string;
  /**
   * What this channel is told: nothing below it. The end of a trouble goes where its beginning went.
   */
  severity?: string;
  /**
   * For one try. What fails is tried again later.
   */
  timeout?: string;
}
/**
 * A program that is told by an HTTP POST with JSON. A redirect is not followed.
 */
export interface FileNotifyWebhook {
  /**
   * For messages and for its folder in the outbox.
   */
  name: string;
  /**
   * Where it answers, or `{ secret: NAME }` where the address itself is a secret.
   */
  url:
    | string
    | {
        /**
         * The name under `variables` in the secrets file.
         */
        secret: string;
      };
  /**
   * With it every request has a signature: HMAC-SHA256 of the time stamp, a dot and the body.
   */
  secret?: {
    /**
     * The name under `variables` in the secrets file.
     */
    secret: string;
  };
  /**
   * Further headers of the request.
   */
  headers?: {
    /**
     * Its value, or `{ secret: NAME }`.
     */
    [k: string]:
      | string
      | {
          /**
           * The name under `variables` in the secrets file.
           */
          secret: string;
        };
  };
  /**
   * The file with the certificate of who signed the server's. Relative to this file. Without it: the CAs that Node.js knows.
   */
  ca?: string;
  /**
   * What this channel is told: nothing below it. The end of a trouble goes where its beginning went.
   */
  severity?: string;
  /**
   * For one try. What fails is tried again later.
   */
  timeout?: string;
}
