/** What `dmsa adopt` says it would do. Pure. */
import { stringify } from 'yaml';
import type { Diagnostic } from '../diagnostic.ts';
import type { Found } from './found.ts';
import type { Proposal } from './propose.ts';
import type { Rule } from './rules.ts';

export function preview({ rules, adopted, refused }: Proposal, file: string, incomplete: boolean): string {
  const lines: string[] = [];
  for (const found of adopted) lines.push(`adopt ${found.kind} ${found.name} on ${found.node}`, ...placesOf(found));
  for (const { id, why } of refused) lines.push(`leave ${id}: ${why}`);
  if (lines.length === 0 && incomplete) return 'Found nothing to adopt on the nodes that could be looked at.\n';
  if (lines.length === 0) {
    return "Nothing to adopt: every NFS export, NFS mount, entry of autofs's maps and route of the nodes' own files is in the file, or there is none.\n";
  }
  if (rules.length > 0) lines.push('', `New in ${file}:`, stringify({ spec: asFile(rules) }).trimEnd());
  if (adopted.some(({ lines: own }) => own.length > 0)) {
    lines.push(
      '',
      "From then on these things are dmsa's: the next apply moves their lines into dmsa's own file or block, and takes them away",
      'once the file no longer has them. dmsa adopt itself changes nothing on the nodes but the list of what is whose.',
    );
  }
  return `${lines.join('\n')}\n`;
}

function placesOf(found: Found): readonly string[] {
  if (found.lines.length > 0) return found.lines.map((line) => `    ${line.file}: ${line.text}`);
  switch (found.kind) {
    case 'route':
      return [`    ${found.path}: via ${found.via}; its line stays where it is, and stays when the file no longer has it`];
    case 'gateway':
      return [`    ${found.path}: ${found.via}; it stays there`];
    case 'export':
    case 'mount':
    case 'automount':
      return [];
  }
}

/** As the rules stand in the file, without what was there before. */
function asFile(rules: readonly Rule[]): Record<string, unknown> {
  const shares: Record<string, unknown[]> = {};
  const nodes: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const one of rules) {
    if (one.list === 'exports' || one.list === 'mounts') {
      shares[one.list] = [...(shares[one.list] ?? []), one.rule];
      continue;
    }
    const node = nodes[one.node] ?? {};
    const network = node[one.network] ?? {};
    const before = network[one.list];
    nodes[one.node] = node;
    node[one.network] = network;
    network[one.list] = one.list === 'routes' ? [...(Array.isArray(before) ? before : []), one.rule] : one.rule;
  }
  return { ...(Object.keys(nodes).length > 0 ? { nodes } : {}), ...(Object.keys(shares).length > 0 ? { shares } : {}) };
}

/** Of the things that were named: those that are neither adopted nor left for a reason. */
export function unfound(things: readonly string[], { adopted, refused }: Proposal): readonly Diagnostic[] {
  const known = new Set([
    ...adopted.map(({ kind, name }) => `${kind}/${name}`),
    ...refused.map(({ id }) => id.slice(id.indexOf('/') + 1)),
  ]);
  return things
    .filter((thing) => !known.has(thing))
    .map((thing) => ({
      severity: 'warning',
      code: 'not-found',
      summary: `${thing}: nothing of that name is left to adopt`,
      detail: `${formOf(thing)} See what there is with: dmsa adopt`,
    }));
}

function formOf(thing: string): string {
  const kind = thing.slice(0, thing.indexOf('/'));
  if (['db-row', 'directory', 'service'].includes(kind)) {
    return `Things of the kind ${kind} are not adopted: write into the file what you want of them, and a plan tells what differs.`;
  }
  return 'Its form is export//PATH, mount//PATH, automount//PATH, "route/NETWORK over DEVICE" or gateway/DEVICE.';
}
