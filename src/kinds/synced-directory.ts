/**
 * How fresh a standby's copies are (sync.conf): read only. What is copied when is the business of `dmsa sync` (ha/sync), which
 * keeps on the standby how its last try and its last good copy went. A copy that is older than allowed is a warning of
 * every plan; while the standby has taken over there is nothing to warn of, as its own files are the fresh ones.
 */
import type { Cluster } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { FileFact } from './facts.ts';
import { recordPath } from './failover-record.ts';
import { defineKind, type Observation, type Resource, type Sighting } from './kind.ts';
import { type GoodCopy, type LastTry, parseGood, parseLast, SYNC_CODES, stateDir } from './sync-state.ts';

type Spec = {
  readonly path: string;
  readonly from: string;
  readonly recordPath: string;
  /** How old the last good copy may be. */
  readonly maxAgeMs: number;
};

export type SyncedState = {
  /** Seconds since 1970, by the node's clock. */
  readonly now: number;
  /** null: there was none, or what is kept of it can't be read. */
  readonly good: GoodCopy | null;
  readonly last: LastTry | null;
  /** The standby took over, and its files were not copied back. */
  readonly closed: boolean;
  /** There is a record of a failover. */
  readonly takenOver: boolean;
};

export const SYNCED_DIRECTORY = 'synced-directory';
const CLOCK = 'sync-clock';
/** Periods that may be missed: one copy may take long, one may fail. */
const PERIODS = 6;
const LEAST_MS = 10 * 60_000;
/** A clock that was set back shows copies of the future. */
const AHEAD_S = 300;

export const syncedDirectory = defineKind<Spec, SyncedState>({
  name: SYNCED_DIRECTORY,
  title: 'synced directory',

  desired: (cluster) => cluster.nodes.flatMap((node) => directoriesOf(cluster, node)),

  probe: (want) => [
    ...want.flatMap(({ spec }) =>
      ['good', 'last', 'closed'].map((name) => ({ type: 'file' as const, path: `${stateDir(spec.path)}/${name}` })),
    ),
    ...want.slice(0, 1).flatMap(({ spec }) => [
      { type: 'file' as const, path: spec.recordPath },
      { type: 'command' as const, id: CLOCK, script: 'date +%s' },
    ]),
  ],

  parse(facts, want) {
    if (want.length === 0) return new Map();
    const clock = facts.command(CLOCK);
    const now = clock.status === 'done' && /^\d{1,12}\n?$/.test(clock.stdout) ? Number(clock.stdout) : null;
    return new Map(
      want.map(({ name, spec }): [string, Observation<SyncedState>] => {
        const [good, last, closed] = ['good', 'last', 'closed'].map((file) => facts.file(`${stateDir(spec.path)}/${file}`));
        return [name, observe(now, good, last, closed, facts.file(spec.recordPath))];
      }),
    );
  },

  compare: () => [],
  steps: () => [],
  findings: (seen) => [...neverTried(seen), ...seen.flatMap(finding)],
});

function directoriesOf(cluster: Cluster, node: Cluster['nodes'][number]): readonly Resource<Spec>[] {
  const { backupOf, syncEveryMs } = node;
  if (backupOf === null || syncEveryMs === null) return [];
  const maxAgeMs = cluster.syncLimits.maxAgeMs ?? Math.max(LEAST_MS, PERIODS * syncEveryMs);
  return cluster.sync
    .filter(({ type }) => type === node.effectiveType)
    .map(({ path }) => ({
      node: node.name,
      kind: SYNCED_DIRECTORY,
      name: path,
      spec: { path, from: backupOf, recordPath: recordPath(cluster), maxAgeMs },
      after: [],
    }));
}

function observe(
  now: number | null,
  good: FileFact | undefined,
  last: FileFact | undefined,
  closed: FileFact | undefined,
  record: FileFact,
): Observation<SyncedState> {
  if (now === null) return { status: 'unknown', why: 'the node did not say what time it is' };
  for (const fact of [good, last, closed, record]) {
    if (fact?.status === 'unknown') return { status: 'unknown', why: fact.why };
  }
  return {
    status: 'present',
    state: {
      now,
      good: good?.status === 'present' ? parseGood(good.text) : null,
      last: last?.status === 'present' ? parseLast(last.text) : null,
      closed: closed?.status === 'present',
      takenOver: record.status === 'present' && record.text.trim() !== '',
    },
  };
}

/** One warning a node: before the first copy all of its directories are like that. */
function neverTried(seen: readonly Sighting<Spec, SyncedState>[]): readonly Diagnostic[] {
  const byNode = new Map<string, Sighting<Spec, SyncedState>[]>();
  for (const one of seen.filter(isUntried)) byNode.set(one.node, [...(byNode.get(one.node) ?? []), one]);
  return [...byNode].map(([node, directories]) => {
    const from = directories[0]?.want?.from ?? '';
    return {
      severity: 'warning',
      code: 'copy-missing',
      summary: `${node} has no copy of ${from}’s ${directories.map(({ name }) => name).join(', ')}`,
      detail: `A takeover would find these directories as they are now. Copy them: dmsa sync ${from}`,
      node,
    };
  });
}

function isUntried({ want, seen }: Sighting<Spec, SyncedState>): boolean {
  return (
    want !== null && seen.status === 'present' && seen.state.good === null && seen.state.last === null && !isClosed(seen.state)
  );
}

function isClosed({ closed, takenOver }: SyncedState): boolean {
  return closed || takenOver;
}

function finding({ node, kind, name, want, seen }: Sighting<Spec, SyncedState>): readonly Diagnostic[] {
  if (want === null || seen.status !== 'present' || seen.state.takenOver) return [];
  const { now, good, last, closed } = seen.state;
  const warning = (code: string, summary: string, detail: string): readonly Diagnostic[] => [
    { severity: 'warning', code, summary, detail, node, resource: `${node}/${kind}/${name}` },
  ];
  if (closed) {
    return warning(
      'copy-closed',
      `${node} took over once, and its ${name} was never copied back to ${want.from}`,
      `Nothing is copied over it, as what is newer there would be lost. If ${want.from} has all that is wanted: dmsa sync ${want.from} --force took-over`,
    );
  }
  const failed = last !== null && last.code !== 'copied' && last.at >= (good?.begunAt ?? 0) ? last : null;
  const why =
    failed === null || failed.code === 'copied'
      ? `Copy it now: dmsa sync ${want.from}`
      : `The last try, ${ago(now - failed.at)} ago, failed [${failed.code}]: ${SYNC_CODES[failed.code]}.${failed.said === '' ? '' : `\n${failed.said}`}`;
  if (good === null && last === null) return [];
  if (good === null) return warning('copy-missing', `${node} has no good copy of ${want.from}’s ${name}`, why);
  const ageS = now - good.begunAt;
  if (ageS < -AHEAD_S) {
    return warning(
      'copy-age-unknown',
      `How old the copy of ${name} on ${node} is can’t be said`,
      `It was begun ${ago(-ageS)} in the future, by the clock of ${node}: that was set back. The next copy mends it: dmsa sync ${want.from}`,
    );
  }
  if (ageS * 1000 <= want.maxAgeMs) return [];
  return warning('copy-old', `The copy of ${name} on ${node} is ${ago(ageS)} old, allowed ${ago(want.maxAgeMs / 1000)}`, why);
}

/** `50 s`, `30 min`, `3 h`, `4 days`. */
function ago(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return `${s} s`;
  if (s < 120 * 60) return `${Math.round(s / 60)} min`;
  return s < 48 * 3600 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} days`;
}
