# Debian's binaries dressed as a newer RHEL: NetworkManager with keyfiles, systemd, bash as sh. No ifcfg files, no ifupdown,
# nothing that would give Debian away to a program. NetworkManager itself is the real one.
. /lab/build/systemd.sh

rm -rf /etc/network /etc/default/networking /etc/init.d /etc/rc?.d
rm -f /sbin/ifup /sbin/ifdown /sbin/ifquery /lib/systemd/system/networking.service /lib/systemd/system/ifup@.service
rm -f /etc/systemd/system/*/networking.service /usr/sbin/update-rc.d /usr/sbin/invoke-rc.d
rm -f /etc/debian_version /etc/issue* /etc/lsb-release
rm -rf /usr/bin/dpkg* /usr/bin/apt* /usr/sbin/dpkg* /var/lib/dpkg /etc/dpkg /etc/apt /usr/lib/apt
ln -sf bash /bin/sh
rm -f /etc/os-release
printf 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\nPRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)"\n' >/etc/os-release
echo 'Rocky Linux release 9.4 (Blue Onyx)' >/etc/redhat-release

cat >/etc/NetworkManager/NetworkManager.conf <<'END'
[main]
plugins=keyfile
no-auto-default=*
END
rm -f /etc/NetworkManager/conf.d/* /usr/lib/NetworkManager/conf.d/*
mkdir -p /etc/NetworkManager/system-connections
chmod 700 /etc/NetworkManager/system-connections
# No udev in the lab. With /sys read-only NetworkManager takes itself to be in a container and goes without.
mkdir -p /etc/systemd/system/NetworkManager.service.d
printf '[Service]\nReadOnlyPaths=/sys\n' >/etc/systemd/system/NetworkManager.service.d/lab.conf
systemctl enable NetworkManager.service NetworkManager-dispatcher.service
systemctl mask systemd-udevd.service systemd-udev-trigger.service systemd-udev-settle.service systemd-udevd-kernel.socket \
  systemd-udevd-control.socket polkit.service NetworkManager-wait-online.service wpa_supplicant.service ModemManager.service
