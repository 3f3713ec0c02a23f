/**
 * Why the loop did, or did not, act: everything that a judgement rests on, as plain data that can be written to a file and read by
 * another process. Pure; times are milliseconds since 1970 by the clock of the machine that watches.
 */
import type { NetworkName } from '../desired/cluster.ts';
import type { Transition } from '../kinds/pair-files.ts';
import type { JudgeInput, Verdict } from './judge.ts';
import { recent } from './repair.ts';
import { NETWORKS } from './vitals.ts';
import { type Finding, isRipe, type Subject, type Trouble, type Watched } from './watch.ts';
import type { Witness } from './witness.ts';

export type Evidence = {
  readonly active: string;
  readonly standby: string;
  /** The member that is watched; null: nothing was checked yet. */
  readonly watching: string | null;
  /** When both members were last looked at whole; when the watched one was last checked. null: not yet. */
  readonly lookedMs: number | null;
  readonly checkedMs: number | null;
  readonly intervalMs: number;
  /** Failed checks, and milliseconds, before something is a reason; null: nothing is, as only an operator moves the pair. */
  readonly patience: { readonly failures: number; readonly afterMs: number } | null;
  readonly subjects: readonly SubjectSeen[];
  readonly networks: readonly NetworkSeen[];
  readonly repairs: readonly Repairs[];
  /** Who holds the pair's addresses and services, as the last look had it; null: it can't be said safely. */
  readonly holding: { readonly holder: string | null; readonly code: string; readonly sentence: string };
  readonly verdict: { readonly act: Verdict['act']; readonly code: string; readonly sentence: string };
  /** What it is carrying out at this moment, and since when; null: nothing. */
  readonly doing: { readonly what: string; readonly sinceMs: number } | null;
  /** What has to happen before it acts; empty where it needs nothing, or nothing is wrong. */
  readonly waitsFor: readonly string[];
  readonly conditions: readonly Condition[];
  readonly brakes: readonly Brake[];
  /** Takeovers of the last hour, and how many there may be; null: not counted. */
  readonly takeovers: { readonly count: number; readonly limit: number } | null;
  /** The last thing that went wrong in the loop itself, and when that was last so. */
  readonly problem: { readonly why: string; readonly atMs: number } | null;
};

export type SubjectSeen = {
  readonly subject: Subject;
  /** What the last check said. */
  readonly is: Finding['status'];
  readonly why: string | null;
  /** Failures one after the other, also where the last check could not say; 0: none. */
  readonly times: number;
  /** Of the first of them. */
  readonly sinceMs: number | null;
  /** Often and long enough to be a reason. */
  readonly ripe: boolean;
};

export type NetworkSeen = {
  readonly network: NetworkName;
  readonly witnesses: readonly { readonly name: string; readonly says: WitnessWord; readonly why: string | null }[];
};

/** `deaf`: it hears nobody on that network, so that its silence about the node means nothing. */
export type WitnessWord = 'hears' | 'silent' | 'deaf' | 'unknown';

export type Repairs = {
  readonly service: string;
  readonly triedMs: readonly number[];
  readonly of: number;
  /** A try is forgotten after that. */
  readonly expiresMs: number;
};

/** One of the four under which a standby may take over (DESIGN section 5); one is enough. */
export type Condition = {
  readonly condition: 'released' | 'fence-agent' | 'lease' | 'operator';
  readonly is: 'yes' | 'no' | 'unknown';
  readonly why: string;
};

/** What keeps it from taking over although there is a reason. */
export type Brake = { readonly brake: 'who-holds' | 'paused' | 'by-hand' | 'flapping' | 'standby-unfit'; readonly why: string };

export interface EvidenceOf {
  readonly input: JudgeInput;
  readonly verdict: Verdict;
  readonly watching: string | null;
  /** What each subject was when it was last looked at. */
  readonly findings: ReadonlyMap<Subject, Finding>;
  readonly witnesses: ReadonlyMap<NetworkName, readonly Witness[]>;
  /** What is in hand by the standby's note. */
  readonly inHand: Transition | null;
  readonly intervalMs: number;
  /** By the clock of the samples. */
  readonly lookedMs: number | null;
  readonly doing: { readonly what: string; readonly sinceMs: number } | null;
  /** null: not counted. */
  readonly takeovers: number | null;
  readonly problem: Evidence['problem'];
  readonly clocks: Clocks;
}

/** The same moment by the clock of the samples, which never goes back, and by the time of day. */
export interface Clocks {
  readonly sampleMs: number;
  readonly wallMs: number;
}

export function evidenceOf(of: EvidenceOf): Evidence {
  const { input, verdict, findings, clocks } = of;
  const { limits, watched } = input;
  const wall = (sampleMs: number): number => Math.round(clocks.wallMs - (clocks.sampleMs - sampleMs));
  return {
    active: input.active,
    standby: input.standby,
    watching: of.watching,
    lookedMs: of.lookedMs === null ? null : wall(of.lookedMs),
    checkedMs: watched.atMs === null ? null : wall(watched.atMs),
    intervalMs: of.intervalMs,
    patience: limits && { failures: limits.patience.failures, afterMs: limits.patience.afterMs },
    subjects: subjectsOf(input, findings).map((one) => ({ ...one, sinceMs: one.sinceMs === null ? null : wall(one.sinceMs) })),
    networks: NETWORKS.flatMap((network) => {
      const witnesses = of.witnesses.get(network);
      return witnesses ? [{ network, witnesses: witnesses.map(wordOf) }] : [];
    }),
    repairs: repairsOf(input).map((one) => ({ ...one, triedMs: one.triedMs.map(wall) })),
    holding: { holder: input.holding.holder, code: input.holding.code, sentence: input.holding.sentence },
    verdict: { act: verdict.act, code: verdict.code, sentence: verdict.sentence },
    doing: of.doing && { what: of.doing.what, sinceMs: wall(of.doing.sinceMs) },
    waitsFor: waitsFor(input, verdict),
    conditions: conditionsOf(input, of.inHand),
    brakes: brakesOf(input, of.takeovers),
    takeovers: of.takeovers === null || !limits ? null : { count: of.takeovers, limit: limits.takeoversPerHour },
    problem: of.problem && { ...of.problem, atMs: wall(of.problem.atMs) },
  };
}

function subjectsOf({ limits, watched }: JudgeInput, findings: EvidenceOf['findings']): readonly SubjectSeen[] {
  const known = new Set([...findings.keys(), ...watched.troubles.keys(), ...watched.unknown.keys()]);
  // Networks are asked at the same time: the one that answers first is not the first for people.
  const networks = NETWORKS.map((network): Subject => `network ${network}`).filter((one) => known.has(one));
  const names = new Set<Subject>([...networks, ...known]);
  return [...names].map((subject) => {
    const trouble = watched.troubles.get(subject);
    const found = findings.get(subject);
    const unknown = watched.unknown.get(subject);
    const is = unknown !== undefined ? 'unknown' : (found?.status ?? (trouble ? 'bad' : 'good'));
    return {
      subject,
      is,
      why: unknown ?? trouble?.why ?? (found && found.status !== 'good' ? found.why : null),
      times: trouble?.times ?? 0,
      sinceMs: trouble?.sinceMs ?? null,
      ripe: trouble !== undefined && limits !== null && isRipe(trouble, limits.patience),
    };
  });
}

function wordOf({ name, hears, fit, why }: Witness): NetworkSeen['witnesses'][number] {
  const says = hears === null ? 'unknown' : hears ? 'hears' : fit ? 'silent' : 'deaf';
  return { name, says, why: why ?? null };
}

function repairsOf({ limits, tries, atMs }: JudgeInput): readonly Repairs[] {
  if (!limits) return [];
  const { repair } = limits;
  return [...tries]
    .map(([service, tried]) => ({ service, triedMs: recent(tried, atMs, repair), of: repair.tries, expiresMs: repair.expiresMs }))
    .filter(({ triedMs }) => triedMs.length > 0);
}

/** The four conditions of DESIGN section 5, each as it stands now, whether or not there is a reason to take over. */
export function conditionsOf(input: JudgeInput, inHand: Transition | null): readonly Condition[] {
  const { active, activeReached, hasFenceAgent, lease, watched } = input;
  const full = watched.troubles.get('disk /');
  const word = inHand?.direction === 'takeover' && inHand.fence?.how === 'operator' ? inHand.fence.detail : null;
  return [
    activeReached && full
      ? { condition: 'released', is: 'no', why: `${active} can be reached, but nothing can be noted on its disk: ${full.why}` }
      : activeReached
        ? {
            condition: 'released',
            is: 'yes',
            why: `${active} can be reached: what it has is taken off it first, and seen to be off`,
          }
        : { condition: 'released', is: 'no', why: `${active} can't be reached, by neither network and through no neighbour` },
    hasFenceAgent
      ? { condition: 'fence-agent', is: 'yes', why: `its fence agent would switch ${active} off, and say that it is off` }
      : { condition: 'fence-agent', is: 'no', why: `the file names no fence agent for ${active}` },
    lease.proof === 'none'
      ? { condition: 'lease', is: 'no', why: 'the file names no arbiter' }
      : { condition: 'lease', is: lease.proof, why: lease.detail },
    word === null
      ? { condition: 'operator', is: 'no', why: `nobody has said that ${active} is off` }
      : { condition: 'operator', is: 'yes', why: word },
  ];
}

/** What holds a takeover back whatever the reason. */
export function brakesOf(input: JudgeInput, takeovers: number | null): readonly Brake[] {
  const { holding, limits, standbyUnfit, standby, active } = input;
  const brakes: Brake[] = [];
  const settled = ['active-holds', 'nobody-holds', 'active-unknown', 'paused', 'taking-over', 'takeover-waits'];
  if (!settled.includes(holding.code)) brakes.push({ brake: 'who-holds', why: holding.sentence });
  if (holding.code === 'paused' || holding.paused === true) brakes.push({ brake: 'paused', why: 'failover is paused' });
  if (!limits)
    brakes.push({ brake: 'by-hand', why: `the file gives ${standby} no failover time: only an operator moves the pair` });
  if (limits && takeovers !== null && takeovers >= limits.takeoversPerHour) {
    const times = `${takeovers} within the last hour, and the file allows ${limits.takeoversPerHour}`;
    brakes.push({ brake: 'flapping', why: `${active} was taken over ${times}` });
  }
  if (standbyUnfit !== null) brakes.push({ brake: 'standby-unfit', why: `${standby}: ${standbyUnfit}` });
  return brakes;
}

/** What the loop waits for before it does something, as sentences. Empty: nothing is wrong, or it acts. */
function waitsFor(input: JudgeInput, verdict: Verdict): readonly string[] {
  const { active, limits, watched } = input;
  switch (verdict.code) {
    case 'waits':
    case 'told':
      return growing(watched, input);
    case 'repairing':
      return [verdict.sentence];
    case 'unsure':
      return ['an answer: what nothing is known of is no evidence, and nothing is done on it'];
    case 'paused':
      return [`the end of the pause: dmsa ha resume ${active}`];
    case 'by-hand':
      return [`an operator: dmsa ha failover ${active}`];
    case 'flapping':
      return [`an operator, or the hour to pass in which it was taken over ${limits?.takeoversPerHour ?? 0} times`];
    case 'standby-unfit':
      return [`${input.standby} to be fit: ${input.standbyUnfit ?? ''}`];
    case 'disk-unwritable':
      return [`the disk of ${active} to be written to again, or one of the other conditions below`];
    case 'not-fenced':
    case 'takeover-waits':
      return [`one of the four conditions below, or ${active} to answer`];
    case 'held-by-both':
    case 'held-without-record':
    case 'record-unclear':
    case 'standby-unknown':
    case 'active-unknown':
    case 'standby-fails':
    case 'address-withheld':
      return ['somebody to look: nothing can be done safely while it stands so'];
    default:
      return [];
  }
}

function growing({ troubles }: Watched, { limits }: JudgeInput): readonly string[] {
  if (!limits) return [];
  const { failures, afterMs } = limits.patience;
  return [...troubles].flatMap(([subject, trouble]) => {
    if (isRipe(trouble, limits.patience)) return [];
    const lacks = lackText(trouble, failures, afterMs);
    return [`${subject}: ${lacks}, without a success in between`];
  });
}

function lackText({ times, sinceMs, lastMs }: Trouble, failures: number, afterMs: number): string {
  const checks = failures - times;
  const restMs = afterMs - (lastMs - sinceMs);
  return [
    ...(checks > 0 ? [`${checks} more failed ${checks === 1 ? 'check' : 'checks'}`] : []),
    ...(restMs > 0 ? [`${Math.ceil(restMs / 1000)} s more`] : []),
  ].join(' and ');
}
