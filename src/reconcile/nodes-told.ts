/** All that the loop that keeps nodes knows, for whoever asks. */
import { unitOf } from '../lease/split.ts';
import type { Gate } from './gate.ts';
import type { NodesTold, NodeTold, ShareWritten } from './nodes-file.ts';
import type { NodesRequest } from './nodes-request.ts';
import { groupBy, type Round } from './nodes-round.ts';
import type { NodeState } from './nodes-state.ts';
import { windowsText } from './windows.ts';

const MOST_A_NODE = 200;
const MOST_UNKNOWN = 50;

export function toldOf(
  { cluster, memory, gate, dryRun, revision, timeZone }: NodesRequest,
  states: ReadonlyMap<string, NodeState>,
  { verdict, orders, open }: Round,
): NodesTold {
  const toWall = Date.now() - performance.now();
  const unknown = groupBy(verdict.plan.unknown);
  return {
    mode: cluster.run.mode,
    dryRun,
    revision: { digest: revision, approval: orders.approvals.find(({ digest }) => digest === revision) ?? null },
    window: cluster.run.windows.length === 0 ? null : { open, text: windowsText(cluster.run, timeZone) },
    suspensions: orders.suspensions,
    nodes: [...states.values()].map((state): NodeTold => {
      const differences = [...(memory.told.get(state.name)?.values() ?? [])];
      return {
        name: state.name,
        reachable: state.triedMs === null ? null : state.why === null,
        seenMs: state.seenMs,
        why: state.why,
        nextMs: state.acting || state.looking ? null : Math.round(state.dueMs + toWall),
        differences: differences.slice(0, MOST_A_NODE),
        more: Math.max(0, differences.length - MOST_A_NODE),
        unknown: (unknown.get(state.name) ?? []).slice(0, MOST_UNKNOWN).map(({ kind, name, why }) => `${kind} ${name}: ${why}`),
        doing: state.doing,
        stream: state.stream,
      };
    }),
    share: gate ? shareOf(gate, cluster) : null,
    trails: [...memory.trails],
    failures: [...memory.failures],
    deleted: memory.deleted,
  };
}

function shareOf(gate: Gate, { nodes }: NodesRequest['cluster']): ShareWritten {
  const { controller, alive, silent, units } = gate.told();
  const keptBy = nodes.map((node) => [node.name, units.get(unitOf(node)) ?? null] as const);
  const names = [...new Set([controller, ...alive])].sort();
  return {
    controller,
    controllers: names.map((name) => ({ name, nodes: keptBy.filter(([, by]) => by === name).length })),
    keptBy,
    silent: silent?.why ?? null,
  };
}
