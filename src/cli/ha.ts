/** `dmsa ha status | explain | history | pause | resume`: who holds what and why, and whether it may be moved. */
import { changePause } from '../apply/pause.ts';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Members } from '../ha/moved.ts';
import { recordPath } from '../kinds/failover-record.ts';
import { HISTORY_FILE, type HistoryEntry, parseHistory, pauseText } from '../kinds/pair-files.ts';
import { observeNodes } from '../observe/nodes.ts';
import type { DecideInput, Verdict } from '../reconcile/decide.ts';
import { targetOf } from '../reconcile/look.ts';
import { evidenceNow, type LoopSeen, loopSeen, takeoversIn } from '../reconcile/loop-seen.ts';
import { namesOf, pairsIn, seenOf } from '../reconcile/pairs.ts';
import type { Transport } from '../transport/transport.ts';
import { haToJson, type PairStatus, renderExplain, renderHistory, renderStatus } from '../views/ha.ts';
import { EXIT } from './exit.ts';
import { pairNamed, who } from './ha-pair.ts';
import { membersSeen } from './ha-seen.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';
import { lookAndDecide } from './look.ts';
import { type Tell, withTelling } from './notifying.ts';
import { transportTo } from './transport.ts';

interface HaOptions {
  readonly file: string;
  /** Names of pairs by one of their members; empty for all. */
  readonly pairs: readonly string[];
  readonly json: boolean;
}

export async function statusVerb(options: HaOptions, io: Io): Promise<number> {
  return withPairs(options, io, async (cluster, members, transport) => {
    const pairs = io.redacted(await statusOf(cluster, members, transport, io));
    io.out(options.json ? `${JSON.stringify(haToJson(cluster.name, pairs), null, 2)}\n` : renderStatus(pairs, io));
    return exitCodeOf(pairs);
  });
}

export async function explainVerb(options: HaOptions, io: Io): Promise<number> {
  return withPairs(options, io, async (cluster, members, transport) => {
    const pairs = io.redacted(await explained(cluster, members, transport, io));
    io.out(options.json ? `${JSON.stringify(haToJson(cluster.name, pairs), null, 2)}\n` : renderExplain(pairs, io));
    return exitCodeOf(pairs);
  });
}

export async function historyVerb(options: HaOptions, io: Io): Promise<number> {
  return withPairs(options, io, async (_, members, transport) => {
    const histories = await historiesOf(members, transport);
    if (options.json) io.out(`${JSON.stringify(histories, null, 2)}\n`);
    else io.out(renderHistory(histories, io));
    return histories.some(({ why }) => why !== null) ? EXIT.incomplete : EXIT.done;
  });
}

export async function pauseVerb(
  options: HaOptions & { readonly for?: number; readonly reason?: string },
  io: Io,
): Promise<number> {
  return withPairs(options, io, async (cluster, members, transport) => {
    const atMs = Date.now();
    const untilMs = options.for === undefined ? null : atMs + options.for;
    const why = options.reason ?? 'no reason given';
    const until = untilMs === null ? 'until resumed' : `until ${new Date(untilMs).toISOString()}`;
    return onStandbys(cluster, members, transport, io, {
      may: ['active-holds', 'nobody-holds', 'paused'],
      text: pauseText({ by: who(), why, atMs, untilMs }),
      entry: { atMs, what: `paused ${until}`, by: who(), why, epoch: null, id: null },
      said: ({ active, standby }) => `Failover of ${active.name} to ${standby.name} is paused ${until}.`,
    });
  });
}

export async function resumeVerb(options: HaOptions & { readonly reason?: string }, io: Io): Promise<number> {
  return withPairs(options, io, async (cluster, members, transport) =>
    onStandbys(cluster, members, transport, io, {
      may: ['paused', 'active-holds', 'nobody-holds'],
      text: null,
      entry: { atMs: Date.now(), what: 'resumed', by: who(), why: options.reason ?? 'no reason given', epoch: null, id: null },
      said: ({ active, standby }) => `Failover of ${active.name} to ${standby.name} is no longer paused.`,
    }),
  );
}

interface RecordChange {
  /** Codes of holdings in which the record may be changed. */
  readonly may: readonly string[];
  readonly text: string | null;
  readonly entry: HistoryEntry;
  readonly said: (members: Members) => string;
}

async function onStandbys(
  cluster: Cluster,
  pairs: readonly Members[],
  transport: Transport,
  io: Io,
  { may, text, entry, said }: RecordChange,
): Promise<number> {
  const found = await statusOf(cluster, pairs, transport, io);
  return withTelling(cluster, io, (tell) =>
    changeRecords({ cluster, pairs, found, transport, tell }, { may, text, entry, said }, io),
  );
}

interface Records {
  readonly cluster: Cluster;
  readonly pairs: readonly Members[];
  readonly found: readonly PairStatus[];
  readonly transport: Transport;
  readonly tell: Tell;
}

async function changeRecords(
  { cluster, pairs, found, transport, tell }: Records,
  { may, text, entry, said }: RecordChange,
  io: Io,
): Promise<number> {
  const problems: Diagnostic[] = [];
  for (const [at, members] of pairs.entries()) {
    const holding = found[at]?.holding;
    const { standby } = members;
    const problem = (detail: string): void => {
      problems.push({
        severity: 'error',
        code: 'not-now',
        summary: `The record on ${standby.name} was left as it is`,
        detail,
        node: standby.name,
      });
    };
    if (!holding || !may.includes(holding.code)) {
      problem(`${holding?.sentence ?? 'It could not be seen'}.`);
      continue;
    }
    const change = { path: recordPath(cluster), atMs: entry.atMs, text, line: JSON.stringify(entry) };
    const result = await changePause(transport, targetOf(standby), change);
    if (result.status === 'failed') problem(`${result.why}.`);
    else if (result.status === 'recorded') problem('It is the record of a failover: dmsa ha failback takes it away.');
    else {
      io.out(`${result.status === 'none' ? `Failover to ${standby.name} was not paused.` : said(members)}\n`);
      if (result.status === 'none') continue;
      const sentence = `${said(members).replace(/\.$/, '')}: ${entry.by}: ${entry.why}`;
      const event = text === null ? 'resume' : 'pause';
      tell({ event, severity: 'warning', code: event, pair: members.active.name, standby: standby.name, sentence });
    }
  }
  if (problems.length > 0) throw new DiagnosticError(problems);
  return EXIT.done;
}

async function withPairs(
  { file, pairs }: HaOptions,
  io: Io,
  what: (cluster: Cluster, members: readonly Members[], transport: Transport) => Promise<number>,
): Promise<number> {
  const { cluster } = await loadOrThrow(file, io, 'count');
  const named = pairs.map((name) => pairNamed(cluster, name));
  const members =
    named.length === 0 ? pairsIn(cluster) : pairsIn(cluster).filter((one) => named.some(({ active }) => active === one.active));
  if (members.length === 0) {
    io.out('The cluster has no pair: no node says backupOf.\n');
    return EXIT.done;
  }
  const transport = await transportTo(cluster);
  try {
    return await what(cluster, members, transport);
  } finally {
    await transport.close();
  }
}

interface SeenPairs {
  readonly seen: DecideInput;
  readonly verdict: Verdict;
  readonly lookedMs: number;
  readonly histories: readonly History[];
}

async function lookAtPairs(cluster: Cluster, pairs: readonly Members[], transport: Transport, io: Io): Promise<SeenPairs> {
  const selected = new Set(pairs.flatMap((members) => [...namesOf(members)]));
  const { verdict, seen } = await lookAndDecide({ cluster, selected, transport, parallel: 100 }, io);
  return { verdict, seen, lookedMs: performance.now(), histories: await historiesOf(pairs, transport) };
}

async function statusOf(
  cluster: Cluster,
  pairs: readonly Members[],
  transport: Transport,
  io: Io,
): Promise<readonly PairStatus[]> {
  const looked = await lookAtPairs(cluster, pairs, transport, io);
  const loops = await Promise.all(pairs.map((members) => loopSeen(cluster, members)));
  return pairs.map((members, at) => pairStatus(members, looked, loops[at] ?? NOT_ASKED, at));
}

const NOT_ASKED: LoopSeen = { from: 'none', because: 'nobody was asked' };

function pairStatus(members: Members, { seen, verdict, histories }: SeenPairs, loop: LoopSeen, at: number): PairStatus {
  const { holding, state, epoch } = seenOf(members, seen, verdict);
  return {
    active: members.active.name,
    standby: members.standby.name,
    holding,
    epoch,
    inHand: state?.transition ?? null,
    members: membersSeen(members, seen),
    last: histories[at]?.entries.at(-1) ?? null,
    loop,
  };
}

/** With what the loop knows, or one check of the pair where no loop says it here. */
async function explained(
  cluster: Cluster,
  pairs: readonly Members[],
  transport: Transport,
  io: Io,
): Promise<readonly PairStatus[]> {
  const looked = await lookAtPairs(cluster, pairs, transport, io);
  const { seen, verdict, lookedMs } = looked;
  const loops = await Promise.all(
    pairs.map(async (members, at): Promise<LoopSeen> => {
      const found = await loopSeen(cluster, members);
      const history = looked.histories[at];
      const entries = history && history.why === null ? history.entries : null;
      if (found.from === 'none') {
        const { holding } = seenOf(members, seen, verdict);
        const request = { cluster, members, looked: { seen, verdict, holding }, lookedMs, history: entries, transport };
        return { from: 'look', because: found.because, evidence: await evidenceNow(request) };
      }
      const { takeoversPerHour: limit } = cluster.watch;
      const takeovers = entries && { count: takeoversIn(entries, Date.now()), limit };
      return { ...found, evidence: { ...found.evidence, takeovers } };
    }),
  );
  return pairs.map((members, at) => pairStatus(members, looked, loops[at] ?? NOT_ASKED, at));
}

interface History {
  readonly active: string;
  readonly standby: string;
  readonly entries: readonly HistoryEntry[];
  /** Why it could not be read; null where it was. */
  readonly why: string | null;
}

async function historiesOf(pairs: readonly Members[], transport: Transport): Promise<readonly History[]> {
  const looks = await observeNodes({
    targets: pairs.map(({ standby }) => ({ target: targetOf(standby), requests: [{ type: 'file', path: HISTORY_FILE }] })),
    transport,
    concurrency: 100,
  });
  return pairs.map(({ active, standby }) => {
    const look = looks.get(standby.name);
    const base = { active: active.name, standby: standby.name };
    if (!look?.reachable) return { ...base, entries: [], why: look ? look.diagnostic.summary : 'it was not looked at' };
    const file = look.facts.file(HISTORY_FILE);
    if (file.status === 'unknown') return { ...base, entries: [], why: file.why };
    return { ...base, entries: file.status === 'present' ? parseHistory(file.text) : [], why: null };
  });
}

/** 3 where it can't be said of every pair who holds. */
function exitCodeOf(pairs: readonly PairStatus[]): number {
  return pairs.some(({ holding, members }) => holding.holder === null || members.some(({ reached }) => !reached))
    ? EXIT.incomplete
    : EXIT.done;
}
