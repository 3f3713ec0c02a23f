/**
 * The names of all nodes in /etc/hosts, in a marked block: each with its address on the maintenance network, over which
 * nodes talk to each other (guide: config_network.sh). One thing a node, with a change an entry: a thing an entry would be
 * nodes × nodes of them. All nodes share one list of lines, and a file that holds it as it is costs one text comparison.
 *
 * Lines outside of the block are the operator's and stay. Of several lines with a name, a lookup takes the first (hosts(5)):
 * one above the block that gives a node's name another address is a difference, and the block is moved to the top of the
 * file. The node's own name on a loopback address (Debian's 127.0.1.1) is no such line.
 */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { once } from '../memo.ts';
import { aboveBlock, editBlock, readBlock } from './edit/block.ts';
import { EditError } from './edit/lines.ts';
import type { FactRequest, Facts } from './facts.ts';
import { type Change, defineKind, type Observation, type Resource, type Step } from './kind.ts';
import { canonicalHost, hostOf } from './net/address.ts';

export type HostsSpec = { readonly lines: readonly string[] };

export type HostsState = {
  /** Of the block; none where there is no block. The wanted list itself where they are equal. */
  readonly lines: readonly string[];
  /** Lines above the block that give a node's name another address. */
  readonly clashes: readonly Clash[];
};
type Clash = { readonly name: string; readonly address: string; readonly line: string };

const HOSTS = '/etc/hosts';
const BLOCK = 'hosts';

export const hosts = defineKind<HostsSpec, HostsState>({
  name: 'hosts',
  title: 'hosts file',

  desired(cluster: Cluster): readonly Resource<HostsSpec>[] {
    const spec = specOf(cluster);
    return cluster.nodes.map((node) => ({ node: node.name, kind: 'hosts', name: HOSTS, spec, after: [] }));
  },

  probe: (): readonly FactRequest[] => [{ type: 'file', path: HOSTS }],

  parse(facts: Facts, want) {
    return new Map(want.map(({ node, name, spec }) => [name, observe(facts, node, spec)]));
  },

  compare(want, have): readonly Change[] {
    const wanted = want?.lines ?? [];
    const lines = have?.lines ?? [];
    const clashes = want ? (have?.clashes ?? []) : [];
    if (lines === wanted && clashes.length === 0) return [];
    return [...entryChanges(wanted, lines), ...clashChanges(wanted, clashes)];
  },

  losses(changes) {
    const gone = changes.filter(({ from, to }) => from !== null && to === null).map(({ path }) => path);
    if (gone.length === 0) return null;
    const names = gone.length > 5 ? [...gone.slice(0, 5), `${gone.length - 5} more`] : gone;
    return { count: gone.length, because: `no longer in the file: ${names.join(', ')}` };
  },

  steps(want, have): readonly Step[] {
    const { missing, extra } = differing(want?.lines ?? [], have?.lines ?? []);
    const remove = [...new Set(extra)];
    const add = [...new Set(missing)];
    const first = want !== null && have !== null && have.clashes.length > 0;
    return [
      { do: 'edit', path: HOSTS, mode: '0644', edit: { type: 'block', block: BLOCK, remove, add, ...(first ? { first } : {}) } },
    ];
  },
});

/** The same list at each asking: what was seen is then compared with what is wanted by a look at one reference. */
const specOf = once((cluster: Cluster): HostsSpec => ({ lines: cluster.nodes.flatMap(lineOf) }));

function lineOf({ name, interfaces }: ClusterNode): readonly string[] {
  const { maintenance, equipment } = interfaces;
  const address = maintenance.address ?? maintenance.address6 ?? equipment.address ?? equipment.address6;
  return address === null ? [] : [`${hostOf(address)} ${name}`];
}

function observe(facts: Facts, node: string, want: HostsSpec): Observation<HostsState> {
  const file = facts.file(HOSTS);
  if (file.status === 'absent') return { status: 'absent' };
  if (file.status === 'unknown') return { status: 'unknown', why: `${HOSTS}: ${file.why}` };
  try {
    const asWanted = aboveWanted(file.text, want.lines);
    const lines = asWanted === null ? readBlock(file.text, BLOCK) : want.lines;
    const above = asWanted ?? aboveBlock(file.text, BLOCK);
    return { status: 'present', state: { lines, clashes: clashesIn(above, node, want.lines) } };
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return { status: 'unknown', why: `${HOSTS}: ${error.message}` };
  }
}

/** What follows from a list of lines is worked out once for all the nodes that share the list. */
interface Shared {
  readonly addresses: ReadonlyMap<string, string>;
  readonly block: string;
}
const sharedOf = once((lines: readonly string[]): Shared => {
  const addresses = new Map(lines.flatMap((line) => entriesOf(line).map(({ name, address }) => [name, address] as const)));
  return { addresses, block: editBlock('', BLOCK, [], lines) };
});

/** The text above the block where the file holds that very block and no other; null where it has to be read line by line. */
function aboveWanted(text: string, lines: readonly string[]): string | null {
  const { block } = sharedOf(lines);
  const at = text.indexOf(`# BEGIN dmsa ${BLOCK}`);
  if (block === '' || at === -1 || (at > 0 && text[at - 1] !== '\n')) return null;
  // Comparing slices is a comparison of memory; startsWith goes character by character.
  if (text.slice(at, at + block.length) !== block) return null;
  const above = text.slice(0, at);
  return above.includes(` dmsa ${BLOCK}`) || text.includes(` dmsa ${BLOCK}`, at + block.length) ? null : above;
}

/** Names are compared in lower case, as lookups do (hosts(5) leaves it to the resolver, RFC 4343). */
function entriesOf(line: string): readonly { readonly name: string; readonly address: string }[] {
  const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
  return names.map((name) => ({ name: name.toLowerCase(), address: canonicalHost(address) ?? address }));
}

function clashesIn(text: string, node: string, wanted: readonly string[]): readonly Clash[] {
  const { addresses } = sharedOf(wanted);
  return text.split(/\r?\n/).flatMap((line) =>
    entriesOf(line).flatMap(({ name, address }) => {
      const right = addresses.get(name);
      if (right === undefined || right === address) return [];
      const loopback = address === '::1' || address.startsWith('127.');
      return loopback && name === node.toLowerCase() ? [] : [{ name, address, line: line.trim() }];
    }),
  );
}

const setOf = once((lines: readonly string[]): ReadonlySet<string> => new Set(lines));

/**
 * The lines of each list that the other one does not have. A drifted file mostly differs in a few places, and the list wanted is as
 * long as the fleet has nodes: what both begin and end with is only compared, which costs a twentieth of looking it up.
 */
export function differing(
  wanted: readonly string[],
  lines: readonly string[],
): { readonly missing: readonly string[]; readonly extra: readonly string[] } {
  const all = setOf(wanted);
  let start = 0;
  let end = 0;
  // A line that is wanted twice may stand in the part that is left out.
  if (all.size === wanted.length) {
    const most = Math.min(wanted.length, lines.length);
    while (start < most && wanted[start] === lines[start]) start += 1;
    while (end < most - start && wanted[wanted.length - 1 - end] === lines[lines.length - 1 - end]) end += 1;
  }
  const own = lines.slice(start, lines.length - end);
  const have = new Set(own);
  return {
    missing: wanted.slice(start, wanted.length - end).filter((line) => !have.has(line)),
    extra: own.filter((line) => !all.has(line)),
  };
}

function entryChanges(wanted: readonly string[], lines: readonly string[]): readonly Change[] {
  const { missing, extra } = differing(wanted, lines);
  const from = new Map(extra.map((line) => [nameOf(line), addressIn(line)]));
  const to = new Map(missing.map((line) => [nameOf(line), addressIn(line)]));
  return [...new Set([...to.keys(), ...from.keys()])].map((name) => ({
    path: name,
    from: from.get(name) ?? null,
    to: to.get(name) ?? null,
    where: 'file',
  }));
}

function clashChanges(wanted: readonly string[], clashes: readonly Clash[]): readonly Change[] {
  const { addresses } = sharedOf(wanted);
  return clashes.map(({ name, address, line }) => ({
    path: `${wanted.map(nameOf).find((one) => one.toLowerCase() === name) ?? name} (at lookup)`,
    from: `${address}, as the line "${line}" stands above dmsa's block`,
    to: addresses.get(name) ?? null,
    where: 'file',
  }));
}

function addressIn(line: string): string {
  return line.trim().split(/\s+/)[0] ?? '';
}

function nameOf(line: string): string {
  return line.trim().split(/\s+/).slice(1).join(' ');
}
