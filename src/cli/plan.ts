import { randomBytes } from 'node:crypto';
import { withinBudget } from '../diff/budget.ts';
import { onlyIntent } from '../diff/filter.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { savePlan } from '../diff/saved.ts';
import { foresee } from '../reconcile/foresee.ts';
import { renderPlan } from '../views/plan.ts';
import { planToJson } from '../views/plan-json.ts';
import { EXIT } from './exit.ts';
import { writeWhole } from './files.ts';
import type { Io } from './io.ts';
import { loadOrThrow, selectNodes } from './load.ts';
import { lookAndDecide, outcomeOf } from './look.ts';
import { transportTo } from './transport.ts';
import { version } from './version.ts';

interface PlanOptions {
  readonly file: string;
  readonly node: readonly string[];
  readonly json: boolean;
  readonly out?: string;
  readonly detailedExitcode: boolean;
  readonly only?: Action['intent'];
  readonly verbose: boolean;
  readonly parallel: number;
  readonly allowDeletions?: number;
}

export async function planVerb(options: PlanOptions, io: Io): Promise<number> {
  const { cluster, text } = await loadOrThrow(options.file, io);
  const selected = selectNodes(cluster, options.node);
  const transport = await transportTo(cluster);
  let plan: Plan;
  try {
    const { parallel } = options;
    const { verdict, seen } = await lookAndDecide({ cluster, selected, transport, parallel }, io);
    const whole = options.only ? onlyIntent(verdict.plan, options.only) : verdict.plan;
    const decided = withinBudget(whole, cluster.maxDeletions, options.allowDeletions ?? null);
    plan = await foresee({ plan: decided, wanted: verdict.wanted, seen, transport, parallel });
  } finally {
    await transport.close();
  }
  if (options.json) io.out(`${JSON.stringify(planToJson(io.redacted(plan)), null, 2)}\n`);
  else
    io.out(
      renderPlan(io.redacted(plan), {
        ...io,
        verbose: options.verbose,
        file: options.file,
        ...(options.only ? { only: options.only } : {}),
      }),
    );
  if (options.out !== undefined) {
    const saved = savePlan(plan, {
      id: randomBytes(16).toString('hex'),
      dmsa: version(),
      clusterFile: options.file,
      clusterText: text,
      nodes: options.node,
      only: options.only ?? null,
      allowDeletions: options.allowDeletions ?? null,
      salt: randomBytes(16).toString('hex'),
    });
    await writeWhole(options.out, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600, replace: true });
    io.err(`Saved to ${options.out}. Carry it out with: dmsa apply ${options.out}\n`);
  }
  return exitCodeOf(plan, options.detailedExitcode);
}

function exitCodeOf(plan: Plan, detailed: boolean): number {
  const code = outcomeOf(plan);
  if (code !== EXIT.done) return code;
  return detailed && plan.actions.length > 0 ? EXIT.pending : EXIT.done;
}
