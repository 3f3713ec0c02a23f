#!/bin/sh
# What takes too long for `npm test`, on real nodes: every kind on every platform is made, broken, healed and removed, which gives
# docs/proof.md (some 20 minutes on two cores with what follows); a pair is moved, killed half way, and moved back; and it is kept while
# cables are cut and nodes stopped, which gives docs/ha-proof.md (longer than that). With --check both files are only compared with what was
# proved.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh
ensure_node_modules
ensure_system
sh scripts/setup-tests.sh browser prometheus || exit 1
ensure_build
rm -rf .cache/proof
status=0
vitest run --project lab-proof || status=1
tsx scripts/gen-proof.ts "$@" || status=1
tsx scripts/gen-ha-proof.ts "$@" || status=1
exit $status
