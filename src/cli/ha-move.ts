/** `dmsa ha failover`: the pair's standby takes over, as a plan that is shown, agreed to and carried out like any other. */
import { randomBytes } from 'node:crypto';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { type Ask, askTakeover } from '../ha/ask.ts';
import { type Members, movedOnly } from '../ha/moved.ts';
import type { Fence, Transition } from '../kinds/pair-files.ts';
import type { DecideInput, Verdict } from '../reconcile/decide.ts';
import { noteMove, planMove, withoutActive } from '../reconcile/move.ts';
import { doubtsOf, type Planned } from '../reconcile/move-plan.ts';
import { namesOf, type PairSeen, seenOf } from '../reconcile/pairs.ts';
import { assumed, type ProofBy, proofOf } from '../reconcile/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { renderApplySummary } from '../views/apply.ts';
import { applyToJson } from '../views/apply-json.ts';
import { renderPlan } from '../views/plan.ts';
import { exitCodeOf, onInterrupt } from './apply.ts';
import { carryOut } from './apply-passes.ts';
import { EXIT } from './exit.ts';
import { forcedText, parseForces, refusal, weigh } from './force.ts';
import { pairNamed, who } from './ha-pair.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';
import { lookAndDecide } from './look.ts';
import { tellDatabase } from './move-row.ts';
import { moveBegins, moveEnds, type Tell, withTelling } from './notifying.ts';
import { transportTo } from './transport.ts';

export interface MoveOptions {
  readonly file: string;
  readonly pair: string;
  readonly yes: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly reason?: string;
  readonly force: readonly string[];
  readonly lockTimeout: number;
  /** Only show what would be done. */
  readonly dryRun: boolean;
  /** Something follows that says how it all ended. */
  readonly silent?: boolean;
  /** Of a dry run: as if the active could not be reached, and had been fenced. */
  readonly activeDown?: boolean;
  /** How the operator has made sure that the active is off. */
  readonly fencedByMe?: string;
  /** The arbiter is gone; the standby starts without its lease. */
  readonly withoutLease?: boolean;
}

export async function failoverVerb(options: MoveOptions, io: Io): Promise<number> {
  if (options.json && !options.yes && !options.dryRun) {
    throw new DiagnosticError([usage('--json asks nobody: it needs --yes', 'Look first with: dmsa ha simulate')]);
  }
  return withPair(options, io, async (members, moving) => {
    const { transport, look } = moving;
    const { standby } = members;
    const { verdict, seen } = options.activeDown ? withoutActive((await look()).seen, members) : await look();
    const proof = options.activeDown ? assumed(seen) : await proofOf(wordOf(options), members, seen, transport);
    const pair = seenOf(members, seen, verdict);
    const answer = askTakeover(askOf(members, pair, seen, pair.activeReached ? null : (proof?.fence ?? null), options.reason));
    if (answer.status === 'refused') throw new DiagnosticError([answer.error]);
    if (answer.status === 'done') {
      io.out(`${answer.sentence}. Nothing to do.\n`);
      return EXIT.done;
    }
    const { intent } = answer;
    const first = proof?.first;
    if (first && !options.json) io.out(`${first.says}\n\n`);
    return move(
      {
        ...moving,
        members,
        seen,
        intent,
        gains: standby.name,
        ...(first ? { first: first.do } : {}),
      },
      options,
      io,
    );
  });
}

function wordOf({ fencedByMe }: MoveOptions): ProofBy {
  return fencedByMe === undefined ? { any: true } : { word: `${who()}: ${fencedByMe}` };
}

export function askOf(
  { active, standby }: Members,
  pair: PairSeen,
  seen: DecideInput,
  fence: Fence | null,
  reason: string | undefined,
): Ask {
  return {
    active: active.name,
    standby: standby.name,
    holding: pair.holding,
    inHand: pair.state?.transition ?? null,
    activeReached: pair.activeReached,
    epoch: pair.epoch,
    fence,
    nowMs: seen.nowMs ?? 0,
    id: randomBytes(8).toString('hex'),
    by: who(),
    why: reason ?? "the operator's word",
  };
}

export interface Moving {
  readonly cluster: Cluster;
  readonly tell: Tell;
  readonly transport: Transport;
  readonly stop: AbortController;
  readonly look: () => Promise<{ readonly verdict: Verdict; readonly seen: DecideInput }>;
}

export async function withPair(
  options: Pick<MoveOptions, 'file' | 'pair' | 'withoutLease'>,
  io: Io,
  what: (members: Members, moving: Moving) => Promise<number>,
): Promise<number> {
  const { cluster: written } = await loadOrThrow(options.file, io);
  const cluster = options.withoutLease ? { ...written, lease: null } : written;
  const members = pairNamed(cluster, options.pair);
  const stop = new AbortController();
  const transport = await transportTo(cluster);
  const release = onInterrupt(stop, io);
  const request = { cluster, selected: namesOf(members), transport, parallel: 100, signal: stop.signal };
  try {
    return await withTelling(cluster, io, (tell) =>
      what(members, { cluster, tell, transport, stop, look: () => lookAndDecide(request, io) }),
    );
  } finally {
    release();
    await transport.close();
  }
}

export interface Move extends Moving {
  readonly members: Members;
  readonly seen: DecideInput;
  readonly intent: Transition;
  /** The member that is to hold; null: the pack is only stopped. */
  readonly gains: string | null;
  /** Done first, once it is agreed to and noted: the active is fenced. Throws where that is not proved. */
  readonly first?: () => Promise<Fence>;
}

/** What an intent comes to, with what would fail of it. Nothing is changed. */
export function planOf({ stop, ...request }: Move): Promise<Planned> {
  return planMove({ ...request, signal: stop.signal });
}

/** Shows it, and throws where it must not be begun: something could not be seen, or would fail and is not forced. */
export function shown(planned: Planned, { members, gains }: Move, options: MoveOptions, io: Io): string {
  const { plan } = planned;
  const view = { ...io, file: options.file, verbose: options.verbose };
  if (!options.json) io.out(renderPlan(io.redacted(plan), view));
  const doubts = doubtsOf(planned, gains);
  if (doubts.length > 0) throw new DiagnosticError([doubtful(members, doubts)]);
  if (options.dryRun) return '';
  const { forced, refused } = weigh(plan, parseForces(options.force));
  if (refused.length > 0) throw new DiagnosticError([refusal(plan, refused)]);
  return forcedText(forced);
}

/** Shows what the intent comes to, asks, carries it out and looks again. */
export async function move(request: Move, options: MoveOptions, io: Io): Promise<number> {
  const planned = await planOf(request);
  const forced = shown(planned, request, options, io);
  if (options.dryRun || planned.plan.actions.length === 0) {
    if (options.json) io.out(json({ plan: planned.plan, result: NOTHING, after: null }));
    return EXIT.done;
  }
  const { members, gains } = request;
  const what = `Move the pair ${members.active.name}, ${members.standby.name} to ${gains ?? 'nobody'}`;
  if (!options.yes && !(await agreed(what, io))) {
    io.err('Nothing was changed.\n');
    return EXIT.error;
  }
  if (!request.first) return carried(request, planned, forced, options, io);
  const { transport, stop, intent, seen: before } = request;
  const why = await noteMove(
    { members, seen: before, intent, gains, transport, signal: stop.signal },
    { holder: holder(), reason: reasonOf(intent), lockTimeoutMs: options.lockTimeout, transport, signal: stop.signal },
  );
  if (why !== null) throw new DiagnosticError([notNoted(members, why)]);
  // The proof is as old as the fence is, not as the plan.
  const fence = await request.first();
  const { seen } = await request.look();
  const fenced = { ...request, seen, intent: { ...intent, fence } };
  return carried(fenced, await planOf(fenced), forced, options, io);
}

function reasonOf({ direction, why }: Transition): string {
  return `dmsa ha ${direction === 'takeover' ? 'failover' : 'failback'}: ${why}`;
}

function holder(): string {
  return `${who()} pid ${process.pid}`;
}

function notNoted({ active, standby }: Members, detail: string): Diagnostic {
  const summary = `The pair ${active.name}, ${standby.name} is not moved`;
  return { severity: 'error', code: 'not-noted', summary, detail: `${detail}. ${active.name} was left as it is.` };
}

const NOTHING = { status: 'applied' as const, actions: [], conflicts: [], problems: [], ms: 0 };

/** Carries it out, looks again and says what came of it. */
export async function carried(request: Move, planned: Planned, forced: string, options: MoveOptions, io: Io): Promise<number> {
  const { members, intent, gains, transport, stop, look, tell } = request;
  const { plan, seen } = planned;
  const [active, standby] = [members.active.name, members.standby.name];
  tell(moveBegins(intent, active, standby));
  const result = await carryOut(
    {
      planFile: null,
      file: options.file,
      node: [],
      yes: true,
      json: options.json,
      verbose: options.verbose,
      reason: reasonOf(intent),
      parallel: 100,
      lockTimeout: options.lockTimeout,
      force: options.force,
    },
    seen.cluster,
    planned,
    forced,
    transport,
    {},
    stop.signal,
    io,
  );
  const last = result.status === 'locked' || result.status === 'refused' || stop.signal.aborted ? null : await look();
  const after = last && movedOnly(last.verdict.plan, members, gains);
  const report = { plan, result, after };
  const view = { ...io, file: options.file, verbose: options.verbose };
  if (options.silent) return exitCodeOf(result, after);
  io.out(options.json ? json(report) : `\n${renderApplySummary(report, view)}`);
  const holding = last && seenOf(members, last.seen, last.verdict).holding;
  if (holding && !options.json) io.out(`\n${holding.sentence}.\n`);
  const done = holding?.holder === gains && holding?.moving === undefined;
  tell(moveEnds(intent, { active, standby, done, holds: holding?.sentence ?? null }));
  if (done) await tellDatabase({ ...request, signal: stop.signal, json: options.json }, io);
  return exitCodeOf(result, after);
}

function json(report: Parameters<typeof applyToJson>[0]): string {
  return `${JSON.stringify(applyToJson(report), null, 2)}\n`;
}

export async function agreed(what: string, io: Io): Promise<boolean> {
  if (!io.interactive)
    throw new DiagnosticError([usage('there is nobody to ask: not a terminal', 'Look with dmsa ha simulate, then give --yes.')]);
  return (await io.ask(`\n${what}? Only "yes" is a yes: `)).trim() === 'yes';
}

export function usage(summary: string, detail: string): Diagnostic {
  return { severity: 'error', code: 'usage', summary, detail };
}

function doubtful({ active, standby }: Members, doubts: readonly string[]): Diagnostic {
  return {
    severity: 'error',
    code: 'not-sure',
    summary: `The pair ${active.name}, ${standby.name} is not moved: not all that is to be brought up could be seen`,
    detail: `${doubts.join('\n')}\nNothing was changed.`,
  };
}
