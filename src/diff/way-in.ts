/** Whether an action takes off the very address that dmsa is connected over, and whether another way in is left then. */
import type { Json } from '../json.ts';
import type { Finding } from '../kinds/foretell.ts';
import type { AnyKind, NodeContext } from '../kinds/kind.ts';
import { canonicalHost } from '../kinds/net/address.ts';

export interface WayIn {
  /** It could cut dmsa off: it is commit-confirmed. */
  readonly risks: boolean;
  readonly findings: readonly Finding[];
}

const UNTOUCHED: WayIn = { risks: false, findings: [] };

/**
 * What the node says of the connection counts, not what the file has: the file may give a name, and of several addresses any
 * may have answered. Whether another way is left is said only where the file has addresses; a name may lead anywhere.
 */
export function wayIn(kind: AnyKind, want: Json | null, have: Json | null, context: NodeContext): WayIn {
  const { reachedAt } = context.platform;
  if (have === null || reachedAt === undefined || !kind.takesOff?.(want, have).includes(reachedAt)) return UNTOUCHED;
  const stays = want !== null && (kind.claims?.(want).includes(reachedAt) ?? false);
  const ways = context.waysIn ?? [];
  const only = !stays && ways.length > 0 && ways.every((way) => canonicalHost(way) === reachedAt);
  return { risks: true, findings: only ? [onlyWayIn(context.node, reachedAt)] : [] };
}

function onlyWayIn(node: string, address: string): Finding {
  return {
    code: 'only-way-in',
    sentence: `it takes away ${address}, and dmsa has no other way to ${node}`,
    detail: `${node} would undo it, as dmsa could not come back to confirm it. Give ${node} another address first (ssh.addresses, or its maintenance or equipment address in cluster.yaml).`,
    severity: 'would-fail',
  };
}
