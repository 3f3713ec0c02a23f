# Runs in the image's root file system at build time; what all flavours have.
# Then the flavour's own recipe runs.
cd /lab/build

depmod -a "$MODULES"
chmod 755 /lab/init /lab/first-boot /lab/console-shell /opt/lab-vendor/*

# --- the system -----------------------------------------------------------------------------
echo '/dev/ubda / ext4 errors=remount-ro 0 0' >/etc/fstab
ln -sfn /proc/mounts /etc/mtab
printf '127.0.0.1\tlocalhost localhost.localdomain\n::1\tlocalhost localhost.localdomain\n' >/etc/hosts
mkdir -p /root/.ssh /etc/lab /etc/exports.d /etc/auto.master.d
chmod 700 /root/.ssh
# Every node has its own host keys, from its seed.
rm -f /etc/ssh/ssh_host_*
cat >/etc/ssh/sshd_config <<'END'
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM yes
UseDNS no
PrintMotd no
AcceptEnv LANG LC_*
Subsystem sftp /usr/lib/openssh/sftp-server
END
# Of Debian's PAM stack for sshd what Red Hat's has as well. The rest, a message of the day made by a script at each login and the
# like, is a third of the CPU that a login costs here (0.12 of 0.37 s), and nobody reads it.
sed -i '/pam_motd\|pam_mail\|pam_env\|pam_selinux/d' /etc/pam.d/sshd
useradd --system --create-home --shell /bin/bash ncuser
# No daemon of Debian's rsync package, no statistics of sar: a vendor's image has neither.
rm -f /etc/cron.daily/* /etc/cron.d/e2scrub_all

# --- the vendor's product: directories, a file or two in each ----------------------------------
mkdir -p /opt/ubisysconf/ha/logs /opt/configurator /opt/ubiqube /opt/dms/logs
for d in CommandDefinition Configuration Process License Firmware Reports Documentation Datafiles; do
  mkdir -p "/opt/fmc_repository/$d"
done
echo '<xml><name>Interface</name></xml>' >/opt/fmc_repository/CommandDefinition/interface.xml
echo 'hostname {$name}' >/opt/fmc_repository/Configuration/base.tmpl
mkdir -p /opt/fmc_entities/demo /opt/svnroot/db /opt/rrd/device1
echo '../../fmc_repository/CommandDefinition/interface.xml' >/opt/fmc_entities/demo/interface.lnk
echo 5 >/opt/svnroot/format
echo 'rrd stand-in' >/opt/rrd/device1/cpu.rrd
for d in parser parser-error alarms alarms-error routerconfigs syslog_backup; do mkdir -p "/opt/sms/spool/$d"; done
mkdir -p /opt/sms/logs /opt/sms/bin /opt/bud/bin /opt/bud/logs /opt/ses/bin /opt/ubi-jentreprise/bin /opt/ubi-jentreprise/generated/conf
mkdir -p /var/www/html
echo 'MSActivator (stand-in)' >/var/www/html/index.html
for p in sms/bin/smsd sms/bin/sms_polld sms/bin/sms_alarmd bud/bin/budd ses/bin/sesd ubi-jentreprise/bin/jboss ubi-jentreprise/bin/httpd; do
  ln -s /opt/lab-vendor/daemon "/opt/$p"
done
for p in sms ses ubi-jentreprise; do cp /opt/lab-vendor/configure "/opt/$p/configure"; done
rm /opt/lab-vendor/configure
printf 'product=MSActivator\nserial=LAB-0001\nmax-devices=1000\nsignature=3d9f0c\n' >/opt/ubiqube/license
chmod 600 /opt/ubiqube/license
printf '# Copy to servers.conf and adapt.\n#hostname; Node Type; PUBIP; PRIVIP; Root Password; Backup-Of; Backup-Sync-Time; Backup-Activation-Time; Svc Ip'"'"'s; Svc to start; Vars to adapt\n' >/opt/ubisysconf/ha/servers.conf.template
chown -R ncuser: /opt/fmc_repository /opt/fmc_entities /opt/svnroot /opt/rrd /opt/sms/spool /opt/sms/logs /opt/configurator

# --- the database: made here, so that a first boot need not ------------------------------------
conf=/etc/postgresql/15/main
cat >>$conf/postgresql.conf <<'END'
listen_addresses = '*'
shared_buffers = 16MB
max_connections = 40
END
cat >$conf/pg_hba.conf <<'END'
local all postgres peer
local all all      trust
host  all all 127.0.0.1/32 scram-sha-256
host  all all ::1/128      scram-sha-256
host  all all 10.77.0.0/16 scram-sha-256
host  all all 10.78.0.0/16 scram-sha-256
END
ip link set lo up
pg_ctlcluster 15 main start
su postgres -c 'psql -q -v ON_ERROR_STOP=1 -f /lab/build/schema.sql postgres'
pg_ctlcluster 15 main stop

# An LSB and chkconfig header over two lines of script: what a vendor's package brings. Every look at a node asks each for its
# status, so they are dash's on all flavours, and one process: bash takes twice as long to start here.
# Disabled at boot: so the vendor's image leaves its services.
vendor_init_script() { # NAME START KILL
  cat >"/etc/init.d/$1" <<END
#!/bin/dash
#
# $1        Starts and stops $1
#
# chkconfig: 2345 $2 $3
# description: $1 (stand-in of the lab)
### BEGIN INIT INFO
# Provides:          $1
# Required-Start:    \$remote_fs \$network
# Required-Stop:     \$remote_fs \$network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: $1 (stand-in of the lab)
### END INIT INFO
set -- $1 "\$1"
. /opt/lab-vendor/service
END
  chmod 755 "/etc/init.d/$1"
}
each_vendor_service() { # COMMAND: with name, start and kill priority
  "$1" ubi-sms 80 20
  "$1" ubi-poll 81 19
  "$1" ubi-bud 82 18
  "$1" ubi-alarm 83 17
  "$1" ubi-ses 84 16
  "$1" jboss 85 15
  "$1" httpd 86 14
}

. /lab/build/flavour.sh
: >/etc/motd
rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log /tmp/*
