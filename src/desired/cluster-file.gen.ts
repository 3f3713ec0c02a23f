// Generated from schema/ by scripts/gen-types.ts; do not edit.

/**
 * One file or several, tried in order. `~` is the home directory; relative to this file. Without it: the usual ones in `~/.ssh`.
 */
export type FileIdentityFile = string | string[];
/**
 * Service names in start order; they are stopped in the opposite one.
 *
 * Items: As `service` and `systemctl` know it, without `.service`.
 */
export type FilePack = string[];
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
   * `hold`: a node of a pair that boots starts neither the pair's services nor its service addresses until dmsa says so, so that a returning node never meets its stand-in. `start`: it starts them by itself.
   */
  pairsAtBoot?: 'hold' | 'start';
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
}
