#!/bin/sh
# The quick part of the tests: format, types, layering, unused code, units, fixtures. Needs nothing but Node; under a minute.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh
ensure_node_modules
ensure_build
# What only reads the code goes on beside the units and is told of after them.
read_code() {
  say "format and lint"; biome check .
  say "types"; tsc -p .; tsc -p src/web/page
  say "layering"; depcruise --config .dependency-cruiser.cjs src
  say "unused code"; knip
}
said=$(mktemp)
(read_code) >"$said" 2>&1 &
reader=$!
trap 'kill "$reader" 2>/dev/null || :; rm -f "$said"' EXIT
status=0
say "units and fixtures"; vitest run --project quick "$@" || status=1
wait "$reader" || status=1
cat "$said"
exit $status
