/** The operator's own checks as a node's health between the batches of an apply. */
import type { HealthCheck } from '../apply/request.ts';
import { type Cluster, checksOf } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Target, Transport } from '../transport/transport.ts';
import { checksFailed, runChecks } from './checks.ts';

export function operatorHealth(
  cluster: Cluster,
  targets: ReadonlyMap<string, Target>,
  transport: Transport,
  signal: AbortSignal,
): HealthCheck {
  const failed = async (node: string): Promise<readonly [string, Diagnostic][]> => {
    const checks = checksOf(cluster, node);
    const target = targets.get(node);
    if (checks.length === 0 || !target) return [];
    const results = await runChecks(checks, { node, connect: () => transport.connect(target) }, { signal });
    const error = checksFailed(node, results);
    return error ? [[node, error]] : [];
  };
  return async (nodes) => new Map((await Promise.all(nodes.map(failed))).flat());
}
