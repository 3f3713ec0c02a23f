/**
 * Shell text that the scripts of file sync are made of: POSIX sh, coreutils, and few processes. Below /var/lib/dmsa/sync:
 *   running/          a copy is running: `owner` (boot id, process id and start time of its shell), `rsync` (the same of its
 *                     rsync), `stop` (why it is to end). Made complete and then renamed, so that one of two gets it.
 *   <directory>/      kinds/sync-state.ts
 */
import { SYNC_DIR } from '../../kinds/sync-state.ts';

/** Its presence on a standby says that a takeover or failback is in progress; nothing is copied to it meanwhile. */
export const TRANSITION = '/var/lib/dmsa/ha/transition';

export const SYNC_PRELUDE = `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
umask 077
B=${SYNC_DIR}; L=$B/running
boot=; { read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
say() { printf '@dmsa-sync %s\\n' "$*"; }
uptime_s() { read -r up up2 </proc/uptime; up=\${up%%.*}; }
# T: when a process was started (clock ticks after boot), which tells it from a later one of the same number.
start_of() {
  T=; { IFS= read -r T <"/proc/$1/stat"; } 2>/dev/null || return 1
  set -- \${T##*) }
  T=\${20}
  [ "$1" != Z ]
}
kids_of() {
  K=
  if [ -e "/proc/$1/task/$1/children" ]; then read -r K <"/proc/$1/task/$1/children"; return 0; fi
  for k in /proc/[0-9]*/stat; do
    s=; { IFS= read -r s <"$k"; } 2>/dev/null || continue
    k=\${s%% *}; s=\${s##*) }; s=\${s#? }
    [ "\${s%% *}" != "$1" ] || K="$K $k"
  done
}
# Ends an rsync, at most 6 s: it tidies up after TERM; its other half goes with it.
halt() {
  kids_of "$1"
  kill -TERM "$1" 2>/dev/null || return 0
  n=0
  while [ $n -lt 6 ] && start_of "$1"; do sleep 1 >/dev/null 2>&1; n=$((n + 1)); done
  [ $n -lt 6 ] || kill -KILL "$1" $K 2>/dev/null
}
# True while the copy that has the lock is alive. One that is dead may have left its rsync behind.
alive() {
  ob=; op=; ot=; { read -r ob op ot <"$L/owner"; } 2>/dev/null
  [ "$ob" = "$boot" ] || return 1
  ! start_of "$op" || [ "$T" != "$ot" ] || return 0
  rb=; rp=; rt=; { read -r rb rp rt <"$L/rsync"; } 2>/dev/null
  if [ "$rb" = "$boot" ] && start_of "$rp" && [ "$T" = "$rt" ]; then halt "$rp"; fi
  return 1
}
`;

/**
 * \`place PATH\`: where a directory lies. p its real path, m and f the mount point that it is on and that one's type, e the mount
 * point that fstab has it on ('' for none). \`unmounted\`: fstab has it on a file system that is not there. \`filled DIR\`: there
 * is something in it. Nothing here waits for a network file system that is not there, but \`place\` of an automount point.
 */
export const PLACE_SHELL = `lookup() {
  m=/; f=unknown
  while read -r s a t z; do
    case $p/ in "\${a%/}"/*) [ \${#a} -lt \${#m} ] || { m=$a; f=$t; } ;; esac
  done </proc/mounts
}
place() {
  d=$1
  while [ ! -d "$d" ]; do d=\${d%/*}; [ -n "$d" ] || d=/; done
  p=$(cd -P -- "$d" && pwd -P) || p=$d
  [ "$p" != / ] || p=
  [ "$d" != / ] || d=
  p=$p\${1#"$d"}
  lookup
  if [ "$f" = autofs ]; then timeout -s KILL 20 ls -d -- "$1/." >/dev/null 2>&1; lookup; fi
  e=
  [ ! -r /etc/fstab ] || while read -r s a t o z || [ -n "$s" ]; do
    case $s in '' | '#'*) s=; continue ;; esac
    case ,$o, in *,noauto,*) s=; continue ;; esac
    a=\${a%/}
    case $p/ in "$a"/*) [ \${#a} -le \${#e} ] || e=$a ;; esac
    s=
  done </etc/fstab
}
unmounted() {
  if [ "$f" = autofs ]; then e=$m; return 0; fi
  [ \${#e} -gt \${#m} ]
}
remote() {
  case $f in nfs | nfs4 | cifs | smb3 | smbfs | ceph | glusterfs | lustre | fuse.sshfs | fuse.glusterfs | fuse.ceph) return 0 ;; esac
  return 1
}
filled() {
  for x in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    case $x in */lost+found | */.dmsa-partial) continue ;; esac
    if [ -e "$x" ] || [ -L "$x" ]; then return 0; fi
  done
  return 1
}
# v: major*100+minor of rsync, 0 for none; c: what it can keep beside the usual (-A ACLs, -X extended attributes, -H hard links).
rsync_can() {
  v=0; c=; V=$(rsync --version 2>/dev/null) || return 0
  set -f; set -- $V; set +f
  x=\${3#v}; y=\${x#*.}; x=\${x%%.*}; y=\${y%%.*}
  case $x$y in '' | *[!0-9]*) return 0 ;; esac
  v=$((x * 100 + y))
  case $V in *'no hardlinks'*) ;; *) c=\${c}H ;; esac
  case $V in *'no ACLs'*) ;; *ACLs*) c=\${c}A ;; esac
  case $V in *'no xattrs'*) ;; *xattrs*) c=\${c}X ;; esac
}
# A record that a takeover wrote; one that was only touched, or that dmsa ha pause wrote, says that failover is paused. What can't be
# read counts as written.
written() {
  [ -s "$1" ] || return 1
  w=$(tr -d ' \\t\\r\\n' <"$1" 2>/dev/null) || return 0
  case $w in '' | '{"dmsa":"pause",'*) return 1 ;; esac
}
`;
