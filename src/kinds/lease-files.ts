/**
 * What lies on a node of its pair's lease (docs/decisions, 0058 and 0066), in /run/dmsa/lease: only root's, and gone with a boot.
 *   want        somebody decided that this member is to hold: its dmsa keeps the lease as long as the file is there.
 *   deadline    `DUE OVER`, hundredths of a second of uptime: the lease is held here until DUE; `off`: it is not.
 *   fired       this node has stood down by itself since the lease was last acquired.
 *   keeper      `PID START ARBITER` of the dmsa that keeps it; START is field 22 of its /proc/PID/stat. ARBITER: `answers` or `silent`.
 *   ask.N, answer.N   the active's question for a promise, and the answer of the standby's dmsa.
 */
import { quote } from '../quote.ts';

export const LEASE_DIR = '/run/dmsa/lease';

/** The lease of a pair, by its active's name. */
export function pairLease(active: string): string {
  return `pair/${active}`;
}

/** What the names of a lease's files begin with. */
export function leaseFile(lease: string): string {
  return encodeURIComponent(lease);
}

/**
 * Shell text: `leased` succeeds where this node holds the lease at this moment, `kept` where a dmsa keeps it, and leaves what the
 * arbiter does in `arbiter`. No process is started. To be used within LEASE_DIR or with a whole path.
 */
export function leaseShell(lease: string): string {
  const base = quote(`${LEASE_DIR}/${leaseFile(lease)}`);
  return `lease=${base}
now() { read -r up _ </proc/uptime; up=\${up%.*}\${up#*.}; }
leased() {
  due=; { read -r due _ <"$lease.deadline"; } 2>/dev/null || :
  case $due in '' | *[!0-9]*) return 1 ;; esac
  [ ! -e "$lease.fired" ] || return 1
  now
  [ "$due" -gt "$up" ]
}
kept() {
  pid= start= arbiter= stat=; { read -r pid start arbiter <"$lease.keeper"; } 2>/dev/null || :
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 1
  set -- \${stat##*) }
  # Dead ones that nobody has reaped keep nothing.
  case \${1:-} in Z | X) return 1 ;; esac
  [ "\${20:-}" = "$start" ]
}
`;
}

/**
 * Around a piece of shell that brings something of a pack up: only while the lease is held, and taken back (`undo`) where it was
 * lost meanwhile. Whoever stands down does not know of what is only being started. For a shell of its own, under `set -e`.
 *
 * @param what  for people: `ubi-sms`
 */
export function underLease(lease: string, what: string, bring: string, undo: string): string {
  return `${leaseShell(lease)}lost() { echo ${quote(`${what}: the lease ${lease} is not held here`)}"$1" >&2; }
leased || { lost ', so it is not brought up'; exit 1; }
undo() {
:
${undo}
}
over() {
  code=$?
  trap - EXIT
  leased || { lost ' any more: it is taken back'; ( undo ) || :; exit 1; }
  exit "$code"
}
trap over EXIT
${bring}
`;
}
