/**
 * What brings a node back when it reboots while a change waits for its confirmation: the timers die with the node, so a hook
 * in its boot restores the files before the network comes up (docs/decisions/0032). It is there only while a change is armed:
 *   /var/lib/dmsa/boot.sh                what the boot runs
 *   systemd   /etc/systemd/system/dmsa-confirm.service and a link in sysinit.target.wants/; no daemon-reload is needed
 *   Debian    /etc/init.d/dmsa-confirm, early in /etc/rcS.d through update-rc.d (startpar runs what insserv has listed)
 *   Red Hat   /etc/rc.d/init.d/dmsa-confirm and S01 links in /etc/rc.d/rc[2-5].d
 * Whatever ends the change takes the hook away; so do a boot that finds nothing to undo, and whoever takes the node's lock.
 */
import { BOOT_WAY_SHELL } from '../diff/boot-guard.ts';
import { quote } from '../quote.ts';
import { STATE_DIR } from './state-dir.ts';

const UNIT = '/etc/systemd/system/dmsa-confirm.service';
const WANTS = '/etc/systemd/system/sysinit.target.wants';
const LSB = '/etc/init.d/dmsa-confirm';
const RC = '/etc/rc.d/init.d/dmsa-confirm';
const BOOT = `${STATE_DIR}/boot.sh`;

const UNIT_TEXT = `# Written by dmsa while a change waits for its confirmation; gone again after that.
[Unit]
Description=Undo a change by dmsa that nobody has confirmed
DefaultDependencies=no
RequiresMountsFor=${STATE_DIR} /etc
After=local-fs.target
Wants=network-pre.target
Before=sysinit.target network-pre.target network.target networking.service network.service NetworkManager.service
Before=systemd-networkd.service ssh.service sshd.service shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
TimeoutSec=120
# The second part waits in the background until the boot is over.
KillMode=process
ExecStart=/bin/sh -c '[ ! -e ${BOOT} ] || exec /bin/sh ${BOOT}; rm -f ${WANTS}/dmsa-confirm.service ${UNIT}'
`;

/** $local_fs and networking: what Debian's LSB headers call them. */
const INIT_TEXT = `#!/bin/sh
### BEGIN INIT INFO
# Provides:          dmsa-confirm
# Required-Start:    $local_fs
# Required-Stop:
# X-Start-Before:    networking
# Default-Start:     S
# Default-Stop:
# Short-Description: Undo a change by dmsa that nobody has confirmed
### END INIT INFO
# Written by dmsa while a change waits for its confirmation; gone again after that.
[ "\${1:-start}" = start ] || exit 0
[ ! -e ${BOOT} ] || exec /bin/sh ${BOOT}
`;

/** How a script is started that must outlive what starts it. */
export const START_SHELL = `s='setsid sh'; command -v setsid >/dev/null 2>&1 || s='nohup sh'
`;

/**
 * Shell functions:
 *   waiting      true while some change is neither confirmed nor undone
 *   keep FILE…   brings files to the disk (sync(1) of CentOS 6 knows no files)
 *   unhook       takes the hook away, also half of one, unless a change is waiting
 */
export const UNHOOK_SHELL = `waiting() {
  for r in ${STATE_DIR}/confirm/*/revert.sh; do [ ! -e "$r" ] || [ -e "\${r%/*}/final" ] || return 0; done
  return 1
}
hooked() { [ -e ${UNIT} ] || [ -L ${WANTS}/dmsa-confirm.service ] || [ -e ${LSB} ] || [ -e ${RC} ] || [ -e ${BOOT} ]; }
keep() { for o; do dd if=/dev/null of="$o" conv=notrunc,fsync 2>/dev/null || return 1; done; }
unhook() {
  ! waiting && hooked || return 0
  if [ -e ${LSB} ] && [ ! -d /etc/rc.d/init.d ]; then
    update-rc.d -f dmsa-confirm remove </dev/null >/dev/null 2>&1
    for o in /etc/init.d/.depend.*; do [ ! -e "$o" ] || keep "$o"; done
  fi
  rm -f ${WANTS}/dmsa-confirm.service ${UNIT} /etc/rc.d/rc[2-5].d/S01dmsa-confirm ${RC} ${LSB} ${BOOT}
}
`;

/** `hook` makes the hook, and brings it to the disk; false, with the reason on standard error, where that can't be. */
export const HOOK_SHELL = `${BOOT_WAY_SHELL}hook() (
  umask 022
  boot_way || { echo "$why" >&2; return 1; }
  case $way in
  systemd)
    printf %s ${quote(UNIT_TEXT)} >${UNIT} && keep ${UNIT} && mkdir -p ${WANTS} && ln -sf ../dmsa-confirm.service ${WANTS}/ ;;
  update-rc.d)
    printf %s ${quote(INIT_TEXT)} >${LSB} && chmod 755 ${LSB} && keep ${LSB} && update-rc.d dmsa-confirm defaults </dev/null >/dev/null || return 1
    for o in /etc/init.d/.depend.*; do [ ! -e "$o" ] || keep "$o" || return 1; done ;;
  rc.d)
    printf %s ${quote(INIT_TEXT)} >${RC} && chmod 755 ${RC} && keep ${RC} || return 1
    for l in 2 3 4 5; do [ ! -d /etc/rc.d/rc$l.d ] || ln -sf ../init.d/dmsa-confirm /etc/rc.d/rc$l.d/S01dmsa-confirm || return 1; done ;;
  esac
)
`;

/** `booted` waits until the node's boot is over, at most 5 minutes. */
export const BOOTED_SHELL = `booted() {
  n=0; q=0
  while [ $n -lt 150 ]; do
    if [ -d /run/systemd/system ]; then
      case "$(systemctl is-system-running 2>/dev/null)" in initializing | starting) q=0 ;; *) q=2 ;; esac
    else
      q=$((q + 1))
      for p in /proc/[0-9]*/stat; do
        c=; { read -r _ c _ <"$p"; } 2>/dev/null
        case $c in '(rc)' | '(rcS)' | '(rc.sysinit)' | '(startpar)') q=0 ;; esac
      done
    fi
    [ $q -lt 2 ] || return 0
    sleep 2
    n=$((n + 1))
  done
}
`;

/** Shell text that writes boot.sh; true where it is whole and on the disk. */
export const WRITE_BOOT_SHELL = `printf %s ${quote(bootScript())} >${BOOT} && keep ${BOOT}`;

/** Run by the hook. What is left of it when nothing is to be undone goes once the boot is over: insserv is not for a boot. */
function bootScript(): string {
  return `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
umask 077
${START_SHELL}${UNHOOK_SHELL}${BOOTED_SHELL}case $1 in clean) booted; unhook; exit 0 ;; esac
for r in ${STATE_DIR}/confirm/*/revert.sh; do [ ! -e "$r" ] || sh "$r" early; done
waiting || $s "$0" clean </dev/null >/dev/null 2>&1 &
`;
}
