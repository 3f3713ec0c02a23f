/**
 * The public keys of all nodes in root's authorized_keys on every node, in a marked block. One thing a node, with a change a
 * peer. Lines outside of the block are the operator's and stay; a peer's key that stands there already needs no line of ours.
 *
 * What one node should have depends on what was seen on the others. A key that was not seen (the node can't be reached, or has
 * none yet) is no reason to take an older one out: what the block has for that peer stays.
 */
import { quote } from '../quote.ts';
import { outsideBlock, readBlock } from './edit/block.ts';
import { EditError } from './edit/lines.ts';
import type { Facts } from './facts.ts';
import {
  type Change,
  defineKind,
  type FollowUp,
  type NodeContext,
  type Observation,
  type ResourceRef,
  type Step,
} from './kind.ts';
import type { KeyState } from './ssh/key-look.ts';
import {
  AUTHORIZED_KEYS,
  type AuthorizedState,
  type KeySpec,
  type PublicKey,
  parsePublicKey,
  peersOf,
  plainKeyOf,
  shownKey,
} from './ssh/keys.ts';
import { phaseOf } from './ssh/phase.ts';

type Spec = Omit<KeySpec, 'path'> & { readonly keyPath: string };

const BLOCK = 'authorized-keys';
const SSHD_CONFIG = '/etc/ssh/sshd_config';

export const authorizedKeys = defineKind<Spec, AuthorizedState>({
  name: 'authorized-keys',
  title: 'authorized keys',

  desired(cluster) {
    const keys = cluster.sshKeys;
    if (!keys?.nodeToNode) return [];
    const { path: keyPath, type, rotation } = keys;
    const spec: Spec = { keyPath, type, rotation, peers: peersOf(cluster) };
    return cluster.nodes.map((node) => ({
      node: node.name,
      kind: 'authorized-keys',
      name: AUTHORIZED_KEYS,
      spec,
      // It makes the folder, with the mode that sshd wants.
      after: [{ node: node.name, kind: 'ssh-key', name: keyPath }],
    }));
  },

  // Asked for in any case: a block that nobody wants any more is to go.
  probe: (want) => [
    { type: 'file', path: AUTHORIZED_KEYS },
    ...(want.length > 0 ? [{ type: 'file', path: SSHD_CONFIG } as const] : []),
  ],

  parse(facts, want) {
    const seen = observe(facts, want.length > 0);
    const mine = want.length > 0 || (seen.status === 'present' && seen.state.block.length > 0);
    return new Map(mine ? [[AUTHORIZED_KEYS, seen]] : []);
  },

  reads: ({ spec }) => spec.peers.map((peer) => keyOn(peer, spec)),

  basis: (want, have, context) => differing(want, have, context).map((peer) => keyOn(peer, want)),

  compare(want, have, context) {
    const { add, remove } = difference(want, have, context);
    const own = remove.filter((line) => context.loginKeys?.includes(keyOf(line)) && !have?.others.includes(keyOf(line)));
    const [lost] = own;
    if (lost !== undefined) {
      return {
        unknown: `dmsa itself logs in to ${context.node} with ${described(lost)}, which it would take out of its block: it would lock itself out. Put that key's line into ${AUTHORIZED_KEYS} outside of dmsa's block, or give dmsa another key first (spec.ssh.identityFile)`,
      };
    }
    const names = [...new Set([...add, ...remove].map(nameOf))];
    const shown = (lines: readonly string[], name: string): string | null =>
      lines
        .filter((line) => nameOf(line) === name)
        .map(described)
        .join(', ') || null;
    return [
      ...names.map((name): Change => ({ path: name, from: shown(remove, name), to: shown(add, name), where: 'file' })),
      ...modeChanges(want, have),
    ];
  },

  steps(want, have, context): readonly Step[] {
    const { add, remove } = difference(want, have, context);
    const file = quote(AUTHORIZED_KEYS);
    const modes = modeChanges(want, have);
    return [
      ...(add.length + remove.length > 0
        ? [{ do: 'edit', path: AUTHORIZED_KEYS, mode: '0600', edit: { type: 'block', block: BLOCK, remove, add } } as const]
        : []),
      ...(modes.length > 0
        ? [
            {
              do: 'run',
              label: `set mode and owner of ${AUTHORIZED_KEYS}`,
              script: `chown root ${file}\nchmod go-w ${file}`,
              timeoutMs: 10_000,
              touches: [AUTHORIZED_KEYS],
            } as const,
          ]
        : []),
    ];
  },

  followUp(want, have, context): FollowUp | null {
    if (!want) return null;
    const { add } = difference(want, have, context);
    const coming = want.peers.some((peer) => {
      const state = keyStateOn(peer, want, context);
      return state !== null && phaseOf(want, state) === 'offered' && add.some((line) => nameOf(line) === peer);
    });
    if (!coming) return null;
    return { kinds: ['ssh-key', 'authorized-keys'], sentence: 'the new keys are taken into use, and the old ones taken out' };
  },

  risksConnection: () => true,
});

function keyOn(node: string, { keyPath }: Spec): ResourceRef {
  return { node, kind: 'ssh-key', name: keyPath };
}

function observe(facts: Facts, wanted: boolean): Observation<AuthorizedState> {
  const config = wanted ? facts.file(SSHD_CONFIG) : null;
  const elsewhere = config?.status === 'present' ? otherPlace(config.text) : null;
  if (elsewhere !== null) {
    return { status: 'unknown', why: `sshd does not read ${AUTHORIZED_KEYS}: ${SSHD_CONFIG} has "${elsewhere}"` };
  }
  const file = facts.file(AUTHORIZED_KEYS);
  if (file.status === 'absent') return file;
  if (file.status === 'unknown') return { status: 'unknown', why: `${AUTHORIZED_KEYS}: ${file.why}` };
  try {
    const others = outsideBlock(file.text, BLOCK)
      .split('\n')
      .flatMap((line) => plainKeyOf(line) ?? []);
    const block = readBlock(file.text, BLOCK).filter((line) => line.trim() !== '');
    return { status: 'present', state: { block, others, mode: file.mode, owner: file.owner } };
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return { status: 'unknown', why: `${AUTHORIZED_KEYS}: ${error.message}` };
  }
}

/** The line of sshd_config(5) by which root's keys are read elsewhere; null where it reads the usual file. The first line counts. */
function otherPlace(config: string): string | null {
  const line = /^[ \t]*AuthorizedKeysFile[ \t=]+(.*)$/im.exec(config);
  const places = (line?.[1] ?? '').trim().split(/\s+/);
  const usual = ['.ssh/authorized_keys', '%h/.ssh/authorized_keys', '/%h/.ssh/authorized_keys', AUTHORIZED_KEYS];
  return !line || places.some((place) => usual.includes(place.replaceAll('"', ''))) ? null : line[0].trim();
}

interface Difference {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

function difference(want: Spec | null, have: AuthorizedState | null, context: NodeContext): Difference {
  const block = have?.block ?? [];
  if (!want) return { add: [], remove: block };
  const known = new Set([...block.map(keyOf), ...(have?.others ?? [])]);
  const settled = new Set<string>();
  const open = new Set<string>();
  const add: string[] = [];
  for (const peer of want.peers) {
    const state = keyStateOn(peer, want, context);
    const key = state && keyToGive(state, want);
    const line = key && `${key.type} ${key.blob} root@${peer}`;
    if (key && line && !known.has(key.blob)) add.push(line);
    if (state && line && phaseOf(want, state) === 'settled') settled.add(line);
    else open.add(peer);
  }
  return { add, remove: block.filter((line) => !settled.has(line) && !open.has(nameOf(line))) };
}

/**
 * The key that the others are to have now. Of a pair that an action of the same plan changes, nothing is given or taken away:
 * what it will be then is not known yet (docs/decisions, 0021).
 */
function keyToGive(state: KeyState, want: Spec): PublicKey | null {
  switch (phaseOf(want, state)) {
    case 'settled':
      return state.pub;
    case 'offered':
      return state.next.pub;
    case 'create':
    case 'finish':
    case 'public':
    case 'prepare':
    case 'drop':
      return null;
  }
}

function differing(want: Spec, have: AuthorizedState | null, context: NodeContext): readonly string[] {
  const { add, remove } = difference(want, have, context);
  const names = new Set([...add, ...remove].map(nameOf));
  return want.peers.filter((peer) => names.has(peer));
}

/** null: not known. */
function keyStateOn(peer: string, want: Spec, context: NodeContext): KeyState | null {
  const seen = context.look(keyOn(peer, want));
  // Only that kind makes observations of its name.
  return seen.status === 'present' ? (seen.state as KeyState) : null;
}

function keyOf(line: string): string {
  return plainKeyOf(line) ?? '';
}

function nameOf(line: string): string {
  return /\sroot@(\S+)\s*$/.exec(line)?.[1] ?? line;
}

function described(line: string): string {
  const key = parsePublicKey(line);
  return key ? shownKey(key) : line;
}

function modeChanges(want: Spec | null, have: AuthorizedState | null): readonly Change[] {
  if (!want || !have) return [];
  const open = (Number.parseInt(have.mode, 8) & 0o022) !== 0;
  return [
    ...(open ? [{ path: 'mode', from: have.mode, to: 'go-w' }] : []),
    ...(have.owner !== 'root' ? [{ path: 'owner', from: have.owner, to: 'root' }] : []),
  ];
}
