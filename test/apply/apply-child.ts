/**
 * Plans and applies in a process of its own, so that a test can kill it or put it into a network namespace. The job is JSON on
 * standard input; every event, and at last the result, is a line of JSON on standard output.
 */
import { readFileSync } from 'node:fs';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/request.ts';
import type { Connection } from '../../src/desired/cluster.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { createTransport } from '../../src/transport/create.ts';
import type { Target, Transport } from '../../src/transport/transport.ts';
import { address } from './address-kind.ts';
import { targetsOf, testTransport } from './node.ts';
import { planFor, TEST_KINDS, type Wish } from './things.ts';

export interface Job {
  readonly wishes: readonly Wish[];
  readonly options: ApplyOptions;
  /** Reached by nsenter into these processes, or over SSH with this connection. */
  readonly pids?: Readonly<Record<string, number>>;
  readonly connection?: Connection;
}

const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
const names = [...new Set(job.wishes.map((wish) => wish.node))];
const { connection } = job;
const transport: Transport = connection
  ? createTransport({ agentSocket: null })
  : testTransport(new Map(Object.entries(job.pids ?? {})));
const targets: ReadonlyMap<string, Target> = connection
  ? new Map(names.map((node) => [node, { node, connection }]))
  : targetsOf(names);
const kinds = [...TEST_KINDS, address];
const say = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};
const planned = await planFor(transport, job.wishes, kinds, targets);
say({ type: 'planned', ids: planned.plan.actions.map((action) => action.id), unknown: planned.plan.unknown });
const result = await applyPlan({ ...planned, kinds, transport, targets, look: observeNode, options: job.options, onEvent: say });
say({ type: 'result', result });
await transport.close();
