/** The loop that keeps nodes at work on one of them: what may be done of a round's plan there, and what came of it. */
import { type ActionResult, succeeded } from '../apply/request.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { withEither } from '../either-signal.ts';
import { FINDING_CODES, type Finding } from '../kinds/foretell.ts';
import type { Grant } from '../lease/share-port.ts';
import { failed } from './back-off.ts';
import { putRight } from './fights.ts';
import { foresee } from './foresee.ts';
import { granted, isHeldOff } from './gate.ts';
import { carryMove } from './move.ts';
import type { NodesRequest } from './nodes-request.ts';
import type { Round } from './nodes-round.ts';
import type { NodeState } from './nodes-state.ts';

/** Another run at work on the node is waited for so long; then it is the next round's. */
const LOCK_MS = 5_000;

/**
 * False: it may not be begun here any more, as another controller has the node.
 *
 * @param begun its signal leaves what is begun the time to end
 */
export function startWork(begun: NodesRequest, state: NodeState, round: Round, wake: () => void): boolean {
  const { memory } = begun;
  if (isSuspendedNow(begun, state.name, mineOf(round, state.name))) return false;
  const grant = granted(begun.gate ?? null, state.name, 'change');
  if (grant === null) return false;
  state.acts += 1;
  const giveWay = new AbortController();
  state.giveWay = giveWay;
  const work = withEither([begun.signal, giveWay.signal], (signal) => workOn({ ...begun, signal }, state, round, grant))
    .catch((error: unknown) => {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      begun.onEvent({ type: 'problem', node: state.name, why });
    })
    .then(() => {
      grant.done();
      state.acting = null;
      state.doing = null;
      state.giveWay = null;
      memory.working.delete(state.name);
      // What was seen before is no longer so.
      state.last = null;
      state.dueMs = 0;
      wake();
    });
  state.acting = work;
  memory.working.set(state.name, work);
  return true;
}

async function workOn(begun: NodesRequest, state: NodeState, round: Round, grant: Grant): Promise<void> {
  const { cluster, transport, signal, memory, by, onEvent } = begun;
  const { name } = state;
  const { input, verdict } = round;
  const mine = mineOf(round, name);
  state.doing = mine.length === 1 ? (mine[0]?.id ?? '') : `${mine.length} changes`;
  const { intervalMs } = cluster.run;
  const foreseen = await foresee({
    plan: only(verdict.plan, new Set(mine.map(({ id }) => id))),
    wanted: verdict.wanted,
    seen: input,
    transport,
    parallel: 1,
    signal,
  });
  const sound = new Set<string>();
  for (const action of foreseen.actions) {
    const finding = action.findings.find(({ severity }) => severity === 'would-fail');
    if (finding) fails(begun, action, 'would-fail', findingText(finding));
    else if (action.after.every((id) => sound.has(id))) sound.add(action.id);
  }
  if (sound.size === 0) return;
  const plan = only(foreseen, sound);
  const why = plan.actions.every(({ intent }) => intent === 'corrective') ? 'put right what drifted' : 'make what the file says';
  // Looking ahead and locking take their time. What is begun is finished, for what lies half done on a node.
  let isBegun = false;
  const result = await carryMove(
    { plan, verdict, seen: input },
    {
      holder: by,
      reason: `dmsa run: ${why}`,
      lockTimeoutMs: LOCK_MS,
      transport,
      signal,
      mayAct: () => grant.may() && (isBegun || !isSuspendedNow(begun, name, plan.actions)),
      onEvent(event) {
        isBegun ||= event.type === 'action-started';
        onEvent({ type: 'apply', node: name, event });
      },
    },
  );
  if (result.status !== 'applied') {
    const said =
      [...result.conflicts.map(({ error }) => error), ...result.problems].map(({ summary }) => summary)[0] ?? result.status;
    if (memory.problems.get(name) !== said) onEvent({ type: 'acted', node: name, result: result.status, why: said });
    memory.problems.set(name, said);
  } else memory.problems.delete(name);
  const actions = new Map(plan.actions.map((action) => [action.id, action]));
  const healed: string[] = [];
  const told = new Map(memory.told.get(name));
  for (const { id, outcome } of result.actions) {
    const action = actions.get(id);
    if (!action) continue;
    if (succeeded(outcome)) told.delete(id);
    if (outcome.status === 'done') {
      healed.push(id);
      memory.deleted += action.deletions ?? 0;
      memory.trails = putRight(memory.trails, action, Date.now(), cluster.run.fights);
      memory.failures = without(memory.failures, id);
    }
    if (outcome.status === 'failed') fails(begun, action, 'failed', textOf(outcome));
  }
  // What was done is told of here, and not as something that went by itself.
  memory.told.set(name, told);
  if (healed.length > 0) onEvent({ type: 'healed', node: name, ids: healed });

  function fails(of: NodesRequest, { id }: Action, code: 'failed' | 'would-fail', what: string): void {
    const before = memory.failures.get(id);
    memory.failures = failed(memory.failures, id, { code, why: what }, Date.now(), intervalMs);
    const after = memory.failures.get(id);
    // The same again is told once.
    if (before?.code === code && before.why === what) return;
    of.onEvent({ type: 'failed', node: name, id, why: what, againMs: after?.untilMs ?? 0 });
  }
}

function mineOf({ verdict, answers }: Round, name: string): readonly Action[] {
  return verdict.plan.actions.filter(({ node, id }) => node === name && answers.get(id)?.go === true);
}

/** By what is ordered for all controllers. */
function isSuspendedNow({ common = null }: NodesRequest, name: string, actions: readonly Action[]): boolean {
  return isHeldOff(common, name, [...new Set(actions.map(({ kind }) => kind))], Date.now());
}

/** What comes before something that is left out was as wanted, or is done elsewhere: it is not waited for. */
function only(plan: Plan, ids: ReadonlySet<string>): Plan {
  const actions = plan.actions
    .filter(({ id }) => ids.has(id))
    .map((action) => ({ ...action, after: action.after.filter((id) => ids.has(id)) }));
  return { ...plan, actions };
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  return new Map([...map].filter(([one]) => one !== key));
}

function findingText({ code, sentence }: Finding): string {
  return `it would fail: ${sentence} [${code}: ${FINDING_CODES[code]}]`;
}

function textOf({ error }: Extract<ActionResult['outcome'], { readonly status: 'failed' }>): string {
  return error.summary;
}
