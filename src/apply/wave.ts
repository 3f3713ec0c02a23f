/** One wave: the ready actions of one node, guarded, done and verified, in one round trip each. */
import PQueue from 'p-queue';
import type { Diagnostic } from '../diagnostic.ts';
import { MANIFEST_PATH } from '../diff/manifest.ts';
import type { Action } from '../diff/plan.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import { type Observation, resourceId } from '../kinds/kind.ts';
import { type Session, TransportError } from '../transport/transport.ts';
import { bytesOf, shownText } from './bytes.ts';
import { confirmWave } from './confirm.ts';
import { deposedBy, listen, unsaid } from './did.ts';
import { filesToRead } from './files.ts';
import { guard } from './guard.ts';
import { byNode, contextOf, observed, requestsFor } from './look.ts';
import { type Prepared, prepare, type Settle } from './prepare.ts';
import { mayNot, type Outcome } from './request.ts';
import { again } from './retry.ts';
import { notVerified, verify } from './verify.ts';
import { afterManifest, connect, kindOf, lookAt, readManifest, remember, targetOf, type Work } from './work.ts';

/** Other nodes that are read for one wave, at the same time. */
const PEERS_PARALLEL = 8;

export type Outcomes = ReadonlyMap<string, Outcome>;

/** Does the actions, all of one node and with nothing left to wait for. Gives an outcome for each; never rejects for a node's fault. */
export async function runWave(work: Work, node: string, actions: readonly Action[]): Promise<Outcomes> {
  const started = performance.now();
  const risky = actions.some((action) => action.risksConnection);
  work.emit({ type: 'wave-started', node, ids: actions.map((action) => action.id), risky });
  const outcomes = new Map<string, Outcome>();
  const settle = (action: Action, outcome: Outcome): void => {
    const ms = performance.now() - started;
    outcomes.set(action.id, 'ms' in outcome ? { ...outcome, ms } : outcome);
  };
  try {
    await guardAndDo(work, node, actions, settle);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    for (const action of actions) if (!outcomes.has(action.id)) settle(action, unreachable(action, error.diagnostic));
  }
  return outcomes;
}

async function guardAndDo(work: Work, node: string, actions: readonly Action[], settle: Settle): Promise<void> {
  const before = await lookBefore(work, node, actions);
  const refused = new Map<string, string>();
  const go = actions.filter((action) => {
    const by = action.after.map((id) => refused.get(id)).find((id) => id !== undefined);
    if (by !== undefined) {
      refused.set(action.id, by);
      settle(action, { status: 'blocked', by });
      return false;
    }
    const decision = guard({
      action,
      kind: kindOf(work, action.kind),
      wants: work.request.resources,
      seen: before.seen,
      context: before.context,
      ownWork: work.ownWork,
      touched: work.touched,
    });
    if (decision.go) return true;
    settle(action, decision.outcome);
    if (decision.outcome.status === 'already') remember(work, action, before.seen.get(action.id));
    else refused.set(action.id, action.id);
    return false;
  });
  if (go.length === 0) return;
  if (mayNot(work.request)) {
    for (const action of go) settle(action, { status: 'interrupted' });
    return;
  }
  const prepared = prepare(work, node, go, before.facts, settle);
  if (prepared === null) return;
  work.touched.add(node);
  for (const action of prepared.doing) work.emit({ type: 'action-started', node, id: action.id });
  const [only] = go;
  if (only?.risksConnection) {
    const outcome = await confirmWave(work, before.session, { ...prepared, action: only, seen: before.seen });
    settle(only, outcome);
    if (outcome.status === 'failed' && outcome.error.code === 'lock-lost') work.locks.markLost(node);
    return;
  }
  await doAndVerify(work, before.session, prepared, before.seen, settle);
}

interface Before {
  readonly session: Session;
  readonly facts: Facts;
  readonly seen: ReadonlyMap<string, Observation>;
  readonly context: ReturnType<typeof contextOf>;
}

/** Reads again what the actions are based on: on all the nodes at the same time, in one round trip each. */
async function lookBefore(work: Work, node: string, actions: readonly Action[]): Promise<Before> {
  const { resources } = work.request;
  const refs = byNode(actions.flatMap((action) => [action, ...action.basedOn]));
  const seen = new Map<string, Observation>();
  const queue = new PQueue({ concurrency: PEERS_PARALLEL });
  const others = queue.addAll(
    [...refs]
      .filter(([peer]) => peer !== node)
      .map(([peer, list]) => async () => {
        try {
          const { facts } = await freshLook(work, peer, requestsFor(list, work.kinds, resources));
          for (const [id, observation] of observed(facts, list, work.kinds, resources)) seen.set(id, observation);
        } catch (error) {
          // What depends on it is refused by the guard, with this reason.
          if (!(error instanceof TransportError)) throw error;
          const { summary, detail } = error.diagnostic;
          const why = detail === undefined ? summary : `${summary}: ${detail}`;
          for (const ref of list) seen.set(resourceId(ref), { status: 'unknown', why });
        }
      }),
  );
  const own = refs.get(node) ?? [];
  const paths = [...new Set([...filesToRead(actions), MANIFEST_PATH])];
  const [{ session, facts }] = await Promise.all([
    freshLook(work, node, [
      ...requestsFor(own, work.kinds, resources),
      ...paths.map((path) => ({ type: 'file', path }) as const),
    ]),
    others,
  ]);
  for (const [id, observation] of observed(facts, own, work.kinds, resources)) seen.set(id, observation);
  readManifest(work, node, facts);
  return { session, facts, seen, context: contextOf(node, facts, seen) };
}

/** An open connection may have died unseen while a person read the plan; a look changes nothing and may be repeated. */
async function freshLook(
  work: Work,
  node: string,
  requests: readonly FactRequest[],
): Promise<{ readonly session: Session; readonly facts: Facts }> {
  return again(async () => {
    const session = await connect(work, node);
    return { session, facts: await lookAt(work, session, requests) };
  });
}

async function doAndVerify(
  work: Work,
  first: Session,
  { sent, doing, script, manifest, workMs }: Prepared,
  others: ReadonlyMap<string, Observation>,
  settle: Settle,
): Promise<void> {
  const { node } = sent;
  const listener = listen(sent, work.emit);
  let session = first;
  let broken: Diagnostic | null = null;
  let stderr = '';
  try {
    const result = await session.run(bytesOf(script), {
      timeoutMs: workMs + targetOf(work, node).connection.commandTimeoutMs,
      maxOutputBytes: 1_000_000 + doing.length * 8_192,
      onStdout: (chunk) => listener.feed(chunk),
    });
    stderr = shownText(result.stderr);
  } catch (error) {
    if (!(error instanceof TransportError) || error.outcome === 'not-run') throw error;
    // How far it came is not known; what it said until then is. The rest is looked at over a new connection.
    broken = error.diagnostic;
    session.close();
    session = await connect(work, node).catch((failed: unknown) => {
      throw failed instanceof TransportError && broken ? new TransportError(broken, true) : failed;
    });
  }
  const did = listener.finish();
  afterManifest(work, node, did, manifest);
  // A member whose pair was moved says so to each script. The lock is still ours there: not given back, it would stop whoever
  // carries that move on.
  if (did.lost && !deposedBy(did.lostBy)) work.locks.markLost(node);
  const open: Action[] = [];
  for (const [place, action] of sent.actions.entries()) {
    if (!doing.includes(action)) continue;
    const failed = did.failed.get(place);
    if (failed) settle(action, failed);
    else if (did.ended.has(place) || broken) open.push(action);
    else settle(action, did.lost ? unsaid(node, action, 'lost', did.lostBy) : unsaid(node, action, 'died', stderr));
  }
  if (open.length === 0) return;
  await settleVerified(work, session, open, others, broken, settle);
}

async function settleVerified(
  work: Work,
  session: Session,
  open: readonly Action[],
  others: ReadonlyMap<string, Observation>,
  broken: Diagnostic | null,
  settle: Settle,
): Promise<void> {
  try {
    const verified = await verify(work, session, open, others);
    for (const action of open) {
      const result = verified.get(action.id);
      if (result?.ok) {
        remember(work, action, result.seen);
        settle(action, { status: 'done', ms: 0 });
      } else {
        const error = broken ?? result?.error ?? notVerified(action, 'the look said nothing about it');
        settle(action, { status: 'failed', ms: 0, error: { ...error, node: action.node, resource: action.id } });
      }
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    for (const action of open) settle(action, { status: 'failed', ms: 0, error: notVerified(action, error.diagnostic.summary) });
  }
}

function unreachable(action: Action, diagnostic: Diagnostic): Outcome {
  return { status: 'failed', ms: 0, error: { ...diagnostic, node: action.node, resource: action.id } };
}
