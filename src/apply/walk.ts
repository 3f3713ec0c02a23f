/**
 * Walks the graph of a plan as it is: one stream of waves a node, nodes in parallel, a failure stops only what depends on it.
 * In batches, where it is told to, and never on both members of a pair at the same moment.
 */
import type { Action } from '../diff/plan.ts';
import { isDisruptive, type Pair } from './batches.ts';
import type { ActionResult, Outcome } from './request.ts';
import { succeeded } from './request.ts';

export interface WalkOptions {
  readonly actions: readonly Action[];
  readonly parallel: number;
  /** Does ready actions of one node, in order; one may come after another of them. Must give an outcome for each. */
  readonly run: (node: string, actions: readonly Action[]) => Promise<ReadonlyMap<string, Outcome>>;
  /** True: nothing new is started, what is left is `interrupted`. */
  readonly stopped: () => boolean;
  readonly onOutcome: (action: Action, outcome: Outcome) => void;
  readonly pairs?: readonly Pair[];
  readonly stages?: Stages;
}

/** Sets of actions that are done one after the other; one all of whose actions are over is never waited for again. */
export interface Stages {
  /** Ids; each action of the plan is in one, at or after those of what it waits for. */
  readonly actions: readonly (readonly string[])[];
  /** Before a stage. Gives why it, and all after it, are not to be begun. */
  readonly before: (stage: number, outcomes: ReadonlyMap<string, Outcome>) => Promise<string | null>;
  readonly after: (stage: number, outcomes: ReadonlyMap<string, Outcome>) => Promise<void>;
}

/** More bytes of file contents than this go to a node in several waves. */
const MAX_WAVE_BYTES = 8 * 1024 * 1024;

/** @param given outcomes that are known before anything is done: of nodes that could not be locked */
export async function walk(options: WalkOptions, given: ReadonlyMap<string, Outcome>): Promise<readonly ActionResult[]> {
  const { actions, onOutcome } = options;
  const outcomes = new Map<string, Outcome>();
  const known = new Map(actions.map((action) => [action.id, action]));
  const followers = new Map<string, Action[]>();
  const waiting = new Map<string, Set<string>>();
  const pending = new Map<string, Map<string, Action>>();
  for (const action of actions) {
    waiting.set(action.id, new Set(action.after));
    const own = pending.get(action.node) ?? new Map<string, Action>();
    pending.set(action.node, own.set(action.id, action));
    for (const id of action.after) followers.set(id, [...(followers.get(id) ?? []), action]);
  }
  // With an explicit stack: chains may be as long as a fleet.
  // `own`: actions that have an outcome of their own, whatever becomes of what they come after: of one wave.
  const settle = (first: Action, outcome: Outcome, own: ReadonlyMap<string, Outcome> = new Map()): void => {
    const stack: [Action, Outcome][] = [[first, outcome]];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const [action, result] = next;
      if (outcomes.has(action.id)) continue;
      outcomes.set(action.id, result);
      pending.get(action.node)?.delete(action.id);
      onOutcome(action, result);
      for (const follower of (followers.get(action.id) ?? []).toReversed()) {
        if (succeeded(result)) waiting.get(follower.id)?.delete(action.id);
        else if (own.has(follower.id)) continue;
        else if (result.status === 'interrupted' || result.status === 'skipped') stack.push([follower, result]);
        else stack.push([follower, { status: 'blocked', by: result.status === 'blocked' ? result.by : action.id }]);
      }
    }
  };
  for (const action of actions) {
    const missing = action.after.find((id) => !known.has(id));
    if (missing !== undefined) settle(action, { status: 'blocked', by: missing });
  }
  for (const action of actions) {
    const outcome = given.get(action.id);
    if (outcome) settle(action, outcome);
  }

  const first = new Map((options.pairs ?? []).map((pair) => [pair.second, pair.first]));
  const partner = new Map([...first].flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
  const running = new Map<string, Promise<void>>();
  const disrupted = new Set<string>();
  let begun: ReadonlySet<string> | null = null;
  const waveOf = (node: string): readonly Action[] =>
    nextWave(
      [...(pending.get(node)?.values() ?? [])].filter((action) => begun === null || begun.has(action.id)),
      (action) => waiting.get(action.id) ?? new Set(),
    );
  /** Not while the other member is at work; of two that could, the one that does not hold goes first. */
  const mayDisrupt = (node: string): boolean => {
    const other = partner.get(node);
    if (other === undefined) return true;
    if (disrupted.has(other)) return false;
    return first.get(node) !== other || running.has(other) || !waveOf(other).some(isDisruptive);
  };
  const start = (node: string): void => {
    const wave = waveOf(node);
    const disruptive = wave.some(isDisruptive);
    if (wave.length === 0 || (disruptive && !mayDisrupt(node))) return;
    if (disruptive) disrupted.add(node);
    const done = options.run(node, wave).then((results) => {
      running.delete(node);
      disrupted.delete(node);
      for (const action of wave) {
        const outcome = results.get(action.id);
        if (!outcome) throw new Error(`no outcome for ${action.id}`);
        settle(action, outcome, results);
      }
    });
    // The race below sees the first failure; one of another node after that must not end the process.
    done.catch(() => {});
    running.set(node, done);
  };
  const walkStage = async (): Promise<void> => {
    for (;;) {
      if (!options.stopped()) {
        for (const [node, own] of pending) {
          if (running.size >= options.parallel) break;
          if (own.size > 0 && !running.has(node)) start(node);
        }
      }
      if (running.size === 0) return;
      await Promise.race(running.values());
    }
  };
  if (!options.stages) await walkStage();
  else {
    const { stages } = options;
    const open = new Set<string>();
    begun = open;
    for (const [stage, ids] of stages.actions.entries()) {
      if (options.stopped()) break;
      const why = await stages.before(stage, outcomes);
      if (why !== null) {
        for (const action of actions) if (!outcomes.has(action.id)) settle(action, { status: 'skipped', why });
        break;
      }
      for (const id of ids) open.add(id);
      await walkStage();
      await stages.after(stage, outcomes);
    }
  }
  for (const action of actions) {
    // Only an interruption leaves something over; a plan has no cycles.
    if (!outcomes.has(action.id)) settle(action, { status: 'interrupted' });
  }
  return actions.map(({ id, node }) => ({ id, node, outcome: outcomes.get(id) ?? { status: 'interrupted' } }));
}

/**
 * The ready actions of a node. With them go those that wait only for others of the same wave, where the script itself can keep
 * the order (services that start one after another). What could cut the node off goes alone, after all that could not.
 *
 * @param own  what the node has left to do, in plan order
 */
function nextWave(own: readonly Action[], waitsFor: (action: Action) => ReadonlySet<string>): readonly Action[] {
  const wave = new Map<string, Action>();
  let bytes = 0;
  for (const action of own) {
    if (action.risksConnection) continue;
    const before = [...waitsFor(action)].map((id) => wave.get(id));
    if (before.some((one) => one === undefined || !keepsOrder(one)) || (before.length > 0 && !keepsOrder(action))) continue;
    for (const step of action.steps)
      bytes +=
        step.do === 'write' ? step.content.length : step.do === 'run' ? step.script.length + (step.input?.length ?? 0) : 1_000;
    if (wave.size > 0 && bytes > MAX_WAVE_BYTES) break;
    wave.set(action.id, action);
  }
  if (wave.size > 0) return [...wave.values()];
  return own.filter((action) => waitsFor(action).size === 0).slice(0, 1);
}

/**
 * Files of a wave are changed before anything is run, and a reload that several share is run at the place of the last: nobody can
 * come after that in the same wave, but where it is an action's end and says itself that nobody waits for it.
 */
function keepsOrder({ steps }: Action): boolean {
  const end = steps.findLastIndex((step) => step.do !== 'run' || step.late !== true);
  return steps.slice(0, end + 1).every((step) => step.do === 'run' && step.once === undefined);
}
