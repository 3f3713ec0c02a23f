/**
 * Which node's turn comes when, in an apply that goes through the cluster bit by bit (`--batch`). Pure: a function of the
 * plan, the pairs and the options (docs/decisions, 0030).
 *
 * Every node begins in one batch, and is done in it as far as that goes. What waits for a node whose turn comes later is put
 * off to that node's batch: actions wait for each other without circles even where nodes do, so nothing is ever stuck.
 */
import type { Action, Plan } from '../diff/plan.ts';
import { groupsInOrder } from './node-order.ts';

export type Amount = { readonly nodes: number } | { readonly percent: number };

/** The two members of a pair: `first` does not hold the service addresses, so what goes wrong there cuts nobody off. */
export interface Pair {
  readonly first: string;
  readonly second: string;
}

export interface RolloutOptions {
  readonly batch: Amount;
  readonly maxFail: Amount;
}

export interface Batch {
  /** Nodes that begin in it; may be empty. */
  readonly begins: readonly string[];
  /** All nodes that something is done on in it. */
  readonly nodes: readonly string[];
  /** Ids. */
  readonly actions: readonly string[];
}

export interface Rollout {
  readonly batches: readonly Batch[];
  /** The most nodes that begin in one batch. */
  readonly size: number;
  /** No batch is begun once more nodes than this have failed. */
  readonly maxFail: number;
}

/** Anything but a mere change of files: it is run, and so could interrupt what the node serves. */
export function isDisruptive({ risksConnection, steps }: Action): boolean {
  return risksConnection || steps.some((step) => step.do === 'run');
}

/** The pairs of the plan, by who holds. Where that can't be said, the declared active counts as the one that holds. */
export function pairsOf(
  nodes: readonly { readonly name: string; readonly standby: string | null }[],
  holdings: Plan['holdings'],
): readonly Pair[] {
  const holders = new Map(holdings.map(({ active, holder }) => [active, holder]));
  return nodes.flatMap(({ name, standby }) => {
    if (standby === null) return [];
    return [holders.get(name) === standby ? { first: name, second: standby } : { first: standby, second: name }];
  });
}

/** A share is rounded down: never more than was said. */
function nodesOf(amount: Amount, total: number): number {
  return 'nodes' in amount ? amount.nodes : Math.floor((total * amount.percent) / 100);
}

export function planRollout(
  { nodes, actions }: { readonly nodes: readonly string[]; readonly actions: readonly Action[] },
  pairs: readonly Pair[],
  options: RolloutOptions,
): Rollout {
  const busy = new Set(actions.map((action) => action.node));
  const own = pairs.filter(({ first, second }) => busy.has(first) && busy.has(second));
  const size = Math.max(1, nodesOf(options.batch, busy.size));
  const found = fill(
    orderOf(
      nodes.filter((node) => busy.has(node)),
      actions,
      own,
    ),
    actions,
    own,
    size,
  );
  const nodeOf = new Map(actions.map((action) => [action.id, action.node]));
  const batches = found.map(({ begins, actions: ids }): Batch => {
    const touched = new Set(ids.map((id) => nodeOf.get(id)));
    return { begins, actions: ids, nodes: nodes.filter((node) => touched.has(node)) };
  });
  return { batches, size, maxFail: nodesOf(options.maxFail, busy.size) };
}

/** Nodes that others wait for come first; where nodes wait for each other, and among equals, those that do not hold do. */
function orderOf(nodes: readonly string[], actions: readonly Action[], pairs: readonly Pair[]): readonly string[] {
  const nodeOf = new Map(actions.map((action) => [action.id, action.node]));
  const before = new Map<string, Set<string>>(nodes.map((node) => [node, new Set<string>()]));
  for (const { node, after } of actions) {
    for (const id of after) {
      const other = nodeOf.get(id);
      if (other !== undefined && other !== node) before.get(node)?.add(other);
    }
  }
  for (const { first, second } of pairs) before.get(second)?.add(first);
  const seconds = new Set(pairs.map(({ second }) => second));
  const preferred = [...nodes.filter((node) => !seconds.has(node)), ...nodes.filter((node) => seconds.has(node))];
  return groupsInOrder(preferred, before).flat();
}

/**
 * Plays the rollout through, batch by batch: new nodes begin, in order, while there is room and there is something that can be
 * done on them; and on every node that has begun all is done that waits for nothing any more.
 */
function fill(
  order: readonly string[],
  actions: readonly Action[],
  pairs: readonly Pair[],
  size: number,
): readonly { readonly begins: readonly string[]; readonly actions: readonly string[] }[] {
  const known = new Set(actions.map(({ id }) => id));
  const waiting = new Map(actions.map(({ id, after }) => [id, after.filter((one) => known.has(one)).length]));
  const followers = new Map<string, Action[]>();
  const ready = new Map<string, Action[]>(order.map((node) => [node, []]));
  for (const action of actions) {
    for (const id of action.after) followers.set(id, [...(followers.get(id) ?? []), action]);
    if (waiting.get(action.id) === 0) ready.get(action.node)?.push(action);
  }
  const partner = partnersOf(pairs);
  const firstOf = new Map(pairs.map(({ first, second }) => [second, first]));
  const begun = new Set<string>();
  const batches: { readonly begins: readonly string[]; readonly actions: readonly string[] }[] = [];
  let left = actions.length;
  while (left > 0) {
    const begins = new Set<string>();
    const ids: string[] = [];
    const disrupted = new Set<string>();
    const fits = (action: Action): boolean => !isDisruptive(action) || !disrupted.has(partner.get(action.node) ?? '');
    /** Does all that can be done on a node; true where that was anything. */
    const work = (node: string): boolean => {
      const before = ids.length;
      for (let next = take(ready.get(node) ?? [], fits); next; next = take(ready.get(node) ?? [], fits)) {
        ids.push(next.id);
        left -= 1;
        if (isDisruptive(next)) disrupted.add(node);
        for (const follower of followers.get(next.id) ?? []) {
          const open = (waiting.get(follower.id) ?? 0) - 1;
          waiting.set(follower.id, open);
          if (open === 0) ready.get(follower.node)?.push(follower);
        }
      }
      return ids.length > before;
    };
    const begin = (node: string): void => {
      begins.add(node);
      begun.add(node);
      work(node);
    };
    const mayBegin = (node: string): boolean =>
      begins.size < size && !begins.has(partner.get(node) ?? '') && (ready.get(node) ?? []).some(fits);
    for (let moved = true; moved; ) {
      moved = false;
      for (const node of order) {
        const first = firstOf.get(node);
        if (begun.has(node)) continue;
        if ((first !== undefined && !begun.has(first)) || !mayBegin(node)) continue;
        begin(node);
        moved = true;
      }
      for (const node of order) if (begun.has(node) && work(node)) moved = true;
    }
    if (ids.length === 0) {
      // All that is left waits for a member that holds, and would go second: the graph wins.
      const node = order.find((one) => !begun.has(one) && mayBegin(one));
      if (node === undefined) throw new Error('actions wait for each other in a circle');
      begin(node);
    }
    batches.push({ begins: [...begins], actions: ids });
  }
  return batches;
}

/** Takes the first that fits out of the list. */
function take(list: Action[], fits: (action: Action) => boolean): Action | undefined {
  const at = list.findIndex(fits);
  return at < 0 ? undefined : list.splice(at, 1)[0];
}

function partnersOf(pairs: readonly Pair[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.flatMap(({ first, second }): [string, string][] => [
      [first, second],
      [second, first],
    ]),
  );
}
