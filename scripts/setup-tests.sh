#!/bin/sh
# Installs the Debian packages that the tests need beside those of the lab. Quick when all is there.
set -eu
missing=
[ -x /usr/sbin/sshd ] || missing="$missing openssh-server"
command -v busybox >/dev/null 2>&1 || missing="$missing busybox"
command -v age >/dev/null 2>&1 || missing="$missing age"
# The arbiters of leases. initdb and the server itself are not on the PATH.
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v etcd >/dev/null 2>&1 || missing="$missing etcd-server"
# A mail server. Where the machine has another one of its own, --no-remove below keeps that.
[ -x /usr/sbin/exim4 ] || missing="$missing exim4-daemon-light"
# Branches that dmsa follows, and the signatures of their commits.
command -v git >/dev/null 2>&1 || missing="$missing git"
command -v gpg >/dev/null 2>&1 || missing="$missing gnupg"
command -v ssh-keygen >/dev/null 2>&1 || missing="$missing openssh-client"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
# A browser for the status page, and Prometheus for the metrics: npm run proof alone has tests with them.
for word; do
  case $word in
  browser) [ -x /usr/bin/chromium ] || missing="$missing chromium" ;;
  prometheus) { command -v prometheus && command -v promtool; } >/dev/null 2>&1 || missing="$missing prometheus" ;;
  *) echo "setup-tests.sh: there is no word $word: browser, prometheus" >&2; exit 1 ;;
  esac
done
# A client of TLS, for what is served to others.
command -v curl >/dev/null 2>&1 || missing="$missing curl"
[ -n "$missing" ] || exit 0
[ "$(id -u)" = 0 ] || { echo "The tests need the packages$missing: install them, or run this as root." >&2; exit 1; }
command -v apt-get >/dev/null 2>&1 || { echo "The tests need$missing, and this machine has no apt-get to install them." >&2; exit 1; }
echo "installing$missing"
# The tests start an sshd, a PostgreSQL, an etcd and an exim of their own; the packages must not start any for the whole machine.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
apt-get -q update >"$log" 2>&1 || :
# shellcheck disable=SC2086
apt-get -q install -y --no-remove --no-install-recommends $missing >>"$log" 2>&1 || {
  tail -n 5 "$log" >&2
  echo "The tests need the packages$missing, and apt-get could not install them; install them by hand and try again." >&2
  exit 1
}
rm -f "$log"
