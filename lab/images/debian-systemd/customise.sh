# Debian with systemd, ifupdown and dbus.
cat >/etc/network/interfaces <<'END'
source /etc/network/interfaces.d/*

auto lo
iface lo inet loopback
END


. /lab/build/systemd.sh
