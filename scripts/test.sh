#!/bin/sh
# Everything: the quick part, then every claim against real nodes in the lab. Does all of its own set-up.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh
ensure_node_modules
say "system packages"
ensure_system
sh scripts/setup-tests.sh || exit 1
ensure_build
results=$(mktemp -d)
apart=
trap '[ -z "$apart" ] || kill $apart 2>/dev/null; rm -rf "$results"' EXIT
status=0
sh scripts/check.sh --reporter=default --reporter=json --outputFile.json="$results/quick.json" || status=1
say "images of the lab's nodes"
tsx lab/lab.ts images || exit 1
say "real shells, sshd and namespaces"
vitest run --project system --reporter=default --reporter=json --outputFile.json="$results/system.json" || status=1
say "real nodes: two runs at the same time, each with nodes of its own"
vitest run --project lab-apart --reporter=default --reporter=json --outputFile.json="$results/apart.json" >"$results/apart.out" 2>&1 &
apart=$!
vitest run --project lab --reporter=default --reporter=json --outputFile.json="$results/lab.json" || status=1
wait $apart || status=1
apart=
cat "$results/apart.out"
# One plain line at the end, over all parts.
node scripts/closing-line.mjs "$results"/*.json || status=1
exit $status
