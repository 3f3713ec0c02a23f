/** What the loop that keeps pairs does about one: all that the judgement may come to. */
import { randomBytes } from 'node:crypto';
import { noteHistory } from '../apply/note.ts';
import { succeeded } from '../apply/request.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { askTakeover } from '../ha/ask.ts';
import type { Verdict as PairVerdict } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { repairText } from '../ha/recall.ts';
import type { Fence, HistoryEntry, Transition } from '../kinds/pair-files.ts';
import type { Looked } from './judging.ts';
import type { KeepRequest } from './keep-request.ts';
import { judged, lookAnew, publish, tell } from './keep-seen.ts';
import type { State } from './keep-state.ts';
import { targetOf } from './look.ts';
import { carryMove, doubtsOf, noteMove, type Planned, planMove, withoutActive } from './move.ts';
import { withoutNode } from './pair-look.ts';
import { seenOf } from './pairs.ts';
import { assumed, fenceBy, proofOf } from './proof.ts';

/** Another run at work on a node is waited for so long; then the pair is judged anew. */
const LOCK_MS = 30_000;

function tried({ tries, watched }: State, service: string): void {
  tries.set(service, [...(tries.get(service) ?? []), watched.atMs ?? 0]);
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
      if ((await carry(request, members, state, null, verdict.sentence)) > 0)
        await note(request, members, repairText(verdict.service, verdict.attempt), verdict.sentence);
      return;
    case 'start':
      for (const name of verdict.services) tried(state, name);
      await carry(request, members, state, null, verdict.sentence);
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
      const intent = intentOf(request, members, state.looked, fence, verdict);
      await carry(request, members, state, intent, verdict.sentence);
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
  const intent = intentOf(request, members, { ...looked, ...off }, assumed(off.seen).fence, verdict);
  const planned = await planMove({ members, seen: off.seen, intent, gains: members.standby.name, transport, signal });
  if (stopsAt(request, members, state, planned, members.standby.name)) return null;
  if (way === 'lease') return leased(request, members, state);
  const why = await noteMove(
    { members, seen: off.seen, intent, gains: members.standby.name, transport, signal },
    { holder: request.by, reason: `dmsa run: ${verdict.sentence}`, lockTimeoutMs: LOCK_MS, transport, signal },
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
  return first.do();
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
function stopsAt(request: KeepRequest, members: Members, state: State, planned: Planned, gains: string | null): boolean {
  const fails = planned.plan.actions.flatMap(({ id, findings }) =>
    findings.filter(({ severity }) => severity === 'would-fail').map(({ sentence }) => `${id}: ${sentence}`),
  );
  const [why] = [...doubtsOf(planned, gains), ...fails];
  if (why === undefined) return false;
  tell(request, members, state, `not begun, as it is not sure to end well: ${why}`);
  return true;
}

function intentOf(
  { by }: KeepRequest,
  members: Members,
  looked: Pick<Looked, 'seen' | 'verdict'>,
  fence: Fence | null,
  verdict: PairVerdict,
): Transition {
  const pair = seenOf(members, looked.seen, looked.verdict);
  const answer = askTakeover({
    active: members.active.name,
    standby: members.standby.name,
    holding: pair.holding,
    inHand: pair.state?.transition ?? null,
    activeReached: pair.activeReached,
    epoch: pair.epoch,
    fence,
    nowMs: looked.seen.nowMs ?? 0,
    id: randomBytes(8).toString('hex'),
    by,
    why: verdict.act === 'takeover' ? verdict.why : verdict.sentence,
  });
  if (answer.status === 'go') return answer.intent;
  const summary = answer.status === 'done' ? answer.sentence : (answer.error.detail ?? answer.error.summary);
  throw new DiagnosticError([{ severity: 'error', code: 'not-now', summary, node: members.active.name }]);
}

/**
 * Plans it, and does it where nothing is in doubt. What comes of it is seen by the look of the next round.
 *
 * @returns how many actions were begun here, done or failed
 */
async function carry(
  request: KeepRequest,
  members: Members,
  state: State,
  intent: Transition | null,
  reason: string,
): Promise<number> {
  const { transport, signal, by, onEvent } = request;
  const { looked } = state;
  if (!looked) return 0;
  const { active, standby } = members;
  const gains = intent === null ? looked.holding.holder : standby.name;
  const planned = await planMove({ members, seen: looked.seen, intent, gains, transport, signal });
  state.looked = null;
  if (stopsAt(request, members, state, planned, gains)) return 0;
  state.problem = '';
  if (planned.plan.actions.length === 0) return 0;
  const result = await carryMove(planned, {
    holder: by,
    reason: `dmsa run: ${reason}`,
    lockTimeoutMs: LOCK_MS,
    transport,
    signal,
    onEvent: (event) => onEvent({ type: 'apply', active: active.name, event }),
  });
  const failed = result.actions.filter(({ outcome }) => !succeeded(outcome)).length;
  onEvent({ type: 'acted', active: active.name, what: reason, result: result.status, failed });
  return result.actions.filter(({ outcome: { status } }) => status === 'done' || status === 'failed').length;
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
