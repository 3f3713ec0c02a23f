/** What the loop that keeps pairs sees of one, and what that comes to. */
import type { NetworkName } from '../desired/cluster.ts';
import { judge, type Verdict as PairVerdict } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { type Finding, type Subject, UNWATCHED, watch } from '../ha/watch.ts';
import type { Resource } from '../kinds/kind.ts';
import type { ServiceSpec } from '../kinds/service-desired.ts';
import { judgeInput, limitsOf, watchedIn } from './judging.ts';
import type { KeepRequest } from './keep-request.ts';
import { evidenceIn, recall, type State, watchAnew } from './keep-state.ts';
import { type LookedAt, lookAtPair } from './pair-look.ts';
import { seenOf } from './pairs.ts';
import { type Checked, checkActive } from './vitals.ts';

export function publish({ cluster, onEvidence }: KeepRequest, state: State): void {
  const evidence = onEvidence && evidenceIn(state, cluster.watch.intervalMs);
  if (evidence) onEvidence(evidence);
}

/** By whatever way, when it was last looked at whole. */
export function isReached({ looked, watching }: State): boolean {
  return watching !== null && looked?.seen.seen.get(watching)?.reachable === true;
}

export function tell({ onEvent }: KeepRequest, { active }: Members, state: State, why: string): void {
  if (why !== state.problem) onEvent({ type: 'problem', active: active.name, why });
  state.problem = why;
  state.told.problem = { why, atMs: performance.now() };
}

/** @param looking  one that has begun already */
export async function lookAnew(
  request: KeepRequest,
  members: Members,
  state: State,
  looking: Promise<LookedAt> = lookAtPair(request, members),
): Promise<void> {
  state.looked = await looking;
  state.told.lookedMs = state.looked.atMs;
}

/** One check of the member that is watched. */
export async function check(request: KeepRequest, members: Members, state: State): Promise<void> {
  const { cluster, transport, self } = request;
  const { active, standby } = members;
  if (!state.looked) return;
  const node = watchedIn(members, state.looked);
  if (state.watching !== node.name) watchAnew(state, node.name);
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
  state.reached = checked.reached || isReached(state);
  state.standbyDeaf = checked.standbyDeaf;
  const findings = new Map([...checked.findings, ...ofLease(request, members, state)]);
  const before = state.watched;
  const { patience } = limitsOf(cluster, standby);
  state.watched = watch(before, { ...checked, findings }, patience);
  const { beganMs, atMs, witnesses } = checked;
  state.told.sampled = { before, sample: { beganMs, atMs, findings }, witnesses, patience, after: state.watched };
  for (const [subject, finding] of findings) state.told.findings.set(subject, finding);
  state.told.witnesses = witnesses;
  await recall(state, cluster, members, transport, async () => (await request.remembered?.(active.name)) ?? null);
}

/**
 * The arbiter is a witness too: an active that has not renewed its lease until it must have stood down is dead or cut off, whoever
 * else there is to ask, and the pack runs nowhere.
 */
function ofLease(
  { lease }: KeepRequest,
  { active }: Members,
  { watching, reached }: State,
): readonly (readonly [Subject, Finding])[] {
  if (lease?.active !== active.name || watching !== active.name) return [];
  const word = lease.word();
  const ran = word.proof === 'yes' && !reached;
  return [[`lease ${active.name}`, ran ? { status: 'bad', why: `${word.detail}, and it can't be reached` } : { status: 'good' }]];
}

export function judged({ cluster, lease }: KeepRequest, members: Members, state: State, takeovers: number): PairVerdict {
  const { looked, tries, reached, standbyDeaf } = state;
  if (!looked) throw new Error('nothing was looked at');
  // Where another member holds by now, what was watched says nothing about that one.
  const watched = state.watching === watchedIn(members, looked).name ? state.watched : UNWATCHED;
  const word = lease?.active === members.active.name ? lease.word() : null;
  const input = judgeInput({
    cluster,
    members,
    looked,
    watched,
    tries,
    activeReached: reached,
    standbyDeaf,
    takeovers,
    lease: word,
  });
  const verdict = judge(input);
  const { state: note } = seenOf(members, looked.seen, looked.verdict);
  state.told.judged = { input, verdict, inHand: note?.transition ?? null };
  return verdict;
}
