/**
 * The host keys of all nodes in /etc/ssh/ssh_known_hosts on every node, in a marked block: by name and by all addresses, so that
 * root's ssh from node to node never asks. As with `authorized-keys`, what the block has for a node that can't be seen stays.
 */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { once } from '../memo.ts';
import { readBlock } from './edit/block.ts';
import { EditError } from './edit/lines.ts';
import type { Facts } from './facts.ts';
import { type Change, defineKind, type NodeContext, type Observation, type ResourceRef } from './kind.ts';
import { hostOf } from './net/address.ts';
import type { KeyState } from './ssh/key-look.ts';
import { KNOWN_HOSTS, shownKey } from './ssh/keys.ts';

type Peer = {
  readonly name: string;
  /** As in the first field of a line: `Sec-1,10.0.0.21,192.0.2.21`, with a port other than 22 `[Sec-1]:2222,…`. */
  readonly hosts: string;
};
type Spec = { readonly keyPath: string; readonly peers: readonly Peer[] };
type State = { readonly block: readonly string[] };

const BLOCK = 'known-hosts';

export const knownHosts = defineKind<Spec, State>({
  name: 'known-hosts',
  title: 'known hosts',

  desired(cluster) {
    const keys = cluster.sshKeys;
    if (!keys?.nodeToNode) return [];
    const spec: Spec = { keyPath: keys.path, peers: peersOf(cluster) };
    return cluster.nodes.map((node) => ({ node: node.name, kind: 'known-hosts', name: KNOWN_HOSTS, spec, after: [] }));
  },

  probe: () => [{ type: 'file', path: KNOWN_HOSTS }],

  parse(facts, want) {
    const seen = observe(facts);
    const mine = want.length > 0 || (seen.status === 'present' && seen.state.block.length > 0);
    return new Map(mine ? [[KNOWN_HOSTS, seen]] : []);
  },

  reads: ({ spec }) => spec.peers.map((peer) => keyOn(peer, spec)),

  basis(want, have, context) {
    const { add, remove } = difference(want, have, context);
    const names = new Set([...add, ...remove].map(nameOf));
    return want.peers.filter((peer) => names.has(peer.name)).map((peer) => keyOn(peer, want));
  },

  compare(want, have, context): readonly Change[] {
    const { add, remove } = difference(want, have, context);
    const names = [...new Set([...add, ...remove].map(nameOf))];
    const shown = (lines: readonly string[], name: string): string | null =>
      lines
        .filter((line) => nameOf(line) === name)
        .map(described)
        .join('\n') || null;
    return names.map((name) => ({ path: name, from: shown(remove, name), to: shown(add, name), where: 'file' }));
  },

  steps(want, have, context) {
    const { add, remove } = difference(want, have, context);
    return [{ do: 'edit', path: KNOWN_HOSTS, mode: '0644', edit: { type: 'block', block: BLOCK, remove, add } }];
  },
});

const peersOf = once((cluster: Cluster): readonly Peer[] =>
  cluster.nodes.map((node) => ({ name: node.name, hosts: hostsOf(node) })),
);

function hostsOf({ name, interfaces, connection }: ClusterNode): string {
  const { maintenance, equipment } = interfaces;
  const own = [maintenance.address, equipment.address, maintenance.address6, equipment.address6].flatMap((address) =>
    address === null ? [] : [hostOf(address)],
  );
  const hosts = [...new Set([name, ...own])];
  return hosts.map((host) => (connection.port === 22 ? host : `[${host}]:${connection.port}`)).join(',');
}

function keyOn({ name }: Peer, { keyPath }: Spec): ResourceRef {
  return { node: name, kind: 'ssh-key', name: keyPath };
}

function observe(facts: Facts): Observation<State> {
  const file = facts.file(KNOWN_HOSTS);
  if (file.status === 'absent') return file;
  if (file.status === 'unknown') return { status: 'unknown', why: `${KNOWN_HOSTS}: ${file.why}` };
  try {
    return { status: 'present', state: { block: readBlock(file.text, BLOCK).filter((line) => line.trim() !== '') } };
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return { status: 'unknown', why: `${KNOWN_HOSTS}: ${error.message}` };
  }
}

function difference(
  want: Spec | null,
  have: State | null,
  context: NodeContext,
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  const block = have?.block ?? [];
  if (!want) return { add: [], remove: block };
  const unseen = new Set<string>();
  const wanted = new Set<string>();
  for (const peer of want.peers) {
    const seen = context.look(keyOn(peer, want));
    // Only that kind makes observations of its name.
    const keys = seen.status === 'present' ? (seen.state as KeyState).hostKeys : [];
    if (keys.length === 0) unseen.add(peer.name);
    for (const { type, blob } of keys) wanted.add(`${peer.hosts} ${type} ${blob}`);
  }
  const there = new Set(block);
  return {
    add: [...wanted].filter((line) => !there.has(line)),
    remove: block.filter((line) => !wanted.has(line) && !unseen.has(nameOf(line))),
  };
}

/** The node that a line is of: the first of its hosts. */
function nameOf(line: string): string {
  return /^\[?([^\s,\]]+)/.exec(line)?.[1] ?? line;
}

function described(line: string): string {
  const [hosts = '', type = '', blob = ''] = line.split(' ');
  return `${hosts}: ${shownKey({ type, blob })}`;
}
