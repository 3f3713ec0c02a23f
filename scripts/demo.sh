#!/bin/sh
# The whole story on real nodes, from blank to healed, in one command. Leaves the cluster up for looking around.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh
ensure_node_modules
ensure_system
ensure_build

folder=.cache/demo
lab() { tsx lab/lab.ts "$@"; }
tell() { printf '\n\033[1;36m▶ %s\033[0m\n' "$*"; }
# dmsa stands where the cluster's web node would: inside the lab's network.
dmsa() {
  printf '\033[1m$ dmsa %s\033[0m\n' "$*"
  lab exec --name demo -- env -C "$folder" FORCE_COLOR="${FORCE_COLOR-1}" node "$PWD/dist/dmsa.js" "$@"
}
on() { printf '\033[1m[%s]$ %s\033[0m\n' "$1" "$2"; lab ssh --name demo "$1" "$2"; }

tell "Four blank nodes with kernels of their own: a web node, two secnodes, a standby; three kinds of Linux"
lab up --name demo --topology demo
legacy=$PWD/.cache/lab/run/demo/legacy
rm -rf "$folder"; mkdir -p "$folder"
mkdir "$folder/schema"
cp schema/cluster.schema.json "$folder/schema/"
cp "$legacy"/*.conf "$folder/"

tell "The cluster's servers.conf, as it has been kept until now"
cat "$folder/servers.conf"

tell "Import: one cluster.yaml, fit to be kept in git"
dmsa import --servers servers.conf --share share.conf --sync sync.conf --vars variables2adapt.conf --name demo -o cluster.yaml
# The lab's own key and host keys; an operator has these in ~/.ssh, where dmsa looks by default.
sed -i "s#^spec:#spec:\n  ssh:\n    identityFile: $PWD/.cache/lab/run/demo/id_ed25519\n    knownHosts: $PWD/.cache/lab/run/demo/known_hosts\n    hostKey: strict#" "$folder/cluster.yaml"
sed -n 1,45p "$folder/cluster.yaml"
dmsa validate

tell "Plan: what differs on the nodes, and what would be done about it. Nothing is changed"
dmsa plan

tell "Apply: carry it out, then look again"
dmsa apply --yes

tell "The proof: a second plan is empty"
dmsa plan --detailed-exitcode

tell "The web node reads a graph over autofs from the secnode's export, through its service address"
on Web-1 'ls /opt/rrd/Sec-1; grep /opt/rrd/Sec-1 /proc/mounts'

tell "Somebody breaks Sec-1 by hand"
on Sec-1 'ip addr del 10.77.0.121/24 dev eth0; service ubi-sms stop; sed -i s/rrd/rdd/ /etc/exports /etc/exports.d/* 2>/dev/null; exportfs -ra; sed -i "s/^10.77.0.22 /10.9.9.9 /" /etc/hosts'

tell "Plan sees it, and says that it is drift"
dmsa plan || true

tell "Apply heals it"
dmsa apply --yes

tell "The cluster stays up. Look around:"
cat <<EOT
  npm run lab -- ssh Web-1                    a shell on a node
  npm run lab -- fault Sec-1 dead             the server dies (see: npm run lab -- fault --help)
  npm run lab -- exec -- node dist/dmsa.js plan -f $folder/cluster.yaml
Stop it with:
  npm run lab -- down
EOT
