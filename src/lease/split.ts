/**
 * Who should have what, of several controllers that share a cluster. Pure: whoever knows the same comes to the same.
 *
 * A unit (a pair, or a node without a standby) is named by its node that is no standby, and falls into one of SLOTS slots by that name
 * alone: two controllers with different revisions of the cluster file agree on it. Slots are leased, so what the arbiter is asked does
 * not grow with the cluster. Each slot ranks the controllers by a hash of both names (rendezvous hashing) and goes to the first that has
 * room: shares are even, and few slots move when somebody comes or goes.
 */
import { createHash } from 'node:crypto';

/** Fixed: controllers with different numbers of them would lease past each other. */
export const SLOTS = 64;

/** Room beyond an even share: with none, one more controller would move a third of what stays, with more, shares would be uneven. */
const ROOM = 1.1;

export function slotOf(unit: string): number {
  return hash(unit) % SLOTS;
}

interface Member {
  readonly name: string;
  readonly backupOf: string | null;
}

/** The unit that a node belongs to. */
export function unitOf({ name, backupOf }: Member): string {
  return backupOf ?? name;
}

export function unitsIn({ nodes }: { readonly nodes: readonly Member[] }): readonly string[] {
  return nodes.filter(({ backupOf }) => backupOf === null).map(({ name }) => name);
}

/** What names a list of units: controllers that do not see the same ones can't weigh slots alike. */
export function digestOf(units: readonly string[]): string {
  return createHash('sha256')
    .update([...units].sort().join('\n'))
    .digest('hex')
    .slice(0, 12);
}

/** By slot, how many units are in it; only those with any. */
export function weightsOf(units: readonly string[]): ReadonlyMap<number, number> {
  const weights = new Map<number, number>();
  for (const unit of units) weights.set(slotOf(unit), (weights.get(slotOf(unit)) ?? 0) + 1);
  return weights;
}

/** Where it is not known what others weigh: every slot counts the same. */
export const EVEN: ReadonlyMap<number, number> = new Map(Array.from({ length: SLOTS }, (_, slot) => [slot, 1]));

/** By slot, the controller that should have it. Empty where there is none. */
export function split(weights: ReadonlyMap<number, number>, controllers: readonly string[]): ReadonlyMap<number, string> {
  const shares = new Map<number, string>();
  const names = [...new Set(controllers)];
  if (names.length === 0) return shares;
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const room = Math.ceil((total / names.length) * (names.length === 1 ? 1 : ROOM));
  const loads = new Map(names.map((name) => [name, 0]));
  const load = (name: string): number => loads.get(name) ?? 0;
  // Big ones first: they are the hardest to fit in.
  for (const [slot, weight] of [...weights].sort(([a, x], [b, y]) => y - x || a - b)) {
    const ranked = names.map((name) => ({ name, rank: hash(`${slot} ${name}`) })).sort((a, b) => b.rank - a.rank);
    const fits = ranked.find(({ name }) => load(name) + weight <= room);
    const name = (fits ?? ranked.reduce((least, one) => (load(one.name) < load(least.name) ? one : least))).name;
    loads.set(name, load(name) + weight);
    shares.set(slot, name);
  }
  return shares;
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}
