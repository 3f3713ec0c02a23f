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
trap 'rm -rf "$results"' EXIT
status=0
sh scripts/check.sh --reporter=default --reporter=json --outputFile.json="$results/quick.json" || status=1
say "images of the lab's nodes"
tsx lab/lab.ts images || exit 1
say "real shells, sshd and namespaces"
vitest run --project system --reporter=default --reporter=json --outputFile.json="$results/system.json" || status=1
say "real nodes"
vitest run --project lab --reporter=default --reporter=json --outputFile.json="$results/lab.json" || status=1
# One plain line at the end, over all parts.
node scripts/closing-line.mjs "$results"/*.json || status=1
exit $status
