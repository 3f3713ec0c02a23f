/** From what was looked at to what `judge` is asked: for the loop and for `--what-if` alike. */
import type { Cluster, ClusterNode, NetworkName } from '../desired/cluster.ts';
import type { JudgeInput, Limits } from '../ha/judge.ts';
import { type Members, movedOnly } from '../ha/moved.ts';
import type { Tries } from '../ha/repair.ts';
import type { Watched } from '../ha/watch.ts';
import type { Holding } from '../kinds/kind.ts';
import type { DecideInput, Verdict } from './decide.ts';

/** Both members of a pair, as they were seen, and what follows. */
export interface Looked {
  readonly seen: DecideInput;
  readonly verdict: Verdict;
  readonly holding: Holding;
}

export interface Judged {
  readonly cluster: Cluster;
  readonly members: Members;
  readonly looked: Looked;
  readonly watched: Watched;
  readonly tries: ReadonlyMap<string, Tries>;
  readonly activeReached: boolean;
  /** Of the last check (`Checked`). */
  readonly standbyDeaf?: ReadonlySet<NetworkName>;
  readonly takeovers: number;
}

export function judgeInput({
  cluster,
  members,
  looked,
  watched,
  tries,
  activeReached,
  standbyDeaf,
  takeovers,
}: Judged): JudgeInput {
  const { active, standby } = members;
  return {
    active: active.name,
    standby: standby.name,
    holding: looked.holding,
    limits: standby.failoverAfterMs === null ? null : limitsOf(cluster, standby),
    watched,
    tries,
    atMs: watched.atMs ?? 0,
    missing: missingOf(looked, members),
    activeReached,
    ...(standbyDeaf ? { standbyDeaf } : {}),
    standbyUnfit: cluster.watch.staleCopy === 'hold' ? staleCopy(looked, standby) : null,
    takeovers,
    hasFenceAgent: active.fence !== null,
    lease: { proof: 'none' },
  };
}

export function limitsOf({ watch: limits }: Cluster, { failoverAfterMs }: ClusterNode): Limits {
  const { intervalMs, failures, repair, reasons, takeoversPerHour } = limits;
  return {
    patience: { afterMs: failoverAfterMs ?? Number.POSITIVE_INFINITY, failures, intervalMs },
    repair,
    reasons: new Set(reasons),
    takeoversPerHour,
  };
}

function missingOf({ verdict, holding }: Looked, members: Members): readonly string[] {
  if (holding.holder === null) return [];
  return movedOnly(verdict.plan, members, holding.holder)
    .actions.filter(({ kind }) => kind === 'service-address')
    .map(({ node, name }) =>
      node === holding.holder ? `service address ${name}` : `service address ${name}, which ${node} still has`,
    );
}

/** Copies of the standby that are older than the file allows, or were never made. */
function staleCopy({ verdict }: Looked, { name }: ClusterNode): string | null {
  const told = verdict.plan.problems.filter(({ node, code }) => node === name && code.startsWith('copy-'));
  const [first] = told;
  return first ? first.summary : null;
}
