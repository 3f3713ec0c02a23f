#!/bin/sh
# Builds one node image. Usage: build.sh FLAVOUR BASE_DIR OUT_DIR
#
#   BASE_DIR  where the bare Debian trees lie (one for each init system), shared by the flavours
#   OUT_DIR   gets FLAVOUR.img (the disk of a UML node) and FLAVOUR.layer (what the recipe changed
#             in the bare tree; light nodes put it on top of the tree again, see light.ts)
#
# The recipe works on an overlay of the bare tree, so that no flavour pays for a copy of it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
flavour=$1 base=$2 out=$3

case $flavour in
  debian-systemd) init=systemd-sysv,dbus ;;
  rhel-nm) init=systemd-sysv,dbus,network-manager ;;
  debian-sysv | rhel-like) init=sysvinit-core ;;
  *) echo "no such image: $flavour" >&2; exit 1 ;;
esac
case $init in sysvinit-core) tree=$base/sysvinit ;; *network-manager) tree=$base/nm ;; *) tree=$base/systemd ;; esac

say() { echo "[$flavour] $*"; }

mkdir -p "$base" "$out"
(
  # Two flavours share the SysV tree: the second waits for the first one's.
  flock 9
  if [ ! -e "$tree/.complete" ]; then
    say "installing Debian packages (once; about half a minute)"
    packages=$(grep -v '^#' "$here/packages.txt" | tr '\n' ',')
    rm -rf "$tree" "$tree.new"
    # libLLVM (105 MB) only serves PostgreSQL's JIT, documentation nobody.
    LC_ALL=C.UTF-8 mmdebstrap --quiet --mode=root --variant=minbase \
      --dpkgopt=force-unsafe-io \
      --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
      --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
      --dpkgopt='path-exclude=/usr/lib/*/libLLVM*' --dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/bitcode/*' \
      --dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/llvmjit*' \
      --include="$packages$init" bookworm "$tree.new" </dev/null >"$out/$flavour.packages.log" 2>&1 9>&- || {
        tail -n 15 "$out/$flavour.packages.log" >&2
        echo "The packages of the $flavour image could not be installed (log: $out/$flavour.packages.log); is Debian's archive reachable?" >&2
        exit 1
      }
    mv "$tree.new" "$tree"
    : >"$tree/.complete"
  fi
) 9>"$tree.lock"

say "applying the recipe"
work=$out/$flavour.work
# What an interrupted build left mounted.
for m in dev/shm dev proc ''; do umount -l "$work/root/$m" 2>/dev/null || :; done
rm -rf "$work" "$out/$flavour.layer"
mkdir -p "$work/overlay" "$work/root" "$out/$flavour.layer"
mount -t overlay dmsa-lab -o "lowerdir=$tree,upperdir=$out/$flavour.layer,workdir=$work/overlay" "$work/root"
root=$work/root
cleanup() { for m in dev/shm dev proc ''; do umount -l "$root/$m" 2>/dev/null || :; done; }
trap cleanup EXIT
trap 'exit 1' INT TERM

# Only the modules that a node can use: the whole set is 105 MB.
modules=$(cd /usr/lib/uml/modules && ls | sort -V | tail -n 1)
mkdir -p "$root/lib/modules/$modules"
(cd "/usr/lib/uml/modules/$modules" && tar -cf - modules.builtin* modules.order \
  kernel/fs/nfs kernel/fs/nfs_common kernel/fs/nfsd kernel/fs/lockd kernel/fs/autofs kernel/fs/fscache kernel/fs/netfs \
  kernel/fs/configfs kernel/fs/overlayfs kernel/fs/fuse kernel/net kernel/lib kernel/crypto kernel/arch \
  kernel/drivers/watchdog kernel/drivers/net/dummy.ko 2>/dev/null || :) | tar -xf - -C "$root/lib/modules/$modules"

put() { # DIR: its content over the tree, owned by root whoever owns the checkout
  [ ! -d "$1" ] || tar -C "$1" --owner=0 --group=0 -cf - . | tar -C "$root" --no-overwrite-dir --keep-directory-symlink -xf -
}
put "$here/common/root"
put "$here/$flavour/root"

mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t tmpfs -o mode=1777 dmsa-lab "$root/dev/shm"
mkdir -p "$root/lab/build"
cp "$here/common/"*.sh "$here/common/"*.sql "$root/lab/build/"
[ ! -d "$here/$flavour/stand-ins" ] || cp -r "$here/$flavour/stand-ins/root" "$root/lab/build/stand-ins"
cp "$here/$flavour/customise.sh" "$root/lab/build/flavour.sh"
in_root() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 FLAVOUR="$flavour" MODULES="$modules" unshare --net --ipc --pid --fork --kill-child --mount-proc="$root/proc" chroot "$root" "$@"; }
in_root /bin/sh -eu /lab/build/customise.sh >"$out/$flavour.build.log" 2>&1 || {
  tail -n 15 "$out/$flavour.build.log" >&2
  echo "The recipe of the $flavour image failed (log: $out/$flavour.build.log)." >&2
  exit 1
}
rm -rf "$root/lab/build"
umount "$root/dev/shm" "$root/dev"; umount -l "$root/proc"

say "writing the disk image"
rm -f "$root/.complete"
# 1200M is what a disk-full fault has to fill; the file is sparse. No lazy initialisation: its
# kernel thread would make each node's copy-on-write file grow for no reason.
mke2fs -q -t ext4 -E lazy_itable_init=0,lazy_journal_init=0 -O ^resize_inode -d "$root" "$out/$flavour.img.new" 1200M
cleanup
trap - EXIT
rm -rf "$work"
mv "$out/$flavour.img.new" "$out/$flavour.img"
say "ready"
