/**
 * root's own SSH key pair on a node (guide: sanity_tests.sh makes and exchanges them). The private half is made on the node and
 * never leaves it; a pair that is there is kept, whoever made it. A pair that nobody wants any more stays.
 *
 * Rotation, each step only from what is seen, so that it goes on wherever it was interrupted: a new pair is made beside the one
 * in use; `authorized-keys` gives its public half to all nodes; when every node was seen to have it, it takes the place of the
 * old one; `authorized-keys` then takes the old one out. A node that can't be looked at holds the switch up: a node must not
 * come to bear a key that another one does not know.
 *
 * sshd with StrictModes (the default) refuses keys under folders that others may write: those modes are part of it.
 */
import { quote } from '../quote.ts';
import {
  type Change,
  defineKind,
  type FollowUp,
  type NodeContext,
  type ResourceRef,
  type RunStep,
  type Unknowable,
} from './kind.ts';
import { folderOf, type KeyState, keyRequests, keyState, type Meta, nextPath } from './ssh/key-look.ts';
import { dropNext, makeNext, remakePublic, takeNext, takeNextPublic } from './ssh/key-shell.ts';
import {
  AUTHORIZED_KEYS,
  type AuthorizedState,
  commentFor,
  isNext,
  type KeySpec,
  peersOf,
  shownKey,
  whyDue,
} from './ssh/keys.ts';
import { phaseOf } from './ssh/phase.ts';

/** An RSA key of a slow machine that has just booted takes its time. */
const MAKE_MS = 120_000;

export const sshKey = defineKind<KeySpec, KeyState>({
  name: 'ssh-key',
  title: 'SSH key',

  desired(cluster) {
    const keys = cluster.sshKeys;
    if (!keys) return [];
    const { path, type, rotation, nodeToNode } = keys;
    const spec: KeySpec = { path, type, rotation, peers: nodeToNode ? peersOf(cluster) : [] };
    return cluster.nodes.map((node) => ({ node: node.name, kind: 'ssh-key', name: path, spec, after: [] }));
  },

  probe: (want) => want.flatMap(({ spec }) => keyRequests(spec.path)),

  parse: (facts, want) => new Map(want.map(({ name, spec }) => [name, keyState(facts, spec.path)])),

  exists: (have) => have.key !== null,

  reads: ({ spec }) => spec.peers.map(authorizedOn),

  // Only the switch itself rests on what the others have.
  basis: (want, have) => (have && phaseOf(want, have) === 'offered' ? want.peers.map(authorizedOn) : []),

  compare(want, have, context): readonly Change[] | Unknowable {
    if (!want || !have) return [];
    const cannot = have.maker && whyNotMade(want, have.maker);
    if (cannot) return { unknown: cannot };
    return [...keyChanges(want, have, context), ...modeChanges(want, have)];
  },

  steps(want, have, context) {
    if (!want || !have) return [];
    // ssh-keygen does not read a key that others can read.
    return [...modeSteps(want, have), ...keySteps(want, have, context)];
  },

  followUp(want, have, context): FollowUp | null {
    if (!want || !have || want.peers.length === 0) return null;
    switch (phaseOf(want, have)) {
      case 'create':
        return { kinds: ['authorized-keys'], sentence: 'its public key, known only then, is given to all nodes' };
      case 'public':
      case 'prepare':
        if (want.rotation === null && have.pub === null)
          return { kinds: ['authorized-keys'], sentence: 'its public key is given to the nodes that lack it' };
        return {
          kinds: ['authorized-keys', 'ssh-key'],
          sentence: 'the new key is given to all nodes, taken into use where all have it, and the old one taken out',
        };
      case 'offered':
        if (!isKnown(want, have, context)) return null;
        return { kinds: ['authorized-keys'], sentence: 'the old public key is taken out of all nodes' };
      case 'finish':
      case 'drop':
        return { kinds: ['authorized-keys'], sentence: 'the public key that is no longer used is taken out of all nodes' };
      case 'settled':
        return null;
    }
  },
});

/** OpenSSH makes ECDSA keys from 5.7 on, Ed25519 keys from 6.5 on (its release notes). */
function whyNotMade({ type }: KeySpec, { keygen, openssh }: NonNullable<KeyState['maker']>): string | null {
  if (!keygen) return 'there is no ssh-keygen on it; install openssh';
  const [major = 0, minor = 0] = openssh?.split('.').map(Number) ?? [];
  const since: Readonly<Record<KeySpec['type'], number>> = { rsa: 0, ecdsa: 507, ed25519: 605 };
  if (openssh === null || major * 100 + minor >= since[type]) return null;
  return `its OpenSSH ${openssh} makes no ${type} keys; write sshKeys: { type: rsa } for a cluster with such nodes`;
}

/** Every node was seen to know the key that is offered. */
function isKnown(want: KeySpec, have: KeyState, context: NodeContext): boolean {
  const blob = have.next.pub?.blob;
  return blob !== undefined && want.peers.every((peer) => knows(peer, blob, context));
}

function knows(peer: string, blob: string, context: NodeContext): boolean {
  const seen = context.look(authorizedOn(peer));
  if (seen.status !== 'present') return false;
  // Only that kind makes observations of its name.
  const { block, others } = seen.state as AuthorizedState;
  return block.some((line) => line.includes(` ${blob} `)) || others.includes(blob);
}

function authorizedOn(node: string): ResourceRef {
  return { node, kind: 'authorized-keys', name: AUTHORIZED_KEYS };
}

function keyChanges(want: KeySpec, have: KeyState, context: NodeContext): readonly Change[] {
  const { pub, next } = have;
  const old = pub ? shownKey(pub) : null;
  const fresh = next.pub ? shownKey(next.pub) : null;
  switch (phaseOf(want, have)) {
    case 'create':
      return [{ path: 'key', from: null, to: `a new ${want.type} key, made on ${context.node}` }];
    case 'finish':
      return [{ path: 'public half', from: old, to: fresh }];
    case 'public':
      return [{ path: 'public half', from: null, to: 'made from the private key' }];
    case 'prepare':
      return [
        {
          path: 'rotation',
          from: pub ? whyDue(pub, want) : null,
          to: `a new ${want.type} key ${want.peers.length === 0 ? 'in its place' : 'beside it, to be given to all nodes'}`,
        },
      ];
    case 'offered':
      return isKnown(want, have, context) ? [{ path: 'key in use', from: old, to: fresh }] : [];
    case 'drop':
      return [{ path: 'key beside it', from: fresh ?? 'half of a pair', to: null }];
    case 'settled':
      return [];
  }
}

function keySteps(want: KeySpec, have: KeyState, context: NodeContext): readonly RunStep[] {
  const { path, type } = want;
  const fresh = commentFor(context.node, want.rotation);
  const make = makeNext(path, type, fresh);
  const run = (label: string, script: string, timeoutMs = 10_000): readonly RunStep[] => [
    { do: 'run', label, script, timeoutMs, touches: [`${path}.pub`] },
  ];
  switch (phaseOf(want, have)) {
    case 'create':
      return run(`make the key ${path}`, make + takeNext(path), MAKE_MS);
    case 'finish':
      return run('put the new public half in place', takeNextPublic(path));
    case 'public': {
      const remade = remakePublic(path, commentFor(context.node, null));
      // Of which rotation the key is can no longer be told; where it matters, it is replaced.
      const offered = have.next.key && have.next.pub !== null && isNext(have.next.pub, want);
      if (want.rotation === null || offered) return run('make the public half anew', remade);
      const both = want.peers.length === 0 ? remade + make + takeNext(path) : remade + make;
      return run('make the public half anew, and a new key beside it', both, MAKE_MS);
    }
    case 'prepare':
      if (want.peers.length === 0) return run('replace the key by a new one', make + takeNext(path), MAKE_MS);
      return run('make a new key beside it', make, MAKE_MS);
    case 'offered':
      return isKnown(want, have, context) ? run('take the new key into use', takeNext(path)) : [];
    case 'drop':
      return run(`remove ${nextPath(path)}`, dropNext(path));
    case 'settled':
      return [];
  }
}

interface ModeRule {
  readonly what: string;
  readonly path: string;
  readonly meta: Meta | null;
  /** Bits that must not be set. */
  readonly forbidden: number;
  readonly to: string;
}

function modeRules(want: KeySpec, { home, folder, key }: KeyState): readonly ModeRule[] {
  const dir = folderOf(want.path);
  return [
    { what: '/root', path: '/root', meta: home, forbidden: 0o022, to: 'go-w' },
    ...(dir === '/root'
      ? []
      : [
          {
            what: dir,
            path: dir,
            meta: folder,
            forbidden: dir === '/root/.ssh' ? 0o077 : 0o022,
            to: dir === '/root/.ssh' ? '0700' : 'go-w',
          },
        ]),
    { what: want.path, path: want.path, meta: key, forbidden: 0o077, to: '0600' },
  ];
}

function broken({ meta, forbidden }: ModeRule): { readonly mode: boolean; readonly owner: boolean } {
  return meta === null
    ? { mode: false, owner: false }
    : { mode: (Number.parseInt(meta.mode, 8) & forbidden) !== 0, owner: meta.uid !== '0' };
}

function modeChanges(want: KeySpec, have: KeyState): readonly Change[] {
  return modeRules(want, have).flatMap((rule): readonly Change[] => {
    const { mode, owner } = broken(rule);
    return [
      ...(mode ? [{ path: `mode of ${rule.what}`, from: rule.meta?.mode ?? null, to: rule.to }] : []),
      ...(owner ? [{ path: `owner of ${rule.what}`, from: rule.meta?.uid ?? null, to: 'root' }] : []),
    ];
  });
}

function modeSteps(want: KeySpec, have: KeyState): readonly RunStep[] {
  const script = modeRules(want, have)
    .flatMap((rule) => {
      const { mode, owner } = broken(rule);
      return [...(owner ? [`chown root ${quote(rule.path)}`] : []), ...(mode ? [`chmod ${rule.to} ${quote(rule.path)}`] : [])];
    })
    .join('\n');
  return script === '' ? [] : [{ do: 'run', label: 'set modes and owners', script, timeoutMs: 10_000 }];
}
