/**
 * Shell functions that write down a node's running links, addresses, policy rules and the routes of all tables, and bring
 * them back. Made for the plain output of iproute2 (`-o`, one thing a line), because that of CentOS 6 has no JSON. What the
 * kernel makes by itself (link-local and router-advertised IPv6, the table `local`, multicast routes) is left out. Formats:
 * ip-address(8), ip-link(8), ip-route(8), ip-rule(8).
 *
 * `snap` prints one line a thing:
 *   link DEV up|down MTU | 4 DEV ARGUMENTS… | 6 DEV ARGUMENTS… | q4 PREF RULE… | q6 PREF RULE… | r4 ROUTE… | r6 ROUTE…
 * where ARGUMENTS, RULE and ROUTE are what `ip addr add`, `ip rule add` and `ip route replace` take.
 */
export const NET_SHELL = String.raw`NL='
'
n_link() {
  while read -r n d f r; do
    case $n in *:) ;; *) continue ;; esac
    d=${'$'}{d%:}; d=${'$'}{d%%@*}; u=down
    case ",${'$'}{f#?}" in *,UP,* | *,UP'>'*) u=up ;; esac
    m=${'$'}{r#*mtu }; m=${'$'}{m%% *}
    echo "link $d $u $m"
  done
}
n_addr() {
  while read -r n d f a r; do
    case $f in inet) v=4 ;; inet6) v=6 ;; *) continue ;; esac
    r=${'$'}{r%%\\*}; o=$a; l=
    case " $r " in *' scope link '*) [ $v = 4 ] || continue ;; esac
    case " $r " in *' dynamic '*) [ $v = 4 ] || continue ;; esac
    set -f; set -- $r; set +f
    while [ $# -gt 0 ]; do
      case $1 in
        peer | brd | scope | metric) o="$o $1 $2"; shift; [ $# = 0 ] || shift ;;
        any | proto) shift; [ $# = 0 ] || shift ;;
        noprefixroute) o="$o $1"; shift ;;
        "$d" | "$d":*) l=" label $1"; shift ;;
        *) shift ;;
      esac
    done
    [ $v = 4 ] || l=
    echo "$v $d $o$l"
  done
}
n_route() {
  while read -r r; do
    case " $r " in '  ' | ' local '* | ' broadcast '* | ' multicast '* | ' anycast '* | *' table local '* | ' fe80::/'* | ' ff00::/'* | *' proto ra '*) continue ;; esac
    [ "$1" = r4 ] || case " $r " in *' proto kernel '* | *' table unspec '*) continue ;; esac
    set -f; set -- "$1" $r; set +f
    v=$1; shift; o=
    while [ $# -gt 0 ]; do
      case $1 in
        linkdown | dead | offload | trap | rt_offload | rt_trap | pervasive | '\') shift ;;
        expires | error | users | age | nhid) shift; [ $# = 0 ] || shift ;;
        hoplimit) case ${'$'}{2:-} in -1 | 4294967295) ;; *) o="$o $1 ${'$'}{2:-}" ;; esac; shift; [ $# = 0 ] || shift ;;
        *) o="$o $1"; shift ;;
      esac
    done
    echo "$v$o"
    set -- "$v"
  done
}
n_rule() {
  while read -r p r; do
    case $p in *:) ;; *) continue ;; esac
    set -f; set -- "$1" $r; set +f
    v=$1; shift; o=
    while [ $# -gt 0 ]; do
      case $1 in
        lookup) if [ "${'$'}{2:-}" = '[l3mdev-table]' ]; then o="$o l3mdev"; shift; else o="$o lookup"; fi; shift ;;
        '['*) shift ;;
        *) o="$o $1"; shift ;;
      esac
    done
    echo "$v ${'$'}{p%:}$o"
    set -- "$v"
  done
}
snap() {
  ip -o link show 2>/dev/null | n_link
  ip -o addr show 2>/dev/null | n_addr
  ip -4 rule show 2>/dev/null | n_rule q4
  ip -6 rule show 2>/dev/null | n_rule q6
  ip -4 -o route show table all 2>/dev/null | n_route r4
  ip -6 -o route show table all 2>/dev/null | n_route r6
}
# Pipes, not here-documents: bash before 5.1 keeps those in a file of /tmp, and a full or read-only disk would make all of this say
# nothing, as if nothing were missing.
# only PREFIX TEXT: its lines that begin with the prefix
only() { printf '%s\n' "$2" | while IFS= read -r k; do case $k in "$1"*) printf '%s\n' "$k" ;; esac; done; }
# less A B: lines of A that B has not
less() { printf '%s\n' "$1" | while IFS= read -r k; do [ -n "$k" ] || continue; case "$NL$2$NL" in *"$NL$k$NL"*) ;; *) printf '%s\n' "$k" ;; esac; done; }
# bare TEXT: without what NetworkManager decides by itself of an address that its profile has. It takes off one that somebody
# else put back, and adds it again without a label and with noprefixroute (1.42). Without it a label is for ifdown to find.
bare() {
  if [ ! -d /run/NetworkManager ]; then printf '%s\n' "$1"; return; fi
  printf '%s\n' "$1" | while IFS= read -r k; do
    case $k in
      [46]' '*)
        k=${'$'}{k% label *}
        case $k in *' noprefixroute'*) k=${'$'}{k%% noprefixroute*}${'$'}{k#* noprefixroute} ;; esac ;;
    esac
    printf '%s\n' "$k"
  done
}
# back WAS: brings the running state to what snap said before
back() {
  was=$1
  now=$(snap)
  less "$(only 'link ' "$was")" "$now" | while read -r w d u m; do ip link set dev "$d" mtu "$m"; ip link set dev "$d" "$u"; done
  now=$(snap)
  seen=' '
  for d in $(only '4 ' "$was$NL$now" | while read -r v d a; do echo "$d"; done); do
    case $seen in *" $d "*) continue ;; esac
    seen="$seen$d "
    b=$(only "4 $d " "$was"); n=$(only "4 $d " "$now")
    [ "$b" != "$n" ] || continue
    # The order matters: the first of a subnet is its primary address, from which the node speaks.
    ip -4 addr flush dev "$d"
    set -f
    printf '%s\n' "$b" | while read -r v e a; do [ -z "$a" ] || ip addr add $a dev "$d"; done
    set +f
  done
  set -f
  less "$(only '6 ' "$now")" "$was" | while read -r v d a r; do ip -6 addr del "$a" dev "$d"; done
  less "$(only '6 ' "$was")" "$now" | while read -r v d a; do ip -6 addr add $a dev "$d" nodad; done
  less "$(only 'q' "$now")" "$was" | while read -r v p r; do ip -${'$'}{v#q} rule del pref $p $r; done
  less "$(only 'q' "$was")" "$now" | while read -r v p r; do ip -${'$'}{v#q} rule add pref $p $r; done
  now=$(snap)
  less "$(only 'r' "$now")" "$was" | while read -r v r; do ip -${'$'}{v#r} route del $r; done
  # Of several routes to one subnet the first decides from which address the node speaks: where one is missing, all are set anew.
  less "$(only 'r4 ' "$was")" "$(snap)" | while read -r v d r; do
    case " $r " in *' proto kernel scope link '*) only "r4 $d dev " "$was" | while read -r v r; do ip -4 route del $r; done ;; esac
  done
  # A route over a gateway needs the one to the gateway: those come first.
  for p in 1 2; do
    less "$(only 'r' "$was")" "$(snap)" | while read -r v r; do
      case "$p $r " in 1*' via '*) continue ;; esac
      # "replace" takes away another one of the same destination and metric, "append" does not.
      case $v in r4) ip -4 route append $r && continue ;; esac
      ip -${'$'}{v#r} route replace $r
    done
  done
  set +f
} >/dev/null 2>&1
`;
