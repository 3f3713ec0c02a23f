/** All that `dmsa run` knows, kept for whoever asks over the network, and told to whoever listens as it changes. */
import equal from 'fast-deep-equal';
import type { Cluster } from '../desired/cluster.ts';
import type { Told } from '../events/loop-event.ts';
import type { Revision } from '../git/revision.ts';
import type { Evidence } from '../ha/evidence.ts';
import type { FileInForce } from '../reconcile/evidence-file.ts';
import type { NodesTold } from '../reconcile/nodes-file.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import { type Brief, briefOf } from './brief.ts';
import type { EventHistory } from './history.ts';
import { createRuns, type Run, type RunAction, type Runs } from './runs.ts';
import { type Head, headOf, type NodeView, nodeView, type PairView, pairView } from './shown.ts';

export type Patch =
  | { readonly type: 'head'; readonly data: Head }
  | { readonly type: 'nodes'; readonly data: readonly NodeView[] }
  | { readonly type: 'pairs'; readonly data: readonly PairView[] }
  | { readonly type: 'event'; readonly data: Brief }
  | { readonly type: 'run'; readonly data: Run }
  | { readonly type: 'action'; readonly data: { readonly run: number; readonly action: RunAction } }
  | { readonly type: 'job'; readonly data: object };

/** A file, and where it comes from a branch the revision too. */
export type SourceInForce = FileInForce & { readonly revision?: Revision };

export interface BoardOptions {
  readonly version: string;
  readonly by: { readonly user: string; readonly host: string; readonly pid: number; readonly startedMs: number };
  readonly haOnly: boolean;
  readonly acts: boolean;
  /** null: the loop does not last so long. */
  readonly file: (() => SourceInForce) | null;
  readonly history: EventHistory;
  /** The time of day, and one that never goes back: since the process began. */
  readonly clock: { readonly wallMs: () => number; readonly upMs: () => number };
}

/** When it was told, by both clocks. */
export type Noted<What> = What & { readonly atMs: number; readonly upMs: number };

export interface Known {
  readonly options: BoardOptions;
  readonly cluster: Cluster;
  /** Actives of the pairs that are kept here. */
  readonly kept: ReadonlySet<string>;
  /** null: nothing is known yet. */
  readonly nodes: Noted<{ readonly told: NodesTold }> | null;
  readonly evidence: ReadonlyMap<string, Noted<{ readonly evidence: Evidence }>>;
  readonly runs: Runs;
  readonly history: EventHistory;
}

export interface Board {
  readonly known: () => Known;
  readonly head: () => Head;
  readonly nodes: () => readonly NodeView[];
  readonly pairs: () => readonly PairView[];
  /** The file in force has changed, or is known for the first time. */
  readonly noteCluster: (cluster: Cluster, kept: ReadonlySet<string>) => void;
  readonly noteNodes: (told: NodesTold) => void;
  readonly noteEvidence: (evidence: Evidence) => void;
  readonly hear: (told: Told) => void;
  readonly tell: (patch: Patch) => void;
  readonly listen: (hear: (patch: Patch) => void) => () => void;
}

export function createBoard(options: BoardOptions, cluster: Cluster, kept: ReadonlySet<string>): Board {
  const { clock } = options;
  const now = () => ({ atMs: clock.wallMs(), upMs: clock.upMs() });
  const listeners = new Set<(patch: Patch) => void>();
  const runs = createRuns();
  const { history } = options;
  let known: Known = { options, cluster, kept, nodes: null, evidence: new Map(), runs, history };
  let views: ReadonlyMap<string, NodeView> = new Map();
  let pairs: ReadonlyMap<string, PairView> = new Map();
  let head = headOf(known, now());

  const tell = (patch: Patch): void => {
    for (const hear of [...listeners]) hear(patch);
  };
  const tellHead = (): void => {
    const next = headOf(known, now());
    const { nowMs: _, toldMs: __, ...after } = next;
    const { nowMs: ___, toldMs: ____, ...before } = head;
    head = next;
    if (!equal(after, before)) tell({ type: 'head', data: next });
  };
  const renewNodes = (): void => {
    const told = new Map((known.nodes?.told.nodes ?? []).map((one) => [one.name, one]));
    const next = known.cluster.nodes.map((node) => nodeView(node, told.get(node.name) ?? null));
    const changed = next.filter((one) => !equal(one, views.get(one.name)));
    views = new Map(next.map((one) => [one.name, one]));
    if (changed.length > 0) tell({ type: 'nodes', data: changed });
    tellHead();
  };
  const renewPairs = (): void => {
    const next = pairsIn(known.cluster).map((members) =>
      pairView(members, known.kept.has(members.active.name), known.evidence.get(members.active.name) ?? null),
    );
    const changed = next.filter((one) => !equal(stable(one), stable(pairs.get(one.active) ?? null)));
    pairs = new Map(next.map((one) => [one.active, one]));
    if (changed.length > 0) tell({ type: 'pairs', data: changed });
    tellHead();
  };
  renewNodes();
  renewPairs();
  return {
    known: () => known,
    head: () => headOf(known, now()),
    nodes: () => [...views.values()],
    pairs: () => [...pairs.values()],
    noteCluster(of, actives) {
      const evidence = new Map([...known.evidence].filter(([active]) => actives.has(active)));
      known = { ...known, cluster: of, kept: actives, evidence };
      renewNodes();
      renewPairs();
    },
    noteNodes(told) {
      known = { ...known, nodes: { told, ...now() } };
      renewNodes();
    },
    noteEvidence(evidence) {
      known = { ...known, evidence: new Map([...known.evidence, [evidence.active, { evidence, ...now() }]]) };
      renewPairs();
    },
    hear(told) {
      const { event, at } = told;
      if (event.of === 'step') {
        const of = event.pair !== null ? `pair ${event.pair}` : event.node !== null ? `node ${event.node}` : 'by hand';
        const news = runs.hear(of, event.event, at.getTime());
        if (news) tell('run' in news ? { type: 'action', data: news } : { type: 'run', data: news });
        return;
      }
      const brief = briefOf(told, told.id ?? history.lastId() + 1);
      if (!brief) return;
      history.add(brief);
      tell({ type: 'event', data: brief });
    },
    tell,
    listen(hear) {
      listeners.add(hear);
      return () => {
        listeners.delete(hear);
      };
    },
  };
}

/** When it was checked changes at each check, and is no news by itself. */
function stable(view: PairView | null): object | null {
  if (!view?.evidence) return view;
  return { ...view, atMs: null, evidence: { ...view.evidence, checkedMs: null, lookedMs: null } };
}
