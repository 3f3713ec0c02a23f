# Debian's binaries dressed as CentOS 6.10: Red Hat's tree of init scripts, network-scripts,
# service names and bash as sh; what would give Debian away to a program is taken out.
# The scripts are stand-ins of ours (stand-ins/README.md).

# Debian's init scripts and what manages them. Files only: dpkg is about to go as well.
rm -rf /etc/init.d /etc/rc?.d /etc/rc.local /etc/network /etc/default /etc/inittab
rm -f /usr/sbin/update-rc.d /usr/sbin/invoke-rc.d /usr/sbin/service /usr/sbin/insserv /sbin/insserv \
  /usr/bin/deb-systemd-* /usr/sbin/policy-rc.d /sbin/startpar \
  /sbin/ifup /sbin/ifdown /sbin/ifquery /sbin/shutdown.dpkg* /usr/lib/tmpfiles.d/*
rm -f /etc/debian_version /etc/os-release /usr/lib/os-release /etc/issue* /etc/lsb-release
rm -rf /usr/bin/dpkg* /usr/bin/apt* /usr/sbin/dpkg* /var/lib/dpkg /etc/dpkg /etc/apt /usr/lib/apt
rm -rf /lib/systemd /etc/systemd

ln -sf bash /bin/sh
echo 'CentOS release 6.10 (Final)' >/etc/redhat-release
ln -s redhat-release /etc/system-release
printf 'CentOS release 6.10 (Final)\nKernel \\r on an \\m\n\n' >/etc/issue

for n in 0 1 2 3 4 5 6; do mkdir -p "/etc/rc.d/rc$n.d"; done
tar -C /lab/build/stand-ins -cf - . | tar -C / --no-overwrite-dir --keep-directory-symlink -xf -
chmod 755 /sbin/chkconfig /sbin/service /sbin/ifup /sbin/ifdown /etc/rc.d/rc /etc/rc.d/rc.sysinit /etc/rc.d/init.d/*
chmod 644 /etc/rc.d/init.d/functions
ln -s rc.d/init.d /etc/init.d
for n in 0 1 2 3 4 5 6; do ln -s "rc.d/rc$n.d" "/etc/rc$n.d"; done
ln -s rc.d/rc.sysinit /etc/rc.sysinit
mkdir -p /var/lock/subsys /etc/sysconfig /misc /net
ln -s cron /usr/sbin/crond
chown root:root /sbin/chkconfig

for s in network netfs rpcbind autofs sshd crond nfs halt; do
  case $s in
    nfs) chkconfig --add nfs ;; # its header leaves it off, as on CentOS
    halt) ln -s ../init.d/halt /etc/rc.d/rc0.d/S01halt; ln -s ../init.d/halt /etc/rc.d/rc6.d/S01reboot ;;
    *) chkconfig --add $s ;;
  esac
done
chkconfig --add postgresql
disabled() { vendor_init_script "$@"; chkconfig --add "$1"; chkconfig "$1" off; }
each_vendor_service disabled
