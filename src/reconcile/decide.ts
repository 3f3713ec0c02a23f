import type { Cluster } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { differences, type NodeInput } from '../diff/build.ts';
import type { Manifest } from '../diff/manifest.ts';
import type { Plan, PlanNode } from '../diff/plan.ts';
import { place } from '../ha/placement.ts';
import type { Platform } from '../kinds/facts.ts';
import { type AnyKind, type Observation, type ResourceRef, resourceId } from '../kinds/kind.ts';
import { compile, type Wanted } from './compile.ts';

/** What was seen: by node, then kind, then name. */
export type Observations = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Observation>>>;

export type Seen =
  | { readonly reachable: true; readonly via: string; readonly platform: Platform; readonly manifest: Manifest | null }
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
}

export interface Verdict {
  readonly plan: Plan;
  readonly wanted: Wanted;
}

/**
 * The one decision of dmsa, for plan, apply and run alike: who holds what, what differs, what is to be done in which
 * order. Pure: the same input gives the same plan, which is what lets a saved plan be checked and a tick be replayed.
 */
export function decide(input: DecideInput): Verdict {
  const { cluster, kinds, selected, seen, observations } = input;
  const look = (ref: ResourceRef): Observation => {
    const node = seen.get(ref.node);
    if (node && !node.reachable) return { status: 'unknown', why: `${ref.node} could not be looked at: ${node.error.summary}` };
    const found = observations.get(ref.node)?.get(ref.kind)?.get(ref.name);
    return found ?? { status: 'unknown', why: `${ref.node} was not looked at for ${ref.kind} ${ref.name}` };
  };
  const placement = place(cluster, look);
  const wanted = compile(cluster, kinds, placement);
  const inputs: NodeInput[] = [];
  const nodes: PlanNode[] = [];
  for (const [name, node] of seen) {
    const mine = wanted.byNode.get(name);
    let resources = 0;
    if (mine && selected.has(name)) {
      for (const list of mine.values()) resources += list.length;
      if (node.reachable) {
        inputs.push({
          node: name,
          context: { node: name, platform: node.platform, look, loginKeys: input.loginKeys?.get(name) ?? [] },
          manifest: node.manifest,
          kinds: kinds.flatMap((kind) => {
            const want = mine.get(kind.name) ?? [];
            const found = observations.get(name)?.get(kind.name) ?? new Map();
            return want.length > 0 || found.size > 0 ? [{ kind, want, seen: found }] : [];
          }),
        });
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
  const found = differences(inputs, (id) => (wanted.get(id)?.after ?? []).map(resourceId));
  return {
    wanted,
    plan: {
      cluster: cluster.name,
      nodes,
      actions: found.actions,
      unknown: found.unknown,
      problems: found.problems,
      holdings: [...placement]
        .filter(([active]) => concerns(cluster, active, selected))
        .map(([active, holding]) => ({ active, ...holding })),
    },
  };
}

/** Of pairs that were not looked at nothing is known, and nothing is planned. */
function concerns(cluster: Cluster, active: string, selected: ReadonlySet<string>): boolean {
  if (selected.has(active)) return true;
  return (
    selected.size < cluster.nodes.length && cluster.nodes.some((node) => node.backupOf === active && selected.has(node.name))
  );
}
