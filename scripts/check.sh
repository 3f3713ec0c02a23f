#!/bin/sh
# The quick part of the tests: format, types, layering, unused code, units, fixtures. Needs nothing but Node; under a minute.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh
ensure_node_modules
ensure_build
say "format and lint"; biome check .
say "types"; tsc -p .
say "layering"; depcruise --config .dependency-cruiser.cjs src
say "unused code"; knip
say "units and fixtures"; vitest run --project quick "$@"
