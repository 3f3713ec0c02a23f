/**
 * A pair's service address on one of its members: the boot file, and whether it is up here now. Which member holds it is
 * the placement's decision; this kind carries it out, and guards invariant I1 (no address is answered for by two nodes):
 *   - it is never planned to bring one up while the other member holds it or could not be looked at;
 *   - the script that brings it up first makes sure that nobody on that wire answers for it;
 *   - on members of a pair the boot file does not bring it up (`pairsAtBoot: hold`): a node that returns waits (I7).
 *
 * A running address is recognised by the address, wherever it stands and whatever its label: only a wrong device or a wrong
 * prefix is a difference.
 */
import type { Cluster, ClusterNode, ServiceAddress } from '../desired/cluster.ts';
import type { FactRequest, Facts } from './facts.ts';
import { FAILOVER_RECORD, RECORD_NAME } from './failover-record.ts';
import type { Finding, Forecast } from './foretell.ts';
import { HELD_ADDRESS } from './held-address.ts';
import { INTERFACE } from './interface.ts';
import {
  type Change,
  defineKind,
  type NodeContext,
  type Observation,
  type Placement,
  type Resource,
  type ResourceRef,
  type Step,
  type Unknowable,
} from './kind.ts';
import { LEASE, leaseOf } from './lease.ts';
import { legacyFailover } from './legacy-job.ts';
import { hostOf, isIPv6 } from './net/address.ts';
import { changeScript, leaving, type RunningPlace } from './net/claim.ts';
import type { AliasConfig, AliasFiles } from './net/driver.ts';
import { driverOf, NETWORK_FILES } from './net/drivers.ts';
import { wireFindings, wireRequest } from './net/foretell.ts';
import { IP_ADDR, type RunningLink, readLinks } from './net/ip-addr.ts';
import { opening } from './pair.ts';
import { fileGone, running, serviceAddressPrune, text } from './service-address-prune.ts';

export type ServiceAddressSpec = {
  readonly device: string;
  readonly label: string;
  /** Canonical, with prefix length. */
  readonly address: string;
  /** `leave`: who holds it can't be said; its running state is left as it is. */
  readonly held: 'yes' | 'no' | 'leave';
  /** Whether a boot brings it up; null: as the file has it. */
  readonly atBoot: boolean | null;
  /** The same address on the other member of the pair. */
  readonly peers: readonly { readonly node: string; readonly name: string }[];
  /** That of the peers that was fenced: it does not hold the address although it can't be seen. */
  readonly fenced: string | null;
  /** The lease without which it is not brought up: of a pair whose file names an arbiter. */
  readonly lease?: string;
};

export type ServiceAddressState = {
  /** Where the address is up on this node. */
  readonly running: readonly RunningPlace[];
  /** Devices on which it stands without being answered for: IPv6 that another host was found to have. */
  readonly failed: readonly string[];
  /** Where the address that the file gave until now is up, when the file has another than is wanted. */
  readonly former: readonly RunningPlace[];
  readonly file: AliasConfig;
  /** Further files that would bring the address up at boot. */
  readonly elsewhere: readonly AliasConfig[];
};

const SERVICE_ADDRESS = 'service-address';

export const serviceAddress = defineKind<ServiceAddressSpec, ServiceAddressState>({
  name: SERVICE_ADDRESS,
  title: 'service address',

  desired(cluster, placement): readonly Resource<ServiceAddressSpec>[] {
    const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
    return cluster.nodes.flatMap((node) => {
      const other = byName.get(node.backupOf ?? node.standby ?? '');
      return node.serviceAddresses.map((one) => resourceOf(cluster, placement, node, other, one));
    });
  },

  probe: (): readonly FactRequest[] => [IP_ADDR, ...NETWORK_FILES],

  parse(facts: Facts, want) {
    const driver = driverOf(facts.platform);
    const links = readLinks(facts);
    const files = 'unknown' in driver ? driver : driver.readAliases(facts);
    const unread = 'unknown' in links ? links : 'unknown' in files ? files : null;
    const result = new Map<string, Observation<ServiceAddressState>>();
    for (const one of want) {
      if (unread || 'unknown' in links || 'unknown' in files || 'unknown' in driver) {
        result.set(one.name, { status: 'unknown', why: unread?.unknown ?? 'not read' });
      } else {
        const why = driver.refuses(facts, one.spec.device);
        const seen = (): Observation<ServiceAddressState> => observe(one.spec, links, files, driver.aliasHome(facts, one.spec));
        result.set(one.name, why === null ? seen() : { status: 'unknown', why });
      }
    }
    if (!unread && !('unknown' in links) && !('unknown' in files) && !('unknown' in driver)) {
      for (const [label, state] of orphans(want, links, files)) {
        const why = driver.refuses(facts, label.split(':')[0] ?? label);
        result.set(label, why === null ? { status: 'present', state } : { status: 'unknown', why });
      }
    }
    return result;
  },

  exists: (have) => have.file.present || have.running.length > 0,

  compare,

  steps(want, have, context): readonly Step[] {
    const driver = driverOf(context.platform);
    if ('unknown' in driver) return [];
    if (!want) {
      if (!have) return [];
      const files = driver.removeAlias(have.file);
      return have.running.length > 0 ? [...files, changeScript(null, have)] : files;
    }
    const seen = have ?? EMPTY;
    const files =
      fileChanges(want, have, context).length > 0
        ? [
            ...driver.editAlias(have?.file ?? null, want, want.atBoot),
            ...(want.atBoot === false ? seen.elsewhere.flatMap((one) => driver.bootOff(one)) : []),
          ]
        : [];
    return runningChanges(want, seen).length > 0 ? [...files, changeScript(want, seen)] : files;
  },

  // What it waits for besides (services that stop) is of the moment.
  builtOn: ({ after }) => after.filter(({ kind }) => kind === INTERFACE),
  goesAfter: ['service'],
  waitsForUnknown: [LEASE],
  claims: ({ held, address }) => (held === 'yes' ? [hostOf(address)] : []),
  releases: ({ running: up }) => up.map(({ address }) => hostOf(address)),

  prune: serviceAddressPrune,

  // A daemon that takes its file up again drops what the file no longer has: the file's address counts as well.
  takesOff: (want, have) => [
    ...leaving(want, have).map((one) => hostOf(one.address)),
    ...(want || have.file.address === null ? [] : [hostOf(have.file.address)]),
  ],

  foretell(want, have, context): Forecast {
    const seen = have ?? EMPTY;
    const noisy = context.platform.tools.has('arping') || !want || isIPv6(want.address);
    if (want?.held !== 'yes' || runningChanges(want, seen).length === 0) return {};
    const { address, device, peers, fenced } = want;
    const legacy = paused(peers, context) ? null : legacyFailover([context.node, ...peers.map(({ node }) => node)], context);
    const silent: readonly Finding[] = [...(legacy ? [legacy] : []), ...(noisy ? [] : [withoutArping(hostOf(address))])];
    // What this plan brings up, or takes off elsewhere, looks different by then; the script proves it at that moment.
    const interfaceComes = context.planned({ node: context.node, kind: INTERFACE, name: device });
    const released = context.after.some((ref) => peers.some((peer) => peer.node === ref.node && ref.kind === SERVICE_ADDRESS));
    const held = seen.running.length === 0 && !released ? stillHeld(want, context) : null;
    if (held !== null) return { judge: () => [...silent, peerHolds(held)] };
    if (seen.running.length > 0 || interfaceComes || released) return { judge: () => silent };
    // The one that is to be switched off first may answer until then; afterwards the script asks.
    const request = wireRequest(hostOf(address), device, fenced ? 'carrier' : 'answers');
    const found = (facts: Facts): readonly Finding[] => wireFindings(facts.command(request.id), hostOf(address), device, true);
    return {
      requests: [request],
      judge: ({ facts }) => [...found(facts).filter(({ code }) => !fenced || code === 'no-carrier'), ...silent],
    };
  },

  // A node that was fenced would only be waited for; the script itself asks the wire for the address.
  reads(resource): readonly ResourceRef[] {
    const { held, peers, fenced } = resource.spec;
    if (held !== 'yes') return [];
    return peers.filter(({ node }) => node !== fenced).map(({ node, name }) => ({ node, kind: HELD_ADDRESS, name }));
  },

  refuses(want, have, context) {
    if (want?.held !== 'yes' || (have ?? EMPTY).running.length > 0) return null;
    return stillHeld(want, context) ?? mayBeHeld(want, context);
  },
});

/** Where the record is, ha-backup.sh leaves the pair alone (guide: a pause, or what a takeover leaves). */
function paused(peers: ServiceAddressSpec['peers'], { node, look }: NodeContext): boolean {
  const members = [node, ...peers.map((peer) => peer.node)];
  return members.some((member) => look({ node: member, kind: FAILOVER_RECORD, name: RECORD_NAME }).status === 'present');
}

function peerHolds(why: string): Finding {
  return {
    code: 'peer-holds',
    sentence: why,
    detail: 'Taking it off there is no part of this plan. Plan for both members of the pair.',
    severity: 'would-fail',
  };
}

function withoutArping(host: string): Finding {
  return {
    code: 'tool-missing',
    sentence: `there is no arping, so neighbours learn where ${host} is only when their own entries expire`,
    detail: 'That may take some minutes. Install iputils-arping (Debian) or iputils (RHEL).',
    severity: 'warning',
  };
}

const EMPTY: Pick<ServiceAddressState, 'running' | 'failed' | 'former' | 'elsewhere'> = {
  running: [],
  failed: [],
  former: [],
  elsewhere: [],
};

function resourceOf(
  cluster: Cluster,
  placement: Placement,
  node: ClusterNode,
  other: ClusterNode | undefined,
  { device, label, address }: ServiceAddress,
): Resource<ServiceAddressSpec> {
  const holding = placement.get(node.backupOf ?? node.name);
  const holder = holding?.holder ?? null;
  const held = holder === null ? 'leave' : holder === node.name ? 'yes' : 'no';
  const peers = (other?.serviceAddresses ?? [])
    .filter((one) => hostOf(one.address) === hostOf(address))
    .map((one) => ({ node: other?.name ?? '', name: one.label }));
  const atBoot = other && cluster.pairsAtBoot === 'hold' ? false : held === 'leave' ? null : held === 'yes';
  // Released there before it is claimed here; and here, services stop before their address goes.
  const lease = leaseOf(cluster, node);
  const first: readonly ResourceRef[] =
    held === 'yes'
      ? [...lease, ...peers.map((peer) => ({ node: peer.node, kind: SERVICE_ADDRESS, name: peer.name }))]
      : held === 'no'
        ? node.services.map((name) => ({ node: node.name, kind: 'service', name }))
        : [];
  return {
    node: node.name,
    kind: SERVICE_ADDRESS,
    name: label,
    spec: {
      device,
      label,
      address,
      held,
      atBoot,
      peers,
      fenced: holding?.moving?.fenced ?? null,
      ...(lease[0] ? { lease: lease[0].name } : {}),
    },
    after: [{ node: node.name, kind: INTERFACE, name: device }, ...opening(node, holding), ...first],
  };
}

function observe(
  want: ServiceAddressSpec,
  links: ReadonlyMap<string, RunningLink>,
  files: AliasFiles,
  home: AliasConfig,
): Observation<ServiceAddressState> {
  const host = hostOf(want.address);
  const same = files.aliases.filter((one) => one.address !== null && hostOf(one.address) === host);
  const labelled = files.aliases.filter((one) => one.form === 'alias' && one.label === want.label);
  // Where there are aliases, an address among a device's own is in its place only where a boot may bring it up.
  const usable = same.filter((one) => one.form === 'alias' || home.form === 'list' || want.atBoot !== false);
  const file = labelled.find((one) => same.includes(one)) ?? labelled[0] ?? usable[0];
  if (!file && files.unread !== null) return { status: 'unknown', why: files.unread };
  const { running, failed } = placesOf(links, host);
  if (!links.has(want.device) && running.length === 0) {
    return { status: 'unknown', why: `the node has no device ${want.device} for ${want.label}` };
  }
  const before = file && file.address !== null && hostOf(file.address) !== host ? hostOf(file.address) : null;
  const former = before === null ? [] : placesOf(links, before).running;
  const elsewhere = same.filter((one) => one !== file && one.atBoot);
  return { status: 'present', state: { running, failed, former, file: file ?? home, elsewhere } };
}

/** dmsa's own files for addresses that cluster.yaml no longer has. An address that is wanted under another label stays up. */
function orphans(
  want: readonly Resource<ServiceAddressSpec>[],
  links: ReadonlyMap<string, RunningLink>,
  files: AliasFiles,
): readonly (readonly [string, ServiceAddressState])[] {
  const labels = new Set(want.map((one) => one.name));
  const hosts = new Set(want.map((one) => hostOf(one.spec.address)));
  return files.aliases
    .filter((one) => one.own && !labels.has(one.label))
    .map((file) => {
      const host = file.address === null ? null : hostOf(file.address);
      const { running } = host === null || hosts.has(host) ? { running: [] } : placesOf(links, host);
      return [file.label, { running, failed: [], former: [], file, elsewhere: [] }] as const;
    });
}

function placesOf(links: ReadonlyMap<string, RunningLink>, host: string) {
  const running: RunningPlace[] = [];
  const failed: string[] = [];
  for (const link of links.values()) {
    for (const { address, label, failed: duplicate } of link.addresses) {
      if (hostOf(address) !== host) continue;
      if (duplicate) failed.push(link.device);
      else running.push({ device: link.device, label, address });
    }
  }
  return { running, failed };
}

function compare(
  want: ServiceAddressSpec | null,
  have: ServiceAddressState | null,
  context: NodeContext,
): readonly Change[] | Unknowable {
  if (!want) {
    return have ? [...fileGone(have), ...have.running.map((one) => running(text(one), null))] : [];
  }
  const seen = have ?? EMPTY;
  if (want.held === 'yes' && seen.running.length === 0) {
    const doubt = mayBeHeld(want, context);
    if (doubt) return { unknown: doubt };
  }
  return [...fileChanges(want, have, context), ...runningChanges(want, seen)];
}

/** Planned all the same, as the same plan takes it off there first; what is done asks again (`refuses`). */
function stillHeld(want: ServiceAddressSpec, context: Pick<NodeContext, 'node' | 'look'>): string | null {
  const host = hostOf(want.address);
  const peer = want.peers.find(({ node, name }) => context.look({ node, kind: HELD_ADDRESS, name }).status === 'present');
  return peer ? `${peer.node} still holds ${host}: it is brought up on ${context.node} once it has been released there` : null;
}

/** Why it must not be brought up here; null where the other member was seen, or was fenced. */
function mayBeHeld(want: ServiceAddressSpec, context: NodeContext): string | null {
  const host = hostOf(want.address);
  for (const { node, name } of want.peers) {
    const seen = context.look({ node, kind: HELD_ADDRESS, name });
    if (seen.status === 'unknown' && node !== want.fenced) {
      return `${node} may hold ${host} (${seen.why}), so it is not brought up on ${context.node}`;
    }
  }
  return null;
}

function fileChanges(want: ServiceAddressSpec, have: ServiceAddressState | null, context: NodeContext): readonly Change[] {
  const driver = driverOf(context.platform);
  const file = have?.file.present ? have.file : null;
  const changes: Change[] = [];
  const change = (path: string, from: Change['from'], to: Change['to']): void => {
    if (from !== to) changes.push({ path, from, to, where: 'file' });
  };
  const kept = 'unknown' in driver || driver.keepsFile(want.address, want.atBoot ?? file?.atBoot ?? false);
  if (kept || file?.address) change('address', file?.address ?? null, kept ? want.address : null);
  if (kept || file?.atBoot) change('atBoot', file ? file.atBoot : null, want.atBoot ?? file?.atBoot ?? false);
  if (want.atBoot === false) {
    for (const one of have?.elsewhere ?? []) change(`atBoot (${one.path})`, true, false);
  }
  return changes;
}

function runningChanges(want: ServiceAddressSpec, have: Pick<ServiceAddressState, 'running' | 'former'>): readonly Change[] {
  if (want.held === 'leave') return [];
  const wanted = `${want.address} on ${want.device}`;
  const gone = [...have.former, ...(want.held === 'no' ? have.running : [])].map((one) => running(text(one), null));
  if (want.held === 'no') return gone;
  const wrong = have.running.filter((one) => text(one) !== wanted);
  if (wrong.length === 0 && have.running.length > 0) return gone;
  return [running(wrong.map(text).join(', ') || null, wanted), ...gone];
}
