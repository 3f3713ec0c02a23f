/** References to node types and nodes: are they known, and is there anything behind them? */
import { KNOWN_TYPES, STANDBY_TYPE } from './defaults.ts';
import type { Draft } from './draft.ts';
import { type Report, show } from './report.ts';
import type { ResolvedNode } from './resolve.ts';
import type { Placed } from './tree.ts';

/** Known and declared types, in that order. */
export function nodeTypesOf(draft: Draft): readonly string[] {
  return [...new Set<string>([...KNOWN_TYPES, ...draft.nodeTypes.map((type) => type.value)])];
}

export function checkTypes(draft: Draft, nodes: readonly ResolvedNode[], report: Report): void {
  const types = nodeTypesOf(draft);
  const effective = new Set(nodes.map((node) => node.effectiveType));
  // A node whose type is missing or wrong may be of any.
  const has = (type: string) => effective.has(type) || effective.has(null);
  for (const { node } of nodes) {
    if (node.type !== null && !types.includes(node.type.value)) unknownType(node.type, types, report, node.name);
  }
  for (const type of draft.nodeTypes) {
    if (!has(type.value) && type.value !== STANDBY_TYPE) noNodes(type, report);
  }
  const rules = [
    ...draft.exports.map((rule) => rule.type),
    ...draft.mounts.flatMap((rule) => [rule.type, rule.from]),
    ...draft.sync.map((rule) => rule.type),
    ...draft.data.directories.map((rule) => rule.type),
    ...draft.data.packages.map((rule) => rule.type),
    ...(draft.data.database?.types ?? []),
  ];
  const said = new Set<string>();
  for (const type of rules) {
    if (type === null) continue;
    if (!types.includes(type.value)) unknownType(type, types, report);
    else if (type.value === STANDBY_TYPE) {
      const detail = `Found ${STANDBY_TYPE}. A standby does what the node it backs up does: write that node's type, for example SECENGINE.`;
      report.error(type.at, 'rule-for-standbys', 'A rule is for standbys.', detail);
    } else if (!has(type.value) && !said.has(type.value)) {
      said.add(type.value);
      noNodes(type, report);
    }
  }
}

function unknownType(type: Placed<string>, types: readonly string[], report: Report, node?: string): void {
  const hint = report.suggest(type.value, types);
  const detail = `Found ${show(type.value)}.${hint} Write one of these, or declare it: nodeTypes: [${type.value}] under spec.`;
  report.error(type.at, 'unknown-type', 'A node type is not known.', detail, node);
}

function noNodes(type: Placed<string>, report: Report): void {
  const detail = `Found ${show(type.value)}. Nothing comes of it until a node has type: ${type.value}; is it spelled as on the nodes?`;
  report.warning(type.at, 'type-without-nodes', 'No node has this type.', detail);
}

/** The central node, and the license's. */
export function checkNodeReferences(draft: Draft, nodes: readonly ResolvedNode[], report: Report): void {
  const names = draft.nodes;
  if (draft.central !== null) {
    const central = names.get(draft.central.value);
    if (central === undefined) {
      const detail = `Found central: ${draft.central.value}; there is no such node.${report.suggest(draft.central.value, names.keys())}`;
      report.error(draft.central.at, 'unknown-node', 'The central node is not there.', detail);
    } else if (central.backupOf !== null) {
      const detail = `Found central: ${central.name}, which backs up ${central.backupOf.value}. Write an active node.`;
      report.error(draft.central.at, 'central-is-standby', 'The central node is a standby.', detail, central.name);
    }
  } else if (names.size > 0 && centralOf(draft, nodes) === null && nodes.every(({ node }) => node.type !== null)) {
    const first = nodes.find(({ node }) => node.backupOf === null)?.node.name ?? '…';
    const detail = `Found no active node of type GUI, which it would be. Write central: and a node under spec, for example central: ${first}.`;
    report.error(draft.at, 'no-central', 'It is not said which node is the central one.', detail);
  }
  for (const node of draft.run.nodeNames) {
    if (draft.nodes.has(node.value)) continue;
    const detail = `Found ${show(node.value)}, which is not under spec.nodes.${report.suggest(node.value, draft.nodes.keys())}`;
    report.error(node.at, 'unknown-node', 'A rule of the loop is for a node that is not there.', detail);
  }
  for (const check of draft.checks) {
    for (const node of check.nodes ?? []) {
      if (names.has(node.value)) continue;
      const detail = `Found ${node.value}; there is no such node.${report.suggest(node.value, names.keys())}`;
      report.error(node.at, 'unknown-node', `Check "${check.name.value}" is for a node that is not there.`, detail);
    }
  }
  const from = draft.license?.fromNode ?? null;
  if (from !== null && !names.has(from.value)) {
    const detail = `Found fromNode: ${from.value}; there is no such node.${report.suggest(from.value, names.keys())}`;
    report.error(from.at, 'unknown-node', 'The license comes from a node that is not there.', detail);
  }
}

export function centralOf(draft: Draft, nodes: readonly ResolvedNode[]): string | null {
  return (
    draft.central?.value ?? nodes.find(({ node }) => node.backupOf === null && node.type?.value === 'GUI')?.node.name ?? null
  );
}

/** Names that differ in capitals only are one name for DNS and /etc/hosts. */
export function checkNames(draft: Draft, report: Report): void {
  const seen = new Map<string, { readonly name: string; readonly at: number }>();
  for (const { name, at } of draft.nodes.values()) {
    const key = name.toLowerCase();
    const first = seen.get(key);
    if (first === undefined) seen.set(key, { name, at });
    else {
      const detail = `Found ${name}; line ${report.place(first.at).line} has ${first.name}, and capitals do not count in host names. Write another name.`;
      report.error(at, 'duplicate-name', 'Two nodes have the same name.', detail, name);
    }
  }
}
