/**
 * What a standby keeps of the copying of files: one folder a directory below /var/lib/dmsa/sync, with lines `key value`.
 *   good    of the last good copy: when it was begun (by both clocks), what it was
 *   last    how the last try ended
 *   closed  the standby took over: its files are the fresh ones until they were copied back (invariant I6)
 * The scripts of ha/sync write them; here they are named and read. Pure.
 */
import { createHash } from 'node:crypto';

export const SYNC_DIR = '/var/lib/dmsa/sync';

/** The folder of one directory. A path has letters, digits and `_ . + @ % -` only, so that no two meet. */
export function stateDir(path: string): string {
  const name = path.slice(1).replaceAll('/', ',');
  return `${SYNC_DIR}/${name.length <= 200 ? name : createHash('sha256').update(path).digest('hex')}`;
}

/** Why a directory was not copied, or not whole. The texts are for people; more of it is said beside. */
export const SYNC_CODES = {
  // The direction is closed: seen on the node itself, right before or while it was copied.
  'taken-over': 'the standby has taken over: there is a record of it',
  transition: 'a takeover or failback is in progress',
  'standby-holds': 'the node that would get the files holds a service address',
  'addresses-unknown': 'whether the node that would get the files holds a service address can’t be said',
  'not-failed-over': 'there is no record of a failover on the other node, so its files are not the fresh ones',
  'took-over': 'the standby had taken over, and its files were never copied back: they would be lost',
  // Something would be lost.
  'empty-source': 'the directory is empty where it would be copied from, and not where it would be copied to',
  'mass-delete': 'more would be deleted than is allowed',
  'source-missing': 'the directory is missing where it would be copied from',
  'not-a-directory': 'something that is no directory is in the way',
  'not-mounted': 'its file system is not mounted',
  'mount-changed': 'it is no longer on the file system that it was on at the last good copy',
  'network-mount': 'it lies on a network mount: both nodes would see the same files',
  // It was tried.
  running: 'another copy is running on the node',
  stopped: 'it was stopped',
  unreachable: 'the node that has the files does not answer',
  'host-key': 'ssh does not know the host key of the node that has the files, or another one',
  'auth-failed': 'the node that has the files does not let root in',
  'no-rsync': 'there is no rsync, or one older than 3.0',
  'no-space': 'no space is left on the node that gets the files',
  'read-only': 'the file system of the node that gets the files is read-only',
  incomplete: 'not everything could be copied',
  'connection-lost': 'the connection between the two nodes broke',
  'timed-out': 'no data came for too long',
  'time-limit': 'it took longer than is allowed; the next copy goes on from there',
  'rsync-failed': 'rsync failed',
  'state-unwritable': 'its state can’t be written below /var/lib/dmsa',
} as const;

export type SyncCode = keyof typeof SYNC_CODES;

/** Those that an operator may take upon himself (`--force`). */
export const FORCIBLE = ['empty-source', 'mass-delete', 'mount-changed', 'took-over'] as const satisfies readonly SyncCode[];
export type Forcible = (typeof FORCIBLE)[number];

export function isSyncCode(text: string): text is SyncCode {
  return Object.hasOwn(SYNC_CODES, text);
}

export function isForcible(text: string): text is Forcible {
  return (FORCIBLE as readonly string[]).includes(text);
}

/** Of a good copy. Times in seconds since 1970. */
export type GoodCopy = {
  /** When it was begun, by the clock of the node that got the files: they are at least as fresh as that. */
  readonly begunAt: number;
  /** The same by the clock of the node that has the files. */
  readonly begunAtSource: number;
  readonly seconds: number;
  /** In the directory, and their size. */
  readonly files: number;
  readonly bytes: number;
};

export type LastTry = {
  readonly at: number;
  readonly code: SyncCode | 'copied';
  /** More of why, as the tools said it: several lines, maybe none. */
  readonly said: string;
};

export function parseGood(text: string): GoodCopy | null {
  const fields = fieldsOf(text);
  const begunAt = numberOf(fields.get('begun'));
  if (begunAt === null) return null;
  return {
    begunAt,
    begunAtSource: numberOf(fields.get('begun-source')) ?? begunAt,
    seconds: numberOf(fields.get('seconds')) ?? 0,
    files: numberOf(fields.get('files')) ?? 0,
    bytes: numberOf(fields.get('bytes')) ?? 0,
  };
}

export function parseLast(text: string): LastTry | null {
  const fields = fieldsOf(text);
  const at = numberOf(fields.get('at'));
  const code = fields.get('code') ?? '';
  if (at === null || !(code === 'copied' || isSyncCode(code))) return null;
  const said = text.split('\n').flatMap((line) => (line.startsWith('said ') ? [line.slice(5)] : []));
  return { at, code, said: said.join('\n') };
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const blank = line.indexOf(' ');
      return blank < 1 ? [] : [[line.slice(0, blank), line.slice(blank + 1)] as const];
    }),
  );
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : null;
}
