/** What the script of one copy printed. */
import { isSyncCode, SYNC_CODES, type SyncCode } from '../../kinds/sync-state.ts';

export type CopyReport = Copied | NotCopied;

export interface Copied {
  readonly status: 'copied';
  /** The address over which the files came. */
  readonly via: string;
  /** Files whose content came, and their size. */
  readonly moved: number;
  readonly movedBytes: number;
  /** What went over the network. */
  readonly wireBytes: number;
  /** All there is in the directory, folders counted as well. */
  readonly files: number;
  readonly bytes: number;
  readonly deleted: number;
  readonly warnings: readonly string[];
  /** Of a dry run: what would be done. */
  readonly list: DryList | null;
}

export interface NotCopied {
  readonly status: 'refused' | 'failed';
  readonly code: SyncCode;
  readonly sentence: string;
  /** What the tools said, and what was found: several lines, maybe none. */
  readonly said: string;
  readonly warnings: readonly string[];
}

export interface DryList {
  /** Paths below the directory; a name with control characters is written as rsync does (`\#012`). */
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  /** False: there are more. */
  readonly whole: boolean;
}

/** Something went wrong that is nobody's decision; all other codes are refusals. */
const FAILURES: ReadonlySet<SyncCode> = new Set<SyncCode>([
  'stopped',
  'unreachable',
  'host-key',
  'auth-failed',
  'no-rsync',
  'no-space',
  'read-only',
  'incomplete',
  'connection-lost',
  'timed-out',
  'time-limit',
  'rsync-failed',
  'state-unwritable',
]);

/** null: the output ends before the script did. */
export function parseCopy(stdout: string): CopyReport | null {
  const lines = stdout.split('\n');
  const told = lines.flatMap((line) => (line.startsWith('@dmsa-sync ') ? [line.slice('@dmsa-sync '.length)] : []));
  const all = (key: string) => told.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  const warnings = all('warn');
  const code = all('end').at(-1);
  if (code === undefined) return null;
  if (code === 'copied') {
    const [moved = 0, movedBytes = 0, wireBytes = 0, files = 0, bytes = 0, deleted = 0] = (all('stats')[0] ?? '')
      .split(' ')
      .map(Number);
    const list = listIn(lines);
    const of = list === null ? { moved, deleted } : { moved, deleted: list.deleted.length };
    return { status: 'copied', via: all('via')[0] ?? '', movedBytes, wireBytes, files, bytes, ...of, warnings, list };
  }
  if (!isSyncCode(code)) return null;
  return {
    status: FAILURES.has(code) ? 'failed' : 'refused',
    code,
    sentence: SYNC_CODES[code],
    said: all('said').join('\n'),
    warnings,
  };
}

/** `*deleting   a/b`, `>f+++++++++ a/b`, `cd+++++++++ a/`, `.d..t...... ./`: what is there before the path is 11 or 12 wide. */
function listIn(lines: readonly string[]): DryList | null {
  const begin = lines.indexOf('@dmsa-sync list');
  const end = lines.indexOf('@dmsa-sync listed');
  if (begin < 0 || end < begin) return null;
  const changed: string[] = [];
  const deleted: string[] = [];
  const listed = lines.slice(begin + 1, end);
  for (const line of listed) {
    const match = /^(\*deleting|[<>ch.][fdLDS][.+?a-zA-Z]{7,10}) +(.*)$/.exec(line);
    if (!match) continue;
    const [, what = '', path = ''] = match;
    if (what === '*deleting') deleted.push(path);
    // Of a folder whose time alone differs nobody wants to hear, nor of the directory itself.
    else if (!what.startsWith('.d') && path !== './') changed.push(path);
  }
  return { changed, deleted, whole: listed.some((line) => line.startsWith('Number of files: ')) };
}

/** What an operator can do about it; '' where the sentence says all. `id`: how `--force` names this one. */
export function adviceOf(code: SyncCode, id: string): string {
  switch (code) {
    case 'host-key':
      return 'Write sshKeys: {} under spec and apply: the nodes then know each other’s host keys. Without it root’s own known_hosts on that node must have it.';
    case 'auth-failed':
      return 'Write sshKeys: {} under spec and apply: root then gets from every node to every node. Without it root’s own key must be let in there.';
    case 'no-rsync':
      return 'Install rsync 3.0 or newer there: yum install rsync, apt-get install rsync.';
    case 'not-mounted':
      return 'Mount it. What is below an unmounted mount point is not the data.';
    case 'took-over':
    case 'empty-source':
    case 'mass-delete':
    case 'mount-changed':
      return `If that is right, for this once: --force ${id}:${code}`;
    case 'no-space':
      return 'Make room there. Files that were copied stay; the next copy goes on.';
    case 'incomplete':
      return 'All else was copied. The next copy tries again.';
    default:
      return '';
  }
}

/** `Sec-Rep-1/synced-directory//opt/sms/spool`, as in a plan. */
export function copyId({ to, path }: { readonly to: string; readonly path: string }): string {
  return `${to}/synced-directory/${path}`;
}
