/**
 * The record of a failover on a standby, /opt/ubisysconf/ha/ha.backupmode (guide, failover step 5): written when the
 * standby takes over, and put there by hand (`touch`) to pause failover. Only looked at; a takeover writes it.
 */
import type { Cluster } from '../desired/cluster.ts';
import type { FactRequest, Facts } from './facts.ts';
import { defineKind, type Observation, type Resource } from './kind.ts';

export type FailoverRecordSpec = { readonly path: string };
/** `touch` leaves an empty one, a takeover says who took over and why. */
export type FailoverRecordState = { readonly empty: boolean };

export const FAILOVER_RECORD = 'failover-record';
export const RECORD_NAME = 'ha.backupmode';

export const failoverRecord = defineKind<FailoverRecordSpec, FailoverRecordState>({
  name: FAILOVER_RECORD,
  title: 'failover record',

  desired(cluster): readonly Resource<FailoverRecordSpec>[] {
    return cluster.nodes
      .filter((node) => node.role === 'standby')
      .map((node) => ({
        node: node.name,
        kind: FAILOVER_RECORD,
        name: RECORD_NAME,
        spec: { path: recordPath(cluster) },
        after: [],
      }));
  },

  probe: (want): readonly FactRequest[] => want.map((one) => ({ type: 'file', path: one.spec.path })),

  parse(facts: Facts, want) {
    return new Map(want.map(({ name, spec }) => [name, observe(facts, spec.path)]));
  },

  compare: () => [],
  steps: () => [],
});

function observe(facts: Facts, path: string): Observation<FailoverRecordState> {
  const file = facts.file(path);
  switch (file.status) {
    case 'present':
      return { status: 'present', state: { empty: file.text.trim() === '' } };
    case 'absent':
      return file;
    case 'unknown':
      return { status: 'unknown', why: `${path}: ${file.why}` };
  }
}

/** Beside the legacy files, where the vendor's scripts look for it. */
export function recordPath(cluster: Cluster): string {
  return `${cluster.legacyDir ?? '/opt/ubisysconf/ha'}/${RECORD_NAME}`;
}
