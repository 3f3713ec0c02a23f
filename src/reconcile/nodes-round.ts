/** One round of the loop that keeps nodes: what was seen of all of them is decided upon as one, and what has changed since is told. */
import { pairsOf } from '../apply/batches.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Action } from '../diff/plan.ts';
import type { Change } from '../kinds/kind.ts';
import type { WaitShare } from '../lease/share-port.ts';
import { type DecideInput, decide, type Seen, type Verdict } from './decide.ts';
import { fightsIn } from './fights.ts';
import type { Difference } from './nodes-file.ts';
import type { NodesRequest } from './nodes-request.ts';
import type { NodeState } from './nodes-state.ts';
import type { Orders } from './orders.ts';
import { pairsIn } from './pairs.ts';
import { type Answer, judgeRound } from './rounds.ts';
import { isOpen, windowsText } from './windows.ts';

export interface Round {
  readonly atMs: number;
  readonly input: DecideInput;
  readonly verdict: Verdict;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly orders: Orders;
  readonly troubled: string;
  readonly open: boolean;
  /** Of the gate, when it was decided. */
  readonly share: number;
  /** Something is told otherwise than in the round before. */
  readonly changed: boolean;
  /** Nodes with something that may be done. */
  readonly going: ReadonlySet<string>;
  /** Those on which it may be begun now. */
  ready(nowMs: number, isRestless: (node: string) => boolean): readonly string[];
}

/** What is begun on a node rests on a look that is not older. */
const FRESH_MS = 5_000;
/** Nodes that something is done on at the same time. */
const MOST_AT_WORK = 16;
/** What was seen of a node counts for so many intervals, and this long at least. */
const STALE_INTERVALS = 3;
const STALE_MS = 60_000;

export function staleAfter(intervalMs: number): number {
  return Math.max(STALE_INTERVALS * intervalMs, STALE_MS);
}

export async function decideRound(request: NodesRequest, states: ReadonlyMap<string, NodeState>): Promise<Round> {
  const { cluster, memory } = request;
  const { run: running } = cluster;
  const orders = await request.orders();
  const atMs = performance.now();
  const nowMs = Date.now();
  const input = inputOf(request, states, atMs, nowMs);
  const verdict = decide(input);
  const { actions } = verdict.plan;
  const isSeen = (id: string): boolean => input.seen.get(nodeOf(id))?.reachable === true;
  const fights = fightsIn(memory.trails, actions, nowMs, running.fights, isSeen, (id, sinceMs) =>
    orders.resumed.some(
      ({ atMs: at, nodes, kinds }) =>
        at >= sinceMs && (nodes === null || nodes.includes(nodeOf(id))) && (kinds === null || kinds.includes(kindOf(id))),
    ),
  );
  memory.trails = fights.trails;
  for (const { id, is, trail } of fights.news) {
    const since = trail.rounds[0] ?? nowMs;
    request.onEvent({
      type: 'fight',
      node: nodeOf(id),
      id,
      is,
      change: trail.change,
      rounds: trail.rounds.length,
      sinceMs: since,
    });
  }
  const differing = new Set(actions.map(({ id }) => id));
  // What differs no longer has nothing that could fail.
  memory.failures = new Map([...memory.failures].filter(([id]) => differing.has(id) || !isSeen(id)));
  const open = isOpen(running, nowMs, request.timeZone);
  if (memory.open !== open && running.windows.length > 0)
    request.onEvent({ type: 'window', open, text: windowsText(running, request.timeZone) });
  memory.open = open;
  const share = request.gate?.version() ?? 0;
  const answers = judgeRound({
    elsewhere: elsewhereOf(request),
    plan: verdict.plan,
    running,
    maxDeletions: cluster.maxDeletions,
    dryRun: request.dryRun,
    pairs: pairsIn(cluster).filter(({ active }) => request.kept.has(active.name)),
    troubled: request.troubled(),
    suspensions: orders.suspensions,
    approved: orders.approvals.some(({ digest }) => digest === request.revision),
    revision: request.revision.slice(0, 12),
    open,
    windows: windowsText(running, request.timeZone),
    trails: memory.trails,
    failures: memory.failures,
    unconfirmed: new Set([...input.seen].flatMap(([name, seen]) => (seen.reachable && seen.unconfirmed ? [name] : []))),
    unseen: [...states.values()].filter(({ triedMs }) => triedMs === null).map(({ name }) => name),
    deleted: memory.deleted,
    nowMs,
  });
  const errors = verdict.plan.problems.filter(({ severity }) => severity === 'error').map(({ summary }) => summary);
  const said = errors.join('; ');
  if (said !== '' && memory.problems.get('plan') !== said) request.onEvent({ type: 'problem', node: null, why: said });
  memory.problems.set('plan', said);
  const changed = tell(request, input, states, actions, answers, nowMs) || fights.news.length > 0;
  const going = new Set(actions.filter(({ id }) => answers.get(id)?.go).map(({ node }) => node));
  const pairs = pairsOf(cluster.nodes, verdict.plan.holdings);
  return {
    atMs,
    input,
    verdict,
    answers,
    orders,
    troubled: troubledText(request),
    open,
    share,
    changed,
    going,
    ready(now, isRestless) {
      const busy = new Set([...states.values()].filter(({ acting }) => acting).map(({ name }) => name));
      const ready: string[] = [];
      for (const name of going) {
        const state = states.get(name);
        if (!state || state.acting || state.looking || busy.size >= MOST_AT_WORK || isRestless(name)) continue;
        if (state.last === null || now - state.last.atMs > FRESH_MS) {
          // Seen too long ago to act upon.
          state.dueMs = Math.min(state.dueMs, now);
          continue;
        }
        const pair = pairs.find(({ first, second }) => first === name || second === name);
        const other = pair && (pair.first === name ? pair.second : pair.first);
        if (other !== undefined && busy.has(other)) continue;
        // Of two that could, the one that does not hold goes first.
        if (pair && pair.second === name && going.has(pair.first)) continue;
        busy.add(name);
        ready.push(name);
      }
      return ready;
    },
  };
}

/** Something other than what was seen may have changed what a round comes to. */
export async function isOver(request: NodesRequest, { orders, open, troubled, share, answers }: Round): Promise<boolean> {
  const nowMs = Date.now();
  if ((request.gate?.version() ?? 0) !== share) return true;
  if (isOpen(request.cluster.run, nowMs, request.timeZone) !== open || troubledText(request) !== troubled) return true;
  for (const answer of answers.values()) if (!answer.go && answer.untilMs !== null && answer.untilMs <= nowMs) return true;
  for (const answer of answers.values()) if (answer.go) return true;
  return JSON.stringify(await request.orders()) !== JSON.stringify(orders);
}

function elsewhereOf({ cluster, gate }: NodesRequest): ReadonlyMap<string, WaitShare> {
  return new Map(
    cluster.nodes.flatMap(({ name }) => {
      const waits = gate?.waits(name);
      return waits ? [[name, waits] as const] : [];
    }),
  );
}

/** Another controller sees to it, or will in a moment. */
export function isElsewhere(gate: NodesRequest['gate'], node: string): boolean {
  const code = gate?.waits(node)?.code;
  return code === 'other-controller' || code === 'not-leased';
}

function troubledText(request: NodesRequest): string {
  return [...request.troubled().keys()].join(' ');
}

function inputOf(request: NodesRequest, states: ReadonlyMap<string, NodeState>, atMs: number, nowMs: number): DecideInput {
  const { cluster, kinds } = request;
  const staleMs = staleAfter(cluster.run.intervalMs);
  const seen = new Map<string, Seen>();
  const observations = new Map<string, NonNullable<NodeState['last']>['observations']>();
  const loginKeys = new Map<string, readonly string[]>();
  for (const { name, last, why } of states.values()) {
    // A node that is at work is seen again afterwards: until then what was seen of it still tells what others wait for.
    if (last !== null && why === null && atMs - last.atMs <= staleMs) {
      seen.set(name, last.seen);
      observations.set(name, last.observations);
      loginKeys.set(name, last.loginKeys);
      continue;
    }
    if (last === null && why === null) continue;
    const error: Diagnostic = {
      severity: 'error',
      code: why === null ? 'seen-too-long-ago' : 'not-seen',
      summary: why ?? `${name} was last seen ${Math.round((atMs - (last?.atMs ?? 0)) / 1000)} s ago`,
      node: name,
    };
    seen.set(name, { reachable: false, error });
  }
  return { cluster, kinds, selected: new Set(seen.keys()), seen, observations, loginKeys, nowMs };
}

/** What is new since the last round; true where anything is. */
function tell(
  { memory, gate, onEvent }: NodesRequest,
  { seen }: DecideInput,
  states: ReadonlyMap<string, NodeState>,
  actions: readonly Action[],
  answers: ReadonlyMap<string, Answer>,
  nowMs: number,
): boolean {
  let changed = false;
  const byNode = groupBy(actions);
  for (const [name, node] of seen) {
    // Of what is being worked on a round knows what was, not what is.
    if (!node.reachable || states.get(name)?.acting) continue;
    const before = memory.told.get(name) ?? new Map<string, Difference>();
    const now = new Map<string, Difference>();
    const found: Difference[] = [];
    const waits = new Map<string, { readonly ids: string[]; readonly wait: NonNullable<Difference['waits']> }>();
    for (const action of byNode.get(name) ?? []) {
      const answer = answers.get(action.id);
      const wait = answer && !answer.go ? { code: answer.code, why: answer.why, untilMs: answer.untilMs } : null;
      const old = before.get(action.id);
      const difference = differenceOf(action, wait, old?.sinceMs ?? nowMs);
      now.set(action.id, difference);
      if (!old) {
        found.push(difference);
        continue;
      }
      if (old.waits?.code === wait?.code) continue;
      changed = true;
      // A fight and a failure have events of their own.
      if (wait === null || wait.code === 'fight' || wait.code === 'failed') continue;
      const key = `${wait.code} ${wait.why}`;
      const group = waits.get(key) ?? { ids: [], wait };
      group.ids.push(action.id);
      waits.set(key, group);
    }
    const gone = [...before.keys()].filter((id) => !now.has(id));
    memory.told.set(name, now);
    changed ||= found.length > 0 || gone.length > 0;
    // Whoever keeps it tells of it.
    if (isElsewhere(gate, name)) continue;
    if (found.length > 0) onEvent({ type: 'drift', node: name, found });
    for (const { ids, wait } of waits.values()) onEvent({ type: 'waits', node: name, ids, code: wait.code, why: wait.why });
    if (gone.length > 0) onEvent({ type: 'gone', node: name, ids: gone });
  }
  return changed;
}

const MOST_VALUE = 2_000;

function differenceOf(action: Action, waits: Difference['waits'], sinceMs: number): Difference {
  const { id, verb, intent, reason, fields } = action;
  return { id, verb, intent, sentence: reason.sentence, fields: fields.map(shown), sinceMs, waits };
}

/** Without what is secret, and cut where it is very long. */
function shown(change: Change): Change {
  const value = (of: Change['from']): Change['from'] =>
    of === null
      ? null
      : change.secret
        ? '(secret)'
        : typeof of === 'string' && of.length > MOST_VALUE
          ? `${of.slice(0, MOST_VALUE)}…`
          : of;
  return { ...change, from: value(change.from), to: value(change.to) };
}

export function groupBy<T extends { readonly node: string }>(list: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(one.node);
    if (group) group.push(one);
    else groups.set(one.node, [one]);
  }
  return groups;
}

export function nodeOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

function kindOf(id: string): string {
  return id.split('/')[1] ?? '';
}
