/**
 * The record of a failover on a standby, /opt/ubisysconf/ha/ha.backupmode (guide, failover step 5): written when the
 * standby takes over, taken away by a failback, and put there by hand (`touch`) to pause failover. dmsa changes it only as a
 * part of a takeover or failback that is in hand.
 */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import type { FactRequest, Facts } from './facts.ts';
import {
  type Change,
  defineKind,
  type Holding,
  type Observation,
  type Placement,
  type Resource,
  type ResourceRef,
} from './kind.ts';
import { type Pause, parsePause, parseTakeover } from './pair-files.ts';

export type FailoverRecordSpec = {
  readonly path: string;
  /** `leave`: whatever it is. */
  readonly want: { readonly is: 'written'; readonly text: string } | { readonly is: 'absent' } | { readonly is: 'leave' };
};
/** `touch` leaves an empty one, or one that counts as such; a takeover says who took over and why. */
export type FailoverRecordState = {
  readonly empty: boolean;
  readonly pause: Pause | null;
  /** The epoch of the takeover that dmsa recorded with it; null: it is somebody else's, or no takeover. */
  readonly takeover: number | null;
};

export const FAILOVER_RECORD = 'failover-record';
export const RECORD_NAME = 'ha.backupmode';

export const failoverRecord = defineKind<FailoverRecordSpec, FailoverRecordState>({
  name: FAILOVER_RECORD,
  title: 'failover record',

  desired(cluster, placement): readonly Resource<FailoverRecordSpec>[] {
    return cluster.nodes
      .filter((node) => node.role === 'standby')
      .map((node) => {
        const want = wanted(placement, node);
        return {
          node: node.name,
          kind: FAILOVER_RECORD,
          name: RECORD_NAME,
          spec: { path: recordPath(cluster), want },
          after: afterOf(cluster, node, want.is),
        };
      });
  },

  probe: (want): readonly FactRequest[] => want.map((one) => ({ type: 'file', path: one.spec.path })),

  parse(facts: Facts, want) {
    return new Map(want.map(({ name, spec }) => [name, observe(facts, spec.path)]));
  },

  compare(want, have): readonly Change[] {
    const said = have === null ? null : have.empty ? 'empty' : have.pause ? 'paused' : 'written';
    switch (want?.want.is) {
      case 'written':
        return said === 'written' ? [] : [{ path: 'record', from: said, to: 'written' }];
      case 'absent':
        return said === null ? [] : [{ path: 'record', from: said, to: null }];
      case 'leave':
      case undefined:
        return [];
    }
  },

  steps(want) {
    switch (want?.want.is) {
      case 'written':
        return [{ do: 'write', path: want.path, content: want.want.text, mode: '0644', owner: 'root', group: 'root' }];
      case 'absent':
        return [{ do: 'remove', path: want.path }];
      case 'leave':
      case undefined:
        return [];
    }
  },
});

function observe(facts: Facts, path: string): Observation<FailoverRecordState> {
  const file = facts.file(path);
  switch (file.status) {
    case 'present': {
      const pause = parsePause(file.text);
      // `touch` changes nothing in a pause that has ended, but it is meant as on any other file.
      const untilMs = pause?.untilMs ?? null;
      const again = untilMs !== null && file.changedMs !== undefined && file.changedMs > untilMs;
      return {
        status: 'present',
        state: { empty: again || file.text.trim() === '', pause: again ? null : pause, takeover: parseTakeover(file.text) },
      };
    }
    case 'absent':
      return file;
    case 'unknown':
      return { status: 'unknown', why: `${path}: ${file.why}` };
  }
}

function wanted(placement: Placement, standby: ClusterNode): FailoverRecordSpec['want'] {
  const holding = placement.get(standby.backupOf ?? '');
  const moving = holding?.moving;
  if (!holding || !moving || moving.phase !== 'moving' || holding.holder === null) return { is: 'leave' };
  return moving.direction === 'takeover' ? { is: 'written', text: recordText(standby, moving) } : { is: 'absent' };
}

function recordText({ name, backupOf }: ClusterNode, { id, by, why, epoch }: NonNullable<Holding['moving']>): string {
  return `${JSON.stringify({ dmsa: 'takeover', from: backupOf, to: name, by, why, epoch, id })}\n`;
}

/** Written once the standby answers for the addresses; taken away once the active has them again. */
function afterOf(cluster: Cluster, standby: ClusterNode, is: FailoverRecordSpec['want']['is']): readonly ResourceRef[] {
  const holder = is === 'written' ? standby : cluster.nodes.find(({ name }) => name === standby.backupOf);
  if (is === 'leave' || !holder) return [];
  return holder.serviceAddresses.map(({ label }) => ({ node: holder.name, kind: 'service-address', name: label }));
}

/** Beside the legacy files, where the vendor's scripts look for it. */
export function recordPath(cluster: Cluster): string {
  return `${cluster.legacyDir ?? '/opt/ubisysconf/ha'}/${RECORD_NAME}`;
}
