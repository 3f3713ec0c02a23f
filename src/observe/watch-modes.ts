/**
 * The part of the stream's script that sees what times do not tell: mode and owner of what is watched, and folders that may lie on a
 * network mount. Shell builtins can't see a mode, so this starts one process, `stat` for all paths together, each time that it is asked for.
 *
 * A folder is looked at only where no mount point of the network lies on the way to it (a dead server would hang the stream), by what
 * /proc/mounts said at the last tick: `remote` has those, with a line end before and after each.
 */
import { quote } from '../quote.ts';
import { shellPattern } from './probe.ts';
import { MOUNTS, type WatchList } from './watch-list.ts';

/** Files of patterns that are looked at for their mode; more of them than that are left out. */
const MOST_MATCHES = 200;
/** What `v` reads of /proc/mounts, in lines. Of what is beyond that nobody knows what lies on the network. */
export const MOST_LINES = 400;

/** Defines `modes`, which notes what changed since it was called last, and `remotes`, which is called when /proc/mounts says something else. */
export function modesOf({ paths, globs, folders }: WatchList, idOf: (name: string) => number): string {
  if (paths.length + globs.length + folders.length === 0) return 'modes() { :; }\nremotes() { :; }\n';
  const names = [
    ...paths.map((path) => `    ${quote(path)}) note ${idOf(path)} ;;\n`),
    ...globs.map((pattern) => `    ${shellPattern(pattern)}) note ${idOf(pattern)} ;;\n`),
  ];
  return `${folders.length > 0 ? FOLDERS : 'remotes() { :; }\n'}${folders.map((path) => `r${idOf(path)}=\n`).join('')}
# Whose mode, owner or name it is: $1 the name, $2 what was said of all the other time.
whose() {
  case $1 in
${folders.map((path) => `    "$r${idOf(path)}") note ${idOf(path)}; return ;;\n`).join('')}\
    '') return ;;
  esac
  # A file that comes or goes is seen without this.
  case $2$nl in *" $1$nl"*) ;; *) return ;; esac
  case $1 in
${names.join('')}\
    *) ;;
  esac
}
stats=
modes() {
  set +f
  set --${globs.map((pattern) => ` ${shellPattern(pattern)}`).join('')}
  set -f
  [ $# -le ${MOST_MATCHES} ] || set --
${folders.map((path) => `  if folder ${idOf(path)} ${quote(path)}; then set -- "$@" "$real"; fi\n`).join('')}\
  set --${paths.map((path) => ` ${quote(path)}`).join('')} "$@"
  [ $# -gt 0 ] || return 0
  now=$(trap - EXIT HUP INT TERM PIPE; exec stat -L -c '%f %u %g %n' -- "$@" 2>/dev/null)
  # 1: some are not there. Anything else: it did not look, so nothing is known.
  [ $? -le 1 ] || return 0
  [ "$now" != "$stats" ] || return 0
  was=$stats stats=$now
  [ -z "$first" ] || return 0
  IFS=$nl
  for line in $now; do
    case $nl$was$nl in *"$nl$line$nl"*) ;; *) whose "\${line#* * * }" "$was" ;; esac
  done
  for line in $was; do
    case $nl$now$nl in *"$nl$line$nl"*) ;; *) whose "\${line#* * * }" "$now" ;; esac
  done
  IFS=$blanks
}
`;
}

/** The call that tells `modes` of another table of mounts. */
export function remotesCall({ folders }: WatchList, idOf: (name: string) => number): string {
  return folders.length > 0 ? `  remotes "$s${idOf(MOUNTS)}"\n` : '';
}

const FOLDERS = `remote=$nl table=none many=
# $1: the lines of /proc/mounts.
remotes() {
  [ "$1" != "$table" ] || return 0
  table=$1 remote=$nl many= n=0
  IFS=$nl
  for line in $1; do
    n=$((n + 1)) rest=\${line#* }
    on=\${rest%% *} rest=\${rest#* }
    case \${rest%% *} in
      nfs | nfs4 | cifs | smb3 | smbfs | autofs | ceph | glusterfs | lustre | 9p | afs | ncpfs | fuse.*) remote=$remote$on$nl ;;
    esac
  done
  IFS=$blanks
  [ $n -gt 0 ] && [ $n -lt ${MOST_LINES} ] || many=1
}
far() { case $remote in *"$nl$1$nl"*) ;; *) return 1 ;; esac; }
# Whether $1, which had neither a link nor a mount of the network on its way, is a folder and still has none.
here() {
  todo=\${1#/} at=
  while [ -n "$todo" ]; do
    at=$at/\${todo%%/*}
    case $todo in */*) todo=\${todo#*/} ;; *) todo= ;; esac
    if far "$at" || [ -L "$at" ]; then return 1; fi
  done
  [ -d "$1" ]
}
# Component by component and link by link, so that nothing behind a mount of the network is touched. A link costs a process.
walk() {
  todo=\${1#/} at= links=0
  while [ -n "$todo" ]; do
    part=\${todo%%/*}
    case $todo in */*) todo=\${todo#*/} ;; *) todo= ;; esac
    case $part in '' | .) continue ;; ..) at=\${at%/*}; continue ;; esac
    at=$at/$part
    if far "$at"; then return 1; fi
    if [ -L "$at" ]; then
      links=$((links + 1))
      [ $links -le 16 ] && to=$(trap - EXIT HUP INT TERM PIPE; exec readlink "$at") || return 1
      case $to in *"$nl"*) return 1 ;; /*) at= todo=\${to#/}/$todo ;; *) at=\${at%/*} todo=$to/$todo ;; esac
    elif [ ! -d "$at" ]; then return 1
    fi
  done
  real=\${at:-/}
}
# Folder $1, which is to be at $2: \`real\` is where it is.
folder() {
  [ -z "$many" ] || return 1
  eval "real=\\$r$1"
  if [ -n "$real" ] && here "$real"; then return 0; fi
  walk "$2" || return 1
  eval "r$1=\\$real"
}
`;
