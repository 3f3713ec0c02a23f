/** Walks the graph of a plan as it is: one stream of waves a node, nodes in parallel, a failure stops only what depends on it. */
import type { Action } from '../diff/plan.ts';
import type { ActionResult, Outcome } from './request.ts';
import { succeeded } from './request.ts';

export interface WalkOptions {
  readonly actions: readonly Action[];
  readonly parallel: number;
  /** Does ready actions of one node; must give an outcome for each. */
  readonly run: (node: string, actions: readonly Action[]) => Promise<ReadonlyMap<string, Outcome>>;
  /** True: nothing new is started, what is left is `interrupted`. */
  readonly stopped: () => boolean;
  readonly onOutcome: (action: Action, outcome: Outcome) => void;
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
  const settle = (first: Action, outcome: Outcome): void => {
    const stack: [Action, Outcome][] = [[first, outcome]];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const [action, result] = next;
      if (outcomes.has(action.id)) continue;
      outcomes.set(action.id, result);
      pending.get(action.node)?.delete(action.id);
      onOutcome(action, result);
      for (const follower of (followers.get(action.id) ?? []).toReversed()) {
        if (succeeded(result)) waiting.get(follower.id)?.delete(action.id);
        else if (result.status === 'interrupted') stack.push([follower, result]);
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

  const running = new Map<string, Promise<void>>();
  const start = (node: string): void => {
    const wave = nextWave([...(pending.get(node)?.values() ?? [])].filter((action) => waiting.get(action.id)?.size === 0));
    if (wave.length === 0) return;
    const done = options.run(node, wave).then((results) => {
      running.delete(node);
      for (const action of wave) {
        const outcome = results.get(action.id);
        if (!outcome) throw new Error(`no outcome for ${action.id}`);
        settle(action, outcome);
      }
    });
    running.set(node, done);
  };
  for (;;) {
    if (!options.stopped()) {
      for (const [node, own] of pending) {
        if (running.size >= options.parallel) break;
        if (own.size > 0 && !running.has(node)) start(node);
      }
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  for (const action of actions) {
    // Only an interruption leaves something over; a plan has no cycles.
    if (!outcomes.has(action.id)) settle(action, { status: 'interrupted' });
  }
  return actions.map(({ id, node }) => ({ id, node, outcome: outcomes.get(id) ?? { status: 'interrupted' } }));
}

/** What could cut the node off goes alone, after all that could not. */
function nextWave(ready: readonly Action[]): readonly Action[] {
  const calm = ready.filter((action) => !action.risksConnection);
  if (calm.length === 0) return ready.slice(0, 1);
  const wave: Action[] = [];
  let bytes = 0;
  for (const action of calm) {
    for (const step of action.steps)
      bytes += step.do === 'write' ? step.content.length : step.do === 'run' ? step.script.length : 1_000;
    if (wave.length > 0 && bytes > MAX_WAVE_BYTES) break;
    wave.push(action);
  }
  return wave;
}
