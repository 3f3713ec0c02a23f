/** Reaches nodes in a process of its own, which stands in a test's network. A job a line of standard input, its result a line of output. */
import { createInterface } from 'node:readline';
import type { Connection } from '../../src/desired/cluster.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { createSshTransport } from '../../src/transport/ssh.ts';
import { TransportError } from '../../src/transport/transport.ts';

export interface ThroughJob {
  readonly connections: Readonly<Record<string, Connection>>;
  /** By node: the other member of its pair. All others are neighbours too. */
  readonly pairs: Readonly<Record<string, string>>;
  /** One after the other, over one transport. `direct`: not through a neighbour. */
  readonly connect: readonly { readonly node: string; readonly direct?: boolean; readonly waitMs?: number }[];
  readonly throughMs?: number;
  readonly script?: string;
}

export interface Reached {
  readonly node: string;
  readonly ms: number;
  readonly via?: string;
  readonly through?: string;
  readonly stdout?: string;
  readonly error?: Diagnostic;
  readonly retryable?: boolean;
}

for await (const line of createInterface({ input: process.stdin })) {
  const {
    connections,
    pairs,
    connect,
    throughMs,
    script = 'echo "$SSH_CONNECTION"; env | grep SSH_AUTH_SOCK || :',
  } = JSON.parse(line) as ThroughJob;
  const targets = Object.entries(connections).map(([node, connection]) => ({ node, connection }));
  const transport = createSshTransport({
    agentSocket: null,
    stallMs: 300,
    ...(throughMs === undefined ? {} : { throughMs }),
    neighbours: (node) => ({
      pair: targets.filter((one) => one.node === pairs[node]),
      others: targets.filter((one) => one.node !== node && one.node !== pairs[node]),
    }),
  });
  const reached: Reached[] = [];
  for (const { node, direct = false, waitMs = 0 } of connect) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const connection = connections[node];
    if (!connection) throw new Error(`no node ${node}`);
    const started = performance.now();
    try {
      const session = await transport.connect({ node, connection, direct });
      const ms = performance.now() - started;
      const { stdout } = await session.run(script, { timeoutMs: 10_000, maxOutputBytes: 10_000 });
      const { via, through } = session;
      reached.push({ node, ms, via, ...(through === undefined ? {} : { through }), stdout: Buffer.from(stdout).toString() });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      reached.push({ node, ms: performance.now() - started, error: error.diagnostic, retryable: error.retryable });
    }
  }
  await transport.close();
  process.stdout.write(`${JSON.stringify({ type: 'result', reached })}\n`);
}
