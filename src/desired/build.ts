/** Checked draft → Cluster. */
import { centralOf, nodeTypesOf } from './check-types.ts';
import type {
  Cluster,
  ClusterNode,
  Connection,
  LabelledAddress,
  License,
  NodeInterface,
  Running,
  ServiceAddress,
  Variable,
} from './cluster.ts';
import type { Database } from './data.ts';
import { DEFAULTS } from './defaults.ts';
import type { Draft, DraftGroup, DraftInterface, DraftLabelled, DraftNode, DraftVariable, GroupUse } from './draft.ts';
import { buildLease } from './lease.ts';
import { type LocalPlaces, localPath } from './local-path.ts';
import { buildNotify } from './notify.ts';
import type { Report } from './report.ts';
import type { ResolvedNode } from './resolve.ts';
import type { RootPassword } from './root-passwords.ts';
import { isSecretName } from './secret-name.ts';
import type { Placed } from './tree.ts';

export interface Surroundings extends LocalPlaces {
  readonly licenseText: string | null;
  readonly rootPasswords: ReadonlyMap<string, RootPassword>;
}

export interface NodeParts {
  readonly resolved: ResolvedNode;
  readonly serviceAddresses: readonly ServiceAddress[];
  readonly variables: readonly Variable[];
}

/** Rules whose parts are missing can't be here: the caller builds only where nothing was wrong. */
export function build(draft: Draft, nodes: readonly NodeParts[], report: Report, around: Surroundings): Cluster {
  const ssh = draft.ssh;
  const knownHosts = localPath(ssh.knownHosts, around);
  const identityFiles = keyFiles(ssh.identityFiles, around);
  const named = <T, U>(groups: ReadonlyMap<string, DraftGroup<T>>, convert: (items: readonly T[]) => U) =>
    new Map([...groups.values()].map((group) => [group.name, convert(group.items)]));
  return {
    name: draft.name,
    nodes: nodes.map((parts) => buildNode(parts, { draft, report, around, knownHosts, identityFiles })),
    nodeTypes: nodeTypesOf(draft),
    central:
      centralOf(
        draft,
        nodes.map((parts) => parts.resolved),
      ) ?? '',
    groups: {
      serviceAddresses: named(draft.serviceAddresses, labelled),
      packs: named(draft.packs, values),
      variables: named(draft.variables, written),
    },
    exports: draft.exports.map(({ type, path, options, folder }) => ({
      type: type?.value ?? '',
      path: path?.value ?? '',
      options,
      folder,
    })),
    mounts: draft.mounts.map(({ type, from, path, mountPoint, options, mode }) => ({
      type: type?.value ?? '',
      from: from?.value ?? '',
      path: path?.value ?? '',
      mountPoint: mountPoint?.value ?? '',
      options,
      mode,
    })),
    sync: draft.sync.map(({ type, path, exclude, folder }) => ({
      type: type?.value ?? '',
      path: path?.value ?? '',
      exclude,
      folder,
    })),
    syncLimits: draft.syncLimits,
    watch: draft.watch,
    run: runningOf(draft.run),
    adapt: written(draft.adapt),
    vars: draft.vars,
    license: buildLicense(draft, around),
    nfsCheck: draft.nfsCheck,
    legacyDir: draft.legacyDir,
    pairsAtBoot: draft.pairsAtBoot,
    maxDeletions: draft.maxDeletions,
    checks: draft.checks.map((check) => ({
      ...check,
      name: check.name.value,
      nodes: check.nodes === null ? null : values(check.nodes),
    })),
    directories: draft.data.directories.map(({ path, type, nodes: named, owner, group, mode }) => ({
      path: path?.value ?? '',
      type: type?.value ?? null,
      nodes: named?.map(({ value }) => value) ?? null,
      owner,
      group,
      mode,
    })),
    packages: draft.data.packages.map(({ name, version, type }) => ({ name, version, type: type?.value ?? null })),
    database: buildDatabase(draft, nodes),
    sshKeys: draft.sshKeys,
    throughNeighbours: draft.ssh.throughNeighbours,
    rootPasswords: around.rootPasswords,
    lease: buildLease(draft, nodes, around),
    notify: buildNotify(draft, nodes, around),
  };
}

interface NodeContext {
  readonly draft: Draft;
  readonly report: Report;
  readonly around: Surroundings;
  readonly knownHosts: string;
  readonly identityFiles: readonly string[];
}

function buildNode({ resolved, serviceAddresses, variables }: NodeParts, context: NodeContext): ClusterNode {
  const { node } = resolved;
  return {
    name: node.name,
    type: node.type?.value ?? '',
    role: node.backupOf === null ? 'active' : 'standby',
    effectiveType: resolved.effectiveType ?? '',
    backupOf: node.backupOf?.value ?? null,
    standby: resolved.standby,
    interfaces: {
      maintenance: buildInterface(node.interfaces.maintenance),
      equipment: buildInterface(node.interfaces.equipment),
    },
    serviceAddresses,
    services: values(resolved.services),
    configure: configureOf(resolved, context.draft),
    variables,
    declared: {
      serviceAddresses: declared(node.serviceAddresses, labelled),
      pack: declared(node.pack, values),
      variables: declared(node.variables, written),
    },
    syncEveryMs: node.sync?.every?.value ?? null,
    failoverAfterMs: node.failover?.after?.value ?? null,
    hostname: node.hostname?.value ?? (context.draft.hostnames === 'set' ? node.name : null),
    connection: buildConnection(node, context),
    fence: node.fence,
    source: context.report.place(node.at),
  };
}

function buildInterface({ device, address, address6, gateway6, gateway, routes }: DraftInterface): NodeInterface {
  return {
    device,
    address: address?.value.text ?? null,
    address6: address6?.value.text ?? null,
    gateway6: gateway6?.value ?? null,
    gateway: gateway?.value ?? null,
    routes: routes.map(({ to, via, metric }) => ({ to, via, metric })),
  };
}

function buildConnection(node: DraftNode, { draft, around, knownHosts, identityFiles }: NodeContext): Connection {
  const { maintenance, equipment } = node.interfaces;
  // IPv4 of both networks first: that is what every D-MSA has; IPv6 is the last resort.
  const own = [maintenance.address, equipment.address, maintenance.address6, equipment.address6].flatMap(
    (a) => a?.value.host ?? [],
  );
  return {
    transport: node.ssh.transport,
    addresses: node.ssh.addresses ?? own,
    port: node.ssh.port ?? draft.ssh.port,
    user: node.ssh.user ?? draft.ssh.user,
    identityFiles: node.ssh.identityFiles === null ? identityFiles : keyFiles(node.ssh.identityFiles, around),
    identityFilesNamed: node.ssh.identityFiles !== null || draft.ssh.identityFiles !== null,
    knownHosts,
    hostKey: draft.ssh.hostKey,
    connectTimeoutMs: draft.ssh.connectTimeoutMs,
    commandTimeoutMs: draft.ssh.commandTimeoutMs,
  };
}

function keyFiles(named: readonly string[] | null, around: Surroundings): readonly string[] {
  return (named ?? DEFAULTS.identityFiles).map((file) => localPath(file, around));
}

function buildLicense({ license }: Draft, around: Surroundings): License | null {
  if (license === null) return null;
  const content = license.fromNode === null ? { text: around.licenseText ?? '' } : { fromNode: license.fromNode.value };
  return { path: license.path, content };
}

/** A standby without a pack of its own has its active's, and what goes with it. */
function configureOf({ node, active }: ResolvedNode, { data }: Draft): ClusterNode['configure'] {
  const use = node.pack ?? active?.pack ?? null;
  return use?.use === 'named' ? (data.configures.get(use.name) ?? null) : null;
}

function buildDatabase(draft: Draft, nodes: readonly NodeParts[]): Database | null {
  const { database } = draft.data;
  if (database === null) return null;
  const { at: _, varsFrom, types, vars, service, ...rest } = database;
  const node =
    database.node?.value ??
    centralOf(
      draft,
      nodes.map((parts) => parts.resolved),
    ) ??
    '';
  const own = new Map(nodes.find(({ resolved }) => resolved.node.name === node)?.variables.map((one) => [one.name, one]));
  return {
    ...rest,
    node,
    service: service?.value ?? null,
    types: values(types),
    vars: [...written(vars), ...varsFrom.flatMap(({ value }) => own.get(value) ?? [])],
  };
}

function labelled(items: readonly DraftLabelled[]): readonly LabelledAddress[] {
  return items.map(({ label, address }) => ({ label, address: address.text }));
}

function values(items: readonly Placed<string>[]): readonly string[] {
  return items.map((item) => item.value);
}

/** As in the file, nothing expanded. */
function written(items: readonly DraftVariable[]): readonly Variable[] {
  return items.map(({ name, value, fromSecrets }) => ({ name, value, secret: fromSecrets || isSecretName(name) }));
}

function declared<T, U>(use: GroupUse<T> | null, convert: (items: readonly T[]) => U): string | U | null {
  if (use === null) return null;
  return use.use === 'named' ? use.name : convert(use.items);
}

function runningOf({ nodeNames: _, controllersAt: __, ...running }: Draft['run']): Running {
  return running;
}
