import type { Cluster } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { differences, type NodeInput } from '../diff/build.ts';
import type { Manifest, ManifestEntries } from '../diff/manifest.ts';
import { type SeenOrphan, unwanted } from '../diff/orphans.ts';
import type { Plan, PlanNode, UnknownResource } from '../diff/plan.ts';
import { place } from '../ha/placement.ts';
import type { Platform } from '../kinds/facts.ts';
import { type AnyKind, type Observation, type Resource, type ResourceRef, resourceId, type Sighting } from '../kinds/kind.ts';
import type { Transition } from '../kinds/pair-files.ts';
import { compile } from './compile.ts';
import { isWanted, type WantedAndOrphans, withLists } from './orphans.ts';
import { type Unconfirmed, unconfirmedProblem } from './unconfirmed.ts';

/** What was seen: by node, then kind, then name. */
export type Observations = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Observation>>>;

export type Seen =
  | {
      readonly reachable: true;
      readonly via: string;
      readonly platform: Platform;
      readonly manifest: Manifest | null;
      /** All of the node's list; null where it could not be read. */
      readonly list?: ManifestEntries | null;
      /** What only the list knows for dmsa's and nobody wants any more, as it was seen. */
      readonly orphans?: readonly SeenOrphan[];
      /** A change on it that nobody has confirmed yet. */
      readonly unconfirmed?: Unconfirmed | null;
    }
  | { readonly reachable: false; readonly error: Diagnostic };

export interface DecideInput {
  readonly cluster: Cluster;
  readonly kinds: readonly AnyKind[];
  /** The nodes that may be changed. Others may have been looked at because these depend on them. */
  readonly selected: ReadonlySet<string>;
  /** Every node that was looked at, in file order. */
  readonly seen: ReadonlyMap<string, Seen>;
  readonly observations: Observations;
  /** By node: the public keys (base64) that dmsa may log in with. */
  readonly loginKeys?: ReadonlyMap<string, readonly string[]>;
  /** When it was looked, milliseconds since 1970: an input like the others. Without it what has an end has not come to it. */
  readonly nowMs?: number;
  /** By active: the takeover or failback that is to be begun or taken further. */
  readonly intents?: ReadonlyMap<string, Transition>;
}

export interface Verdict {
  readonly plan: Plan;
  readonly wanted: WantedAndOrphans;
}

const NONE: readonly Resource[] = [];
const NOTHING: ReadonlyMap<string, Observation> = new Map();

/**
 * The one decision of dmsa, for plan, apply and run alike: who holds what, what differs, what is to be done in which
 * order. Pure: the same input gives the same plan, which is what lets a saved plan be checked and a tick be replayed.
 */
export function decide(input: DecideInput): Verdict {
  const { cluster, kinds, selected, seen, observations } = input;
  const look = lookIn(input);
  const placement = place(cluster, look, input);
  const wanted = withLists(compile(cluster, kinds, placement), kinds, seen);
  const left: UnknownResource[] = [];
  const inputs: NodeInput[] = [];
  const waysIn = new Map(cluster.nodes.map((node) => [node.name, node.connection.addresses]));
  const nodes: PlanNode[] = [];
  for (const [name, node] of seen) {
    const mine = wanted.byNode.get(name);
    let resources = 0;
    if (mine && selected.has(name)) {
      for (const list of mine.values()) resources += list.length;
      if (node.reachable) {
        const observed = observations.get(name);
        inputs.push({
          node: name,
          context: {
            node: name,
            platform: node.platform,
            look,
            waysIn: waysIn.get(name) ?? [],
            loginKeys: input.loginKeys?.get(name) ?? [],
          },
          manifest: node.manifest,
          list: node.list ?? new Map(),
          orphans: node.orphans ?? [],
          kinds: kinds.flatMap((kind) => {
            const want = mine.get(kind.name) ?? NONE;
            const found = observed?.get(kind.name) ?? NOTHING;
            const orphaned = node.orphans?.some((orphan) => orphan.kind === kind.name) ?? false;
            return want.length > 0 || found.size > 0 || orphaned ? [{ kind, want, seen: found }] : [];
          }),
        });
        for (const one of unwanted(node.list ?? new Map(), kinds, (kind, of) => isWanted(wanted, name, kind, of))) {
          if (one.kind.keeps !== undefined && one.entry.files.length > 0 && (one.entry.made ?? null) === null)
            left.push({ node: name, kind: one.kind.name, name: one.name, why: one.kind.keeps });
        }
      }
    }
    nodes.push({
      name,
      reachable: node.reachable,
      via: node.reachable ? node.via : null,
      selected: selected.has(name),
      error: node.reachable ? null : node.error,
      resources,
    });
  }
  const names = new Set(cluster.nodes.map((node) => node.name));
  const found = differences(
    inputs,
    (id) => (wanted.get(id)?.after ?? []).map(resourceId),
    (name) => names.has(name),
  );
  return {
    wanted,
    plan: {
      cluster: cluster.name,
      nodes,
      actions: found.actions,
      unknown: found.unknown,
      problems: [...waitingOn(seen), ...found.problems, ...findingsOf(input, wanted)],
      left: [...left, ...found.left],
      holdings: [...placement]
        .filter(([active]) => concerns(cluster, active, selected))
        .map(([active, holding]) => ({ active, ...holding })),
    },
  };
}

/** What was seen of any resource; unknown, with the reason, where it was not. */
export function lookIn({ seen, observations }: Pick<DecideInput, 'seen' | 'observations'>): (ref: ResourceRef) => Observation {
  return (ref) => {
    const node = seen.get(ref.node);
    if (node && !node.reachable) return { status: 'unknown', why: `${ref.node} could not be looked at: ${node.error.summary}` };
    const found = observations.get(ref.node)?.get(ref.kind)?.get(ref.name);
    return found ?? { status: 'unknown', why: `${ref.node} was not looked at for ${ref.kind} ${ref.name}` };
  };
}

function waitingOn(seen: DecideInput['seen']): readonly Diagnostic[] {
  return [...seen].flatMap(([name, node]) =>
    node.reachable && node.unconfirmed ? [unconfirmedProblem(name, node.unconfirmed)] : [],
  );
}

/** What kinds find worth a warning, in all that was looked at. */
function findingsOf({ kinds, seen, observations }: DecideInput, wanted: WantedAndOrphans): readonly Diagnostic[] {
  return kinds.flatMap((kind) => {
    if (!kind.findings) return [];
    const sightings = [...seen].flatMap(([node, { reachable }]): readonly Sighting[] => {
      if (!reachable) return [];
      const found = observations.get(node)?.get(kind.name) ?? NOTHING;
      if (found.size === 0) return [];
      const specs = new Map(wanted.ofKind(node, kind.name).map(({ name, spec }) => [name, spec]));
      return [...found].map(([name, one]) => ({ node, kind: kind.name, name, want: specs.get(name) ?? null, seen: one }));
    });
    return kind.findings(sightings);
  });
}

/** Of pairs that were not looked at nothing is known, and nothing is planned. */
function concerns(cluster: Cluster, active: string, selected: ReadonlySet<string>): boolean {
  if (selected.has(active)) return true;
  return (
    selected.size < cluster.nodes.length && cluster.nodes.some((node) => node.backupOf === active && selected.has(node.name))
  );
}
