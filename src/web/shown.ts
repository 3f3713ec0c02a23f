/** What is shown of nodes and pairs: what the loop knows, with what the file says of them. Pure. */
import type { ClusterNode } from '../desired/cluster.ts';
import type { Evidence } from '../ha/evidence.ts';
import type { Members } from '../ha/moved.ts';
import type { Difference, NodesTold, NodeTold } from '../reconcile/nodes-file.ts';
import type { Known, SourceInForce } from './board.ts';
import { liveness, readiness } from './health.ts';

export type Head = {
  readonly cluster: string;
  readonly version: string;
  readonly by: Known['options']['by'];
  readonly nowMs: number;
  /** When the loop of nodes last said what it knows; null: not yet, or there is none. */
  readonly toldMs: number | null;
  readonly haOnly: boolean;
  /** Whether anything can be done with a token. */
  readonly acts: boolean;
  readonly mode: string | null;
  readonly dryRun: boolean;
  readonly intervalMs: number;
  readonly revision: NodesTold['revision'] | null;
  readonly file: SourceInForce | null;
  readonly window: NodesTold['window'];
  readonly suspensions: NodesTold['suspensions'];
  readonly counts: Counts;
  readonly live: boolean;
  readonly ready: boolean;
  /** Why it is not ready, or not live. */
  readonly reasons: readonly string[];
};

export type Counts = {
  readonly nodes: number;
  readonly asWanted: number;
  readonly unreached: number;
  /** Not looked at yet, or with things that could not be seen. */
  readonly unknown: number;
  readonly differing: number;
  readonly differences: number;
  readonly fights: number;
};

/** A difference without its fields: those are asked for by node. */
export type DifferenceView = Omit<Difference, 'fields'>;

export type NodeView = {
  readonly name: string;
  readonly type: string;
  readonly role: 'active' | 'standby' | 'single';
  /** The other member of its pair. */
  readonly partner: string | null;
  readonly addresses: readonly { readonly network: string; readonly address: string }[];
  readonly reachable: boolean | null;
  readonly seenMs: number | null;
  readonly nextMs: number | null;
  readonly why: string | null;
  readonly doing: string | null;
  readonly unknown: readonly string[];
  readonly differences: readonly DifferenceView[];
  readonly more: number;
};

export type PairView = {
  readonly active: string;
  readonly standby: string;
  readonly type: string;
  /** Kept by this dmsa. */
  readonly kept: boolean;
  readonly serviceAddresses: readonly { readonly label: string; readonly address: string }[];
  readonly services: readonly string[];
  /** When what is known of it was told; null: nothing is. */
  readonly atMs: number | null;
  readonly evidence: Evidence | null;
};

export function nodeView(node: ClusterNode, told: NodeTold | null): NodeView {
  const { interfaces } = node;
  return {
    name: node.name,
    type: node.type,
    role: node.role === 'standby' ? 'standby' : node.standby === null ? 'single' : 'active',
    partner: node.backupOf ?? node.standby,
    addresses: Object.entries(interfaces).flatMap(([network, one]) =>
      one.address === null ? [] : [{ network, address: one.address }],
    ),
    reachable: told?.reachable ?? null,
    seenMs: told?.seenMs ?? null,
    nextMs: told?.nextMs ?? null,
    why: told?.why ?? null,
    doing: told?.doing ?? null,
    unknown: told?.unknown ?? [],
    differences: (told?.differences ?? []).map(({ fields: _, ...rest }) => rest),
    more: told?.more ?? 0,
  };
}

export function pairView(
  { active, standby }: Members,
  kept: boolean,
  seen: { readonly evidence: Evidence; readonly atMs: number } | null,
): PairView {
  return {
    active: active.name,
    standby: standby.name,
    type: active.effectiveType,
    kept,
    serviceAddresses: active.serviceAddresses.map(({ label, address }) => ({ label, address })),
    services: active.services,
    atMs: seen?.atMs ?? null,
    evidence: seen?.evidence ?? null,
  };
}

export function headOf(known: Known, now: { readonly atMs: number; readonly upMs: number }): Head {
  const { options, cluster, nodes } = known;
  const told = nodes?.told ?? null;
  const live = liveness(known, now.upMs);
  const ready = readiness(known);
  return {
    cluster: cluster.name,
    version: options.version,
    by: options.by,
    nowMs: now.atMs,
    toldMs: nodes?.atMs ?? null,
    haOnly: options.haOnly,
    acts: options.acts,
    mode: told?.mode ?? null,
    dryRun: told?.dryRun ?? false,
    intervalMs: cluster.run.intervalMs,
    revision: told?.revision ?? null,
    file: options.file?.() ?? null,
    window: told?.window ?? null,
    suspensions: told?.suspensions ?? [],
    counts: countsOf(known),
    live: live.length === 0,
    ready: ready.length === 0,
    reasons: [...live, ...ready],
  };
}

export function countsOf({ cluster, nodes }: Pick<Known, 'cluster' | 'nodes'>): Counts {
  const told = nodes?.told.nodes ?? [];
  const size = ({ differences, more }: NodeTold): number => differences.length + more;
  const looked = told.filter(({ reachable }) => reachable === true);
  return {
    nodes: cluster.nodes.length,
    asWanted: looked.filter((one) => size(one) === 0 && one.unknown.length === 0).length,
    unreached: told.filter(({ reachable }) => reachable === false).length,
    unknown:
      cluster.nodes.length -
      told.filter(({ reachable }) => reachable !== null).length +
      looked.filter(({ unknown }) => unknown.length > 0).length,
    differing: told.filter((one) => size(one) > 0).length,
    differences: told.reduce((sum, one) => sum + size(one), 0),
    fights: (nodes?.told.trails ?? []).filter(([, { fightMs }]) => fightMs !== null).length,
  };
}
