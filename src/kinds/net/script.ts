/**
 * Pieces of POSIX sh for changing addresses on a live node. All that runs on a node under `set -e`; only iproute2 and
 * coreutils are relied on. Each piece may be repeated: it looks first.
 */

/** First in every script: a connection that goes with the address must not stop the script halfway. */
export const PREAMBLE = `set -f
trap '' HUP PIPE
nl='
'
has() { case "$2" in *" $1 "*) return 0 ;; esac; return 1; }`;

/**
 * `turn_on KNOB`, `turn_back KNOB`: a switch below /proc/sys for a moment. Where it can't be written, it stays as it is. The
 * status of `read` says nothing: a shell that reads byte by byte sees such a file end after the first.
 */
export const KNOB = `turn_on() {
  was=
  if [ -w "$1" ]; then read -r was <"$1" || :; fi
  if [ "$was" = 0 ]; then echo 1 >"$1" || was=; fi
}
turn_back() { if [ "$was" = 0 ]; then echo 0 >"$1"; fi; }`;

/**
 * `drop ADDRESS/PREFIX DEVICE [NEW]`: takes an IPv4 address off, keeping all others of the device and its routes. With the
 * first address of a subnet the kernel drops the further ones, unless promote_secondaries is on (ip-sysctl); so it is on
 * for that moment, and what is lost all the same is put back. Routes that named the address as their source get NEW.
 * The further ones are put behind NEW before, so that NEW becomes the subnet's first address, from which the node speaks: a
 * service address must never be that.
 */
export const DROP = `back() {
  rest=\${2%%\\\\*}
  rest=\${rest% }
  ip -4 addr add "$1" brd + dev "$3" label "\${rest##* }"
}
drop() {
  before=$(ip -o -4 addr show dev "$2")
  has "$1" "$before" || return 0
  routes=$(ip -4 route show dev "$2")
  if [ -n "\${3-}" ]; then
    printf '%s\\n' "$before" | while read -r _ _ _ one rest; do
      case "$one $rest" in "$1 "* | "$3/"*) continue ;; *' secondary '*) ;; *) continue ;; esac
      ip -4 addr del "$one" dev "$2"
      back "$one" "$rest" "$2"
    done
  fi
  knob=/proc/sys/net/ipv4/conf/$2/promote_secondaries
  turn_on "$knob"
  ip -4 addr del "$1" dev "$2"
  turn_back "$knob"
  after=$(ip -o -4 addr show dev "$2")
  printf '%s\\n' "$before" | while read -r _ _ _ one rest; do
    if [ "$one" = "$1" ] || has "$one" "$after"; then continue; fi
    back "$one" "$rest" "$2"
  done
  left=$(ip -4 route show dev "$2")
  old=\${1%/*} device=$2 new=\${3-}
  printf '%s\\n' "$routes" | while IFS= read -r route; do
    case $nl$left$nl in *"$nl$route$nl"*) continue ;; esac
    case $route in '' | *'proto kernel'*) continue ;; esac
    set -- $route
    words=
    while [ $# -gt 0 ]; do
      case $1 in
        src)
          if [ "$2" != "$old" ]; then words="$words src $2"; elif [ -n "$new" ]; then words="$words src $new"; fi
          shift
          ;;
        linkdown | dead) ;;
        *) words="$words $1" ;;
      esac
      shift
    done
    ip -4 route replace $words dev "$device" || echo "the route '$route' was lost with $old and could not be put back" >&2
  done
}`;

/**
 * `prove ADDRESS DEVICE`: goes on only when nobody on that wire answers for the address; else ends the script with 1 and
 * says who answered. By arping's duplicate address detection (RFC 5227) where it is that of iputils or busybox: the one by
 * Thomas Habets means the opposite by the same options. Two questions are on their way at once, 0.2 s apart, each with a second
 * for the answer: customers wait. Else the kernel asks: a neighbour entry in state `probe` with the
 * broadcast address for its link layer is asked for three times, and ends as REACHABLE or FAILED (ip-neighbour(8)); this
 * does IPv6 too. No carrier, no verdict: silence would prove nothing. A link
 * that was set up a moment ago is given 5 s for it.
 */
export const PROVE = `tool=
asked() {
  code=0
  arping -D -c 1 -w 1 -I "$2" "$1" 2>&1 || code=$?
  echo "$3=$code"
}
prove() {
  carrier=0 said= turn=0
  while :; do
    read -r carrier 2>/dev/null <"/sys/class/net/$2/carrier" || carrier=0
    if [ "$carrier" = 1 ] || [ "$turn" -ge 5 ]; then break; fi
    turn=$((turn + 1))
    sleep 1
  done
  if [ "$carrier" != 1 ]; then
    echo "$1 was not brought up: $2 has no carrier, so whether another host holds it can't be seen from here" >&2
    exit 1
  fi
  verdict=unknown code=0
  case $1 in *:*) ;; *) tool=$(arping -V 2>&1) || : ;; esac
  case $tool in
    *iputils* | *BusyBox*)
      said=$(
        asked "$1" "$2" first &
        sleep 0.2 2>/dev/null || sleep 1
        asked "$1" "$2" second
        wait
      )
      case $nl$said$nl in
        *=1"$nl"*) verdict=taken said=\${said#*\\[} said=" (\${said%%\\]*})" ;;
        *"\${nl}first=0$nl"*) case $nl$said$nl in *"\${nl}second=0$nl"*) verdict=free ;; esac ;;
      esac
      ;;
    *)
      ip neigh replace "$1" dev "$2" lladdr ff:ff:ff:ff:ff:ff nud probe
      while [ "$code" -lt 8 ]; do
        sleep 1
        code=$((code + 1)) said=$(ip neigh show to "$1" dev "$2")
        case $said in
          *FAILED*) verdict=free ;;
          *PROBE* | '') continue ;;
          *) verdict=taken said=\${said#*lladdr } said=" (\${said%% *})" ;;
        esac
        break
      done
      ip neigh del "$1" dev "$2" 2>/dev/null || :
      ;;
  esac
  # An IPv6 neighbour confirms what it was asked with.
  case $said in ' (ff:ff:ff:ff:ff:ff)') said= ;; esac
  case $verdict in
    free) return 0 ;;
    taken) echo "$1 was not brought up: another host$said answers for it on $2; take it off there first" >&2 ;;
    *) echo "$1 was not brought up: whether another host holds it on $2 could not be found out ($said)" >&2 ;;
  esac
  exit 1
}`;

/**
 * `announce ADDRESS DEVICE`: gratuitous ARP, as request and as reply (some switches and routers heed only one of them): at once, and
 * twice more a second apart, in the background, as nobody need wait for those; only while the address is still here, as one that was
 * taken off meanwhile is somebody else's. Where there is no arping the neighbours learn it when their entries expire, which is said
 * and is no failure.
 */
export const ANNOUNCE = `announce() {
  case $(arping -V 2>&1 || :) in
    *iputils* | *BusyBox*)
      (
        turn=0
        while [ "$turn" -lt 3 ]; do
          case $(ip -o -4 addr show dev "$2") in *" $1/"*) ;; *) break ;; esac
          arping -q -U -c 1 -w 1 -I "$2" "$1" &
          arping -q -A -c 1 -w 1 -I "$2" "$1"
          wait
          turn=$((turn + 1))
        done
      ) </dev/null >/dev/null 2>&1 &
      ;;
    *) echo "no arping of iputils here: neighbours learn where $1 is now when their ARP entries expire" >&2 ;;
  esac
}`;

/**
 * `settle ADDRESS/PREFIX DEVICE`: waits until the kernel's own duplicate address detection (RFC 4862) is through with an
 * IPv6 address; where another host has it, it is taken off again and the script ends with 1.
 */
export const SETTLE = `settle() {
  turn=0
  while :; do
    said=$(ip -o -6 addr show dev "$2" to "\${1%/*}")
    case $said in
      *dadfailed*)
        ip -6 addr del "$1" dev "$2"
        echo "\${1%/*} was not brought up: another host answers for it on $2; take it off there first" >&2
        exit 1
        ;;
      *tentative*) ;;
      *) return 0 ;;
    esac
    turn=$((turn + 1))
    if [ "$turn" -gt 8 ]; then
      echo "\${1%/*} on $2 is still being checked for duplicates after 8 s" >&2
      exit 1
    fi
    sleep 1
  done
}`;

/** `leave PIDFILE…`: ends DHCP clients that would put the old address back; only what those files name and what is one. */
export const LEAVE_DHCP = `leave() {
  for file in "$@"; do
    if [ ! -s "$file" ] || ! read -r pid <"$file"; then continue; fi
    name=
    read -r name 2>/dev/null <"/proc/$pid/comm" || continue
    case $name in dhclient | udhcpc | busybox) kill "$pid" || : ;; esac
  done
}`;
