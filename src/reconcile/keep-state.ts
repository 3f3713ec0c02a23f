/** What a loop knows of a pair between two rounds, what it tells of that, and what a next loop takes over from it. */
import { isDeepStrictEqual } from 'node:util';
import { type Cluster, checksOf, type NetworkName } from '../desired/cluster.ts';
import { type Evidence, evidenceOf } from '../ha/evidence.ts';
import type { JudgeInput, Verdict } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { type Remembered, triesNoted, triesRemembered } from '../ha/recall.ts';
import type { Tries } from '../ha/repair.ts';
import { type Finding, type Subject, UNWATCHED, type Watched } from '../ha/watch.ts';
import type { Witness } from '../ha/witness.ts';
import type { Transition } from '../kinds/pair-files.ts';
import type { Transport } from '../transport/transport.ts';
import { now } from './evidence-file.ts';
import { readHistory } from './history.ts';
import type { Sampled } from './keep-record.ts';
import type { Looking } from './pair-look.ts';

export interface State extends Looking {
  /** The member that is watched. */
  watching: string | null;
  watched: Watched;
  reached: boolean;
  standbyDeaf: ReadonlySet<NetworkName>;
  readonly tries: Map<string, Tries>;
  said: string;
  /** The last trouble that was told: the same one is told once. */
  problem: string;
  /** By whom it was kept off a node when it was last to do something; '' where it was not. The same is told once. */
  lockedOut: string;
  readonly told: Told;
}

/** For people alone: nothing is decided by it. */
interface Told {
  lookedMs: number | null;
  /** What each subject was when it was last looked at. */
  readonly findings: Map<Subject, Finding>;
  witnesses: ReadonlyMap<NetworkName, readonly Witness[]>;
  /** The last check. */
  sampled: Sampled | null;
  judged: { readonly input: JudgeInput; readonly verdict: Verdict; readonly inHand: Transition | null } | null;
  doing: { readonly what: string; readonly sinceMs: number } | null;
  problem: { readonly why: string; readonly atMs: number } | null;
  /** Whether tries that were made before this loop was started are in `tries`; `asked`: what was written down here has none. */
  recalled: 'no' | 'asked' | 'yes';
}

export function freshState(): State {
  return {
    looked: null,
    coming: null,
    watching: null,
    watched: UNWATCHED,
    reached: false,
    standbyDeaf: new Set(),
    tries: new Map(),
    said: '',
    problem: '',
    lockedOut: '',
    told: {
      ...{ lookedMs: null, findings: new Map(), witnesses: new Map(), sampled: null, judged: null, doing: null, problem: null },
      recalled: 'no',
    },
  };
}

/** Another member holds, or the first is looked at: what was watched says nothing of it. */
export function watchAnew(state: State, node: string): void {
  state.watching = node;
  state.watched = UNWATCHED;
  state.tries.clear();
  state.told.findings.clear();
  state.told.recalled = 'no';
}

/** All that the last judgement rests on; null before there was one. */
export function evidenceIn({ looked, watching, told }: State, intervalMs: number): Evidence | null {
  if (!told.judged) return null;
  const lookedMs = looked?.atMs ?? told.lookedMs;
  const { findings, witnesses, judged, doing, problem } = told;
  const clocks = { sampleMs: performance.now(), wallMs: Date.now() };
  return evidenceOf({ ...judged, watching, findings, witnesses, intervalMs, lookedMs, doing, takeovers: null, problem, clocks });
}

/**
 * Takes up the tries of repair that were made before this loop was started: from what a loop on this machine wrote down, else, and only
 * once a service is in trouble, from the history on the standby. While that can't be read it is asked again each round.
 */
export async function recall(
  state: State,
  cluster: Cluster,
  { standby }: Members,
  transport: Transport,
  remembered: () => Promise<Remembered | null>,
): Promise<void> {
  const { watching, watched, told, tries } = state;
  if (told.recalled === 'yes' || watching === null) return;
  const { repair } = cluster.watch;
  if (told.recalled === 'no') {
    told.recalled = 'asked';
    const known = triesRemembered(await remembered(), watching, await now(), repair);
    if (known) {
      take(known);
      return;
    }
  }
  if (![...watched.troubles.keys()].some((subject) => subject.startsWith('service '))) return;
  const history = await readHistory(transport, standby);
  if (typeof history !== 'string') take(triesNoted(history, await now(), repair));

  function take(found: ReadonlyMap<string, Tries>): void {
    for (const [service, one] of found) if (!tries.has(service)) tries.set(service, one);
    told.recalled = 'yes';
  }
}

interface Kept {
  readonly cluster: Cluster;
  readonly members: Members;
  readonly state: State;
  /** Settles when the last copy of files has ended. */
  readonly copying: Promise<void> | null;
}

/** By active: what one loop leaves to the next, when the cluster file has changed. */
export type KeepMemory = Map<string, Kept>;

/** What was watched goes on to be true where nothing of the pair has changed in the file. It is looked at anew in any case. */
export function stateFrom(memory: KeepMemory | undefined, cluster: Cluster, members: Members): State {
  const kept = memory?.get(members.active.name);
  if (!kept || !isDeepStrictEqual(watchedOf(kept.cluster, kept.members), watchedOf(cluster, members))) return freshState();
  kept.state.looked = null;
  kept.state.coming = null;
  return kept.state;
}

function watchedOf(cluster: Cluster, { active, standby }: Members): unknown {
  return [active, standby].map((node) => ({ ...node, source: null, checks: checksOf(cluster, node.name) }));
}
