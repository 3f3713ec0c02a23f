/**
 * What dmsa keeps of a pair on its members (pair-files.ts), and with it the beginning and the end of a takeover or failback:
 *   open   the first thing that a plan does about a pair that is to be moved: the standby notes what is begun, both members the
 *          new epoch. From then on whoever looks at the cluster carries on what was begun, and scripts of before are refused.
 *   close  the last thing: the standby's history gets its line, and nothing is in hand any more.
 */
import equal from 'fast-deep-equal';
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { closeScript as closeCopies, reopenScript as reopenCopies, stopCopyScript } from '../ha/sync/stop.ts';
import { quote } from '../quote.ts';
import type { FactRequest, Facts } from './facts.ts';
import { FAILOVER_RECORD, RECORD_NAME } from './failover-record.ts';
import {
  type Change,
  defineKind,
  type Holding,
  type Moving,
  type Observation,
  type Placement,
  type Resource,
  type ResourceRef,
} from './kind.ts';
import { pairLease } from './lease-files.ts';
import {
  EPOCH_FILE,
  HISTORY_LINES,
  type HistoryEntry,
  PAIR_DIR,
  parseEpoch,
  parseTransition,
  TRANSITION_FILE,
  type Transition,
} from './pair-files.ts';

export type PairSpec =
  /** On both members; `transition` on the standby alone, where something is in hand. */
  | {
      readonly do: 'open';
      readonly standby: boolean;
      readonly epoch: number;
      readonly transition: Transition | null;
      readonly says: string;
      /** Directories that are copied to the standby; from a takeover on nothing is copied over its files. */
      readonly files: readonly string[];
      /** A copy to this member that still runs is ended before anything else: what is written here from now on counts. */
      readonly stopsCopy: boolean;
    }
  /** On the standby; `id` null: nothing ends with this plan. `files`: may be copied to the standby again. */
  | {
      readonly do: 'close';
      readonly id: string | null;
      readonly epoch: number;
      readonly line: string;
      readonly says: string;
      readonly files: readonly string[];
    };

export type PairState = {
  /** 0 where nothing was ever moved. */
  readonly epoch: number;
  readonly transition: Transition | null;
};

export const PAIR = 'pair';
export const OPEN = 'open';
const CLOSE = 'close';

export const pair = defineKind<PairSpec, PairState>({
  name: PAIR,
  title: 'pair',

  desired(cluster, placement): readonly Resource<PairSpec>[] {
    const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
    return cluster.nodes.flatMap((node) => {
      const other = byName.get(node.backupOf ?? node.standby ?? '');
      return other ? resourcesOf(cluster, placement, node, other) : [];
    });
  },

  // What could not be seen may not have been moved: nothing is closed over it.
  waitsForUnknown: ['service', 'service-address', 'lease', FAILOVER_RECORD],

  probe: (want): readonly FactRequest[] => {
    if (want.length === 0) return [];
    const standby = want.some(({ name }) => name === CLOSE);
    return [EPOCH_FILE, ...(standby ? [TRANSITION_FILE] : [])].map((path) => ({ type: 'file', path }));
  },

  parse(facts: Facts, want) {
    const standby = want.some(({ name }) => name === CLOSE);
    return new Map(want.map(({ name }) => [name, observe(facts, standby)]));
  },

  compare(want, have): readonly Change[] {
    if (!want || !have) return [];
    if (want.do === 'close') {
      // With an older epoch it was not begun yet, and this plan begins it; with this one and no note it is over.
      const open = want.id !== null && (have.transition?.id === want.id || have.epoch < want.epoch);
      return open ? [{ path: 'in hand', from: want.says, to: null }] : [];
    }
    return [
      ...(want.epoch > have.epoch ? [{ path: 'epoch', from: have.epoch, to: want.epoch }] : []),
      ...(want.transition === null ? [] : transitionChanges(want.transition, have, want.says)),
    ];
  },

  steps(want) {
    if (!want) return [];
    const opening = want.do === 'open';
    const script = opening ? openScript(want) : closeScript(want.id ?? '', want.line, want.files);
    return [{ do: 'run', script, label: `${opening ? 'note' : 'close'} ${want.says}`, timeoutMs: 20_000 }];
  },
});

function observe(facts: Facts, standby: boolean): Observation<PairState> {
  const epochFile = facts.file(EPOCH_FILE);
  if (epochFile.status === 'unknown') return { status: 'unknown', why: `${EPOCH_FILE}: ${epochFile.why}` };
  const epoch = epochFile.status === 'absent' ? 0 : parseEpoch(epochFile.text);
  if (epoch === null) return { status: 'unknown', why: `${EPOCH_FILE} holds something else than a whole number` };
  if (!standby) return { status: 'present', state: { epoch, transition: null } };
  const file = facts.file(TRANSITION_FILE);
  if (file.status === 'unknown') return { status: 'unknown', why: `${TRANSITION_FILE}: ${file.why}` };
  if (file.status === 'absent') return { status: 'present', state: { epoch, transition: null } };
  const transition = parseTransition(file.text);
  if (!transition) return { status: 'unknown', why: `${TRANSITION_FILE} is not what dmsa writes there` };
  return { status: 'present', state: { epoch, transition } };
}

/** With the epoch there and no note it was begun and is closed already: the same plan may do both before anybody looks again. */
function transitionChanges(want: Transition, { transition: have, epoch }: PairState, says: string): readonly Change[] {
  if (equal(want, have) || (have === null && epoch >= want.epoch)) return [];
  if (have?.id !== want.id) return [{ path: 'in hand', from: null, to: says }];
  return [
    ...(have.direction === want.direction ? [] : [{ path: 'direction', from: have.direction, to: want.direction }]),
    ...(have.phase === want.phase ? [] : [{ path: 'phase', from: have.phase, to: want.phase }]),
    ...(equal(have.fence, want.fence)
      ? []
      : [{ path: 'fence', from: have.fence?.detail ?? null, to: want.fence?.detail ?? null }]),
  ];
}

function resourcesOf(
  cluster: Cluster,
  placement: Placement,
  node: ClusterNode,
  other: ClusterNode,
): readonly Resource<PairSpec>[] {
  const standby = node.backupOf !== null;
  const [active, backup] = standby ? [other, node] : [node, other];
  const holding = placement.get(active.name);
  const moving = holding?.moving ?? null;
  const files = cluster.sync.filter(({ type }) => type === active.effectiveType).map(({ path }) => path);
  const says =
    moving === null ? '' : moving.direction === 'takeover' ? `takeover from ${active.name}` : `failback to ${active.name}`;
  const open: Resource<PairSpec> = {
    node: node.name,
    kind: PAIR,
    name: OPEN,
    spec: {
      do: 'open',
      standby,
      epoch: moving?.epoch ?? 0,
      transition: standby && moving ? transitionOf(moving) : null,
      says,
      files: standby && moving?.direction === 'takeover' ? files : [],
      stopsCopy: moving?.phase === 'moving' && files.length > 0 && standby === (moving.direction === 'takeover'),
    },
    // The standby's note comes first: what nobody can read was never begun.
    after: standby ? [] : [{ node: backup.name, kind: PAIR, name: OPEN }],
  };
  if (!standby) return [open];
  const ends = holding !== undefined && holding.holder !== null && moving?.phase === 'moving' ? moving : null;
  const close: Resource<PairSpec> = {
    node: node.name,
    kind: PAIR,
    name: CLOSE,
    spec: {
      do: 'close',
      id: ends?.id ?? null,
      epoch: ends?.epoch ?? 0,
      line: ends && holding ? lineOf(ends, holding) : '',
      says,
      files: ends?.direction === 'failback' ? files : [],
    },
    after: ends ? everything(backup, active) : [],
  };
  return [open, close];
}

function transitionOf({ id, direction, phase, epoch, atMs, by, why, fence }: Moving): Transition {
  return { id, direction, phase, epoch, atMs, by, why, fence };
}

function lineOf({ atMs, direction, by, why, epoch, id, fence }: Moving, { holder }: Holding): string {
  const how = fence === null ? '' : ` (${fence.how}: ${fence.detail})`;
  const entry: HistoryEntry = { atMs, what: `${direction}: ${holder} holds`, by, why: `${why}${how}`, epoch, id };
  return JSON.stringify(entry);
}

/** All of the pair that is moved, on both members. */
function everything(standby: ClusterNode, active: ClusterNode): readonly ResourceRef[] {
  return [
    { node: standby.name, kind: PAIR, name: OPEN },
    { node: active.name, kind: PAIR, name: OPEN },
    { node: standby.name, kind: FAILOVER_RECORD, name: RECORD_NAME },
    ...[active, standby].flatMap((node) => [
      { node: node.name, kind: 'lease', name: pairLease(active.name) },
      ...node.services.map((name) => ({ node: node.name, kind: 'service', name })),
      ...node.serviceAddresses.map(({ label }) => ({ node: node.name, kind: 'service-address', name: label })),
    ]),
  ];
}

/** What everything that is moved comes after, on its own node. */
export function opening(node: ClusterNode, holding: Holding | undefined): readonly ResourceRef[] {
  return holding?.moving ? [{ node: node.name, kind: PAIR, name: OPEN }] : [];
}

/** Both files are on the disk before anything is moved: dd, as fsync has no command of its own in old coreutils. */
function openScript({ epoch, transition, files, stopsCopy, says }: Extract<PairSpec, { do: 'open' }>): string {
  return `umask 077
mkdir -p ${PAIR_DIR}
cd ${PAIR_DIR}
put() {
  printf '%s\\n' "$2" | dd of=".$1.$$" conv=fsync 2>/dev/null && mv -f -- ".$1.$$" "$1" ||
    { echo "${PAIR_DIR}/$1 could not be written (no space, or a read-only file system)" >&2; exit 1; }
}
n=0; { read -r n <epoch; } 2>/dev/null || :
case $n in '' | *[!0-9]*) echo 'the epoch can not be read' >&2; exit 1 ;; esac
[ "$n" -ge ${epoch} ] || put epoch ${epoch}
${transition ? `put transition ${quote(JSON.stringify(transition))}\n` : ''}${files.length > 0 ? closeCopies(files) : ''}${stopsCopy ? stopCopyScript(says) : ''}`;
}

/** Idempotent: a line that is there already is not written twice. */
function closeScript(id: string, line: string, files: readonly string[]): string {
  return `cd ${PAIR_DIR}
t=; { IFS= read -r t <transition; } 2>/dev/null || :
case $t in *${quote(`"id":"${id}"`)}*) ;; *) exit 0 ;; esac
if ! grep -qF -- ${quote(line)} history 2>/dev/null; then
  { [ ! -e history ] || tail -n ${HISTORY_LINES - 1} history; printf '%s\\n' ${quote(line)}; } >.history.$$
  mv -f -- .history.$$ history
fi
${files.length > 0 ? reopenCopies(files) : ''}rm -f -- transition
`;
}
