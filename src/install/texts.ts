/** The files that make dmsa a service of a machine. Pure. */

export type Init = 'systemd' | 'sysv';

export interface ServiceRequest {
  readonly init: Init;
  /** What starts it: a program, or Node.js and one. Absolute paths. */
  readonly program: readonly string[];
  /** Of `dmsa run`. */
  readonly options: readonly string[];
  readonly version: string;
  /**
   * It works on this machine itself, without SSH: what it starts here lives on when it ends, and has to be what a login would have started.
   */
  readonly onItself: boolean;
  /** systemd-notify is there: systemd is told when it is ready, and that it is not stuck. */
  readonly notify: boolean;
  /** Folders outside of /etc/dmsa in which it writes: that of known_hosts. */
  readonly writes: readonly string[];
  /** It has agents that switch nodes off: they may need a device. */
  readonly agents: boolean;
}

export interface ServiceFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

export const CONFIG = '/etc/dmsa';
export const OPTIONS_FILE = `${CONFIG}/options`;
export const UNIT = '/etc/systemd/system/dmsa.service';
export const SCRIPT = '/etc/init.d/dmsa';
export const LOG = '/var/log/dmsa/dmsa.log';
/** Nothing was heard of it for so long: it is stuck, and started anew. */
const WATCHDOG_S = 180;

export function serviceFiles(request: ServiceRequest): readonly ServiceFile[] {
  const options = { path: OPTIONS_FILE, mode: 0o644, text: optionsText(request) };
  if (request.init === 'systemd') return [options, { path: UNIT, mode: 0o644, text: unitText(request) }];
  return [
    options,
    { path: SCRIPT, mode: 0o755, text: scriptText(request) },
    { path: '/etc/logrotate.d/dmsa', mode: 0o644, text: ROTATION },
  ];
}

/** Read by systemd and by sh: what both understand alike, which is why options have no blanks and no quotes (see `badOption`). */
function optionsText({ options }: ServiceRequest): string {
  return `# Options of "dmsa run" (dmsa run --help), read when the service starts. No blanks or quotes within one.
DMSA_OPTIONS="${options.join(' ')}"
`;
}

/** What would mean something to one of the two that read it. */
export function badOption(option: string): boolean {
  return !/^[A-Za-z0-9@%+=:,./_~-]+$/.test(option);
}

function unitText({ program, version, onItself, notify, writes, agents }: ServiceRequest): string {
  // A percent sign is a specifier in a unit.
  const start = [...program.map((part) => part.replaceAll('%', '%%')), 'run', '$DMSA_OPTIONS'].join(' ');
  const lines = [
    `# Written by dmsa install, version ${version}. Changed, it stays as it is; better: systemctl edit dmsa.`,
    '[Unit]',
    'Description=dmsa keeps the cluster as its file says',
    'Wants=network-online.target',
    'After=network-online.target',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    ...(notify ? ['Type=notify', 'NotifyAccess=all', `WatchdogSec=${WATCHDOG_S}`, 'TimeoutStartSec=600'] : ['Type=simple']),
    `WorkingDirectory=${CONFIG}`,
    `EnvironmentFile=${OPTIONS_FILE}`,
    `ExecStart=${start}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Restart=always',
    'RestartSec=5',
    'TimeoutStopSec=90',
    ...(onItself
      ? [
          '# It starts services of this machine itself, and they are not to end with it, nor to live in a box of its own.',
          'KillMode=process',
        ]
      : ['KillMode=mixed', ...boxed(writes, agents)]),
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ];
  return lines.join('\n');
}

/** It reaches nodes over the network, and writes what it knows: all else is not its business. Node.js makes code as it runs, so memory stays writable. */
function boxed(writes: readonly string[], agents: boolean): readonly string[] {
  return [
    '# It needs the network, its own files and keys; nothing else of this machine.',
    'UMask=0077',
    'StateDirectory=dmsa',
    'StateDirectoryMode=0700',
    'RuntimeDirectory=dmsa',
    'RuntimeDirectoryMode=0700',
    // What it knows is there for dmsa status, and for the loop after it.
    'RuntimeDirectoryPreserve=yes',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    // A minus: it need not be there.
    ...[CONFIG, '/var/lib/dmsa', '/run/dmsa', '/root/.ssh', ...writes].map((path) => `ReadWritePaths=-${path}`),
    'ProtectHome=read-only',
    'PrivateTmp=yes',
    ...(agents ? [] : ['PrivateDevices=yes']),
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelLogs=yes',
    'ProtectControlGroups=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
    'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
    'RestrictNamespaces=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'LockPersonality=yes',
    'SystemCallArchitectures=native',
    'SystemCallFilter=@system-service',
    'SystemCallErrorNumber=EPERM',
    'CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_KILL CAP_NET_BIND_SERVICE CAP_NET_RAW CAP_SETGID CAP_SETUID',
  ];
}

/** The shell that writes it has it open for appending: what was written is cut off where it lies. */
const ROTATION = `${LOG} {
    weekly
    maxsize 20M
    rotate 8
    compress
    delaycompress
    missingok
    notifempty
    copytruncate
}
`;

/**
 * An init script by the Linux Standard Base, for update-rc.d, insserv and chkconfig. The one that it starts is itself: a shell that starts
 * dmsa again whenever it ends, as an init would.
 */
function scriptText({ program, version }: ServiceRequest): string {
  const [first = ''] = program;
  return `#!/bin/sh
# chkconfig: 2345 95 05
# description: dmsa keeps the cluster as its file says
### BEGIN INIT INFO
# Provides:          dmsa
# Required-Start:    $local_fs $remote_fs $network $syslog
# Required-Stop:     $local_fs $remote_fs $network $syslog
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: keeps the cluster as its file says
# Description:       dmsa run: keeps the nodes of a D-MSActivator cluster as the cluster file says
### END INIT INFO
# Written by dmsa install, version ${version}. Changed, it stays as it is. Exit codes: Linux Standard Base.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
SELF=${SCRIPT}
PID=/var/run/dmsa.pid
CHILD=/var/run/dmsa-run.pid
LOG=${LOG}
SUBSYS=/var/lock/subsys
DMSA_OPTIONS=
[ ! -r ${OPTIONS_FILE} ] || . ${OPTIONS_FILE}

# Starts it again whenever it ends, until it is told to stop.
keep() {
  stop=0
  child=
  trap 'stop=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM INT
  trap : HUP
  while :; do
    ${programLine(program)} run $DMSA_OPTIONS &
    child=$!
    echo "$child" >"$CHILD"
    # A signal ends the first wait, not dmsa.
    while kill -0 "$child" 2>/dev/null; do wait "$child"; done
    child=
    [ $stop = 0 ] || break
    sleep 5 &
    child=$!
    wait "$child"
    [ $stop = 0 ] || break
  done
  rm -f "$CHILD"
}

# The process that a file names, where it is what it was: numbers are used again.
alive() {
  [ -r "$1" ] || return 1
  read -r p <"$1" || return 1
  case $p in ''|*[!0-9]*) return 1 ;; esac
  [ -r "/proc/$p/cmdline" ] || return 1
  case $(tr '\\0' ' ' <"/proc/$p/cmdline" 2>/dev/null) in *"$2"*) return 0 ;; esac
  return 1
}
runs() { alive "$PID" "$SELF keep"; }

start() {
  runs && { echo 'dmsa runs already'; return 0; }
  [ -x ${first} ] || { echo '${first} is not there: dmsa install' >&2; return 5; }
  [ -d ${CONFIG} ] || { echo '${CONFIG} is not there' >&2; return 6; }
  ( umask 077; mkdir -p "\${LOG%/*}" && : >>"$LOG" ) || return 1
  # A session of its own: it is nobody's child, and no terminal's.
  ( cd ${CONFIG} && exec setsid /bin/sh "$SELF" keep </dev/null >>"$LOG" 2>&1 ) &
  echo $! >"$PID"
  n=0
  until runs; do
    n=$((n + 1))
    [ $n -lt 20 ] || { echo "dmsa does not start: see $LOG" >&2; rm -f "$PID"; return 1; }
    sleep 1
  done
  [ ! -d $SUBSYS ] || : >$SUBSYS/dmsa
  echo 'dmsa is started'
}

stop() {
  if runs; then
    kill -TERM "$p"
    n=0
    while runs; do
      n=$((n + 1))
      # Twice is at once: what a node is doing is left to the next start.
      [ $n != 60 ] || ! alive "$CHILD" ' run' || kill -TERM "$p"
      [ $n -lt 90 ] || { echo 'dmsa does not stop' >&2; return 1; }
      sleep 1
    done
    echo 'dmsa is stopped'
  else
    echo 'dmsa does not run'
  fi
  rm -f "$PID" $SUBSYS/dmsa
}

status() {
  if runs; then
    echo "dmsa runs (pid $p)"
  elif [ -e "$PID" ]; then
    echo 'dmsa is dead, and its pid file is there'; return 1
  else
    echo 'dmsa does not run'; return 3
  fi
}

case $1 in
  keep) keep ;;
  start) start ;;
  stop) stop ;;
  restart|force-reload) stop && start ;;
  try-restart|condrestart) ! runs || { stop && start; } ;;
  reload) runs && alive "$CHILD" ' run' && kill -HUP "$p" || { echo 'dmsa does not run' >&2; exit 7; } ;;
  status) status ;;
  *) echo "Usage: $0 {start|stop|restart|try-restart|reload|force-reload|status}" >&2; exit 2 ;;
esac
`;
}

function programLine(program: readonly string[]): string {
  return program.map((part) => (/^[A-Za-z0-9@%+=:,./_-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`)).join(' ');
}
