/**
 * What can be said of paths on a node without ever touching a network file system: a dead NFS server would hang the look. What
 * is mounted is read from /proc/mounts first; then each path is walked, component by component and link by link, and left
 * alone as soon as it comes to a mount of the network or of autofs. `stat -f` asks for the space of the very folders it is
 * given, while df(1) asks all mounts there are.
 *
 * Processes: `stat -f` over all folders, `stat` over all files, `readlink` for a link, `ls` and `head` for a mount point.
 */
import { quote } from '../quote.ts';

/** `list`: whether there is anything in it is asked as well. */
export interface AskedPath {
  readonly path: string;
  readonly list: boolean;
}

/**
 * Prints, for each path in turn:
 *   @at here|missing|remote|dangling|loop|no-folder folder|file|other w|- w|- LEFT filled|empty|-
 *                    how far it goes; what that is; whether it, and the folder it is in, may be written; how many names are missing
 *   @real PATH       as far as it goes, links resolved
 *   @on TYPE OPTIONS POINT
 * and last `@free FREE AVAILABLE ALL BLOCK-SIZE INODES ALL-INODES FOLDER` (blocks), `@size BYTES FILE` and `@end`.
 */
export function pathScript(paths: readonly AskedPath[]): string {
  return `${PRELUDE}${paths.map(({ path, list }) => `at ${quote(path)} ${list ? 'list' : '-'}\n`).join('')}${TAIL}`;
}

const REMOTE = 'nfs | nfs4 | cifs | smb3 | smbfs | autofs | ceph | afs | 9p | lustre | gfs2 | ocfs2 | fuse | fuse.*';

const PRELUDE = `set -f
nl='
'
IFS=$nl
mounts= remote=
while IFS=' ' read -r _ on type options _; do
  while :; do
    case $on in *'\\040'*) on="\${on%%\\\\040*} \${on#*\\\\040}" ;; *) break ;; esac
  done
  mounts="$mounts$type $options $on$nl"
  case $type in ${REMOTE}) remote="$remote$on$nl" ;; esac
done </proc/mounts
far() {
  for on in $remote; do
    base=\${on%/}
    case $1/ in "$base"/*) return 0 ;; esac
  done
  return 1
}
walk() {
  todo=$1 p= hops=0 how=here left=0 link=
  while :; do
    while :; do case $todo in /*) todo=\${todo#/} ;; *) break ;; esac; done
    [ -n "$todo" ] || return 0
    c=\${todo%%/*}
    case $todo in */*) todo=\${todo#*/} ;; *) todo= ;; esac
    case $c in .) continue ;; ..) p=\${p%/*}; continue ;; esac
    if far "$p/$c"; then how=remote; return 0; fi
    if [ -L "$p/$c" ]; then
      hops=$((hops + 1)) link=$p/$c
      if [ "$hops" -gt 20 ]; then how=loop; return 0; fi
      to=$(readlink "$link") || { how=dangling; return 0; }
      case $to in /*) p= ;; esac
      todo=$to/$todo
      continue
    fi
    if [ ! -e "$p/$c" ]; then
      how=missing left=1
      if [ -n "$link" ] && [ ! -e "$link" ]; then how=dangling; fi
      while :; do
        while :; do case $todo in /*) todo=\${todo#/} ;; *) break ;; esac; done
        [ -n "$todo" ] || return 0
        left=$((left + 1))
        case $todo in */*) todo=\${todo#*/} ;; *) todo= ;; esac
      done
    fi
    p=$p/$c
    if [ -n "$todo" ] && [ ! -d "$p" ]; then how=no-folder; return 0; fi
  done
}
folders=$nl files=$nl
at() {
  walk "$1"
  p=\${p:-/} d=\${p%/*} is=other w=- dw=- filled=-
  d=\${d:-/}
  case $how in remote | dangling | loop) ;; *)
    if [ -d "$p" ]; then is=folder d=$p; elif [ -f "$p" ]; then is=file; fi
    if [ -w "$p" ]; then w=w; fi
    if [ -w "$d" ]; then dw=w; fi
    case $folders in *"$nl$d$nl"*) ;; *) folders=$folders$d$nl ;; esac
    if [ $is = file ]; then case $files in *"$nl$p$nl"*) ;; *) files=$files$p$nl ;; esac; fi
    if [ "$2" = list ] && [ $how = here ] && [ $is = folder ]; then
      if [ -n "$(ls -A "$p" 2>/dev/null | head -n 1)" ]; then filled=filled; else filled=empty; fi
    fi ;;
  esac
  best= on=
  for line in $mounts; do
    rest=\${line#* }
    point=\${rest#* }
    # Not in one: bash takes a quoted expansion that comes to nothing for something that matches nothing.
    base=\${point%/}
    case $d/ in
      "$base"/*) if [ "\${#point}" -ge "\${#on}" ]; then on=$point best=$line; fi ;;
    esac
  done
  printf '@at %s %s %s %s %s %s\\n@real %s\\n@on %s\\n' "$how" $is $w $dw "$left" $filled "$p" "$best"
}
`;

const TAIL = `set -- $folders
[ $# -eq 0 ] || stat -f -c '@free %f %a %b %S %d %c %n' -- "$@"
set -- $files
[ $# -eq 0 ] || stat -c '@size %s %n' -- "$@"
echo @end
`;
