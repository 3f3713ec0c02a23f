/** `/metrics`: what the loop knows and did, for Prometheus. Labels are names of the cluster file, kinds and codes: none grows without end. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Told } from '../events/loop-event.ts';
import { isInForce } from '../reconcile/rounds.ts';
import type { Board } from './board.ts';
import { codesOf, outcomeOf, verdictsOf, waitingOf } from './metric-facts.ts';

export interface Metrics {
  readonly hear: (told: Told) => void;
  readonly look: (node: string, ms: number, reached: boolean) => void;
  readonly wrongToken: () => void;
  readonly hook: (result: string) => void;
  /** Rejects where this program is at fault. */
  readonly text: () => Promise<{ readonly type: string; readonly body: string }>;
}

export interface MetricsOptions {
  readonly board: Board;
  readonly watchers: () => number;
  /** Notifications that wait, by channel; null: it is not known. */
  readonly notices: () => Promise<ReadonlyMap<string, number> | null>;
}

const LOOK_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

export function createMetrics({ board, watchers, notices }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  // Gauges whose names say that they are counters: promtool takes offence at them.
  for (const what of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${what}_total`);
  const registers = [registry];
  const known = () => board.known();
  /** Filled anew at each scrape, so that what is gone from the file is gone from here. */
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    fill: (set: (labels: Readonly<Record<Label, string>>, value: number) => void) => void | Promise<void>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      async collect() {
        this.reset();
        // reset() leaves a 0 where there are no labels, which nobody has said.
        if (labelNames.length === 0) this.remove();
        await fill((labels, value) => this.set(labels as never, value));
      },
    });

  gauge('dmsa_info', 'This dmsa run: always 1.', ['version', 'cluster', 'mode'], (set) => {
    const { version, cluster, mode } = board.head();
    set({ version, cluster, mode: mode ?? 'unknown' }, 1);
  });
  gauge(
    'dmsa_revision_info',
    'What is in force: always 1. The commit is empty where the file comes from no branch.',
    ['digest', 'approved', 'commit'],
    (set) => {
      const { revision, file } = board.head();
      if (revision)
        set(
          {
            digest: revision.digest.slice(0, 12),
            approved: revision.approval ? 'yes' : 'no',
            commit: file?.revision?.commit ?? '',
          },
          1,
        );
    },
  );
  gauge('dmsa_file_in_force_since_timestamp_seconds', 'Since when the cluster file is in force that is.', [], (set) => {
    const { file } = board.head();
    if (file) set({}, file.sinceMs / 1000);
  });
  gauge('dmsa_file_refused', '1 where what the cluster file, or its branch, says by now was refused.', [], (set) => {
    const { file } = board.head();
    if (file) set({}, file.refused === null ? 0 : 1);
  });
  gauge('dmsa_ready', '1 once each node and pair was looked at, and a revision is in force.', [], (set) =>
    set({}, board.head().ready ? 1 : 0),
  );
  gauge('dmsa_live', '1 while the loops go round.', [], (set) => set({}, board.head().live ? 1 : 0));
  gauge('dmsa_window_open', '1 while changes are allowed by the maintenance windows; not there without windows.', [], (set) => {
    const { window } = board.head();
    if (window) set({}, window.open ? 1 : 0);
  });
  gauge('dmsa_suspensions', 'Suspensions that are in force.', [], (set) => {
    const { suspensions, nowMs } = board.head();
    if (typeof suspensions !== 'string') set({}, suspensions.filter((one) => isInForce(one, nowMs)).length);
  });
  gauge('dmsa_loop_last_told_timestamp_seconds', 'When a loop last said what it knows.', ['loop'], (set) => {
    const { nodes, evidence } = known();
    if (nodes) set({ loop: 'nodes' }, nodes.atMs / 1000);
    if (evidence.size > 0) set({ loop: 'pairs' }, Math.min(...[...evidence.values()].map(({ atMs }) => atMs)) / 1000);
  });

  gauge('dmsa_nodes', 'Nodes of the cluster file.', [], (set) => set({}, known().cluster.nodes.length));
  gauge(
    'dmsa_node_reachable',
    '1: the last look at the node was answered, 0: it was not. Not there before the first look.',
    ['node'],
    (set) => {
      for (const { name, reachable } of board.nodes()) if (reachable !== null) set({ node: name }, reachable ? 1 : 0);
    },
  );
  gauge('dmsa_node_last_seen_timestamp_seconds', 'When the node was last seen. Not there before that.', ['node'], (set) => {
    for (const { name, seenMs } of board.nodes()) if (seenMs !== null) set({ node: name }, seenMs / 1000);
  });
  gauge('dmsa_node_unknown_things', 'Things of the node that could not be seen.', ['node'], (set) => {
    for (const { name, reachable, unknown } of board.nodes()) if (reachable !== null) set({ node: name }, unknown.length);
  });
  gauge(
    'dmsa_node_differences',
    'Things of a node that differ from the file, by kind; 0 with an empty kind where none does.',
    ['node', 'kind'],
    (set) => {
      for (const node of board.nodes()) {
        if (node.seenMs === null) continue;
        const counts = codesOf(node);
        if (counts.size === 0) set({ node: node.name, kind: '' }, 0);
        for (const [kind, count] of counts) set({ node: node.name, kind }, count);
      }
    },
  );
  gauge('dmsa_waiting_actions', 'Differences that are not put right now, by why.', ['code'], (set) => {
    for (const [code, count] of waitingOf(board.nodes())) set({ code }, count);
  });
  gauge('dmsa_fights', 'Things that somebody else changes back again and again, and that are left alone.', [], (set) =>
    set({}, board.head().counts.fights),
  );

  gauge('dmsa_pair_verdict', '1 for the code of the last judgement of the pair.', ['pair', 'act', 'code'], (set) => {
    for (const { pair, act, code } of verdictsOf(known().evidence)) set({ pair, act, code }, 1);
  });
  gauge(
    'dmsa_pair_holder',
    '1 for the member that holds the service addresses; none has 1 where it can not be said.',
    ['pair', 'node'],
    (set) => {
      for (const { active, standby, evidence } of board.pairs()) {
        if (!evidence) continue;
        for (const node of [active, standby]) set({ pair: active, node }, evidence.holding.holder === node ? 1 : 0);
      }
    },
  );
  gauge('dmsa_pair_last_checked_timestamp_seconds', 'When the member that holds was last checked.', ['pair'], (set) => {
    for (const { active, evidence } of board.pairs()) if (evidence?.checkedMs) set({ pair: active }, evidence.checkedMs / 1000);
  });
  gauge(
    'dmsa_pair_failing_subjects',
    'What fails at the last check of the pair, and what could not be said.',
    ['pair', 'is'],
    (set) => {
      for (const { active, evidence } of board.pairs())
        for (const is of evidence ? (['bad', 'unknown'] as const) : [])
          set({ pair: active, is }, evidence?.subjects.filter((one) => one.is === is).length ?? 0);
    },
  );
  const copied = new Map<string, number>();
  gauge(
    'dmsa_pair_copy_last_success_timestamp_seconds',
    'When all directories of the pair last came to its standby, since this dmsa runs.',
    ['pair'],
    (set) => {
      for (const [pair, atMs] of copied) if (known().kept.has(pair)) set({ pair }, atMs / 1000);
    },
  );
  gauge('dmsa_notifications_waiting', 'Notifications that are not delivered yet.', ['channel'], async (set) => {
    for (const [channel, count] of (await notices()) ?? []) set({ channel }, count);
  });
  gauge('dmsa_web_watchers', 'Pages that watch the stream of events.', [], (set) => set({}, watchers()));

  const looks = new Histogram({
    name: 'dmsa_look_duration_seconds',
    help: 'How long a look at a node took.',
    labelNames: ['result'],
    buckets: LOOK_BUCKETS,
    registers,
  });
  const actions = new Counter({
    name: 'dmsa_actions_total',
    help: 'Actions of plans that ended.',
    labelNames: ['outcome'],
    registers,
  });
  const events = new Counter({
    name: 'dmsa_events_total',
    help: 'What dmsa run told, by what it is of and its type.',
    labelNames: ['of', 'type'],
    registers,
  });
  const takeovers = new Counter({
    name: 'dmsa_takeovers_total',
    help: 'Takeovers that were decided, by pair.',
    labelNames: ['pair'],
    registers,
  });
  const wrong = new Counter({ name: 'dmsa_web_wrong_tokens_total', help: 'Requests with a token that is none.', registers });
  const hooks = new Counter({
    name: 'dmsa_git_webhooks_total',
    help: 'Calls of the git webhook.',
    labelNames: ['result'],
    registers,
  });
  for (const outcome of ['done', 'failed']) actions.inc({ outcome }, 0);
  for (const result of ['reached', 'unreached']) looks.zero({ result });

  return {
    hear({ at, event }) {
      if (event.of === 'step') {
        const outcome = outcomeOf(event.event);
        if (outcome) actions.inc({ outcome });
        return;
      }
      events.inc({ of: event.of, type: event.of === 'share' ? event.event.is : event.event.type });
      if (event.of !== 'pair') return;
      if (event.event.type === 'verdict' && event.event.verdict.act === 'takeover') takeovers.inc({ pair: event.event.active });
      if (
        event.event.type === 'copied' &&
        event.event.copies.every(({ outcome }) => outcome.status === 'reported' && outcome.report.status === 'copied')
      )
        copied.set(event.event.active, at.getTime());
    },
    look: (_, ms, reached) => looks.observe({ result: reached ? 'reached' : 'unreached' }, ms / 1000),
    wrongToken: () => wrong.inc(),
    hook: (result) => hooks.inc({ result }),
    async text() {
      // Prometheus sees a rise only of what was there before.
      for (const pair of known().kept) takeovers.inc({ pair }, 0);
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
}
