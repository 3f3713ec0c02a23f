/**
 * `dmsa ha failback`: the active gets back what its standby holds. Data first (DOMAIN, the guide's order mended): the files are
 * copied while the standby goes on, then its pack is stopped, what changed meanwhile is copied, and only then the addresses and
 * services move. Each part can be repeated; what was begun is carried on by the same command.
 */
import { DiagnosticError } from '../diagnostic.ts';
import { askFailback, moved } from '../ha/ask.ts';
import { type Members, movedOnly } from '../ha/moved.ts';
import { place } from '../ha/placement.ts';
import { copiesOf } from '../ha/sync/copies.ts';
import type { Transition } from '../kinds/pair-files.ts';
import { type DecideInput, lookIn, type Verdict } from '../reconcile/decide.ts';
import { seenOf } from '../reconcile/pairs.ts';
import { type PairOutcome, syncPairs } from '../reconcile/sync.ts';
import { renderSync } from '../views/sync.ts';
import { EXIT } from './exit.ts';
import { agreed, askOf, carried, type MoveOptions, type Moving, planOf, shown, usage, withPair } from './ha-move.ts';
import { who } from './ha-pair.ts';
import type { Io } from './io.ts';

export async function failbackVerb(options: MoveOptions, io: Io): Promise<number> {
  if (options.json && !options.yes && !options.dryRun) {
    throw new DiagnosticError([usage('--json asks nobody: it needs --yes', 'Look first with --dry-run')]);
  }
  return withPair(options, io, async (members, moving) => {
    const { active, standby } = members;
    const { verdict, seen } = await moving.look();
    const pair = seenOf(members, seen, verdict);
    const copies = copiesOf(seen.cluster, active.name, 'to-active').length;
    const answer = askFailback(askOf(members, pair, seen, null, options.reason), copies > 0);
    if (answer.status === 'refused') throw new DiagnosticError([answer.error]);
    if (answer.status === 'done') {
      io.out(`${answer.sentence}. Nothing to do.\n`);
      return EXIT.done;
    }
    const { intent } = answer;
    if (pair.state?.transition == null) refuseUnfit(members, verdict);
    // Shown whole before anything is begun.
    const last = { ...moving, members, seen, intent: moved(intent), gains: active.name };
    const whole = await planOf(last);
    if (!options.json && intent.phase === 'settling') io.out(`${copyText(members, copies)}\n\n`);
    const forced = shown(whole, last, options, io);
    if (options.dryRun) return EXIT.done;
    if (!options.yes && !(await agreed(`Give the pair ${active.name}, ${standby.name} back to ${active.name}`, io))) {
      io.err('Nothing was changed.\n');
      return EXIT.error;
    }
    if (intent.phase === 'moving') return carried(last, whole, forced, options, io);
    return withCopies(members, moving, seen, intent, options, io);
  });
}

async function withCopies(
  members: Members,
  moving: Moving,
  first: DecideInput,
  intent: Transition,
  options: MoveOptions,
  io: Io,
): Promise<number> {
  const quiet = { ...options, yes: true };
  await copyBack(members, moving, first, io);
  const settle = { ...moving, members, seen: first, intent, gains: null };
  const settled = await planOf(settle);
  if (settled.plan.actions.length > 0) {
    const code = await carried(
      settle,
      settled,
      shown(settled, settle, { ...quiet, json: true }, io),
      { ...quiet, silent: true },
      io,
    );
    if (code !== EXIT.done && code !== EXIT.incomplete) return code;
  }
  const { seen } = await moving.look();
  await copyBack(members, moving, seen, io);
  const last = { ...moving, members, seen, intent: moved(intent), gains: members.active.name };
  const planned = await planOf(last);
  return carried(last, planned, shown(planned, last, { ...quiet, json: true }, io), quiet, io);
}

function copyText({ active, standby }: Members, copies: number): string {
  const what = copies === 1 ? '1 directory' : `${copies} directories`;
  return (
    `First ${what} of ${standby.name} is copied to ${active.name} while ${standby.name} goes on; then its services stop, ` +
    'what changed meanwhile is copied, and all that follows is moved:'
  );
}

/** Throws where not every directory was copied: nothing is moved before that. */
async function copyBack(members: Members, { transport, stop }: Moving, seen: DecideInput, io: Io): Promise<void> {
  const { active } = members;
  const outcomes = await syncPairs({
    cluster: seen.cluster,
    transport,
    actives: new Set([active.name]),
    placement: place(seen.cluster, lookIn(seen), seen),
    direction: 'to-active',
    purpose: 'failback',
    parallel: 1,
    signal: stop.signal,
    by: who(),
  });
  if (outcomes.every(isCopied)) {
    io.log('info', 'files copied', { node: active.name });
    return;
  }
  io.err(renderSync(outcomes, { ...io, dryRun: false, verbose: false }));
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'not-copied',
      summary: `Not all files of ${members.standby.name} are on ${active.name}, so nothing is moved`,
      detail: `What was copied stays. Mend the cause and run dmsa ha failback ${active.name} again; where the services of ${members.standby.name} are stopped already, dmsa ha failover ${active.name} starts them there again.`,
      node: active.name,
    },
  ]);
}

function isCopied({ may, copies }: PairOutcome): boolean {
  return may.open && copies.every(({ outcome }) => outcome.status === 'reported' && outcome.report.status === 'copied');
}

/** The active must be as its file says, apart from what it is to get, before anything is given back to it. */
function refuseUnfit(members: Members, { plan }: Verdict): void {
  const { active } = members;
  const moved = new Set(movedOnly(plan, members, null).actions.map(({ id }) => id));
  const open = plan.actions
    .filter(({ id, node }) => node === active.name && !moved.has(id))
    .map(({ kind, name }) => `${kind} ${name}`);
  const unknown = plan.unknown.filter(({ node }) => node === active.name).map(({ kind, name, why }) => `${kind} ${name}: ${why}`);
  if (open.length === 0 && unknown.length === 0) return;
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'active-not-fit',
      summary: `${active.name} is not fit to get anything back: it is not as its file says`,
      detail: `${[...open, ...unknown].join('\n')}\nBring it there first: dmsa apply -n ${active.name}. Nothing was changed.`,
      node: active.name,
    },
  ]);
}
