/**
 * A look at a node's links, addresses and routes alone: what the kernel said of them is told sooner that way (docs/decisions/0077). It is
 * for telling only. Nothing is begun upon it, as what else was seen keeps its age; a whole look follows when the node was quiet.
 */
import type { AnyKind, Resource } from '../kinds/kind.ts';
import type { NodeState } from './nodes-state.ts';

/** The kinds that ask the kernel of its network. */
export function networkKinds(
  kinds: readonly AnyKind[],
  wanted: ReadonlyMap<string, readonly Resource[]> | undefined,
): readonly AnyKind[] {
  return kinds.filter((kind) =>
    kind.probe(wanted?.get(kind.name) ?? []).some((request) => request.type === 'command' && request.watch?.network === true),
  );
}

type Last = NonNullable<NodeState['last']>;

/** What a narrow look brought takes the place of what was known of the same kinds. */
export function withNarrow(before: Last, narrow: Last): Last {
  // Things that nobody wants any more are of all kinds.
  const { orphans, ...seen } = narrow.seen;
  return {
    seen: before.seen.orphans === undefined ? seen : { ...seen, orphans: before.seen.orphans },
    observations: new Map([...before.observations, ...narrow.observations]),
    loginKeys: narrow.loginKeys,
    atMs: before.atMs,
  };
}
