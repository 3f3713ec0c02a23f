/** What the loop that keeps pairs does about one: all that the judgement may come to. */
import { randomBytes } from 'node:crypto';
import { noteHistory } from '../apply/note.ts';
import { isDeposed, succeeded } from '../apply/request.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { type Answer, askTakeover } from '../ha/ask.ts';
import type { Verdict as PairVerdict } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { repairText } from '../ha/recall.ts';
import type { Fence, HistoryEntry, Transition } from '../kinds/pair-files.ts';
import type { Looked } from './judging.ts';
import type { PlannedRound } from './keep-record.ts';
import type { KeepRequest } from './keep-request.ts';
import { judged, lookAnew, publish, tell } from './keep-seen.ts';
import type { State } from './keep-state.ts';
import { targetOf } from './look.ts';
import { carryMove, noteMove, planMove, withoutActive } from './move.ts';
import { askOf, type Begin, type Planned, stopOf } from './move-plan.ts';
import { withoutNode } from './pair-look.ts';
import { assumed, fenceBy, proofOf } from './proof.ts';

/** Another run at work on a node is waited for so long; then the pair is judged anew, so that nothing old is acted upon. */
const LOCK_MS = 5_000;

function tried({ tries, watched }: State, service: string): void {
  tries.set(service, [...(tries.get(service) ?? []), watched.atMs ?? 0]);
}

/** Another run kept it off: nothing was tried. */
function untried({ tries }: State, service: string): void {
  tries.set(service, (tries.get(service) ?? []).slice(0, -1));
}

export async function act(request: KeepRequest, members: Members, state: State, verdict: PairVerdict): Promise<void> {
  state.coming = null;
  switch (verdict.act) {
    case 'none':
    case 'alarm':
      return;
    case 'repair':
      tried(state, verdict.service);
      judged(request, members, state, 0);
      state.told.judged = state.told.judged && { ...state.told.judged, verdict };
      publish(request, state);
      // What was not begun was told; what another loop was quicker with is no deed of this one.
      if ((await carry(request, members, state, NOTHING_BEGUN, verdict.sentence)) > 0)
        await note(request, members, repairText(verdict.service, verdict.attempt), verdict.sentence);
      if (state.lockedOut !== '') untried(state, verdict.service);
      return;
    case 'start':
      for (const name of verdict.services) tried(state, name);
      await carry(request, members, state, NOTHING_BEGUN, verdict.sentence);
      if (state.lockedOut !== '') for (const name of verdict.services) untried(state, name);
      return;
    case 'carry-on':
    case 'takeover': {
      const way = verdict.act === 'takeover' ? verdict.way : 'release';
      const fence = way === 'release' ? null : await fenced(request, members, state, verdict, way);
      if (way !== 'release' && fence === null) return;
      // With it off, what it holds is unknown, and only the proof lets the standby claim it. Nothing answered for it a moment ago:
      // asking it once more would be waiting for that again.
      if (fence) {
        const transport = withoutNode(request.transport, members.active.name);
        await lookAnew({ ...request, transport }, members, state);
      }
      if (!state.looked) return;
      const begun = intentOf(request, members, state.looked, fence, verdict, 'act');
      await carry(request, members, state, begun, verdict.sentence);
    }
  }
}

/**
 * Has the active off: switches it off and sees that it is, or takes its lease. Throws where that is not proved. null: nothing was
 * done, as what is to follow is not sure to end well.
 */
async function fenced(
  request: KeepRequest,
  members: Members,
  state: State,
  verdict: PairVerdict,
  way: 'agent' | 'lease',
): Promise<Fence | null> {
  const { transport, signal } = request;
  const { looked } = state;
  if (!looked) return null;
  const off = withoutActive(looked.seen, members);
  const begun = intentOf(request, members, { ...looked, ...off }, assumed(off.seen).fence, verdict, 'fence');
  const { intent } = begun;
  const gains = members.standby.name;
  const planned = await planMove({ members, seen: off.seen, intent, gains, transport, signal });
  if (stopsAt(request, members, state, { ...begun, purpose: 'fence', seen: off.seen, gains, planned })) return null;
  if (way === 'lease') return leased(request, members, state);
  const why = await noteMove(
    { members, seen: off.seen, intent, gains: members.standby.name, transport, signal },
    {
      holder: request.by,
      reason: `dmsa run: ${verdict.sentence}`,
      lockTimeoutMs: LOCK_MS,
      transport,
      signal,
      ...actsWhile(request),
    },
  );
  if (why !== null) {
    tell(request, members, state, why);
    return null;
  }
  const first = (await proofOf({ agent: true }, members, looked.seen, transport))?.first;
  if (!first) {
    const summary = `${members.active.name} has no fence agent`;
    throw new DiagnosticError([{ severity: 'error', code: 'not-fenced', summary, node: members.active.name }]);
  }
  // The process may have been frozen since it was judged.
  if (request.mayAct?.() === false) throw notOurs(members);
  return first.do();
}

function actsWhile({ mayAct }: KeepRequest): Pick<KeepRequest, 'mayAct'> {
  return mayAct ? { mayAct } : {};
}

function notOurs({ active }: Members): DiagnosticError {
  const summary = `another controller may keep the pair of ${active.name} by now`;
  return new DiagnosticError([{ severity: 'error', code: 'other-controller', summary, node: active.name }]);
}

/** The active has stood down by itself: nothing needs to be noted before. */
async function leased({ lease }: KeepRequest, members: Members, state: State): Promise<Fence> {
  const word = (await lease?.take()) ?? { proof: 'none' as const };
  if (word.proof === 'yes') return fenceBy('lease', word.detail);
  const detail = word.proof === 'none' ? 'no lease is kept here' : word.detail;
  const summary = `the lease of ${members.active.name} was not taken: ${detail}`;
  state.looked = null;
  throw new DiagnosticError([{ severity: 'error', code: 'not-fenced', summary, node: members.active.name }]);
}

/** What is not sure to end well is told, and not begun. */
function stopsAt(
  request: KeepRequest,
  members: Members,
  state: State,
  {
    planned,
    gains,
    purpose,
    seen,
    begin,
    answer,
  }: Pick<PlannedRound, 'gains' | 'purpose' | 'seen'> & Asked & { planned: Planned },
): boolean {
  const stop = stopOf(planned, gains);
  request.onRound?.({ is: 'planned', members, purpose, seen, begin, answer, gains, planned, stop });
  if (stop === null) return false;
  tell(request, members, state, `not begun, as it is not sure to end well: ${stop}`);
  return true;
}

/** null: nothing is begun. */
interface Asked {
  readonly begin: Begin | null;
  readonly answer: Answer | null;
  readonly intent: Transition | null;
}

const NOTHING_BEGUN: Asked = { begin: null, answer: null, intent: null };

function intentOf(
  { by, onRound }: KeepRequest,
  members: Members,
  looked: Pick<Looked, 'seen' | 'verdict'>,
  fence: Fence | null,
  verdict: PairVerdict,
  purpose: PlannedRound['purpose'],
): Asked & { readonly intent: Transition } {
  const why = verdict.act === 'takeover' ? verdict.why : verdict.sentence;
  const begin: Begin = { fence, id: randomBytes(8).toString('hex'), by, why };
  const answer = askTakeover(askOf(members, looked, begin));
  if (answer.status === 'go') return { begin, answer, intent: answer.intent };
  const gains = members.standby.name;
  onRound?.({ ...{ is: 'planned', members, purpose, seen: looked.seen, begin, answer, gains }, planned: null, stop: null });
  const summary = answer.status === 'done' ? answer.sentence : (answer.error.detail ?? answer.error.summary);
  throw new DiagnosticError([{ severity: 'error', code: 'not-now', summary, node: members.active.name }]);
}

/**
 * Plans it, and does it where nothing is in doubt. What comes of it is seen by the look of the next round.
 *
 * @returns how many actions were begun here, done or failed
 */
async function carry(request: KeepRequest, members: Members, state: State, begun: Asked, reason: string): Promise<number> {
  const { transport, signal, by, onEvent } = request;
  const { looked, lockedOut } = state;
  state.lockedOut = '';
  if (!looked) return 0;
  const { active, standby } = members;
  const { seen } = looked;
  const { intent } = begun;
  const gains = intent === null ? looked.holding.holder : standby.name;
  const planned = await planMove({ members, seen, intent, gains, transport, signal });
  state.looked = null;
  if (stopsAt(request, members, state, { ...begun, purpose: 'act', seen, gains, planned })) return 0;
  state.problem = '';
  if (planned.plan.actions.length === 0) return 0;
  const result = await carryMove(planned, {
    holder: by,
    reason: `dmsa run: ${reason}`,
    lockTimeoutMs: LOCK_MS,
    transport,
    signal,
    ...actsWhile(request),
    onEvent: (event) => onEvent({ type: 'apply', active: active.name, event }),
  });
  const failed = result.actions.filter(({ outcome }) => !succeeded(outcome)).length;
  const refused = result.actions.filter(({ outcome }) => isDeposed(outcome)).length;
  const overtaken = result.status === 'applied' && refused > 0;
  if (result.status === 'locked') {
    state.lockedOut = result.conflicts.map(({ error }) => error.summary).join('; ');
    state.told.problem = { why: `not begun: ${state.lockedOut}`, atMs: performance.now() };
  }
  if (result.status !== 'locked' || state.lockedOut !== lockedOut)
    onEvent({ type: 'acted', active: active.name, what: reason, result: overtaken ? 'deposed' : result.status, failed });
  return result.actions.filter(({ outcome: { status } }) => status === 'done' || status === 'failed').length - refused;
}

async function note(
  { transport, by, onEvent }: KeepRequest,
  { active, standby }: Members,
  what: string,
  why: string,
): Promise<void> {
  const entry: HistoryEntry = { atMs: Date.now(), what, by, why, epoch: null, id: null };
  const failed = await noteHistory(transport, targetOf(standby), entry);
  if (failed !== null) onEvent({ type: 'problem', active: active.name, why: `the history has no line of it: ${failed}` });
}
