import { authorizedKeys } from './authorized-keys.ts';
import { automountKind } from './automount.ts';
import { configureKind } from './configure.ts';
import { database } from './database.ts';
import { dbRow } from './db-row.ts';
import { directory } from './directory.ts';
import { exportKind } from './export.ts';
import { failoverRecord } from './failover-record.ts';
import { heldAddress } from './held-address.ts';
import { hostnameKind } from './hostname.ts';
import { hosts } from './hosts.ts';
import { interfaceKind } from './interface.ts';
import type { AnyKind } from './kind.ts';
import { knownHosts } from './known-hosts.ts';
import { leaseKind } from './lease.ts';
import { legacyFile } from './legacy-file.ts';
import { legacyJob } from './legacy-job.ts';
import { license } from './license.ts';
import { mountKind } from './mount.ts';
import { nfsCheckKind } from './nfs-check.ts';
import { packageLevel } from './package-level.ts';
import { pair } from './pair.ts';
import { rootPassword } from './root-password.ts';
import { routeKind } from './route.ts';
import { serviceKind } from './service.ts';
import { serviceAddress } from './service-address.ts';
import { sshKey } from './ssh-key.ts';
import { syncedDirectory } from './synced-directory.ts';
import { varsFile } from './vars-file.ts';

/** Every kind there is, in the order in which a plan lists them on a node. */
export const KINDS: readonly AnyKind[] = [
  hosts,
  hostnameKind,
  sshKey,
  authorizedKeys,
  knownHosts,
  rootPassword,
  interfaceKind,
  routeKind,
  leaseKind,
  serviceAddress,
  heldAddress,
  failoverRecord,
  varsFile,
  legacyFile,
  license,
  directory,
  syncedDirectory,
  exportKind,
  mountKind,
  automountKind,
  nfsCheckKind,
  configureKind,
  serviceKind,
  database,
  dbRow,
  packageLevel,
  legacyJob,
  pair,
];
