/** What the kinds of SSH keys share: public keys as text, where things lie, and when a key is due for another. Pure. */
import { createHash } from 'node:crypto';
import type { Cluster, SshKeys } from '../../desired/cluster.ts';
import { once } from '../../memo.ts';

/** root's own; sshd's default for its AuthorizedKeysFile. */
export const AUTHORIZED_KEYS = '/root/.ssh/authorized_keys';
/** Of all users, so that it does not meet with what ssh(1) itself writes to ~/.ssh/known_hosts. */
export const KNOWN_HOSTS = '/etc/ssh/ssh_known_hosts';
export const HOST_KEYS = '/etc/ssh/ssh_host_*_key.pub';

/** Names of all nodes, in file order: one list for all that share it. */
export const peersOf = once((cluster: Cluster): readonly string[] => cluster.nodes.map((node) => node.name));

/** Of `ssh-key`. */
export type KeySpec = {
  readonly path: string;
  readonly type: SshKeys['type'];
  readonly rotation: string | null;
  /** The nodes that must know a new key before it is taken into use. */
  readonly peers: readonly string[];
};

/** Of `authorized-keys`. */
export type AuthorizedState = {
  /** dmsa's lines: `TYPE KEY root@NODE`. */
  readonly block: readonly string[];
  /** Keys (base64) of lines of others that have no options. */
  readonly others: readonly string[];
  readonly mode: string;
  readonly owner: string;
};

export type PublicKey = {
  /** `ssh-ed25519` */
  readonly type: string;
  /** Base64. */
  readonly blob: string;
  readonly comment: string;
};

/** One line of a .pub file; null where it is none. */
export function parsePublicKey(text: string): PublicKey | null {
  const match = /^(ssh-[a-z0-9]+|ecdsa-sha2-nistp\d+) ([A-Za-z0-9+/]{40,}={0,3})(?:[ \t]+([^\r\n]*?))?\s*$/.exec(text);
  if (!match) return null;
  const [, type = '', blob = '', comment = ''] = match;
  return { type, blob, comment };
}

/**
 * The key on a line of authorized_keys (sshd(8), AUTHORIZED_KEYS FILE FORMAT) that has no options before it: one with options
 * (`from=`, `command=`) does not let in everybody who has the key.
 */
export function plainKeyOf(line: string): string | null {
  return /^\s*(?:ssh-[a-z0-9]+|ecdsa-sha2-nistp\d+)[ \t]+([A-Za-z0-9+/]+={0,3})(?:\s|$)/.exec(line)?.[1] ?? null;
}

/** As `ssh-keygen -l` prints it, with the type: `ed25519 SHA256:…`. */
export function shownKey({ type, blob }: Pick<PublicKey, 'type' | 'blob'>): string {
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '');
  return `${type.replace(/^(ssh|ecdsa-sha2)-/, '')} SHA256:${digest}`;
}

type Wanted = Pick<SshKeys, 'type' | 'rotation'>;

/** The comment of a key that dmsa makes. It tells of which rotation the key is. */
export function commentFor(node: string, rotation: string | null): string {
  return rotation === null ? `root@${node}` : `root@${node} rotation=${rotation}`;
}

/** Why a key that works is to be replaced by another; null: it stays, whoever made it. */
export function whyDue(key: PublicKey, { type, rotation }: Wanted): string | null {
  if (!isOfType(key, type)) return `it is ${key.type}`;
  if (rotation === null) return null;
  const mark = rotationOf(key);
  return mark === rotation ? null : mark === null ? 'it bears no rotation mark' : `it is of rotation ${mark}`;
}

/** Whether a key that lies beside the one in use is the one that the rotation is about to bring in. */
export function isNext(key: PublicKey, { type, rotation }: Wanted): boolean {
  return isOfType(key, type) && rotationOf(key) === rotation;
}

function rotationOf({ comment }: PublicKey): string | null {
  return /(?:^|\s)rotation=(\S+)$/.exec(comment)?.[1] ?? null;
}

function isOfType({ type }: PublicKey, wanted: SshKeys['type']): boolean {
  return wanted === 'ecdsa' ? type.startsWith('ecdsa-sha2-') : type === `ssh-${wanted}`;
}
