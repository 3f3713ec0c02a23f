/** A look at folders of a node that never touches a network mount or an autofs trigger: a dead server would hang it. */
import { quote } from '../../quote.ts';
import type { CommandFact } from '../facts.ts';

export type SeenFolder =
  | { readonly is: 'missing' }
  /** It lies on a network mount, or below a map of autofs; `at` is the mount point. */
  | { readonly is: 'remote'; readonly at: string }
  /** Something else is in its place, or in that of a folder above it. */
  | { readonly is: 'other'; readonly at: string }
  | { readonly is: 'folder'; readonly empty: boolean; readonly stat: FolderStat | null };

export type FolderStat = {
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
};

export interface LookedFor {
  readonly path: string;
  /** Owner, group and mode are asked for: one process more for all of them together. */
  readonly stat: boolean;
}

/**
 * `listed`: a file and the block in it that names further folders, read by the same script.
 *
 * Walks every path from the root, component by component and link by link, and stops where a mount point of the network is
 * met. Shell builtins, a readlink(1) for each symbolic link, and one stat(1) for all.
 *
 * Prints, each on a line: `missing PATH`, `remote MOUNT-POINT PATH`, `other PLACE PATH`, `folder empty|full REAL PATH`, then
 * `stat OWNER GROUP MODE REAL`, at last `end`. Paths hold no blanks (schema); where links lead may.
 */
export function foldersLook(paths: readonly LookedFor[], listed: { readonly file: string; readonly block: string }): string {
  return `remote=
while read -r _ on type _; do
  case $type in nfs | nfs4 | cifs | smb3 | smbfs | autofs | ceph | glusterfs | lustre | 9p | afs | ncpfs | fuse.*) remote="$remote $on" ;; esac
done </proc/mounts
far() { for on in $remote; do [ "$1" != "$on" ] || return 0; done; return 1; }
empty() {
  for e in "$1"/* "$1"/.[!.]* "$1"/..?*; do if [ -e "$e" ] || [ -L "$e" ]; then return 1; fi; done
}
# A link to nothing stands in the way of mkdir. Only asked of a path that was walked, and is local.
dangling() {
  dead= rest=\${1#/}
  while [ -n "$rest" ]; do
    dead=$dead/\${rest%%/*}
    case $rest in */*) rest=\${rest#*/} ;; *) rest= ;; esac
    if [ -L "$dead" ] && [ ! -e "$dead" ]; then return 0; fi
  done
  return 1
}
real=
walk() {
  todo=\${1#/} at= links=0
  while [ -n "$todo" ]; do
    part=\${todo%%/*}
    case $todo in */*) todo=\${todo#*/} ;; *) todo= ;; esac
    case $part in '' | .) continue ;; ..) at=\${at%/*}; continue ;; esac
    at=$at/$part
    if far "$at"; then echo "remote $at $1"; return 1; fi
    if [ -L "$at" ]; then
      links=$((links + 1))
      if [ $links -gt 16 ] || ! to=$(readlink "$at"); then echo "other $at $1"; return 1; fi
      case $to in /*) at= todo=\${to#/}/$todo ;; *) at=\${at%/*} todo=$to/$todo ;; esac
    elif [ ! -e "$at" ]; then
      if [ $links -gt 0 ] && dangling "$1"; then echo "other $dead $1"; else echo "missing $1"; fi
      return 1
    elif [ ! -d "$at" ]; then echo "other $at $1"; return 1
    fi
  done
  real=\${at:-/}
  if empty "$real"; then echo "folder empty $1 $real"; else echo "folder full $1 $real"; fi
}
set --
${paths.map(({ path, stat }) => (stat ? `if walk ${quote(path)}; then set -- "$@" "$real"; fi\n` : `walk ${quote(path)} || :\n`)).join('')}\
own= inside=
if [ -r ${listed.file} ]; then
  while read -r line; do
    case $line in
      '# BEGIN dmsa ${listed.block}'*) inside=1 ;;
      '# END dmsa ${listed.block}'*) inside= ;;
      /*) [ -z "$inside" ] || own="$own $line" ;;
    esac
  done <${listed.file}
fi
for path in $own; do walk "$path" || :; done
[ $# -eq 0 ] || stat -c 'stat %U %G %a %n' -- "$@"
echo end`;
}

/** By path; a string says why nothing can be said. */
export function readFolders(fact: CommandFact, paths: readonly LookedFor[]): ReadonlyMap<string, SeenFolder> | string {
  if (fact.status === 'unknown') return fact.why;
  const lines = fact.stdout.split('\n').filter((line) => line !== '');
  if (lines.at(-1) !== 'end') return 'the look at the folders was cut short';
  const stats = new Map<string, FolderStat>();
  for (const line of lines) {
    const [, owner, group, mode, real] = /^stat (\S+) (\S+) ([0-7]+) (.*)$/.exec(line) ?? [];
    if (owner && group && mode && real) stats.set(real, { owner, group, mode: mode.padStart(4, '0') });
  }
  const seen = new Map<string, SeenFolder>();
  for (const line of lines) {
    const folder = /^folder (empty|full) (\S+) (.*)$/.exec(line);
    const missing = /^missing (\S+)$/.exec(line);
    const barred = /^(remote|other) (.*) (\S+)$/.exec(line);
    if (folder) {
      const [, how, path = '', real = ''] = folder;
      seen.set(path, { is: 'folder', empty: how === 'empty', stat: stats.get(real) ?? null });
    } else if (missing) seen.set(missing[1] ?? '', { is: 'missing' });
    else if (barred) seen.set(barred[3] ?? '', { is: barred[1] === 'remote' ? 'remote' : 'other', at: barred[2] ?? '' });
  }
  const lost = paths.find(({ path, stat }) => {
    const one = seen.get(path);
    return one === undefined || (stat && one.is === 'folder' && one.stat === null);
  });
  return lost === undefined ? seen : `the look at the folder ${lost.path} gave no answer that can be read`;
}
