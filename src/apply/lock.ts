/**
 * The lock on a node (DESIGN rule 5): the folder /var/lib/dmsa/lock with the file `holder`. It expires by the node's own
 * clock, and at the latest when the node has been up for as long as it lasts: the file `boot` has the boot, the seconds since it
 * and how long it lasts, so that a clock that was set back makes no dead run's lock last. Everything that two controllers could do at the same moment is one rename(2), which exactly one of them wins:
 *   taking     a folder that is already complete is renamed to `lock`; that fails while a non-empty `lock` is there
 *   expiring   an expired `lock` is renamed to a name made of ITS token; whoever comes second finds that name taken, and so
 *              can't put a newer lock aside by mistake
 *   breaking   a folder that is already complete is renamed to `lock.broken.<token>`: from then on a lock with that token
 *              counts as expired, wherever it is read. A newer lock has another token, so it can't be hit (lock-admin.ts)
 * The scripts here are data; locks.ts runs them.
 */
import type { Diagnostic } from '../diagnostic.ts';
import { EPOCH_FILE } from '../kinds/pair-files.ts';
import { quote } from '../quote.ts';
import { START_SHELL, UNHOOK_SHELL } from './boot-hook.ts';
import { binary } from './bytes.ts';
import { STATE_DIR } from './state-dir.ts';

export { STATE_DIR };

export interface Lock {
  /** 32 hex digits, new for every apply. */
  readonly token: string;
  /** `root@central pid 4711`. */
  readonly holder: string;
  readonly reason: string;
  /** Seconds since 1970 by the node's clock. */
  readonly takenAt: number;
  readonly expiresAt: number;
  /** How long it lasts after it was taken or renewed, and how often its run renews it, seconds; null where it does not say. */
  readonly lastsS: number | null;
  readonly renewS: number | null;
}

export type LockReport =
  | { readonly status: 'free' }
  | { readonly status: 'taken' }
  | { readonly status: 'released' }
  | { readonly status: 'renewed' }
  /** Held by someone, maybe expired (`leftS` negative). */
  | { readonly status: 'held'; readonly lock: Lock; readonly ageS: number; readonly leftS: number }
  /** Another controller's change is not confirmed yet; the node undoes it by itself within `leftS`. */
  | { readonly status: 'confirming'; readonly leftS: number }
  /** There is a lock, and it can't be read. It is never taken over. */
  | { readonly status: 'unreadable' }
  /** We no longer have it. */
  | { readonly status: 'lost' }
  | { readonly status: 'failed'; readonly why: string };

/** A node that is held by someone else. */
export interface LockConflict {
  readonly node: string;
  readonly report: Extract<LockReport, { status: 'held' | 'confirming' | 'unreadable' }>;
  readonly error: Diagnostic;
}

/**
 * A lock that waits for a commit-confirmed change outlasts the node's own revert by far, as nobody knows beforehand when that
 * ends. It names the change in the file `confirm` beside `holder`: once the node has undone it (`final`), a run that is still
 * alive renews its lock within this time, and that of a dead one is free.
 */
const AFTER_REVERT_S = 30;

export const LOCK_PRELUDE = `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
umask 077
D=${STATE_DIR}; L=$D/lock
now=$(date +%s)
say() { printf 'dmsa-lock %s %s\\n' "$now" "$*"; }
# What the end of a lock is by now, with the lock as it stands in the file.
held() {
  a=\${h%%'"expiresAt":'*}; b=\${h#*'"expiresAt":'"$x"}
  say "held $a\\"expiresAt\\":$e$b"
}
up=; boot=
{ read -r up r </proc/uptime && read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
up=\${up%%.*}; case $up in '' | *[!0-9]*) up=; boot= ;; esac
# Puts the end in $e nearer where less is left by the time that the node is up; never further away.
nearer() {
  q=; v=; l=; { read -r q v l <"$L/boot"; } 2>/dev/null
  case $v in '' | *[!0-9]*) return ;; esac
  case $l in '' | *[!0-9]*) return ;; esac
  [ -n "$boot" ] || return
  # Of a boot before this one: it was taken before the node came up.
  [ "$q" = "$boot" ] && [ "$v" -le "$up" ] || v=0
  [ "$((now + v + l - up))" -ge "$e" ] || e=$((now + v + l - up))
}
holder() {
  h=; { IFS= read -r h <"$L/holder"; } 2>/dev/null
  t=\${h#'{"token":"'}; t=\${t%%'"'*}
  e=\${h#*'"expiresAt":'}; e=\${e%%[,\\}]*}
  case $t in '' | *[!0-9a-f]*) return 1 ;; esac
  case $e in '' | *[!0-9]*) return 1 ;; esac
  # As it stands in the file.
  x=$e
  nearer
  [ ! -e "$D/lock.broken.$t" ] || e=0
  c=; { read -r c <"$L/confirm"; } 2>/dev/null
  case $c in '' | *[!0-9a-f]*) return 0 ;; esac
  [ -e "$D/confirm/$c/final" ] && u=$(stat -c %Y "$D/confirm/$c/final") || return 0
  [ "$((u + ${AFTER_REVERT_S}))" -ge "$e" ] || e=$((u + ${AFTER_REVERT_S}))
}
`;

export interface TakeLock {
  readonly token: string;
  readonly holder: string;
  readonly reason: string;
  readonly expiryS: number;
  readonly renewS: number;
}

/** How long a change whose timers are dead may take to be undone, for whoever waits for the lock. */
const REVERT_AGAIN_S = 180;

/**
 * Takes the lock if it is free, expired or already ours. Also clears what a dead controller has left in dmsa's folder. A change
 * that was not confirmed and that nobody has undone in its time (its timers were killed) is undone first, once.
 */
export function takeLockScript(take: TakeLock): string {
  const { holder, reason, expiryS, renewS } = take;
  const rest = binary(JSON.stringify({ lastsS: expiryS, renewS, holder, reason }).slice(1, -1));
  return `${LOCK_PRELUDE}T=${quote(take.token)}; N=$D/lock.new.$now.$T
fail() { say "failed $*"; rm -rf "$N"; exit 0; }
[ -d "$D" ] || E=$(mkdir -p "$D" 2>&1) || fail "$E"
if [ -d "$L" ] && holder && [ "$t" != "$T" ] && [ "$now" -lt "$e" ]; then held; exit 0; fi
set --
for c in "$D"/confirm/*; do
  [ -d "$c" ] || continue
  u=; { read -r u <"$c/until"; } 2>/dev/null; case $u in '' | *[!0-9]*) u=0 ;; esac
  w=; { read -r w <"$c/decided"; } 2>/dev/null
  if [ -e "$c/final" ] || [ "$w" = confirm ]; then :
  elif [ "$now" -le "$u" ]; then say "confirming $((u - now))"; exit 0
  elif [ -e "$c/begun" ] && [ -e "$c/revert.sh" ] && [ ! -e "$c/again" ] && { echo >"$c/again"; } 2>/dev/null; then
    echo $((now + ${REVERT_AGAIN_S})) >"$c/until"
    ${START_SHELL}    $s "$c/revert.sh" again 0 0 </dev/null >/dev/null 2>&1 &
    say 'confirming ${REVERT_AGAIN_S}'; exit 0
  fi
  set -- "$@" "$c/revert.sh" "$c"
done
E=$(mkdir "$N" 2>&1) || fail "$E"
{ printf '{"token":"%s","expiresAt":%s,"takenAt":%s,%s}\\n' "$T" $((now + ${expiryS})) "$now" ${quote(rest)} >"$N/holder"; } 2>/dev/null ||
  fail "$N/holder could not be written (no space, or a read-only file system)"
[ -z "$boot" ] || { echo "$boot $up ${expiryS}" >"$N/boot"; } 2>/dev/null
n=0
while :; do
  mv -fT "$N" "$L" 2>/dev/null && break
  if holder; then
    if [ "$t" = "$T" ] || [ "$now" -ge "$e" ]; then mv -fT "$L" "$D/lock.expired.$t" 2>/dev/null
    else held; rm -rf "$N"; exit 0; fi
  fi
  n=$((n + 1))
  # A lock may go between the rename and the read; one that stays and says nothing is somebody's.
  if [ $n = 5 ]; then
    if [ -e "$L" ]; then say unreadable; rm -rf "$N"; exit 0; fi
    fail "$L could not be made"
  fi
done
for c in "$D"/lock.new.* "$D"/lock.expired.* "$D"/output.* "$D"/.dmsa.*; do
  [ -e "$c" ] || continue
  case $c in
    "$D/lock.expired.$t") continue ;;
    "$D"/lock.new.*) u=\${c#"$D"/lock.new.}; u=\${u%%.*}; case $u in '' | *[!0-9]*) ;; *) [ "$now" -gt $((u + 600)) ] || continue ;; esac ;;
  esac
  set -- "$@" "$c"
done
# Whoever was cut off reads there by whom; a run does not outlast a day.
for c in "$D"/lock.broken.*; do
  [ -d "$c" ] || continue
  u=; { read -r u <"$c/at"; } 2>/dev/null; case $u in '' | *[!0-9]*) u=0 ;; esac
  [ "$now" -le $((u + 86400)) ] || set -- "$@" "$c"
done
[ $# = 0 ] || rm -rf "$@"
${UNHOOK_SHELL}unhook
say taken
`;
}

/** Gives the lock back if it is still ours. `before`: shell text that is run first, while the lock still holds. */
export function releaseLockScript(token: string, before = ''): string {
  return `${LOCK_PRELUDE}T=${quote(token)}
if ! holder || [ "$t" != "$T" ] || [ "$e" = 0 ]; then say lost; exit 0; fi
${before === '' ? '' : `(\n${before}\n)\n`}mv -fT "$L" "$D/lock.released.$T" 2>/dev/null && rm -rf "$D/lock.released.$T" "$D"/lock.expired.*
say released
`;
}

/**
 * Puts the end of our lock further away; `lost` where it is no longer ours.
 *
 * @param confirm  the change whose end it waits for; null: none
 */
export function renewLockScript(token: string, expiryS: number, confirm: string | null = null): string {
  return `${LOCK_PRELUDE}T=${quote(token)}
if ! holder || [ "$t" != "$T" ] || [ "$now" -ge "$e" ]; then say lost; exit 0; fi
${confirm === null ? '[ ! -e "$L/confirm" ] || rm -f "$L/confirm"' : `{ echo ${quote(confirm)} >"$L/confirm"; } 2>/dev/null`}
# First: it may say too much for a moment, never too little.
[ -z "$boot" ] || { echo "$boot $up ${expiryS}" >"$L/boot"; } 2>/dev/null
a=\${h%%'"expiresAt":'*}; b=\${h#*'"expiresAt":'"$x"}
{ printf '%s"expiresAt":%s%s\\n' "$a" $((now + ${expiryS})) "$b" >"$L/holder.$T"; } 2>/dev/null &&
  mv -f "$L/holder.$T" "$L/holder" 2>/dev/null || { say 'failed the lock could not be written anew'; exit 0; }
say renewed
`;
}

/**
 * Shell text for the head of every script that changes something: the function \`own\` is true while the lock is ours, and
 * the script ends here, with nothing done, where it is not or has expired. Starts one process.
 *
 * @param epoch  of the pair when the plan was made: where the node has been told of a newer one since, a decision to move the
 *               pair was made that this script knows nothing of. null: no member of a pair.
 * @param deposed  what is said then; \`$n\` is the node's epoch, \`x\` where it can't be read
 */
export function ownLockShell(token: string, lost: string, epoch: number | null = null, deposed = lost): string {
  const newer =
    epoch === null
      ? ''
      : `n=0; { read -r n <${EPOCH_FILE}; } 2>/dev/null
case $n in '' | *[!0-9]*) n=x ;; esac
[ "$n" != x ] && [ "$n" -le ${epoch} ] || { ${deposed}; exit 75; }
`;
  return `${newer}own() {
  h=; { IFS= read -r h <${STATE_DIR}/lock/holder; } 2>/dev/null
  case $h in ${quote(`{"token":"${token}",`)}*) [ ! -e ${STATE_DIR}/lock.broken.${token} ] ;; *) return 1 ;; esac
}
lost() { ${lost}; exit 75; }
own || lost
e=\${h#*'"expiresAt":'}; e=\${e%%[,\\}]*}
[ "$(date +%s)" -lt "$e" ] || lost
`;
}

/** What a script of this file said. */
export function parseLockReport(stdout: string): LockReport {
  const match = /^dmsa-lock (\d+) (\w+) ?(.*)$/m.exec(stdout);
  if (!match) return { status: 'failed', why: `the node's answer was not understood: ${JSON.stringify(stdout.slice(0, 200))}` };
  const [, now = '0', status = '', rest = ''] = match;
  switch (status) {
    case 'free':
    case 'taken':
    case 'released':
    case 'renewed':
    case 'lost':
    case 'unreadable':
      return { status };
    case 'confirming':
      return { status, leftS: Number(rest) };
    case 'held': {
      const lock = parseLock(rest);
      if (!lock) return { status: 'unreadable' };
      return { status, lock, ageS: Number(now) - lock.takenAt, leftS: lock.expiresAt - Number(now) };
    }
    default:
      return { status: 'failed', why: rest || `the node answered ${JSON.stringify(status)}` };
  }
}

function parseLock(text: string): Lock | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof data !== 'object' || data === null) return null;
  const { token, holder, reason, takenAt, expiresAt, lastsS, renewS } = data as Record<string, unknown>;
  if (typeof token !== 'string' || typeof takenAt !== 'number' || typeof expiresAt !== 'number') return null;
  return {
    token,
    takenAt,
    expiresAt,
    holder: typeof holder === 'string' ? holder : 'someone who did not say',
    reason: typeof reason === 'string' ? reason : '',
    lastsS: typeof lastsS === 'number' ? lastsS : null,
    renewS: typeof renewS === 'number' ? renewS : null,
  };
}

/** What to tell about a node that someone else holds. */
export function conflictOf(node: string, report: LockConflict['report']): Diagnostic {
  const base = { severity: 'error', node } as const;
  switch (report.status) {
    case 'held':
      return {
        ...base,
        code: 'locked',
        summary: `${node} is locked by ${report.lock.holder}`,
        detail: `Since ${report.ageS} s, for: ${report.lock.reason || 'no reason given'}. The lock ends in ${Math.max(0, report.leftS)} s unless it is renewed. Wait for it (--lock-timeout), or stop that run; if it is dead: dmsa lock break.`,
      };
    case 'confirming':
      return {
        ...base,
        code: 'locked-confirming',
        summary: `${node} waits for the confirmation of a change that another run made`,
        detail: `That run seems to be gone; the node undoes its change by itself within ${report.leftS} s. Apply again after that.`,
      };
    case 'unreadable':
      return {
        ...base,
        code: 'lock-unreadable',
        summary: `${node} has a lock that can't be read`,
        detail: `${STATE_DIR}/lock/holder is missing or is not what dmsa writes, so nobody can say whether it still holds. If no dmsa runs against ${node}: dmsa lock break -n ${node}`,
      };
  }
}
