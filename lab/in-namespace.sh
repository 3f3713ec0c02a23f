#!/bin/sh
# Runs a command inside a lab's network namespace: in-namespace.sh NAME COMMAND…
# The guard of everything that sends to lab addresses: outside the namespace they would leave the
# machine by the default route, so where it can't be entered, nothing is run.
set -eu
name=$1
shift
file=/run/netns/$name
[ -e "$file" ] || { echo "There is no network namespace $name: is the lab up?" >&2; exit 97; }
if [ "$(stat -Lc %i /proc/self/ns/net)" = "$(stat -Lc %i "$file")" ]; then
  # Nothing in a lab may lead out of it; the loopback and the lab's own networks are all it has.
  [ -z "$(ip route show default)" ] || { echo "The namespace $name has a default route: refused." >&2; exit 97; }
  exec "$@"
fi
[ "${DMSA_LAB_ENTERED:-}" != "$name" ] || { echo "Could not enter the network namespace $name: refused." >&2; exit 97; }
exec env DMSA_LAB_ENTERED="$name" nsenter --net="$file" sh "$0" "$name" "$@"
