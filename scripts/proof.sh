#!/bin/sh
# docs/proof.md, anew: every kind on every platform is made, broken, healed and removed on real nodes (about ten minutes on a
# machine that does nothing else). With --check the file is only compared with what was proved.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh
ensure_node_modules
ensure_system
ensure_build
rm -rf .cache/proof
status=0
vitest run --project lab-proof || status=1
tsx scripts/gen-proof.ts "$@" || status=1
exit $status
