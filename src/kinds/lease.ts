/**
 * The lease of a pair on its members, where the file names an arbiter: whoever is to hold has it, before its first address or
 * service comes up; whoever is not lets go of it, once its last one is down. The lease itself is kept by the node's own dmsa
 * (`dmsa run --as NODE`), which this kind tells what is wanted (docs/decisions, 0066).
 */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { quote } from '../quote.ts';
import type { FactRequest } from './facts.ts';
import type { Forecast } from './foretell.ts';
import { defineKind, type Observation, type Placement, type Resource, type ResourceRef } from './kind.ts';
import { LEASE_DIR, leaseShell, pairLease } from './lease-files.ts';
import { opening } from './pair.ts';

export type LeaseSpec = {
  readonly lease: string;
  /** `leave`: who holds can't be said. */
  readonly held: 'yes' | 'no' | 'leave';
  /** So long the lease of the other member may still be valid, where that was switched off. */
  readonly waitMs: number;
};

export type LeaseState = {
  readonly wanted: boolean;
  readonly held: boolean;
  /** Of the dmsa on the node that keeps leases; null: there is none. */
  readonly arbiter: 'answers' | 'silent' | null;
};

export const LEASE = 'lease';

/** Beside what the lease itself takes: to verify that all is down, to reach the arbiter. */
const SLACK_MS = 15_000;

export const leaseKind = defineKind<LeaseSpec, LeaseState>({
  name: LEASE,
  title: 'lease',

  desired(cluster, placement): readonly Resource<LeaseSpec>[] {
    if (cluster.lease === null) return [];
    const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
    return cluster.nodes.flatMap((node) => {
      const other = byName.get(node.backupOf ?? node.standby ?? '');
      return other ? [resourceOf(cluster, placement, node, other)] : [];
    });
  },

  // Of the other member: what can't be seen may hold it.
  waitsForUnknown: [LEASE],

  probe: (want): readonly FactRequest[] =>
    want.map(({ spec: { lease } }) => ({ type: 'command', id: requestOf(lease), script: lookScript(lease) })),

  parse: (facts, want) =>
    new Map(
      want.map(({ name, spec }) => {
        const fact = facts.command(requestOf(spec.lease));
        return [name, fact.status === 'done' ? observe(fact.stdout) : fact];
      }),
    ),

  compare(want, have, { node }) {
    if (!want || !have || want.held === 'leave') return [];
    if (want.held === 'no') return have.wanted || have.held ? [{ path: 'lease', from: says(have), to: 'let go' }] : [];
    if (have.wanted && have.held) return [];
    // Without it nobody could let go of it in time.
    if (have.arbiter === null) return { unknown: `no dmsa keeps it there: start dmsa run --as ${node} on ${node}` };
    return [{ path: 'lease', from: says(have), to: 'held' }];
  },

  steps(want, _have, { node }) {
    if (!want || want.held === 'leave') return [];
    const { lease, waitMs } = want;
    const holds = want.held === 'yes';
    return [
      {
        do: 'run',
        label: holds ? `wait for the lease ${lease}` : `let go of the lease ${lease}`,
        script: holds ? holdScript(want, node) : letGoScript(want),
        timeoutMs: waitMs + SLACK_MS,
      },
    ];
  },

  foretell(want, have): Forecast {
    if (want?.held !== 'yes' || have?.arbiter !== 'silent') return {};
    return {
      judge: () => [
        {
          code: 'arbiter-silent',
          sentence: `the arbiter does not answer this node, so it can't have the lease ${want.lease}`,
          detail: 'dmsa lease status says what it answers here. Mend the arbiter or the way to it.',
          severity: 'would-fail',
        },
      ],
    };
  },
});

function resourceOf(cluster: Cluster, placement: Placement, node: ClusterNode, other: ClusterNode): Resource<LeaseSpec> {
  const active = node.backupOf ?? node.name;
  const holding = placement.get(active);
  const holder = holding?.holder ?? null;
  const held = holder === null ? 'leave' : holder === node.name ? 'yes' : 'no';
  const lease = pairLease(active);
  const own = (kind: string, name: string): ResourceRef => ({ node: node.name, kind, name });
  // The other one lets go before this one gets it; and what stands on it here goes before it does.
  const first =
    held === 'yes'
      ? [{ node: other.name, kind: LEASE, name: lease }]
      : held === 'no'
        ? [
            ...node.services.map((name) => own('service', name)),
            ...node.serviceAddresses.map(({ label }) => own('service-address', label)),
          ]
        : [];
  return {
    node: node.name,
    kind: LEASE,
    name: lease,
    spec: { lease, held, waitMs: cluster.lease?.ttlMs ?? 0 },
    after: [...opening(node, holding), ...first],
  };
}

/** What comes up on a member of a pair comes after its lease. */
export function leaseOf(cluster: Cluster, node: ClusterNode): readonly ResourceRef[] {
  if (cluster.lease === null || (node.backupOf ?? node.standby) === null) return [];
  return [{ node: node.name, kind: LEASE, name: pairLease(node.backupOf ?? node.name) }];
}

function requestOf(lease: string): string {
  return `lease ${lease}`;
}

function lookScript(lease: string): string {
  return `${leaseShell(lease)}w=no; [ ! -e "$lease.want" ] || w=yes
h=no; ! leased || h=yes
kept || arbiter=none
echo "wanted $w held $h arbiter $arbiter end"
`;
}

function observe(text: string): Observation<LeaseState> {
  const match = /^wanted (yes|no) held (yes|no) arbiter (answers|silent|none) end\n$/.exec(text);
  if (!match) return { status: 'unknown', why: `${LEASE_DIR} holds something else than dmsa writes there` };
  const [, wanted, held, arbiter] = match;
  return {
    status: 'present',
    state: {
      wanted: wanted === 'yes',
      held: held === 'yes',
      arbiter: arbiter === 'answers' || arbiter === 'silent' ? arbiter : null,
    },
  };
}

function says({ wanted, held }: LeaseState): string {
  if (held) return wanted ? 'held' : 'held, to be let go';
  return wanted ? 'waited for' : 'not held';
}

function holdScript({ lease, waitMs }: LeaseSpec, node: string): string {
  return `umask 077
mkdir -p ${LEASE_DIR}
${leaseShell(lease)}no() { echo "$1" >&2; rm -f -- "$lease.want"; exit 1; }
now; end=$((up + ${Math.ceil((waitMs + SLACK_MS / 2) / 10)}))
: >"$lease.want"
until leased; do
  kept || no ${quote(`no dmsa keeps leases here: start dmsa run --as ${node}`)}
  now
  [ "$up" -lt "$end" ] || no "the lease ${leaseText(lease)} could not be had in time; the arbiter: $arbiter. dmsa lease status says who has it"
  sleep 0.1 2>/dev/null || sleep 1
done
`;
}

function letGoScript({ lease, waitMs }: LeaseSpec): string {
  return `[ -d ${LEASE_DIR} ] || exit 0
${leaseShell(lease)}now; end=$((up + ${Math.ceil((waitMs + SLACK_MS / 2) / 10)}))
rm -f -- "$lease.want"
while leased; do
  now
  [ "$up" -lt "$end" ] || { echo ${quote(`the lease ${lease} was not let go of in time: something of the pack may still be up here`)} >&2; exit 1; }
  sleep 0.1 2>/dev/null || sleep 1
done
`;
}

/** In double quotes of a shell; a node's name holds nothing that it would take for its own. */
function leaseText(lease: string): string {
  return lease.replaceAll(/[^A-Za-z0-9_.:@/-]/g, '?');
}
