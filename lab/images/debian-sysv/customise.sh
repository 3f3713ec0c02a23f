# Debian with SysV init, ifupdown, update-rc.d and dash as sh.
cat >/etc/network/interfaces <<'END'
source /etc/network/interfaces.d/*

auto lo
iface lo inet loopback
END

disabled() { vendor_init_script "$@"; update-rc.d "$1" defaults-disabled; }
each_vendor_service disabled
# The same locale as without it. cron's script, which every look at a node asks, starts 20 processes to read it: 0.3 s here.
rm -f /etc/default/locale
# Only the node that hosts the database starts it (first-boot).
update-rc.d postgresql remove
# Nothing on a node without a clock chip, or a lit screen can miss these;
# at 24 ms a process they are seconds of each boot.
for s in hwclock.sh brightness rsync bootlogs; do update-rc.d "$s" remove; done

# Debian's scripts for the first mounts start hundreds of processes, 15 s of a boot here. The same
# mounts under the same names and headers, without the cases that a node in the lab can't have.
quick() { # SCRIPT, its body on stdin
  sed -n '1,/### END INIT INFO/p' "/etc/init.d/$1" >/lab/build/quick
  { cat /lab/build/quick; echo 'case ${1:-start} in start | restart | force-reload) ;; *) exit 0 ;; esac'; cat; } >"/etc/init.d/$1"
}
quick mountkernfs.sh <<'END'
[ ! -e /run/mounted-early ] || exit 0
mount -n -t proc -o nodev,noexec,nosuid proc /proc 2>/dev/null
mount -n -t sysfs -o nodev,noexec,nosuid sysfs /sys 2>/dev/null
mount -n -t tmpfs -o nosuid,noexec,size=20%,mode=0755 tmpfs /run
mkdir -p -m 1777 /run/lock /run/shm
mkdir -p /run/sendsigs.omit.d /run/network
: >/run/mounted-early
END
quick mountdevsubfs.sh <<'END'
[ ! -e /dev/pts/ptmx ] || exit 0
mkdir -p /dev/pts /dev/shm
mount -n -t devpts -o noexec,nosuid,gid=5,mode=620 devpts /dev/pts
mount -n -t tmpfs -o nosuid,nodev tmpfs /dev/shm
END
quick checkroot.sh <<'END'
mount -n -o remount,rw /
END
quick checkfs.sh <<'END'
END
quick mountall.sh <<'END'
mount -a -t nonfs,nonfs4,nosmbfs,nocifs -O no_netdev
END

# No terminals but the lab's console.
sed -i '/getty/d' /etc/inittab
echo 'co:12345:respawn:/lab/console-shell' >>/etc/inittab
