/** From the facts of one node to what is known of each resource on it. */
import type { Facts } from '../kinds/facts.ts';
import type { AnyKind, Observation, Resource } from '../kinds/kind.ts';

/**
 * What the look says, by kind and name: of every wanted resource (`wanted`: the node's own, by kind), and of things that a
 * kind found to be dmsa's own and that nobody wants. A kind that fails over what it reads makes its own resources unknown,
 * with the reason, and no others.
 */
export function observeKinds(
  kinds: readonly AnyKind[],
  wanted: ReadonlyMap<string, readonly Resource[]>,
  facts: Facts,
): ReadonlyMap<string, ReadonlyMap<string, Observation>> {
  return new Map(kinds.map((kind) => [kind.name, observeKind(kind, wanted.get(kind.name) ?? [], facts)]));
}

function observeKind(kind: AnyKind, want: readonly Resource[], facts: Facts): ReadonlyMap<string, Observation> {
  try {
    const parsed = kind.parse(facts, want);
    const silent = want.filter((resource) => !parsed.has(resource.name));
    if (silent.length === 0) return parsed;
    return new Map([...parsed, ...unknown(silent, `the kind ${kind.name} said nothing of it`)]);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return new Map(unknown(want, `what the node said of its ${kind.title}s could not be understood: ${said}`));
  }
}

function unknown(resources: readonly Resource[], why: string): readonly [string, Observation][] {
  return resources.map((resource) => [resource.name, { status: 'unknown', why }]);
}
