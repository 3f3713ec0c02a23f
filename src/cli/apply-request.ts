/** What an apply is asked to do: of the cluster file as it is, or of a saved plan as it was shown. */
import type { Amount } from '../apply/batches.ts';
import { askUse } from '../apply/plan-use.ts';
import type { Cluster } from '../desired/cluster.ts';
import { loadClusterText } from '../desired/load.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { onlyIntent } from '../diff/filter.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { changedSince, readSavedPlan, type SavedPlan } from '../diff/saved.ts';
import { targetOf } from '../reconcile/look.ts';
import type { SecretsPlace } from '../secrets/rewrite.ts';
import type { Transport } from '../transport/transport.ts';
import { readBytes } from './files.ts';
import type { Io } from './io.ts';
import { hideSecrets, loadOrThrow, selectNodes } from './load.ts';

export interface ApplyOptions {
  readonly planFile: string | null;
  readonly file: string;
  readonly node: readonly string[];
  readonly yes: boolean;
  readonly json: boolean;
  readonly only?: Action['intent'];
  readonly verbose: boolean;
  readonly reason?: string;
  readonly parallel: number;
  /** Milliseconds. */
  readonly lockTimeout: number;
  readonly allowDeletions?: number;
  readonly batch?: Amount;
  readonly maxFail?: Amount;
  readonly force: readonly string[];
}

export interface WhatToApply {
  readonly cluster: Cluster;
  readonly selected: ReadonlySet<string> | null;
  readonly only: Action['intent'] | null;
  readonly file: string;
  readonly secretsPlace: SecretsPlace | null;
  readonly saved: SavedPlan | null;
  readonly allowDeletions: number | null;
}

export async function whatToApply(options: ApplyOptions, io: Io): Promise<WhatToApply> {
  const allowDeletions = options.allowDeletions ?? null;
  if (options.planFile === null) {
    const { cluster, secretsPlace } = await loadOrThrow(options.file, io);
    const selected = selectNodes(cluster, options.node);
    return { cluster, selected, only: options.only ?? null, file: options.file, secretsPlace, saved: null, allowDeletions };
  }
  if (options.node.length > 0 || options.only) {
    throw usage('a saved plan is applied as it was shown', '-n and --only are given when it is made: dmsa plan -n … --out FILE');
  }
  const saved = readSavedPlan(
    Buffer.from(await readBytes(options.planFile, 64 * 1024 * 1024)).toString('utf8'),
    options.planFile,
  );
  if ('code' in saved) throw new DiagnosticError([saved]);
  // The cluster file may have gone on since: what was shown is what was in it then.
  const { cluster, diagnostics, secrets, secretsPlace } = await loadClusterText(saved.clusterText, saved.clusterFile, {
    askPassphrase: io.askPassphrase,
  });
  hideSecrets(secrets, cluster, io);
  if (!cluster) throw new DiagnosticError(diagnostics);
  return {
    cluster,
    selected: selectNodes(cluster, saved.nodes),
    only: saved.only,
    file: saved.clusterFile,
    secretsPlace,
    saved,
    allowDeletions: allowDeletions ?? saved.allowDeletions,
  };
}

export function filtered(plan: Plan, only: Action['intent'] | null): Plan {
  return only === null ? plan : onlyIntent(plan, only);
}

export function refuseIfChanged(saved: SavedPlan, plan: Plan, file: string): void {
  const changed = changedSince(saved, plan);
  if (changed.length === 0) return;
  const unreachable = plan.nodes.filter((node) => !node.reachable).map((node) => `${node.name} can't be reached now.`);
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'plan-stale',
      summary: `${file} is no longer what would be done: nothing was changed`,
      detail: [
        ...unreachable,
        ...changed.slice(0, 20),
        ...(changed.length > 20 ? [`… and ${changed.length - 20} more`] : []),
        'Make a new plan: dmsa plan --out FILE',
      ].join('\n'),
    },
  ]);
}

/** Asked before the comparison, as a plan that was carried out fits no longer, and that would say less. */
export async function refuseIfUsed(saved: SavedPlan, cluster: Cluster, transport: Transport): Promise<void> {
  const nodes = new Set(Object.keys(saved.actions).map((id) => id.slice(0, id.indexOf('/'))));
  const targets = cluster.nodes.filter(({ name }) => nodes.has(name)).map(targetOf);
  const used = await askUse({ id: saved.id, targets, transport });
  if (used) throw new DiagnosticError([used]);
}

export function usage(summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code: 'usage', summary, detail }]);
}
