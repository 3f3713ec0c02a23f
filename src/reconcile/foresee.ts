import type { Diagnostic } from '../diagnostic.ts';
import { forecasts, withFindings } from '../diff/foretell.ts';
import type { Plan } from '../diff/plan.ts';
import type { Finding } from '../kinds/foretell.ts';
import { observeNodes } from '../observe/nodes.ts';
import type { Transport } from '../transport/transport.ts';
import type { Wanted } from './compile.ts';
import { type DecideInput, lookerOf } from './decide.ts';
import { targetOf } from './look.ts';

export interface ForeseeRequest {
  readonly plan: Plan;
  readonly wanted: Wanted;
  readonly seen: DecideInput;
  readonly transport: Transport;
  readonly parallel: number;
  readonly signal?: AbortSignal;
}

/**
 * Puts into a plan what its actions would fail by. A second, small look at the nodes that have actions, and only at those, over
 * the connections that are open: a converged cluster pays nothing for it. Changes nothing on the nodes. What can't be found
 * out is a warning of the plan, never a finding.
 */
export async function foresee(request: ForeseeRequest): Promise<Plan> {
  const { plan, wanted, seen, transport, signal } = request;
  if (plan.actions.length === 0) return plan;
  const look = lookerOf(seen);
  const expected = forecasts({
    plan,
    kinds: seen.kinds,
    wantOf: (id) => wanted.get(id)?.spec ?? null,
    contextOf: (name) => {
      const node = seen.seen.get(name);
      return node?.reachable ? { node: name, platform: node.platform, look } : null;
    },
  });
  const looks = await observeNodes({
    targets: seen.cluster.nodes.flatMap((node) => {
      const forecast = expected.get(node.name);
      return forecast ? [{ target: targetOf(node), requests: forecast.requests }] : [];
    }),
    transport,
    concurrency: request.parallel,
    ...(signal ? { signal } : {}),
  });
  const findings = new Map<string, readonly Finding[]>();
  const problems: Diagnostic[] = [];
  for (const [node, look] of looks) {
    if (!look.reachable) {
      problems.push(unchecked(node, `${look.diagnostic.summary}\n${look.diagnostic.detail ?? ''}`));
      continue;
    }
    try {
      const judged = expected.get(node)?.judge(look.facts);
      for (const [id, found] of judged?.findings ?? []) findings.set(id, found);
      for (const why of judged?.problems ?? []) problems.push(unchecked(node, why));
    } catch (error) {
      // A fault of our own in what only serves to warn must not stand in the way of a plan.
      problems.push(unchecked(node, error instanceof Error ? (error.stack ?? error.message) : String(error)));
    }
  }
  const told = withFindings(plan, findings);
  return problems.length === 0 ? told : { ...told, problems: [...told.problems, ...problems] };
}

function unchecked(node: string, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'foretell-failed',
    summary: `${node}: whether its changes would fail could not be checked`,
    detail: `${why.trim()}\nThe plan stands; what would fail on ${node} is told when it does.`,
    node,
  };
}
