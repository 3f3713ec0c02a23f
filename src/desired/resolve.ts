/** Draft → nodes with their pairs and groups resolved. Reports what has no other end: unknown nodes and groups, bad pairs. */
import { STANDBY_TYPE } from './defaults.ts';
import type { Draft, DraftGroup, DraftLabelled, DraftNode, DraftVariable, GroupUse } from './draft.ts';
import { listed, type Report, show } from './report.ts';
import type { Placed } from './tree.ts';

export interface ResolvedNode {
  readonly node: DraftNode;
  /** The node it backs up; null on an active, and where that node is not there. */
  readonly active: DraftNode | null;
  readonly standby: string | null;
  /** The name of the pair's active: its own on an active. */
  readonly pair: string;
  readonly effectiveType: string | null;
  readonly addresses: readonly DraftLabelled[];
  readonly services: readonly Placed<string>[];
  /** The list itself is shared by all nodes of a group, which is what `variables.ts` caches by. */
  readonly variables: readonly DraftVariable[];
}

/** What stands for a group, wherever it is asked for: the same empty list each time. */
const NONE: readonly never[] = [];

export function resolve(draft: Draft, report: Report): readonly ResolvedNode[] {
  const standbys = checkPairs(draft, report);
  const addressUsers = new Map<string, string>();
  const used = { serviceAddresses: new Set<string>(), packs: new Set<string>(), variables: new Set<string>() };
  const resolved: ResolvedNode[] = [];
  for (const node of draft.nodes.values()) {
    const active = node.backupOf === null ? null : (draft.nodes.get(node.backupOf.value) ?? null);
    const named = <T>(use: GroupUse<T> | null, groups: ReadonlyMap<string, DraftGroup<T>>, kind: keyof typeof used) => {
      if (use !== null) return members(use, groups, kind, node, report, used[kind]);
      const inherited = active === null ? null : useOf<T>(active, kind);
      return inherited === null
        ? NONE
        : inherited.use === 'named'
          ? (groups.get(inherited.name)?.items ?? NONE)
          : inherited.items;
    };
    const pair = active?.name ?? node.name;
    checkAddressUser(node, pair, addressUsers, report);
    resolved.push({
      node,
      active,
      standby: standbys.get(node.name) ?? null,
      pair,
      effectiveType: (active ?? node).type?.value ?? null,
      addresses: named(node.serviceAddresses, draft.serviceAddresses, 'serviceAddresses'),
      services: named(node.pack, draft.packs, 'packs'),
      variables: named(node.variables, draft.variables, 'variables'),
    });
  }
  checkOwnAddresses(resolved, report);
  reportUnused(draft.serviceAddresses, used.serviceAddresses, 'serviceAddresses', report);
  reportUnused(draft.packs, used.packs, 'pack', report);
  reportUnused(draft.variables, used.variables, 'variables', report);
  return resolved;
}

function useOf<T>(node: DraftNode, kind: 'serviceAddresses' | 'packs' | 'variables'): GroupUse<T> | null {
  const use = kind === 'packs' ? node.pack : node[kind];
  return use as GroupUse<T> | null;
}

function members<T>(
  use: GroupUse<T>,
  groups: ReadonlyMap<string, DraftGroup<T>>,
  kind: string,
  node: DraftNode,
  report: Report,
  used: Set<string>,
): readonly T[] {
  if (use.use === 'inPlace') return use.items;
  used.add(use.name);
  const group = groups.get(use.name);
  if (group !== undefined) return group.items;
  const where = kind === 'variables' ? 'spec.variables.groups' : `spec.${kind}`;
  const hint = report.suggest(use.name, groups.keys());
  const detail = `Found ${show(use.name)}; ${where} has no such group.${hint} Write a group's name, or the ${kind === 'packs' ? 'services' : kind} in place.`;
  report.error(use.at, 'unknown-group', 'A node names a group that is not there.', detail, node.name);
  return NONE;
}

function reportUnused<T>(
  groups: ReadonlyMap<string, DraftGroup<T>>,
  used: ReadonlySet<string>,
  key: string,
  report: Report,
): void {
  for (const group of groups.values()) {
    if (used.has(group.name)) continue;
    const detail = `Found ${show(group.name)}. Write ${key}: ${group.name} on the nodes that it is for, or remove it.`;
    report.warning(group.at, 'unused-group', 'No node uses a group.', detail);
  }
}

/** An address group belongs to one pair: two that answer for one address break both. */
function checkAddressUser(node: DraftNode, pair: string, users: Map<string, string>, report: Report): void {
  if (node.serviceAddresses?.use !== 'named') return;
  const { name, at } = node.serviceAddresses;
  const first = users.get(name);
  if (first === undefined) users.set(name, pair);
  else if (first !== pair) {
    const detail = `Found ${show(name)} on ${node.name}; ${first} has it already. Write a group of its own for each node and its standby.`;
    report.error(at, 'service-address-clash', 'Two nodes that are no pair have the same service addresses.', detail, node.name);
  }
}

/** A standby may have its own service addresses, but clients of its active would not find them after a takeover. */
function checkOwnAddresses(nodes: readonly ResolvedNode[], report: Report): void {
  const byName = new Map(nodes.map((resolved) => [resolved.node.name, resolved]));
  for (const { node, active, addresses } of nodes) {
    if (node.serviceAddresses === null || active === null) continue;
    const wanted = (byName.get(active.name)?.addresses ?? []).map((item) => item.address.host).sort();
    const own = addresses.map((item) => item.address.host).sort();
    if (wanted.join(' ') === own.join(' ') || own.length === 0) continue;
    const found = `Found ${listed(own)}; ${active.name} has ${wanted.length === 0 ? 'none' : listed(wanted)}.`;
    const detail = `${found} Clients keep to the active's: remove serviceAddresses here, and those of ${active.name} are taken over.`;
    report.warning(
      node.serviceAddresses.at,
      'standby-own-addresses',
      'A standby has other service addresses than its active.',
      detail,
      node.name,
    );
  }
}

/** Active → its standby. */
function checkPairs(draft: Draft, report: Report): ReadonlyMap<string, string> {
  const standbys = new Map<string, string>();
  const inCycle = reportCycles(draft, report);
  for (const node of draft.nodes.values()) {
    checkTypes(node, report);
    checkTimes(node, report);
    const target = node.backupOf;
    if (target === null || inCycle.has(node.name)) continue;
    const found = `Found backupOf: ${target.value} on ${node.name}`;
    const active = draft.nodes.get(target.value);
    if (target.value === node.name) {
      report.error(
        target.at,
        'standby-of-itself',
        'A node backs itself up.',
        `${found}. Write the active node that it is the standby of.`,
        node.name,
      );
    } else if (active === undefined) {
      const detail = `${found}; there is no such node.${report.suggest(target.value, draft.nodes.keys())}`;
      report.error(target.at, 'unknown-node', 'A standby backs up a node that is not there.', detail, node.name);
    } else if (active.backupOf !== null) {
      const detail = `${found}, which itself backs up ${active.backupOf.value}. Write an active node, for example backupOf: ${active.backupOf.value}.`;
      report.error(target.at, 'standby-of-standby', 'A standby backs up a standby.', detail, node.name);
    } else if (standbys.has(active.name)) {
      const detail = `${found}; ${standbys.get(active.name)} backs it up already. A node has one standby: remove backupOf from one of them.`;
      report.error(target.at, 'second-standby', 'A node has two standbys.', detail, node.name);
    } else standbys.set(active.name, node.name);
  }
  return standbys;
}

function reportCycles(draft: Draft, report: Report): ReadonlySet<string> {
  const inCycle = new Set<string>();
  const done = new Set<string>();
  for (const start of draft.nodes.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let here: string | undefined = start;
    while (here !== undefined && !done.has(here) && !onPath.has(here)) {
      path.push(here);
      onPath.add(here);
      here = draft.nodes.get(here)?.backupOf?.value;
    }
    for (const name of path) done.add(name);
    if (here === undefined || !onPath.has(here)) continue;
    const cycle = path.slice(path.indexOf(here));
    if (cycle.length === 1) continue;
    for (const name of cycle) inCycle.add(name);
    const node = draft.nodes.get(here);
    const detail = `Found ${[...cycle, here].join(' → ')}. One of them has to be active: remove its backupOf.`;
    report.error(node?.backupOf?.at ?? draft.at, 'backup-cycle', 'Nodes back each other up in a circle.', detail, here);
  }
  return inCycle;
}

function checkTypes(node: DraftNode, report: Report): void {
  if (node.type === null) return;
  const type = node.type.value;
  if (node.backupOf === null && type === STANDBY_TYPE) {
    const detail = `Found type: ${STANDBY_TYPE} on ${node.name}, and no backupOf. Write backupOf: and the node it backs up, or another type.`;
    report.error(node.type.at, 'standby-without-active', 'A standby does not say what it backs up.', detail, node.name);
  } else if (node.backupOf !== null && type !== STANDBY_TYPE) {
    const detail = `Found type: ${type} on ${node.name}, which backs up ${node.backupOf.value}. Write type: ${STANDBY_TYPE}, or remove backupOf.`;
    report.error(node.type.at, 'standby-type', `A standby is not of type ${STANDBY_TYPE}.`, detail, node.name);
  }
}

function checkTimes(node: DraftNode, report: Report): void {
  if (node.backupOf !== null) return;
  for (const key of ['sync', 'failover'] as const) {
    const written = node[key];
    if (written === null) continue;
    const detail = `Found ${key} on ${node.name}, which has no backupOf. Write it on the standby; a node without backupOf is active.`;
    report.error(written.at, `${key}-on-active`, `An active node has ${key}.`, detail, node.name);
  }
}
