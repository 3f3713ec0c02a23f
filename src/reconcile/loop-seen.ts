/** What the loop of a pair knows and decides, for another process: as it wrote it down on this machine, or by one check made now. */
import type { Cluster } from '../desired/cluster.ts';
import { type Evidence, evidenceOf } from '../ha/evidence.ts';
import { judge } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { triesNoted, triesRemembered } from '../ha/recall.ts';
import { UNWATCHED, watch } from '../ha/watch.ts';
import type { Resource } from '../kinds/kind.ts';
import type { HistoryEntry } from '../kinds/pair-files.ts';
import type { ServiceSpec } from '../kinds/service-desired.ts';
import type { Transport } from '../transport/transport.ts';
import { ageMs, evidencePath, lives, now, type ReadEvidence, readEvidence, rememberedIn, type Written } from './evidence-file.ts';
import { judgeInput, type Looked, limitsOf, watchedIn } from './judging.ts';
import { seenOf } from './pairs.ts';
import { checkActive, thisMachine } from './vitals.ts';

export type LoopSeen =
  /** Of a loop on this machine that is at work. */
  | {
      readonly from: 'loop';
      readonly ageMs: number;
      readonly lives: 'yes' | 'no' | 'unknown';
      readonly written: Written;
      readonly evidence: Evidence;
    }
  /** Of one check, made for this answer; `because`: why no loop's word is shown. */
  | { readonly from: 'look'; readonly because: string; readonly evidence: Evidence }
  | { readonly from: 'none'; readonly because: string };

/** What is older than that many intervals and this time is no word on now. */
const FRESH_INTERVALS = 3;
const FRESH_MS = 30_000;

/** Of a loop on this machine; never `look`. Never rejects. */
export async function loopSeen(cluster: Cluster, { active }: Members): Promise<Exclude<LoopSeen, { from: 'look' }>> {
  const read = await readEvidence(evidencePath(cluster.name, active.name));
  if (read.status === 'none') return { from: 'none', because: `no dmsa run on this machine keeps ${active.name}` };
  if (read.status === 'unreadable') return { from: 'none', because: read.why };
  const { written } = read;
  const age = ageMs(written, await now());
  const alive = await lives(written);
  const who = `${written.by.user}@${written.by.host}, pid ${written.by.pid}`;
  if (alive === 'no') {
    return {
      from: 'none',
      because: `the dmsa run that kept ${active.name} here (${who}) has ended; its last word is ${ago(age)} old`,
    };
  }
  // What it carries out may take minutes, and it says so before.
  const busy = written.evidence.doing !== null && alive === 'yes';
  if (!busy && age > FRESH_INTERVALS * written.evidence.intervalMs + FRESH_MS) {
    return { from: 'none', because: `the dmsa run that keeps ${active.name} here (${who}) has said nothing for ${ago(age)}` };
  }
  return { from: 'loop', ageMs: age, lives: alive, written, evidence: written.evidence };
}

function ago(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export interface OneLook {
  readonly cluster: Cluster;
  readonly members: Members;
  readonly looked: Looked;
  /** When both were looked at, by performance.now(). */
  readonly lookedMs: number;
  /** null: it could not be read. */
  readonly history: readonly HistoryEntry[] | null;
  readonly transport: Transport;
}

/** What a loop would say that was started now: one check, so that nothing has failed more than once. Never rejects for a node's fault. */
export async function evidenceNow({ cluster, members, looked, lookedMs, history, transport }: OneLook): Promise<Evidence> {
  const { active, standby } = members;
  const node = watchedIn(members, looked);
  const checked = await checkActive({
    cluster,
    node,
    standby: node === active ? standby : active,
    services: (looked.verdict.wanted.byNode.get(node.name)?.get('service') ?? []) as readonly Resource<ServiceSpec>[],
    transport,
    self: thisMachine(cluster),
    timeoutMs: cluster.watch.timeoutMs,
    hung: false,
    suspect: new Set(),
  });
  const watched = watch(UNWATCHED, checked, limitsOf(cluster, standby).patience);
  const at = await now();
  const file: ReadEvidence = await readEvidence(evidencePath(cluster.name, active.name));
  const tries =
    triesRemembered(rememberedIn(file), node.name, at, cluster.watch.repair) ??
    triesNoted(history ?? [], at, cluster.watch.repair);
  const takeovers = history === null ? null : takeoversIn(history, at.wallMs);
  const pair = seenOf(members, looked.seen, looked.verdict);
  const reached = checked.reached || looked.seen.seen.get(node.name)?.reachable === true;
  const input = judgeInput({
    cluster,
    members,
    looked,
    watched,
    tries,
    activeReached: reached,
    takeovers: takeovers ?? 0,
    lease: null,
  });
  return evidenceOf({
    input,
    verdict: judge(input),
    watching: node.name,
    findings: checked.findings,
    witnesses: checked.witnesses,
    inHand: pair.state?.transition ?? null,
    intervalMs: cluster.watch.intervalMs,
    lookedMs,
    doing: null,
    takeovers,
    problem: null,
    clocks: at,
  });
}

const HOUR_MS = 3_600_000;

/** Takeovers of the hour before. */
export function takeoversIn(history: readonly HistoryEntry[], nowMs: number): number {
  return history.filter(({ what, atMs }) => what.startsWith('takeover') && atMs >= nowMs - HOUR_MS).length;
}
