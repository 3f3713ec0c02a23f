import type { ClusterNode } from '../desired/cluster.ts';
import type { Members } from '../ha/moved.ts';
import { FAILOVER_RECORD, type FailoverRecordState, RECORD_NAME } from '../kinds/failover-record.ts';
import { HELD_ADDRESS } from '../kinds/held-address.ts';
import type { ServiceState } from '../kinds/service.ts';
import { packNames } from '../kinds/service-desired.ts';
import { type DecideInput, lookIn } from '../reconcile/decide.ts';
import type { MemberStatus } from '../views/ha.ts';

/** What was seen of each member, for people: the evidence that who holds is read from. */
export function membersSeen({ active, standby }: Members, seen: DecideInput): readonly MemberStatus[] {
  return [active, standby].map((node) => memberSeen(node, seen));
}

function memberSeen(node: ClusterNode, seen: DecideInput): MemberStatus {
  const look = lookIn(seen);
  const found = seen.seen.get(node.name);
  const addresses = node.serviceAddresses.map(({ label, address }) => {
    const one = look({ node: node.name, kind: HELD_ADDRESS, name: label });
    return {
      label,
      address,
      is: one.status === 'present' ? ('held' as const) : one.status === 'absent' ? ('free' as const) : ('unknown' as const),
    };
  });
  const services = packNames(seen.cluster, node).map((name) => {
    const one = look({ node: node.name, kind: 'service', name });
    return {
      name,
      is: one.status === 'present' ? (one.state as ServiceState).run.says : one.status === 'absent' ? 'not there' : 'unknown',
    };
  });
  return {
    name: node.name,
    role: node.role,
    reached: found?.reachable === true,
    via: found?.reachable ? found.via : null,
    why: found && !found.reachable ? found.error.summary : null,
    addresses,
    services,
    record: node.role === 'standby' ? recordSeen(look({ node: node.name, kind: FAILOVER_RECORD, name: RECORD_NAME })) : null,
  };
}

function recordSeen(seen: ReturnType<ReturnType<typeof lookIn>>): MemberStatus['record'] {
  if (seen.status === 'absent') return { is: 'none', untilMs: null };
  if (seen.status === 'unknown') return { is: 'unknown', untilMs: null };
  const { empty, pause } = seen.state as FailoverRecordState;
  if (pause) return { is: 'paused', untilMs: pause.untilMs };
  return { is: empty ? 'empty' : 'written', untilMs: null };
}
