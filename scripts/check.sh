#!/bin/sh
# The quick part of the tests: format, types, layering, unused code, units, fixtures. Needs nothing but Node; under a minute.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh
ensure_node_modules
ensure_build
say "format and lint"; npx --no-install biome check .
say "types"; npx --no-install tsc -p .
say "layering"; npx --no-install depcruise --config .dependency-cruiser.cjs src
say "unused code"; npx --no-install knip
say "units and fixtures"; npx --no-install vitest run --project quick "$@"
