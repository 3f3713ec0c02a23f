/**
 * Plans and applies in a process of its own, so that a test can kill it or put it into a network namespace. Each line of
 * standard input is a job in JSON; every event, and at last the result of each, is a line of JSON on standard output.
 */
import { createInterface } from 'node:readline';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/request.ts';
import type { Check, Connection } from '../../src/desired/cluster.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { createTransport } from '../../src/transport/create.ts';
import type { Neighbours } from '../../src/transport/neighbours.ts';
import type { Target, Transport } from '../../src/transport/transport.ts';
import { address } from './address-kind.ts';
import { targetsOf, testTransport } from './node.ts';
import { planFor, TEST_KINDS, type Wish } from './things.ts';

export interface Job {
  readonly wishes: readonly Wish[];
  readonly options: ApplyOptions;
  /** Reached by nsenter into these processes, or over SSH with these connections. */
  readonly pids?: Readonly<Record<string, number>>;
  readonly connections?: Readonly<Record<string, Connection>>;
  /** By node: the one through which it may be reached. */
  readonly pairs?: Readonly<Record<string, string>>;
  /** For every node. */
  readonly checks?: readonly Check[];
}

const kinds = [...TEST_KINDS, address];
const neighboursIn =
  ({ connections = {}, pairs = {} }: Job) =>
  (node: string): Neighbours => {
    const other = pairs[node] ?? '';
    const connection = connections[other];
    return { pair: connection ? [{ node: other, connection }] : [], others: [] };
  };
const say = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line) as Job;
  const names = [...new Set(job.wishes.map((wish) => wish.node))];
  const { connections } = job;
  const transport: Transport = connections
    ? createTransport({ agentSocket: null, neighbours: neighboursIn(job) })
    : testTransport(new Map(Object.entries(job.pids ?? {})));
  const targets: ReadonlyMap<string, Target> = connections
    ? new Map(Object.entries(connections).map(([node, connection]) => [node, { node, connection }]))
    : targetsOf(names);
  const planned = await planFor(transport, job.wishes, kinds, targets);
  say({ type: 'planned', ids: planned.plan.actions.map((action) => action.id), unknown: planned.plan.unknown });
  const checks = new Map(names.map((name) => [name, job.checks ?? []]));
  const result = await applyPlan({
    ...planned,
    kinds,
    transport,
    targets,
    look: observeNode,
    checks,
    options: job.options,
    onEvent: say,
  });
  say({ type: 'result', result });
  await transport.close();
}
