/**
 * Shell functions that change one file (DESIGN rule 2). The new content goes into a temporary file `.dmsa.<nonce>.<n>` in the
 * same folder, which takes over owner, mode, ACL and SELinux context of the file it replaces, is brought to the disk, and is
 * renamed over it; only where the file is still the one that was read. Four processes for a file that is there, three
 * for a new one: cp, dd, cksum, mv; and chmod or chown where those change; with SELinux one more, two for a new one.
 *
 * - The content is an argument of the shell's own printf: no process, and no limit of the kernel on its length.
 * - `dd conv=fsync` because the sync(1) of CentOS 6 (coreutils 8.4) knows no files, only "everything", which can hang on a
 *   dead NFS server. The folder is not synced: after a power cut either file may be there, each of them whole.
 * - A removal is as conditional as a replacement: what somebody else has written meanwhile stays.
 * - SELinux: `cp --preserve=all` goes on where the policy keeps it from preserving the context (coreutils 8.4, "cp invocation"), so the
 *   two are compared; where they differ, chcon makes them equal or the file stays as it was. A rename keeps the label of what is
 *   renamed: a new file would have that of the folder, which is not what the policy has for its path (`ssh_home_t`). mv -Z came
 *   with coreutils 8.22, so it gets the policy's type by matchpathcon and chcon before it stands there, else by restorecon behind:
 *   a crash between would leave a wrong label that no later look sees. A new folder gets its label at once.
 * - One cksum over both files tells that the old one is unchanged and that the new one is complete (a full disk).
 */
export function fileShell(nonce: string): string {
  return `${FILE_SHELL.replaceAll('NONCE', nonce)}`;
}

const FILE_SHELL = `SE=
{ [ -e /sys/fs/selinux/enforce ] || [ -e /selinux/enforce ]; } && command -v restorecon >/dev/null 2>&1 && SE=1
NL='
'
drop() { rm -f -- "$x"; }
# label FILE PATH: the type that the policy has for PATH
label() {
  l=$(matchpathcon -n "$2" 2>/dev/null) || return 1
  l=\${l#*:*:}; l=\${l%%:*}
  case $l in '' | *[!A-Za-z0-9_]*) return 1 ;; esac
  chcon -t "$l" -- "$1" 2>/dev/null
}
# follow PATH: t is the file itself, behind any symbolic links
follow() {
  E=; t=$1
  [ -L "$t" ] || return 0
  if [ ! -e "$t" ]; then E="$t is a symbolic link that leads to nothing"; return 1; fi
  E=$(readlink -f -- "$t" 2>&1) || return 1
  t=$E; E=
}
# put N PATH OLD NEW UMASK MODE OWNER CONTENT; OLD "-": there was none; MODE, OWNER "-": leave it. 1: failed, 3: changed meanwhile
put() {
  follow "$2" || return 1
  d=\${t%/*}; d=\${d:-/}
  if [ ! -d "$d" ]; then
    f=$d; while [ ! -d "\${f%/*}/" ]; do f=\${f%/*}; done
    E=$(umask 022; mkdir -p -- "$d" 2>&1) || return 1; say "folder $d"
    [ -z "$SE" ] || restorecon -R -- "$f" 2>/dev/null
  fi
  f=
  for o in "$d"/.dmsa.*; do
    { [ -e "$o" ] || [ -L "$o" ]; } || continue
    case $o in "$d/.dmsa.NONCE."*) ;; *) rm -f -- "$o" ;; esac
  done
  x=$d/.dmsa.NONCE.$1
  if [ -e "$t" ]; then
    [ "$3" != - ] || { E="there was no such file, and now there is one"; return 3; }
    E=$(cp --preserve=all -- "$t" "$x" 2>&1) || E=$(cp -p -- "$t" "$x" 2>&1) || { drop; return 1; }
    if [ -n "$SE" ]; then
      l=$(stat -c %C -- "$t" "$x" 2>/dev/null)
      [ "\${l%%"$NL"*}" = "\${l##*"$NL"}" ] || E=$(chcon --reference="$t" -- "$x" 2>&1) || { drop; return 1; }
    fi
  else
    [ "$3" = - ] || { E="the file is gone"; return 3; }
    umask "$5"; E=$( { : >"$x"; } 2>&1) || { umask 077; return 1; }; umask 077
    [ -z "$SE" ] || label "$x" "$t" || f=1
  fi
  [ "$7" = - ] || E=$(chown "$7" -- "$x" 2>&1) || { drop; return 1; }
  [ "$6" = - ] || E=$(chmod "$6" -- "$x" 2>&1) || { drop; return 1; }
  E=$( { printf %s "$8" >"$x"; } 2>&1) || { drop; : "\${E:=the new content could not be written whole (no space left?)}"; return 1; }
  E=$(dd if=/dev/null of="$x" conv=notrunc,fsync 2>&1) || { drop; return 1; }
  if [ "$3" = - ]; then s=$(cksum -- "$x" 2>&1); w="$4 $x"
  else s=$(cksum -- "$t" "$x" 2>&1); w="$3 $t
$4 $x"; fi
  if [ "$s" != "$w" ]; then
    drop
    if [ "$3" = - ]; then E="the new content did not arrive whole: $s"; return 1; fi
    case $s in "$3 $t"*) E="the new content did not arrive whole: $s"; return 1 ;; esac
    E="it was changed by someone else after it had been read"; return 3
  fi
  if [ "$3" = - ] && [ -e "$t" ]; then drop; E="there was no such file, and now there is one"; return 3; fi
  E=$(mv -f -- "$x" "$t" 2>&1) || { drop; return 1; }
  [ -z "$f" ] || restorecon -- "$t" 2>/dev/null
  E=
}
# del PATH OLD: 3 where it is no longer the file that was read; one that is gone is as wanted
del() {
  E=; [ -e "$1" ] || [ -L "$1" ] || return 0
  s=$(cksum -- "$1" 2>&1)
  [ "$s" = "$2 $1" ] || { E="it was changed by someone else after it had been read"; return 3; }
  E=$(rm -f -- "$1" 2>&1)
}
`;

/** The umask under which a new file gets this mode by itself, and whether a chmod is needed all the same. */
export function umaskFor(mode: string): { readonly umask: string; readonly chmod: boolean } {
  const bits = Number.parseInt(mode, 8);
  return { umask: (0o666 & ~bits).toString(8).padStart(4, '0'), chmod: (bits & ~0o666) !== 0 };
}
