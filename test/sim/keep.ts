/**
 * The loop that keeps pairs (reconcile/keep-pairs.ts), with the real `watch`, `hearing` and `judge`: what fails on the member that
 * holds is started again, and the standby takes over where that is proved to be safe.
 */

import type { NetworkName } from '../../src/desired/cluster.ts';
import { type Answer, askTakeover } from '../../src/ha/ask.ts';
import { type JudgeInput, type Verdict as Judgement, judge, type LeaseWord, type Limits } from '../../src/ha/judge.ts';
import type { Tries } from '../../src/ha/repair.ts';
import { type Finding, type Subject, UNWATCHED, type Watched, watch } from '../../src/ha/watch.ts';
import { hearing, type Witness } from '../../src/ha/witness.ts';
import type { Holding } from '../../src/kinds/kind.ts';
import { type Fence, HISTORY_FILE, parseHistory } from '../../src/kinds/pair-files.ts';
import type { DecideInput, Verdict } from '../../src/reconcile/decide.ts';
import { judgeInputOf } from '../../src/reconcile/judging.ts';
import type { Sampled } from '../../src/reconcile/keep-record.ts';
import { type Begin, type Planned, stopOf } from '../../src/reconcile/move-plan.ts';
import { seenOf } from '../../src/reconcile/pairs.ts';
import { carryOut } from './apply.ts';
import { decided } from './decide.ts';
import { isLeased } from './leases.ts';
import { pass, type SimNode, works } from './node.ts';
import { lookAtAll } from './observe.ts';
import { askOf, assumed, fenced, fenceOf, note, planOf, withoutActive } from './operator.ts';
import { call, lives, nowOf, type Process, sleep } from './process.ts';
import { ACTIVE, CENTRAL, CLUSTER, type Network, NODES, PACK, PAIR_MEMBERS, STANDBY } from './site.ts';
import type { World } from './world.ts';

const LOOK_MS = 60_000;
const LOOK_TROUBLED_MS = 10_000;
const INTERVAL_MS = CLUSTER.watch.intervalMs;

const LIMITS: Limits = {
  patience: { afterMs: PAIR_MEMBERS.standby.failoverAfterMs ?? 0, failures: CLUSTER.watch.failures, intervalMs: INTERVAL_MS },
  repair: CLUSTER.watch.repair,
  reasons: new Set(CLUSTER.watch.reasons),
  takeoversPerHour: CLUSTER.watch.takeoversPerHour,
};

/** Where there are leases the margin is to be what holds a standby back. */
const HASTY: Limits = { ...LIMITS, patience: { ...LIMITS.patience, afterMs: 0, failures: 1 } };

interface Looked {
  readonly seen: DecideInput;
  readonly verdict: Verdict;
  readonly holding: Holding;
  readonly atMs: number;
}

interface State {
  looked: Looked | null;
  watching: string;
  watched: Watched;
  reached: boolean;
  calm: boolean;
  sampled: Sampled | null;
  judged: { readonly input: JudgeInput; readonly verdict: Judgement } | null;
  readonly tries: Map<string, Tries>;
}

export type Keeper = () => Promise<DecideInput | null>;

/** One round; gives what was seen last. */
export function keeper(world: World, process: Process): Keeper {
  const state: State = {
    looked: null,
    watching: ACTIVE,
    watched: UNWATCHED,
    reached: false,
    calm: false,
    sampled: null,
    judged: null,
    tries: new Map(),
  };
  return async () => {
    await round(world, process, state);
    return state.looked?.seen ?? null;
  };
}

async function round(world: World, process: Process, state: State): Promise<void> {
  const age = state.looked === null ? Number.POSITIVE_INFINITY : world.clock.now() - state.looked.atMs;
  const fresh = age > (state.calm ? LOOK_MS : LOOK_TROUBLED_MS);
  if (fresh) state.looked = await look(world, process);
  await check(world, process, state);
  const first = judged(world, process, state, 0);
  state.calm = first.code === 'fine';
  const idle = first.act === 'none' || first.act === 'alarm';
  tell(world, state, idle);
  if (idle) return;
  if (!fresh) {
    state.looked = await look(world, process);
    state.reached = isReached(state);
  }
  const takeovers = first.act === 'takeover' ? await takeoversOf(world, process) : 0;
  if (takeovers === null) return;
  const verdict = judged(world, process, state, takeovers);
  tell(world, state, true);
  world.say(`${process.name}: ${verdict.code}: ${verdict.sentence}`);
  await act(world, process, state, verdict);
}

function isReached({ looked, watching }: State): boolean {
  return looked?.seen.seen.get(watching)?.reachable === true;
}

async function look(world: World, process: Process): Promise<Looked> {
  const { seen, verdict } = decided(world, await lookAtAll(world, process));
  return { seen, verdict, holding: seenOf(PAIR_MEMBERS, seen, verdict).holding, atMs: world.clock.now() };
}

async function check(world: World, process: Process, state: State): Promise<void> {
  const name = state.looked?.holding.holder === STANDBY ? STANDBY : ACTIVE;
  if (state.watching !== name) {
    state.watching = name;
    state.watched = UNWATCHED;
    state.tries.clear();
  }
  const beganMs = world.clock.now();
  const answer = await call(world, process, name, (node) => vitals(world, node), { timeoutMs: 6_000 });
  const findings = new Map<Subject, Finding>(answer.status === 'answered' ? answer.value : []);
  const ran = name === ACTIVE && wordOf(world, process).proof === 'yes' && answer.status !== 'answered' && !isReached(state);
  if (world.leases) findings.set(`lease ${ACTIVE}`, ran ? { status: 'bad', why: 'it ran out' } : { status: 'good' });
  const other = name === ACTIVE ? STANDBY : ACTIVE;
  const heardBy = new Map<NetworkName, readonly Witness[]>();
  for (const [over, network] of [
    ['eth0', 'maintenance'],
    ['eth1', 'equipment'],
  ] as const) {
    heardBy.set(network, await witnesses(world, process, name, other, over));
    findings.set(`network ${network}`, hearing(network, heardBy.get(network) ?? []));
  }
  const before = state.watched;
  const sample = { beganMs, atMs: world.clock.now(), findings };
  state.watched = watch(before, sample, LIMITS.patience);
  state.sampled = { before, sample, witnesses: heardBy, patience: LIMITS.patience, after: state.watched };
  state.reached = answer.status === 'answered' || isReached(state);
}

async function vitals(world: World, node: SimNode): Promise<readonly (readonly [Subject, Finding])[]> {
  await pass(world, node, 20);
  const services = PACK.map((name): readonly [Subject, Finding] => {
    if (node.blind.has('service')) return [`service ${name}`, { status: 'unknown', why: 'no answer' }];
    return [`service ${name}`, node.services.get(name)?.running ? { status: 'good' } : { status: 'bad', why: 'stopped' }];
  });
  return [...services, ['disk /', node.disk === 'ok' ? { status: 'good' } : { status: 'bad', why: node.disk }]];
}

/** The process itself, the other member and the central node, as far as they can be asked. */
async function witnesses(
  world: World,
  process: Process,
  name: string,
  other: string,
  over: Network,
): Promise<readonly Witness[]> {
  const host = process.host.name;
  const asked = [...new Set([host, other, CENTRAL])].filter((one) => one !== name);
  return Promise.all(
    asked.map(async (one) => {
      const answer = await call(world, process, one, async (node) => {
        await pass(world, node, 1_000);
        const hears = (whom: string): boolean => works(world.node(whom)) && world.net.joined(one, whom, over);
        return { hears: hears(name), fit: NODES.some((third) => third !== one && third !== name && hears(third)) };
      });
      return answer.status === 'answered' ? { name: one, ...answer.value } : { name: one, hears: null, fit: false };
    }),
  );
}

function judged(world: World, process: Process, state: State, takeovers: number): Judgement {
  const { looked, watched, tries, reached } = state;
  if (!looked) throw new Error('nothing was looked at');
  const { holding } = looked;
  const input: JudgeInput = {
    ...judgeInputOf({
      cluster: world.cluster,
      members: PAIR_MEMBERS,
      looked: { ...looked, holding: world.bug === 'pause-ignored' ? unpaused(holding) : holding },
      watched,
      tries,
      activeReached: reached,
      takeovers: world.bug === 'flapping-unlimited' ? 0 : takeovers,
      hasFenceAgent: world.leases === null,
      lease: wordOf(world, process),
    }),
    limits: world.leases ? HASTY : LIMITS,
  };
  const verdict = judge(input);
  state.judged = { input, verdict };
  return verdict;
}

/** reconcile/keep-record.ts, `noteJudged`. */
function tell(world: World, { judged, sampled, watching, looked }: State, final: boolean): void {
  if (!judged || !looked) return;
  const { input, verdict } = judged;
  const { seen } = looked;
  const given = { ...input, tries: new Map(input.tries) };
  world.onRound?.({ is: 'judged', members: PAIR_MEMBERS, final, watching, sampled, input: given, seen, history: null, verdict });
}

function unpaused(holding: Holding): Holding {
  return { ...holding, code: holding.code === 'paused' ? 'active-holds' : holding.code, paused: false };
}

/** reconcile/judging.ts: only the standby's own dmsa knows. */
function wordOf({ leases }: World, { host }: Process): LeaseWord {
  if (!leases) return { proof: 'none' };
  const own = host.name === STANDBY ? leases.taker : null;
  if (!own || !lives(own.process)) return { proof: 'unknown', detail: 'elsewhere', waitMs: null };
  const { word } = own;
  return word.proof === 'yes'
    ? word
    : { proof: word.proof, detail: word.detail, waitMs: word.proof === 'no' ? word.waitMs : null };
}

/** lease/member.ts, `take`: only with the lease kept may be acted. */
async function leased(world: World, process: Process): Promise<Fence | null> {
  const own = world.leases?.taker;
  if (!own || !lives(own.process)) return null;
  const proof = await own.taker.take();
  if (proof.proof !== 'yes') return null;
  const { lease } = process.host;
  lease.want = true;
  for (let tries = 0; tries < 15 && !isLeased(world, process.host); tries += 1) await sleep(world, process, 500);
  return isLeased(world, process.host) ? fenceOf(world, process, 'lease') : null;
}

/** By the standby's own history; null: it could not be read. */
async function takeoversOf(world: World, process: Process): Promise<number | null> {
  const answer = await call(world, process, STANDBY, async ({ files }) => parseHistory(files.get(HISTORY_FILE) ?? ''));
  if (answer.status !== 'answered') return null;
  const since = nowOf(world, process) - 3_600_000;
  return answer.value.filter(({ what, atMs }) => what.startsWith('takeover') && atMs >= since).length;
}

async function act(world: World, process: Process, state: State, verdict: Judgement): Promise<void> {
  switch (verdict.act) {
    case 'none':
    case 'alarm':
      return;
    case 'repair':
      state.tries.set(verdict.service, [...(state.tries.get(verdict.service) ?? []), state.watched.atMs ?? 0]);
      if (await carry(world, process, state, null)) untried(state, verdict.service);
      return;
    case 'start':
      for (const name of verdict.services) state.tries.set(name, [...(state.tries.get(name) ?? []), state.watched.atMs ?? 0]);
      if (await carry(world, process, state, null)) for (const name of verdict.services) untried(state, name);
      return;
    case 'carry-on':
    case 'takeover': {
      const byLease = verdict.act === 'takeover' && verdict.way === 'lease';
      const byAgent = verdict.act === 'takeover' && verdict.way === 'agent';
      if (byAgent && !(await noted(world, process, state))) {
        state.looked = null;
        return;
      }
      const fence = byAgent ? await fenced(world, process) : byLease ? await leased(world, process) : null;
      if ((byAgent || byLease) && fence === null) {
        state.looked = null;
        return;
      }
      if (fence) state.looked = await look(world, process);
      if (!state.looked) return;
      const ask = askOf(world, process, state.looked, fence);
      const answer = askTakeover(ask);
      if (answer.status === 'go') {
        await carry(world, process, state, { begin: ask, answer });
        return;
      }
      tellPlan(world, state.looked, { begin: ask, answer }, STANDBY, null);
      state.looked = null;
    }
  }
}

/** reconcile/keep-pairs.ts, `fenced`: what is begun is noted before the active is switched off, and only where the rest is sure. */
async function noted(world: World, process: Process, { looked }: State): Promise<boolean> {
  if (!looked) return false;
  const off = withoutActive(world, looked.seen);
  const answer = askTakeover(askOf(world, process, off, assumed(off.seen)));
  if (answer.status !== 'go' || planOf(world, off.seen, answer.intent, STANDBY) === null) return false;
  return world.bug === 'note-after-fence' || note(world, process, off.seen, answer.intent);
}

/** null: nothing is begun. */
type Begun = { readonly begin: Begin; readonly answer: Answer } | null;

function tellPlan(world: World, { seen }: Looked, begun: Begun, gains: string | null, planned: Planned | null): void {
  const { begin = null, answer = null } = begun ?? {};
  const stop = planned && stopOf(planned, gains);
  const asked = begin && { fence: begin.fence, id: begin.id, by: begin.by, why: begin.why };
  world.onRound?.({ is: 'planned', members: PAIR_MEMBERS, purpose: 'act', seen, begin: asked, answer, gains, planned, stop });
}

function untried({ tries }: State, service: string): void {
  tries.set(service, (tries.get(service) ?? []).slice(0, -1));
}

/** Whether another run kept it off. */
async function carry(world: World, process: Process, state: State, begun: Begun): Promise<boolean> {
  const { looked } = state;
  if (!looked) return false;
  const intent = begun?.answer.status === 'go' ? begun.answer.intent : null;
  const gains = intent === null ? looked.holding.holder : STANDBY;
  const planned = planOf(world, looked.seen, intent, gains);
  tellPlan(world, looked, begun, gains, planned ?? planOf(world, looked.seen, intent, gains, false));
  state.looked = null;
  if (!planned || planned.plan.actions.length === 0) return false;
  return (await carryOut(world, process, planned)).status === 'locked';
}
