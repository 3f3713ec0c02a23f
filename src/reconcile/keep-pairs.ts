/**
 * The loop that keeps pairs: watches the member that holds, starts again what fails there, and lets the standby take over where
 * `judge` says that it may. Each pair has a loop of its own; a pair that hangs holds up no other.
 *
 * Between two looks at a pair only the small check of reconcile/vitals.ts is made. Before anything is done both members are looked
 * at anew and judged again: what is acted upon is never older than a moment.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Verdict as PairVerdict, withoutHistory } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { isNearlyRipe, UNWATCHED } from '../ha/watch.ts';
import { granted } from './gate.ts';
import { readHistory } from './history.ts';
import { limitsOf } from './judging.ts';
import { act } from './keep-act.ts';
import { keepCopies } from './keep-copies.ts';
import { hurried, troubleText } from './keep-parts.ts';
import { noteJudged } from './keep-record.ts';
import type { KeepEvent, KeepRequest } from './keep-request.ts';
import { keepRows, NO_ROWS } from './keep-rows.ts';
import { check, isReached, judged, lookAnew, publish, tell } from './keep-seen.ts';
import { type State, stateFrom } from './keep-state.ts';
import { takeoversIn } from './loop-seen.ts';
import { outlast, Stopped, unlessStopped } from './outlast.ts';
import { lookAtPair, refresh } from './pair-look.ts';
import { pairsIn } from './pairs.ts';
import type { PairOutcome } from './sync.ts';

/** What was seen and decided is used for so long while all is well, and for so long while it is not. */
const LOOK_MS = 60_000;
const LOOK_TROUBLED_MS = 10_000;

/** The last verdict of each pair, by active. Returns when it is told to stop, or after one round with `once`. */
export async function keepPairs(given: KeepRequest): Promise<ReadonlyMap<string, PairVerdict>> {
  const rows =
    given.dryRun || given.once
      ? NO_ROWS
      : keepRows({
          ...given,
          may: (active) => mayBegin(given, active),
          signal: AbortSignal.any([given.signal, given.leave ?? given.signal]),
        });
  const told = (event: KeepEvent): void => {
    given.onEvent(event);
    if (event.type === 'acted') rows.wake();
  };
  const request = { ...given, cluster: hurried(given.cluster), onEvent: told };
  const pairs = pairsIn(request.cluster).filter(({ active }) => request.actives.has(active.name));
  const { transport, by, signal, onEvent } = request;
  const { memory } = request;
  const copying = pairs.map(async (members) => {
    if (request.once || request.dryRun) return;
    // A copy that an earlier loop began goes on to its end.
    await memory?.get(members.active.name)?.copying;
    if (signal.aborted || request.leave?.aborted) return;
    const [active, standby] = [members.active.name, members.standby.name];
    const onCopied = ({ copies }: PairOutcome): void => onEvent({ type: 'copied', active, standby, copies });
    const leave = request.leave ?? signal;
    const onProblem = (why: string): void => onEvent({ type: 'problem', active, why: `no files were copied: ${why}` });
    const may = (): boolean => mayBegin(request, active);
    await keepCopies({ cluster: given.cluster, transport, by, signal, leave, may, onCopied, onProblem }, members);
  });
  const { cluster } = request;
  // What is begun when it is told to stop is finished, within limits.
  const begun: KeepRequest = { ...request, signal: outlast(signal) };
  const kept = pairs.map((members, at) => {
    const state = stateFrom(memory, cluster, members);
    memory?.set(members.active.name, { cluster, members, state, copying: copying[at] ?? null });
    return keepPair(request, begun, members, state);
  });
  const last = await Promise.all(kept);
  // Whoever goes on with the memory waits for them.
  if (!memory) await Promise.all(copying);
  await rows.ended;
  return new Map(pairs.flatMap(({ active }, at) => (last[at] ? [[active.name, last[at]] as const] : [])));
}

async function keepPair(request: KeepRequest, begun: KeepRequest, members: Members, state: State): Promise<PairVerdict | null> {
  const { cluster, signal, leave = signal, once } = request;
  const { intervalMs } = cluster.watch;
  const ends = AbortSignal.any([signal, leave]);
  let last: PairVerdict | null = null;
  while (!ends.aborted) {
    const began = performance.now();
    const grant = granted(request.gate ?? null, members.active.name, 'pair');
    if (grant === null) {
      letGo(state);
      await delay(intervalMs, undefined, { signal: ends }).catch(() => {});
      continue;
    }
    try {
      last = await round(request, { ...begun, mayAct: () => grant.may() }, members, state);
    } catch (error) {
      if (error instanceof Stopped) {
        grant.done();
        break;
      }
      // Whatever it is, a fault of our own included: the other pairs, and this one's next round, go on.
      tell(request, members, state, troubleText(error));
      state.looked = null;
    }
    grant.done();
    request.onRound?.({ is: 'done', members });
    state.told.doing = null;
    publish(request, state);
    if (once) return last;
    const rest = intervalMs - (performance.now() - began);
    await delay(Math.max(rest, intervalMs / 10, 20), undefined, { signal: ends }).catch(() => {});
  }
  return last;
}

/** What has a lock of its own, and may take hours: it is begun by the one that keeps the pair, and holds up no handing over. */
function mayBegin({ gate = null }: KeepRequest, active: string): boolean {
  const grant = granted(gate, active, 'pair');
  grant?.done();
  return grant !== null;
}

/** Another controller keeps it: what was seen and counted until then says nothing by the time that it is kept here again. */
function letGo(state: State): void {
  state.looked = null;
  state.coming = null;
  state.said = '';
  state.watched = UNWATCHED;
}

async function round(request: KeepRequest, begun: KeepRequest, members: Members, state: State): Promise<PairVerdict> {
  const { signal } = request;
  const fresh = state.looked === null;
  if (fresh) await unlessStopped(signal, lookAnew(request, members, state));
  // What the check that begins now may be a reason for is looked at beside it: both are as old as each other when it is judged.
  const early = !fresh && mayRipen(request, members, state) ? lookAtPair(request, members) : undefined;
  early?.catch(() => {});
  if (!early) refresh(request, members, state, isCalm(state) ? LOOK_MS : LOOK_TROUBLED_MS);
  await unlessStopped(signal, check(request, members, state));
  let first = judged(request, members, state, 0);
  // What is worth waking somebody for is looked at once more: somebody else may be at work on the pair just now.
  if (first.act === 'alarm' && !fresh && saidOf(first) !== state.said) {
    noteJudged(request, members, state, { final: false, history: null, verdict: first });
    await unlessStopped(signal, lookAnew(request, members, state));
    first = judged(request, members, state, 0);
  }
  const idle = first.act === 'none' || first.act === 'alarm';
  noteJudged(request, members, state, { final: idle, history: null, verdict: first });
  if (idle) return say(request, members, state, first);
  const counting = first.act === 'takeover' ? takeoversOf(request, members) : Promise.resolve(0);
  counting.catch(() => {});
  if (!fresh) {
    await unlessStopped(signal, lookAnew(request, members, state, early));
    state.reached = isReached(state);
  }
  const takeovers = await unlessStopped(signal, counting);
  const verdict =
    typeof takeovers === 'string'
      ? withoutHistory(judged(request, members, state, 0), takeovers)
      : judged(request, members, state, takeovers);
  const history = typeof takeovers === 'string' ? takeovers : null;
  noteJudged(request, members, state, { final: true, history, verdict });
  state.told.judged = state.told.judged && { ...state.told.judged, verdict };
  say(request, members, state, verdict);
  if (request.dryRun || signal.aborted) return verdict;
  if (verdict.act !== 'none' && verdict.act !== 'alarm')
    state.told.doing = { what: verdict.sentence, sinceMs: performance.now() };
  publish(request, state);
  await act(begun, members, state, verdict);
  return verdict;
}

function mayRipen({ cluster }: KeepRequest, { standby }: Members, { watched }: State): boolean {
  if (standby.failoverAfterMs === null) return false;
  const { patience } = limitsOf(cluster, standby);
  return [...watched.troubles.values()].some((trouble) => isNearlyRipe(trouble, patience, performance.now()));
}

function isCalm({ watched, said }: State): boolean {
  return watched.troubles.size === 0 && watched.unknown.size === 0 && said.startsWith('fine');
}

/** Seconds that grow are not told each time. */
function saidOf({ code, sentence }: PairVerdict): string {
  return `${code} ${sentence.replaceAll(/[\d.]+ (s|of)\b/g, '')}`;
}

function say({ onEvent }: KeepRequest, { active, standby }: Members, state: State, verdict: PairVerdict): PairVerdict {
  const said = saidOf(verdict);
  if (said !== state.said) onEvent({ type: 'verdict', active: active.name, standby: standby.name, verdict });
  state.said = said;
  return verdict;
}

/** Of the last hour, by the standby's own history; a string says why it could not be read. */
async function takeoversOf({ transport }: KeepRequest, { standby }: Members): Promise<number | string> {
  const read = await readHistory(transport, standby);
  if (typeof read === 'string') return `its history could not be read: ${read}`;
  return takeoversIn(read, Date.now());
}
