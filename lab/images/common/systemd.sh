# What the images with systemd share: the vendor's services as units, the lab's console, a boot without what no node here needs.
unit() {
  cat >"/etc/systemd/system/$1.service" <<END
[Unit]
Description=$1 (stand-in of the lab)
After=network.target remote-fs.target

[Service]
Type=forking
PIDFile=/run/$1.pid
ExecStart=/opt/lab-vendor/service $1 start
ExecStop=/opt/lab-vendor/service $1 stop

[Install]
WantedBy=multi-user.target
END
}
each_vendor_service unit
systemctl disable postgresql

cat >/etc/systemd/system/lab-console.service <<'END'
[Unit]
Description=Root shell on the lab's console
DefaultDependencies=no
After=local-fs.target

[Service]
ExecStart=/lab/console-shell
Restart=always
RestartSec=0
KillSignal=SIGHUP

[Install]
WantedBy=basic.target
END
systemctl enable lab-console.service
# Nothing that a node in the lab can miss; each costs boot time at 24 ms a process.
systemctl mask getty@.service serial-getty@.service systemd-journal-flush.service \
  systemd-random-seed.service systemd-binfmt.service systemd-update-utmp.service systemd-update-utmp-runlevel.service \
  dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount \
  apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer dpkg-db-backup.timer \
  modprobe@.service kmod-static-nodes.service systemd-modules-load.service ifupdown-pre.service \
  systemd-logind.service rpc-statd-notify.service systemd-sysusers.service \
  systemd-pstore.service getty-static.service console-getty.service
: >/etc/machine-id
mkdir -p /etc/systemd/journald.conf.d
printf '[Journal]\nStorage=volatile\n' >/etc/systemd/journald.conf.d/lab.conf
