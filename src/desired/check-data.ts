/** Directories, packages, database: what does not fit together. */

import type { NodeParts } from './build.ts';
import { KERNEL_DIRECTORIES } from './check-shares.ts';
import { centralOf } from './check-types.ts';
import type { Folder } from './data.ts';
import type { Draft } from './draft.ts';
import { type Report, show } from './report.ts';
import type { ResolvedNode } from './resolve.ts';
import { inside } from './syntax.ts';
import type { Placed } from './tree.ts';

export function checkData(draft: Draft, nodes: readonly ResolvedNode[], report: Report): void {
  checkDirectories(draft, nodes, report);
  checkDatabase(draft, report);
  const seen = new Set<string>();
  for (const { name, type, at } of draft.data.packages) {
    const key = `${name} ${type?.value ?? ''}`;
    if (seen.has(key)) {
      report.error(at, 'duplicate-package', 'A package is named twice.', `Found ${show(name)} again. Remove one of them.`);
    }
    seen.add(key);
  }
}

interface Wish {
  readonly folder: Folder;
  readonly at: number;
}

/** One directory of one node may be wished for by several rules; they may not say different things of it. */
function checkDirectories(draft: Draft, nodes: readonly ResolvedNode[], report: Report): void {
  const said = new Set<number>();
  const wishes = new Map<string, Wish[]>();
  const wish = (key: string, path: Placed<string>, folder: Folder) => {
    const known = wishes.get(key);
    if (known === undefined) wishes.set(key, [{ folder, at: path.at }]);
    else {
      const clash = known.find((other) => differs(other.folder, folder));
      if (clash !== undefined && !said.has(path.at)) {
        said.add(path.at);
        const detail = `Found ${describe(folder)} for ${path.value}; line ${report.place(clash.at).line} says ${describe(clash.folder)}. Write the same, or only one of them.`;
        report.error(path.at, 'directory-clash', 'A directory is to have two owners or modes.', detail);
      }
      known.push({ folder, at: path.at });
    }
  };
  for (const { path, type, nodes: named, ...folder } of draft.data.directories) {
    if (path === null) continue;
    if (path.value === '/' || KERNEL_DIRECTORIES.some((dir) => inside(path.value, dir))) {
      const detail = `Found ${show(path.value)}, which is part of the system itself. Write a directory of the application, for example /opt/rrd.`;
      report.error(path.at, 'system-directory', 'A system directory is to be made.', detail);
    }
    if (type !== null && named !== null) {
      const detail = `Found type: ${type.value} and nodes. Keep one of them.`;
      report.error(type.at, 'directory-twice', 'A directory is for a type and for named nodes.', detail);
    }
    for (const node of named ?? []) {
      if (draft.nodes.has(node.value)) continue;
      const detail = `Found ${show(node.value)}; there is no such node.${report.suggest(node.value, draft.nodes.keys())}`;
      report.error(node.at, 'unknown-node', 'A directory is for a node that is not there.', detail);
    }
    for (const { node, effectiveType } of nodes) {
      const meant =
        named === null ? type === null || type.value === effectiveType : named.some(({ value }) => value === node.name);
      if (meant) wish(`${node.name} ${path.value}`, path, folder);
    }
  }
  for (const { type, path, folder } of [...draft.exports, ...draft.sync]) {
    if (type === null || path === null) continue;
    for (const { node, effectiveType } of nodes)
      if (effectiveType === type.value) wish(`${node.name} ${path.value}`, path, folder);
  }
}

function differs(one: Folder, other: Folder): boolean {
  return (['owner', 'group', 'mode'] as const).some((key) => one[key] !== null && other[key] !== null && one[key] !== other[key]);
}

function describe({ owner, group, mode }: Folder): string {
  const parts = [owner && `owner ${owner}`, group && `group ${group}`, mode && `mode ${mode}`].filter((part) => part !== null);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function checkDatabase({ data, nodes }: Draft, report: Report): void {
  const { database } = data;
  if (database === null) return;
  if (database.node !== null) {
    const { value, at } = database.node;
    const node = nodes.get(value);
    if (node === undefined) {
      const detail = `Found node: ${value}; there is no such node.${report.suggest(value, nodes.keys())}`;
      report.error(at, 'unknown-node', 'The database is on a node that is not there.', detail);
    } else if (node.backupOf !== null) {
      const detail = `Found node: ${value}, which backs up ${node.backupOf.value}. Write node: ${node.backupOf.value}; with follows: pair the standby's database counts while it runs the pair's services.`;
      report.error(at, 'database-on-standby', 'The database is on a standby.', detail, value);
    }
  }
  const names = new Set(database.vars.map(({ name }) => name));
  for (const { value, at } of database.varsFrom) {
    if (names.has(value)) {
      const detail = `Found ${value} under vars and under varsFrom, or twice there. Keep one of them.`;
      report.error(at, 'duplicate-variable', 'A variable in the database has two values.', detail);
    }
    names.add(value);
  }
}

/** Once the nodes' variables are known: those that the database takes over are there. */
export function checkVarsFrom(draft: Draft, nodes: readonly NodeParts[], report: Report): void {
  const { database } = draft.data;
  if (database === null || database.varsFrom.length === 0) return;
  const resolved = nodes.map((parts) => parts.resolved);
  const node = database.node?.value ?? centralOf(draft, resolved);
  const parts = nodes.find((one) => one.resolved.node.name === node);
  if (parts === undefined) return;
  const known = parts.variables.map(({ name }) => name);
  for (const { value, at } of database.varsFrom) {
    if (known.includes(value)) continue;
    const detail = `Found ${value}, and ${node} has no such variable.${report.suggest(value, known)} Write it under variables, or its value under vars.`;
    report.error(at, 'unknown-variable', 'The database takes over a variable that is not there.', detail);
  }
}
