#!/bin/sh
# The figures of issue 2, on this machine: start-up, the pure core on big fleets, a plan on 24 light nodes beside its floor
# and beside peers; and of issue 4: the outages that a client sees, beside keepalived (part outage, some 20 minutes, not among
# those that run where none is named); and of issue 5: the soak, an hour. Needs root (light nodes are namespaces). docs/performance.md says what is compared with what.
#
#   sh scripts/bench.sh [startup|core|plan|outage|soak]…     the first three where none is named
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh
ensure_node_modules
ensure_build
node_tsx() { npx --no-install tsx "$@"; }

[ $# -gt 0 ] || set -- startup core plan
for part; do
  case $part in
    startup) node_tsx bench/startup.ts ;;
    core)
      node scripts/build.mjs bench/core.ts .cache/bench/core
      say "the pure core, nodes already looked at"
      node .cache/bench/core/core.js 1000 7
      # V8 takes a third of the memory or less by default; ten thousand nodes' looks need more.
      node --max-old-space-size=8192 .cache/bench/core/core.js 10000 3
      ;;
    plan)
      [ "$(id -u)" = 0 ] || { echo "The plan's figures need root: the nodes are network namespaces. Type: sudo npm run bench" >&2; exit 1; }
      ensure_system
      if ! command -v ansible-playbook >/dev/null 2>&1; then
        say "installing ansible-core, to compare with"
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ansible-core >/dev/null 2>&1 ||
          echo "apt has no ansible-core within reach: left out." >&2
      fi
      node_tsx bench/plan.ts
      ;;
    outage)
      [ "$(id -u)" = 0 ] || { echo "The outages need root: the nodes are network namespaces. Type: sudo npm run bench -- outage" >&2; exit 1; }
      ensure_system
      ensure_keepalived
      node_tsx bench/outage.ts
      ;;
    soak)
      [ "$(id -u)" = 0 ] || { echo "The soak needs root: the nodes are network namespaces. Type: sudo npm run bench -- soak" >&2; exit 1; }
      ensure_system
      node_tsx bench/soak.ts
      ;;
    *) echo "There is no part $part: startup, core, plan, outage, soak." >&2; exit 1 ;;
  esac
done
