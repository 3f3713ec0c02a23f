/**
 * The script that copies one directory. It runs on the node that gets the files, looks there once more whether they may come,
 * and pulls them with rsync over ssh. What it prints is read in report.ts.
 *
 * Two passes (docs/decisions, 0052). The first brings the files and deletes nothing: rsync only counts what it would delete.
 * Where that is within the limit, the second one deletes. Beside rsync a watcher looks every second whether the direction
 * is still open, and ends rsync where it is not, or where the script itself was killed.
 */
import { type Forcible, stateDir } from '../../kinds/sync-state.ts';
import { quote } from '../../quote.ts';
import type { Copy } from './copies.ts';
import { PLACE_SHELL, SYNC_PRELUDE, TRANSITION } from './shell.ts';
import { closeScript } from './stop.ts';

export interface CopyOptions {
  /** Says what would be copied and deleted, and changes nothing but /var/lib/dmsa/sync. */
  readonly dryRun?: boolean;
  /** Says about once a second how far it is, where rsync is 3.1 or newer. */
  readonly progress?: boolean;
  readonly force?: ReadonlySet<Forcible>;
  /** KiB a second; instead of the file's. */
  readonly bandwidthKiB?: number | null;
}

/** Deletions that are let through whatever share of the files they are: small directories change as a whole. */
const FEW = 20;
const LOG_BYTES = 1_048_576;
/** rsync's own: no byte came for so long. */
const SILENCE_S = 300;
/** Of one look at the other node. */
const ASK_S = 45;
const MAX_LISTED_BYTES = 4_000_000;

export function copyScript(copy: Copy, options: CopyOptions = {}): string {
  const { direction, path, limits } = copy;
  const force = options.force ?? new Set();
  const bandwidth = options.bandwidthKiB === undefined ? limits.bandwidthKiB : options.bandwidthKiB;
  const ssh = [
    'ssh -T -x -o BatchMode=yes -o StrictHostKeyChecking=yes -o ClearAllForwardings=yes -o LogLevel=ERROR',
    `-o ConnectTimeout=${Math.max(1, Math.ceil(copy.connectTimeoutMs / 1000))} -o ServerAliveInterval=10 -o ServerAliveCountMax=6`,
    `-p ${copy.port}${copy.keyPath === null ? '' : ` -i ${copy.keyPath}`} -l root`,
  ].join(' ');
  const rsync = [
    '-x --stats --delete --partial-dir=.dmsa-partial',
    `--timeout=${SILENCE_S}`,
    "--rsync-path='nice rsync'",
    ...(bandwidth === null ? [] : [`--bwlimit=${bandwidth}`]),
    ...copy.exclude.map((pattern) => `--exclude=${quote(pattern)}`),
  ].join(' ');
  const max = 'percent' in limits.maxDelete ? `$((base * ${limits.maxDelete.percent} / 100))` : String(limits.maxDelete.files);
  const few = 'percent' in limits.maxDelete && limits.maxDelete.percent > 0 ? FEW : 0;
  const forced = (code: Forcible): string => (force.has(code) ? '1' : '');
  return `${SYNC_PRELUDE}${PLACE_SHELL}
P=${quote(path)}; S=${quote(stateDir(path))}; FROM=${quote(copy.from)}; TO=${quote(copy.to)}
REC=${quote(copy.recordPath)}; TRANS=${TRANSITION}; LOG=${quote(copy.logPath)}
DIR=${direction}; DRY=${options.dryRun ? 1 : ''}; PROGRESS=${options.progress ? 1 : ''}
SSH=${quote(ssh)}
F_EMPTY=${forced('empty-source')}; F_MASS=${forced('mass-delete')}; F_MOUNT=${forced('mount-changed')}; F_TOOK=${forced('took-over')}
SAID=; HAVE=; RP=; W=; VIA=; MOVED=0; BYTES=0; WIRE=0; FILES=0; SIZE=0; SKIPPED=0; DELETED=0
${ENDING}${DIRECTION}
close_all() {
${closeScript(copy.paths)}}
holding() {
  A=$(ip -o addr show 2>&1) || { SAID=$A; end addresses-unknown; }
  for x in ${copy.serviceAddresses.map(quote).join(' ')}; do
    case $A in *" $x/"* | *" $x "*) SAID="$TO has $x"; end standby-holds ;; esac
  done
}
${LOCK}
# The same look on both sides; the other one's over ssh, by the first address that answers.
ask() {
  W1=
  for H in $VIA ${copy.addresses.map(quote).join(' ')}; do
    timeout -s KILL ${ASK_S} $SSH "$H" 'exec sh -s' >"$L/probe" 2>"$L/err" <<'DMSA_ASK'
LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
${PLACE_SHELL}P=${quote(path)}; REC=${quote(copy.recordPath)}
at() { printf '@at %s\\n' "$*"; }
place "$P"; rsync_can
at clock "$(date +%s)"; at rsync "$v" "$c"; at mount "$m"
if [ ! -d "$P" ]; then if [ -e "$P" ] || [ -L "$P" ]; then at is other; else at is missing; fi
elif filled "$P"; then at is filled; else at is empty; fi
! unmounted || at unmounted "$e"
! remote || at remote "$f"
! written "$REC" || at record yes
! grep -q '"phase":"moving"' ${TRANSITION} 2>/dev/null || at moving yes
at end
DMSA_ASK
    RC=$?
    s_end=; s_clock=0; s_v=0; s_c=; s_mount=/; s_is=; s_unmounted=; s_remote=; s_record=; s_moving=
    while read -r x k y; do
      [ "$x" = @at ] || continue
      case $k in
        clock) s_clock=$y ;; rsync) s_v=\${y%% *}; s_c=\${y#* } ;; mount) s_mount=$y ;; is) s_is=$y ;;
        unmounted) s_unmounted=$y ;; remote) s_remote=$y ;; record) s_record=$y ;; moving) s_moving=$y ;; end) s_end=1 ;;
      esac
    done <"$L/probe"
    if [ -n "$s_end" ]; then VIA=$H; return 0; fi
    tail_of "$L/err"
    [ -n "$TEXT" ] || TEXT="ssh ended with exit status $RC"
    case $TEXT in
      *'Host key verification failed'* | *'host key is known'* | *'HOST IDENTIFICATION HAS CHANGED'*) W1=host-key ;;
      *'ermission denied'* | *'authentication failures'*) [ -n "$W1" ] || W1=auth-failed ;;
    esac
    SAID="$SAID\${SAID:+
}$FROM at $H: $TEXT"
  done
  end "\${W1:-unreachable}"
}
source_as_before() { SAID=; ask; [ "$s_mount" = "$SM" ] || { SAID="on $FROM it was on $SM, and is on $s_mount now"; end mount-changed; }; }
${RUNNING}
pass() {
  [ ! -s "$L/stop" ] || stopped
  rsync -a$CAN ${rsync} -e "$SSH" $INFO "$@" "$AT:$P/" "$P/" >"$L/out" 2>"$L/err" &
  RP=$!
  if start_of "$RP"; then echo "$boot $RP $T" >"$L/rsync"; fi
  watch &
  W=$!
  wait "$RP"; RC=$?; RP=
  kill "$W" 2>/dev/null; wait "$W" 2>/dev/null; W=
  rm -f "$L/rsync"
  [ ! -s "$L/stop" ] || stopped
  stats
}
full() { case $RC:$TEXT in 0:*) return 1 ;; *'No space left on device'* | *'Disk quota exceeded'*) return 0 ;; esac; return 1; }
# How many may go: of what was there after the last good copy, where there was one.
judge() {
  base=$g_files; [ "$base" -gt 0 ] || base=$((FILES + SKIPPED))
  A=${max}
  [ "$A" -ge ${few} ] || A=${few}
  [ -z "$F_MASS$F_DEL" ] || A=$SKIPPED
  if [ "$SKIPPED" -gt "$A" ]; then
    SAID="$SKIPPED of $base files would be deleted on $TO, $A are allowed; what is new was copied, nothing was deleted"
    end mass-delete
  fi
  # Folders that become empty go along.
  A=$((A + SKIPPED))
}
check() {
  case $RC in
    0 | 24) return 0 ;;
    25) SAID="$SKIPPED files were left, as more than before would have gone; the next copy goes on"; end mass-delete ;;
  esac
  SAID=$TEXT
  ! full || end no-space
  case $TEXT in *'Read-only file system'*) end read-only ;; esac
  case $RC in
    23) end incomplete ;; 30 | 35) end timed-out ;; 12 | 255) end connection-lost ;;
  esac
  SAID="exit status $RC\${SAID:+
}$SAID"
  end rsync-failed
}

set -- $(date +%s)
NOW=$1
uptime_s; BEGAN=$up; LIMIT=$((up + ${Math.ceil(limits.timeLimitMs / 1000)}))
trap tidy EXIT
trap 'exit 143' HUP INT TERM PIPE
rsync_can
if [ "$v" -lt 300 ]; then SAID="on $TO"; end no-rsync; fi
mine_v=$v; mine_c=$c
take
direction_open || end "$CLOSED"
holding
if [ "$DIR" = to-standby ] && [ -e "$S/closed" ] && [ -z "$F_TOOK" ]; then SAID="noted on $TO in $S/closed"; end took-over; fi
say begin

g_files=0; g_mount=; g_smount=
{ while read -r k x; do case $k in files) g_files=$x ;; mount) g_mount=$x ;; mount-source) g_smount=$x ;; esac; done <"$S/good"; } 2>/dev/null
case $g_files in '' | *[!0-9]*) g_files=0 ;; esac
place "$P"; M=$m
if unmounted; then SAID="on $TO: $e"; end not-mounted; fi
if remote; then SAID="on $TO: $M ($f)"; end network-mount; fi
if [ ! -d "$P" ] && { [ -e "$P" ] || [ -L "$P" ]; }; then SAID="on $TO: $P"; end not-a-directory; fi
if [ -n "$g_mount" ] && [ "$g_mount" != "$M" ] && [ -z "$F_MOUNT" ]; then SAID="on $TO it was on $g_mount, and is on $M now"; end mount-changed; fi
ask
say via "$VIA"
[ -z "$SAID" ] || say "warn \${SAID%%
*}"
SAID=; SM=$s_mount; SCLOCK=$s_clock
if [ "$DIR" = to-active ] && [ -z "$s_record" ]; then SAID="looked for on $FROM: $REC"; end not-failed-over; fi
# Another failback is already past its last copy: what is written on $TO from now on is the newer.
if [ "$DIR" = to-active ] && [ -n "$s_moving" ]; then SAID="on $FROM"; end transition; fi
if [ -n "$s_unmounted" ]; then SAID="on $FROM: $s_unmounted"; end not-mounted; fi
if [ -n "$s_remote" ]; then SAID="on $FROM: $SM ($s_remote)"; end network-mount; fi
case $s_is in missing) SAID="on $FROM"; end source-missing ;; other) SAID="on $FROM: $P"; end not-a-directory ;; esac
if [ -n "$g_smount" ] && [ "$g_smount" != "$SM" ] && [ -z "$F_MOUNT" ]; then SAID="on $FROM it was on $g_smount, and is on $SM now"; end mount-changed; fi
F_DEL=
if [ "$s_is" = empty ] && filled "$P"; then
  if [ -z "$F_EMPTY" ]; then SAID="empty on $FROM"; end empty-source; fi
  F_DEL=1
fi
if [ "$s_v" -lt 300 ]; then SAID="on $FROM"; end no-rsync; fi
CAN=
for x in H A X; do case $mine_c in *$x*) case $s_c in *$x*) CAN=$CAN$x ;; esac ;; esac; done
# Two changes in one second are told apart where rsync can: without it a file of the same size would count as the same.
[ "$mine_v" -lt 302 ] || CAN="$CAN --modify-window=-1"
INFO=; if [ -n "$PROGRESS" ] && [ "$mine_v" -ge 301 ]; then INFO=--info=progress2; fi
case $VIA in *:*) AT="[$VIA]" ;; *) AT=$VIA ;; esac

if [ -n "$DRY" ]; then
  INFO=-ni
  pass
  DELETED=0; check
  say list
  head -c ${MAX_LISTED_BYTES} "$L/out"
  printf '\\n'; say listed
  end copied
fi
[ -d "$P" ] || (umask 022; mkdir -p -- "$P") 2>"$L/err" || { tail_of "$L/err"; SAID=$TEXT; RC=1; ! full || end no-space; end rsync-failed; }
pass --max-delete=0
if full; then
  # There may be room once what the other side no longer has is gone.
  pass --existing --ignore-existing --max-delete=0
  if [ "$SKIPPED" -gt 0 ]; then
    judge
    was=$SKIPPED
    pass --existing --ignore-existing --max-delete="$A"
    DELETED=$((was - SKIPPED))
  fi
  pass --max-delete=0
fi
if [ "$SKIPPED" -gt 0 ] && case $RC in 0 | 23 | 24 | 25) : ;; *) false ;; esac; then
  judge
  was=$SKIPPED
  direction_open || end "$CLOSED"
  pass --max-delete="$A"
  DELETED=$((DELETED + was - SKIPPED))
fi
check
direction_open || end "$CLOSED"
holding
place "$P"
[ "$m" = "$M" ] || { SAID="on $TO it was on $M, and is on $m now"; end mount-changed; }
[ "$SM" = / ] || source_as_before
uptime_s; SECS=$((up - BEGAN))
{
  printf '%s\\n' "begun $NOW" "begun-source $SCLOCK" "seconds $SECS" "files $FILES" "bytes $SIZE" "mount $M" "mount-source $SM" >"$S/good.new" &&
    mv -f "$S/good.new" "$S/good"
} 2>/dev/null || { SAID="$S/good"; end state-unwritable; }
[ -z "$F_TOOK" ] || rm -f "$S/closed"
SAID=
end copied
`;
}

/** How it ends, always: the state, a line of the log, and what is printed. */
const ENDING = `tail_of() { TEXT=$(tail -c 2000 "$1" 2>/dev/null | tr -c '[:print:]\\n' '?' | tail -n 12); }
said() { while IFS= read -r l; do [ -z "$l" ] || printf '%s%s\\n' "$1" "$l"; done <<DMSA_SAID
$SAID
DMSA_SAID
}
note() {
  set -- "$1" $(date -u '+%s %Y-%m-%dT%H:%M:%SZ')
  { { [ -d "$S" ] || mkdir -p "$S"; } && { printf '%s\\n' "at $2" "code $1"; said 'said '; } >"$S/last.new" && mv -f "$S/last.new" "$S/last"; } 2>/dev/null ||
    say "warn $S could not be written"
  l=\${SAID%%
*}
  case $1 in
    copied) l="copied $MOVED of $FILES files, $BYTES of $SIZE bytes, deleted $DELETED, in $SECS s, over $VIA" ;;
    *) l="NOT COPIED $1\${l:+: }$l" ;;
  esac
  (
    umask 022
    [ -d "\${LOG%/*}" ] || mkdir -p "\${LOG%/*}"
    n=0; [ ! -f "$LOG" ] || n=$(wc -c <"$LOG")
    [ "$n" -lt ${LOG_BYTES} ] || mv -f "$LOG" "$LOG.1"
    printf '%s %s\\n' "$3" "$FROM -> $TO $P $l" >>"$LOG"
  ) 2>/dev/null || say "warn $LOG could not be written"
}
end() {
  if [ -z "$DRY" ] && [ "$1" != running ]; then note "$1"; fi
  said '@dmsa-sync said '
  [ "$1" != copied ] || say "stats $MOVED $BYTES $WIRE $FILES $SIZE $DELETED"
  say "end $1"
  exit 0
}
tidy() {
  trap - EXIT; trap '' HUP INT TERM PIPE
  [ -z "$W" ] || kill "$W" 2>/dev/null
  [ -z "$RP" ] || halt "$RP"
  if [ "$HAVE" = dry ]; then rm -rf "$L"; elif [ -n "$HAVE" ]; then mv -fT "$L" "$B/done.$$" 2>/dev/null && rm -rf "$B/done.$$"; fi
}
`;

/** Whether the direction is still open on this node; CLOSED says why not. That it was closed is kept until files came back. */
const DIRECTION = `direction_open() {
  [ "$DIR" = to-standby ] || return 0
  if written "$REC"; then
    CLOSED=taken-over
    [ -n "$DRY" ] || [ -e "$S/closed" ] || close_all 2>/dev/null
    return 1
  fi
  CLOSED=transition
  [ ! -e "$TRANS" ]
}
`;

/** One copy at a time on a node. Whoever finds a dead one's lock puts it aside under a name that only one can give it. */
const LOCK = `take() {
  mkdir -p "$S" 2>/dev/null || { SAID=$S; end state-unwritable; }
  if [ -n "$DRY" ]; then
    L=$B/dry.$$; rm -rf "$L"; mkdir "$L" 2>/dev/null || { SAID=$L; end state-unwritable; }
    HAVE=dry
    return 0
  fi
  N=$B/new.$$; start_of $$; rm -rf "$N"; D=
  { mkdir "$N" && echo "$boot $$ $T" >"$N/owner"; } 2>/dev/null || { rm -rf "$N"; SAID=$N; end state-unwritable; }
  n=0
  until mv -fT "$N" "$L" 2>/dev/null; do
    if alive; then rm -rf "$N"; SAID="process $op on $TO"; end running; fi
    # A name that only this dead one gives; a lock without a word in it has none.
    case $ob.$op.$ot in *[!0-9a-f.-]* | .* | *. | *..*) D=$B/dead.$$ ;; *) D=$B/dead.$ob.$op.$ot ;; esac
    mv -fT "$L" "$D" 2>/dev/null
    n=$((n + 1))
    [ $n -lt 5 ] || { rm -rf "$N"; SAID=$L; end state-unwritable; }
  done
  HAVE=1
  for x in "$B"/dead.* "$B"/done.* "$B"/new.* "$B"/dry.*; do
    case $x in "$D" | *'*') continue ;; "$B"/dead.*) ;; *) [ ! -d "/proc/\${x##*.}" ] || continue ;; esac
    rm -rf "$x"
  done
}
`;

const RUNNING = `# Beside rsync. What ends it is noted first.
watch() {
  while :; do
    sleep 1 >/dev/null 2>&1
    # Killed: nobody else would end it.
    if ! kill -0 $$ 2>/dev/null; then halt "$RP"; return; fi
    if [ -z "$DRY" ] && ! direction_open; then echo "$CLOSED" >"$L/stop"; fi
    uptime_s
    [ "$up" -lt "$LIMIT" ] || echo time-limit >"$L/stop"
    if [ -s "$L/stop" ]; then halt "$RP"; return; fi
    [ -z "$PROGRESS" ] || say "progress $(tail -c 200 "$L/out" | tr '\\r' '\\n' | tail -n 1)"
  done
}
stopped() { read -r k SAID <"$L/stop"; end "$k"; }
# v: a number as rsync writes it, from 3.1 on with commas.
num() { v=\${1%% *}; while case $v in *[.,]*) : ;; *) false ;; esac; do v=\${v%%[.,]*}\${v#*[.,]}; done; case $v in '' | *[!0-9]*) v=0 ;; esac; }
stats() {
  SKIPPED=0; TEXT=
  tail -c 4000 "$L/out" | tr '\\r' '\\n' >"$L/tail"
  if [ -s "$L/err" ]; then tail -c 2000 "$L/err" >>"$L/tail"; tail_of "$L/err"; fi
  while IFS= read -r l || [ -n "$l" ]; do
    case $l in
      'Number of files: '*) num "\${l#*: }"; FILES=$v ;;
      'Number of regular files transferred: '* | 'Number of files transferred: '*) num "\${l#*: }"; MOVED=$((MOVED + v)) ;;
      'Total file size: '*) num "\${l#*: }"; SIZE=$v ;;
      'Total transferred file size: '*) num "\${l#*: }"; BYTES=$((BYTES + v)) ;;
      'Total bytes received: '*) num "\${l#*: }"; WIRE=$((WIRE + v)) ;;
      *'max-delete limit ('*' skipped)'*) l=\${l##*limit (}; num "$l"; SKIPPED=$v ;;
    esac
    l=
  done <"$L/tail"
}
`;
