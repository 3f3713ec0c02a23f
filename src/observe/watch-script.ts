/**
 * The script that stays on a node and says what changed there (docs/decisions/0071, 0077). The controller paces it: it reads a line, looks,
 * with shell builtins alone but for modes (watch-modes.ts), answers, and reads the next. `ip monitor` runs beside it and writes to the same
 * output by itself. It decides nothing and writes nothing but the times of three files that have no name any more.
 *
 * It prints, each at the beginning of a line:
 *   @ready         all is as it found it; from now on it is told what changes
 *   @t ID…         the answer to a line: what changed since the one before, by its id
 *   @noip          `ip monitor` runs no more
 * Everything else is an event of `ip monitor`.
 *
 * It reads `t` (look) or `s` (look, and see anew which daemons run), with an `m` after it (modes and owners too), or `m` alone; and ends with
 * its input. Where a look found something, modes are looked at as well, so that what comes together is told together.
 *
 * Times are compared with those of the three files, which are written at each line in turn: what is not older than the last but one (a
 * tick is a second at least, so whole seconds of an old file system do no harm) and not of the future (a clock that was set back must not
 * make all files new for ever) has changed. What was told at the line before is told again only if it is not older than that.
 */
import { quote } from '../quote.ts';
import { shellPattern } from './probe.ts';
import type { WatchList } from './watch-list.ts';
import { MOST_LINES, modesOf, remotesCall } from './watch-modes.ts';

/** How often it is seen on the node whether anybody still asks; what is left over there ends after twice that. */
const DOG_S = 300;

export interface Watch {
  readonly script: string;
  /** What an id of its answers means, for people. */
  readonly nameOf: (id: string) => string;
}

/** @param dogS how often the node sees whether anybody still asks, seconds */
export function buildWatch(list: WatchList, dogS: number = DOG_S): Watch {
  const ids = [...list.paths, ...list.globs, ...list.virtual, ...list.folders];
  const at = new Map(ids.map((name, index) => [name, index]));
  const idOf = (name: string): number => at.get(name) ?? 0;
  const checks = [
    ...list.virtual.map((path) => `v ${idOf(path)} ${quote(path)}`),
    ...list.paths.map((path) => `w ${idOf(path)} ${quote(path)}`),
    ...list.globs.map((pattern) => `g ${idOf(pattern)} ${shellPattern(pattern)}`),
  ];
  return {
    script: scriptOf(list, checks.join('\n'), remotesCall(list, idOf), modesOf(list, idOf), dogS),
    nameOf: (id) => (id === 'p' ? 'a process ended' : (ids[Number(id)] ?? id)),
  };
}

function scriptOf({ network, processes, daemons }: WatchList, checks: string, then: string, modes: string, dogS: number): string {
  return `LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
export LC_ALL PATH
unset POSIXLY_CORRECT TZ
set +e -f
nl='
'
blanks=" 	$nl"
IFS=$blanks
cd /
ip= dog=
# A child of this very shell: a number that somebody else has got by now is left alone.
mine() {
  st=
  { read -r st </proc/$1/stat; } 2>/dev/null
  st=\${st##*) }; st=\${st#? }
  [ "\${st%% *}" = $$ ]
}
bye() {
  trap '' EXIT HUP INT TERM PIPE
  for child in $ip $dog; do ! mine $child || kill $child; done 2>/dev/null
  exit 0
}
trap bye EXIT HUP INT TERM PIPE
# Three files without a name: their times say when the last lines came. Nothing of them is left behind, however this ends.
set -C
for d in /run /dev /var/run /tmp; do
  s=$d/.dmsa-watch.$$
  if { : >"$s.1" && : >"$s.2" && : >"$s.3" && : >"$s.4"; } 2>/dev/null; then break; fi
  s=
done
set +C
[ -n "$s" ] || { echo 'no file can be made in /run, /dev, /var/run or /tmp' >&2; exit 3; }
exec 6<>"$s.4" 7<>"$s.1" 8<>"$s.2" 9<>"$s.3"
rm -f "$s.1" "$s.2" "$s.3" "$s.4"
[ -e /proc/self/fd/7 ] || { echo '/proc/self/fd can not be used' >&2; exit 3; }
A=/proc/self/fd/7 B=/proc/self/fd/8 C=/proc/self/fd/9
root=/root
[ -e /proc/$$/root ] || root=
changed= first=1
note() {
  case "$first$changed " in 1* | *" $1 "*) ;; *) changed="$changed $1" ;; esac
}
# One file or folder: $1 its id, $2 its path.
w() {
  k= new=
  if [ -e "$2" ]; then
    if [ "$2" -nt $C ]; then k=f
    elif [ ! "$2" -ot $A ]; then new=1
    fi
    k=\${k}+
  elif [ -L "$2" ]; then k=l
  else k=-
  fi
  eval "was=\\$s$1 told=\\$n$1 s$1=\\$k n$1=\\$new"
  if [ "$k" != "$was" ]; then note $1
  elif [ -n "$new" ]; then
    if [ -z "$told" ] || [ ! "$2" -ot $B ]; then note $1; fi
  fi
}
# Files of a pattern: $1 its id, then what matches.
g() {
  id=$1 new= late=
  shift
  for f; do
    if [ ! -f "$f" ] || [ "$f" -ot $A ] || [ "$f" -nt $C ]; then continue; fi
    new=1
    if [ ! "$f" -ot $B ]; then late=1; fi
  done
  eval "told=\\$n$id n$id=\\$new"
  if [ -n "$new" ] && { [ -z "$told" ] || [ -n "$late" ]; }; then note $id; fi
}
# What the kernel says: $1 its id, $2 its path.
v() {
  k= lines=0
  while IFS= read -r line && [ $lines -lt ${MOST_LINES} ]; do k=$k$line$nl lines=$((lines + 1)); done <"$2"
  eval "was=\\$s$1 s$1=\\$k"
  [ "$k" = "$was" ] || note $1
} 2>/dev/null
names=${quote(` ${processes.join(' ')} `)}
alive=
# Which processes are to stay. Numbers alone: one that ends is told, whatever comes after it.
scan() {
  alive= n=0
${daemons ? DAEMONS : ''}${processes.length > 0 ? NAMED : ''}  # One that has ended and that its parent never asks about stays in the lists, and would end each time anew.
  left=
  for p in $alive; do
    if [ -e /proc/$p$root ]; then left="$left $p"; fi
  done
  alive=$left
}
gone() {
  left= ended=
  for p in $alive; do
    if [ -e /proc/$p$root ]; then left="$left $p"; else ended=1; fi
  done
  alive=$left
  [ -z "$ended" ] || note p
}
look() {
  set +f
${checks}
  set -f
${then}}
${modes}${network ? MONITOR : ''}# Ends all of this where nobody asks any more: the connection was cut, and this side was not told. And what is left where the shell that is
# asked was killed. Its own time is written last, so that a line that came since has a newer one.
(
  trap 'kill $nap; exit' TERM
  trap '' PIPE
  trap - EXIT HUP INT
  exec 5>&1 </dev/null >/dev/null 2>&1
  while echo >/proc/self/fd/6; do
    sleep ${dogS} &
    nap=$!
    wait $nap
    st=
    read -r st </proc/self/stat
    st=\${st##*) }; st=\${st#? }
    [ "\${st%% *}" = $$ ] || break
    for last in 7 8 9 6; do
      if [ /proc/self/fd/$last -nt /proc/self/fd/6 ]; then break; fi
    done
    if [ $last = 6 ]; then kill $$; exit; fi
  done
  # The shell is gone. What still writes to its output is what it started.
  if [ -n "$ip" ] && [ /proc/$ip/fd/1 -ef /proc/self/fd/5 ]; then kill $ip; fi
) &
dog=$!
echo >$A; echo >$B; echo >$C
look
modes
scan
first=
printf '\\n@ready\\n'
while read -r word; do
  changed=
  if [ "$word" != m ]; then
    turn=$A A=$B B=$C C=$turn
    echo >$C
    look
    gone
    case $word in s*) scan ;; esac
  fi
  case $word$changed in *m | *' '*) modes ;; esac
  if [ -n "$ip" ] && [ ! -e /proc/$ip$root ]; then ip=; printf '\\n@noip\\n'; fi
  printf '\\n@t%s\\n' "$changed"
done
exit 0
`;
}

/** It is alive before it can say that it is not. */
const MONITOR = `ip -o monitor link address route </dev/null &
ip=$!
`;

/** Linux 3.5 and later say it in a line; else each process is asked for its parent. */
const DAEMONS = `  if { read -r line || [ -n "$line" ]; } 2>/dev/null </proc/1/task/1/children; then
    for p in $line; do
      n=$((n + 1))
      if [ $n -le 300 ]; then alive="$alive $p"; fi
    done
  else
    set +f
    for f in /proc/[0-9]*/stat; do
      st=
      read -r st <"$f" || continue
      st=\${st##*) }; st=\${st#? }
      if [ "\${st%% *}" = 1 ] && [ $n -lt 300 ]; then n=$((n + 1)) f=\${f#/proc/}; alive="$alive \${f%/stat}"; fi
    done 2>/dev/null
    set -f
  fi
`;

/** Kernels before 2.6.33 have the name in \`stat\` only. */
const NAMED = `  where=comm
  [ -e /proc/1/comm ] || where=stat
  set +f
  for f in /proc/[0-9]*/$where; do
    st=
    read -r st <"$f" || continue
    if [ $where = stat ]; then st=\${st#*\\(}; st=\${st%%\\)*}; fi
    case $names in *" $st "*) if [ $n -lt 600 ]; then n=$((n + 1)) f=\${f#/proc/}; alive="$alive \${f%/$where}"; fi ;; esac
  done 2>/dev/null
  set -f
`;
