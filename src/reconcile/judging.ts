/** From what was looked at to what `judge` is asked: for the loop and for `--what-if` alike. */
import type { Cluster, ClusterNode, NetworkName } from '../desired/cluster.ts';
import { isOwnMachine } from '../fence/own-machine.ts';
import type { JudgeInput, LeaseWord, Limits } from '../ha/judge.ts';
import { type Members, movedOnly } from '../ha/moved.ts';
import type { Tries } from '../ha/repair.ts';
import type { Watched } from '../ha/watch.ts';
import { HELD_ADDRESS } from '../kinds/held-address.ts';
import type { Holding } from '../kinds/kind.ts';
import { type DecideInput, lookIn, type Verdict } from './decide.ts';

/** Both members of a pair, as they were seen, and what follows. */
export interface Looked {
  readonly seen: DecideInput;
  readonly verdict: Verdict;
  readonly holding: Holding;
}

/** The member that holds; the active where nobody can be named. */
export function watchedIn({ active, standby }: Members, { holding }: Looked): Members['active'] {
  return holding.holder === standby.name ? standby : active;
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
  /** Of the standby's own dmsa; null: this is another one. */
  readonly lease: LeaseWord | null;
}

export function judgeInput(judged: Judged): JudgeInput {
  const { active } = judged.members;
  // Nobody switches the machine off on which dmsa runs: it would not see what becomes of it.
  return judgeInputOf({ ...judged, hasFenceAgent: active.fence !== null && !isOwnMachine(active) });
}

/** The same without a look at this machine: pure, so that it can be done again elsewhere. */
export function judgeInputOf({
  cluster,
  members,
  looked,
  watched,
  tries,
  activeReached,
  standbyDeaf,
  takeovers,
  hasFenceAgent,
  lease,
}: Judged & { readonly hasFenceAgent: boolean }): JudgeInput {
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
    withheld: withheldOf(looked, members),
    activeReached,
    ...(standbyDeaf ? { standbyDeaf } : {}),
    standbyUnfit: cluster.watch.staleCopy === 'hold' ? staleCopy(looked, standby) : null,
    takeovers,
    hasFenceAgent,
    lease: lease ?? elsewhere(cluster, standby),
  };
}

/** Only who acts for the standby can take its lease, and keep it. */
export function elsewhere(cluster: Cluster, { name }: ClusterNode): LeaseWord {
  if (cluster.lease === null) return { proof: 'none' };
  return { proof: 'unknown', detail: `whether the lease proves it is for dmsa run --as ${name} on ${name} to say`, waitMs: null };
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

/** Only where nobody sees the active: else it is planned. */
function withheldOf({ seen, holding }: Looked, { active, standby }: Members): readonly string[] {
  if (holding.holder !== standby.name || seen.seen.get(active.name)?.reachable === true) return [];
  const look = lookIn(seen);
  return standby.serviceAddresses
    .filter(({ label }) => look({ node: standby.name, kind: HELD_ADDRESS, name: label }).status === 'absent')
    .map(({ label }) => `service address ${label}`);
}

/** Copies of the standby that are older than the file allows, or were never made. */
function staleCopy({ verdict }: Looked, { name }: ClusterNode): string | null {
  const told = verdict.plan.problems.filter(({ node, code }) => node === name && code.startsWith('copy-'));
  const [first] = told;
  return first ? first.summary : null;
}
