/**
 * What is to be done about a pair now, from what was watched of its active and seen of both members: pure, and every answer has a
 * code and one sentence.
 *
 * A standby takes over only where it is proved that the active has let go or will (DESIGN invariant I2): the active can be reached,
 * so that what it has is taken off it first; its fence agent switches it off; its lease has run out. Never on silence alone.
 */
import type { NetworkName } from '../desired/cluster.ts';
import type { Holding } from '../kinds/kind.ts';
import { advise, type RepairLimits, type Tries } from './repair.ts';
import { isRipe, type Patience, progressText, type Subject, type Trouble, type Watched } from './watch.ts';

/** What is wrong with the active, as a reason to leave it. */
export type ReasonKind = 'node' | 'maintenance' | 'equipment' | 'service' | 'disk' | 'check';

export interface Limits {
  readonly patience: Patience;
  readonly repair: RepairLimits;
  /** Kinds of trouble that are a reason for a takeover; the others are only told. */
  readonly reasons: ReadonlySet<ReasonKind>;
  /** Takeovers within an hour; after that it holds and tells (invariant I5). */
  readonly takeoversPerHour: number;
}

/** Whether the lease of the pair proves that the active has stood down. */
export type LeaseWord =
  | { readonly proof: 'yes'; readonly detail: string }
  /** `waitMs`: by when it may. */
  | { readonly proof: 'no' | 'unknown'; readonly detail: string; readonly waitMs: number | null }
  /** The file names no arbiter. */
  | { readonly proof: 'none' };

export interface JudgeInput {
  readonly active: string;
  readonly standby: string;
  /** Who holds what, as the last look had it. What is watched is the standby where that holds, else the active. */
  readonly holding: Holding;
  /** null: only an operator moves this pair. */
  readonly limits: Limits | null;
  readonly watched: Watched;
  /** By service: when it was tried to be repaired. */
  readonly tries: ReadonlyMap<string, Tries>;
  /** By the clock of the samples. */
  readonly atMs: number;
  /** Service addresses that the holder should have and has not, as a plan of the last look has it. */
  readonly missing: readonly string[];
  /** Those that it has not and that nothing brings up there, as what the other member holds can't be said. */
  readonly withheld?: readonly string[];
  /** The watched node can be spoken to, by whatever way: what it has can be taken off it. */
  readonly activeReached: boolean;
  /** Why the standby can't hold anything now; null: it can. */
  readonly standbyUnfit: string | null;
  /** Networks on which the standby was asked for the watched node and hears nobody at all. */
  readonly standbyDeaf?: ReadonlySet<NetworkName>;
  /** Takeovers that the standby's history has of the last hour. */
  readonly takeovers: number;
  readonly hasFenceAgent: boolean;
  readonly lease: LeaseWord;
}

/** How it is known that the active does not go on holding. */
export type Way = 'release' | 'agent' | 'lease';

export type Verdict =
  | { readonly act: 'none'; readonly code: string; readonly sentence: string }
  /** Something is wrong, and nothing is done about it: somebody should look. */
  | { readonly act: 'alarm'; readonly code: string; readonly sentence: string }
  | {
      readonly act: 'repair';
      readonly code: string;
      readonly sentence: string;
      readonly service: string;
      readonly attempt: number;
    }
  | { readonly act: 'takeover'; readonly code: string; readonly sentence: string; readonly way: Way; readonly why: string }
  /** A takeover that was begun is taken further; a pair that nobody holds is started on the member that is to hold it. */
  | { readonly act: 'carry-on'; readonly code: string; readonly sentence: string }
  /** `services`: those that have failed, for which it counts as a try. */
  | { readonly act: 'start'; readonly code: string; readonly sentence: string; readonly services: readonly string[] };

interface Reason {
  readonly kind: ReasonKind;
  readonly why: string;
  readonly trouble: Trouble;
}

/** Who holds is being changed by an operator: the active's troubles are no reason for anything. */
const NOT_ITS_TURN: readonly string[] = ['failing-back', 'failing-back-settling', 'failback-waits'];
/** Nobody knows who holds, or two do: a person has to look. */
const UNCLEAR: readonly string[] = ['held-by-both', 'held-without-record', 'record-unclear', 'standby-unknown'];

export function judge(input: JudgeInput): Verdict {
  const { active, standby, holding, limits } = input;
  if (holding.code === 'taking-over') return { act: 'carry-on', code: 'carry-on', sentence: holding.sentence };
  if (holding.code === 'takeover-waits') return resume(input);
  // What the standby holds is watched as well: what fails there is started again there.
  if (holding.code === 'failed-over') {
    return repairOf(input) ?? missing(input) ?? withheld(input) ?? givenUp(input) ?? quiet(holding.code, holding.sentence);
  }
  // Past the point where it could be turned back, nobody may hold. Whoever began it and is still at work has the locks.
  if (holding.code === 'failing-back' && input.activeReached)
    return { act: 'start', code: 'carry-on', sentence: holding.sentence, services: [] };
  if (NOT_ITS_TURN.includes(holding.code)) return quiet(holding.code, holding.sentence);
  if (UNCLEAR.includes(holding.code)) return { act: 'alarm', code: holding.code, sentence: holding.sentence };

  const reasons = reasonsOf(input);
  const start = reasons.ripe.length === 0 ? startOf(input) : null;
  if (start) return start;
  const repair = repairOf(input);
  const [first] = reasons.ripe;
  if (!first) {
    if (repair) return repair;
    const lacks = missing(input);
    if (lacks) return lacks;
    if (reasons.growing.length > 0) return waiting(input, reasons.growing);
    return fine(input);
  }
  const why = reasons.ripe.map((reason) => reason.why).join('; ');
  if (holding.code === 'paused' || holding.paused === true)
    return alarm('paused', `${why}; nothing is moved, as failover is paused: ${holding.sentence}`);
  if (!limits) return alarm('by-hand', `${why}; only an operator moves this pair: dmsa ha failover ${active}`);
  if (input.takeovers >= limits.takeoversPerHour) {
    const times = input.takeovers === 1 ? 'once' : `${input.takeovers} times`;
    return alarm('flapping', `${why}; it was taken over ${times} within an hour already, so it is left to an operator`);
  }
  if (input.standbyUnfit !== null) return alarm('standby-unfit', `${why}; ${standby} can't take over: ${input.standbyUnfit}`);
  const deaf = reasons.ripe.every(({ kind }) => (kind === 'maintenance' || kind === 'equipment') && input.standbyDeaf?.has(kind));
  if (deaf) return alarm('standby-unfit', deafText(why, standby, reasons.ripe));
  return unwritable(reasons.ripe) ? withoutNote(input, why) : withProof(input, why);
}

/** What would be done is not: how often it was done within the hour can't be said. */
export function withoutHistory(verdict: Verdict, why: string): Verdict {
  const { act, sentence } = verdict;
  return act === 'none' || act === 'alarm' ? verdict : alarm('history-unknown', `${sentence}; not done: ${why}`);
}

/** Nothing can be noted there, so no plan can take anything off it that a delayed script could not undo (decision 0064). */
function unwritable(reasons: readonly { readonly kind: ReasonKind }[]): boolean {
  return reasons.some(({ kind }) => kind === 'disk');
}

/** What is switched off, or has stood down by itself, needs no note. */
function withoutNote(input: JudgeInput, why: string): Verdict {
  const { active, standby, hasFenceAgent, lease, activeReached } = input;
  if (!activeReached || hasFenceAgent || lease.proof === 'yes') return withProof({ ...input, activeReached: false }, why);
  return alarm(
    'disk-unwritable',
    `${why}; ${standby} does not take over: on that disk nothing can be noted of what is taken off ${active}, and it has no fence agent. ` +
      `Make it writable again, or switch ${active} off, then: dmsa ha failover ${active} --fenced-by-me "how"`,
  );
}

/** What the active has lost it would not have there either: the switch has failed, not the active. */
function deafText(why: string, standby: string, ripe: readonly Reason[]): string {
  const networks = ripe.map(({ kind }) => `the ${kind} network`).join(' and ');
  return `${why}; ${standby} can't take over: it hears nobody at all on ${networks} either`;
}

function withProof({ active, standby, activeReached, hasFenceAgent, lease }: JudgeInput, why: string): Verdict {
  const go = (way: Way, how: string): Verdict => ({
    act: 'takeover',
    code: `takeover-${way}`,
    sentence: `${standby} takes over from ${active}: ${why}; ${how}`,
    way,
    why,
  });
  if (activeReached) return go('release', `${active} can be reached, and what it has is taken off it first`);
  if (lease.proof === 'yes') return go('lease', lease.detail);
  if (hasFenceAgent) return go('agent', `${active} is switched off first`);
  if (lease.proof === 'no' && lease.waitMs !== null) {
    return { act: 'none', code: 'lease-waits', sentence: `${standby} waits: ${why}; ${lease.detail}` };
  }
  const said = lease.proof === 'none' ? 'it has no fence agent and there is no lease' : `it has no fence agent; ${lease.detail}`;
  return alarm(
    'not-fenced',
    `${why}; ${active} can't be reached, and silence does not prove that it has stopped (${said}): ` +
      `switch it off, then: dmsa ha failover ${active} --fenced-by-me "how"`,
  );
}

/** There is nobody left to take over from the standby. */
function givenUp({ standby, watched: { troubles } }: JudgeInput): Verdict | null {
  const failed = [...troubles].map(([subject, { why }]) => `${subject}: ${why}`);
  return failed.length === 0 ? null : alarm('standby-fails', `${standby} holds and is not well: ${failed.join('; ')}`);
}

/** A pair that nobody holds is started on its active: in vain only so many times, then that is a reason like any other. */
function startOf({ active, holding, activeReached, limits, watched, tries, atMs }: JudgeInput): Verdict | null {
  if (holding.code !== 'nobody-holds' || !activeReached) return null;
  const services = [...watched.troubles.keys()].flatMap((subject) => {
    const [what, name] = splitOnce(subject);
    return what === 'service' ? [name] : [];
  });
  const sentence = `nobody holds what is ${active}'s: it is started there`;
  const start: Verdict = { act: 'start', code: 'start', sentence, services };
  if (!limits || services.length === 0) return start;
  const { repair } = limits;
  // It was never started before: that is done even where nothing is to be repaired.
  const once = { ...repair, tries: Math.max(1, repair.tries) };
  const advice = services.map((name) => advise(tries.get(name) ?? [], atMs, once).do);
  if (advice.includes('repair')) return start;
  return advice.includes('wait') ? quiet('starting', `${active} was started, and has some seconds to come up`) : null;
}

/** An address that somebody took off the holder, or that a member that came back still has beside it. */
function missing({ missing: lacks, holding, activeReached }: JudgeInput): Verdict | null {
  if (
    lacks.length === 0 ||
    holding.code === 'paused' ||
    holding.code === 'nobody-holds' ||
    holding.holder === null ||
    !activeReached
  )
    return null;
  return {
    act: 'start',
    code: 'missing',
    sentence: `${holding.holder} lacks ${lacks.join('; ')}: it gets them back`,
    services: [],
  };
}

/** What was taken off the standby while nobody can see its active: by now that one may have it, by somebody's hand (decision 0064). */
function withheld({ withheld: lacks = [], active, standby }: JudgeInput): Verdict | null {
  if (lacks.length === 0) return null;
  return alarm(
    'address-withheld',
    `${standby} lacks ${lacks.join('; ')}, and does not get back what ${active} may hold, which can't be seen: ` +
      `make ${active} answer, or see that it is off and bring it up on ${standby} by hand (ip addr add)`,
  );
}

/** A takeover that was begun and has lost its proof on the way. */
function resume(input: JudgeInput): Verdict {
  const { active, holding, activeReached } = input;
  if (activeReached) return { act: 'carry-on', code: 'carry-on', sentence: holding.sentence };
  const again = withProof(input, `a takeover was begun and has not ended`);
  return again.act === 'takeover' ? again : alarm('takeover-waits', `${active}: ${holding.sentence}`);
}

function reasonsOf({ limits, watched, tries, atMs, active }: JudgeInput): {
  readonly ripe: readonly Reason[];
  readonly growing: readonly Reason[];
} {
  const ripe: Reason[] = [];
  const growing: Reason[] = [];
  const patience = limits?.patience ?? null;
  for (const reason of told(active, watched)) {
    if (!patience || !limits?.reasons.has(reason.kind)) continue;
    // What can be repaired is no reason before that was tried.
    const tried = reason.service === null ? null : advise(tries.get(reason.service) ?? [], atMs, limits.repair);
    const done = tried === null || tried.do === 'give-up';
    const why =
      tried?.do === 'give-up' && tried.tries > 0
        ? `${reason.why} (started again ${tried.tries === 1 ? 'once' : `${tried.tries} times`}, in vain)`
        : reason.why;
    (isRipe(reason.trouble, patience) && done ? ripe : growing).push({ ...reason, why });
  }
  return { ripe, growing };
}

interface Told extends Reason {
  /** The service that can be started again; null: nothing can be repaired. */
  readonly service: string | null;
}

/** Silent on both networks it is the node that has failed. */
function told(active: string, { troubles }: Watched): readonly Told[] {
  const maintenance = troubles.get('network maintenance');
  const equipment = troubles.get('network equipment');
  const list: Told[] = [];
  if (maintenance && equipment) {
    const trouble: Trouble = {
      sinceMs: Math.max(maintenance.sinceMs, equipment.sinceMs),
      lastMs: Math.min(maintenance.lastMs, equipment.lastMs),
      times: Math.min(maintenance.times, equipment.times),
      why: maintenance.why,
    };
    list.push({ kind: 'node', why: `${active} is silent on both networks`, trouble, service: null });
  }
  for (const [subject, trouble] of troubles) {
    const [what, name] = splitOnce(subject);
    const { why } = trouble;
    if (what === 'service') list.push({ kind: 'service', why: `service ${name} has failed: ${why}`, trouble, service: name });
    else if (what === 'disk') list.push({ kind: 'disk', why: `disk ${name}: ${why}`, trouble, service: null });
    else if (what === 'lease') list.push({ kind: 'node', why, trouble, service: null });
    else if (what === 'check') list.push({ kind: 'check', why: `check "${name}" failed: ${why}`, trouble, service: null });
    else if (!maintenance || !equipment) {
      list.push({ kind: name === 'equipment' ? 'equipment' : 'maintenance', why, trouble, service: null });
    }
  }
  return list;
}

function splitOnce(subject: Subject): readonly [string, string] {
  const at = subject.indexOf(' ');
  return [subject.slice(0, at), subject.slice(at + 1)];
}

/** One failed check may be somebody else's restart. */
const REPAIR_AFTER = 2;

/** The first service, in the order in which they were watched, that is due. */
function repairOf({ limits, watched, tries, atMs, activeReached, holding }: JudgeInput): Verdict | null {
  if (!limits || !activeReached || holding.code === 'paused') return null;
  const waits: string[] = [];
  for (const [subject, { why, times }] of watched.troubles) {
    const [what, name] = splitOnce(subject);
    if (what !== 'service' || times < Math.min(REPAIR_AFTER, limits.patience.failures)) continue;
    const advice = advise(tries.get(name) ?? [], atMs, limits.repair);
    if (advice.do === 'repair') {
      return {
        act: 'repair',
        code: 'repair',
        sentence: `service ${name} has failed (${why}): it is started again, try ${advice.attempt} of ${limits.repair.tries}`,
        service: name,
        attempt: advice.attempt,
      };
    }
    if (advice.do === 'wait') {
      const seconds = Math.ceil((advice.untilMs - atMs) / 1000);
      waits.push(
        `service ${name} was started again (try ${advice.attempt} of ${limits.repair.tries}); it has ${seconds} s to recover`,
      );
    }
  }
  return waits.length > 0 ? { act: 'none', code: 'repairing', sentence: waits.join('; ') } : null;
}

function waiting({ standby, limits, holding }: JudgeInput, growing: readonly Reason[]): Verdict {
  const patience = limits?.patience;
  const texts = growing.map(({ why, trouble }) => `${why}${patience ? ` (${progressText(trouble, patience)})` : ''}`);
  const rest = holding.code === 'paused' ? `failover is paused` : `${standby} waits`;
  return { act: 'none', code: 'waits', sentence: `${rest}: ${texts.join('; ')}` };
}

function fine({ active, standby, holding, watched, limits }: JudgeInput): Verdict {
  if (holding.code === 'active-unknown') return alarm('active-unknown', holding.sentence);
  const unknown = [...watched.unknown].map(([subject, why]) => `${subject}: ${why}`);
  if (unknown.length > 0) return { act: 'none', code: 'unsure', sentence: `${active}: ${unknown.join('; ')}` };
  const troubles = [...watched.troubles].map(([subject, { why }]) => `${subject}: ${why}`);
  if (troubles.length > 0 && limits)
    return alarm('told', `${active}: ${troubles.join('; ')}; by the file that is no reason to move the pair`);
  if (troubles.length > 0) return alarm('by-hand', `${active}: ${troubles.join('; ')}; only an operator moves this pair`);
  if (holding.code === 'nobody-holds') return { act: 'none', code: 'nobody-holds', sentence: holding.sentence };
  if (holding.code === 'paused') return { act: 'none', code: 'paused', sentence: holding.sentence };
  return { act: 'none', code: 'fine', sentence: `${active} holds and is well; ${standby} is ready` };
}

function quiet(code: string, sentence: string): Verdict {
  return { act: 'none', code, sentence };
}

function alarm(code: string, sentence: string): Verdict {
  return { act: 'alarm', code, sentence };
}
