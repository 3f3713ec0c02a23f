/**
 * POSIX sh that makes NetworkManager use a keyfile now. `connection up` and `device reapply` drop every address and route that is
 * not the profile's, service addresses too (seen on 1.42); so what is lost is put back at once: all addresses, and the routes
 * that an operator set (those with a `proto` are the kernel's or a daemon's). An address is gone for some hundredths of a second.
 * What was put back is looked at again: once in some thirty changes on a loaded machine, nmcli had returned while NetworkManager
 * had taken off the IPv4 addresses and was about to take off the rest.
 * The D-Bus call Reapply with the flag preserve-external-ip would keep IPv4, and loses the profile's
 * own IPv6 address and gateway (seen on 1.42), so it is not used.
 */
import { quote } from '../../quote.ts';
import type { RunStep } from '../kind.ts';

/** `nm_take_up FILE DEVICE`. The device keeps its addresses; the profile's are added, and those it no longer has stay too. */
const NM_TAKE_UP = `# Pipes, not here-documents: bash before 5.1 keeps those in a file of /tmp, for which a full disk has no room.
nm_lost() { printf '%s\\n' "$1" | while IFS= read -r one; do case "$nl$2$nl" in *"$nl$one$nl"*) ;; *) printf '%s\\n' "$one" ;; esac; done; }
nm_addresses() {
  ip -o addr show dev "$1" scope global | while read -r _ _ family address rest; do
    case " $rest" in *' temporary '* | *' dynamic '*) continue ;; esac
    label=
    case $family in inet) label=\${rest%%\\\\*} label=\${label% } label=\${label##* } ;; esac
    echo "$family $address $label"
  done
}
# Asked again where it can't be added: NetworkManager may have done it in that moment.
nm_has() { case "$(ip -o addr show dev "$1")" in *" $2 $3 "*) return 0 ;; esac; return 1; }
nm_routes() {
  for v in 4 6; do
    ip -$v -o route show dev "$1" | while IFS= read -r route; do
      case " $route " in *' proto '* | *nexthop*) ;; *' via '*) echo "$v $route" ;; esac
    done
  done
}
# Puts back, on device $1, what is lost of $addresses and $routes; did: there was something.
nm_back() {
  now=$(ip -o addr show dev "$1")
  did=$(printf '%s\\n' "$addresses" | {
    d=
    while read -r family address label; do
      case $now in *" $family $address "*) continue ;; esac
      case $family in
        inet) ip -4 addr add "$address" brd + dev "$1" label "\${label:-$1}" || nm_has "$1" inet "$address" || exit 1 ;;
        inet6) ip -6 addr add "$address" dev "$1" nodad || nm_has "$1" inet6 "$address" || exit 1 ;;
        *) continue ;;
      esac
      d=1
    done
    echo "$d"
  })
  did=$did$(nm_lost "$routes" "$(nm_routes "$1")" | {
    d=
    while read -r v route; do
      [ -n "$v" ] || continue
      if ip -$v route replace $route dev "$1"; then d=1; continue; fi
      echo "the route '$route' was lost with the change of $1 and could not be put back" >&2
    done
    echo "$d"
  })
}
nm_take_up() {
  addresses=$(nm_addresses "$2") routes=$(nm_routes "$2")
  nmcli connection load "$1"
  uuid=$(nmcli -t -f UUID,FILENAME connection show | while IFS= read -r line; do case $line in *":$1") echo "\${line%%:*}" ;; esac; done)
  if [ -z "$uuid" ]; then echo "NetworkManager did not take $1: see its log (journalctl -u NetworkManager)" >&2; exit 1; fi
  active=$(nmcli -g GENERAL.CON-UUID device show "$2")
  if [ "$active" = "$uuid" ]; then
    nmcli device reapply "$2" >/dev/null
  else
    nmcli -w 20 connection up uuid "$uuid" ifname "$2" >/dev/null
  fi
  # nmcli returns while the change may still be under way; a further answer comes when NetworkManager is through with it.
  turn=0 did=1
  while [ -n "$did" ] && [ "$turn" -lt 4 ]; do
    nmcli -g GENERAL.STATE device show "$2" >/dev/null
    nm_back "$2"
    turn=$((turn + 1))
  done
}`;

/** For use below the preamble of net/script.ts. */
export function takeUpLines(device: string, path: string): readonly string[] {
  return [NM_TAKE_UP, `nm_take_up ${quote(path)} ${quote(device)}`];
}

export function takeUpStep(device: string, path: string): RunStep {
  const script = ['set -f', "trap '' HUP PIPE", "nl='", "'", ...takeUpLines(device, path)].join('\n');
  return {
    do: 'run',
    label: `have NetworkManager take up ${path.slice(path.lastIndexOf('/') + 1)}`,
    timeoutMs: 40_000,
    script,
    once: `nm-take-up ${path}`,
    undo: undoLine(device, path),
  };
}

export function loadStep(path: string): RunStep {
  return {
    do: 'run',
    label: `have NetworkManager read ${path.slice(path.lastIndexOf('/') + 1)}`,
    timeoutMs: 20_000,
    script: `nmcli connection load ${quote(path)}`,
    once: `nm-load ${path}`,
    undo: `nmcli connection load ${quote(path)}`,
  };
}

/** For a revert, which puts addresses and routes back itself. A file that is gone takes its profile with it. */
export function undoLine(device: string, path: string): string {
  const file = quote(path);
  return `if [ -e ${file} ]; then nmcli connection load ${file}; nmcli device reapply ${quote(device)}; else nmcli connection reload; fi`;
}
