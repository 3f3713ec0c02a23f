/**
 * The loop that keeps pairs: watches the member that holds, starts again what fails there, and lets the standby take over where
 * `judge` says that it may. Each pair has a loop of its own; a pair that hangs holds up no other.
 *
 * Between two looks at a pair only the small check of reconcile/vitals.ts is made. Before anything is done both members are looked
 * at anew and judged again: what is acted upon is never older than a moment.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplyEvent } from '../apply/events.ts';
import { noteHistory } from '../apply/note.ts';
import { type ApplyResult, succeeded } from '../apply/request.ts';
import type { Cluster, NetworkName } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { askTakeover } from '../ha/ask.ts';
import { judge, type Verdict as PairVerdict } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import type { Tries } from '../ha/repair.ts';
import { UNWATCHED, type Watched, watch } from '../ha/watch.ts';
import type { Resource } from '../kinds/kind.ts';
import type { Fence, HistoryEntry, Transition } from '../kinds/pair-files.ts';
import { KINDS } from '../kinds/registry.ts';
import type { ServiceSpec } from '../kinds/service-desired.ts';
import type { Transport } from '../transport/transport.ts';
import { decide } from './decide.ts';
import { readHistory } from './history.ts';
import { judgeInput, type Looked, limitsOf } from './judging.ts';
import { keepCopies } from './keep-copies.ts';
import { lookAtCluster, targetOf } from './look.ts';
import { carryMove, doubtsOf, noteMove, type Planned, planMove, withoutActive } from './move.ts';
import { namesOf, pairsIn, seenOf } from './pairs.ts';
import { assumed, proofOf } from './proof.ts';
import type { PairOutcome } from './sync.ts';
import { type Checked, checkActive } from './vitals.ts';

export interface KeepRequest {
  readonly cluster: Cluster;
  readonly transport: Transport;
  /** The node of the cluster that this machine is; null: none of them. */
  readonly self: string | null;
  /** Names of the actives whose pairs are kept. */
  readonly actives: ReadonlySet<string>;
  /** Who acts, for locks and the history: `root@central pid 4711`. */
  readonly by: string;
  /** Says what it would do, and does nothing. */
  readonly dryRun: boolean;
  /** Ends after one round a pair. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: KeepEvent) => void;
}

export type KeepEvent =
  /** When it is another one than before. */
  | { readonly type: 'verdict'; readonly active: string; readonly standby: string; readonly verdict: PairVerdict }
  | { readonly type: 'apply'; readonly active: string; readonly event: ApplyEvent }
  | {
      readonly type: 'acted';
      readonly active: string;
      readonly what: string;
      readonly result: ApplyResult['status'];
      readonly failed: number;
    }
  | { readonly type: 'copied'; readonly active: string; readonly standby: string; readonly copies: PairOutcome['copies'] }
  | { readonly type: 'problem'; readonly active: string; readonly why: string };

/** What was seen and decided is used for so long while all is well, and for so long while it is not. */
const LOOK_MS = 60_000;
const LOOK_TROUBLED_MS = 10_000;
const HOUR_MS = 3_600_000;
/** Another run at work on a node is waited for so long; then the pair is judged anew. */
const LOCK_MS = 30_000;

/** A node that does not answer must not hold up what is to be done about it. */
function hurried(cluster: Cluster): Cluster {
  const atMost = cluster.watch.timeoutMs;
  return {
    ...cluster,
    nodes: cluster.nodes.map((node) => ({
      ...node,
      connection: { ...node.connection, connectTimeoutMs: Math.min(node.connection.connectTimeoutMs, atMost) },
    })),
  };
}

/** The last verdict of each pair, by active. Returns when it is told to stop, or after one round with `once`. */
export async function keepPairs(given: KeepRequest): Promise<ReadonlyMap<string, PairVerdict>> {
  const request = { ...given, cluster: hurried(given.cluster) };
  const pairs = pairsIn(request.cluster).filter(({ active }) => request.actives.has(active.name));
  const { transport, by, signal, onEvent } = request;
  const copying = pairs.map((members) => {
    if (request.once || request.dryRun) return null;
    const [active, standby] = [members.active.name, members.standby.name];
    const onCopied = ({ copies }: PairOutcome): void => onEvent({ type: 'copied', active, standby, copies });
    return keepCopies({ cluster: given.cluster, transport, by, signal, onCopied }, members).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) onEvent({ type: 'problem', active, why: `no files are copied any more: ${why}` });
    });
  });
  const last = await Promise.all(pairs.map((members) => keepPair(request, members)));
  await Promise.all(copying);
  return new Map(pairs.flatMap(({ active }, at) => (last[at] ? [[active.name, last[at]] as const] : [])));
}

interface State {
  looked: (Looked & { readonly atMs: number }) | null;
  /** The member that is watched. */
  watching: string | null;
  watched: Watched;
  reached: boolean;
  standbyDeaf: ReadonlySet<NetworkName>;
  readonly tries: Map<string, Tries>;
  said: string;
  /** The last trouble that was told: the same one is told once. */
  problem: string;
}

async function keepPair(request: KeepRequest, members: Members): Promise<PairVerdict | null> {
  const { cluster, signal, once } = request;
  const { intervalMs } = cluster.watch;
  const state: State = {
    looked: null,
    watching: null,
    watched: UNWATCHED,
    reached: false,
    standbyDeaf: new Set(),
    tries: new Map(),
    said: '',
    problem: '',
  };
  let last: PairVerdict | null = null;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      last = await round(request, members, state);
    } catch (error) {
      if (signal.aborted) break;
      // Whatever it is, a fault of our own included: the other pairs, and this one's next round, go on.
      tell(request, members, state, troubleText(error));
      state.looked = null;
    }
    if (once) return last;
    const rest = intervalMs - (performance.now() - began);
    await delay(Math.max(rest, intervalMs / 10, 20), undefined, { signal }).catch(() => {});
  }
  return last;
}

async function round(request: KeepRequest, members: Members, state: State): Promise<PairVerdict> {
  const fresh = state.looked === null || performance.now() - state.looked.atMs > (isCalm(state) ? LOOK_MS : LOOK_TROUBLED_MS);
  if (fresh) state.looked = await look(request, members);
  await check(request, members, state);
  const first = judged(request, members, state, 0);
  if (first.act === 'none' || first.act === 'alarm') return say(request, members, state, first);
  if (!fresh) {
    state.looked = await look(request, members);
    state.reached = isReached(state);
  }
  const takeovers = first.act === 'takeover' ? await takeoversOf(request, members) : 0;
  const verdict =
    typeof takeovers === 'string'
      ? ({ act: 'alarm', code: 'history-unknown', sentence: `${first.sentence}; not done: ${takeovers}` } as const)
      : judged(request, members, state, takeovers);
  say(request, members, state, verdict);
  if (!request.dryRun) await act(request, members, state, verdict);
  return verdict;
}

/** By whatever way, when it was last looked at whole. */
function isReached({ looked, watching }: State): boolean {
  return watching !== null && looked?.seen.seen.get(watching)?.reachable === true;
}

function isCalm({ watched, said }: State): boolean {
  return watched.troubles.size === 0 && watched.unknown.size === 0 && said.startsWith('fine');
}

function say({ onEvent }: KeepRequest, { active, standby }: Members, state: State, verdict: PairVerdict): PairVerdict {
  // Seconds that grow are not told each time.
  const said = `${verdict.code} ${verdict.sentence.replaceAll(/[\d.]+ (s|of)\b/g, '')}`;
  if (said !== state.said) onEvent({ type: 'verdict', active: active.name, standby: standby.name, verdict });
  state.said = said;
  return verdict;
}

function troubleText(error: unknown): string {
  if (error instanceof DiagnosticError) return error.diagnostics.map(({ summary }) => summary).join('; ');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function tell({ onEvent }: KeepRequest, { active }: Members, state: State, why: string): void {
  if (why !== state.problem) onEvent({ type: 'problem', active: active.name, why });
  state.problem = why;
}

async function look({ cluster, transport, signal }: KeepRequest, members: Members): Promise<Looked & { readonly atMs: number }> {
  const selected = namesOf(members);
  const seen = await lookAtCluster({ cluster, kinds: KINDS, transport, selected, parallel: 100, signal });
  const verdict = decide(seen);
  return { seen, verdict, holding: seenOf(members, seen, verdict).holding, atMs: performance.now() };
}

/** The member that holds; the active where nobody can be named. */
function watchedIn({ active, standby }: Members, { holding }: Looked): Members['active'] {
  return holding.holder === standby.name ? standby : active;
}

/** One check of the member that is watched. */
async function check(request: KeepRequest, members: Members, state: State): Promise<void> {
  const { cluster, transport, self } = request;
  const { active, standby } = members;
  if (!state.looked) return;
  const node = watchedIn(members, state.looked);
  if (state.watching !== node.name) {
    state.watching = node.name;
    state.watched = UNWATCHED;
    state.tries.clear();
  }
  const { byNode } = state.looked.verdict.wanted;
  const checked: Checked = await checkActive({
    cluster,
    node,
    standby: node === active ? standby : active,
    services: (byNode.get(node.name)?.get('service') ?? []) as readonly Resource<ServiceSpec>[],
    transport,
    self,
    timeoutMs: cluster.watch.timeoutMs,
    hung: state.watched.troubles.get('disk /')?.why.startsWith('writing') ?? false,
    suspect: new Set(
      (['maintenance', 'equipment'] as const).filter((network: NetworkName) => state.watched.troubles.has(`network ${network}`)),
    ),
  });
  state.watched = watch(state.watched, checked, limitsOf(cluster, standby).patience);
  state.reached = checked.reached || isReached(state);
  state.standbyDeaf = checked.standbyDeaf;
}

function judged({ cluster }: KeepRequest, members: Members, state: State, takeovers: number): PairVerdict {
  const { looked, tries, reached, standbyDeaf } = state;
  if (!looked) throw new Error('nothing was looked at');
  // Where another member holds by now, what was watched says nothing about that one.
  const watched = state.watching === watchedIn(members, looked).name ? state.watched : UNWATCHED;
  return judge(judgeInput({ cluster, members, looked, watched, tries, activeReached: reached, standbyDeaf, takeovers }));
}

/** Of the last hour, by the standby's own history; a string says why it could not be read. */
async function takeoversOf({ transport }: KeepRequest, { standby }: Members): Promise<number | string> {
  const read = await readHistory(transport, standby);
  if (typeof read === 'string') return `its history could not be read: ${read}`;
  const since = Date.now() - HOUR_MS;
  return read.filter(({ what, atMs }) => what.startsWith('takeover') && atMs >= since).length;
}

async function act(request: KeepRequest, members: Members, state: State, verdict: PairVerdict): Promise<void> {
  switch (verdict.act) {
    case 'none':
    case 'alarm':
      return;
    case 'repair':
      state.tries.set(verdict.service, [...(state.tries.get(verdict.service) ?? []), state.watched.atMs ?? 0]);
      await carry(request, members, state, null, verdict.sentence);
      await note(request, members, `started ${verdict.service} again (try ${verdict.attempt})`, verdict.sentence);
      return;
    case 'start':
      await carry(request, members, state, null, verdict.sentence);
      return;
    case 'carry-on':
    case 'takeover': {
      const fence = verdict.act === 'takeover' && verdict.way === 'agent' ? await fenced(request, members, state, verdict) : null;
      if (verdict.act === 'takeover' && verdict.way === 'agent' && fence === null) return;
      // With it off, what it holds is unknown, and only the proof lets the standby claim it.
      if (fence) state.looked = await look(request, members);
      if (!state.looked) return;
      const intent = intentOf(request, members, state.looked, fence, verdict);
      await carry(request, members, state, intent, verdict.sentence);
    }
  }
}

/**
 * Switches the active off and sees that it is off; throws where that is not proved. null: it was left on, as what is to follow is not
 * sure to end well.
 */
async function fenced(request: KeepRequest, members: Members, state: State, verdict: PairVerdict): Promise<Fence | null> {
  const { transport, signal } = request;
  const { looked } = state;
  if (!looked) return null;
  const off = withoutActive(looked.seen, members);
  const intent = intentOf(request, members, { ...looked, ...off }, assumed(off.seen).fence, verdict);
  const planned = await planMove({ members, seen: off.seen, intent, gains: members.standby.name, transport, signal });
  if (stopsAt(request, members, state, planned, members.standby.name)) return null;
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

/** Plans it, and does it where nothing is in doubt. What comes of it is seen by the look of the next round. */
async function carry(
  request: KeepRequest,
  members: Members,
  state: State,
  intent: Transition | null,
  reason: string,
): Promise<void> {
  const { transport, signal, by, onEvent } = request;
  const { looked } = state;
  if (!looked) return;
  const { active, standby } = members;
  const gains = intent === null ? looked.holding.holder : standby.name;
  const planned = await planMove({ members, seen: looked.seen, intent, gains, transport, signal });
  state.looked = null;
  if (stopsAt(request, members, state, planned, gains)) return;
  state.problem = '';
  if (planned.plan.actions.length === 0) return;
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
