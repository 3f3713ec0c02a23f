/** Checks an active in a process of its own, which stands in a test's network: a job a line of standard input, its result a line of output. */
import { createInterface } from 'node:readline';
import { parseCluster } from '../../src/desired/parse.ts';
import { checkActive } from '../../src/reconcile/vitals.ts';
import { createTransport } from '../../src/transport/create.ts';

export interface CheckJob {
  readonly yaml: string;
  readonly timeoutMs: number;
}

export interface CheckDone {
  readonly type: 'result';
  readonly ms: number;
  readonly reached: boolean;
  /** By subject. */
  readonly findings: Readonly<Record<string, string>>;
}

// One transport for all jobs: the connections of a check are there at the next one, as in the loop.
const transport = createTransport({ agentSocket: null });
for await (const line of createInterface({ input: process.stdin })) {
  const { yaml, timeoutMs } = JSON.parse(line) as CheckJob;
  const { cluster, diagnostics } = parseCluster(yaml, { file: 'cluster.yaml', home: '/root', secrets: null });
  const [node, standby] = cluster?.nodes ?? [];
  if (!cluster || !node || !standby) throw new Error(JSON.stringify(diagnostics));
  const began = performance.now();
  const checked = await checkActive({
    cluster,
    node,
    standby,
    services: [],
    transport,
    self: null,
    timeoutMs,
    hung: false,
    suspect: new Set(),
  });
  const done: CheckDone = {
    type: 'result',
    ms: performance.now() - began,
    reached: checked.reached,
    findings: Object.fromEntries([...checked.findings].map(([subject, { status }]) => [subject, status])),
  };
  process.stdout.write(`${JSON.stringify(done)}\n`);
}
