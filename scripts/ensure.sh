# Sourced by the scripts a person starts: brings the checkout to where its commands can run, quickly when it is there already.
# Nothing here needs anything but Node 20, npm and a POSIX shell; what needs more asks lab/setup.sh for it.

PATH=$PWD/node_modules/.bin:$PATH
say() { printf '\033[2m── %s\033[0m\n' "$*" >&2; }

ensure_node_modules() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number); if (major < 20 || (major === 20 && minor < 19)) { console.error(`dmsa needs Node.js 20.19 or newer; this is ${process.version}.`); process.exit(1); }' || exit 1
  wanted=$(cksum < package-lock.json)
  if [ "$wanted" != "$(cat node_modules/.installed-lock 2>/dev/null)" ]; then
    # npm ci would empty the folder that it leads to, for everybody who works with that one.
    [ ! -L node_modules ] || { echo "node_modules is a link to a folder with other dependencies: make it a folder of this checkout" >&2; exit 1; }
    say "installing the dependencies (npm ci)"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || { echo "npm ci failed: is the npm registry within reach?" >&2; exit 1; }
    printf '%s\n' "$wanted" > node_modules/.installed-lock
  fi
}

ensure_build() {
  if [ ! -f dist/dmsa.js ] || [ -n "$(find src schema scripts/build.mjs package.json -newer dist/dmsa.js -print -quit)" ]; then
    say "building dist/"
    node scripts/build.mjs || exit 1
  fi
}

ensure_system() {
  sh lab/setup.sh || exit 1
}

# To compare with. Its own service is neither started now nor at a boot: it runs in nodes of the lab alone.
ensure_keepalived() {
  [ ! -x /usr/sbin/keepalived ] || return 0
  say "installing keepalived, to compare with"
  held=
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    held=1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends keepalived >/dev/null 2>&1
  [ -z "$held" ] || rm -f /usr/sbin/policy-rc.d
  [ -x /usr/sbin/keepalived ] || { echo "The outages are compared with Debian's keepalived, and apt-get could not install it." >&2; exit 1; }
  ! command -v systemctl >/dev/null 2>&1 || systemctl -q disable keepalived >/dev/null 2>&1 || :
}
