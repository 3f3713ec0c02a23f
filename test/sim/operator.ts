/** What operators do: the verbs of `dmsa ha` as cli/ha*.ts has them, and what a hand does on a node. */

import { askFailback, askTakeover, moved } from '../../src/ha/ask.ts';
import { movedOnly, notedOnly } from '../../src/ha/moved.ts';
import { type Fence, parsePause, pauseText, type Transition } from '../../src/kinds/pair-files.ts';
import type { DecideInput, Verdict } from '../../src/reconcile/decide.ts';
import { seenOf } from '../../src/reconcile/pairs.ts';
import { type Applied, carryOut } from './apply.ts';
import { decided } from './decide.ts';
import { pass, powerOff, type SimNode, works } from './node.ts';
import { lookAtAll, RECORD_PATH } from './observe.ts';
import { call, nowOf, type Process, sleep } from './process.ts';
import { ACTIVE, NETWORKS, PAIR_MEMBERS, STANDBY } from './site.ts';
import { copy } from './sync.ts';
import type { World } from './world.ts';

/** reconcile/proof.ts. */
const GOOD_MS = 10 * 60_000;

interface Plans {
  readonly seen: DecideInput;
  readonly verdict: Verdict;
}

/** `word`: what the operator says of an active that can't be reached; he has switched it off where it is the truth. */
export async function failover(
  world: World,
  process: Process,
  word: 'none' | 'truth' | 'lie',
  thinksMs: number,
): Promise<string> {
  if (word === 'truth') switchOff(world);
  const first = await lookNow(world, process);
  const reached = seenOf(PAIR_MEMBERS, first.seen, first.verdict).activeReached;
  const proof = reached ? null : await proofOf(world, process, word);
  if (proof === 'refused') return 'refused: not proved';
  const answer = askTakeover(askOf(world, process, first, proof?.fence ?? null));
  if (answer.status !== 'go') return answer.status === 'done' ? 'done' : `refused: ${answer.error.code}`;
  const pair = seenOf(PAIR_MEMBERS, first.seen, first.verdict);
  const intent =
    world.bug === 'turned-under-old-epoch' && pair.state?.transition
      ? { ...answer.intent, epoch: pair.epoch + 1 }
      : answer.intent;
  const planned = planOf(world, first.seen, intent, STANDBY);
  if (planned === null) return 'refused: not sure';
  await sleep(world, process, thinksMs);
  if (!proof) return said(await carryOut(world, process, planned));
  if (world.bug !== 'note-after-fence' && !(await note(world, process, first.seen, intent))) return 'refused: not noted';
  const fence = proof.agent ? await fenced(world, process) : await confirmed(world, process);
  if (fence === null) return 'refused: fence failed';
  const { seen } = await lookNow(world, process);
  const again = planOf(world, seen, { ...intent, fence }, STANDBY, false);
  return again === null ? 'refused' : said(await carryOut(world, process, again));
}

/** reconcile/move.ts, `noteMove`. */
export async function note(world: World, process: Process, seen: DecideInput, intent: Transition): Promise<boolean> {
  const planned = planOf(world, seen, { ...intent, fence: null }, STANDBY, false);
  if (!planned) return false;
  const plan = notedOnly(planned.plan, PAIR_MEMBERS);
  if (plan.actions.length === 0) return true;
  return said(await carryOut(world, process, { ...planned, plan })) === 'applied';
}

/** reconcile/move.ts, `withoutActive`. */
export function withoutActive(world: World, before: DecideInput): Plans {
  const error = { severity: 'error', code: 'assumed-down', summary: `${ACTIVE} is assumed to be down` } as const;
  const observations = new Map([...before.observations].filter(([node]) => node !== ACTIVE));
  return decided(world, { ...before, seen: new Map(before.seen).set(ACTIVE, { reachable: false, error }), observations });
}

export function assumed({ nowMs = 0 }: DecideInput): Fence {
  return { how: 'operator', detail: 'assumed', atMs: nowMs, untilMs: nowMs + 600_000 };
}

function said({ status, outcomes }: Applied): string {
  const bad = [...outcomes].filter(([, { status: one }]) => one !== 'done' && one !== 'already');
  return bad.length === 0 ? status : `${status}, ${bad.length} of ${outcomes.size} not done`;
}

export async function failback(world: World, process: Process): Promise<string> {
  const first = await lookNow(world, process);
  const answer = askFailback(askOf(world, process, first, null), true);
  if (answer.status !== 'go') return answer.status === 'done' ? 'done' : `refused: ${answer.error.code}`;
  const { intent } = answer;
  const last = moved(intent);
  const whole = planOf(world, first.seen, last, ACTIVE);
  if (whole === null) return 'refused: not sure';
  if (intent.phase === 'moving' || world.bug === 'failback-before-copy') return said(await carryOut(world, process, whole));
  if ((await copy(world, process, first.seen, 'to-active')) !== 'copied') return 'not copied';
  const settled = planOf(world, first.seen, intent, null);
  if (settled && settled.plan.actions.length > 0) {
    const applied = await carryOut(world, process, settled);
    const after = await lookNow(world, process);
    const left = movedOnly(after.verdict.plan, PAIR_MEMBERS, null);
    if (applied.status === 'locked' || said(applied) !== 'applied' || left.actions.length > 0)
      return `not settled: ${said(applied)}`;
  }
  const { seen } = await lookNow(world, process);
  if (world.bug !== 'last-copy-skipped' && (await copy(world, process, seen, 'to-active')) !== 'copied') return 'not copied';
  const planned = planOf(world, seen, last, ACTIVE);
  return planned === null ? 'refused: not sure' : said(await carryOut(world, process, planned));
}

/** `dmsa apply`, by somebody who reads the plan for a while. */
export async function applyByHand(world: World, process: Process, thinksMs: number): Promise<string> {
  const { seen, verdict } = await lookNow(world, process);
  await sleep(world, process, thinksMs);
  return said(await carryOut(world, process, { plan: verdict.plan, verdict, seen }));
}

async function lookNow(world: World, process: Process): Promise<Plans> {
  return decided(world, await lookAtAll(world, process));
}

export function askOf(world: World, process: Process, { seen, verdict }: Plans, fence: Fence | null) {
  const pair = seenOf(PAIR_MEMBERS, seen, verdict);
  return {
    active: ACTIVE,
    standby: STANDBY,
    holding: pair.holding,
    inHand: pair.state?.transition ?? null,
    activeReached: pair.activeReached,
    epoch: pair.epoch,
    fence,
    nowMs: seen.nowMs ?? 0,
    id: world.rng
      .int(0, 2 ** 31)
      .toString(16)
      .padStart(16, '0'),
    by: process.name,
    why: 'the operator’s word',
  };
}

/** null: something of what is to be brought up could not be seen (reconcile/move.ts). */
export function planOf(
  world: World,
  before: DecideInput,
  intent: Transition | null,
  gains: string | null,
  sure = true,
): (Plans & { readonly plan: Verdict['plan'] }) | null {
  const { seen, verdict } = intent === null ? decided(world, before) : decided(world, before, intent);
  const plan = movedOnly(verdict.plan, PAIR_MEMBERS, gains);
  const doubts = plan.unknown.filter(
    ({ node, kind }) => node === gains && (kind === 'service-address' || kind === 'service' || kind === 'lease'),
  );
  return sure && doubts.length > 0 ? null : { plan, verdict, seen };
}

/** reconcile/proof.ts: the operator's word, or else the agent of the active. */
async function proofOf(
  world: World,
  process: Process,
  word: 'none' | 'truth' | 'lie',
): Promise<{ readonly fence: Fence; readonly agent: boolean } | 'refused' | null> {
  if (world.bug === 'fence-skipped') return { fence: fenceOf(world, process, 'operator'), agent: false };
  if (word === 'none') return { fence: fenceOf(world, process, 'agent'), agent: true };
  if (!(await silent(world, process))) return 'refused';
  if (word === 'lie' && world.node(ACTIVE).power !== 'off') world.lied = true;
  return { fence: fenceOf(world, process, 'operator'), agent: false };
}

export function fenceOf(world: World, process: Process, how: Fence['how']): Fence {
  const atMs = nowOf(world, process);
  const detail = `proof ${world.proofs.size}`;
  if (world.bug !== 'fence-skipped')
    world.proofs.set(detail, { atMs: world.trueMs(), contradicted: how === 'lease' ? holds(world) : heard(world) });
  return { how, detail, atMs, untilMs: atMs + GOOD_MS };
}

export async function fenced(world: World, process: Process): Promise<Fence | null> {
  await sleep(world, process, world.agent === 'slow' ? world.rng.int(20_000, 110_000) : world.rng.int(500, 5_000));
  const active = world.node(ACTIVE);
  if (world.agent === 'fails') return null;
  if (world.agent !== 'lies') switchOff(world);
  const was = active.power;
  if (!(await silent(world, process))) return null;
  if (world.agent === 'lies' && was !== 'off') world.lied = true;
  return fenceOf(world, process, 'agent');
}

/** The operator's word, asked about once more. */
async function confirmed(world: World, process: Process): Promise<Fence | null> {
  return world.bug === 'fence-skipped' || (await silent(world, process)) ? fenceOf(world, process, 'operator') : null;
}

function switchOff(world: World): void {
  world.say(`${ACTIVE} is switched off`);
  powerOff(world.node(ACTIVE));
}

/** One that stood down may well be there, with nothing of the pack. */
function holds(world: World): boolean {
  const active = world.node(ACTIVE);
  return works(active) && active.up.size > 0;
}

function heard(world: World): boolean {
  return NETWORKS.some((over) => works(world.node(ACTIVE)) && world.net.joined(STANDBY, ACTIVE, over));
}

/** Asked from the standby, on both networks (ha/silence.ts). An answer proves that the active is not stopped. */
async function silent(world: World, process: Process): Promise<boolean> {
  if (world.bug === 'fence-not-confirmed') return true;
  const answer = await call(world, process, STANDBY, async (standby) => {
    await pass(world, standby, 2_000);
    return !heard(world);
  });
  return answer.status === 'answered' && answer.value;
}

/** `dmsa ha pause | resume` (apply/pause.ts). */
export async function pause(world: World, process: Process, on: boolean): Promise<string> {
  const { seen, verdict } = await lookNow(world, process);
  const { code } = seenOf(PAIR_MEMBERS, seen, verdict).holding;
  if (!['active-holds', 'nobody-holds', 'paused'].includes(code)) return `refused: ${code}`;
  const atMs = nowOf(world, process);
  const text = on ? pauseText({ by: process.name, why: 'upgrade', atMs, untilMs: atMs + world.rng.int(30_000, 600_000) }) : null;
  const answer = await call(
    world,
    process,
    STANDBY,
    async (node) => {
      await pass(world, node, 20);
      const found = node.files.get(RECORD_PATH) ?? '';
      if (found !== '' && !found.startsWith('{"dmsa":"pause",')) return 'recorded';
      if (node.disk !== 'ok') return 'failed';
      if (text === null) node.files.delete(RECORD_PATH);
      else node.files.set(RECORD_PATH, text);
      world.pausedAtMs = null;
      return text === null ? 'resumed' : 'paused';
    },
    { changes: true },
  );
  return answer.status === 'answered' ? answer.value : answer.status;
}

/** By a hand on the standby itself. */
export function touchRecord(world: World): void {
  const node = world.node(STANDBY);
  const { files, up } = node;
  const untilMs = parsePause(files.get(RECORD_PATH) ?? '')?.untilMs ?? null;
  // By the time of the file, one that had ended counts as touched (kinds/failover-record.ts).
  if (files.has(RECORD_PATH) && (untilMs === null || world.trueMs() + node.offsetMs <= untilMs)) return;
  // By that a hand says that the standby took over: whose files count from then on is what he said.
  if (up.size > 0) world.lied = true;
  files.set(RECORD_PATH, '');
  world.pausedAtMs = world.trueMs();
}

/** Only a pause: whoever takes away the record of a takeover takes away what says whose files count (docs/simulation.md). */
export function removeRecord(world: World, told = false): void {
  const { files } = world.node(STANDBY);
  const found = files.get(RECORD_PATH) ?? '';
  if (told || found === '' || found.startsWith('{"dmsa":"pause",')) files.delete(RECORD_PATH);
  world.pausedAtMs = null;
}

/** By a hand that looks first whether anybody has it, as far as it can. */
export function addAddress(world: World, node: SimNode, label: string): void {
  if (!works(node) || [...world.nodes.values()].some(({ up }) => up.has(label))) return;
  // While a record is there, that is a takeover, or a way back, by hand: whose files count from then on is what the hand says.
  if (world.node(STANDBY).files.has(RECORD_PATH)) world.lied = true;
  node.up.set(label, 'hand');
}
