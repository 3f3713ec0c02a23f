/**
 * What the loop may do of a plan, and what waits, and for what. Pure: each action gets one answer with a reason code, whatever the order in
 * which nodes were looked at (docs/decisions, 0069).
 */
import type { MaxDeletions, RunMode, Running } from '../desired/cluster.ts';
import { budgetOf } from '../diff/budget.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { type Members, movesPair } from '../ha/moved.ts';
import type { Failures } from './back-off.ts';
import type { Trails } from './fights.ts';

export type WaitCode =
  | 'dry-run'
  | 'other-controller'
  | 'not-leased'
  | 'no-arbiter'
  | 'pairs-loop'
  | 'orders-unreadable'
  | 'suspended'
  | 'observe'
  | 'needs-approval'
  | 'outside-window'
  | 'fight'
  | 'failed'
  | 'would-fail'
  | 'pair-in-trouble'
  | 'unconfirmed'
  | 'deletions-unseen'
  | 'too-many-deletions'
  | 'after-waiting'
  | 'after-other-node';

export type Answer =
  | { readonly go: true }
  | {
      readonly go: false;
      readonly code: WaitCode;
      readonly why: string;
      /** When that ends by itself, milliseconds since 1970; null: it is not known. */
      readonly untilMs: number | null;
    };

/** Somebody has said that these are to be left alone. null: all. */
export type Suspension = {
  readonly id: string;
  readonly nodes: readonly string[] | null;
  readonly kinds: readonly string[] | null;
  /** null: until somebody resumes. */
  readonly untilMs: number | null;
  readonly by: string;
  readonly atMs: number;
  readonly reason: string;
  /** The machine that it was given on. Not there in what an older version wrote. */
  readonly on?: string;
  /**
   * Where several controllers share the nodes. True: it is in force for all of them, as long as the arbiter has it, and `untilMs` is only told.
   * False: for this one alone.
   */
  readonly shared?: boolean;
};

/** Nobody's clock but the arbiter's ends one that is shared. */
export function isInForce({ untilMs, shared }: Suspension, nowMs: number): boolean {
  return shared === true || untilMs === null || nowMs < untilMs;
}

export interface RoundInput {
  /** Of all nodes that were seen, so that what goes over several nodes is seen as one. */
  readonly plan: Plan;
  readonly running: Running;
  readonly maxDeletions: MaxDeletions | null;
  readonly dryRun: boolean;
  /** By node, why another controller acts on it, or nobody may; missing: this one does. */
  readonly elsewhere?: ReadonlyMap<
    string,
    { readonly code: 'other-controller' | 'not-leased' | 'no-arbiter'; readonly why: string }
  >;
  /** Of the pairs that the loop beside this one keeps. */
  readonly pairs: readonly Members[];
  /** By active: what that loop has to do with the pair just now. */
  readonly troubled: ReadonlyMap<string, string>;
  /** A text says why it is not known who has suspended what. */
  readonly suspensions: readonly Suspension[] | string;
  readonly approved: boolean;
  /** Short, for people. */
  readonly revision: string;
  readonly open: boolean;
  readonly windows: string;
  readonly trails: Trails;
  readonly failures: Failures;
  /** Nodes on which a change waits for its confirmation. */
  readonly unconfirmed: ReadonlySet<string>;
  /** Nodes of which nobody knows yet what this revision comes to. */
  readonly unseen: readonly string[];
  /** Things that were taken away since this revision is in force. */
  readonly deleted: number;
  readonly nowMs: number;
}

export function modeOf({ mode, rules }: Pick<Running, 'mode' | 'rules'>, { node, kind }: Pick<Action, 'node' | 'kind'>): RunMode {
  const fits = (names: readonly string[] | null, name: string): boolean => names === null || names.includes(name);
  return rules.find((rule) => fits(rule.nodes, node) && fits(rule.kinds, kind))?.mode ?? mode;
}

export function isSuspended(
  suspensions: readonly Suspension[],
  { node, kind }: Pick<Action, 'node' | 'kind'>,
  nowMs: number,
): Suspension | null {
  const found = suspensions.find(
    (one) =>
      isInForce(one, nowMs) &&
      (one.nodes === null || one.nodes.includes(node)) &&
      (one.kinds === null || one.kinds.includes(kind)),
  );
  return found ?? null;
}

/** By id, for every action of the plan. */
export function judgeRound(input: RoundInput): ReadonlyMap<string, Answer> {
  const { plan } = input;
  const moves = input.pairs.map((members) => ({ members, isMoved: movesPair(members) }));
  const own = new Map(plan.actions.map((action) => [action.id, ownAnswer(input, moves, action)]));
  const answers = new Map<string, Answer>();
  const budget = overBudget(input, own);
  for (const action of plan.actions) {
    const first = own.get(action.id) ?? GO;
    const answer = first.go && budget && (action.deletions ?? 0) > 0 ? budget : first;
    answers.set(action.id, answer.go ? afterOthers(action, answers) : answer);
  }
  return answers;
}

const GO: Answer = { go: true };

function wait(code: WaitCode, why: string, untilMs: number | null = null): Answer {
  return { go: false, code, why, untilMs };
}

function ownAnswer(
  input: RoundInput,
  moves: readonly { readonly members: Members; readonly isMoved: ReturnType<typeof movesPair> }[],
  action: Action,
): Answer {
  const { running, suspensions, nowMs } = input;
  const other = input.elsewhere?.get(action.node);
  if (other) return wait(other.code, other.why);
  const pair = moves.find(({ isMoved }) => isMoved(action));
  if (pair) return wait('pairs-loop', `the loop that keeps the pair of ${pair.members.active.name} sees to it`);
  if (typeof suspensions === 'string') return wait('orders-unreadable', `who has suspended what can't be read: ${suspensions}`);
  const suspended = isSuspended(suspensions, action, nowMs);
  if (suspended) return wait('suspended', `suspended by ${suspended.by}: ${suspended.reason}`, suspended.untilMs);
  const mode = modeOf(running, action);
  if (mode === 'observe') return wait('observe', 'its mode is observe: it is only told (spec.run)');
  if (mode === 'heal' && action.intent === 'intended' && !input.approved)
    return wait('needs-approval', `the file wants it, and its revision ${input.revision} is not approved: dmsa run approve`);
  if (!input.open && !(action.intent === 'corrective' && running.always.includes('heal')))
    return wait('outside-window', `nothing is changed outside of ${input.windows}`);
  const trail = input.trails.get(action.id);
  if (trail && trail.fightMs !== null) {
    const why = `somebody changes it back: ${trail.change}, put right ${trail.rounds.length} times; it is left alone`;
    return wait('fight', why, trail.fightMs + running.fights.quietMs);
  }
  const failure = input.failures.get(action.id);
  if (failure && nowMs < failure.untilMs) return wait(failure.code, failure.why, failure.untilMs);
  for (const [active, what] of input.troubled) {
    const members = input.pairs.find((one) => one.active.name === active);
    if (members && (members.active.name === action.node || members.standby.name === action.node))
      return wait('pair-in-trouble', `the loop that keeps the pair of ${active} is at work: ${what}`);
  }
  if (input.unconfirmed.has(action.node)) return wait('unconfirmed', 'a change on the node waits for its confirmation');
  if (input.dryRun) return wait('dry-run', 'it would be done now');
  return GO;
}

/** What all nodes together would lose is what counts: taken node by node, a file that lost its half would pass. */
function overBudget({ plan, maxDeletions, unseen, deleted }: RoundInput, own: ReadonlyMap<string, Answer>): Answer | null {
  const going = plan.actions.reduce((sum, { id, deletions }) => sum + (own.get(id)?.go ? (deletions ?? 0) : 0), 0);
  if (going === 0) return null;
  const [first] = unseen;
  if (first !== undefined)
    return wait('deletions-unseen', `what the file takes away is counted over all nodes, and ${first} was not looked at yet`);
  const { allowed } = budgetOf(plan, maxDeletions);
  if (deleted + going <= allowed) return null;
  const before = deleted === 0 ? '' : ` after ${deleted} that went already`;
  const why = `${going} things would go${before}, and ${allowed} may (spec.safety.maxDeletions): dmsa apply --allow-deletions ${going}`;
  return wait('too-many-deletions', why);
}

/** Actions come before those that come after them. */
function afterOthers(action: Action, answers: ReadonlyMap<string, Answer>): Answer {
  for (const id of action.after) {
    const before = answers.get(id);
    if (!before) continue;
    if (!before.go) return wait('after-waiting', `it comes after ${id}, which waits (${before.code})`);
    if (!id.startsWith(`${action.node}/`)) return wait('after-other-node', `it comes after ${id}`);
  }
  return GO;
}
