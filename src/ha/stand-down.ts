/**
 * What a node runs by itself when it can no longer say that it may act: its pair's service addresses come off, then the pack is
 * stopped; where that is not done in time, the machine is reset if the file allows it (docs/decisions, 0058). Pure text, for a
 * shell on the node itself, without a look before: nobody may be there to look.
 *
 * It changes no file, may run twice at the same time, and may be repeated. Its boot files bring nothing up (pairsAtBoot: hold).
 */
import { unitName } from '../kinds/boot/systemd.ts';
import { hostOf, isIPv6 } from '../kinds/net/address.ts';
import { DROP, KNOB, PREAMBLE } from '../kinds/net/script.ts';
import { quote } from '../quote.ts';

export interface StandDown {
  /** With prefix length. They come off wherever they stand and whatever their label: each place would be answered for. */
  readonly addresses: readonly string[];
  /** In the order in which they start. */
  readonly services: readonly string[];
  /** SYSRQ_TRIGGER where the file allows a reset; null where not. */
  readonly sysrq: string | null;
}

export const SYSRQ_TRIGGER = '/proc/sysrq-trigger';

/**
 * Ends with 0 when all is off and stopped, with 1 when not. Says each thing in a line of its own. `$over` has to be set: the
 * uptime in hundredths of a second by which all has to be over.
 */
export function standDownScript({ addresses, services, sysrq }: StandDown): string {
  const off = addresses.map((one) => `off ${isIPv6(one) ? '-6' : '-4'} ${quote(hostOf(one))} || left="$left ${hostOf(one)}"`);
  const last = [...services].reverse();
  const stops = last.map(
    (name, at) => `stop ${last.length - at} ${quote(name)} ${quote(unitName(name))} || left="$left ${name}"`,
  );
  const retry = addresses.length + services.length === 0 ? '' : LOOP(off.join('\n  '), stops.join('\n  '));
  return `${PREAMBLE}
trap '' INT TERM
LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
export LC_ALL PATH
cd /
${KNOB}
${DROP}
${FUNCTIONS}
left=
${retry}
if [ -z "$left" ]; then
  echo 'stood down'
  exit 0
fi
echo "not done in time:$left" >&2
${sysrq === null ? '' : reset(sysrq)}exit 1
`;
}

/**
 * Ends with 0 where none of it is up, with 1 and a line where something is or that can't be said. Changes nothing. Who asks may then
 * say for the node that it has stood down.
 */
export function offScript({ addresses, services }: Omit<StandDown, 'sysrq'>): string {
  const up = addresses.map((one) => `gone ${isIPv6(one) ? '-6' : '-4'} ${quote(hostOf(one))}`);
  const run = services.map((name) => `stopped ${quote(name)} ${quote(unitName(name))}`);
  return `LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
export LC_ALL PATH
cd /
if timeout -s KILL 5 true 2>/dev/null; then timeout=yes; else timeout=; fi
${FUNCTIONS}
gone() {
  said=$(ip -o "$1" addr show to "$2" 2>&1)
  [ -z "$said" ] || { echo "$2 is up"; exit 1; }
}
stopped() {
  told=3
  if [ -d /run/systemd/system ]; then
    case $(systemctl show -p ActiveState "$2" 2>&1) in *=inactive | *=failed) ;; *) told=0 ;; esac
  elif [ -x "/etc/init.d/$1" ]; then
    told=0
    ask 10 "$1" status || told=$?
  fi
  case $told in 1 | 2 | 3) ;; *) echo "$1 runs"; exit 1 ;; esac
}
${[...up, ...run].join('\n')}
exit 0
`;
}

/** A second and a half is left for a reset: by then a machine has stopped answering. */
const LOOP = (off: string, stops: string): string => `if timeout -s KILL 5 true 2>/dev/null; then timeout=yes; else timeout=; fi
while :; do
  left=
  ${off}
  ${stops}
  [ -n "$left" ] || break
  remain
  [ "$remain" -gt 250 ] || break
  sleep 1
done`;

/**
 * `remain`: the hundredths of a second that are left. `off FAMILY HOST`. `within SECONDS COMMAND…`: timeout(1) where it takes these
 * options (coreutils; older busybox takes others). `stop SHARES NAME UNIT`: within its share of what is left, a second at least.
 */
const FUNCTIONS = `remain() {
  read -r up _ </proc/uptime
  remain=$((over - \${up%.*}\${up#*.}))
}
off() {
  said=$(ip -o "$1" addr show to "$2" 2>&1)
  [ -n "$said" ] || return 0
  printf '%s\\n' "$said" | while read -r _ device _ address _; do
    [ "$1" = -6 ] || drop "$address" "\${device%%@*}"
    ip "$1" addr del "$address" dev "\${device%%@*}"
  done >/dev/null 2>&1
  said=$(ip -o "$1" addr show to "$2" 2>&1)
  [ -z "$said" ] || return 1
  echo "off: $2"
}
within() {
  seconds=$1
  shift
  if [ -n "$timeout" ]; then timeout -s KILL "$seconds" "$@" </dev/null >/dev/null 2>&1; return; fi
  "$@" </dev/null >/dev/null 2>&1 &
  job=$!
  (sleep "$seconds"; kill -9 "$job") >/dev/null 2>&1 &
  killer=$!
  wait "$job" 2>/dev/null
  code=$?
  kill "$killer" 2>/dev/null
  return "$code"
}
ask() {
  if command -v service >/dev/null 2>&1; then within "$1" service "$2" "$3"; else within "$1" "/etc/init.d/$2" "$3"; fi
}
stop() {
  remain
  share=$((remain / 100 / $1))
  [ "$share" -ge 1 ] || share=1
  if [ -d /run/systemd/system ]; then
    within "$share" systemctl stop "$3" || :
    case $(systemctl show -p ActiveState "$3" 2>&1) in *=inactive | *=failed) ;; *) return 1 ;; esac
  elif [ -x "/etc/init.d/$2" ]; then
    stopped=0
    ask "$share" "$2" stop || stopped=$?
    told=0
    ask "$share" "$2" status || told=$?
    # The LSB's codes of what does not run; a script without "status" is taken at its word.
    case $told in 1 | 2 | 3) ;; 0) return 1 ;; *) [ "$stopped" -eq 0 ] || return 1 ;; esac
  fi
  echo "stopped: $2"
}`;

/** Without a sync that could hang: what programs had synced is on the disk (kernel, sysrq.rst: `b` reboots without syncing). */
function reset(trigger: string): string {
  return `echo 'resetting this machine' >&2
echo 1 >/proc/sys/kernel/sysrq
echo b >${quote(trigger)}
`;
}

/**
 * A process that waits for a deadline which is put off again and again, and stands down when it is not: whatever became of dmsa.
 * Arguments of the shell: the file of the deadline (`DUE OVER` in hundredths of a second of uptime, or `off`), the file that says
 * that it acted, the file of the stand-down script. A file that can't be read is due: nobody puts it off any more.
 */
export const DEAD_MAN = `set -f
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
trap '' HUP INT TERM PIPE
cd /
echo -1000 2>/dev/null >/proc/self/oom_score_adj || :
while :; do
  due= over=
  { read -r due over <"$1"; } 2>/dev/null
  case $due in off) exit 0 ;; '' | *[!0-9]*) due=0 ;; esac
  case $over in '' | *[!0-9]*) over=$due ;; esac
  read -r up _ </proc/uptime
  rest=$((due - \${up%.*}\${up#*.}))
  [ "$rest" -gt 0 ] || break
  sleep "$((rest < 100 ? 1 : rest / 100))"
done
: >"$2"
export over
exec sh "$3"
`;
