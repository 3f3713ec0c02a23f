import { appliedSpecs, type ParsedManifest, parseManifest } from '../apply/manifest.ts';
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { MANIFEST_PATH } from '../diff/manifest.ts';
import { asResource, type Orphan, parseOrphans, type SeenOrphan } from '../diff/orphans.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import type { AnyKind, Observation, Resource } from '../kinds/kind.ts';
import { type LookProgress, observeNodes } from '../observe/nodes.ts';
import { observeKinds } from '../observe/resources.ts';
import { loginKeys } from '../transport/login-keys.ts';
import type { Target, Transport } from '../transport/transport.ts';
import { compile, unseenPlacement, type Wanted } from './compile.ts';
import type { DecideInput, Seen } from './decide.ts';
import { orphansOf } from './orphans.ts';
import { UNCONFIRMED_REQUESTS, unconfirmedIn } from './unconfirmed.ts';

export interface LookRequest {
  readonly cluster: Cluster;
  readonly kinds: readonly AnyKind[];
  readonly transport: Transport;
  /** The nodes that may be changed; null: all. */
  readonly selected: ReadonlySet<string> | null;
  /** How many nodes are looked at at the same time. */
  readonly parallel: number;
  /** Only at the selected nodes, not at what they depend on: what was seen of that before is known to whoever asks. */
  readonly alone?: boolean;
  /** What `compile` makes of the cluster, where it is known. */
  readonly wanted?: Wanted;
  readonly onProgress?: (progress: LookProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Looks at every selected node and at those that they depend on, in one round trip each, and gives `decide` what it needs.
 * A node that can't be looked at is a value, not an error.
 */
export async function lookAtCluster(request: LookRequest): Promise<DecideInput> {
  const { cluster, kinds, transport } = request;
  const selected = request.selected ?? new Set(cluster.nodes.map((node) => node.name));
  const wanted = request.wanted ?? compile(cluster, kinds, unseenPlacement(cluster));
  const scope = request.alone ? wholeOf(wanted.byNode, selected) : scopeOf(cluster, kinds, wanted.byNode, selected);
  const nodes = cluster.nodes.filter((node) => scope.has(node.name));
  const nowMs = Date.now();
  const looks = await observeNodes({
    targets: nodes.map((node) => ({
      target: targetOf(node),
      requests: requestsOf(kinds, scope.get(node.name) ?? new Map()),
    })),
    transport,
    concurrency: request.parallel,
    ...(request.onProgress ? { onProgress: request.onProgress } : {}),
    ...(request.signal ? { signal: request.signal } : {}),
  });
  const seen = new Map<string, Seen>();
  const observations = new Map<string, ReadonlyMap<string, ReadonlyMap<string, Observation>>>();
  for (const { name } of nodes) {
    const look = looks.get(name);
    if (!look) continue;
    if (!look.reachable) {
      seen.set(name, { reachable: false, error: look.diagnostic });
      continue;
    }
    const parsed = listOf(look.facts);
    const list = parsed.status === 'known' ? parsed.entries : null;
    const { platform } = look.facts;
    const unconfirmed = unconfirmedIn(look.facts);
    seen.set(name, { reachable: true, via: look.via, platform, manifest: appliedSpecs(parsed), list, unconfirmed });
    observations.set(name, observeKinds(kinds, scope.get(name) ?? new Map(), look.facts));
  }
  for (const [name, orphans] of await lookAtOrphans(
    request,
    nodes.filter((node) => selected.has(node.name)),
    wanted,
    seen,
  )) {
    const node = seen.get(name);
    if (node?.reachable) seen.set(name, { ...node, orphans });
  }
  return { cluster, kinds, selected, seen, observations, loginKeys: await loginKeys(nodes), nowMs };
}

/**
 * A second look, at nodes whose list knows of something that nobody wants any more and that bears no mark of dmsa's: what has
 * to be looked at is not known before the list is. Rare, and small.
 */
async function lookAtOrphans(
  { kinds, transport, parallel, signal }: LookRequest,
  nodes: readonly ClusterNode[],
  wanted: Wanted,
  seen: ReadonlyMap<string, Seen>,
): Promise<ReadonlyMap<string, readonly SeenOrphan[]>> {
  const byNode = new Map(
    nodes.flatMap((node) => {
      const look = seen.get(node.name);
      const orphans = look?.reachable && look.list ? orphansOf(wanted, kinds, node.name, look.list) : [];
      return orphans.length > 0 ? [[node.name, orphans] as const] : [];
    }),
  );
  if (byNode.size === 0) return new Map();
  const kindsOf = (orphans: readonly Orphan[]) => kinds.filter((kind) => orphans.some((orphan) => orphan.kind === kind.name));
  const looks = await observeNodes({
    targets: nodes.flatMap((node) => {
      const orphans = byNode.get(node.name);
      if (!orphans) return [];
      const requests = kindsOf(orphans).flatMap((kind) =>
        kind.probe(orphans.filter((orphan) => orphan.kind === kind.name).map(asResource)),
      );
      return [{ target: targetOf(node), requests }];
    }),
    transport,
    concurrency: parallel,
    ...(signal ? { signal } : {}),
  });
  return new Map(
    [...byNode].map(([name, orphans]) => {
      const look = looks.get(name);
      const why = look && !look.reachable ? look.diagnostic.summary : 'it was not looked at';
      const parsed = new Map(
        look?.reachable
          ? kindsOf(orphans).map((kind) => [
              kind.name,
              parseOrphans(
                kind,
                look.facts,
                orphans.filter((orphan) => orphan.kind === kind.name),
              ),
            ])
          : [],
      );
      return [
        name,
        orphans.map((orphan) => ({
          ...orphan,
          observation: parsed.get(orphan.kind)?.get(orphan.name) ?? { status: 'unknown', why },
        })),
      ];
    }),
  );
}

function listOf(facts: Facts): ParsedManifest {
  const file = facts.file(MANIFEST_PATH);
  if (file.status === 'unknown') return file;
  return parseManifest(file.status === 'absent' ? null : file.text);
}

export function targetOf(node: ClusterNode): Target {
  return { node: node.name, connection: node.connection };
}

/** -n NODE means that node and its standby, as with the legacy scripts. */
export function withStandbys(cluster: Cluster, names: readonly string[]): ReadonlySet<string> {
  const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
  return new Set(
    names.flatMap((name) => {
      const standby = byName.get(name)?.standby ?? null;
      return standby === null ? [name] : [name, standby];
    }),
  );
}

type Scope = ReadonlyMap<string, ReadonlyMap<string, readonly Resource[]>>;

function wholeOf(byNode: Wanted['byNode'], selected: ReadonlySet<string>): Scope {
  return new Map([...selected].map((name) => [name, byNode.get(name) ?? new Map()]));
}

/**
 * What to look at on which node: all of the selected ones; all of the other member of their pairs, as who holds a pair's
 * addresses is decided from both; and on further nodes only what the selected ones' resources read.
 */
function scopeOf(
  cluster: Cluster,
  kinds: readonly AnyKind[],
  byNode: ReadonlyMap<string, ReadonlyMap<string, readonly Resource[]>>,
  selected: ReadonlySet<string>,
): Scope {
  const scope = new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  const whole = new Set<string>();
  for (const node of cluster.nodes) {
    if (!selected.has(node.name)) continue;
    whole.add(node.name);
    if (node.backupOf !== null) whole.add(node.backupOf);
    if (node.standby !== null) whole.add(node.standby);
  }
  for (const name of whole) scope.set(name, byNode.get(name) ?? new Map());
  if (whole.size === cluster.nodes.length) return scope;
  const further = new Map<string, Map<string, Map<string, Resource>>>();
  for (const name of selected) {
    for (const [kindName, resources] of byNode.get(name) ?? []) {
      const kind = kinds.find((one) => one.name === kindName);
      if (!kind?.reads) continue;
      for (const resource of resources) {
        for (const ref of kind.reads(resource)) {
          if (whole.has(ref.node)) continue;
          const found = byNode
            .get(ref.node)
            ?.get(ref.kind)
            ?.find((one) => one.name === ref.name);
          if (!found) continue;
          const node = further.get(ref.node) ?? new Map<string, Map<string, Resource>>();
          further.set(ref.node, node);
          const list = node.get(ref.kind) ?? new Map<string, Resource>();
          node.set(ref.kind, list);
          list.set(ref.name, found);
        }
      }
    }
  }
  for (const [name, node] of further) {
    scope.set(name, new Map([...node].map(([kind, list]) => [kind, [...list.values()]])));
  }
  return scope;
}

function requestsOf(kinds: readonly AnyKind[], wanted: ReadonlyMap<string, readonly Resource[]>): readonly FactRequest[] {
  return [{ type: 'file', path: MANIFEST_PATH }, ...UNCONFIRMED_REQUESTS, ...requestsOfKinds(kinds, wanted)];
}

/** What a look at a node asks for, without dmsa's own notes there. */
export function requestsOfKinds(
  kinds: readonly AnyKind[],
  wanted: ReadonlyMap<string, readonly Resource[]>,
): readonly FactRequest[] {
  // A kind without resources here may still have left something behind that nobody wants any more.
  return kinds.flatMap((kind) => kind.probe(wanted.get(kind.name) ?? []));
}
