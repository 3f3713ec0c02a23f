/**
 * Carries out a plan as apply/apply.ts does: locks, the real `walk`, and for each wave a fresh look, the real `guard`, the script and
 * the look after it. Left out, as nothing that is simulated depends on it: node lists, commit-confirm, batches, saved plans.
 */

import { pairsOf } from '../../src/apply/batches.ts';
import { guard } from '../../src/apply/guard.ts';
import type { Outcome } from '../../src/apply/request.ts';
import { walk } from '../../src/apply/walk.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { fingerprint } from '../../src/diff/fingerprint.ts';
import { changesOf } from '../../src/diff/orphans.ts';
import type { Action, Plan } from '../../src/diff/plan.ts';
import type { Json } from '../../src/json.ts';
import { type NodeContext, type Observation, type ResourceRef, resourceId } from '../../src/kinds/kind.ts';
import type { DecideInput, Verdict } from '../../src/reconcile/decide.ts';
import { epochsOf } from '../../src/reconcile/epochs.ts';
import { pass } from './node.ts';
import { lookOne } from './observe.ts';
import { call, type Process, sleep } from './process.ts';
import { nodeNow, owns, runScript } from './script.ts';
import { ACTIVE, CLUSTER, KIND_BY_NAME, PLATFORM } from './site.ts';
import type { World } from './world.ts';

export interface Pass {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly seen: DecideInput;
}

export interface Applied {
  readonly status: 'applied' | 'locked';
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Of a lock, as apply/request.ts has it. */
const LOCK_MS = 120_000;
const RENEW_MS = 30_000;

interface Work extends Pass {
  readonly world: World;
  readonly process: Process;
  readonly token: string;
  readonly epochs: ReadonlyMap<string, number>;
  readonly ownWork: Map<string, string>;
  readonly touched: Set<string>;
  readonly lost: Set<string>;
}

export async function carryOut(world: World, process: Process, given: Pass): Promise<Applied> {
  const { plan } = given;
  const outcomes = new Map<string, Outcome>();
  if (plan.actions.length === 0) return { status: 'applied', outcomes };
  const token = `${process.name}#${process.calls}`;
  const nodes = [...new Set(plan.actions.map(({ node }) => node))].sort();
  const taken = await takeLocks(world, process, token, nodes);
  if (taken.status === 'locked') return { status: 'locked', outcomes };
  const work: Work = {
    ...given,
    world,
    process,
    token,
    epochs: epochsOf(given.seen),
    ownWork: new Map(),
    touched: new Set(),
    lost: new Set(),
  };
  let over = false;
  void renew(work, taken.held, () => over);
  const failed = new Map<string, Outcome>(
    plan.actions
      .filter(({ node }) => taken.failed.has(node))
      .map(({ id, node }) => [id, failure(node, 'it could not be locked')]),
  );
  await walk(
    {
      actions: plan.actions,
      parallel: 16,
      stopped: () => false,
      onOutcome: (action, outcome) => {
        outcomes.set(action.id, outcome);
        if (outcome.status !== 'done' && outcome.status !== 'already')
          world.say(`  ${process.name}: ${action.id} ${outcome.status} ${'error' in outcome ? outcome.error.summary : ''}`);
      },
      pairs: pairsOf(CLUSTER.nodes, plan.holdings),
      run: async (node, wave) =>
        work.lost.has(node) ? new Map(wave.map(({ id }) => [id, failure(node, 'the lock was lost')])) : runWave(work, node, wave),
    },
    failed,
  );
  over = true;
  await release(world, process, token, taken.held);
  return { status: 'applied', outcomes };
}

type Taken =
  | { readonly status: 'locked' }
  | { readonly status: 'taken'; readonly held: readonly string[]; readonly failed: ReadonlySet<string> };

/** All or none; the first in order of names that answers is asked alone (apply/locks.ts). */
async function takeLocks(world: World, process: Process, token: string, sorted: readonly string[]): Promise<Taken> {
  const held: string[] = [];
  const failed = new Set<string>();
  const conflicts: string[] = [];
  const one = async (name: string): Promise<void> => {
    const answer = await call(world, process, name, async (node) => {
      await pass(world, node, world.rng.int(5, 60));
      const now = nodeNow(world, node);
      if (node.disk !== 'ok') return 'failed';
      if (node.lock && node.lock.token !== token && now < node.lock.expiresAtMs) return 'held';
      node.lock = { token, expiresAtMs: now + LOCK_MS };
      return 'taken';
    });
    if (answer.status !== 'answered' || answer.value === 'failed') failed.add(name);
    else if (answer.value === 'held') conflicts.push(name);
    else held.push(name);
  };
  let at = 0;
  while (at < sorted.length && held.length === 0 && conflicts.length === 0) {
    await one(sorted[at] ?? '');
    at += 1;
  }
  if (conflicts.length === 0) await Promise.all(sorted.slice(at).map(one));
  if (conflicts.length === 0) return { status: 'taken', held, failed };
  world.say(`  ${process.name}: locked out of ${conflicts.join(', ')}`);
  await release(world, process, token, held);
  return { status: 'locked' };
}

async function release(world: World, process: Process, token: string, nodes: readonly string[]): Promise<void> {
  await Promise.all(
    nodes.map((name) =>
      call(world, process, name, async (node) => {
        await pass(world, node, world.rng.int(5, 60));
        if (owns(node, token)) node.lock = null;
      }),
    ),
  );
}

async function renew({ world, process, token, lost }: Work, nodes: readonly string[], over: () => boolean): Promise<void> {
  for (;;) {
    await sleep(world, process, RENEW_MS);
    if (over()) return;
    await Promise.all(
      nodes.map(async (name) => {
        const answer = await call(world, process, name, async (node) => {
          await pass(world, node, world.rng.int(5, 60));
          const now = nodeNow(world, node);
          if (!node.lock || node.lock.token !== token || now >= node.lock.expiresAtMs) return false;
          node.lock = { token, expiresAtMs: now + LOCK_MS };
          return true;
        });
        if (answer.status === 'answered' && !answer.value) lost.add(name);
      }),
    );
  }
}

type Outcomes = ReadonlyMap<string, Outcome>;

async function runWave(work: Work, node: string, wave: readonly Action[]): Promise<Outcomes> {
  const { world, process, verdict, ownWork, touched, token, epochs } = work;
  const outcomes = new Map<string, Outcome>();
  const unreached = (): Outcomes => {
    for (const { id } of wave) if (!outcomes.has(id)) outcomes.set(id, failure(node, 'it can not be reached'));
    return outcomes;
  };
  const refs = wave.flatMap((action) => [action, ...action.basedOn]);
  const before = await lookAgain(work, node, refs);
  if (before === null) return unreached();
  const context = contextOf(node, before);
  const refused = new Map<string, string>();
  const go = wave.filter((action) => {
    const by = action.after.map((id) => refused.get(id)).find((id) => id !== undefined);
    if (by !== undefined) {
      refused.set(action.id, by);
      outcomes.set(action.id, { status: 'blocked', by });
      return false;
    }
    if (world.bug === 'stale-not-refused') return true;
    const kind = kindOf(action.kind);
    const decision = guard({
      action,
      kind: world.bug === 'claim-before-release' ? withoutRefusal(kind) : kind,
      wants: verdict.wanted,
      seen: before,
      context,
      ownWork,
      touched,
    });
    if (decision.go) return true;
    outcomes.set(action.id, decision.outcome);
    const now = before.get(action.id);
    if (decision.outcome.status === 'already' && now) ownWork.set(action.id, fingerprint(now));
    else refused.set(action.id, action.id);
    return false;
  });
  if (go.length === 0) return outcomes;
  touched.add(node);
  const specs = new Map<string, Json>(go.map(({ id }) => [id, verdict.wanted.get(id)?.spec ?? null]));
  const fence = (verdict.plan.holdings.find(({ active }) => active === ACTIVE)?.moving ?? null)?.fence ?? null;
  const sent = { token, atMs: world.trueMs(), epoch: epochs.get(node) ?? null, fence, actions: go, specs };
  const answer = await call(world, process, node, (on) => runScript(world, on, sent), { timeoutMs: 210_000, changes: true });
  if (answer.status === 'unreached') return unreached();
  const did = answer.status === 'answered' ? answer.value : null;
  if (did?.lost) work.lost.add(node);
  const open = go.filter(({ id }) => {
    const why = did?.failed.get(id);
    if (why !== undefined) outcomes.set(id, failure(node, why));
    else if (did && !did.ended.has(id)) outcomes.set(id, failure(node, 'the lock, or the epoch, was lost'));
    else return true;
    return false;
  });
  if (open.length === 0) return outcomes;
  await verify(work, node, open, before, outcomes);
  return outcomes;
}

/** How far a script came whose answer was lost is told by this alone. */
async function verify(
  work: Work,
  node: string,
  open: readonly Action[],
  others: ReadonlyMap<string, Observation>,
  outcomes: Map<string, Outcome>,
): Promise<void> {
  const { world, process, verdict, ownWork } = work;
  const look = await lookOne(world, process, node);
  const after = new Map([...others, ...(look.status === 'answered' ? observed(node, look.value, open) : [])]);
  for (const action of open) {
    const now = look.status === 'answered' ? after.get(action.id) : undefined;
    if (now === undefined || now.status === 'unknown') {
      outcomes.set(action.id, failure(node, 'it could not be looked at afterwards'));
      continue;
    }
    const have = now.status === 'present' ? now.state : null;
    const left = changesOf(kindOf(action.kind), verdict.wanted, action, have, contextOf(node, after));
    if ('unknown' in left || left.length > 0) outcomes.set(action.id, failure(node, `${action.id} is still not as wanted`));
    else {
      ownWork.set(action.id, fingerprint(now));
      outcomes.set(action.id, { status: 'done', ms: 0 });
    }
  }
}

/** What actions are based on, read again: other nodes first. null: the node itself can't be reached. */
async function lookAgain(
  { world, process }: Work,
  node: string,
  refs: readonly ResourceRef[],
): Promise<ReadonlyMap<string, Observation> | null> {
  const seen = new Map<string, Observation>();
  const peers = [...new Set(refs.map((ref) => ref.node))].filter((peer) => peer !== node);
  await Promise.all(
    peers.map(async (peer) => {
      const list = refs.filter((ref) => ref.node === peer);
      const look = await lookOne(world, process, peer);
      if (look.status === 'answered') for (const [id, one] of observed(peer, look.value, list)) seen.set(id, one);
      else for (const ref of list) seen.set(resourceId(ref), { status: 'unknown', why: `${peer} can't be reached` });
    }),
  );
  const look = await lookOne(world, process, node);
  if (look.status !== 'answered') return null;
  const own = refs.filter((ref) => ref.node === node);
  for (const [id, one] of observed(node, look.value, own)) seen.set(id, one);
  return seen;
}

function observed(node: string, look: ReadonlyMap<string, ReadonlyMap<string, Observation>>, refs: readonly ResourceRef[]) {
  return refs
    .filter((ref) => ref.node === node)
    .map((ref): [string, Observation] => [
      resourceId(ref),
      look.get(ref.kind)?.get(ref.name) ?? { status: 'unknown', why: 'the look said nothing about it' },
    ]);
}

function contextOf(node: string, seen: ReadonlyMap<string, Observation>): NodeContext {
  return {
    node,
    platform: PLATFORM,
    look: (ref) => seen.get(resourceId(ref)) ?? { status: 'unknown', why: `${resourceId(ref)} was not read again` },
  };
}

function kindOf(name: string) {
  const kind = KIND_BY_NAME.get(name);
  if (!kind) throw new Error(`the simulation has no kind ${name}`);
  return kind;
}

function withoutRefusal(kind: ReturnType<typeof kindOf>): ReturnType<typeof kindOf> {
  const { refuses: _, ...rest } = kind;
  return rest;
}

function failure(node: string, why: string): Outcome {
  const error: Diagnostic = { severity: 'error', code: 'simulated', summary: `${node}: ${why}`, node };
  return { status: 'failed', ms: 0, error };
}
