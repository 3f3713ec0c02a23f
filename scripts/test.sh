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
behind=
# Each of what runs behind is a process group of its own.
trap '[ -z "$behind" ] || kill -- -"$behind" 2>/dev/null; rm -rf "$results"' EXIT
status=0
# The images of the lab's nodes are made (about a minute and a half on a machine that has none yet) while the quick part
# runs and the first of the real shells.
setsid tsx lab/lab.ts images >"$results/images.out" 2>&1 &
behind=$!
sh scripts/check.sh --reporter=default --reporter=json --outputFile.json="$results/quick.json" || status=1
# The few of these that need an image wait for it themselves.
say "real shells, sshd and namespaces"
vitest run --project system --reporter=default --reporter=json --outputFile.json="$results/system.json" || status=1
say "images of the lab's nodes"
wait "$behind" || { behind=; cat "$results/images.out"; exit 1; }
behind=
say "real nodes: two runs side by side, each with nodes of its own; the second is told of at the end"
setsid vitest run --project lab-apart --reporter=default --reporter=json --outputFile.json="$results/apart.json" >"$results/apart.out" 2>&1 &
behind=$!
vitest run --project lab --reporter=default --reporter=json --outputFile.json="$results/lab.json" || status=1
wait "$behind" || status=1
behind=
cat "$results/apart.out"
# One plain line at the end, over all parts.
node scripts/closing-line.mjs "$results"/*.json || status=1
exit $status
