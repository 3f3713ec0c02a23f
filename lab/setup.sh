#!/bin/sh
# Installs the Debian packages that the lab needs on this machine. Quick when all is there.
set -eu
[ "$(id -u)" = 0 ] || {
  echo "The lab needs root (network namespaces, mounts, User-Mode Linux taps): run it as root, for example with sudo." >&2
  exit 1
}

missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need linux user-mode-linux
need mmdebstrap mmdebstrap
need ip iproute2
need tc iproute2
need ssh openssh-client
need ssh-keygen openssh-client
need mke2fs e2fsprogs
need depmod kmod
need nsenter util-linux
need unshare util-linux
need flock util-linux
need taskset util-linux
need rsync rsync
need tcpdump tcpdump
[ -n "$missing" ] || exit 0

missing=$(printf '%s\n' $missing | sort -u | tr '\n' ' ')
echo "installing $missing"
command -v apt-get >/dev/null 2>&1 || {
  echo "The lab needs $missing and this machine has no apt-get to install them: it runs on Debian 12." >&2
  exit 1
}
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt-get -q update >"$log" 2>&1 || :
# shellcheck disable=SC2086
apt-get -q install -y --no-install-recommends $missing >>"$log" 2>&1 || {
  tail -n 5 "$log" >&2
  echo "The lab needs the Debian packages $missing and apt-get could not install them; install them by hand and try again." >&2
  exit 1
}
