/** What a cluster says that the four legacy files have no place for: one warning each, with the nodes it concerns. */
import equal from 'fast-deep-equal';
import type { Cluster, ClusterNode, Connection } from '../desired/cluster.ts';
import { DEFAULTS, KNOWN_TYPES } from '../desired/defaults.ts';
import type { Diagnostic } from '../diagnostic.ts';

const CODE = 'not-in-legacy-files';

/** Warnings, in stable order. An import of the files gives the default in place of each. */
export function lostInExport(cluster: Cluster): readonly Diagnostic[] {
  const losses: Diagnostic[] = [];
  const lose = (summary: string, detail: string): void => {
    losses.push({ severity: 'warning', code: CODE, summary, detail });
  };
  const ofNodes = (test: (node: ClusterNode) => boolean, summary: string, detail: string): void => {
    const nodes = cluster.nodes.filter(test).map((node) => node.name);
    if (nodes.length > 0)
      lose(
        summary,
        `${detail} Nodes: ${nodes.slice(0, 20).join(', ')}${nodes.length > 20 ? ` and ${nodes.length - 20} more` : ''}.`,
      );
  };
  const known: readonly string[] = KNOWN_TYPES;
  const ownTypes = cluster.nodeTypes.filter((type) => !known.includes(type));
  if (ownTypes.length > 0)
    lose(
      'The legacy files can’t declare node types',
      `Name them on import: ${ownTypes.map((type) => `--type ${type}`).join(' ')}.`,
    );
  const actives = cluster.nodes.filter((node) => node.role === 'active');
  const firstGui = actives.find((node) => node.type === 'GUI')?.name;
  const central = firstGui ?? actives[0]?.name;
  if (cluster.central !== central) {
    lose(
      'The legacy files have no place for the central node',
      `It is ${cluster.central}; from the files it would be ${central ?? 'none'}.`,
    );
  }
  ofNodes(
    (node) =>
      node.interfaces.maintenance.device !== DEFAULTS.maintenanceInterface ||
      node.interfaces.equipment.device !== DEFAULTS.equipmentInterface,
    'The legacy files have no place for interface names',
    'They are written as eth0 and eth1.',
  );
  ofNodes(
    (node) => node.interfaces.maintenance.address6 !== null || node.interfaces.maintenance.gateway6 !== null,
    'The legacy files have no place for IPv6 on the maintenance network',
    'It is left out.',
  );
  ofNodes(
    (node) => Object.values(node.interfaces).some((one) => one.gateway !== null || one.routes.length > 0),
    'The legacy files have no place for an IPv4 gateway or routes',
    'They are left out; the nodes keep what they have.',
  );
  ofNodes(
    (node) => node.hostname !== null,
    'The legacy files can’t say that a host name is set',
    'After an import, the nodes keep the host names that they have.',
  );
  ofNodes(
    (node) => !isDefaultConnection(node, node.connection),
    'The legacy files have no place for ssh settings',
    'They are left out.',
  );
  ofNodes(
    (node) => (node.syncEveryMs ?? 0) % 60_000 !== 0 || (node.failoverAfterMs ?? 0) % 60_000 !== 0,
    'The legacy files have whole minutes only',
    'The times are written as the next whole minute.',
  );
  ofNodes(
    (node) => node.role === 'standby' && Object.values(node.declared).some((own) => Array.isArray(own) && own.length === 0),
    'The legacy files can’t say that a standby has none of its own',
    'An empty list in place is written as an empty field: the standby takes what the node it backs up has.',
  );
  if (cluster.vars.base !== DEFAULTS.varsBase || cluster.vars.target !== DEFAULTS.varsTarget) {
    lose(
      'The legacy files have no place for the paths of the vars files',
      `They are ${cluster.vars.base} and ${cluster.vars.target}.`,
    );
  }
  if (!isDefaultLicense(cluster, firstGui)) {
    lose('The legacy files have no place for the license', 'On import it is /opt/ubiqube/license of the first GUI node.');
  }
  const check = cluster.nfsCheck;
  if (check?.schedule !== DEFAULTS.nfsCheckSchedule || check.command !== DEFAULTS.nfsCheckCommand) {
    lose(
      'The legacy files have no place for the NFS check',
      check === null ? 'There is none; an import would have it.' : 'On import it is the default one.',
    );
  }
  if (cluster.legacyDir !== DEFAULTS.legacyDirectory) {
    lose(
      'The legacy files can’t say where they are kept',
      `It is ${cluster.legacyDir ?? 'nowhere'}; from the files it would be ${DEFAULTS.legacyDirectory}.`,
    );
  }
  if (cluster.pairsAtBoot !== DEFAULTS.pairsAtBoot) {
    lose(
      'The legacy files have no place for what a pair does at boot',
      `It is ${cluster.pairsAtBoot}; from the files it would be ${DEFAULTS.pairsAtBoot}.`,
    );
  }
  if (cluster.maxDeletions !== null) {
    lose('The legacy files have no place for the deletion budget', 'On import it is the default one.');
  }
  const { maxDelete, maxAgeMs, bandwidthKiB, timeLimitMs } = cluster.syncLimits;
  if (
    !('percent' in maxDelete && `${maxDelete.percent}%` === DEFAULTS.syncMaxDelete) ||
    maxAgeMs !== null ||
    bandwidthKiB !== null ||
    timeLimitMs !== DEFAULTS.syncTimeLimitMs
  ) {
    lose('The legacy files have no place for the limits of file synchronisation', 'On import they are the default ones.');
  }
  if (!equal(cluster.watch, DEFAULTS.watch)) {
    lose('The legacy files have no place for how pairs are watched', 'On import it is the default.');
  }
  if (cluster.checks.length > 0) {
    lose('The legacy files have no place for checks', `There are ${cluster.checks.length}; an import would have none.`);
  }
  const ownFolder = [...cluster.exports, ...cluster.sync].some(({ folder }) => Object.values(folder).some((one) => one !== null));
  if (cluster.directories.length > 0 || ownFolder)
    lose('The legacy files have no place for directories with owner and mode', 'They are left out.');
  if (cluster.packages.length > 0) lose('The legacy files have no place for packages', 'They are left out.');
  if (cluster.database !== null)
    lose('The legacy files have no place for the database', 'Its rows and where it is are left out.');
  ofNodes(
    (node) => node.role === 'active' && node.configure !== null,
    'The legacy files have no place for a pack’s configure command',
    'It is left out.',
  );
  return losses;
}

function isDefaultLicense(cluster: Cluster, firstGui: string | undefined): boolean {
  const { license } = cluster;
  if (license === null) return firstGui === undefined;
  return license.path === DEFAULTS.licensePath && 'fromNode' in license.content && license.content.fromNode === firstGui;
}

function isDefaultConnection(node: ClusterNode, connection: Connection): boolean {
  const own = Object.values(node.interfaces).flatMap(({ address, address6 }) =>
    [address, address6].map((one) => one?.split('/')[0]),
  );
  return (
    connection.transport === 'ssh' &&
    connection.port === DEFAULTS.sshPort &&
    connection.user === DEFAULTS.sshUser &&
    !connection.identityFilesNamed &&
    connection.knownHosts.endsWith('/.ssh/known_hosts') &&
    connection.hostKey === DEFAULTS.hostKey &&
    connection.connectTimeoutMs === DEFAULTS.connectTimeoutMs &&
    connection.commandTimeoutMs === DEFAULTS.commandTimeoutMs &&
    connection.addresses.every((address) => own.includes(address))
  );
}
