/** Small parts of the loop that keeps pairs. */
import type { Cluster } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';

/** A node that does not answer must not hold up what is to be done about it. */
export function hurried(cluster: Cluster): Cluster {
  const atMost = cluster.watch.timeoutMs;
  return {
    ...cluster,
    nodes: cluster.nodes.map((node) => ({
      ...node,
      connection: { ...node.connection, connectTimeoutMs: Math.min(node.connection.connectTimeoutMs, atMost) },
    })),
  };
}

/** For an event: in one line where it is a fault that is known. */
export function troubleText(error: unknown): string {
  if (error instanceof DiagnosticError) return error.diagnostics.map(({ summary }) => summary).join('; ');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
