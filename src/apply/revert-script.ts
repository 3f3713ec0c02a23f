/** The script with which a node puts back, by itself, what was changed and not confirmed. */
import { quote } from '../quote.ts';
import { BOOTED_SHELL, START_SHELL, UNHOOK_SHELL } from './boot-hook.ts';
import { binary } from './bytes.ts';
import { NET_SHELL } from './net-shell.ts';
import { marker } from './wave-script.ts';

export interface Undo {
  /** The place of its step among the run items of the wave. */
  readonly index: number;
  readonly label: string;
  readonly script: string;
  readonly seconds: number;
}

export interface RevertScript {
  /** Text that sets C, the change's folder on the node, and PATH. */
  readonly head: string;
  readonly id: string;
  readonly nonce: string;
  readonly paths: readonly string[];
  readonly undos: readonly Undo[];
}

const FILES_S = 30;
const NET_S = 30;
const LOOK_S = 40;
const UNHOOK_S = 30;
/** Later than that after the change, somebody may have worked on a file since: it is put back only if it is as the change left it. */
const OLD_S = 3_600;

/** The longest that a revert may take, in seconds: each of its parts has a limit. */
export function revertS(undos: readonly Undo[]): number {
  return FILES_S + NET_S + LOOK_S + UNHOOK_S + undos.reduce((sum, undo) => sum + undo.seconds, 0);
}

/**
 * Its arguments:
 *   SECONDS        waits so long, then undoes it all unless it was confirmed or somebody else is at it
 *   again SECONDS [LIMIT]   the same, for whoever comes last: a revert that was begun and does not end is done again
 *   early, late    by the hook of a boot: the files before the network is up; the rest, in the background, after the boot. The
 *                  running links, addresses and routes are left as the boot makes them: a service address that was up before
 *                  may be elsewhere by now.
 *   files, net, look, unhook    its own parts, each run with a time limit
 */
export function revertScript({ head, id, nonce, paths, undos }: RevertScript): string {
  const restores = paths.map((path, index) => `restore ${index} ${quote(binary(path))}\n`);
  const units = paths.some((path) => /\/systemd\/|^\/etc\/(init\.d|rc\.d|fstab)/.test(path));
  const undone = undos
    .toReversed()
    .map(({ index, label, script, seconds }) => `undo ${index} ${seconds} ${quote(binary(label))} ${quote(binary(script))}\n`);
  return `trap '' HUP
${head}${START_SHELL}${NET_SHELL}${UNHOOK_SHELL}${BOOTED_SHELL}
left() { echo "$1" >>"$C/left"; f=1; }
lim() { # SECONDS COMMAND…
  if [ -z "$TO" ]; then
    TO=shell
    ! command -v timeout >/dev/null 2>&1 || ! timeout 5 true 2>/dev/null || TO=timeout
  fi
  if [ $TO = timeout ]; then timeout -s KILL "$@"; return; fi
  t=$1; shift
  "$@" & p=$!
  ( sleep "$t"; kill -9 $p ) >/dev/null 2>&1 & w=$!
  wait $p; e=$?
  kill $w 2>/dev/null
  return $e
}
TO=
# part SECONDS NAME: 1 where it has left something and said so
part() {
  lim "$1" sh "$0" "$2" </dev/null >/dev/null 2>&1
  e=$?
  case $e in 0) ;; 1) f=1 ;; *) left "$2: it did not come to its end within $1 s (status $e)" ;; esac
}
same_boot() {
  a=; b=; { read -r a </proc/sys/kernel/random/boot_id; read -r b <"$C/begun"; } 2>/dev/null
  [ "$a" = "$b" ]
}
# 0: ours to do. 1: it was confirmed, or is gone. 2: another revert is at it, or was. A link is made by one alone (link(2)).
decide() {
  ln -- "$C/by.revert" "$C/decided" 2>/dev/null && return 0
  w=; { read -r w <"$C/decided"; } 2>/dev/null
  case $w in confirm) return 1 ;; revert) return 2 ;; esac
  [ -e "$C/begun" ] || return 1
  # No space for a link, or a read-only file system: undone all the same; without this file nobody can confirm it any more.
  rm -f -- "$C/by.confirm" 2>/dev/null
  return 0
}
changed_since() { # FILE: it is not as the change left it
  [ -n "$old" ] || return 1
  s=$(cksum -- "$1" 2>/dev/null)
  case "$NL$after$NL" in *"$NL$s$NL"*) [ -z "$s" ] || return 1 ;; esac
  [ -n "$s" ] || case "$after$NL" in *" $1$NL"*) ;; *) return 1 ;; esac
}
restore() { # N FILE
  [ -e "$C/gone.$1" ] || [ -e "$C/file.$1" ] || [ -e "$C/link.$1" ] || return 0
  if changed_since "$2"; then left "file $2 was changed again by somebody else, and is left as it is"; return; fi
  t=$2
  [ ! -e "$C/real.$1" ] || IFS= read -r t <"$C/real.$1"
  x=\${t%/*}/.dmsa.${id}.$1.$$
  if [ -e "$C/gone.$1" ]; then
    [ ! -e "$t" ] && [ ! -L "$t" ] || rm -f -- "$t" || left "file $2 is still there"
  elif [ -e "$C/file.$1" ]; then
    [ -d "\${t%/*}/" ] || mkdir -p -- "\${t%/*}/"
    # A link needs no space. mv leaves one behind where both are the same file already.
    { ln -- "$C/file.$1" "$x" || cp --preserve=all -- "$C/file.$1" "$x" || cp -p -- "$C/file.$1" "$x"; } 2>/dev/null &&
      mv -f -- "$x" "$t" || left "file $2 is not as before"
    rm -f -- "$x"
  fi
  [ -e "$C/link.$1" ] || return 0
  IFS= read -r l <"$C/link.$1"
  [ -L "$2" ] && [ "$(readlink -- "$2")" = "$l" ] && return 0
  { ln -s -- "$l" "$x.l" && mv -fT -- "$x.l" "$2"; } 2>/dev/null || left "symbolic link $2 is not as before"
}
# undo PLACE SECONDS LABEL SCRIPT
undo() {
  [ -z "$some" ] || case $steps in *" $1 "*) ;; *) return 0 ;; esac
  o=$C/undo.$1; { echo >"$o"; } 2>/dev/null || o=/dev/null
  lim "$2" sh -c "$4" </dev/null >"$o" 2>&1
  e=$?
  [ $e = 0 ] || left "undoing \\"$3\\" failed with status $e: $(tail -n 1 "$o" 2>/dev/null)"
}
undo_all() {
  some=; steps=' '
  if [ -z "$boot" ] && [ -e "$C/worked" ]; then
    some=1
    while read -r m y z i; do [ "$m $y $z" != ${quote(`${marker(nonce)}step`)} ] || steps="$steps$i "; done <"$C/log"
  fi
${undone.join('')}}
# A change that still runs would go on behind the back of its own revert.
stop_work() {
  p=; { read -r p <"$C/pid"; } 2>/dev/null
  [ -n "$p" ] && [ -z "$boot" ] && [ ! -e "$C/worked" ] || return 0
  case "$(tr '\\0' ' ' 2>/dev/null <"/proc/$p/cmdline")" in *"$C/work.sh "*) kill -9 "-$p" || kill -9 "$p" ;; esac 2>/dev/null
}
finish() {
  [ ! -s "$C/left" ] || f=1
  # By a rename, for which a full disk has room.
  mv -f -- "$C/end.$f" "$C/final"
  part ${UNHOOK_S} unhook
}
f=0
case $1 in
  files)
    old=; after=; at=; { read -r at <"$C/at"; } 2>/dev/null
    [ -z "$at" ] || [ ! -e "$C/after" ] || [ $(($(date +%s) - at)) -le ${OLD_S} ] || { old=1; after=$(cat "$C/after"); }
${restores.join('')}    exit $f ;;
  net) back "$(cat "$C/was")"; exit 0 ;;
  look)
    was=$(cat "$C/was"); want=$(bare "$was")
    for n in 1 2 3; do
      now=$(snap); now=$(bare "$now")
      a=$(less "$want" "$now"); b=$(less "$now" "$want")
      [ -n "$a$b" ] || exit 0
      # What was undone last may have brought up something else, and may still be about it.
      [ $n = 3 ] || { [ $n = 1 ] || sleep 1; back "$was"; }
    done
    printf '%s\\n' "$a" | while IFS= read -r k; do [ -z "$k" ] || left "missing: $k"; done
    printf '%s\\n' "$b" | while IFS= read -r k; do [ -z "$k" ] || left "still there: $k"; done
    exit 1 ;;
  unhook) unhook; exit 0 ;;
  early)
    # Without this the change was never begun. The folder of another boot has no timers, that of this one has.
    [ -e "$C/begun" ] || { rm -rf "$C"; exit 0; }
    if [ -e "$C/final" ] || same_boot; then exit 0; fi
    decide; [ $? != 1 ] || { rm -rf "$0" "$C"; exit 0; }
    part ${FILES_S} files
${units ? '    [ ! -d /run/systemd/system ] || lim 20 systemctl daemon-reload </dev/null >/dev/null 2>&1\n' : ''}    $s "$0" late </dev/null >/dev/null 2>&1 &
    exit 0 ;;
  late)
    booted
    boot=1; undo_all; finish
    exit 0 ;;
  again)
    sleep "$2"
    decide; n=$?
    [ $n != 1 ] || exit 0
    if [ $n = 2 ]; then
      n=0
      while [ ! -e "$C/final" ] && [ -e "$C/begun" ]; do
        [ $n -lt "\${3:-${revertS(undos)}}" ] || break
        sleep 1; n=$((n + 1))
      done
      [ ! -e "$C/final" ] && [ -e "$C/begun" ] || exit 0
    fi ;;
  *)
    [ "\${1:-0}" = 0 ] || sleep "$1"
    decide || exit 0 ;;
esac
boot=1; ! same_boot || boot=
stop_work
part ${FILES_S} files
[ -n "$boot" ] || part ${NET_S} net
undo_all
[ -n "$boot" ] || part ${LOOK_S} look
finish
`;
}
