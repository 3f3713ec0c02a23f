/** Pieces of POSIX sh about mounts. None of them asks a file system for anything that a dead NFS server could hang. */
import { quote } from '../../quote.ts';
import type { Platform } from '../facts.ts';
import { escapeField } from './fields.ts';

/** `limit 30` gives `timeout -s KILL 30 ` where the node has timeout(1): a process that waits for NFS dies of nothing less. */
export function limit(platform: Platform, seconds: number): string {
  return platform.tools.has('timeout') ? `timeout -s KILL ${seconds} ` : '';
}

/**
 * Defines `unmount POINT POINT-AS-IN-PROC`: an ordinary umount with a time limit, never forced and never lazy: what is in use stays, and the
 * error names who uses it (as far as open files and working directories tell).
 */
function unmountFunction(platform: Platform): string {
  return `users_of() {
  pid=
  ls -l /proc/[0-9]*/cwd /proc/[0-9]*/fd 2>/dev/null | while read -r line; do
    case $line in
      /proc/*/fd:) pid=\${line#/proc/}; pid=\${pid%%/*} ;;
      *" -> $1" | *" -> $1/"*)
        who=$pid
        case $line in *" /proc/"*"/cwd -> "*) who=\${line#* /proc/}; who=\${who%%/*} ;; esac
        name=; read -r name <"/proc/$who/comm" || :
        # autofs holds the mount point itself, which hinders nobody.
        [ "$name" = automount ] || echo "process $who ($name)" ;;
    esac
  done 2>/dev/null | sort -u
}
unmount() {
  code=0
  ${limit(platform, 30)}umount "$1" || code=$?
  # Gone all the same: only the goodbye to a dead server did not end.
  nfs_on "$2" && [ "$code" -ne 0 ] || return 0
  case $code in
    124 | 137) echo "$1 could not be unmounted within 30 s: its server does not answer. dmsa does not force it; once nothing on the node needs it: umount -f -l $1" >&2 ;;
    *) users=$(users_of "$1")
      echo "$1 could not be unmounted (umount: exit status $code); dmsa does not force it. In use by:" >&2
      printf '%s\\n' "\${users:-nobody that could be seen}" >&2 ;;
  esac
  return 1
}`;
}

/** `nfs_on POINT` (in the escapes of /proc/mounts): what lies on top of it is NFS. */
const NFS_ON = `nfs_on() {
  top=
  while read -r _ on type _; do
    if [ "$on" = "$1" ]; then top=$type; fi
  done </proc/mounts
  case $top in nfs | nfs4) return 0 ;; *) return 1 ;; esac
}`;

/** Unmounts the NFS mount on a point, if there is one; `failed`: what else is done before the failure is told. */
export function unmountScript(point: string, platform: Platform, failed: readonly string[] = []): string {
  return [
    unmountFunction(platform),
    NFS_ON,
    `if nfs_on ${quote(escapeField(point))}; then`,
    `  unmount ${quote(point)} ${quote(escapeField(point))} || {`,
    ...[...failed, 'exit 1'].map((line) => `    ${line}`),
    '  }',
    'fi',
  ].join('\n');
}
